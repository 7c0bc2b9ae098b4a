"""Boards in templates: the picture, its elements, the post-its on it; and the import map."""

import json
import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
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
from boards.content import Caption, Content, Element
from boards.domain.geometry import HALF_LETTER_MM
from boards.domain.table_state import by_name
from boards.drawing import Postit
from boards.models import Layer, Sheet
from boards.names import before_filling
from boards.views.page import SheetView, is_person
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
    is_person: bool = False


@dataclass(frozen=True)
class DrawnElement:
    """An element of the picture: its shape, its name, and how many post-its it has no room for.

    `is_within`: in a group that stands on the picture too.
    """

    element: Element
    is_within: bool
    shape: SafeString
    label: str
    more_at: str
    room: str
    most_shown: int
    more: int


@dataclass(frozen=True)
class DrawnBoard:
    """A sheet with everything on it. `postits` are drawn; `listed` is all of them, by element.

    `links`: the path of each line, and its classes. `captions`: each text and its transform.
    `differences`: what is said of a subject, by its id, where that differs.
    """

    size: int
    elements: list[DrawnElement]
    postits: list[DrawnPostit]
    links: list[tuple[str, str]]
    captions: list[tuple[str, str]]
    blanks: list[DrawnPostit]
    listed: list[tuple[Element | None, list[Postit]]] = field(default_factory=list)
    tray: list[dict[str, Any]] = field(default_factory=list)
    differences: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Comparison:
    """Two ways of filling in one board, on one picture and in words.

    `moves`: subject, first and second place of whoever lies somewhere else in the second.
    """

    first: SheetView
    second: SheetView
    title: str
    board: DrawnBoard
    moves: list[tuple[dict[str, Any], str, str]]
    same: int
    only: int

    @property
    def key(self) -> str:
        """What tells it from other pictures on a page."""
        return f"{self.first.sheet.pk}-{self.second.sheet.pk}"


@register.simple_tag
def drawn(view: SheetView, concealed: bool = False, nameless: bool = False) -> DrawnBoard:
    """The board of a sheet, to be written by boards/_board.html and boards/_outline.html.

    `concealed`: without the hidden layers, for a laptop that may be mirrored on the wall.
    `nameless`: post-its without their names.
    """
    postits = _postits(view, concealed)
    return replace(
        _drawn(view, postits, nameless),
        listed=_listed(postits, view.content.areas_of(view.sheet.filling)),
        tray=_tray(view, postits),
        differences=_differences(postits, view.content),
    )


@register.simple_tag
def comparisons(sheets: Iterable[SheetView], concealed: bool = False) -> list[Comparison]:
    """The pairs of ways of filling in that lie on the table both, each pair on one picture."""
    views = list(sheets)
    return [
        _comparison(first, second, pair.title, concealed)
        for first in views
        for second in views
        for pair in first.content.pairs
        if first.sheet.board == second.sheet.board
        and (pair.first, pair.second) == (first.sheet.filling, second.sheet.filling)
    ]


@register.simple_tag
def drawn_with(view: SheetView, postits: list[Postit]) -> DrawnBoard:
    """The board of a sheet with these post-its on it, whatever lies there now: such as those of two
    moments, on one picture.
    """
    return _drawn(view, postits)


@register.filter
def areas_for(view: SheetView, who: str) -> tuple[Element, ...]:
    """Where persons, organisations or innovations can be placed: `view|areas_for:"person"`."""
    return view.content.areas_for(view.sheet.filling, who)


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
    """How many the room does not see yet on a sheet, placed or with scores, of one layer or of all:
    `view|hidden_count:"team"`. The same count as in static/js/board/panel.js.
    """
    layers = [layer] if layer else Layer.values
    hidden = [each for each in layers if not view.sheet.is_open(each)]
    rows = view.placed + view.scores
    return len({(row["layer"], row["subject"]) for row in rows if row["layer"] in hidden})


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
    return by_name(rows)


@register.filter
def named(title: str) -> str:
    """The title of a board before its way of filling in: `{{ board.title|named }}: …`."""
    return before_filling(title)


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


