"""Wheels: bars per aspect, per participant and if wanted per result."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from boards import wheel as shapes
from boards.content import Content, Element
from boards.domain.ownership import (
    ALL_LAYERS,
    NOTHING,
    Values,
    layers_shown,
    wheel_of,
    wheels_on,
)
from boards.domain.table_state import on_table
from boards.models import Layer, NoteAbout
from boards.rules import IN_TALK
from boards.viewer import Viewer
from boards.views.page import SheetView
from boards.views.talk import names_of_seats
from deals.models import Session

Data = dict[str, Any]

HALF_LETTER_MM = 2.25  # of an aspect's name beside the wheel
AROUND_NAME_MM = 7

TEXTS: dict[str, Promise] = {
    # The bars of one aspect in words: "themselves: 4, we: 2, difference: 2".
    "wheel_self": _("themselves: {value}"),
    "wheel_mean": _("themselves on average: {value}"),
    "wheel_you": _("you: {value}"),
    "wheel_team": _("we: {value}"),
    "wheel_agreed": _("agreed: {value}"),
    "wheel_gap": _("difference: {value}"),
    "wheel_same": _("no difference"),
    "wheel_nothing": _("nothing coloured yet"),
    "wheel_circled": _("to work on"),
    "wheel_seats": _("Difference within the organisation: {values}."),
    "wheel_value": _("{value} of {most}"),
    "wheel_empty": _("nothing coloured yet"),
    "wheel_point": pgettext_lazy("between a number and its tenths", "."),
    "wheel_of_one": _("The wheel of {name}"),
    "wheel_of_nobody": _("The wheel, with nothing coloured"),
    "wheel_general": _("in general"),
    "wheel_on_behalf": _("on behalf of {name}"),
    "wheel_visible_open": _("Everyone in the room sees what you colour."),
    "wheel_visible_hidden": _("Only you and the facilitators see this, until they show it."),
    "wheel_shown": _("The facilitators showed how they see it: look at the wheel."),
}


def control(viewer: Viewer, session: Session, sheets: list[SheetView], page: Data) -> Data:
    """What the facilitators' laptop shows of these boards: nothing but its tags (wheel_tags.py)."""
    return {}


def screen(viewer: Viewer, session: Session, sheets: list[SheetView], page: Data) -> Data:
    """What the shared screen shows of these boards: by sheet the wheels of who is talked about."""
    return {
        str(view.sheet.pk): [
            wheel_view(view, page["state"], subject, about)
            for subject, about in on_screen(page["state"], str(view.sheet.pk))
        ]
        for view in sheets
    }


def seat(viewer: Viewer, session: Session, sheets: list[SheetView], page: Data) -> Data:
    """What a participant's phone shows of these boards: nothing but its tags (wheel_tags.py)."""
    return {}


# What a template shows --------------------------------------------------------------------------


@dataclass(frozen=True)
class AspectView:
    """One aspect: its shapes as paths, and in words. `value`: in the layer that is filled in."""

    element: Element
    number: int
    values: Values
    bars: list[tuple[int, str]]
    own: str
    team: str
    agreed: str
    badge: str
    focus: str
    name_at: str
    half_name: str
    words: str
    seats: str
    value: int | None
    note: Data | None

    @property
    def in_words(self) -> str:
        """The value that is filled in, as a slider says it."""
        return str(TEXTS["wheel_empty"]) if self.value is None else str(self.value)

    @property
    def says(self) -> bool:
        """Whether anything was coloured or written of it."""
        return self.values != NOTHING or self.has_note

    @property
    def has_note(self) -> bool:
        """Whether something is written of it for this subject."""
        return self.note is not None and bool(self.note["text"])


@dataclass(frozen=True)
class WheelView:
    """The wheel of one subject, for one result or in general; of nobody without a subject."""

    view: SheetView
    subject: Data | None
    about: Data | None
    aspects: list[AspectView]
    layers: frozenset[str]

    @property
    def key(self) -> str:
        """What tells it from other wheels on a page."""
        parts = [self.view.sheet.pk, *(each["id"] for each in (self.subject, self.about) if each)]
        return "-".join(str(part) for part in parts)

    @property
    def says(self) -> bool:
        """Whether anything was coloured."""
        return any(aspect.values != NOTHING for aspect in self.aspects)

    @property
    def has(self) -> dict[str, bool]:
        """Which layers something was coloured in, and whether something is circled."""
        values = [aspect.values for aspect in self.aspects]
        return {
            "self": any(each.own for each in values),
            "team": any(each.team is not None for each in values),
            "agreed": any(each.agreed is not None for each in values),
            "circled": any(each.circled for each in values),
        }

    @property
    def in_words(self) -> str:
        """All of it in one line."""
        if self.subject is None:
            return str(TEXTS["wheel_of_nobody"])
        title = str(TEXTS["wheel_of_one"]).format(name=self.subject["name"])
        said = [f"{a.element.title}: {a.words}" for a in self.aspects if a.values != NOTHING]
        return ". ".join([title, *said])

    @property
    def nameless(self) -> str:
        """The same without the name of whom it is about."""
        said = [f"{a.element.title}: {a.words}" for a in self.aspects if a.values != NOTHING]
        return ". ".join(said) or str(TEXTS["wheel_of_nobody"])


