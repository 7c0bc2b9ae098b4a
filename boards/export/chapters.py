"""What a board says, as text beside its picture: for paper that is read, searched and listened to.

The same lists as the page of a session has (templates/boards/session.html), made by the same
functions from the state of one viewer.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from boards import texts
from boards.content import Content, Element
from boards.domain.observations import Observed
from boards.domain.ownership import NOTHING, wheels_on
from boards.drawing import Postit
from boards.kinds.innovations import InnovationView, RankedView, table_of
from boards.kinds.wheel import AspectView, WheelView, wheel_view
from boards.templatetags.boards_tags import drawn
from boards.templatetags.boards_tags import words as marks_of
from boards.templatetags.wheel_tags import hides
from boards.templatetags.worksheet_tags import energy_line
from boards.views.page import SheetView
from boards.views.talk import Heard, Talk
from boards.views.worksheets import RouteView, Worksheet, worksheets_kept

Data = dict[str, Any]
Listed = list[tuple[Element | None, list[Postit]]]


@dataclass(frozen=True)
class Line:
    """One line of a list; `said`: what there is to know of it, in smaller letters."""

    text: str
    said: str = ""


@dataclass(frozen=True)
class Part:
    """A list with its title. `lead`: what is said of it first. `count`: how many there are."""

    title: str
    lines: list[Line] = field(default_factory=list)
    lead: str = ""
    count: int | None = None


@dataclass(frozen=True)
class Chapter:
    """A heading with what stands under it. `names`: a list that may run on in one paragraph."""

    title: str
    parts: list[Part] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    lead: str = ""
    names: list[str] = field(default_factory=list)


def of_sheet(view: SheetView, state: Data) -> list[Chapter]:
    """What lies on a sheet, or was coloured or written on it, in the viewer's words."""
    if view.content.kind == "wheel":
        return [_wheel(view, wheel) for wheel in wheels_of(view, state)]
    if view.content.kind == "worksheet":
        return [_worksheet(sheet) for sheet, _energy in worksheets_kept(view, state).sheets]
    return [*_innovations(view, state), _places(view), *_differences(view), *_without_place(view)]


def of_blank(content: Content, filling: str) -> list[Chapter]:
    """What a board is for, what its elements mean and what to talk about."""
    way = content.filling(filling)
    what = Chapter(_("What to do"), lines=[Line(text) for text in (content.instruction, way.text)])
    parts = [
        Part(_with_motto(area), lead=area.text, lines=[Line(text) for text in area.questions])
        for area in content.areas_of(filling)
    ]
    chapters = [what, Chapter(_("The parts of the picture"), parts=parts)]
    if content.legend:
        words = [Part(word.title, lead=word.text) for word in content.legend]
        chapters.append(Chapter(_("Words on this board"), parts=words))
    if content.rows:
        rows = [Part(row.title, lead=row.text) for row in content.rows]
        chapters.append(Chapter(_("What to write down"), parts=rows))
    return [*chapters, *_questions(content)]


def of_observations(observed: Iterable[Observed]) -> list[Chapter]:
    """What the board said of what lies on it, each with its question."""
    lines = [Line(one.text, one.question_text) for one in observed]
    return [Chapter(_("What you can see on this board"), lines=lines)] if lines else []


def of_talk(talk: Talk) -> list[Chapter]:
    """What was said at a board, as far as its reader may know it."""
    parts = [
        Part(
            f"{_about(one.area)}{one.question.text}",
            _heard(one.heard),
        )
        for one in talk.answered
    ]
    parts += [
        Part(
            _("What the difference called up: %(name)s") % {"name": one.subject["name"]},
            _heard(one.heard),
            lead="; ".join(one.lines),
        )
        for one in talk.called_up
    ]
    if not talk.heard.is_empty:
        parts.append(Part(_("Notes"), _heard(talk.heard)))
    return [Chapter(_("What was said"), parts=parts)] if parts else []


def wheels_of(view: SheetView, state: Data) -> list[WheelView]:
    """The wheels that were coloured on a sheet, as far as this state has them."""
    return [
        wheel_view(view, state, subject, about)
        for subject, about in wheels_on(state, str(view.sheet.pk))
    ]


def worksheets_of(view: SheetView, state: Data) -> list[Worksheet]:
    """The worksheets in which something stands."""
    return [sheet for sheet, _energy in worksheets_kept(view, state).sheets]


def name_of(postit: Postit) -> str:
    """Who lies there; a person with the organisation."""
    if postit.organisation is None:
        return str(postit.subject["name"])
    return f"{postit.subject['name']} ({postit.organisation['name']})"


# Private: post-its ------------------------------------------------------------------------------


def _places(view: SheetView) -> Chapter:
    """Who lies where. What most have in common is said once, above the list."""
    listed = drawn(view).listed
    marks = Counter(marks_of(postit) for _element, postits in listed for postit in postits)
    common = max(marks, key=lambda each: marks[each]) if marks else _by_themselves()
    lead = _("Where nothing else is said: %(marks)s.") % {"marks": common}
    return Chapter(_("Where everybody stood"), list(_elements(view, listed, common)), lead=lead)


