"""The facilitator's tools: the timer, what the room sees, who is ready, undo, somebody without a
phone. Two laptops see the same; nothing that is hidden reaches the room by them.
"""

import re
from datetime import date
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, Page, expect

from boards.domain.preparing import SheetPlan, prepare_session
from boards.models import Event, Placement, Subject
from deals.models import Relation, Seat
from tests.browser.conftest import LAPTOP, Room, World, open_hidden, without_pauses
from tests.browser.test_access import NARROW, check
from tests.browser.test_participants import entry, on_phone, person_dialog
from tests.browser.test_two_facilitators import answered, drag, place_of, postit, spot, tray_item
from tests.conftest import started
from tests.live.people import participant
from tests.table import Place, Table

HIDDEN = {"team_starts_open": False}


def laid(world: World, *plans: SheetPlan) -> Table:
    """A running session with these boards."""
    session = prepare_session(world.deal, "Samen", date(2026, 3, 5), list(plans), world.facilitator)
    return started(session, world.facilitator)


def three_boards(world: World) -> Table:
    """A running session with all three boards; where organisations stand is hidden by the team."""
    return laid(
        world,
        SheetPlan("rollen", "feitelijke-rol", **HIDDEN),
        SheetPlan("snelheid", "organisatie"),
        SheetPlan("invloed", "organisatie-en-persoon"),
    )


def tools(page: Page) -> Locator:
    """What stands behind the button, opened."""
    page.locator("[data-tools] > summary").click()
    return page.locator(".tools-body")


def use(page: Page, name: str) -> None:
    """Press a button among the tools, and wait for the answer."""
    with answered(page):
        tools(page).get_by_role("button", name=name).click()


def on_now(page: Page, name: str) -> Locator:
    """The line of something that is on now."""
    return page.locator(f'[data-now="{name}"]')


def says(page: Page, words: str) -> None:
    """The page says this, once."""
    expect(page.locator("[data-says]")).to_contain_text(words)


def people(page: Page) -> Locator:
    """The list of participants, opened."""
    page.get_by_role("tab", name="Deelnemers").click()
    return page.locator("#panel-people")


def no_hidden_places(viewer: Place, *placements: Placement) -> None:
    """Nothing that this viewer ever received names one of these."""
    heard = viewer.bytes_received().decode()
    for placement in placements:
        assert str(placement.pk) not in heard


# The timer ----------------------------------------------------------------------------------------


def test_two_facilitators_see_one_timer_and_stop_it(room: Room, world: World) -> None:
    first = room.facilitator(world.table, world.facilitator)
    second = room.facilitator(world.table, world.colleague)

    use(first, "5 minuten")

    for page in (first, second):
        expect(on_now(page, "timer").locator("[data-clock]")).to_have_text(
            re.compile(r"^(5:00|4:\d\d)$")
        )
    with answered(second):
        on_now(second, "timer").get_by_role("button", name="Eén minuut erbij").click()
    expect(on_now(first, "timer").locator("[data-clock]")).to_have_text(
        re.compile(r"^(6:00|5:\d\d)$")
    )
    with answered(first):
        on_now(first, "timer").get_by_role("button", name="Stop").click()
    expect(on_now(second, "timer")).to_be_hidden()
    says(second, "De tijd staat uit")
    assert world.table.team.state()["timer"] is None


def test_a_laptop_with_a_wrong_clock_sees_the_same_time(room: Room, world: World) -> None:
    page = room.facilitator(world.table, world.facilitator)
    late = room.person({c["name"]: c["value"] for c in page.context.cookies()})
    # Three hours ahead.
    late.add_init_script("const now = Date.now; Date.now = () => now() + 3 * 60 * 60 * 1000;")
    late.goto(page.url)
    expect(late.locator("html")).to_have_attribute("data-live", "live")

    use(page, "10 minuten")

    expect(on_now(late, "timer").locator("[data-clock]")).to_have_text(
        re.compile(r"^(10:00|9:\d\d)$")
    )


