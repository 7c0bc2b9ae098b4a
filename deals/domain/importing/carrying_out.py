"""Saving what a list says: everything or nothing, and twice is the same as once."""

from collections.abc import Iterable
from uuid import UUID, uuid4

import structlog
from django.db import IntegrityError, transaction

from deals.domain.importing.planning import Choices, Entry, Plan, make_plan
from deals.domain.importing.reading import Line
from deals.domain.merging import hold
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
            # Whoever merges one of its organisations too: they stay what they are until the end.
            held = _organisations_of(make_plan(deal, lines, choices))
            hold(*held)
            # And whoever is changing one of its partners is done before this reads them.
            list(Partner.objects.select_for_update(no_key=True).filter(deal=deal).order_by("pk"))
            plan = make_plan(deal, lines, choices)
            if plan.does_nothing:
                return plan
            as_seen = plan if seen[0] == choices else make_plan(deal, lines, seen[0])
            if as_seen.fingerprint != seen[1] or not _organisations_of(plan) <= held:
                raise NotAsSeen
            if not plan.is_ready:
                raise NotReady
            _save(plan)
    except IntegrityError as error:
        # Somebody made the same organisation, or the same partner, at this very moment.
        raise NotAsSeen from error
    counts = plan.counts
    logger.info("partners.imported", deal=str(deal.pk), by=str(by.pk), **counts)
    return plan


def _organisations_of(plan: Plan) -> set[UUID]:
    return {entry.organisation_id for entry in plan.entries if entry.organisation_id is not None}


def _save(plan: Plan) -> None:
    deal, entries = plan.deal, plan.entries
    made = [entry for entry in entries if entry.organisation_id is None]
    for entry in made:
        entry.organisation_id = uuid4()
    Organisation.objects.bulk_create(
        Organisation(id=entry.organisation_id, name=entry.name, kind=entry.kind) for entry in made
    )
    _fill_partners((entry, entry.partner) for entry in entries if entry.partner and entry.fills)
    _add_partners(deal, [entry for entry in entries if entry.partner is None])
    _add_lines(deal, entries)
    Person.objects.bulk_create(
        Person(partner=entry.partner, role=new.role, name=new.name, level=new.level or "")
        for entry in entries
        for new in entry.people
    )


def _add_partners(deal: Deal, entries: list[Entry]) -> None:
    partners = []
    for entry in entries:
        fields = {name: getattr(entry, name) for name in ("organisation_id", *FIELDS)}
        entry.partner = Partner(deal=deal, relation=entry.relation or Relation.SIGNED, **fields)
        partners.append(entry.partner)
    Partner.objects.bulk_create(partners)


def _fill_partners(those: Iterable[tuple[Entry, Partner]]) -> None:
    """Only the fields that were empty; the version tells who has the old page open."""
    filled = []
    for entry, partner in those:
        for name in set(entry.fills) & set(FIELDS):
            setattr(partner, name, getattr(entry, name))
        partner.version += 1
        partner.named_in = None
        filled.append(partner)
    Partner.objects.bulk_update(filled, [*FIELDS, "version", "named_in"])


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
