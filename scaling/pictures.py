"""The energy of routes as a picture, with the same in words."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.formats import get_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from boards import charts
from scaling.queries import RouteEnergy


def energy_picture(rows: Sequence[charts.Row], key: str, title: str) -> SafeString:
    """A bar for each route. `key` makes its ids unique on the page."""
    mark = str(get_format("DECIMAL_SEPARATOR"))
    svg = charts.energy_bars(rows, key=key, title=title, desc=_in_words(rows, mark), decimal=mark)
    return mark_safe(svg)  # noqa: S308 - boards.charts escapes every text


def picture_of_all(energies: Sequence[RouteEnergy], deal_id: UUID) -> SafeString | None:
    """The energy of each route over all innovations of a deal; nothing when nobody gave any."""
    if not energies:
        return None
    rows = [(each.title, each.mean, each.low, each.high, each.count) for each in energies]
    return energy_picture(rows, f"energy-{deal_id}", _("Energy per route, over all innovations"))


def _in_words(rows: Sequence[charts.Row], mark: str) -> str:
    return "; ".join(
        f"{title}: {charts.written(mean, mark) if mean is not None else _('no grade')}"
        for title, mean, _low, _high, _count in rows
    )
