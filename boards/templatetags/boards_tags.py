"""Boards in templates: the picture, its elements, the post-its on it; and the import map."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from boards import drawing, texts
from boards.content import Content, Element
from boards.domain.geometry import HALF_LETTER_MM
from boards.drawing import Postit
from boards.models import Sheet
from boards.views.page import SheetView
from deals.models import OrganisationKind, Session

register = template.Library()

BLANK_LINES = ("", "")


@dataclass(frozen=True)
class DrawnPostit:
    """A post-it as its partial writes it: only text, and numbers that are text already."""

    kind: str
    key: str = ""
    placements: str = ""
    states: str = ""
    transform: str = ""
    turn: str = ""
    lines: tuple[str, ...] = BLANK_LINES
    words: str = ""


@dataclass(frozen=True)
class DrawnElement:
    """An element of the picture: its shape, its name, and how many post-its it has no room for."""

    element: Element
    shape: SafeString
    label: str
    more_at: str
    room: str
    most_shown: int
    more: int


@dataclass(frozen=True)
class DrawnBoard:
    """A sheet with everything on it. `postits` are drawn; `listed` is all of them, by element."""

    size: int
    elements: list[DrawnElement]
    postits: list[DrawnPostit]
    links: list[str]
    listed: list[tuple[Element | None, list[Postit]]]
    tray: list[dict[str, Any]]
    blanks: list[DrawnPostit] = field(
        default_factory=lambda: [DrawnPostit(kind=kind) for kind in OrganisationKind.values]
    )


@register.simple_tag
def drawn(view: SheetView, concealed: bool = False) -> DrawnBoard:
    """The board of a sheet, to be written by boards/_board.html and boards/_outline.html.

    `concealed`: without the hidden layers, for a laptop that may be mirrored on the wall.
    """
    open_layers = [layer for layer in ("self", "team", "agreed") if view.sheet.is_open(layer)]
    subjects = {row["subject"]: row["who"] for row in view.placed}
    postits = drawing.postits_of(
        view.placed, subjects, open_layers, view.content, show_hidden=not concealed
    )
    room = drawing.room_for(view.content)
    most = drawing.most_shown(view.content)
    size = drawing.size_for(postits, room)
    shown, more = drawing.shown_and_more(postits, most, size)
    return DrawnBoard(
        size=size,
        elements=[
            _element(element, room[element.id], most[element.id], more.get(element.id, 0))
            for element in view.content.elements
        ],
        postits=[_postit(postit, view.content, size) for postit in shown],
        links=[
            drawing.curve((own.x, own.y), (team.x, team.y)) for own, team in drawing.links_of(shown)
        ],
        listed=_listed(postits, view.content),
        tray=_tray(view, postits),
    )


@register.simple_tag
def picture(content: Content, prefix: str) -> SafeString:
    """The drawing of a board, to stand inside an SVG. Its ids get a prefix, so that two sheets of
    one board can stand on one page.
    """
    return mark_safe(_picture(content.picture, prefix))  # noqa: S308 - our own file, no input


@register.simple_tag(takes_context=True)
def import_map(context: Context) -> SafeString:
    """Where the browser finds each module: ES modules import each other by their plain names, the
    server serves them under names with a hash. Nothing when there is no manifest.
    """
    names: dict[str, str] = getattr(staticfiles_storage, "hashed_files", {})
    hashed = {
        f"{settings.STATIC_URL}{name}": f"{settings.STATIC_URL}{hashed_name}"
        for name, hashed_name in names.items()
        if name.startswith("js/") and name.endswith(".js")
    }
    if not hashed:
        return SafeString()
    # Names of our own files: letters, digits, dots, dashes and slashes.
    imports = mark_safe(json.dumps({"imports": hashed}, sort_keys=True))  # noqa: S308
    return format_html(
        '<script type="importmap" nonce="{}">{}</script>', context.get("CSP_NONCE", ""), imports
    )


@register.filter
def of(key: Any, mapping: Mapping[Any, Any]) -> Any:
    """The value of a key: `seat.subject|of:page.state.subjects`."""
    return mapping.get(key)


@register.filter
def opens(sheet: Sheet, layer: str) -> bool:
    """Whether the room sees this layer: `view.sheet|opens:"self"`."""
    return sheet.is_open(layer)


@register.filter
def hidden_count(view: SheetView, layer: str = "") -> int:
    """How many post-its of a sheet the room does not see yet, of one layer or of all:
    `view|hidden_count:"team"`. The same count as in static/js/board/panel.js.
    """
    layers = [layer] if layer else ["self", "team", "agreed"]
    hidden = [each for each in layers if not view.sheet.is_open(each)]
    return len({(row["layer"], row["subject"]) for row in view.placed if row["layer"] in hidden})


@register.simple_tag
def answer_of(page: Mapping[str, Any], view: SheetView, seat: Mapping[str, str]) -> str:
    """Whether a participant has said something on a sheet, if only "weet ik niet", or was placed
    on behalf: the name of the text that says so.
    """
    for row in page["state"]["placements"].values():
        if row["seat"] == seat["id"] and row["sheet"] == str(view.sheet.pk):
            return "placed_for_them" if row["on_behalf"] else "answered"
    return "not_answered"


@register.simple_tag
def roster(page: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Who takes part, by name: seat, subject, and a number in the order of joining where an
    organisation has more seats than one. The same order as in static/js/board/roster.js.
    """
    seats = list(page["state"].get("seats", {}).values())
    of_subject = Counter(seat["subject"] for seat in seats)
    numbers: Counter[str] = Counter()
    people = []
    for seat in seats:
        numbers[seat["subject"]] += 1
        several = of_subject[seat["subject"]] > 1
        number = numbers[seat["subject"]] if several else None
        subject = page["state"]["subjects"][seat["subject"]]
        people.append({"seat": seat, "subject": subject, "number": number})
    return sorted(people, key=lambda one: str(one["subject"]["name"]).casefold())


