"""The rules of placing: where a post-it may go, whose it is, and who learns of it."""

from uuid import UUID

from django.db.models import Q

from boards.content import Content, Element, content_of
from boards.domain import geometry, two_steps
from boards.domain.context import Context, may_stand_for, own_subjects
from boards.domain.hearing import told_where_seen
from boards.domain.log import Change
from boards.domain.projection import own_hidden_data, placement_data
from boards.domain.spots import shared_spot, taken_for
from boards.models import Layer, Placement, Sheet, Subject
from boards.protocol import Place, SayUnknown, TakeBack
from boards.refusals import Refused
from deals.models import Seat


def place(context: Context, command: Place) -> Change:
    """Put a subject on a sheet, or move it; a participant only themselves, in their own layer.

    On a board of two steps the persons of an organisation go along to another group with it.
    """
    sheet = sheet_on_table(context, command.sheet)
    subject = subject_on_table(context, command.subject)
    seat = _seat_for_layer(context, command.layer, command.seat, subject)
    visible_as_shown(sheet, command.layer, command.visibility)
    not_paused(context)

    placement = _existing(sheet, command.layer, subject, seat)
    before = None if placement is None else placement_data(placement)
    if placement is None:
        placement = _new(command.placement, sheet, command.layer, subject, seat)
    content = content_of(sheet.content)
    areas = content.areas_for(sheet.filling, subject.what)
    if not areas:
        raise Refused("not_on_this_board")
    if command.element is not None:
        _put_in_element(placement, content, areas, command.element)
    else:
        _put_on_spot(placement, areas, command.x or 0.0, command.y or 0.0)
    placement.unknown = False
    two_steps.person_beside_organisation(placement, content)
    change = _written(context, placement, before)
    return two_steps.people_go_along(context, change, placement, content)


def say_unknown(context: Context, command: SayUnknown) -> Change:
    """Answer "weet ik niet": an answer without a place; it replaces the place there was."""
    sheet = sheet_on_table(context, command.sheet)
    seat = context.own_seat()
    subject = _who_answers(context, sheet, seat, command.subject)
    visible_as_shown(sheet, Layer.SELF, command.visibility)
    not_paused(context)

    placement = _existing(sheet, Layer.SELF, subject, seat)
    before = None if placement is None else placement_data(placement)
    if placement is None:
        placement = _new(command.placement, sheet, Layer.SELF, subject, seat)
    placement.unknown, placement.element, placement.x, placement.y = True, None, None, None
    return _written(context, placement, before)


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
    not_paused(context)
    taken = {"placement": str(placement.pk)}
    change = told_where_seen("taken_back", placement, taken, placement_data(placement))
    placement.delete()
    return change


# Looking up -------------------------------------------------------------------------------------


def sheet_on_table(context: Context, sheet_id: UUID) -> Sheet:
    """The sheet of this session with this id."""
    sheet = context.session.sheets.prefetch_related("reveals").filter(pk=sheet_id).first()
    if sheet is None:
        raise Refused("unknown_sheet")
    return sheet


def subject_on_table(context: Context, subject_id: UUID) -> Subject:
    """What lies on the table in this session under this id. An innovation that was taken off the
    table, or off the deal's list beside the session, is refused: nothing is said of it any more.
    """
    subject = context.subjects().filter(pk=subject_id).first()
    if subject is None:
        raise Refused("unknown_subject")
    if subject.gone or (subject.innovation is not None and not subject.innovation.is_current):
        raise Refused("innovation_gone")
    return subject


def _existing(sheet: Sheet, layer: str, subject: Subject, seat: Seat | None) -> Placement | None:
    there = Placement.objects.filter(sheet=sheet, layer=layer, subject=subject, seat=seat)
    found = there.first()
    if found is not None:
        found.sheet, found.subject, found.seat = sheet, subject, seat  # as they were read
    return found


