"""The section of what lay on the table: sheets, what was placed and said, and the log of it."""

from base64 import b64decode, b64encode
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass
from itertools import chain
from typing import Annotated, Any, Literal
from uuid import UUID

import orjson
from django.contrib.staticfiles import finders
from django.db.models import Q, QuerySet
from pydantic import ConfigDict, Field, TypeAdapter, ValidationError, with_config
from typing_extensions import TypedDict

from boards.content import Content, content_of, library
from boards.domain import feed, replay, snapshot
from boards.domain.photos import MOST_PHOTOS
from boards.domain.pictures import kept_picture
from boards.models import (
    Destruction,
    Doer,
    Event,
    EventSeat,
    Note,
    NoteAbout,
    Payload,
    Photo,
    Placement,
    Reveal,
    Score,
    SeatLog,
    SessionLog,
    Sheet,
    Subject,
)
from boards.models.log import new_salt
from boards.viewer import Viewer
from deals.domain.archive.exporting import Scope
from deals.domain.archive.reading import Archive
from deals.domain.archive.refusals import ArchiveRefused
from deals.domain.archive.tables import Derived, Row, Section, Table
from deals.domain.archive.values import UUID_FORM
from deals.models import Deal, Phase, Seat, Session

Data = dict[str, Any]

# What phones would see is worked out again too, but not of hundreds of them: that would hold up
# everybody who writes. The team's and the room's view always are. A step is an event of one phone.
MOST_STEPS = 100_000
STEPS_OF_A_STATE = 500

# The shape of what events say -------------------------------------------------------------------
#
# As boards/domain/projection.py makes it. Events of long ago may say less, and those of later say
# more: what they do say has the right type.

Id = Annotated[str, Field(pattern=rf"^{UUID_FORM.pattern}$")]
Layers = Literal["self", "team", "agreed"]
Kinds = Literal[
    "municipality", "ministry", "government", "market", "knowledge", "umbrella", "civil", "unknown"
]
Phases = Literal["preparing", "meaning", "placing", "revealing", "discussing", "closed"]
_open = with_config(ConfigDict(strict=True, extra="allow", allow_inf_nan=False))


@_open
class SheetRow(TypedDict, total=False):
    """`projection.sheet_data`."""

    id: Id
    board: str
    filling: str
    open: list[Layers]


@_open
class SubjectRow(TypedDict, total=False):
    """`projection.stored_subject`."""

    id: Id
    kind: Kinds
    missing: bool
    of: Id | None
    what: Literal["organisation", "person", "innovation"]
    gone: bool
    into: Id | None
    payload: Id
    name: str
    lines: list[str]


@_open
class PlacementRow(TypedDict, total=False):
    """`projection.placement_data`."""

    id: Id
    sheet: Id
    subject: Id
    layer: Layers
    seat: Id | None
    unknown: bool
    element: str | None
    x: float | None
    y: float | None
    on_behalf: bool


@_open
class ScoreRow(TypedDict, total=False):
    """`projection.score_data`."""

    id: Id
    sheet: Id
    subject: Id
    about: Id | None
    layer: Layers
    seat: Id | None
    aspect: str
    value: int | None
    circled: bool
    on_behalf: bool


@_open
class DoerRow(TypedDict, total=False):
    """`projection.doer_data`."""

    id: Id
    sheet: Id
    subject: Id
    element: str
    partner: Id
    name: str
    named: bool


@_open
class NoteRow(TypedDict, total=False):
    """`projection.stored_note`."""

    id: Id
    sheet: Id
    about: Literal["meaning", "answer", "reaction", "note", "cell", "reason"]
    element: str
    question: str
    subject: Id | None
    seat: Id | None
    audience: Literal["team", "room"]
    version: int
    payload: Id


@_open
class MineRow(TypedDict, total=False):
    """`projection.mine_data`."""

    person: Id | None
    ready_in: str
    favourite: Id | None
    enough: str
    shown: list[Id]


@_open
class SeatRow(MineRow, total=False):
    """`projection.seat_data`."""

    id: Id
    subject: Id
    phone: bool


@_open
class Asked(TypedDict):
    """The question that is on the screen."""

    sheet: Id
    question: str


@_open
class Timer(TypedDict):
    """When the timer ends, and how long it was set for."""

    ends_at: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$")]
    seconds: Annotated[int, Field(ge=1, le=7200)]


