"""A board on which innovations are placed, in a room: collected, made one, divided over the boxes,
graded, put in order on the wall, and a step that becomes an action.
"""

from datetime import date
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, Page, expect

from boards.domain.preparing import SheetPlan, prepare_session
from boards.models import Placement, Score
from deals.models import Action
from tests.browser.conftest import LAPTOP, PHONE, Room, World, live, open_hidden
from tests.browser.test_access import NARROW, check, check_screen
from tests.browser.test_two_facilitators import answered, postit
from tests.conftest import started
from tests.live.people import participant, team
from tests.table import Table

READY = "Geschikt om op te schalen"
LET_GO = "Loslaten: het netwerk pakt het op"
NOT_YET = "Wel opschalen, maar nog niet klaar"


def laid(world: World, *names: str, **layers: bool) -> Table:
    """A running session with this board, and these innovations of the deal."""
    for name in names:
        world.deal.innovations.create(name=name)
    plan = SheetPlan("innovaties", "boxes", **layers)
    session = prepare_session(world.deal, "Samen", date(2026, 3, 5), [plan], world.facilitator)
    return started(session, world.facilitator)


def sits(room: Room, table: Table, name: str, **options: object) -> Page:
    """The phone of somebody of this partner, live."""
    me = participant(table, name)
    page = room.person(me.cookies, **{"viewport": PHONE, "has_touch": True} | options)
    page.goto(f"/sessions/{table.session.pk}/seat/")
    live(page)
    return page


def control(room: Room, table: Table, world: World, **options: object) -> Page:
    """The laptop, with the innovations beside the board."""
    page = room.facilitator(table, world.facilitator, **options)
    page.locator("#tab-innovations").click()
    return page


def card(phone: Page, name: str) -> Locator:
    """The card of an innovation on a phone, opened."""
    found = phone.locator("[data-innovation-cards] > li", has_text=name)
    found.locator("details[data-card]").evaluate("card => { card.open = true }")
    return found


def chooses(phone: Page, name: str, where: str) -> None:
    """A participant puts an innovation in a box."""
    button = card(phone, name).get_by_role("button", name=where, exact=True)
    with answered(phone):
        button.click()
    expect(button).to_have_attribute("aria-pressed", "true")


def graded(where: Locator, aspect: str, grade: int) -> None:
    """Somebody gives a grade."""
    button = where.locator(f'[data-grade="{aspect}"]').get_by_role(
        "button", name=str(grade), exact=True
    )
    with answered(where.page):
        button.click()
    expect(button).to_have_attribute("aria-pressed", "true")


def entry(page: Page, name: str) -> Locator:
    """An innovation in the list on the laptop."""
    return page.locator("[data-innovation-entries] > li", has_text=name)


def opened(page: Page, name: str) -> Locator:
    """One innovation on the laptop, in its dialog."""
    page.locator("[data-open-innovation]", has_text=name).click()
    return page.locator("[data-innovation-dialog]")


def box(dialog: Locator, element: str) -> Locator:
    """The button in a dialog that puts it in this box."""
    return dialog.locator(f'[data-place-innovation] [name="element"][value="{element}"]')


def closed(page: Page) -> None:
    """Back to the board."""
    page.keyboard.press("Escape")
    expect(page.locator("[data-innovation-dialog]")).not_to_be_visible()


