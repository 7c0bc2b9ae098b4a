"""Worksheets: a sheet for each innovation, filled in by everybody, and nothing typed is lost."""

import re
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from boards.domain.preparing import SheetPlan, prepare_session
from boards.models import Event, Note, Payload, Score
from deals.cleaning import clean_text
from deals.models import Action, Deal, Innovation, User
from tests.conftest import IN_ONE_WORLD, started
from tests.live.people import participant, screen
from tests.table import Place, Table

pytestmark = pytest.mark.django_db
MAP, BENCH = "De wandelkaart", "Het beweegbankje"


def worksheet_table(deal: Deal, facilitator: User, *, open_: bool = True) -> Table:
    """A running session with a worksheet and two innovations."""
    for name in (MAP, BENCH):
        Innovation.objects.create(deal=deal, name=name)
    plan = SheetPlan("opschalingsroutes", "routes", open_, open_)
    session = prepare_session(deal, "Opschalen", date(2026, 5, 1), [plan], facilitator)
    return started(session, facilitator)


@pytest.fixture
def sheets(deal: Deal, facilitator: User) -> Table:
    """Everything open."""
    return worksheet_table(deal, facilitator)


@pytest.fixture
def hidden_sheets(deal: Deal, facilitator: User) -> Table:
    """Grades are hidden until they are shown."""
    return worksheet_table(deal, facilitator, open_=False)