def test_another_time_is_typed_in_minutes(room: Room, world: World) -> None:
    page = room.facilitator(world.table, world.facilitator)
    body = tools(page)
    body.get_by_label("Andere tijd, in minuten").fill("7")

    with answered(page):
        page.keyboard.press("Enter")

    assert world.table.team.state()["timer"]["seconds"] == 420
    expect(on_now(page, "timer")).to_be_visible()
    expect(page.locator("[data-tools] > summary")).to_be_focused()


def test_a_timer_that_is_over_says_so_and_cuts_off_nothing(room: Room, world: World) -> None:
    seat = world.table.joins("Wandelnet")
    page = room.facilitator(world.table, world.facilitator)

    assert world.table.team.sends("set_timer", seconds=1).accepted

    expect(on_now(page, "timer").get_by_text("De tijd is om")).to_be_visible()
    says(page, "De tijd is om")
    assert seat.places(world.table.subject("Wandelnet")).accepted
    page.reload()
    expect(on_now(page, "timer").get_by_text("De tijd is om")).to_be_visible()


# What the room sees and may do --------------------------------------------------------------------


def test_placing_is_paused_and_goes_on(room: Room, world: World) -> None:
    table = world.table
    seat = table.joins("Wandelnet")
    first = room.facilitator(table, world.facilitator)
    second = room.facilitator(table, world.colleague)

    use(first, "Zet plaatsen op pauze")

    expect(on_now(second, "paused")).to_be_visible()
    refused = seat.places(table.subject("Wandelnet"))
    assert refused.body["refused"]["code"] == "paused"
    assert table.team.places(table.subject("Arcadis")).accepted
    expect(tools(second).get_by_role("button", name="Laat weer plaatsen")).to_be_visible()
    second.keyboard.press("Escape")
    with answered(second):
        on_now(second, "paused").get_by_role("button", name="Ga verder").click()
    expect(on_now(first, "paused")).to_be_hidden()
    says(first, "Telefoons kunnen weer plaatsen")
    assert seat.places(table.subject("Wandelnet")).accepted


def test_without_a_connection_a_tool_says_so_and_what_others_did_comes_in_later(
    room: Room, world: World
) -> None:
    first = room.facilitator(world.table, world.facilitator)
    body = tools(first)
    first.context.set_offline(True)
    expect(first.locator("html")).to_have_attribute("data-live", "offline")
    assert world.table.team.sends("hide_names", hidden=True).accepted

    body.get_by_role("button", name="Verberg namen").click()

    says(first, "Hiervoor is verbinding nodig")
    first.context.set_offline(False)
    expect(on_now(first, "names_hidden")).to_be_visible()
    with answered(first):
        on_now(first, "names_hidden").get_by_role("button", name="Toon namen").click()
    assert world.table.team.state()["names_hidden"] is False


def test_everyone_is_brought_to_a_board_and_let_go(room: Room, world: World) -> None:
    table = three_boards(world)
    page = room.facilitator(table, world.facilitator)
    other = room.facilitator(table, world.colleague)
    snelheid = str(table.session.sheets.get(board="snelheid").pk)
    page.locator("[data-sheet-tab]").nth(1).click()

    use(page, "Breng iedereen naar deze plaat")

    expect(on_now(other, "gathered")).to_contain_text("Iedereen is bij: Snelheid")
    expect(tools(page).get_by_text("Nu groot op het scherm: Snelheid")).to_be_visible()
    state = table.screen.state()
    assert (state["gathered"], state["shown"]) == (snelheid, snelheid)
    page.locator("[data-sheet-tab]").first.click()
    expect(page.locator("[data-stage]:visible")).to_have_count(1)
    with answered(other):
        on_now(other, "gathered").get_by_role("button", name="Laat los").click()
    expect(on_now(page, "gathered")).to_be_hidden()
    state = table.screen.state()
    assert (state["gathered"], state["shown"]) == (None, snelheid)


