"""The closed protocol: every command that exists, with its fields and limits (docs/protocol.md).

An unknown kind or field, a value out of range, a text too long: a `Refused` with a code.
"""

from datetime import date
from typing import Annotated, Any, Literal, Self
from uuid import UUID

import orjson
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from boards.content import SLUG, Slug
from boards.models.tables import (
    BOARD_HEIGHT_MM,
    BOARD_WIDTH_MM,
    QUESTION_LENGTH,
    SLUG_LENGTH,
)
from boards.refusals import Refused
from deals.cleaning import clean_name, clean_text
from deals.models.actions import ACTION_LENGTH
from deals.models.base import NAME_LENGTH

MAX_BODY_BYTES = 16 * 1024

Id = Annotated[UUID, Field(strict=False)]
Millimetre = Annotated[float, Field(allow_inf_nan=False)]
Name = Annotated[str, Field(min_length=1, max_length=NAME_LENGTH), AfterValidator(clean_name)]


MEANING_LENGTH = 600
NOTE_LENGTH = 2000
NoteText = Annotated[str, Field(max_length=NOTE_LENGTH), AfterValidator(clean_text)]
ActionText = Annotated[
    str, Field(min_length=1, max_length=ACTION_LENGTH), AfterValidator(clean_name)
]
QuestionId = Annotated[str, Field(pattern=SLUG, max_length=QUESTION_LENGTH)]
Owner = Annotated[str, Field(pattern=r"^((partner|person|member):[0-9a-f-]{1,36}|former)?$")]
MAX_TIMER_SECONDS = 2 * 60 * 60
MAX_SHEETS = 6
MAX_ON_TABLE = 1000
MAX_INNOVATIONS = 200
HIGHEST_SCORE = 10