@dataclass(frozen=True)
class Fill:
    """In which layer is coloured: our own view, what was agreed, or on behalf of one seat."""

    layer: str
    seat: str = ""

    @property
    def key(self) -> str:
        """Its name in an address."""
        return self.seat or self.layer


@dataclass(frozen=True)
class Desk:
    """A wheel on the facilitators' laptop, with what can be chosen around it.

    `locked`: what is filled in is hidden from the room, and not shown on this laptop.
    """

    wheel: WheelView
    people: list[Data]
    others: list[Data]
    results: list[Data]
    seats: list[Data]
    fill: Fill
    locked: bool
    visibility: str
    command_id: UUID

    @property
    def subject(self) -> Data | None:
        """Whom it is about."""
        return self.wheel.subject


@dataclass(frozen=True)
class Own:
    """A wheel on a participant's phone: their own, beside it how the facilitators see them."""

    wheel: WheelView
    results: list[Data]
    fill: Fill
    visibility: str
    command_id: UUID

    @property
    def compares(self) -> bool:
        """Whether there is something of the facilitators to compare with."""
        return self.wheel.has["team"]


def wheel_view(
    view: SheetView,
    state: Data,
    subject: str | None,
    about: str | None = None,
    *,
    layers: Collection[str] = ALL_LAYERS,
    fill: Fill | None = None,
    me: str | None = None,
) -> WheelView:
    """The wheel of a subject on a sheet, as far as these layers go. `me`: the seat of the phone on
    which it shows: there the own bars are of that seat alone. No queries.
    """
    key = str(view.sheet.pk)
    values = {} if subject is None else wheel_of(state, key, subject, about, layers)
    names = names_of_seats(state)
    notes = notes_of(state, key, subject)
    elements = view.content.elements
    wheel = shapes.Wheel(len(elements), levels_of(view.content))
    return WheelView(
        view=view,
        subject=None if subject is None else state["subjects"][subject],
        about=None if about is None else state["subjects"][about],
        aspects=[
            _aspect(
                wheel,
                index,
                element,
                values.get(element.id, NOTHING),
                names,
                fill=fill,
                me=me,
                note=notes.get(element.id),
            )
            for index, element in enumerate(elements)
        ],
        layers=frozenset(layers),
    )


def desk_view(view: SheetView, state: Data, asked: Mapping[str, str], *, concealed: bool) -> Desk:
    """A wheel as the facilitators' laptop shows it. `asked`: what its address names (`wheel`,
    `result`, `fill`). No queries.
    """
    key = str(view.sheet.pk)
    subjects = _on_table(view, state)
    seats_of = {seat["subject"] for seat in state.get("seats", {}).values()}
    subject = chosen_subject(view, state, asked.get("wheel"))
    results = results_on(view, state)
    about = _result(asked, results)
    names = names_of_seats(state)
    seats = [
        {"id": seat["id"], "name": names[seat["id"]]}
        for seat in state.get("seats", {}).values()
        if seat["subject"] == subject
    ]
    fill = _fill(state, asked.get("fill"), {seat["id"] for seat in seats})
    opened = state["sheets"][key]["open"]
    layers = layers_shown(state, key, concealed=concealed)
    return Desk(
        wheel=wheel_view(view, state, subject, about, layers=layers, fill=fill),
        people=[each for each in subjects if each["id"] in seats_of],
        others=[each for each in subjects if each["id"] not in seats_of],
        results=results,
        seats=seats,
        fill=fill,
        locked=fill.layer not in layers,
        visibility="open" if fill.layer in opened else "hidden",
        command_id=uuid4(),
    )


def own_view(view: SheetView, state: Data, me: Data, asked: Mapping[str, str]) -> Own:
    """A wheel as the phone of this participant shows it. `me`: its seat and subject. No queries."""
    results = results_on(view, state)
    about = _result(asked, results)
    opened = state["sheets"][str(view.sheet.pk)]["open"]
    fill = Fill(Layer.SELF, me["seat"])
    return Own(
        wheel=wheel_view(view, state, me["subject"], about, fill=fill, me=me["seat"]),
        results=results,
        fill=fill,
        visibility="open" if Layer.SELF in opened else "hidden",
        command_id=uuid4(),
    )


def on_screen(state: Data, sheet: str) -> list[tuple[str, str | None]]:
    """Which wheels the room looks at: all of whom the facilitators brought there, else of the
    first of whom something shows; of nobody when there is none.
    """
    there = wheels_on(state, sheet, state["sheets"][sheet]["open"])
    named = state.get("about")
    is_organisation = named in state["subjects"] and not state["subjects"][named]["gone"]
    subject = named if is_organisation else next((subject for subject, _about in there), None)
    wheels = [each for each in there if each[0] == subject]
    if subject is not None and not wheels:
        return [(subject, None)]
    return wheels


