"""The live side of one process: its hubs, the poll that wakes them, and who tells them earlier."""

import asyncio
from time import monotonic, process_time
from uuid import UUID

import structlog

from boards.domain.announce import listen
from boards.domain.retention import forget_salts
from boards.domain.throwing_away import throw_away_old_trials
from boards.live import reads
from boards.live.hub import Hub
from boards.live.layer import Courier
from deals.domain.archive.waiting import forget_uploads
from deals.domain.jobs import sweep

logger = structlog.get_logger(__name__)

POLL_SECONDS = 1.0
HOUSEKEEPING_SECONDS = 3600.0


class LiveProcess:
    """All hubs of one process, on one event loop."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.courier = Courier()
        self._hubs: dict[UUID, Hub] = {}
        self._starting: dict[UUID, asyncio.Task[Hub]] = {}
        self._clock: asyncio.Task[None] | None = None
        self._poll: asyncio.Task[None] | None = None
        self._busy = 0.0
        self._housekeeping = asyncio.create_task(self._keep_house())

    def busy(self) -> float:
        """The share of the last second that the process worked, 0 to 1."""
        return self._busy

    async def hub(self, session_id: UUID) -> Hub:
        """The session's hub, started if need be; SessionLog.DoesNotExist without such a session."""
        if session_id in self._hubs:
            return self._hubs[session_id]
        if session_id not in self._starting:
            self._starting[session_id] = asyncio.create_task(self._start(session_id))
        # Shielded: one browser that leaves at once must not take the hub from the others.
        return await asyncio.shield(self._starting[session_id])

    async def _start(self, session_id: UUID) -> Hub:
        try:
            hub = Hub(session_id, await reads.in_thread(reads.start, session_id), self)
        finally:
            del self._starting[session_id]
        self._hubs[session_id] = hub
        if self._clock is None or self._clock.done():
            self._clock = asyncio.create_task(self._tick_on())
        return hub

    def forget(self, hub: Hub) -> None:
        """The hub has ended."""
        if self._hubs.get(hub.session) is hub:
            del self._hubs[hub.session]

    def announced(self, session_id: UUID, team_seq: int) -> None:
        """Something was committed in this process: tell the hub here, and other processes."""
        hub = self._hubs.get(session_id)
        if hub is not None:
            hub.announced(team_seq)
        self.courier.announce(session_id, team_seq)

    async def _keep_house(self) -> None:
        """At once and every hour: forget what is kept for a day only."""
        while True:
            try:
                await reads.in_thread(forget_salts)
                await reads.in_thread(throw_away_old_trials)
                await reads.in_thread(sweep)
                await reads.in_thread(forget_uploads)
            except Exception as error:  # the next hour tries again
                logger.warning("housekeeping.failed", error=repr(error))
            await asyncio.sleep(HOUSEKEEPING_SECONDS)

    # Once a second ------------------------------------------------------------------------------

    async def _tick_on(self) -> None:
        """As long as there are hubs; a fault in one tick does not end the clock."""
        worked, since = process_time(), monotonic()
        while self._hubs:
            await asyncio.sleep(POLL_SECONDS)
            worked_now, now = process_time(), monotonic()
            self._busy = min(1.0, (worked_now - worked) / (now - since))
            worked, since = worked_now, now
            self._tick()

    def _tick(self) -> None:
        if self._poll is None or self._poll.done():
            self._poll = asyncio.create_task(self._poll_once())
        for hub in list(self._hubs.values()):
            try:
                hub.tick()
            except Exception:
                logger.exception("hub.tick_failed", session=str(hub.session))

    async def _poll_once(self) -> None:
        """One query for all sessions that live here: what no announcement told is found by it."""
        polled = list(self._hubs.values())
        try:
            heads = await reads.in_thread(reads.heads, [hub.session for hub in polled])
        except Exception as error:  # the next poll tries again
            logger.warning("poll.failed", error=repr(error))
            return
        for hub in polled:
            hub.polled(heads.get(hub.session))


_current: LiveProcess | None = None


def live_process() -> LiveProcess:
    """The live side of this process; the first call makes it and starts listening."""
    global _current  # one per process, that is what it is
    if _current is None or _current.loop is not asyncio.get_running_loop():
        _current = LiveProcess()
        listen(_tell)
    return _current


def _tell(session_id: UUID, team_seq: int) -> None:
    """An announcement, in the thread that committed: handed to the event loop, not waited for."""
    if _current is not None and not _current.loop.is_closed():
        _current.loop.call_soon_threadsafe(_current.announced, session_id, team_seq)
