"""The conversation beside the board: questions with their answers, what a difference calls up, and
what is agreed; on two laptops at once, and nothing of it on the wall before it is shown on purpose.
"""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, Page, expect

from boards.models import Note
from deals.domain.actions import add_action
from deals.models import Action
from tests.browser.conftest import LAPTOP, Room, World, live, make_world
from tests.browser.test_access import NARROW, check
from tests.browser.test_meaning import larger_text
from tests.conftest import make_deal, make_session, make_user
from tests.live.people import team
from tests.table import Place, Table

SAVED = "Bewaard."
TEAM_QUESTION = "team-2"
BUTTERFLY = "vlinder-1"


@pytest.fixture
def conversation(live_db: None) -> World:
    """A conversation with Wandelnet: they say Boompje, we say Vlinder, and both are hidden."""
    world = make_world(self_starts_open=False, team_starts_open=False)
    table = world.table
    wandelnet = table.subject("Wandelnet")
    table.joins("Wandelnet").places(wandelnet, element="boompje")
    table.team.places(wandelnet, element="vlinder")
    return world


def phone(table: Table) -> Place:
    """The participant of Wandelnet."""
    return table.at(table.session.seats.get())


def answers(place: Place, question: str, text: str, **fields: object) -> None:
    """Somebody writes an answer to a question."""
    sheet = place.session.sheets.get().pk
    fields = {"about": "answer", "question": question, "based_on": 0} | fields
    assert place.sends("write_note", sheet=sheet, text=text, **fields).accepted


def tab(page: Page, name: str) -> Locator:
    """A tab of the panel, pressed."""
    found = page.get_by_role("tab", name=name)
    found.click()
    return found


def question(page: Page, name: str) -> Locator:
    """A question in the panel."""
    return page.locator(f'[data-talk-question="{name}"]').locator("visible=true")


def opened(page: Page, name: str) -> Locator:
    """A question in the panel, opened."""
    found = question(page, name)
    found.locator("summary").click()
    return found


def field(part: Locator) -> Locator:
    """Where facilitators write what they heard."""
    return part.get_by_label("Wat we hoorden")


def panel_text(page: Page) -> str:
    """Every word in the panel, folded or hidden words too."""
    found: str = page.locator(".panel").evaluate(
        "panel => panel.textContent + [...panel.querySelectorAll('textarea, input')]"
        ".map(each => each.value).join('')"
    )
    return found


# Writing together -------------------------------------------------------------------------------


def test_two_facilitators_write_one_answer_and_keep_both_texts(
    room: Room, conversation: World
) -> None:
    table = conversation.table
    first = room.facilitator(table, conversation.facilitator)
    second = room.facilitator(table, conversation.colleague)
    for page in (first, second):
        tab(page, "Gesprek")
        opened(page, TEAM_QUESTION)

    field(question(first, TEAM_QUESTION)).press_sequentially("Er missen gemeenten")
    expect(question(first, TEAM_QUESTION).locator("[data-note-state]")).to_have_text(SAVED)
    expect(field(question(second, TEAM_QUESTION))).to_have_value("Er missen gemeenten")

    second.context.set_offline(True)
    field(question(second, TEAM_QUESTION)).fill("Er missen banken")
    expect(question(second, TEAM_QUESTION)).to_contain_text("geen verbinding")
    field(question(first, TEAM_QUESTION)).fill("Er missen scholen")
    expect(question(first, TEAM_QUESTION).locator("[data-note-state]")).to_have_text(SAVED)
    second.context.set_offline(False)

    expect(question(second, TEAM_QUESTION).locator("[data-theirs]")).to_have_text(
        "Er missen scholen"
    )
    expect(field(question(second, TEAM_QUESTION))).to_have_value("Er missen banken")
    question(second, TEAM_QUESTION).get_by_role("button", name="Allebei").click()
    expect(field(question(first, TEAM_QUESTION))).to_have_value(
        "Er missen scholen\nEr missen banken"
    )
    assert Note.objects.get().text.text == "Er missen scholen\nEr missen banken"