def _new(
    placement_id: UUID, sheet: Sheet, layer: str, subject: Subject, seat: Seat | None
) -> Placement:
    if Placement.objects.filter(pk=placement_id).exists():
        raise Refused("id_reused")
    return Placement(id=placement_id, sheet=sheet, layer=layer, subject=subject, seat=seat)


# Rules ------------------------------------------------------------------------------------------


def _who_answers(context: Context, sheet: Sheet, seat: Seat, subject_id: UUID | None) -> Subject:
    """As what a participant says that they do not know: the subject that they named, or else what
    this board places of them.
    """
    content = content_of(sheet.content)
    answers = own_subjects(seat)
    if content.filling(sheet.filling).places == "innovation":
        if subject_id is None:
            raise Refused("unknown_subject")  # which one it is about, only they can say
        answers = {subject_id}
    subjects = [subject_on_table(context, pk) for pk in answers]
    for subject in sorted(subjects, key=lambda subject: subject.is_person):
        fits = bool(content.areas_for(sheet.filling, subject.what))
        if fits and subject_id in (None, subject.pk):
            return subject
    raise Refused("not_allowed" if subject_id else "introduce_first")


def _seat_for_layer(
    context: Context, layer: str, seat_id: UUID | None, subject: Subject
) -> Seat | None:
    """Whose placement it is: a seat's in the self layer, nobody's in the others."""
    if context.viewer.role == "seat":
        seat = context.own_seat()
        if layer != Layer.SELF or seat_id not in (None, seat.pk):
            raise Refused("not_allowed")
        if not may_stand_for(seat, subject):
            raise Refused("not_allowed")
        return seat
    if layer != Layer.SELF:
        return None
    seats = Seat.objects.taken().filter(session=context.session)
    of_seat = seats.select_related("session").filter(pk=seat_id).first() if seat_id else None
    if of_seat is None or not may_stand_for(of_seat, subject):
        raise Refused("unknown_seat")
    return of_seat


def visible_as_shown(sheet: Sheet, layer: str, shown: str) -> None:
    """Refuse when the page said something else about who sees it than is true by now."""
    if (shown == "open") != sheet.is_open(layer):
        raise Refused("visibility_changed")


def not_paused(context: Context) -> None:
    """Refuse phones that place while the facilitator paused placing."""
    if context.viewer.seat is not None and context.log.course.get("paused"):
        raise Refused("paused")


def _put_in_element(
    placement: Placement, content: Content, areas: tuple[Element, ...], element_id: str
) -> None:
    element = next((area for area in areas if area.id == element_id), None)
    if element is None:
        raise Refused("unknown_element")
    if placement.element == element_id and placement.x is not None:
        return
    spot = shared_spot(placement, element_id)
    if spot is None:
        spot = geometry.free_spot(content, element, taken_for(placement))
    placement.element, (placement.x, placement.y) = element_id, spot


def _put_on_spot(placement: Placement, areas: tuple[Element, ...], x: float, y: float) -> None:
    placement.x, placement.y = round(x, 1), round(y, 1)
    placement.element = geometry.element_at(areas, placement.x, placement.y)


def _is_on_behalf(context: Context, placement: Placement, before: dict[str, object] | None) -> bool:
    """Whether somebody else chose for this participant; a facilitator who only tidies up, within
    the element that they chose themselves, does not make it less their own.
    """
    if placement.seat_id is None or context.viewer.seat is not None:
        return False
    stays = before is not None and before["element"] == placement.element
    return not stays or before is None or bool(before["on_behalf"])


def _written(context: Context, placement: Placement, before: dict[str, object] | None) -> Change:
    """Save a placement, and say who learns of it: the room, or the team and who may know."""
    placement.seq = context.log.team_seq
    placement.on_behalf = _is_on_behalf(context, placement, before)
    placement.save()
    full = {"placement": placement_data(placement)}
    own = {"placement": own_hidden_data(placement)}
    return told_where_seen("placed", placement, full, before, own)
