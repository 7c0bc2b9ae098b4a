"""The pages of a plan: making it, changing it, two who change it at once, and a newer worksheet."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from deals.domain import innovations
from deals.models import Deal, Innovation, User
from scaling.domain import plans
from scaling.models import ScalingPlan
from tests.deals.conftest import browser_of
from tests.scaling.conftest import ROUTES, WHEEL, Talk, Talks


def address(name: str, innovation: Innovation) -> str:
    return reverse(name, args=[innovation.deal_id, innovation.pk])


def form_of(browser: Client, innovation: Innovation) -> dict[str, str]:
    """What the form of a plan would send when nobody touches it."""
    form = browser.get(address("change-plan", innovation)).context["form"]
    values = {name: form[name].value() for name in form.fields}
    sent = {name: str(value or "") for name, value in values.items() if value is not False}
    return sent | {"version": str(ScalingPlan.objects.get(innovation=innovation).version)}


@pytest.fixture
def talk(talks: Talks, card: Innovation) -> Talk:
    begun = talks()
    begun.writes(card, "inschalen", "doel", "De kaart blijft.")
    return begun


@pytest.fixture
def plan(talk: Talk, card: Innovation, facilitator: User) -> ScalingPlan:
    return plans.make_plan(card, talk.worksheet, facilitator)


# Making ---------------------------------------------------------------------------------------


def test_a_plan_is_made_with_one_press(
    talk: Talk, card: Innovation, at_facilitator: Client
) -> None:
    offered = at_facilitator.get(address("plan", card)).content.decode()
    data = {"sheet": str(talk.worksheet.pk)}

    page = at_facilitator.post(address("make-plan", card), data, follow=True).content.decode()

    assert "Maak hiervan het plan" in offered
    assert "De kaart blijft." in page
    assert "Er is nog geen route gekozen." in page


def test_pressing_twice_says_that_it_is_there(
    plan: ScalingPlan, talk: Talk, card: Innovation, at_facilitator: Client
) -> None:
    data = {"sheet": str(talk.worksheet.pk)}

    page = at_facilitator.post(address("make-plan", card), data, follow=True).content.decode()

    assert "Er is al een schalingsplan voor deze innovatie." in page


@pytest.mark.parametrize("sheet", ["", "geen-id", "00000000-0000-4000-8000-000000000000"])
def test_a_worksheet_that_is_not_there_is_not_found(
    talk: Talk, card: Innovation, at_facilitator: Client, sheet: str
) -> None:
    answer = at_facilitator.post(address("make-plan", card), {"sheet": sheet})

    assert answer.status_code == 404


def test_without_a_worksheet_the_page_says_what_to_do(
    card: Innovation, at_facilitator: Client
) -> None:
    page = at_facilitator.get(address("plan", card)).content.decode()

    assert "Voor deze innovatie is nog niets ingevuld." in page


def test_the_page_of_what_was_merged_leads_to_the_other(
    plan: ScalingPlan,
    card: Innovation,
    count: Innovation,
    at_facilitator: Client,
    facilitator: User,
) -> None:
    innovations.merge_innovations(card, count, facilitator)

    answer = at_facilitator.get(address("plan", card), follow=True)

    assert answer.redirect_chain == [(address("plan", count), 302)]
    assert "De kaart blijft." in answer.content.decode()


# Changing -------------------------------------------------------------------------------------


def test_a_plan_is_changed_on_its_form(
    plan: ScalingPlan, card: Innovation, at_facilitator: Client
) -> None:
    data = form_of(at_facilitator, card) | {
        "chosen-uitschalen": "on",
        "starts_on": "2027-01-01",
        "ends_on": "2028-07-01",
        "goals": "Meer lopen\n\nMinder rijden",
        "cell-uitschalen.doel": "Elke gemeente doet mee.",
    }

    page = at_facilitator.post(address("change-plan", card), data, follow=True).content.decode()

    now = ScalingPlan.objects.get()
    assert [route.route for route in now.chosen] == ["uitschalen"]
    assert now.goal_list == ["Meer lopen", "Minder rijden"]
    assert (now.starts_on, now.ends_on) == (date(2027, 1, 1), date(2028, 7, 1))
    assert "Elke gemeente doet mee." in page
    assert "1 juli 2028" in page


def test_who_is_second_keeps_their_words_and_sees_what_it_says_now(
    plan: ScalingPlan, card: Innovation, at_facilitator: Client
) -> None:
    first = form_of(at_facilitator, card) | {"problem": "Eerst getypt"}
    second = form_of(at_facilitator, card) | {"problem": "Daarna getypt"}
    at_facilitator.post(address("change-plan", card), first)

    answer = at_facilitator.post(address("change-plan", card), second)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert ScalingPlan.objects.get().problem == "Eerst getypt"
    assert "Daarna getypt</textarea>" in page
    assert "Welk probleem lost het op?: Eerst getypt" in page
    again = second | {"version": "2"}
    assert at_facilitator.post(address("change-plan", card), again).status_code == 302
    assert ScalingPlan.objects.get().problem == "Daarna getypt"


def test_an_end_before_the_beginning_is_said_at_its_field(
    plan: ScalingPlan, card: Innovation, at_facilitator: Client
) -> None:
    data = form_of(at_facilitator, card) | {"starts_on": "2028-01-01", "ends_on": "2027-01-01"}

    answer = at_facilitator.post(address("change-plan", card), data)

    assert answer.status_code == 400
    assert answer.context["form"].errors["ends_on"]


def test_an_owner_that_is_not_on_the_list_is_refused(
    plan: ScalingPlan, card: Innovation, at_facilitator: Client
) -> None:
    data = form_of(at_facilitator, card) | {"owner": "member:999"}

    answer = at_facilitator.post(address("change-plan", card), data)

    assert answer.status_code == 409
    assert ScalingPlan.objects.get().version == 1


def test_what_is_typed_shows_as_text(
    plan: ScalingPlan, card: Innovation, at_facilitator: Client
) -> None:
    data = form_of(at_facilitator, card) | {"cell-inschalen.doel": "<script>alert(1)</script>"}

    page = at_facilitator.post(address("change-plan", card), data, follow=True).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


# A newer worksheet ----------------------------------------------------------------------------


def test_the_plan_says_that_a_newer_worksheet_differs_and_it_is_taken_over(
    plan: ScalingPlan, card: Innovation, talks: Talks, at_facilitator: Client
) -> None:
    newer = talks(on=date(2026, 9, 1), title="Nog een keer")
    newer.writes(card, "inschalen", "doel", "De kaart wordt verplicht.")

    page = at_facilitator.get(address("plan", card)).content.decode()
    shown = at_facilitator.get(address("plan-again", card)).content.decode()
    after = at_facilitator.post(address("plan-again", card), {"version": "1"}, follow=True)

    assert "“Nog een keer” (1 september 2026) staat iets anders" in page
    assert "De kaart blijft." in shown
    assert "De kaart wordt verplicht." in shown
    assert "Wordt overgenomen." in shown
    assert "De kaart wordt verplicht." in after.content.decode()
    assert "staat iets anders" not in after.content.decode()


def test_taking_over_an_older_version_shows_what_it_says_now(
    plan: ScalingPlan, card: Innovation, talks: Talks, at_facilitator: Client
) -> None:
    talks(on=date(2026, 9, 1)).writes(card, "inschalen", "doel", "De kaart wordt verplicht.")
    edited = form_of(at_facilitator, card) | {"cell-inschalen.doel": "Onze eigen zin."}
    at_facilitator.post(address("change-plan", card), edited)

    answer = at_facilitator.post(address("plan-again", card), {"version": "1"})

    assert answer.status_code == 409
    assert "Onze eigen zin." in answer.content.decode()
    assert "Er is nog niets overgenomen." in answer.content.decode()


def test_history_shows_every_version(
    plan: ScalingPlan, card: Innovation, at_facilitator: Client
) -> None:
    edited = form_of(at_facilitator, card) | {"cell-inschalen.doel": "Onze eigen zin."}
    at_facilitator.post(address("change-plan", card), edited)

    page = at_facilitator.get(address("plan-history", card)).content.decode()

    assert page.index("Versie 2") < page.index("Onze eigen zin.") < page.index("Versie 1")
    assert page.index("Versie 1") < page.index("De kaart blijft.")


def test_open_actions_of_the_innovation_stand_on_the_plan(
    plan: ScalingPlan, deal: Deal, card: Innovation, at_facilitator: Client
) -> None:
    deal.actions.create(text="Kaart tekenen", innovation=card)
    deal.actions.create(text="Iets heel anders")

    page = at_facilitator.get(address("plan", card)).content.decode()

    assert "Kaart tekenen" in page
    assert "Iets heel anders" not in page


# Comparing ------------------------------------------------------------------------------------


def test_the_routes_stand_beside_each_other_for_all_innovations(
    deal: Deal, card: Innovation, count: Innovation, talks: Talks, at_facilitator: Client
) -> None:
    talk = talks()
    talk.energy("Arcadis", card, "inschalen", 4)
    talk.energy("Wandelnet", card, "inschalen", 9)
    talk.energy("team", count, "uitschalen", 8)

    lines = at_facilitator.get(reverse("scaling", args=[deal.pk])).context["lines"]

    numbers = {
        line.innovation.name: [number for _energy, number, _chosen in line.cells] for line in lines
    }
    assert numbers == {
        "Loopkaart": [6.5, None, None, None, None],
        "Teldag": [None, 8, None, None, None],
    }


# Ownership ------------------------------------------------------------------------------------


def ownership(deal: Deal, partner: str = "Arcadis") -> str:
    key = deal.partners.get(organisation__name=partner).pk
    return reverse("ownership", args=[deal.pk, key])


def test_two_wheels_of_a_partner_are_compared_in_words(
    deal: Deal, talks: Talks, at_facilitator: Client
) -> None:
    first, last = talks(WHEEL, on=date(2025, 3, 5)), talks(WHEEL, on=date(2026, 3, 5))
    for talk, beloning, relevant in ((first, 1, 4), (last, 3, 4)):
        talk.colours("Arcadis", "Arcadis", "beloning", beloning)
        talk.colours("Arcadis", "Arcadis", "relevant", relevant)
        talk.colours("team", "Arcadis", "relevant", 2)
    last.colours("Arcadis", "Arcadis", "duidelijk", 5)

    answer = at_facilitator.get(ownership(deal))

    steps = {change.title: change.step for change in answer.context["changes"]}
    page = answer.content.decode()
    assert (steps["Beloning"], steps["Relevant"], steps["Duidelijk"]) == (2, 0, None)
    assert "2 balkjes meer" in page
    assert "niet te vergelijken" in page
    assert "2 balkjes verschil" in page
    assert page.count('class="moment-wheel"') == 2


def test_bars_are_compared_by_the_word_of_the_same_people(
    deal: Deal, talks: Talks, at_facilitator: Client
) -> None:
    first, last = talks(WHEEL, on=date(2025, 3, 5)), talks(WHEEL, on=date(2026, 3, 5))
    first.colours("Arcadis", "Arcadis", "beloning", 3)
    last.colours("Arcadis", "Arcadis", "beloning", 1)
    last.colours("agreed", "Arcadis", "beloning", 3)
    first.colours("team", "Arcadis", "relevant", 2)
    last.colours("Arcadis", "Arcadis", "relevant", 2)

    changes = at_facilitator.get(ownership(deal)).context["changes"]

    steps = {change.title: change.step for change in changes}
    assert (steps["Beloning"], steps["Relevant"]) == (-2, None)


def test_one_moment_stands_alone(deal: Deal, talks: Talks, at_facilitator: Client) -> None:
    talks(WHEEL).colours("Arcadis", "Arcadis", "beloning", 1)

    page = at_facilitator.get(ownership(deal)).content.decode()

    assert page.count('class="moment-wheel"') == 1
    assert "Er is tot nu toe één moment." in page


def test_staff_see_no_wheel_that_was_not_revealed(
    deal: Deal, talks: Talks, staff: User, at_facilitator: Client
) -> None:
    talk = talks(WHEEL, team_open=False)
    talk.colours("team", "Arcadis", "beloning", 1)
    running = at_facilitator.get(ownership(deal)).context
    talk.closes()

    team = at_facilitator.get(ownership(deal)).context
    other = browser_of(staff).get(ownership(deal)).context

    # A laptop may stand on the wall: what is hidden in a running session shows only there.
    assert "after" not in running
    assert team["after"].values["beloning"].team == 1
    assert "after" not in other


def test_staff_see_only_closed_sessions(deal: Deal, talks: Talks, staff: User) -> None:
    talk = talks(WHEEL, ROUTES)
    talk.colours("Arcadis", "Arcadis", "beloning", 1)

    running = browser_of(staff).get(ownership(deal)).context
    talk.closes()
    closed = browser_of(staff).get(ownership(deal)).context

    assert "after" not in running
    assert closed["after"].values["beloning"].mean == 1


def test_the_page_of_a_partner_leads_to_its_ownership(deal: Deal, at_facilitator: Client) -> None:
    partner = deal.partners.get(organisation__name="Arcadis")

    page = at_facilitator.get(reverse("partner", args=[deal.pk, partner.pk])).content.decode()

    assert ownership(deal) in page
