"""Plans: what they copy, how they are changed, and what a newer worksheet does to them."""

from datetime import date

import pytest

from boards.domain.destruction import destroy_session
from deals.domain import innovations
from deals.domain.records import ChangedMeanwhile, RecordsRefused
from deals.models import Deal, Innovation, User
from scaling.domain import plans
from scaling.domain.plans import PlanRefused, PlanValues
from scaling.domain.worksheets import worksheets_of
from scaling.models import ScalingPlan
from tests.scaling.conftest import BOXES, Talk, Talks


def texts(plan: ScalingPlan, route: str) -> dict[str, str]:
    """What a plan says of a route, by row."""
    return {c["row"]: c["text"] for c in again(plan).routes.get(route=route).cells}


def again(plan: ScalingPlan) -> ScalingPlan:
    """The plan as it stands by now."""
    return ScalingPlan.objects.get(pk=plan.pk)


def said(plan: ScalingPlan, **other: object) -> PlanValues:
    """What a form says that changes nothing but this."""
    values: dict[str, object] = {
        "problem": plan.problem,
        "goals": plan.goals,
        "starts_on": plan.starts_on,
        "ends_on": plan.ends_on,
        "owner": plans.plan_owner_value(plan),
        "chosen": [route.route for route in plan.routes.all() if route.chosen],
    }
    return PlanValues(**(values | other))  # type: ignore[arg-type]


@pytest.fixture
def talk(talks: Talks, card: Innovation) -> Talk:
    """A worksheet of which one route is filled in."""
    begun = talks()
    begun.writes(card, "inschalen", "doel", "De kaart blijft.")
    begun.writes(card, "inschalen", "wie", "En de wijkraad.")
    return begun


@pytest.fixture
def plan(talk: Talk, card: Innovation, facilitator: User) -> ScalingPlan:
    """A plan made of that worksheet."""
    return plans.make_plan(card, talk.worksheet, facilitator)


# Making ---------------------------------------------------------------------------------------


def test_a_plan_copies_the_cells_the_doers_the_problem_and_the_goals(
    talk: Talk, card: Innovation, deal: Deal, facilitator: User
) -> None:
    deal.goals.create(text="Meer lopen", order=0)
    deal.goals.create(text="Veilig oversteken", order=1)
    talk.names(card, "inschalen", deal.partners.get(organisation__name="Arcadis").pk)

    plan = plans.make_plan(card, talk.worksheet, facilitator)

    assert texts(plan, "inschalen") == {
        "doel": "De kaart blijft.",
        "hoe": "",
        "wat": "",
        "wie": "Arcadis\nEn de wijkraad.",
    }
    assert [route.route for route in plan.routes.all()] == [
        "inschalen",
        "uitschalen",
        "opschalen",
        "diepschalen",
        "voorbijschalen",
    ]
    assert plan.problem == "Mensen weten de weg niet."
    assert plan.goal_list == ["Meer lopen", "Veilig oversteken"]
    assert (plan.taken_from, plan.taken_on) == ("Opschalen", date(2026, 3, 5))


def test_the_energy_is_the_mean_and_the_spread_of_participants_and_the_grade_of_the_team(
    talk: Talk, card: Innovation, facilitator: User
) -> None:
    talk.energy("Arcadis", card, "inschalen", 4)
    talk.energy("Wandelnet", card, "inschalen", 9)
    talk.energy("team", card, "inschalen", 7)

    route = plans.make_plan(card, talk.worksheet, facilitator).routes.get(route="inschalen")

    assert (route.mean, route.low, route.high, route.count) == (6.5, 4, 9, 2)
    assert route.grade == 7


def test_what_was_agreed_goes_before_the_grade_of_the_team(
    talk: Talk, card: Innovation, facilitator: User
) -> None:
    talk.energy("team", card, "inschalen", 7)
    talk.energy("agreed", card, "inschalen", 5)

    assert (
        plans.make_plan(card, talk.worksheet, facilitator).routes.get(route="inschalen").grade == 5
    )


