"""What a command's handler works with: the locked log, the session, and who asks."""

from dataclasses import dataclass

from django.db.models import QuerySet

from boards.models import SessionLog, Subject
from boards.refusals import Refused
from boards.viewer import Viewer
from deals.models import Seat, Session


def subjects_of(session: Session) -> QuerySet[Subject]:
    """What lies on the table, with everything that its data needs, in one query."""
    return session.subjects.select_related("partner__organisation", "person", "typed")


def subject_of(seat: Seat) -> Subject:
    """The subject that a seat speaks for: its partner, or the name it typed itself."""
    subjects = subjects_of(seat.session)
    if seat.partner_id is not None:
        return subjects.get(partner_id=seat.partner_id, person__isnull=True)
    return subjects.get(typed_by=seat, partner__isnull=True)


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

    def subject_of(self, seat: Seat) -> Subject:
        """The subject that a seat of this session speaks for."""
        return subject_of(seat)
