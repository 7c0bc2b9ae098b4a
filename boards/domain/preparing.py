"""Making a session: its sheets, what lies on the table, and the first event of its log."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from boards.content import snapshot_of
from boards.domain import innovating, log, people
from boards.domain.board_texts import current
from boards.domain.context import subjects_of
from boards.domain.course_state import COURSE
from boards.domain.projection import NOTHING_SAID, sheet_data, stored_subject
from boards.domain.tables import partners_for_table, subject_for
from boards.models import Destruction, SessionLog, Sheet, Subject
from boards.refusals import Refused
from deals.domain.sessions import make_session
from deals.models import Deal, Partner, Phase, Purpose, Relation, Session, User, WorkLine
from deals.queries import partners_on

ON_THE_TABLE = (Relation.SIGNED, Relation.INVOLVED, Relation.MISSING)


@dataclass(frozen=True)
class SheetPlan:
    """One board on the table: how it is filled in, and which layers start hidden."""

    board: str
    filling: str
    self_starts_open: bool = True
    team_starts_open: bool = True


@dataclass(frozen=True)
class SetUp:
    """What is decided before a session: its boards, what it is for, and who is on the table.

    `partners`: their ids; None for all that take part and did not say no. `innovations`: the same,
    of those of the deal, where a board is about them; None for all. `paper`: it was held on paper,
    and its table is laid as it was on its day.
    """

    sheets: list[SheetPlan]
    purpose: str = Purpose.CONVERSATION
    line: WorkLine | None = None
    partners: list[UUID] | None = None
    innovations: list[UUID] | None = None
    trial: bool = field(default=False, kw_only=True)
    paper: bool = field(default=False, kw_only=True)


@transaction.atomic
def prepare_session(
    deal: Deal,
    title: str,
    planned_on: date,
    set_up: SetUp | list[SheetPlan],
    by: User | None,
    *,
    session_id: UUID | None = None,
) -> Session:
    """A session with its sheets and partners on the table; `session_id`: the id that it gets, a
    random one unless given.

    Raises KeyError for a board or way of filling in that does not exist, and Refused("id_reused")
    for the id of a session that was thrown away: the database protects nothing under it.
    """
    if session_id is not None and Destruction.objects.filter(session=session_id).exists():
        raise Refused("id_reused")
    if isinstance(set_up, list):
        set_up = SetUp(set_up)
    session = make_session(deal, title, planned_on, by, session_id or uuid4())
    session.purpose, session.line, session.trial = set_up.purpose, set_up.line, set_up.trial
    session.paper = set_up.paper
    session.save(update_fields=["purpose", "line", "trial", "paper"])
    for order, plan in enumerate(set_up.sheets):
        lay_out(session, order, plan)
    Subject.objects.bulk_create(
        subject_for(session, partner)
        for partner in _chosen(deal, set_up.partners, planned_on if set_up.paper else None)
    )
    people.follow_organisations(session)
    innovating.follow_boards(session, set_up.innovations)
    SessionLog.objects.create(session=session)
    _record_prepared(session, by)
    return session


def set_up_of(session: Session) -> SetUp:
    """The set-up of a session, to prepare another one like it: without the partners that take no
    part any more.
    """
    partners = Partner.objects.taking_part().filter(pk__in=on_table(session))
    return _set_up_of(session, partners)


def present_set_up_of(session: Session) -> SetUp:
    """The set-up of a session as it is, also with partners that left the deal since."""
    return _set_up_of(session, Partner.objects.filter(pk__in=on_table(session)))


def on_table(session: Session) -> list[UUID]:
    """The ids of the partners on the table of a session."""
    partners = session.subjects.filter(partner__isnull=False)
    return list(partners.values_list("partner", flat=True))


def _set_up_of(session: Session, partners: QuerySet[Partner]) -> SetUp:
    return SetUp(
        [
            SheetPlan(sheet.board, sheet.filling, sheet.self_starts_open, sheet.team_starts_open)
            for sheet in session.sheets.all()
        ],
        session.purpose,
        session.line,
        list(partners.values_list("pk", flat=True)),
        innovating.chosen_in(session),
    )


def try_out(session: Session, by: User) -> Session:
    """A copy of a session's set-up to try it with: nothing of it stays, and nobody is told."""
    return prepare_session(
        session.deal,
        session.title,
        timezone.localdate(),
        replace(set_up_of(session), trial=True),
        by,
    )


def lay_out(session: Session, order: int, plan: SheetPlan) -> Sheet:
    """Put one board on the table, with the texts that it has now; it keeps those. KeyError for a
    board or way of filling in that does not exist.
    """
    content = current(plan.board)
    return Sheet.objects.create(
        session=session,
        order=order,
        board=content.board,
        filling=content.filling(plan.filling).id,
        content=snapshot_of(content),
        self_starts_open=plan.self_starts_open,
        team_starts_open=plan.team_starts_open,
    )


def _chosen(deal: Deal, partners: Iterable[UUID] | None, on: date | None) -> Iterable[Partner]:
    """The partners that were chosen, of today or of a day that is named."""
    there = partners_for_table(deal, on)
    if partners is None and on is not None:
        partners = partners_on(deal, on)
    if partners is None:
        return there.filter(relation__in=ON_THE_TABLE)
    return there.filter(pk__in=list(partners))


def _record_prepared(session: Session, by: User | None) -> None:
    """Event 1: what there was before anybody did anything; the fold starts from it."""
    start = {
        "phase": Phase.PREPARING.value,
        "door": "closed",
        "sheets": {str(sheet.pk): sheet_data(sheet) for sheet in session.sheets.all()},
        "subjects": {str(s.pk): stored_subject(s) for s in subjects_of(session)},
        "notes": {},
        "scores": {},
        "doers": {},
        "mine": NOTHING_SAID,
    } | COURSE
    change = log.Change("prepared", team=start | {"seats": {}}, room=start)
    actor = "system" if by is None else f"user:{by.pk}"
    log.record(log.lock(session.pk), change, actor, uuid4(), b"")
