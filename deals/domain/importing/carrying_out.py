"""Saving what a list says: everything or nothing, and twice is the same as once."""

from collections.abc import Iterable
from uuid import uuid4

import structlog
from django.db import IntegrityError, transaction

from deals.domain.importing.planning import Choices, Entry, Plan, make_plan
from deals.domain.importing.reading import Line
from deals.models import Deal, Organisation, Partner, Person, Relation, User, WorkLine

logger = structlog.get_logger(__name__)

FIELDS = ("since", "until", "why", "hours", "euros", "contribution")


class NotAsSeen(Exception):
    """Nothing was saved: something in the deal changed after the preview was shown."""


class NotReady(Exception):
    """Nothing was saved: lines with faults, or choices that somebody has to make."""


def carry_out(
    deal: Deal, lines: Iterable[Line], seen: tuple[Choices, str], choices: Choices, by: User
) -> Plan:
    """Save a list, as it was seen: `seen` is the choices and the fingerprint of the preview.

    Raises NotAsSeen, NotReady. A list whose every line is there already saves nothing.
    """
    lines = list(lines)
    try:
        with transaction.atomic():
            # Whoever imports into this deal waits here for whoever does so too.
            Deal.objects.select_for_update(no_key=True).get(pk=deal.pk)
            # And whoever is changing one of its partners is done before this reads them.
            list(Partner.objects.select_for_update(no_key=True).filter(deal=deal).order_by("pk"))
            before = make_plan(deal, lines, seen[0])
            if before.does_nothing:
                return before
            if before.fingerprint != seen[1]:
                raise NotAsSeen
            plan = make_plan(deal, lines, choices)
            if not plan.is_ready:
                raise NotReady
            _save(plan)
    except IntegrityError as error:
        # Somebody made the same organisation, or the same partner, at this very moment.
        raise NotAsSeen from error
    counts = plan.counts
    logger.info("partners.imported", deal=str(deal.pk), by=str(by.pk), **counts)
    return plan


def _save(plan: Plan) -> None:
    deal, entries = plan.deal, plan.entries
    made = [entry for entry in entries if entry.organisation is None]
    for entry in made:
        entry.organisation = uuid4()
    Organisation.objects.bulk_create(
        Organisation(id=entry.organisation, name=entry.name, kind=entry.kind) for entry in made
    )
    there = [entry for entry in entries if entry.partner is not None]
    _add_partners(deal, [entry for entry in entries if entry.partner is None])
    _fill_partners([entry for entry in there if entry.fills])
    _add_lines(deal, entries)
    Person.objects.bulk_create(
        Person(partner=entry.partner, role=new.role, name=new.name, level=new.level or "")
        for entry in entries
        for new in entry.people
    )


def _add_partners(deal: Deal, entries: list[Entry]) -> None:
    for entry in entries:
        entry.partner = Partner(
            deal=deal,
            organisation_id=entry.organisation,
            relation=entry.relation or Relation.SIGNED,
            **{name: getattr(entry, name) for name in FIELDS},
        )
    Partner.objects.bulk_create([entry.partner for entry in entries if entry.partner])


def _fill_partners(entries: list[Entry]) -> None:
    """Only the fields that were empty; the version tells who has the old page open."""
    partners = []
    for entry in entries:
        assert entry.partner is not None  # noqa: S101
        for name in set(entry.fills) & set(FIELDS):
            setattr(entry.partner, name, getattr(entry, name))
        entry.partner.version += 1
        partners.append(entry.partner)
    Partner.objects.bulk_update(partners, [*FIELDS, "version"])


def _add_lines(deal: Deal, entries: list[Entry]) -> None:
    wanted = [(entry, name) for entry in entries for name in entry.lines]
    if not wanted:
        return
    there = {line.name.lower(): line for line in deal.lines.all()}
    new: dict[str, WorkLine] = {}
    for _entry, name in wanted:
        if name.lower() not in there:
            new.setdefault(name.lower(), WorkLine(deal=deal, name=name))
    WorkLine.objects.bulk_create(new.values())
    lines = there | new
    through = Partner.lines.through
    pairs = {(entry.partner, lines[name.lower()]) for entry, name in wanted if entry.partner}
    through.objects.bulk_create(
        through(partner_id=partner.pk, workline_id=line.pk) for partner, line in pairs
    )
