"""Looking back at how a board came about: by keyboard, and with the eyes of the room."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Room, World, make_world, without_pauses
from tests.live.people import team


def looking_back(room: Room, world: World, audience: str) -> Page:
    """A facilitator at the replay of the session, its slider in hand."""
    page = room.person(team(world.table.session, world.facilitator).cookies)
    page.goto(f"/sessions/{world.table.session.pk}/replay/?audience={audience}")
    expect(page.locator('[data-replay="ready"]')).to_be_visible()
    page.get_by_role("slider").focus()
    return page


def postits(page: Page) -> set[str]:
    """What lies on the board, in words."""
    return set(page.locator("svg.board .postit > title").all_text_contents())


@pytest.mark.usefixtures("live_db")
def test_a_board_is_seen_coming_about_by_keyboard(room: Room) -> None:
    """A facilitator slides to the start and step by step to the end; the room saw less."""
    world = make_world(team_starts_open=False)
    table = world.table
    table.joins("Wandelnet").places(table.subject("Wandelnet"), element="water")
    table.team.places(table.subject("Arcadis"), element="vlinder")
    hidden = str(table.placement(layer="team").pk)
    table.team.sends("set_phase", phase="discussing")
    table.team.sends("close_session")
    page = looking_back(room, world, "team")
    told = page.locator("[data-told]")
    expect(told).to_have_text("De sessie is gesloten.")

    page.keyboard.press("Home")
    expect(told).to_have_text("Voor de eerste stap.")
    assert postits(page) == set()
    while told.inner_text() != "Gespreksleiders: Arcadis naar Vlinder.":
        page.keyboard.press("ArrowRight")
    assert len(postits(page)) == 2
    expect(page.get_by_role("slider")).to_have_attribute(
        "aria-valuetext", re.compile("Gespreksleiders: Arcadis naar Vlinder")
    )
    # The words under the board come in when the slider rests, and the address says where it is.
    expect(page.locator("[data-rest]")).not_to_have_attribute("aria-busy", "true")
    expect(page.locator(".history-list")).to_contain_text("Arcadis")
    page.get_by_role("link", name="Plaatsen").click()
    expect(told).to_have_text("Verder naar: Plaatsen.")
    assert postits(page) == set()
    with without_pauses(page):  # it would come to its end by itself
        page.get_by_role("button", name="Afspelen").click()
        page.get_by_role("button", name="Pauze").click()
    expect(page.get_by_role("button", name="Afspelen")).to_be_visible()

    page.get_by_role("slider").press("End")
    last = postits(page)
    page.goto(f"/sessions/{table.session.pk}/")
    assert last == postits(page)

    wall = looking_back(room, world, "room")
    seen = (
        wall.content()
        + wall.request.get(f"/sessions/{table.session.pk}/replay/events/?audience=room").text()
    )
    for key in ("Home", "PageUp", "End"):
        wall.keyboard.press(key)
        expect(wall.locator("[data-rest]")).not_to_have_attribute("aria-busy", "true")
        seen += wall.content()
    assert hidden not in seen
    assert "Arcadis naar" not in seen
    assert len(postits(wall)) == 1
