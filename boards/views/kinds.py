"""What each kind of board adds to the live pages, for the sheets of that kind that are there."""

from typing import Any

from boards.kinds import innovations, wheel, worksheet
from boards.viewer import Viewer
from boards.views.page import SheetView
from deals.models import Session

Data = dict[str, Any]

KINDS = {"innovations": innovations, "worksheet": worksheet, "wheel": wheel}


def kinds_for(viewer: Viewer, session: Session, sheets: list[SheetView], page: Data) -> Data:
    """By kind what its templates show, for the page of this viewer's role; the texts for JavaScript
    go into the page data.
    """
    shown: Data = {}
    for name, kind in KINDS.items():
        of_kind = [view for view in sheets if view.kind == name]
        # Innovations are collected beside every board that is about them.
        also = name == "innovations" and any(map(innovations.needs_innovations, sheets))
        if of_kind or also:
            give = {"control": kind.control, "screen": kind.screen, "seat": kind.seat}[viewer.role]
            shown[name] = give(viewer, session, of_kind, page)
            page["texts"] |= {key: str(text) for key, text in kind.TEXTS.items()}
    return shown