# Who takes part -----------------------------------------------------------------------------------


def test_who_is_ready_and_who_has_not_answered_is_seen_as_it_happens(
    room: Room, world: World
) -> None:
    table = world.table
    arcadis, wandelnet = table.joins("Arcadis"), table.joins("Wandelnet")
    page = room.facilitator(table, world.facilitator)
    panel = people(page)
    expect(panel.locator("[data-ready-count]")).to_have_text("")

    arcadis.sends("say_ready", ready=True)
    arcadis.places(table.subject("Arcadis"))

    expect(panel.locator("[data-ready-count]")).to_have_text("1 van 2 klaar")
    expect(entry(page, "Arcadis")).to_contain_text("klaar")
    expect(panel.locator(".entry").first).to_contain_text("Arcadis")
    panel.get_by_label("Volgorde").select_option(label="Eerst wie nog niet antwoordde")
    expect(panel.locator(".entry").first).to_contain_text("Wandelnet")
    wandelnet.places(table.subject("Wandelnet"))
    expect(panel.locator(".entry").first).to_contain_text("Arcadis")
    panel.get_by_label("Volgorde").select_option(label="Eerst wie nog niet klaar is")
    expect(panel.locator(".entry").first).to_contain_text("Wandelnet")
    table.team.sends("set_phase", phase="revealing")
    expect(panel.locator("[data-ready-count]")).to_have_text("")


def test_the_conversation_begins_with_the_board_that_speaks_to_most(
    room: Room, world: World
) -> None:
    table = three_boards(world)
    rollen, snelheid, _invloed = table.session.sheets.all()
    for name, sheet in (
        ("Arcadis", snelheid),
        ("Wandelnet", snelheid),
        ("Gemeente Zwolle", rollen),
    ):
        assert table.joins(name).sends("choose_board", sheet=sheet.pk).accepted
    page = room.facilitator(table, world.facilitator)
    panel = people(page)
    expect(panel.locator("[data-favourite-words]")).to_have_text("Snelheid 2 · Rollen en inzet 1")
    # Only facilitators see who likes what: not on a laptop that the wall may show.
    expect(entry(page, "Arcadis")).not_to_contain_text("kiest")
    open_hidden(page)
    show = page.get_by_role("button", name="Toon verborgen post-its")
    show.click()
    expect(entry(page, "Arcadis")).to_contain_text("kiest Snelheid")
    show.click()
    expect(entry(page, "Arcadis")).not_to_contain_text("kiest")

    panel.get_by_text("Spreekt het meest aan").click()
    with answered(page):
        panel.get_by_role("button", name=re.compile("Begin hier.*Snelheid")).click()

    expect(page.locator("[data-sheet-tab]").nth(1)).to_have_attribute("aria-current", "true")
    assert table.screen.state()["shown"] == str(snelheid.pk)
    panel.get_by_role("button", name=re.compile("Begin hier.*Snelheid")).click()  # there already
    expect(page.locator("[data-says]")).not_to_contain_text("al zo")


