"""Photos of a board on paper, kept with the session in which it was entered."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from boards.models.tables import Sheet
from deals.models import Session
from deals.models.base import NAME_LENGTH, Addressed

THUMBNAIL_SIDE = 480  # in dots, the longest one


class Photo(Addressed):
    """A photo of a board on paper. Both pictures are JPEGs that we made: of the file that came in
    nothing else is kept (boards/domain/pictures.py).

    In the database, since there may be several web servers, and a session must go whole.
    `sheet`: the board that it shows; none: any board of the session. `turned`: by how many degrees
    it was turned since it came, clockwise; the pictures stand that way already.
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="photos")
    sheet = models.ForeignKey(Sheet, on_delete=models.SET_NULL, null=True, related_name="photos")
    image = models.BinaryField()
    thumbnail = models.BinaryField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    turned = models.PositiveSmallIntegerField(default=0)
    described = models.CharField(_("description"), max_length=NAME_LENGTH, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(turned__in=[0, 90, 180, 270]), name="photo_turned"
            ),
        ]

    @property
    def thumbnail_width(self) -> int:
        """How wide the small picture is, in dots; `width` when it was small already."""
        return min(self.width, round(self.width * THUMBNAIL_SIDE / max(self.width, self.height)))

    def __str__(self) -> str:
        return self.described or f"{self.session}"
