"""Texts of boards that staff change: what counts, what is refused, and what sessions keep."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.http.response import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from boards.content import content_of, library, snapshot_of
from boards.domain import board_texts
from boards.domain.board_texts import (
    TextsRefused,
    change_texts,
    current,
    current_library,
    laid_over,
    merged,
    places_of,
    restore,
)
from boards.domain.preparing import SheetPlan, prepare_session
from boards.models import BoardTexts, Sheet
from deals.models import Deal, Session, User
from tests.boards.test_addresses import logged_in
from tests.conftest import make_session, make_user, started
from tests.table import Table

BOARD = "rollen"
PURPOSE = (
    "Praat over de rol van elke partner en of de inzet daarbij past. En ontdek wie er ontbreekt."
)
OGEN = "Kijk met nieuwe ogen naar je partners."
TREE = "elements.boompje.text"
QUESTIONS = "elements.boompje.questions"

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(db: None) -> User:
    """Somebody who works at Agenda Stad."""
    user = make_user("agendastad")
    user.is_agenda_stad = True
    user.save()
    return user


@pytest.fixture
def browser(staff: User) -> Client:
    """A browser in which staff is logged in."""
    return logged_in(staff)


def changes(staff: User, based_on: int = 0, why: str = "", **typed: str) -> BoardTexts:
    """Change texts of the board; `__` stands for the points of a path."""
    texts = {path.replace("__", "."): text for path, text in typed.items()}
    return change_texts(BOARD, texts, based_on, staff, why)


def refusal(call: Any, *args: Any, **named: Any) -> TextsRefused:
    """The refusal of what must be refused."""
    with pytest.raises(TextsRefused) as refused:
        call(*args, **named)
    return refused.value


def filled_in(based_on: int = 0, **typed: str) -> dict[str, str]:
    """The form as somebody sends it who changes only these texts."""
    texts = {place.path: place.typed for place in places_of(current(BOARD))}
    return (
        texts
        | {"based_on": str(based_on), "why": "", "do": "save"}
        | {path.replace("__", "."): text for path, text in typed.items()}
    )


def posts(browser: Client, data: Mapping[str, str], **headers: str) -> HttpResponseBase:
    """Send the form of the board."""
    return browser.post(reverse("board-texts", args=[BOARD]), data, headers=headers)


def page(response: HttpResponseBase) -> str:
    """The text of a page."""
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]


def queries(client: Client, address: str) -> int:
    """How many queries a page takes, once nothing has to be looked up for the first time."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


# What counts ------------------------------------------------------------------------------------


def test_a_board_that_was_never_changed_is_as_its_file_says() -> None:
    assert current(BOARD) == library()[BOARD]
    assert current_library() == library()


def test_the_newest_change_counts_and_only_what_differs_from_the_file_is_kept(staff: User) -> None:
    first = changes(staff, purpose=OGEN, title="Rollen en inzet")
    second = changes(staff, 1, why=" Korter ", elements__boompje__text="Wij groeien.")

    assert (first.version, first.texts) == (1, {"purpose": OGEN})
    assert (second.version, second.why) == (2, "Korter")
    assert second.texts == {"purpose": OGEN, TREE: "Wij groeien."}
    now = current(BOARD)
    assert (now.purpose, now.by_id["boompje"].text) == (OGEN, "Wij groeien.")
    assert now.by_id["wortels"] == library()[BOARD].by_id["wortels"]
    assert current_library()[BOARD] == now


def test_a_text_that_is_put_back_by_hand_is_no_difference_any_more(staff: User) -> None:
    changes(staff, purpose=OGEN)

    assert changes(staff, 1, purpose=PURPOSE).texts == {}
    assert current(BOARD) == library()[BOARD]