def test_one_participant_is_shown_where_we_see_them_and_nobody_else(
    room: Room, world: World
) -> None:
    table = laid(world, SheetPlan("rollen", "feitelijke-rol", **HIDDEN))
    me, other = participant(table, "Wandelnet"), table.joins("Arcadis")
    assert me.seat is not None
    for name, element in (("Wandelnet", "vlinder"), ("Arcadis", "water")):
        assert table.team.places(table.subject(name), element=element).accepted
    hidden = table.placement(subject=table.subject("Wandelnet"))
    page = room.facilitator(table, world.facilitator)
    phone = on_phone(room, me)
    dialog = person_dialog(page, "Wandelnet")
    expect(dialog.get_by_role("button", name="Laat zien waar wij je zien")).to_have_count(0)
    page.keyboard.press("Escape")
    table.team.sends("set_phase", phase="revealing")

    dialog = person_dialog(page, "Wandelnet")
    dialog.get_by_role("button", name="Laat zien waar wij je zien").click()
    expect(dialog.get_by_role("heading", name="Laten zien waar wij")).to_be_focused()
    with answered(page):
        dialog.get_by_role("button", name="Laat zien op Rollen en inzet").click()

    expect(entry(page, "Wandelnet")).to_contain_text("zag waar wij hen zien")
    expect(entry(page, "Arcadis")).not_to_contain_text("zag waar wij hen zien")
    says(page, "Wandelnet ziet nu op de telefoon")
    expect(phone.locator("body")).to_contain_text("Vlinder")
    no_hidden_places(other, hidden)
    no_hidden_places(table.screen, hidden)
    dialog = person_dialog(page, "Wandelnet")
    expect(dialog.get_by_role("button", name="Laat zien waar wij je zien")).to_have_count(0)
    page.reload()
    people(page)
    expect(entry(page, "Wandelnet")).to_contain_text("zag waar wij hen zien")


def test_who_was_not_placed_by_us_cannot_be_shown_anything(room: Room, world: World) -> None:
    table = laid(world, SheetPlan("rollen", "feitelijke-rol", **HIDDEN))
    table.joins("Wandelnet")
    table.team.sends("set_phase", phase="discussing")
    page = room.facilitator(table, world.facilitator)

    dialog = person_dialog(page, "Wandelnet")

    expect(dialog.get_by_role("button", name="Laat zien waar wij je zien")).to_have_count(0)


def test_somebody_without_a_phone_chooses_on_this_laptop(room: Room, world: World) -> None:
    table = laid(world, SheetPlan("rollen", "feitelijke-rol", **HIDDEN))
    assert table.team.places(table.subject("Arcadis"), element="vlinder").accepted
    page = room.facilitator(table, world.facilitator)
    open_hidden(page)
    page.get_by_role("button", name="Toon verborgen post-its").click()
    expect(postit(page, "Arcadis")).to_have_count(1)
    panel = people(page)
    panel.get_by_text("Deelnemer zonder telefoon").click()
    panel.get_by_label("Organisatie").select_option("Arcadis")
    with answered(page):
        panel.get_by_role("button", name="Geef een plek", exact=True).click()
    expect(entry(page, "Arcadis")).to_contain_text("zonder telefoon")

    person_dialog(page, "Arcadis").get_by_role("button", name="Nu kiest de deelnemer zelf").click()

    menu = page.get_by_role("dialog")
    expect(menu.get_by_role("heading", name="Arcadis")).to_be_visible()
    expect(postit(page, "Arcadis")).to_have_count(0)
    with answered(page):
        menu.get_by_role("button", name="Oogst").click()
    expect(postit(page, "Arcadis")).to_have_count(1)
    own = table.placement(layer="self")
    assert (own.element, own.on_behalf) == ("oogst", True)
    line = on_now(page, "choosing")
    expect(line).to_contain_text("Kiest nu hier: Arcadis")
    line.get_by_role("button", name="Kies een plek").click()
    with answered(page):
        page.get_by_role("dialog").get_by_role("button", name="Water").click()
    line.get_by_role("button", name="Klaar").click()
    expect(line).to_be_hidden()
    assert table.placement(layer="self").element == "water"


def test_a_name_that_lies_there_already_gets_no_second_place(room: Room, world: World) -> None:
    page = room.facilitator(world.table, world.facilitator)
    panel = people(page)
    panel.get_by_text("Deelnemer zonder telefoon").click()
    name = panel.get_by_label("Niet in de lijst?")

    name.fill("arcadis")
    with answered(page):
        page.keyboard.press("Enter")
    says(page, "Deze naam ligt al op tafel")
    expect(name).to_have_value("arcadis")
    name.fill("Wijkvereniging Zuid")
    with answered(page):
        page.keyboard.press("Enter")

    expect(entry(page, "Wijkvereniging Zuid")).to_be_visible()
    expect(name).to_have_value("")
    assert Seat.objects.get().token_hash is None


