"""What a facilitator does with a participant: a new phone, another organisation, two that are one
person, somebody who should not be here. By mouse and by keyboard, seen on every page.
"""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from boards.models import Placement
from deals.domain import seats
from deals.models import Seat
from tests.browser.conftest import LAPTOP, PHONE, Room, World, live
from tests.browser.test_access import NARROW, check
from tests.browser.test_two_facilitators import answered, postit
from tests.live.people import Person, participant
from tests.qr import text_in


def on_phone(room: Room, person: Person) -> Page:
    """A participant's phone, at their seat."""
    page = room.person(person.cookies, viewport=PHONE, has_touch=True, is_mobile=True)
    page.goto(f"/sessions/{person.session}/seat/")
    live(page)
    return page


def entry(page: Page, name: str) -> Locator:
    """A participant in the list beside the board."""
    return page.locator("#panel-people .entry").filter(
        has=page.get_by_role("button", name=re.compile(rf"Meer over {name}"))
    )


def person_dialog(page: Page, name: str) -> Locator:
    """Open the dialog about a participant."""
    page.get_by_role("tab", name="Deelnemers").click()
    entry(page, name).get_by_role("button", name="Meer over").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    return dialog


def scanned(dialog: Locator) -> str:
    """What a phone's camera reads from the QR in the dialog."""
    qr = dialog.locator(".hand-over-qr")
    expect(qr.locator("svg")).to_be_visible()
    return text_in(qr.inner_html())


def expect_out(phone: Page) -> None:
    """The phone says that it has no place any more."""
    heading = phone.get_by_role("heading", level=1)
    expect(heading).to_contain_text("Je zit niet meer in deze sessie")


# A new phone --------------------------------------------------------------------------------------


def test_a_participant_goes_on_with_a_new_phone(room: Room, world: World) -> None:
    table = world.table
    me = participant(table, "Wandelnet")
    assert me.seat is not None
    table.at(me.seat).places(table.subject("Wandelnet"), element="oogst")
    old, control, new = on_phone(room, me), room.facilitator(table, world.facilitator), room.phone()
    dialog = person_dialog(control, "Wandelnet")
    dialog.get_by_role("button", name="Nieuwe telefoon").click()
    address = scanned(dialog)
    assert urlsplit(address).path == "/hand-over/"

    new.goto(address)

    live(new)
    expect(new).to_have_url(re.compile(r"/seat/$"))
    expect(new.locator('[data-choice="oogst"] [data-mark]')).to_be_visible()
    expect(dialog.get_by_text("De nieuwe telefoon heeft deze plek nu")).to_be_visible()
    expect_out(old)
    new.reload()
    live(new)


def test_a_used_qr_code_says_so_and_shows_the_way_in(room: Room, world: World) -> None:
    me = participant(world.table, "Wandelnet")
    assert me.seat is not None
    token = seats.offer_hand_over(me.seat)
    first, second = room.phone(), room.phone()
    first.goto(f"/hand-over/#{token}")
    live(first)

    second.goto(f"/hand-over/#{token}")

    expect(second.get_by_role("alert")).to_contain_text("Deze QR-code is al gebruikt of te oud.")
    expect(second.get_by_role("link", name="Doe mee met de code")).to_be_visible()
    assert token not in second.url
    assert token not in second.content()
    second.go_back()
    assert token not in second.url
    live(first)


# Who somebody is ----------------------------------------------------------------------------------


def test_two_places_of_one_person_become_one_on_every_page(room: Room, world: World) -> None:
    table = world.table
    first, second = participant(table, "Wandelnet"), participant(table, "Wandelnet")
    for person, element in ((first, "oogst"), (second, "water")):
        assert person.seat is not None
        table.at(person.seat).places(table.subject("Wandelnet"), element=element)
    control, wall = room.facilitator(table, world.facilitator), room.wall(table)
    phone = on_phone(room, first)
    expect(wall.locator(".board .postit--differs")).to_have_count(1)

    dialog = person_dialog(control, "Wandelnet 1")
    dialog.get_by_role("button", name="Is dezelfde persoon als").click()
    dialog.get_by_role("radio", name="Wandelnet 2").check()
    with answered(control):
        dialog.get_by_role("button", name="Maak er één van").click()

    for page in (control, wall):
        expect(page.locator(".board .postit--differs")).to_have_count(0)
        expect(postit(page, "Wandelnet, .* in Water")).to_have_count(0)
        expect(postit(page, "Wandelnet")).to_have_count(1)
    expect(control.locator("#panel-people .entry")).to_have_count(1)
    expect(entry(control, "Wandelnet").locator("[data-number]").first).to_be_empty()
    expect(control.locator("[data-says]")).to_contain_text("de twee plekken zijn nu één")
    assert Placement.objects.get().seat == second.seat
    phone.reload()
    live(phone)
    expect(phone.locator('[data-choice="water"] [data-mark]')).to_be_visible()


