"""What the page of a deal shows of scaling: where innovations stand, for whom, how fast."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from deals.domain import innovations
from deals.models import Deal, Innovation, Relation, User
from scaling import queries
from scaling.access import Sight
from scaling.domain import plans
from scaling.queries import Standing
from tests.deals.conftest import browser_of
from tests.scaling.conftest import BOXES, ROUTES, Talks

YEAR = timedelta(days=365)


def standing(deal: Deal, name: str, in_team: bool = True) -> Standing:
    """Where this innovation stands."""
    found = queries.scaling_of(Sight(deal, in_team)).standings
    return next(each for each in found if each.innovation.name == name)


def stage(deal: Deal, kind: str, ends_on: date | None) -> None:
    """The deal is in this phase, which began long ago."""
    deal.stages.create(stage=kind, starts_on=date(2020, 1, 1), ends_on=ends_on)


def prompt(deal: Deal) -> queries.Prompt:
    """What the deal is asked now."""
    return queries.prompt_of(deal, queries.scaling_of(Sight(deal, in_team=True)))


# Where an innovation stands -------------------------------------------------------------------


def test_an_innovation_goes_from_board_to_worksheet_to_plan_to_actions(
    deal: Deal, card: Innovation, talks: Talks, facilitator: User
) -> None:
    steps = [standing(deal, "Loopkaart").next]
    talk = talks(BOXES, ROUTES)
    talk.puts("agreed", card, "geschikt")
    steps.append(standing(deal, "Loopkaart").next)
    talk.writes(card, "inschalen", "doel", "De kaart blijft.")
    steps.append(standing(deal, "Loopkaart").next)
    plan = plans.make_plan(card, talk.worksheet, facilitator)
    steps.append(standing(deal, "Loopkaart").next)
    plan.routes.filter(route="inschalen").update(chosen=True)
    steps.append(standing(deal, "Loopkaart").next)
    deal.actions.create(text="Kaart tekenen", innovation=card)
    deal.actions.create(text="Kaart drukken", innovation=card, done_at=timezone.now())
    steps.append(standing(deal, "Loopkaart").next)

    assert steps == ["board", "worksheet", "plan", "choose", "actions", "do"]
    there = standing(deal, "Loopkaart")
    assert there.box is not None
    assert (there.box.title, there.box.is_ready) == ("Geschikt om op te schalen", True)
    assert there.worksheet is not None
    assert (there.worksheet.filled, there.worksheet.cells) == (1, 20)
    assert (there.open_actions, there.done_actions) == (1, 1)


def test_what_lies_in_another_box_has_no_next_step(
    deal: Deal, card: Innovation, talks: Talks
) -> None:
    talks(BOXES, ROUTES).puts("agreed", card, "loslaten")

    assert standing(deal, "Loopkaart").next == "later"
    assert not standing(deal, "Loopkaart").is_scaled


def test_what_was_agreed_counts_before_the_team_and_the_team_before_participants(
    deal: Deal, card: Innovation, talks: Talks
) -> None:
    talk = talks(BOXES)
    found = []
    for who, box in (("Arcadis", "loslaten"), ("team", "nog-niet-klaar"), ("agreed", "geschikt")):
        talk.puts(who, card, box)
        there = standing(deal, "Loopkaart").box
        assert there is not None
        found.append((there.element, there.whose))

    assert found == [("loslaten", "self"), ("nog-niet-klaar", "team"), ("geschikt", "agreed")]


def test_of_participants_the_box_that_most_chose_counts(
    deal: Deal, card: Innovation, talks: Talks
) -> None:
    talk = talks(BOXES)
    talk.puts("Arcadis", card, "loslaten")
    talk.puts("Wandelnet", card, "geschikt")
    talk.puts("Gemeente Zwolle", card, "geschikt")

    there = standing(deal, "Loopkaart").box

    assert there is not None
    assert there.element == "geschikt"


def test_the_latest_conversation_counts(deal: Deal, card: Innovation, talks: Talks) -> None:
    talks(BOXES, on=date(2026, 5, 1)).puts("agreed", card, "geschikt")
    talks(BOXES, on=date(2025, 5, 1)).puts("agreed", card, "loslaten")

    there = standing(deal, "Loopkaart").box

    assert there is not None
    assert there.element == "geschikt"


def test_a_new_worksheet_that_is_empty_does_not_hide_the_one_that_was_filled_in(
    deal: Deal, card: Innovation, talks: Talks
) -> None:
    talks(on=date(2025, 5, 1)).writes(card, "inschalen", "doel", "De kaart blijft.")
    talks(on=date(2026, 5, 1))

    there = standing(deal, "Loopkaart").worksheet

    assert there is not None
    assert (there.filled, there.sheet.session.planned_on) == (1, date(2025, 5, 1))


def test_staff_see_nothing_of_an_open_session_and_of_a_closed_one_what_the_room_saw(
    deal: Deal, card: Innovation, talks: Talks
) -> None:
    talk = talks(BOXES, ROUTES, self_open=False, team_open=False)
    talk.puts("team", card, "geschikt")
    talk.energy("team", card, "inschalen", 9)
    talk.energy("Arcadis", card, "inschalen", 2)
    talk.writes(card, "inschalen", "doel", "De kaart blijft.")

    running = standing(deal, "Loopkaart", in_team=False)
    talk.closes()
    closed = standing(deal, "Loopkaart", in_team=False)
    team = standing(deal, "Loopkaart")

    assert (running.box, running.worksheet, running.energies) == (None, None, {})
    assert closed.worksheet is not None
    assert (closed.box, closed.worksheet.filled, closed.energies) == (None, 1, {})
    assert team.box is not None
    energy = team.energies["inschalen"]
    # What participants keep to themselves, the team does not see here either.
    assert (energy.mean, energy.grade) == (None, 9)


def test_energy_over_all_innovations_takes_one_number_of_each(
    deal: Deal, card: Innovation, count: Innovation, talks: Talks
) -> None:
    talk = talks()
    talk.energy("Arcadis", card, "uitschalen", 4)
    talk.energy("Wandelnet", card, "uitschalen", 6)
    talk.energy("team", count, "uitschalen", 8)

    (over_all,) = queries.scaling_of(Sight(deal, in_team=True)).energies

    assert over_all == queries.RouteEnergy("uitschalen", "Uitschalen", 6.5, 5, 8, 2)


def test_what_was_merged_goes_on_as_the_other(
    deal: Deal, card: Innovation, count: Innovation, talks: Talks, facilitator: User
) -> None:
    talk = talks()
    talk.writes(count, "inschalen", "doel", "Elk jaar tellen.")
    plans.make_plan(count, talk.worksheet, facilitator)
    innovations.merge_innovations(count, card, facilitator)

    there = standing(deal, "Loopkaart")

    assert [each.innovation for each in queries.scaling_of(Sight(deal, True)).standings] == [card]
    assert there.plan is not None
    assert there.worksheet is not None
    assert there.worksheet.filled == 1


# What a deal is asked -------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["exploring", "designing"])
def test_early_on_it_asks_who_will_be_the_scaling_partners(deal: Deal, kind: str) -> None:
    stage(deal, kind, None)
    deal.partners.filter(organisation__name="Wandelnet").update(relation=Relation.INVOLVED)

    asked = prompt(deal)

    assert asked.early
    assert [str(partner) for partner in asked.involved] == ["Wandelnet"]


def test_later_on_it_does_not_ask_that(deal: Deal) -> None:
    stage(deal, "carrying_out", None)

    assert not prompt(deal).early


@pytest.mark.parametrize(
    ("from_today", "is_reminded"),
    [
        (timedelta(days=-1), False),
        (timedelta(days=0), True),
        (YEAR, True),
        (YEAR + timedelta(days=1), False),
    ],
)
def test_a_year_before_the_end_it_reminds(
    deal: Deal, card: Innovation, from_today: timedelta, is_reminded: bool
) -> None:
    ends_on = timezone.localdate() + from_today
    stage(deal, "carrying_out", ends_on)

    assert prompt(deal).ends_on == (ends_on if is_reminded else None)


def test_a_deal_that_was_extended_ends_later(deal: Deal) -> None:
    today = timezone.localdate()
    stage(deal, "carrying_out", today + timedelta(days=10))
    stage(deal, "results", today + 2 * YEAR)

    assert prompt(deal).ends_on is None


def test_it_does_not_remind_once_something_is_ready_or_chosen(
    deal: Deal, card: Innovation, talks: Talks
) -> None:
    stage(deal, "carrying_out", timezone.localdate() + timedelta(days=30))
    before = prompt(deal).ends_on
    talks(BOXES).puts("agreed", card, "geschikt")

    assert before is not None
    assert prompt(deal).ends_on is None


# The page -------------------------------------------------------------------------------------


def test_the_page_says_where_each_innovation_stands(
    deal: Deal, card: Innovation, talks: Talks, at_facilitator: Client
) -> None:
    talk = talks(BOXES, ROUTES)
    talk.puts("agreed", card, "geschikt")
    talk.writes(card, "inschalen", "doel", "De kaart blijft.")
    talk.energy("Arcadis", card, "inschalen", 7)

    page = at_facilitator.get(deal.get_absolute_url()).content.decode()

    assert "Geschikt om op te schalen" in page
    assert "1 van 20 vakken ingevuld" in page
    assert f"/deals/{deal.pk}/innovations/{card.pk}/plan/" in page
    assert "Maak een schalingsplan" in page
    assert "Energie per route, over alle innovaties" in page


def test_a_deal_without_innovations_has_no_such_part(deal: Deal, at_facilitator: Client) -> None:
    stage(deal, "carrying_out", None)

    page = at_facilitator.get(deal.get_absolute_url()).content.decode()

    assert 'id="scaling"' not in page


def test_staff_are_offered_nothing_to_change(
    deal: Deal, card: Innovation, talks: Talks, staff: User
) -> None:
    stage(deal, "designing", None)
    talk = talks()
    talk.writes(card, "inschalen", "doel", "De kaart blijft.")
    talk.closes()

    page = browser_of(staff).get(deal.get_absolute_url()).content.decode()

    assert "1 van 20 vakken ingevuld" in page
    assert "Wie zijn straks de schalingspartners?" in page
    assert "Maak een schalingsplan" not in page
    assert "Voeg een schalingspartner toe" not in page


def test_it_takes_as_many_queries_for_three_innovations_as_for_one(
    deal: Deal, card: Innovation, talks: Talks, facilitator: User
) -> None:
    def fill(innovation: Innovation, month: int) -> None:
        talk = talks(BOXES, ROUTES, on=date(2026, month, 5))
        talk.puts("agreed", innovation, "geschikt")
        talk.writes(innovation, "inschalen", "doel", "Het blijft.")
        talk.energy("Arcadis", innovation, "inschalen", 7)
        plans.make_plan(innovation, talk.worksheet, facilitator)
        deal.actions.create(text="Iets doen", innovation=innovation)

    def count_queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            queries.prompt_of(deal, queries.scaling_of(Sight(deal, in_team=True)))
        return len(caught)

    fill(card, 1)
    one = count_queries()
    for month, name in ((2, "Teldag"), (3, "Stoepentest")):
        fill(deal.innovations.create(name=name), month)

    assert count_queries() == one == 13