def test_a_participant_is_given_a_name_where_persons_are_placed(room: Room, world: World) -> None:
    table = three_boards(world)
    table.joins("Wandelnet")
    page = room.facilitator(table, world.facilitator)
    other = room.facilitator(table, world.colleague)
    dialog = person_dialog(page, "Wandelnet")
    dialog.get_by_role("button", name="Wie is dit?").click()
    dialog.get_by_label("Naam van deze persoon").fill("Sanne de Wit")
    with answered(page):
        page.keyboard.press("Enter")

    for each in (page, other):
        people(each)
        expect(entry(each, "Sanne de Wit")).to_contain_text("Wandelnet")
    dialog = person_dialog(other, "Sanne de Wit")
    expect(dialog.locator("[data-person-organisation]")).to_have_text("Wandelnet")
    dialog.get_by_role("button", name="Wie is dit?").click()
    expect(dialog.get_by_role("button", name="Sanne de Wit")).to_be_disabled()


def test_where_no_persons_are_placed_nobody_is_asked_for_a_name(room: Room, world: World) -> None:
    world.table.joins("Wandelnet")
    page = room.facilitator(world.table, world.facilitator)

    dialog = person_dialog(page, "Wandelnet")

    expect(dialog.get_by_role("button", name="Wie is dit?")).to_have_count(0)
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="Op tafel").click()
    expect(page.get_by_label("Een persoon?")).to_have_count(0)


# Names that were missing --------------------------------------------------------------------------


def test_a_missing_party_lies_on_the_table_and_on_the_list_of_the_deal(
    room: Room, world: World
) -> None:
    page = room.facilitator(world.table, world.facilitator)
    page.get_by_label("Mist er iemand?").fill("Fietsersbond")
    page.get_by_label("Deze partij ontbreekt nog in de deal").check()
    with answered(page):
        page.get_by_role("button", name="Leg op tafel").click()

    expect(tray_item(page, "Fietsersbond")).to_contain_text("ontbrekende partner")
    expect(page.get_by_label("Deze partij ontbreekt nog in de deal")).not_to_be_checked()
    partner = world.deal.partners.get(organisation__name="Fietsersbond")
    assert partner.relation == Relation.MISSING
    drag(page, tray_item(page, "Fietsersbond"), 360, 220)
    expect(postit(page, "Fietsersbond")).to_have_class(re.compile("postit--missing"))


def test_a_person_comes_beside_their_organisation(room: Room, world: World) -> None:
    table = three_boards(world)
    page = room.facilitator(table, world.facilitator)
    page.get_by_label("Mist er iemand?").fill("Sanne de Wit")
    page.get_by_label("Een persoon? Van welke organisatie?").select_option("Wandelnet")
    with answered(page):
        page.get_by_role("button", name="Leg op tafel").click()

    says(page, "Sanne de Wit ligt op tafel")
    person = Subject.objects.get(session=table.session, of=table.subject("Wandelnet"))
    assert person.name == "Sanne de Wit"


# Undo ---------------------------------------------------------------------------------------------


def test_what_was_moved_goes_back_and_forth_again(room: Room, world: World) -> None:
    table = world.table
    table.team.places(table.subject("Arcadis"), x=360, y=220)
    page = room.facilitator(table, world.facilitator)
    other = room.facilitator(table, world.colleague)
    before = place_of(page, "Arcadis")
    undo = page.get_by_role("button", name="Maak ongedaan")
    redo = page.get_by_role("button", name="Doe opnieuw")
    expect(undo).to_have_attribute("aria-disabled", "true")
    with answered(page):
        drag(page, postit(page, "Arcadis"), 200, 60)
    after = place_of(page, "Arcadis")
    assert after != before

    with answered(page):
        undo.click()

    for each in (page, other):
        expect(postit(each, "Arcadis")).to_have_attribute("transform", before)
    says(page, "Ongedaan gemaakt: Arcadis")
    expect(undo).to_have_attribute("aria-disabled", "true")
    with answered(page):
        redo.click()
    for each in (page, other):
        expect(postit(each, "Arcadis")).to_have_attribute("transform", after)
    says(page, "Opnieuw gedaan: Arcadis")
    with answered(page):
        undo.click()
    expect(postit(page, "Arcadis")).to_have_attribute("transform", before)


