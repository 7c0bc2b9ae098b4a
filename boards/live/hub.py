"""The hub of one session in one process: hears of changes, reads the log once, sends to all.

Woken by an announcement or by the process's poll; either may be missing or come twice, since only
the log's own numbers count. Each audience gets one frame, encoded once.
"""

import asyncio
from collections.abc import Coroutine
from time import monotonic
from typing import Any, Protocol
from uuid import UUID

import structlog
from django.utils import timezone

from boards.domain import feed
from boards.domain.snapshot import counts_of
from boards.live import reads
from boards.live.audiences import MAX_SOCKETS, Audiences, send_all
from boards.live.drags import Drag, checked
from boards.live.frames import Frame, events_frame, message
from boards.live.layer import PROCESS, Courier
from boards.live.members import Member
from boards.live.weather import Weather
from boards.viewer import Viewer
from deals.models import Phase

logger = structlog.get_logger(__name__)

BEAT_SECONDS = 5.0
PRESENCE_SECONDS = 12.0
DOOR_SECONDS = 60.0
# A login that runs out tells nobody: all credentials are asked again this often.
CREDENTIAL_SECONDS = 60.0
GRACE_SECONDS = 5.0
# More drags than this in one message of another process are not ours.
MAX_DRAGS_HEARD = 200
MAX_PROCESSES = 100

FROM_THE_START = feed.Cursor(0)

NOT_YOURS, RESYNC, CLOSED, TOO_MANY = 4403, 4408, 4410, 4429


class Process(Protocol):
    """What a hub needs of its process."""

    courier: Courier

    def busy(self) -> float:
        """The share of the last second that the process worked, 0 to 1."""

    def forget(self, hub: "Hub") -> None:
        """The hub has ended."""


