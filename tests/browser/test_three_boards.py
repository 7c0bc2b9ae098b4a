"""The three partner boards in a conversation: persons, what was agreed, two ways of filling in on
one picture, and what the wall shows of it.
"""

import re
from datetime import date
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, Page, expect

from boards.domain.preparing import SheetPlan, prepare_session
from boards.models import Placement, SessionLog, Sheet, Subject
from tests.browser.conftest import Room, World, live, open_hidden
from tests.browser.test_access import check, check_screen
from tests.browser.test_two_facilitators import postit
from tests.conftest import started
from tests.table import Table

INFLUENCE = SheetPlan("invloed", "organisatie-en-persoon")
ROLES = SheetPlan("rollen", "feitelijke-rol")
BEHAVIOUR = SheetPlan("rollen", "gedrag")
# The middles of two fields of the board Invloed, in millimetres.
ONLOOKER, KEY_FIGURE = (60, 260), (370, 75)
LITTLE_MANDATE = (60, 240)
CLOCK = re.compile(r"(60:00|59:\d\d)")


def laid(world: World, *plans: SheetPlan) -> Table:
    """A running session with these boards."""
    session = prepare_session(world.deal, "Samen", date(2026, 3, 5), list(plans), world.facilitator)
    return started(session, world.facilitator)


def sheet_of(table: Table, plan: SheetPlan) -> Sheet:
    """The sheet of a plan."""
    sheet: Sheet = table.session.sheets.get(board=plan.board, filling=plan.filling)
    return sheet


def puts(table: Table, plan: SheetPlan, name: str, element: str, layer: str = "team") -> None:
    """The facilitators place somebody."""
    sheet = sheet_of(table, plan)
    is_open = sheet.is_open(layer)
    assert table.team.sends(
        "place",
        placement=uuid4(),
        sheet=sheet.pk,
        subject=table.subject(name).pk,
        layer=layer,
        element=element,
        visibility="open" if is_open else "hidden",
    ).accepted


def with_anna(table: Table) -> Subject:
    """Anna of Wandelnet lies on the table too."""
    of = table.subject("Wandelnet").pk
    assert table.team.sends("put_on_table", name="Anna", of=of).accepted
    return table.subject("Anna")


def drag(page: Page, what: Locator, spot: tuple[float, float]) -> None:
    """Drag something to a point of the board that shows, in millimetres."""
    board = page.locator("svg.board:visible")
    x, y = board.evaluate(
        """(svg, [x, y]) => {
            const spot = new DOMPoint(x, y).matrixTransform(svg.getScreenCTM());
            return [spot.x, spot.y];
        }""",
        list(spot),
    )
    box = what.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(x, y, steps=12)
    page.mouse.up()


def says(page: Page) -> Locator:
    """What the laptop says of what was done on it."""
    return page.locator("[data-says]")


# Persons and two steps ----------------------------------------------------------------------------


def test_a_person_comes_after_their_organisation(room: Room, world: World) -> None:
    table = laid(world, INFLUENCE)
    with_anna(table)
    page = room.facilitator(table, world.facilitator)
    anna = page.locator(".tray-item", has_text="Anna")
    expect(anna).to_contain_text("Wandelnet")
    names = page.locator(".tray-item [data-name]")
    expect(names).to_have_text(
        ["Arcadis", "Gemeente Zwolle", "Ministerie van BZK", "Wandelnet", "Anna"]
    )

    drag(page, anna, LITTLE_MANDATE)

    expect(says(page)).to_have_text("Kies eerst waar de organisatie hoort.")
    expect(postit(page, "Anna")).to_have_count(0)
    expect(anna).to_be_visible()
    anna.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Kies eerst waar de organisatie hoort.")
    expect(dialog.locator("[data-menu-places] button")).to_have_count(0)
    page.keyboard.press("Escape")

    drag(page, page.locator(".tray-item", has_text="Wandelnet").first, ONLOOKER)
    expect(postit(page, "Wandelnet")).to_have_count(1)
    expect(says(page)).to_have_text("Wandelnet ligt nu in Toeschouwer.")
    drag(page, anna, LITTLE_MANDATE)

    expect(postit(page, "Anna")).to_have_count(1)
    expect(postit(page, "Anna").locator("tspan")).to_have_text(["Anna", " ", "Wandelnet"])
    expect(postit(page, "Anna")).to_contain_class("postit--person")
    expect(says(page)).to_have_text("Anna ligt nu in Toeschouwer, weinig mandaat.")


