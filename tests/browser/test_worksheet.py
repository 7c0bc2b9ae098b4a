"""A worksheet in a full room: laptops and phones type in the same sheet, and no word is lost."""

import re
from datetime import date

import pytest
from playwright.sync_api import Locator, Page, expect

from boards.domain.preparing import SheetPlan, prepare_session
from boards.models import Doer, Note, Payload, Score
from deals.models import Innovation
from tests.browser.conftest import PROJECTOR, Room, World, live, open_hidden, without_pauses
from tests.browser.test_access import NARROW, check
from tests.browser.test_room import joined
from tests.conftest import make_deal, make_user, started
from tests.table import Table

MAP, BENCH = "De wandelkaart", "Het beweegbankje"
SAVED = "Bewaard."


def make_sheets(*, open_: bool = True) -> World:
    """A running session with a worksheet and two innovations."""
    deal = make_deal("Ruimte voor Lopen")
    facilitator, colleague = make_user("gespreksleider", deal), make_user("collega", deal)
    for name in (MAP, BENCH):
        Innovation.objects.create(deal=deal, name=name)
    plan = SheetPlan("opschalingsroutes", "routes", open_, open_)
    session = prepare_session(deal, "Opschalen", date(2026, 5, 1), [plan], facilitator)
    return World(deal, facilitator, colleague, started(session, facilitator))


@pytest.fixture
def sheets(live_db: None) -> World:
    """Everything open."""
    return make_sheets()


@pytest.fixture
def hidden_sheets(live_db: None) -> World:
    """Grades are hidden until they are shown."""
    return make_sheets(open_=False)


def sheet(page: Page) -> Locator:
    """The sheet that shows."""
    return page.locator("[data-worksheet-sheet]:visible")


def route(page: Page, name: str = "inschalen") -> Locator:
    """A column of it, or a card."""
    return sheet(page).locator(f'[data-route="{name}"]')


def cell(page: Page, row: str = "doel", name: str = "inschalen") -> Locator:
    """A text of it, with what is said under it."""
    return route(page, name).locator(f'[data-cell="{row}"]')


def field(page: Page, row: str = "doel", name: str = "inschalen") -> Locator:
    """Where one types it."""
    return cell(page, row, name).locator("textarea")


def state(page: Page, row: str = "doel", name: str = "inschalen") -> Locator:
    """How things stand with it."""
    return cell(page, row, name).locator("[data-note-state]")


def choice(page: Page) -> Locator:
    """Whose sheet shows."""
    return page.get_by_label("Innovatie", exact=True)


def opened(page: Page, name: str = "inschalen") -> None:
    """On a phone the texts of a route open with a press."""
    route(page, name).locator("summary").click()


def texts(table: Table) -> set[str]:
    """All texts that were ever accepted."""
    return set(Payload.objects.filter(session=table.session).values_list("text", flat=True))


def test_two_facilitators_in_different_cells_read_each_other_at_once(
    room: Room, sheets: World
) -> None:
    first = room.facilitator(sheets.table, sheets.facilitator)
    second = room.facilitator(sheets.table, sheets.colleague)

    field(first).press_sequentially("Van proef")
    field(second, "hoe", "uitschalen").press_sequentially("Een toolbox")
    field(first).press_sequentially(" naar vast")
    field(second, "hoe", "uitschalen").blur()

    expect(field(first, "hoe", "uitschalen")).to_have_value("Een toolbox")
    expect(field(first)).to_be_focused()  # what came in took nothing from who types
    expect(field(first)).to_have_value("Van proef naar vast")
    caret = field(first).evaluate("field => field.selectionStart")
    assert caret == len("Van proef naar vast")
    expect(state(first)).to_have_text(SAVED)
    expect(field(second)).to_have_value("Van proef naar vast")


