"""Reading a file: strictly, whole, and without the database. What is not right is refused.

Nothing in the file is carried out or looked up: it becomes typed values, every reference is
followed inside the file, and everything that looks like an id is noted, so that `importing` can see
to it that none of it is here already.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Annotated, Any
from uuid import UUID

import orjson
from django.db import models
from django.utils.translation import gettext as _
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from deals.domain.archive.exporting import FORMAT, VERSION
from deals.domain.archive.refusals import ArchiveRefused
from deals.domain.archive.tables import Row, Section, Table
from deals.domain.archive.values import (
    UUID_FORM,
    BadText,
    from_json,
    readable,
    uuid_of,
)
from deals.hooks import archive_sections
from deals.models import Session, User
from deals.models.base import NAME_LENGTH

MOST_VALUES = 4_000_000  # small ones take many times their size in memory
MOST_LEVELS = 50  # in one value; ours have six, and what writes JSON stops at some 250

Text = Annotated[str, StringConstraints(max_length=NAME_LENGTH), AfterValidator(readable)]


class Account(BaseModel):
    """Somebody who did something in the deal, by name."""

    model_config = ConfigDict(extra="forbid", strict=True)
    id: Annotated[str, Field(pattern=rf"^{UUID_FORM.pattern}$")]
    name: Text


class Running(BaseModel):
    """A session that ran when the file was made."""

    model_config = ConfigDict(extra="forbid", strict=True)
    title: Text
    planned_on: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$")]


class LeftOutThen(BaseModel):
    """What the file does not hold."""

    model_config = ConfigDict(extra="forbid", strict=True)
    running: list[Running]
    trials: Annotated[int, Field(ge=0, le=100_000)]


class Head(BaseModel):
    """What the file says of itself."""

    model_config = ConfigDict(extra="forbid", strict=True)
    format: str
    version: int
    made_at: Annotated[str, StringConstraints(max_length=40)]
    accounts: list[Account]
    left_out: LeftOutThen
    sections: dict[str, dict[str, list[dict[str, Any]]]]


@dataclass
class Archive:
    """A file as it was read: rows by model, their values typed.

    `sessions`: to which session each row of a session belongs, by model and id. `foreign`: every
    uuid that stands in the file without being the id of one of its rows or accounts.
    """

    head: Head
    rows: dict[type[models.Model], list[Row]] = field(default_factory=dict)
    ids: dict[type[models.Model], set[Any]] = field(default_factory=dict)
    sessions: dict[type[models.Model], dict[Any, UUID]] = field(default_factory=dict)
    foreign: set[str] = field(default_factory=set)


def read(data: bytes) -> Archive:
    """The file, or ArchiveRefused."""
    sections = archive_sections()
    head = _head(_document(data))
    archive = Archive(head)
    _expect(set(head.sections), {section.name for section in sections}, "sections")
    for section in sections:
        tables = head.sections[section.name]
        _expect(set(tables), {table.name for table in section.tables}, section.name)
    accounts = {UUID(account.id) for account in head.accounts}
    if len(accounts) != len(head.accounts):
        raise ArchiveRefused("twice", "accounts")
    archive.ids[User] = accounts
    for table, rows in _tables(head, sections):
        archive.rows[table.model] = [
            _typed(table, row, f"{table.name} {number}") for number, row in enumerate(rows, 1)
        ]
        archive.ids[table.model] = _own_ids(table, archive.rows[table.model])
    head.sections = {}  # their rows are typed by now
    for section in sections:
        for table in section.tables:
            _follow(archive, table)
    _note_foreign(archive, sections)
    for section in sections:
        section.check(archive)
    return archive


# The document -----------------------------------------------------------------------------------


def _document(data: bytes) -> Any:
    """The JSON, with no more of it than fits in memory."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    if not data.strip():
        raise ArchiveRefused("empty")
    if sum(data.count(mark) for mark in (b",", b"[", b"{")) > MOST_VALUES:
        raise ArchiveRefused("too_much")
    try:
        return orjson.loads(data)  # no NaN, no lone surrogates, bounded depth
    except orjson.JSONDecodeError as error:
        said = str(error)
        if "depth" in said:
            raise ArchiveRefused("too_deep") from None
        if "end of data" in said or "EOF" in said:
            raise ArchiveRefused("cut_off") from None
        where = {"line": error.lineno, "character": error.colno}
        said = _("line %(line)s, character %(character)s") % where
        raise ArchiveRefused("not_json", said) from None


def _head(document: Any) -> Head:
    """What the file says of itself. Of another version nothing else is looked at."""
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise ArchiveRefused("other_format")
    version = document.get("version")
    if type(version) is not int or version < 1:
        raise ArchiveRefused("unknown_version")
    if version > VERSION:
        raise ArchiveRefused("newer", str(version))
    try:
        return Head.model_validate(document)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        code = _HEAD_CODES.get(first["type"], "bad_value")
        raise ArchiveRefused(code, ".".join(map(str, first["loc"]))[:200]) from None


# What pydantic calls it, and what we do; a value error is a text that is not readable.
_HEAD_CODES = {"missing": "missing", "extra_forbidden": "unknown", "value_error": "bad_text"}


def _tables(head: Head, sections: list[Section]) -> Iterator[tuple[Table, list[Row]]]:
    for section in sections:
        for table in section.tables:
            yield table, head.sections[section.name].pop(table.name)


def _expect(there: set[str], expected: set[str], where: str) -> None:
    if expected - there:
        raise ArchiveRefused("missing", f"{where}: {min(expected - there)}")
    if there - expected:
        raise ArchiveRefused("unknown", f"{where}: {min(there - expected)[:80]}")


# Rows -------------------------------------------------------------------------------------------