def page_of(table: Table, facilitator: User, query: str = "") -> str:
    """The facilitators' page."""
    client = Client()
    client.force_login(facilitator)
    answer = client.get(f"/sessions/{table.session.pk}/control/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def cell(place: Place, table: Table, text: str, based_on: int = 0, **fields: Any) -> Any:
    """Type in a cell: the goal of the first route of the map, unless said otherwise."""
    subject = table.subject(fields.pop("innovation", MAP)).pk
    belongs = {"element": "inschalen", "question": "doel", "subject": subject} | fields
    return place.sends(
        "write_note", sheet=table.sheet.pk, about="cell", based_on=based_on, text=text, **belongs
    )


def grades(place: Place, table: Table, value: Any, **fields: Any) -> Any:
    """Say how much energy the first route of the map gives, unless said otherwise."""
    layer = "team" if place.viewer.role == "control" else "self"
    sheet, subject = table.sheet, table.subject(fields.pop("innovation", MAP)).pk
    visibility = "open" if sheet.is_open(layer) else "hidden"
    given = {"aspect": "inschalen", "layer": layer, "visibility": visibility, "value": value}
    return place.sends("give_score", sheet=sheet.pk, subject=subject, **(given | fields))


def code(answer: Any) -> str:
    """The code of a refusal."""
    return str(answer.body["refused"]["code"])


def partner_of(table: Table, name: str) -> Any:
    """The partner of the deal with this name."""
    return table.subject(name).partner


def names_doer(table: Table, name: str, *, named: bool = True) -> Any:
    """The facilitator names a partner for the first route of the map, or crosses it out."""
    return table.team.sends(
        "name_doer",
        sheet=table.sheet.pk,
        subject=table.subject(MAP).pk,
        element="inschalen",
        partner=partner_of(table, name).pk,
        named=named,
    )


# What pages show --------------------------------------------------------------------------------


def test_the_facilitators_get_the_sheet_of_one_innovation_and_can_choose_another(
    sheets: Table, facilitator: User
) -> None:
    cell(sheets.team, sheets, "Van proef naar vast.")
    cell(sheets.team, sheets, "Overal een bankje.", innovation=BENCH)

    page = page_of(sheets, facilitator, f"?innovation={sheets.subject(BENCH).pk}")

    assert f'data-worksheet-sheet="{sheets.subject(BENCH).pk}"' in page
    assert "\nOveral een bankje.</textarea>" in page
    assert "\nVan proef naar vast.</textarea>" not in page
    for name in (MAP, BENCH):
        assert f">{name}</option>" in page


def test_without_a_choice_the_sheet_that_is_shown_to_the_room_comes_first(
    sheets: Table, facilitator: User
) -> None:
    first = f'data-worksheet-sheet="{sheets.subject(MAP).pk}"'  # by name
    assert first in page_of(sheets, facilitator)

    sheets.team.sends("show_sheet", sheet=sheets.sheet.pk, subject=sheets.subject(BENCH).pk)

    page = page_of(sheets, facilitator)
    assert f'data-worksheet-sheet="{sheets.subject(BENCH).pk}"' in page
    assert first not in page


def test_a_session_without_innovations_offers_to_add_the_first(
    deal: Deal, facilitator: User
) -> None:
    plan = SheetPlan("opschalingsroutes", "routes")
    table = started(
        prepare_session(deal, "Opschalen", date(2026, 5, 1), [plan], facilitator), facilitator
    )

    page = page_of(table, facilitator)

    assert '<div class="worksheet-none" data-worksheet-none >' in page
    assert 'value="add_innovation"' in page


@pytest.mark.parametrize(
    ("stage", "shown", "left_out"),
    [
        ("designing", "Ontwerpfase: hoe", "Resultaatfase: welke"),
        ("results", "Resultaatfase: welke", "Ontwerpfase: hoe"),
    ],
)
def test_the_phase_of_the_deal_decides_which_question_stands_above_the_sheet(
    sheets: Table, facilitator: User, stage: str, shown: str, left_out: str
) -> None:
    sheets.session.deal.stages.create(stage=stage, starts_on=date(2020, 1, 1))

    page = page_of(sheets, facilitator)

    questions = re.findall(r'<p class="worksheet-question" lang="nl">(.*?)</p>', page)
    assert len(questions) == 1
    assert questions[0].startswith(shown)
    assert left_out not in questions[0]


def test_a_deal_without_phases_gets_both_questions(sheets: Table, facilitator: User) -> None:
    page = page_of(sheets, facilitator)
    assert page.count('<p class="worksheet-question"') == 2


def test_the_worked_examples_stand_under_the_fields(sheets: Table, facilitator: User) -> None:
    page = page_of(sheets, facilitator)
    assert "Van proefreep naar vast aanbod." in page
    assert "Een vaste functie met eigen taken bij Economische Zaken." in page


def test_a_hidden_grade_is_not_on_the_facilitators_page_before_the_press(
    hidden_sheets: Table, facilitator: User
) -> None:
    seat = hidden_sheets.joins("Wandelnet")
    assert grades(seat, hidden_sheets, 9).accepted
    assert grades(hidden_sheets.team, hidden_sheets, 8).accepted
    query = f"?innovation={hidden_sheets.subject(MAP).pk}"

    page = page_of(hidden_sheets, facilitator, query)
    assert "Cijfers van deelnemers: 1, verborgen voor de zaal" in page
    assert '<option value="8" selected>' not in page
    assert '<option value="kept" data-kept selected>' in page
    assert "<svg xmlns" not in page

    page = page_of(hidden_sheets, facilitator, f"{query}&hidden=1")
    assert "Deelnemers: 9 (1)" in page
    assert '<option value="8" selected>' in page


def test_the_wall_shows_the_sheet_that_the_facilitators_show(sheets: Table) -> None:
    cell(sheets.team, sheets, "Van proef naar vast.")
    names_doer(sheets, "Wandelnet")
    wall = Client()
    for name, value in screen(sheets.session).cookies.items():
        wall.cookies[name] = value
    address = f"/sessions/{sheets.session.pk}/screen/"
    assert 'data-showing="" ' not in wall.get(address).content.decode()

    sheets.team.sends("show_sheet", sheet=sheets.sheet.pk, subject=sheets.subject(MAP).pk)

    page = wall.get(address).content.decode()
    assert f'data-showing="{sheets.subject(MAP).pk}"' in page
    assert '<h3 class="wall-title" data-worksheet-name>De wandelkaart</h3>' in page
    assert '<p class="wall-text" data-cell="doel">Van proef naar vast.</p>' in page
    assert "<span data-doer-name>Wandelnet</span>" in page


def test_a_phone_gets_cards_with_its_own_grade_and_who_sees_it(hidden_sheets: Table) -> None:
    person = participant(hidden_sheets, "Wandelnet")
    assert person.seat is not None
    assert grades(hidden_sheets.at(person.seat), hidden_sheets, 7).accepted
    phone = Client()
    for name, value in person.cookies.items():
        phone.cookies[name] = value

    page = phone.get(f"/sessions/{hidden_sheets.session.pk}/seat/").content.decode()

    assert 'value="7" autocomplete="off" checked' in page
    assert "Iedereen in de zaal leest deze teksten en kan ze veranderen." in page
    form = re.search(r'<form[^>]*data-cell="doel".*?</form>', page, re.DOTALL)
    assert form is not None
    assert re.search(r'name="id" value="[0-9a-f-]{36}"', form[0])  # it works without JavaScript too
    assert 'data-visible-to="filled" data-visibility="hidden"' in page


def test_a_closed_session_keeps_the_sheets_that_were_filled_in_and_their_energy(
    sheets: Table, facilitator: User
) -> None:
    cell(sheets.team, sheets, "Van proef naar vast.")
    names_doer(sheets, "Wandelnet")
    for name, value in (("Wandelnet", 4), ("Arcadis", 7)):
        assert grades(sheets.joins(name), sheets, value).accepted
    assert sheets.team.sends("close_session").accepted

    client = Client()
    client.force_login(facilitator)
    page = client.get(f"/sessions/{sheets.session.pk}/").content.decode()

    assert '<dd class="worksheet-kept-text">Van proef naar vast.</dd>' in page
    assert '<dd class="worksheet-doer">Wandelnet</dd>' in page
    assert page.count("<svg xmlns") == 1  # one sheet was filled in: nothing to put together
    assert "Inschalen: gemiddeld 5,5, van 4 tot 7, aantal cijfers: 2." in page
    assert f">{BENCH}</h3>" not in page


# The energy as a fragment -----------------------------------------------------------------------


def energy(table: Table, facilitator: User, **query: Any) -> Any:
    """The pictures as the facilitators' page asks for them."""
    client = Client()
    client.force_login(facilitator)
    wanted = {"sheet": str(table.sheet.pk), "innovation": str(table.subject(MAP).pk)}
    return client.get(f"/sessions/{table.session.pk}/control/energy/", wanted | query)


def test_the_energy_is_drawn_for_one_innovation_and_for_all(
    sheets: Table, facilitator: User
) -> None:
    seat = sheets.joins("Wandelnet")
    grades(seat, sheets, 8)
    grades(seat, sheets, 4, innovation=BENCH)

    page = energy(sheets, facilitator).content.decode()

    assert page.count("<svg xmlns") == 2
    assert "Inschalen: gemiddeld 8, van 8 tot 8, aantal cijfers: 1." in page
    assert "Inschalen: gemiddeld 6, van 4 tot 8, aantal cijfers: 2." in page
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids)) == 4


