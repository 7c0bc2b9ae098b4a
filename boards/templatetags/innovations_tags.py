"""Innovations on a board, in templates."""

from collections.abc import Iterable
from typing import Any

from django import template

from boards.domain.table_state import on_table
from boards.kinds import innovations
from boards.kinds.innovations import InnovationTable
from boards.rules import IN_TALK
from boards.views.page import SheetView

register = template.Library()

Data = dict[str, Any]


@register.simple_tag
def innovations_on(
    view: SheetView, state: Data, concealed: bool = False, seat: str = ""
) -> InnovationTable:
    """The innovations on one sheet; `concealed`: without what is hidden from the room; `seat`: with
    the answers of that phone.
    """
    return innovations.table_of(view, state, bool(concealed), seat)


@register.filter
def need_innovations(sheets: Iterable[SheetView]) -> bool:
    """Whether innovations lie on the table for one of these sheets."""
    return any(innovations.needs_innovations(view) for view in sheets)


@register.filter
def of_kind(sheets: Iterable[SheetView], kind: str) -> list[SheetView]:
    """The sheets of one kind: `sheets|of_kind:"innovations"`."""
    return [view for view in sheets if view.kind == kind]


@register.simple_tag
def innovations_there(state: Data) -> list[Data]:
    """The innovations on the table, by name."""
    return on_table(state["subjects"], "innovation")


@register.simple_tag
def innovations_dropped(state: Data) -> list[Data]:
    """What was taken off the table, and can come back."""
    return innovations.dropped(state)


@register.simple_tag
def scale_of(view: SheetView) -> range:
    """The numbers that can be given on this board."""
    scale = view.content.scale
    return range(0) if scale is None else range(scale.low, scale.high + 1)


@register.simple_tag
def innovation_alone(subject: Data | None) -> dict[str, Data]:
    """An innovation beside a board on which none lies; blank for JavaScript to copy."""
    return {"subject": subject or {"id": innovations.BLANK, "name": ""}}


@register.filter
def in_talk(phase: str) -> bool:
    """Whether the conversation goes on by now about what was placed, so that one can agree."""
    return phase in IN_TALK
