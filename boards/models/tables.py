"""What lies on the table in a session: sheets, subjects and where they were placed."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from boards.models.log import Payload
from deals.models import OrganisationKind, Partner, Person, Seat, Session
from deals.models.base import NAME_LENGTH

SLUG_LENGTH = 40
BOARD_WIDTH_MM = 420
BOARD_HEIGHT_MM = 297


class Layer(models.TextChoices):
    """Whose view a placement is."""

    SELF = "self", _("by the participants themselves")
    TEAM = "team", _("by the facilitators")
    AGREED = "agreed", _("agreed together")


class Sheet(models.Model):
    """One board with one way of filling in, in a session; it keeps the texts it was held with.

    A layer starts open or hidden; a `Reveal` opens a hidden one. `agreed` is always open.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="sheets")
    order = models.PositiveSmallIntegerField(default=0)
    board = models.CharField(max_length=SLUG_LENGTH)
    filling = models.CharField(max_length=SLUG_LENGTH)
    content = models.JSONField(help_text="The board's content file as it was at preparing.")
    self_starts_open = models.BooleanField(default=True)
    team_starts_open = models.BooleanField(default=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "board", "filling"], name="sheet_once_per_session"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.board} / {self.filling}"

    def starts_open(self, layer: str) -> bool:
        """Whether everyone in the room sees this layer from the start."""
        return {
            Layer.SELF: self.self_starts_open,
            Layer.TEAM: self.team_starts_open,
            Layer.AGREED: True,
        }[Layer(layer)]

    def is_open(self, layer: str) -> bool:
        """Whether everyone in the room sees this layer now."""
        return self.starts_open(layer) or any(r.layer == layer for r in self.reveals.all())


class Reveal(models.Model):
    """A hidden layer of a sheet was shown to the room: when, and by whom."""

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="reveals")
    layer = models.CharField(max_length=10, choices=Layer)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "layer"], name="reveal_once"),
            models.CheckConstraint(condition=Q(layer__in=Layer.values), name="reveal_layer"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet}: {self.layer}"


class Subject(models.Model):
    """One thing that can be placed in a session: a partner, or a name typed at the table.

    One row for every kind, so that a placement has one key to point at
    (docs/decisions/0002-subjects.md). Exactly one of `partner` and `typed` is set. `label`, `kind`
    and `missing` are a partner's as it was put on the table: what changes in the deal later, or is
    merged, does not change what lay there.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="subjects")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    typed = models.ForeignKey(Payload, on_delete=models.PROTECT, null=True, related_name="+")
    typed_by = models.ForeignKey(Seat, on_delete=models.SET_NULL, null=True, related_name="+")
    label = models.CharField(max_length=NAME_LENGTH, blank=True)
    kind = models.CharField(
        max_length=20, choices=OrganisationKind, default=OrganisationKind.UNKNOWN
    )
    missing = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "partner"],
                condition=Q(partner__isnull=False, person__isnull=True),
                name="subject_partner_once",
            ),
            models.UniqueConstraint(
                fields=["session", "person"],
                condition=Q(person__isnull=False),
                name="subject_person_once",
            ),
            models.CheckConstraint(
                condition=Q(partner__isnull=False, typed__isnull=True)
                | Q(partner__isnull=True, person__isnull=True, typed__isnull=False),
                name="subject_is_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """What stands on the post-it."""
        if self.typed is not None:
            return self.typed.text
        return self.label


class NoteAbout(models.TextChoices):
    """What a note is about."""

    MEANING = "meaning", _("what an element means to us")


class Note(models.Model):
    """A text about an element of a sheet, as it is now.

    Each accepted edit is a new `Payload`; `version` counts them, so that two people who type in
    one note see that it changed instead of losing words.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="notes")
    about = models.CharField(max_length=10, choices=NoteAbout)
    element = models.CharField(max_length=SLUG_LENGTH)
    text = models.ForeignKey(Payload, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()

    class Meta:
        ordering = ["sheet", "element"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "about", "element"], name="note_once"),
            models.CheckConstraint(condition=Q(about__in=NoteAbout.values), name="note_about"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet} {self.element} v{self.version}"


class Placement(models.Model):
    """Where a subject was put on a sheet, in one layer; or that somebody said "weet ik niet".

    `x` and `y` are the middle of the post-it in millimetres from the top left of the board.
    `element` follows from them when written, and is null between the elements.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="placements")
    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="placements")
    layer = models.CharField(max_length=10, choices=Layer)
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, related_name="+")
    unknown = models.BooleanField(default=False)
    element = models.CharField(max_length=SLUG_LENGTH, null=True)  # noqa: DJ001
    x = models.FloatField(null=True)
    y = models.FloatField(null=True)
    on_behalf = models.BooleanField(default=False)
    seq = models.PositiveBigIntegerField(help_text="Number of the event that last changed it.")

    class Meta:
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "layer", "subject", "seat"],
                condition=Q(seat__isnull=False),
                name="placement_once_per_seat",
            ),
            models.UniqueConstraint(
                fields=["sheet", "layer", "subject"],
                condition=Q(seat__isnull=True),
                name="placement_once_without_seat",
            ),
            models.CheckConstraint(condition=Q(layer__in=Layer.values), name="placement_layer"),
            models.CheckConstraint(
                condition=Q(layer=Layer.SELF, seat__isnull=False)
                | (~Q(layer=Layer.SELF) & Q(seat__isnull=True)),
                name="placement_self_has_a_seat",
            ),
            models.CheckConstraint(
                condition=Q(unknown=True, x__isnull=True, y__isnull=True, element__isnull=True)
                | Q(
                    unknown=False,
                    x__gte=0,
                    x__lte=BOARD_WIDTH_MM,
                    y__gte=0,
                    y__lte=BOARD_HEIGHT_MM,
                ),
                name="placement_on_the_board_or_unknown",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.layer} {self.element}"
