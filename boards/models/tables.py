"""What lies on the table in a session: sheets, subjects and where they were placed."""

from uuid import UUID, uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from boards.models.log import Payload
from deals.models import Innovation, OrganisationKind, Partner, Seat, Session
from deals.models.base import NAME_LENGTH

SLUG_LENGTH = 40
QUESTION_LENGTH = SLUG_LENGTH + 4
KEY_LENGTH = 200
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
        return self.starts_open(layer) or any(
            r.layer == layer and r.seat_id is None for r in self.reveals.all()
        )

    @property
    def open_layers(self) -> list[str]:
        """The layers that everyone in the room sees now."""
        return [layer.value for layer in Layer if self.is_open(layer)]

    def shown_to(self) -> set[UUID]:
        """The seats to whom alone the facilitators showed where they see them."""
        return {r.seat_id for r in self.reveals.all() if r.seat_id is not None}


class Reveal(models.Model):
    """A hidden layer of a sheet was shown: when, by whom, and to whom.

    Without a `seat`: to the room. With one: to that participant alone, and of the facilitators'
    layer only where they put that participant and its organisation.
    """

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="reveals")
    layer = models.CharField(max_length=10, choices=Layer)
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, null=True, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "layer"], condition=Q(seat__isnull=True), name="reveal_once"
            ),
            models.UniqueConstraint(
                fields=["sheet", "layer", "seat"],
                condition=Q(seat__isnull=False),
                name="reveal_once_per_seat",
            ),
            models.CheckConstraint(condition=Q(layer__in=Layer.values), name="reveal_layer"),
            models.CheckConstraint(
                condition=Q(seat__isnull=True) | Q(layer=Layer.TEAM),
                name="reveal_to_a_seat_is_of_the_team",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet}: {self.layer}"


class Subject(models.Model):
    """One thing that can be placed in a session: a partner, a person, an innovation, or a name
    typed at the table.

    One row for every kind, so that a placement has one key to point at
    (docs/decisions/0002-subjects.md). A partner has `partner`, all others a `typed` name. An
    `innovation` is one of the deal's; `merged_into` is what it goes on as in this session, and one
    that is `gone` was taken off the table, with what was placed and written of it. A person
    is `of` the organisation that they speak for, and may be a known contact `person` of it; their
    name is always a payload, so that it can be erased. `label`, `kind` and `missing` are those of
    the day it was put on the table: what changes in the deal later, or is merged, does not change
    what lay there.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="subjects")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.UUIDField(
        null=True, help_text="The contact person; a plain uuid, for they can be deleted."
    )
    typed = models.ForeignKey(Payload, on_delete=models.PROTECT, null=True, related_name="+")
    typed_by = models.ForeignKey(Seat, on_delete=models.SET_NULL, null=True, related_name="+")
    of = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="people")
    label = models.CharField(max_length=NAME_LENGTH, blank=True)
    kind = models.CharField(
        max_length=20, choices=OrganisationKind, default=OrganisationKind.UNKNOWN
    )
    missing = models.BooleanField(default=False)
    innovation = models.ForeignKey(
        Innovation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    merged_into = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, related_name="merged"
    )
    gone = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "innovation"],
                condition=Q(innovation__isnull=False),
                name="subject_innovation_once",
            ),
            models.CheckConstraint(
                condition=Q(innovation__isnull=True)
                | Q(partner__isnull=True, of__isnull=True, typed_by__isnull=True),
                name="subject_innovation_is_nothing_else",
            ),
            models.UniqueConstraint(
                fields=["session", "partner"],
                condition=Q(partner__isnull=False),
                name="subject_partner_once",
            ),
            models.UniqueConstraint(
                fields=["session", "person"],
                condition=Q(person__isnull=False),
                name="subject_person_once",
            ),
            models.CheckConstraint(
                condition=Q(partner__isnull=False, typed__isnull=True)
                | Q(partner__isnull=True, typed__isnull=False),
                name="subject_is_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(of__isnull=True, person__isnull=True)
                | Q(of__isnull=False, partner__isnull=True),
                name="subject_person_is_of_an_organisation",
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

    @property
    def is_person(self) -> bool:
        """Whether this is a person, who speaks for an organisation on the table."""
        return self.of_id is not None

    @property
    def what(self) -> str:
        """What kind of thing it is: a `boards.content.SubjectKind`."""
        if self.innovation_id is not None:
            return "innovation"
        return "person" if self.is_person else "organisation"


class NoteAbout(models.TextChoices):
    """What a note is about."""

    MEANING = "meaning", _("what an element means to us")
    ANSWER = "answer", _("the answer to a question")
    REACTION = "reaction", _("what a difference calls up")
    NOTE = "note", _("a note")
    CELL = "cell", _("a cell of a worksheet")
    REASON = "reason", _("why something lies where it lies")


class NoteAudience(models.TextChoices):
    """Who may read a note."""

    TEAM = "team", _("the facilitators, and the participant who wrote it")
    ROOM = "room", _("everyone in the room")


class Note(models.Model):
    """A text that belongs to a sheet, as it is now: what an element means to us, the answer to a
    question, what a difference calls up, a note, a cell of a worksheet, a reason.

    A cell is of everybody together: its `element` is the column, its `question` the row. `key` says
    where it belongs (about, element, question, subject, seat): one text for each, so that whoever
    writes there writes in the same. `seat`: the participant who wrote it; none: the facilitators
    together. Each accepted edit is a new `Payload`; `version` counts them, so that two people who
    type in one note see that it changed instead of losing words.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="notes")
    about = models.CharField(max_length=10, choices=NoteAbout)
    element = models.CharField(max_length=SLUG_LENGTH, blank=True)
    question = models.CharField(max_length=QUESTION_LENGTH, blank=True)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, null=True, related_name="notes")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=KEY_LENGTH)
    audience = models.CharField(max_length=10, choices=NoteAudience, default=NoteAudience.TEAM)
    text = models.ForeignKey(Payload, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()

    class Meta:
        ordering = ["sheet", "key"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "key"], name="note_once"),
            models.CheckConstraint(condition=Q(about__in=NoteAbout.values), name="note_about"),
            models.CheckConstraint(
                condition=Q(audience__in=NoteAudience.values), name="note_audience"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet} {self.key} v{self.version}"


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


