"""The sessions of the demo: one that is over, with invented placements, and one for today.

Everything goes through the same doors as in a real session, so that the log is real.
"""

from datetime import date, timedelta
from random import Random
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from boards.domain.commands import execute_command
from boards.domain.joining import Joining, join
from boards.domain.preparing import SheetPlan, prepare_session
from boards.models import Layer, Sheet, Subject
from boards.protocol import CloseSession, Command, Place, RevealSheet, SayUnknown, SetPhase
from boards.viewer import Viewer
from deals.models import Deal, OrganisationKind, Session, User

BOARD, FILLING = "rollen", "feitelijke-rol"
FIRST_TALK_AGO = timedelta(days=154)
SHARE_PRESENT, SHARE_UNKNOWN, SHARE_DIFFERENT = 0.85, 0.07, 0.4

# Where partners of a kind like to stand; made up, with the likeliest first.
LIKELY: dict[str, tuple[str, ...]] = {
    OrganisationKind.MUNICIPALITY: ("boompje", "boompje", "oogst", "wortels", "oogst", "vlinder"),
    OrganisationKind.MINISTRY: ("wortels", "wortels", "compost", "bodemleven"),
    OrganisationKind.GOVERNMENT: ("wortels", "boompje", "compost"),
    OrganisationKind.MARKET: ("vlinder", "oogst", "compost", "boompje"),
    OrganisationKind.KNOWLEDGE: ("water", "water", "bodemleven", "oogst"),
    OrganisationKind.UMBRELLA: ("bodemleven", "bodemleven", "water"),
    OrganisationKind.CIVIL: ("bodemleven", "bodemleven", "oogst", "vlinder"),
}


@transaction.atomic
def make_demo_sessions(deal: Deal, by: User) -> None:
    """A closed session and one being prepared; nothing when the deal has sessions already."""
    if deal.sessions.exists():
        return
    today = timezone.localdate()
    over = _prepare(deal, "Startgesprek", today - FIRST_TALK_AGO, by)
    Session.objects.filter(pk=over.pk).update(invented=True)
    _hold(over, by, Random(deal.name))  # noqa: S311 - the same demo everywhere, no secret
    _prepare(deal, "Gesprek halverwege", today, by)


def _prepare(deal: Deal, title: str, planned_on: date, by: User) -> Session:
    plan = SheetPlan(BOARD, FILLING, self_starts_open=True, team_starts_open=False)
    return prepare_session(deal, title, planned_on, [plan], by)


def _hold(session: Session, by: User, choice: Random) -> None:
    """The conversation: partners come in and place themselves, the facilitator shows and closes."""
    control = Viewer("control", session.pk, user=by.pk, facilitates=True)
    sheet = session.sheets.get()
    _do(control, SetPhase(id=uuid4(), kind="set_phase", phase="placing"))
    for subject in session.subjects.select_related("partner__organisation").order_by(
        "partner__organisation__name"
    ):
        if choice.random() < SHARE_PRESENT:
            _take_part(sheet, subject, choice)
        if choice.random() < SHARE_DIFFERENT:
            _do(control, _placing(sheet, subject, Layer.TEAM, _likely(subject, choice), "hidden"))
    _do(control, SetPhase(id=uuid4(), kind="set_phase", phase="revealing"))
    _do(control, RevealSheet(id=uuid4(), kind="reveal_sheet", sheet=sheet.pk, layer="team"))
    _do(control, SetPhase(id=uuid4(), kind="set_phase", phase="discussing"))
    _do(control, CloseSession(id=uuid4(), kind="close_session"))


def _take_part(sheet: Sheet, subject: Subject, choice: Random) -> None:
    seat, _token = join(sheet.session, Joining(uuid4(), partner=subject.partner_id))
    phone = Viewer("seat", sheet.session_id, seat=seat.pk)
    if choice.random() < SHARE_UNKNOWN:
        unknown = SayUnknown(
            id=uuid4(), kind="say_unknown", placement=uuid4(), sheet=sheet.pk, visibility="open"
        )
        _do(phone, unknown)
    else:
        _do(phone, _placing(sheet, subject, Layer.SELF, _likely(subject, choice), "open", seat.pk))


def _likely(subject: Subject, choice: Random) -> str:
    return choice.choice(LIKELY[subject.kind])


def _placing(
    sheet: Sheet, subject: Subject, layer: Layer, element: str, shown: str, seat: UUID | None = None
) -> Place:
    return Place.model_validate(
        {
            "id": uuid4(),
            "kind": "place",
            "placement": uuid4(),
            "sheet": sheet.pk,
            "subject": subject.pk,
            "layer": layer.value,
            "seat": seat,
            "element": element,
            "visibility": shown,
        }
    )


def _do(viewer: Viewer, command: Command) -> None:
    answer = execute_command(viewer, command)
    if not answer.accepted:
        raise RuntimeError(f"the demo was refused {command.kind}: {answer.body}")