def _typed(table: Table, row: Row, where: str) -> Row:
    """A row with its values typed; of foreign keys the id."""
    _expect(set(row), table.keys, where)
    for name in table.json:
        if _is_too_deep(row[name]):
            raise ArchiveRefused("too_deep", f"{where}, {name}")
    values: Row = {}
    for name, value in row.items():
        try:
            values |= _values(table, name, value)
        except BadText:
            raise ArchiveRefused("bad_text", f"{where}, {name}") from None
        except ValueError:  # of pydantic too
            raise ArchiveRefused("bad_value", f"{where}, {name}") from None
    return values


def _values(table: Table, name: str, value: Any) -> Row:
    if name == "id":
        return {"id": _number(value) if table.numbered else uuid_of(value)}
    if name in table.derived:
        return table.derived[name].read(value)
    its = table.model._meta.get_field(name)
    if isinstance(its, models.ManyToManyField):
        if not isinstance(value, list) or len(set(map(str, value))) != len(value):
            raise ValueError("no list")
        return {name: [uuid_of(each) for each in value]}
    if name in table.json:
        if any("\0" in text for text in _strings(value)):
            raise BadText
        table.json[name].validate_python(value)
        return {name: value}
    if isinstance(its, models.ForeignKey) and not _has_uuid(its):
        return {name: None if value is None and its.null else _number(value)}
    assert not isinstance(its, models.JSONField), f"{table.name}.{name} has no shape"  # noqa: S101
    return {name: from_json(its, value)}  # type: ignore[arg-type]


def _is_too_deep(value: Any) -> bool:
    """Whether a JSON value has more levels than can be written down again."""
    level = [value]
    for _level in range(MOST_LEVELS):
        level = [each for outer in level for each in _inside(outer)]
        if not level:
            return False
    return True


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _number(value: Any) -> int:
    if type(value) is not int or value < 1:
        raise ValueError("no number")
    return value


def _has_uuid(its: Any) -> bool:
    return isinstance(its.target_field, models.UUIDField)


def _own_ids(table: Table, rows: list[Row]) -> set[Any]:
    ids = {row["id"] for row in rows} if "id" in table.keys else set()
    if ids and len(ids) != len(rows):
        raise ArchiveRefused("twice", table.name)
    return ids


# What points at what ----------------------------------------------------------------------------


def pointers(table: Table) -> dict[str, type[models.Model]]:
    """The fields of a table that point at a row, and at which model."""
    found: dict[str, type[models.Model]] = dict(table.named)
    for name in table.fields:
        its = table.model._meta.get_field(name)
        if isinstance(its, models.ForeignKey | models.ManyToManyField):
            found[name] = its.related_model
    return found


def _follow(archive: Archive, table: Table) -> None:
    """Every reference ends in the file; inside a session, in that session; and none goes round."""
    its_pointers = pointers(table)
    sessions = archive.sessions.setdefault(table.model, {})
    rows = archive.rows[table.model]
    for number, row in enumerate(rows, 1):
        session = row["id"] if table.model is Session else None
        if table.within:
            parent = its_pointers[table.within]
            session = archive.sessions.get(parent, {}).get(row[table.within])
            row_key = row.get("id", row[table.within])
            if session is None:
                raise ArchiveRefused("dangling", f"{table.name} {number}, {table.within}")
            sessions[row_key] = session
        elif session is not None:
            sessions[row["id"]] = session
    for number, row in enumerate(rows, 1):
        own = sessions.get(row.get("id", row.get(table.within))) if table.within else None
        for name, model in its_pointers.items():
            for value in _pointed(row[name]):
                if value not in archive.ids[model] or not _is_near(archive, own, model, value):
                    raise ArchiveRefused("dangling", f"{table.name} {number}, {name}")
    for name, model in its_pointers.items():
        if model is table.model:
            _refuse_circles(rows, name, table.name)


def _pointed(value: Any) -> Iterable[Any]:
    if value is None:
        return ()
    return value if isinstance(value, list) else (value,)


def _is_near(archive: Archive, session: UUID | None, model: type[models.Model], value: Any) -> bool:
    """Whether what a row of a session points at is of that session too, if it is of one at all."""
    of = archive.sessions.get(model, {}).get(value)
    return session is None or of is None or of == session


def _refuse_circles(rows: list[Row], name: str, where: str) -> None:
    into = {row["id"]: row[name] for row in rows}
    safe: set[Any] = set()
    for start in into:
        path: list[Any] = []
        seen: set[Any] = set()
        at = start
        while at is not None and at not in safe:
            if at in seen:
                raise ArchiveRefused("circle", f"{where}, {name}")
            seen.add(at)
            path.append(at)
            at = into[at]
        safe.update(path)


# Ids that are not of the file -------------------------------------------------------------------


def _note_foreign(archive: Archive, sections: list[Section]) -> None:
    """Every uuid in a free field that no row has: none of them may be of something that is here."""
    own = {str(pk) for model, ids in archive.ids.items() for pk in ids}
    for section in sections:
        for table in section.tables:
            free = [name for name in table.fields if name not in pointers(table)]
            for row in archive.rows[table.model]:
                for name in free:
                    value = row[name]
                    if name in table.json:
                        found = {t for t in _strings(value) if UUID_FORM.fullmatch(t)}
                        archive.foreign |= found - own
                    elif isinstance(value, UUID) and str(value) not in own:
                        archive.foreign.add(str(value))


def _strings(value: Any) -> Iterator[str]:
    """Every text in a JSON value, keys too; without recursion of its own depth."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            yield each
        elif isinstance(each, dict):
            yield from each
            waiting.extend(each.values())
        elif isinstance(each, list | tuple):
            waiting.extend(each)
