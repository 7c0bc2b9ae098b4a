"""The partner conversation on a phone: boards one after another, persons, oneself beside the
facilitators, questions, and what one says beside placing.
"""

import re
from datetime import date
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, Page, Response, expect

from boards.domain.preparing import SheetPlan, prepare_session
from boards.models import Note, Placement, SeatLog
from deals.models import Person
from tests.browser.conftest import Room, World, live
from tests.browser.test_access import NARROW, check, sticks_out
from tests.browser.test_phone import in_phase
from tests.browser.test_room import (
    code_of,
    cut,
    joined,
    said,
    sit_down,
    status_of,
    type_code,
)
from tests.conftest import started
from tests.live.people import participant
from tests.table import Table

ROLES, SPEED, INFLUENCE = range(3)
HIDDEN = {"self_starts_open": False, "team_starts_open": False}
PLANS = [
    SheetPlan("rollen", "feitelijke-rol", **HIDDEN),
    SheetPlan("snelheid", "persoon", **HIDDEN),
    SheetPlan("invloed", "organisatie-en-persoon", **HIDDEN),
]
GROUPS = ["beinvloeder", "sleutelfiguur", "toeschouwer", "geinteresseerde"]


# What is where on the page ----------------------------------------------------------------------


def laid(world: World) -> Table:
    """A running session with the three partner boards; everything is hidden from the room."""
    partner = world.deal.partners.get(organisation__name="Wandelnet")
    Person.objects.create(partner=partner, name="Anna de Wit")
    session = prepare_session(world.deal, "Samen", date(2026, 3, 5), PLANS, world.facilitator)
    return started(session, world.facilitator)


def sheet(table: Table, board: int) -> str:
    """The id of a sheet, by its order."""
    return str(table.session.sheets.get(order=board).pk)


def place(phone: Page, table: Table, board: int) -> Locator:
    """A board on the phone."""
    return phone.locator(f'[data-place="{sheet(table, board)}"]')


def tap(part: Locator, element: str) -> None:
    """Tap a card."""
    part.locator(f'[data-choice="{element}"] button').first.click()


def press(phone: Page, button: Locator, saying: str) -> None:
    """Press a button, and wait until the server has answered the command that says this."""

    def answers(response: Response) -> bool:
        return saying in (response.request.post_data or "")

    with phone.expect_response(answers):
        button.click()


def is_tapped(part: Locator, element: str) -> None:
    """Wait until this card is the own place."""
    expect(part.locator(f'[data-choice="{element}"] button').first).to_have_attribute(
        "aria-pressed", "true"
    )


def ask(part: Locator, who: str) -> Locator:
    """What a board asks of the organisation, or of the person."""
    return part.locator(f'[data-ask="{who}"]')


def cards(part: Locator) -> list[str]:
    """The cards in sight."""
    found: list[str] = part.locator("[data-choice]:visible").evaluate_all(
        "all => all.map(each => each.dataset.choice)"
    )
    return found


def step(phone: Page, name: str) -> Locator:
    """A link in the row of steps."""
    return phone.get_by_role("navigation", name="Platen").get_by_role("link", name=name)


def introduce(part: Locator, name: str) -> None:
    """Say who one is: somebody on the table, or a name that is not listed."""
    listed = part.get_by_label(name, exact=True)
    if listed.count():
        listed.check()
    else:
        part.get_by_label("Mijn naam staat er niet bij").check()
        part.get_by_label("Je naam").fill(name)
    part.get_by_role("button", name="Dit ben ik").click()


def asked(phone: Page) -> Locator:
    """The question that is asked now."""
    return phone.locator("[data-asked]")


def saved(part: Locator) -> None:
    """Wait until the text in a part is saved."""
    expect(part.locator("[data-note-state]:visible")).to_have_text("Bewaard.")


def puts(table: Table, board: int, name: str, element: str, layer: str = "team") -> None:
    """The facilitators put somebody on a board."""
    fields = {"placement": uuid4(), "sheet": sheet(table, board), "element": element}
    visibility = "hidden" if layer == "team" else "open"
    fields |= {"subject": table.subject(name).pk, "layer": layer, "visibility": visibility}
    assert table.team.sends("place", **fields).accepted


