"""What pages of scaling show, each in a fixed number of queries."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import mean
from typing import TypeVar
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from boards import charts
from boards.content import Content, content_of
from boards.domain.counting import COUNTING_INNOVATIONS
from boards.models import Layer, Note, NoteAbout, NoteAudience, Placement, Score, Sheet, Subject
from deals.models import (
    Action,
    Deal,
    Innovation,
    Partner,
    Relation,
)
from deals.queries import are_directions, stages_of
from scaling.access import Sight
from scaling.domain.worksheets import WORKSHEET, Energy, energy_of, is_worksheet
from scaling.models import PlanRoute, PlanVersion, ScalingPlan

Row = TypeVar("Row", Placement, Score, Note)

# Scaling takes a year or more: money, a place in a budget, partners who have to say yes. So a deal
# hears of it a year before it ends (domain notes, "What good looks like").
REMINDED_BEFORE = timedelta(days=365)


@dataclass(frozen=True)
class Box:
    """Where an innovation was put on the board of innovations, last.

    `whose`: the layer. `is_ready`: what lies here goes on to the worksheet.
    """

    title: str
    element: str
    is_ready: bool
    whose: str
    sheet: Sheet


@dataclass(frozen=True)
class OnWorksheet:
    """The latest worksheet of an innovation: how many of its cells are filled."""

    sheet: Sheet
    filled: int
    cells: int


@dataclass
class Standing:
    """How far one innovation is on its way to being scaled up."""

    innovation: Innovation
    box: Box | None = None
    worksheet: OnWorksheet | None = None
    plan: ScalingPlan | None = None
    open_actions: int = 0
    done_actions: int = 0
    energies: dict[str, Energy] = field(default_factory=dict)

    @property
    def is_scaled(self) -> bool:
        """Whether the deal decided something about scaling it up: it lies ready, or a route of its
        plan is chosen.
        """
        is_chosen = self.plan is not None and bool(self.plan.chosen)
        return is_chosen or (self.box is not None and self.box.is_ready)

    @property
    def steps_taken(self) -> int:
        """Of board, worksheet, plan and actions: how many there are."""
        is_written = self.worksheet is not None and self.worksheet.filled > 0
        agreed = self.open_actions + self.done_actions > 0
        return sum((self.box is not None, is_written, self.plan is not None, agreed))

    @property
    def can_make_plan(self) -> bool:
        """Whether there is something to make a plan of."""
        return self.plan is None and self.worksheet is not None and self.worksheet.filled > 0

    @property
    def next(self) -> str:
        """The step that comes next: board, worksheet, plan, choose, actions, do; or "later", for
        what was put in another box than that of what is ready.
        """
        if self.plan is not None:
            if not self.plan.chosen:
                return "choose"
            return "do" if self.open_actions or self.done_actions else "actions"
        if self.can_make_plan:
            return "plan"
        if self.box is None:
            return "board"
        return "worksheet" if self.box.is_ready else "later"


@dataclass(frozen=True)
class RouteEnergy:
    """The energy of one route over all innovations of a deal: of each innovation one number.

    `count`: how many innovations have one.
    """

    route: str
    title: str
    mean: float
    low: float
    high: float
    count: int


@dataclass(frozen=True)
class Scaling:
    """Where all innovations of a deal stand. `routes`: titles by id, in the order of the board."""

    standings: list[Standing]
    routes: dict[str, str]

    @property
    def is_anything_scaled(self) -> bool:
        """Whether anything was decided about scaling up."""
        return any(each.is_scaled for each in self.standings)

    @property
    def energies(self) -> list[RouteEnergy]:
        """Per route the energy over all innovations, routes without a number left out."""
        return [found for route in self.routes if (found := self._over_all(route)) is not None]

    def _over_all(self, route: str) -> RouteEnergy | None:
        numbers = [n for each in self.standings if (n := number_of(each.energies.get(route)))]
        if not numbers:
            return None
        return RouteEnergy(
            route,
            self.routes[route],
            mean=round(mean(numbers), 1),
            low=min(numbers),
            high=max(numbers),
            count=len(numbers),
        )


def number_of(energy: Energy | None) -> float | None:
    """The one number that stands for an energy: the participants' mean, or else the grade."""
    if energy is None:
        return None
    return energy.grade if energy.mean is None else energy.mean


