"""The closed protocol: every command that exists, with its fields and limits (docs/protocol.md).

An unknown kind or field, a value out of range, a text too long: a `Refused` with a code.
"""

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

from boards.content import Slug
from boards.models.tables import BOARD_HEIGHT_MM, BOARD_WIDTH_MM
from boards.refusals import Refused
from deals.cleaning import clean_name, clean_text
from deals.models.base import NAME_LENGTH

MAX_BODY_BYTES = 16 * 1024

Id = Annotated[UUID, Field(strict=False)]
Millimetre = Annotated[float, Field(allow_inf_nan=False)]
Name = Annotated[str, Field(min_length=1, max_length=NAME_LENGTH), AfterValidator(clean_name)]


NOTE_LENGTH = 600
NoteText = Annotated[str, Field(max_length=NOTE_LENGTH), AfterValidator(clean_text)]
MAX_SHEETS = 6
MAX_ON_TABLE = 1000


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
    """Answer "weet ik niet" on a sheet: it counts as an answer, and lies nowhere."""

    kind: Literal["say_unknown"]
    placement: Id
    sheet: Id
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


class PutOnTable(_Command):
    """Add a name that nobody listed, so that it can be placed."""

    kind: Literal["put_on_table"]
    name: Name


class SheetSetUp(BaseModel):
    """One board on the table: how it is filled in, and which layers start open."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    board: Slug
    filling: Slug
    self_open: bool
    team_open: bool


class SetUp(_Command):
    """Lay the table anew while a session is being prepared: all its sheets and partners.

    `based_on`: the number of the event that laid the table as the writer saw it.
    """

    kind: Literal["set_up"]
    sheets: Annotated[tuple[SheetSetUp, ...], Field(min_length=1, max_length=MAX_SHEETS)]
    partners: Annotated[tuple[Id, ...], Field(max_length=MAX_ON_TABLE)]
    based_on: Annotated[int, Field(ge=0, strict=False)]


class WriteNote(_Command):
    """Write down what an element means to us, or change it; an empty text takes it away.

    `based_on`: the version that the writer saw, 0 for none; another one by now is refused.
    """

    kind: Literal["write_note"]
    sheet: Id
    about: Literal["meaning"]
    element: Slug
    based_on: Annotated[int, Field(ge=0, strict=False)]
    text: NoteText


class SetPhase(_Command):
    """Bring everybody to another part of the session. Nobody goes back to preparing; closing is a
    command of its own.
    """

    kind: Literal["set_phase"]
    phase: Literal["meaning", "placing", "revealing", "discussing"]


class RevealSheet(_Command):
    """Show a hidden layer of a sheet to everyone in the room. Cannot be undone."""

    kind: Literal["reveal_sheet"]
    sheet: Id
    layer: Literal["self", "team"]


class ShowSheet(_Command):
    """Show one board large on the shared screen; without a sheet all of them, side by side."""

    kind: Literal["show_sheet"]
    sheet: Id | None = None


class OpenDoor(_Command):
    """Let people in by the QR code and the code on the screen."""

    kind: Literal["open_door"]


class CloseDoor(_Command):
    """Let nobody else in; who is in stays in."""

    kind: Literal["close_door"]


class CloseSession(_Command):
    """Freeze the session. Cannot be undone."""

    kind: Literal["close_session"]


class ChangeOrganisation(_Command):
    """Have a seat speak for another organisation: one on the table, or a name typed now.

    A participant names no seat: it is their own.
    """

    kind: Literal["change_organisation"]
    seat: Id | None = None
    subject: Id | None = None
    name: Name | None = None

    @model_validator(mode="after")
    def names_one_organisation(self) -> Self:
        """A subject or a name, not both and not neither."""
        if (self.subject is None) == (self.name is None):
            raise ValueError("either subject or name")
        return self


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
)
COMMANDS: dict[str, type[_Command]] = {
    "place": Place,
    "say_unknown": SayUnknown,
    "take_back": TakeBack,
    "tidy_up": TidyUp,
    "put_on_table": PutOnTable,
    "set_up": SetUp,
    "write_note": WriteNote,
    "set_phase": SetPhase,
    "reveal_sheet": RevealSheet,
    "show_sheet": ShowSheet,
    "open_door": OpenDoor,
    "close_door": CloseDoor,
    "close_session": CloseSession,
    "change_organisation": ChangeOrganisation,
    "leave": Leave,
    "remove_seat": RemoveSeat,
    "take_phone_away": TakePhoneAway,
    "merge_seats": MergeSeats,
}
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
    return _CODES.get(error.errors()[0]["type"], "bad_value")
