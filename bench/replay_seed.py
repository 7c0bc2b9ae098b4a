"""A long session to look back at, and what the server takes for it. Prints one JSON object; needs a
migrated database. Started by `bench/replay.py`.
"""

import argparse
import gzip
import json
import logging
import random
import resource
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from uuid import UUID, uuid4

import seed  # sets Django up
from django.db import transaction
from django.test import Client
from django.urls import reverse

from boards.access import control_viewer
from boards.domain import feed, retelling
from boards.domain.preparing import SheetPlan, prepare_session
from boards.domain.replay import fold
from boards.domain.snapshot import state_of
from boards.models import Subject
from boards.viewer import Viewer
from deals.models import Session, User

REPETITIONS = 5


@transaction.atomic
def long_session(events: int, partners: int, chance: random.Random) -> tuple[Session, User]:
    """A closed session of this many events: nearly all are post-its that are placed and moved."""
    deal = seed.make_deal(partners)
    user = seed.make_facilitator(deal)
    plan = SheetPlan("rollen", "feitelijke-rol", team_starts_open=False)
    session = prepare_session(deal, "Lang", date(2026, 3, 5), [plan], user)
    viewer = control_viewer(user, session.pk)
    seed.command(viewer, "set_phase", phase="placing")
    place_often(session, viewer, events - 5, chance)
    seed.command(viewer, "set_phase", phase="revealing")
    seed.command(viewer, "reveal_sheet", sheet=session.sheets.get().pk, layer="team")
    seed.command(viewer, "close_session")
    session.refresh_from_db()
    return session, user


def place_often(session: Session, viewer: Viewer, times: int, chance: random.Random) -> None:
    """Put post-its of the facilitators, and of what was agreed, somewhere on the board."""
    sheet = session.sheets.get()
    subjects = list(Subject.objects.filter(session=session).values_list("pk", flat=True))
    placements: dict[tuple[UUID, str], UUID] = {}
    for number in range(times):
        layer = "agreed" if number % 4 == 3 else "team"
        subject = chance.choice(subjects)
        placement = placements.setdefault((subject, layer), uuid4())
        seed.command(
            viewer,
            "place",
            placement=placement,
            sheet=sheet.pk,
            subject=subject,
            layer=layer,
            x=round(chance.uniform(20, 400), 1),
            y=round(chance.uniform(15, 280), 1),
            visibility="open" if layer == "agreed" else "hidden",
        )


def took(work: Callable[[], object]) -> float:
    """The median of some repetitions, in milliseconds."""
    times = []
    for _repetition in range(REPETITIONS):
        start = perf_counter()
        work()
        times.append((perf_counter() - start) * 1000)
    return round(median(times), 1)


def main() -> None:
    """Make the session, measure the server, and leave the events for Node."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, required=True)
    parser.add_argument("--partners", type=int, required=True)
    parser.add_argument("--to", type=Path, required=True, help="where the events go, as JSON")
    asked = parser.parse_args()
    logging.disable(logging.WARNING)  # every request says that it came and went
    chance = random.Random(1)  # noqa: S311 - the same session each time
    session, user = long_session(asked.events, asked.partners, chance)
    viewer = Viewer("control", session.pk, user=user.pk)
    client = Client()
    client.force_login(user)
    page = reverse("replay", args=[session.pk]) + "?audience=team&at="
    answer = reverse("replay-events", args=[session.pk]) + "?audience=team"
    events = [json.loads(event) for event in feed.since(viewer, feed.Cursor(0))]
    body = client.get(answer).content
    asked.to.write_text(json.dumps({"events": events, "state": state_of(viewer)}))
    total = len(events)
    print(
        json.dumps(
            {
                "events": total,
                "placements": len(state_of(viewer)["placements"]),
                "equal": fold(events) == state_of(viewer),
                "fold_ms": took(lambda: fold(events)),
                "told_ms": took(lambda: retelling.retold(events, {})),
                "state_ms": took(lambda: state_of(viewer)),
                "page_ms": {
                    at: took(partial(client.get, f"{page}{at}")) for at in (1, total // 2, total)
                },
                "session_page_ms": took(lambda: client.get(reverse("session", args=[session.pk]))),
                "answer_ms": took(lambda: client.get(answer)),
                "answer_gzip_ms": took(
                    lambda: client.get(answer, headers={"accept-encoding": "gzip"})
                ),
                "raw_bytes": len(body),
                "gzip_bytes": len(gzip.compress(body, 6)),
                "memory_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
            }
        )
    )


if __name__ == "__main__":
    main()