# The innovations of a deal --------------------------------------------------------------------


def scaling_of(sight: Sight) -> Scaling:
    """Where the innovations of a deal stand, in eleven queries, however many there are."""
    table = _Table(sight)
    standings = [Standing(innovation) for innovation in table.innovations]
    for each in standings:
        _fill(each, table)
    return Scaling(standings, _routes(table, standings))


class _Table:
    """Everything that was said of the innovations of a deal, as far as a reader may know it."""

    def __init__(self, sight: Sight) -> None:
        self.sight = sight
        every = list(sight.innovations.prefetch_related("merged"))
        self.innovations = sorted(every, key=lambda each: each.name.casefold())
        goes_on_as = {each.pk: each.pk for each in self.innovations}
        for each in self.innovations:
            goes_on_as |= dict.fromkeys((merged.pk for merged in each.merged.all()), each.pk)
        self.sheets = _sheets(sight)
        self._contents: dict[UUID, Content] = {}
        self.subjects = _subjects(sight, goes_on_as)
        them = [pk for those in self.subjects.values() for pk in those]
        self.lies = _by_subject(
            Placement.objects.filter(subject__in=them, unknown=False, element__isnull=False)
        )
        self.scores = _by_subject(Score.objects.filter(subject__in=them, value__isnull=False))
        cells = Note.objects.filter(about=NoteAbout.CELL, audience=NoteAudience.ROOM)
        self.cells = _by_subject(cells.filter(subject__in=them).exclude(text__text=""))
        self.plans = _plans(sight, goes_on_as)
        self.actions = _actions(sight, goes_on_as)

    def content(self, sheet: Sheet) -> Content:
        """The board of a sheet; read once, and only of those that matter."""
        if sheet.pk not in self._contents:
            self._contents[sheet.pk] = content_of(sheet.content)
        return self._contents[sheet.pk]

    def shows(self, sheet: Sheet, layer: str) -> bool:
        """Whether the reader may know what is in this layer: what the room saw, and the team its
        own view. What participants keep to themselves stays there.
        """
        return sheet.is_open(layer) or (self.sight.in_team and layer == Layer.TEAM)

    def rows(
        self, of: "dict[UUID, list[Row]]", innovation: Innovation, sheet: Sheet
    ) -> "list[Row]":
        """What was said of an innovation on one sheet."""
        subjects = self.subjects.get(innovation.pk, {})
        return [row for pk in subjects for row in of.get(pk, []) if row.sheet_id == sheet.pk]


def _sheets(sight: Sight) -> list[Sheet]:
    """The sheets that innovations can lie on, the newest first."""
    lies_on = Placement.objects.filter(sheet=OuterRef("pk"), subject__innovation__isnull=False)
    sheets = Sheet.objects.filter(session__in=sight.sessions)
    sheets = sheets.filter(Q(content__kind=WORKSHEET) | Exists(lies_on))
    newest_first = ("-session__planned_on", "-session__made_at", "order")
    found = sheets.select_related("session").prefetch_related("reveals")
    return list(found.order_by(*newest_first))


def _subjects(sight: Sight, goes_on_as: Mapping[UUID, UUID]) -> dict[UUID, dict[UUID, UUID]]:
    """By innovation, as what it lay on the tables of the sessions, and in which session."""
    subjects = Subject.objects.filter(
        session__in=sight.sessions, innovation__in=list(goes_on_as), gone=False
    )
    found: dict[UUID, dict[UUID, UUID]] = {}
    for pk, innovation, session in subjects.values_list("pk", "innovation", "session"):
        if innovation is not None:
            found.setdefault(goes_on_as[innovation], {})[pk] = session
    return found


