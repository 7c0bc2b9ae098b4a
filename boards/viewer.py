"""Who looks: one of three roles, each with its own credential and its own projection."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

Role = Literal["control", "screen", "seat"]


@dataclass(frozen=True)
class Viewer:
    """Somebody at one of the three views of a session.

    `user`: who is logged in, at control. `facilitates`: whether they may change anything there.
    `seat`: whose phone it is, at seat. `credential`: the mark of what they showed (of a login its
    session key, of a phone the hash of its token), to ask later whether it still holds.
    """

    role: Role
    session: UUID
    user: UUID | None = None
    facilitates: bool = False
    seat: UUID | None = None
    credential: str = ""

    @property
    def actor(self) -> str:
        """The name under which this viewer's commands are kept: ids are unique within it."""
        return f"seat:{self.seat}" if self.role == "seat" else f"user:{self.user}"

    @property
    def sees_all(self) -> bool:
        """Whether nothing is hidden from this viewer: the team's own view."""
        return self.role == "control"
