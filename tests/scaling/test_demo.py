"""The demo has a deal that decided what it will scale up, with a plan to look at."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import Settings

from deals.models import Deal
from scaling import queries
from scaling.access import Sight
from scaling.models import ScalingPlan

# The same on every database: once is enough.
pytestmark = pytest.mark.once

BUSINESS = "Impact Ondernemen"


@pytest.fixture
def deal(db: None, settings: Settings, tmp_path: Path) -> Deal:
    """That deal, in an installation for trying out."""
    settings.DEMO, settings.DATA_DIR = True, tmp_path
    call_command("demo", only=[BUSINESS], stdout=StringIO())
    return Deal.objects.get(name=BUSINESS)


def test_its_innovations_stand_at_different_steps(deal: Deal) -> None:
    standings = queries.scaling_of(Sight(deal, in_team=True)).standings

    assert {each.innovation.name: each.next for each in standings} == {
        "De makelaar met mandaat": "actions",
        "Makelaar die mag beslissen": "board",
        "Meten in een middag": "board",
        "Samen een kleine lening": "later",
        "Vragen voor inkopers": "plan",
        "Wegwijzer voor ondernemers": "later",
    }


def test_staff_see_the_same_since_that_conversation_was_closed(deal: Deal) -> None:
    team, staff = (queries.scaling_of(Sight(deal, in_team)) for in_team in (True, False))

    assert [each.box for each in staff.standings] == [each.box for each in team.standings]
    assert staff.energies == team.energies


def test_its_plan_has_an_owner_dates_and_chosen_routes(deal: Deal) -> None:
    plan = ScalingPlan.objects.get()

    assert plan.innovation.name == "De makelaar met mandaat"
    assert plan.owner == "projectleider, een gemeente"
    assert [route.title for route in plan.chosen] == ["Inschalen", "Uitschalen"]
    assert plan.starts_on is not None
    assert plan.ends_on is not None
    assert len(plan.goal_list) == 3
    route = plan.routes.get(route="inschalen")
    assert (route.mean, route.low, route.high, route.count, route.grade) == (7.6, 6, 9, 5, 8)


def test_making_the_demo_again_makes_no_second_plan(deal: Deal) -> None:
    call_command("demo", only=[BUSINESS], stdout=StringIO())

    assert ScalingPlan.objects.count() == 1
    assert ScalingPlan.objects.get().version == 2