def test_words_that_were_not_sent_stand_there_again_after_a_reload(
    room: Room, conversation: World
) -> None:
    page = room.facilitator(conversation.table, conversation.facilitator)
    page.route("**/commands/", lambda route: route.abort())
    tab(page, "Gesprek")
    field(opened(page, TEAM_QUESTION)).press_sequentially("Er missen banken")
    expect(question(page, TEAM_QUESTION)).to_contain_text("Bewaren")
    page.on("dialog", lambda dialog: dialog.accept())

    page.unroute("**/commands/")
    page.reload()

    live(page)
    tab(page, "Gesprek")
    expect(question(page, TEAM_QUESTION)).to_contain_text("opgeschreven")
    expect(field(opened(page, TEAM_QUESTION))).to_have_value("Er missen banken")
    assert Note.objects.get().text.text == "Er missen banken"


# Questions --------------------------------------------------------------------------------------


def test_a_question_is_asked_answered_on_a_phone_and_shared(
    room: Room, conversation: World
) -> None:
    table = conversation.table
    page = room.facilitator(table, conversation.facilitator)
    other = room.facilitator(table, conversation.colleague)
    tab(page, "Gesprek")
    part = opened(page, BUTTERFLY)
    ask = part.get_by_role("button", name="Op het scherm en de telefoons")

    ask.press("Enter")
    expect(ask).to_have_attribute("aria-pressed", "true")
    expect(ask).to_be_focused()
    tab(other, "Gesprek")
    expect(question(other, BUTTERFLY).get_by_text("nu op het scherm")).to_be_visible()
    assert table.team.state()["asked"] == {"sheet": str(table.sheet.pk), "question": BUTTERFLY}

    answers(phone(table), BUTTERFLY, "Wij hebben geen tijd")
    expect(part).to_contain_text("1 antwoord van een telefoon")
    assert "geen tijd" not in panel_text(page)
    part.get_by_role("button", name="Toon op deze laptop").press("Enter")
    said = part.get_by_role("listitem")
    expect(said).to_contain_text("Wandelnet")
    expect(said).to_contain_text("Wij hebben geen tijd")
    expect(part.get_by_role("button", name="Toon op deze laptop")).to_be_focused()
    assert "geen tijd" not in panel_text(other)

    said.get_by_role("button", name=re.compile("Deel met de zaal ?: Wandelnet")).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Wij hebben geen tijd")
    expect(dialog).to_contain_text("Iedereen in de zaal kan dit dan lezen")
    check(page)
    dialog.get_by_role("button", name="Laat iedereen in de zaal het lezen").click()
    expect(said).to_contain_text("Gedeeld met de zaal")
    opened(other, BUTTERFLY)
    expect(question(other, BUTTERFLY).get_by_role("listitem")).to_contain_text("geen tijd")
    assert "geen tijd" in table.screen.bytes_received().decode()

    ask.click()
    expect(question(other, BUTTERFLY).get_by_text("nu op het scherm")).to_be_hidden()
    assert table.team.state()["asked"] is None


def test_only_one_question_is_open_at_a_time(room: Room, conversation: World) -> None:
    page = room.facilitator(conversation.table, conversation.facilitator)
    tab(page, "Gesprek")

    opened(page, TEAM_QUESTION)
    opened(page, BUTTERFLY)

    expect(question(page, BUTTERFLY)).to_have_attribute("open", "")
    expect(question(page, TEAM_QUESTION)).not_to_have_attribute("open", "")


def test_the_element_at_hand_brings_its_questions(room: Room, conversation: World) -> None:
    table = conversation.table
    table.team.sends("set_phase", phase="revealing")
    table.team.sends("reveal_sheet", sheet=table.sheet.pk, layer="team")
    page = room.facilitator(table, conversation.facilitator)
    tab(page, "Gesprek")
    expect(question(page, "water-1")).to_be_visible()

    page.locator("svg.board .postit", has_text="Wandelnet").first.click()

    expect(page.get_by_label("Element:")).to_have_value("vlinder")
    expect(question(page, BUTTERFLY)).to_be_visible()
    expect(question(page, TEAM_QUESTION)).to_be_visible()
    expect(question(page, "water-1")).to_have_count(0)
    page.get_by_role("button", name="Toon nog 9 vragen").click()
    expect(question(page, "water-1")).to_be_visible()
    expect(page.get_by_label("Element:")).to_be_focused()
    page.get_by_label("Element:").select_option("water")
    expect(question(page, BUTTERFLY)).to_have_count(0)


