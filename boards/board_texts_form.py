"""The texts of a board as people see them: what each is called, and the form to change them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from boards.content import TITLE_LENGTH, Content, Element
from boards.domain.board_texts import CELLS, WHY, Difference, Place, Value, as_typed, places_of

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

IN_BRACES = _("The board fills in the words in braces. Leave those as they are.")
ONE_PER_LINE = _("One question on each line.")
ONE_TICK_PER_LINE = _("One reason on each line. Their number stays the same.")
ONE_ROW_PER_LINE = _("One line for each row of the worksheet: %(rows)s.")
NAMES: dict[tuple[str, str], Promise] = {
    ("", "title"): _("Name of the board"),
    ("", "purpose"): _("What is the board for?"),
    ("", "when"): _("When do you use it?"),
    ("", "instruction"): _("What do people do?"),
    ("groups", "short"): _("Short name, on the picture"),
    ("groups", "questions"): _("Questions for who stands here"),
    ("elements", "short"): _("Short name, on the picture"),
    ("elements", "motto"): _("A few words with the name"),
    ("elements", "own"): _("Text on the phone of whom it is about"),
    ("elements", "criteria"): _("Reasons to put something here"),
    ("elements", "questions"): _("Questions for who stands here"),
    ("scale", "low_means"): _("What the lowest number means"),
    ("scale", "high_means"): _("What the highest number means"),
    ("legend", "title"): _("Word"),
    ("legend", "text"): _("What it means"),
    ("cards", "lines"): _("Lines"),
}
NUMBERED: dict[str, Promise] = {
    "questions": _("Question %(number)s"),
    "observations": _("Remark %(number)s"),
    "captions": _("Words %(number)s"),
}
GOALS: dict[str, Promise] = {
    "team": _("Question %(number)s, for the team"),
    "participant": _("Question %(number)s, for participants"),
}
# The parts of the page, in order, each with the parts of the content that stand in it.
SECTIONS: tuple[tuple[str, Promise, tuple[str, ...]], ...] = (
    ("board", _("The board"), ("",)),
    ("fillings", _("Ways of filling in"), ("fillings", "pairs")),
    ("picture", _("Parts of the picture"), ("groups", "elements", "captions", "cards")),
    ("scores", _("What is scored"), ("scale", "aspects")),
    ("rows", _("What is filled in"), ("rows", "examples", CELLS)),
    ("questions", _("Questions to talk about"), ("questions",)),
    ("observations", _("What the board points out"), ("observations",)),
    ("legend", _("Words that the board explains"), ("legend",)),
)


@dataclass(frozen=True)
class TextField:
    """One text to change. `theirs`: what somebody else saved for it meanwhile."""

    field: BoundField
    theirs: str | None
    is_list: bool


@dataclass(frozen=True)
class Block:
    """The texts of one thing, such as an element with its drawing. Without a title they stand by
    themselves.
    """

    title: str
    fields: list[TextField]
    element: Element | None = None


@dataclass(frozen=True)
class Section:
    """A part of the page."""

    id: str
    title: Promise
    blocks: list[Block]


@dataclass(frozen=True)
class SaidDifference:
    """What changed in one text, in words: nothing stands for a text that was not there."""

    what: str
    old: list[str] = field(default_factory=list)
    new: list[str] = field(default_factory=list)


class TextsForm(forms.Form):
    """All texts of a board. What is right is decided by boards.domain.board_texts alone."""

    based_on = forms.IntegerField(widget=forms.HiddenInput)
    why = forms.CharField(
        label=_("Why do you change it?"),
        help_text=_("You may leave this empty. It stands in the history."),
        required=False,
        strip=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, content: Content, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.content = content
        self.places = places_of(content)
        self.theirs: Mapping[str, str] = {}
        for place in self.places:
            self.fields[place.path] = _field(place, content)

    def typed(self) -> dict[str, str]:
        """What was typed, from path to text; what was not sent stays out."""
        return {
            place.path: str(self.data[place.path])
            for place in self.places
            if place.path in self.data
        }

    def add_faults(self, faults: Mapping[str, str]) -> None:
        """Say at each text what is not right."""
        for path, sentence in faults.items():
            self.add_error(path if path in self.fields else None, sentence)

    def reason(self) -> BoundField:
        """The line on why."""
        return self[WHY]

    def sections(self) -> Iterator[Section]:
        """The texts in parts, as people see them; only the parts that this board has."""
        for name, title, parts in SECTIONS:
            its = [place for place in self.places if place.part in parts]
            its.sort(key=lambda place: _order(place, parts))
            if its:
                yield Section(name, title, list(self._blocks(its)))

    def to_look_at(self) -> Iterator[tuple[BoundField, str]]:
        """The texts that are not right or that somebody else changed too, with their names."""
        for place in self.places:
            if place.path in self.errors or place.path in self.theirs:
                yield self[place.path], _full_name(place, self.content)

    def _blocks(self, places: Iterable[Place]) -> Iterator[Block]:
        for title, group in groupby(places, key=lambda place: _owner(place, self.content)):
            its = list(group)
            element = None
            if its[0].part in ("elements", "groups"):
                element = self.content.by_id[its[0].key]
            yield Block(title, [self._text_field(place) for place in its], element)

    def _text_field(self, place: Place) -> TextField:
        return TextField(self[place.path], self.theirs.get(place.path), place.is_list)


def texts_of(content: Content) -> dict[str, str]:
    """The texts of a board as they stand in the form."""
    return {place.path: place.typed for place in places_of(content)}


def said(differences: Iterable[Difference], content: Content) -> list[SaidDifference]:
    """What differs between two versions of a board, in words."""
    return [
        SaidDifference(
            _full_name(each.place, content) if each.place else gettext("A text that is gone"),
            _lines(each.old),
            _lines(each.new),
        )
        for each in differences
    ]


# Private ----------------------------------------------------------------------------------------


def _field(place: Place, content: Content) -> forms.CharField:
    attrs: dict[str, Any] = {"lang": "nl", "autocomplete": "off"}
    short = place.most <= TITLE_LENGTH and not place.is_list
    rows = 4 if place.is_list else 3
    widget = forms.TextInput(attrs) if short else forms.Textarea(attrs | {"rows": rows})
    return forms.CharField(
        label=_name(place, content),
        help_text=_help(place, content),
        required=False,
        strip=False,
        widget=widget,
    )


def _order(place: Place, parts: tuple[str, ...]) -> tuple[int, int]:
    """Parts one after the other, but the cells of an example with that example."""
    if place.part == CELLS:
        return parts.index("examples"), int(place.key)
    return parts.index(place.part), int(place.key) if place.part == "examples" else 0


def _help(place: Place, content: Content) -> "_StrPromise | str":
    if place.words_in_braces:
        return IN_BRACES
    if place.part == CELLS:
        return str(ONE_ROW_PER_LINE) % {"rows": ", ".join(row.title for row in content.rows)}
    if place.name == "criteria":
        return ONE_TICK_PER_LINE
    return ONE_PER_LINE if place.is_list and place.name == "questions" else ""


def _name(place: Place, content: Content) -> str:
    if place.part in NUMBERED:
        name = NUMBERED[place.part]
        if place.part == "questions":
            name = GOALS[content.questions[int(place.key)].goal]
        return str(name) % {"number": int(place.key) + 1}
    if place.part == CELLS:
        return content.by_id[place.name].title
    general = {"title": _("Name"), "text": _("Text")}
    return str(NAMES.get((place.part, place.name)) or general[place.name])


def _owner(place: Place, content: Content) -> str:
    """The title of what a text belongs to; nothing for the board itself, and for what is
    numbered.
    """
    if place.part in ("", "scale") or place.part in NUMBERED:
        return ""
    rows = getattr(content, "examples" if place.part == CELLS else place.part)
    if place.part in ("elements", "groups", "fillings", "aspects", "rows"):
        return str(next(row.title for row in rows if row.id == place.key))
    return str(rows[int(place.key)].title)


def _full_name(place: Place, content: Content) -> str:
    owner, name = _owner(place, content), _name(place, content)
    return f"{owner}: {name}" if owner else name


def _lines(value: Value | None) -> list[str]:
    return [] if value is None else as_typed(value).splitlines()
