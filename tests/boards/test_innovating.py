"""Innovations on the table: collected, merged, taken off; and the cells of a worksheet."""

import json
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from boards.domain.preparing import SheetPlan, prepare_session, set_up_of, try_out
from boards.domain.replay import fold
from boards.models import Note, Payload, Placement, Score
from deals.models import Deal, Innovation, User
from tests.boards.test_scores import code, names, results_table, scores, sheet
from tests.conftest import started
from tests.table import Place, Table


@pytest.fixture
def results(deal: Deal, facilitator: User) -> Table:
    """The three results boards, all open, and two innovations."""
    return results_table(deal, facilitator)


def adds(place: Place, name: str, **fields: Any) -> Any:
    """Name an innovation in the session."""
    return place.sends("add_innovation", **({"subject": uuid4(), "name": name} | fields))


def merges(table: Table, going: str, staying: str) -> Any:
    """Make one of two."""
    pair = {"subject": table.subject(going).pk, "into": table.subject(staying).pk}
    return table.team.sends("merge_innovations", **pair)


def boxes(place: Place, table: Table, name: str, box: str, **fields: Any) -> Any:
    """Put an innovation in a box."""
    layer = "team" if place.viewer.role == "control" else "self"
    where = {"sheet": sheet(table, "innovaties").pk, "layer": layer, "element": box}
    what = {"placement": uuid4(), "subject": table.subject(name).pk, "visibility": "open"}
    return place.sends("place", **(where | what | fields))


def types(place: Place, table: Table, text: str, based_on: int = 0, **fields: Any) -> Any:
    """Type what to do to scale the walking map in, unless said otherwise."""
    where = {
        "sheet": sheet(table, "opschalingsroutes").pk,
        "about": "cell",
        "subject": table.subject("De wandelkaart").pk,
        "element": "inschalen",
        "question": "wat",
    }
    return place.sends("write_note", **(where | fields), based_on=based_on, text=text)


def all_agree(table: Table, *places: Place) -> None:
    """What each viewer heard leads to the state of their page: rule LOG1."""
    for place in (table.team, table.screen, *places):
        assert fold(place.received()) == place.state()


# On the table -------------------------------------------------------------------------------------


def test_the_innovations_of_the_deal_come_with_a_board_that_is_about_them(
    deal: Deal, facilitator: User
) -> None:
    kept = Innovation.objects.create(deal=deal, name="De wandelkaart")
    Innovation.objects.create(deal=deal, name="Weg", removed_at="2026-01-01T10:00Z")
    Innovation.objects.create(deal=deal, name="Dubbel", merged_into=kept)
    day = date(2026, 5, 1)

    without = prepare_session(deal, "Rollen", day, [SheetPlan("rollen", "gedrag")], facilitator)
    about = prepare_session(deal, "Boxen", day, [SheetPlan("innovaties", "boxes")], facilitator)
    wheel = prepare_session(deal, "Wiel", day, [SheetPlan("eigenaarschap", "wiel")], facilitator)

    found = [
        [subject.name for subject in each.subjects.filter(innovation__isnull=False)]
        for each in (without, about, wheel)
    ]
    assert found == [[], ["De wandelkaart"], ["De wandelkaart"]]


def test_a_table_that_is_laid_anew_keeps_what_was_said_something_of(
    deal: Deal, facilitator: User
) -> None:
    one = Innovation.objects.create(deal=deal, name="De wandelkaart")
    two = Innovation.objects.create(deal=deal, name="Het beweegbankje")
    plans = [SheetPlan("innovaties", "boxes")]
    table = Table(prepare_session(deal, "A", date(2026, 5, 1), plans, facilitator), facilitator)
    boxes(table.team, table, "De wandelkaart", "geschikt")
    lay = {
        "sheets": [
            {"board": "innovaties", "filling": "boxes", "self_open": True, "team_open": True}
        ],
        "partners": [],
        "based_on": 1,
        "innovations": [],
    }

    assert table.team.sends("set_up", **lay).accepted

    assert set_up_of(table.session).innovations == [one.pk]
    assert two.pk not in table.session.subjects.values_list("innovation", flat=True)
    all_agree(table)


# Collecting ---------------------------------------------------------------------------------------


