"""The demo's deals as they stand in deals/data/ (its README.md says how to write them)."""

import csv
import tomllib
from dataclasses import field, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from uuid import UUID, uuid5
from zlib import crc32

from pydantic import ConfigDict, TypeAdapter
from pydantic.dataclasses import dataclass as checked

from deals.models import (
    CoreRole,
    DealKind,
    InnovationPhase,
    Level,
    MomentKind,
    OrganisationKind,
    Relation,
    Stage,
)

DATA = Path(__file__).resolve().parent.parent / "data"
OF_THE_DEMO = UUID("7d1c1d0a-6f0e-4b52-9d5a-3f5b1a8c0e11")
FRIDAY = 4
KINDS = {
    "gemeente": OrganisationKind.MUNICIPALITY,
    "ministerie": OrganisationKind.MINISTRY,
    "overheid": OrganisationKind.GOVERNMENT,
    "markt": OrganisationKind.MARKET,
    "kennisinstelling": OrganisationKind.KNOWLEDGE,
    "koepel": OrganisationKind.UMBRELLA,
    "maatschappelijk": OrganisationKind.CIVIL,
}

Day = int | date  # whole months from today, or a date
Roles = dict[OrganisationKind, dict[Level, tuple[str, ...]]]
_STRICT = ConfigDict(extra="forbid")


@checked(frozen=True, config=_STRICT)
class StagePlan:
    """A phase of the deal."""

    stage: Stage
    starts: Day
    ends: Day | None = None
    note: str = ""


@checked(frozen=True, config=_STRICT)
class MomentPlan:
    """A day that matters to the deal."""

    kind: MomentKind
    on: Day
    title: str = ""


@checked(frozen=True, config=_STRICT)
class CorePlan:
    """Somebody in the core team: a role, and what kind of organisation sends them."""

    role: CoreRole
    name: str
    since: Day | None = None
    until: Day | None = None


@checked(frozen=True, config=_STRICT)
class TalkPlan:
    """A conversation: held when `month` lies in the past, otherwise being prepared.

    `present`: the share of the partners that came. `boards`: of one that is being prepared, as
    "board/way of filling in"; one board unless named. `paper`: it was held on paper and entered the
    day after; `photo` is what its photo shows, in words.
    """

    title: str
    month: int
    present: float = 0.0
    boards: tuple[str, ...] = ()
    paper: bool = False
    photo: str = ""


@checked(frozen=True, config=_STRICT)
class ActionPlan:
    """Something that was agreed in the conversation called `talk`.

    `owner`: by name somebody in the core team or a party that was put together as an example;
    nothing: nobody yet. `innovation`: by name the one that it brings further.
    """

    text: str
    talk: str
    owner: str = ""
    due: Day | None = None
    done: Day | None = None
    origin: str = ""
    innovation: str = ""


@checked(frozen=True, config=_STRICT)
class InnovationPlan:
    """A solution that the deal thought up or tested; `line`: by name, one of its lines of work."""

    name: str
    phase: InnovationPhase
    problem: str = ""
    experiment: str = ""
    line: str = ""


@checked(frozen=True, config=_STRICT)
class RoutePlan:
    """What stands in one column of a worksheet. `doers`: parties by name. `energy`: the grades of
    the parties that were there, in their order; `together`: that of the facilitators.
    """

    route: str
    cells: dict[str, str] = field(default_factory=dict)
    doers: tuple[str, ...] = ()
    energy: tuple[int, ...] = ()
    together: int | None = None
    chosen: bool = False


@checked(frozen=True, config=_STRICT)
class WorksheetPlan:
    """The worksheet of an innovation, by name. `plan`: a scaling plan is made of it."""

    innovation: str
    routes: tuple[RoutePlan, ...]
    plan: bool = False


@checked(frozen=True, config=_STRICT)
class ResultsPlan:
    """A conversation about results that was held. `present`: parties by name. `boxes`: where the
    innovations were put together, by name.
    """

    title: str
    month: int
    present: tuple[str, ...]
    boxes: dict[str, str] = field(default_factory=dict)
    worksheets: tuple[WorksheetPlan, ...] = ()


@checked(frozen=True, config=_STRICT)
class WheelPlan:
    """The wheel of one party that was there, by name. Bars by aspect: its own, those of the
    facilitators, and what they agreed on; `circled`: the aspects to work on, with how, if said.
    """

    party: str
    own: dict[str, int] = field(default_factory=dict)
    team: dict[str, int] = field(default_factory=dict)
    agreed: dict[str, int] = field(default_factory=dict)
    circled: dict[str, str] = field(default_factory=dict)


