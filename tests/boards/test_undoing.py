"""Undo and redo: rule CMD7 of docs/protocol.md."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deals.models import Deal
from tests.conftest import make_user
from tests.table import Place, Table

MIDDLE_Y = 100  # with x about 210: in the little tree


@pytest.fixture
def seat(table: Table) -> Place:
    """A participant in an open session."""
    return table.joins("Wandelnet")


def elements(place: Place) -> dict[str, str | None]:
    """Where each subject lies, for this viewer, by name."""
    state = place.state()
    return {
        state["subjects"][p["subject"]]["name"]: p["element"] for p in state["placements"].values()
    }


def done(place: Place, kind: str, **fields: Any) -> UUID:
    """Carry out a command; its id, to undo it by."""
    command = uuid4()
    assert place.sends(kind, id=command, **fields).accepted
    return command


def placed(table: Table, name: str, element: str, place: Place | None = None) -> UUID:
    """Place somebody; the command's id."""
    command = uuid4()
    assert (place or table.team).places(table.subject(name), id=command, element=element).accepted
    return command


def test_what_was_placed_first_goes_off_the_board_again(table: Table, seat: Place) -> None:
    """Rule CMD7."""
    command = placed(table, "Arcadis", "oogst")

    table.team.sends("undo", command=command)

    for place in (table.team, table.screen, seat):
        assert elements(place) == {}
        assert place.kinds()[-1] == "undone"


def test_what_was_moved_goes_back_to_its_very_spot(table: Table) -> None:
    placed(table, "Arcadis", "oogst")
    before = table.placement()
    command = placed(table, "Arcadis", "water")

    table.team.sends("undo", command=command)

    after = table.placement()
    assert (after.pk, after.element, after.x, after.y) == (before.pk, "oogst", before.x, before.y)


def test_what_was_taken_off_lies_there_again(table: Table, seat: Place) -> None:
    placed(table, "Arcadis", "oogst")
    before = table.placement()
    command = done(table.team, "take_back", placement=before.pk)

    table.team.sends("undo", command=command)

    after = table.placement()
    assert (after.pk, after.x, after.y) == (before.pk, before.x, before.y)
    assert elements(seat) == {"Arcadis": "oogst"}


def test_undoing_an_undo_does_it_again(table: Table) -> None:
    command = placed(table, "Arcadis", "oogst")
    undone = done(table.team, "undo", command=command)
    assert elements(table.screen) == {}

    redone = done(table.team, "undo", command=undone)
    assert elements(table.screen) == {"Arcadis": "oogst"}

    table.team.sends("undo", command=redone)
    assert elements(table.screen) == {}


def test_tidying_up_is_undone_whole(table: Table) -> None:
    for name, x in (("Arcadis", 210), ("Wandelnet", 212), ("Gemeente Zwolle", 214)):
        table.team.places(table.subject(name), x=x, y=MIDDLE_Y)
    before = {p["id"]: (p["x"], p["y"]) for p in table.team.state()["placements"].values()}
    command = done(table.team, "tidy_up", sheet=table.sheet.pk)
    assert {p["id"]: (p["x"], p["y"]) for p in table.team.state()["placements"].values()} != before

    table.team.sends("undo", command=command)

    assert {p["id"]: (p["x"], p["y"]) for p in table.team.state()["placements"].values()} == before


def test_a_batch_of_which_one_was_touched_since_stays_whole(table: Table) -> None:
    for name, x in (("Arcadis", 210), ("Wandelnet", 212)):
        table.team.places(table.subject(name), x=x, y=MIDDLE_Y)
    command = done(table.team, "tidy_up", sheet=table.sheet.pk)
    placed(table, "Arcadis", "water")
    before = table.team.state()["placements"]

    answer = table.team.sends("undo", command=command)

    assert answer.body["refused"]["code"] == "changed_since"
    assert table.team.state()["placements"] == before


def test_what_somebody_touched_since_is_not_undone(table: Table) -> None:
    command = placed(table, "Arcadis", "oogst")
    placed(table, "Arcadis", "water")

    assert table.team.sends("undo", command=command).body["refused"]["code"] == "changed_since"
    assert elements(table.team) == {"Arcadis": "water"}


def test_several_steps_of_one_post_it_go_back_one_by_one_and_forth_again(table: Table) -> None:
    first = placed(table, "Arcadis", "oogst")
    second = placed(table, "Arcadis", "water")

    back = done(table.team, "undo", command=second)
    assert elements(table.team) == {"Arcadis": "oogst"}
    out = done(table.team, "undo", command=first)
    assert elements(table.team) == {}
    done(table.team, "undo", command=out)
    assert elements(table.team) == {"Arcadis": "oogst"}
    done(table.team, "undo", command=back)
    assert elements(table.team) == {"Arcadis": "water"}


def test_twice_is_refused(table: Table) -> None:
    command = placed(table, "Arcadis", "oogst")
    table.team.sends("undo", command=command)

    assert table.team.sends("undo", command=command).body["refused"]["code"] == "changed_since"


def test_a_place_that_is_taken_by_a_new_post_it_is_not_given_back(table: Table) -> None:
    placed(table, "Arcadis", "oogst")
    command = done(table.team, "take_back", placement=table.placement().pk)
    placed(table, "Arcadis", "water")

    assert table.team.sends("undo", command=command).body["refused"]["code"] == "changed_since"
    assert elements(table.team) == {"Arcadis": "water"}


