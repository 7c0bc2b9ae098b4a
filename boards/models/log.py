"""The log of a session: numbered events, per kind of audience, never changed afterwards.

Events keep users, seats and commands as plain uuids: the log must outlive those rows.
Database triggers refuse every update, and every delete without a `Destruction`
(boards/triggers.py).
"""

from secrets import token_bytes
from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deals.models import Phase, Seat, Session

SALT_BYTES = 32


def new_salt() -> bytes:
    """A salt for a session's content marks: without it they say nothing."""
    return token_bytes(SALT_BYTES)


class SessionLog(models.Model):
    """The counters of a session, and the one row that every write locks."""

    session = models.OneToOneField(
        Session, on_delete=models.CASCADE, primary_key=True, related_name="log"
    )
    team_seq = models.PositiveBigIntegerField(default=0)
    room_seq = models.PositiveBigIntegerField(default=0)
    epoch = models.UUIDField(default=uuid4)
    revocations = models.PositiveIntegerField(default=0)
    course = models.JSONField(
        default=dict, help_text="What facilitators set for the whole room: boards/domain/course.py."
    )
    salt = models.BinaryField(default=new_salt, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(room_seq__lte=models.F("team_seq")),
                name="log_room_never_ahead_of_team",
            ),
        ]

    def __str__(self) -> str:
        return f"log of {self.session_id} at {self.team_seq}"


class Enough(models.TextChoices):
    """Answers to the short check before closing: could you say enough?"""

    YES = "yes", _("yes")
    PARTLY = "partly", _("partly")
    NO = "no", _("no")


class SeatLog(models.Model):
    """The counter of what one seat learned that the room did not, and what it said beside placing.

    `person`: the subject that stands for the person themselves, where persons are placed.
    `ready_in`: the phase in which they said "ik ben klaar". `favourite`: the board that speaks to
    them most. `enough`: their answer to the check before closing.
    """

    seat = models.OneToOneField(
        Seat, on_delete=models.CASCADE, primary_key=True, related_name="log"
    )
    seat_seq = models.PositiveBigIntegerField(default=0)
    person = models.ForeignKey(
        "boards.Subject", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    ready_in = models.CharField(max_length=12, choices=Phase, blank=True)
    favourite = models.ForeignKey(
        "boards.Sheet", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    enough = models.CharField(max_length=10, choices=Enough, blank=True)

    def __str__(self) -> str:
        return f"log of seat {self.seat_id} at {self.seat_seq}"


class Event(models.Model):
    """One accepted command, and who learned which part of it.

    `team` is the whole; `room` the part for everyone in the room, null when they learn nothing.
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="events")
    team_seq = models.PositiveBigIntegerField()
    room_seq = models.PositiveBigIntegerField(null=True)
    kind = models.CharField(max_length=40)
    team = models.JSONField()
    room = models.JSONField(null=True)
    actor = models.CharField(max_length=45, help_text="user:<uuid>, seat:<uuid>, door or system")
    command = models.UUIDField()
    content_mark = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["team_seq"]
        constraints = [
            models.UniqueConstraint(fields=["session", "team_seq"], name="event_team_seq_once"),
            models.UniqueConstraint(
                fields=["session", "room_seq"],
                condition=models.Q(room_seq__isnull=False),
                name="event_room_seq_once",
            ),
            models.UniqueConstraint(
                fields=["session", "actor", "command"], name="event_command_once"
            ),
            models.CheckConstraint(
                condition=models.Q(room_seq__isnull=True, room__isnull=True)
                | models.Q(room_seq__isnull=False, room__isnull=False),
                name="event_room_part_has_a_number",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team_seq} {self.kind}"


class EventSeat(models.Model):
    """What one seat learned of an event, beyond what the room did.

    `room_seq` is the room's number at writing: it orders this part among the room's events.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="for_seats")
    seat = models.UUIDField()
    seat_seq = models.PositiveBigIntegerField()
    room_seq = models.PositiveBigIntegerField()
    data = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seat", "seat_seq"], name="event_seat_seq_once"),
        ]

    def __str__(self) -> str:
        return f"{self.seat} {self.seat_seq}"


class Payload(models.Model):
    """A text that somebody typed. Events point here, so that emptying it erases it everywhere."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="payloads")
    text = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.id)


class Destruction(models.Model):
    """Permission to delete what is left of one session; written in the deleting transaction.

    A plain uuid without foreign key: it outlives the session as the proof that it was destroyed.
    """

    session = models.UUIDField(unique=True)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.session)
