"""Rules SEQ and CMD of docs/protocol.md: numbers, repeats, refusals that leave nothing."""

import json
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from boards.domain import feed
from boards.domain.commands import execute
from boards.models import Event, Payload, Placement, SessionLog
from deals.models import Deal, Session, TeamMember, User
from tests.conftest import make_deal, make_session, make_user, started
from tests.table import Table


def everything(session: Session) -> object:
    """All that a command could change, to compare before and after a refusal."""
    return (
        SessionLog.objects.filter(pk=session.pk).values_list("team_seq", "room_seq").get(),
        list(Event.objects.filter(session=session).values_list("team_seq", "kind")),
        list(Placement.objects.filter(sheet__session=session).order_by("pk").values()),
        list(Payload.objects.filter(session=session).values_list("pk", "text")),
        Session.objects.values("phase", "closed_at").get(pk=session.pk),
    )


def test_an_accepted_command_gets_the_next_number_of_its_audience(table: Table) -> None:
    """Rule SEQ1."""
    answer = table.team.places(table.subject("Wandelnet"))

    assert answer.body["accepted"] == {"team": 3}  # after "prepared" and "phase_changed"


def test_a_seat_hears_the_rooms_number_and_never_the_teams(table: Table) -> None:
    """Rule CMD5."""
    seat = table.joins("Wandelnet")  # team 3, nothing for the room

    answer = seat.places(table.subject("Wandelnet"))

    assert answer.body["accepted"] == {"room": 3, "seat": None}


def test_numbers_have_no_gaps_for_any_audience(hidden_table: Table) -> None:
    """Rule SEQ1, SEQ3."""
    seat = hidden_table.joins("Wandelnet")
    hidden_table.team.places(hidden_table.subject("Arcadis"))
    seat.places(hidden_table.subject("Wandelnet"))
    hidden_table.team.sends("put_on_table", name="Een bank")
    seat.sends("take_back", placement=hidden_table.placement(layer="self").pk)

    assert [e["team"] for e in hidden_table.team.received()] == [1, 2, 3, 4, 5, 6, 7]
    assert [e["room"] for e in hidden_table.screen.received()] == [1, 2, 3]
    assert [e["seat"] for e in seat.received() if "seat" in e] == [1, 2]
    assert [e["room"] for e in seat.received() if "seat" in e] == [2, 3]


def test_a_repeated_command_has_one_effect_and_the_same_answer(table: Table) -> None:
    """Rule CMD2."""
    command = {"id": uuid4(), "placement": uuid4()}

    first = table.team.places(table.subject("Arcadis"), **command)
    again = table.team.places(table.subject("Arcadis"), **command)

    assert again == first
    assert table.count() == 1
    assert SessionLog.objects.get(pk=table.session.pk).team_seq == 3


def test_a_repeated_command_gets_its_old_answer_after_closing(table: Table) -> None:
    command = {"id": uuid4(), "placement": uuid4()}
    first = table.team.places(table.subject("Arcadis"), **command)
    table.team.sends("close_session")

    assert table.team.places(table.subject("Arcadis"), **command) == first


def test_a_used_id_with_other_content_is_refused(table: Table) -> None:
    command = {"id": uuid4(), "placement": uuid4()}
    table.team.places(table.subject("Arcadis"), **command)

    answer = table.team.places(table.subject("Wandelnet"), **command)

    assert answer.body["refused"]["code"] == "id_reused"
    assert table.count() == 1