def test_innovations_are_collected_divided_graded_and_put_in_order(
    room: Room, world: World
) -> None:
    table = laid(world, "Wijkhub")
    page, wall = control(room, table, world), room.wall(table)
    one, other = sits(room, table, "Wandelnet"), sits(room, table, "Arcadis")

    # Collected on the laptop and on a phone, once too often.
    page.locator("[data-new-innovation] > summary").click()
    page.locator("#innovation-name-panel").fill("Teldag")
    page.locator("#innovation-name-panel").press("Enter")
    expect(entry(page, "Teldag")).to_be_visible()
    expect(page.locator("#innovation-name-panel")).to_be_focused()
    one.locator("[data-new-innovation] > summary").click()
    one.locator('[data-new-innovation] [name="name"]').fill("Hub in de wijk")
    one.get_by_role("button", name="Voeg de innovatie toe").click()
    expect(one.locator("[data-innovation-says]")).to_have_text("Hub in de wijk ligt op tafel.")
    expect(entry(page, "Hub in de wijk")).to_be_visible()
    expect(other.locator("[data-progress]")).to_have_text("0 van 3")
    chooses(one, "Hub in de wijk", READY)
    dialog = opened(page, "Hub in de wijk")
    dialog.locator("[data-merge-into]").select_option(label="Wijkhub")
    dialog.get_by_role("button", name="Maak er één van").click()
    expect(dialog.locator("[data-merge-sure]")).to_contain_text("“Hub in de wijk” laten opgaan")
    dialog.get_by_role("button", name="Maak er één van").click()
    expect(dialog).not_to_be_visible()
    expect(entry(page, "Hub in de wijk")).to_have_count(0)
    expect(one.locator("[data-progress]")).to_have_text("1 van 2")

    # Divided over the boxes, by two who think differently, and graded.
    chooses(other, "Wijkhub", LET_GO)
    chooses(one, "Teldag", READY)
    other_card = card(other, "Teldag")
    other_card.get_by_role("button", name="Weet ik niet", exact=True).click()
    expect(other.locator("[data-progress]")).to_have_text("2 van 2")
    expect(entry(page, "Wijkhub").locator("[data-share=geschikt]")).to_contain_text("1")
    expect(entry(page, "Wijkhub").locator("[data-share=loslaten]")).to_contain_text("1")
    expect(card(other, "Wijkhub").locator("[data-graded]")).not_to_be_visible()
    graded(card(one, "Wijkhub"), "diversiteit", 9)
    graded(card(one, "Teldag"), "diversiteit", 6)
    graded(card(one, "Teldag"), "systeem", 8)

    # What is true of it, what the board proposes, and where it goes.
    dialog = opened(page, "Wijkhub")
    expect(dialog.locator("[data-proposal]")).to_have_text(
        "Vink aan wat klopt. Dan stelt de plaat een plek voor."
    )
    for number in range(1, 5):
        dialog.locator(f'[data-tick="geschikt-tick-{number}"]').click()
    expect(dialog.locator("[data-proposal]")).to_have_text(f"De plaat stelt voor: {READY}")
    box(dialog, "geschikt").click()
    expect(dialog.locator("[data-where]")).to_have_text(f"gespreksleiders: {READY}")
    graded(dialog, "systeem", 4)
    expect(dialog.locator('[data-grade="diversiteit"] [data-grade-line]')).to_have_text(
        "gemiddeld 9,0, 1 cijfer"
    )
    closed(page)
    expect(page.locator("[data-open-innovation]", has_text="Wijkhub")).to_be_focused()
    # By now its place is shared: whoever put it elsewhere grades it too.
    expect(card(other, "Wijkhub").locator("[data-graded]")).to_be_visible()
    expect(card(other, "Wijkhub").locator("[data-shared-words]")).to_have_text(f"Samen: {READY}")

    # The list, here and on the wall: Teldag 7, Wijkhub 6.5.
    page.locator("[data-ready] > summary").click()
    names = "[data-ranking] [data-name]"
    expect(page.locator(names)).to_have_text(["Teldag", "Wijkhub"])
    expect(page.locator("[data-ranking] [data-mean]")).to_have_text(["7,0", "6,5"])
    show = page.get_by_role("button", name="Toon deze lijst op het grote scherm")
    show.click()
    expect(show).to_have_attribute("aria-pressed", "true")
    expect(wall.locator("[data-wall-ranking]")).to_be_visible()
    expect(wall.locator(f"[data-wall-ranking] {names}")).to_have_text(["Teldag", "Wijkhub"])
    expect(wall.locator("[data-wall-ranking] .ranked", has_text="Wijkhub")).to_contain_text(
        "Systeem gemiddeld 4,0, 1 cijfer het zwakste punt"
    )
    expect(wall.locator("svg.board")).not_to_be_visible()
    show.click()
    expect(wall.locator("svg.board")).to_be_visible()

    # While we talk: what we think differently about, and a step that becomes an action.
    assert table.team.sends("set_phase", phase="discussing").accepted
    divided = wall.locator("[data-divided]")
    expect(divided.locator("[data-divided-list] > li")).to_have_count(1)
    expect(divided).to_contain_text("Wijkhub")
    expect(card(one, "Wijkhub").locator("[data-share=loslaten]")).to_be_visible()
    dialog = opened(page, "Teldag")
    box(dialog, "nog-niet-klaar").click()
    expect(dialog.locator("[data-where]")).to_have_text(f"afgesproken: {NOT_YET}")
    expect(page.locator("[data-observations]")).to_contain_text(
        "Nog niet klaar, en nog zonder actie"
    )
    dialog.get_by_role("button", name="Maak er een actie van").click()
    expect(dialog).not_to_be_visible()
    expect(page.locator("[data-action-from-text]")).to_have_text("Bij: Teldag")
    page.locator("#action-text-new").fill("Geld zoeken voor de teldag.")
    page.get_by_role("button", name="Voeg de actie toe").click()
    expect(page.locator("[data-actions]")).to_contain_text("Geld zoeken voor de teldag.")
    expect(card(one, "Teldag").locator("[data-shared-words]")).to_have_text(f"Samen: {NOT_YET}")
    action = Action.objects.get(text="Geld zoeken voor de teldag.")
    assert action.innovation is not None
    assert action.innovation.name == "Teldag"


