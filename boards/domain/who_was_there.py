"""Who took part in a session, as it can be read afterwards."""

from dataclasses import dataclass
from uuid import UUID

from boards.models import SeatLog, Subject
from deals.models import Organisation, Seat, Session


@dataclass(frozen=True)
class Participant:
    """A seat: the organisation that it spoke for, by its name at the time, and as whom.
    `organisation`: that of the day, whose page leads to what it goes on as; none for a typed name.
    """

    subject: str
    person: Subject | None
    organisation: Organisation | None


def who_was_there(session: Session) -> list[Participant]:
    """Everybody who had a seat, in the order in which they came, in a fixed number of queries."""
    of_partner: dict[UUID | None, str] = {}
    typed: dict[UUID | None, str] = {}
    for subject in session.subjects.filter(of__isnull=True).select_related("typed"):
        of_partner[subject.partner_id] = typed[subject.typed_by_id] = subject.name
    said = SeatLog.objects.filter(seat__session=session, person__isnull=False)
    persons = {log.seat_id: log.person for log in said.select_related("person__typed")}
    seats = Seat.objects.counted().filter(session=session)
    return [
        Participant(
            of_partner.get(seat.partner_id, str(seat.partner))
            if seat.partner
            else typed.get(seat.pk, ""),
            persons.get(seat.pk),
            seat.partner.organisation if seat.partner else None,
        )
        for seat in seats.select_related("partner__organisation__merged_into")
    ]
