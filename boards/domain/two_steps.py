"""Placing in two steps: an organisation in a group, then a person in an element of that group."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from boards.content import Content, content_of
from boards.domain import geometry
from boards.domain.context import Context
from boards.domain.hearing import Moves
from boards.domain.log import Change
from boards.domain.projection import placement_data
from boards.domain.spots import taken_for
from boards.models import Placement, Sheet
from boards.refusals import Refused


def person_beside_organisation(placement: Placement, content: Content) -> None:
    """Refuse a person in another group than their organisation, or before it has one."""
    element = content.by_id.get(placement.element or "")
    if not _in_steps(placement, content) or not placement.subject.is_person or element is None:
        return
    organisation = _beside(placement).filter(subject=placement.subject.of_id).first()
    if organisation is None or organisation.element is None:
        raise Refused("organisation_first")
    if organisation.element != element.group:
        raise Refused("other_group", {"group": organisation.element})


def people_go_along(
    context: Context, change: Change, placement: Placement, content: Content
) -> Change:
    """When an organisation lies in a group, its persons elsewhere come to their column in that one,
    also those that were left behind while it lay nowhere. Each is told to who may know of it.
    """
    group = placement.element
    if not _in_steps(placement, content) or placement.subject.is_person or group is None:
        return change
    moves, was = Moves(), []
    for person in _people_beside(placement):
        if content.by_id[person.element or ""].group == group:
            continue
        was.append(placement_data(person))
        _move_to(person, group, content)
        person.seq = context.log.team_seq
        person.save(update_fields=["element", "x", "y", "seq"])
        moves.changes(person)
    if not was:
        return change
    return moves.told(
        change.kind, change.team | {"moved_from": was}, change.room, dict(change.seats)
    )


def is_split(sheet: Sheet) -> bool:
    """Whether a person lies in another group than their organisation, anywhere on a sheet."""
    content = content_of(sheet.content)
    if not content.filling(sheet.filling).in_two_steps:
        return False
    lying = sheet.placements.filter(unknown=False, element__isnull=False).select_related("subject")
    groups: dict[tuple[str, UUID | None, UUID | None], str | None] = {
        (row.layer, row.seat_id, row.subject_id): row.element
        for row in lying
        if not row.subject.is_person
    }
    return any(
        groups.get((row.layer, row.seat_id, row.subject.of_id), group) != group
        for row in lying
        if row.subject.is_person and (group := content.by_id[row.element or ""].group)
    )


def _move_to(person: Placement, group: str, content: Content) -> None:
    """The same column, counted from the left, of another group."""
    columns = [element for element in content.elements if element.group == group]
    old = content.by_id[person.element or ""]
    former = [element.id for element in content.elements if element.group == old.group]
    element = columns[former.index(old.id)]
    person.element = element.id
    person.x, person.y = geometry.free_spot(content, element, taken_for(person))


def _in_steps(placement: Placement, content: Content) -> bool:
    return content.filling(placement.sheet.filling).in_two_steps


def _people_beside(organisation: Placement) -> Iterable[Placement]:
    """The persons of an organisation that lie in an element, in the same layer."""
    people = _beside(organisation).filter(subject__of=organisation.subject)
    there = people.filter(element__isnull=False).order_by("seq", "pk")
    return there.select_related("sheet", "subject").prefetch_related("sheet__reveals")


def _beside(placement: Placement) -> QuerySet[Placement]:
    """What lies in the same layer of the same sheet, of the same participant if of one."""
    return Placement.objects.filter(
        sheet=placement.sheet, layer=placement.layer, seat=placement.seat, unknown=False
    )
