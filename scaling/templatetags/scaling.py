"""Small things that templates of scaling write."""

from datetime import date

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from boards.domain.ownership import Values
from scaling.domain.pdf import energy_in_words, short_number
from scaling.domain.worksheets import Energy
from scaling.models import PlanRoute
from scaling.ownership import Change

register = template.Library()


@register.filter
def energy_words(route: PlanRoute | Energy) -> str:
    """The energy of a route in words."""
    return energy_in_words(route) or _("no grade yet")


@register.filter
def short(number: float | None) -> str:
    """A number with one decimal at most."""
    return "" if number is None else short_number(number)


@register.filter
def iso_day(day: str | None) -> str:
    """A day of a kept version as people read it."""
    return date_format(date.fromisoformat(day), "j F Y") if day else ""


@register.filter
def change_words(change: Change) -> str:
    """What happened to an aspect between two moments."""
    if change.step is None:
        return _("not to be compared")
    if change.step == 0:
        return _("the same")
    count = change.bars
    words = {"count": short_number(count)}
    if change.step > 0:
        return ngettext("%(count)s bar more", "%(count)s bars more", _plural(count)) % words
    return ngettext("%(count)s bar less", "%(count)s bars less", _plural(count)) % words


@register.filter
def gap_words(values: Values) -> str:
    """How far themselves and the facilitators lie apart, where both said something."""
    if not values.gap:
        return _("seen alike") if values.gap is not None else ""
    words = {"count": short_number(values.gap)}
    return ngettext("%(count)s bar apart", "%(count)s bars apart", _plural(values.gap)) % words


def _plural(count: float) -> int:
    """One bar is singular, one and a half bars are not."""
    return 1 if count == 1 else 2