def test_a_participant_undoes_only_their_own(table: Table, seat: Place) -> None:
    own = placed(table, "Wandelnet", "oogst", seat)
    theirs = placed(table, "Arcadis", "water")

    assert seat.sends("undo", command=theirs).body["refused"]["code"] == "not_undoable"
    assert seat.sends("undo", command=own).accepted
    assert elements(seat) == {"Arcadis": "water"}


def test_a_facilitator_undoes_a_colleagues_move(table: Table, deal: Deal) -> None:
    colleague = Table(table.session, make_user("collega", deal))
    command = placed(table, "Arcadis", "oogst", colleague.team)

    assert table.team.sends("undo", command=command).accepted
    assert elements(table.team) == {}


def test_a_participant_who_left_gets_no_place_back(table: Table, seat: Place) -> None:
    placed(table, "Wandelnet", "oogst", seat)
    command = done(table.team, "take_back", placement=table.placement().pk)
    seat.sends("leave")

    assert table.team.sends("undo", command=command).body["refused"]["code"] == "changed_since"


@pytest.mark.parametrize("kind", ["set_phase", "put_on_table", "hide_names"])
def test_what_is_no_move_is_not_undone(table: Table, kind: str) -> None:
    fields: dict[str, dict[str, Any]] = {
        "set_phase": {"phase": "discussing"},
        "put_on_table": {"name": "Een bank"},
        "hide_names": {"hidden": True},
    }
    command = done(table.team, kind, **fields[kind])

    assert table.team.sends("undo", command=command).body["refused"]["code"] == "not_undoable"


def test_an_unknown_command_is_not_undone(table: Table) -> None:
    assert table.team.sends("undo", command=uuid4()).body["refused"]["code"] == "not_undoable"


def test_a_hidden_move_that_is_undone_stays_hidden(hidden_table: Table) -> None:
    seat = hidden_table.joins("Wandelnet")
    hidden_table.team.places(hidden_table.subject("Arcadis"), element="vlinder")
    command = placed(hidden_table, "Arcadis", "compost")

    hidden_table.team.sends("undo", command=command)

    for place in (seat, hidden_table.screen):
        assert "undone" not in place.kinds()
        assert b"vlinder" not in place.bytes_received()
    assert elements(hidden_table.team) == {"Arcadis": "vlinder"}


def test_a_hidden_place_of_a_participant_goes_back_on_their_phone_alone(
    hidden_table: Table,
) -> None:
    seat = hidden_table.joins("Wandelnet")
    placed(hidden_table, "Wandelnet", "vlinder", seat)
    command = placed(hidden_table, "Wandelnet", "compost", seat)

    assert seat.sends("undo", command=command).accepted

    assert elements(seat) == {"Wandelnet": "vlinder"}
    told = seat.received()[-1]["data"]["placements"]
    assert [(p["element"], p["x"]) for p in told] == [("vlinder", None)]
    assert b"vlinder" not in hidden_table.screen.bytes_received()


def test_undoing_takes_as_many_queries_for_four_participants_as_for_two(
    hidden_table: Table,
) -> None:
    """With hidden places of the facilitators, of which one participant saw theirs."""
    table, names = hidden_table, ("Wandelnet", "Arcadis", "Gemeente Zwolle", "Ministerie van BZK")
    seats = {name: table.joins(name) for name in names}
    shown = {"sheet": table.sheet.pk, "layer": "team", "seat": seats["Wandelnet"].viewer.seat}
    table.team.sends("set_phase", phase="revealing")
    table.team.sends("reveal_sheet", **shown)
    table.team.sends("set_phase", phase="placing")

    def queries(several: tuple[str, ...]) -> tuple[int, int]:
        """How many post-its lie as they lay, and in how many queries."""
        for x, name in enumerate(several, 210):
            table.team.places(table.subject(name), x=x, y=MIDDLE_Y)
            seats[name].places(table.subject(name), x=x, y=MIDDLE_Y)
        command = done(table.team, "tidy_up", sheet=table.sheet.pk)
        with CaptureQueriesContext(connection) as captured:
            done(table.team, "undo", command=command)
        return len(table.team.received()[-1]["data"]["placements"]), len(captured)

    few, many = queries(names[:2]), queries(names)

    assert (few[0], many[0]) == (4, 8)
    assert few[1] == many[1]


def test_what_was_revealed_since_is_undone_for_the_room(hidden_table: Table) -> None:
    command = placed(hidden_table, "Arcadis", "vlinder")
    hidden_table.team.sends("set_phase", phase="revealing")
    hidden_table.team.sends("reveal_sheet", sheet=hidden_table.sheet.pk, layer="team")

    answer = hidden_table.team.sends("undo", command=command)

    assert answer.accepted
    assert elements(hidden_table.screen) == {}


def test_where_it_came_from_reaches_the_team_only(table: Table, seat: Place) -> None:
    command = placed(table, "Arcadis", "oogst")
    table.team.sends("undo", command=command)

    assert "moved_from" in table.team.received()[-1]["data"]
    for place in (table.screen, seat):
        assert set(place.received()[-1]["data"]) == {"removed"}


def test_while_placing_is_paused_a_phone_undoes_nothing(table: Table, seat: Place) -> None:
    command = placed(table, "Wandelnet", "oogst", seat)
    table.team.sends("pause_placing", paused=True)

    assert seat.sends("undo", command=command).body["refused"]["code"] == "paused"
    assert table.team.sends("undo", command=command).accepted
