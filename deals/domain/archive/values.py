"""How one value of a record stands in the file, and strictly back."""

import math
import re
import unicodedata
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.backends.base.operations import BaseDatabaseOperations

from deals.cleaning import has_a_pile_of_marks

LONGEST_TEXT = 20_000  # of a text whose field has no limit of its own
# Further away a local time may not exist, and no session was held.
FIRST_YEAR, LAST_YEAR = 1900, 2200
TURNING = frozenset(map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]))
UUID_FORM = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_URL = URLValidator(schemes=["http", "https"])


class BadText(ValueError):
    """A text with characters that cannot be kept, or that hide what is read."""


def to_json(value: Any) -> Any:
    """A value of a field, as it stands in the file."""
    match value:
        case UUID():
            return str(value)
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
    return value


def from_json(field: "models.Field[Any, Any]", value: Any) -> Any:
    """The value of a field from the file. Raises ValueError for one that it cannot have."""
    if value is None:
        if not field.null:
            raise ValueError("empty")
        return None
    if isinstance(field, models.ForeignKey):
        field = field.target_field
    match field:
        case models.UUIDField():
            return uuid_of(value)
        case models.BooleanField():
            return _of(bool, value)
        case models.JSONField():
            return value
        case models.IntegerField():
            return _whole(field, value)
        case models.FloatField():
            return _number(value)
        case models.DateTimeField():
            return _moment(value)
        case models.DateField():
            return _day(value)
        case models.CharField() | models.TextField():
            return _text(field, value)
    raise TypeError(f"no way to write a {type(field).__name__}")


def uuid_of(value: Any) -> UUID:
    """A uuid in its one form."""
    if not isinstance(value, str) or not UUID_FORM.fullmatch(value):
        raise ValueError("no uuid")
    return UUID(value)


def _of(kind: type[Any], value: Any) -> Any:
    if type(value) is not kind:
        raise ValueError("another type")
    return value


def _whole(field: "models.Field[Any, Any]", value: Any) -> int:
    """Within what the smallest of our databases keeps: the same everywhere."""
    number: int = _of(int, value)
    low, high = BaseDatabaseOperations.integer_field_ranges.get(
        field.get_internal_type(), (1, 2**31 - 1)
    )
    if not low <= number <= high:
        raise ValueError("out of range")
    return number


def _number(value: Any) -> float:
    if type(value) not in (int, float) or not math.isfinite(value):
        raise ValueError("no number")
    return float(value)


def _moment(value: Any) -> datetime:
    moment = datetime.fromisoformat(_of(str, value))
    if moment.tzinfo is None or moment.isoformat() != value or moment.utcoffset():
        raise ValueError("no time in UTC")
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError("out of range")
    return moment


def _day(value: Any) -> date:
    day = date.fromisoformat(_of(str, value))
    if day.isoformat() != value:
        raise ValueError("no day")
    return day


def _text(field: "models.Field[Any, Any]", value: Any) -> str:
    text: str = _of(str, value)
    if len(text) > (field.max_length or LONGEST_TEXT):
        raise ValueError("too long")
    readable(text, lines=isinstance(field, models.TextField))
    choices = {choice for choice, _label in field.flatchoices}
    if choices and text not in choices and not (text == "" and field.blank):
        raise ValueError("no choice")
    if isinstance(field, models.URLField) and text:
        try:
            _URL(text)
        except ValidationError:
            raise ValueError("no address") from None
    return text


def readable(text: str, *, lines: bool = False) -> str:
    """The text, if it can be kept and hides nothing. `lines`: it may have some. Raises BadText."""
    if any(_is_hidden(letter, lines) for letter in text) or has_a_pile_of_marks(text):
        raise BadText
    return text


def _is_hidden(letter: str, lines: bool) -> bool:
    """Whether a character cannot be kept, or turns round what is read; a longer text has lines."""
    if lines and letter in "\n\r\t":
        return False
    return unicodedata.category(letter) in ("Cc", "Cs") or letter in TURNING