def test_what_we_tick_in_a_hidden_layer_shows_only_after_a_press(room: Room, world: World) -> None:
    table = laid(world, "Wijkhub", self_starts_open=False, team_starts_open=False)
    wall = room.wall(table)
    phone = sits(room, table, "Wandelnet")
    chooses(phone, "Wijkhub", READY)
    page = control(room, table, world)
    expect(entry(page, "Wijkhub").locator("[data-where]")).to_have_text("nog geen plek")
    dialog = opened(page, "Wijkhub")
    expect(dialog.locator("[data-tick]").first).not_to_be_visible()
    check(page)

    dialog.get_by_role("button", name="Toon het op deze laptop").click()

    expect(dialog.locator("[data-tick]").first).to_be_focused()
    with answered(page):
        dialog.locator('[data-tick="loslaten-tick-1"]').click()
    expect(dialog.locator("[data-proposal]")).to_have_text(f"De plaat stelt voor: {LET_GO}")
    box(dialog, "loslaten").click()
    expect(dialog.locator("[data-where]")).to_have_text(f"gespreksleiders: {LET_GO}")
    closed(page)
    expect(entry(page, "Wijkhub").locator("[data-share=geschikt]")).to_be_visible()
    assert Score.objects.get(aspect="loslaten-tick-1").layer == "team"
    expect(postit(wall, "Wijkhub")).to_have_count(0)
    expect(card(phone, "Wijkhub").locator("[data-shared-words]")).not_to_be_visible()
    open_hidden(page)
    page.locator("[data-show-hidden]:visible").click()
    expect(entry(page, "Wijkhub").locator("[data-where]")).to_have_text("nog geen plek")


def test_one_innovation_goes_by_keyboard(room: Room, world: World) -> None:
    table = laid(world, "Wijkhub", "Teldag")
    page = control(room, table, world)
    link = page.locator("[data-open-innovation]", has_text="Wijkhub")
    link.focus()
    page.keyboard.press("Space")
    dialog = page.locator("[data-innovation-dialog]")
    expect(dialog.locator("h2")).to_be_focused()
    expect(dialog.locator("h2")).to_have_text("Wijkhub")
    page.keyboard.press("Tab")
    expect(dialog.locator("[data-tick]").first).to_be_focused()
    page.keyboard.press("Space")
    expect(dialog.locator("[data-tick]").first).to_have_attribute("aria-checked", "true")
    expect(dialog.locator("[data-proposal]")).to_have_text(f"De plaat stelt voor: {NOT_YET}")
    button = box(dialog, "nog-niet-klaar")
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_be_focused()
    page.keyboard.press("Escape")
    expect(link).to_be_focused()
    expect(postit(page, "Wijkhub")).to_have_count(1)
    help_button = page.get_by_role("button", name=READY, exact=True)
    help_button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Iemand voelt zich eigenaar")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("Iemand voelt zich eigenaar")).not_to_be_visible()
    expect(help_button).to_be_focused()


def test_one_that_is_taken_off_is_gone_everywhere_and_comes_back_with_what_was_said(
    room: Room, world: World
) -> None:
    table = laid(world, "Wijkhub", "Teldag")
    page, phone = control(room, table, world), sits(room, table, "Wandelnet")
    chooses(phone, "Teldag", READY)
    opened(page, "Teldag").get_by_role("button", name="Haal van tafel").click()
    expect(page.locator("[data-innovation-dialog]")).not_to_be_visible()
    expect(entry(page, "Teldag")).to_have_count(0)
    expect(postit(page, "Teldag")).to_have_count(0)
    expect(phone.locator("[data-progress]")).to_have_text("0 van 1")

    page.locator("[data-dropped-part] > summary").click()
    page.get_by_role("button", name="Leg terug").click()

    expect(phone.locator("[data-progress]")).to_have_text("1 van 2")
    expect(postit(page, "Teldag")).to_have_count(1)
    expect(card(phone, "Teldag").locator("[data-own-words]")).to_have_text(f"Jouw keuze: {READY}")


def test_a_reason_on_a_phone_is_kept_while_others_add_innovations(room: Room, world: World) -> None:
    table = laid(world, "Wijkhub")
    phone = sits(room, table, "Wandelnet")
    field = card(phone, "Wijkhub").locator("textarea")
    field.fill("Er is geld voor.")
    assert table.team.sends("add_innovation", subject=uuid4(), name="Aanhaakroute").accepted
    expect(phone.locator("[data-innovation-cards] > li")).to_have_count(2)
    expect(field).to_have_value("Er is geld voor.")
    expect(field).to_be_focused()
    field.blur()
    expect(card(phone, "Wijkhub").locator("[data-note-state=saved]")).to_be_visible()
    new = card(phone, "Aanhaakroute").locator("textarea")
    new.fill("Dit is nieuw.")
    new.blur()
    expect(card(phone, "Aanhaakroute").locator("[data-note-state=saved]")).to_be_visible()
    page = control(room, table, world, color_scheme="dark")
    expect(opened(page, "Aanhaakroute").locator("[data-reasons]")).to_contain_text("Dit is nieuw.")


