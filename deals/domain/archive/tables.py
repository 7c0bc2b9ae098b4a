"""What of a deal travels: one `Table` for each model, with its fields by name.

A field stands in `fields`, or in `left_out` with the reason; a test (tests/boards/test_archive.py)
names what stands in neither, so that a new field is never forgotten. So too for whole models.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import models
from pydantic import TypeAdapter

if TYPE_CHECKING:
    from deals.domain.archive.exporting import Scope
    from deals.domain.archive.reading import Archive
    from deals.models import Deal

Row = dict[str, Any]


@dataclass(frozen=True)
class Derived:
    """Something that stands in the file in place of a field that must not travel.

    `write`: from a record to a plain value. `read`: from that value to fields of the new record;
    raises ValueError for what cannot be right.
    """

    write: Callable[[Any], Any]
    read: Callable[[Any], Row]


@dataclass(frozen=True)
class Table:
    """One model in the file.

    `rows`: the records of a deal, or of one session where `per_session`. `numbered`: records have
    no uuid, and something points at them: in the file they get a number. `within`: the field by
    which a row belongs to a row of a session. `named`: fields with a plain uuid that must be that
    of a row of this model. `json`: the shape of JSON fields. `complete`: what is done to the values
    of a row before it is saved. `deal_field`: the field that every row has the deal in. `at_once`:
    how many rows one statement saves, fewer of what is large.
    """

    model: type[models.Model]
    fields: tuple[str, ...]
    rows: Callable[["Scope"], models.QuerySet[Any]]
    left_out: Mapping[str, str] = field(default_factory=dict)
    derived: Mapping[str, Derived] = field(default_factory=dict)
    per_session: bool = False
    numbered: bool = False
    within: str = ""
    named: Mapping[str, type[models.Model]] = field(default_factory=dict)
    json: Mapping[str, TypeAdapter[Any]] = field(default_factory=dict)
    complete: Callable[[Row], Row] = dict
    deal_field: str = ""
    at_once: int = 500

    @property
    def name(self) -> str:
        """How it is called in the file."""
        return self.model.__name__

    @property
    def has_id(self) -> bool:
        """Whether its rows carry their uuid."""
        return isinstance(self.model._meta.pk, models.UUIDField)

    @property
    def keys(self) -> set[str]:
        """What every row has, no more and no less."""
        own = {"id"} if self.has_id or self.numbered else set()
        return {*self.fields, *self.derived} | own


@dataclass(frozen=True)
class Section:
    """What one app adds to the file.

    `tables`: what points at something comes after it. `check`: what must hold in a file, looked at
    without the database. `begin`: what must hold here before anything is brought in. `finish`: what
    must hold, or be done, once all rows of the new deal are there. All raise ArchiveRefused.
    """

    name: str
    tables: tuple[Table, ...]
    check: Callable[["Archive"], None]
    finish: Callable[["Deal", "Archive"], None]
    begin: Callable[["Archive"], None] = lambda archive: None
