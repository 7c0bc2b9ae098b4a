"""Two innovations that turn out to be one: what others may read of it then, and what stays."""

from typing import Any
from uuid import uuid4

import pytest

from boards.models import Layer, Note, Placement, Score
from deals.models import Deal, User
from tests.boards.test_innovating import all_agree, boxes, merges
from tests.boards.test_scores import results_table, scores, sheet
from tests.table import Place, Table

GOING, STAYING = "Het beweegbankje", "De wandelkaart"
SECRET = "De wethouder wil dit niet"


@pytest.fixture
def results(deal: Deal, facilitator: User) -> Table:
    """The three results boards, all open, and two innovations."""
    return results_table(deal, facilitator)


@pytest.fixture
def hidden_results(deal: Deal, facilitator: User) -> Table:
    """The same, hidden from the room."""
    return results_table(deal, facilitator, hidden=True)


def says_why(place: Place, table: Table, name: str, text: str) -> Any:
    """Write why an innovation lies where it lies."""
    where = {"sheet": sheet(table, "innovaties").pk, "subject": table.subject(name).pk}
    return place.sends("write_note", about="reason", based_on=0, text=text, **where)


def shares_why(table: Table, name: str) -> None:
    """Show the room the one reason that was written of an innovation."""
    note = Note.objects.get(subject=table.subject(name), about="reason")
    assert table.team.sends("share_note", note=note.pk).accepted


def reads(place: Place, table: Table) -> list[str]:
    """What this viewer reads of the innovation that stays."""
    kept = str(table.subject(STAYING).pk)
    notes = place.state()["notes"].values()
    return sorted(note["text"] for note in notes if note["subject"] == kept)


# What was written ---------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["team", "seat"])
def test_a_reason_that_was_not_shared_stays_so_beside_a_shared_one(
    results: Table, who: str
) -> None:
    """Rule VIS8."""
    seat, other = results.joins("Wandelnet"), results.joins("Arcadis")
    writer = {"team": results.team, "seat": seat}[who]
    says_why(writer, results, GOING, SECRET)
    says_why(writer, results, STAYING, "Er is geld voor")
    shares_why(results, STAYING)

    assert merges(results, GOING, STAYING).accepted

    for place in (results.screen, other):
        assert reads(place, results) == ["Er is geld voor"]
        assert SECRET.encode() not in place.bytes_received()
    assert reads(writer, results) == [SECRET, "Er is geld voor"]
    kept = Note.objects.get(text__text=SECRET)
    assert (kept.subject, kept.about) == (results.subject(STAYING), "note")
    all_agree(results, seat, other)


def test_a_shared_reason_does_not_go_under_one_that_was_not_shared(results: Table) -> None:
    seat, other = results.joins("Wandelnet"), results.joins("Arcadis")
    says_why(seat, results, GOING, "Er is geld voor")
    shares_why(results, GOING)
    says_why(seat, results, STAYING, SECRET)

    assert merges(results, GOING, STAYING).accepted

    for place in (results.screen, other):
        assert reads(place, results) == ["Er is geld voor"]
    assert reads(seat, results) == [SECRET, "Er is geld voor"]
    all_agree(results, seat, other)


def test_reasons_that_the_same_people_read_stand_under_each_other(results: Table) -> None:
    """Rule LOG8."""
    seat, other = results.joins("Wandelnet"), results.joins("Arcadis")
    says_why(seat, results, STAYING, "Er is geld voor")
    says_why(seat, results, GOING, "Het is af")
    says_why(other, results, GOING, "Niemand wil het")

    assert merges(results, GOING, STAYING).accepted

    assert reads(seat, results) == ["Er is geld voor\n\nHet is af"]
    assert reads(other, results) == ["Niemand wil het"]
    assert reads(results.screen, results) == []
    all_agree(results, seat, other)


