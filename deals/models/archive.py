"""A file of a deal that somebody looks at before it is brought in."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from deals.models.base import NAME_LENGTH, Addressed


class UploadedArchive(Addressed):
    """A file between its preview and its confirmation: one for each user, for an hour at most.

    `overview`: what the preview says of it, worked out when it came in. The file itself is read and
    looked through again before anything is saved; it stands in parts.
    """

    owner = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="uploaded_archive"
    )
    name = models.CharField(max_length=NAME_LENGTH, blank=True)
    overview = models.JSONField()
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.id)


class UploadedPart(models.Model):
    """A part of such a file. In one piece it would take seconds to write, beside everything else
    that goes on, and four times its size in memory.
    """

    archive = models.ForeignKey(UploadedArchive, on_delete=models.CASCADE, related_name="parts")
    data = models.BinaryField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"part of {self.archive_id}"
