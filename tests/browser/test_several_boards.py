"""Several boards on one table: on the laptop, on the shared screen, and when the session closes."""

from datetime import date
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from boards.domain.preparing import SheetPlan, prepare_session
from tests.browser.conftest import LAPTOP, Room, World, live, open_hidden
from tests.browser.test_access import check_screen
from tests.browser.test_room import joined
from tests.browser.test_two_facilitators import postit
from tests.conftest import started
from tests.table import Table

PLANS = [
    SheetPlan("rollen", "feitelijke-rol", team_starts_open=False),
    SheetPlan("rollen", "betekenis"),
    SheetPlan("snelheid", "organisatie"),
]
SMALL = {"width": 1280, "height": 720}


def laid(world: World, boards: int) -> Table:
    """A running session with this many boards."""
    plans = PLANS[:boards]
    session = prepare_session(world.deal, "Samen", date(2026, 3, 5), plans, world.facilitator)
    return started(session, world.facilitator)


def overlaps(page: Page, *selectors: str) -> list[str]:
    """Which of these lie over each other, or stick out of the window."""
    found: list[str] = page.evaluate(
        """selectors => {
            const parts = [...document.querySelectorAll(selectors.join(','))]
                .filter(part => part.checkVisibility())
                .map(part => [part.getAttribute('class') ?? part.textContent,
                    part.getBoundingClientRect()]);
            const over = ([, a], [, b]) => a.left < b.right - 1 && b.left < a.right - 1
                && a.top < b.bottom - 1 && b.top < a.bottom - 1;
            const out = ([, box]) => box.bottom > innerHeight + 1 || box.right > innerWidth + 1;
            return [
                ...parts.filter(out).map(([name]) => name),
                ...parts.flatMap((one, at) => parts.slice(at + 1)
                    .filter(other => over(one, other)).map(([name]) => `${one[0]} / ${name}`)),
            ];
        }""",
        list(selectors),
    )
    return found


def test_the_board_leaves_its_neighbours_alone_on_the_laptop(room: Room, world: World) -> None:
    page = room.facilitator(laid(world, 3), world.facilitator, viewport=LAPTOP)

    for tab in page.locator("[data-sheet-tab]").all():
        tab.click()
        assert overlaps(page, "svg.board", ".sheet-tabs", ".control-foot", ".panel") == []
    expect(page.locator("[data-live-status]")).to_have_text("Alles is bewaard.")


@pytest.mark.parametrize("boards", [2, 3])
def test_the_boards_use_the_screen(room: Room, world: World, boards: int) -> None:
    table = laid(world, boards)
    table.joins("Wandelnet")
    wall = room.wall(table)
    parts = ("svg.board", ".screen-sheet > h2", ".screen-head", ".screen-now", ".door-qr")

    expect(wall.locator("svg.board")).to_have_count(boards)
    for size in ({"width": 1920, "height": 1080}, SMALL):
        wall.set_viewport_size(size)  # type: ignore[arg-type]
        wall.reload()
        live(wall)
        assert overlaps(wall, *parts, ".door-words") == []
        assert overlaps(wall, ".screen-counts > p", ".door-words") == []
        check_screen(wall)
        widths = wall.locator("svg.board").evaluate_all("all => all.map(b => b.clientWidth)")
        # Two side by side nearly fill the width, three in quarters nearly fill the height.
        assert min(widths) >= size["width"] * {2: 0.45, 3: 0.31}[boards]
        tops = wall.locator(".screen-sheet > h2").evaluate_all(
            "all => all.map(title => Math.round(title.getBoundingClientRect().top))"
        )
        assert tops[0] == tops[1]


def test_one_of_three_boards_shown_large_is_as_large_as_a_board_alone(
    room: Room, world: World
) -> None:
    table = laid(world, 3)
    table.joins("Wandelnet")
    wall = room.wall(table)
    page = room.facilitator(table, world.facilitator)

    page.get_by_role("button", name="Toon groot op het scherm").click()

    expect(wall.locator("[data-screen]")).to_have_attribute("data-boards", "1")
    expect(wall.locator("svg.board:visible")).to_have_count(1)
    assert wall.locator("svg.board:visible").evaluate("b => b.clientWidth") > 1200


def test_who_is_placed_out_of_sight_is_said_to_be(room: Room, hidden_world: World) -> None:
    page = room.facilitator(hidden_world.table, hidden_world.facilitator)
    said = page.locator("[data-says]")
    hidden = page.locator("[data-hidden-count]")
    expect(hidden).to_have_text("0")

    page.get_by_role("combobox", name="Naam").press_sequentially("zwolle")
    page.keyboard.press("Enter")
    page.keyboard.type("wortels")
    page.keyboard.press("Enter")

    expect(said).to_have_text("Gemeente Zwolle is geplaatst, verborgen voor de zaal.")
    expect(hidden).to_have_text("1")
    expect(postit(page, "Gemeente Zwolle")).to_have_count(0)
    page.locator(".tray-item", has_text="Arcadis").press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="Vlinder").click()
    expect(said).to_have_text("Arcadis is geplaatst, verborgen voor de zaal.")
    expect(hidden).to_have_text("2")


