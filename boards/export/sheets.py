"""Which sheet is put on paper: a blank one, or the wheel or worksheet of somebody."""

from dataclasses import dataclass
from typing import Any

from boards.content import Content, snapshot_of
from boards.models import Sheet
from boards.views.page import SheetView, board_data

Data = dict[str, Any]


@dataclass(frozen=True)
class About:
    """Of a wheel or a worksheet: of whom, and for which result; ids of subjects in the state."""

    subject: str
    result: str | None = None


# What a viewer knows of a sheet on which nothing lies.
NOTHING: Data = {"subjects": {}, "placements": {}, "scores": {}, "notes": {}, "doers": {}}


def blank_view(content: Content, filling: str) -> SheetView:
    """A sheet of this board with nothing on it. It is never saved. KeyError for a way of filling in
    that the board has not.
    """
    content.filling(filling)
    sheet = Sheet(board=content.board, filling=filling, content=snapshot_of(content))
    return SheetView(
        sheet=sheet,
        content=content,
        board=board_data(sheet, content),
        elements=[],
        placed=[],
        between=[],
        unplaced=[],
        unknown=[],
        meanings={},
        subjects={},
        scores=[],
    )
