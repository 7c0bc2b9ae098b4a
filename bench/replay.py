"""Looking back at a long session: what the server takes, what is sent, what the browser takes.

    python bench/replay.py                   # 5,000 events of 200 partners: a few minutes

Needs Node 20 or newer. Writes the page in docs/results/ anew.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import procstat

ROOT = Path(__file__).resolve().parent.parent
HERE = Path(__file__).resolve().parent


def main() -> None:
    """Measure, print, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=5000)
    parser.add_argument("--partners", type=int, default=200)
    asked = parser.parse_args()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        server, browser = measured(Path(folder), asked.events, asked.partners)
    page = written(server, browser, asked.partners, load)
    print(page)
    to = ROOT / "docs" / "results" / f"{date.today():%Y-%m-%d}-replay.md"
    to.write_text(page)


def measured(folder: Path, events: int, partners: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """The figures of the server and of Node, from a database of their own."""
    environment = os.environ | {
        "DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'bench.sqlite3'}",
        "SECRET_KEY": "bench" * 12,
        "HTTPS": "false",
        "ALLOWED_HOSTS": '["testserver"]',
    }
    where = folder / "events.json"

    def run(*command: str) -> str:
        ran = subprocess.run(  # noqa: S603 - our own programs
            command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
        )
        return ran.stdout

    python = sys.executable
    run(python, "manage.py", "migrate", "--no-input", "--verbosity", "0")
    run(python, "manage.py", "collectstatic", "--no-input", "--verbosity", "0")
    sizes = ("--events", str(events), "--partners", str(partners), "--to", str(where))
    server = run(python, str(HERE / "replay_seed.py"), *sizes)
    browser = run("node", str(HERE / "replay_fold.mjs"), str(where))
    return json.loads(server.splitlines()[-1]), json.loads(browser)


def written(server: dict[str, Any], browser: dict[str, Any], partners: int, load: float) -> str:
    """The page with the figures."""
    rows = "\n".join(
        f"| {what} | {much} | {ratio} |" for what, much, ratio in figures(server, browser)
    )
    return f"""\
# Replay: a session of {server["events"]:,} events ({date.today():%Y-%m-%d})

`python bench/replay.py`: {partners} partners, {server["placements"]} placements in the end, in the
layers of the facilitators and of what was agreed (seed 1); SQLite; medians of 5, and of 500 jumps.
The server's figures are whole requests through Django's test client: login, queries, template.

Machine: {os.cpu_count()} cores, {platform.machine()}, {procstat.processor()}, {platform.system()}
{platform.release()}; load before the run {load:.1f}: others used it too, so look at the
ratios. Python {platform.python_version()}, Node {browser["node"]}.

| what | measured | ratio |
| --- | --- | --- |
{rows}

The browser keeps a state after every {browser["every"]} events, so a jump folds at most
{browser["every"] - 1} events; a frame of the screen lasts 16.7 ms. Peak memory of the server's
process: {server["memory_mib"]} MiB; heap of Node with all events and kept states:
{browser["heap_mib"]:.0f} MiB.
"""


def figures(server: dict[str, Any], browser: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What was measured, how much it is, and of what that is how many times as much."""
    fold, own = server["fold_ms"], server["session_page_ms"]
    raw, small = server["raw_bytes"] / 1024, server["gzip_bytes"] / 1024
    whole, jump = browser["whole_ms"], browser["jump_ms"]
    pages = [
        (
            f"the page at event {int(at):,}",
            f"{took:.0f} ms",
            f"{took / own:.1f} × the session's page",
        )
        for at, took in server["page_ms"].items()
    ]
    equal = "yes" if server["equal"] else "NO"
    return [
        ("the last moment equals the board, in Python and in Node", f"{equal}, yes", ""),
        ("fold all, Python", f"{fold:.0f} ms", f"{fold / server['events'] * 1000:.0f} µs an event"),
        (
            "the same, with a sentence for each",
            f"{server['told_ms']:.0f} ms",
            f"{server['told_ms'] / fold:.1f} × the fold",
        ),
        (
            "the state from the tables",
            f"{server['state_ms']:.0f} ms",
            f"{server['state_ms'] / fold:.1f} × the fold",
        ),
        *pages,
        ("the session's own page, for comparison", f"{own:.0f} ms", "1"),
        ("the answer with all events", f"{server['answer_ms']:.0f} ms", ""),
        (
            "the same, packed",
            f"{server['answer_gzip_ms']:.0f} ms",
            f"{server['answer_gzip_ms'] / server['answer_ms']:.1f} × unpacked",
        ),
        ("its size", f"{raw:,.0f} KiB; packed {small:,.0f} KiB", f"{raw / small:.1f} × smaller"),
        ("fold all, Node", f"{whole:.0f} ms", f"{whole / fold:.1f} × Python"),
        (
            "jump to any moment, Node",
            f"{jump:.2f} ms; p95 {browser['jump_p95_ms']:.2f} ms",
            f"1/{whole / jump:.0f} of all",
        ),
        ("one step further, Node", f"{browser['step_ms']:.3f} ms", ""),
    ]


if __name__ == "__main__":
    main()
