"""A server for the harness: `python -m tests.faults.server --port N`, with faults in the process.

FAULTS_DEAF names a file: as long as it exists, every announcement is lost. Without it a share of
FAULTS_LOST is, for this process and for the others apart, by FAULTS_SEED. FAULTS_BUG names a bug
that is to be caught.
Everything is patched in from here, so that the product needs no hook.
"""

import itertools
import os
import random
import signal
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any
from uuid import UUID

import django

# How long the commit comes after the early answer went out, how long it waits for that at most, and
# every how many commands there is a crash.
EARLY_SECONDS = 0.5
ANSWER_SECONDS = 2.0
CRASH_EVERY = 3
THREADS = 4


def main() -> None:
    """Patch, then serve as `python -m config.serve` does."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    lose_announcements(Path(os.environ["FAULTS_DEAF"]), float(os.environ["FAULTS_LOST"]))
    BUGS[os.environ["FAULTS_BUG"]]()

    from config import serve

    serve.main()


def lose_announcements(deaf: Path, share: float) -> None:
    """Announcements get lost on their way to this process's hubs, and to other processes."""
    from boards.live import process
    from boards.live.layer import Courier

    chance = random.Random(os.environ["FAULTS_SEED"])

    def is_lost() -> bool:
        return deaf.exists() or chance.random() < share

    to_hubs, to_others = process._tell, Courier.announce

    def tell(session_id: UUID, team_seq: int) -> None:
        if not is_lost():
            to_hubs(session_id, team_seq)

    def announce(courier: Courier, session_id: UUID, team_seq: int) -> None:
        if not is_lost():
            to_others(courier, session_id, team_seq)

    _patch(process, "_tell", tell)
    _patch(Courier, "announce", announce)


# Bugs -------------------------------------------------------------------------------------------


def acknowledge_before_commit() -> None:
    """The answer goes out while the transaction is still open; now and then a crash follows."""
    from django.db import connection, transaction
    from django.http import HttpRequest, JsonResponse

    from boards.domain.commands import Answer, execute
    from boards.protocol import MAX_BODY_BYTES
    from boards.viewer import Viewer
    from boards.views import commands

    class Told(JsonResponse):
        """An answer that tells when it has been sent: it is closed then."""

        def __init__(self, out: Event, *content: Any, **more: Any) -> None:
            super().__init__(*content, **more)
            self._out = out

        def close(self) -> None:
            super().close()
            self._out.set()

    pool = ThreadPoolExecutor(THREADS)
    numbers = itertools.count(1)

    def late(viewer: Viewer, body: bytes, answered: Future[Answer], out: Event) -> None:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                answered.set_result(execute(viewer, body))
                out.wait(ANSWER_SECONDS)
                cursor.execute("SELECT pg_sleep(%s)", [EARLY_SECONDS])
                if next(numbers) % CRASH_EVERY == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
        except Exception as error:
            if not answered.done():
                answered.set_exception(error)
        finally:
            connection.close()

    def early(request: HttpRequest, viewer: Viewer) -> JsonResponse:
        answered: Future[Answer] = Future()
        out = Event()
        pool.submit(late, viewer, request.read(MAX_BODY_BYTES + 1), answered, out)
        answer = answered.result()
        return Told(out, answer.body, status=answer.status)

    _patch(commands, "_answer_json", early)


def no_idempotency() -> None:
    """A command that is sent again is not recognised (the test drops the constraint as well)."""
    from boards.domain import commands

    _patch(commands, "_raise_if_known", lambda *_arguments: None)


def hidden_in_room() -> None:
    """What is hidden gets a part for the room, too."""
    from boards.domain import log

    record = log.record

    def careless(session_log: Any, change: log.Change, *rest: Any) -> Any:
        return record(session_log, replace(change, room=change.room or change.team), *rest)

    _patch(log, "record", careless)


def _patch(where: object, name: str, what: Callable[..., Any]) -> None:
    setattr(where, name, what)


BUGS: dict[str, Callable[[], None]] = {
    "": lambda: None,
    "acknowledge_before_commit": acknowledge_before_commit,
    "no_idempotency": no_idempotency,
    "hidden_in_room": hidden_in_room,
}


if __name__ == "__main__":
    main()
