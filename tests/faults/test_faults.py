"""Nothing lost, doubled, skipped or told to the wrong people, whatever breaks: docs/faults.md."""

import logging
import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection

from boards.domain.destruction import destroy_session
from boards.models import Event
from deals.models import Session
from tests.faults.harness import Plan, Report, Run, World
from tests.faults.nemesis import LANES, Lanes
from tests.live.conftest import has_both_stores

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

SECONDS = float(os.environ.get("FAULTS_SECONDS", "40"))
SEED = int(os.environ.get("FAULTS_SEED") or random.SystemRandom().randrange(10**6))
BUG_SECONDS = 7.0
FEWEST_OPERATIONS = 50
# For a bug that hides this long; a run ends as soon as its bug is seen.
BUG_ROUNDS = 8
REPEATS: Lanes = (("duplicate",), ("cut_all",))
CUTS: Lanes = (("cut_some",),)
RESTARTS: Lanes = (("kill_one",),)


@pytest.fixture
def world(live_db: None, caplog: pytest.LogCaptureFixture) -> World:
    """A session with people, on PostgreSQL and Redis."""
    caplog.set_level(logging.WARNING, logger="httpx")  # it logs every request
    assert has_both_stores(), "the fault harness needs PostgreSQL and Redis"
    return World()


@pytest.fixture
def show(capsys: pytest.CaptureFixture[str]) -> Iterator[list[Report]]:
    """Reports put here are printed, also of a run that passes: its seed repeats it."""
    reports: list[Report] = []
    yield reports
    with capsys.disabled():
        print("", *reports, sep="\n")


def test_no_fault_costs_anybody_anything(world: World, tmp_path: Path, show: list[Report]) -> None:
    plan = Plan(SEED, SECONDS, rounds=2, operations=FEWEST_OPERATIONS)
    report = Run(world, plan, tmp_path).carry_out()
    show.append(report)

    assert report.findings == []
    assert report.operations >= FEWEST_OPERATIONS
    assert all(report.faults[fault] >= 2 for lane in LANES for fault in lane)


@pytest.mark.parametrize(
    ("bug", "lanes", "fault"),
    [
        ("acknowledge_before_commit", RESTARTS, "lost"),
        ("no_idempotency", REPEATS, "doubled"),
        ("hidden_in_room", CUTS, "hidden"),
    ],
)
def test_the_checker_catches_a_server_with_a_bug(
    world: World,
    tmp_path: Path,
    show: list[Report],
    bug: str,
    lanes: Lanes,
    fault: str,
) -> None:
    plan = Plan(SEED, BUG_SECONDS, lanes=lanes, rounds=BUG_ROUNDS, bug=bug, watch=fault)
    with without_the_last_guard(bug):
        report = Run(world, plan, tmp_path).carry_out()
    show.append(report)

    assert fault in report.kinds


@contextmanager
def without_the_last_guard(bug: str) -> Iterator[None]:
    """The database refuses a second event for one command; without that the bug could not act."""
    if bug != "no_idempotency":
        yield
        return
    guard = next(c for c in Event._meta.constraints if c.name == "event_command_once")
    with connection.schema_editor() as schema:
        schema.remove_constraint(Event, guard)
    try:
        yield
    finally:
        for session in Session.objects.values_list("pk", flat=True):
            destroy_session(session)
        with connection.schema_editor() as schema:
            schema.add_constraint(Event, guard)
