"""The rules of placing: where a post-it may go, whose it is, and who learns of it."""

from uuid import UUID

from django.db.models import Q

from boards.content import Content, content_of
from boards.domain import geometry
from boards.domain.context import Context
from boards.domain.log import Change
from boards.domain.projection import own_hidden_data, placement_data
from boards.models import Layer, Placement, Reveal, Sheet, Subject
from boards.protocol import Place, RevealSheet, SayUnknown, TakeBack
from boards.refusals import Refused
from deals.models import Seat


def place(context: Context, command: Place) -> Change:
    """Put a subject on a sheet, or move it; a participant only themselves, in their own layer."""
    sheet = sheet_on_table(context, command.sheet)
    subject = subject_on_table(context, command.subject)
    seat = _seat_for_layer(context, command.layer, command.seat, subject)
    _visibility_as_shown(sheet, command.layer, command.visibility)

    placement = _existing(sheet, command.layer, subject, seat)
    before = None if placement is None else placement_data(placement)
    if placement is None:
        placement = _new(command.placement, sheet, command.layer, subject, seat)
    content = content_of(sheet.content)
    if command.element is not None:
        _put_in_element(placement, content, command.element)
    else:
        _put_on_spot(placement, content, command.x or 0.0, command.y or 0.0)
    placement.unknown = False
    return _written(context, sheet, placement, before)


def say_unknown(context: Context, command: SayUnknown) -> Change:
    """Answer "weet ik niet": an answer without a place; it replaces the place there was."""
    sheet = sheet_on_table(context, command.sheet)
    seat = context.own_seat()
    subject = context.subject_of(seat)
    _visibility_as_shown(sheet, Layer.SELF, command.visibility)

    placement = _existing(sheet, Layer.SELF, subject, seat)
    before = None if placement is None else placement_data(placement)
    if placement is None:
        placement = _new(command.placement, sheet, Layer.SELF, subject, seat)
    placement.unknown, placement.element, placement.x, placement.y = True, None, None, None
    return _written(context, sheet, placement, before)


def take_back(context: Context, command: TakeBack) -> Change:
    """Take a post-it off the board; a participant only their own."""
    placement = (
        Placement.objects.filter(sheet__session=context.session, pk=command.placement)
        .filter(Q() if context.viewer.seat is None else Q(seat=context.viewer.seat))
        .select_related("sheet")
        .first()
    )
    if placement is None:
        raise Refused("unknown_placement")
    sheet, seat = placement.sheet, placement.seat_id
    taken = {"placement": str(placement.pk)}
    change = Change(
        "taken_back",
        team=taken | {"from": placement_data(placement)},
        room=taken if sheet.is_open(placement.layer) else None,
        seats={} if sheet.is_open(placement.layer) or seat is None else {seat: taken},
    )
    placement.delete()
    return change


def reveal_sheet(context: Context, command: RevealSheet) -> Change:
    """Open a hidden layer to the room; the event carries all its places in full."""
    sheet = sheet_on_table(context, command.sheet)
    if sheet.is_open(command.layer):
        raise Refused("already_open")
    shown = list(sheet.placements.filter(layer=command.layer).order_by("seq", "pk"))
    _lay_apart(context, sheet, shown)
    Reveal.objects.create(sheet=sheet, layer=command.layer, by_id=context.viewer.user)
    revealed = {
        "sheet": str(sheet.pk),
        "layer": command.layer,
        "placements": [placement_data(placement) for placement in shown],
    }
    return Change("revealed", team=revealed, room=revealed)


def _lay_apart(context: Context, sheet: Sheet, shown: list[Placement]) -> None:
    """Give what is revealed spots of its own beside what lies there in the open already.

    Hidden and open post-its kept no distance from each other, or an open one would have told
    where a hidden one was.
    """
    content = content_of(sheet.content)
    taken = _taken_in(sheet, _open_layers(sheet))
    for placement in shown:
        if placement.x is None or placement.y is None:
            continue
        if placement.element is not None and not geometry.is_free(
            (placement.x, placement.y), taken
        ):
            element = content.by_id[placement.element]
            placement.x, placement.y = geometry.free_spot(content, element, taken)
            placement.seq = context.log.team_seq
            placement.save(update_fields=["x", "y", "seq"])
        taken.append((placement.x, placement.y))


# Looking up -------------------------------------------------------------------------------------


def sheet_on_table(context: Context, sheet_id: UUID) -> Sheet:
    """The sheet of this session with this id."""
    sheet = context.session.sheets.prefetch_related("reveals").filter(pk=sheet_id).first()
    if sheet is None:
        raise Refused("unknown_sheet")
    return sheet