def test_two_people_may_use_the_same_id(table: Table, deal: Deal) -> None:
    other = Table(table.session, make_user("collega", deal))
    same = uuid4()
    table.team.places(table.subject("Arcadis"), id=same)

    assert other.team.places(table.subject("Wandelnet"), id=same).accepted


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "malformed"),
        (b"{", "malformed"),
        (b"\xff\xfe", "malformed"),
        (b"[" * 100_000, "too_large"),
        (b"[" * 5_000, "malformed"),
        (b"[]", "bad_value"),
        (b"null", "bad_value"),
        (b'{"id": NaN}', "malformed"),
        (b'{"kind": "place\\ud800"}', "malformed"),
        (b'{"kind": "erase_all"}', "unknown_kind"),
        (b'{"kind": "websocket.disconnect"}', "unknown_kind"),
        (b'{"id": "1"}', "unknown_kind"),
        (b'{"kind": "close_session"}', "missing_field"),
        (b'{"kind": "close_session", "id": 1}', "bad_value"),
        (b'{"kind": "close_session", "id": true}', "bad_value"),
        (b" " * 20_000, "too_large"),
    ],
)
def test_what_is_not_a_command_is_refused_and_changes_nothing(
    table: Table, body: bytes, code: str
) -> None:
    """Rule CMD1."""
    before = everything(table.session)

    answer = execute(table.team.viewer, body)

    assert answer.body["refused"]["code"] == code
    assert answer.body["refused"]["sentence"]
    assert everything(table.session) == before


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"actor": "user:1"}, "unknown_field"),
        ({"team_seq": 99}, "unknown_field"),
        ({"x": 5, "y": 5, "element": "water"}, "bad_value"),
        ({"x": 5}, "bad_value"),
        ({"x": 100_000, "y": 5}, "outside_board"),
        ({"x": -1, "y": 5}, "outside_board"),
        ({"x": 5, "y": 298}, "outside_board"),
        ({"x": True, "y": 5}, "bad_value"),
        ({"x": "5", "y": 5}, "bad_value"),
        ({"element": "zee"}, "unknown_element"),
        ({"element": "W" * 200}, "too_long"),
        ({"element": "<script>"}, "bad_value"),
        ({"layer": "hidden"}, "bad_value"),
        ({"sheet": str(uuid4())}, "unknown_sheet"),
        ({"subject": str(uuid4())}, "unknown_subject"),
        ({"visibility": "hidden"}, "visibility_changed"),
        ({"layer": "self"}, "unknown_seat"),
        ({"layer": "self", "seat": str(uuid4())}, "unknown_seat"),
    ],
)
def test_a_placing_that_is_not_right_is_refused_and_changes_nothing(
    table: Table, fields: dict[str, object], code: str
) -> None:
    """Rule CMD4, CMD6."""
    before = everything(table.session)

    answer = table.team.places(table.subject("Arcadis"), **fields)

    assert answer.body["refused"]["code"] == code
    assert everything(table.session) == before


@pytest.mark.parametrize("number", ["1e999", "123456789012345678901234567890" * 200])
def test_a_number_beyond_reason_is_refused(table: Table, number: str) -> None:
    command = {
        "id": str(uuid4()),
        "kind": "place",
        "placement": str(uuid4()),
        "sheet": str(table.sheet.pk),
        "subject": str(table.subject("Arcadis").pk),
        "layer": "team",
        "x": 0,
        "y": 1,
        "visibility": "open",
    }
    body = json.dumps(command).replace('"x": 0', f'"x": {number}')

    answer = execute(table.team.viewer, body.encode())

    assert answer.body["refused"]["code"] in {"bad_value", "malformed", "outside_board"}
    assert table.count() == 0


def test_another_deals_partner_cannot_be_placed(table: Table, facilitator: object) -> None:
    other_deal = make_deal("Openbare Ruimte")
    somebody = make_user("iemand", other_deal)
    other = started(make_session(other_deal, somebody), somebody)

    answer = table.team.places(other.subject("Arcadis"))

    assert answer.body["refused"]["code"] == "unknown_subject"
    assert table.count() == 0


def test_a_placement_of_another_session_is_neither_moved_nor_taken_back(table: Table) -> None:
    other_deal = make_deal("Openbare Ruimte")
    somebody = make_user("iemand", other_deal)
    other = started(make_session(other_deal, somebody), somebody)
    other.team.places(other.subject("Arcadis"))
    theirs = other.placement()

    taken = table.team.sends("take_back", placement=theirs.pk)
    placed = table.team.places(table.subject("Arcadis"), placement=theirs.pk)

    assert taken.body["refused"]["code"] == "unknown_placement"
    assert placed.body["refused"]["code"] == "id_reused"
    assert other.placement() == theirs


def test_somebody_taken_off_the_team_is_refused(table: Table, facilitator: object) -> None:
    TeamMember.objects.filter(user=table.team.viewer.user).delete()

    answer = table.team.places(table.subject("Arcadis"))

    assert answer.body["refused"]["code"] == "gone"
    assert table.count() == 0