def seat_log(table: Table) -> SeatLog:
    """What the one participant said beside placing."""
    return SeatLog.objects.get(seat__session=table.session)


# Boards one after another -----------------------------------------------------------------------


def test_three_boards_from_start_to_reaction(room: Room, world: World) -> None:
    table = laid(world)
    phone = joined(room, table, "Wandelnet")
    roles, speed, influence = (place(phone, table, board) for board in range(3))
    expect(roles).to_be_visible()
    expect(speed).not_to_be_visible()
    expect(step(phone, "Rollen en inzet")).to_have_attribute("aria-current", "step")

    tap(roles, "water")
    phone.get_by_role("link", name="Volgende plaat: Snelheid").click()
    expect(roles).not_to_be_visible()
    expect(speed.get_by_role("heading", name="Persoon")).to_be_focused()
    expect(step(phone, "Rollen en inzet")).to_contain_text("beantwoord")
    assert cards(speed) == []
    introduce(speed, "Anna de Wit")
    expect(speed.get_by_text("Dit gaat over jou: Anna de Wit")).to_be_visible()
    live(phone)
    tap(speed, "kikker")
    phone.get_by_role("link", name="Volgende plaat: Invloed").click()
    tap(ask(influence, "organisation"), "sleutelfiguur")
    expect(status_of(phone)).to_have_text(
        said("You answered {given} of {all}. It is saved.", given=1, all=2)
    )
    tap(ask(influence, "person"), "sleutelfiguur-veel")

    phone.get_by_role("link", name="Welke plaat spreekt je het meest aan?").click()
    expect(phone.get_by_text("Alleen de gespreksleiders zien wat je kiest.")).to_be_visible()
    press(
        phone,
        phone.locator("[data-favourite]").get_by_role("button", name="Snelheid"),
        "choose_board",
    )
    expect(step(phone, "Kies")).to_contain_text("beantwoord")
    button = phone.locator("[data-favourite]").get_by_role("button", name="Invloed")
    press(phone, button, f'"choose_board","sheet":"{sheet(table, INFLUENCE)}"')
    expect(phone.locator("[data-favourite] [aria-pressed=true]")).to_contain_text("Invloed")
    assert seat_log(table).favourite_id == table.session.sheets.get(order=INFLUENCE).pk

    puts(table, ROLES, "Wandelnet", "oogst")
    puts(table, SPEED, "Anna de Wit", "kikker")
    assert table.team.sends("set_phase", phase="revealing").accepted
    in_phase(phone, "revealing")
    step(phone, "Rollen en inzet").click()
    expect(roles.get_by_role("heading", name="Water")).to_be_visible()
    expect(roles.locator("[data-side=team]")).not_to_be_visible()
    me = SeatLog.objects.get(seat__session=table.session).seat_id
    shown = {"sheet": sheet(table, ROLES), "layer": "team", "seat": me}
    assert table.team.sends("reveal_sheet", **shown).accepted
    expect(roles.locator("[data-side=team]")).to_contain_text("Oogst")
    expect(phone.locator("[data-says]")).to_contain_text("De gespreksleiders zien jou hier: Oogst")
    puts(table, ROLES, "Wandelnet", "compost", layer="agreed")
    expect(roles.locator("[data-side=agreed]")).to_contain_text("Compost")

    roles.get_by_label("Wat roept dit bij je op?").fill("Wij doen meer dan oogsten.")
    saved(roles)
    expect(roles.get_by_text("Alleen jij en de gespreksleiders lezen dit.")).to_be_visible()
    note = Note.objects.get(about="reaction")
    assert (note.text.text, note.audience) == ("Wij doen meer dan oogsten.", "team")

    assert table.team.sends("reveal_sheet", sheet=sheet(table, SPEED), layer="team").accepted
    step(phone, "Snelheid").click()
    expect(speed.get_by_text("Jullie zien hetzelfde.")).to_be_visible()
    phone.reload()
    live(phone)
    expect(speed).to_be_visible()
    expect(speed.get_by_text("Jullie zien hetzelfde.")).to_be_visible()
    step(phone, "Rollen en inzet").click()
    expect(roles.get_by_label("Wat roept dit bij je op?")).to_have_value(
        "Wij doen meer dan oogsten."
    )