def _by_subject(rows: "Iterable[Row]") -> "dict[UUID, list[Row]]":
    found: dict[UUID, list[Row]] = {}
    for row in rows:
        if row.subject_id is not None:
            found.setdefault(row.subject_id, []).append(row)
    return found


def _plans(sight: Sight, goes_on_as: Mapping[UUID, UUID]) -> dict[UUID, ScalingPlan]:
    """The plan of each innovation: its own, or else the latest of what was merged into it."""
    plans = sight.plans.filter(innovation__in=list(goes_on_as)).with_owners()  # type: ignore[attr-defined]
    found: dict[UUID, ScalingPlan] = {}
    for plan in plans.prefetch_related("routes").order_by("changed_at"):
        innovation = goes_on_as[plan.innovation_id]
        own = found.get(innovation)
        if own is None or own.innovation_id != innovation:
            found[innovation] = plan
    return found


def _actions(sight: Sight, goes_on_as: Mapping[UUID, UUID]) -> dict[UUID, tuple[int, int]]:
    """By innovation how many actions are open, and how many were done."""
    there = actions_for(sight).filter(innovation__in=list(goes_on_as))
    open_, done = Count("pk", filter=Q(done_at=None)), Count("pk", filter=Q(done_at__isnull=False))
    found: dict[UUID, tuple[int, int]] = {}
    rows = there.order_by().values("innovation").annotate(open=open_, done=done)
    for row in rows.values_list("innovation", "open", "done"):
        key = goes_on_as[row[0]]
        before = found.get(key, (0, 0))
        found[key] = (before[0] + row[1], before[1] + row[2])
    return found


def actions_for(sight: Sight) -> QuerySet[Action]:
    """The actions of a deal that a reader may see; none of a try-out."""
    actions = Action.objects.all() if sight.in_team else Action.objects.all().read_by_all()
    return actions.filter(deal=sight.deal).exclude(session__trial=True)


# One innovation -------------------------------------------------------------------------------


def _fill(standing: Standing, table: _Table) -> None:
    """Say how far an innovation is."""
    innovation = standing.innovation
    standing.plan = table.plans.get(innovation.pk)
    standing.open_actions, standing.done_actions = table.actions.get(innovation.pk, (0, 0))
    for sheet in table.sheets:
        if is_worksheet(sheet):
            # A new one starts empty: what was filled in before says more.
            if standing.worksheet is None or not standing.worksheet.filled:
                found = _on_worksheet(sheet, innovation, table)
                if found is not None and (found.filled or standing.worksheet is None):
                    standing.worksheet = found
            if not standing.energies:
                standing.energies = _energies(sheet, innovation, table)
        elif standing.box is None:
            standing.box = _box(sheet, innovation, table)
    if not standing.energies and standing.plan is not None:
        standing.energies = {route.route: _kept(route) for route in standing.plan.routes.all()}


def _on_worksheet(sheet: Sheet, innovation: Innovation, table: _Table) -> OnWorksheet | None:
    """How much is filled in of a worksheet; None when the innovation does not lie on it."""
    if sheet.session_id not in table.subjects.get(innovation.pk, {}).values():
        return None
    content = table.content(sheet)
    filled = {(note.element, note.question) for note in table.rows(table.cells, innovation, sheet)}
    return OnWorksheet(sheet, len(filled), len(content.elements) * len(content.rows))


def _energies(sheet: Sheet, innovation: Innovation, table: _Table) -> dict[str, Energy]:
    """By route the energy that the reader may know of."""
    by_route: dict[str, list[Score]] = {}
    for score in table.rows(table.scores, innovation, sheet):
        by_route.setdefault(score.aspect, []).append(score)
    shown = table.shows(sheet, Layer.SELF), table.shows(sheet, Layer.TEAM)
    found = {route: energy_of(scores, *shown) for route, scores in by_route.items()}
    return {route: energy for route, energy in found.items() if number_of(energy) is not None}