def test_two_facilitators_in_one_cell_keep_both_texts(room: Room, sheets: World) -> None:
    first = room.facilitator(sheets.table, sheets.facilitator)
    second = room.facilitator(sheets.table, sheets.colleague)
    with without_pauses(second):
        field(first).press_sequentially("Van proef naar vast")
        field(second).press_sequentially("Blijvend geld")
        field(first).blur()
        expect(state(first)).to_have_text(SAVED)
        field(second).blur()

    expect(cell(second).locator("[data-theirs]")).to_have_text("Van proef naar vast")
    expect(state(second)).to_have_attribute("data-note-state", "choose")
    expect(field(second)).to_have_value("Blijvend geld")
    check(second)
    cell(second).get_by_role("button", name="Allebei, onder elkaar").click()

    both = "Van proef naar vast\nBlijvend geld"
    expect(state(second)).to_have_text(SAVED)
    expect(field(first)).to_have_value(both)
    assert texts(sheets.table) >= {"Van proef naar vast", both}


def test_a_phone_types_and_grades_and_the_laptop_shows_it(room: Room, sheets: World) -> None:
    page = room.facilitator(sheets.table, sheets.facilitator)
    phone = joined(room, sheets.table, "Wandelnet")
    opened(phone)

    field(phone).fill("Van proef naar vast")
    expect(state(phone)).to_have_text(SAVED)
    route(phone).get_by_role("radio", name="7", exact=True).check()

    expect(field(page)).to_have_value("Van proef naar vast")
    expect(route(page).locator("[data-energy-said]")).to_have_text("Deelnemers: 7 (1)")
    expect(page.locator("[data-energy] svg.chart").first).to_contain_text("7 (1)")
    route(phone).get_by_role("radio", name="Weet ik niet").check()
    expect(route(page).locator("[data-energy-said]")).to_have_text("")
    check(phone)
    assert Score.objects.get().value is None


def test_a_phone_and_a_laptop_in_one_cell_keep_both_texts(room: Room, sheets: World) -> None:
    page = room.facilitator(sheets.table, sheets.facilitator)
    phone = joined(room, sheets.table, "Wandelnet")
    opened(phone)
    with without_pauses(phone):
        field(phone).press_sequentially("Wij willen blijven")
        field(page).fill("Van proef naar vast")
        field(page).blur()
        expect(state(page)).to_have_text(SAVED)
        field(phone).blur()

    expect(cell(phone).locator("[data-theirs]")).to_have_text("Van proef naar vast")
    check(phone)
    cell(phone).get_by_role("button", name="Allebei, onder elkaar").click()

    expect(field(page)).to_have_value("Van proef naar vast\nWij willen blijven")


def test_an_innovation_that_is_dropped_while_somebody_types_keeps_the_text_on_the_page(
    room: Room, sheets: World
) -> None:
    page = room.facilitator(sheets.table, sheets.facilitator)
    phone = joined(room, sheets.table, "Wandelnet")
    subject = sheets.table.subject(MAP).pk
    gone = "Deze innovatie is intussen van tafel gehaald. Wat je typte, staat hier nog."
    opened(phone)
    with without_pauses(phone), without_pauses(page):
        field(phone).press_sequentially("Ik typ nog")
        field(page).press_sequentially("Wij ook")

        assert sheets.table.team.sends("drop_innovation", subject=subject, dropped=True).accepted

        for each in (phone, page):
            expect(sheet(each).locator("[data-worksheet-gone]")).to_have_text(gone)
    for each, typed in ((phone, "Ik typ nog"), (page, "Wij ook")):
        field(each).blur()
        expect(state(each)).to_have_text(f"Niet bewaard. {gone}")
        expect(field(each)).to_have_value(typed)
        check(each)
    choice(page).select_option(label=BENCH)
    expect(field(page)).to_have_value("")
    expect(choice(page).get_by_role("option", name=re.compile("van tafel"))).to_have_count(0)
    assert not Note.objects.exists()