def test_everyone_is_brought_to_a_board(room: Room, world: World) -> None:
    table = laid(world)
    phone = joined(room, table, "Wandelnet")
    speed = place(phone, table, SPEED)

    show = {"sheet": sheet(table, SPEED), "everyone": True}
    assert table.team.sends("show_sheet", **show).accepted
    expect(speed).to_be_visible()
    line = speed.get_by_text("De gespreksleider heeft iedereen naar deze plaat gebracht.")
    expect(line).to_be_visible()

    # Somebody who looks further is not held, and is brought along once more.
    step(phone, "Invloed").click()
    expect(speed).not_to_be_visible()
    assert table.team.sends("show_sheet", **show).accepted
    expect(line).to_be_visible()


def test_who_is_writing_is_asked_to_go_along(room: Room, world: World) -> None:
    table = laid(world)
    phone = joined(room, table, "Wandelnet")
    question = {"sheet": sheet(table, ROLES), "question": "team-2"}
    assert table.team.sends("ask", **question).accepted
    field = asked(phone).get_by_role("textbox")
    field.press_sequentially("Er zijn ")

    assert table.team.sends("show_sheet", sheet=sheet(table, SPEED), everyone=True).accepted
    go = phone.get_by_role("button", name="Ga mee")
    expect(go).to_be_visible()
    expect(field).to_be_focused()
    field.press_sequentially("er genoeg.")
    expect(place(phone, table, ROLES)).to_be_visible()

    go.click()
    expect(place(phone, table, SPEED)).to_be_visible()
    expect(go).not_to_be_visible()
    expect(field).to_have_value("Er zijn er genoeg.")
    saved(asked(phone))


def test_nothing_moves_under_a_thumb_when_a_question_comes(room: Room, world: World) -> None:
    table = laid(world)
    phone = joined(room, table, "Wandelnet")
    card = place(phone, table, ROLES).locator('[data-choice="oogst"]')
    card.scroll_into_view_if_needed()
    top = "card => Math.round(card.getBoundingClientRect().top)"
    before = card.evaluate(top)

    assert table.team.sends("ask", sheet=sheet(table, ROLES), question="team-1").accepted
    look = phone.get_by_role("button", name="Bekijk")
    expect(look).to_be_visible()

    assert abs(card.evaluate(top) - before) <= 1
    look.click()
    expect(asked(phone).get_by_role("heading", name="De vraag van nu")).to_be_in_viewport()
    expect(look).not_to_be_visible()


# Persons ----------------------------------------------------------------------------------------


def test_influence_is_placed_in_two_steps(room: Room, world: World) -> None:
    table = laid(world)
    phone = joined(room, table, "Arcadis")
    step(phone, "Invloed").click()
    part = place(phone, table, INFLUENCE)
    organisation, person = ask(part, "organisation"), ask(part, "person")
    part.get_by_text("Wat betekent dit?").click()
    expect(part.get_by_text("Hoeveel de hele organisatie kan doen")).to_be_visible()
    assert cards(organisation) == [*GROUPS, "unknown"]

    # Nobody of this organisation is on the table: a name is typed.
    expect(person.get_by_text("Iedereen in de zaal ziet je naam bij je post-it.")).to_be_visible()
    person.get_by_label("Hoe heet je?").fill("Bilal")
    person.get_by_role("button", name="Dit ben ik").click()
    expect(person.get_by_text("Dit gaat over jou: Bilal")).to_be_visible()
    live(phone)
    expect(person.get_by_text("Kies eerst waar je organisatie staat.")).to_be_visible()
    assert cards(person) == ["unknown"]

    tap(organisation, "toeschouwer")
    expect(person.get_by_text("Kies eerst waar je organisatie staat.")).not_to_be_visible()
    assert cards(person) == ["toeschouwer-weinig", "toeschouwer-veel", "unknown"]
    tap(person, "toeschouwer-veel")
    is_tapped(person, "toeschouwer-veel")
    is_tapped(organisation, "toeschouwer")

    # Another group, the same column.
    tap(organisation, "sleutelfiguur")
    is_tapped(person, "sleutelfiguur-veel")  # as the server says
    assert cards(person) == ["sleutelfiguur-weinig", "sleutelfiguur-veel", "unknown"]
    placed = Placement.objects.filter(sheet__order=INFLUENCE).select_related("subject")
    found = {p.subject.name: p.element for p in placed}
    assert found == {"Arcadis": "sleutelfiguur", "Bilal": "sleutelfiguur-veel"}

    # One may not know one's own mandate, and know where the organisation is.
    tap(person, "unknown")
    is_tapped(person, "unknown")
    is_tapped(organisation, "sleutelfiguur")


