"""The history on the page of a deal, as it is drawn and as a phone shows it in words."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from deals.models import Deal, Phase
from tests.browser.conftest import LAPTOP, PHONE, PROJECTOR, Room, World
from tests.browser.test_access import check
from tests.live.people import team

# Which words lie over each other, as the browser measures them.
TOUCHING = """() => {
    const texts = [...document.querySelectorAll('.time-line-drawn svg text:not(.halo)')];
    const boxes = texts.map(text => [text.textContent, text.getBoundingClientRect()]);
    return boxes.flatMap(([one, a], n) => boxes.slice(0, n)
        .filter(([, b]) => a.left < b.right && b.left < a.right
            && a.top + 4 < b.bottom && b.top + 4 < a.bottom)
        .map(([other]) => [one, other]));
}"""
OUTSIDE = """() => {
    const edge = document.querySelector('.time-line-drawn svg').getBoundingClientRect();
    return [...document.querySelectorAll('.time-line-drawn svg text')]
        .map(text => [text.textContent, text.getBoundingClientRect()])
        .filter(([, box]) => box.left < edge.left - 1 || box.right > edge.right + 1)
        .map(([said]) => said);
}"""


def a_full_history(deal: Deal) -> None:
    """A long deal in which a lot happened, also many things on one day."""
    today = timezone.localdate()
    first = today - timedelta(days=365 * 4)
    for number, stage in enumerate(("exploring", "designing", "carrying_out", "carrying_out")):
        begin = first + timedelta(days=200 * number)
        deal.stages.create(stage=stage, starts_on=begin, note=f"tranche {number}")
    kinds = ("signing", "milestone", "reflection", "election")
    for number in range(40):
        day = first + timedelta(days=number * 50)
        deal.moments.create(kind=kinds[number % 4], on=day, title=f"Een mooie dag nummer {number}")
        deal.moments.create(kind="milestone", on=today, title="WEER EEN MIJLPAAL OM TE VIEREN")
    for number in range(12):
        deal.sessions.create(
            title=f"Gesprek met de hele straat {number}",
            planned_on=first + timedelta(days=90 * number),
            phase=Phase.CLOSED,
            closed_at=timezone.now(),
        )
    deal.partners.filter(organisation__name="Arcadis").update(since=first)
    deal.partners.filter(organisation__name="Wandelnet").update(since=first + timedelta(days=300))
    deal.partners.filter(organisation__name="Ministerie van BZK").update(relation="missing")


def at(room: Room, world: World, **options: object) -> Page:
    page = room.person(team(world.table.session, world.facilitator).cookies, **options)
    page.goto(world.deal.get_absolute_url())
    return page


@pytest.mark.once
def test_a_long_history_is_drawn_without_words_that_touch(room: Room, world: World) -> None:
    a_full_history(world.deal)
    world.table.team.sends("close_session")
    page = at(room, world, viewport=LAPTOP)

    expect(page.locator(".time-line-drawn svg")).to_be_visible()
    for size in (LAPTOP, PROJECTOR):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        assert page.evaluate(TOUCHING) == []
        assert page.evaluate(OUTSIDE) == []
        check(page)
    page.get_by_text("De tijdlijn in woorden").click()
    page.get_by_text("De aantallen").click()
    check(page)

    # A session in the picture is a link that can be reached and followed with the keyboard.
    link = page.locator(".time-line-drawn svg a", has_text="Halverwege")
    link.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Halverwege")


@pytest.mark.once
def test_a_phone_shows_the_time_line_in_words(room: Room, world: World) -> None:
    world.deal.stages.create(stage="results", starts_on=date(2026, 1, 1))
    page = at(room, world, viewport=PHONE | {"width": 320}, color_scheme="dark")
    line = page.get_by_role("region", name="Tijdlijn")

    expect(page.locator(".time-line-drawn svg")).to_be_hidden()
    expect(line.locator("li", has_text="Resultaat")).to_be_visible()
    expect(line.get_by_role("link", name="Halverwege")).to_be_visible()
    expect(line.locator("summary")).to_be_hidden()
    check(page)


@pytest.mark.once
def test_what_a_phone_folds_stands_whole_on_a_laptop_and_on_paper(room: Room, world: World) -> None:
    for number in range(1, 6):
        world.deal.sessions.create(
            title=f"Gesprek {number}",
            planned_on=date(2025, number, 1),
            phase=Phase.CLOSED,
            closed_at=timezone.now(),
        )
    phone = at(room, world, viewport=PHONE | {"width": 320}, java_script_enabled=False)
    folded = phone.get_by_role("region", name="Sessies").get_by_role("link", name="Gesprek 1")

    expect(folded).to_be_hidden()
    phone.emulate_media(media="print")
    expect(folded).to_be_visible()
    phone.emulate_media(media="screen")
    phone.get_by_text("2 eerdere sessies").click()
    expect(folded).to_be_visible()
    partners = phone.get_by_role("region", name="Partners", exact=True)
    expect(partners.get_by_text("Arcadis")).to_be_hidden()
    phone.get_by_text("Alle partners, per soort").click()
    expect(partners.get_by_text("Arcadis")).to_be_visible()

    laptop = at(room, world)
    sessions = laptop.get_by_role("region", name="Sessies")
    expect(sessions.get_by_role("link", name="Gesprek 1")).to_be_visible()
    expect(laptop.get_by_text("2 eerdere sessies")).to_be_hidden()
    check(laptop)
