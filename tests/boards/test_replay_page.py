"""How a board came about: at every moment as it was for that audience, and never more."""

import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings

from boards.domain import feed, retelling
from boards.domain.preparing import SheetPlan, prepare_session
from boards.domain.replay import fold
from boards.models import Payload
from deals.models import Deal, Innovation, User
from tests.boards.test_addresses import logged_in
from tests.boards.test_fold import Story, early, steps
from tests.boards.test_queries import queries
from tests.conftest import make_deal, make_user, started
from tests.table import Table

CASES = Path(__file__).parent.parent / "js" / "replay-cases.jsonl"


def where(table: Table, audience: str = "", at: int | str = "", name: str = "replay") -> str:
    """The address of a moment of a session, as an audience saw it."""
    return reverse(name, args=[table.session.pk]) + f"?audience={audience}&at={at}"


@pytest.fixture
def told(hidden_table: Table) -> Table:
    """A session in which everything was hidden, and then revealed, agreed and closed."""
    table = hidden_table
    seat = table.joins("Wandelnet")
    seat.places(table.subject("Wandelnet"), element="water")
    table.team.places(table.subject("Arcadis"), element="vlinder")
    table.team.sends("set_phase", phase="revealing")
    table.team.sends("reveal_sheet", sheet=table.sheet.pk, layer="self")
    table.team.places(table.subject("Wandelnet"), layer="agreed", element="oogst")
    table.team.sends("close_session")
    return table


@pytest.fixture
def staff(db: None) -> Client:
    """The browser of somebody of Agenda Stad."""
    user = make_user("agendastad")
    User.objects.filter(pk=user.pk).update(is_agenda_stad=True)
    return logged_in(user)


# The fold -----------------------------------------------------------------------------------------


@pytest.mark.django_db
@given(story=steps)
@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_the_last_moment_is_the_board_and_every_event_is_told(
    deal: Deal, facilitator: User, story: list[tuple[str, int, str]]
) -> None:
    table = early(deal, facilitator, self_starts_open=False, team_starts_open=False)
    table.team.sends("set_phase", phase="placing")
    happened = Story(table)
    for what, which, element in story:
        happened.step(what, which, element)

    for viewer in happened.viewers_in_the_room():
        events = viewer.received()
        assert feed.heard(viewer.viewer) == events
        state, sentence = retelling.told(events, len(events), {})
        assert state == viewer.state()
        sentences = retelling.retold(events, {})
        assert sentences[-1] == sentence
        assert len(sentences) == len(events)
        assert all(sentences)