def _elements(view: SheetView, listed: Listed, common: str) -> Iterator[Part]:
    for element, postits in listed:
        if element is None and not postits:
            continue
        meaning = view.meanings.get(element.id, {}).get("text", "") if element else ""
        yield Part(
            element.title if element else _("Between the parts"),
            [_line(postit, common) for postit in postits] or [Line(_("Nobody"))],
            lead=f"{_('Our meaning:')} {meaning}" if meaning else "",
            count=len(postits),
        )


def _line(postit: Postit, common: str) -> Line:
    marks = marks_of(postit)
    return Line(name_of(postit), "" if marks == common else marks)


def _by_themselves() -> str:
    return str(texts.SHARED["layer_self"])


def _differences(view: SheetView) -> Iterator[Chapter]:
    said = [Line(text) for text in sorted(drawn(view).differences.values(), key=str.casefold)]
    if said:
        yield Chapter(_("Seen differently"), lines=said)
    if view.kind == "innovations":
        return
    within = [Line(f"{each.who['name']}: {', '.join(each.answers)}") for each in view.differences]
    if within:
        yield Chapter(_("Different answers within an organisation"), lines=within)


def _without_place(view: SheetView) -> Iterator[Chapter]:
    unknown = [str(placement["who"]["name"]) for placement in view.unknown]
    if unknown and view.kind != "innovations":
        yield Chapter(_("Answered “I don't know”"), names=unknown)
    names = [str(subject["name"]) for subject in view.unanswered]
    if names:
        title = ngettext(
            "%(count)s of the names on the table got no place",
            "%(count)s of the names on the table got no place",
            len(names),
        )
        yield Chapter(title % {"count": len(names)}, names=names)


# Private: innovations, wheels and worksheets ----------------------------------------------------


def _innovations(view: SheetView, state: Data) -> Iterator[Chapter]:
    if view.kind != "innovations":
        return
    table = table_of(view, state)
    if table.graded and table.ranked:
        parts = [_ranked(number, one) for number, one in enumerate(table.ranked, 1)]
        yield Chapter(_("Ready to scale up"), parts=parts)
    if table.told:
        parts = [Part(str(one.subject["name"]), _chosen(one), lead=one.where) for one in table.told]
        yield Chapter(_("What participants chose"), parts=parts)


def _ranked(number: int, one: RankedView) -> Part:
    weakest = _("the weakest point")
    lines = [
        Line(f"{each.title}: {each.line}", weakest if each.weakest else "") for each in one.grades
    ]
    if one.mean is None:
        lines = [Line(_("no grade yet"))]
    return Part(f"{number}. {one.subject['name']}", [*lines, *map(Line, one.reasons)])


def _chosen(one: InnovationView) -> list[Line]:
    unknown = _("I don't know")
    return [
        Line(f"{share.element.name if share.element else unknown}: {share.count}")
        for share in one.shares
        if share.count
    ]


def _wheel(view: SheetView, wheel: WheelView) -> Chapter:
    lines = [line for aspect in wheel.aspects if aspect.says for line in _aspect(aspect)]
    lead = _("Not all of this was shown to the room.") if hides(view, wheel) else ""
    return Chapter(whose(wheel), lines=lines, lead=lead)


def whose(wheel: WheelView) -> str:
    """Of whom a wheel is, and for which result."""
    return ": ".join(str(each["name"]) for each in (wheel.subject, wheel.about) if each)


def _aspect(aspect: AspectView) -> Iterator[Line]:
    if aspect.values != NOTHING:
        said = f"{aspect.words}. {aspect.seats}" if aspect.seats else aspect.words
        yield Line(f"{aspect.element.title}: {said}")
    if aspect.has_note and aspect.note is not None:
        yield Line(f"{aspect.element.title}: {aspect.note['text']}")


def _worksheet(sheet: Worksheet) -> Chapter:
    parts = [_route(route) for route in sheet.routes if not route.is_empty]
    return Chapter(str(sheet.subject["name"]), parts=parts)


def _route(route: RouteView) -> Part:
    lines = []
    for cell in route.cells:
        if cell.note and cell.note["text"]:
            lines.append(Line(f"{cell.row.title}: {cell.note['text']}"))
        if cell.row.doers and route.doers:
            lines.append(Line(f"{cell.row.title}: {', '.join(d['name'] for d in route.doers)}"))
    if route.grade is not None:
        lines.append(Line(f"{_('Energy, together')}: {route.grade}"))
    energy = energy_line(route)
    if energy:
        lines.append(Line(f"{_('Energy')}: {energy}"))
    return Part(_with_motto(route.element), lines)


# Private: words ---------------------------------------------------------------------------------


def _with_motto(element: Element) -> str:
    return f"{element.title} ({element.motto})" if element.motto else element.title


def _questions(content: Content) -> Iterator[Chapter]:
    titles = (
        ("team", _("Questions for the team")),
        ("participant", _("Questions for participants")),
    )
    for goal, title in titles:
        lines = [Line(each.text) for each in content.questions if each.goal == goal]
        if lines:
            yield Chapter(title, lines=lines)


def _about(area: str) -> str:
    return f"{area}: " if area else ""


def _heard(heard: Heard) -> list[Line]:
    lines = [Line(heard.note["text"])] if heard.note and heard.note["text"] else []
    return lines + [Line(said.note["text"], said.name) for said in heard.said]