def test_a_participant_adds_one_and_it_is_of_the_deal(results: Table, deal: Deal) -> None:
    seat = results.joins("Wandelnet")

    answer = adds(seat, "De schoolstraat", problem="Auto's voor de deur")

    assert answer.accepted
    added = Innovation.objects.get(name="De schoolstraat")
    assert (added.deal, added.problem, added.made_by) == (deal, "Auto's voor de deur", None)
    assert "De schoolstraat" in {row["name"] for row in results.screen.state()["subjects"].values()}
    all_agree(results, seat)


@pytest.mark.parametrize(
    ("name", "refusal"),
    [("de WANDELKAART", "innovation_twice"), ("", "bad_value"), ("x" * 201, "too_long")],
)
def test_what_is_there_or_cannot_be_read_is_not_added(
    results: Table, name: str, refusal: str
) -> None:
    assert code(adds(results.joins("Wandelnet"), name)) == refusal
    assert Innovation.objects.count() == 2


def test_a_name_typed_in_the_room_can_be_erased(results: Table) -> None:
    """Rule LOG4."""
    adds(results.joins("Wandelnet"), "Het plan van Jan Jansen")

    Payload.objects.filter(text="Het plan van Jan Jansen").update(text="")

    for place in (results.team, results.screen):
        assert b"Jan Jansen" not in place.bytes_received()


def test_a_try_out_leaves_the_deal_as_it_is(results: Table, deal: Deal, facilitator: User) -> None:
    table = started(try_out(results.session, facilitator), facilitator)

    assert adds(table.team, "Zomaar iets").accepted
    drop = {"subject": table.subject("De wandelkaart").pk, "dropped": True}
    assert table.team.sends("drop_innovation", **drop).accepted
    assert merges(table, "Het beweegbankje", "Zomaar iets").accepted

    current = Innovation.objects.current().filter(deal=deal)
    assert [each.name for each in current] == ["De wandelkaart", "Het beweegbankje"]


# Merging ------------------------------------------------------------------------------------------


def test_doubles_become_one_and_everything_said_of_both_stays(results: Table) -> None:
    """Rule LOG8."""
    one, other = results.joins("Wandelnet"), results.joins("Arcadis")
    adds(one, "Wandelkaart")
    boxes(one, results, "Wandelkaart", "geschikt")
    boxes(other, results, "Wandelkaart", "loslaten")
    boxes(other, results, "De wandelkaart", "niet-geschikt")
    scores(one, results, "systeem", 3, subject="Wandelkaart")
    scores(other, results, "systeem", 4, subject="Wandelkaart")
    scores(other, results, "systeem", 8)
    gone = results.subject("Wandelkaart").pk
    types(one, results, "Ook op papier", subject=gone)
    types(other, results, "In de app")
    types(one, results, "Via de gemeente", subject=gone, question="hoe")

    assert merges(results, "Wandelkaart", "De wandelkaart").accepted

    kept = results.subject("De wandelkaart")
    where = {(row.seat_id, row.element) for row in Placement.objects.filter(subject=kept)}
    assert where == {(one.viewer.seat, "geschikt"), (other.viewer.seat, "niet-geschikt")}
    graded = set(Score.objects.filter(subject=kept).values_list("seat", "value"))
    assert graded == {(one.viewer.seat, 3), (other.viewer.seat, 8)}
    cells = {note.question: note.text.text for note in Note.objects.filter(subject=kept)}
    assert cells == {"wat": "In de app\n\nOok op papier", "hoe": "Via de gemeente"}
    assert Innovation.objects.get(name="Wandelkaart").current.name == "De wandelkaart"
    all_agree(results, one, other)


def test_nothing_is_said_any_more_of_one_that_went_up_in_another(results: Table) -> None:
    gone = results.subject("Het beweegbankje").pk
    merges(results, "Het beweegbankje", "De wandelkaart")

    refused = [
        boxes(results.team, results, "Het beweegbankje", "geschikt"),
        scores(results.team, results, "systeem", 5, subject="Het beweegbankje"),
        types(results.team, results, "Nog iets", subject=gone),
        names(results, "Wandelnet", subject=gone),
        merges(results, "De wandelkaart", "Het beweegbankje"),
    ]

    assert [code(answer) for answer in refused] == ["innovation_gone"] * 5


def test_only_innovations_are_merged(results: Table) -> None:
    assert code(merges(results, "Wandelnet", "De wandelkaart")) == "not_an_innovation"
    assert code(merges(results, "De wandelkaart", "De wandelkaart")) == "unknown_subject"