@pytest.mark.once
def test_the_cases_of_the_browser_fold_the_same_here() -> None:
    for case in map(json.loads, CASES.read_text().splitlines()):
        events = case["events"]
        assert fold(events) == case["state"]
        assert retelling.state_at(events, len(events) // 2) == case["halfway"]


def test_every_moment_of_boards_about_results_can_be_looked_at(
    deal: Deal, facilitator: User
) -> None:
    Innovation.objects.create(deal=deal, name="Kaart")
    plans = [
        SheetPlan(board, filling)
        for board, filling in (
            ("innovaties", "boxes"),
            ("opschalingsroutes", "routes"),
            ("eigenaarschap", "wiel"),
        )
    ]
    session = prepare_session(deal, "A", date(2026, 5, 1), plans, facilitator)
    table = started(session, facilitator)
    sheet = session.sheets.get(board="innovaties")
    placed = table.team.sends(
        "place",
        placement=sheet.pk,
        sheet=sheet.pk,
        subject=table.subject("Kaart").pk,
        layer="team",
        element="geschikt",
        visibility="open",
    )
    assert placed.accepted
    client = logged_in(facilitator)

    for at in range(len(table.team.received()) + 1):
        assert client.get(where(table, "team", at)).status_code == 200


# The page -----------------------------------------------------------------------------------------


def test_who_came_on_the_table_is_told_without_a_name_that_was_erased(
    hidden_table: Table, facilitator: User
) -> None:
    hidden_table.team.sends("put_on_table", name="Verzonnen naam")
    Payload.objects.filter(session=hidden_table.session).update(text="")

    address = where(hidden_table, "room", name="replay-events")
    told = json.loads(logged_in(facilitator).get(address).content)["told"]

    assert told[-1] == "Een naam die is gewist kwam op tafel."


def test_at_each_moment_the_board_is_as_it_was(told: Table, facilitator: User) -> None:
    client = logged_in(facilitator)
    kinds = told.team.kinds()
    placed = kinds.index("placed") + 1

    before = client.get(where(told, "team", placed - 1)).content.decode()
    after = client.get(where(told, "team", placed)).content.decode()
    last = client.get(where(told, "team")).content.decode()

    assert postits(before) == set()
    assert postits(after) == {"self:Wandelnet"}
    assert "Wandelnet naar Water." in after
    assert "verborgen voor de zaal" in after
    assert postits(last) == {"self:Wandelnet", "team:Arcadis", "agreed:Wandelnet"}
    assert "De sessie is gesloten." in last


def postits(page: str) -> set[str]:
    """The layer and the name of each post-it on the board of a page."""
    board = page[page.index("data-board=") : page.index("<template")]
    names = [part.split(",")[0] for part in board.split("<title>")[1:]]
    layers = [part.split(":")[0] for part in board.split('data-key="')[1:]]
    return {f"{layer}:{name}" for layer, name in zip(layers, names, strict=True)}


def test_the_named_steps_stand_in_the_order_of_the_session(told: Table) -> None:
    steps_now = retelling.steps_of(told.team.received())

    assert [step.kind for step in steps_now] == [
        "prepared",
        "placing",
        "revealing",
        "revealed",
        "agreed",
        "closed",
    ]
    events = told.team.received()
    assert events[steps_now[3].at - 1]["kind"] == "revealed"
    assert steps_now[-1].at == len(events)


@pytest.mark.parametrize(("asked", "shown"), [("-3", 0), ("1", 1), ("99999", 2), ("x", 2)])
def test_a_number_that_is_none_is_a_moment_all_the_same(
    table: Table, facilitator: User, asked: str, shown: int
) -> None:
    assert len(table.team.received()) == 2  # prepared, and on to placing

    page = text(logged_in(facilitator), where(table, "team", asked))

    assert f"Stap {shown} van 2" in page


def test_a_participants_own_view_has_what_it_was_shown_and_its_own(
    told: Table, facilitator: User
) -> None:
    seat = told.session.seats.get()

    page = logged_in(facilitator).get(where(told, str(seat.pk))).content.decode()

    assert postits(page) == {"self:Wandelnet", "agreed:Wandelnet"}
    assert f'<option value="{seat.pk}" selected>Wandelnet</option>' in page


# Who sees what ------------------------------------------------------------------------------------


def test_what_was_never_revealed_is_in_no_byte_for_the_room_and_for_staff(
    told: Table, facilitator: User, staff: Client
) -> None:
    """Where the facilitators put Arcadis; the name itself lies on the table for everyone."""
    hidden = str(told.placement(layer="team").pk)
    team = logged_in(facilitator)
    assert hidden in text(team, where(told, "team"))

    for client, audience in ((team, "room"), (team, str(told.session.seats.get().pk)), (staff, "")):
        for at in range(len(told.team.received()) + 1):
            page = text(client, where(told, audience, at))
            assert hidden not in page
            assert "team:Arcadis" not in postits(page)
        events = text(client, where(told, audience, name="replay-events"))
        assert hidden not in events
        assert "Arcadis naar" not in events
        assert "vlinder" not in json.dumps(json.loads(events)["events"])


def test_the_room_hears_of_a_place_when_it_is_revealed_and_not_before(
    told: Table, facilitator: User
) -> None:
    own = str(told.placement(layer="self").pk)
    client = logged_in(facilitator)
    revealed = told.screen.kinds().index("revealed") + 1

    for at in range(revealed):
        assert own not in text(client, where(told, "room", at))
    assert own in text(client, where(told, "room", revealed))


def text(client: Client, address: str) -> str:
    """What an address answers, which must be there."""
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_staff_choose_no_other_audience(told: Table, facilitator: User, staff: Client) -> None:
    seat = told.session.seats.get()

    for audience in ("team", str(seat.pk), "x"):
        for name in ("replay", "replay-events"):
            assert staff.get(where(told, audience, name=name)).status_code == 404
    assert "<select" not in text(staff, where(told))
    assert logged_in(facilitator).get(where(told, "x")).status_code == 404


def test_a_seat_of_another_session_is_no_audience(
    told: Table, table: Table, facilitator: User
) -> None:
    elsewhere = table.joins("Arcadis").viewer.seat

    assert logged_in(facilitator).get(where(told, str(elsewhere))).status_code == 404


def test_a_running_session_is_for_its_team_and_first_as_the_room_sees_it(
    hidden_table: Table, facilitator: User, staff: Client
) -> None:
    hidden_table.team.places(hidden_table.subject("Arcadis"), element="vlinder")
    stranger = logged_in(make_user("vreemde", make_deal("Elders")))

    assert postits(text(logged_in(facilitator), where(hidden_table))) == set()
    assert postits(text(logged_in(facilitator), where(hidden_table, "team"))) == {"team:Arcadis"}
    assert staff.get(where(hidden_table)).status_code == 404
    assert stranger.get(where(hidden_table)).status_code == 404


# All events in one answer -------------------------------------------------------------------------


def test_the_events_come_in_the_bytes_that_the_audience_got(told: Table, facilitator: User) -> None:
    client = logged_in(facilitator)

    answer = client.get(where(told, "room", name="replay-events"), headers={"accept-encoding": ""})
    zipped = client.get(
        where(told, "room", name="replay-events"), headers={"accept-encoding": "gzip"}
    )

    data: dict[str, Any] = json.loads(answer.content)
    received = b",".join(feed.since(told.screen.viewer, feed.Cursor(0)))
    assert answer.content.startswith(b'{"events":[' + received + b"]")
    assert data["events"] == told.screen.received()
    assert len(data["told"]) == len(data["times"]) == len(data["events"])
    assert gzip.decompress(zipped.content) == answer.content


def test_as_many_queries_with_many_events_as_with_few(told: Table, facilitator: User) -> None:
    client = logged_in(facilitator)
    few = [queries(client, where(told, "team", name=name)) for name in ("replay", "replay-events")]
    session = prepare_session(
        told.session.deal, "B", date(2026, 5, 1), [SheetPlan("rollen", "gedrag")], facilitator
    )
    longer = started(session, facilitator)
    for name in ("Wandelnet", "Arcadis", "Gemeente Zwolle"):
        longer.joins(name).places(longer.subject(name))
        longer.team.places(longer.subject(name))
        longer.team.sends("put_on_table", name=f"Nog een {name}")
    longer.team.sends("close_session")

    many = [
        queries(client, where(longer, "team", name=name)) for name in ("replay", "replay-events")
    ]

    assert many[0] <= few[0] + 1  # one for the texts that were typed
    assert many[1] <= few[1] + 1