def test_another_organisation_is_seen_everywhere(room: Room, world: World) -> None:
    table = world.table
    me = participant(table, "Wandelnet")
    assert me.seat is not None
    table.at(me.seat).places(table.subject("Wandelnet"), element="oogst")
    control, wall = room.facilitator(table, world.facilitator), room.wall(table)
    phone = on_phone(room, me)

    dialog = person_dialog(control, "Wandelnet")
    dialog.get_by_role("button", name="Andere organisatie").click()
    dialog.get_by_label("Zoek een naam").fill("arca")
    expect(dialog.locator("[data-partner]:visible")).to_have_count(1)
    with answered(control):
        dialog.get_by_role("button", name="Arcadis").click()

    for page in (control, wall):
        expect(postit(page, "Arcadis")).to_be_visible()
        expect(postit(page, "Wandelnet")).to_have_count(0)
    expect(entry(control, "Arcadis")).to_be_visible()
    expect(control.locator("[data-says]")).to_contain_text("Wandelnet hoort nu bij Arcadis")
    live(phone)
    expect(phone.locator("body")).to_contain_text("Arcadis")


def test_a_name_that_is_not_listed_is_typed_for_them(room: Room, world: World) -> None:
    participant(world.table, "Wandelnet")
    control = room.facilitator(world.table, world.facilitator)

    dialog = person_dialog(control, "Wandelnet")
    dialog.get_by_role("button", name="Andere organisatie").click()
    dialog.get_by_label("Niet in de lijst?").fill("Wijkvereniging Zuid")
    with answered(control):
        control.keyboard.press("Enter")

    expect(entry(control, "Wijkvereniging Zuid")).to_be_visible()


# Out ----------------------------------------------------------------------------------------------


def test_who_is_removed_is_off_the_screen_and_out(room: Room, world: World) -> None:
    table = world.table
    me = participant(table, "Wandelnet")
    assert me.seat is not None
    table.at(me.seat).places(table.subject("Wandelnet"), element="oogst")
    control, wall = room.facilitator(table, world.facilitator), room.wall(table)
    phone = on_phone(room, me)
    expect(postit(wall, "Wandelnet")).to_be_visible()

    dialog = person_dialog(control, "Wandelnet")
    dialog.get_by_role("button", name="Verwijder, met wat is geplaatst…").click()
    assert Seat.objects.taken().count() == 1  # asked first
    with answered(control):
        dialog.get_by_role("button", name="Verwijder, met wat is geplaatst", exact=True).click()

    for page in (control, wall):
        expect(postit(page, "Wandelnet")).to_have_count(0)
    expect(control.locator("#panel-people .entry")).to_have_count(0)
    expect(control.locator("[data-says]")).to_contain_text("Wandelnet is verwijderd")
    expect_out(phone)


def test_a_phone_that_is_put_out_leaves_its_place(room: Room, world: World) -> None:
    me = participant(world.table, "Wandelnet")
    control = room.facilitator(world.table, world.facilitator)
    phone = on_phone(room, me)

    dialog = person_dialog(control, "Wandelnet")
    dialog.get_by_role("button", name="Zet deze telefoon uit de sessie…").click()
    with answered(control):
        dialog.get_by_role("button", name="Zet deze telefoon uit de sessie", exact=True).click()

    expect_out(phone)
    expect(entry(control, "Wandelnet")).to_contain_text("zonder telefoon")
    control.reload()
    live(control)
    dialog = person_dialog(control, "Wandelnet")
    expect(dialog.get_by_role("button", name="Zet deze telefoon")).to_have_count(0)


def test_somebody_who_goes_meanwhile_closes_the_dialog(room: Room, world: World) -> None:
    me = participant(world.table, "Wandelnet")
    assert me.seat is not None
    control = room.facilitator(world.table, world.facilitator)
    dialog = person_dialog(control, "Wandelnet")

    world.table.at(me.seat).sends("leave")

    expect(dialog).to_be_hidden()
    expect(control.locator("[data-says]")).to_contain_text("Wandelnet zit niet meer in de sessie")


