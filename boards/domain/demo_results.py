"""The demo's conversations about results: innovations in boxes, worksheets, wheels.

Everything goes through the same doors as in a real session; only the clock is set back.
"""

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
    day = day_of(plan.month, timezone.localdate())
    began = timezone.make_aware(datetime.combine(day, BEGINS))
    ticks = count()
    with clock.set_to(lambda: began + BETWEEN * next(ticks)):
        partners = {str(partner): partner.pk for partner in deal.partners.all()}
        sheets = [SheetPlan(*board, team_starts_open=False) for board in (BOXES, ROUTES)]
        chosen = [partners[name] for name in plan.present]
        session = prepare_session(deal, plan.title, day, SetUp(sheets, partners=chosen), by)
        _hold(session, plan, by, partners)
        date_back(session, began, clock.now())
        _control(session, by, kind="close_session")


def _hold(session: Session, plan: ResultsPlan, by: User, partners: dict[str, UUID]) -> None:
    _control(session, by, kind="set_phase", phase="placing")
    phones = [
        Viewer(
            "seat", session.pk, seat=join(session, Joining(uuid4(), partner=partners[name]))[0].pk
        )
        for name in plan.present
    ]
    about = {subject.name: subject for subject in session.subjects.filter(innovation__isnull=False)}
    boxes, routes = session.sheets.get(board=BOXES[0]), session.sheets.get(board=ROUTES[0])
    for each in plan.worksheets:
        _fill_in(routes, about[each.innovation], each, by, partners, phones)
    _control(session, by, kind="set_phase", phase="revealing")
    _control(session, by, kind="reveal_sheet", sheet=routes.pk, layer="team")
    _control(session, by, kind="set_phase", phase="discussing")
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


def _fill_in(
    sheet: Sheet,
    subject: Subject,
    plan: WorksheetPlan,
    by: User,
    partners: dict[str, UUID],
    phones: list[Viewer],
) -> None:
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
                partner=partners[name],
                named=True,
            )
        _grade(sheet, subject, route, by, phones)


def _grade(
    sheet: Sheet, subject: Subject, route: RoutePlan, by: User, phones: list[Viewer]
) -> None:
    said = {"kind": "give_score", "sheet": sheet.pk, "subject": subject.pk, "aspect": route.route}
    for phone, value in zip(phones, route.energy, strict=False):
        fields = said | {"layer": "self", "value": value, "visibility": "open"}
        do(phone, COMMAND.validate_python(fields | {"id": uuid4()}))
    if route.together is not None:
        fields = said | {"layer": "team", "value": route.together, "visibility": "hidden"}
        _control(sheet.session, by, **fields)


@transaction.atomic
def make_demo_ownership(deal: Deal, plan: OwnershipPlan, by: User) -> None:
    """A conversation in which parties and facilitators laid their wheels beside each other."""
    day = day_of(plan.month, timezone.localdate())
    began = timezone.make_aware(datetime.combine(day, BEGINS))
    ticks = count()
    with clock.set_to(lambda: began + BETWEEN * next(ticks)):
        partners = {str(partner): partner.pk for partner in deal.partners.all()}
        sheets = [SheetPlan(*WHEEL, team_starts_open=False)]
        chosen = [partners[name] for name in plan.present]
        session = prepare_session(deal, plan.title, day, SetUp(sheets, partners=chosen), by)
        sheet = session.sheets.get()
        _control(session, by, kind="set_phase", phase="placing")
        phones = {
            name: join(session, Joining(uuid4(), partner=partners[name]))[0].pk
            for name in plan.present
        }
        for wheel in plan.wheels:
            _colour(sheet, wheel, by, phones[wheel.party])
        _control(session, by, kind="set_phase", phase="revealing")
        _control(session, by, kind="reveal_sheet", sheet=sheet.pk, layer="team")
        _control(session, by, kind="set_phase", phase="discussing")
        for wheel in plan.wheels:
            _agree(sheet, wheel, by)
        date_back(session, began, clock.now())
        _control(session, by, kind="close_session")


def _colour(sheet: Sheet, plan: WheelPlan, by: User, seat: UUID) -> None:
    """What a party coloured on its phone, and the facilitators on their laptop."""
    subject = sheet.session.subjects.get(partner__organisation__name=plan.party)
    said = {"kind": "give_score", "sheet": sheet.pk, "subject": subject.pk}
    for aspect, bars in plan.own.items():
        fields = said | {"aspect": aspect, "value": bars, "layer": "self", "visibility": "open"}
        phone = Viewer("seat", sheet.session_id, seat=seat)
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