def test_questions_are_lines_so_that_one_can_come_or_go(staff: User) -> None:
    changes(staff, elements__boompje__questions="Wat wil je?\r\n\r\n  En   hoe?  \nWanneer?")
    assert current(BOARD).by_id["boompje"].questions == ("Wat wil je?", "En hoe?", "Wanneer?")

    changes(staff, 1, elements__boompje__questions="En hoe?")
    assert current(BOARD).by_id["boompje"].questions == ("En hoe?",)


def test_only_texts_can_be_changed() -> None:
    words = {"title", "purpose", "when", "instruction", "text", "short", "questions", "lines"}
    words |= {"motto", "own", "criteria", "low_means", "high_means"}

    for board in library().values():
        places = places_of(board)
        names = {place.name for place in places if place.part != "cells"}
        cells = {place.name for place in places if place.part == "cells"}
        assert names <= words
        assert cells <= {element.id for element in board.elements}


def test_every_text_of_every_board_can_be_changed_and_fits_its_own_limits() -> None:
    for board in library().values():
        typed = {place.path: place.typed for place in places_of(board)}
        values, faults = board_texts.checked(board, typed)

        assert faults == {}
        assert laid_over(board, values) == board


def test_another_process_sees_a_change_at_once(staff: User) -> None:
    """Nothing is kept between two readings: only a row that another process added was there."""
    current(BOARD)
    current_library()
    cache.clear()
    BoardTexts.objects.create(board=BOARD, version=1, texts={"purpose": OGEN})

    assert current(BOARD).purpose == OGEN
    assert current_library()[BOARD].purpose == OGEN


def test_what_the_file_has_no_more_is_left_out_and_never_a_crash(
    staff: User, caplog: pytest.LogCaptureFixture
) -> None:
    texts = {
        "elements.eik.text": "Een boom die weg is.",
        "elements.boompje.id": "ander",
        "questions.99.text": "Deze vraag is weg.",
        "picture": "boards/anders.svg",
        "purpose": OGEN,
        "when": 7,
        TREE: "",
        QUESTIONS: ["", "Wat?"],
        "elements.wortels.title": "w" * 81,
    }
    BoardTexts.objects.create(board=BOARD, version=1, texts=texts)

    now = current(BOARD)

    assert now == laid_over(library()[BOARD], {"purpose": OGEN})
    left_out = [record for record in caplog.records if "left_out" in str(record.msg)]
    assert len(left_out) == 8


def test_texts_of_a_board_that_is_gone_hurt_nobody(staff: User) -> None:
    BoardTexts.objects.create(board="weg", version=1, texts={"purpose": OGEN})

    assert current_library() == library()
    with pytest.raises(KeyError):
        current("weg")


# Boards on results ------------------------------------------------------------------------------


def test_what_is_ticked_graded_and_filled_in_can_be_said_in_other_words(staff: User) -> None:
    change_texts(
        "innovaties",
        {
            "elements.loslaten.criteria": "Te klein.\r\n\r\nHet gaat vanzelf.\nGeen geld.",
            "aspects.systeem.text": "We zien het hele systeem.",
            "scale.low_means": "nog niets",
        },
        0,
        staff,
    )
    change_texts(
        "opschalingsroutes",
        {
            "elements.inschalen.motto": "van proef naar blijvend",
            "rows.wie.title": "Wie doet het?",
            "examples.0.title": "Een koekje",
            "cells.0.inschalen": "Doel.\nHoe.\nWat.\nDe bakker.",
        },
        0,
        staff,
    )
    change_texts("eigenaarschap", {"elements.relevant.own": "Dit helpt mij."}, 0, staff)

    picture, sheet, wheel = (
        current(board) for board in ("innovaties", "opschalingsroutes", "eigenaarschap")
    )
    assert list(picture.by_id["loslaten"].ticks.items()) == [
        ("loslaten-tick-1", "Te klein."),
        ("loslaten-tick-2", "Het gaat vanzelf."),
        ("loslaten-tick-3", "Geen geld."),
    ]
    assert picture.aspects[1].text == "We zien het hele systeem."
    assert picture.scale is not None
    assert (picture.scale.low_means, picture.scale.low) == ("nog niets", 1)
    assert sheet.by_id["inschalen"].motto == "van proef naar blijvend"
    assert [row.title for row in sheet.rows][-1] == "Wie doet het?"
    assert sheet.examples[0].title == "Een koekje"
    assert sheet.examples[0].cells["inschalen"] == ("Doel.", "Hoe.", "Wat.", "De bakker.")
    assert sheet.examples[1] == library()["opschalingsroutes"].examples[1]
    assert wheel.by_id["relevant"].own == "Dit helpt mij."
    assert wheel.by_id["relevant"].text == library()["eigenaarschap"].by_id["relevant"].text


