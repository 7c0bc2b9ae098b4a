"""One socket at a hub: who it is, what it may still take, how much it may still send."""

from time import monotonic

from boards.live.frames import Frame, message
from boards.live.outlets import Outlet
from boards.viewer import Viewer

# Beyond this a browser does not keep up: it gets no weather, and 5 s for everything else.
BACKLOG_BYTES = 64 * 1024
MAX_BACKLOG_BYTES = 4 * 1024 * 1024
HANGS_SECONDS = 5.0
DRAGS_PER_SECOND = 60
TOLERATED_NONSENSE = 20


class Member:
    """A socket that has been let in. `subject`: what a participant's own post-its are of."""

    def __init__(self, viewer: Viewer, outlet: Outlet, subject: str | None) -> None:
        self.viewer = viewer
        self.subject = subject
        self.outlet = outlet
        self.nonsense = 0
        self.has_left = False
        self._behind_since: float | None = None
        self._allowance = float(DRAGS_PER_SECOND)
        self._allowed_at = monotonic()

    def send(self, frame: Frame) -> None:
        """Send what must arrive."""
        self.outlet.write(frame)
        if self._behind_since is None and self.outlet.waiting > BACKLOG_BYTES:
            self._behind_since = monotonic()

    def offer(self, frame: Frame) -> None:
        """Send what may be missed, unless the socket is behind."""
        if self.outlet.waiting <= BACKLOG_BYTES:
            self.outlet.write(frame)

    def hangs(self, now: float) -> bool:
        """Whether something that must arrive has been waiting for 5 s, or too much is waiting."""
        waiting = self.outlet.waiting
        if waiting <= BACKLOG_BYTES:
            self._behind_since = None
        if self._behind_since is None:
            return False
        return waiting > MAX_BACKLOG_BYTES or now - self._behind_since > HANGS_SECONDS

    def may_speak(self) -> bool:
        """Whether one more message is within 60 a second; what is beyond is dropped unread."""
        now = monotonic()
        self._allowance += (now - self._allowed_at) * DRAGS_PER_SECOND
        self._allowance = min(self._allowance, DRAGS_PER_SECOND)
        self._allowed_at = now
        if self._allowance < 1:
            return False
        self._allowance -= 1
        return True

    async def dismiss(self, code: int, reason: str) -> None:
        """Say why, and close."""
        if reason in ("resync", "revoked"):
            self.outlet.write(message({"bye": reason}))
        await self.outlet.close(code, reason)