@register.filter
def placeable(view: SheetView) -> list[dict[str, Any]]:
    """All that this board places, in the order of the tray: `view|placeable`."""
    subjects = (s for s in view.subjects.values() if _is_placed_here(s, view))
    return sorted(subjects, key=lambda subject: _in_tray(subject, view.subjects))


# Private ----------------------------------------------------------------------------------------


def _postits(view: SheetView, concealed: bool) -> list[Postit]:
    return drawing.postits_of(
        view.placed,
        view.subjects,
        view.sheet.open_layers,
        view.content,
        show_hidden=not concealed,
    )


def _drawn(view: SheetView, postits: list[Postit], nameless: bool = False) -> DrawnBoard:
    content, filling = view.content, view.sheet.filling
    room, most = drawing.room_for(content), drawing.most_shown(content)
    groups = drawing.groups_of(content, filling)
    size = drawing.size_for(postits, room, groups)
    if any(postit.filling for postit in postits):
        postits = drawing.apart(postits, content, size)
    shown, more = drawing.shown_and_more(postits, most, size, groups)
    whos = (False, True) if content.filling(filling).places_people else (False,)
    return DrawnBoard(
        size=size,
        elements=[
            _element(area, room[area.id], most[area.id], more.get(area.id, 0), groups)
            for area in content.areas_of(filling)
        ],
        postits=[_postit(postit, content, size, nameless) for postit in shown],
        links=[
            (drawing.curve((start.x, start.y), (end.x, end.y)), f"link link--{end.layer}")
            for _key, start, end in drawing.links_of(shown)
        ],
        captions=[(caption.text, _standing(caption)) for caption in content.captions],
        blanks=[
            DrawnPostit(kind=kind, is_person=who)
            for kind in OrganisationKind.values
            for who in whos
        ],
    )


def _comparison(first: SheetView, second: SheetView, title: str, concealed: bool) -> Comparison:
    fillings = first.board["filling"]["title"], second.board["filling"]["title"]
    compared = drawing.compared_of(_postits(first, concealed), _postits(second, concealed))
    return Comparison(
        first=first,
        second=second,
        title=title,
        board=_drawn(first, drawing.on_one_picture(compared, fillings)),
        moves=[
            (each.subject, _title(each.first, first), _title(each.second, second))
            for each in compared
            if each.moves
        ],
        same=sum(1 for each in compared if each.first and each.second and not each.moves),
        only=sum(1 for each in compared if not (each.first and each.second)),
    )


def _title(postit: Postit | None, view: SheetView) -> str:
    area = view.content.by_id.get(postit.element or "") if postit else None
    return area.title if area else str(texts.SHARED["between"])


def _standing(caption: Caption) -> str:
    x, y = caption.at
    return f"translate({x:g} {y:g})" + (" rotate(-90)" if caption.turned else "")


def _differences(postits: list[Postit], content: Content) -> dict[str, str]:
    """By subject what is said of it, as in static/js/board/words.js."""
    by_subject: dict[str, list[Postit]] = {}
    for postit in postits:
        by_subject.setdefault(postit.subject["id"], []).append(postit)
    return {
        key: f"{own[0].subject['name']}: {', '.join(_said(own, content))}"
        for key, own in by_subject.items()
        if len({postit.element for postit in own}) > 1
    }


def _said(postits: list[Postit], content: Content) -> Iterable[str]:
    by_layer = {postit.layer: postit for postit in postits}
    for layer in Layer.values:
        if layer in by_layer:
            area = content.by_id.get(by_layer[layer].element or "")
            element = area.title if area else texts.SHARED["between"]
            yield str(texts.SHARED[f"says_{layer}"]).format(element=element)


def _fitted(postit: Postit, size: int) -> tuple[list[str], bool]:
    if postit.organisation:
        return drawing.fitted_pair(postit.subject["name"], postit.organisation["name"], size)
    return drawing.fitted(postit.subject["lines"], size)


