"""Every address of this app × every role. What somebody may not see does not exist: 404."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import URLPattern, reverse
from django.utils import timezone

from deals import account_urls, urls
from deals.domain import teams
from deals.models import Deal, Session, User
from tests.conftest import make_session
from tests.deals.conftest import browser_of, with_password

# The same on every database: once is enough.
pytestmark = pytest.mark.once

ROLES = ("anonymous", "stranger", "member", "facilitator", "staff")
OPEN = dict.fromkeys(ROLES, 200)
LOGGED_IN = OPEN | {"anonymous": 302}
READERS = {"anonymous": 302, "stranger": 404, "member": 200, "facilitator": 200, "staff": 200}
FACILITATORS = {"anonymous": 302, "stranger": 404, "member": 404, "facilitator": 200, "staff": 404}
CHANGES = FACILITATORS | {"facilitator": 302}
KEEPERS = FACILITATORS | {"member": 200}
# Organisations, in so far as they take part only in deals of whose team one is.
MERGERS = KEEPERS | {"staff": 200}
KEPT = KEEPERS | {"member": 302, "facilitator": 302}
MERGED = KEPT | {"staff": 302}
POST_ONLY = dict.fromkeys(ROLES, 405)
HOME_WHEN_IN = {"anonymous": 200} | dict.fromkeys(ROLES[1:], 302)
TO_LOGIN = dict.fromkeys(ROLES, 302)


@dataclass
class World:
    """One deal with everybody around it, and what its addresses name."""

    deal: Deal
    colleague: User
    invitation: str
    partner: str
    organisation: str
    action: str
    innovations: tuple[str, str]
    job: str
    browsers: dict[str, Client]

    def address(self, name: str) -> str:
        deal = str(self.deal.pk)
        arguments = {
            "deal": [deal],
            "records": [deal],
            "records-part": [deal, "goals"],
            "new-action": [deal],
            "action": [deal, self.action],
            "action-done": [deal, self.action],
            "delete-action": [deal, self.action],
            "new-innovation": [deal],
            "innovation": [deal, self.innovations[0]],
            "merge-innovation": [deal, self.innovations[0]],
            "remove-innovation": [deal, self.innovations[0]],
            "bring-innovation-back": [deal, self.innovations[0]],
            "deal-exports": [deal],
            "job": [self.job],
            "job-file": [self.job],
            "cancel-job": [self.job],
            "job-again": [self.job],
            "partners": [deal],
            "partners-together": [deal],
            "import-partners": [deal],
            "organisation": [self.organisation],
            "merge-organisation": [self.organisation],
            "take-organisation-apart": [self.organisation],
            "new-partner": [deal],
            "partner": [deal, self.partner],
            "partner-row": [deal, self.partner],
            "partner-people": [deal, self.partner],
            "partner-organisation": [deal, self.partner],
            "delete-partner": [deal, self.partner],
            "team": [deal],
            "team-role": [deal, str(self.colleague.pk)],
            "team-off": [deal, str(self.colleague.pk)],
            "revoke-invitation": [deal, self.invitation],
        }
        return reverse(name, args=arguments.get(name, []))


@pytest.fixture
def world(
    deal: Deal, facilitator: User, colleague: User, member: User, stranger: User, staff: User
) -> World:
    """A browser per role."""
    for user in (facilitator, member, stranger, staff):
        with_password(user)
    invitation, _token = teams.invite(deal, "nieuw@voorbeeld.example", "member", facilitator)
    people = {"stranger": stranger, "member": member, "facilitator": facilitator, "staff": staff}
    browsers = {"anonymous": Client()} | {r: browser_of(user) for r, user in people.items()}
    arcadis = deal.partners.get(organisation__name="Arcadis")
    partner, organisation = str(arcadis.pk), str(arcadis.organisation_id)
    action = str(deal.actions.create(text="Routes tekenen").pk)
    one, other = (str(deal.innovations.create(name=name).pk) for name in ("Kaart", "Teldag"))
    job = str(deal.jobs.create(kind="none", by=facilitator, language="nl").pk)
    named = (str(invitation.pk), partner, organisation, action, (one, other), job)
    return World(deal, colleague, *named, browsers)


READING: dict[str, dict[str, int]] = {
    "home": LOGGED_IN,
    "deals": LOGGED_IN,
    "deal": READERS,
    "new-deal": LOGGED_IN,
    "import-deal": LOGGED_IN,
    "records": KEEPERS,
    "records-part": POST_ONLY | {"anonymous": 302},
    "new-action": KEEPERS,
    "action": KEEPERS,
    "action-done": POST_ONLY | {"anonymous": 302},
    "delete-action": POST_ONLY | {"anonymous": 302},
    "new-innovation": KEEPERS,
    "innovation": KEEPERS,
    "merge-innovation": KEEPERS,
    "remove-innovation": POST_ONLY | {"anonymous": 302},
    "bring-innovation-back": POST_ONLY | {"anonymous": 302},
    "partners": KEEPERS,
    "partners-together": POST_ONLY | {"anonymous": 302},
    "import-partners": KEEPERS,
    "organisations": MERGERS,
    "organisation": READERS,
    "merge-organisation": MERGERS,
    "take-organisation-apart": POST_ONLY | {"anonymous": 302},
    "new-partner": KEEPERS,
    "partner": KEEPERS,
    "partner-row": KEEPERS,
    "partner-people": POST_ONLY | {"anonymous": 302},
    "partner-organisation": POST_ONLY | {"anonymous": 302},
    "delete-partner": POST_ONLY | {"anonymous": 302},
    "deal-exports": READERS,
    # A job is for who asked for it: here the facilitator, and it has no file yet.
    "job": FACILITATORS,
    "job-file": FACILITATORS | {"facilitator": 404},
    "cancel-job": POST_ONLY | {"anonymous": 302},
    "job-again": POST_ONLY | {"anonymous": 302},
    "team": FACILITATORS,
    "team-role": POST_ONLY | {"anonymous": 302},
    "team-off": POST_ONLY | {"anonymous": 302},
    "revoke-invitation": POST_ONLY | {"anonymous": 302},
    "invitation": OPEN,
    "look-at-invitation": POST_ONLY,
    "accept-invitation": POST_ONLY,
    "account_login": HOME_WHEN_IN,
    "account_logout": LOGGED_IN,
    "account_signup": HOME_WHEN_IN,
    "account_inactive": OPEN,
    "account_change_password": LOGGED_IN,
    "account_set_password": TO_LOGIN,
    "account_reset_password": OPEN,
    "account_confirm_password_reset_code": TO_LOGIN,
    "account_complete_password_reset": TO_LOGIN,
    "account_password_reset_completed": OPEN,
}
NO_ROWS = {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0"}
WRITING: dict[str, tuple[dict[str, str], dict[str, int]]] = {
    # The second keeper who posts looked at an older version, or adds what is there already.
    "new-deal": ({"kind": "city", "name": ""}, dict.fromkeys(ROLES, 400) | {"anonymous": 302}),
    "import-deal": ({"do": "look"}, dict.fromkeys(ROLES, 400) | {"anonymous": 302}),
    "records-part": (
        {"version": "1"} | {f"goals-{name}": value for name, value in NO_ROWS.items()},
        KEPT | {"facilitator": 409},
    ),
    "new-action": ({"text": "Routes lopen"}, KEPT),
    "action": ({"version": "1", "text": "Routes lopen"}, KEPT | {"facilitator": 409}),
    "action-done": ({"done": "yes"}, KEPT),
    "delete-action": ({"version": "1"}, KEPT | {"facilitator": 404}),
    "new-innovation": ({"name": "Route", "phase": "testing"}, KEPT | {"facilitator": 409}),
    "innovation": (
        {"version": "1", "name": "Plattegrond", "phase": "tested"},
        KEPT | {"facilitator": 409},
    ),
    "merge-innovation": ({"into": ""}, KEPT),
    "remove-innovation": ({"version": "1"}, KEPT),
    "bring-innovation-back": ({}, KEPT),
    "partners-together": ({"do": ""}, KEEPERS | {"member": 400, "facilitator": 400}),
    "import-partners": ({"do": "look", "text": "ProRail"}, KEPT | {"facilitator": 302}),
    "merge-organisation": ({}, MERGED),
    "take-organisation-apart": ({}, MERGED),
    "new-partner": (
        {"name": "ProRail", "kind": "government", "relation": "signed"},
        KEPT | {"facilitator": 409},
    ),
    "partner": ({"version": "1", "relation": "signed"}, KEPT | {"facilitator": 409}),
    "partner-row": ({"version": "1", "relation": "signed"}, KEPT | {"facilitator": 409}),
    "partner-people": (
        {"version": "1"} | {f"people-{name}": value for name, value in NO_ROWS.items()},
        KEPT | {"facilitator": 409},
    ),
    "partner-organisation": (
        {
            "name": "Arcadis 2",
            "kind": "market",
            "name_before": "Arcadis",
            "kind_before": "market",
        },
        KEPT | {"facilitator": 409},
    ),
    "delete-partner": ({"version": "1"}, KEPT | {"facilitator": 404}),
    "deal-exports": ({"kind": "none"}, READERS | dict.fromkeys(ROLES[1:], 404)),
    "cancel-job": ({}, CHANGES),
    "job-again": ({}, FACILITATORS | {"facilitator": 404}),
    "team": ({"email": "ander@voorbeeld.example", "role": "member"}, CHANGES),
    "team-role": ({"role": "member"}, CHANGES),
    "team-off": ({}, CHANGES),
    "revoke-invitation": ({}, CHANGES),
    "look-at-invitation": ({"token": "bestaat niet"}, dict.fromkeys(ROLES, 409)),
    "accept-invitation": ({}, dict.fromkeys(ROLES, 409)),
}


def test_every_address_of_this_app_stands_in_the_table() -> None:
    named = {p.name for p in [*urls.urlpatterns, *account_urls.urlpatterns] if p.name}

    assert named == set(READING)
    assert all(isinstance(p, URLPattern) for p in urls.urlpatterns)


@pytest.mark.parametrize("name", READING)
def test_reading(world: World, name: str) -> None:
    got = {role: world.browsers[role].get(world.address(name)).status_code for role in ROLES}

    assert got == READING[name]


@pytest.mark.parametrize("name", WRITING)
def test_writing(world: World, name: str) -> None:
    data, expected = WRITING[name]

    got = {role: world.browsers[role].post(world.address(name), data).status_code for role in ROLES}

    assert got == expected


@pytest.mark.parametrize(
    "name",
    [
        "new-innovation",
        "innovation",
        "merge-innovation",
        "remove-innovation",
        "bring-innovation-back",
    ],
)
def test_without_the_right_innovations_stay_as_they_are(world: World, name: str) -> None:
    one, other = world.innovations
    if name == "bring-innovation-back":
        world.deal.innovations.filter(pk=one).update(removed_at=timezone.now())
    before = list(world.deal.innovations.values())
    said = WRITING[name][0] | ({"into": other} if name == "merge-innovation" else {})

    for role in ("anonymous", "stranger", "staff"):
        world.browsers[role].post(world.address(name), said)

    assert list(world.deal.innovations.values()) == before


@pytest.mark.parametrize("name", ["team", "team-role", "team-off", "revoke-invitation"])
def test_without_the_right_nothing_changes(world: World, name: str) -> None:
    before = list(world.deal.team.values("user", "role").order_by("user"))

    for role in ("anonymous", "stranger", "member", "staff"):
        world.browsers[role].post(world.address(name), WRITING[name][0])

    assert list(world.deal.team.values("user", "role").order_by("user")) == before
    assert teams.open_invitations().count() == 1


def test_a_facilitator_of_another_deal_is_a_stranger_here(
    world: World, deal_elsewhere: Callable[[], Client]
) -> None:
    browser = deal_elsewhere()

    got = {
        name: browser.post(world.address(name), d).status_code for name, (d, _) in WRITING.items()
    }

    assert {got[name] for name in ("team", "team-role", "team-off", "revoke-invitation")} == {404}


@pytest.fixture
def deal_elsewhere(stranger: User) -> Callable[[], Client]:
    """A browser of somebody who facilitates another deal."""

    def make() -> Client:
        other = Deal.objects.create(name="Openbare Ruimte")
        other.team.create(user=stranger)
        return browser_of(stranger)

    return make


# What stands on the page ------------------------------------------------------------------------


def test_staff_see_only_closed_sessions(world: World, facilitator: User) -> None:
    running = make_session(world.deal, facilitator)
    Session.objects.filter(pk=running.pk).update(title="Nog bezig", phase="placing")

    page = world.browsers["staff"].get(world.address("deal")).content.decode()

    assert "Nog bezig" not in page
    assert facilitator.name not in page


def test_only_facilitators_are_offered_a_new_session(world: World) -> None:
    new_session = reverse("new-session", args=[world.deal.pk])

    offered = {
        role: new_session in world.browsers[role].get(world.address("deal")).content.decode()
        for role in ("member", "facilitator", "staff")
    }

    assert offered == {"member": False, "facilitator": True, "staff": False}
