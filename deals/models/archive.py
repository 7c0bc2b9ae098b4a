"""A file of a deal that somebody looks at before it is brought in."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from deals.models.base import NAME_LENGTH, Addressed


class UploadedArchive(Addressed):
    """A file between its preview and its confirmation: one for each user, for an hour at most.

    `overview`: what the preview says of it, worked out when it came in. The file itself is read and
    looked through again before anything is saved.
    """

    owner = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="uploaded_archive"
    )
    name = models.CharField(max_length=NAME_LENGTH, blank=True)
    data = models.BinaryField()
    overview = models.JSONField()
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.id)