class Score(models.Model):
    """A number that somebody gave: a grade on an aspect, the energy of a route, the bars of a
    wheel, or a tick (1). `value` is null when it was taken back, or when there is only a circle.

    `about`: of a wheel that is filled in for one result, that innovation. `circled`: marked to work
    on, in the layer of what was agreed. `key` says where it belongs (layer, subject, about, aspect,
    seat): one score for each.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="scores")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="scores")
    about = models.ForeignKey(Subject, on_delete=models.PROTECT, null=True, related_name="+")
    layer = models.CharField(max_length=10, choices=Layer)
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, related_name="+")
    aspect = models.CharField(max_length=QUESTION_LENGTH + SLUG_LENGTH)
    value = models.PositiveSmallIntegerField(null=True)
    circled = models.BooleanField(default=False)
    on_behalf = models.BooleanField(default=False)
    key = models.CharField(max_length=KEY_LENGTH)
    seq = models.PositiveBigIntegerField(help_text="Number of the event that last changed it.")

    class Meta:
        ordering = ["seq", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "key"], name="score_once"),
            models.CheckConstraint(condition=Q(layer__in=Layer.values), name="score_layer"),
            models.CheckConstraint(
                condition=Q(layer=Layer.SELF, seat__isnull=False)
                | (~Q(layer=Layer.SELF) & Q(seat__isnull=True)),
                name="score_self_has_a_seat",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__lte=10), name="score_at_most_ten"
            ),
            models.CheckConstraint(
                condition=Q(circled=False) | Q(layer=Layer.AGREED), name="score_circle_is_agreed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.layer} {self.aspect} {self.value}"

    def set_key(self) -> None:
        """Bring `key` in line with what the score is about."""
        parts = (self.layer, self.subject_id, self.about_id, self.aspect, self.seat_id)
        self.key = ":".join("" if part is None else str(part) for part in parts)


class Doer(models.Model):
    """A partner that was named in a column of a worksheet as who sees to it.

    `label`: its name on that day. One that was crossed out again stays, not `named`.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="doers")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="doers")
    element = models.CharField(max_length=SLUG_LENGTH)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    label = models.CharField(max_length=NAME_LENGTH)
    named = models.BooleanField(default=True)

    class Meta:
        ordering = ["label", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "subject", "element", "partner"], name="doer_once"
            ),
        ]

    def __str__(self) -> str:
        return self.label