def test_what_is_hidden_is_in_no_picture_before_the_press(
    hidden_sheets: Table, facilitator: User
) -> None:
    grades(hidden_sheets.joins("Wandelnet"), hidden_sheets, 8)

    assert "<svg" not in energy(hidden_sheets, facilitator).content.decode()
    assert "gemiddeld 8" in energy(hidden_sheets, facilitator, hidden="1").content.decode()
    wall = Client()
    for name, value in screen(hidden_sheets.session).cookies.items():
        wall.cookies[name] = value
    address = f"/sessions/{hidden_sheets.session.pk}/screen/energy/"
    query = {"sheet": str(hidden_sheets.sheet.pk), "hidden": "1"}
    assert "<svg" not in wall.get(address, query).content.decode()


@pytest.mark.parametrize("wanted", ["", "geen", "00000000-0000-0000-0000-000000000000"])
def test_there_are_no_pictures_of_what_is_no_worksheet(
    sheets: Table, facilitator: User, wanted: str
) -> None:
    answer = energy(sheets, facilitator, sheet=wanted)
    assert (answer.status_code, answer.content.count(b"<figure")) == (200, 0)


def test_an_innovation_that_is_not_there_has_no_picture_of_its_own(
    sheets: Table, facilitator: User
) -> None:
    page = energy(sheets, facilitator, innovation="geen").content.decode()
    assert page.count("<figure") == 1


# Bringing one sheet to the room -----------------------------------------------------------------


def test_a_facilitator_brings_the_sheet_of_one_innovation_to_wall_and_phones(
    sheets: Table,
) -> None:
    seat = sheets.joins("Wandelnet")
    about = str(sheets.subject(MAP).pk)

    shown = sheets.team.sends("show_sheet", sheet=sheets.sheet.pk, subject=about, everyone=True)

    assert shown.accepted
    for place in (sheets.team, sheets.screen, seat):
        assert place.state()["about"] == about
        assert place.received()[-1]["data"]["about"] == about