def test_undo_goes_by_keyboard_but_not_while_typing(room: Room, world: World) -> None:
    table = world.table
    page = room.facilitator(table, world.facilitator)
    tray_item(page, "Arcadis").press("Enter")
    with answered(page):
        page.get_by_role("dialog").get_by_role("button", name="Oogst").click()
    expect(postit(page, "Arcadis")).to_have_count(1)

    page.get_by_label("Mist er iemand?").fill("Ander")
    page.keyboard.press("Control+z")
    postit(page, "Arcadis").focus()
    with without_pauses(page):
        page.keyboard.press("ArrowRight")  # not sent yet: the keys may go on
        with answered(page):
            page.keyboard.press("Control+z")
    expect(page.get_by_role("button", name="Doe opnieuw")).to_have_attribute(
        "aria-disabled", "false"
    )
    with answered(page):
        page.keyboard.press("Control+z")
    expect(tray_item(page, "Arcadis")).to_be_visible()
    assert table.count() == 0
    with answered(page):
        page.keyboard.press("Control+Shift+Z")
    expect(postit(page, "Arcadis")).to_have_count(1)
    with answered(page):
        page.keyboard.press("Control+y")
    kinds = Event.objects.filter(session=table.session).values_list("kind", flat=True)
    assert list(kinds).count("undone") == 4


def test_a_post_it_that_was_taken_off_and_a_tidied_board_come_back(
    room: Room, world: World
) -> None:
    table = world.table
    for name, x in (("Arcadis", 300), ("Wandelnet", 400)):
        table.team.places(table.subject(name), x=x, y=230)
    page = room.facilitator(table, world.facilitator)
    before = place_of(page, "Wandelnet")
    postit(page, "Arcadis").focus()
    with answered(page):
        page.keyboard.press("Delete")
    with answered(page):
        page.get_by_role("button", name="Netjes leggen de hele plaat").click()
    expect(postit(page, "Wandelnet")).not_to_have_attribute("transform", before)
    undo = page.get_by_role("button", name="Maak ongedaan")

    with answered(page):
        undo.click()
    expect(postit(page, "Wandelnet")).to_have_attribute("transform", before)
    says(page, "de post-its liggen weer zoals eerst")
    with answered(page):
        undo.click()

    expect(postit(page, "Arcadis")).to_have_count(1)
    says(page, "Ongedaan gemaakt: Arcadis")


def test_what_somebody_else_changed_since_is_not_undone(room: Room, world: World) -> None:
    table = world.table
    table.team.places(table.subject("Arcadis"), x=360, y=220)
    page = room.facilitator(table, world.facilitator)
    with answered(page):
        drag(page, postit(page, "Arcadis"), 200, 60)
    table.team.places(table.subject("Arcadis"), x=300, y=230)
    expect(postit(page, "Arcadis")).to_have_attribute("transform", re.compile(r"translate\(300"))

    with answered(page):
        page.get_by_role("button", name="Maak ongedaan").click()

    says(page, "Dit is daarna veranderd")
    expect(page.get_by_role("button", name="Maak ongedaan")).to_have_attribute(
        "aria-disabled", "true"
    )
    assert table.placement().x == 300


# What stands out ----------------------------------------------------------------------------------


