"""A whole partner conversation with all its traffic recorded: what is hidden is in no byte.

Pages, sockets, polling and reloads of every phone and the screen, before and after one participant
is shown where the facilitators see them (rules VIS2, VIS7 and VIS8 of docs/protocol.md).
"""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from uuid import uuid4

import httpx
import pytest

from boards.domain.preparing import SheetPlan, prepare_session
from deals.models import Deal, User
from tests.conftest import started
from tests.live import people
from tests.live.conftest import Room, room_of
from tests.live.people import Ear, Person
from tests.live.server import Server

HIDDEN = {"self_starts_open": False, "team_starts_open": False}
BOARDS = (
    ("rollen", "feitelijke-rol", "vlinder", (71.3, 63.9)),
    ("rollen", "gedrag", "compost", (72.7, 64.1)),
    ("snelheid", "organisatie", "reiger", (73.1, 65.3)),
)
WHEEL = SheetPlan("eigenaarschap", "wiel", **HIDDEN)
NOTE, ANSWER, REACTION, ACTION = (
    "Geen geld na 2027",
    "Liever zonder hen",
    "Onze inschatting viel tegen",
    "Zoek een andere trekker",
)


@dataclass
class Recorded:
    """Somebody in the room, with every byte that ever reached them."""

    person: Person
    server: Server
    ear: Ear
    pages: list[str] = field(default_factory=list)

    def reloads(self) -> None:
        """Load the page again, and poll from the very beginning, as after a cut."""
        address = f"{self.server.url}/sessions/{self.person.session}/{self.person.role}/"
        page = httpx.get(address, cookies=self.person.cookies, timeout=people.SECONDS)
        assert page.status_code == 200
        self.pages.append(page.text)
        epoch = page.text.split('"epoch": "')[1].split('"')[0]
        for query in ({"since": 0, "room": 0, "seat": 0}, {"since": 0, "room": 0, "seat": 0}):
            known = self.person.gets(self.server, epoch=epoch, **query)
            self.pages.append(known.text)
        self.pages.append(self.person.gets(self.server, since="x", room="x").text)

    def everything(self) -> str:
        """Every byte."""
        return "\n".join([*self.pages, self.ear.everything()])


@dataclass
class Conversation:
    """Three sheets and a wheel on the table, all hidden, with three phones and the screen recorded.

    `scores`: the ids of what the facilitators coloured of Wandelnet, and of Arcadis.
    """

    room: Room
    own: Recorded
    neighbour: Recorded
    other: Recorded
    screen: Recorded
    placements: list[str]
    scores: list[str]

    @property
    def others(self) -> tuple[Recorded, Recorded, Recorded]:
        """Everybody in the room but the one who may be shown something."""
        return self.neighbour, self.other, self.screen

    def all_hear(self, kind: str, **fields: object) -> None:
        """Something open happens; whoever has heard it has heard all before it."""
        command = uuid4()
        answer = self.room.team.posts(self.room.posting, kind, id=command, **fields)
        assert "accepted" in answer, answer
        for each in (self.own, *self.others):
            each.ear.event(command)


@pytest.fixture
def conversation(
    live_db: None, deal: Deal, facilitator: User, servers: list[Server]
) -> Iterator[Conversation]:
    """A running conversation; the facilitators placed Wandelnet on each sheet, in private."""
    plans = [SheetPlan(board, filling, **HIDDEN) for board, filling, _element, _spot in BOARDS]
    plans.append(WHEEL)
    session = prepare_session(deal, "Met Wandelnet", date(2026, 3, 5), plans, facilitator)
    table = started(session, facilitator)
    room = room_of(table, facilitator, servers)
    names = ("Wandelnet", "Wandelnet", "Arcadis")
    phones = [people.participant(table, name) for name in names]
    with ExitStack() as stack:
        recorded = [
            Recorded(person, room.listening, stack.enter_context(person.listens(room.listening)))
            for person in (*phones, room.screen)
        ]
        own, neighbour, other, wall = recorded
        placements, scores = _placed(room), _coloured(room)
        yield Conversation(room, own, neighbour, other, wall, placements, scores)


def _placed(room: Room) -> list[str]:
    """The facilitators' hidden places of Wandelnet, with notes and an action; their ids."""
    placements = []
    wandelnet = room.table.subject("Wandelnet").pk
    *sheets, _wheel = room.table.session.sheets.all()
    for sheet, (_board, _filling, _element, (x, y)) in zip(sheets, BOARDS, strict=True):
        placement = str(uuid4())
        placements.append(placement)
        answer = room.team.posts(
            room.posting,
            "place",
            placement=placement,
            sheet=sheet.pk,
            subject=wandelnet,
            layer="team",
            x=x,
            y=y,
            visibility="hidden",
        )
        assert "accepted" in answer, answer
    for fields in (
        {"about": "note", "text": NOTE},
        {"about": "answer", "question": "team-1", "text": ANSWER},
        {"about": "reaction", "subject": wandelnet, "text": REACTION},
    ):
        first = {"sheet": sheets[0].pk, "based_on": 0}
        answer = room.team.posts(room.posting, "write_note", **(first | fields))
        assert "accepted" in answer, answer
    answer = room.team.posts(room.posting, "add_action", action=uuid4(), text=ACTION)
    assert "accepted" in answer, answer
    return placements