@checked(frozen=True, config=_STRICT)
class OwnershipPlan:
    """A conversation about ownership that was held. `present`: parties by name."""

    title: str
    month: int
    present: tuple[str, ...]
    wheels: tuple[WheelPlan, ...] = ()


@checked(frozen=True, config=_STRICT)
class Group:
    """Parties of one kind that stand to the deal in the same way."""

    kind: OrganisationKind
    names: tuple[str, ...]
    relation: Relation = Relation.SIGNED
    since: Day | None = None
    until: Day | None = None
    why: str = ""
    lines: tuple[str, ...] = ()


@checked(frozen=True, config=_STRICT)
class Detail:
    """What more there is to say of some parties."""

    names: tuple[str, ...]
    hours: int | None = None
    euros: int | None = None
    contribution: str = ""
    resistance: bool = False
    why: str = ""


@checked(frozen=True, config=_STRICT)
class Party:
    """One party of a deal, with everything that the demo says of it."""

    name: str
    kind: OrganisationKind
    relation: Relation = Relation.SIGNED
    since: Day | None = None
    until: Day | None = None
    why: str = ""
    line: str = ""
    hours: int | None = None
    euros: int | None = None
    contribution: str = ""
    resistance: bool = False


@checked(frozen=True, config=_STRICT)
class DealPlan:
    """A deal. `partners`: the file with the real ones; without it they are invented."""

    name: str
    theme: str
    problem: str
    kind: DealKind = DealKind.CITY
    invented: bool = False
    partners: str = ""
    goals: tuple[str, ...] = ()
    stages: tuple[StagePlan, ...] = ()
    moments: tuple[MomentPlan, ...] = ()
    lines: tuple[str, ...] = ()
    core: tuple[CorePlan, ...] = ()
    talks: tuple[TalkPlan, ...] = ()
    actions: tuple[ActionPlan, ...] = ()
    innovations: tuple[InnovationPlan, ...] = ()
    results: ResultsPlan | None = None
    ownership: tuple[OwnershipPlan, ...] = ()
    groups: tuple[Group, ...] = ()
    details: tuple[Detail, ...] = ()

    @property
    def id(self) -> UUID:
        """The deal's id, the same everywhere: a deal that was renamed is known again."""
        return uuid5(OF_THE_DEMO, self.name)

    def parties(self) -> list[Party]:
        """Everybody in the deal, the real ones or those put together as an example."""
        if self.partners:
            return [self._published(row) for row in _rows(self.partners)]
        return [self._detailed(party) for group in self.groups for party in self._members(group)]

    def _published(self, row: dict[str, str]) -> Party:
        name, signed = row["organisatie"], row["ondertekend"]
        return Party(
            name,
            KINDS[row["soort"]],
            since=date.fromisoformat(signed) if signed else None,
            line=self.lines[crc32(name.encode()) % len(self.lines)],
        )

    def _members(self, group: Group) -> list[Party]:
        return [
            Party(
                name,
                group.kind,
                group.relation,
                group.since,
                group.until,
                group.why,
                group.lines[number % len(group.lines)] if group.lines else "",
            )
            for number, name in enumerate(group.names)
        ]

    def _detailed(self, party: Party) -> Party:
        for detail in self.details:
            if party.name in detail.names:
                return replace(
                    party,
                    hours=detail.hours,
                    euros=detail.euros,
                    contribution=detail.contribution,
                    resistance=detail.resistance,
                    why=detail.why or party.why,
                )
        return party


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


@cache
def plans() -> tuple[DealPlan, ...]:
    """The deals of the demo, in the order of their files."""
    files = sorted(DATA.glob("[0-9][0-9]-*.toml"))
    read = TypeAdapter(DealPlan).validate_python
    return tuple(read(tomllib.loads(file.read_text("utf-8"))) for file in files)


@cache
def roles() -> Roles:
    """Whom organisations of a kind send, by level."""
    found = tomllib.loads((DATA / "roles.toml").read_text("utf-8"))
    return TypeAdapter(Roles).validate_python(found)


def day_of(day: Day, today: date) -> date:
    """The date that is meant, counted from today; a working day, but for today itself."""
    if isinstance(day, date):
        return day
    if day == 0:
        return today
    year, month = divmod(today.year * 12 + today.month - 1 + day, 12)
    there = date(year, month + 1, min(today.day, 28))
    return there - timedelta(days=max(0, there.weekday() - FRIDAY))
