"""One run: a session with people, two servers behind a bad network, a nemesis, and a verdict."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from time import monotonic

from boards.content import content_of
from boards.domain import geometry
from boards.domain.preparing import SheetPlan, prepare_session
from boards.models import SessionLog
from deals.models import Session, User
from tests.conftest import PARTNERS, make_deal, make_user, started
from tests.faults.checker import Checker, Finding
from tests.faults.line import Line
from tests.faults.nemesis import LANES, Lanes, Nemesis
from tests.faults.processes import redis, server
from tests.faults.proxy import Proxy
from tests.faults.readers import Reader
from tests.faults.witness import Witness
from tests.faults.writers import Script, Writer
from tests.live import people
from tests.live.people import Person
from tests.live.server import database_url

SERVERS = 2
FACILITATORS = 3
TABS = 8
# After the last fault everybody must be up to date within so many looks: 10 s when the machine has
# nothing else to do. A look takes longer on a busy one, as does all that it looks at.
CONVERGE_LOOKS = 200
LOOK_EVERY = 0.05
LOST_ANNOUNCEMENTS = 0.1
# An answer may be ahead of what the witness reads, for as long as a statement may take; a loss is
# for ever.
SETTLED_SECONDS = 5.0
# On the hidden sheet all lies here, and on the open sheet nothing: seen by the room, it is a leak.
HIDDEN_BY_TEAM, HIDDEN_BY_SEAT = "compost", "vlinder"
SPOTS = 200


@dataclass(frozen=True)
class Plan:
    """What a run does, until `seconds`, `rounds` of each fault and `operations` are all over.
    `watch`: ends it as soon as one of these kinds is seen.
    """

    seed: int
    seconds: float
    lanes: Lanes = LANES
    rounds: int = 0
    operations: int = 0
    bug: str = ""
    watch: str = ""


@dataclass
class Report:
    """What happened, and what must not have."""

    seed: int
    operations: int = 0
    accepted: int = 0
    refused: int = 0
    sends: int = 0
    duplicated: int = 0
    sockets: int = 0
    fetches: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    converged_in: float | None = None
    findings: list[Finding] = field(default_factory=list)
    story: list[str] = field(default_factory=list)

    @property
    def kinds(self) -> set[str]:
        """The kinds of what was found."""
        return {finding.kind for finding in self.findings}

    def __str__(self) -> str:
        """The run in a few lines, with what was found and the last faults."""
        after = "" if self.converged_in is None else f"; converged in {self.converged_in:.1f} s"
        faults = ", ".join(f"{name} {times}" for name, times in sorted(self.faults.items()))
        lines = [
            f"FAULTS_SEED={self.seed}: {self.operations} operations ({self.accepted} accepted,"
            f" {self.refused} refused) in {self.sends} requests and {self.duplicated} duplicates,"
            f" {self.sockets} sockets, {self.fetches} catch-ups in {self.seconds:.0f} s;"
            f" {self.faults.total()} faults ({faults}){after}",
        ]
        counted = Counter(finding.kind for finding in self.findings)
        lines += [f"{kind}: {times}" for kind, times in counted.items()]
        lines += [f"{finding.kind}: {finding.text[:500]}" for finding in self.findings[:20]]
        return "\n".join(lines + (self.story[-20:] if self.findings else []))


class World:
    """A running session on two sheets, one open and one hidden, and everybody in it."""

    def __init__(self) -> None:
        deal = make_deal("Ruimte voor Lopen")
        self.users: list[User] = [make_user(f"team{n}", deal) for n in range(FACILITATORS)]
        plans = [
            SheetPlan("rollen", "feitelijke-rol"),
            SheetPlan("rollen", "gedrag", self_starts_open=False, team_starts_open=False),
        ]
        self.session: Session = prepare_session(
            deal, "Halverwege", date(2026, 3, 5), plans, self.users[0]
        )
        table = started(self.session, self.users[0])
        self.team = [people.team(self.session, user) for user in self.users]
        self.screen = people.screen(self.session)
        names = [name for name, _kind in PARTNERS]
        # Two participants on the open sheet, one on the hidden one.
        self.seats = [people.participant(table, name) for name in names[:3]]
        subjects = [str(table.subject(name).pk) for name in names]
        self.script = self._script(subjects, random.Random(1))
        self.epoch = str(SessionLog.objects.get(pk=self.session.pk).epoch)
        self.url = database_url()

    def _script(self, subjects: list[str], chance: random.Random) -> Script:
        opened, hidden = self.session.sheets.order_by("order")
        content = content_of(opened.content)
        tried = [(chance.randrange(10, 410), chance.randrange(10, 287)) for _ in range(SPOTS)]
        secret = {HIDDEN_BY_TEAM, HIDDEN_BY_SEAT}
        return Script(
            open_sheet=str(opened.pk),
            hidden_sheet=str(hidden.pk),
            subjects=subjects,
            seats=[
                (str(p.seat.pk), s) for p, s in zip(self.seats, subjects, strict=False) if p.seat
            ],
            spots=[
                (x, y)
                for x, y in tried
                if geometry.element_at(content.elements, x, y) not in secret
            ],
            elements=[element for element in content.by_id if element not in secret],
            hidden_by_team=HIDDEN_BY_TEAM,
            hidden_by_seat=HIDDEN_BY_SEAT,
        )


class Run:
    """One run of a plan in a world, with all that it starts; it ends all of it."""

    def __init__(self, world: World, plan: Plan, folder: Path) -> None:
        self._world = world
        self._plan = plan
        deaf = folder / "deaf"
        faults = {
            "FAULTS_DEAF": str(deaf),
            "FAULTS_LOST": str(LOST_ANNOUNCEMENTS),
            "FAULTS_BUG": plan.bug,
        }
        self._redis = redis(folder)
        self._servers = [
            server(
                folder / f"server{n}",
                self._redis.port,
                faults | {"FAULTS_SEED": f"{plan.seed} {n}"},
            )
            for n in range(SERVERS)
        ]
        self._proxies = [
            Proxy(process.port, self._chance(f"proxy {n}"))
            for n, process in enumerate(self._servers)
        ]
        self._witness = Witness(world.url, world.session.pk)
        self._nemesis = Nemesis(
            self._servers, self._proxies, self._redis, deaf, self._witness, plan.seed
        )
        self._lines: list[Line] = []
        self._writers: list[Writer] = []
        self._readers: list[Reader] = []
        self._report = Report(plan.seed)

    def carry_out(self) -> Report:
        """Everything, and the verdict."""
        began = monotonic()
        asyncio.run(self._live())
        world, report = self._world, self._report
        checker = Checker(world.session, world.users[0], self._writers, self._readers)
        report.findings += checker.findings()
        operations = [o for writer in self._writers for o in writer.journal]
        report.operations = len(operations)
        report.accepted = sum(o.accepted is not None for o in operations)
        report.refused = sum(bool(o.answers) and o.accepted is None for o in operations)
        report.sends = sum(writer.sends for writer in self._writers)
        report.duplicated = sum(proxy.duplicated for proxy in self._proxies)
        report.sockets = sum(reader.connected for reader in self._readers)
        report.fetches = sum(reader.fetched for reader in self._readers)
        report.faults = self._nemesis.done
        report.story += [f"{at - began:6.1f} s {fault}" for at, fault in self._nemesis.story]
        report.seconds = monotonic() - began
        return report

    def _chance(self, name: str) -> random.Random:
        return random.Random(f"{self._plan.seed} {name}")

    # While it runs

    async def _live(self) -> None:
        async with AsyncExitStack() as stack:
            await self._start(stack)
            stopping = asyncio.Event()
            reading = [asyncio.create_task(reader.read()) for reader in self._readers]
            writing = [asyncio.create_task(writer.write(stopping)) for writer in self._writers]
            stack.push_async_callback(_end, reading + writing)
            caught = await self._break_things()
            stopping.set()
            if not caught:
                await self._converge()
            self._report.findings += [
                Finding("harness", repr(task.exception()))
                for task in reading + writing
                if task.done() and not task.cancelled() and task.exception()
            ]

    async def _start(self, stack: AsyncExitStack) -> None:
        for process in (self._redis, *self._servers):
            stack.callback(process.kill)
        await self._redis.start()
        await asyncio.gather(*(each.start() for each in self._servers))
        for proxy in self._proxies:
            await proxy.start()
            stack.push_async_callback(proxy.stop)
        await self._witness.start()
        stack.push_async_callback(self._witness.close)
        self._invite()
        for line in self._lines:
            stack.push_async_callback(line.close)

    def _invite(self) -> None:
        """Writers: 8 tabs of facilitators, 4 phones. Readers: of each kind, most by socket."""
        world, script = self._world, self._world.script
        for tab in range(TABS):
            which = tab % FACILITATORS
            actor = f"user:{world.users[which].pk}"
            self._write(actor, world.team[which], f"tab {tab}", script)
        first, second, hiding = world.seats
        for number, phone in enumerate((first, first, second, hiding)):
            assert phone.seat is not None
            self._write(f"seat:{phone.seat.pk}", phone, f"phone {number}", script, phone is hiding)
        for number, person in enumerate((*world.team[:2], world.screen, *world.seats, hiding)):
            self._read(f"{person.role} {number}", person)
        self._read("screen without sockets", world.screen, sockets=False)

    def _write(
        self, actor: str, person: Person, name: str, script: Script, hides: bool = False
    ) -> None:
        line = self._line(person, name)
        self._writers.append(Writer(actor, line, script, self._chance(name), hides))

    def _read(self, name: str, person: Person, sockets: bool = True) -> None:
        line = self._line(person, f"reader {name}")
        chance = self._chance(f"reading {name}")
        self._readers.append(Reader(name, line, self._world.epoch, chance, sockets))

    def _line(self, person: Person, name: str) -> Line:
        line = Line(person, self._proxies, self._chance(f"line of {name}"))
        self._lines.append(line)
        return line

    async def _break_things(self) -> bool:
        """Let the nemesis rage to its end, or until what the plan watches for is seen."""
        plan = self._plan
        raging = asyncio.create_task(self._nemesis.rage(plan.lanes, plan.seconds, plan.rounds))
        if not plan.watch:
            await raging
            await self._until(self._has_worked)
            return False
        watching = asyncio.create_task(self._until(self._is_caught))
        await asyncio.wait([raging, watching], return_when=asyncio.FIRST_COMPLETED)
        caught = watching.done()
        await _end([raging, watching])
        return caught

    async def _converge(self) -> None:
        """Until every command is answered and every reader is as far as the log."""
        healed = monotonic()
        for _look in range(CONVERGE_LOOKS):
            if await self._is_quiet():
                self._report.converged_in = monotonic() - healed
                return
            await asyncio.sleep(LOOK_EVERY)
        behind = "; ".join(reader.status for reader in self._readers)
        waiting = sum(writer.waiting for writer in self._writers)
        self._report.findings.append(
            Finding("converge", f"{waiting} unanswered; heads {await self._heads()}; {behind}")
        )

    async def _has_worked(self) -> bool:
        return sum(len(writer.journal) for writer in self._writers) >= self._plan.operations

    async def _is_quiet(self) -> bool:
        heads = await self._heads()
        if any(writer.waiting for writer in self._writers):
            return False
        return all(reader.heads == heads[_audience(reader)] for reader in self._readers)

    async def _heads(self) -> dict[str, dict[str, int]]:
        return await self._witness.heads([p.seat.pk for p in self._world.seats if p.seat])

    async def _is_caught(self) -> bool:
        """Whether the bug shows already; the checker has the last word."""
        commands = Counter(await self._witness.commands())
        match self._plan.watch:
            case "doubled":
                return any(times > 1 for times in commands.values())
            case "lost":
                settled = monotonic() - SETTLED_SECONDS
                return any(
                    o.accepted is not None
                    and o.answered_at < settled
                    and (o.actor, o.id) not in commands
                    for writer in self._writers
                    for o in writer.journal
                )
            case _:
                heard = (text for r in self._readers if r.role == "screen" for text in r.texts)
                return any(f'"{HIDDEN_BY_SEAT}"' in text for text in heard)

    async def _until(self, holds: Callable[[], Awaitable[bool]]) -> None:
        while not await holds():
            await asyncio.sleep(LOOK_EVERY)


def _audience(reader: Reader) -> str:
    seat = reader.line.person.seat
    return reader.role if seat is None else str(seat.pk)


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
