"""Writing everything of a deal as one file."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from uuid import UUID

import orjson
import structlog
from django.db import connection, models, transaction
from django.utils import timezone

from deals.domain.archive.tables import Row, Section, Table
from deals.domain.archive.values import to_json
from deals.hooks import archive_sections
from deals.models import Deal, Phase, Session, User

logger = structlog.get_logger(__name__)

FORMAT = "praatplaten-deal"
VERSION = 1
ROWS_AT_ONCE = 500

Tell = Callable[[int, int], None]


@dataclass
class Scope:
    """Of what rows are taken: a deal, and of what is in sessions one session at a time.

    `sessions`: those that are in the file.
    """

    deal: Deal
    sessions: list[UUID] = field(default_factory=list)
    session: UUID | None = None


@dataclass(frozen=True)
class LeftOut:
    """The sessions that are not in the file: those that run now, and try-outs."""

    running: list[Session]
    trials: int


def travelling(deal: Deal) -> models.QuerySet[Session]:
    """The sessions of a deal that its file holds: closed ones, and prepared ones to which nobody
    could come yet. One that runs changes while it is written, and its phones cannot come along.
    """
    closed = models.Q(phase=Phase.CLOSED)
    prepared = models.Q(phase=Phase.PREPARING, doors=None)
    return deal.sessions.filter(closed | prepared, trial=False)


def left_out_of(deal: Deal) -> LeftOut:
    """What the file of a deal will not hold, to say so beforehand."""
    others = deal.sessions.filter(trial=False).exclude(pk__in=travelling(deal).values("pk"))
    return LeftOut(list(others), deal.sessions.filter(trial=True).count())


def export_deal(deal: Deal, tell: Tell = lambda done, of: None) -> bytes:
    """Everything of a deal as one JSON file (docs/archive.md), for its own team only: it holds
    what was never revealed.

    `tell` hears how many parts are done and how many there are, between the parts and outside any
    transaction; what it raises ends the export.
    """
    written = _Writer(deal, tell).write()
    logger.info("deal.exported", deal=str(deal.pk), bytes=len(written))
    return written


class _Writer:
    """One export under way. What is in sessions comes first, one session at a time; then all the
    rest of one moment, for that may still change.
    """

    def __init__(self, deal: Deal, tell: Tell) -> None:
        self.scope = Scope(deal)
        self.tell = tell
        self.sections = archive_sections()
        self.written: dict[type[models.Model], list[bytes]] = {}
        self.ids: dict[type[models.Model], dict[Any, Any]] = {}
        self.accounts: set[UUID] = set()

    def write(self) -> bytes:
        sessions = list(travelling(self.scope.deal).order_by("pk").values_list("pk", flat=True))
        made_at = timezone.now()
        parts = len(sessions) + 1
        for done, session in enumerate(sessions):
            self.tell(done, parts)
            with _one_moment():
                self._take_session(session)
        self.tell(len(sessions), parts)
        left_out = left_out_of(self.scope.deal)
        with _one_moment():
            self.scope.session = None
            for table in self._tables(per_session=False):
                self._take(table)
        written = self._put_together(
            {
                "format": FORMAT,
                "version": VERSION,
                "made_at": to_json(made_at),
                "accounts": self._accounts(),
                "left_out": {
                    "running": [
                        {"title": each.title, "planned_on": each.planned_on.isoformat()}
                        for each in left_out.running
                    ],
                    "trials": left_out.trials,
                },
            }
        )
        self.tell(parts, parts)
        return written

    def _tables(self, per_session: bool) -> list[Table]:
        tables = [table for section in self.sections for table in section.tables]
        return [table for table in tables if table.per_session == per_session]

    def _take_session(self, session: UUID) -> None:
        """One session, unless it began or was thrown away meanwhile."""
        if not travelling(self.scope.deal).filter(pk=session).exists():
            return
        self.scope.sessions.append(session)
        self.scope.session = session
        for table in self._tables(per_session=True):
            self._take(table)

    def _take(self, table: Table) -> None:
        rows = table.rows(self.scope)
        ids = self.ids.setdefault(table.model, {})
        lines = self.written.setdefault(table.model, [])
        if _points_at_itself(table):
            ids |= {pk: pk for pk in rows.values_list("pk", flat=True)}
        for record in rows.iterator(chunk_size=ROWS_AT_ONCE):
            ids[record.pk] = len(ids) + 1 if table.numbered else record.pk
            lines.append(orjson.dumps(self._row(table, record, ids[record.pk])))

    def _row(self, table: Table, record: models.Model, number: Any) -> Row:
        row: Row = {"id": to_json(number)} if table.has_id or table.numbered else {}
        for name in table.fields:
            row[name] = self._value(table.model._meta.get_field(name), record)
        return row | {name: derived.write(record) for name, derived in table.derived.items()}

    def _value(self, its: Any, record: models.Model) -> Any:
        if isinstance(its, models.ManyToManyField):
            return sorted(to_json(other.pk) for other in getattr(record, its.name).all())
        value = getattr(record, its.attname)
        if value is None or not isinstance(its, models.ForeignKey):
            return to_json(value)
        if issubclass(its.related_model, User):
            self.accounts.add(value)
            return to_json(value)
        known = self.ids.get(its.related_model)
        if known is not None and value not in known and its.null:
            return None  # it points at what is left out
        return to_json(known[value] if known is not None and value in known else value)

    def _accounts(self) -> list[Row]:
        """The names of those who did something; never how to reach them."""
        accounts = User.objects.filter(pk__in=self.accounts).order_by("pk")
        return [{"id": str(account.pk), "name": account.name} for account in accounts]

    def _put_together(self, head: Row) -> bytes:
        """The parts as one document, each record on a line of its own."""
        out = BytesIO()
        out.write(orjson.dumps(head, option=orjson.OPT_INDENT_2)[:-2])
        out.write(b',\n  "sections": {')
        for index, section in enumerate(self.sections):
            out.write(b"," if index else b"")
            out.write(f'\n    "{section.name}": {{'.encode())
            self._put(out, section)
            out.write(b"\n    }")
        out.write(b"\n  }\n}\n")
        return out.getvalue()

    def _put(self, out: BytesIO, section: Section) -> None:
        for index, table in enumerate(section.tables):
            lines: Iterable[bytes] = self.written.pop(table.model, [])
            out.write(b"," if index else b"")
            out.write(f'\n      "{table.name}": ['.encode())
            out.write(b",".join(b"\n        " + line for line in lines))
            out.write(b"]")


def _points_at_itself(table: Table) -> bool:
    names = [table.model._meta.get_field(name) for name in table.fields]
    return any(getattr(its, "related_model", None) is table.model for its in names)


@contextmanager
def _one_moment() -> Iterator[None]:
    """What is read in here is of one moment, whoever writes meanwhile."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield
