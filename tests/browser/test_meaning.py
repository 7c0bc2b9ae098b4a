"""Agreeing on what the elements mean: written on two laptops, live on the wall and the phones, kept
afterwards; and no word that somebody typed is ever lost.
"""

import re
from datetime import date

import pytest
from playwright.sync_api import BrowserContext, Dialog, Locator, Page, expect

from boards.domain.preparing import SheetPlan, prepare_session
from boards.models import Event, Note
from tests.browser.conftest import (
    LAPTOP,
    PROJECTOR,
    Room,
    World,
    at_rest,
    live,
    without_pauses,
)
from tests.browser.test_access import NARROW, SIGHTS, check, check_screen
from tests.conftest import make_deal, make_user
from tests.live.people import participant, team
from tests.table import Table

SAVED = "Bewaard."
NOT_SAVED = re.compile("Niet bewaard")
LONG = "Wie straks de looproutes blijft onderhouden, ook als de deal klaar is. " * 3
LONGEST = (LONG * 3)[:600]
ELEMENTS = ["boompje", "wortels", "bodemleven", "compost", "water", "oogst", "vlinder"]


def agreeing(*fillings: str) -> World:
    """A deal with two facilitators, in a session that is agreeing on meanings."""
    deal = make_deal("Ruimte voor Lopen")
    facilitator = make_user("gespreksleider", deal)
    colleague = make_user("collega", deal)
    plans = [SheetPlan("rollen", filling) for filling in fillings or ("betekenis",)]
    session = prepare_session(deal, "Samen", date(2026, 3, 5), plans, facilitator)
    table = Table(session, facilitator)
    assert table.team.sends("set_phase", phase="meaning").accepted
    return World(deal, facilitator, colleague, table)


@pytest.fixture
def meanings(live_db: None) -> World:
    """A running session that is agreeing on what the elements mean."""
    return agreeing()


def field(page: Page, element: str = "Water") -> Locator:
    """Where the meaning of an element is written."""
    return page.get_by_label(f"Wat betekent dit voor ons? {element}")


def form(page: Page, element: str = "Water") -> Locator:
    """That field, with what is said below it."""
    return page.locator("[data-meaning]").filter(has=field(page, element))


def state(page: Page, element: str = "Water") -> Locator:
    """How things stand with that text."""
    return form(page, element).locator("[data-note-state]")


def shown(page: Page, element: str = "water") -> Locator:
    """What we agreed on an element, where a page shows it."""
    return page.locator(f'[data-our-meaning$=" {element}"]').locator("visible=true")


def writes(table: Table, element: str, text: str, based_on: int = 0) -> None:
    """Somebody writes a meaning at another laptop."""
    sheet = table.session.sheets.get(filling="betekenis").pk
    note = {"element": element, "text": text, "based_on": based_on}
    assert table.team.sends("write_note", sheet=sheet, about="meaning", **note).accepted


def phone_of(room: Room, table: Table, name: str = "Wandelnet", **options: object) -> Page:
    """The phone of somebody who has joined, live."""
    page = room.person(participant(table, name).cookies, viewport=NARROW, **options)
    page.goto(f"/sessions/{table.session.pk}/seat/")
    live(page)
    return page


# Writing together -------------------------------------------------------------------------------


def test_two_facilitators_write_and_everyone_sees_it_at_once(room: Room, meanings: World) -> None:
    first = room.facilitator(meanings.table, meanings.facilitator)
    second = room.facilitator(meanings.table, meanings.colleague)
    phone = phone_of(room, meanings.table)
    wall = room.wall(meanings.table)

    field(first).fill("Wie advies geeft.")
    field(second, "Oogst").fill("Wie het straks gebruikt.")

    expect(state(first)).to_have_text(SAVED)
    expect(state(second, "Oogst")).to_have_text(SAVED)
    for page in (phone, wall):
        expect(shown(page)).to_contain_text("Wie advies geeft.")
        expect(shown(page, "oogst")).to_contain_text("Wie het straks gebruikt.")
    expect(field(first, "Oogst")).to_have_value("Wie het straks gebruikt.")
    expect(field(second)).to_have_value("Wie advies geeft.")
    assert Event.objects.filter(kind="note_written").count() == 2