def test_persons_go_along_with_their_organisation_everywhere(room: Room, world: World) -> None:
    table = laid(world, INFLUENCE)
    with_anna(table)
    puts(table, INFLUENCE, "Wandelnet", "toeschouwer")
    puts(table, INFLUENCE, "Anna", "toeschouwer-veel")
    page = room.facilitator(table, world.facilitator)
    other = room.facilitator(table, world.colleague)
    wall = room.wall(table)
    anna = "Anna, Wandelnet, persoon, maatschappelijke organisatie, in {}, veel mandaat"
    for each in (page, other, wall):
        expect(postit(each, anna.format("Toeschouwer"))).to_have_count(1)

    drag(page, page.locator('.postit[data-key^="team:"]:not(.postit--person)'), KEY_FIGURE)

    for each in (page, other, wall):
        expect(postit(each, anna.format("Sleutelfiguur"))).to_have_count(1)
        expect(postit(each, "Toeschouwer")).to_have_count(0)
    page.locator("#tab-list").click()
    part = page.locator('[data-part="sleutelfiguur-veel"]')
    expect(part.locator(".entry")).to_contain_text("Anna")
    expect(part.locator(".entry")).to_contain_text("Wandelnet")
    expect(page.locator('[data-part="sleutelfiguur"] .entry-name')).to_have_text("Wandelnet")


def test_a_person_is_found_and_placed_by_keyboard(room: Room, world: World) -> None:
    table = laid(world, INFLUENCE)
    with_anna(table)
    puts(table, INFLUENCE, "Wandelnet", "beinvloeder")
    page = room.facilitator(table, world.facilitator)

    page.get_by_role("combobox", name="Naam").press_sequentially("anna")
    page.keyboard.press("Enter")
    options = page.locator("[data-quick-element] [role=option]")
    expect(options).to_have_count(2)
    page.keyboard.type("2")
    page.keyboard.press("Enter")

    expect(postit(page, "Anna")).to_have_count(1)
    expect(says(page)).to_have_text("Anna ligt nu in Beïnvloeder, veel mandaat.")
    page.keyboard.press("Control+k")
    page.keyboard.type("wandeln")
    found = page.locator("[data-find] [role=option]")
    expect(found).to_have_count(2)
    expect(found.nth(1)).to_contain_text("Anna, Wandelnet")


def test_a_board_that_places_organisations_has_no_persons_on_its_table(
    room: Room, world: World
) -> None:
    table = laid(world, ROLES, INFLUENCE)
    with_anna(table)
    page = room.facilitator(table, world.facilitator)

    expect(page.locator(".tray-item:visible [data-name]")).to_have_count(4)
    page.locator("[data-sheet-tab]").nth(1).click()

    expect(page.locator(".tray-item:visible [data-name]")).to_have_count(5)


# What was agreed ----------------------------------------------------------------------------------


def test_what_was_agreed_is_placed_beside_the_estimate(room: Room, world: World) -> None:
    table = laid(world, ROLES)
    table.joins("Wandelnet").places(table.subject("Wandelnet"), element="boompje")
    table.team.places(table.subject("Wandelnet"), element="oogst")
    page = room.facilitator(table, world.facilitator)
    choice = page.get_by_role("radio", name="wat is afgesproken")
    expect(choice).not_to_be_visible()
    table.team.sends("set_phase", phase="discussing")
    wall = room.wall(table)

    choice.check()
    page.get_by_role("combobox", name="Naam").press_sequentially("wandel")
    page.keyboard.press("Enter")
    page.keyboard.type("water")
    page.keyboard.press("Enter")

    expect(page.locator(".postit--agreed")).to_have_count(1)
    expect(wall.locator(".postit--agreed")).to_have_count(1)
    expect(wall.locator(".link--agreed")).to_have_count(1)
    expect(page.locator(".postit--team")).to_have_count(1)
    page.locator("#tab-list").click()
    said = "Wandelnet: zelf Boompje, wij Oogst, afgesproken Water"
    expect(page.locator('[data-part="water"] [data-difference]')).to_have_text(said)
    page.locator("#tab-table").click()
    page.get_by_role("radio", name="onze inschatting").check()
    drag(page, page.locator(".tray-item", has_text="Arcadis"), (200, 60))
    expect(page.locator(".postit--team")).to_have_count(2)
    assert Placement.objects.filter(layer="agreed").count() == 1