def _postit(postit: Postit, content: Content, size: int, nameless: bool) -> DrawnPostit:
    lines, small = ([], False) if nameless else _fitted(postit, size)
    return DrawnPostit(
        kind=postit.subject["kind"],
        key=postit.key,
        placements=" ".join(postit.placements),
        states=" ".join(f"postit--{name}" for name in _states(postit, len(lines) == 1, small)),
        transform=f"translate({postit.x:g} {postit.y:g})",
        turn=f"rotate({drawing.turn_of(postit.subject['id']):g})",
        lines=(*lines, "", "")[:2],
        words=_in_words(postit, content, nameless),
        is_person=postit.is_person,
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


def _in_words(postit: Postit, content: Content, nameless: bool) -> str:
    said = texts.SHARED
    kind = str(said["innovation" if _is_innovation(postit) else f"kind_{postit.subject['kind']}"])
    where = str(said["between"])
    if postit.element is not None:
        where = str(said["in_element"]).format(element=content.by_id[postit.element].title)
    who = [] if nameless else [postit.subject["name"]]
    if postit.organisation:
        who += [str(said["person"])] if nameless else [postit.organisation["name"], said["person"]]
    return ", ".join(map(str, [*who, kind, where, *_marks(postit)]))


def _marks(postit: Postit) -> Iterable[str]:
    said = texts.SHARED
    yield postit.filling or str(said["on_behalf" if postit.on_behalf else f"layer_{postit.layer}"])
    if len(postit.placements) > 1:
        yield str(said["of_seats"]).format(count=len(postit.placements))
    for name, holds in (
        ("chosen_apart" if _is_innovation(postit) else "differs", postit.differs),
        ("missing", postit.subject["missing"]),
        ("hidden", postit.hidden),
    ):
        if holds:
            yield str(said[name])


def _is_innovation(postit: Postit) -> bool:
    """Of an innovation no kind is known, and who differ about it are of all organisations."""
    return bool(postit.subject.get("what") == "innovation")


def _element(
    element: Element, room: tuple[int, ...], most: int, more: int, groups: Container[str]
) -> DrawnElement:
    x, y = element.label
    return DrawnElement(
        element=element,
        is_within=element.group is not None and element.group in groups,
        shape=_shape(element),
        label=f"translate({x:g} {y:g})",
        more_at=f"translate({x + HALF_LETTER_MM * len(element.name) + 4:g} {y:g})",
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


def _listed(
    postits: list[Postit], areas: tuple[Element, ...]
) -> list[tuple[Element | None, list[Postit]]]:
    by_name = sorted(postits, key=lambda postit: str(postit.subject["name"]).casefold())
    return [
        (element, [p for p in by_name if p.element == (element.id if element else None)])
        for element in (*areas, None)
    ]


def _tray(view: SheetView, shown: list[Postit]) -> list[dict[str, Any]]:
    """What still has to be put on the board: not placed by the team, and not to be seen on it."""
    there = {postit.subject["id"] for postit in shown}
    there |= {row["subject"] for row in view.placed if row["layer"] == "team"}
    hidden = {row["subject"]: row["who"] for row in view.placed if row["subject"] not in there}
    subjects = {subject["id"]: subject for subject in view.unplaced} | hidden
    waiting = [
        subject
        for key, subject in subjects.items()
        if key not in there and _is_placed_here(subject, view)
    ]
    return sorted(waiting, key=lambda subject: _in_tray(subject, view.subjects))


def _is_placed_here(subject: dict[str, Any], view: SheetView) -> bool:
    return not subject["gone"] and bool(view.content.areas_for(view.sheet.filling, subject["what"]))


def _in_tray(subject: dict[str, Any], subjects: Mapping[str, Any]) -> tuple[str, bool, str]:
    """By name; a person after their organisation."""
    main = subjects.get(subject["of"] or "", subject)
    return str(main["name"]).casefold(), is_person(subject), str(subject["name"]).casefold()


@cache
def _picture(name: str, prefix: str) -> str:
    found = finders.find(name)
    if not isinstance(found, str):
        return ""
    svg = Path(found).read_text(encoding="utf-8")
    inside = re.sub(r"^.*?<svg[^>]*>|</svg>\s*$", "", svg, flags=re.DOTALL)
    return re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{prefix}-", inside)