def test_a_text_is_saved_when_one_leaves_it(room: Room, meanings: World) -> None:
    page = room.facilitator(meanings.table, meanings.facilitator)

    field(page).focus()
    with without_pauses(page):
        page.keyboard.type("Kennis")
        with page.expect_response(lambda response: response.url.endswith("/commands/")):
            page.keyboard.press("Tab")

    assert Note.objects.get().text.text == "Kennis"
    expect(field(page, "Oogst")).to_be_focused()


def test_typing_goes_on_while_others_write_elsewhere(room: Room, meanings: World) -> None:
    table = meanings.table
    page = room.facilitator(table, meanings.facilitator)
    field(page).focus()
    page.keyboard.type("Wie kennis ")

    writes(table, "oogst", "Wie het straks gebruikt.")
    expect(field(page, "Oogst")).to_have_value("Wie het straks gebruikt.")
    table.team.sends("set_phase", phase="placing")
    expect(page.locator('[data-step="placing"]')).to_have_attribute("data-now", "")
    page.keyboard.type("heeft.")

    expect(field(page)).to_be_focused()
    expect(field(page)).to_have_value("Wie kennis heeft.")
    expect(state(page)).to_have_text(SAVED)


@pytest.mark.parametrize(
    ("button", "kept"),
    [
        ("Houd de mijne", "Kennis en advies"),
        ("Neem die van de ander", "Geld"),
        ("Allebei, onder elkaar", "Geld\nKennis en advies"),
    ],
)
def test_both_type_in_one_text_and_the_writer_chooses(
    room: Room, meanings: World, button: str, kept: str
) -> None:
    page = room.facilitator(meanings.table, meanings.facilitator)
    wall = room.wall(meanings.table)
    field(page).focus()
    with without_pauses(page):
        page.keyboard.type("Kennis")
        writes(meanings.table, "water", "Geld")
        expect(form(page).locator("[data-theirs]")).to_have_text("Geld")
    page.keyboard.type(" en advies")

    expect(state(page)).to_have_text(NOT_SAVED)
    expect(field(page)).to_have_value("Kennis en advies")
    expect(shown(wall)).to_contain_text("Geld")
    check(page)
    form(page).get_by_role("button", name=button).press("Enter")
    expect(field(page)).to_be_focused()
    expect(field(page)).to_have_value(kept)
    expect(state(page)).to_have_text(SAVED)
    expect(form(page).locator("[data-note-choice]")).to_be_hidden()
    assert Note.objects.get().text.text == kept


def test_what_is_typed_without_a_connection_is_kept_and_sent_later(
    room: Room, meanings: World
) -> None:
    page = room.facilitator(meanings.table, meanings.facilitator)
    wall = room.wall(meanings.table)

    page.context.set_offline(True)
    field(page).fill("Kennis")
    expect(state(page)).to_have_text(re.compile("geen verbinding"))
    field(page).press_sequentially(" en advies")
    assert not Note.objects.exists()
    page.context.set_offline(False)

    live(page)
    expect(state(page)).to_have_text(SAVED)
    expect(shown(wall)).to_contain_text("Kennis en advies")
    assert Note.objects.get().text.text == "Kennis en advies"


def test_a_text_that_changed_while_one_was_offline_is_shown_beside_it(
    room: Room, meanings: World
) -> None:
    page = room.facilitator(meanings.table, meanings.facilitator)

    page.context.set_offline(True)
    field(page).fill("Kennis")
    expect(state(page)).to_have_text(re.compile("geen verbinding"))
    writes(meanings.table, "water", "Geld")
    page.context.set_offline(False)

    live(page)
    expect(form(page).locator("[data-theirs]")).to_have_text("Geld")
    expect(field(page)).to_have_value("Kennis")
    form(page).get_by_role("button", name="Allebei").click()
    expect(state(page)).to_have_text(SAVED)
    assert Note.objects.get().text.text == "Geld\nKennis"


