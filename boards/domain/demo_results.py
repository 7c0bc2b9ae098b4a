"""The demo's conversations about results: innovations in boxes, worksheets, wheels.

Everything goes through the same doors as in a real session; only the clock is set back.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from pydantic import TypeAdapter

from boards.domain.demo import BEGINS, date_back, do
from boards.domain.joining import Joining, join
from boards.domain.preparing import SetUp, SheetPlan, prepare_session
from boards.models import Sheet, Subject
from boards.protocol import Command
from boards.viewer import Viewer
from deals import clock
from deals.domain.demo_plans import (
    OwnershipPlan,
    ResultsPlan,
    RoutePlan,
    WheelPlan,
    WorksheetPlan,
    day_of,
)
from deals.models import Deal, Session, User

BOXES, ROUTES = ("innovaties", "boxes"), ("opschalingsroutes", "routes")
WHEEL = ("eigenaarschap", "wiel")
BETWEEN = timedelta(seconds=35)
COMMAND: TypeAdapter[Command] = TypeAdapter(Command)


@transaction.atomic
def make_demo_results(deal: Deal, plan: ResultsPlan, by: User) -> None:
    """The conversation in which a deal decided what it will scale up, and how."""
    sheets = [SheetPlan(*board, team_starts_open=False) for board in (BOXES, ROUTES)]
    with _held(deal, plan, sheets, by) as talk:
        session = talk.session
        there = session.subjects.filter(innovation__isnull=False)
        about = {subject.name: subject for subject in there}
        boxes, routes = (session.sheets.get(board=board) for board, _filling in (BOXES, ROUTES))
        for each in plan.worksheets:
            _fill_in(talk, routes, about[each.innovation], each, by)
        _reveal(session, routes, by)
        for name, box in plan.boxes.items():
            _control(
                session,
                by,
                kind="place",
                placement=uuid4(),
                sheet=boxes.pk,
                subject=about[name].pk,
                layer="agreed",
                element=box,
                visibility="open",
            )


@transaction.atomic
def make_demo_ownership(deal: Deal, plan: OwnershipPlan, by: User) -> None:
    """A conversation in which parties and facilitators laid their wheels beside each other."""
    with _held(deal, plan, [SheetPlan(*WHEEL, team_starts_open=False)], by) as talk:
        sheet = talk.session.sheets.get()
        for wheel in plan.wheels:
            _colour(sheet, wheel, by, talk.phones[wheel.party])
        _reveal(talk.session, sheet, by)
        for wheel in plan.wheels:
            _agree(sheet, wheel, by)


@dataclass(frozen=True)
class _Talk:
    """A conversation under way: the deal's partners, and the phones that came in, by name."""

    session: Session
    partners: dict[str, UUID]
    phones: dict[str, Viewer]


@contextmanager
def _held(
    deal: Deal, plan: ResultsPlan | OwnershipPlan, sheets: list[SheetPlan], by: User
) -> Iterator[_Talk]:
    """A conversation of long ago: everybody is in and places, and at the end it is closed."""
    day = day_of(plan.month, timezone.localdate())
    began = timezone.make_aware(datetime.combine(day, BEGINS))
    ticks = count()
    with clock.set_to(lambda: began + BETWEEN * next(ticks)):
        partners = {str(partner): partner.pk for partner in deal.partners.all()}
        chosen = [partners[name] for name in plan.present]
        session = prepare_session(deal, plan.title, day, SetUp(sheets, partners=chosen), by)
        _control(session, by, kind="set_phase", phase="placing")
        seats = {
            name: join(session, Joining(uuid4(), partner=partners[name]))[0]
            for name in plan.present
        }
        phones = {name: Viewer("seat", session.pk, seat=seat.pk) for name, seat in seats.items()}
        yield _Talk(session, partners, phones)
        date_back(session, began, clock.now())
        _control(session, by, kind="close_session")


def _reveal(session: Session, sheet: Sheet, by: User) -> None:
    """Show what the facilitators filled in, and talk about it."""
    _control(session, by, kind="set_phase", phase="revealing")
    _control(session, by, kind="reveal_sheet", sheet=sheet.pk, layer="team")
    _control(session, by, kind="set_phase", phase="discussing")


def _fill_in(talk: _Talk, sheet: Sheet, subject: Subject, plan: WorksheetPlan, by: User) -> None:
    for route in plan.routes:
        for row, text in route.cells.items():
            _control(
                sheet.session,
                by,
                kind="write_note",
                sheet=sheet.pk,
                about="cell",
                element=route.route,
                question=row,
                subject=subject.pk,
                based_on=0,
                text=text,
            )
        for name in route.doers:
            _control(
                sheet.session,
                by,
                kind="name_doer",
                sheet=sheet.pk,
                subject=subject.pk,
                element=route.route,
                partner=talk.partners[name],
                named=True,
            )
        _grade(sheet, subject, route, by, talk.phones.values())


def _grade(
    sheet: Sheet, subject: Subject, route: RoutePlan, by: User, phones: Iterable[Viewer]
) -> None:
    said = {"kind": "give_score", "sheet": sheet.pk, "subject": subject.pk, "aspect": route.route}
    for phone, value in zip(phones, route.energy, strict=False):
        fields = said | {"layer": "self", "value": value, "visibility": "open"}
        do(phone, COMMAND.validate_python(fields | {"id": uuid4()}))
    if route.together is not None:
        fields = said | {"layer": "team", "value": route.together, "visibility": "hidden"}
        _control(sheet.session, by, **fields)


def _colour(sheet: Sheet, plan: WheelPlan, by: User, phone: Viewer) -> None:
    """What a party coloured on its phone, and the facilitators on their laptop."""
    subject = sheet.session.subjects.get(partner__organisation__name=plan.party)
    said = {"kind": "give_score", "sheet": sheet.pk, "subject": subject.pk}
    for aspect, bars in plan.own.items():
        fields = said | {"aspect": aspect, "value": bars, "layer": "self", "visibility": "open"}
        do(phone, COMMAND.validate_python(fields | {"id": uuid4()}))
    for aspect, bars in plan.team.items():
        fields = said | {"aspect": aspect, "value": bars, "layer": "team", "visibility": "hidden"}
        _control(sheet.session, by, **fields)


def _agree(sheet: Sheet, plan: WheelPlan, by: User) -> None:
    """What was said about the difference: what they agreed on, and what to work on."""
    subject = sheet.session.subjects.get(partner__organisation__name=plan.party)
    said = {"sheet": sheet.pk, "subject": subject.pk}
    for aspect, bars in plan.agreed.items():
        fields = said | {"aspect": aspect, "value": bars, "layer": "agreed", "visibility": "open"}
        _control(sheet.session, by, kind="give_score", **fields)
    for aspect, how in plan.circled.items():
        _control(sheet.session, by, kind="circle", aspect=aspect, circled=True, **said)
        if how:
            fields = said | {"about": "note", "element": aspect, "based_on": 0, "text": how}
            _control(sheet.session, by, kind="write_note", **fields)


def _control(session: Session, by: User, **fields: object) -> None:
    viewer = Viewer("control", session.pk, user=by.pk, facilitates=True)
    do(viewer, COMMAND.validate_python({"id": uuid4()} | fields))