def test_a_post_its_menu_says_that_this_was_agreed(room: Room, world: World) -> None:
    table = laid(world, ROLES)
    table.team.places(table.subject("Arcadis"), element="oogst")
    page = room.facilitator(table, world.facilitator)
    agreed = page.get_by_role("dialog").get_by_role("button", name="Afgesproken: hier")
    postit(page, "Arcadis").press("Enter")
    expect(agreed).not_to_be_visible()
    page.keyboard.press("Escape")
    table.team.sends("set_phase", phase="revealing")
    expect(page.locator("body")).to_have_attribute("data-phase", "revealing")

    postit(page, "Arcadis").press("Enter")
    agreed.click()

    expect(page.locator(".postit--agreed")).to_have_count(1)
    page.locator(".postit--team").press("Enter")
    expect(agreed).not_to_be_visible()


# Two ways of filling in ---------------------------------------------------------------------------


def test_two_ways_of_filling_in_are_compared_without_what_is_hidden(
    room: Room, world: World
) -> None:
    hidden = SheetPlan("rollen", "gedrag", team_starts_open=False)
    table = laid(world, ROLES, hidden)
    puts(table, ROLES, "Wandelnet", "boompje")
    puts(table, ROLES, "Arcadis", "water")
    puts(table, hidden, "Arcadis", "vlinder")
    puts(table, hidden, "Wandelnet", "oogst", layer="agreed")
    page = room.facilitator(table, world.facilitator)
    wall = room.wall(table)

    page.get_by_role("link", name="Feitelijke rol ↔ Gedrag").click()

    moves = page.locator("[data-compare-list] [data-entries] li:visible")
    expect(moves).to_have_text(["Wandelnet: Boompje → Oogst"])
    expect(page.locator("[data-only]:visible")).to_have_text("Alleen in een van de twee: 1.")
    picture = page.locator(".stage--compare svg.board")
    expect(picture.locator(".postit")).to_have_count(3)
    expect(picture.locator(".link")).to_have_count(1)
    expect(page.locator(".quick")).not_to_be_visible()
    check(page)
    page.get_by_role("button", name="Toon op het grote scherm").click()
    expect(wall.locator('.postit[data-key^="second:"]')).to_have_count(1)
    expect(wall.locator("[data-pair]")).to_contain_text("Past de inzet bij de rol?")
    expect(wall.locator("svg.board:visible .link")).to_have_count(1)
    check_screen(wall)
    # The place of Arcadis in the second is hidden: in no byte on the wall.
    title = wall.locator("svg.board:visible title", has_text="Arcadis")
    expect(title).to_have_text("Arcadis, marktpartij, in Water, Feitelijke rol")
    assert "in Vlinder" not in wall.content()

    page.locator("[data-sheet-tab]").nth(1).click()
    open_hidden(page)
    page.get_by_role("button", name="Toon verborgen post-its").click()
    page.get_by_role("link", name="Feitelijke rol ↔ Gedrag").click()

    expect(moves).to_have_text(["Arcadis: Water → Vlinder", "Wandelnet: Boompje → Oogst"])
    expect(wall.locator('.postit[data-key^="second:"]')).to_have_count(1)
    page.get_by_role("button", name="Toon op het grote scherm").click()
    expect(wall.locator('.postit[data-key^="second:"]')).to_have_count(0)


# The wall -----------------------------------------------------------------------------------------