def test_leaving_with_unsaved_words_is_asked_about(room: Room, meanings: World) -> None:
    page = room.facilitator(meanings.table, meanings.facilitator)
    page.context.set_offline(True)
    field(page).press_sequentially("Kennis")
    expect(state(page)).to_have_text(re.compile("geen verbinding"))
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)

    with page.expect_event("dialog"):
        page.evaluate("setTimeout(() => location.reload())")

    assert asked == ["beforeunload"]
    expect(field(page)).to_have_value("Kennis")
    page.context.set_offline(False)
    expect(state(page)).to_have_text(SAVED)


def test_a_text_that_is_too_long_stays_until_it_is_shorter(room: Room, meanings: World) -> None:
    page = room.facilitator(meanings.table, meanings.facilitator)

    field(page).fill("a" * 601)
    field(page).blur()
    expect(state(page)).to_have_text(re.compile("te lang"))
    expect(form(page)).to_contain_text("601 van 600 tekens")
    assert not Note.objects.exists()
    field(page).press("End")
    field(page).press("Backspace")

    expect(state(page)).to_have_text(SAVED)
    assert Note.objects.get().text.text == "a" * 600


def test_a_text_survives_a_reload(room: Room, meanings: World) -> None:
    page = room.facilitator(meanings.table, meanings.facilitator)
    field(page).fill("Kennis\nen advies")
    expect(state(page)).to_have_text(SAVED)

    page.reload()

    expect(field(page)).to_have_value("Kennis\nen advies")


def test_without_javascript_a_form_saves_it(room: Room, meanings: World) -> None:
    cookies = team(meanings.table.session, meanings.facilitator).cookies
    page = room.person(cookies, java_script_enabled=False)
    page.goto(f"/sessions/{meanings.table.session.pk}/control/")

    field(page).fill("Kennis")
    with page.expect_event("load"):
        form(page).get_by_role("button", name="Bewaar").click()

    expect(field(page)).to_have_value("Kennis")
    assert Note.objects.get().text.text == "Kennis"


# Where it is shown ------------------------------------------------------------------------------


def test_the_session_starts_with_the_meanings(room: Room, live_db: None) -> None:
    deal = make_deal("Ruimte voor Lopen")
    facilitator = make_user("gespreksleider", deal)
    plans = [SheetPlan("rollen", "gedrag"), SheetPlan("rollen", "betekenis")]
    table = Table(prepare_session(deal, "Samen", date(2026, 3, 5), plans, facilitator), facilitator)
    page = room.facilitator(table, facilitator)

    page.get_by_role("button", name="Start de sessie").click()

    expect(page.locator('[data-step="meaning"]')).to_have_attribute("data-now", "")
    expect(page.get_by_role("tab", name="Betekenis")).to_have_attribute("aria-selected", "true")
    expect(field(page)).to_be_visible()  # and the board that has them lies before us
    expect(page.get_by_role("link", name="Eerst de betekenis")).to_have_attribute(
        "aria-current", "true"
    )


def test_the_list_and_the_menu_say_what_an_element_means(room: Room, meanings: World) -> None:
    table = meanings.table
    writes(table, "water", "Kennis")
    table.team.sends("set_phase", phase="placing")
    table.team.places(table.subject("Arcadis"), element="oogst")
    page = room.facilitator(table, meanings.facilitator)

    page.get_by_role("tab", name="Lijst").click()
    expect(shown(page)).to_have_text(re.compile(r"Onze betekenis:\s+Kennis"))
    page.get_by_role("button", name="Verplaats Arcadis").click()
    water = page.get_by_role("dialog").get_by_role("button", name="Water", exact=True)
    expect(water).to_have_accessible_description(
        re.compile("^Wij geven advies of ontwikkelen kennis.* Onze betekenis: Kennis$")
    )
    check(page)
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Pas de betekenis aan Water").press("Enter")

    expect(field(page)).to_be_focused()