def subject_on_table(context: Context, subject_id: UUID) -> Subject:
    """What lies on the table in this session under this id."""
    subject = context.subjects().filter(pk=subject_id).first()
    if subject is None:
        raise Refused("unknown_subject")
    return subject


def _existing(sheet: Sheet, layer: str, subject: Subject, seat: Seat | None) -> Placement | None:
    return Placement.objects.filter(sheet=sheet, layer=layer, subject=subject, seat=seat).first()


def _new(
    placement_id: UUID, sheet: Sheet, layer: str, subject: Subject, seat: Seat | None
) -> Placement:
    if Placement.objects.filter(pk=placement_id).exists():
        raise Refused("id_reused")
    return Placement(id=placement_id, sheet=sheet, layer=layer, subject=subject, seat=seat)


# Rules ------------------------------------------------------------------------------------------


def _seat_for_layer(
    context: Context, layer: str, seat_id: UUID | None, subject: Subject
) -> Seat | None:
    """Whose placement it is: a seat's in the self layer, nobody's in the others."""
    if context.viewer.role == "seat":
        seat = context.own_seat()
        if layer != Layer.SELF or seat_id not in (None, seat.pk):
            raise Refused("not_allowed")
        if context.subject_of(seat).pk != subject.pk:
            raise Refused("not_allowed")
        return seat
    if layer != Layer.SELF:
        return None
    seats = Seat.objects.taken().filter(session=context.session)
    of_seat = None if seat_id is None else seats.filter(pk=seat_id).first()
    if of_seat is None or context.subject_of(of_seat).pk != subject.pk:
        raise Refused("unknown_seat")
    return of_seat


def _visibility_as_shown(sheet: Sheet, layer: str, shown: str) -> None:
    """Refuse when the page said something else about who sees it than is true by now."""
    if (shown == "open") != sheet.is_open(layer):
        raise Refused("visibility_changed")


def _put_in_element(placement: Placement, content: Content, element_id: str) -> None:
    element = content.by_id.get(element_id)
    if element is None:
        raise Refused("unknown_element")
    if placement.element == element_id and placement.x is not None:
        return
    spot = geometry.free_spot(content, element, _taken(placement))
    placement.element, (placement.x, placement.y) = element_id, spot


def _taken(placement: Placement) -> list[geometry.Spot]:
    """The spots to keep clear of: what lies in the open, and for a hidden post-it all of them.

    An open post-it that made way for a hidden one would show where that is.
    """
    layers = _open_layers(placement.sheet)
    if placement.layer not in layers:
        layers = list(Layer)
    return _taken_in(placement.sheet, layers, besides=placement)


def _open_layers(sheet: Sheet) -> list[Layer]:
    return [layer for layer in Layer if sheet.is_open(layer)]


def _taken_in(
    sheet: Sheet, layers: list[Layer], besides: Placement | None = None
) -> list[geometry.Spot]:
    others = sheet.placements.filter(layer__in=layers, unknown=False)
    if besides is not None:
        others = others.exclude(pk=besides.pk)
    return [(x, y) for x, y in others.values_list("x", "y") if x is not None and y is not None]


def _put_on_spot(placement: Placement, content: Content, x: float, y: float) -> None:
    placement.x, placement.y = round(x, 1), round(y, 1)
    placement.element = geometry.element_at(content, placement.x, placement.y)


def _is_on_behalf(context: Context, placement: Placement, before: dict[str, object] | None) -> bool:
    """Whether somebody else chose for this participant; a facilitator who only tidies up, within
    the element that they chose themselves, does not make it less their own.
    """
    if placement.seat_id is None or context.viewer.seat is not None:
        return False
    stays = before is not None and before["element"] == placement.element
    return not stays or before is None or bool(before["on_behalf"])


def _written(
    context: Context, sheet: Sheet, placement: Placement, before: dict[str, object] | None
) -> Change:
    """Save a placement, and say who learns of it: the room, or the team and its own seat."""
    placement.seq = context.log.team_seq
    placement.on_behalf = _is_on_behalf(context, placement, before)
    placement.save()
    full = {"placement": placement_data(placement)}
    is_open = sheet.is_open(placement.layer)
    hidden_from_room = not is_open and placement.seat_id is not None
    return Change(
        "placed",
        team=full | {"from": before},
        room=full if is_open else None,
        seats={placement.seat_id: {"placement": own_hidden_data(placement)}}
        if hidden_from_room and placement.seat_id is not None
        else {},
    )