def test_names_can_be_left_off_on_the_wall(room: Room, world: World) -> None:
    table = laid(world, ROLES)
    table.team.places(table.subject("Wandelnet"), element="water")
    wall = room.wall(table)
    expect(postit(wall, "Wandelnet").locator("text")).to_contain_text("Wandelnet")

    table.team.sends("hide_names", hidden=True)

    drawn = wall.locator("svg.board .postit")
    expect(drawn.locator("title")).to_have_text(
        "maatschappelijke organisatie, in Water, geplaatst door de gespreksleiders"
    )
    expect(drawn.locator("text")).to_have_text(" ")
    expect(drawn).to_contain_class("postit--civil")
    expect(wall.get_by_text("De namen zijn even verborgen")).to_be_visible()
    wall.reload()
    live(wall)
    assert "Wandelnet" not in wall.locator("svg.board").inner_html()
    table.team.sends("hide_names", hidden=False)
    expect(postit(wall, "Wandelnet")).to_have_count(1)


@pytest.mark.parametrize("plans", [(ROLES,), (ROLES, INFLUENCE)], ids=["one", "two"])
def test_an_element_can_fill_the_wall(
    room: Room, world: World, plans: tuple[SheetPlan, ...]
) -> None:
    table = laid(world, *plans)
    page = room.facilitator(table, world.facilitator)
    wall = room.wall(table)
    board = wall.locator("svg.board").first
    page.locator("#tab-list").click()
    enlarge = page.locator('[data-zoom="water"]').get_by_role("button")

    enlarge.click()

    # Water lies in the lower right corner of the board.
    expect(board).not_to_have_attribute("viewBox", "0 0 420 297")
    left, top, width, _height = map(float, (board.get_attribute("viewBox") or "").split())
    assert left > 150
    assert top > 100
    assert width < 250
    check_screen(wall)
    expect(enlarge).to_have_attribute("aria-pressed", "true")
    enlarge.click()
    expect(board).to_have_attribute("viewBox", "0 0 420 297")


@pytest.mark.parametrize("size", [(1920, 1080), (1366, 768)], ids=["large", "small"])
@pytest.mark.parametrize(
    "plans",
    [(ROLES,), (ROLES, BEHAVIOUR), (ROLES, SheetPlan("snelheid", "organisatie"), INFLUENCE)],
    ids=["one", "two", "three"],
)
def test_the_wall_shows_the_question_and_the_timer(
    room: Room, world: World, plans: tuple[SheetPlan, ...], size: tuple[int, int]
) -> None:
    table = laid(world, *plans)
    table.team.sends("set_phase", phase="discussing")
    sheet = sheet_of(table, ROLES)
    wall = room.wall(table)
    wall.set_viewport_size({"width": size[0], "height": size[1]})
    expect(wall.locator("[data-question]")).not_to_be_visible()
    text = {"text": "Wij zorgen voor de wortels.", "question": "boompje-1", "about": "answer"}
    assert table.team.sends("write_note", sheet=sheet.pk, based_on=0, **text).accepted

    table.team.sends("ask", sheet=sheet.pk, question="boompje-1")
    table.team.sends("set_timer", seconds=3600)

    question = wall.locator("[data-question]")
    expect(question).to_contain_text("Welke verantwoordelijkheid hoort hierbij?")
    expect(question).not_to_contain_text("wortels")
    expect(wall.get_by_role("timer")).to_have_text(CLOCK)
    written = table.session.sheets.get(pk=sheet.pk).notes.get()
    assert table.team.sends("share_note", note=written.pk).accepted
    expect(question).to_contain_text("Wij zorgen voor de wortels.")
    check_screen(wall)
    wall.wait_for_function(
        """() => {
            const part = document.querySelector('[data-question]');
            return part.scrollHeight <= part.clientHeight;
        }"""
    )
    table.team.sends("ask")
    table.team.sends("set_timer", seconds=0)
    expect(wall.get_by_role("timer")).not_to_be_visible()
    expect(question).not_to_be_visible()


def test_a_wall_that_comes_late_says_that_the_time_is_up(room: Room, world: World) -> None:
    table = laid(world, ROLES)
    table.team.sends("set_timer", seconds=60)
    log = SessionLog.objects.get(pk=table.session.pk)
    log.course["timer"]["ends_at"] = "2026-03-05T10:00:00.000+00:00"
    log.save(update_fields=["course"])

    wall = room.wall(table)

    expect(wall.get_by_role("timer")).to_have_text("De tijd is om")
