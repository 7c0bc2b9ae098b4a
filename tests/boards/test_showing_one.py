"""A reveal to one participant: rule VIS7 of docs/protocol.md."""

from typing import Any
from uuid import uuid4

import pytest

from boards.models import Layer
from tests.table import Place, Table

SECRET = "vlinder"


@pytest.fixture
def seat(hidden_table: Table) -> Place:
    """A participant of Wandelnet, where placing is hidden; the facilitators placed two partners."""
    sits = hidden_table.joins("Wandelnet")
    hidden_table.team.places(hidden_table.subject("Wandelnet"), element=SECRET)
    hidden_table.team.places(hidden_table.subject("Arcadis"), element="compost")
    hidden_table.team.sends("set_phase", phase="revealing")
    return sits


def shows(table: Table, to: Place, **fields: Any) -> Any:
    """The facilitators show this participant where they see them."""
    fields = {"sheet": table.sheet.pk, "layer": "team", "seat": to.viewer.seat} | fields
    return table.team.sends("reveal_sheet", **fields)


def test_that_phone_gets_its_own_place_and_no_spot(hidden_table: Table, seat: Place) -> None:
    """Rule VIS7."""
    assert shows(hidden_table, seat).accepted

    told = seat.received()[-1]
    assert told["kind"] == "revealed_to_seat"
    assert [(p["element"], p["x"]) for p in told["data"]["placements"]] == [(SECRET, None)]
    assert told["data"]["mine"]["shown"] == [str(hidden_table.sheet.pk)]
    assert [p["element"] for p in seat.state()["placements"].values()] == [SECRET]


def test_nobody_else_gets_a_byte_of_it(hidden_table: Table, seat: Place) -> None:
    neighbour = hidden_table.joins("Wandelnet")
    other = hidden_table.joins("Arcadis")

    shows(hidden_table, seat)

    for place in (neighbour, other, hidden_table.screen):
        assert SECRET.encode() not in place.bytes_received()
        assert b"revealed_to_seat" not in place.bytes_received()
    assert b"compost" not in seat.bytes_received()


def test_the_team_sees_to_whom_it_was_shown(hidden_table: Table, seat: Place) -> None:
    shows(hidden_table, seat)

    [row] = hidden_table.team.state()["seats"].values()
    assert row["shown"] == [str(hidden_table.sheet.pk)]


def test_what_moves_later_reaches_that_phone_and_still_not_the_room(
    hidden_table: Table, seat: Place
) -> None:
    shows(hidden_table, seat)

    hidden_table.team.places(hidden_table.subject("Wandelnet"), element="oogst")

    told = seat.received()[-1]["data"]["placement"]
    assert (told["element"], told["x"]) == ("oogst", None)
    assert b"oogst" not in hidden_table.screen.bytes_received()


def test_what_is_taken_off_later_goes_from_that_phone(hidden_table: Table, seat: Place) -> None:
    shows(hidden_table, seat)
    placed = hidden_table.placement(layer=Layer.TEAM, subject=hidden_table.subject("Wandelnet"))

    hidden_table.team.sends("take_back", placement=placed.pk)

    assert seat.state()["placements"] == {}
    assert seat.received()[-1]["data"] == {"placement": str(placed.pk)}


def test_the_room_can_be_shown_it_afterwards(hidden_table: Table, seat: Place) -> None:
    shows(hidden_table, seat)

    shown = hidden_table.team.sends("reveal_sheet", sheet=hidden_table.sheet.pk, layer="team")

    assert shown.accepted
    assert SECRET.encode() in hidden_table.screen.bytes_received()
    assert all(p["x"] is not None for p in seat.state()["placements"].values())


def test_another_organisation_is_not_shown_what_the_former_one_was(
    hidden_table: Table, seat: Place
) -> None:
    shows(hidden_table, seat)

    seat.sends("change_organisation", subject=hidden_table.subject("Arcadis").pk)

    assert seat.state()["placements"] == {}
    assert seat.state()["mine"]["shown"] == []
    assert b"compost" not in seat.bytes_received()
    assert shows(hidden_table, seat).accepted


@pytest.mark.parametrize(
    ("phase", "fields", "code"),
    [
        ("placing", {}, "not_now"),
        ("revealing", {"layer": "self"}, "bad_value"),
        ("revealing", {"seat": "11111111-1111-4111-8111-111111111111"}, "unknown_seat"),
        ("discussing", {"sheet": "11111111-1111-4111-8111-111111111111"}, "unknown_sheet"),
    ],
)
def test_what_is_refused(
    hidden_table: Table, seat: Place, phase: str, fields: dict[str, str], code: str
) -> None:
    if phase != "revealing":
        hidden_table.team.sends("set_phase", phase=phase)

    answer = shows(hidden_table, seat, **fields)

    assert answer.body["refused"]["code"] == code
    assert SECRET.encode() not in seat.bytes_received()


def test_twice_is_refused_and_so_is_what_everyone_sees(hidden_table: Table, seat: Place) -> None:
    shows(hidden_table, seat)

    assert shows(hidden_table, seat).body["refused"]["code"] == "already_open"
    hidden_table.team.sends("reveal_sheet", sheet=hidden_table.sheet.pk, layer="team")
    late = hidden_table.joins("Wandelnet")
    assert shows(hidden_table, late).body["refused"]["code"] == "already_open"


def test_a_participant_reveals_nothing_to_themselves(hidden_table: Table, seat: Place) -> None:
    answer = seat.sends(
        "reveal_sheet", sheet=hidden_table.sheet.pk, layer="team", seat=seat.viewer.seat
    )

    assert answer.body["refused"]["code"] == "not_allowed"


def test_a_repeated_reveal_shows_it_once(hidden_table: Table, seat: Place) -> None:
    same = uuid4()
    first, second = (shows(hidden_table, seat, id=same) for _time in range(2))

    assert first.body == second.body
    assert [e["kind"] for e in seat.received()].count("revealed_to_seat") == 1
