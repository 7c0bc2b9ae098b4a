"""Making a scaling plan out of a worksheet, changing it, and taking over a newer worksheet.

Whoever changes a plan says which version they looked at, as with the other records. Every change
leaves the whole plan as it was behind, as a version.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

import structlog
from django.db import transaction
from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from boards.models import Sheet
from deals import clock
from deals.cleaning import clean_text
from deals.domain.actions import owner_of, owner_value, set_owner
from deals.domain.records import ChangedMeanwhile, RecordsRefused, refused_as
from deals.models import Action, Innovation, User
from deals.models.base import TEXT_LENGTH
from scaling.domain.worksheets import RouteOnSheet, routes_on, set_energy, worksheets_of
from scaling.models import PlanRoute, PlanVersion, ScalingPlan, VersionBecause
from scaling.models.plans import CELL_LENGTH, GOALS_LENGTH, Cell

logger = structlog.get_logger(__name__)

REFUSALS: dict[str, Promise] = {
    "plan_exists": _("There is a scaling plan for this innovation already."),
    "innovation_gone": _("This innovation is off the list, so it gets no scaling plan."),
    "not_this_worksheet": _("This innovation does not lie on that worksheet."),
    "plan_too_long": _("One of the texts is too long. Nothing is saved yet: make it shorter."),
    "ends_before_it_starts": _("The end is before the beginning. Look at both dates."),
}


class PlanRefused(RecordsRefused):
    """A plan stays as it was."""

    sentences = REFUSALS


@dataclass(frozen=True)
class PlanValues:
    """What somebody says of a plan. `cells`: texts by route and row; `chosen`: ids of routes.

    `owner`: a value of the list of owners, as with actions.
    """

    problem: str
    goals: str
    starts_on: date | None
    ends_on: date | None
    owner: str
    chosen: Collection[str]
    cells: Mapping[tuple[str, str], str] = field(default_factory=dict)


# Making a plan --------------------------------------------------------------------------------


@transaction.atomic
def make_plan(innovation: Innovation, sheet: Sheet, by: User) -> ScalingPlan:
    """Copy what a worksheet says of an innovation into a plan of it.

    Raises PlanRefused: innovation_gone, not_this_worksheet, plan_exists.
    """
    if not innovation.is_current:
        raise PlanRefused("innovation_gone")
    _refuse_other_worksheet(innovation, sheet)
    routes = routes_on(sheet, innovation)
    problem, goals = innovation.problem, _goals_of(innovation)
    plan = ScalingPlan(
        innovation=innovation,
        problem=problem,
        taken_problem=problem,
        goals=goals,
        taken_goals=goals,
        made_by=by,
        made_at=clock.now(),
        changed_at=clock.now(),
    )
    _taken_from(plan, sheet)
    try:
        with refused_as("changed"):
            plan.save(force_insert=True)
    except RecordsRefused:
        raise PlanRefused("plan_exists") from None
    PlanRoute.objects.bulk_create(
        _new_route(plan, order, route) for order, route in enumerate(routes)
    )
    _keep_version(plan, VersionBecause.MADE, by)
    logger.info("plan.made", plan=str(plan.pk), sheet=str(sheet.pk), by=str(by.pk))
    return plan


def _refuse_other_worksheet(innovation: Innovation, sheet: Sheet) -> None:
    if sheet not in worksheets_of(innovation):
        raise PlanRefused("not_this_worksheet")


def _goals_of(innovation: Innovation) -> str:
    """The goals of the deal, one on a line."""
    goals = innovation.deal.goals.all()
    return "\n".join(" ".join(goal.text.split()) for goal in goals)[:GOALS_LENGTH]


def _taken_from(plan: ScalingPlan, sheet: Sheet) -> None:
    plan.sheet = sheet
    plan.taken_from, plan.taken_on = sheet.session.title, sheet.session.planned_on


def _new_route(plan: ScalingPlan, order: int, route: RouteOnSheet) -> PlanRoute:
    made = PlanRoute(
        plan=plan, route=route.route, order=order, title=route.title, motto=route.motto
    )
    made.cells = [
        Cell(row=row, title=title, text=text, taken=text) for row, title, text in route.cells
    ]
    set_energy(made, route.energy)
    return made


# Changing it ----------------------------------------------------------------------------------


@transaction.atomic
def change_plan(plan: ScalingPlan, values: PlanValues, version: int, by: User) -> None:
    """Change what a plan says, who keeps it going and until when, and which routes are chosen.

    Raises RecordsRefused: changed, owner_not_here; PlanRefused: plan_too_long,
    ends_before_it_starts.
    """
    _raise_version(plan, version)
    now = _again(plan)
    now.problem, now.goals = _text_of(values.problem, TEXT_LENGTH), _goal_lines(values.goals)
    if values.starts_on and values.ends_on and values.ends_on < values.starts_on:
        raise PlanRefused("ends_before_it_starts")
    now.starts_on, now.ends_on = values.starts_on, values.ends_on
    _give(now, values.owner)
    for route in now.routes.all():
        route.chosen = route.route in values.chosen
        for cell in route.cells:
            said = values.cells.get((route.route, cell["row"]))
            if said is not None:
                cell["text"] = _text_of(said, CELL_LENGTH)
        route.save(update_fields=["chosen", "cells"])
    _save(now, VersionBecause.CHANGED, by)


def _goal_lines(text: str) -> str:
    lines = (line.strip() for line in _text_of(text, GOALS_LENGTH).split("\n"))
    return "\n".join(line for line in lines if line)


def _text_of(text: str, most: int) -> str:
    cleaned = clean_text(text)
    if len(cleaned) > most:
        raise PlanRefused("plan_too_long")
    return cleaned


def _give(plan: ScalingPlan, value: str) -> None:
    """Make somebody the owner; who owns it already stays so, also when they left since."""
    if value == plan_owner_value(plan):
        return
    set_owner(as_owned(plan), owner_of(plan.innovation.deal, value))


def plan_owner_value(plan: ScalingPlan) -> str:
    """The value, in a list of owners, of who keeps a plan going now."""
    return owner_value(as_owned(plan))


def as_owned(plan: ScalingPlan) -> Action:
    """A plan has an owner in the same fields as an action, so what gives and lists owners takes it
    for one.
    """
    return cast(Action, plan)


# A newer worksheet ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Difference:
    """Where a worksheet says something else than what was last taken over. `key`: for a form.

    `is_edited`: somebody changed the plan there, so that it stays unless they say otherwise.
    """

    key: str
    title: str
    now: str
    newer: str
    is_edited: bool


def differences(plan: ScalingPlan, sheet: Sheet) -> list[Difference]:
    """Where a worksheet, the deal's goals or the innovation's problem differ from what was copied.

    Raises PlanRefused: not_this_worksheet.
    """
    _refuse_other_worksheet(plan.innovation.current, sheet)
    return [
        each.shown
        for each in _slots(plan, routes_on(sheet, plan.innovation.current))
        if each.differs
    ]


@transaction.atomic
def take_over(
    plan: ScalingPlan, sheet: Sheet, also: Collection[str], version: int, by: User
) -> list[Difference]:
    """Take over what a newer worksheet says, where nobody edited the plan; where somebody did, only
    what stands in `also`, keys of differences. The energy is that of the worksheet where it was
    given. What stayed as it was, though the worksheet says something else.

    Raises RecordsRefused: changed; PlanRefused: not_this_worksheet.
    """
    _refuse_other_worksheet(plan.innovation.current, sheet)
    _raise_version(plan, version)
    now = _again(plan)
    on_sheet = routes_on(sheet, now.innovation.current)
    stayed = []
    for slot in _slots(now, on_sheet):
        if not slot.differs:
            continue
        if slot.shown.is_edited and slot.shown.key not in also:
            stayed.append(slot.shown)
            slot.note(slot.shown.newer)
        else:
            slot.take(slot.shown.newer)
    _bring_routes(now, on_sheet)
    _taken_from(now, sheet)
    _save(now, VersionBecause.TAKEN, by)
    return stayed


@dataclass(frozen=True)
class _Slot:
    """One text of a plan beside what the worksheet says there. `take` puts that in the plan; `note`
    only remembers that it was seen.
    """

    shown: Difference
    taken: str
    take: Callable[[str], None]
    note: Callable[[str], None]

    @property
    def differs(self) -> bool:
        """Whether there is something new that the plan does not say already. Where the worksheet is
        empty it says nothing: a new one starts empty, and takes nothing away.
        """
        return self.shown.newer not in ("", self.taken, self.shown.now)


def _slots(plan: ScalingPlan, on_sheet: list[RouteOnSheet]) -> list[_Slot]:
    about = plan.innovation.current
    newer = (("problem", about.problem), ("goals", _goals_of(about)))
    titles = {"problem": _text("The problem"), "goals": _text("Goals of the deal")}
    slots = [_slot_of_field(plan, name, titles[name], text) for name, text in newer]
    routes = {route.route: route for route in plan.routes.all()}
    for route in on_sheet:
        mine = routes.get(route.route)
        if mine is None:
            continue
        cells = {cell["row"]: cell for cell in mine.cells}
        for row, title, text in route.cells:
            if row in cells:
                slots.append(_slot_of_cell(mine, cells[row], f"{route.title}: {title}", text))
    return slots


def _slot_of_field(plan: ScalingPlan, name: str, title: str, newer: str) -> _Slot:
    now, taken = getattr(plan, name), getattr(plan, f"taken_{name}")

    def note(text: str) -> None:
        setattr(plan, f"taken_{name}", text)

    def take(text: str) -> None:
        setattr(plan, name, text)
        note(text)

    return _Slot(Difference(name, title, now, newer, now != taken), taken, take, note)


def _slot_of_cell(route: PlanRoute, cell: Cell, title: str, newer: str) -> _Slot:
    now, taken = cell["text"], cell["taken"]

    def note(text: str) -> None:
        cell["taken"] = text

    def take(text: str) -> None:
        cell["text"] = text
        note(text)

    key = f"{route.route}/{cell['row']}"
    return _Slot(Difference(key, title, now, newer, now != taken), taken, take, note)


def _bring_routes(plan: ScalingPlan, on_sheet: list[RouteOnSheet]) -> None:
    """Save what was taken over, with the energy of today where anybody gave it; a route that the
    worksheet has and the plan has not comes along, one that only the plan has stays.
    """
    routes = {route.route: route for route in plan.routes.all()}
    for order, found in enumerate(on_sheet):
        mine = routes.get(found.route)
        if mine is None:
            _new_route(plan, order, found).save()
        else:
            if found.energy.is_given:
                set_energy(mine, found.energy)
            mine.save()


# Versions -------------------------------------------------------------------------------------


def _raise_version(plan: ScalingPlan, version: int) -> None:
    """Of two people who looked at the same version, one gets through. Raises ChangedMeanwhile."""
    looked_at = ScalingPlan.objects.filter(pk=plan.pk, version=version)
    if looked_at.update(version=F("version") + 1, changed_at=clock.now()) != 1:
        raise ChangedMeanwhile


def _again(plan: ScalingPlan) -> ScalingPlan:
    found = ScalingPlan.objects.select_related(
        "innovation__deal",
        "innovation__merged_into",
        "partner__organisation__merged_into",
        "person__partner__organisation__merged_into",
        "member",
    )
    return found.prefetch_related("routes").get(pk=plan.pk)


def _save(plan: ScalingPlan, because: VersionBecause, by: User) -> None:
    plan.save()
    _keep_version(_again(plan), because, by)
    logger.info("plan.changed", plan=str(plan.pk), because=because.value, by=str(by.pk))


def _keep_version(plan: ScalingPlan, because: VersionBecause, by: User) -> None:
    PlanVersion.objects.create(
        plan=plan,
        number=plan.version,
        because=because,
        at=clock.now(),
        by=by,
        content=content_of_plan(plan),
    )


def content_of_plan(plan: ScalingPlan) -> dict[str, Any]:
    """A plan as a version keeps it. Of a person who owns it only the role, as everywhere."""
    return {
        "innovation": plan.innovation.name,
        "problem": plan.problem,
        "goals": plan.goals,
        "starts_on": None if plan.starts_on is None else plan.starts_on.isoformat(),
        "ends_on": None if plan.ends_on is None else plan.ends_on.isoformat(),
        "owner": plan.owner_name,
        "taken_from": plan.taken_from,
        "routes": [
            {
                "route": route.route,
                "title": route.title,
                "chosen": route.chosen,
                "cells": [{"title": cell["title"], "text": cell["text"]} for cell in route.cells],
                "mean": route.mean,
                "low": route.low,
                "high": route.high,
                "count": route.count,
                "grade": route.grade,
            }
            for route in plan.routes.order_by("order")
        ],
    }