def test_a_sheet_without_a_subject_is_about_none_as_before(sheets: Table) -> None:
    sheets.team.sends("show_sheet", sheet=sheets.sheet.pk, subject=sheets.subject(MAP).pk)
    sheets.team.sends("show_sheet", sheet=sheets.sheet.pk)

    state = sheets.screen.state()
    assert (state["shown"], state["about"]) == (str(sheets.sheet.pk), None)


def test_only_what_has_a_sheet_on_that_board_can_be_shown_of_it(sheets: Table) -> None:
    def shows(subject: Any, **fields: Any) -> str:
        sheet = {"sheet": sheets.sheet.pk} | fields
        return code(sheets.team.sends("show_sheet", subject=subject, **sheet))

    assert shows(sheets.subject("Wandelnet").pk) == "not_on_this_board"
    assert shows(uuid4()) == "unknown_subject"
    without_sheet = sheets.team.sends("show_sheet", subject=sheets.subject(MAP).pk)
    assert code(without_sheet) == "bad_value"
    assert sheets.screen.state()["about"] is None


def test_a_board_of_places_is_not_shown_of_one_subject(table: Table) -> None:
    subject = table.subject("Wandelnet").pk
    answer = table.team.sends("show_sheet", sheet=table.sheet.pk, subject=subject)
    assert code(answer) == "not_on_this_board"


# Typing in the same cells -----------------------------------------------------------------------


def test_a_phone_types_in_the_same_cell_and_everybody_reads_it(sheets: Table) -> None:
    seat = sheets.joins("Wandelnet")
    cell(sheets.team, sheets, "Van proef naar vast.")

    assert cell(seat, sheets, "Van proef naar vast werk.", based_on=1).accepted

    for place in (sheets.team, sheets.screen, seat):
        (note,) = place.state()["notes"].values()
        assert (note["text"], note["version"]) == ("Van proef naar vast werk.", 2)


def test_who_typed_meanwhile_gets_both_texts(sheets: Table) -> None:
    cell(sheets.joins("Wandelnet"), sheets, "Wij eerst.")

    answer = cell(sheets.team, sheets, "Nee, wij.")

    assert code(answer) == "text_changed"
    assert answer.body["refused"]["present"]["text"] == "Wij eerst."
    assert Note.objects.get().text.text == "Wij eerst."


def test_a_cell_of_a_hundred_thousand_letters_is_refused_and_changes_nothing(
    sheets: Table,
) -> None:
    events = Event.objects.count()

    answer = cell(sheets.team, sheets, "a" * 100_000)

    assert (answer.status, code(answer)) == (413, "too_large")
    assert answer.body["refused"]["sentence"] == "Dit is te veel in één keer. Maak het korter."
    assert (Event.objects.count(), Note.objects.count()) == (events, 0)
    assert code(cell(sheets.team, sheets, "a" * 2001)) == "too_long"


@pytest.mark.parametrize(
    ("value", "wanted"),
    [(11, "off_scale"), ("zeven", "off_scale"), (0, "off_scale"), (-1, "off_scale")],
)
def test_a_grade_that_is_none_is_refused_with_a_sentence(
    sheets: Table, value: Any, wanted: str
) -> None:
    for place in (sheets.team, sheets.joins("Wandelnet")):
        answer = grades(place, sheets, value)
        assert code(answer) == wanted
        assert answer.body["refused"]["sentence"] == "Kies een getal dat op de schaal staat."
    assert Score.objects.count() == 0


def test_what_was_taken_off_the_table_takes_no_text_grade_or_partner(sheets: Table) -> None:
    seat = sheets.joins("Wandelnet")
    subject = sheets.subject(MAP).pk
    assert sheets.team.sends("drop_innovation", subject=subject, dropped=True).accepted

    assert code(cell(seat, sheets, "Ik typte nog.")) == "innovation_gone"
    assert code(grades(seat, sheets, 7)) == "innovation_gone"
    assert code(names_doer(sheets, "Wandelnet")) == "innovation_gone"
    shown = sheets.team.sends("show_sheet", sheet=sheets.sheet.pk, subject=subject)
    assert code(shown) == "innovation_gone"


