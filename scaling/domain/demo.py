"""The scaling plans of the demo, made of the worksheets that its conversations filled in."""

from dataclasses import replace
from datetime import timedelta

from django.db import transaction

from deals.domain.demo_plans import DealPlan, WorksheetPlan
from deals.models import CoreRole, Deal, User
from scaling.domain.plans import PlanValues, change_plan, make_plan
from scaling.domain.worksheets import worksheets_of

LASTS = timedelta(days=540)
NOTHING_ELSE = PlanValues(problem="", goals="", starts_on=None, ends_on=None, owner="", chosen=())


@transaction.atomic
def make_demo_scaling_plans(deal: Deal, plan: DealPlan, by: User) -> None:
    """Make the plans that a deal of the demo has."""
    worksheets = plan.results.worksheets if plan.results is not None else ()
    for worksheet in worksheets:
        if worksheet.plan:
            _make(deal, worksheet, by)


def _make(deal: Deal, worksheet: WorksheetPlan, by: User) -> None:
    innovation = deal.innovations.current().get(name=worksheet.innovation)
    made = make_plan(innovation, worksheets_of(innovation)[0], by)
    leader = deal.core_team.filter(role=CoreRole.LEADER).first()
    starts_on = made.taken_on
    values = replace(
        NOTHING_ELSE,
        problem=made.problem,
        goals=made.goals,
        starts_on=starts_on,
        ends_on=None if starts_on is None else starts_on + LASTS,
        owner="" if leader is None else f"member:{leader.pk}",
        chosen=[route.route for route in worksheet.routes if route.chosen],
    )
    change_plan(made, values, made.version, by)
