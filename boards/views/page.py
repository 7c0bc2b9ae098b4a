"""What the three live pages share: the page data for JavaScript, and the sheets for templates."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
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
from boards.domain.table_state import by_name
from boards.models import Layer, NoteAbout, Sheet
from boards.names import sheet_name
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
    `subjects`: all that lies on the table, by id. `scores`: the numbers that were given.
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
    subjects: dict[str, Data]
    scores: list[Data]

    @property
    def name(self) -> str:
        """What the board is called, here and in titles."""
        ways = len(self.content.fillings)
        return sheet_name(self.board["title"], self.board["filling"]["title"], ways=ways)

    @property
    def kind(self) -> str:
        """What the page shows beside the picture: a module of boards/kinds, or plain "zones"."""
        return self.content.kind_with(self.sheet.filling)

    @property
    def has_meanings(self) -> bool:
        """Whether this way of filling in begins by agreeing on what the elements mean."""
        return "meaning" in self.board["filling"]["steps"]

    @property
    def unanswered(self) -> list[Data]:
        """What lies on the table and got neither a place nor an answer."""
        answered = {placement["subject"] for placement in self.unknown + self.placed}
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
    return sheet_views_of(session.sheets.prefetch_related("reveals"), state)


def sheet_views_of(sheets: Iterable[Sheet], state: Data) -> list[SheetView]:
    """The same for sheets that were read already, with their reveals."""
    return [_sheet_view(sheet, state) for sheet in sheets]


def _sheet_view(sheet: Sheet, state: Data) -> SheetView:
    content = content_of(sheet.content)
    answers = [
        placement | {"who": state["subjects"][placement["subject"]]}
        for placement in state["placements"].values()
        if placement["sheet"] == str(sheet.pk)
        and not state["subjects"][placement["subject"]]["gone"]
    ]
    lying = [placement for placement in answers if not placement["unknown"]]
    placed = {p["subject"] for p in lying}
    return SheetView(
        sheet=sheet,
        content=content,
        board=board_data(sheet, content),
        elements=[
            ElementView(element, [p for p in lying if p["element"] == element.id])
            for element in content.areas_of(sheet.filling)
        ],
        placed=lying,
        between=[p for p in lying if p["element"] is None],
        unplaced=by_name(
            subject
            for key, subject in state["subjects"].items()
            if key not in placed
            and not subject["gone"]
            and content.areas_for(sheet.filling, subject["what"])
        ),
        unknown=[placement for placement in answers if placement["unknown"]],
        meanings={
            note["element"]: note
            for note in state["notes"].values()
            if note["sheet"] == str(sheet.pk) and note["about"] == NoteAbout.MEANING
        },
        subjects=state["subjects"],
        scores=[
            score
            for score in state["scores"].values()
            if score["sheet"] == str(sheet.pk)
            and score["value"] is not None
            and not state["subjects"][score["subject"]]["gone"]
        ],
    )


def is_person(subject: Data) -> bool:
    """Whether a subject's data are those of a person, who speaks for an organisation."""
    return subject["of"] is not None


def board_data(sheet: Sheet, content: Content) -> Data:
    """A board's texts and shapes for JavaScript."""
    data = snapshot_of(content)
    filling = next(f for f in data["fillings"] if f["id"] == sheet.filling)
    kept = (
        "kind",
        "title",
        "purpose",
        "instruction",
        "pairs",
        "scale",
        "aspects",
        "rows",
        "advice",
    )
    areas = {area["id"]: area for area in data["elements"] + data["groups"]}
    in_order = [area.id for area in content.areas_of(sheet.filling)]
    return {key: data[key] for key in kept} | {
        "filling": filling,
        "elements": [areas[area] for area in in_order],
        "groups": [group.id for group in content.groups if group.id in in_order],
        "questions": [asdict(question) for question in content.questions_by_id.values()],
        "picture": static(content.picture),
    }