@register.simple_tag
def partners(page: Mapping[str, Any], session: Session) -> list[dict[str, Any]]:
    """The organisations that a participant can belong to, by name: the deal's partners that lie
    on the table, without the names that were typed.
    """
    listed = session.subjects.filter(partner__isnull=False, person__isnull=True)
    rows = [page["state"]["subjects"][str(pk)] for pk in listed.values_list("pk", flat=True)]
    return sorted(rows, key=lambda row: str(row["name"]).casefold())


@register.filter
def have_step(sheets: Iterable[SheetView], step: str) -> bool:
    """Whether a sheet is filled in with this step: `sheets|have_step:"meaning"`."""
    return any(step in view.board["filling"]["steps"] for view in sheets)


@register.filter
def holds(chosen: Iterable[str] | None, key: object) -> bool:
    """Whether what was chosen in a form has this key: `form.partners.value|holds:partner.pk`."""
    return str(key) in (chosen or ())


@register.filter
def words(postit: Postit) -> str:
    """What there is to know of a post-it besides its name, as in the list."""
    return ", ".join(_marks(postit))


# Private ----------------------------------------------------------------------------------------


def _postit(postit: Postit, content: Content, size: int) -> DrawnPostit:
    lines, small = drawing.fitted(postit.subject["lines"], size)
    return DrawnPostit(
        kind=postit.subject["kind"],
        key=postit.key,
        placements=" ".join(postit.placements),
        states=" ".join(f"postit--{name}" for name in _states(postit, len(lines) == 1, small)),
        transform=f"translate({postit.x:g} {postit.y:g})",
        turn=f"rotate({drawing.turn_of(postit.subject['id']):g})",
        lines=(*lines, "")[:2],
        words=_in_words(postit, content),
    )


def _states(postit: Postit, one_line: bool, small: bool) -> Iterable[str]:
    yield postit.layer
    yield from (
        name
        for name, holds in (
            ("hidden", postit.hidden),
            ("behalf", postit.on_behalf),
            ("differs", postit.differs),
            ("missing", postit.subject["missing"]),
            ("one-line", one_line),
            ("small", small),
        )
        if holds
    )


def _in_words(postit: Postit, content: Content) -> str:
    said = texts.SHARED
    kind = str(said[f"kind_{postit.subject['kind']}"])
    where = str(said["between"])
    if postit.element is not None:
        where = str(said["in_element"]).format(element=content.by_id[postit.element].title)
    return ", ".join([postit.subject["name"], kind, where, *_marks(postit)])


def _marks(postit: Postit) -> Iterable[str]:
    said = texts.SHARED
    yield str(said["on_behalf" if postit.on_behalf else f"layer_{postit.layer}"])
    if len(postit.placements) > 1:
        yield str(said["of_seats"]).format(count=len(postit.placements))
    for name, holds in (
        ("differs", postit.differs),
        ("missing", postit.subject["missing"]),
        ("hidden", postit.hidden),
    ):
        if holds:
            yield str(said[name])


def _element(element: Element, room: tuple[int, ...], most: int, more: int) -> DrawnElement:
    x, y = element.label
    return DrawnElement(
        element=element,
        shape=_shape(element),
        label=f"translate({x:g} {y:g})",
        more_at=f"translate({x + HALF_LETTER_MM * len(element.title) + 4:g} {y:g})",
        room=" ".join(map(str, room)),
        most_shown=most,
        more=more,
    )


def _shape(element: Element) -> SafeString:
    if element.rectangle is not None:
        x, y, width, height = element.rectangle
        return format_html(
            '<rect x="{}" y="{}" width="{}" height="{}" />', *map(_number, (x, y, width, height))
        )
    if element.ellipse is not None:
        return format_html(
            '<ellipse cx="{}" cy="{}" rx="{}" ry="{}" />', *map(_number, element.ellipse)
        )
    points = " ".join(f"{x:g},{y:g}" for x, y in element.polygon or ())
    return format_html('<polygon points="{}" />', points)


def _number(value: float) -> str:
    return f"{value:g}"


def _listed(postits: list[Postit], content: Content) -> list[tuple[Element | None, list[Postit]]]:
    by_name = sorted(postits, key=lambda postit: str(postit.subject["name"]).casefold())
    return [
        (element, [p for p in by_name if p.element == (element.id if element else None)])
        for element in (*content.elements, None)
    ]


def _tray(view: SheetView, shown: list[Postit]) -> list[dict[str, Any]]:
    """What still has to be put on the board: not placed by the team, and not to be seen on it."""
    there = {postit.subject["id"] for postit in shown}
    there |= {row["subject"] for row in view.placed if row["layer"] == "team"}
    hidden = {row["subject"]: row["who"] for row in view.placed if row["subject"] not in there}
    subjects = {subject["id"]: subject for subject in view.unplaced} | hidden
    waiting = [subject for key, subject in subjects.items() if key not in there]
    return sorted(waiting, key=lambda subject: str(subject["name"]).casefold())


@cache
def _picture(name: str, prefix: str) -> str:
    found = finders.find(name)
    if not isinstance(found, str):
        return ""
    svg = Path(found).read_text(encoding="utf-8")
    inside = re.sub(r"^.*?<svg[^>]*>|</svg>\s*$", "", svg, flags=re.DOTALL)
    return re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{prefix}-", inside)
