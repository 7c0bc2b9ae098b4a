"""Where partners lay on the boards over many sessions, for one reader: by the one projection, the
same as `state_of` tells session by session, in a fixed number of queries.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Q

from boards.content import Content, Element, content_of
from boards.domain.snapshot import placements_seen
from boards.models import Layer, Placement, Sheet, Subject
from boards.viewer import Viewer

Data = dict[str, Any]


@dataclass(frozen=True)
class Spot:
    """A place that was chosen: an element or a group; None: between the parts, or `unknown`.
    `times`: by how many participants of the organisation.
    """

    area: Element | None
    unknown: bool
    times: int


@dataclass(frozen=True)
class Standing:
    """Where one subject of a partner lay on one sheet. `placements`: as the reader may see them,
    in the order in which they last changed.
    """

    sheet: Sheet
    subject: Subject
    placements: list[Data]

    @cached_property
    def content(self) -> Content:
        """The board that it was held with."""
        return content_of(self.sheet.content)

    @property
    def board_and_filling(self) -> str:
        """The board and the way of filling it in, by their names at the time."""
        return f"{self.content.title}: {self.content.filling(self.sheet.filling).title}"

    @property
    def own(self) -> list[Spot]:
        """Where the participants put it themselves, what most chose first."""
        return self._spots(Layer.SELF)

    @property
    def team(self) -> list[Spot]:
        """Where the facilitators put it."""
        return self._spots(Layer.TEAM)

    @property
    def agreed(self) -> list[Spot]:
        """Where they put it together."""
        return self._spots(Layer.AGREED)

    @property
    def is_team_hidden(self) -> bool:
        """Whether the room never saw where the facilitators put it, while this reader does."""
        return bool(self.team) and not self.sheet.is_open(Layer.TEAM)

    @property
    def counts(self) -> Spot | None:
        """What counts: what was agreed, else what they say, else what the facilitators saw."""
        return next((spots[0] for spots in (self.agreed, self.own, self.team) if spots), None)

    @property
    def drawn(self) -> Element | None:
        """The part to draw."""
        return self.counts.area if self.counts else None

    def _spots(self, layer: str) -> list[Spot]:
        rows = [row for row in self.placements if row["layer"] == layer]
        # Of as many the first one counts, as on the picture: a Counter keeps that order.
        counted = Counter((row["element"], row["unknown"]) for row in rows)
        areas = self.content.by_id
        return [
            Spot(areas.get(element or ""), unknown, times)
            for (element, unknown), times in counted.most_common()
        ]


def standings_of(viewers: Iterable[Viewer], partners: Collection[UUID]) -> list[Standing]:
    """Where these partners and their people lay in the sessions of these viewers, a viewer for
    each; the oldest session first. Four queries, however many sessions there are.
    """
    readers = {viewer.session: viewer for viewer in viewers}
    theirs = Q(partner__in=partners) | Q(of__partner__in=partners)
    subjects = Subject.objects.filter(theirs, session__in=readers).select_related("typed")
    known = {subject.pk: subject for subject in subjects}
    placed: dict[UUID, list[Placement]] = defaultdict(list)
    for placement in Placement.objects.filter(subject__in=known).order_by("seq", "pk"):
        placed[placement.sheet_id].append(placement)
    sheets = Sheet.objects.filter(pk__in=placed).select_related("session__deal")
    in_order = sheets.order_by("session__planned_on", "session__made_at", "session", "order")
    return [
        standing
        for sheet in in_order.prefetch_related("reveals")
        for standing in _on(sheet, readers[sheet.session_id], placed[sheet.pk], known)
    ]


def _on(
    sheet: Sheet, viewer: Viewer, placed: list[Placement], known: Mapping[UUID, Subject]
) -> list[Standing]:
    """Per subject what the viewer may see of it: organisations first, then their people."""
    seen: dict[str, list[Data]] = defaultdict(list)
    for row in placements_seen(viewer, [sheet], placed):
        seen[row["subject"]].append(row)
    subjects = [known[UUID(key)] for key in seen]
    subjects.sort(key=lambda subject: (subject.is_person, subject.name.casefold()))
    return [Standing(sheet, subject, seen[str(subject.pk)]) for subject in subjects]