# For everybody ------------------------------------------------------------------------------------


def test_everything_about_a_participant_goes_by_keyboard(room: Room, world: World) -> None:
    table = world.table
    for name in ("Arcadis", "Wandelnet"):
        participant(table, name)
    page = room.facilitator(table, world.facilitator)
    page.get_by_role("tab", name="Op tafel").focus()
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    more = entry(page, "Arcadis").get_by_role("button", name="Meer over")
    more.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Nieuwe telefoon")).to_be_focused()

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("heading", name="Welke organisatie is het?")).to_be_focused()
    dialog.get_by_role("button", name="Terug", exact=True).focus()
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("button", name="Andere organisatie")).to_be_focused()
    page.keyboard.press("Escape")
    expect(more).to_be_focused()

    page.keyboard.press("Enter")
    for _ in range(4):
        page.keyboard.press("Tab")
    expect(dialog.get_by_role("button", name="Verwijder")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    with answered(page):
        page.keyboard.press("Enter")

    expect(entry(page, "Arcadis")).to_have_count(0)
    expect(entry(page, "Wandelnet").get_by_role("button", name="Meer over")).to_be_focused()


def test_a_team_member_sees_who_is_there_and_changes_nothing(room: Room, world: World) -> None:
    participant(world.table, "Wandelnet")
    world.deal.team.filter(user=world.colleague).update(role="member")
    page = room.facilitator(world.table, world.colleague)

    page.get_by_role("tab", name="Deelnemers").click()

    expect(page.locator("#panel-people .entry")).to_contain_text("nog geen antwoord")
    expect(page.locator("#panel-people button")).to_have_count(0)
    expect(page.locator("[data-person-dialog]")).to_have_count(0)


def test_without_javascript_the_same_goes_by_forms(room: Room, world: World) -> None:
    table = world.table
    me = participant(table, "Wandelnet")
    control = room.facilitator(table, world.facilitator)
    plain = room.context(java_script_enabled=False)
    plain.add_cookies(control.context.cookies())  # type: ignore[arg-type]
    page = plain.new_page()
    page.goto(f"/sessions/{table.session.pk}/control/")

    page.locator("summary", has_text="Meer over Wandelnet").click()
    page.get_by_role("button", name="Nieuwe telefoon").click()
    page.wait_for_load_state()
    new = room.phone()
    new.goto(text_in(page.content()))
    live(new)
    page.get_by_role("link", name="Terug naar de plaat").click()
    page.locator("summary", has_text="Andere organisatie").click()
    page.get_by_label("hoort bij").select_option("Arcadis")
    page.get_by_role("button", name="Verander de organisatie").click()
    page.locator("summary", has_text="Meer over Arcadis").click()
    page.get_by_role("button", name="Verwijder").click()

    assert me.seat is not None
    assert not Seat.objects.taken().exists()
    assert Seat.objects.get(pk=me.seat.pk).partner == table.subject("Arcadis").partner


@pytest.mark.parametrize(
    ("size", "scheme"), [(NARROW, "light"), (LAPTOP, "dark")], ids=["narrow", "laptop"]
)
def test_the_dialog_and_the_page_of_the_new_phone_have_no_findings(
    room: Room, world: World, size: dict[str, int], scheme: str
) -> None:
    table = world.table
    for name in ("Wandelnet", "Wandelnet", "Arcadis"):
        participant(table, name)
    page = room.facilitator(table, world.facilitator, viewport=size, color_scheme=scheme)
    dialog = person_dialog(page, "Wandelnet 1")

    check(page)
    for act in (
        "Nieuwe telefoon",
        "Andere organisatie",
        "Is dezelfde persoon",
        "Zet deze telefoon uit",
        "Verwijder",
    ):
        dialog.get_by_role("button", name=act).click()
        if act == "Nieuwe telefoon":
            expect(dialog.locator(".hand-over-qr svg")).to_be_visible()
        check(page)
        dialog.get_by_role("button", name="Terug", exact=True).click()
    phone = room.context(viewport=size, color_scheme=scheme).new_page()
    phone.goto("/hand-over/")
    check(phone)
    phone.get_by_role("textbox").fill("x")
    phone.get_by_role("button", name="Ga hier verder").click()
    expect(phone.get_by_role("alert")).to_be_visible()
    check(phone)