def test_the_phone_shows_it_with_the_card_and_with_the_own_place(
    room: Room, meanings: World
) -> None:
    table = meanings.table
    phone = phone_of(room, table)
    writes(table, "water", "Kennis")
    expect(shown(phone)).to_contain_text("Kennis")

    table.team.sends("set_phase", phase="placing")
    card = phone.locator('[data-choice="water"]')
    expect(card).to_contain_text("Kennis")
    card.locator("button.card-button").click()
    expect(card.locator("[data-mark]")).to_be_visible()
    writes(table, "water", "Kennis en advies", based_on=1)
    expect(card).to_contain_text("Kennis en advies")
    expect(card.locator("button.card-button")).to_be_focused()
    table.team.sends("set_phase", phase="discussing")

    expect(phone.locator('[data-own="water"]')).to_contain_text("Kennis en advies")


def test_the_closed_session_keeps_it(room: Room, meanings: World) -> None:
    table = meanings.table
    writes(table, "water", "Kennis")
    wall = room.wall(table)
    table.team.sends("close_session")
    page = room.person(team(table.session, meanings.facilitator).cookies)

    page.goto(f"/sessions/{table.session.pk}/")

    expect(page.locator(".history-part", has_text="Water")).to_contain_text("Kennis")
    check(page)
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    check(page)
    expect(wall.locator("[data-screen]")).to_have_attribute("data-phase", "closed")
    expect(shown(wall)).to_contain_text("Kennis")
    check_screen(wall)


@pytest.mark.parametrize("text", [LONG, LONGEST], ids=["long", "longest"])
@pytest.mark.parametrize("phase", ["meaning", "placing", "discussing"])
def test_on_the_wall_all_meanings_fit_and_cover_nothing(
    room: Room, meanings: World, phase: str, text: str
) -> None:
    """Seven elements at 1920 × 1080: nothing is cut off but with "…", letters stay 18 px."""
    table = meanings.table
    for element in ELEMENTS:
        writes(table, element, text)
    if phase != "meaning":
        table.team.sends("set_phase", phase=phase)
    wall = room.wall(table)

    for element in ELEMENTS:
        expect(shown(wall, element)).to_be_in_viewport()
    at_rest(wall)
    # Letters that came in later are fitted in once more.
    wall.wait_for_function(
        """() => {
            const list = document.querySelector('[data-screen-meanings]');
            return list.scrollHeight <= list.clientHeight;
        }"""
    )
    sizes = wall.locator(".our-meaning-text").evaluate_all(
        "all => all.map(each => parseFloat(getComputedStyle(each).fontSize))"
    )
    assert min(sizes) >= 18
    assert not overlap(wall, "[data-screen-meanings]", "svg.board")
    assert not overlap(wall, "[data-screen-meanings]", ".screen-side")
    check_screen(wall)
    wall.set_viewport_size({"width": 1280, "height": 720})
    check_screen(wall)


def overlap(page: Page, one: str, other: str) -> bool:
    """Whether two parts of a page lie over each other."""
    first, second = (page.locator(which).bounding_box() for which in (one, other))
    assert first is not None
    assert second is not None
    return (
        first["x"] < second["x"] + second["width"]
        and second["x"] < first["x"] + first["width"]
        and first["y"] < second["y"] + second["height"]
        and second["y"] < first["y"] + first["height"]
    )


def test_post_its_stay_readable_beside_the_meanings(room: Room, meanings: World) -> None:
    table = meanings.table
    for element in ELEMENTS:
        writes(table, element, LONG)
    table.team.sends("set_phase", phase="placing")
    for name in ("Wandelnet", "Arcadis", "Gemeente Zwolle", "Ministerie van BZK"):
        table.team.places(table.subject(name), element="boompje")
    wall = room.wall(table)

    width = wall.locator("svg.board").bounding_box()

    assert width is not None
    # On a full board the smallest letters are 3.75 mm of 420: 12 px at this width.
    assert width["width"] / 420 * 3.75 >= 11.9


# Everybody can use it ---------------------------------------------------------------------------


def larger_text(context: BrowserContext) -> None:
    """Text at 200 %, as somebody sets it in their browser."""
    context.add_init_script(
        "new MutationObserver((_all, me) => { if (!document.documentElement) return;"
        " document.documentElement.style.fontSize = '200%'; me.disconnect(); })"
        ".observe(document, {childList: true})"
    )


