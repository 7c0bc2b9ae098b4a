"""Numbered events over real sockets: who hears what, in which order, whatever gets lost."""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from uuid import uuid4

import pytest
from django.db.models import F

from boards.domain.throwing_away import throw_away
from boards.models import SessionLog
from deals.domain import seats
from tests.live import people
from tests.live.conftest import Room
from tests.live.people import Person
from tests.table import Data

WRITERS = 8


def place(room: Room, name: str, **fields: object) -> Data:
    """The fields of a command that places a partner."""
    sheet = room.table.sheet
    return {
        "id": uuid4(),
        "placement": uuid4(),
        "sheet": sheet.pk,
        "subject": room.table.subject(name).pk,
        "element": "water",
    } | fields


def test_an_open_placement_reaches_everyone(room: Room) -> None:
    one = people.participant(room.table, "Wandelnet")
    command = place(room, "Arcadis", layer="team", visibility="open")

    with ExitStack() as stack:
        ears = [
            stack.enter_context(p.listens(room.listening)) for p in (room.team, room.screen, one)
        ]
        answer = room.team.posts(room.posting, "place", **command)
        heard = [ear.event(command["id"]) for ear in ears]

    assert answer["accepted"] == {"team": heard[0]["team"]}
    assert {event["data"]["placement"]["id"] for event in heard} == {str(command["placement"])}


def test_a_hidden_placement_reaches_the_team_and_its_own_seat_only(hidden_room: Room) -> None:
    room = hidden_room
    own, other = (people.participant(room.table, name) for name in ("Wandelnet", "Arcadis"))
    secret = place(room, "Wandelnet", layer="self", visibility="hidden")
    public = uuid4()

    with ExitStack() as stack:
        team, screen, mine, others = (
            stack.enter_context(p.listens(room.listening))
            for p in (room.team, room.screen, own, other)
        )
        own.posts(room.posting, "place", **secret)
        at_team, at_own = team.event(secret["id"]), mine.event(secret["id"])
        room.team.posts(room.posting, "set_phase", id=public, phase="discussing")
        for ear in (screen, others):
            ear.event(public)

    assert at_team["data"]["placement"]["x"] is not None
    assert at_own["data"]["placement"]["id"] == str(secret["placement"])
    assert at_own["data"]["placement"]["x"] is None
    for ear in (screen, others):
        for canary in (secret["id"], secret["placement"]):
            assert str(canary) not in ear.everything()


def test_a_lost_announcement_is_healed_by_the_poll(room: Room) -> None:
    # This process announces to nobody, as a management command does.
    command = uuid4()

    with room.screen.listens(room.listening) as ear:
        room.table.team.sends("set_phase", id=command, phase="revealing")
        event = ear.until(lambda message: "events" in message)["events"][0]

    assert event["id"] == str(command)


def test_numbers_have_no_gaps_and_no_repeats_with_eight_writers_and_refusals(room: Room) -> None:
    one = people.participant(room.table, "Wandelnet")
    names = ["Gemeente Zwolle", "Ministerie van BZK", "Wandelnet", "Arcadis"]
    last = uuid4()

    with ExitStack() as stack:
        ears = [
            stack.enter_context(p.listens(room.listening)) for p in (room.team, room.screen, one)
        ]
        starts = [next(iter(json.loads(ear.texts[0])["heads"].values())) for ear in ears]
        with ThreadPoolExecutor(WRITERS) as pool:
            jobs = [
                pool.submit(
                    room.team.posts,
                    room.posting,
                    "place",
                    **place(room, names[n % 4], layer="team", visibility="open", element=element),
                )
                for n in range(WRITERS)
                for element in ("water", "no-such-element")
            ]
            answers = [job.result() for job in jobs]
        room.team.posts(room.posting, "set_phase", id=last, phase="discussing")
        for ear in ears:
            ear.event(last)

    accepted = {answer["accepted"]["team"] for answer in answers if "accepted" in answer}
    assert len(accepted) == WRITERS
    for ear, start, name in zip(ears, starts, ("team", "room", "room"), strict=True):
        numbers = [event[name] for event in ear.events()]
        assert numbers == list(range(start + 1, start + WRITERS + 2))


def test_what_was_missed_comes_by_get_as_the_same_bytes(hidden_room: Room) -> None:
    """Rule SEQ5."""
    room = hidden_room
    one = people.participant(room.table, "Wandelnet")
    last = uuid4()

    with room.team.listens(room.listening) as team, one.listens(room.listening) as mine:
        team_start, own_start = json.loads(team.texts[0]), json.loads(mine.texts[0])
        one.posts(
            room.posting, "place", **place(room, "Wandelnet", layer="self", visibility="hidden")
        )
        room.team.posts(room.posting, "put_on_table", name="Stichting Ommetje")
        room.team.posts(room.posting, "set_phase", id=last, phase="discussing")
        for ear in (team, mine):
            ear.event(last)

    by_get = room.team.gets(
        room.posting, since=team_start["heads"]["team"], epoch=team_start["epoch"]
    )
    own_by_get = one.gets(room.posting, **own_start["heads"], epoch=own_start["epoch"])
    for ear, got in ((team, by_get), (mine, own_by_get)):
        by_socket = ",".join(
            text.removeprefix('{"events":[').removesuffix("]}")
            for text in ear.texts
            if text.startswith('{"events":[')
        )
        assert f'"events":[{by_socket}]' in got.text