def test_a_board_gets_no_ticks_motto_or_scale_that_it_did_not_have() -> None:
    paths = {place.path for place in places_of(library()["innovaties"])}

    assert "elements.nog-niet-klaar.criteria" not in paths
    assert "elements.geschikt.criteria" in paths
    assert "elements.geschikt.motto" not in paths
    assert "elements.geschikt.own" not in paths
    assert not any(path.startswith(("scale", "cells")) for path in filled_in())


@pytest.mark.parametrize(
    ("board", "path", "typed"),
    [
        ("innovaties", "elements.loslaten.criteria", "Te klein.\nHet gaat vanzelf."),
        ("innovaties", "elements.loslaten.criteria", "Een.\nTwee.\nDrie.\nVier."),
        ("opschalingsroutes", "cells.1.diepschalen", "Doel.\nHoe.\nWat."),
        ("opschalingsroutes", "cells.1.diepschalen", "Doel.\nHoe.\nWat.\nWie.\nEn wie nog."),
    ],
)
def test_ticks_and_cells_keep_their_number(staff: User, board: str, path: str, typed: str) -> None:
    refused = refusal(change_texts, board, {path: typed}, 0, staff)

    count = 3 if board == "innovaties" else 4
    assert refused.faults == {
        path: f"Hier staan {count} regels, elk met een eigen plek op de plaat. "
        "Houd het bij dat aantal."
    }


@pytest.mark.parametrize("path", ["scale.high_means", "aspects.systeem.title"])
def test_a_meaning_and_an_aspect_cannot_be_empty_or_too_long(staff: User, path: str) -> None:
    for typed in (" ", "w" * 81):
        assert set(refusal(change_texts, "innovaties", {path: typed}, 0, staff).faults) == {path}


def test_the_page_of_a_worksheet_has_its_rows_and_its_examples(browser: Client) -> None:
    shown = page(browser.get(reverse("board-texts", args=["opschalingsroutes"])))

    assert "Wat je invult" in shown
    assert "Een nieuwe reep chocola" in shown
    assert 'name="cells.0.voorbijschalen"' in shown
    assert (
        "Eén regel voor elke rij van het werkblad: "
        "Doel, Hoe (strategie), Wat (activiteit), Door wie."
    ) in shown
    assert 'name="scale.low_means" value="helemaal geen energie"' in shown
    # The cells of an example stand with that example.
    names = [f'name="{name}"' for name in ("examples.0.text", "cells.0.inschalen")]
    places = [shown.index(name) for name in (*names, 'name="examples.1.title"')]
    assert places == sorted(places)


def test_the_history_says_which_cell_of_an_example_changed(browser: Client, staff: User) -> None:
    texts = {"cells.0.inschalen": "Doel.\nHoe.\nWat.\nDe bakker."}
    change_texts("opschalingsroutes", texts, 0, staff)

    shown = page(browser.get(reverse("board-history", args=["opschalingsroutes"])))

    assert "Een nieuwe reep chocola: Inschalen" in shown
    assert "De bakker." in shown