def test_what_there_is_to_see_follows_the_board_and_leads_to_its_question(
    room: Room, conversation: World
) -> None:
    table = conversation.table
    page = room.facilitator(table, conversation.facilitator)
    tab(page, "Gesprek")
    seen = page.locator("[data-observations]")
    expect(seen).to_be_visible()
    before = seen.inner_text()

    table.team.places(table.subject("Arcadis"), element="compost", layer="agreed")

    expect(seen).not_to_have_text(re.compile(re.escape(before.split("\n")[0])))
    seen.get_by_role("link").first.press("Enter")
    expect(page.locator("[data-talk-question][open] > summary")).to_be_focused()


# Differences ------------------------------------------------------------------------------------


def test_what_a_difference_calls_up_is_written_where_it_stands_in_words(
    room: Room, conversation: World
) -> None:
    table = conversation.table
    seat = table.session.seats.get()
    page = room.facilitator(table, conversation.facilitator)
    tab(page, "Gesprek")
    heading = page.get_by_role("heading", name="Wat roept dit bij je op?")
    expect(heading).to_be_hidden()

    table.team.sends("set_phase", phase="revealing")
    table.team.sends("reveal_sheet", sheet=table.sheet.pk, layer="team", seat=str(seat.pk))
    expect(heading).to_be_visible()
    sheet = table.sheet.pk
    reaction = {"about": "reaction", "based_on": 0, "text": "Dat herken ik niet"}
    assert phone(table).sends("write_note", sheet=sheet, **reaction).accepted
    part = page.locator("[data-reaction]")
    expect(part).to_contain_text("1 antwoord van een telefoon")
    assert "herken" not in panel_text(page)
    expect(part).not_to_contain_text("Vlinder")
    page.locator("[data-lines-kept]").get_by_role("button").click()
    expect(part).to_contain_text("zelf Boompje, wij Vlinder")
    part.locator("summary").click()
    expect(part).to_contain_text("Dat herken ik niet")
    part.get_by_label("Wat roept dit op?").fill("Daar praten we over door")
    expect(part.locator("[data-note-state]")).to_have_text(SAVED)
    check(page)

    note = Note.objects.get(seat=None)
    assert (note.about, note.subject) == ("reaction", table.subject("Wandelnet"))
    page.reload()
    tab(page, "Gesprek")
    part.locator("summary").click()
    expect(part.get_by_label("Wat roept dit op?")).to_have_value("Daar praten we over door")


def test_notes_of_the_board_are_one_text(room: Room, conversation: World) -> None:
    table = conversation.table
    first = room.facilitator(table, conversation.facilitator)
    second = room.facilitator(table, conversation.colleague)
    tab(first, "Gesprek")
    tab(second, "Gesprek")

    first.get_by_label("Notities bij deze plaat").fill("Veel energie")

    expect(second.get_by_label("Notities bij deze plaat")).to_have_value("Veel energie")
    assert "energie" not in table.screen.bytes_received().decode()


# Actions ----------------------------------------------------------------------------------------


def lists(page: Page) -> Locator:
    """The actions beside the board."""
    return page.locator("[data-actions]")


