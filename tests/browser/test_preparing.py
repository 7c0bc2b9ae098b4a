"""Preparing a session: who is on the table, a colleague who looks on, a screen elsewhere."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from boards.domain.preparing import SheetPlan, prepare_session
from deals.models import Partner, Session
from tests.browser.conftest import LAPTOP, Room, World, live
from tests.browser.test_access import NARROW, check
from tests.conftest import PARTNERS, make_deal, make_session, make_user, started
from tests.live.people import team
from tests.table import Table


@pytest.fixture
def prepared(live_db: None) -> World:
    """A deal whose next session is being prepared."""
    deal = make_deal("Ruimte voor Lopen")
    facilitator = make_user("gespreksleider", deal)
    table = Table(make_session(deal, facilitator), facilitator)
    return World(deal, facilitator, make_user("collega", deal), table)


def at(room: Room, world: World, address: str, **options: object) -> Page:
    """A facilitator's laptop at a page."""
    page = room.person(team(world.table.session, world.facilitator).cookies, **options)
    page.goto(address)
    return page


def ticked(page: Page) -> list[str]:
    """The names that are ticked."""
    found = page.locator("[data-table] li:has(input:checked) label").all_inner_texts()
    return [name for name, _kind in PARTNERS if any(text.startswith(name) for text in found)]


def test_the_names_follow_the_relations_until_one_is_ticked_by_hand(
    room: Room, prepared: World
) -> None:
    Partner.objects.filter(organisation__name="Arcadis").update(relation="involved")
    page = at(room, prepared, f"/deals/{prepared.deal.pk}/sessions/new/")
    page.get_by_label("Hoe heet de sessie?").fill("Met z'n tweeën")

    page.get_by_label("Partner (heeft getekend)").uncheck()
    page.get_by_text("De namen").click()
    assert ticked(page) == ["Arcadis"]
    expect(page.locator("[data-table-count]")).to_have_text("1 van 4 op tafel")

    search = page.get_by_label("Zoek een naam")
    search.fill("wandel")
    search.press("Enter")
    expect(page.get_by_label("Arcadis")).to_be_hidden()
    page.get_by_label("Wandelnet").check()
    expect(page.get_by_label("Ik kies de partners één voor één")).to_be_checked()
    page.get_by_label("Een overzicht door het team").check()
    expect(page.locator("[name=team_layer][value=open]")).to_be_checked()
    page.get_by_label("Een gesprek met deelnemers").check()
    expect(page.locator("[name=team_layer][value=hidden]")).to_be_checked()
    page.get_by_role("button", name="Zet de sessie klaar").click()

    live(page)
    made = Session.objects.get(title="Met z'n tweeën")
    assert sorted(s.name for s in made.subjects.all()) == ["Arcadis", "Wandelnet"]


def test_a_colleague_who_looks_on_gets_the_table_that_was_laid_anew(
    room: Room, prepared: World
) -> None:
    colleague = room.facilitator(prepared.table, prepared.colleague)
    expect(colleague.locator(".tray .tray-item")).to_have_count(4)
    page = at(room, prepared, f"/sessions/{prepared.table.session.pk}/set-up/")

    page.get_by_label("Wandelnet").uncheck()
    page.get_by_role("checkbox", name="Gedrag Zo gedragen").check()
    page.get_by_role("button", name="Bewaar de wijzigingen").click()

    expect(page.get_by_text("De sessie is aangepast.")).to_be_visible()
    # Two ways of filling in, both of them on one picture, and all side by side.
    expect(colleague.locator(".sheet-tabs a")).to_have_count(4)
    live(colleague)
    expect(colleague.locator(".tray").first.locator(".tray-item")).to_have_count(3)


def test_a_session_that_is_thrown_away_says_so_to_a_colleague_who_looks_on(
    room: Room, prepared: World
) -> None:
    colleague = room.facilitator(prepared.table, prepared.colleague)
    page = at(room, prepared, f"/sessions/{prepared.table.session.pk}/throw-away/")

    page.get_by_role("button", name="Weggooien").click()

    expect(page.get_by_text("De sessie is weggegooid.")).to_be_visible()
    expect(colleague.get_by_text("Deze pagina bestaat niet")).to_be_visible()


def test_the_screen_opens_on_a_computer_where_nobody_is_logged_in(room: Room, world: World) -> None:
    laptop = at(room, world, f"/sessions/{world.table.session.pk}/screen/link/")
    link = laptop.get_by_label("Link van het grote scherm").input_value()

    wall = room.context().new_page()
    wall.goto(link)

    live(wall)
    assert wall.url == f"{room.server.url}/sessions/{world.table.session.pk}/screen/"
    wall.go_back()
    assert "#" not in wall.url


def test_one_of_two_boards_is_shown_large_to_the_room(room: Room, live_db: None) -> None:
    deal = make_deal("Ruimte voor Lopen")
    user = make_user("gespreksleider", deal)
    plans = [SheetPlan("rollen", "feitelijke-rol"), SheetPlan("rollen", "gedrag")]
    session = prepare_session(deal, "Twee platen", date(2026, 3, 5), plans, user)
    table = started(session, user)
    table.joins("Wandelnet")
    wall, laptop = room.wall(table), room.facilitator(table, user)
    boards = wall.locator("[data-screen-sheet]").filter(visible=True)
    expect(boards).to_have_count(2)

    laptop.locator("[data-sheet-tab]").nth(1).click()
    laptop.get_by_role("button", name="Toon groot op het scherm").click()

    expect(boards).to_have_count(1)
    expect(boards).to_have_attribute("aria-label", "Rollen en inzet: Gedrag")
    wall.reload()
    expect(boards).to_have_count(1)
    check(laptop)
    laptop.get_by_role("button", name="Toon weer alle platen").click()
    expect(boards).to_have_count(2)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [NARROW, LAPTOP], ids=["narrow", "laptop"])
def test_the_pages_of_preparing_have_no_findings(
    room: Room, prepared: World, scheme: str, size: dict[str, int]
) -> None:
    session = f"/sessions/{prepared.table.session.pk}/"
    page = at(room, prepared, f"{session}set-up/", viewport=size, color_scheme=scheme)
    check(page)
    for address in (f"{session}throw-away/", f"{session}screen/link/", "/screen/"):
        page.goto(address)
        check(page)
    page.goto(f"/deals/{prepared.deal.pk}/sessions/new/")
    page.get_by_text("De namen").click()
    check(page)
