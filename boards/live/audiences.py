"""The sockets of one session in one process, by what they may hear: team, screens, each seat."""

from collections.abc import Iterator
from uuid import UUID

from boards.live.frames import Frame
from boards.live.members import Member
from boards.viewer import Viewer

MAX_SOCKETS = 1000
MAX_SOCKETS_OF_A_SEAT = 5


class Audiences:
    """Who is connected. Sending goes through here, so that no audience is forgotten."""

    def __init__(self) -> None:
        self.team: set[Member] = set()
        self.screens: set[Member] = set()
        self.seats: dict[UUID, set[Member]] = {}

    def __iter__(self) -> Iterator[Member]:
        yield from self.team
        yield from self.room()

    def room(self) -> Iterator[Member]:
        """Everyone who hears what the room may know: screens and seats."""
        yield from self.screens
        for members in self.seats.values():
            yield from members

    @property
    def is_empty(self) -> bool:
        """Whether nobody is connected."""
        return next(iter(self), None) is None

    def has_place_for(self, viewer: Viewer) -> bool:
        """Whether one more socket of this viewer stays within the limits."""
        if viewer.seat and len(self.seats.get(viewer.seat, ())) >= MAX_SOCKETS_OF_A_SEAT:
            return False
        return sum(1 for _member in self) < MAX_SOCKETS

    def add(self, member: Member) -> None:
        """Somebody is connected."""
        if member.viewer.seat is not None:
            self.seats.setdefault(member.viewer.seat, set()).add(member)
        elif member.viewer.role == "control":
            self.team.add(member)
        else:
            self.screens.add(member)

    def remove(self, member: Member) -> None:
        """Somebody is gone; twice does nothing."""
        self.team.discard(member)
        self.screens.discard(member)
        seat = member.viewer.seat
        if seat is not None and seat in self.seats:
            self.seats[seat].discard(member)
            if not self.seats[seat]:
                del self.seats[seat]

    def send_weather(self, team: Frame, room: Frame | None) -> None:
        """Send what may be missed: all of it to the team, to the room what the room knows."""
        for member in self.team:
            member.offer(team)
        if room is not None:
            for member in self.room():
                member.offer(room)


def send_all(members: set[Member], frame: Frame) -> None:
    """Send what must arrive to each of these."""
    for member in members:
        member.send(frame)
