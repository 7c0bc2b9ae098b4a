"""Texts of boards that were changed in the app: every accepted change is a row of its own."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from boards.models.tables import SLUG_LENGTH
from deals.models.base import NAME_LENGTH, Addressed


class BoardTexts(Addressed):
    """The texts of a board as somebody left them; the row with the highest version counts.

    Rows are only added, so that they are the history too. Version 0 has no row: that is the file.
    """

    board = models.CharField(max_length=SLUG_LENGTH)
    version = models.PositiveIntegerField()
    texts = models.JSONField(help_text="From path to text: only what differs from the file.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    why = models.CharField(max_length=NAME_LENGTH, blank=True)
    back_to = models.PositiveIntegerField(
        null=True, help_text="The version whose texts were put back, if that is what was done."
    )

    class Meta:
        ordering = ["board", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["board", "version"], name="board_texts_version_once"),
            models.CheckConstraint(
                condition=models.Q(version__gt=0), name="board_texts_version_from_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.board} {self.version}"
