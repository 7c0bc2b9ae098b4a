"""A wheel in the room: coloured in private on the laptop, by thumb and keys on a phone, shown,
compared in words, and worked on; and on the wall nothing before it is shown.
"""

import re
from contextlib import AbstractContextManager
from datetime import date

import pytest
from playwright.sync_api import Locator, Page, Response, expect

from boards.domain.ownership import Values, wheel_of
from boards.domain.preparing import SheetPlan, prepare_session
from boards.models import Note
from deals.models import Action
from tests.browser.conftest import Room, World, live, open_hidden
from tests.browser.test_access import NARROW, check, check_screen
from tests.conftest import make_deal, make_user, started
from tests.live import people

ASPECT = "beloning"
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def private(live_db: None) -> World:
    """A wheel on which everybody colours in private."""
    deal = make_deal("Ruimte voor Lopen")
    facilitator, colleague = make_user("gespreksleider", deal), make_user("collega", deal)
    plan = SheetPlan("eigenaarschap", "wiel", self_starts_open=False, team_starts_open=False)
    session = prepare_session(deal, "Eigenaarschap", date(2026, 3, 5), [plan], facilitator)
    return World(deal, facilitator, colleague, started(session, facilitator))


def phone_at(room: Room, world: World, name: str, **options: object) -> Page:
    """Somebody of this partner, with their phone at the wheel."""
    person = people.participant(world.table, name)
    page = room.person(
        person.cookies, **({"viewport": PHONE, "has_touch": True, "is_mobile": True} | options)
    )
    page.goto(f"/sessions/{world.table.session.pk}/seat/")
    live(page)
    return page


def said(world: World, name: str = "Wandelnet") -> Values:
    """What the server knows of one aspect of this partner."""
    state = world.table.team.state()
    sheet, subject = str(world.table.sheet.pk), str(world.table.subject(name).pk)
    return wheel_of(state, sheet, subject).get(ASPECT, Values())


def slider(page: Page) -> Locator:
    """An aspect on the wheel of the laptop."""
    return page.get_by_role("slider", name="Beloning")


def bar(page: Page, level: int) -> Locator:
    """One of its bars."""
    return page.locator(f'[data-wheel-desk] [data-aspect="{ASPECT}"] [data-level="{level}"]')


def row(page: Page) -> Locator:
    """The aspect below the wheel of the laptop."""
    return page.locator(f'[data-wheel-row="{ASPECT}"]')


def scored(page: Page, value: int) -> AbstractContextManager[object]:
    """What happens inside gives this score, and the server's answer has come."""

    def answers(response: Response) -> bool:
        return f'"value":{value}' in (response.request.post_data or "")

    return page.expect_response(answers)


def show_hidden(page: Page) -> None:
    """The deliberate press."""
    page.get_by_role("button", name="Toon op deze laptop om te kleuren").click()


def test_facilitators_colour_in_private_by_pointer_and_keys(room: Room, private: World) -> None:
    page = room.facilitator(private.table, private.facilitator)
    other = room.facilitator(private.table, private.colleague)
    page.locator("[data-wheel-subject]").select_option(label="Wandelnet")
    other.locator("[data-wheel-subject]").select_option(label="Wandelnet")
    expect(slider(page)).to_have_attribute("aria-disabled", "true")
    bar(page, 3).click()
    check(page)
    assert said(private).team is None

    show_hidden(page)
    bar(page, 3).click()
    expect(slider(page)).to_have_attribute("aria-valuetext", "3 van 5")
    bar(page, 3).click()
    expect(slider(page)).to_have_attribute("aria-valuetext", "2 van 5")
    slider(page).press("End")
    expect(slider(page)).to_have_attribute("aria-valuetext", "5 van 5")
    slider(page).press("ArrowLeft")
    slider(page).press("ArrowDown")
    expect(slider(page)).to_have_attribute("aria-valuetext", "3 van 5")
    slider(page).press("Delete")
    expect(slider(page)).to_have_attribute("aria-valuetext", "nog niets ingekleurd")
    slider(page).press("0")
    expect(row(page)).to_contain_text("wij: 0")
    row(page).get_by_role("radio", name="2").check()

    expect(slider(page)).to_have_attribute("aria-valuetext", "2 van 5")
    expect(slider(page)).to_be_visible()
    check(page)
    expect(row(other)).to_contain_text("nog niets ingekleurd")
    assert "wij: 2" not in (other.locator(".wheel-desk").text_content() or "")
    show_hidden(other)
    expect(row(other)).to_contain_text("wij: 2")
    assert said(private).team == 2


