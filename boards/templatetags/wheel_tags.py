"""Wheels in templates: whose it is and in which layer it is coloured stand in the address."""

from typing import Any

from django import template
from django.template import Context

from boards.domain.ownership import wheels_on
from boards.kinds import wheel as kind
from boards.models import Layer
from boards.views.page import SheetView

register = template.Library()


@register.simple_tag(takes_context=True)
def wheel_desk(context: Context, view: SheetView, concealed: bool = False) -> kind.Desk:
    """A wheel on the facilitators' laptop; `concealed`: without the hidden layers."""
    return kind.desk_view(
        view, context["page"]["state"], context["request"].GET, concealed=concealed
    )


@register.simple_tag(takes_context=True)
def own_wheel(context: Context, view: SheetView) -> kind.Own:
    """A participant's own wheel, on their phone."""
    page = context["page"]
    return kind.own_view(view, page["state"], page["me"], context["request"].GET)


@register.simple_tag
def blank_wheel(view: SheetView, state: dict[str, Any]) -> kind.WheelView:
    """A wheel on which nothing is coloured, for JavaScript to colour."""
    return kind.wheel_view(view, state, None)


@register.simple_tag
def wheels_kept(view: SheetView, state: dict[str, Any]) -> list[kind.WheelView]:
    """All wheels that were coloured on a sheet, as far as this state has them."""
    return [
        kind.wheel_view(view, state, subject, about)
        for subject, about in wheels_on(state, str(view.sheet.pk))
    ]


@register.filter
def levels(view: SheetView) -> range:
    """The values that an aspect can have, from none to all bars."""
    return range(kind.levels_of(view.content) + 1)


@register.filter
def hides(view: SheetView, wheel: kind.WheelView) -> bool:
    """Whether something of a wheel was not shown to the room."""
    return any(wheel.has[layer] and not view.sheet.is_open(layer) for layer in Layer.values)
