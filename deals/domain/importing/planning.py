"""What each line of a list would do to a deal, before anything is done.

The same function makes the plan for the preview and, under a lock, the plan that is carried out.
`fingerprint` tells whether they are the same.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from deals.domain.importing.columns import Column
from deals.domain.importing.reading import Line
from deals.domain.importing.rows import Problem, Row, read_row
from deals.domain.names import Likeness, Match, Names, exact_form
from deals.models import Deal, Level, Organisation, OrganisationKind, Partner, Person, Relation

ANOTHER = "another"
SIGNED_ON = "signed-on"  # the choice that says when everybody in the list signed
MAX_CHOICE = 40  # an id, a line or a kind
Choices = Mapping[str, str]


class Outcome(StrEnum):
    """What a line does."""

    NEW = "new"  # a new organisation, which becomes partner
    JOINS = "joins"  # an organisation that exists becomes partner
    FILLED = "filled"  # a partner already: what was empty is filled in
    UNCHANGED = "unchanged"
    OPEN = "open"  # not known yet: a choice or a fault


@dataclass
class Entry:
    """An organisation as this import has it: what there is, and what the lines add."""

    name: str
    kind: str
    organisation_id: UUID | None = None
    partner: Partner | None = None
    relation: Relation | None = None
    since: date | None = None
    until: date | None = None
    why: str = ""
    hours: int | None = None
    euros: int | None = None
    contribution: str = ""
    lines: tuple[str, ...] = ()
    people: list["NewPerson"] = field(default_factory=list)
    fills: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class NewPerson:
    """A contact person that a line adds."""

    role: str
    name: str
    level: Level | None


@dataclass
class Planned:
    """A line, and what it would do."""

    row: Row
    problems: list[Problem] = field(default_factory=list)
    outcome: Outcome = Outcome.OPEN
    entry: Entry | None = None
    matches: list[Match[str]] = field(default_factory=list)
    chosen: str = ""
    kind: OrganisationKind | None = None
    person: str = ""  # added, known, or nothing
    fills: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    repeats: int | None = None

    @property
    def number(self) -> int:
        """Where it stands in the list."""
        return self.row.number

    @property
    def asks(self) -> bool:
        """Whether somebody can say which organisation this is."""
        return bool(self.matches) and self.matches[0].likeness != Likeness.EXACT

    @property
    def must_choose(self) -> bool:
        """Whether somebody still has to."""
        return self.asks and not self.chosen

    @property
    def asks_kind(self) -> bool:
        """Whether the kind of a new organisation was not in the list, so that it may be chosen."""
        return self.outcome == Outcome.NEW and self.row.kind is None and self.repeats is None


@dataclass
class Plan:
    """What the whole list would do."""

    deal: Deal
    lines: list[Planned]
    entries: list[Entry]

    @cached_property
    def problems(self) -> list[Problem]:
        """Everything that stands in the way, line by line."""
        return [problem for line in self.lines for problem in line.problems]

    @property
    def is_ready(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.problems

    @property
    def does_nothing(self) -> bool:
        """Whether everything in the list is there already."""
        return self.is_ready and not any(self._works(line) for line in self.lines)

    @staticmethod
    def _works(line: Planned) -> bool:
        return line.person == "added" or line.outcome != Outcome.UNCHANGED

    @property
    def counts(self) -> dict[str, int]:
        """How many lines do what; `people`: contact persons that are added. Of those that are open
        wait some for a choice (`choices`), and have others a fault (`wrong`).
        """
        found = {outcome.value: 0 for outcome in Outcome}
        for line in self.lines:
            found[line.outcome] += 1
        choices = sum(line.must_choose for line in self.lines)
        return found | {
            "people": sum(line.person == "added" for line in self.lines),
            "choices": choices,
            "wrong": found[Outcome.OPEN] - choices,
        }

    @property
    def fingerprint(self) -> str:
        """Differs when somebody changed something that this list touches."""
        digest = hashlib.sha256()
        for line in self.lines:
            entry = line.entry
            parts = (
                line.number,
                line.outcome,
                line.chosen,
                line.person,
                "" if entry is None else f"{entry.organisation_id} {entry.name}",
                *line.fills,
                *(match.ref for match in line.matches),
            )
            digest.update("\0".join(map(str, parts)).encode() + b"\1")
        return digest.hexdigest()


def make_plan(deal: Deal, lines: Iterable[Line], choices: Choices) -> Plan:
    """What these lines would do now, in a fixed number of queries.

    Choices: `same-3` says which organisation line 3 is, `kind-3` of which kind, and `signed-on`
    when those signed of whom the list does not say when.
    """
    planner = _Planner(deal, choices)
    planned = [planner.plan(*read_row(line)) for line in lines]
    if SIGNED_ON in choices:
        _sign(planned, date.fromisoformat(choices[SIGNED_ON]))
    return Plan(deal, planned, list(planner.entries.values()))


def _sign(planned: Iterable[Planned], day: date) -> None:
    """Fill in a day of signing where no line of the organisation says since when. After all lines
    are read: a later line may say it.
    """
    for line in planned:
        entry = line.entry
        if entry is None or line.repeats is not None or line.problems:
            continue
        relation = entry.partner.relation if entry.partner else entry.relation or Relation.SIGNED
        if relation != Relation.SIGNED or entry.since or _stored(entry.partner, "since"):
            continue
        entry.since = day
        entry.fills.append("since")
        line.fills.append(Column.SINCE)
        until = entry.until or _stored(entry.partner, "until")
        if until and until < day:
            sentence = _("Then the end is before the start.")
            line.problems.append(Problem(line.number, Column.UNTIL, sentence))
            line.outcome, line.person, line.kept = Outcome.OPEN, "", []
        elif line.outcome == Outcome.UNCHANGED:
            line.outcome = Outcome.FILLED


class _Planner:
    """Goes through the lines from first to last; later ones know what earlier ones add."""

    def __init__(self, deal: Deal, choices: Choices) -> None:
        self.choices = choices
        self.entries: dict[str, Entry] = {}
        self.first_line: dict[str, int] = {}
        self.names: Names[str] = Names()
        self.organisations: dict[str, Organisation] = {}
        for organisation in Organisation.objects.select_related("merged_into"):
            current = organisation.current
            self.organisations[str(current.pk)] = current
            self.names.add(str(current.pk), organisation.name, current.kind)
        self.partners = _partners_by_organisation(deal)

    def plan(self, row: Row, problems: list[Problem]) -> Planned:
        planned = Planned(row, problems)
        if not row.organisation:
            return planned
        kind = row.kind or row.guessed or OrganisationKind.UNKNOWN
        planned.matches = self.names.matches(row.organisation, kind)
        planned.chosen = self._chosen(planned)
        if planned.must_choose:
            planned.problems.append(
                Problem(
                    row.number,
                    Column.ORGANISATION,
                    _("Is this “%(name)s”? Choose.") % {"name": planned.matches[0].name},
                )
            )
            self.names.add(f"line:{row.number}", row.organisation, kind)
            return planned
        ref = self._ref(planned)
        planned.repeats = self.first_line.get(ref)
        planned.entry = self._entry(ref, planned)
        self.first_line.setdefault(ref, row.number)
        self.names.add(ref, row.organisation, planned.entry.kind)
        self._take_in(planned, planned.entry)
        return planned

    # Which organisation --------------------------------------------------------------------

    def _chosen(self, planned: Planned) -> str:
        """What somebody chose; or what is sure, when one thing is."""
        if not planned.asks:
            return ""
        offered = [match.ref for match in planned.matches]
        choice = self.choices.get(f"same-{planned.number}", "")
        if choice == ANOTHER or choice in offered:
            return choice
        sure = [match.ref for match in planned.matches if match.likeness == Likeness.SAME]
        return sure[0] if len(sure) == 1 else ""

    @staticmethod
    def _ref(planned: Planned) -> str:
        if planned.matches and not planned.asks:
            return planned.matches[0].ref
        if planned.chosen and planned.chosen != ANOTHER:
            return planned.chosen
        return f"line:{planned.number}"

    def _entry(self, ref: str, planned: Planned) -> Entry:
        if ref not in self.entries:
            organisation = self.organisations.get(ref)
            if organisation is None:
                self.entries[ref] = Entry(planned.row.organisation, self._kind(planned))
            else:
                self.entries[ref] = Entry(
                    organisation.name,
                    organisation.kind,
                    organisation.pk,
                    self.partners.get(organisation.pk),
                )
        entry = self.entries[ref]
        if planned.row.kind and entry.organisation_id is None and planned.row.kind != entry.kind:
            planned.problems.append(
                Problem(
                    planned.number,
                    Column.KIND,
                    _("Line %(line)d has another kind for the same organisation.")
                    % {"line": self.first_line.get(ref, planned.number)},
                )
            )
        return entry

    def _kind(self, planned: Planned) -> OrganisationKind:
        choice = self.choices.get(f"kind-{planned.number}", "")
        if planned.row.kind is None and choice in OrganisationKind.values:
            return OrganisationKind(choice)
        return planned.row.kind or planned.row.guessed or OrganisationKind.UNKNOWN

    # What it brings ------------------------------------------------------------------------

    def _take_in(self, planned: Planned, entry: Entry) -> None:
        planned.kind = OrganisationKind(entry.kind)
        self._fill(planned, entry)
        if entry.partner is None and planned.repeats is None:
            planned.outcome = Outcome.NEW if entry.organisation_id is None else Outcome.JOINS
        else:
            planned.outcome = Outcome.FILLED if planned.fills else Outcome.UNCHANGED
        self._add_person(planned, entry)
        if planned.problems:  # with a fault in it, a line does nothing
            planned.outcome, planned.person, planned.kept = Outcome.OPEN, "", []

    def _fill(self, planned: Planned, entry: Entry) -> None:
        """Fill what is empty; say what differs from what is there, or from an earlier line."""
        row, partner = planned.row, entry.partner
        if row.relation:
            relation = Relation(partner.relation) if partner else entry.relation
            if relation is None:
                entry.relation = row.relation
            elif relation != row.relation:
                self._differs(planned, Column.RELATION, partner is not None)
        for name, column in _FILLABLE.items():
            value = getattr(row, name)
            if value in (None, "", ()):
                continue
            stored = _stored(partner, name)
            there = stored if stored not in (None, "", ()) else getattr(entry, name)
            if there in (None, "", ()):
                setattr(entry, name, value)
                planned.fills.append(column)
                entry.fills.append(name)
            elif there != value:
                self._differs(planned, column, stored not in (None, "", ()))
        self._check_dates(planned, entry)

    def _differs(self, planned: Planned, column: Column, is_stored: bool) -> None:
        if is_stored:
            planned.kept.append(column)
        else:
            planned.problems.append(
                Problem(
                    planned.number,
                    column,
                    _("Line %(line)d has something else here for the same organisation.")
                    % {"line": planned.repeats or planned.number},
                )
            )

    @staticmethod
    def _check_dates(planned: Planned, entry: Entry) -> None:
        since = entry.since or _stored(entry.partner, "since")
        until = entry.until or _stored(entry.partner, "until")
        touched = Column.SINCE in planned.fills or Column.UNTIL in planned.fills
        known = any(problem.column == Column.UNTIL for problem in planned.problems)
        if touched and not known and since and until and until < since:
            column = Column.UNTIL if Column.UNTIL in planned.fills else Column.SINCE
            planned.problems.append(
                Problem(planned.number, column, _("Then the end is before the start."))
            )

    @staticmethod
    def _add_person(planned: Planned, entry: Entry) -> None:
        row = planned.row
        if not row.role:
            return
        there = {_who(person) for person in _people_of(entry.partner)}
        there |= {_who(person) for person in entry.people}
        if _who(row) in there:
            planned.person = "known"
        else:
            planned.person = "added"
            entry.people.append(NewPerson(row.role, row.name, row.level))


_FILLABLE = {
    "since": Column.SINCE,
    "until": Column.UNTIL,
    "why": Column.WHY,
    "hours": Column.HOURS,
    "euros": Column.EUROS,
    "contribution": Column.CONTRIBUTION,
    "lines": Column.LINES,
}


def _stored(partner: Partner | None, name: str) -> Any:
    if partner is None:
        return None
    if name == "lines":
        return tuple(sorted(line.name for line in partner.lines.all()))
    return getattr(partner, name)


def _people_of(partner: Partner | None) -> list[Person]:
    """Who speaks for a partner, and for those that were merged into it."""
    if partner is None:
        return []
    return [person for each in (partner, *partner.merged.all()) for person in each.people.all()]


def _who(person: Row | Person | NewPerson) -> tuple[str, str]:
    return exact_form(person.role), exact_form(person.name)


def _partners_by_organisation(deal: Deal) -> dict[UUID, Partner]:
    """The partners of a deal that stand, by the organisation as which each goes on."""
    partners = Partner.objects.standing().filter(deal=deal)
    partners = partners.select_related("organisation")
    partners = partners.prefetch_related("people", "merged__people", "lines")
    return {
        partner.organisation.merged_into_id or partner.organisation_id: partner
        for partner in partners
    }


def with_choices(choices: Choices, posted: Mapping[str, str], plan: Plan) -> dict[str, str]:
    """The choices so far and those just made, as far as the plan asks for them."""
    asked = {f"same-{line.number}" for line in plan.lines if line.asks}
    asked |= {f"kind-{line.number}" for line in plan.lines if line.row.kind is None}
    made = {key: value for key, value in posted.items() if key in asked}
    return {**choices, **{key: value for key, value in made.items() if len(value) <= MAX_CHOICE}}
