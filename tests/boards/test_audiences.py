"""Rule VIS of docs/protocol.md: every command × every audience, with data that could leak.

A secret element or name is searched in every byte that another audience can have: events since
the beginning, and the state of a page opened now.
"""

from typing import Any
from uuid import uuid4

import pytest

from boards.domain.commands import HANDLERS
from boards.domain.snapshot import counts_of
from deals.models import Relation, TeamMember
from tests.conftest import make_session, make_user, started
from tests.table import Place, Table

SECRET = "vlinder"  # "takes much, gives little": a judgement that must not leak


@pytest.fixture
def seat(table: Table) -> Place:
    """A participant in an open session."""
    return table.joins("Wandelnet")


@pytest.fixture
def hidden_seat(hidden_table: Table) -> Place:
    """A participant in a session with hidden placing."""
    return hidden_table.joins("Wandelnet")


# place -----------------------------------------------------------------------------------------


def test_an_open_placing_reaches_everyone(table: Table, seat: Place) -> None:
    """Rule VIS1."""
    table.team.places(table.subject("Arcadis"), element="oogst")

    for place in (table.team, table.screen, seat):
        event = place.received()[-1]
        assert event["kind"] == "placed"
        assert event["data"]["placement"]["element"] == "oogst"


def test_who_moved_it_and_where_it_came_from_reach_the_team_only(table: Table, seat: Place) -> None:
    """Rule VIS6."""
    table.team.places(table.subject("Arcadis"), element="oogst")
    table.team.places(table.subject("Arcadis"), element="water")

    assert table.team.received()[-1]["data"]["from"]["element"] == "oogst"
    assert table.team.received()[-1]["by"] == table.team.viewer.actor
    for place in (table.screen, seat):
        assert set(place.received()[-1]) == {"room", "kind", "id", "at", "data"}
        assert set(place.received()[-1]["data"]) == {"placement"}


def test_a_hidden_placing_of_the_team_reaches_the_team_only(
    hidden_table: Table, hidden_seat: Place
) -> None:
    """Rule VIS2."""
    hidden_table.team.places(hidden_table.subject("Wandelnet"), element=SECRET)

    assert hidden_table.team.kinds()[-1] == "placed"
    for place in (hidden_table.screen, hidden_seat):
        assert place.kinds() == ["prepared", "phase_changed"]
        assert SECRET.encode() not in place.bytes_received()


def test_a_hidden_placing_of_a_participant_reaches_the_team_and_that_phone(
    hidden_table: Table, hidden_seat: Place
) -> None:
    neighbour = hidden_table.joins("Wandelnet")

    hidden_seat.places(hidden_table.subject("Wandelnet"), element=SECRET)

    assert hidden_table.team.received()[-1]["data"]["placement"]["element"] == SECRET
    own = hidden_seat.received()[-1]
    assert (own["seat"], own["room"]) == (1, 2)
    assert own["data"]["placement"]["element"] == SECRET
    for place in (hidden_table.screen, neighbour):
        assert place.kinds() == ["prepared", "phase_changed"]
        assert SECRET.encode() not in place.bytes_received()


def test_a_phone_gets_no_spot_for_its_hidden_place(hidden_table: Table, hidden_seat: Place) -> None:
    """Rule VIS5. The spot was chosen clear of hidden ones, so it would tell where they are."""
    hidden_seat.places(hidden_table.subject("Wandelnet"), element=SECRET)

    own = hidden_seat.received()[-1]["data"]["placement"]
    assert (own["x"], own["y"]) == (None, None)


def test_an_open_place_does_not_make_way_for_a_hidden_one(deal: Any, facilitator: Any) -> None:
    session = make_session(deal, facilitator, team_starts_open=False)
    table = started(session, facilitator)
    seat = table.joins("Wandelnet")
    seat.places(table.subject("Wandelnet"), element="water")
    alone = table.placement(layer="self")
    seat.sends("take_back", placement=alone.pk)
    table.team.places(table.subject("Arcadis"), x=alone.x, y=alone.y)

    seat.places(table.subject("Wandelnet"), element="water")

    beside_hidden = table.placement(layer="self")
    assert (beside_hidden.x, beside_hidden.y) == (alone.x, alone.y)


def test_a_placing_on_behalf_of_a_hidden_participant_reaches_their_phone(
    hidden_table: Table, hidden_seat: Place
) -> None:
    hidden_table.team.places(
        hidden_table.subject("Wandelnet"),
        layer="self",
        seat=hidden_seat.viewer.seat,
        element=SECRET,
    )

    own = hidden_seat.received()[-1]["data"]["placement"]
    assert (own["element"], own["on_behalf"]) == (SECRET, True)
    assert SECRET.encode() not in hidden_table.screen.bytes_received()


