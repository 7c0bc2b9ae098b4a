"""Which spots of a sheet are taken, for whom: nothing hidden shows in where something open lies."""

from boards.domain import geometry
from boards.models import Layer, Placement, Sheet


def taken_for(placement: Placement) -> list[geometry.Spot]:
    """The spots to keep clear of: what lies in the open, and for a hidden post-it all of them.

    An open post-it that made way for a hidden one would show where that is.
    """
    layers = placement.sheet.open_layers
    if placement.layer not in layers:
        layers = Layer.values
    return taken_in(placement.sheet, layers, besides=placement)


def shared_spot(placement: Placement, element: str) -> geometry.Spot | None:
    """Where others in the same layer put the same thing in the same element: they are drawn as one
    post-it, so they take one spot. Thirty phones that place twenty innovations would fill the board
    with spots on which nothing shows.
    """
    others = placement.sheet.placements.filter(
        layer=placement.layer, subject=placement.subject_id, element=element, unknown=False
    )
    first = others.exclude(pk=placement.pk).order_by("seq", "pk").first()
    if first is None or first.x is None or first.y is None:
        return None
    return first.x, first.y


def taken_in(
    sheet: Sheet, layers: list[str], besides: Placement | None = None
) -> list[geometry.Spot]:
    """The spots that are taken in these layers of a sheet."""
    others = sheet.placements.filter(layer__in=layers, unknown=False, subject__gone=False)
    if besides is not None:
        others = others.exclude(pk=besides.pk)
    return [(x, y) for x, y in others.values_list("x", "y") if x is not None and y is not None]
