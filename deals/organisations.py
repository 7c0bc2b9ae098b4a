"""What the pages of organisations show, each in a fixed number of queries.

Deals share organisations, so these pages tell no more than names, kinds and numbers of deals: which
deals those are is for their teams.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from deals import rules
from deals.domain.names import Names
from deals.models import Organisation, OrganisationKind, Partner, Person, TeamMember, User
from deals.queries import MOST_WORDS

MOST_SHOWN = 200
MOST_PAIRS = 30


@dataclass
class OrganisationRow:
    """An organisation in the list."""

    organisation: Organisation
    deals: int
    may_merge: bool
    may_open: bool = False
    may_take_apart: bool = False
    merged: list["OrganisationRow"] = field(default_factory=list)


@dataclass(frozen=True)
class Pair:
    """Two organisations that are possibly the same; `first` may be merged into `second`."""

    first: OrganisationRow
    second: OrganisationRow


@dataclass(frozen=True)
class Listing:
    """The organisations that stand, those that may be the same, and how many were found."""

    rows: list[OrganisationRow]
    pairs: list[Pair]
    found: int


def teams_of(user: User) -> set[UUID]:
    """The deals whose team the user is in."""
    return set(TeamMember.objects.filter(user=user).values_list("deal", flat=True))


def deals_of(organisations: Iterable[UUID] | None = None) -> dict[UUID, set[UUID]]:
    """In which deals organisations take part, themselves or by one that was merged into them."""
    partners = Partner.objects.all()
    if organisations is not None:
        wanted = list(organisations)
        partners = partners.filter(organisation__in=wanted) | partners.filter(
            organisation__merged_into__in=wanted
        )
    found: dict[UUID, set[UUID]] = defaultdict(set)
    places = partners.values_list("deal", "organisation", "organisation__merged_into")
    for deal, organisation, into in places:
        found[organisation].add(deal)
        if into is not None:
            found[into].add(deal)
    return found


def list_organisations(user: User, search: str = "", kind: str = "") -> Listing:
    """The organisations, for somebody who may see them."""
    rows = _rows(user)
    standing = [row for row in rows.values() if row.organisation.merged_into_id is None]
    words = [word.casefold() for word in search.split()[:MOST_WORDS]]
    found = [row for row in standing if _is_meant(row, words, kind)]
    pairs = [] if search or kind else _pairs(standing)
    return Listing(found[:MOST_SHOWN], pairs, len(found))


def candidates_for(user: User, organisation: Organisation, search: str) -> list[OrganisationRow]:
    """As what an organisation may go on: those that look like it, or those that are searched."""
    rows = _rows(user)
    others = [
        row
        for row in rows.values()
        if row.organisation.merged_into_id is None and row.organisation != organisation
    ]
    if search:
        words = [word.casefold() for word in search.split()[:MOST_WORDS]]
        return [row for row in others if _is_meant(row, words, "")][:MOST_PAIRS]
    names: Names[UUID] = Names()
    for row in others:
        for known in (row, *row.merged):
            names.add(row.organisation.pk, known.organisation.name, row.organisation.kind)
    return [rows[match.ref] for match in names.matches(organisation.name)]


def _rows(user: User) -> dict[UUID, OrganisationRow]:
    deals, teams = deals_of(), teams_of(user)
    rows: dict[UUID, OrganisationRow] = {}
    for organisation in Organisation.objects.order_by("name"):
        its = deals.get(organisation.pk, set())
        may_merge = rules.may_merge(user, its, teams)
        may_open = bool(its if user.is_agenda_stad else its & teams)
        rows[organisation.pk] = OrganisationRow(organisation, len(its), may_merge, may_open)
    for pk, row in rows.items():
        into = row.organisation.merged_into_id
        if into is not None:
            rows[into].merged.append(row)
            both = deals.get(pk, set()), deals.get(into, set())
            row.may_take_apart = rules.may_take_apart(user, *both, teams)
    return rows


def _is_meant(row: OrganisationRow, words: Iterable[str], kind: str) -> bool:
    if kind and row.organisation.kind != kind:
        return False
    names = " ".join(each.organisation.name.casefold() for each in (row, *row.merged))
    return all(word in names for word in words)


def _pairs(rows: Iterable[OrganisationRow]) -> list[Pair]:
    """Each two that look alike, once; the one in fewer deals is the one that would go."""
    names: Names[int] = Names()
    seen: list[OrganisationRow] = []
    pairs: list[Pair] = []
    for row in rows:
        its = row.organisation
        for match in names.matches(its.name, its.kind):
            other = seen[match.ref]
            going, staying = sorted((row, other), key=lambda each: each.deals)
            if not going.may_merge and staying.may_merge:
                going, staying = staying, going
            if going.may_merge:
                pairs.append(Pair(going, staying))
        if len(pairs) >= MOST_PAIRS:
            break
        names.add(len(seen), its.name, its.kind)
        seen.append(row)
    return pairs[:MOST_PAIRS]


# Before merging -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Consequences:
    """What it means to let one organisation go on as another one."""

    going: Organisation
    staying: Organisation
    deals: int
    together: int
    people: int
    merged: int

    @property
    def kinds_differ(self) -> bool:
        """Whether their kinds are known and differ: are they really the same?"""
        kinds = {self.going.kind, self.staying.kind}
        return len(kinds) == 2 and OrganisationKind.UNKNOWN not in kinds


def consequences(going: Organisation, staying: Organisation) -> Consequences:
    """What merging these two means, in numbers."""
    deals = deals_of([going.pk, staying.pk])
    people = Person.objects.filter(partner__in=Partner.objects.of(going))
    return Consequences(
        going=going,
        staying=staying,
        deals=len(deals[going.pk]),
        together=len(deals[going.pk] & deals[staying.pk]),
        people=people.count(),
        merged=going.merged.count(),
    )
