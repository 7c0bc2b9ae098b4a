"""Scaling in a deal: where each innovation stands, and which routes give energy."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from deals.models import Innovation
from deals.views.requests import UserRequest
from scaling import queries
from scaling.access import sight_for_reader
from scaling.domain.worksheets import Energy
from scaling.pictures import picture_of_all


@dataclass(frozen=True)
class Line:
    """An innovation in the table: a number per route, or None, and whether the route is chosen."""

    innovation: Innovation
    cells: list[tuple[Energy | None, float | None, bool]]


@require_safe
def overview(request: UserRequest, deal_id: UUID) -> HttpResponse:
    """The energy of each route beside each other, over all innovations of the deal."""
    sight = sight_for_reader(request.user, deal_id)
    scaling = queries.scaling_of(sight)
    context = {
        "deal": sight.deal,
        "scaling": scaling,
        "picture": picture_of_all(scaling.energies, deal_id),
        "lines": [_line(each, scaling.routes) for each in scaling.standings if each.energies],
    }
    return render(request, "scaling/overview.html", context)


def _line(standing: queries.Standing, routes: dict[str, str]) -> Line:
    plan = standing.plan
    chosen = {route.route for route in plan.chosen} if plan is not None else set()
    energies = [(route, standing.energies.get(route)) for route in routes]
    return Line(
        standing.innovation,
        [(energy, queries.number_of(energy), route in chosen) for route, energy in energies],
    )