def test_a_layer_can_be_revealed_once_something_lies_in_it(room: Room, hidden_world: World) -> None:
    table = hidden_world.table
    table.team.sends("set_phase", phase="revealing")
    page = room.facilitator(table, hidden_world.facilitator)
    open_hidden(page)
    reveal = page.get_by_role("button", name="Onthul", exact=True)
    expect(reveal).to_have_count(0)

    table.team.places(table.subject("Arcadis"), element="vlinder")

    expect(reveal).to_have_count(1)


def test_the_line_says_that_hidden_post_its_show_and_is_left_out_while_meanings_are_agreed(
    room: Room, world: World
) -> None:
    table = laid(world, 3)
    page = room.facilitator(table, world.facilitator)
    open_hidden(page)
    page.get_by_role("button", name="Toon verborgen post-its").click()
    line = page.locator("[data-hidden-layers]").first
    expect(line.get_by_text("nu te zien op deze laptop")).to_be_visible()

    page.get_by_role("button", name="Toon verborgen post-its").click()
    expect(line.get_by_text("nu te zien op deze laptop")).not_to_be_visible()
    page.get_by_role("button", name="Betekenis", exact=True).click()
    expect(page.locator("body")).to_have_attribute("data-phase", "meaning")
    page.locator("[data-sheet-tab]").first.click()
    expect(line).not_to_be_visible()


def test_closing_says_per_board_who_did_not_answer(room: Room, world: World) -> None:
    table = laid(world, 3)
    seat = table.joins("Wandelnet")
    first = table.session.sheets.all()[0]
    assert seat.sends(
        "place",
        placement="6f1fc5a2-9a0e-4f0f-8a6e-3a1f0f6f7a11",
        sheet=first.pk,
        subject=table.subject("Wandelnet").pk,
        layer="self",
        element="water",
        visibility="open",
    ).accepted
    page = room.facilitator(table, world.facilitator)

    page.get_by_role("link", name="Sluit de sessie").click()

    expect(page.get_by_role("dialog").locator(".notice li")).to_have_text(
        [
            "Rollen en inzet: Eerst de betekenis: 0 van 1 gaven antwoord",
            "Snelheid: Organisatie: 0 van 1 gaven antwoord",
        ]
    )


def test_large_letters_leave_room_for_the_names(room: Room, world: World) -> None:
    page = room.facilitator(world.table, world.facilitator, viewport={"width": 1280, "height": 800})

    page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")

    part = page.locator("#panel-table")
    assert part.evaluate("part => part.clientHeight") > 300
    steps = page.locator(".phases").evaluate("nav => nav.getBoundingClientRect().right")
    assert steps <= 1280


def test_all_boards_lie_side_by_side_on_the_laptop_and_one_becomes_large(
    room: Room, world: World
) -> None:
    table = laid(world, 3)
    speed = table.session.sheets.get(order=2).pk
    there = {"sheet": speed, "subject": table.subject("Arcadis").pk, "element": "slak"}
    placed = table.team.sends("place", placement=uuid4(), layer="team", visibility="open", **there)
    assert placed.accepted
    page = room.facilitator(table, world.facilitator, viewport=LAPTOP)
    boards = page.locator("svg.board:visible")
    expect(boards).to_have_count(1)

    page.get_by_role("link", name="Alle platen naast elkaar").click()

    expect(boards).to_have_count(3)
    assert overlaps(page, "svg.board", ".sheet-tabs", ".control-foot", ".panel") == []
    # The board that is touched is the one at hand: what lies there can be moved.
    postit(page, "Arcadis").click()
    at_hand = page.locator(".stage--at-hand svg.board")
    expect(at_hand).to_have_attribute("data-board", str(speed))
    expect(page.locator("[data-chosen-name]")).to_have_text("Arcadis")
    page.keyboard.press("Escape")
    page.locator(".stage-open", has_text="Snelheid").press("Enter")
    expect(boards).to_have_count(1)
    expect(page.locator('.sheet-tabs [aria-current="true"]')).to_be_focused()
    expect(page.locator('.sheet-tabs [aria-current="true"]')).to_contain_text("Snelheid")


def test_nothing_pushes_the_head_of_the_laptop_out_of_sight(room: Room, world: World) -> None:
    page = room.facilitator(laid(world, 3), world.facilitator, viewport=LAPTOP)
    for name in ("Op tafel", "Lijst", "Deelnemers", "Gesprek", "Acties"):
        page.get_by_role("tab", name=name).click()

        page.evaluate("scrollTo(0, 500)")

        assert page.evaluate("scrollY") == 0


def test_who_is_brought_to_a_board_sees_its_beginning(room: Room, world: World) -> None:
    table = laid(world, 3)
    phone = joined(room, table, "Wandelnet")
    speed = str(table.session.sheets.get(order=2).pk)
    phone.evaluate("scrollTo(0, document.documentElement.scrollHeight)")

    table.team.sends("show_sheet", sheet=speed, everyone=True)

    title = phone.locator(f'[data-place="{speed}"] [data-place-title]')
    expect(title).to_be_in_viewport()