def test_a_lowered_role_counts_at_once(table: Table) -> None:
    TeamMember.objects.filter(user=table.team.viewer.user).update(role="member")

    assert table.team.places(table.subject("Arcadis")).body["refused"]["code"] == "gone"


def test_a_closed_session_refuses_late_commands(table: Table) -> None:
    """Rule CMD3."""
    seat = table.joins("Wandelnet")
    assert table.team.sends("close_session").accepted
    before = everything(table.session)

    late = [
        table.team.places(table.subject("Arcadis")),
        seat.places(table.subject("Wandelnet")),
        seat.sends("say_unknown", placement=uuid4(), sheet=table.sheet.pk, visibility="open"),
        table.team.sends("set_phase", phase="placing"),
        table.team.sends("close_session"),
    ]

    assert [a.body["refused"]["code"] for a in late] == ["closed"] * 5
    assert everything(table.session) == before


def test_catching_up_gives_only_what_was_missed(table: Table) -> None:
    """Rule SEQ2."""
    for name in ("Arcadis", "Wandelnet", "Gemeente Zwolle"):
        table.team.places(table.subject(name))

    missed = [json.loads(e) for e in feed.since(table.team.viewer, feed.Cursor(4))]

    assert [event["team"] for event in missed] == [5]


@pytest.mark.parametrize(
    ("at", "head", "reachable"),
    [(5, 5, True), (0, 1000, True), (0, 1001, False), (6, 5, False), (0, 0, True)],
)
def test_events_reach_back_a_thousand_and_never_ahead(at: int, head: int, reachable: bool) -> None:
    """Rule SEQ4."""
    assert feed.within_reach(feed.Cursor(at), {"team": head}) is reachable


def test_a_stale_phase_is_refused_and_says_which_it_is_now(table: Table) -> None:
    seat = table.joins("Wandelnet")
    table.team.sends("set_phase", phase="discussing")
    before = everything(table.session)

    answer = seat.places(table.subject("Wandelnet"))

    assert answer.body["refused"]["code"] == "not_now"
    assert answer.body["refused"]["phase"] == "discussing"
    assert everything(table.session) == before


@pytest.mark.parametrize(
    ("name", "code"),
    [("n" * 201, "too_long"), ("n" * 10_000, "too_long"), ("", "bad_value"), (" \n", "bad_value")],
)
def test_a_name_that_is_too_long_or_empty_is_not_put_on_the_table(
    table: Table, name: str, code: str
) -> None:
    before = everything(table.session)

    assert table.team.sends("put_on_table", name=name).body["refused"]["code"] == code
    assert everything(table.session) == before


def test_a_name_lies_on_the_table_once(table: Table) -> None:
    assert table.team.sends("put_on_table", name="Een bank").accepted

    assert table.team.sends("put_on_table", name="een BANK").body["refused"]["code"] == (
        "already_there"
    )


@pytest.mark.parametrize("phase", ["placing", "meaning"])
def test_a_phase_that_is_there_already_or_not_chosen_is_refused(table: Table, phase: str) -> None:
    assert table.team.sends("set_phase", phase=phase).body["refused"]["code"] == "wrong_phase"


def test_a_command_without_a_csrf_token_is_refused(table: Table, facilitator: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(facilitator)

    response = client.post(
        reverse("control-commands", args=[table.session.pk]),
        {"id": str(uuid4()), "kind": "close_session"},
        content_type="application/json",
    )

    assert response.status_code == 403
    assert not Session.objects.get(pk=table.session.pk).is_closed


def test_a_form_without_javascript_carries_out_the_same_command(
    table: Table, facilitator: User
) -> None:
    client = Client()
    client.force_login(facilitator)
    fields = {
        "id": uuid4(),
        "kind": "place",
        "placement": uuid4(),
        "sheet": table.sheet.pk,
        "subject": table.subject("Arcadis").pk,
        "layer": "team",
        "element": "oogst",
        "visibility": "open",
        "seat": "",
    }

    for _each in range(2):  # sent twice: one effect
        response = client.post(reverse("control-commands", args=[table.session.pk]), fields)
        assert response.headers["Location"] == reverse("control", args=[table.session.pk])

    assert table.placement().element == "oogst"