# Taking off ---------------------------------------------------------------------------------------


def test_one_that_is_taken_off_while_somebody_types_comes_back_with_its_words(
    results: Table,
) -> None:
    seat = results.joins("Wandelnet")
    types(seat, results, "In de app")
    which = {"subject": results.subject("De wandelkaart").pk}

    assert results.team.sends("drop_innovation", dropped=True, **which).accepted
    late = types(seat, results, "In de app en op papier", based_on=1)
    assert not Innovation.objects.current().filter(name="De wandelkaart").exists()
    assert results.team.sends("drop_innovation", dropped=False, **which).accepted

    assert code(late) == "innovation_gone"
    assert types(seat, results, "In de app en op papier", based_on=1).accepted
    assert Innovation.objects.current().filter(name="De wandelkaart").exists()
    all_agree(results, seat)


def test_one_that_is_taken_off_the_deals_list_meanwhile_takes_no_more_words(
    results: Table,
) -> None:
    Innovation.objects.filter(name="De wandelkaart").update(removed_at="2026-05-01T10:00Z")

    answer = types(results.team, results, "In de app")

    assert code(answer) == "innovation_gone"
    assert answer.body["refused"]["sentence"]


# Cells --------------------------------------------------------------------------------------------


def test_a_cell_is_one_text_of_everybody(results: Table) -> None:
    """Rule VIS8."""
    seat, other = results.joins("Wandelnet"), results.joins("Arcadis")

    assert types(seat, results, "In de app").accepted
    assert types(results.team, results, "In de app en de krant", based_on=1).accepted

    [note] = other.state()["notes"].values()
    assert (note["text"], note["seat"], note["audience"]) == ("In de app en de krant", None, "room")
    assert "In de app en de krant" in json.dumps(results.screen.state(), ensure_ascii=False)


def test_of_two_who_type_in_one_cell_the_second_sees_both(results: Table) -> None:
    """Rule LOG6."""
    seat = results.joins("Wandelnet")
    types(results.team, results, "In de app")

    late = types(seat, results, "Op papier")

    assert code(late) == "text_changed"
    assert late.body["refused"]["present"]["text"] == "In de app"
    assert Note.objects.get().text.text == "In de app"


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"question": "waarom"}, "unknown_question"),
        ({"element": "beloning"}, "unknown_element"),
        ({"subject": None}, "bad_value"),
        ({"text": "x" * 2001}, "too_long"),
        ({"text": "x" * 100_000}, "too_large"),
    ],
)
def test_what_is_no_cell_or_too_long_changes_nothing(
    results: Table, fields: dict[str, Any], refusal: str
) -> None:
    fields = dict(fields)
    text = fields.pop("text", "In de app")

    answer = types(results.team, results, text, **fields)

    assert code(answer) == refusal
    assert answer.body["refused"]["sentence"]
    assert not Note.objects.exists()


def test_a_partner_has_no_worksheet_and_another_board_no_cells(results: Table) -> None:
    partner = results.subject("Wandelnet").pk
    other = sheet(results, "innovaties").pk

    assert code(types(results.team, results, "Iets", subject=partner)) == "not_on_this_board"
    refused = types(results.team, results, "Iets", sheet=other, element="geschikt")
    assert code(refused) == "no_cells"


def test_a_cell_is_undone_to_what_it_said_before(results: Table) -> None:
    """Rule CMD7."""
    types(results.team, results, "In de app")
    changed = types(results.team, results, "", based_on=1)

    assert results.team.sends("undo", command=changed.body["id"]).accepted

    note = Note.objects.get()
    assert (note.text.text, note.version) == ("In de app", 3)
    again = results.team.sends("undo", command=changed.body["id"])
    assert code(again) == "changed_since"
    all_agree(results)


def test_a_reason_is_each_ones_own_and_the_teams(results: Table) -> None:
    seat, other = results.joins("Wandelnet"), results.joins("Arcadis")
    why: dict[str, Any] = {"about": "reason", "element": None, "question": None}
    why |= {"sheet": sheet(results, "innovaties").pk}

    assert types(seat, results, "Er is geld voor", **why).accepted
    assert types(results.team, results, "Past bij het doel", **why).accepted

    assert Note.objects.count() == 2
    assert [note["text"] for note in seat.state()["notes"].values()] == ["Er is geld voor"]
    for place in (other, results.screen):
        assert b"geld voor" not in place.bytes_received()
