"""The sessions of the demo: what was held long ago, with invented placements, and what is coming.

Everything goes through the same doors as in a real session, so that the log is real; only its
clock is set back.
"""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import Random
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from boards.content import content_of
from boards.domain.commands import execute_command
from boards.domain.demo_paper import drawn_photo
from boards.domain.joining import Joining, join
from boards.domain.paper import add_paper_moment
from boards.domain.photos import add_photo
from boards.domain.preparing import SetUp, SheetPlan, prepare_session
from boards.models import Layer, Reveal, Sheet, Subject
from boards.protocol import CloseSession, Command, Place, RevealSheet, SayUnknown, SetPhase
from boards.viewer import Viewer
from deals import clock
from deals.domain.demo_plans import TalkPlan, day_of
from deals.models import Deal, OrganisationKind, Partner, Relation, Seat, Session, User

BOARD, FILLING = "rollen", "feitelijke-rol"
BEGINS = time(13, 30)
BETWEEN_SECONDS = (4, 40)
SHARE_UNKNOWN, SHARE_MOVED, SHARE_AGREED = 0.06, 0.35, 0.2
# Who came before comes again more often than others join in, so that there is movement to see.
SHARE_AGAIN, SHARE_JOINS_IN = 0.75, 0.5
# Of so many partners the facilitators show where they had put them, of the others nothing.
TEAM_PLACES = 8

# Where partners of a kind like to stand; made up, with the likeliest first.
LIKELY: dict[str, tuple[str, ...]] = {
    OrganisationKind.MUNICIPALITY: ("boompje", "boompje", "boompje", "wortels", "oogst"),
    OrganisationKind.MINISTRY: ("wortels", "wortels", "compost", "bodemleven"),
    OrganisationKind.GOVERNMENT: ("wortels", "boompje", "compost"),
    OrganisationKind.MARKET: ("compost", "compost", "boompje", "vlinder", "oogst"),
    OrganisationKind.KNOWLEDGE: ("water", "water", "water", "bodemleven", "oogst"),
    OrganisationKind.UMBRELLA: ("bodemleven", "bodemleven", "water"),
    OrganisationKind.CIVIL: ("bodemleven", "bodemleven", "bodemleven", "oogst", "vlinder"),
}


@dataclass
class _Story:
    """How the conversations of a deal go: chance, the clock, and where each partner stood last."""

    by: User
    choice: Random
    now: datetime
    stood: dict[UUID | None, str] = field(default_factory=dict)

    def clock(self) -> datetime:
        """A little later than what happened before."""
        self.now += timedelta(seconds=self.choice.randint(*BETWEEN_SECONDS))
        return self.now

    def comes(self, subject: Subject, share: float) -> bool:
        """Whether somebody of this partner is in the room, if this share of all came at first."""
        if subject.partner_id in self.stood:
            share = SHARE_AGAIN
        elif self.stood:
            share *= SHARE_JOINS_IN
        return not subject.missing and self.choice.random() < share

    def place_of(self, subject: Subject) -> str:
        """Where the partner says it stands: as before, or moved on."""
        element = self.stood.get(subject.partner_id)
        if element is None or self.choice.random() < SHARE_MOVED:
            element = self.likely(subject)
        self.stood[subject.partner_id] = element
        return element

    def likely(self, subject: Subject) -> str:
        """A place that fits the kind of organisation."""
        return self.choice.choice(LIKELY[subject.kind])


@transaction.atomic
def make_demo_sessions(deal: Deal, talks: tuple[TalkPlan, ...], by: User) -> None:
    """The conversations that were held and those that come; nothing when the deal has sessions."""
    if deal.sessions.exists():
        return
    story = _Story(by, Random(deal.name), timezone.now())  # noqa: S311 - the same demo everywhere
    for talk in talks:
        if talk.paper:
            _enter_from_paper(deal, talk, story)
        elif talk.month < 0:
            _hold(deal, talk, story)
        else:
            _prepare(deal, talk, by)


def _prepare(deal: Deal, talk: TalkPlan, by: User, partners: list[UUID] | None = None) -> Session:
    chosen = [each.split("/") for each in talk.boards] or [[BOARD, FILLING]]
    sheets = [
        # What participants say is hidden too where they are compared board by board.
        SheetPlan(board, filling, self_starts_open=len(chosen) == 1, team_starts_open=False)
        for board, filling in chosen
    ]
    set_up = SetUp(sheets, partners=partners)
    return prepare_session(deal, talk.title, day_of(talk.month, timezone.localdate()), set_up, by)


# A conversation of long ago -------------------------------------------------------------------


def _hold(deal: Deal, talk: TalkPlan, story: _Story) -> None:
    """Partners came in and placed themselves; the facilitators showed their own view and closed."""
    day = day_of(talk.month, timezone.localdate())
    story.now = timezone.make_aware(datetime.combine(day, BEGINS))
    with clock.set_to(story.clock):
        session = _prepare(deal, talk, story.by, _partners_at(deal, story.now))
        _run(session, talk, story)