def test_a_kind_of_organisation_stands_out_on_this_laptop_only(room: Room, world: World) -> None:
    table = world.table
    for name, element in (("Arcadis", "oogst"), ("Wandelnet", "water")):
        table.team.places(table.subject(name), element=element)
    page = room.facilitator(table, world.facilitator)
    other = room.facilitator(table, world.colleague)
    body = tools(page)
    expect(body.get_by_role("button", name="andere overheid")).to_have_count(0)

    body.get_by_role("button", name="marktpartij").click()

    expect(postit(page, "Wandelnet")).to_have_css("opacity", "0.25")
    expect(postit(page, "Arcadis")).to_have_css("opacity", "1")
    expect(postit(other, "Wandelnet")).to_have_css("opacity", "1")
    says(page, "Springt eruit op deze laptop: marktpartij")
    page.keyboard.press("Escape")
    line = on_now(page, "kinds")
    expect(line).to_contain_text("marktpartij")
    line.get_by_role("button", name="Wis").click()
    expect(postit(page, "Wandelnet")).to_have_css("opacity", "1")
    expect(line).to_be_hidden()
    expect(page.locator("[data-tools] > summary")).to_be_focused()


# Before closing -----------------------------------------------------------------------------------


def test_everybody_is_asked_whether_they_could_say_enough(room: Room, world: World) -> None:
    table = world.table
    seats = [table.joins(name) for name in ("Arcadis", "Wandelnet", "Gemeente Zwolle")]
    page = room.facilitator(table, world.facilitator)
    refused = seats[0].sends("answer_check", enough="yes")
    assert refused.body["refused"]["code"] == "not_now"

    use(page, "Vraag of iedereen genoeg kon inbrengen")
    for seat, enough in zip(seats[:2], ("yes", "partly"), strict=True):
        assert seat.sends("answer_check", enough=enough).accepted

    expect(on_now(page, "checking")).to_have_text("Genoeg ingebracht: ja 1, een beetje 1, nee 0")
    page.get_by_role("link", name="Sluit de sessie").click()
    dialog = page.get_by_role("dialog")
    counts = dialog.locator("[data-check-counts]")
    expect(counts.locator("[data-enough=waiting]")).to_have_text("1")
    assert seats[2].sends("answer_check", enough="no").accepted
    expect(counts.locator("[data-enough=no]")).to_have_text("1")
    expect(counts.locator("[data-enough=waiting]")).to_have_text("0")
    expect(dialog).not_to_contain_text("Wandelnet")


# For everybody ------------------------------------------------------------------------------------


def test_all_tools_go_by_keyboard_and_escape_leads_back(room: Room, world: World) -> None:
    page = room.facilitator(world.table, world.facilitator)
    summary = page.locator("[data-tools] > summary")
    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="1 minuut")).to_be_focused()

    page.keyboard.press("Escape")

    expect(summary).to_be_focused()
    expect(page.locator(".tools-body")).to_be_hidden()
    page.keyboard.press("Enter")
    page.mouse.click(*spot(page, 200, 150))
    expect(page.locator(".tools-body")).to_be_hidden()


def test_a_team_member_sees_what_is_on_and_changes_nothing(room: Room, world: World) -> None:
    world.deal.team.filter(user=world.colleague).update(role="member")
    for kind, fields in (("set_timer", {"seconds": 600}), ("pause_placing", {"paused": True})):
        assert world.table.team.sends(kind, **fields).accepted
    page = room.facilitator(world.table, world.colleague)

    expect(on_now(page, "timer")).to_be_visible()
    expect(on_now(page, "paused")).to_be_visible()
    expect(page.locator(".tools-now button")).to_have_count(0)
    expect(page.locator("[data-tools], [data-undo]")).to_have_count(0)