def levels_of(content: Content) -> int:
    """How many bars an aspect has."""
    return 0 if content.scale is None else content.scale.high


def results_on(view: SheetView, state: Data) -> list[Data]:
    """The innovations on the table for which a wheel can be coloured too, by name."""
    if not view.content.filling(view.sheet.filling).results:
        return []
    return on_table(state["subjects"], "innovation")


def chosen_subject(view: SheetView, state: Data, named: str | None) -> str | None:
    """Whom the wheel is about: who is named, whom the room looks at, somebody who takes part, or
    the first on the table.
    """
    subjects = _on_table(view, state)
    there = {each["id"] for each in subjects}
    taking_part = {seat["subject"] for seat in state.get("seats", {}).values()}
    wanted = [
        named,
        state.get("about"),
        *(each["id"] for each in subjects if each["id"] in taking_part),
        *(each["id"] for each in subjects),
    ]
    return next((key for key in wanted if key in there), None)


def notes_of(state: Data, sheet: str, subject: str | None) -> dict[str, Data]:
    """By aspect what the facilitators wrote of it for a subject."""
    return {
        note["element"]: note
        for note in state["notes"].values()
        if note["sheet"] == sheet
        and note["about"] == NoteAbout.NOTE
        and note["subject"] == subject
        and note["element"]
    }


def words_of(values: Values, *, you: int | None = None, is_phone: bool = False) -> str:
    """The bars of one aspect in words, as static/js/kinds/wheel_words.js says them."""
    said: list[str] = []

    def say(name: str, value: float | None) -> None:
        if value is not None:
            said.append(str(TEXTS[name]).format(value=_number(value)))

    if is_phone:
        say("wheel_you", you)
    else:
        say("wheel_mean" if len(values.own) > 1 else "wheel_self", values.mean)
    say("wheel_team", values.team)
    say("wheel_agreed", values.agreed)
    gap = _gap(you, values.team) if is_phone else values.gap
    if gap:
        say("wheel_gap", gap)
    elif gap is not None:
        said.append(str(TEXTS["wheel_same"]))
    if values.circled:
        said.append(str(TEXTS["wheel_circled"]))
    return ", ".join(said) or str(TEXTS["wheel_nothing"])


# Private ----------------------------------------------------------------------------------------


def _aspect(
    wheel: shapes.Wheel,
    index: int,
    element: Element,
    values: Values,
    names: Mapping[str, str],
    *,
    fill: Fill | None,
    me: str | None,
    note: Data | None,
) -> AspectView:
    you = None if me is None else values.of(Layer.SELF, me)
    own = values.mean if me is None else you
    x, y = element.label
    return AspectView(
        element=element,
        number=index + 1,
        values=values,
        bars=[(n, shapes.bar(wheel, index, n)) for n in range(1, wheel.levels + 1)],
        own="" if own is None else shapes.bars(wheel, index, own),
        team="" if values.team is None else shapes.outline(wheel, index, values.team),
        agreed=_translate(*shapes.knob(wheel, index, values.agreed or 0)),
        badge=_translate(*shapes.badge(wheel, index)),
        focus=shapes.outline(wheel, index, wheel.levels),
        name_at=_translate(x, y),
        half_name=f"{len(element.title) * HALF_LETTER_MM + AROUND_NAME_MM:.1f}",
        words=words_of(values, you=you, is_phone=me is not None),
        seats=_seats(values, names),
        value=None if fill is None else values.of(fill.layer, fill.seat),
        note=note,
    )


def _seats(values: Values, names: Mapping[str, str]) -> str:
    """What each participant of the organisation coloured, where they see it differently."""
    if not values.differs:
        return ""
    each = sorted(f"{names.get(seat, '')}: {value}" for seat, value in values.own)
    return str(TEXTS["wheel_seats"]).format(values=", ".join(each))


def _fill(state: Data, asked: str | None, seats: set[str]) -> Fill:
    """What is filled in: what is asked for, else what was agreed once we talk about it."""
    if asked in (Layer.TEAM, Layer.AGREED):
        return Fill(asked)
    if asked in seats:
        return Fill(Layer.SELF, asked)
    return Fill(Layer.AGREED if state["phase"] in IN_TALK else Layer.TEAM)


def _gap(own: float | None, team: float | None) -> float | None:
    return None if own is None or team is None else abs(own - team)


def _on_table(view: SheetView, state: Data) -> list[Data]:
    return on_table(state["subjects"], view.content.filling(view.sheet.filling).places)


def _result(asked: Mapping[str, str], results: list[Data]) -> str | None:
    """For which of these results the wheel is that an address names; None: in general."""
    named = asked.get("result")
    return named if named in {each["id"] for each in results} else None


def _number(value: float) -> str:
    """Without tenths where there are none."""
    whole = f"{value:.1f}".removesuffix(".0")
    return whole.replace(".", str(TEXTS["wheel_point"]))


def _translate(x: float, y: float) -> str:
    return f"translate({x:g} {y:g})"
