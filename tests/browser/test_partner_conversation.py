"""The whole tip of the partner boards: three boards on the table, one facilitator, three phones.

Explain; ask participants where they put themselves; start with the board that speaks to them most;
then show where the facilitators had put them: what does that call up?
"""

from datetime import date

from playwright.sync_api import Page, expect

from boards.domain.preparing import SheetPlan, prepare_session
from boards.models import Note, Placement
from deals.models import Action
from tests.browser.conftest import Room, World, live
from tests.browser.test_phone import in_phase
from tests.browser.test_phone_talk import press, saved, tap
from tests.browser.test_room import joined, status_of
from tests.browser.test_two_facilitators import answered
from tests.table import Table

HIDDEN = {"self_starts_open": False, "team_starts_open": False}
PLANS = [
    SheetPlan("rollen", "feitelijke-rol", **HIDDEN),
    SheetPlan("snelheid", "organisatie", **HIDDEN),
    SheetPlan("invloed", "organisatie-en-persoon", **HIDDEN),
]
QUESTION = "Hoe werken we het prettigst samen met jou of je organisatie?"


def put(page: Page, name: str, element: str) -> None:
    """The facilitator puts somebody somewhere by the menu, as the keyboard does."""
    page.locator(".tray-item:visible", has_text=name).press("Enter")
    with answered(page):
        page.get_by_role("dialog").get_by_role("button", name=element, exact=False).first.click()


def board(page: Page, name: str) -> None:
    """Bring a board before the facilitator."""
    page.locator("[data-sheet-tab]", has_text=name).first.click()


def place(phone: Page, table: Table, order: int) -> str:
    """Where on a phone a board stands."""
    return f'[data-place="{table.session.sheets.get(order=order).pk}"]'


def answers_all(phone: Page, table: Table, name: str, elements: tuple[str, str, str]) -> None:
    """A participant goes through the three boards and says which speaks to them."""
    role, animal, quadrant = elements
    roles, speed, influence = (phone.locator(place(phone, table, order)) for order in range(3))
    tap(roles, role)
    phone.get_by_role("link", name="Volgende plaat: Snelheid").click()
    tap(speed, animal)
    phone.get_by_role("link", name="Volgende plaat: Invloed").click()
    tap(influence.locator('[data-ask="organisation"]'), quadrant)
    influence.locator("input[name=name]").fill(name)
    influence.get_by_role("button", name="Dit ben ik").click()
    expect(influence.get_by_text(f"Dit gaat over jou: {name}")).to_be_visible()
    live(phone)
    tap(influence.locator('[data-ask="person"]'), f"{quadrant}-veel")
    expect(status_of(phone)).to_contain_text("2 van 2")
    phone.get_by_role("link", name="Welke plaat spreekt je het meest aan?").click()
    choice = phone.locator("[data-favourite]").get_by_role("button", name="Snelheid")
    press(phone, choice, "choose_board")


def test_one_facilitator_and_three_phones_do_the_whole_tip(room: Room, world: World) -> None:
    session = prepare_session(world.deal, "Met drie", date(2026, 3, 5), PLANS, world.facilitator)
    table = Table(session, world.facilitator)

    # Before anybody is there, in private.
    laptop = room.facilitator(table, world.facilitator)
    put(laptop, "Wandelnet", "Oogst")
    board(laptop, "Snelheid")
    put(laptop, "Wandelnet", "Reiger")
    with answered(laptop):
        laptop.get_by_role("button", name="Start de sessie").click()
    wall = room.wall(table)

    # Three phones place themselves on three boards, and nobody sees anything of each other.
    phones = [joined(room, table, name) for name in ("Wandelnet", "Arcadis", "Gemeente Zwolle")]
    said = (
        ("Samira", ("boompje", "kat", "sleutelfiguur")),
        ("Joost", ("compost", "mier", "beinvloeder")),
        ("Noor", ("boompje", "slak", "toeschouwer")),
    )
    for phone, (name, elements) in zip(phones, said, strict=True):
        answers_all(phone, table, name, elements)
    assert Placement.objects.filter(layer="self").count() == 12
    expect(wall.locator("svg.board .postit")).to_have_count(0)
    assert table.screen.state()["placements"] == {}

    # The board that speaks to them most comes first, on every screen.
    laptop.get_by_role("tab", name="Deelnemers").click()
    people = laptop.locator("#panel-people")
    expect(people.locator("[data-favourite-words]")).to_contain_text("Snelheid 3")
    people.get_by_text("Spreekt het meest aan").click()
    with answered(laptop):
        people.get_by_role("button", name="Begin hier").first.click()
    expect(wall.locator("[data-screen-sheet]:visible")).to_have_count(1)

    # What they said themselves, then where the facilitators see one of them.
    with answered(laptop):
        laptop.get_by_role("button", name="Onthullen", exact=True).click()
    in_phase(phones[0], "revealing")
    laptop.locator("[data-hidden-layers]:visible").evaluate("part => { part.open = true }")
    laptop.locator("[data-hidden-layers]:visible [data-layer=self]").get_by_role(
        "button", name="Onthul"
    ).click()
    with answered(laptop):
        laptop.locator("dialog[open] form button").first.click()
    expect(wall.locator("[data-screen-sheet]:visible svg.board .postit")).to_have_count(3)
    people.locator(".entry:visible", has_text="Wandelnet").get_by_role(
        "button", name="Meer over"
    ).click()
    dialog = laptop.get_by_role("dialog")
    dialog.get_by_role("button", name="Laat zien waar wij je zien").click()
    with answered(laptop):
        dialog.get_by_role("button", name="Laat zien op Snelheid").click()
    laptop.keyboard.press("Escape")
    mine = phones[0].locator(place(phones[0], table, 1))
    phones[0].get_by_role("navigation", name="Platen").get_by_role("link", name="Snelheid").click()
    expect(mine.locator("[data-side=team]")).to_contain_text("Reiger")
    expect(wall.locator("[data-screen-sheet]:visible svg.board .postit")).to_have_count(3)
    assert b'"reiger"' not in table.screen.bytes_received()
    mine.get_by_label("Wat roept dit bij je op?").fill("Wij wachten op het budget.")
    saved(mine)

    # A question for everyone, answered on a phone; what they agree on; what somebody will do.
    laptop.get_by_role("tab", name="Gesprek").click()
    question = laptop.locator("[data-talk-question='participant-1']").locator("visible=true")
    question.locator("summary").click()
    with answered(laptop):
        question.get_by_role("button", name="Op het scherm en de telefoons").click()
    expect(wall.get_by_text(QUESTION)).to_be_visible()
    asked = phones[1].locator("[data-asked]")
    expect(asked).to_contain_text(QUESTION)
    asked.get_by_role("textbox").fill("Met korte lijnen.")
    saved(asked)
    laptop.get_by_role("tab", name="Acties").click()
    laptop.locator("[data-new-action] > summary").click()
    form = laptop.locator("[data-add-action]")
    form.locator("[name=text]").fill("Samen het budget bespreken")
    with answered(laptop):
        form.locator("button.primary").click()

    assert {note.text.text for note in Note.objects.select_related("text")} == {
        "Wij wachten op het budget.",
        "Met korte lijnen.",
    }
    assert Action.objects.get().text == "Samen het budget bespreken"
