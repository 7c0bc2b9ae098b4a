"""Measure our server beside the floor, and write docs/results/<date>-live.md.

    python bench/run.py                 200 people, 5 movers at 30 Hz, three times each, in turn
    python bench/run.py --people 50

One server process on SQLite on the first core, the load on the second. Ends with exit code 1 when
a requirement is not met. Needs requirements/bench.txt; bench/README.md says what the figures mean.
"""

import argparse
import json
import os
import platform
import shlex
import socket
import subprocess
import sys
import tempfile
from datetime import date
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

import procstat

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
START_SECONDS = 30

MAX_CPU_RATIO = 2.5
MAX_DROP_P95_MS = 200
MAX_KIB_PER_CONNECTION = 30

Result = dict[str, Any]


class Bench:
    """The servers in turn, each started afresh for every repetition."""

    def __init__(self, options: argparse.Namespace, folder: Path) -> None:
        self.options = options
        self.folder = folder
        self.plan = folder / "plan.json"
        self.cores = sorted(os.sched_getaffinity(0))

    @property
    def environment(self) -> dict[str, str]:
        """An installation of its own: SQLite, no Redis."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return kept | {
            "DATA_DIR": str(self.folder),
            "DATABASE_URL": f"sqlite:///{self.folder / 'bench.sqlite3'}",
            "LIVE_FANOUT": self.options.fanout,
        }

    def seed(self) -> None:
        """Make the database and the session."""
        self.python("manage.py", "migrate", "--no-input", "--verbosity", "0")
        self.python("manage.py", "createcachetable")
        counts = {
            "--placements": self.options.placements,
            "--movers": self.options.movers,
            "--seats": self.options.people - self.options.movers,
            "--seed": self.options.seed,
        }
        arguments = [str(part) for pair in counts.items() for part in pair]
        self.plan.write_text(self.python("bench/seed.py", *arguments))

    def python(self, *arguments: str) -> str:
        """Run a script with this Python; what it prints."""
        return subprocess.run(  # noqa: S603
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout

    def measure(self, name: str) -> Result:
        """One repetition of one server."""
        port = free_port()
        floor = name == "floor"
        command = [HERE / "floor_picows.py", str(port)]
        server = self.start(command if floor else ["-m", "config.serve", "--port", str(port)], 0)
        stolen = procstat.stolen_seconds()
        try:
            await_listening(server, port)
            result = self.load(port, server.pid, floor)
        finally:
            server.terminate()
            server.wait(10)
        return result | {"stolen_s": round(procstat.stolen_seconds() - stolen, 2)}

    def load(self, port: int, pid: int, floor: bool) -> Result:
        """Let the people in, and hear what they measured."""
        o = self.options
        arguments = ["--port", port, "--pid", pid, "--plan", self.plan, "--people", o.people]
        arguments += ["--movers", o.movers, "--rate", o.rate, "--seconds", o.seconds]
        arguments += ["--floor"] if floor else ["--drops", o.drops]
        process = self.start([HERE / "loadgen.py", *map(str, arguments)], 1, subprocess.PIPE)
        output, _ = process.communicate(timeout=240)
        if process.returncode:
            sys.exit(f"the load ended with {process.returncode}")
        result: Result = json.loads(output)
        return result

    def start(
        self, command: list[Any], core: int, output: int | None = None
    ) -> "subprocess.Popen[str]":
        """Start a Python process on one core."""
        log = (self.folder / f"core-{core}.log").open("a")
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, *map(str, command)],
            cwd=ROOT,
            env=self.environment,
            stdout=output or log,
            stderr=log,
            text=True,
        )
        os.sched_setaffinity(process.pid, {self.cores[core % len(self.cores)]})
        return process


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def await_listening(server: "subprocess.Popen[str]", port: int) -> None:
    """Return when the server takes connections."""
    for _attempt in range(START_SECONDS * 20):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            try:
                server.wait(0.05)
            except subprocess.TimeoutExpired:
                continue
            break
    sys.exit("the server did not start; see the log in the bench's folder")


# The report -----------------------------------------------------------------------------------


def middle(results: list[Result], *path: str) -> float:
    """The median over repetitions of one figure."""
    values = []
    for result in results:
        value: Any = result
        for name in path:
            value = value[name]
        values.append(float(value))
    return median(values)


def judge(ours: list[Result], floors: list[Result]) -> list[tuple[str, str, bool]]:
    """Each requirement: what it is, what was measured, whether that is enough.

    The ratio is the median over pairs: the machine's speed drifts between repetitions.
    """
    ratio = median(
        our["moves"]["cpu_us_per_delivery"] / floor["moves"]["cpu_us_per_delivery"]
        for our, floor in zip(ours, floors, strict=True)
    )
    lost = sum(r["moves"]["lost"] + r["drops"]["lost"] for r in ours)
    doubled = sum(r["moves"]["doubled"] + r["drops"]["doubled"] for r in ours)
    cut = sum(r["disconnected"] for r in ours)
    drop = middle(ours, "drops", "p95")
    memory = middle(ours, "idle", "kib_per_connection")
    return [
        ("nothing lost, nothing doubled, nobody cut off", f"{lost}, {doubled}, {cut}",
         lost == doubled == cut == 0),
        (f"CPU per delivery ≤ {MAX_CPU_RATIO} × the floor", f"{ratio:.2f} ×",
         ratio <= MAX_CPU_RATIO),
        (f"a drop is at the others within {MAX_DROP_P95_MS} ms (p95)", f"{drop:.0f} ms",
         drop < MAX_DROP_P95_MS),
        (f"an idle connection ≤ {MAX_KIB_PER_CONNECTION} KiB", f"{memory:.1f} KiB",
         memory <= MAX_KIB_PER_CONNECTION),
    ]  # fmt: skip


def table(head: list[str], rows: list[list[str]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def move_row(name: str, results: list[Result]) -> list[str]:
    """The medians of the moves of one server."""
    figures = [f"{middle(results, 'moves', p):.2f}" for p in ("p50", "p95", "p99")]
    whole = [
        f"{sum(r['moves'][n] for r in results):,}"
        for n in ("expected", "lost", "doubled", "replaced")
    ]
    cpu = middle(results, "moves", "cpu_us_per_delivery")
    busy = [middle(results, "moves", f"{who}_busy") for who in ("server", "generator")]
    shares = [*busy, middle(results, "moves", "waited")]
    return [name, *figures, *whole, f"{cpu:.2f}", *(f"{100 * share:.0f} %" for share in shares)]


def drop_row(name: str, results: list[Result]) -> list[str]:
    """The medians of the drops."""
    figures = [
        f"{middle(results, 'drops', p):.1f}"
        for p in ("p50", "p95", "p99", "answer_p50", "answer_p95")
    ]
    whole = [f"{sum(r['drops'][n] for r in results):,}" for n in ("drops", "lost", "doubled")]
    return [name, *figures, *whole]


def report(bench: Bench, ours: list[Result], floors: list[Result]) -> str:
    """The page that stays."""
    o = bench.options
    names = ["uvicorn", "channels", "django", "orjson", "uvloop", "websockets", "picows"]
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    verdict = [[a, b, "yes" if good else "**no**"] for a, b, good in judge(ours, floors)]
    stolen = max(r["stolen_s"] for r in ours + floors)
    return "\n".join(
        [
            f"# Live: {o.people} people, {o.movers} movers at {o.rate:g} Hz ({date.today()})",
            "",
            f"`python {shlex.join(['bench/run.py', *sys.argv[1:]])}`: {o.reps} repetitions, the two"
            f" servers in turn, each started afresh; one process each ({o.fanout} fan-out), SQLite,"
            f" a session of {o.placements} placements (seed {o.seed}), all traffic on loopback.",
            "",
            f"Machine: {len(bench.cores)} cores, {platform.machine()}, {procstat.processor()},"
            f" Linux {platform.release()}; at most {stolen:.1f} s stolen in a run; load before the"
            f" batch {o.load:.1f}; scheduler group nice {group_nice()}."
            f" Python {platform.python_version()}, {versions}.",
            "",
            table(["requirement", "measured", "met"], verdict),
            "",
            "## A move, at the others",
            "",
            table(
                ["server", "p50 ms", "p95", "p99", "expected", "lost", "doubled", "replaced",
                 "CPU µs per delivery", "server busy", "load busy", "waited for a core"],
                [move_row("floor (picows)", floors), move_row("Praatplaten", ours)],
            ),
            "",
            "Medians over the repetitions; counts are sums. *Replaced*: a newer position of the"
            " same post-it went out instead. *Waited for a core*: while other work on this machine"
            " had it; latencies contain that.",
            "",
            f"## A drop, while {o.movers} others are dragging",
            "",
            table(
                ["", "p50 ms", "p95", "p99", "answer p50", "answer p95", "drops", "lost",
                 "doubled"],
                [drop_row("from POST to the event at each other person", ours)],
            ),
            "",
            "## Connections",
            "",
            f"An idle connection costs {middle(ours, 'idle', 'kib_per_connection'):.1f} KiB"
            f" (floor: {middle(floors, 'idle', 'kib_per_connection'):.1f});"
            f" {o.people} people connected in {middle(ours, 'idle', 'connect_s'):.1f} s.",
            "",
        ]
    )  # fmt: skip


def group_nice() -> str:
    """The niceness of this session's scheduler group: below 0 it goes before other work."""
    return Path("/proc/self/autogroup").read_text().split()[-1]


def main() -> None:
    """Measure, write the page, and say whether the requirements are met."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--movers", type=int, default=5)
    parser.add_argument("--rate", type=float, default=30.0)
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--drops", type=int, default=40)
    parser.add_argument("--placements", type=int, default=150)
    parser.add_argument("--reps", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fanout", choices=["raw", "portable"], default="raw")
    parser.add_argument("--out", type=Path, help="default: docs/results/<date>-live.md")
    options = parser.parse_args()
    options.load = os.getloadavg()[0]

    results: dict[str, list[Result]] = {"floor": [], "ours": []}
    with tempfile.TemporaryDirectory(prefix="praatplaten-bench-") as folder:
        bench = Bench(options, Path(folder))
        bench.seed()
        for repetition in range(options.reps):
            for name, list_of in results.items():
                list_of.append(bench.measure(name))
                print(repetition, name, json.dumps(list_of[-1]), flush=True)

    out = options.out or ROOT / "docs" / "results" / f"{date.today()}-live.md"
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(report(bench, results["ours"], results["floor"]))
    print(out.read_text())
    sys.exit(0 if all(met for _a, _b, met in judge(results["ours"], results["floor"])) else 1)


if __name__ == "__main__":
    main()