def _enter_from_paper(deal: Deal, talk: TalkPlan, story: _Story) -> None:
    """What lay on paper was entered the day after, beside a photo that we drew."""
    day = day_of(talk.month, timezone.localdate())
    story.now = timezone.make_aware(datetime.combine(day + timedelta(days=1), BEGINS))
    with clock.set_to(story.clock):
        began = story.now
        set_up = SetUp([SheetPlan(BOARD, FILLING)], partners=_partners_at(deal, story.now))
        session = add_paper_moment(deal, talk.title, day, set_up, story.by)
        sheet = session.sheets.get()
        content = content_of(sheet.content)
        control = Viewer("control", session.pk, user=story.by.pk, facilitates=True)
        subjects = session.subjects.filter(of=None).order_by("label")
        placed = [(s, story.place_of(s)) for s in subjects if story.comes(s, talk.present)]
        names = [(subject.name, content.by_id[element]) for subject, element in placed]
        photo = drawn_photo(content, names, story.choice)
        add_photo(session, photo, story.by, described=talk.photo)
        for subject, element in placed:
            do(control, _placing(sheet, subject, Layer.AGREED, element, "open"))
        date_back(session, began, story.now)
        do(control, CloseSession(id=uuid4(), kind="close_session"))


def _partners_at(deal: Deal, moment: datetime) -> list[UUID]:
    """Who stood in the deal by then: partners of a second signing come later."""
    partners = Partner.objects.taking_part().filter(deal=deal).exclude(relation=Relation.SAID_NO)
    there = Q(since=None) | Q(since__lte=moment.date())
    return list(partners.filter(there).values_list("pk", flat=True))


def _run(session: Session, talk: TalkPlan, story: _Story) -> None:
    began = story.now
    control = Viewer("control", session.pk, user=story.by.pk, facilitates=True)
    sheet = session.sheets.get()
    subjects = list(session.subjects.order_by("label"))
    do(control, SetPhase(id=uuid4(), kind="set_phase", phase="placing"))
    present = [subject for subject in subjects if story.comes(subject, talk.present)]
    for subject in present:
        _take_part(sheet, subject, story)
    seen = _seen_by_the_team(sheet, control, subjects, story)
    do(control, SetPhase(id=uuid4(), kind="set_phase", phase="revealing"))
    do(control, RevealSheet(id=uuid4(), kind="reveal_sheet", sheet=sheet.pk, layer="team"))
    do(control, SetPhase(id=uuid4(), kind="set_phase", phase="discussing"))
    for subject, element in seen:
        if story.choice.random() < SHARE_AGREED:
            do(control, _placing(sheet, subject, Layer.AGREED, element, "open"))
    date_back(session, began, story.now)
    do(control, CloseSession(id=uuid4(), kind="close_session"))


def _take_part(sheet: Sheet, subject: Subject, story: _Story) -> None:
    seat, _token = join(sheet.session, Joining(uuid4(), partner=subject.partner_id))
    phone = Viewer("seat", sheet.session_id, seat=seat.pk)
    if story.choice.random() < SHARE_UNKNOWN:
        unknown = SayUnknown(
            id=uuid4(), kind="say_unknown", placement=uuid4(), sheet=sheet.pk, visibility="open"
        )
        do(phone, unknown)
    else:
        element = story.place_of(subject)
        do(phone, _placing(sheet, subject, Layer.SELF, element, "open", seat.pk))


def _seen_by_the_team(
    sheet: Sheet, control: Viewer, subjects: list[Subject], story: _Story
) -> list[tuple[Subject, str]]:
    """Where the facilitators put some partners, in private; often elsewhere than they do."""
    chosen = story.choice.sample(subjects, min(TEAM_PLACES, len(subjects)))
    seen = [(subject, story.likely(subject)) for subject in chosen]
    for subject, element in seen:
        do(control, _placing(sheet, subject, Layer.TEAM, element, "hidden"))
    return seen


def date_back(session: Session, began: datetime, ended: datetime) -> None:
    """Give the rows beside the log its time, before the session is frozen."""
    Session.objects.filter(pk=session.pk).update(invented=True, made_at=began)
    Seat.objects.filter(session=session).update(joined_at=began)
    Reveal.objects.filter(sheet__session=session).update(at=ended)
    session.photos.update(at=began)


# Commands -------------------------------------------------------------------------------------


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


def do(viewer: Viewer, command: Command) -> None:
    """Give a command as a person would; the demo must never be refused. All that it writes is of
    one moment: otherwise a session is closed some seconds before the event that says so.
    """
    moment = clock.now()
    with clock.set_to(lambda: moment):
        answer = execute_command(viewer, command)
    if not answer.accepted:
        raise RuntimeError(f"the demo was refused {command.kind}: {answer.body}")
