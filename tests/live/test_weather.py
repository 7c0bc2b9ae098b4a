"""Drags in progress over real sockets: who may drag, who sees it, and when it ends."""

import json
from contextlib import ExitStack
from time import monotonic
from typing import Any
from uuid import uuid4

from deals.models import TeamRole
from tests.conftest import make_user
from tests.live import people
from tests.live.conftest import Room
from tests.live.people import Ear, Person
from tests.table import Data


def placed(room: Room, person: Person, name: str, layer: str, visibility: str) -> Data:
    """Place a partner, and a drag of that post-it for the next command."""
    subject, sheet, placement = room.table.subject(name).pk, room.table.sheet.pk, uuid4()
    answer = person.posts(
        room.posting,
        "place",
        placement=placement,
        sheet=sheet,
        subject=subject,
        layer=layer,
        element="water",
        visibility=visibility,
    )
    assert "accepted" in answer
    return drag(room, placement, name, layer)


def drag(room: Room, placement: object, name: str, layer: str, **fields: Any) -> Data:
    """A drag of a post-it."""
    return {
        "p": placement,
        "s": room.table.subject(name).pk,
        "sh": room.table.sheet.pk,
        "l": layer,
        "x": 100.5,
        "y": 200,
        "c": uuid4(),
    } | fields


def listeners(stack: ExitStack, room: Room, *persons: Person) -> list[Ear]:
    """A socket for each at the listening server, after everything that happened so far."""
    ears = []
    for person in persons:
        ears.append(stack.enter_context(person.listens(room.listening)))
    return ears


def heard_so_far(room: Room, mover: Ear, marker: Data, ears: list[Ear]) -> None:
    """Wait until all ears heard a drag that everybody may hear, and so all that came before."""
    mover.says(marker)
    for ear in ears:
        ear.drags(marker["p"])


def test_a_known_post_it_is_seen_moving_by_everyone(room: Room) -> None:
    """Rule WX2."""
    one = people.participant(room.table, "Wandelnet")
    moving = placed(room, room.team, "Arcadis", "team", "open")

    with ExitStack() as stack:
        ears = listeners(stack, room, room.team, room.screen, one)
        mover = stack.enter_context(room.team.listens(room.posting))
        mover.says(moving)
        seen = [ear.drags(moving["p"]) for ear in ears]

    assert seen == [json.loads(json.dumps(moving, default=str))] * 3


def test_a_hidden_or_new_post_it_is_seen_moving_by_the_team_only(hidden_room: Room) -> None:
    """Rule WX2."""
    room = hidden_room
    one = people.participant(room.table, "Wandelnet")
    hidden = placed(room, room.team, "Arcadis", "team", "hidden")
    new = drag(room, uuid4(), "Ministerie van BZK", "agreed")
    open_one = placed(room, room.team, "Gemeente Zwolle", "agreed", "open")

    with ExitStack() as stack:
        ears = listeners(stack, room, room.team, room.screen, one)
        mover = stack.enter_context(room.team.listens(room.posting))
        mover.says(hidden)
        mover.says(new)
        heard_so_far(room, mover, open_one, ears)

    for canary in (hidden["p"], hidden["c"], new["p"], new["c"]):
        assert str(canary) in ears[0].everything()
        assert all(str(canary) not in ear.everything() for ear in ears[1:])


def test_a_drag_that_says_something_else_of_an_open_post_it_stays_in_the_team(room: Room) -> None:
    open_one = placed(room, room.team, "Gemeente Zwolle", "team", "open")
    lying = open_one | {"s": room.table.subject("Arcadis").pk, "x": 77.7}

    with ExitStack() as stack:
        ears = listeners(stack, room, room.screen)
        mover = stack.enter_context(room.team.listens(room.posting))
        mover.says(lying)
        mover.drags(open_one["p"])
        heard_so_far(room, mover, open_one, ears)

    assert "77.7" not in ears[0].everything()


