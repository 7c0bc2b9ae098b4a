"""Catching up by GET: cheap however much was missed, and never confused by what it is asked."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from boards.models import SessionLog
from deals.models import User
from tests.live import people
from tests.live.people import Person
from tests.table import Data, Table


def get(person: Person, **query: Any) -> Data:
    """What a page of this person gets."""
    client = Client()
    for name, value in person.cookies.items():
        client.cookies[name] = value
    answer = client.get(f"/sessions/{person.session}/{person.role}/events/", query)
    assert answer.status_code == 200
    data: Data = answer.json()
    return data


@pytest.fixture
def everyone(table: Table, facilitator: User) -> list[Person]:
    """One person of each role."""
    return [
        people.team(table.session, facilitator),
        people.screen(table.session),
        people.participant(table, "Wandelnet"),
    ]


def since(person: Person, number: int, epoch: object) -> Data:
    """The query of a page that has come this far."""
    numbers = {"room": number, "seat": 0} if person.role == "seat" else {"since": number}
    return numbers | {"epoch": epoch}


def test_the_number_of_queries_does_not_grow_with_what_was_missed(
    table: Table, everyone: list[Person]
) -> None:
    epoch = SessionLog.objects.get(pk=table.session.pk).epoch
    counts = {}

    for missed in (1, 40):
        for _ in range(missed):
            table.team.sends("close_door")
        for person in everyone:
            head = max(get(person)["heads"].values())
            with CaptureQueriesContext(connection) as queries:
                events = get(person, **since(person, head - missed, epoch))["events"]
            counts[person.role, missed] = len(queries)
            assert len(events) == missed

    for person in everyone:
        assert counts[person.role, 1] == counts[person.role, 40] <= 12


def test_a_page_that_missed_nothing_gets_nothing(table: Table, everyone: list[Person]) -> None:
    for person in everyone:
        state = get(person)
        heads = state["heads"]
        here = heads if person.role == "seat" else {"since": next(iter(heads.values()))}
        again = get(person, **here, epoch=state["epoch"])

        assert again["events"] == []
        assert again.keys() == {"epoch", "heads", "events", "counts", "now"}


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"since": "x", "room": "x", "seat": "0"},
        {"since": "-1", "room": "-1", "seat": "-1"},
        {"since": 2**63, "room": 2**63, "seat": 2**63},
        {"since": "9" * 5000, "room": "9" * 5000, "seat": 0},
        {"since": 1, "room": 1, "seat": 99},
        {"since": "1e3", "room": None, "seat": "NaN"},
    ],
)
def test_whatever_is_asked_a_page_gets_events_or_a_state(
    table: Table, everyone: list[Person], query: Data
) -> None:
    epoch = SessionLog.objects.get(pk=table.session.pk).epoch

    for person in everyone:
        answer = get(person, **{k: v for k, v in query.items() if v is not None}, epoch=epoch)

        assert len(answer.keys() & {"events", "state"}) == 1


def test_another_epoch_gets_the_state(table: Table, everyone: list[Person]) -> None:
    for person in everyone:
        answer = get(person, **since(person, 1, "00000000-0000-0000-0000-000000000000"))

        assert answer["state"]["phase"] == "placing"
        assert "events" not in answer


@pytest.mark.parametrize("role", [0, 1])
def test_a_control_or_screen_that_polls_keeps_the_door_open(
    table: Table, everyone: list[Person], role: int
) -> None:
    five_minutes_ago = timezone.now() - timedelta(minutes=5)
    table.session.doors.update(seen_at=five_minutes_ago)

    get(everyone[role])

    assert table.session.doors.get().seen_at > five_minutes_ago + timedelta(minutes=4)


def test_a_door_left_alone_for_too_long_is_not_opened_by_a_late_poll(
    table: Table, everyone: list[Person]
) -> None:
    yesterday = timezone.now() - timedelta(days=1)
    table.session.doors.update(seen_at=yesterday)

    get(everyone[0])

    assert table.session.doors.get().seen_at == yesterday