def test_a_merge_of_what_is_hidden_tells_the_room_only_that_they_are_one(
    hidden_results: Table,
) -> None:
    """Rules VIS1, VIS2 and VIS9."""
    table = hidden_results
    seat, other = table.joins("Wandelnet"), table.joins("Arcadis")
    for place in (seat, other, table.team):
        for name in (GOING, STAYING):
            boxes(place, table, name, "geschikt", visibility="hidden")
            scores(place, table, "systeem", 7, subject=name)
            says_why(place, table, name, f"{name}, zegt {place.viewer.actor}")
    before = {row.pk: row.seat_id for row in every_row()}

    assert merges(table, GOING, STAYING).accepted

    rows = before | {row.pk: row.seat_id for row in every_row()}
    assert len(rows) == 18
    told = table.screen.received()[-1]
    assert told["kind"] == "innovations_merged"
    assert told["data"]["notes"] == told["data"]["doers"] == []
    for place, own in ((table.screen, None), (seat, seat), (other, other)):
        received = place.bytes_received()
        theirs = [pk for pk, of in rows.items() if own is None or of != own.viewer.seat]
        assert theirs
        assert not [pk for pk in theirs if str(pk).encode() in received]
        writers = [str(each.viewer.actor) for each in (seat, other, table.team) if each != own]
        assert not [each for each in writers if f"zegt {each}".encode() in received]
    all_agree(table, seat, other)


def every_row() -> list[Any]:
    """Everything that was placed, scored and written."""
    return [*Placement.objects.all(), *Score.objects.all(), *Note.objects.all()]


# What was circled and placed ----------------------------------------------------------------------


@pytest.mark.parametrize(("circled", "valued"), [(GOING, STAYING), (STAYING, GOING)])
def test_a_circle_stays_with_the_value_of_the_other(
    results: Table, circled: str, valued: str
) -> None:
    own = {"sheet": sheet(results, "eigenaarschap").pk, "aspect": "beloning"}
    own["subject"] = results.subject("Wandelnet").pk
    about = {name: results.subject(name).pk for name in (circled, valued)}
    assert results.team.sends("circle", about=about[circled], circled=True, **own).accepted
    bar = {"board": "eigenaarschap", "subject": "Wandelnet", "layer": "agreed"}
    scores(results.team, results, "beloning", 3, about=about[valued], **bar)

    assert merges(results, GOING, STAYING).accepted

    row = Score.objects.get()
    assert (row.about, row.value, row.circled) == (results.subject(STAYING), 3, True)
    all_agree(results)


def test_a_place_is_not_lost_to_somebody_who_did_not_know(results: Table) -> None:
    seat = results.joins("Wandelnet")
    says_unknown(seat, results, STAYING)
    boxes(seat, results, GOING, "geschikt")

    assert merges(results, GOING, STAYING).accepted

    row = Placement.objects.get()
    assert (row.subject, row.element) == (results.subject(STAYING), "geschikt")
    assert not row.unknown
    all_agree(results, seat)


@pytest.mark.parametrize("box", ["geschikt", None])
def test_not_to_know_takes_no_answer_of_the_other_away(results: Table, box: str | None) -> None:
    seat = results.joins("Wandelnet")
    says_unknown(seat, results, GOING)
    if box:
        boxes(seat, results, STAYING, box)

    assert merges(results, GOING, STAYING).accepted

    row = Placement.objects.get()
    assert (row.subject, row.element) == (results.subject(STAYING), box)
    assert row.unknown == (box is None)
    all_agree(results, seat)


def says_unknown(place: Place, table: Table, name: str) -> None:
    """Answer "weet ik niet" of an innovation."""
    of = {"sheet": sheet(table, "innovaties").pk, "subject": table.subject(name).pk}
    assert place.sends("say_unknown", placement=uuid4(), visibility="open", **of).accepted


# In which order -----------------------------------------------------------------------------------


def test_what_was_merged_at_once_stands_in_the_order_of_the_state(results: Table) -> None:
    """Rule LOG1, with the order in which pages draw."""
    names = ["Wandelnet", "Arcadis"] * 3
    for number, name in enumerate(names, 1):
        seat = results.joins(name)
        boxes(seat, results, GOING, "geschikt" if number % 2 else "loslaten")
        scores(seat, results, "systeem", number, subject=GOING)

    assert merges(results, GOING, STAYING).accepted

    told, state = results.screen.received()[-1]["data"], results.screen.state()
    for rows in ("placements", "scores"):
        assert len(told[rows]) == 6
        assert [row["id"] for row in told[rows]] == list(state[rows])
    assert {row["layer"] for row in told["placements"]} == {Layer.SELF}