def test_a_socket_that_comes_back_hears_how_far_things_are(room: Room) -> None:
    with room.screen.listens(room.listening) as ear:
        before = json.loads(ear.texts[0])
    room.team.posts(room.posting, "set_phase", phase="discussing")

    number = before["heads"]["room"] + 1
    with room.screen.connects(room.posting) as ear:
        # By the first beat; or when the hub was still reading, by the event right after it.
        ear.until(
            lambda heard: (
                heard.get("heads") == {"room": number}
                or number in [event["room"] for event in heard.get("events", [])]
            )
        )
    missed = room.screen.gets(
        room.posting, since=before["heads"]["room"], epoch=before["epoch"]
    ).json()

    assert [event["room"] for event in missed["events"]] == [number]
    assert missed["heads"] == {"room": number}


def test_counts_and_presence_come_within_seconds(room: Room) -> None:
    with room.screen.listens(room.listening) as ear:
        one = people.participant(room.table, "Wandelnet")
        with one.listens(room.listening):
            one.posts(
                room.posting, "place", **place(room, "Wandelnet", layer="self", visibility="open")
            )
            sheet = str(room.table.sheet.pk)
            beat = ear.until(
                lambda m: (
                    m.get("counts", {}).get("answered") == {sheet: 1}
                    and m["presence"] == {"seats": 1}
                )
            )

    assert beat["counts"]["seats"] == 1


@pytest.mark.parametrize("role", ["seat", "control"])
def test_a_revoked_credential_closes_its_socket_without_an_announcement(
    hidden_room: Room, role: str
) -> None:
    room = hidden_room
    one = people.participant(room.table, "Wandelnet")
    person: Person = one if role == "seat" else room.team

    with person.listens(room.listening) as ear, room.screen.listens(room.listening) as other:
        if one.seat is not None and role == "seat":
            seats.take_phone_away(one.seat)
        else:
            room.table.session.deal.team.update(role="member")
        SessionLog.objects.filter(pk=room.table.session.pk).update(revocations=F("revocations") + 1)
        code, last = ear.closed()
        assert "heads" in other.next()

    assert (code, last) == (4403, '{"bye":"revoked"}')


def test_nothing_committed_after_a_revocation_reaches_the_revoked(hidden_room: Room) -> None:
    room = hidden_room
    one = people.participant(room.table, "Wandelnet")
    late = uuid4()

    with one.listens(room.listening) as ear:
        assert one.seat is not None
        seats.take_phone_away(one.seat)
        SessionLog.objects.filter(pk=room.table.session.pk).update(revocations=F("revocations") + 1)
        room.team.posts(room.posting, "put_on_table", id=late, name="Stichting Ommetje")
        ear.closed()

    assert str(late) not in ear.everything()


def test_another_epoch_sends_everyone_back_for_a_new_state(room: Room) -> None:
    with room.screen.listens(room.listening) as ear:
        SessionLog.objects.filter(pk=room.table.session.pk).update(epoch=uuid4())
        code, last = ear.closed()

    assert (code, last) == (4408, '{"bye":"resync"}')


def test_a_session_that_is_thrown_away_lets_everyone_go_and_opens_to_nobody(room: Room) -> None:
    with room.team.listens(room.listening) as team, room.screen.listens(room.listening) as screen:
        throw_away(room.table.session.pk, "user:x")
        codes = [ear.closed()[0] for ear in (team, screen)]

    assert codes == [4408, 4408]
    assert room.team.gets(room.listening, since=0).status_code == 404
    with room.team.connects(room.listening) as ear:
        assert ear.closed()[0] == 4403


def test_closing_reaches_everyone_and_then_closes_the_phones_and_the_screen(room: Room) -> None:
    one = people.participant(room.table, "Wandelnet")
    command = uuid4()

    with ExitStack() as stack:
        team, screen, mine = (
            stack.enter_context(p.listens(room.listening)) for p in (room.team, room.screen, one)
        )
        room.team.posts(room.posting, "close_session", id=command)
        for ear in (team, screen, mine):
            assert ear.event(command)["kind"] == "session_closed"
        codes = [ear.closed()[0] for ear in (screen, mine)]

    assert codes == [4410, 4410]
    for person in (room.screen, one):
        with person.connects(room.listening) as ear:
            assert ear.closed() == (4410, "")
    assert one.gets(room.listening).status_code == 410
