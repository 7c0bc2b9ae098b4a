"""The hub without a server: announcements that come twice or are forged, frames, weather."""

import asyncio
import json
from uuid import UUID, uuid4

import pytest

from boards.live import members
from boards.live.drags import Drag, checked, drag_in
from boards.live.frames import Frame
from boards.live.hub import Hub
from boards.live.knowledge import Knowledge, Known
from boards.live.layer import PROCESS
from boards.live.members import Member
from boards.live.process import LiveProcess
from boards.live.reads import in_thread
from boards.live.weather import MAX_GAP_SECONDS, Weather
from boards.viewer import Viewer
from tests.table import Data, Table

SECONDS = 60


class Notebook:
    """An outlet that keeps what is written."""

    waiting = 0
    is_closing = False

    def __init__(self) -> None:
        self.messages: list[Data] = []
        self.written = asyncio.Event()

    def write(self, frame: Frame) -> None:
        self.messages.append(json.loads(frame.payload))
        self.written.set()

    async def close(self, code: int, reason: str) -> None:
        self.messages.append({"closed": code})

    def cut(self) -> None:
        self.messages.append({"cut": True})

    def end(self) -> None:
        """Nothing to tidy up."""

    def numbers(self) -> list[int]:
        """The team's numbers of the events so far."""
        return [event["team"] for m in self.messages for event in m.get("events", [])]

    async def reaches(self, number: int) -> None:
        """Wait for an event."""
        async with asyncio.timeout(SECONDS):
            while number not in self.numbers():
                self.written.clear()
                await self.written.wait()


async def hub_with_listener(table: Table) -> tuple[Hub, Notebook]:
    """A hub of the table's session, and a team socket at it."""
    hub = await LiveProcess().hub(table.session.pk)
    notebook = Notebook()
    hub.join(Member(table.team.viewer, notebook, None), 0)
    return hub, notebook


def head(notebook: Notebook) -> int:
    """The number from which a socket started."""
    number: int = notebook.messages[0]["heads"]["team"]
    return number


async def test_a_doubled_or_late_announcement_doubles_nothing(live_db: None, table: Table) -> None:
    hub, notebook = await hub_with_listener(table)
    start = head(notebook)

    for step, phase in enumerate(("revealing", "discussing"), start + 1):
        answer = await in_thread(lambda phase=phase: table.team.sends("set_phase", phase=phase))
        assert answer.accepted
        for told in (step, step, step - 1, step):
            hub.announced(told)
        await notebook.reaches(step)
        hub.announced(step)
    hub.wake()
    await in_thread(table.team.sends, "close_door")
    hub.announced(start + 3)
    await notebook.reaches(start + 3)
    hub.end()

    assert notebook.numbers() == [start + 1, start + 2, start + 3]


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"type": "announced", "seq": 2**63},
        {"type": "announced", "seq": "2"},
        {"type": "announced", "seq": -1},
        {"type": "drags", "drags": [None, 1, {"p": "x" * 2**20}]},
        {"type": "drags", "drags": "x" * 2**20},
        {"type": "presence", "from": "x" * 2**20, "seats": 3},
        {"type": "presence", "from": "0" * len(PROCESS), "seats": 2**63},
        {"type": "events", "events": [{"team": 1}]},
    ],
)
async def test_a_forged_message_changes_nothing(live_db: None, table: Table, message: Data) -> None:
    hub, notebook = await hub_with_listener(table)
    start = head(notebook)

    hub.hear(message)
    await in_thread(table.team.sends, "close_door")
    hub.announced(start + 1)
    await notebook.reaches(start + 1)
    seats = hub.presence()
    hub.end()

    assert notebook.numbers() == [start + 1]
    assert not [m for m in notebook.messages if "drags" in m]
    assert seats == 0


async def test_presence_adds_up_over_processes(live_db: None, table: Table) -> None:
    hub, _notebook = await hub_with_listener(table)

    for process, seats in ((uuid4().hex, 3), (uuid4().hex, 4)):
        hub.hear({"type": "presence", "from": process, "seats": seats})
    seats = hub.presence()
    hub.end()

    assert seats == 7