@_open
class Course(TypedDict, total=False):
    """`course_state.COURSE`."""

    shown: Id | None
    beside: Id | None
    zoomed: str | None
    about: Id | None
    gathered: Id | None
    asked: Asked | None
    timer: Timer | None
    paused: bool
    names_hidden: bool
    checking: bool


# A name that no class can give to a field.
_From = TypedDict(
    "_From", {"from": PlacementRow | ScoreRow | NoteRow | DoerRow | None}, total=False
)


@_open
class EventData(Course, _From, total=False):
    """What an event says to one audience (docs/protocol.md, "Events")."""

    phase: Phases
    door: Literal["open", "closed"]
    sheets: dict[Id, SheetRow]
    subjects: dict[Id, SubjectRow] | list[SubjectRow]
    subjects_gone: list[Id]
    seats: dict[Id, SeatRow]
    notes: dict[Id, NoteRow] | list[NoteRow]
    scores: dict[Id, ScoreRow] | list[ScoreRow]
    doers: dict[Id, DoerRow] | list[DoerRow]
    placements: list[PlacementRow]
    moved_from: list[PlacementRow]
    removed: list[Id]
    mine: MineRow
    subject: SubjectRow | Id
    person: SubjectRow | Id | None
    placement: PlacementRow | Id
    seat: SeatRow | Id
    note: NoteRow | Id
    score: ScoreRow | Id
    doer: DoerRow | Id
    seat_gone: Id
    sheet: Id
    layer: Layers
    undone: Id
    action: Id
    what: str


event_data: TypeAdapter[Any] = TypeAdapter(EventData)
room_data: TypeAdapter[Any] = TypeAdapter(EventData | None)
_course: TypeAdapter[Any] = TypeAdapter(Course)


_content: TypeAdapter[Any] = TypeAdapter(dict[str, Any])


# What travels -----------------------------------------------------------------------------------


def _table(
    model: Any,
    columns: tuple[str, ...],
    *,
    within: str = "session",
    order: tuple[str, ...] = ("pk",),
    **more: Any,
) -> Table:
    """A model of which each row belongs to a session, itself or by what it lies `within`."""
    path = "session" if within == "session" else f"{within}__session"

    def rows(scope: Scope) -> QuerySet[Any]:
        return model.objects.filter(**{path: scope.session}).order_by(*order)  # type: ignore[no-any-return]

    return Table(model, columns, rows, per_session=True, within=within, **more)


def _photo(value: Any) -> Row:
    """The pictures of a photo. Raises ValueError when it is none of those that we make."""
    if not isinstance(value, str):
        raise ValueError("no text")
    return asdict(kept_picture(b64decode(value, validate=True)))


def _with_salt(row: Row) -> Row:
    """The salt stays where it is: marks of commands that were given elsewhere say nothing here. A
    closed session needs none, one that is prepared a fresh one.
    """
    return row | {"salt": new_salt()}


TABLES = (
    _table(
        SessionLog,
        ("session", "team_seq", "room_seq", "course"),
        left_out={
            "epoch": "pages that are open belong to the other installation",
            "revocations": "counts logins that ended there",
            "salt": "a secret; a session that is prepared gets a fresh one",
        },
        json={"course": _course},
        complete=_with_salt,
    ),
    _table(Payload, ("session", "text", "at")),
    _table(
        Sheet,
        (
            *("session", "order", "board", "filling", "content"),
            *("self_starts_open", "team_starts_open"),
        ),
        json={"content": _content},
    ),
    _table(
        Subject,
        (
            *("session", "partner", "person", "typed", "typed_by", "of", "label", "kind"),
            *("missing", "innovation", "merged_into", "gone"),
        ),
    ),
    _table(
        SeatLog,
        ("seat", "seat_seq", "person", "ready_in", "favourite", "enough"),
        within="seat",
    ),
    _table(
        Placement,
        (
            *("sheet", "subject", "layer", "seat", "unknown", "element"),
            *("x", "y", "on_behalf", "seq"),
        ),
        within="sheet",
    ),
    _table(
        Note,
        (
            *("sheet", "about", "element", "question", "subject", "seat", "key", "audience"),
            *("text", "version"),
        ),
        within="sheet",
    ),
    _table(
        Score,
        (
            *("sheet", "subject", "about", "layer", "seat", "aspect", "value", "circled"),
            *("on_behalf", "key", "seq"),
        ),
        within="sheet",
    ),
    _table(Doer, ("sheet", "subject", "element", "partner", "label", "named"), within="sheet"),
    _table(Reveal, ("sheet", "layer", "seat", "by", "at"), within="sheet"),
    _table(
        Photo,
        ("session", "sheet", "turned", "described", "by", "at"),
        left_out={"image": "stands as text, under `jpeg`"}
        | dict.fromkeys(("thumbnail", "width", "height"), "made of the image again"),
        derived={"jpeg": Derived(lambda photo: b64encode(photo.image).decode(), _photo)},
        at_once=1,
    ),
    _table(
        Event,
        (
            *("session", "team_seq", "room_seq", "kind", "team", "room"),
            *("actor", "command", "at"),
        ),
        order=("team_seq",),
        left_out={"content_mark": "says nothing without the salt"},
        numbered=True,
        json={"team": event_data, "room": room_data},
    ),
    _table(
        EventSeat,
        ("event", "seat", "seat_seq", "room_seq", "data"),
        within="event",
        order=("event__team_seq", "seat"),
        named={"seat": Seat},
        json={"data": event_data},
    ),
)
LEFT_OUT = {
    "BoardTexts": "of the installation: each sheet has the texts that it was held with",
    "Destruction": "of the installation: what was destroyed there",
}


