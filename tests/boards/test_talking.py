"""Questions, answers, reactions and notes: rule VIS8 and LOG6 of docs/protocol.md."""

from typing import Any
from uuid import uuid4

import pytest

from boards.models import Note
from deals.models import Deal
from tests.conftest import make_user
from tests.table import Place, Table

SECRET = "Wij hebben hier geen geld voor"


@pytest.fixture
def seat(table: Table) -> Place:
    """A participant in an open session."""
    return table.joins("Wandelnet")


def writes(place: Place, text: str, based_on: int = 0, **fields: Any) -> Any:
    """Write the answer to the first question for the team, unless said otherwise."""
    where = {"about": "answer", "question": "team-1"} if "about" not in fields else {}
    sheet = place.session.sheets.get().pk
    return place.sends(
        "write_note", **({"sheet": sheet} | where | fields), based_on=based_on, text=text
    )


def code(answer: Any) -> str:
    """The code of a refusal."""
    return str(answer.body["refused"]["code"])


# Who reads it -------------------------------------------------------------------------------------


def test_what_facilitators_write_reaches_no_phone_and_no_screen(table: Table, seat: Place) -> None:
    """Rule VIS8."""
    assert writes(table.team, SECRET).accepted

    assert SECRET.encode() in table.team.bytes_received()
    for place in (seat, table.screen):
        assert SECRET.encode() not in place.bytes_received()
        assert "note_written" not in place.kinds()


def test_what_a_phone_writes_reaches_the_team_and_that_phone(table: Table, seat: Place) -> None:
    neighbour = table.joins("Wandelnet")

    assert writes(seat, SECRET).accepted

    for place in (table.team, seat):
        [note] = place.state()["notes"].values()
        assert (note["text"], note["audience"]) == (SECRET, "team")
        assert note["seat"] == str(seat.viewer.seat)
        assert place.received()[-1]["data"]["note"]["text"] == SECRET
    for place in (neighbour, table.screen):
        assert SECRET.encode() not in place.bytes_received()


def test_a_note_that_is_shared_reaches_everyone_and_so_do_its_changes(
    table: Table, seat: Place
) -> None:
    writes(seat, "Eerste versie")
    note = Note.objects.get()

    assert table.team.sends("share_note", note=note.pk).accepted
    assert writes(seat, "Tweede versie", based_on=1).accepted

    for place in (table.team, table.screen, seat):
        [row] = place.state()["notes"].values()
        assert (row["text"], row["audience"]) == ("Tweede versie", "room")


def test_a_phone_that_wrote_what_was_shared_hears_it_once(table: Table, seat: Place) -> None:
    writes(seat, "Eerste versie")
    table.team.sends("share_note", note=Note.objects.get().pk)

    assert [set(e) & {"room", "seat"} for e in seat.received()[-2:]] == [{"room", "seat"}, {"room"}]


@pytest.mark.parametrize("text", ["", "Iets"])
def test_what_is_not_there_or_shared_already_is_not_shared(table: Table, text: str) -> None:
    writes(table.team, "Iets")
    note = Note.objects.get()
    if text:
        table.team.sends("share_note", note=note.pk)
        assert code(table.team.sends("share_note", note=note.pk)) == "already_open"
    else:
        writes(table.team, "", based_on=1)
        assert code(table.team.sends("share_note", note=note.pk)) == "unknown_note"
    assert code(table.team.sends("share_note", note=uuid4())) == "unknown_note"


def test_another_sessions_note_is_not_shared(
    table: Table, hidden_table: Table, seat: Place
) -> None:
    writes(hidden_table.team, SECRET)

    assert code(table.team.sends("share_note", note=Note.objects.get().pk)) == "unknown_note"
    assert SECRET.encode() not in seat.bytes_received()


# One text, many writers ---------------------------------------------------------------------------


def test_facilitators_write_in_one_text_and_each_participant_in_their_own(
    table: Table, seat: Place, deal: Deal
) -> None:
    colleague = Table(table.session, make_user("collega", deal)).team
    other = table.joins("Arcadis")

    assert writes(table.team, "Wij").accepted
    assert writes(colleague, "Wij samen", based_on=1).accepted
    assert writes(seat, "Ik").accepted
    assert writes(other, "Ik ook").accepted

    texts = {n["text"]: n["version"] for n in table.team.state()["notes"].values()}
    assert texts == {"Wij samen": 2, "Ik": 1, "Ik ook": 1}


def test_the_second_of_two_writers_gets_the_first_ones_words(table: Table) -> None:
    """Rule LOG6."""
    writes(table.team, "Eerst was ik")

    answer = writes(table.team, "Nee, ik")

    assert code(answer) == "text_changed"
    assert answer.body["refused"]["present"]["text"] == "Eerst was ik"
    assert Note.objects.get().text.text == "Eerst was ik"