def _kept(route: PlanRoute) -> Energy:
    return Energy(route.mean, route.low, route.high, route.count, route.grade)


def _box(sheet: Sheet, innovation: Innovation, table: _Table) -> Box | None:
    """Where an innovation lies on this sheet: where it was agreed, else where the facilitators put
    it, else where most participants did; of what the reader may know.
    """
    lies = table.rows(table.lies, innovation, sheet)
    for layer in COUNTING_INNOVATIONS:
        there = [p.element for p in lies if p.layer == layer and p.element]
        if there and table.shows(sheet, layer):
            most, _times = Counter(there).most_common(1)[0]
            element = table.content(sheet).by_id.get(most)
            if element is not None:
                return Box(element.title, element.id, element.graded, layer.value, sheet)
    return None


def _routes(table: _Table, standings: Iterable[Standing]) -> dict[str, str]:
    """The routes by id, in the order of the newest worksheet, or else of a plan."""
    newest = next((sheet for sheet in table.sheets if is_worksheet(sheet)), None)
    routes: dict[str, str] = {}
    if newest is not None:
        routes = {element.id: element.title for element in table.content(newest).elements}
    for each in standings:
        if each.plan is not None:
            routes = routes | {
                r.route: r.title for r in each.plan.routes.all() if r.route not in routes
            }
    return routes


# When, and with whom --------------------------------------------------------------------------


@dataclass(frozen=True)
class Prompt:
    """What a deal is asked about scaling. `early`: it still thinks up what to test. `ends_on`: its
    last day, when that comes near and nothing was decided. `involved`: who is concerned and does
    not sign; scaling partners often are.
    """

    early: bool
    ends_on: date | None
    involved: list[Partner]


def prompt_of(deal: Deal, scaling: Scaling) -> Prompt:
    """What to ask a deal now, in two queries.

    The last day is the end of the last phase that has one: a deal that was extended has a later
    one. Anchoring counts too, since scaling up is what it anchors.
    """
    stages = stages_of(deal)
    early = are_directions(stages)
    ends = [row.stage.ends_on for row in stages if row.stage.ends_on is not None]
    today = timezone.localdate()
    last = max(ends, default=None)
    is_near = last is not None and today <= last <= today + REMINDED_BEFORE
    reminded = last if is_near and not scaling.is_anything_scaled else None
    there = Partner.objects.taking_part().filter(deal=deal, relation=Relation.INVOLVED)
    involved = sorted(
        there.select_related("organisation__merged_into"), key=lambda each: str(each).casefold()
    )
    return Prompt(early, reminded, involved)


# One plan -------------------------------------------------------------------------------------


def open_actions(sight: Sight, innovation: Innovation) -> list[Action]:
    """The open actions of an innovation, and of what was merged into it, in one query."""
    these = Q(innovation=innovation) | Q(innovation__merged_into=innovation)
    actions = actions_for(sight).filter(these, done_at=None)
    return list(actions.with_owners().select_related("session"))  # type: ignore[attr-defined]


def plan_energies(plan: ScalingPlan) -> list[charts.Row]:
    """The routes of a plan as the rows of a picture."""
    return [_row(route.title, _kept(route)) for route in plan.routes.all()]


def _row(title: str, energy: Energy) -> charts.Row:
    """One route as a row of a picture. A count of 0: one number that was given together."""
    if energy.mean is None:
        return (title, number_of(energy), None, None, 0)
    return (title, energy.mean, energy.low, energy.high, energy.count)


def versions_of(plan: ScalingPlan) -> list[PlanVersion]:
    """What a plan said after each change, the latest first, in one query."""
    return list(plan.versions.select_related("by"))