def test_an_action_is_agreed_on_one_laptop_and_stands_on_the_other(
    room: Room, conversation: World
) -> None:
    table = conversation.table
    first = room.facilitator(table, conversation.facilitator)
    second = room.facilitator(table, conversation.colleague)
    tab(second, "Acties")
    tab(first, "Gesprek")

    opened(first, BUTTERFLY).get_by_role("button", name="Maak er een actie van").press("Enter")
    text = first.get_by_label("Wat gaat er gebeuren?")
    expect(text).to_be_focused()
    first.keyboard.type("Bellen met Wandelnet")
    first.get_by_label("Wie doet het?").select_option("Wandelnet")
    first.get_by_label("Uiterlijk op").fill("2030-05-01")
    first.get_by_role("button", name="Voeg de actie toe").click()

    action = lists(second).get_by_role("listitem")
    expect(action).to_contain_text("Bellen met Wandelnet")
    expect(action).to_contain_text("1 mei 2030")
    expect(action).to_contain_text("Wat maakt dat je je als vlinder gedraagt?")
    expect(second.get_by_role("tab", name="Acties")).to_contain_text("1")
    expect(text).to_have_value("")
    expect(text).to_be_focused()

    action.get_by_role("button", name=re.compile("^Gedaan")).press("Enter")
    back = action.get_by_role("button", name="Toch niet gedaan")
    expect(back).to_be_focused()
    expect(lists(first)).to_contain_text("gedaan op")
    assert Action.objects.get().is_done
    back.click()
    expect(action.get_by_role("button", name=re.compile("^Gedaan"))).to_be_visible()
    assert not Action.objects.get().is_done


def test_changing_an_action_stays_in_its_place_while_others_agree_on_more(
    room: Room, conversation: World
) -> None:
    table = conversation.table
    table.team.sends("add_action", action=uuid4(), text="Bellen")
    page = room.facilitator(table, conversation.facilitator)
    tab(page, "Acties")
    lists(page).get_by_role("link", name=re.compile("Aanpassen ?: Bellen")).click()
    text = lists(page).get_by_label("Wat gaat er gebeuren?")
    expect(text).to_be_focused()
    page.keyboard.type("Morgen ")

    table.team.sends("add_action", action=uuid4(), text="Schrijven")
    expect(lists(page)).to_contain_text("Schrijven")
    expect(text).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.type(" met Arcadis")
    check(page)
    mine = text.input_value()
    first = Action.objects.get(text="Bellen")
    change = {"action": first.pk, "based_on": first.version, "text": "Mailen"}
    assert table.team.sends("change_action", **change).accepted
    lists(page).get_by_role("button", name="Bewaar").click()
    expect(lists(page)).to_contain_text("Er staat nu: Mailen")
    expect(text).to_have_value(mine)
    lists(page).get_by_role("button", name="Bewaar").click()

    expect(text).to_have_count(0)
    expect(lists(page).get_by_role("link", name=re.compile(f"Aanpassen ?: {mine}"))).to_be_focused()
    assert set(Action.objects.values_list("text", flat=True)) == {mine, "Schrijven"}


def test_an_action_is_made_of_a_chosen_post_it(room: Room, conversation: World) -> None:
    table = conversation.table
    page = room.facilitator(table, conversation.facilitator)
    page.locator("[data-tray]:visible [data-subject]", has_text="Arcadis").click()

    page.locator("[data-chosen]").get_by_role("button", name="Maak er een actie van").click()
    expect(page.get_by_label("Wat gaat er gebeuren?")).to_be_focused()
    page.keyboard.type("Koffie drinken")
    page.get_by_role("button", name="Voeg de actie toe").click()

    expect(lists(page)).to_contain_text("Koffie drinken")
    assert Action.objects.get().origin == "Arcadis"


def test_before_a_session_starts_open_actions_are_pointed_at(room: Room, live_db: None) -> None:
    deal = make_deal("Ruimte voor Lopen")
    facilitator = make_user("gespreksleider", deal)
    for text in ("Bellen", "Schrijven"):
        add_action(deal, text, owner=None, due=None, by=facilitator)
    table = Table(make_session(deal, facilitator), facilitator)
    page = room.facilitator(table, facilitator)

    page.get_by_role("button", name="Er staan nog 2 acties open.").press("Enter")

    expect(page.get_by_role("tab", name="Acties")).to_be_focused()
    expect(lists(page).get_by_role("listitem")).to_have_count(2)
    table.team.sends("set_phase", phase="placing")
    expect(page.get_by_role("button", name="Er staan nog 2 acties open.")).to_be_hidden()


# Everybody can use it ---------------------------------------------------------------------------