# What must hold in a file -----------------------------------------------------------------------


def check(archive: Archive) -> None:
    """Boards that are here, places that are on them, and numbers that follow each other."""
    _check_boards(archive)
    _check_photos(archive)
    _check_numbers(archive)


def _check_boards(archive: Archive) -> None:
    contents: dict[UUID, Content] = {}
    read: dict[bytes, Content] = {}
    for number, row in enumerate(archive.rows[Sheet], 1):
        packed = orjson.dumps(row["content"])
        if packed not in read:
            try:
                read[packed] = content_of(row["content"])
            except ValidationError:
                raise ArchiveRefused("bad_value", f"Sheet {number}, content") from None
        content = contents[row["id"]] = read[packed]
        if content.board not in library() or finders.find(content.picture) is None:
            raise ArchiveRefused("unknown_board", content.board)
        if content.board != row["board"] or row["filling"] not in {f.id for f in content.fillings}:
            raise ArchiveRefused("bad_value", f"Sheet {number}, board")
    for model in (Placement, Note, Score, Doer):
        for number, row in enumerate(archive.rows[model], 1):
            if not _is_on_board(model, row, contents[row["sheet"]]):
                raise ArchiveRefused("bad_value", f"{model.__name__} {number}")


def _is_on_board(model: type[Any], row: Row, content: Content) -> bool:
    if model is Score:
        low, high = content.scores.get(row["aspect"], (1, 0))
        return low <= high and (row["value"] is None or low <= row["value"] <= high)
    if row["element"] and row["element"] not in content.by_id:
        return False
    if model is not Note or not row["question"]:
        return True
    is_cell = row["about"] == NoteAbout.CELL
    asked = {each.id for each in content.rows} if is_cell else set(content.questions_by_id)
    return row["question"] in asked


def _check_photos(archive: Archive) -> None:
    """Only a conversation on paper has photos, and no more than anybody can add."""
    on_paper = {row["id"] for row in archive.rows[Session] if row["paper"]}
    counted = Counter(row["session"] for row in archive.rows[Photo])
    if counted.keys() - on_paper or any(count > MOST_PHOTOS for count in counted.values()):
        raise ArchiveRefused("bad_value", "Photo")


def _check_numbers(archive: Archive) -> None:
    """The team's numbers, the room's and each seat's run from one, without a gap."""
    heads = {row["session"]: row for row in archive.rows[SessionLog]}
    if set(heads) != archive.ids[Session] or len(heads) != len(archive.rows[SessionLog]):
        raise ArchiveRefused("missing", "SessionLog")
    at: dict[UUID, tuple[int, int]] = dict.fromkeys(heads, (0, 0))
    room_at: dict[int, int] = {}
    for number, row in enumerate(archive.rows[Event], 1):
        team, room = at[row["session"]]
        says_something = row["room_seq"] is not None
        after = (team + 1, room + says_something)
        if row["team_seq"] != after[0] or (says_something and row["room_seq"] != after[1]):
            raise ArchiveRefused("gap", f"Event {number}")
        at[row["session"]], room_at[row["id"]] = after, after[1]
        _check_actor(archive, row, number)
    if any((row["team_seq"], row["room_seq"]) != at[session] for session, row in heads.items()):
        raise ArchiveRefused("gap", "SessionLog")
    _check_seat_numbers(archive, room_at)


