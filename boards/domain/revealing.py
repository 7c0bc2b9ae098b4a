"""Opening a hidden layer: to the room, or to one participant."""

from uuid import UUID

from boards.content import Content, content_of
from boards.domain import geometry
from boards.domain.context import Context, mine, own_subjects, seat_row
from boards.domain.log import Change
from boards.domain.placements import sheet_on_table
from boards.domain.projection import own_hidden_data, placement_data, score_data
from boards.domain.spots import taken_in
from boards.models import Placement, Reveal, Sheet
from boards.protocol import RevealSheet
from boards.refusals import Refused
from deals.models import Seat


def reveal_sheet(context: Context, command: RevealSheet) -> Change:
    """Open a hidden layer to the room, or to one participant; the event carries its places."""
    sheet = sheet_on_table(context, command.sheet)
    if sheet.is_open(command.layer):
        raise Refused("already_open")
    if command.seat is not None:
        return _to_one(context, sheet, command.layer, context.named_seat(command.seat))
    return _to_the_room(context, sheet, command.layer)


def _to_the_room(context: Context, sheet: Sheet, layer: str) -> Change:
    shown = list(sheet.placements.filter(layer=layer).order_by("seq", "pk"))
    _lay_apart(context, sheet, shown)
    Reveal.objects.create(sheet=sheet, layer=layer, by_id=context.viewer.user)
    revealed = {
        "sheet": str(sheet.pk),
        "layer": layer,
        "placements": [placement_data(placement) for placement in shown],
        "scores": [score_data(score) for score in sheet.scores.filter(layer=layer)],
    }
    return Change("revealed", team=revealed, room=revealed)


def _to_one(context: Context, sheet: Sheet, layer: str, seat: Seat) -> Change:
    """One participant sees where the facilitators put them and their organisation, and nobody
    else; not the spot either, which was chosen clear of other hidden post-its.
    """
    if seat.pk in sheet.shown_to():
        raise Refused("already_open")
    Reveal.objects.create(sheet=sheet, layer=layer, seat=seat, by_id=context.viewer.user)
    own = own_subjects(seat)
    theirs = sheet.placements.filter(layer=layer, subject__in=own)
    scored = sheet.scores.filter(layer=layer, subject__in=own)
    return Change(
        "revealed_to_seat",
        team={"seat": seat_row(seat)},
        seats={
            seat.pk: {
                "mine": mine(seat),
                "placements": [own_hidden_data(each) for each in theirs.order_by("seq", "pk")],
                "scores": [score_data(each) for each in scored],
            }
        },
    )


def _lay_apart(context: Context, sheet: Sheet, shown: list[Placement]) -> None:
    """Give what is revealed spots of its own beside what lies there in the open already.

    Hidden and open post-its kept no distance from each other, or an open one would have told
    where a hidden one was.
    """
    content = content_of(sheet.content)
    taken = taken_in(sheet, sheet.open_layers)
    together: dict[tuple[UUID, str], geometry.Spot] = {}
    for placement in shown:
        if placement.x is None or placement.y is None:
            continue
        spot = placement.x, placement.y
        if placement.element is not None:
            # What several participants put in one element is one post-it.
            is_one = placement.subject_id, placement.element
            spot = together.get(is_one) or _spot_for(placement, content, taken)
            together[is_one] = spot
        if spot != (placement.x, placement.y):
            placement.x, placement.y = spot
            placement.seq = context.log.team_seq
            placement.save(update_fields=["x", "y", "seq"])
        taken.append(spot)


def _spot_for(placement: Placement, content: Content, taken: list[geometry.Spot]) -> geometry.Spot:
    """Where it lies, if nothing lies there already; else a free spot in its element."""
    here = placement.x or 0.0, placement.y or 0.0
    if geometry.is_free(here, taken):
        return here
    return geometry.free_spot(content, content.by_id[placement.element or ""], taken)