def test_a_form_without_javascript_says_why_a_text_was_refused_and_keeps_it(
    sheets: Table, facilitator: User
) -> None:
    subject = sheets.subject(MAP).pk
    sheets.team.sends("drop_innovation", subject=subject, dropped=True)
    client = Client()
    client.force_login(facilitator)

    answer = client.post(
        f"/sessions/{sheets.session.pk}/control/commands/",
        {
            "id": str(uuid4()),
            "kind": "write_note",
            "sheet": str(sheets.sheet.pk),
            "about": "cell",
            "element": "inschalen",
            "question": "doel",
            "subject": str(subject),
            "based_on": "0",
            "text": "Ik typte nog.",
        },
        follow=True,
    )

    page = answer.content.decode()
    assert "Deze innovatie is intussen van tafel gehaald. Wat je typte, staat hier nog." in page
    assert "Je schreef: Ik typte nog." in page


# Who sees to it ---------------------------------------------------------------------------------


def test_a_partner_is_named_and_crossed_out_again(sheets: Table, facilitator: User) -> None:
    assert names_doer(sheets, "Wandelnet").accepted
    query = f"?innovation={sheets.subject(MAP).pk}"
    assert "<span data-doer-name>Wandelnet</span>" in page_of(sheets, facilitator, query)

    assert names_doer(sheets, "Wandelnet", named=False).accepted
    assert "<span data-doer-name>Wandelnet</span>" not in page_of(sheets, facilitator, query)


def test_a_partner_that_left_meanwhile_is_refused_and_not_offered(
    sheets: Table, facilitator: User
) -> None:
    partner = partner_of(sheets, "Wandelnet")
    assert f'"id": "{partner.pk}", "name": "Wandelnet"' in page_of(sheets, facilitator)
    partner.until = date(2026, 1, 1)
    partner.save()

    answer = names_doer(sheets, "Wandelnet")

    assert code(answer) == "partner_left"
    assert answer.body["refused"]["sentence"].startswith("Deze partner doet niet meer mee")
    assert f'"id": "{partner.pk}", "name": "Wandelnet"' not in page_of(sheets, facilitator)


def test_an_action_of_a_route_is_linked_to_the_innovation(sheets: Table) -> None:
    partner = partner_of(sheets, "Wandelnet")

    added = sheets.team.sends(
        "add_action",
        action=uuid4(),
        text="De kaart in elk stadhuis leggen.",
        owner=f"partner:{partner.pk}",
        subject=sheets.subject(MAP).pk,
    )

    assert added.accepted
    action = Action.objects.get()
    assert action.innovation == Innovation.objects.get(name=MAP)
    assert action.partner == partner


# No accepted text is ever lost ------------------------------------------------------------------

TYPED = st.lists(
    st.tuples(
        st.sampled_from(["team", "Wandelnet", "Arcadis"]),
        st.sampled_from(["inschalen", "uitschalen"]),
        st.sampled_from(["doel", "wie"]),
        st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=40),
        st.sampled_from(["present", "none", "ahead"]),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=25, suppress_health_check=IN_ONE_WORLD)
@pytest.mark.once
@given(typed=TYPED)
def test_every_accepted_text_stays_in_the_log_and_a_refused_one_changes_nothing(
    deal: Deal, facilitator: User, typed: list[tuple[str, str, str, str, str]]
) -> None:
    """Whoever types what, based on whichever version they saw."""
    with transaction.atomic():
        sheets = worksheet_table(deal, facilitator)
        places = {"team": sheets.team} | {n: sheets.joins(n) for n in ("Wandelnet", "Arcadis")}
        accepted: list[str] = []
        last: dict[tuple[str, str], tuple[str, int]] = {}
        for who, element, row, text, base in typed:
            version = last.get((element, row), ("", 0))[1]
            based_on = {"present": version, "none": 0, "ahead": version + 1}[base]
            before = (sheets.team.state()["notes"], Event.objects.count())

            answer = cell(places[who], sheets, text, based_on, element=element, question=row)

            if answer.accepted:
                assert based_on == version
                accepted.append(clean_text(text))
                last[element, row] = (clean_text(text), version + 1)
            else:
                assert code(answer) == "text_changed"
                assert (sheets.team.state()["notes"], Event.objects.count()) == before
        written = Event.objects.filter(session=sheets.session, kind="note_written").order_by(
            "team_seq"
        )
        logged = [event.team["note"]["payload"] for event in written]
        texts = {str(pk): text for pk, text in Payload.objects.values_list("pk", "text")}
        assert [texts[payload] for payload in logged] == accepted
        shown = {
            (note["element"], note["question"]): (note["text"], note["version"])
            for note in sheets.screen.state()["notes"].values()
        }
        assert shown == last
        transaction.set_rollback(True)
