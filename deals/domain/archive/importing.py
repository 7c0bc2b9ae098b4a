"""Bringing in a file that was read: in one transaction, or not at all.

Everything in it is new here, but for organisations, which deals share, and accounts, which are only
pointed at. So nothing that is here can be changed or joined by a file.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import structlog
from django.db import DataError, IntegrityError, models, transaction

from deals.domain.archive.reading import Archive, read
from deals.domain.archive.refusals import ArchiveRefused
from deals.domain.archive.tables import Row, Table
from deals.domain.merging import hold
from deals.hooks import archive_sections
from deals.models import (
    Action,
    Deal,
    Innovation,
    Organisation,
    Partner,
    Phase,
    Session,
    TeamMember,
    TeamRole,
    User,
)

logger = structlog.get_logger(__name__)

AT_ONCE = 500


@dataclass(frozen=True)
class Overview:
    """What a file would bring, as its preview says it."""

    name: str
    partners: int
    closed: int
    prepared: int
    first: date | None
    last: date | None
    innovations: int
    actions: int
    known: list[str]
    new: list[str]
    running: list[str]
    trials: int


def import_deal(data: bytes, by: User) -> Deal:
    """The deal of a file, with `by` as its facilitator. Raises ArchiveRefused; then nothing was
    changed.
    """
    archive = read(data)
    try:
        deal = _import(archive, by)
    except ArchiveRefused as refused:
        if refused.code != "not_whole":
            raise
        # Somebody may have brought in the same deal, or made the same organisation, at this very
        # moment: then it is there by now.
        deal = _import(archive, by)
    logger.info("deal.imported", deal=str(deal.pk), by=str(by.pk))
    return deal


def _import(archive: Archive, by: User) -> Deal:
    with _whole():
        deal = _bring_in(archive)
        TeamMember.objects.create(deal=deal, user=by, role=TeamRole.FACILITATOR)
    return deal


def look_at(data: bytes) -> Overview:
    """What would be brought in, by doing so and taking it back. Raises ArchiveRefused for all that
    `import_deal` would refuse now.
    """
    archive = read(data)
    overview = _overview(archive)
    with _whole():
        _bring_in(archive)
        transaction.set_rollback(True)
    return overview


@contextmanager
def _whole() -> Iterator[None]:
    """One transaction; what the database refuses in it is refused with our sentence."""
    try:
        with transaction.atomic():
            yield
    except (IntegrityError, DataError) as error:
        raise ArchiveRefused("not_whole") from error


# Bringing in ------------------------------------------------------------------------------------


def _bring_in(archive: Archive) -> Deal:
    deal = archive.rows[Deal][0]
    _refuse_what_is_here(archive, deal)
    for section in archive_sections():
        section.begin(archive)
    known = _Known(archive)
    for section in archive_sections():
        for table in section.tables:
            if table.model is Organisation:
                known.make_new()
            else:
                _insert(table, archive.rows[table.model], deal["id"], known)
    made = Deal.objects.get(pk=deal["id"])
    for section in archive_sections():
        section.finish(made, archive)
    return made


def _refuse_what_is_here(archive: Archive, deal: Row) -> None:
    if Deal.objects.filter(pk=deal["id"]).exists():
        raise ArchiveRefused("deal_is_here")
    if Deal.objects.filter(name=deal["name"]).exists():
        raise ArchiveRefused("name_taken")
    models_with_ids = [
        table.model
        for section in archive_sections()
        for table in section.tables
        if table.has_id and table.model is not Organisation
    ]
    foreign = [UUID(each) for each in archive.foreign]
    for model in models_with_ids:
        for ids in _parts([*archive.ids[model], *foreign]):
            if model._default_manager.filter(pk__in=ids).exists():
                raise ArchiveRefused("in_use", model.__name__)


def _parts(ids: Iterable[Any]) -> Iterator[list[Any]]:
    everything = list(ids)
    for start in range(0, len(everything), AT_ONCE):
        yield everything[start : start + AT_ONCE]


def _insert(table: Table, rows: list[Row], deal: UUID, known: "_Known") -> None:
    """The rows of one model, in the order of the file; what has numbers there gets keys here."""
    records = []
    lists: dict[str, list[list[Any]]] = {}
    for row in rows:
        values: Row = {}
        for name, value in table.complete(row).items():
            its = None if name == "id" else table.model._meta.get_field(name)
            if isinstance(its, models.ManyToManyField):
                lists.setdefault(name, []).append(value)
            elif isinstance(its, models.ForeignKey):
                values[its.attname] = known.key(its.related_model, value)
            elif name != "id" or table.has_id:
                values[name] = value
        if table.deal_field:
            values[f"{table.deal_field}_id"] = deal
        records.append(table.model(**values))
    table.model._default_manager.bulk_create(records, batch_size=table.at_once)
    if table.numbered:
        keys = [record.pk for record in records]
        known.numbered(table.model, [row["id"] for row in rows], keys)
    for name, those in lists.items():
        _insert_pairs(table, name, [record.pk for record in records], those)


def _insert_pairs(table: Table, name: str, keys: list[Any], lists: list[list[Any]]) -> None:
    its: Any = table.model._meta.get_field(name)
    through = its.remote_field.through
    one, other = f"{its.m2m_field_name()}_id", f"{its.m2m_reverse_field_name()}_id"
    pairs = (
        through(**{one: key, other: value})
        for key, values in zip(keys, lists, strict=True)
        for value in values
    )
    through._default_manager.bulk_create(pairs, batch_size=AT_ONCE)


class _Known:
    """What the file's ids are here: of organisations and accounts that are here already, and of
    what has numbers in the file.
    """

    def __init__(self, archive: Archive) -> None:
        self.organisations = archive.rows[Organisation]
        self.here = organisations_here(self.organisations)
        hold(*(pk for pk, _name in self.here.values()))
        partners = [row["organisation"] for row in archive.rows[Partner]]
        together = [self.here[pk][0] for pk in partners if pk in self.here]
        if len(set(together)) != len(together):
            twice = next(pk for pk in together if together.count(pk) > 1)
            names = dict(self.here.values())
            raise ArchiveRefused("one_organisation", names[twice])
        self._keys: dict[type[models.Model], dict[Any, Any]] = {
            Organisation: {pk: here for pk, (here, _name) in self.here.items()}
        }
        accounts = archive.ids[User]
        there = User.objects.filter(pk__in=accounts).values_list("pk", flat=True)
        self._keys[User] = dict.fromkeys(accounts) | {pk: pk for pk in there}

    def key(self, model: Any, value: Any) -> Any:
        """The key here of what the file calls `value`; None for an account that is not here."""
        return self._keys.get(model, {}).get(value, value)

    def numbered(self, model: type[models.Model], numbers: list[int], keys: list[Any]) -> None:
        """What has these numbers in the file has these keys here."""
        self._keys[model] = dict(zip(numbers, keys, strict=True))

    def make_new(self) -> None:
        """The organisations that are not here yet; one that was merged goes on as in the file, or
        as that one goes on here.
        """
        into = dict(
            Organisation.objects.filter(
                pk__in=[pk for pk, _name in self.here.values()], merged_into__isnull=False
            ).values_list("pk", "merged_into")
        )
        made = []
        for row in self.organisations:
            if row["id"] in self.here:
                continue
            target = self.key(Organisation, row["merged_into"])
            merged = into.get(target, target)
            made.append(
                Organisation(
                    id=row["id"], name=row["name"], kind=row["kind"], merged_into_id=merged
                )
            )
        Organisation.objects.bulk_create(made, batch_size=AT_ONCE)


def organisations_here(rows: list[Row]) -> dict[UUID, tuple[UUID, str]]:
    """Of the organisations in a file those that are here, by id or else by name: their key and
    their name here.
    """
    all_here = list(Organisation.objects.values_list("pk", "name"))
    by_id = dict(all_here)
    by_name = {name.lower(): (pk, name) for pk, name in all_here}
    found: dict[UUID, tuple[UUID, str]] = {}
    for row in rows:
        if row["id"] in by_id:
            found[row["id"]] = row["id"], by_id[row["id"]]
        elif row["name"].lower() in by_name:
            found[row["id"]] = by_name[row["name"].lower()]
    return found


# Saying what would happen -----------------------------------------------------------------------


def _overview(archive: Archive) -> Overview:
    rows, here = archive.rows, organisations_here(archive.rows[Organisation])
    of_partners = {row["organisation"] for row in rows[Partner]}
    names = {row["id"]: row["name"] for row in rows[Organisation] if row["id"] in of_partners}
    days = sorted(row["planned_on"] for row in rows[Session])
    closed = sum(row["phase"] == Phase.CLOSED for row in rows[Session])
    left_out = archive.head.left_out
    return Overview(
        name=rows[Deal][0]["name"],
        partners=sum(row["merged_into"] is None for row in rows[Partner]),
        closed=closed,
        prepared=len(rows[Session]) - closed,
        first=days[0] if days else None,
        last=days[-1] if days else None,
        innovations=len(rows[Innovation]),
        actions=len(rows[Action]),
        known=sorted(here[pk][1] for pk in names if pk in here),
        new=sorted(name for pk, name in names.items() if pk not in here),
        running=[each.title for each in left_out.running],
        trials=left_out.trials,
    )