def test_another_name_goes_with_the_place(room: Room, world: World) -> None:
    table = laid(world)
    phone = joined(room, table, "Wandelnet")
    step(phone, "Snelheid").click()
    speed = place(phone, table, SPEED)
    introduce(speed, "Anna de Wit")
    expect(speed.get_by_text("Dit gaat over jou: Anna de Wit")).to_be_visible()
    live(phone)
    tap(speed, "mier")
    is_tapped(speed, "mier")

    phone.get_by_text("Andere naam?").click()
    introduce(phone.locator("[data-introduce]"), "Bilal")

    expect(phone.locator("[data-person]")).to_have_text("Je naam: Bilal")
    is_tapped(speed, "mier")
    assert table.placement(sheet=sheet(table, SPEED)).subject.name == "Bilal"


def test_who_said_their_name_goes_on_with_what_is_asked_of_them(room: Room, world: World) -> None:
    table = laid(world)
    phone = joined(room, table, "Arcadis")
    step(phone, "Invloed").click()
    part = place(phone, table, INFLUENCE)
    tap(ask(part, "organisation"), "toeschouwer")
    is_tapped(ask(part, "organisation"), "toeschouwer")
    person = ask(part, "person")
    person.get_by_label("Hoe heet je?").fill("Bilal")
    person.get_by_role("button", name="Dit ben ik").click()

    heading = person.get_by_role("heading", name="Hoeveel mag jij zelf beslissen?")
    expect(heading).to_be_focused()
    expect(heading).to_be_in_viewport()
    expect(person.locator('[data-choice="toeschouwer-weinig"]')).to_be_in_viewport()


def test_a_name_may_be_left_out(room: Room, world: World) -> None:
    table = laid(world)
    phone = joined(room, table, "Arcadis")
    step(phone, "Invloed").click()
    part = place(phone, table, INFLUENCE)
    person = ask(part, "person")
    done = phone.locator(f'[data-step="{sheet(table, INFLUENCE)}"][data-done]')
    tap(ask(part, "organisation"), "toeschouwer")
    is_tapped(ask(part, "organisation"), "toeschouwer")
    expect(done).to_have_count(0)

    person.get_by_role("button", name="Liever niet").click()
    expect(person.get_by_text("Dat is goed. Deze vraag blijft open.")).to_be_visible()
    expect(person.get_by_label("Hoe heet je?")).not_to_be_visible()
    after_all = person.get_by_role("button", name="Toch mijn naam zeggen")
    expect(after_all).to_be_focused()
    expect(done).to_have_count(1)
    phone.reload()
    live(phone)
    after_all.click()

    expect(person.get_by_label("Hoe heet je?")).to_be_focused()
    expect(done).to_have_count(0)
    assert [p.subject.name for p in Placement.objects.filter(sheet__order=INFLUENCE)] == ["Arcadis"]


