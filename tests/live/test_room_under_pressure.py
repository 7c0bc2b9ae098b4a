"""A room in a hurry: everybody moves the same post-it at once while the facilitator closes."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from uuid import uuid4

from boards.models import Event as LogEvent
from tests.live.conftest import Room
from tests.table import Data

CLIENTS = 20
MOVES = 4
Answered = list[tuple[float, Data]]


def test_what_twenty_move_while_one_closes_is_accepted_before_it_or_refused(room: Room) -> None:
    table = room.table
    servers = [room.posting, room.listening]
    arcadis, placement = table.subject("Arcadis"), uuid4()
    sheet = table.sheet.pk  # here: a thread that asks the database keeps its connection
    together, under_way = Barrier(CLIENTS + 1), Event()

    def move(at: int, x: float) -> Data:
        fields = {"placement": placement, "sheet": sheet, "subject": arcadis.pk}
        where = {"layer": "team", "x": x, "y": 150.0, "visibility": "open"}
        return room.team.posts(servers[at % 2], "place", **fields, **where)

    def moves(client: int) -> Answered:
        """One client: as fast as the answers come, each time to a spot of its own."""
        together.wait()
        answers: Answered = []
        for number in range(MOVES):
            x = 20.0 + client * MOVES + number
            answers.append((x, move(client, x)))
            under_way.set()
        return answers

    def close() -> Data:
        together.wait()
        under_way.wait(30)
        return room.team.posts(room.listening, "close_session")

    start = move(0, 10.0)["accepted"]["team"]
    with ThreadPoolExecutor(CLIENTS + 1) as pool:
        closing = pool.submit(close)
        jobs = [pool.submit(moves, client) for client in range(CLIENTS)]
        end = closing.result()["accepted"]["team"]
        answers = [answer for job in jobs for answer in job.result()]

    accepted = {a["accepted"]["team"]: x for x, a in answers if "accepted" in a}
    refused = [a["refused"]["code"] for _x, a in answers if "refused" in a]
    assert len(accepted) + len(refused) == CLIENTS * MOVES
    assert accepted
    assert set(refused) == {"closed"}
    assert sorted(accepted) == list(range(start + 1, end))
    assert table.placement().x == accepted[max(accepted)]
    log = LogEvent.objects.filter(session=table.session).order_by("team_seq")
    assert list(log.values_list("team_seq", flat=True)) == list(range(1, end + 1))
    heard = room.screen.gets(room.listening, room=0).json()["state"]["placements"]
    assert heard[str(placement)]["x"] == accepted[max(accepted)]