def test_what_participants_gave_in_private_does_not_stand_in_a_plan(
    talks: Talks, card: Innovation, facilitator: User
) -> None:
    talk = talks(self_open=False, team_open=False)
    talk.energy("Arcadis", card, "inschalen", 3)
    talk.energy("team", card, "inschalen", 8)

    route = plans.make_plan(card, talk.worksheet, facilitator).routes.get(route="inschalen")

    assert (route.mean, route.low, route.high, route.count) == (None, None, None, 0)
    assert route.grade == 8  # the facilitators' own: they make the plan


def test_what_was_private_stands_in_a_plan_once_it_is_revealed(
    talks: Talks, card: Innovation, facilitator: User
) -> None:
    talk = talks(self_open=False)
    talk.energy("Arcadis", card, "inschalen", 3)
    assert talk.table.team.sends("set_phase", phase="revealing").accepted
    revealed = talk.table.team.sends("reveal_sheet", sheet=talk.worksheet.pk, layer="self")
    assert revealed.accepted

    route = plans.make_plan(card, talk.worksheet, facilitator).routes.get(route="inschalen")

    assert (route.mean, route.count) == (3, 1)


def test_there_is_one_plan_for_an_innovation(
    plan: ScalingPlan, talk: Talk, card: Innovation, facilitator: User
) -> None:
    with pytest.raises(PlanRefused) as refused:
        plans.make_plan(card, talk.worksheet, facilitator)

    assert refused.value.code == "plan_exists"
    assert refused.value.sentence
    assert ScalingPlan.objects.count() == 1


def test_another_board_is_no_worksheet(talks: Talks, card: Innovation, facilitator: User) -> None:
    talk = talks(BOXES)

    with pytest.raises(PlanRefused) as refused:
        plans.make_plan(card, talk.sheet("innovaties"), facilitator)

    assert refused.value.code == "not_this_worksheet"


def test_a_worksheet_on_which_nothing_is_said_of_it_makes_no_plan(
    talk: Talk, count: Innovation, facilitator: User
) -> None:
    with pytest.raises(PlanRefused) as refused:
        plans.make_plan(count, talk.worksheet, facilitator)

    assert refused.value.code == "not_this_worksheet"


def test_an_innovation_that_is_off_the_list_gets_no_plan(
    talk: Talk, card: Innovation, facilitator: User
) -> None:
    innovations.remove_innovation(card, card.version, facilitator)
    card.refresh_from_db()

    with pytest.raises(PlanRefused) as refused:
        plans.make_plan(card, talk.worksheet, facilitator)

    assert refused.value.code == "innovation_gone"


def test_of_two_innovations_that_became_one_the_plan_says_both(
    talks: Talks, card: Innovation, count: Innovation, facilitator: User
) -> None:
    talk = talks()
    talk.writes(card, "inschalen", "doel", "De kaart blijft.")
    talk.writes(count, "inschalen", "doel", "Elk jaar tellen.")
    innovations.merge_innovations(count, card, facilitator)

    plan = plans.make_plan(card, talk.worksheet, facilitator)

    assert sorted(texts(plan, "inschalen")["doel"].split("\n")) == [
        "De kaart blijft.",
        "Elk jaar tellen.",
    ]


def test_the_newest_worksheet_comes_first(talks: Talks, card: Innovation) -> None:
    old, new = talks(on=date(2025, 3, 5)), talks(on=date(2026, 3, 5))
    for talk in (old, new):
        talk.writes(card, "inschalen", "doel", "De kaart blijft.")

    assert worksheets_of(card) == [new.worksheet, old.worksheet]


# Changing -------------------------------------------------------------------------------------


