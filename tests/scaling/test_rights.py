"""Every address of this app × every role. What somebody may not see does not exist: 404."""

from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse

from deals.models import Deal, Innovation, User
from scaling import urls
from scaling.domain import plans
from scaling.models import ScalingPlan
from tests.deals.conftest import browser_of
from tests.scaling.conftest import Talks

# The same on every database: once is enough.
pytestmark = pytest.mark.once

ROLES = ("anonymous", "stranger", "member", "facilitator", "staff")
READERS = {"anonymous": 302, "stranger": 404, "member": 200, "facilitator": 200, "staff": 200}
KEEPERS = {"anonymous": 302, "stranger": 404, "member": 200, "facilitator": 200, "staff": 404}
KEPT = KEEPERS | {"member": 302, "facilitator": 302}
POST_ONLY = dict.fromkeys(ROLES, 405) | {"anonymous": 302}
READ_ONLY = POST_ONLY


@dataclass
class World:
    """A deal with a plan, and a browser for everybody around it."""

    deal: Deal
    planned: Innovation
    unplanned: Innovation
    sheet: str
    browsers: dict[str, Client]

    def address(self, name: str) -> str:
        deal, planned = self.deal.pk, self.planned.pk
        innovation = self.unplanned.pk if name == "make-plan" else planned
        arguments: dict[str, list[object]] = {
            "scaling": [deal],
            "ownership": [deal, self.deal.partners.get(organisation__name="Arcadis").pk],
            "plan-pdf": [deal, planned, "a4"],
        }
        return reverse(name, args=arguments.get(name, [deal, innovation]))


@pytest.fixture
def world(
    deal: Deal,
    facilitator: User,
    member: User,
    stranger: User,
    staff: User,
    card: Innovation,
    count: Innovation,
    talks: Talks,
) -> World:
    talk = talks()
    for each in (card, count):
        talk.writes(each, "inschalen", "doel", "Het blijft.")
    plans.make_plan(card, talk.worksheet, facilitator)
    talk.closes()
    people = {"stranger": stranger, "member": member, "facilitator": facilitator, "staff": staff}
    browsers = {"anonymous": Client()} | {r: browser_of(user) for r, user in people.items()}
    return World(deal, card, count, str(talk.worksheet.pk), browsers)


READING = {
    "scaling": READERS,
    "ownership": READERS,
    "plan": READERS,
    "make-plan": POST_ONLY,
    "change-plan": KEEPERS,
    "plan-again": KEEPERS,
    "plan-history": READERS,
    "plan-pdf": READERS,
}
WRITING: dict[str, tuple[dict[str, str], dict[str, int]]] = {
    "scaling": ({}, READ_ONLY),
    "ownership": ({}, READ_ONLY),
    "plan": ({}, READ_ONLY),
    "make-plan": ({"sheet": "the sheet"}, KEPT),
    # The second keeper who posts looked at an older version.
    "change-plan": ({"version": "1", "owner": ""}, KEPT | {"facilitator": 409}),
    "plan-again": ({"version": "1"}, KEPT | {"facilitator": 409}),
    "plan-history": ({}, READ_ONLY),
    "plan-pdf": ({}, READ_ONLY),
}


def test_every_address_of_this_app_stands_in_the_table() -> None:
    names = {pattern.name for pattern in urls.urlpatterns}

    assert names == set(READING) == set(WRITING)


@pytest.mark.parametrize("name", READING)
def test_reading(world: World, name: str) -> None:
    got = {role: world.browsers[role].get(world.address(name)).status_code for role in ROLES}

    assert got == READING[name]


@pytest.mark.parametrize("name", WRITING)
def test_writing(world: World, name: str) -> None:
    data, expected = WRITING[name]
    data = {key: value.replace("the sheet", world.sheet) for key, value in data.items()}

    got = {role: world.browsers[role].post(world.address(name), data).status_code for role in ROLES}

    assert got == expected


@pytest.mark.parametrize("name", ["make-plan", "change-plan", "plan-again"])
def test_without_the_right_plans_stay_as_they_are(world: World, name: str) -> None:
    before = list(ScalingPlan.objects.values())
    data = {"version": "1", "sheet": world.sheet, "problem": "Iets anders"}

    for role in ("anonymous", "stranger", "staff"):
        world.browsers[role].post(world.address(name), data)

    assert list(ScalingPlan.objects.values()) == before


@pytest.mark.parametrize("name", READING)
def test_of_another_deal_nothing_is_found(world: World, name: str, stranger: User) -> None:
    other = Deal.objects.create(name="Openbare Ruimte")
    other.team.create(user=stranger)
    address = world.address(name).replace(str(world.deal.pk), str(other.pk))

    answer = world.browsers["stranger"].get(address)

    expected = {"make-plan": 405, "scaling": 200}.get(name, 404)
    assert answer.status_code == expected
    if name == "scaling":
        assert world.planned.name not in answer.content.decode()


def test_staff_do_not_see_a_plan_of_a_session_that_is_still_open(
    world: World, talks: Talks, facilitator: User, staff: User
) -> None:
    later = world.deal.innovations.create(name="Stoepentest")
    talk = talks(title="Nog bezig")
    talk.writes(later, "inschalen", "doel", "Nog geheim.")
    plans.make_plan(later, talk.worksheet, facilitator)
    names = ("plan", "plan-history", "plan-pdf")
    addresses = [
        world.address(name).replace(str(world.planned.pk), str(later.pk)) for name in names
    ]

    open_for_staff = [world.browsers["staff"].get(address) for address in addresses]
    team = [world.browsers["member"].get(address).status_code for address in addresses]
    talk.closes()
    closed = [world.browsers["staff"].get(address).status_code for address in addresses]

    assert [answer.status_code for answer in open_for_staff] == [200, 404, 404]
    assert "Nog geheim" not in open_for_staff[0].content.decode()
    assert team == closed == [200, 200, 200]


def test_an_innovation_that_an_open_session_collected_is_not_there_for_staff(
    world: World, talks: Talks
) -> None:
    talk = talks(title="Nog bezig")
    collected = world.deal.innovations.create(name="Stoepentest", session=talk.session)
    address = world.address("plan").replace(str(world.planned.pk), str(collected.pk))

    assert world.browsers["staff"].get(address).status_code == 404
    assert world.browsers["member"].get(address).status_code == 200
