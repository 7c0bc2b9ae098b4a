"""CPU time and memory of processes, and the processor itself, from /proc (Linux only)."""

import os
from pathlib import Path

PAGE = os.sysconf("SC_PAGE_SIZE")


def cpu_seconds(pids: list[int]) -> float:
    """Seconds that the threads of these processes ran, in nanosecond steps, without stolen time."""
    return _schedstat(pids, 0)


def waited_seconds(pids: list[int]) -> float:
    """Seconds that these threads could have run, while something else had the core."""
    return _schedstat(pids, 1)


def _schedstat(pids: list[int], field: int) -> float:
    tasks = [task for pid in pids for task in Path(f"/proc/{pid}/task").iterdir()]
    return sum(int((task / "schedstat").read_text().split()[field]) for task in tasks) / 1e9


def rss_bytes(pids: list[int]) -> int:
    """The memory that these processes hold."""
    return sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE for pid in pids)


def stolen_seconds() -> float:
    """How long others on the same hardware kept this machine waiting since its start."""
    return int(Path("/proc/stat").read_text().split("\n", 1)[0].split()[8]) / os.sysconf(
        "SC_CLK_TCK"
    )


def processor() -> str:
    """What the processor calls itself."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    return next(names, "unknown processor")