def _check_actor(archive: Archive, row: Row, number: int) -> None:
    what, _colon, which = row["actor"].partition(":")
    known = what in ("user", "seat") and UUID_FORM.fullmatch(which)
    if not known and row["actor"] not in ("door", "system"):
        raise ArchiveRefused("bad_value", f"Event {number}, actor")
    sessions = archive.sessions[Seat]
    if what == "seat" and sessions.get(UUID(which)) != row["session"]:
        raise ArchiveRefused("dangling", f"Event {number}, actor")


def _check_seat_numbers(archive: Archive, room_at: dict[int, int]) -> None:
    at: dict[UUID, int] = defaultdict(int)
    for number, row in enumerate(archive.rows[EventSeat], 1):
        at[row["seat"]] += 1
        if row["seat_seq"] != at[row["seat"]] or row["room_seq"] != room_at[row["event"]]:
            raise ArchiveRefused("gap", f"EventSeat {number}")
    heads = {row["seat"]: row["seat_seq"] for row in archive.rows[SeatLog]}
    if len(heads) != len(archive.rows[SeatLog]):
        raise ArchiveRefused("twice", "SeatLog")
    if any(heads.get(seat, 0) != at.get(seat, 0) for seat in {*heads, *at}):
        raise ArchiveRefused("gap", "SeatLog")


def begin(archive: Archive) -> None:
    """What was destroyed here for good does not come back: the database protects nothing under its
    id any more.
    """
    if Destruction.objects.filter(session__in=archive.ids[Session]).exists():
        raise ArchiveRefused("destroyed")


# What must hold here ----------------------------------------------------------------------------


def finish(_deal: Deal, archive: Archive) -> None:
    """The state of each session is the fold of its log, for everybody who may read it."""
    sessions = archive.ids[Session]
    closed = Q(session__phase=Phase.CLOSED)
    SessionLog.objects.filter(closed, pk__in=sessions).update(salt=None)
    budget = _Budget(MOST_STEPS)
    for session in sorted(sessions):
        try:
            agrees = _agrees_with_itself(session, budget)
        except (LookupError, TypeError, ValueError, AttributeError, Subject.DoesNotExist):
            agrees = False  # what its log says cannot even be followed
        if not agrees:
            raise ArchiveRefused("inconsistent", str(session))


@dataclass
class _Budget:
    """How much work is left for what phones would see."""

    left: int

    def allows(self, steps: int) -> bool:
        """Whether there is so much left; then it is used up."""
        self.left -= steps
        return self.left >= 0


def _agrees_with_itself(session: UUID, budget: _Budget) -> bool:
    events = feed.encode(Event.objects.filter(session=session))
    team = (orjson.loads(event.team) for event in events)
    if not _follows(replay.fold(team), Viewer("control", session)):
        return False
    room = (orjson.loads(event.room) for event in events if event.room is not None)
    if not _follows(replay.fold(room), Viewer("screen", session)):
        return False
    for seat in Seat.objects.taken().filter(session=session).values_list("pk", flat=True):
        if not budget.allows(len(events) + STEPS_OF_A_STATE):
            break
        start = feed.Cursor(0)
        parts = chain.from_iterable(feed.parts_for(event, seat, start) for event in events)
        if not _follows(replay.fold(map(orjson.loads, parts)), Viewer("seat", session, seat=seat)):
            return False
    return True


def _follows(folded: Data, viewer: Viewer) -> bool:
    """Whether the rows say what the events say; those of an older version may say less."""
    state = orjson.loads(orjson.dumps(snapshot.state_of(viewer)))
    return all(_says(state.get(name), value) for name, value in folded.items())


def _says(state: Any, folded: Any) -> bool:
    if isinstance(folded, dict) and isinstance(state, dict):
        rows = all(isinstance(row, dict) for row in chain(folded.values(), state.values()))
        if rows and folded.keys() != state.keys():
            return False
        return all(name in state and _says(state[name], folded[name]) for name in folded)
    return bool(state == folded)


SECTION = Section("boards", TABLES, check, finish, begin)