@pytest.mark.parametrize("board", ["innovaties", "opschalingsroutes", "eigenaarschap"])
def test_a_form_that_is_sent_as_it_was_shown_changes_nothing(browser: Client, board: str) -> None:
    texts = {place.path: place.typed for place in places_of(current(board))}
    sent = texts | {"based_on": "0", "why": "", "do": "save"}

    shown = page(browser.post(reverse("board-texts", args=[board]), sent))

    assert "Je hebt niets veranderd, dus er is niets om te bewaren." in shown
    assert BoardTexts.objects.count() == 0


# What is refused --------------------------------------------------------------------------------


def test_texts_that_are_empty_or_too_long_say_so_at_their_place(staff: User) -> None:
    refused = refusal(
        changes,
        staff,
        purpose=" \n\t\u200b ",
        instruction="x" * 601,
        elements__boompje__questions="\n".join(["Wat?"] * 11),
        elements__wortels__title="w" * 38,
        when="Nu.",
        why="w" * 201,
    )

    assert refused.code == "faults"
    assert refused.faults == {
        "purpose": "Vul hier een tekst in. Deze kan niet leeg zijn.",
        "instruction": "Deze tekst heeft 601 letters. Er passen er hoogstens 600. Maak hem korter.",
        QUESTIONS: "Dit zijn 11 regels. Er passen er hoogstens 10.",
        # 56 mm from the edge, with 1.5 mm on either side for a letter
        "elements.wortels.title": (
            "Deze tekst heeft 38 letters. Er passen er hoogstens 37. Maak hem korter."
        ),
        "why": "Deze tekst heeft 201 letters. Er passen er hoogstens 200. Maak hem korter.",
    }
    assert BoardTexts.objects.count() == 0


def test_an_endless_text_is_refused_without_looking_at_all_of_it(staff: User) -> None:
    refused = refusal(changes, staff, purpose="e" + "\u0301" * 100_000)

    assert set(refused.faults) == {"purpose"}


def test_a_list_keeps_the_questions_that_the_board_refers_to() -> None:
    data = snapshot_of(library()[BOARD])
    data["observations"] = [
        {"when": "empty", "text": "Leeg.", "question": "boompje-2", "elements": ["boompje"]}
    ]
    board = content_of(data)

    _values, faults = board_texts.checked(board, {QUESTIONS: "Wat wil je?"})

    assert faults == {QUESTIONS: "De plaat verwijst naar deze vragen. Laat er minstens 2 staan."}
    assert laid_over(board, {QUESTIONS: []}) == board


def test_what_the_board_fills_in_itself_keeps_its_name() -> None:
    data = snapshot_of(library()[BOARD])
    seen = {"when": "empty", "text": "Hier staat niemand: {elements}.", "question": "team-1"}
    board = content_of(data | {"observations": [seen]})
    path = "observations.0.text"

    assert board_texts.checked(board, {path: "Leeg: {elements}!"})[1] == {}
    assert board_texts.checked(board, {path: "Nog leeg."})[1] == {}
    _values, faults = board_texts.checked(board, {path: "{namen}: {elements}"})

    assert faults == {
        path: "De plaat kent {namen} hier niet. Gebruik alleen wat al tussen accolades staat."
    }


def test_nothing_changed_says_so(staff: User) -> None:
    refused = refusal(changes, staff, purpose=f"  {PURPOSE} ")

    assert refused.code == "nothing_changed"
    assert refused.sentence == "Je hebt niets veranderd, dus er is niets om te bewaren."


def test_who_looked_at_an_older_version_changes_nothing(staff: User) -> None:
    changes(staff, purpose=OGEN)

    assert refusal(changes, staff, 0, when="Nu.").code == "changed"
    assert refusal(changes, staff, 2, when="Nu.").code == "changed"
    assert BoardTexts.objects.count() == 1


