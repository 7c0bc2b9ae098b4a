"""What a command's handler works with: the locked log, the session, and who asks."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from boards.domain.projection import mine_data, seat_data
from boards.models import Reveal, SeatLog, SessionLog, Subject
from boards.refusals import Refused
from boards.viewer import Viewer
from deals.models import Seat, Session, User


def subjects_of(session: Session) -> QuerySet[Subject]:
    """What lies on the table, with everything that its data needs, in one query."""
    return session.subjects.select_related("partner__organisation", "typed", "innovation")


def subject_of(seat: Seat) -> Subject:
    """The subject that a seat speaks for: its partner, or the name it typed itself."""
    subjects = subjects_of(seat.session)
    if seat.partner_id is not None:
        return subjects.get(partner_id=seat.partner_id)
    return subjects.get(
        typed_by=seat, partner__isnull=True, of__isnull=True, innovation__isnull=True
    )


def log_of(seat: Seat) -> SeatLog:
    """What a seat said beside placing; a fresh row, not saved, when it said nothing yet."""
    return SeatLog.objects.filter(pk=seat.pk).first() or SeatLog(seat=seat)


def own_subjects(seat: Seat) -> set[UUID]:
    """What a seat places of its own: its organisation, and where persons are placed itself."""
    person = log_of(seat).person_id
    return {subject_of(seat).pk} | ({person} if person is not None else set())


def own_subjects_of(session_id: UUID, seats: Iterable[Seat]) -> dict[UUID, set[UUID]]:
    """By seat of this session what it places of its own, in two queries however many there are."""
    there = list(seats)
    if not there:
        return {}
    said = SeatLog.objects.filter(seat__in=there, person__isnull=False)
    persons = dict(said.values_list("seat", "person"))
    spoken_for = subjects_spoken_for(session_id, there)
    return {
        seat.pk: {spoken_for[seat.pk].pk} | ({persons[seat.pk]} if seat.pk in persons else set())
        for seat in there
    }


def subjects_spoken_for(session_id: UUID, seats: Iterable[Seat]) -> dict[UUID, Subject]:
    """By seat of this session the subject that it speaks for, in one query."""
    by_partner: dict[UUID | None, Subject] = {}
    by_seat: dict[UUID | None, Subject] = {}
    for subject in Subject.objects.filter(session=session_id, of__isnull=True):
        by_partner[subject.partner_id] = by_seat[subject.typed_by_id] = subject
    return {
        seat.pk: by_partner[seat.partner_id] if seat.partner_id else by_seat[seat.pk]
        for seat in seats
    }


def may_stand_for(seat: Seat, subject: Subject) -> bool:
    """Whether a participant can say where this belongs: themselves, their organisation, or an
    innovation, of which each may think something else.
    """
    return subject.innovation_id is not None or subject.pk in own_subjects(seat)


def sheets_shown_to(seat: Seat) -> list[UUID]:
    """The sheets on which this participant alone was shown where the facilitators see them."""
    shown = Reveal.objects.filter(seat=seat).order_by("sheet__order")
    return list(shown.values_list("sheet", flat=True))


def seat_row(seat: Seat) -> dict[str, Any]:
    """A participant as the team knows them, by what the database says now."""
    return seat_data(seat, subject_of(seat), log_of(seat), sheets_shown_to(seat))


def mine(seat: Seat) -> dict[str, Any]:
    """What a phone keeps of its own seat beside its places."""
    return mine_data(log_of(seat), sheets_shown_to(seat))


@dataclass(frozen=True)
class Context:
    """One command under way, inside its transaction and under the session's lock."""

    viewer: Viewer
    log: SessionLog

    @property
    def session(self) -> Session:
        """The session that is locked."""
        return self.log.session

    def subjects(self) -> QuerySet[Subject]:
        """What lies on the table in this session."""
        return subjects_of(self.session)

    def own_seat(self) -> Seat:
        """The seat that asks; refused when somebody without a seat does."""
        if self.viewer.seat is None:
            raise Refused("not_allowed")
        return Seat.objects.select_related("session", "person").get(pk=self.viewer.seat)

    def user(self) -> User:
        """The team member who asks."""
        return User.objects.get(pk=str(self.viewer.user))

    def named_seat(self, seat_id: UUID | None) -> Seat:
        """A taken seat of this session."""
        taken = Seat.objects.taken().filter(session=self.session)
        of_id = taken.filter(pk__in=[] if seat_id is None else [seat_id])
        seat = of_id.select_related("session", "person", "partner").first()
        if seat is None:
            raise Refused("unknown_seat")
        return seat

    def own_or_named_seat(self, seat_id: UUID | None) -> Seat:
        """A participant's own seat, which they need not name; a facilitator names one."""
        if self.viewer.seat is None:
            return self.named_seat(seat_id)
        if seat_id not in (None, self.viewer.seat):
            raise Refused("not_allowed")
        return self.own_seat()
