"""A conversation of a deal: when it was, who sat where, and the door they came in by."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deals.models.base import NAME_LENGTH, Addressed
from deals.models.deals import Deal, WorkLine
from deals.models.partners import Partner, Person


class Phase(models.TextChoices):
    """The phases of a session, in order; they drive all screens (docs/protocol.md)."""

    PREPARING = "preparing", _("preparing")
    MEANING = "meaning", _("meaning")
    PLACING = "placing", _("placing")
    REVEALING = "revealing", _("revealing")
    DISCUSSING = "discussing", _("discussing")
    CLOSED = "closed", _("closed")


class Purpose(models.TextChoices):
    """What a session is for: it decides whether the door opens by itself at the start."""

    TEAM = "team", _("overview by the team")
    CONVERSATION = "conversation", _("conversation with participants")


class Session(Addressed):
    """One conversation of a deal. Closed means frozen: it is history of the deal.

    `planned_on` is the day of the conversation, also when it is written down later: pages that sort
    or say when it was use it, never `closed_at`. `trial`: a try-out, to get used to it; it never
    closes, and is thrown away. `paper`: held on paper and entered afterwards; nobody joins it.
    """

    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, related_name="sessions")
    title = models.CharField(_("title"), max_length=NAME_LENGTH)
    planned_on = models.DateField(_("date"), default=timezone.localdate)
    phase = models.CharField(max_length=12, choices=Phase, default=Phase.PREPARING)
    purpose = models.CharField(
        _("purpose"), max_length=12, choices=Purpose, default=Purpose.CONVERSATION
    )
    line = models.ForeignKey(
        WorkLine, on_delete=models.SET_NULL, null=True, blank=True, related_name="sessions"
    )
    trial = models.BooleanField(default=False)
    paper = models.BooleanField(
        default=False, help_text=_("Held on paper, and entered here afterwards.")
    )
    invented = models.BooleanField(
        default=False, help_text=_("An example: its placements were made up.")
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["-planned_on", "-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(phase__in=Phase.values), name="session_phase"
            ),
            models.CheckConstraint(
                condition=models.Q(phase=Phase.CLOSED, closed_at__isnull=False)
                | (~models.Q(phase=Phase.CLOSED) & models.Q(closed_at__isnull=True)),
                name="session_closed_has_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(purpose__in=Purpose.values), name="session_purpose"
            ),
            models.CheckConstraint(
                condition=models.Q(trial=False) | ~models.Q(phase=Phase.CLOSED),
                name="session_trial_never_closes",
            ),
            models.CheckConstraint(
                condition=models.Q(paper=False) | models.Q(purpose=Purpose.TEAM),
                name="session_on_paper_has_no_phones",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the session in the history of its deal."""
        return reverse("session", args=[self.pk])

    @property
    def is_closed(self) -> bool:
        """Whether the session is frozen."""
        return self.phase == Phase.CLOSED


def read_by_all(session: str = "session") -> models.Q:
    """Of the records of a deal what staff of Agenda Stad may read as well as its team: not of a
    session, or of one that is closed. `session`: the way from such a record to its session.
    """
    return models.Q(**{session: None}) | models.Q(**{f"{session}__phase": Phase.CLOSED})


class Door(Addressed):
    """The way in for phones. Its code and QR secret follow from key, id and version.

    Only the version is stored: every process can show the code, and a leaked table holds none.
    """

    sessions = models.ManyToManyField(Session, related_name="doors")
    version = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(
        default=timezone.now, help_text=_("When a control or screen view was last open.")
    )

    def __str__(self) -> str:
        return f"door {self.pk} v{self.version}"


class SeatQuerySet(models.QuerySet["Seat"]):
    """Questions about seats."""

    def taken(self) -> "SeatQuerySet":
        """Seats that somebody sits on now."""
        return self.filter(left_at=None, removed_at=None, merged_into=None)

    def counted(self) -> "SeatQuerySet":
        """Seats of everybody who took part, whether or not they stayed to the end."""
        return self.filter(removed_at=None, merged_into=None)


class Seat(Addressed):
    """One person in one session, linked to a partner unless they typed who they are.

    The phone holds a 256-bit token; only its SHA-256 is kept. No hash: a seat without a phone.
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="seats")
    partner = models.ForeignKey(
        Partner, on_delete=models.SET_NULL, null=True, blank=True, related_name="seats"
    )
    person = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="seats"
    )
    token_hash = models.CharField(max_length=64, null=True, blank=True, unique=True)
    joined_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(
        null=True, blank=True, help_text="When they left; what they placed stays."
    )
    removed_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When a facilitator took the seat away, with its places.",
    )
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged"
    )

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ["joined_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(removed_at__isnull=True) | models.Q(merged_into__isnull=True),
                name="seat_not_both_removed_and_merged",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner or self.pk}"

    @property
    def is_taken(self) -> bool:
        """Whether somebody sits here: neither gone, nor removed, nor merged into another seat."""
        return self.left_at is None and self.removed_at is None and self.merged_into_id is None


class HandOver(models.Model):
    """A way for a seat to move to a new phone: a QR that works once, for 2 minutes.

    Only the SHA-256 of its token is kept.
    """

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="hand_overs")
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"hand-over of {self.seat_id}"


class WrongCode(models.Model):
    """A wrong attempt at a door, for the limits on guessing; kept for an hour.

    `address`: a keyed mark of the network address, not the address itself.
    """

    address = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return f"{self.address[:8]} {self.at}"


class SlowLane(models.Model):
    """When the last code was tried while there were too many wrong ones; one row."""

    last_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"slow lane at {self.last_at}"