def test_answers_to_two_questions_and_notes_are_different_texts(table: Table) -> None:
    arcadis = table.subject("Arcadis").pk
    for fields in (
        {"about": "answer", "question": "team-1"},
        {"about": "answer", "question": "boompje-1"},
        {"about": "answer", "question": "team-1", "subject": arcadis},
        {"about": "reaction"},
        {"about": "reaction", "subject": arcadis},
        {"about": "note"},
        {"about": "note", "element": "boompje"},
        {"about": "note", "subject": arcadis},
    ):
        assert writes(table.team, f"{fields}", **fields).accepted
    assert Note.objects.count() == 8


# What is refused ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "refused"),
    [
        ({"about": "answer"}, "bad_value"),
        ({"about": "answer", "question": "team-99"}, "unknown_question"),
        ({"about": "answer", "question": "team-1", "element": "water"}, "bad_value"),
        ({"about": "note", "question": "team-1"}, "bad_value"),
        ({"about": "note", "element": "kat"}, "unknown_element"),
        ({"about": "note", "subject": "11111111-1111-4111-8111-111111111111"}, "unknown_subject"),
        ({"about": "meaning", "element": "water"}, "no_meaning_step"),
        ({"about": "reaction", "element": "water"}, "bad_value"),
        ({"about": "anders"}, "bad_value"),
        ({"about": "answer", "question": "Team 1"}, "bad_value"),
    ],
)
def test_a_text_that_belongs_nowhere_is_refused(
    table: Table, fields: dict[str, Any], refused: str
) -> None:
    assert code(writes(table.team, "Iets", **fields)) == refused
    assert Note.objects.count() == 0


def test_a_text_that_is_too_long_is_refused_and_the_longest_is_not(table: Table) -> None:
    assert code(writes(table.team, "x" * 2001)) == "too_long"
    assert writes(table.team, "x" * 2000).accepted


def test_a_participant_writes_no_meanings_and_no_notes_of_the_team(
    table: Table, seat: Place
) -> None:
    assert code(writes(seat, "Iets", about="note")) == "not_allowed"
    assert code(writes(seat, "Iets", about="meaning", element="water")) in {
        "no_meaning_step",
        "not_allowed",
    }
    about_another: dict[str, Any] = {"about": "answer", "question": "team-1"}
    answer = writes(seat, "Iets", **about_another, subject=table.subject("Arcadis").pk)
    assert code(answer) == "not_allowed"


def test_a_participant_reacts_only_to_what_they_saw(hidden_table: Table) -> None:
    seat = hidden_table.joins("Wandelnet")
    early = writes(seat, "Schrik", about="reaction")
    hidden_table.team.sends("set_phase", phase="revealing")
    unseen = writes(seat, "Schrik", about="reaction")

    hidden_table.team.sends(
        "reveal_sheet", sheet=hidden_table.sheet.pk, layer="team", seat=seat.viewer.seat
    )
    seen = writes(seat, "Schrik", about="reaction")

    assert [code(early), code(unseen)] == ["not_now", "not_now"]
    assert seen.accepted


def test_before_the_session_begins_phones_write_nothing(deal: Deal, table: Table) -> None:
    """They cannot be in: the door opens when preparing ends."""
    early = table.joins("Arcadis")
    table.session.phase = "preparing"
    table.session.save()

    assert code(writes(early, "Iets")) == "not_now"


# Questions on the screen --------------------------------------------------------------------------


def test_a_question_that_is_asked_reaches_everyone_and_goes_again(
    table: Table, seat: Place
) -> None:
    asked = {"sheet": str(table.sheet.pk), "question": "boompje-1"}

    assert table.team.sends("ask", **asked).accepted
    for place in (table.team, table.screen, seat):
        assert place.state()["asked"] == asked
        assert place.received()[-1]["data"] == {"asked": asked}

    assert table.team.sends("ask").accepted
    for place in (table.team, table.screen, seat):
        assert place.state()["asked"] is None


@pytest.mark.parametrize(
    ("fields", "refused"),
    [
        ({"question": "team-99"}, "unknown_question"),
        ({"question": "team 1"}, "bad_value"),
        ({"sheet": "11111111-1111-4111-8111-111111111111"}, "unknown_sheet"),
    ],
)
def test_a_question_that_is_not_there_is_not_asked(
    table: Table, fields: dict[str, Any], refused: str
) -> None:
    command = {"sheet": table.sheet.pk, "question": "team-1"} | fields

    assert code(table.team.sends("ask", **command)) == refused
    assert table.team.state()["asked"] is None


def test_half_a_question_is_refused(table: Table) -> None:
    assert code(table.team.sends("ask", sheet=table.sheet.pk)) == "bad_value"