def test_a_reload_keeps_what_was_typed_and_not_sent_yet(room: Room, sheets: World) -> None:
    page = room.facilitator(sheets.table, sheets.facilitator)
    choice(page).select_option(label=BENCH)
    page.context.set_offline(True)
    field(page).fill("Overal een bankje")
    field(page).blur()
    expect(state(page)).to_have_attribute("data-note-state", re.compile("offline|saving"))
    page.context.set_offline(False)
    expect(state(page)).to_have_text(SAVED)

    page.reload()
    live(page)

    choice(page).select_option(label=BENCH)
    expect(field(page)).to_have_value("Overal een bankje")


def test_a_text_that_is_too_long_stays_on_the_page_and_says_so(room: Room, sheets: World) -> None:
    page = room.facilitator(sheets.table, sheets.facilitator)
    field(page).fill("a" * 100_000)
    field(page).blur()

    expect(state(page)).to_have_text("Niet bewaard: deze tekst is te lang. Maak hem korter.")
    assert len(field(page).input_value()) == 100_000
    assert not Note.objects.exists()


def test_everything_goes_by_keyboard(room: Room, sheets: World) -> None:
    page = room.facilitator(sheets.table, sheets.facilitator)
    keys = page.keyboard
    choice(page).focus()
    keys.press("ArrowDown")
    expect(sheet(page).locator("[data-worksheet-name]")).to_have_text(BENCH)
    field(page).focus()
    keys.type("Een bankje")
    keys.press("Tab")
    expect(field(page, "hoe")).to_be_focused()
    expect(state(page)).to_have_text(SAVED)
    route(page).get_by_role("combobox", name="Partner erbij: Inschalen").focus()
    keys.type("wandel")
    keys.press("Enter")
    chip = route(page).locator("[data-doers] li")
    expect(chip).to_contain_text("Wandelnet")
    keys.press("Tab")
    expect(route(page).locator("[data-grade]")).to_be_focused()
    keys.press("8")
    expect(page.locator("[data-says]")).to_contain_text("Inschalen: 8 bewaard.")
    chip.get_by_role("button", name="Streep door: Wandelnet").focus()
    keys.press("Enter")
    expect(chip).to_have_count(0)
    assert Score.objects.get().value == 8
    assert not Doer.objects.get().named


def test_a_partner_that_left_is_refused_in_clear_words(room: Room, sheets: World) -> None:
    page = room.facilitator(sheets.table, sheets.facilitator)
    partner = sheets.table.subject("Wandelnet").partner
    assert partner is not None
    partner.until = date(2026, 1, 1)
    partner.save()

    route(page).get_by_role("combobox", name="Partner erbij: Inschalen").fill("wandel")
    page.get_by_role("option", name="Wandelnet").click()

    says = route(page).locator("[data-doer-says]")
    expect(says).to_have_text(
        "Wandelnet: Deze partner doet niet meer mee aan de deal. Kies iemand die wel meedoet."
    )
    check(page)


def test_a_route_becomes_an_action_with_its_words_and_its_partner(
    room: Room, sheets: World
) -> None:
    table = sheets.table
    partner = table.subject("Wandelnet").partner
    assert partner is not None
    belongs = {"sheet": table.sheet.pk, "subject": table.subject(MAP).pk, "element": "inschalen"}
    text = {"about": "cell", "question": "wat", "based_on": 0, "text": "In elk stadhuis leggen"}
    assert table.team.sends("write_note", **belongs, **text).accepted
    assert table.team.sends("name_doer", **belongs, partner=partner.pk, named=True).accepted
    page = room.facilitator(table, sheets.facilitator)

    route(page).get_by_role("button", name="Maak er een actie van").click()
    expect(page.get_by_label("Wat gaat er gebeuren?")).to_have_value("In elk stadhuis leggen")
    page.get_by_role("button", name="Voeg de actie toe").click()

    expect(page.locator("[data-actions]")).to_contain_text("In elk stadhuis leggen")
    expect(page.locator("[data-actions]")).to_contain_text("Wandelnet")