def test_what_the_facilitators_show_is_one_press_away(room: Room, world: World) -> None:
    table = laid(world)
    puts(table, ROLES, "Wandelnet", "oogst")
    phone = joined(room, table, "Wandelnet")
    tap(place(phone, table, ROLES), "water")
    is_tapped(place(phone, table, ROLES), "water")
    step(phone, "Snelheid").click()
    assert table.team.sends("set_phase", phase="revealing").accepted
    in_phase(phone, "revealing")
    expect(phone.locator("[data-news]")).not_to_be_visible()

    assert table.team.sends("reveal_sheet", sheet=sheet(table, ROLES), layer="team").accepted
    news = phone.locator("[data-news]")
    expect(news).to_contain_text("Kijk: hier zien de gespreksleiders jou.")
    expect(place(phone, table, SPEED)).to_be_visible()
    news.get_by_role("button", name="Bekijk").click()

    line = place(phone, table, ROLES).locator("[data-team]")
    expect(line).to_be_focused()
    expect(line).to_be_in_viewport()
    expect(line).to_have_text("De gespreksleiders zien jou hier: Oogst")
    expect(news).not_to_be_visible()


# Questions --------------------------------------------------------------------------------------


def test_an_answer_typed_without_connection_is_kept_and_sent(room: Room, world: World) -> None:
    table = laid(world)
    phone = joined(room, table, "Wandelnet")
    assert table.team.sends("ask", sheet=sheet(table, ROLES), question="team-1").accepted
    expect(asked(phone).get_by_role("heading", level=3)).to_contain_text("Welke elementen")

    with cut(phone.context):
        asked(phone).get_by_label("Jouw antwoord").fill("De bewoners missen.")
        expect(asked(phone).locator("[data-note-state]")).to_contain_text("geen verbinding")
        expect(status_of(phone)).to_have_text(
            "Geen verbinding. Je tekst is nog niet verstuurd. Laat deze pagina open."
        )
    saved(asked(phone))
    assert Note.objects.get(about="answer").text.text == "De bewoners missen."
    asked(phone).get_by_label("Jouw antwoord").blur()

    # Another question leaves the answer to find, and the same one brings it back.
    assert table.team.sends("ask", sheet=sheet(table, SPEED), question="participant-1").accepted
    expect(asked(phone).get_by_role("heading", level=3)).to_contain_text("samen")
    expect(asked(phone).get_by_label("Jouw antwoord")).to_have_value("")
    phone.locator("[data-questions-before] > summary").click()
    before = phone.locator("[data-answered]")
    expect(before.get_by_label("Jouw antwoord")).to_have_value("De bewoners missen.")
    before.get_by_label("Jouw antwoord").fill("De bewoners en de ondernemers missen.")
    saved(before)
    assert table.team.sends("ask").accepted
    expect(asked(phone)).not_to_be_visible()
    phone.reload()
    live(phone)
    phone.locator("[data-questions-before] > summary").click()
    expect(before.get_by_label("Jouw antwoord")).to_have_value(
        "De bewoners en de ondernemers missen."
    )


def test_another_question_does_not_take_the_words_away(room: Room, world: World) -> None:
    table = laid(world)
    phone = joined(room, table, "Wandelnet")
    assert table.team.sends("ask", sheet=sheet(table, ROLES), question="team-1").accepted
    field = asked(phone).get_by_role("textbox")
    field.press_sequentially("Half een")

    assert table.team.sends("ask", sheet=sheet(table, ROLES), question="team-2").accepted
    expect(asked(phone).get_by_role("textbox")).to_have_count(2)
    mine = asked(phone).locator(f'[data-question="{sheet(table, ROLES)} team-1"] textarea')
    expect(mine).to_be_focused()
    mine.press_sequentially(" zin.")
    mine.blur()

    expect(asked(phone).get_by_role("textbox")).to_have_count(1)
    expect(asked(phone).get_by_role("textbox")).to_have_value("")
    expect(phone.locator("[data-answered] textarea")).to_have_value("Half een zin.")
    expect(phone.locator("[data-answered] [data-note-state]")).to_have_text("Bewaard.")
    assert Note.objects.get(question="team-1").text.text == "Half een zin."


def test_what_is_shared_stands_under_its_board(room: Room, world: World) -> None:
    table = laid(world)
    phone = joined(room, table, "Wandelnet")
    where = {"sheet": sheet(table, ROLES), "about": "answer", "question": "team-2"}
    table.team.sends("write_note", **where, based_on=0, text="Nog twee scholen vragen.")
    note = Note.objects.get()
    shared = place(phone, table, ROLES).locator("[data-shared]")
    expect(shared).not_to_be_visible()

    assert table.team.sends("share_note", note=note.pk).accepted

    expect(shared).to_contain_text("Nog twee scholen vragen.")
    expect(shared).to_contain_text("Zijn er genoeg partijen in het bodemleven?")