def test_a_phone_colours_by_thumb_and_by_keys_and_leaves_empty(room: Room, private: World) -> None:
    page = phone_at(room, private, "Wandelnet")
    card = page.locator(f'[data-wheel-card="{ASPECT}"]')
    check(page)

    card.locator('[data-choice-of="4"]').tap()
    expect(card.get_by_role("radio", name="4")).to_be_checked()
    expect(card.locator(".wheel-choice--on")).to_have_count(4)
    with scored(page, 5):
        card.get_by_role("radio", name="4").press("ArrowRight")
    expect(card.get_by_role("radio", name="5")).to_be_checked()
    expect(card.get_by_role("radio", name="5")).to_be_focused()
    expect(page.get_by_role("img", name=re.compile("Beloning: jij: 5"))).to_be_visible()
    check(page)
    assert said(private).mean == 5

    card.get_by_role("button", name="Leeg laten").tap()
    expect(card.locator(".wheel-choice--on")).to_have_count(0)
    expect(card.get_by_role("button", name="Leeg laten")).to_be_hidden()
    with scored(page, 0):
        card.locator('[data-choice-of="0"]').tap()
    expect(card.get_by_role("radio", name="0")).to_be_checked()
    page.reload()
    live(page)

    expect(card.get_by_role("radio", name="0")).to_be_checked()
    assert said(private).mean == 0


def test_nothing_is_coloured_while_placing_is_paused(room: Room, private: World) -> None:
    page = phone_at(room, private, "Wandelnet")
    card = page.locator(f'[data-wheel-card="{ASPECT}"]')

    private.table.team.sends("pause_placing", paused=True)

    expect(card.get_by_role("radio", name="4")).to_be_disabled()
    private.table.team.sends("pause_placing", paused=False)
    card.locator('[data-choice-of="4"]').tap()
    expect(card.get_by_role("radio", name="4")).to_be_checked()


def test_two_views_are_shown_compared_circled_and_agreed_on(room: Room, private: World) -> None:
    table = private.table
    phone = phone_at(room, private, "Wandelnet")
    phone.locator(f'[data-wheel-card="{ASPECT}"] [data-choice-of="4"]').tap()
    page = room.facilitator(table, private.facilitator)
    expect(page.locator("[data-wheel-subject]")).to_have_value(str(table.subject("Wandelnet").pk))
    show_hidden(page)
    expect(row(page)).to_contain_text("zelf: 4")
    bar(page, 2).click()
    expect(row(page)).to_contain_text("zelf: 4, wij: 2, verschil: 2")
    wall = room.wall(table)
    assert "Wandelnet" not in wall.locator("[data-wheel-wall]").inner_html()

    table.team.sends("set_phase", phase="revealing")
    words = phone.locator(f'[data-wheel-said="{ASPECT}"]')
    expect(words).to_contain_text("jij: 4")
    assert "wij: 2" not in phone.content()
    open_hidden(page)
    layer = page.locator('[data-hidden-layers] [data-layer="team"]')
    layer.get_by_role("button", name="Onthul").click()
    page.get_by_role("dialog").get_by_role("button", name="Laat aan iedereen zien").click()

    expect(words).to_contain_text("jij: 4, wij: 2, verschil: 2")
    expect(phone.get_by_label("Wat roept dit bij je op?")).to_be_visible()
    expect(wall.get_by_role("img", name="Het wiel van Wandelnet. Beloning: wij: 2")).to_be_visible()
    check(phone)
    phone.get_by_label("Wat roept dit bij je op?").fill("Wij zien dat anders.")
    expect(phone.locator("[data-note-state]").first).to_have_text("Bewaard.")

    page.get_by_role("tab", name="Gesprek").click()
    reaction = page.locator("[data-reactions] details")
    expect(reaction).to_contain_text("1 antwoord van een telefoon")
    reaction.locator("summary").click()
    expect(reaction.get_by_role("listitem")).to_contain_text("Wij zien dat anders.")

    table.team.sends("set_phase", phase="discussing")
    expect(page.locator("[data-wheel-fill]")).to_have_value("agreed")
    page.locator(f'[data-to-aspect="{ASPECT}"]').click()
    expect(row(page)).to_be_focused()
    circle = row(page).get_by_role("button", name="Hieraan werken")
    circle.press("Enter")
    expect(circle).to_have_attribute("aria-pressed", "true")
    row(page).get_by_role("radio", name="3").check()
    note = row(page).get_by_label("Hoe werken we hieraan?")
    note.press_sequentially("Geef waardering")
    expect(row(page).locator("[data-note-state]")).to_have_text("Bewaard.")
    expect(words).to_contain_text("afgesproken: 3, verschil: 2, hieraan werken")
    row(page).get_by_role("button", name="Maak er een actie van").click()
    what = page.get_by_label("Wat gaat er gebeuren?").locator("visible=true")
    expect(what).to_be_focused()
    expect(what).to_have_value("Beloning: Geef waardering")
    page.get_by_role("button", name="Voeg de actie toe").click()
    agreed = page.get_by_role("region", name="Van deze sessie")
    expect(agreed.get_by_role("listitem")).to_contain_text("Beloning: Geef waardering")

    page.reload()
    live(page)
    expect(row(page)).to_contain_text("afgesproken: 3")
    expect(row(page).get_by_label("Hoe werken we hieraan?")).to_have_value("Geef waardering")
    check(page)
    check_screen(wall)
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    check(page)
    assert Action.objects.get().origin == "Wandelnet"
    assert {note.text.text for note in Note.objects.all()} == {
        "Wij zien dat anders.",
        "Geef waardering",
    }