def test_a_board_of_innovations_is_answered_on_the_phone_when_anything_was_given(
    room: Room, world: World
) -> None:
    world.deal.innovations.create(name="Wijkhub")
    plans = [SheetPlan("innovaties", "boxes"), SheetPlan("rollen", "feitelijke-rol")]
    session = prepare_session(world.deal, "Samen", date(2026, 3, 5), plans, world.facilitator)
    table = started(session, world.facilitator)
    phone = sits(room, table, "Wandelnet")
    step = phone.locator("[data-step]").first
    expect(step).not_to_have_attribute("data-done", "")
    expect(phone.locator("[data-status]")).to_have_text("Je hebt nog niets ingevuld.")
    chooses(phone, "Wijkhub", READY)
    expect(step).to_have_attribute("data-done", "")
    expect(phone.locator("[data-status]")).to_have_text("Wat je invulde is bewaard.")
    phone.locator("[data-next]").click()
    roles = session.sheets.get(board="rollen")
    expect(phone.locator(f'[data-place="{roles.pk}"] .asks')).to_be_visible()
    innovations = session.sheets.get(board="innovaties")
    gather = {"sheet": innovations.pk, "everyone": True}
    assert table.team.sends("show_sheet", **gather).accepted
    expect(card(phone, "Wijkhub")).to_be_visible()
    assert table.team.sends("set_phase", phase="revealing").accepted
    expect(card(phone, "Wijkhub").locator("[data-own-words]")).to_be_visible()
    expect(card(phone, "Wijkhub").locator("[data-choose-box]")).not_to_be_visible()


def filled(world: World) -> Table:
    """A table on which much was said of innovations."""
    world.deal.goals.create(text="Lopen is de gewoonste manier om korte afstanden af te leggen.")
    table = laid(world, *(f"Innovatie {number}" for number in range(1, 9)))
    boxes = ("geschikt", "loslaten", "nog-niet-klaar", "niet-geschikt")
    for turn, name in enumerate(("Wandelnet", "Arcadis", "Gemeente Zwolle")):
        place = table.joins(name)
        for number in range(1, 8):
            subject = table.subject(f"Innovatie {number}").pk
            said = {"sheet": table.sheet.pk, "subject": subject, "layer": "self"}
            box = boxes[(number * (turn + 1)) % 4]
            place.sends("place", placement=uuid4(), element=box, visibility="open", **said)
            grade = {"aspect": "systeem", "value": number, "visibility": "open"}
            place.sends("give_score", **said, **grade)
    return table


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_the_pages(room: Room, world: World, scheme: str) -> None:
    table = filled(world)
    phone = sits(room, table, "Wandelnet", color_scheme=scheme, viewport=NARROW)
    chooses(phone, "Innovatie 8", READY)
    check(phone)
    page = control(room, table, world, color_scheme=scheme)
    page.locator("[data-ready] > summary").click()
    check(page)
    dialog = opened(page, "Innovatie 8")
    expect(dialog.locator("[data-graded]")).to_be_visible()
    check(page)
    closed(page)
    page.get_by_role("button", name=READY, exact=True).click()
    check(page)


def test_the_wall_can_be_read(room: Room, world: World) -> None:
    table = filled(world)
    wall = room.wall(table)
    check_screen(wall)
    assert table.team.sends("set_phase", phase="discussing").accepted
    expect(wall.locator("[data-divided]")).to_be_visible()
    check_screen(wall)
    assert table.team.sends("show_sheet", sheet=table.sheet.pk, element="geschikt").accepted
    expect(wall.locator("[data-wall-ranking]")).to_be_visible()
    check_screen(wall)
    assert Placement.objects.exists()


@pytest.mark.parametrize("size", [NARROW, LAPTOP], ids=["narrow", "laptop"])
def test_preparing_and_the_history_can_be_used(
    room: Room, world: World, size: dict[str, int]
) -> None:
    table = filled(world)
    page = room.person(team(table.session, world.facilitator).cookies, viewport=size)
    page.goto(f"/deals/{world.deal.pk}/sessions/new/")
    innovations = page.locator("[data-innovations]")
    expect(innovations).not_to_be_visible()
    page.locator('[value="innovaties/boxes"]').check()
    expect(innovations.get_by_label("Innovatie 3")).to_be_checked()
    check(page)
    assert table.team.sends("close_session").accepted
    page.goto(f"/sessions/{table.session.pk}/")
    expect(page.locator("[data-ranking] > li").first).to_be_visible()
    check(page)