# Beside placing ---------------------------------------------------------------------------------


def test_paused_placing_says_so_and_sends_nothing(room: Room, world: World) -> None:
    table = laid(world)
    phone = joined(room, table, "Wandelnet")
    roles = place(phone, table, ROLES)
    tap(roles, "water")
    is_tapped(roles, "water")
    expect(status_of(phone)).to_contain_text("Water")

    assert table.team.sends("pause_placing", paused=True).accepted
    line = "De gespreksleider zet het plaatsen even stil. Wat je koos, blijft staan."
    expect(roles.get_by_text(line)).to_be_visible()
    button = roles.locator('[data-choice="oogst"] button').first
    expect(button).to_have_attribute("aria-disabled", "true")
    expect(button).to_have_accessible_description(line)
    expect(phone.locator("[data-says]")).to_have_text(line)
    button.click(force=True)
    expect(status_of(phone)).to_have_text(line)
    is_tapped(roles, "water")
    phone.reload()
    live(phone)
    expect(button).to_have_attribute("aria-disabled", "true")

    assert table.team.sends("pause_placing", paused=False).accepted
    expect(roles.get_by_text(line)).not_to_be_visible()
    tap(roles, "oogst")
    is_tapped(roles, "oogst")
    expect(status_of(phone)).to_contain_text("Oogst")
    assert table.placement().element == "oogst"


def test_ready_the_check_and_their_other_answers(room: Room, world: World) -> None:
    table = laid(world)
    phone = joined(room, table, "Wandelnet")
    ready = phone.get_by_role("button", name="Ik ben klaar")
    press(phone, ready, '"ready":true')
    expect(ready).to_have_attribute("aria-pressed", "true")
    expect(phone.get_by_text("De gespreksleiders zien dat je klaar bent.")).to_be_visible()
    assert seat_log(table).ready_in == "placing"
    press(phone, ready, '"ready":false')
    expect(ready).to_have_attribute("aria-pressed", "false")
    press(phone, ready, '"ready":true')
    expect(ready).to_have_attribute("aria-pressed", "true")

    # In another part of the session it says nothing any more.
    assert table.team.sends("set_phase", phase="discussing").accepted
    in_phase(phone, "discussing")
    expect(ready).to_have_attribute("aria-pressed", "false")

    part = phone.locator("[data-check]")
    expect(part).not_to_be_visible()
    assert table.team.sends("open_check").accepted
    expect(part.get_by_role("heading", name="Kon je genoeg inbrengen?")).to_be_visible()
    press(phone, part.get_by_role("button", name="Een beetje"), "partly")
    expect(part.get_by_text("Dank je wel.")).to_be_visible()
    press(phone, part.get_by_role("button", name="Nee"), '"enough":"no"')
    expect(part.locator("[aria-pressed=true]")).to_have_text("Nee")
    phone.reload()
    live(phone)
    expect(part.locator("[aria-pressed=true]")).to_have_text("Nee")
    assert seat_log(table).enough == "no"


def test_the_timer_runs_by_the_clock_of_the_server(room: Room, world: World) -> None:
    table = laid(world)
    phone = room.phone()
    # Ten minutes fast: what is left is the server's to say.
    phone.add_init_script(
        "const now = Date.now.bind(Date); Date.now = () => now() + 600_000 + (window.extra ?? 0);"
    )
    type_code(phone, code_of(table))
    sit_down(phone, "Wandelnet")
    live(phone)
    timer = phone.locator("[data-timer]")
    expect(timer).not_to_be_visible()

    assert table.team.sends("set_timer", seconds=300).accepted
    expect(timer).to_have_text(re.compile(r"Nog: [45]:\d\d"))
    expect(phone.locator("[data-says]")).to_have_text("")
    assert table.team.sends("set_timer", seconds=1).accepted
    expect(timer).to_contain_text("De tijd is om. Maak rustig je zin af.")
    expect(phone.locator("[data-says]")).to_have_text("De tijd is om. Maak rustig je zin af.")
    assert table.team.sends("set_timer", seconds=0).accepted
    expect(timer).not_to_be_visible()