def test_without_javascript_the_tools_are_forms(room: Room, world: World) -> None:
    table = three_boards(world)
    control = room.facilitator(table, world.facilitator)
    plain = room.context(java_script_enabled=False)
    plain.add_cookies(control.context.cookies())  # type: ignore[arg-type]
    page = plain.new_page()
    page.goto(f"/sessions/{table.session.pk}/control/")

    tools(page).get_by_role("button", name="3 minuten").click()
    tools(page).get_by_role("button", name="Zet plaatsen op pauze").click()
    tools(page).get_by_role("button", name=re.compile("Breng iedereen .*Snelheid")).click()
    page.get_by_text("Deelnemer zonder telefoon").click()
    page.get_by_label("Organisatie", exact=True).select_option("Arcadis")
    page.get_by_role("button", name="Geef een plek", exact=True).click()

    expect(on_now(page, "timer")).to_contain_text(re.compile(r"Nog (3:00|2:\d\d)"))
    expect(on_now(page, "paused")).to_be_visible()
    expect(on_now(page, "gathered")).to_contain_text("Snelheid")
    assert Seat.objects.get().partner == table.subject("Arcadis").partner
    page.get_by_role("button", name="Ga verder").click()
    page.get_by_role("button", name="Laat los").click()
    state = table.team.state()
    assert (state["paused"], state["gathered"]) == (False, None)


@pytest.mark.parametrize(
    ("size", "scheme"), [(NARROW, "light"), (LAPTOP, "dark")], ids=["narrow", "laptop"]
)
def test_the_tools_have_no_findings(
    room: Room, world: World, size: dict[str, int], scheme: str
) -> None:
    table = three_boards(world)
    sheet = table.session.sheets.all()[0]
    seat = table.joins("Wandelnet")
    for sends, kind, fields in (
        (seat, "choose_board", {"sheet": sheet.pk}),
        (seat, "say_ready", {"ready": True}),
        (table.team, "set_timer", {"seconds": 900}),
        (table.team, "pause_placing", {"paused": True}),
        (table.team, "hide_names", {"hidden": True}),
        (table.team, "show_sheet", {"sheet": sheet.pk, "everyone": True}),
        (table.team, "open_check", {}),
    ):
        assert sends.sends(kind, **fields).accepted
    page = room.facilitator(table, world.facilitator, viewport=size, color_scheme=scheme)
    check(page)
    tools(page).get_by_role("button", name="marktpartij").click()
    check(page)
    page.keyboard.press("Escape")
    panel = people(page)
    panel.get_by_text("Spreekt het meest aan").click()
    panel.get_by_text("Deelnemer zonder telefoon").click()
    check(page)
    dialog = person_dialog(page, "Wandelnet")
    dialog.get_by_role("button", name="Wie is dit?").click()
    check(page)
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Sluit de sessie").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    check(page)


def test_large_letters_leave_the_tools_within_reach(room: Room, world: World) -> None:
    page = room.facilitator(world.table, world.facilitator, viewport={"width": 1280, "height": 800})
    page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")

    body = tools(page)

    last = body.get_by_role("button", name="Vraag of iedereen")
    last.scroll_into_view_if_needed()
    expect(last).to_be_in_viewport()
    assert body.evaluate("body => body.scrollWidth <= body.clientWidth")


def test_nothing_hidden_reaches_the_room_by_undo(room: Room, world: World) -> None:
    table = laid(world, SheetPlan("rollen", "feitelijke-rol", **HIDDEN))
    seat = table.joins("Wandelnet")
    placement = uuid4()
    assert table.team.places(
        table.subject("Arcadis"), element="vlinder", placement=placement
    ).accepted
    page = room.facilitator(table, world.facilitator)
    open_hidden(page)
    page.get_by_role("button", name="Toon verborgen post-its").click()
    with answered(page):
        drag(page, postit(page, "Arcadis"), 360, 220)

    with answered(page):
        page.get_by_role("button", name="Maak ongedaan").click()

    says(page, "Ongedaan gemaakt: Arcadis")
    assert table.placement().element == "vlinder"
    no_hidden_places(seat, table.placement())
    no_hidden_places(table.screen, table.placement())