def test_a_plan_is_changed_and_keeps_what_it_was(plan: ScalingPlan, facilitator: User) -> None:
    values = said(
        plan,
        chosen=["inschalen"],
        starts_on=date(2027, 1, 1),
        ends_on=date(2028, 7, 1),
        cells={("inschalen", "doel"): "Elke gemeente houdt de kaart.\x00"},
    )

    plans.change_plan(plan, values, 1, facilitator)

    now = again(plan)
    assert [route.title for route in now.chosen] == ["Inschalen"]
    assert (now.starts_on, now.ends_on, now.version) == (date(2027, 1, 1), date(2028, 7, 1), 2)
    assert texts(plan, "inschalen")["doel"] == "Elke gemeente houdt de kaart."
    assert [(v.number, v.because) for v in now.versions.all()] == [(2, "changed"), (1, "made")]
    first = now.versions.get(number=1).content["routes"][0]
    assert (first["chosen"], first["cells"][0]["text"]) == (False, "De kaart blijft.")


def test_of_two_people_who_change_a_plan_the_second_is_told(
    plan: ScalingPlan, facilitator: User
) -> None:
    plans.change_plan(plan, said(plan, problem="Eerst"), 1, facilitator)

    with pytest.raises(ChangedMeanwhile):
        plans.change_plan(plan, said(plan, problem="Daarna"), 1, facilitator)

    assert again(plan).problem == "Eerst"
    assert again(plan).versions.count() == 2


def test_a_partner_keeps_the_plan_going_and_stays_its_owner_after_leaving(
    plan: ScalingPlan, deal: Deal, facilitator: User
) -> None:
    partner = deal.partners.get(organisation__name="Arcadis")
    plans.change_plan(plan, said(plan, owner=f"partner:{partner.pk}"), 1, facilitator)
    deal.partners.filter(pk=partner.pk).update(until=date(2020, 1, 1))

    plans.change_plan(again(plan), said(again(plan), problem="Anders"), 2, facilitator)

    assert again(plan).owner == "Arcadis"
    assert again(plan).owner_name == "Arcadis"


def test_who_left_gets_no_plan(plan: ScalingPlan, deal: Deal, facilitator: User) -> None:
    partner = deal.partners.get(organisation__name="Arcadis")
    deal.partners.filter(pk=partner.pk).update(until=date(2020, 1, 1))

    with pytest.raises(RecordsRefused) as refused:
        plans.change_plan(plan, said(plan, owner=f"partner:{partner.pk}"), 1, facilitator)

    assert refused.value.code == "owner_not_here"
    assert again(plan).version == 1


def test_a_version_does_not_keep_the_name_of_a_person(
    plan: ScalingPlan, deal: Deal, facilitator: User
) -> None:
    partner = deal.partners.get(organisation__name="Arcadis")
    person = partner.people.create(role="adviseur")

    plans.change_plan(plan, said(plan, owner=f"person:{person.pk}"), 1, facilitator)

    assert again(plan).versions.get(number=2).content["owner"] == "adviseur (Arcadis)"


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"starts_on": date(2028, 1, 1), "ends_on": date(2027, 1, 1)}, "ends_before_it_starts"),
        ({"problem": "x" * 2001}, "plan_too_long"),
        ({"cells": {("inschalen", "doel"): "x" * 4001}}, "plan_too_long"),
    ],
)
def test_what_does_not_fit_changes_nothing(
    plan: ScalingPlan, facilitator: User, other: dict[str, object], code: str
) -> None:
    with pytest.raises(PlanRefused) as refused:
        plans.change_plan(plan, said(plan, **other), 1, facilitator)

    assert refused.value.code == code
    assert refused.value.sentence
    assert (again(plan).version, again(plan).versions.count()) == (1, 1)


# A newer worksheet ----------------------------------------------------------------------------


def newer(talks: Talks, card: Innovation, **cells: str) -> Talk:
    """A later worksheet on which this stands in the route `inschalen`."""
    talk = talks(on=date(2026, 9, 1), title="Nog een keer")
    for row, text in cells.items():
        talk.writes(card, "inschalen", row, text)
    return talk