def test_the_facilitator_brings_one_sheet_to_the_wall_and_the_phones(
    room: Room, sheets: World
) -> None:
    page = room.facilitator(sheets.table, sheets.facilitator)
    wall = room.wall(sheets.table)
    phone = joined(room, sheets.table, "Wandelnet")
    expect(wall.locator("[data-wall-overview]")).to_be_visible()
    check(wall)
    choice(page).select_option(label=BENCH)
    field(page).fill("Overal een bankje")

    page.get_by_role("button", name="Toon dit blad op het scherm en de telefoons").click()

    expect(wall.locator("[data-worksheet-name]")).to_have_text(BENCH)
    expect(wall.locator(".wall-text", has_text="Overal een bankje")).to_be_visible()
    expect(sheet(phone).locator("[data-worksheet-name]")).to_have_text(BENCH)
    check(wall)
    check(page)
    page.get_by_role("button", name="Haal dit blad van het scherm").click()
    expect(wall.locator("[data-wall-overview]")).to_be_visible()


def test_a_sheet_does_not_come_up_under_somebody_who_is_typing(room: Room, sheets: World) -> None:
    phone = joined(room, sheets.table, "Wandelnet")
    opened(phone)
    field(phone).press_sequentially("Ik typ")

    show = {"sheet": sheets.table.sheet.pk, "subject": sheets.table.subject(BENCH).pk}
    assert sheets.table.team.sends("show_sheet", **show).accepted

    told = phone.locator("[data-worksheet-told]")
    expect(told).to_contain_text(BENCH)
    expect(sheet(phone).locator("[data-worksheet-name]")).to_have_text(MAP)
    told.get_by_role("button", name="Ga erheen").click()
    expect(sheet(phone).locator("[data-worksheet-name]")).to_have_text(BENCH)
    choice(phone).select_option(label=MAP)
    expect(field(phone)).to_have_value("Ik typ")


def test_hidden_grades_show_on_the_laptop_only_after_the_press(
    room: Room, hidden_sheets: World
) -> None:
    table = hidden_sheets.table
    page = room.facilitator(table, hidden_sheets.facilitator)
    wall = room.wall(table)
    phone = joined(room, table, "Wandelnet")
    route(phone).get_by_role("radio", name="9", exact=True).check()
    said = route(page).locator("[data-energy-said]")
    expect(said).to_have_text("Cijfers van deelnemers: 1, verborgen voor de zaal")
    expect(page.locator("[data-energy] svg")).to_have_count(0)

    open_hidden(page)
    page.locator(".panel [data-show-hidden]:visible").first.click()

    expect(said).to_have_text("Deelnemers: 9 (1)")
    expect(page.locator("[data-energy] svg").first).to_be_visible()
    assert "9 (1)" not in wall.content()
    page.locator(".panel [data-show-hidden]:visible").first.click()
    expect(said).to_have_text("Cijfers van deelnemers: 1, verborgen voor de zaal")
    expect(page.locator("[data-energy] svg")).to_have_count(0)


def test_it_fits_a_narrow_window_and_a_wall_full_of_words(room: Room, sheets: World) -> None:
    table = sheets.table
    place = {"sheet": table.sheet.pk, "subject": table.subject(MAP).pk, "about": "cell"}
    for element in ("inschalen", "uitschalen", "opschalen", "diepschalen", "voorbijschalen"):
        for row in ("doel", "hoe", "wat", "wie"):
            where = {"element": element, "question": row, "based_on": 0}
            text = "We leggen de kaart in elk stadhuis en elke bibliotheek. " * 6
            assert table.team.sends("write_note", **place, **where, text=text).accepted
    table.team.sends("show_sheet", sheet=table.sheet.pk, subject=table.subject(MAP).pk)

    page = room.facilitator(table, sheets.facilitator, viewport=NARROW)
    check(page)
    wall = room.wall(table)
    assert wall.viewport_size == PROJECTOR
    part = wall.locator("[data-wall-sheet]")
    expect(part).to_have_attribute("data-fit", re.compile("[1-7]"))
    wall.wait_for_function(  # letters that came in later are fitted in once more
        """() => {
            const part = document.querySelector('[data-wall-sheet]');
            return part.scrollHeight <= part.clientHeight;
        }"""
    )
    check(wall)
