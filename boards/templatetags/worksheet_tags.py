"""Worksheets in templates: whose sheet shows, and its cells, doers and energy."""

from collections.abc import Collection
from typing import Any

from django import template
from django.template import Context

from boards import charts
from boards.kinds import worksheet as kind
from boards.views import worksheets
from boards.views.page import SheetView
from boards.views.worksheets import EnergyPicture, KeptWorksheets, RouteView, Worksheet

Data = dict[str, Any]

register = template.Library()


@register.simple_tag
def worksheet_subjects(view: SheetView) -> list[Data]:
    """What has a sheet on this board, by name."""
    return worksheets.subjects_of(view)


@register.simple_tag(takes_context=True)
def worksheet(context: Context, view: SheetView) -> Worksheet | None:
    """The sheet that shows on this page: the one that its address asks for (`?innovation=`), else
    the one that the facilitators show, else the first; None when there are none.
    """
    state = context["page"]["state"]
    wanted = context["request"].GET.get("innovation", "")
    subject = worksheets.shown_subject(view, state, wanted)
    if subject is None:
        return None
    return worksheets.worksheet_of(view, state, subject, _layers(context, view), _seat(context))


@register.simple_tag(takes_context=True)
def blank_worksheet(context: Context, view: SheetView) -> Worksheet:
    """A sheet of nothing, for JavaScript to copy."""
    return worksheets.worksheet_of(view, context["page"]["state"], worksheets.BLANK, (), None)


@register.simple_tag(takes_context=True)
def told_worksheet(context: Context, view: SheetView) -> Worksheet | None:
    """The sheet that the facilitators show to the room, or the only one there is; else none."""
    state, there = context["page"]["state"], worksheets.subjects_of(view)
    about = worksheets.told_about(view, state) or (there[0]["id"] if len(there) == 1 else "")
    subject = next((subject for subject in there if subject["id"] == about), None)
    if subject is None:
        return None
    return worksheets.worksheet_of(view, state, subject, _layers(context, view), None)


@register.simple_tag(takes_context=True)
def energy_pictures(
    context: Context, view: SheetView, subject: Data | None = None
) -> list[EnergyPicture]:
    """The energy per route, as pictures with their numbers."""
    layers = _layers(context, view)
    state = context["page"]["state"]
    return worksheets.energy_pictures(view, state, subject or None, layers)


@register.simple_tag
def worksheets_kept(view: SheetView, state: Data) -> KeptWorksheets:
    """What a closed session keeps of a worksheet."""
    return worksheets.worksheets_kept(view, state)


@register.simple_tag
def grades(view: SheetView) -> list[int]:
    """The numbers of the board's scale, from low to high."""
    scale = view.content.scale
    return [] if scale is None else list(range(scale.low, scale.high + 1))


@register.simple_tag
def energy_line(route: RouteView) -> str:
    """What participants gave, in words; as `energyLine` of static/js/kinds/worksheet_numbers.js."""
    if route.kept:
        return str(kind.TEXTS["energy_kept"]).format(count=route.kept)
    if not route.energy.count:
        return ""
    name = "energy_one" if route.energy.count == 1 else "energy_given"
    return str(kind.TEXTS[name]).format(
        mean=written(route.energy.mean),
        low=route.energy.low,
        high=route.energy.high,
        count=route.energy.count,
    )


@register.simple_tag
def wall_line(route: RouteView) -> str:
    """Of whom the number on the wall is; as `wallLine` of static/js/kinds/worksheet_numbers.js."""
    energy = route.energy
    if energy.mean is None:
        return ""
    name = ("wall_together", "wall_one", "wall_given")[min(energy.count, 2)]
    return str(kind.TEXTS[name]).format(low=energy.low, high=energy.high, count=energy.count)


@register.simple_tag
def filled_line(route: RouteView) -> str:
    """How much of a route is written down; as `WorksheetPhone` of static/js/kinds says it."""
    filled = sum(1 for cell in route.cells if cell.note and cell.note["text"])
    return str(kind.TEXTS["cells_filled"]).format(filled=filled, all=len(route.cells))


@register.filter
def written(number: float | None) -> str:
    """A mean as one writes it."""
    return charts.written(number, worksheets.decimal_mark())


# Private ----------------------------------------------------------------------------------------


def _layers(context: Context, view: SheetView) -> Collection[str]:
    """At control what is hidden from the room shows after a press only; other pages have nothing
    in their state that they may not show.
    """
    if context["page"]["role"] != "control":
        return worksheets.LAYERS
    return worksheets.open_layers(view, bool(context["request"].GET.get("hidden")))


def _seat(context: Context) -> str | None:
    me = context["page"]["me"]
    return me["seat"] if me else None
