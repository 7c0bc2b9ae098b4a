"""Staff of Agenda Stad change the texts of a board by keyboard, and look before they save."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from boards.domain.board_texts import change_texts
from boards.domain.preparing import SheetPlan, prepare_session
from boards.models import BoardTexts
from deals.models import User
from tests.browser.conftest import LAPTOP, Room
from tests.browser.test_access import NARROW, check
from tests.conftest import make_deal, make_session, make_user
from tests.live.people import team

BOARD = "/praatplaten/rollen/"
ASKED = "Wat ga jij morgen doen?"


@pytest.fixture
def staff(live_db: None) -> User:
    """Somebody who works at Agenda Stad."""
    user = make_user("agendastad")
    user.is_agenda_stad = True
    user.save()
    return user


def at(room: Room, user: User, address: str, **options: object) -> Page:
    """The laptop or phone of staff, at a page."""
    deal = make_deal("Ruimte voor Lopen")
    session = make_session(deal, make_user("gespreksleider", deal))
    page = room.person(team(session, user).cookies, **options)
    page.goto(address)
    return page


def test_a_question_is_changed_by_keyboard_previewed_saved_and_asked_in_a_new_session(
    room: Room, staff: User
) -> None:
    page = at(room, staff, "/")
    page.get_by_role("link", name="Teksten van de platen").press("Enter")
    page.get_by_role("link", name="Rollen en inzet").press("Enter")
    questions = page.get_by_role("group", name="Boompje").get_by_label("Vragen aan wie hier staat")
    questions.focus()
    page.wait_for_load_state()  # what follows the typing comes with the last of the page
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    page.keyboard.type(ASKED)

    # The preview follows by itself where there is JavaScript, and by a button anywhere.
    expect(page.locator("#preview").get_by_text(ASKED)).to_be_visible()
    page.get_by_role("button", name="Voorbeeld").press("Enter")
    expect(page.get_by_text("Dit is nog niet bewaard.")).to_be_visible()
    expect(page.locator("#preview").get_by_text(ASKED)).to_be_visible()
    assert not BoardTexts.objects.exists()

    page.get_by_label("Waarom verander je het?").fill("Vaker gevraagd")
    page.get_by_role("button", name="Bewaar").press("Enter")
    expect(page.get_by_text("De teksten zijn bewaard.")).to_be_visible()

    deal = make_deal("Openbare Ruimte")
    new = prepare_session(
        deal, "Nieuw", date(2026, 3, 5), [SheetPlan("rollen", "feitelijke-rol")], None
    )
    element = next(e for e in new.sheets.get().content["elements"] if e["id"] == "boompje")
    assert element["questions"][-1] == ASKED
    assert len(element["questions"]) == 3

    page.get_by_role("link", name="Alle versies").press("Enter")
    expect(page.get_by_text("Vaker gevraagd")).to_be_visible()
    page.get_by_role("link", name="Terug naar de teksten van het begin").press("Enter")
    page.get_by_role("button", name="Ja, zet deze teksten terug").press("Enter")
    expect(page.get_by_text("De teksten zijn teruggezet.")).to_be_visible()
    assert BoardTexts.objects.count() == 2


def test_without_javascript_nothing_that_was_typed_is_lost(room: Room, staff: User) -> None:
    page = at(room, staff, BOARD, java_script_enabled=False)
    name = page.get_by_role("group", name="Wortels").get_by_label("Naam")
    name.fill("Diepe wortels")
    change_texts("rollen", {"when": "Straks."}, 0, staff)

    page.get_by_role("button", name="Voorbeeld").click()
    expect(page.locator("#preview .card-title", has_text="Diepe wortels")).to_be_visible()
    expect(page.locator("#preview .element-name", has_text="Diepe wortels")).to_be_visible()

    page.get_by_role("button", name="Bewaar").click()
    expect(page.get_by_text("Iemand heeft deze teksten intussen veranderd.")).to_be_visible()
    expect(page.get_by_label("Wanneer gebruik je het?")).to_have_value("Straks.")
    page.get_by_role("button", name="Bewaar").click()
    expect(page.get_by_text("De teksten zijn bewaard.")).to_be_visible()
    newest = BoardTexts.objects.get(version=2)
    assert newest.texts == {"when": "Straks.", "elements.wortels.title": "Diepe wortels"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [NARROW, LAPTOP], ids=["narrow", "laptop"])
def test_the_pages_of_texts_have_no_findings(
    room: Room, staff: User, scheme: str, size: dict[str, int]
) -> None:
    change_texts("rollen", {"purpose": "Kijk met nieuwe ogen."}, 0, staff, "Korter")
    change_texts("rollen", {"elements.boompje.questions": ASKED}, 1, staff)
    page = at(room, staff, "/praatplaten/", viewport=size, color_scheme=scheme)
    check(page)
    for address in (BOARD, f"{BOARD}history/", f"{BOARD}restore/?version=1"):
        page.goto(address)
        check(page)

    page.goto(BOARD)
    page.get_by_label("Naam van de plaat").fill(" ")
    page.get_by_label("Wanneer gebruik je het?").fill("Straks.")
    page.get_by_role("button", name="Voorbeeld").click()
    expect(page.get_by_text("Sommige teksten kloppen nog niet.")).to_be_visible()
    check(page)
    page.get_by_label("Naam van de plaat").fill("Rollen")
    change_texts("rollen", {"when": "Nu meteen."}, 2, staff)
    page.get_by_role("button", name="Bewaar").click()
    expect(page.get_by_text("Iemand anders schreef:")).to_be_visible()
    check(page)