# say_unknown, take_back ---------------------------------------------------------------------------


def test_i_do_not_know_is_an_answer_that_reaches_whom_a_place_would(
    table: Table, seat: Place
) -> None:
    answer = seat.sends("say_unknown", placement=uuid4(), sheet=table.sheet.pk, visibility="open")

    assert answer.accepted
    for place in (table.team, table.screen, seat):
        placement = place.received()[-1]["data"]["placement"]
        assert (placement["unknown"], placement["element"]) == (True, None)


def test_a_hidden_i_do_not_know_stays_between_phone_and_team(
    hidden_table: Table, hidden_seat: Place
) -> None:
    hidden_seat.sends(
        "say_unknown", placement=uuid4(), sheet=hidden_table.sheet.pk, visibility="hidden"
    )

    assert hidden_table.screen.kinds() == ["prepared", "phase_changed"]
    assert hidden_seat.received()[-1]["data"]["placement"]["unknown"] is True


def test_taking_back_an_open_place_reaches_everyone(table: Table, seat: Place) -> None:
    seat.places(table.subject("Wandelnet"))

    seat.sends("take_back", placement=table.placement().pk)

    for place in (table.team, table.screen, seat):
        assert place.kinds()[-1] == "taken_back"
        assert place.state()["placements"] == {}


def test_taking_back_a_hidden_place_tells_the_room_nothing(
    hidden_table: Table, hidden_seat: Place
) -> None:
    hidden_seat.places(hidden_table.subject("Wandelnet"), element=SECRET)
    hidden_seat.sends("take_back", placement=hidden_table.placement().pk)

    assert [e["seat"] for e in hidden_seat.received() if "seat" in e] == [1, 2]
    assert hidden_table.screen.kinds() == ["prepared", "phase_changed"]


def test_a_participant_takes_back_nobody_elses_place(table: Table, seat: Place) -> None:
    other = table.joins("Arcadis")
    other.places(table.subject("Arcadis"))

    answer = seat.sends("take_back", placement=table.placement().pk)

    assert answer.body["refused"]["code"] == "unknown_placement"
    assert table.count() == 1


def test_a_participant_places_only_themselves(table: Table, seat: Place) -> None:
    other = table.joins("Arcadis")

    answers = [
        seat.places(table.subject("Arcadis")),
        seat.places(table.subject("Wandelnet"), layer="team"),
        seat.places(table.subject("Wandelnet"), layer="agreed"),
        seat.places(table.subject("Wandelnet"), seat=other.viewer.seat),
    ]

    assert [a.body["refused"]["code"] for a in answers] == ["not_allowed"] * 4
    assert table.count() == 0


# reveal_sheet -------------------------------------------------------------------------------------


def test_a_reveal_shows_the_room_every_place_in_full(
    hidden_table: Table, hidden_seat: Place
) -> None:
    """Rule VIS3."""
    hidden_seat.places(hidden_table.subject("Wandelnet"), element="oogst")
    hidden_table.team.places(hidden_table.subject("Wandelnet"), element=SECRET)
    hidden_table.team.sends("set_phase", phase="revealing")

    hidden_table.team.sends("reveal_sheet", sheet=hidden_table.sheet.pk, layer="self")

    for place in (hidden_table.screen, hidden_seat):
        revealed = place.received()[-1]["data"]
        assert [p["element"] for p in revealed["placements"]] == ["oogst"]
        assert revealed["placements"][0]["x"] is not None
        assert SECRET.encode() not in place.bytes_received()


def test_nobody_receives_an_old_event_after_a_reveal(
    hidden_table: Table, hidden_seat: Place
) -> None:
    hidden_seat.places(hidden_table.subject("Wandelnet"), element="water")
    hidden_seat.places(hidden_table.subject("Wandelnet"), element="oogst")
    hidden_table.team.sends("set_phase", phase="revealing")
    hidden_table.team.sends("reveal_sheet", sheet=hidden_table.sheet.pk, layer="self")

    assert hidden_table.screen.kinds() == ["prepared", "phase_changed", "phase_changed", "revealed"]
    assert b'"water"' not in hidden_table.screen.bytes_received()


def test_after_a_reveal_the_layer_is_open_and_stays_so(
    hidden_table: Table, hidden_seat: Place
) -> None:
    hidden_table.team.sends("set_phase", phase="revealing")
    hidden_table.team.sends("reveal_sheet", sheet=hidden_table.sheet.pk, layer="self")
    hidden_table.team.sends("set_phase", phase="placing")

    late = hidden_seat.places(hidden_table.subject("Wandelnet"), visibility="hidden")
    informed = hidden_seat.places(hidden_table.subject("Wandelnet"), visibility="open")
    hidden_table.team.sends("set_phase", phase="revealing")
    again = hidden_table.team.sends("reveal_sheet", sheet=hidden_table.sheet.pk, layer="self")

    assert late.body["refused"]["code"] == "visibility_changed"
    assert informed.accepted
    assert again.body["refused"]["code"] == "already_open"


