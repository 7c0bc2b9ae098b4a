"""What the three live pages share: the page data for JavaScript, and the sheets for templates."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext

from boards import texts
from boards.content import Content, Element, content_of, snapshot_of
from boards.domain.feed import heads_of
from boards.domain.snapshot import counts_of, state_of
from boards.models import Layer, NoteAbout, Sheet
from boards.viewer import Viewer
from deals.models import Session

Data = dict[str, Any]


@dataclass(frozen=True)
class ElementView:
    """An element with what lies in it, each placement with its subject as `who`."""

    element: Element
    placements: list[Data]


@dataclass(frozen=True)
class Difference:
    """An organisation whose participants answered differently: the answers, in words."""

    who: Data
    answers: list[str]


@dataclass(frozen=True)
class SheetView:
    """A sheet as a template shows it: the picture, the list per element, and what is left.

    `placed`: everything that lies on the picture, in the order in which it last changed.
    `unknown`: the answers "weet ik niet", which lie nowhere.
    `meanings`: the notes on what the elements mean to us, by the element's id.
    """

    sheet: Sheet
    content: Content
    board: Data
    elements: list[ElementView]
    placed: list[Data]
    between: list[Data]
    unplaced: list[Data]
    unknown: list[Data]
    meanings: dict[str, Data]

    @property
    def has_meanings(self) -> bool:
        """Whether this way of filling in begins by agreeing on what the elements mean."""
        return "meaning" in self.board["filling"]["steps"]

    @property
    def unanswered(self) -> list[Data]:
        """What lies on the table and got neither a place nor an answer."""
        answered = {placement["subject"] for placement in self.unknown}
        return [subject for subject in self.unplaced if subject["id"] not in answered]

    @property
    def differences(self) -> list[Difference]:
        """Organisations whose participants chose differently, with every answer they gave."""
        chosen: dict[str, list[Data]] = {}
        for placement in self.placed + self.unknown:
            if placement["layer"] == Layer.SELF:
                chosen.setdefault(placement["subject"], []).append(placement)
        return [
            Difference(rows[0]["who"], [self._element_of(row) for row in rows])
            for rows in chosen.values()
            if len({(row["element"], row["unknown"]) for row in rows}) > 1
        ]

    def _element_of(self, placement: Data) -> str:
        if placement["unknown"]:
            return gettext("I don't know")
        element = self.content.by_id.get(placement["element"])
        return gettext("between the elements") if element is None else element.title


def live_page(
    request: HttpRequest, viewer: Viewer, session: Session
) -> tuple[Data, list[SheetView]]:
    """The page data and the sheets of one viewer, from one reading of the state."""
    page = _page_data(request, viewer)
    sheets = sheet_views(session, page["state"])
    page["boards"] = {str(view.sheet.pk): view.board for view in sheets}
    return page, sheets


def _page_data(request: HttpRequest, viewer: Viewer) -> Data:
    """Everything that the page's JavaScript starts from. The numbers are read before the state,
    so that an event in between is applied twice rather than missed.
    """
    log, heads = heads_of(viewer)
    own_texts = texts.CONTROL if viewer.role == "control" else texts.ROOM
    return {
        "role": viewer.role,
        "session": str(viewer.session),
        "csrf": get_token(request),
        "urls": urls_of(viewer),
        "epoch": str(log.epoch),
        "heads": heads,
        "state": state_of(viewer),
        "counts": counts_of(viewer.session),
        "me": None,
        "actor": None if viewer.role == "screen" else viewer.actor,
        "facilitates": viewer.facilitates,
        "texts": {name: str(text) for name, text in (texts.SHARED | own_texts).items()},
    }


def urls_of(viewer: Viewer) -> Data:
    """Where this viewer's page reads, writes and listens; the screen writes nothing."""
    urls = {
        "events": reverse(f"{viewer.role}-events", args=[viewer.session]),
        "socket": f"/ws/sessions/{viewer.session}/{viewer.role}/",
    }
    if viewer.role != "screen":
        urls["commands"] = reverse(f"{viewer.role}-commands", args=[viewer.session])
    return urls


def sheet_views(session: Session, state: Data) -> list[SheetView]:
    """The session's sheets, with the state of one viewer laid out per element."""
    return [_sheet_view(sheet, state) for sheet in session.sheets.all()]


def _sheet_view(sheet: Sheet, state: Data) -> SheetView:
    content = content_of(sheet.content)
    answers = [
        placement | {"who": state["subjects"][placement["subject"]]}
        for placement in state["placements"].values()
        if placement["sheet"] == str(sheet.pk)
    ]
    lying = [placement for placement in answers if not placement["unknown"]]
    placed = {p["subject"] for p in lying if p["layer"] in (Layer.SELF, Layer.TEAM)}
    return SheetView(
        sheet=sheet,
        content=content,
        board=board_data(sheet, content),
        elements=[
            ElementView(element, [p for p in lying if p["element"] == element.id])
            for element in content.elements
        ],
        placed=lying,
        between=[p for p in lying if p["element"] is None],
        unplaced=sorted(
            (s for key, s in state["subjects"].items() if key not in placed),
            key=lambda subject: str(subject["name"]).casefold(),
        ),
        unknown=[placement for placement in answers if placement["unknown"]],
        meanings={
            note["element"]: note
            for note in state["notes"].values()
            if note["sheet"] == str(sheet.pk) and note["about"] == NoteAbout.MEANING
        },
    )


def board_data(sheet: Sheet, content: Content) -> Data:
    """A board's texts and shapes for JavaScript."""
    data = snapshot_of(content)
    filling = next(f for f in data["fillings"] if f["id"] == sheet.filling)
    kept = ("title", "purpose", "instruction", "elements", "questions")
    return {key: data[key] for key in kept} | {
        "filling": filling,
        "picture": static(content.picture),
    }