@pytest.mark.parametrize(("size", "scheme"), SIGHTS, ids=["narrow-light", "laptop-dark"])
def test_writing_has_no_findings(
    room: Room, meanings: World, scheme: str, size: dict[str, int]
) -> None:
    table = meanings.table
    writes(table, "water", LONGEST)
    page = room.facilitator(table, meanings.facilitator, viewport=size, color_scheme=scheme)

    check(page)
    field(page).focus()
    with without_pauses(page):
        page.keyboard.press("End")
        page.keyboard.press("Backspace")
        writes(table, "water", "Geld", based_on=1)
        expect(form(page).locator("[data-theirs]")).to_have_text("Geld")
    check(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_phone_has_no_findings_while_meanings_are_agreed(
    room: Room, meanings: World, scheme: str
) -> None:
    writes(meanings.table, "water", LONGEST)
    page = phone_of(room, meanings.table, color_scheme=scheme)

    expect(shown(page)).to_be_visible()
    check(page)
    meanings.table.team.sends("set_phase", phase="placing")
    expect(page.locator("[data-seat]")).to_have_attribute("data-phase", "placing")
    check(page)


def test_text_twice_as_large_fits(room: Room, meanings: World) -> None:
    table = meanings.table
    writes(table, "water", LONG)
    page = room.person(team(table.session, meanings.facilitator).cookies, viewport=LAPTOP)
    phone = room.person(participant(table, "Wandelnet").cookies, viewport=NARROW)

    for somebody, role in ((page, "control"), (phone, "seat")):
        larger_text(somebody.context)
        somebody.goto(f"/sessions/{table.session.pk}/{role}/")
        live(somebody)
        assert somebody.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
        check(somebody)
    field(page).fill("Kennis")
    expect(state(page)).to_have_text(SAVED)
    expect(field(page)).to_be_in_viewport()
    table.team.sends("set_phase", phase="placing")
    expect(phone.locator("[data-seat]")).to_have_attribute("data-phase", "placing")
    check(phone)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_wall_has_no_findings_while_meanings_are_agreed(
    room: Room, meanings: World, scheme: str
) -> None:
    writes(meanings.table, "water", "Kennis")
    cookies = room.wall(meanings.table).context.cookies()
    page = room.person({}, viewport=PROJECTOR, color_scheme=scheme)
    page.context.add_cookies(cookies)  # type: ignore[arg-type]

    page.goto(f"/sessions/{meanings.table.session.pk}/screen/")
    live(page)

    expect(shown(page)).to_be_visible()
    check_screen(page)


def test_nothing_moves_for_who_asked_for_less_motion(room: Room, meanings: World) -> None:
    wall = room.wall(meanings.table)
    writes(meanings.table, "water", "Kennis")
    expect(shown(wall)).to_be_visible()

    running = "document.getAnimations().filter(a => a.playState === 'running').length"
    assert wall.evaluate(running) == 0


# A table that is laid out anew --------------------------------------------------------------------


def test_another_set_up_renews_the_page_by_itself(room: Room, live_db: None) -> None:
    deal = make_deal("Ruimte voor Lopen")
    facilitator = make_user("gespreksleider", deal)
    plans = [SheetPlan("rollen", "gedrag")]
    table = Table(prepare_session(deal, "Samen", date(2026, 3, 5), plans, facilitator), facilitator)
    page = room.facilitator(table, facilitator)
    wall = room.wall(table)
    expect(page.get_by_role("tab", name="Betekenis")).to_have_count(0)

    sheet = {"board": "rollen", "filling": "betekenis", "self_open": True, "team_open": True}
    partners = [str(partner.pk) for partner in deal.partners.all()]
    assert table.team.sends("set_up", based_on=1, sheets=[sheet], partners=partners).accepted

    expect(page.get_by_role("tab", name="Betekenis")).to_be_visible()
    expect(wall.locator("[data-has-meanings]")).to_have_count(1)
    live(wall)
