"""The section of what a deal carries on: scaling plans, their routes and their versions."""

from typing import Annotated, Any

from pydantic import ConfigDict, Field, TypeAdapter, with_config
from typing_extensions import TypedDict

from deals.domain.archive.exporting import Scope
from deals.domain.archive.reading import Archive
from deals.domain.archive.refusals import ArchiveRefused
from deals.domain.archive.tables import Section, Table
from deals.models import Deal
from scaling.models import PlanRoute, PlanVersion, ScalingPlan
from scaling.models.plans import CELL_LENGTH, GOALS_LENGTH

_closed = with_config(ConfigDict(strict=True, extra="forbid", allow_inf_nan=False))
Text = Annotated[str, Field(max_length=max(CELL_LENGTH, GOALS_LENGTH))]
Grade = Annotated[int, Field(ge=0, le=10)] | None


@_closed
class CellData(TypedDict):
    """`models.plans.Cell`."""

    row: Text
    title: Text
    text: Text
    taken: Text


@_closed
class CellThen(TypedDict):
    """A cell as a version keeps it."""

    title: Text
    text: Text


@_closed
class RouteThen(TypedDict):
    """A route as a version keeps it."""

    route: Text
    title: Text
    chosen: bool
    cells: list[CellThen]
    mean: Annotated[float, Field(ge=0, le=10)] | None
    low: Grade
    high: Grade
    count: Annotated[int, Field(ge=0)]
    grade: Grade


@_closed
class PlanThen(TypedDict):
    """`plans.content_of_plan`."""

    innovation: Text
    problem: Text
    goals: Text
    starts_on: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$")] | None
    ends_on: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$")] | None
    owner: Text
    taken_from: Text
    routes: list[RouteThen]


_cells: TypeAdapter[Any] = TypeAdapter(list[CellData])
_plan: TypeAdapter[Any] = TypeAdapter(PlanThen)


def _of_plans(model: Any) -> Any:
    def rows(scope: Scope) -> Any:
        return model.objects.filter(plan__innovation__deal=scope.deal).order_by("pk")

    return rows


TABLES = (
    Table(
        ScalingPlan,
        (
            *("innovation", "problem", "taken_problem", "goals", "taken_goals", "starts_on"),
            *("ends_on", "partner", "person", "member", "owner_name", "sheet", "taken_from"),
            *("taken_on", "made_by", "made_at", "changed_at", "version"),
        ),
        lambda scope: (
            ScalingPlan.objects.filter(innovation__deal=scope.deal)
            .exclude(innovation__session__trial=True)
            .order_by("pk")
        ),
    ),
    Table(
        PlanRoute,
        (
            *("plan", "route", "order", "title", "motto", "chosen", "cells"),
            *("mean", "low", "high", "count", "grade"),
        ),
        _of_plans(PlanRoute),
        json={"cells": _cells},
    ),
    Table(
        PlanVersion,
        ("plan", "number", "because", "at", "by", "content"),
        _of_plans(PlanVersion),
        json={"content": _plan},
    ),
)
LEFT_OUT: dict[str, str] = {}


def check(archive: Archive) -> None:
    """Every plan has the version that it is at, and its versions follow each other."""
    numbers: dict[Any, int] = {}
    for number, row in enumerate(archive.rows[PlanVersion], 1):
        if row["number"] != numbers.get(row["plan"], 0) + 1:
            raise ArchiveRefused("gap", f"PlanVersion {number}")
        numbers[row["plan"]] = row["number"]
    for number, row in enumerate(archive.rows[ScalingPlan], 1):
        if numbers.get(row["id"], 0) != row["version"]:
            raise ArchiveRefused("gap", f"ScalingPlan {number}, version")


def finish(_deal: Deal, _archive: Archive) -> None:
    """Nothing is worked out over plans."""


SECTION = Section("scaling", TABLES, check, finish)
