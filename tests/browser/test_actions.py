"""The actions of a deal: written down and ticked off by keyboard, on a laptop and on a phone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import LAPTOP, PHONE, Room, World
from tests.browser.test_access import NARROW, check
from tests.live.people import team

DONE = re.compile("^Gedaan")


def at_the_deal(room: Room, world: World, **options: object) -> Page:
    """Somebody of the team, at the page of the deal."""
    page = room.person(team(world.table.session, world.facilitator).cookies, **options)
    page.goto(f"/deals/{world.deal.pk}/")
    return page


def test_an_action_is_added_changed_and_done_by_keyboard(room: Room, world: World) -> None:
    page = at_the_deal(room, world)

    page.get_by_text("Nieuwe actie", exact=True).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Wat gaat er gebeuren?")).to_be_focused()
    page.keyboard.type("Looproutes tekenen")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Wie pakt het op?")).to_be_focused()
    page.keyboard.type("Arc")
    page.get_by_label("Uiterlijk op").fill("2026-03-06")
    page.get_by_label("Uiterlijk op").press("Enter")

    action = page.locator(".action")
    expect(action).to_contain_text("Arcadis")
    expect(action).to_contain_text("uiterlijk 6 maart 2026")
    expect(action).to_contain_text("te laat")
    action.get_by_role("link", name="Aanpassen").press("Enter")
    page.get_by_label("Wat gaat er gebeuren?").fill("Looproutes lopen")
    page.get_by_label("Uiterlijk op").press("Enter")
    action.get_by_role("button", name=DONE).press("Enter")

    expect(page.get_by_text("Er hoeft nu niets te gebeuren.")).to_be_visible()
    page.get_by_text("1 actie gedaan").focus()
    page.keyboard.press("Enter")
    action.get_by_role("button", name="Toch niet gedaan").press("Enter")
    expect(action.get_by_role("button", name=DONE)).to_be_visible()
    made = world.deal.actions.get()
    assert (made.text, made.owner, made.is_done) == ("Looproutes lopen", "Arcadis", False)


def test_an_action_is_taken_off_after_asking_without_javascript(room: Room, world: World) -> None:
    world.deal.actions.create(text="Looproutes tekenen")
    page = at_the_deal(room, world, java_script_enabled=False, viewport=PHONE)

    page.locator(".action").get_by_role("link", name="Aanpassen").click()
    page.get_by_text("Haal van de lijst").click()
    page.get_by_role("button", name="Ja, haal deze actie van de lijst").click()

    expect(page.get_by_text("Er zijn nog geen acties afgesproken.")).to_be_visible()
    assert not world.deal.actions.exists()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [NARROW, LAPTOP], ids=["narrow", "laptop"])
def test_the_pages_of_actions_have_no_findings(
    room: Room, world: World, scheme: str, size: dict[str, int]
) -> None:
    session = world.table.session
    action = world.deal.actions.create(
        text="Looproutes tekenen", due="2026-03-06", session=session, origin="Wie missen we nog?"
    )
    world.deal.actions.create(text="a" * 300, owner_name="Arcadis", done_at="2026-03-06T12:00Z")
    page = at_the_deal(room, world, viewport=size, color_scheme=scheme)

    page.get_by_text("1 actie gedaan").click()
    page.get_by_text("Nieuwe actie", exact=True).click()
    check(page)
    page.goto(f"/deals/{world.deal.pk}/actions/{action.pk}/")
    page.get_by_text("Haal van de lijst").click()
    check(page)
    page.goto(f"/deals/{world.deal.pk}/actions/new/")
    page.get_by_role("button", name="Voeg de actie toe").click()
    expect(page.get_by_role("alert")).to_be_visible()
    check(page)