async def test_a_hub_that_ends_sends_its_sockets_back(live_db: None, table: Table) -> None:
    hub, notebook = await hub_with_listener(table)

    hub.end()
    async with asyncio.timeout(SECONDS):
        while {"closed": 4408} not in notebook.messages:
            await asyncio.sleep(0)

    assert {"bye": "resync"} in notebook.messages


# Frames ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "head"),
    [
        (0, b"\x81\x00"),
        (125, b"\x81\x7d"),
        (126, b"\x81\x7e\x00\x7e"),
        (65535, b"\x81\x7e\xff\xff"),
        (65536, b"\x81\x7f\x00\x00\x00\x00\x00\x01\x00\x00"),
    ],
)
def test_a_raw_frame_is_one_whole_websocket_frame(size: int, head: bytes) -> None:
    assert Frame(b"x" * size).raw == head + b"x" * size


# Drags ----------------------------------------------------------------------------------------

IDS = {"p": str(uuid4()), "s": str(uuid4()), "sh": str(uuid4()), "c": str(uuid4())}
DRAG: Data = {**IDS, "l": "team", "x": 1.5, "y": 2}


def drag(**change: object) -> Drag:
    """A good drag."""
    good = checked(DRAG | change)
    assert good is not None
    return good


@pytest.mark.parametrize(
    "change",
    [
        {"x": True},
        {"x": "1"},
        {"x": None},
        {"x": 1e300},
        {"x": 2**70},
        {"l": "everyone"},
        {"l": ["team"]},
        {"p": "x"},
        {"p": str(uuid4()).upper()},
        {"c": None},
        {"more": 1},
        {"end": True},
    ],
)
def test_a_drag_has_exactly_its_fields_within_their_limits(change: Data) -> None:
    assert drag() == DRAG
    assert drag_in(json.dumps({"drag": DRAG | change})) is None


def test_sixty_messages_a_second_are_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(members, "monotonic", lambda: now)
    member = Member(Viewer("screen", uuid4()), Notebook(), None)

    at_once = [member.may_speak() for _ in range(70)]
    now += 0.5
    half_a_second_later = [member.may_speak() for _ in range(40)]

    assert at_once == [True] * 60 + [False] * 10
    assert half_a_second_later == [True] * 30 + [False] * 10


def known(is_open: bool) -> Knowledge:
    """A table on which the dragged post-it lies, open or hidden."""
    lying = Known(DRAG["sh"], DRAG["s"], "team", None, is_open)
    return Knowledge("placing", {IDS["p"]: lying}, {})


async def sent_by(knowledge: Knowledge, busy: float, positions: int) -> list[tuple[Data, bool]]:
    """What weather sends of this many positions, one per turn of the loop."""
    sent: list[tuple[Data, bool]] = []
    weather = Weather(
        knowledge,
        lambda team, room: sent.append((json.loads(team.payload), room is not None)),
        lambda: busy,
    )
    for number in range(positions):
        weather.add(drag(x=number))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    async with asyncio.timeout(SECONDS):
        while sent[-1][0]["drags"][0]["x"] != positions - 1:
            await asyncio.sleep(MAX_GAP_SECONDS)
    return sent


async def test_weather_waits_for_nothing_when_there_is_no_pressure() -> None:
    assert len(await sent_by(known(is_open=True), busy=0.1, positions=10)) == 10


async def test_under_pressure_the_newest_position_wins() -> None:
    assert len(await sent_by(known(is_open=True), busy=0.9, positions=900)) < 900


@pytest.mark.parametrize("is_open", [True, False])
async def test_weather_reaches_the_room_only_of_what_it_knows(is_open: bool) -> None:
    [(_team, to_room)] = await sent_by(known(is_open), busy=0, positions=1)

    assert to_room is is_open


def test_a_seat_may_drag_its_own_new_post_it_only() -> None:
    seat: UUID = uuid4()
    viewer = Viewer("seat", uuid4(), seat=seat)
    new = drag(p=str(uuid4()), l="self")

    may = known(is_open=True).may_drag

    assert may(viewer, DRAG["s"], new)
    assert not may(viewer, str(uuid4()), new)
    assert not may(viewer, DRAG["s"], drag())
