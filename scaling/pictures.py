"""The energy of routes as a picture, with the same in words."""

from collections.abc import Sequence

from django.utils.formats import get_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from boards import charts


def energy_picture(rows: Sequence[charts.Row], key: str, title: str) -> SafeString:
    """A bar for each route. `key` makes its ids unique on the page."""
    mark = str(get_format("DECIMAL_SEPARATOR"))
    svg = charts.energy_bars(rows, key=key, title=title, desc=_in_words(rows, mark), decimal=mark)
    return mark_safe(svg)  # noqa: S308 - boards.charts escapes every text


def _in_words(rows: Sequence[charts.Row], mark: str) -> str:
    return "; ".join(
        f"{title}: {charts.written(mean, mark) if mean is not None else _('no grade')}"
        for title, mean, _low, _high, _count in rows
    )