# the others ---------------------------------------------------------------------------------------


def test_a_name_put_on_the_table_reaches_everyone_with_its_lines(table: Table, seat: Place) -> None:
    table.team.sends("put_on_table", name="  Een   verzekeraar ")

    for place in (table.team, table.screen, seat):
        subject = place.received()[-1]["data"]["subject"]
        assert subject["name"] == "Een verzekeraar"
        assert subject["lines"] == ["Een verzekeraar"]
        assert "payload" not in subject


def test_a_phase_reaches_everyone(table: Table, seat: Place) -> None:
    table.team.sends("set_phase", phase="discussing")

    for place in (table.team, table.screen, seat):
        assert place.received()[-1]["data"] == {"phase": "discussing"}


def test_the_door_reaches_everyone_without_its_code(table: Table, seat: Place) -> None:
    table.team.sends("close_door")
    table.team.sends("open_door")

    for place in (table.team, table.screen, seat):
        assert [e["data"] for e in place.received()[-2:]] == [{"door": "closed"}, {"door": "open"}]


def test_closing_reaches_everyone_and_shows_nothing_hidden(
    hidden_table: Table, hidden_seat: Place
) -> None:
    hidden_table.team.places(hidden_table.subject("Arcadis"), element=SECRET)

    hidden_table.team.sends("close_session")

    for place in (hidden_table.team, hidden_table.screen, hidden_seat):
        assert place.kinds()[-1] == "session_closed"
    assert SECRET.encode() not in hidden_table.screen.bytes_received()
    assert SECRET.encode() not in hidden_seat.bytes_received()


def test_who_sits_where_reaches_the_team_only(table: Table) -> None:
    seat = table.joins("Wandelnet")

    assert table.team.received()[-1]["data"]["seat"]["id"] == str(seat.viewer.seat)
    for place in (table.screen, seat):
        assert "seat_joined" not in place.kinds()
        assert "seats" not in place.state()


def test_relation_and_reasons_are_in_no_byte_to_the_room(table: Table, seat: Place) -> None:
    """Rule VIS4."""
    for place in (table.screen, seat):
        for word in Relation.values:
            if word != Relation.MISSING:
                assert f'"{word}"'.encode() not in place.bytes_received()


def test_a_board_that_is_shown_large_reaches_everyone(table: Table, seat: Place) -> None:
    table.team.sends("show_sheet", sheet=table.sheet.pk)
    for place in (table.team, table.screen, seat):
        assert place.state()["shown"] == str(table.sheet.pk)

    table.team.sends("show_sheet")
    for place in (table.team, table.screen, seat):
        assert place.state()["shown"] is None
    unknown = table.team.sends("show_sheet", sheet=uuid4())
    assert unknown.body["refused"]["code"] == "unknown_sheet"


def test_the_screen_sends_nothing(table: Table) -> None:
    assert table.screen.sends("set_phase", phase="discussing").body["refused"]["code"] in {
        "not_allowed",
        "gone",
    }


def test_a_team_member_who_does_not_facilitate_changes_nothing(table: Table, deal: Any) -> None:
    reader = Table(table.session, make_user("teamlid", deal, role="member"))

    for kind in HANDLERS:
        answer = reader.team.sends(kind, **an_example(kind, table))
        assert answer.body["refused"]["code"] == "not_allowed", kind
    assert TeamMember.objects.get(user=reader.team.viewer.user).role == "member"


def test_a_participant_gives_no_facilitators_command(table: Table, seat: Place) -> None:
    own = {"place", "say_unknown", "take_back", "undo", "change_organisation", "leave"}
    own |= {"write_note", "introduce", "say_ready", "choose_board", "answer_check"}
    own |= {"give_score", "add_innovation"}
    for kind in set(HANDLERS) - own:
        answer = seat.sends(kind, **an_example(kind, table))
        assert answer.body["refused"]["code"] == "not_allowed", kind
    assert table.team.state()["phase"] == "placing"


def a_sheet(board: str, filling: str, **layers: bool) -> dict[str, Any]:
    """A board as `set_up` names it, everything open unless said otherwise."""
    return {"board": board, "filling": filling, "self_open": True, "team_open": True} | layers


