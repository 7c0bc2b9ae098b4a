"""Tidying up: the post-its of an element in rows, clear of each other as long as they fit."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from boards.content import Content, content_of
from boards.domain import geometry
from boards.domain.context import Context
from boards.domain.geometry import Spot
from boards.domain.log import Change
from boards.domain.placements import sheet_on_table
from boards.domain.projection import placement_data
from boards.models import Placement, Sheet, Subject
from boards.protocol import TidyUp
from boards.refusals import Refused
from deals.models import OrganisationKind

KINDS = list(OrganisationKind.values)


@dataclass(frozen=True)
class Heap:
    """What is drawn as one post-it: a subject's places in one layer, in one element.

    `element`: None for what stays where it is.
    """

    element: str | None
    placements: list[Placement]

    @property
    def layer(self) -> str:
        """The layer that all of it is in."""
        return self.placements[0].layer

    @property
    def spot(self) -> Spot:
        """Where it is drawn."""
        return self.placements[0].x or 0.0, self.placements[0].y or 0.0

    def lay_on(self, spot: Spot) -> list[Placement]:
        """Lay all of it on one spot; what moved by that."""
        moved = [each for each in self.placements if (each.x, each.y) != spot]
        for placement in moved:
            placement.x, placement.y = spot
        return moved


def tidy_up(context: Context, command: TidyUp) -> Change:
    """Lay the post-its of one element, or of the whole sheet, in rows: by kind, then by name.

    What lies in the open is laid out as if nothing were hidden; what is hidden avoids both.
    """
    sheet = sheet_on_table(context, command.sheet)
    content = content_of(sheet.content)
    if command.element is not None and command.element not in content.by_id:
        raise Refused("unknown_element")
    areas = content.areas_of(sheet.filling)
    elements = [area.id for area in areas if command.element in (None, area.id)]
    was = {placement.pk: placement_data(placement) for placement in sheet.placements.all()}
    moved = _laid_out(context, sheet, content, elements)
    if not moved:
        raise Refused("already_tidy")
    for placement in moved:
        placement.seq = context.log.team_seq
    Placement.objects.bulk_update(moved, ["x", "y", "seq"])
    in_the_open = [p for p in moved if sheet.is_open(p.layer)]
    return Change(
        "tidied",
        team=_told(moved) | {"moved_from": [was[placement.pk] for placement in moved]},
        room=_told(in_the_open) if in_the_open else None,
    )


def _told(moved: list[Placement]) -> dict[str, object]:
    return {"placements": [placement_data(placement) for placement in moved]}


def _laid_out(
    context: Context, sheet: Sheet, content: Content, elements: list[str]
) -> list[Placement]:
    """Give the post-its in these elements their spots; the placements that moved by it."""
    subjects = {subject.pk: subject for subject in context.subjects()}
    heaps = sorted(_heaps(sheet), key=lambda heap: _order(subjects[heap.placements[0].subject_id]))
    moved: list[Placement] = []
    keep_clear: list[Heap] = []
    for visible in (True, False):
        here = [heap for heap in heaps if sheet.is_open(heap.layer) == visible]
        keep_clear += [heap for heap in here if heap.element not in elements]
        for element in elements:
            chosen = [heap for heap in here if heap.element == element]
            taken = [heap.spot for heap in keep_clear]
            spots = geometry.in_rows(content, content.by_id[element], len(chosen), taken)
            for heap, spot in zip(chosen, spots, strict=True):
                moved += heap.lay_on(spot)
            keep_clear += chosen
    return moved


def _heaps(sheet: Sheet) -> Iterator[Heap]:
    """What lies on the board as single post-its, each where most of its participants put it.

    One that they divide evenly lies where the first of them put it: moved, it would change sides.
    """
    together: dict[tuple[str, UUID], list[Placement]] = {}
    lying = sheet.placements.filter(unknown=False, subject__gone=False)
    for placement in lying.order_by("seq", "pk"):
        together.setdefault((placement.layer, placement.subject_id), []).append(placement)
    for rows in together.values():
        (element, most), *others = Counter(row.element for row in rows).most_common()
        evenly = bool(others) and others[0][1] == most
        yield Heap(None if evenly else element, [row for row in rows if row.element == element])


def _order(subject: Subject) -> tuple[int, str]:
    kind = KINDS.index(subject.kind) if subject.kind in KINDS else len(KINDS)
    return kind, subject.name.casefold()