def test_two_who_save_at_the_same_moment_make_one_version(
    staff: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes(staff, purpose=OGEN)
    monkeypatch.setattr(board_texts, "newest_of", lambda _board: None)

    assert refusal(changes, staff, 0, when="Nu.").code == "changed"
    assert BoardTexts.objects.count() == 1


def test_what_others_changed_meanwhile_is_taken_over_where_somebody_left_it_alone(
    staff: User,
) -> None:
    changes(staff, purpose=OGEN, when="Straks.", elements__boompje__questions="Wat?")
    mine = {"purpose": "Iets anders.", "when": library()[BOARD].when, TREE: "Wij groeien."}
    mine |= {QUESTIONS: "\r\n".join(library()[BOARD].by_id["boompje"].questions)}

    both = merged(BOARD, mine, 0)

    assert both.typed == {
        "purpose": "Iets anders.",
        "when": "Straks.",
        TREE: "Wij groeien.",
        QUESTIONS: "Wat?",
    }
    assert both.theirs == {"purpose": OGEN}


# Back -------------------------------------------------------------------------------------------


def test_going_back_makes_a_new_version_that_is_equal_to_the_old_one(staff: User) -> None:
    changes(staff, purpose=OGEN)
    changes(staff, 1, purpose="Iets anders.", when="Nu.")

    back = restore(BOARD, 1, staff, based_on=2)

    assert (back.version, back.back_to, back.texts) == (3, 1, {"purpose": OGEN})
    assert current(BOARD).purpose == OGEN
    assert restore(BOARD, 0, staff, based_on=3).texts == {}
    assert current(BOARD) == library()[BOARD]
    assert refusal(restore, BOARD, 0, staff, based_on=4).code == "nothing_changed"
    assert refusal(restore, BOARD, 9, staff, based_on=4).code == "unknown_version"
    assert refusal(restore, BOARD, 1, staff, based_on=3).code == "changed"


# Sessions ---------------------------------------------------------------------------------------


def sheet_of(session: Session) -> Sheet:
    """The one sheet of a session, as it is kept."""
    return Sheet.objects.get(session=session)


def test_sessions_that_exist_keep_their_texts_and_new_ones_get_the_new(
    deal: Deal, facilitator: User, staff: User
) -> None:
    closed = started(make_session(deal, facilitator), facilitator)
    assert closed.team.sends("close_session").accepted
    running = started(make_session(deal, facilitator), facilitator)
    prepared = make_session(deal, facilitator)

    changes(staff, purpose=OGEN, elements__boompje__questions="Wat wil je?")
    new = make_session(deal, facilitator)

    for session in (closed.session, running.session, prepared):
        kept = content_of(sheet_of(session).content)
        assert kept == library()[BOARD]
    assert content_of(sheet_of(new).content).purpose == OGEN
    assert content_of(sheet_of(new).content).by_id["boompje"].questions == ("Wat wil je?",)


def test_a_table_that_is_laid_anew_keeps_the_texts_of_what_lay_there(
    deal: Deal, facilitator: User, staff: User
) -> None:
    table = Table(make_session(deal, facilitator), facilitator)
    changes(staff, purpose=OGEN)
    sheets = [
        {"board": BOARD, "filling": filling, "self_open": True, "team_open": True}
        for filling in ("feitelijke-rol", "gedrag")
    ]

    assert table.team.sends("set_up", sheets=sheets, partners=[], based_on=1).accepted

    kept = {sheet.filling: sheet.content["purpose"] for sheet in table.session.sheets.all()}
    assert kept == {"feitelijke-rol": PURPOSE, "gedrag": OGEN}


def test_the_form_of_a_new_session_shows_the_new_texts_in_as_many_queries(
    deal: Deal, facilitator: User, staff: User
) -> None:
    client, address = logged_in(facilitator), reverse("new-session", args=[deal.pk])
    before = queries(client, address)
    changes(staff, fillings__gedrag__title="Hoe ze doen")
    for version in range(1, 5):
        changes(staff, version, purpose=f"{OGEN} {version}")

    assert queries(client, address) == before
    shown = page(client.get(address))
    assert "Hoe ze doen" in shown
    assert f"{OGEN} 4" in shown


def test_preparing_reads_the_texts_once_per_board(
    deal: Deal, facilitator: User, staff: User, django_assert_num_queries: Any
) -> None:
    changes(staff, purpose=OGEN)
    changes(staff, 1, purpose="Iets anders.")

    with django_assert_num_queries(1):
        current(BOARD)
    with django_assert_num_queries(1):
        current_library()
    plan = SheetPlan(BOARD, "gedrag")
    session = prepare_session(deal, "Nieuw", date(2026, 3, 5), [plan], facilitator)
    assert sheet_of(session).content["purpose"] == "Iets anders."


# Pages ------------------------------------------------------------------------------------------


def test_nobody_but_staff_changes_texts(deal: Deal, facilitator: User) -> None:
    member = make_user("teamlid", deal, role="member")
    for user in (facilitator, member):
        client = logged_in(user)
        assert posts(client, filled_in(purpose=OGEN)).status_code == 404
        assert posts(client, filled_in(purpose=OGEN, do="preview")).status_code == 404
        address = reverse("restore-board-texts", args=[BOARD])
        assert client.post(f"{address}?version=0", {"based_on": "0"}).status_code == 404
        assert reverse("boards") not in page(client.get(reverse("home")))
    assert Client().post(reverse("board-texts", args=[BOARD]), filled_in()).status_code == 302
    assert BoardTexts.objects.count() == 0


def test_the_list_says_who_changed_a_board_last(browser: Client, staff: User) -> None:
    assert "nooit veranderd" in page(browser.get(reverse("boards")))
    changes(staff, purpose=OGEN)

    shown = page(browser.get(reverse("boards")))

    assert OGEN in shown
    assert "Laatst veranderd door agendastad" in shown
    assert reverse("boards") in page(browser.get(reverse("home")))


def test_a_board_that_does_not_exist_is_not_found(browser: Client) -> None:
    for name in ("board-texts", "board-history", "restore-board-texts"):
        assert browser.get(reverse(name, args=["weg"])).status_code == 404
    address = reverse("restore-board-texts", args=[BOARD])
    for version in ("", "4", "-1", "x", "9" * 30, "²"):
        assert browser.get(address, {"version": version}).status_code == 404


def test_saving_says_that_new_sessions_get_the_texts(browser: Client, staff: User) -> None:
    response = posts(browser, filled_in(purpose=OGEN, why="Korter"))

    assert response.status_code == 302
    row = BoardTexts.objects.get()
    assert (row.by, row.why, row.texts) == (staff, "Korter", {"purpose": OGEN})
    shown = page(browser.get(reverse("board-texts", args=[BOARD])))
    assert "De teksten zijn bewaard. Nieuwe sessies krijgen ze." in shown
    assert "Sessies die al klaarstaan of geweest zijn, houden hun teksten." in shown
    assert 'name="based_on" value="1"' in shown


def test_a_preview_shows_what_was_typed_and_saves_nothing(browser: Client) -> None:
    sent = filled_in(elements__boompje__title="Eik", purpose="x" * 601, do="preview")

    shown = page(posts(browser, sent))

    assert '<h4 class="card-title">Eik</h4>' in shown
    assert 'value="Eik"' in shown
    assert "x" * 601 in shown  # in its field still
    assert "Deze tekst heeft 601 letters." in shown
    assert f"<p>{PURPOSE}</p>" in shown  # in the preview
    assert '<a href="#id_purpose">Waar is de plaat voor?</a>' in shown
    assert BoardTexts.objects.count() == 0


def test_while_somebody_types_only_the_preview_is_answered(browser: Client) -> None:
    shown = page(posts(browser, filled_in(purpose=OGEN), **{"HX-Request": "true"}))

    assert OGEN in shown
    assert "<form" not in shown
    assert BoardTexts.objects.count() == 0


def test_what_is_typed_is_text_and_never_markup(browser: Client, staff: User) -> None:
    bad = "<script>alert(1)</script>"
    typed = filled_in(
        title=bad, purpose=bad, elements__boompje__title=bad, fillings__gedrag__text=bad, why=bad
    )

    assert bad not in page(posts(browser, typed | {"do": "preview"}))
    assert posts(browser, typed).status_code == 302
    for name in ("board-texts", "board-history"):
        shown = page(browser.get(reverse(name, args=[BOARD])))
        assert bad not in shown
        assert "&lt;script&gt;alert(1)" in shown
    assert bad not in page(browser.get(reverse("boards")))
    address = reverse("restore-board-texts", args=[BOARD])
    assert bad not in page(browser.get(f"{address}?version=0"))


def test_when_somebody_was_first_both_texts_are_shown_and_the_next_save_counts(
    browser: Client, staff: User
) -> None:
    changes(staff, purpose=OGEN, when="Straks.")
    at_first = {place.path: place.typed for place in places_of(library()[BOARD])}
    sent = at_first | {"based_on": "0", "why": "Korter", "do": "save", "purpose": "Van mij."}

    response = posts(browser, sent)

    assert response.status_code == 409
    shown = page(response)
    assert "Iemand heeft deze teksten intussen veranderd." in shown
    assert "Van mij." in shown
    assert "Iemand anders schreef:" in shown
    assert OGEN in shown
    assert "Straks." in shown
    assert 'value="Korter"' in shown
    assert 'name="based_on" value="1"' in shown
    assert BoardTexts.objects.count() == 1


@pytest.mark.parametrize("based_on", ["", "x", "-1", "9" * 30])
def test_a_form_with_a_strange_version_saves_nothing(browser: Client, based_on: str) -> None:
    response = posts(browser, filled_in(purpose=OGEN) | {"based_on": based_on})

    assert response.status_code in {400, 409}
    assert OGEN in page(response)
    assert BoardTexts.objects.count() == 0


def test_the_history_tells_who_changed_what_and_why(browser: Client, staff: User) -> None:
    changes(staff, purpose=OGEN, why="Korter")
    changes(staff, 1, elements__boompje__questions="Wat wil je?")
    restore(BOARD, 0, None, based_on=2)

    shown = page(browser.get(reverse("board-history", args=[BOARD])))

    assert "Korter" in shown
    assert "agendastad" in shown
    assert "Iemand van wie het account weg is" in shown
    assert "Boompje: Vragen aan wie hier staat" in shown
    assert PURPOSE in shown
    assert "Wat wil je?" in shown
    assert shown.count("Terug naar deze versie") == 2


def test_going_back_asks_first(browser: Client, staff: User) -> None:
    changes(staff, purpose=OGEN)
    address = f"{reverse('restore-board-texts', args=[BOARD])}?version=0"

    shown = page(browser.get(address))
    assert OGEN in shown
    assert PURPOSE in shown
    assert BoardTexts.objects.count() == 1

    assert browser.post(address, {"based_on": "0"}).status_code == 302  # looked at something older
    assert BoardTexts.objects.count() == 1
    assert browser.post(address, {"based_on": "1"}).status_code == 302
    assert current(BOARD) == library()[BOARD]
    assert BoardTexts.objects.count() == 2


@pytest.mark.parametrize("name", ["boards", "board-texts", "board-history"])
def test_a_page_takes_as_many_queries_with_many_versions_as_with_two(
    browser: Client, staff: User, name: str
) -> None:
    address = reverse(name, args=[] if name == "boards" else [BOARD])
    for version in range(2):
        changes(staff, version, purpose=f"{OGEN} {version}")
    few = queries(browser, address)
    for version in range(2, 8):
        changes(staff, version, purpose=f"{OGEN} {version}")

    assert queries(browser, address) == few