def an_example(kind: str, table: Table) -> dict[str, Any]:
    """Well-formed fields for a command of each kind."""
    sheet = table.sheet.pk
    return {
        "place": {
            "placement": uuid4(),
            "sheet": sheet,
            "subject": table.subject("Arcadis").pk,
            "layer": "team",
            "element": "water",
            "visibility": "open",
        },
        "say_unknown": {"placement": uuid4(), "sheet": sheet, "visibility": "open"},
        "take_back": {"placement": uuid4()},
        "tidy_up": {"sheet": sheet},
        "put_on_table": {"name": "Iemand"},
        "set_up": {"sheets": [a_sheet("rollen", "gedrag")], "partners": [], "based_on": 1},
        "write_note": {
            "sheet": sheet,
            "about": "meaning",
            "element": "water",
            "based_on": 0,
            "text": "Advies.",
        },
        "set_phase": {"phase": "discussing"},
        "reveal_sheet": {"sheet": sheet, "layer": "self"},
        "show_sheet": {"sheet": sheet},
        "open_door": {},
        "close_door": {},
        "close_session": {},
        "change_organisation": {"seat": uuid4(), "name": "Iemand anders"},
        "leave": {},
        "remove_seat": {"seat": uuid4()},
        "take_phone_away": {"seat": uuid4()},
        "merge_seats": {"seat": uuid4(), "into": uuid4()},
        "add_seat": {"name": "Iemand zonder telefoon"},
        "introduce": {"seat": uuid4(), "name": "Samira"},
        "undo": {"command": uuid4()},
        "share_note": {"note": uuid4()},
        "ask": {"sheet": sheet, "question": "team-1"},
        "set_timer": {"seconds": 60},
        "pause_placing": {"paused": True},
        "hide_names": {"hidden": True},
        "open_check": {},
        "answer_check": {"enough": "yes"},
        "say_ready": {"ready": True},
        "choose_board": {"sheet": sheet},
        "add_action": {"action": uuid4(), "text": "Bel de verzekeraar"},
        "change_action": {"action": uuid4(), "based_on": 1, "text": "Bel de bank"},
        "finish_action": {"action": uuid4(), "done": True},
        "give_score": {
            "sheet": sheet,
            "subject": table.subject("Wandelnet").pk,
            "layer": "team",
            "aspect": "energie",
            "value": 7,
            "visibility": "open",
        },
        "circle": {
            "sheet": sheet,
            "subject": table.subject("Wandelnet").pk,
            "aspect": "beloning",
            "circled": True,
        },
        "name_doer": {
            "sheet": sheet,
            "subject": table.subject("Wandelnet").pk,
            "element": "inschalen",
            "partner": uuid4(),
            "named": True,
        },
        "add_innovation": {"subject": uuid4(), "name": "De wandelkaart"},
        "merge_innovations": {"subject": table.subject("Wandelnet").pk, "into": uuid4()},
        "drop_innovation": {"subject": table.subject("Wandelnet").pk, "dropped": True},
    }[kind]


def test_tidying_up_what_a_participant_placed_leaves_it_their_own(
    table: Table, seat: Place
) -> None:
    seat.places(table.subject("Wandelnet"), element="water")
    own = table.placement()
    mine = {"layer": "self", "seat": seat.viewer.seat}

    table.team.places(table.subject("Wandelnet"), **mine, x=(own.x or 0) + 5, y=own.y)
    tidied = table.placement()
    table.team.places(table.subject("Wandelnet"), **mine, element="oogst")
    chosen_for_them = table.placement()

    assert (tidied.on_behalf, tidied.element) == (False, "water")
    assert (chosen_for_them.on_behalf, chosen_for_them.element) == (True, "oogst")


def test_what_is_revealed_lies_beside_what_was_open(deal: Any, facilitator: Any) -> None:
    session = make_session(deal, facilitator, team_starts_open=False)
    table = started(session, facilitator)
    for name in ("Wandelnet", "Arcadis"):
        table.joins(name).places(table.subject(name), element="oogst")
        table.team.places(table.subject(name), element="oogst")
    table.team.sends("set_phase", phase="revealing")

    table.team.sends("reveal_sheet", sheet=table.sheet.pk, layer="team")

    spots = [(p["x"], p["y"]) for p in table.screen.state()["placements"].values()]
    for i, (x1, y1) in enumerate(spots):
        for x2, y2 in spots[i + 1 :]:
            assert abs(x1 - x2) >= 34 or abs(y1 - y2) >= 20
    assert {p["element"] for p in table.screen.state()["placements"].values()} == {"oogst"}


def test_the_count_does_not_tell_that_a_facilitator_touched_a_hidden_place(
    hidden_table: Table, hidden_seat: Place
) -> None:
    hidden_seat.places(hidden_table.subject("Wandelnet"), element=SECRET)
    before = counts_of(hidden_table.session.pk)

    hidden_table.team.places(
        hidden_table.subject("Wandelnet"),
        layer="self",
        seat=hidden_seat.viewer.seat,
        element="oogst",
    )

    assert counts_of(hidden_table.session.pk) == before
    assert before["answered"] == {str(hidden_table.sheet.pk): 1}