def busy(world: World) -> None:
    """Something of everything lies there."""
    table = world.table
    sheet = table.sheet.pk
    table.team.sends("set_phase", phase="revealing")
    table.team.sends("reveal_sheet", sheet=sheet, layer="team")
    answers(phone(table), BUTTERFLY, "Wij hebben geen tijd, en de mensen ook niet. " * 4)
    answers(table.team, BUTTERFLY, "Er is te weinig tijd. " * 6)
    table.team.sends("ask", sheet=sheet, question=BUTTERFLY)
    partner = table.subject("Wandelnet").partner
    table.team.sends("add_action", action=uuid4(), text="Bellen met Wandelnet over de tijd")
    table.team.sends(
        "add_action",
        action=uuid4(),
        text="Een afspraak maken met alle gemeenten",
        owner=f"partner:{partner.pk if partner else ''}",
        due="2026-03-01",
        sheet=sheet,
        question=TEAM_QUESTION,
    )


@pytest.mark.parametrize(
    ("scheme", "size", "large"),
    # Every two of the three together, once.
    [
        pytest.param("light", NARROW, False, id="light-narrow"),
        pytest.param("dark", LAPTOP, False, id="dark-laptop"),
        pytest.param("dark", NARROW, True, id="dark-narrow-200%"),
        pytest.param("light", LAPTOP, True, id="light-laptop-200%"),
    ],
)
def test_talking_has_no_findings(
    room: Room, conversation: World, scheme: str, size: dict[str, int], large: bool
) -> None:
    busy(conversation)
    cookies = team(conversation.table.session, conversation.facilitator).cookies
    page = room.person(cookies, viewport=size, color_scheme=scheme)
    if large:
        larger_text(page.context)
    page.goto(f"/sessions/{conversation.table.session.pk}/control/")
    live(page)
    tab(page, "Gesprek")
    check(page)
    opened(page, BUTTERFLY).get_by_role("button", name="Toon op deze laptop").click()
    check(page)
    tab(page, "Acties")
    page.get_by_text("Nieuwe actie").click()
    lists(page).get_by_role("link", name="Aanpassen").first.click()
    expect(lists(page).get_by_label("Wat gaat er gebeuren?")).to_be_focused()
    check(page)


def test_without_javascript_forms_do_it(room: Room, conversation: World) -> None:
    table = conversation.table
    cookies = team(table.session, conversation.facilitator).cookies
    page = room.person(cookies, java_script_enabled=False)
    page.goto(f"/sessions/{table.session.pk}/control/")

    part = opened(page, TEAM_QUESTION)
    field(part).fill("Er missen banken")
    part.get_by_role("button", name="Bewaar").click()
    part = opened(page, TEAM_QUESTION)
    expect(field(part)).to_have_value("Er missen banken")
    part.get_by_role("button", name="Op het scherm en de telefoons").click()
    expect(question(page, TEAM_QUESTION).get_by_text("nu op het scherm")).to_be_visible()
    page.get_by_text("Nieuwe actie").click()
    page.get_by_label("Wat gaat er gebeuren?").fill("Banken bellen")
    page.get_by_role("button", name="Voeg de actie toe").click()
    page.get_by_role("link", name=re.compile("Aanpassen ?: Banken bellen")).click()
    page.get_by_label("Wat gaat er gebeuren?").fill("Banken mailen")
    page.get_by_role("button", name="Bewaar").click()
    lists(page).get_by_role("button", name=re.compile("^Gedaan")).click()

    expect(lists(page)).to_contain_text("gedaan op")
    assert Action.objects.get().text == "Banken mailen"


# Afterwards -------------------------------------------------------------------------------------


def test_the_closed_session_keeps_what_was_said_and_agreed(room: Room, conversation: World) -> None:
    busy(conversation)
    table = conversation.table
    table.team.sends("close_session")
    page = room.person(team(table.session, conversation.facilitator).cookies)

    page.goto(f"/sessions/{table.session.pk}/")

    expect(page.locator(".history")).to_contain_text("Wij hebben geen tijd")
    expect(page.locator(".history")).to_contain_text("Bellen met Wandelnet over de tijd")
    check(page)
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    check(page)
