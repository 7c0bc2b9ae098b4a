"""Records what holds the browser's fold to the server's: tests/js/replay-cases.jsonl, a line each.

A session in which everything happens that the stories of test_fold.py know; per audience its
events, and the state of its page at the end. Recorded anew, when events change, by naming this
file:

    bin/test tests/boards/replay_cases.py
"""

import json
from pathlib import Path

from boards.domain import retelling
from deals.models import Deal, User
from tests.boards.test_fold import STEPS, Story, early
from tests.table import Place

FILE = Path(__file__).parent.parent / "js" / "replay-cases.jsonl"
CALM = [step for step in dict.fromkeys(STEPS) if step not in ("close", "leave", "set_up", "phase")]


def recorded(deal: Deal, facilitator: User) -> dict[str, Place]:
    """The audiences of a session in which much was said: the team, the room and one participant."""
    table = early(deal, facilitator, self_starts_open=False, team_starts_open=False)
    told = Story(table)
    told.step("set_up", 1, "water")
    for phase in (0, 1, 2, 3):
        told.step("phase", phase, "water")
        for number, what in enumerate(CALM):
            told.step(what, (number + phase) % 3, ["boompje", "water", "oogst"][number % 3])
    seat = next(place for place in told.viewers_in_the_room() if place.viewer.role == "seat")
    return {"team": table.team, "room": table.screen, "seat": seat}


def test_record_the_cases_for_the_browser(deal: Deal, facilitator: User) -> None:
    lines = []
    for audience, place in recorded(deal, facilitator).items():
        events = place.received()
        case = {
            "audience": audience,
            "events": events,
            "halfway": retelling.state_at(events, len(events) // 2),
            "state": place.state(),
        }
        lines.append(json.dumps(case, ensure_ascii=False, separators=(",", ":")) + "\n")
    FILE.write_text("".join(lines))