class Hub:
    """All sockets of one session in this process, and how far its log has been sent to them."""

    def __init__(self, session_id: UUID, start: reads.Start, process: Process) -> None:
        self.session = session_id
        self.revocations = start.head.revocations
        self.has_ended = False
        self._head = start.head
        self._epoch = str(start.head.epoch)
        self._knows = start.knows
        self._counts = start.counts
        self._seat_heads: dict[UUID, int] = {}
        self._process = process
        self._audiences = Audiences()
        self._elsewhere: dict[str, tuple[int, float]] = {}
        self._weather = Weather(start.knows, self._audiences.send_weather, process.busy)
        self._tasks: set[asyncio.Task[Any]] = set()
        self._is_reading = self._read_again = False
        self._counts_are_old = self._is_counting = False
        self._next_beat = self._door_kept_at = 0.0
        self._asked_at = monotonic()
        self._last_beat: tuple[Any, int] | None = None
        self._empty_since: float | None = monotonic()
        self._layer = (
            process.courier.subscribe(session_id, self.hear) if process.courier.has_others else None
        )

    # Coming and going ---------------------------------------------------------------------------

    @property
    def is_closed(self) -> bool:
        """Whether the session has been closed."""
        return self._knows.phase == Phase.CLOSED

    def has_place_for(self, viewer: Viewer) -> bool:
        """Whether one more socket of this viewer stays within the limits."""
        return self._audiences.has_place_for(viewer)

    def join(self, member: Member, seat_seq: int) -> None:
        """Take a socket in, and tell it at once how far everything is."""
        self._audiences.add(member)
        self._empty_since = None
        seat = member.viewer.seat
        if seat is not None:
            self._seat_heads[seat] = max(seat_seq, self._seat_heads.get(seat, 0))
        member.send(self._beat(self._heads_of(member.viewer)))

    def leave(self, member: Member) -> None:
        """A socket is gone; leaving twice does nothing."""
        member.has_left = True
        self._audiences.remove(member)
        if self._empty_since is None and self._audiences.is_empty:
            self._empty_since = monotonic()

    def dismiss(self, member: Member, code: int, reason: str) -> None:
        """Take a socket out, and close it in good order."""
        self.leave(member)
        self._spawn(member.dismiss(code, reason))

    def end(self) -> None:
        """Stop; sockets that are left start over with a fresh hub."""
        self.has_ended = True
        for member in list(self._audiences):
            self.dismiss(member, RESYNC, "resync")
        self._weather.stop()
        if self._layer is not None:
            self._layer.cancel()
        self._process.forget(self)

    # What comes in ------------------------------------------------------------------------------

    def drag(self, member: Member, drag: Drag) -> None:
        """A socket drags: pass it on if it may; not while it is being sent away."""
        if member.has_left:
            return
        if self._knows.may_drag(member.viewer, member.subject, drag) and self._weather.add(drag):
            self._process.courier.drag(self.session, drag)

    def hear(self, heard: dict[str, Any]) -> None:
        """Another process says something. It may be nonsense: then it costs a query at most."""
        match heard:
            case {"type": "announced", "seq": int(seq)}:
                self.announced(seq)
            case {"type": "presence", "from": str(process), "seats": int(seats)} if (
                len(process) == len(PROCESS)
                and 0 <= seats <= MAX_SOCKETS
                and len(self._elsewhere) < MAX_PROCESSES
            ):
                self._elsewhere[process] = (seats, monotonic())
            case {"type": "drags", "drags": list(drags)}:
                for drag in map(checked, drags[:MAX_DRAGS_HEARD]):
                    if drag is not None:
                        self._weather.add(drag)

    def announced(self, team_seq: int) -> None:
        """The log is said to have reached a number, or something beside it changed."""
        if team_seq >= self._head.team:
            self.wake()

    def polled(self, head: reads.Head | None) -> None:
        """The poll's answer: how far the log is, or that there is no such session any more."""
        if head is None or head.team > self._head.team or self._versions_differ(head):
            self.wake()

    def _versions_differ(self, head: reads.Head) -> bool:
        return str(head.epoch) != self._epoch or head.revocations != self.revocations

    # Reading the log ----------------------------------------------------------------------------

    def wake(self) -> None:
        """Read on; a call during a reading leads to one more."""
        self._read_again = True
        if not self._is_reading:
            self._is_reading = True
            self._spawn(self._read())

    async def _read(self) -> None:
        try:
            while self._read_again:
                self._read_again = False
                self._take(await self._news())
        except Exception as error:  # the next poll tries again
            logger.warning("hub.unread", session=str(self.session), error=repr(error))
        finally:
            self._is_reading = False

    async def _news(self) -> reads.News:
        """What the log has; and before anybody hears it, who may hear no more is sent away."""
        news = await reads.in_thread(reads.news, self.session, self._head.team)
        if news.head is not None and news.head.revocations != self.revocations:
            await self._send_revoked_away(news.head.revocations)
        return news

    async def _send_revoked_away(self, revocations: int) -> None:
        """Ask every credential again. Whoever joins meanwhile must have heard this version."""
        before, self.revocations = self.revocations, revocations
        self._asked_at = monotonic()
        viewers = {member.viewer for member in self._audiences}
        try:
            gone = await reads.in_thread(reads.no_longer_valid, viewers)
        except Exception:
            self.revocations = before
            raise
        for member in list(self._audiences):
            if member.viewer in gone:
                self.dismiss(member, NOT_YOURS, "revoked")

    def _take(self, news: reads.News) -> None:
        if news.head is None or str(news.head.epoch) != self._epoch:
            self.end()
            return
        self._read_again |= len(news.events) == feed.MAX_BEHIND
        if news.events:
            self._deliver(news.events)
        self._head = reads.Head(
            team=news.events[-1].team_seq if news.events else self._head.team,
            room=max([e.room_seq for e in news.events if e.room_seq], default=self._head.room),
            epoch=news.head.epoch,
            revocations=news.head.revocations,
        )
        if self.is_closed:
            for member in list(self._audiences.room()):
                self.dismiss(member, CLOSED, "closed")

    def _deliver(self, events: list[feed.Encoded]) -> None:
        """Send events to everyone who learns of them, in the log's order."""
        for event in events:
            self._knows.learn(event)
            for seat, part in event.seats.items():
                self._seat_heads[seat] = max(part.seq, self._seat_heads.get(seat, 0))
        self._weather.settle()
        self._counts_are_old = True
        self._send(events)

    def _send(self, events: list[feed.Encoded]) -> None:
        """One frame for the team, one for the room, and one of its own for a seat that learns of
        something beside the room.
        """
        to = self._audiences
        send_all(to.team, events_frame(event.team for event in events))
        told_apart = {seat for event in events for seat in event.seats}
        for seat in told_apart & to.seats.keys():
            own = [part for e in events for part in feed.parts_for(e, seat, FROM_THE_START)]
            send_all(to.seats[seat], events_frame(own))
        room = [event.room for event in events if event.room is not None]
        if room:
            frame = events_frame(room)
            send_all(to.screens, frame)
            for seat in to.seats.keys() - told_apart:
                send_all(to.seats[seat], frame)

    # Once a second ------------------------------------------------------------------------------

    def tick(self) -> None:
        """Everything that time brings: heartbeats, who hangs, what was let go, the door."""
        now = monotonic()
        if self._empty_since is not None and now - self._empty_since > GRACE_SECONDS:
            self.end()
            return
        self._weather.end_silent()
        for member in list(self._audiences):
            if member.outlet.is_closing:
                self.leave(member)
                member.outlet.cut()
            elif member.hangs(now):
                logger.info("socket.hangs", session=str(self.session), who=member.viewer.actor)
                self.dismiss(member, RESYNC, "resync")
        if self._counts_are_old and not self._is_counting:
            self._is_counting = True
            self._spawn(self._count())
        self._beat_if_due(now)
        if now - self._asked_at > CREDENTIAL_SECONDS:
            self._spawn(self._send_revoked_away(self.revocations))
        if (
            self._audiences.team or self._audiences.screens
        ) and now - self._door_kept_at > DOOR_SECONDS:
            self._door_kept_at = now
            self._spawn(reads.in_thread(reads.keep_door_open, self.session))

    async def _count(self) -> None:
        self._counts_are_old = False
        try:
            self._counts = await reads.in_thread(counts_of, self.session)
        except Exception:
            self._counts_are_old = True
            raise
        finally:
            self._is_counting = False

    def _beat_if_due(self, now: float) -> None:
        """Every 5 s, and within a second when counts or presence changed."""
        is_due = now >= self._next_beat
        if is_due:
            self._process.courier.presence(self.session, len(self._audiences.seats))
        shown = (self._counts, self.presence())
        if not is_due and shown == self._last_beat:
            return
        self._next_beat = now + BEAT_SECONDS if is_due else self._next_beat
        self._last_beat = shown
        to = self._audiences
        send_all(to.team, self._beat({"team": self._head.team}))
        send_all(to.screens, self._beat({"room": self._head.room}))
        for seat, members in to.seats.items():
            send_all(members, self._beat(self._heads_of_seat(seat)))

    def _heads_of(self, viewer: Viewer) -> dict[str, int]:
        if viewer.seat is not None:
            return self._heads_of_seat(viewer.seat)
        if viewer.role == "control":
            return {"team": self._head.team}
        return {"room": self._head.room}

    def _heads_of_seat(self, seat: UUID) -> dict[str, int]:
        return {"room": self._head.room, "seat": self._seat_heads.get(seat, 0)}

    def _beat(self, heads: dict[str, int]) -> Frame:
        return message(
            {
                "heads": heads,
                "epoch": self._epoch,
                "counts": self._counts,
                "now": timezone.now().isoformat(timespec="milliseconds"),
                "presence": {"seats": self.presence()},
            }
        )

    def presence(self) -> int:
        """How many participants are connected, over all processes."""
        fresh = monotonic() - PRESENCE_SECONDS
        self._elsewhere = {p: told for p, told in self._elsewhere.items() if told[1] > fresh}
        return len(self._audiences.seats) + sum(seats for seats, _at in self._elsewhere.values())

    def _spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            logger.warning("hub.failed", session=str(self.session), error=repr(task.exception()))