# For everybody ----------------------------------------------------------------------------------


def test_the_talk_works_without_javascript(room: Room, world: World) -> None:
    table = laid(world)
    table.team.sends("ask", sheet=sheet(table, ROLES), question="team-1")
    table.team.sends("open_check")
    phone = room.phone(java_script_enabled=False)
    type_code(phone, code_of(table))
    sit_down(phone, "Wandelnet")
    roles, speed, influence = (place(phone, table, board) for board in range(3))
    for part in (roles, speed, influence):
        expect(part).to_be_visible()

    introduce(speed, "Anna de Wit")
    tap(ask(influence, "organisation"), "beinvloeder")
    is_tapped(ask(influence, "organisation"), "beinvloeder")
    phone.wait_for_load_state()
    assert cards(ask(influence, "person")) == ["beinvloeder-weinig", "beinvloeder-veel", "unknown"]
    tap(ask(influence, "person"), "beinvloeder-weinig")
    is_tapped(ask(influence, "person"), "beinvloeder-weinig")
    asked(phone).get_by_label("Jouw antwoord").fill("De bewoners.")
    asked(phone).get_by_role("button", name=said("Save")).click()
    expect(asked(phone).get_by_label("Jouw antwoord")).to_have_value("De bewoners.")
    phone.locator("[data-check]").get_by_role("button", name="Ja").click()
    phone.get_by_role("button", name="Ik ben klaar").click()
    phone.locator("[data-favourite]").get_by_role("button", name="Rollen en inzet").click()

    expect(phone.locator("[data-favourite] [aria-pressed=true]")).to_contain_text("Rollen en inzet")
    log = seat_log(table)
    assert (log.enough, log.ready_in) == ("yes", "placing")
    assert log.favourite_id == table.session.sheets.get(order=ROLES).pk


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_talk_has_no_findings(room: Room, world: World, scheme: str) -> None:
    table = laid(world)
    me = participant(table, "Wandelnet")
    phone = room.person(me.cookies, viewport=NARROW, color_scheme=scheme, has_touch=True)
    phone.goto(f"/sessions/{table.session.pk}/seat/")
    live(phone)
    check(phone)

    step(phone, "Snelheid").click()
    check(phone)
    speed, part = place(phone, table, SPEED), place(phone, table, INFLUENCE)
    introduce(speed, "Anna de Wit")
    expect(speed.get_by_text("Dit gaat over jou: Anna de Wit")).to_be_visible()
    live(phone)
    step(phone, "Invloed").click()
    part.get_by_text("Wat betekent dit?").click()
    tap(ask(part, "organisation"), "sleutelfiguur")
    tap(ask(part, "person"), "sleutelfiguur-weinig")
    is_tapped(ask(part, "person"), "sleutelfiguur-weinig")
    check(phone)
    step(phone, "Kies").click()
    phone.locator("[data-favourite]").get_by_role("button", name="Invloed").click()
    table.team.sends("ask", sheet=sheet(table, ROLES), question="team-1")
    table.team.sends("set_timer", seconds=300)
    table.team.sends("pause_placing", paused=True)
    expect(phone.get_by_role("button", name="Bekijk")).to_be_visible()
    check(phone)
    step(phone, "Invloed").click()
    check(phone)

    puts(table, INFLUENCE, "Wandelnet", "toeschouwer")
    puts(table, INFLUENCE, "Wandelnet", "sleutelfiguur", layer="agreed")
    table.team.sends("set_phase", phase="discussing")
    table.team.sends("open_check")
    table.team.sends("reveal_sheet", sheet=sheet(table, INFLUENCE), layer="team")
    expect(part.locator("[data-side=team]").first).to_contain_text("Toeschouwer")
    check(phone)
    phone.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
    assert sticks_out(phone) == []