def test_a_newer_worksheet_says_what_differs_before_anything_changes(
    plan: ScalingPlan, talks: Talks, card: Innovation
) -> None:
    sheet = newer(talks, card, doel="De kaart wordt verplicht.", hoe="Met geld.").worksheet

    found = plans.differences(again(plan), sheet)

    assert [(d.title, d.now, d.newer, d.is_edited) for d in found] == [
        ("Inschalen: Doel", "De kaart blijft.", "De kaart wordt verplicht.", False),
        ("Inschalen: Hoe (strategie)", "", "Met geld.", False),
    ]
    assert again(plan).version == 1


def test_what_nobody_edited_is_taken_over_and_what_somebody_edited_stays(
    plan: ScalingPlan, talks: Talks, card: Innovation, facilitator: User
) -> None:
    edited = said(plan, chosen=["inschalen"], cells={("inschalen", "doel"): "Onze eigen zin."})
    plans.change_plan(plan, edited, 1, facilitator)
    talk = newer(talks, card, doel="De kaart wordt verplicht.", hoe="Met geld.")
    talk.energy("team", card, "inschalen", 9)

    stayed = plans.take_over(again(plan), talk.worksheet, [], 2, facilitator)

    assert [difference.title for difference in stayed] == ["Inschalen: Doel"]
    assert texts(plan, "inschalen")["doel"] == "Onze eigen zin."
    assert texts(plan, "inschalen")["hoe"] == "Met geld."
    route = again(plan).routes.get(route="inschalen")
    assert (route.grade, route.chosen) == (9, True)
    assert again(plan).taken_from == "Nog een keer"
    assert again(plan).versions.first().because == "taken"  # type: ignore[union-attr]
    assert plans.differences(again(plan), talk.worksheet) == []


def test_what_somebody_edited_is_taken_over_when_they_say_so(
    plan: ScalingPlan, talks: Talks, card: Innovation, facilitator: User
) -> None:
    edited = said(plan, cells={("inschalen", "doel"): "Onze eigen zin."})
    plans.change_plan(plan, edited, 1, facilitator)
    sheet = newer(talks, card, doel="De kaart wordt verplicht.").worksheet

    plans.take_over(again(plan), sheet, ["inschalen/doel"], 2, facilitator)

    assert texts(plan, "inschalen")["doel"] == "De kaart wordt verplicht."


def test_an_empty_cell_takes_nothing_away(
    plan: ScalingPlan, talks: Talks, card: Innovation, facilitator: User
) -> None:
    sheet = newer(talks, card, hoe="Met geld.").worksheet

    plans.take_over(plan, sheet, [], 1, facilitator)

    assert texts(plan, "inschalen")["doel"] == "De kaart blijft."


def test_a_worksheet_without_grades_leaves_the_energy_as_it_was(
    talk: Talk, talks: Talks, card: Innovation, facilitator: User
) -> None:
    talk.energy("team", card, "inschalen", 9)
    plan = plans.make_plan(card, talk.worksheet, facilitator)
    sheet = newer(talks, card, hoe="Met geld.").worksheet

    plans.take_over(plan, sheet, [], 1, facilitator)

    assert again(plan).routes.get(route="inschalen").grade == 9


def test_taking_over_what_somebody_changed_meanwhile_is_refused(
    plan: ScalingPlan, talks: Talks, card: Innovation, facilitator: User
) -> None:
    sheet = newer(talks, card, doel="De kaart wordt verplicht.").worksheet
    plans.change_plan(plan, said(plan, problem="Eerst"), 1, facilitator)

    with pytest.raises(ChangedMeanwhile):
        plans.take_over(plan, sheet, [], 1, facilitator)

    assert texts(plan, "inschalen")["doel"] == "De kaart blijft."


def test_a_plan_outlives_the_session_that_it_was_taken_from(plan: ScalingPlan, talk: Talk) -> None:
    destroy_session(talk.session.pk)

    assert again(plan).sheet is None
    assert (again(plan).taken_from, texts(plan, "inschalen")["doel"]) == (
        "Opschalen",
        "De kaart blijft.",
    )