def _coloured(room: Room) -> list[str]:
    """The facilitators' hidden bars of Wandelnet and of Arcadis; the ids of these scores."""
    *_sheets, wheel = room.table.session.sheets.all()
    names = ("Wandelnet", "Arcadis")
    for name in names:
        answer = room.team.posts(
            room.posting,
            "give_score",
            sheet=wheel.pk,
            subject=room.table.subject(name).pk,
            layer="team",
            aspect="beloning",
            value=2,
            visibility="hidden",
        )
        assert "accepted" in answer, answer
    scores = {str(score.subject_id): str(score.pk) for score in wheel.scores.all()}
    return [scores[str(room.table.subject(name).pk)] for name in names]


def hidden_bytes(conversation: Conversation) -> list[str]:
    """What must be in nobody's bytes: ids, spots as data or as a post-it is drawn, words."""
    spots = [
        written
        for *_board, (x, y) in BOARDS
        for written in (f'"x":{x}', f'"x": {x}', f"{x} {y}", f"{x},{y}", f"{x}, {y}")
    ]
    rows = [*conversation.placements, *conversation.scores]
    return [*rows, *spots, NOTE, ANSWER, REACTION, ACTION]


def test_the_team_has_all_of_it(conversation: Conversation) -> None:
    """So that what is searched elsewhere is written as it would be found."""
    room = conversation.room
    known = room.team.gets(room.listening, since="x").text

    spots = [f'"x":{x}' for *_board, (x, _y) in BOARDS]
    rows = (*conversation.placements, *conversation.scores)
    for canary in (*rows, *spots, NOTE, ANSWER, REACTION):
        assert canary in known


def test_before_a_reveal_no_byte_of_it_reaches_a_phone_or_the_screen(
    conversation: Conversation,
) -> None:
    """Rules VIS2 and VIS8."""
    for phase in ("discussing", "placing", "revealing"):
        conversation.all_hear("set_phase", phase=phase)
        for each in (conversation.own, *conversation.others):
            each.reloads()

    for each in (conversation.own, *conversation.others):
        found = [canary for canary in hidden_bytes(conversation) if canary in each.everything()]
        assert found == [], each.person.role


def test_what_one_participant_is_shown_reaches_that_phone_alone(
    conversation: Conversation,
) -> None:
    """Rule VIS7."""
    room = conversation.room
    conversation.all_hear("set_phase", phase="revealing")
    first = room.table.session.sheets.all()[0]
    own = conversation.own
    assert own.person.seat is not None
    shown = uuid4()
    answer = room.team.posts(
        room.posting,
        "reveal_sheet",
        id=shown,
        sheet=first.pk,
        layer="team",
        seat=own.person.seat.pk,
    )
    assert "accepted" in answer, answer
    own.ear.event(shown)
    conversation.all_hear("set_phase", phase="discussing")
    for each in (own, *conversation.others):
        each.reloads()

    theirs, *unrevealed = conversation.placements
    assert theirs in own.everything()
    for canary in hidden_bytes(conversation):
        if canary != theirs:
            assert canary not in own.everything(), canary
    for each in conversation.others:
        for canary in (*hidden_bytes(conversation), str(shown)):
            assert canary not in each.everything(), (canary, each.person.role)
    assert len(unrevealed) == 2


def test_what_is_revealed_to_the_room_leaves_the_other_boards_hidden(
    conversation: Conversation,
) -> None:
    conversation.all_hear("set_phase", phase="revealing")
    first = conversation.room.table.session.sheets.all()[0]
    conversation.all_hear("reveal_sheet", sheet=first.pk, layer="team")
    for each in (conversation.own, *conversation.others):
        each.reloads()

    revealed, *unrevealed = conversation.placements
    for each in (conversation.own, *conversation.others):
        assert revealed in each.everything()
        for canary in (*unrevealed, NOTE, ANSWER, REACTION, ACTION):
            assert canary not in each.everything(), (canary, each.person.role)


def test_of_a_wheel_one_organisation_is_shown_its_own_bars_alone(
    conversation: Conversation,
) -> None:
    """Rule VIS7."""
    room = conversation.room
    conversation.all_hear("set_phase", phase="revealing")
    *_sheets, wheel = room.table.session.sheets.all()
    own = conversation.own
    assert own.person.seat is not None
    shown = uuid4()
    fields = {"sheet": wheel.pk, "layer": "team", "seat": own.person.seat.pk}
    answer = room.team.posts(room.posting, "reveal_sheet", id=shown, **fields)
    assert "accepted" in answer, answer
    own.ear.event(shown)
    conversation.all_hear("set_phase", phase="discussing")
    for each in (own, *conversation.others):
        each.reloads()

    theirs, of_another = conversation.scores
    assert theirs in own.everything()
    assert of_another not in own.everything()
    for each in conversation.others:
        for canary in (*hidden_bytes(conversation), str(shown)):
            assert canary not in each.everything(), (canary, each.person.role)


def test_a_wheel_that_is_revealed_shows_the_room_all_its_bars(conversation: Conversation) -> None:
    conversation.all_hear("set_phase", phase="revealing")
    *_sheets, wheel = conversation.room.table.session.sheets.all()
    conversation.all_hear("reveal_sheet", sheet=wheel.pk, layer="team")

    for each in (conversation.own, *conversation.others):
        each.reloads()
        for score in conversation.scores:
            assert score in each.everything()
        for placement in conversation.placements:
            assert placement not in each.everything()
