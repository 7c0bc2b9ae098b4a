"""Making a session: its sheets, what lies on the table, and the first event of its log."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from django.db import transaction

from boards.content import library, snapshot_of
from boards.domain import log
from boards.domain.context import subjects_of
from boards.domain.projection import sheet_data, stored_subject
from boards.models import SessionLog, Sheet, Subject
from deals.domain.sessions import make_session
from deals.models import Deal, Phase, Relation, Session, User

ON_THE_TABLE = (Relation.SIGNED, Relation.INVOLVED, Relation.MISSING)


@dataclass(frozen=True)
class SheetPlan:
    """One board on the table: how it is filled in, and which layers start hidden."""

    board: str
    filling: str
    self_starts_open: bool = True
    team_starts_open: bool = True


@transaction.atomic
def prepare_session(
    deal: Deal,
    title: str,
    planned_on: date,
    plans: list[SheetPlan],
    by: User | None,
    *,
    session_id: UUID | None = None,
) -> Session:
    """A session with its sheets and all partners of the deal on the table; `session_id`: the id
    that it gets, a random one unless given.

    Raises KeyError for a board or way of filling in that does not exist.
    """
    session = make_session(deal, title, planned_on, by, session_id or uuid4())
    for order, plan in enumerate(plans):
        _lay_out(session, order, plan)
    Subject.objects.bulk_create(
        Subject(session=session, partner=partner)
        for partner in deal.partners.filter(relation__in=ON_THE_TABLE)
    )
    SessionLog.objects.create(session=session)
    _record_prepared(session, by)
    return session


def _lay_out(session: Session, order: int, plan: SheetPlan) -> None:
    content = library()[plan.board]
    Sheet.objects.create(
        session=session,
        order=order,
        board=content.board,
        filling=content.filling(plan.filling).id,
        content=snapshot_of(content),
        self_starts_open=plan.self_starts_open,
        team_starts_open=plan.team_starts_open,
    )


def _record_prepared(session: Session, by: User | None) -> None:
    """Event 1: what there was before anybody did anything; the fold starts from it."""
    start = {
        "phase": Phase.PREPARING.value,
        "door": "closed",
        "sheets": {str(sheet.pk): sheet_data(sheet) for sheet in session.sheets.all()},
        "subjects": {str(s.pk): stored_subject(s) for s in subjects_of(session)},
    }
    change = log.Change("prepared", team=start | {"seats": {}}, room=start)
    actor = "system" if by is None else f"user:{by.pk}"
    log.record(log.lock(session.pk), change, actor, uuid4(), b"")
