"""Where partners lay, put in order for who reads it: per board a line of moments."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from boards.domain.standing import Spot, Standing
from boards.models import Sheet
from boards.viewer import Viewer
from deals.models import Deal, Session


def readers_of(sessions: Iterable[Session], teams: Iterable[UUID]) -> list[Viewer]:
    """Somebody who reads closed sessions, as `boards.access.reader_of` has it for one: of
    the deals in whose team they are all of it, of others what the room saw.
    """
    mine = set(teams)
    return [
        Viewer("control" if session.deal_id in mine else "screen", session.pk)
        for session in sessions
    ]


def in_words(spots: Iterable[Spot]) -> str:
    """Places as a reader says them: "Boompje (2 participants), Water"."""
    return ", ".join(_spot(spot) for spot in spots)


def _spot(spot: Spot) -> str:
    name = _("between the elements") if spot.area is None else spot.area.title
    if spot.unknown:
        name = _("“I don't know”")
    if spot.times == 1:
        return name
    people = ngettext("%(count)d participant", "%(count)d participants", spot.times)
    return f"{name} ({people % {'count': spot.times}})"


@dataclass
class Line:
    """What lies on one board, with one way of filling in, over the sessions of one deal."""

    deal: Deal
    filling: str
    moments: list[Standing] = field(default_factory=list)

    @property
    def ends(self) -> tuple[Sheet, Sheet] | None:
        """The first and the last moment, which can be compared; none when there is one only."""
        first, last = self.moments[0].sheet, self.moments[-1].sheet
        return (first, last) if first.pk != last.pk else None


@dataclass
class Board:
    """A board, with a line for each deal and each way of filling in."""

    title: str
    lines: list[Line] = field(default_factory=list)


def by_board(standings: Iterable[Standing]) -> list[Board]:
    """These standings per board, and on it per deal and way of filling in; boards in the order of
    their numbers, lines by the first moment on them.
    """
    boards: dict[str, Board] = {}
    numbers: dict[str, int] = {}
    lines: dict[tuple[str, UUID, str], Line] = {}
    for standing in standings:
        sheet, content = standing.sheet, standing.content
        numbers.setdefault(sheet.board, content.number)
        board = boards.setdefault(sheet.board, Board(content.title))
        key = (sheet.board, sheet.session.deal_id, sheet.filling)
        if key not in lines:
            lines[key] = Line(sheet.session.deal, content.filling(sheet.filling).title)
            board.lines.append(lines[key])
        lines[key].moments.append(standing)
    return [boards[name] for name in sorted(boards, key=lambda name: (numbers[name], name))]
