"""A conversation on paper: added with a photo, entered beside it, and found back on its day."""

import pytest
from playwright.sync_api import Page, expect

from boards.models import Photo, Placement
from tests.boards.test_photos import drawn, written
from tests.browser.conftest import LAPTOP, Room, World, live
from tests.browser.test_access import NARROW, check
from tests.conftest import make_deal, make_session, make_user
from tests.live.people import team
from tests.table import Table


@pytest.fixture
def world(live_db: None) -> World:
    """A deal whose facilitator comes back from a conversation on paper."""
    deal = make_deal("Ruimte voor Lopen")
    facilitator = make_user("gespreksleider", deal)
    later = Table(make_session(deal, facilitator), facilitator)
    later.team.sends("close_session")
    return World(deal, facilitator, make_user("collega", deal), later)


def test_a_conversation_on_paper_is_entered_beside_its_photo(room: Room, world: World) -> None:
    page = room.person(team(world.table.session, world.facilitator).cookies)
    page.goto(f"/deals/{world.deal.pk}/")
    page.get_by_role("link", name="Een gesprek op papier toevoegen").click()
    check(page)
    page.get_by_label("Hoe heette het gesprek?").fill("Netwerkdag")
    page.get_by_label("Op welke dag was het?").fill("2025-09-03")
    file = {"name": "bord.jpg", "mimeType": "image/jpeg", "buffer": written(drawn(1600, 1200))}
    page.get_by_label("Foto van de praatplaat").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_label("Feitelijke rol: Rollen en inzet").check()
    page.get_by_role("button", name="Verder naar de praatplaat").click()

    live(page)
    expect(page.get_by_text("Op papier, 3 september 2025")).to_be_visible()
    photo = page.locator("[data-photos] img")
    expect(photo).to_have_attribute("alt", "Foto van de praatplaat Rollen en inzet")
    expect(photo).to_have_js_property("naturalWidth", 1600)
    for gone in ("Code", "Open het grote scherm", "Start de sessie"):
        expect(page.get_by_role("button", name=gone)).to_have_count(0)
    check(page)

    looks_at_the_photo_by_keyboard(page)
    places_by_keyboard(page, "wandel", "2")
    places_by_pointer(page, "Arcadis", "water")

    expect(page.locator(".board .postit--agreed")).to_have_count(2)
    expect(page.get_by_text("Alles is bewaard.")).to_be_visible()
    page.get_by_role("link", name="Sluit de sessie").click()
    page.get_by_role("button", name="Sluit de sessie").click()
    expect(page.get_by_text("3 september 2025, op papier")).to_be_visible()
    placed = Placement.objects.filter(sheet__session__title="Netwerkdag")
    assert {(p.subject.name, p.layer) for p in placed} == {
        ("Wandelnet", "agreed"),
        ("Arcadis", "agreed"),
    }
    expect(page.get_by_role("img", name="Foto van de praatplaat")).to_be_visible()
    check(page)
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    check(page)
    page.set_viewport_size(LAPTOP)  # type: ignore[arg-type]
    page.get_by_role("link", name="Ruimte voor Lopen").click()
    closed = page.locator(".session-list li")
    expect(closed).to_contain_text(["Halverwege", "3 september 2025 Netwerkdag op papier"])


def looks_at_the_photo_by_keyboard(page: Page) -> None:
    """Enlarge it, make it larger, turn it, and go back; it stays turned."""
    page.get_by_role("button", name="Vergroot").press("Enter")
    dialog = page.locator("[data-photo-dialog]")
    frame = dialog.locator("[data-photo-frame]")
    expect(dialog).to_be_visible()
    page.keyboard.press("+")
    expect(frame).to_have_attribute("data-zoom", "1.5")
    check(page)
    page.keyboard.press("r")
    expect(dialog.locator("img")).to_have_attribute("width", "1200")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator("[data-photos] img")).to_have_attribute("height", "1600")
    assert Photo.objects.get().turned == 90


def places_by_keyboard(page: Page, name: str, element: str) -> None:
    """Place quickly, with hands on the keyboard."""
    page.locator("[data-quick-name] input").fill(name)
    page.keyboard.press("Enter")
    page.locator("[data-quick-element] input").fill(element)
    page.keyboard.press("Enter")
    expect(page.locator(".board .postit--agreed")).to_have_count(1)


def places_by_pointer(page: Page, name: str, element: str) -> None:
    """Tap a name on the table, then its place on the board."""
    page.locator(".tray").get_by_text(name).click()
    page.locator(f'.board [data-element="{element}"]').first.click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_a_conversation_on_paper_have_no_findings(
    room: Room, world: World, scheme: str
) -> None:
    page = room.person(
        team(world.table.session, world.facilitator).cookies, viewport=NARROW, color_scheme=scheme
    )
    page.goto(f"/deals/{world.deal.pk}/paper/new/")
    check(page)
    page.get_by_label("Hoe heette het gesprek?").fill("Netwerkdag")
    page.get_by_label("Feitelijke rol: Rollen en inzet").check()
    page.get_by_role("button", name="Verder naar de praatplaat").click()
    live(page)
    check(page)
    page.get_by_role("link", name="Foto toevoegen").click()
    file = {"name": "bord.png", "mimeType": "image/png", "buffer": written(drawn(), "PNG")}
    page.get_by_label("Foto van de praatplaat").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Voeg de foto toe").click()
    expect(page.get_by_text("De foto is toegevoegd.")).to_be_visible()
    check(page)
