"""What every record that has an address shares."""

from uuid import uuid4

from django.db import models

NAME_LENGTH = 200
TEXT_LENGTH = 2000


class Addressed(models.Model):
    """A record addressed by a random uuid: no address tells how many there are."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)

    class Meta:
        abstract = True