def test_notes_go_with_whom_the_wheel_is_about(room: Room, private: World) -> None:
    table = private.table
    page = room.facilitator(table, private.facilitator)
    choose = page.locator("[data-wheel-subject]")
    choose.select_option(label="Wandelnet")
    row(page).get_by_role("button", name="Hieraan werken").click()
    note = row(page).get_by_label("Hoe werken we hieraan?")
    note.press_sequentially("Geef waardering")

    choose.select_option(label="Arcadis")
    expect(note).to_be_hidden()
    row(page).get_by_role("button", name="Hieraan werken").click()
    expect(note).to_have_value("")
    choose.select_option(label="Wandelnet")

    expect(note).to_have_value("Geef waardering")
    expect(row(page).locator("[data-note-state]")).to_have_text("Bewaard.")
    (kept,) = Note.objects.all()
    assert str(kept.subject_id) == str(table.subject("Wandelnet").pk)


def test_the_facilitators_bring_a_wheel_to_the_wall(room: Room, private: World) -> None:
    table = private.table
    table.joins("Gemeente Zwolle")
    for name, value in (("Arcadis", 1), ("Wandelnet", 5)):
        fields = {"aspect": ASPECT, "value": value, "visibility": "open", "layer": "agreed"}
        sheet, subject = table.sheet.pk, table.subject(name).pk
        assert table.team.sends("give_score", sheet=sheet, subject=subject, **fields).accepted
    wall = room.wall(table)
    who = wall.locator("[data-wheel-who]")
    expect(who).to_have_text("Arcadis")
    page = room.facilitator(table, private.facilitator)

    page.locator("[data-wheel-subject]").select_option(label="Wandelnet")
    page.get_by_role("button", name="Toon dit wiel op het scherm").click()

    expect(who).to_have_text("Wandelnet")
    table.team.sends("hide_names", hidden=True)
    expect(who).to_be_hidden()
    expect(wall.get_by_role("img", name="Beloning: afgesproken: 5")).to_be_visible()
    check_screen(wall)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_wheel_of_a_result_is_chosen_on_laptop_and_phone(
    room: Room, private: World, scheme: str
) -> None:
    phone = phone_at(room, private, "Wandelnet", color_scheme=scheme)
    page = room.facilitator(private.table, private.facilitator, color_scheme=scheme)
    expect(phone.get_by_label("Bij welk resultaat?")).to_be_hidden()

    private.table.team.sends(
        "add_innovation", subject="5b3ad0ff-2f3f-4a51-9c3c-2f9f2f1f7a10", name="Wandelapp"
    )
    phone.get_by_label("Bij welk resultaat?").select_option(label="Wandelapp")
    card = phone.locator(f'[data-wheel-card="{ASPECT}"]')
    card.locator('[data-choice-of="2"]').tap()
    phone.get_by_label("Bij welk resultaat?").select_option(label="in het algemeen")
    expect(card.locator(".wheel-choice--on")).to_have_count(0)
    check(phone)

    show_hidden(page)
    page.get_by_label("Bij welk resultaat?").select_option(label="Wandelapp")
    expect(row(page)).to_contain_text("zelf: 2")
    page.reload()
    live(page)
    expect(page.get_by_label("Bij welk resultaat?").locator("option:checked")).to_have_text(
        "Wandelapp"
    )
    check(page)
    assert said(private).own == ()


def test_two_of_one_organisation_show_as_a_mean_and_apart(room: Room, private: World) -> None:
    table = private.table
    for value in (4, 3):
        person = table.joins("Wandelnet")
        fields = {"aspect": ASPECT, "value": value, "visibility": "hidden", "layer": "self"}
        sheet, subject = table.sheet.pk, table.subject("Wandelnet").pk
        assert person.sends("give_score", sheet=sheet, subject=subject, **fields).accepted
    page = room.facilitator(table, private.facilitator)

    show_hidden(page)

    expect(row(page)).to_contain_text("zelf gemiddeld: 3,5")
    expect(row(page)).to_contain_text(
        "Verschil binnen de organisatie: Wandelnet 1: 4, Wandelnet 2: 3."
    )
    fill = page.locator("[data-wheel-fill]")
    fill.select_option(label="namens Wandelnet 2")
    bar(page, 5).click()
    expect(row(page)).to_contain_text("zelf gemiddeld: 4,5")
