"""Partners of a deal: added, changed, changed many at once, and taken off when added by mistake."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypedDict
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import F, ProtectedError, Q, QuerySet

from deals import rules
from deals.cleaning import clean_name
from deals.domain.merging import hold
from deals.domain.names import Likeness, Match, Names
from deals.domain.records import (
    ChangedMeanwhile,
    RecordsRefused,
    Row,
    apply_rows,
    raise_version,
    refused_as,
)
from deals.models import (
    Deal,
    FormerRelation,
    Organisation,
    OrganisationKind,
    Partner,
    Person,
    Relation,
    Seat,
    Session,
    User,
    WorkLine,
)

logger = structlog.get_logger(__name__)

MOST_TOGETHER = 500


class PartnerValues(TypedDict, total=False):
    """What can be said of a partner; what is left out stays as it was."""

    relation: str
    why: str
    since: date | None
    until: date | None
    hours: int | None
    euros: int | None
    contribution: str
    resistance: bool
    lines: Collection[WorkLine]


# Adding ---------------------------------------------------------------------------------------

ANOTHER = "another"


class Alike(RecordsRefused):
    """Nothing was added yet: there are organisations that may be the same."""

    def __init__(self, matches: list[Match[str]]) -> None:
        super().__init__("alike")
        self.matches = matches


def alike(name: str, kind: str) -> list[Match[str]]:
    """The organisations that may be meant by a name, each as what it goes on as. None when one is
    called exactly this.
    """
    names: Names[str] = Names()
    current: dict[str, Organisation] = {}
    for organisation in Organisation.objects.select_related("merged_into"):
        now = organisation.current
        current[str(now.pk)] = now
        names.add(str(now.pk), organisation.name, now.kind)
    found = names.matches(name, kind or OrganisationKind.UNKNOWN)
    return [
        Match(match.ref, current[match.ref].name, match.kind, match.likeness)
        for match in found
        if match.likeness != Likeness.EXACT
    ]


@transaction.atomic
def add_partner(
    deal: Deal, name: str, kind: str, values: PartnerValues, by: User, same: str = ""
) -> Partner:
    """A partner of the deal: an organisation that is known by this name, or a new one. `same`
    answers which one is meant: the id of one that is alike, or ANOTHER.

    Raises RecordsRefused: no_name, alike (Alike), needs_kind, changed, already_partner,
    until_before_since.
    """
    organisation = _organisation(name, kind, same)
    if Partner.objects.of(organisation).filter(deal=deal).exists():
        raise RecordsRefused("already_partner")
    fields = {key: value for key, value in values.items() if key != "lines"}
    partner = Partner(deal=deal, organisation=organisation, **fields)
    _refuse_wrong_dates(partner)
    with refused_as("already_partner"):  # somebody added it at the same moment
        partner.save()
    partner.lines.set(values.get("lines", []))
    logger.info("partner.added", deal=str(deal.pk), partner=str(partner.pk), by=str(by.pk))
    return partner


@transaction.atomic
def note_missing(session: Session, name: str, since: date) -> Partner:
    """The party that was named in this session on the deal's list, as one that is missing since
    this day unless it stands there already. In a conversation nobody is asked for its kind, or
    whether it is one that is alike.

    Raises RecordsRefused: no_name, name_taken, changed.
    """
    deal = session.deal
    organisation = _organisation(name, OrganisationKind.UNKNOWN, ANOTHER)
    there = Partner.objects.standing().of(organisation).filter(deal=deal).first()
    return there or Partner.objects.create(
        deal=deal,
        organisation=organisation,
        relation=Relation.MISSING,
        since=since,
        named_in=session,
    )


def _organisation(name: str, kind: str, same: str) -> Organisation:
    """The organisation with this name, in any case, or the one that was chosen; of a merged one
    what it goes on as. Nobody merges it or takes it apart until this is done.
    """
    name = _readable(name)
    known = Organisation.objects.select_related("merged_into")
    found = known.filter(name__iexact=name).first()
    if found is None and same != ANOTHER and (matches := alike(name, kind)):
        if same not in {match.ref for match in matches}:
            raise Alike(matches)
        found = known.get(pk=same)
    if found is None and not kind:
        raise RecordsRefused("needs_kind")
    if found is None:
        with refused_as("name_taken"):
            found = Organisation.objects.create(name=name, kind=kind)
    current = found.current
    hold(current.pk)
    if known.get(pk=found.pk).current != current:  # merged, or taken apart, just before
        raise ChangedMeanwhile
    return current


def _readable(name: str) -> str:
    try:
        return clean_name(name)
    except ValueError:
        raise RecordsRefused("no_name") from None


# Changing -------------------------------------------------------------------------------------


@transaction.atomic
def change_partner(partner: Partner, version: int, values: PartnerValues, by: User) -> None:
    """Change a partner; its former relation is kept when it has another one since a later day.

    Raises RecordsRefused: changed, until_before_since.
    """
    raise_version(partner, version)
    now = Partner.objects.get(pk=partner.pk)
    former = _former(now, values)
    if former is not None:
        former.save()
    fields: dict[str, Any] = {name: value for name, value in values.items() if name != "lines"}
    for name, value in fields.items():
        setattr(now, name, value)
    _refuse_wrong_dates(now)
    now.named_in = None  # a record of the deal's team from now on
    now.save(update_fields=[*fields, "named_in"])
    if "lines" in values:
        now.lines.set(values["lines"])
    logger.info("partner.changed", partner=str(partner.pk), by=str(by.pk))


def _former(now: Partner, values: PartnerValues) -> FormerRelation | None:
    """What is kept of the relation as it was: nothing, when this corrects a mistake."""
    relation, since = values.get("relation", now.relation), values.get("since", now.since)
    is_later = since is not None and (now.since is None or since > now.since)
    if relation == now.relation or not is_later:
        return None
    return FormerRelation(
        partner=now, relation=now.relation, why=now.why, since=now.since, until=since
    )


def _refuse_wrong_dates(partner: Partner) -> None:
    if partner.since and partner.until and partner.until < partner.since:
        raise RecordsRefused("until_before_since")


@transaction.atomic
def change_people(partner: Partner, version: int, rows: Iterable[Row], by: User) -> None:
    """Change, add and remove the people who speak for a partner. Who was on a table stays there.

    Raises RecordsRefused: changed.
    """
    raise_version(partner, version)

    def add(**values: Any) -> None:
        Person.objects.create(partner=partner, **values)

    apply_rows(people_of(partner).all(), rows, add)
    logger.info("partner.people_changed", partner=str(partner.pk), by=str(by.pk))


def people_of(partner: Partner) -> QuerySet[Person]:
    """Who speaks for a partner, and for those that were merged into it."""
    return Person.objects.filter(Q(partner=partner) | Q(partner__merged_into=partner))


@transaction.atomic
def change_organisation(
    partner: Partner, before: tuple[str, str], after: tuple[str, str], by: User
) -> None:
    """Give a partner's organisation another name and kind, in every deal where it takes part.

    `before`: the name and kind that this person looked at. What was on a table keeps its name.
    Raises RecordsRefused: shared, no_name, changed, name_taken.
    """
    organisation = partner.organisation.current
    if not rules.may_rename(by, organisation):
        raise RecordsRefused("shared")
    name, kind = _readable(after[0]), after[1]
    looked_at = Organisation.objects.filter(pk=organisation.pk, name=before[0], kind=before[1])
    with refused_as("name_taken"):
        changed = looked_at.update(name=name, kind=kind)
    if not changed:
        raise ChangedMeanwhile
    logger.info("organisation.changed", organisation=str(organisation.pk), by=str(by.pk))


# Many at once ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Together:
    """What to change of many partners: their relation since a day, or a line of work."""

    relation: str = ""
    since: date | None = None
    add_line: WorkLine | None = None
    remove_line: WorkLine | None = None
    versions: dict[UUID, int] = field(default_factory=dict)


@transaction.atomic
def change_together(deal: Deal, wanted: Together, by: User) -> int:
    """Change these partners of a deal, all or none; gives how many there were.

    Raises RecordsRefused: none_chosen, too_many, some_changed, some_until_before_since.
    """
    if not wanted.versions:
        raise RecordsRefused("none_chosen")
    if len(wanted.versions) > MOST_TOGETHER:
        raise RecordsRefused("too_many")
    _raise_versions(deal, wanted.versions)
    partners = list(Partner.objects.filter(pk__in=wanted.versions))
    if wanted.relation:
        _change_relations(partners, wanted.relation, wanted.since)
    through = Partner.lines.through
    if wanted.add_line is not None:
        links = [through(partner=partner, workline=wanted.add_line) for partner in partners]
        through.objects.bulk_create(links, ignore_conflicts=True)
    if wanted.remove_line is not None:
        through.objects.filter(partner__in=partners, workline=wanted.remove_line).delete()
    logger.info("partners.changed", deal=str(deal.pk), count=len(partners), by=str(by.pk))
    return len(partners)


def _raise_versions(deal: Deal, versions: dict[UUID, int]) -> None:
    """One statement for all that were looked at in the same version."""
    standing = deal.partners.filter(merged_into=None)
    raised = 0
    for version in set(versions.values()):
        those = [pk for pk, its in versions.items() if its == version]
        raised += standing.filter(pk__in=those, version=version).update(version=F("version") + 1)
    if raised != len(versions):
        raise RecordsRefused("some_changed")


def _change_relations(partners: list[Partner], relation: str, since: date | None) -> None:
    """Without a date the relation was wrong, and its date stays as it was."""
    values: PartnerValues = {"relation": relation}
    if since is not None:
        values["since"] = since
    former = [kept for partner in partners if (kept := _former(partner, values)) is not None]
    FormerRelation.objects.bulk_create(former)
    for partner in partners:
        partner.relation = relation
        partner.since = since or partner.since
        partner.named_in = None
        if partner.since and partner.until and partner.until < partner.since:
            raise RecordsRefused("some_until_before_since")
    Partner.objects.bulk_update(partners, ["relation", "since", "named_in"])


# Added by mistake -----------------------------------------------------------------------------


@transaction.atomic
def delete_partner(partner: Partner, version: int, by: User) -> None:
    """Take a partner off the list that was added by mistake, with its people and history.

    Raises RecordsRefused: changed, was_used.
    """
    raise_version(partner, version)
    was_there = Q(partner=partner) | Q(person__partner=partner)
    if Seat.objects.filter(was_there).exists():
        raise RecordsRefused("was_used")
    try:
        partner.delete()
    except ProtectedError:  # it lay on a table, or another partner was merged into it
        raise RecordsRefused("was_used") from None
    logger.info("partner.deleted", deal=str(partner.deal_id), by=str(by.pk))