def test_a_participant_drags_only_their_own_post_it(room: Room) -> None:
    one, other = (people.participant(room.table, name) for name in ("Wandelnet", "Arcadis"))
    own = placed(room, one, "Wandelnet", "self", "open")
    of_other = placed(room, other, "Arcadis", "self", "open")
    new_of_team = drag(room, uuid4(), "Wandelnet", "team")

    with ExitStack() as stack:
        ears = listeners(stack, room, room.team, room.screen)
        mover = stack.enter_context(one.listens(room.posting))
        mover.says(of_other)
        mover.says({"p": of_other["p"], "c": of_other["c"], "end": True})
        mover.says(new_of_team)
        heard_so_far(room, mover, own, ears)

    for ear in ears:
        assert str(of_other["p"]) not in ear.everything()
        assert str(new_of_team["p"]) not in ear.everything()


def test_a_screen_and_a_team_member_who_does_not_facilitate_drag_nothing(room: Room) -> None:
    member = make_user("meelezer", room.table.session.deal, TeamRole.MEMBER)
    reader = people.team(room.table.session, member)
    known = placed(room, room.team, "Arcadis", "team", "open")

    with ExitStack() as stack:
        ears = listeners(stack, room, room.team)
        for number, person in enumerate((room.screen, reader)):
            ear = stack.enter_context(person.listens(room.posting))
            ear.says(known | {"x": 300 + number})
        mover = stack.enter_context(room.team.listens(room.posting))
        heard_so_far(room, mover, known, ears)

    assert '"x":30' not in ears[0].everything()


def test_weather_of_a_drop_that_was_heard_is_ignored(room: Room) -> None:
    """Rule WX3."""
    moving = placed(room, room.team, "Arcadis", "team", "open")
    marker = placed(room, room.team, "Wandelnet", "team", "open")

    with ExitStack() as stack:
        ear, mover = listeners(stack, room, room.screen, room.team)
        room.team.posts(
            room.posting,
            "place",
            id=moving["c"],
            placement=moving["p"],
            sheet=moving["sh"],
            subject=moving["s"],
            layer="team",
            x=200,
            y=100,
            visibility="open",
        )
        for one in (ear, mover):
            one.event(moving["c"])
        mover.says(moving)
        heard_so_far(room, mover, marker, [ear])

    assert '"drags":[{"p":"' + str(moving["p"]) not in ear.everything()


def test_letting_go_without_a_drop_is_passed_on(room: Room) -> None:
    """Rule WX1."""
    moving = placed(room, room.team, "Arcadis", "team", "open")

    with ExitStack() as stack:
        ear, mover = listeners(stack, room, room.screen, room.team)
        mover.says(moving)
        ear.drags(moving["p"])
        mover.says({"p": moving["p"], "c": moving["c"], "end": True})
        ended = ear.drags(moving["p"])

    assert ended == {"p": str(moving["p"]), "c": str(moving["c"]), "end": True}


def test_a_drag_that_falls_silent_is_let_go(room: Room) -> None:
    moving = placed(room, room.team, "Arcadis", "team", "open")

    with ExitStack() as stack:
        ear = stack.enter_context(room.screen.listens(room.listening))
        with room.team.listens(room.posting) as mover:
            mover.says(moving)
            ear.drags(moving["p"])
        ended = ear.drags(moving["p"])

    assert ended == {"p": str(moving["p"]), "c": str(moving["c"]), "end": True}


def test_a_flood_is_thinned_to_sixty_a_second_and_never_closed(room: Room) -> None:
    """Rule WX4."""
    flood, a_second = 500, 60
    moving = placed(room, room.team, "Arcadis", "team", "open")

    with ExitStack() as stack:
        ear, mover = listeners(stack, room, room.screen, room.team)
        started = monotonic()
        for number in range(flood):
            mover.says(drag(room, uuid4(), "Arcadis", "team", x=number))
        command = uuid4()
        room.team.posts(room.posting, "put_on_table", id=command, name="Na de vloed")
        mover.event(command)
        seen = sum(len(json.loads(text).get("drags", [])) for text in mover.texts)
        # On a machine that is busy the flood takes seconds, and each brings sixty more.
        allowed = a_second * (monotonic() - started + 1)
        answered = False
        while not answered:
            mover.says(moving)
            answered = "drags" in ear.next()

    assert 0 < seen <= allowed + 1