class _Command(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    id: Id


class Place(_Command):
    """Put a subject on a sheet, or move it there: on a spot in mm, or somewhere in an element.

    `placement`: its id; a new one is made by the client, so that a drag can name it before.
    `visibility`: what the page showed, open or hidden; refused when it changed since.
    """

    kind: Literal["place"]
    placement: Id
    sheet: Id
    subject: Id
    layer: Literal["self", "team", "agreed"]
    seat: Id | None = None
    element: Slug | None = None
    x: Millimetre | None = None
    y: Millimetre | None = None
    visibility: Literal["open", "hidden"]

    @model_validator(mode="after")
    def names_one_place(self) -> Self:
        """A spot or an element, not both and not neither."""
        if (self.x is None) != (self.y is None) or (self.x is None) == (self.element is None):
            raise ValueError("either x and y, or element")
        return self

    @property
    def on_board(self) -> bool:
        """Whether the spot lies on the board; an element always does."""
        if self.x is None or self.y is None:
            return True
        return 0 <= self.x <= BOARD_WIDTH_MM and 0 <= self.y <= BOARD_HEIGHT_MM


class SayUnknown(_Command):
    """Answer "weet ik niet" on a sheet: it counts as an answer, and lies nowhere.

    `subject`: of oneself or of the organisation, where both are asked; else it need not be named.
    """

    kind: Literal["say_unknown"]
    placement: Id
    sheet: Id
    subject: Id | None = None
    visibility: Literal["open", "hidden"]


class TakeBack(_Command):
    """Take a post-it, or a "weet ik niet", off the board."""

    kind: Literal["take_back"]
    placement: Id


class TidyUp(_Command):
    """Lay the post-its of an element in rows; without an element, those of the whole sheet."""

    kind: Literal["tidy_up"]
    sheet: Id
    element: Slug | None = None


class Undo(_Command):
    """Take back what one command did to post-its; of an undo: do it again.

    `command`: the id of that command, of the sender; of a facilitator anybody's.
    """

    kind: Literal["undo"]
    command: Id


class PutOnTable(_Command):
    """Add a name that nobody listed, so that it can be placed.

    `of`: the organisation that a person speaks for. `missing`: an organisation that should be in
    the deal and is not: it also goes on the deal's list of missing partners.
    """

    kind: Literal["put_on_table"]
    name: Name
    of: Id | None = None
    missing: Annotated[bool, Field(strict=False)] = False


class SheetSetUp(BaseModel):
    """One board on the table: how it is filled in, and which layers start open."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    board: Slug
    filling: Slug
    self_open: bool
    team_open: bool


class SetUp(_Command):
    """Lay the table anew while a session is being prepared: all its sheets and partners.

    `innovations`: those of the deal that lie there, where a board is about them; all unless named.
    `based_on`: the number of the event that laid the table as the writer saw it.
    """

    kind: Literal["set_up"]
    sheets: Annotated[tuple[SheetSetUp, ...], Field(min_length=1, max_length=MAX_SHEETS)]
    partners: Annotated[tuple[Id, ...], Field(max_length=MAX_ON_TABLE)]
    innovations: Annotated[tuple[Id, ...], Field(max_length=MAX_INNOVATIONS)] | None = None
    based_on: Annotated[int, Field(ge=0, strict=False)]


class WriteNote(_Command):
    """Write a text that belongs to a sheet, or change it; an empty text takes it away.

    `about`, `element`, `question` and `subject` say where it belongs. Facilitators write together
    in one text, each participant in one of their own; a cell of a worksheet is one text of
    everybody: `element` is its column, `question` its row. `based_on`: the version that the writer
    saw, 0 for none; another one by now is refused.
    """

    kind: Literal["write_note"]
    sheet: Id
    about: Literal["meaning", "answer", "reaction", "note", "cell", "reason"]
    element: Slug | None = None
    question: QuestionId | None = None
    subject: Id | None = None
    based_on: Annotated[int, Field(ge=0, strict=False)]
    text: NoteText


class GiveScore(_Command):
    """Grade something on an aspect of a board, or tick a criterion (1, or 0); no value takes it
    back.

    `subject`: what is graded. `about`: of a wheel for one result, that innovation. `visibility`:
    what the page showed, open or hidden; refused when it changed since.
    """

    kind: Literal["give_score"]
    sheet: Id
    subject: Id
    about: Id | None = None
    layer: Literal["self", "team", "agreed"]
    seat: Id | None = None
    aspect: Annotated[str, Field(pattern=SLUG, max_length=2 * SLUG_LENGTH)]
    value: Annotated[int, Field(ge=0, le=HIGHEST_SCORE, strict=False)] | None = None
    visibility: Literal["open", "hidden"]


class Circle(_Command):
    """Mark an aspect to work on, or not any more: part of what was agreed."""

    kind: Literal["circle"]
    sheet: Id
    subject: Id
    about: Id | None = None
    aspect: Slug
    circled: Annotated[bool, Field(strict=False)]


class NameDoer(_Command):
    """Name a partner of the deal in a column of a worksheet as who sees to it, or cross it out."""

    kind: Literal["name_doer"]
    sheet: Id
    subject: Id
    element: Slug
    partner: Id
    named: Annotated[bool, Field(strict=False)]


class AddInnovation(_Command):
    """Add an innovation to the deal, and put it on the table.

    `subject`: the id that it gets on the table, made by the client.
    """

    kind: Literal["add_innovation"]
    subject: Id
    name: Name
    problem: Annotated[str, Field(max_length=NOTE_LENGTH), AfterValidator(clean_text)] = ""


class MergeInnovations(_Command):
    """Two innovations on the table are one: the first goes up in the second. Cannot be undone."""

    kind: Literal["merge_innovations"]
    subject: Id
    into: Id


class DropInnovation(_Command):
    """Take an innovation off the table and off the deal's list, or bring it back."""

    kind: Literal["drop_innovation"]
    subject: Id
    dropped: Annotated[bool, Field(strict=False)]


class ShareNote(_Command):
    """Let everyone in the room read a note. Cannot be undone."""

    kind: Literal["share_note"]
    note: Id


class SetPhase(_Command):
    """Bring everybody to another part of the session. Nobody goes back to preparing; closing is a
    command of its own.
    """

    kind: Literal["set_phase"]
    phase: Literal["meaning", "placing", "revealing", "discussing"]


class RevealSheet(_Command):
    """Show a hidden layer of a sheet: to everyone in the room, or to one participant (`seat`) where
    the facilitators see them. Cannot be undone.
    """

    kind: Literal["reveal_sheet"]
    sheet: Id
    layer: Literal["self", "team"]
    seat: Id | None = None

    @model_validator(mode="after")
    def shows_a_seat_the_teams_view(self) -> Self:
        """A participant knows their own place already."""
        if self.seat is not None and self.layer != "team":
            raise ValueError("to a participant only the facilitators' layer")
        return self


class ShowSheet(_Command):
    """Show one board large on the shared screen; without a sheet all of them, side by side.

    `beside`: another way of filling in the same board, compared with it on one picture.
    `element`: the part of the board that fills the screen. `subject`: what the sheet is about now,
    on a board with a sheet for each innovation. `everyone`: phones go to it too.
    """

    kind: Literal["show_sheet"]
    sheet: Id | None = None
    beside: Id | None = None
    element: Slug | None = None
    subject: Id | None = None
    everyone: Annotated[bool, Field(strict=False)] = False

    @model_validator(mode="after")
    def shows_something_of_a_sheet(self) -> Self:
        """Without a sheet there is nothing to compare, zoom in on, look at or go to."""
        of_sheet = self.beside or self.element or self.subject or self.everyone
        if self.sheet is None and of_sheet:
            raise ValueError("needs a sheet")
        return self


class Ask(_Command):
    """Put a question of a board on the screen and the phones; without one, take it away."""

    kind: Literal["ask"]
    sheet: Id | None = None
    question: QuestionId | None = None

    @model_validator(mode="after")
    def names_a_question_of_a_sheet(self) -> Self:
        """Both or neither."""
        if (self.sheet is None) != (self.question is None):
            raise ValueError("sheet and question, or neither")
        return self


class SetTimer(_Command):
    """Start a timer that everyone sees, in seconds from now; 0: none. It cuts off nothing."""

    kind: Literal["set_timer"]
    seconds: Annotated[int, Field(ge=0, le=MAX_TIMER_SECONDS, strict=False)]


class PausePlacing(_Command):
    """Let phones place nothing for a moment, or again."""

    kind: Literal["pause_placing"]
    paused: Annotated[bool, Field(strict=False)]


class HideNames(_Command):
    """Leave the names off the post-its on the screen, or show them: presentation, no secrecy."""

    kind: Literal["hide_names"]
    hidden: Annotated[bool, Field(strict=False)]


class OpenCheck(_Command):
    """Ask on the phones, before closing, whether everybody could say enough."""

    kind: Literal["open_check"]


class AnswerCheck(_Command):
    """Say whether you could say enough."""

    kind: Literal["answer_check"]
    enough: Literal["yes", "partly", "no"]


class SayReady(_Command):
    """Say that you are ready with this part of the session, or not yet after all."""

    kind: Literal["say_ready"]
    ready: Annotated[bool, Field(strict=False)]


class ChooseBoard(_Command):
    """Say which of the boards on the table speaks to you most."""

    kind: Literal["choose_board"]
    sheet: Id


class _SomebodyNamed(_Command):
    subject: Id | None = None
    name: Name | None = None

    @model_validator(mode="after")
    def names_one(self) -> Self:
        """A subject or a name, not both and not neither."""
        if (self.subject is None) == (self.name is None):
            raise ValueError("either subject or name")
        return self


class Introduce(_SomebodyNamed):
    """Say who you are yourself, where persons are placed: somebody on the table, or a name.

    A participant names no seat: it is their own.
    """

    kind: Literal["introduce"]
    seat: Id | None = None


class AddSeat(_SomebodyNamed):
    """Give somebody without a phone a seat, to place on their behalf or on one laptop."""

    kind: Literal["add_seat"]


class AddAction(_Command):
    """Agree on something: it becomes an action of the deal.

    `action`: its id, made by the client. `owner`: "partner:<id>", "person:<id>", "member:<id>" or
    empty. `sheet` with `question` or `subject`: what it came from.
    """

    kind: Literal["add_action"]
    action: Id
    text: ActionText
    owner: Owner = ""
    due: Annotated[date, Field(strict=False)] | None = None
    sheet: Id | None = None
    question: QuestionId | None = None
    subject: Id | None = None


class ChangeAction(_Command):
    """Change an open action of the deal. `based_on`: the version that the writer saw."""

    kind: Literal["change_action"]
    action: Id
    based_on: Annotated[int, Field(ge=0, strict=False)]
    text: ActionText
    owner: Owner = ""
    due: Annotated[date, Field(strict=False)] | None = None


class FinishAction(_Command):
    """Say that an action of the deal is done, or not done after all."""

    kind: Literal["finish_action"]
    action: Id
    done: Annotated[bool, Field(strict=False)]


class OpenDoor(_Command):
    """Let people in by the QR code and the code on the screen."""

    kind: Literal["open_door"]


class CloseDoor(_Command):
    """Let nobody else in; who is in stays in."""

    kind: Literal["close_door"]


class CloseSession(_Command):
    """Freeze the session. Cannot be undone."""

    kind: Literal["close_session"]


class ChangeOrganisation(_SomebodyNamed):
    """Have a seat speak for another organisation: one on the table, or a name typed now.

    A participant names no seat: it is their own.
    """

    kind: Literal["change_organisation"]
    seat: Id | None = None


class Leave(_Command):
    """Give up your own seat; what you placed stays."""

    kind: Literal["leave"]


class RemoveSeat(_Command):
    """Take a seat away, with its places."""

    kind: Literal["remove_seat"]
    seat: Id


class TakePhoneAway(_Command):
    """Put a seat's phone out; the seat stays, with its places."""

    kind: Literal["take_phone_away"]
    seat: Id


class MergeSeats(_Command):
    """Two seats are one person: the first goes up in the second."""

    kind: Literal["merge_seats"]
    seat: Id
    into: Id


Command = (
    Place
    | SayUnknown
    | TakeBack
    | TidyUp
    | PutOnTable
    | SetUp
    | WriteNote
    | SetPhase
    | RevealSheet
    | ShowSheet
    | OpenDoor
    | CloseDoor
    | CloseSession
    | ChangeOrganisation
    | Leave
    | RemoveSeat
    | TakePhoneAway
    | MergeSeats
    | Undo
    | ShareNote
    | Ask
    | SetTimer
    | PausePlacing
    | HideNames
    | OpenCheck
    | AnswerCheck
    | SayReady
    | ChooseBoard
    | Introduce
    | AddSeat
    | AddAction
    | ChangeAction
    | FinishAction
    | GiveScore
    | Circle
    | NameDoer
    | AddInnovation
    | MergeInnovations
    | DropInnovation
)
_command: TypeAdapter[Command] = TypeAdapter(Annotated[Command, Field(discriminator="kind")])

# pydantic's kinds of error → our codes; what is not here is a bad value.
_CODES = {
    "union_tag_invalid": "unknown_kind",
    "union_tag_not_found": "unknown_kind",
    "extra_forbidden": "unknown_field",
    "missing": "missing_field",
    "string_too_long": "too_long",
    "json_invalid": "malformed",
}


def parse(body: bytes) -> Command:
    """The command in a request body; raises Refused when it is not exactly one of ours."""
    if len(body) > MAX_BODY_BYTES:
        raise Refused("too_large")
    try:
        orjson.loads(body)  # stricter than pydantic: no NaN, no lone surrogates, bounded depth
        command = _command.validate_json(body)
    except orjson.JSONDecodeError as error:
        raise Refused("malformed") from error
    except ValidationError as error:
        raise Refused(_code_of(error)) from error
    if isinstance(command, Place) and not command.on_board:
        raise Refused("outside_board")
    return command


def parse_fields(fields: dict[str, Any]) -> Command:
    """The command in a form that was posted without JavaScript. An empty field is one that was
    not filled in, but for a text that was taken away.
    """
    filled = {name: value for name, value in fields.items() if value != "" or name == "text"}
    try:
        body = orjson.dumps(filled)
    except orjson.JSONEncodeError as error:
        raise Refused("malformed") from error
    return parse(body)


def content_of(command: Command) -> bytes:
    """What a command says, in one order: two commands with one id must say the same."""
    return orjson.dumps(command.model_dump(mode="json"), option=orjson.OPT_SORT_KEYS)


def _code_of(error: ValidationError) -> str:
    first = error.errors()[0]
    # Who typed 11, or "zeven", is told about the scale.
    otherwise = "off_scale" if first["loc"][:2] == ("give_score", "value") else "bad_value"
    return _CODES.get(first["type"], otherwise)
