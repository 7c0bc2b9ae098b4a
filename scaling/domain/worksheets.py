"""What a worksheet says of one innovation, in so far as it may stand in a plan.

A plan is a page that others file: staff of Agenda Stad read it, and a municipality gets it as a
PDF. So it takes what the room may know: the cells, who was named, and the grades in layers that are
open. The one thing beside that is the facilitators' own grade: they make the plan, it is theirs.
"""

from dataclasses import dataclass
from statistics import mean

from django.db.models import Exists, OuterRef

from boards.content import Content, content_of
from boards.models import Doer, Layer, Note, NoteAbout, NoteAudience, Score, Sheet, Subject
from deals.models import Innovation, Phase
from scaling.models import PlanRoute
from scaling.models.plans import CELL_LENGTH

WORKSHEET = "worksheet"


@dataclass(frozen=True)
class Energy:
    """What energy a route gives: of participants that gave a grade, and the one grade of all."""

    mean: float | None = None
    low: int | None = None
    high: int | None = None
    count: int = 0
    grade: int | None = None

    @property
    def is_given(self) -> bool:
        """Whether anybody gave a grade."""
        return bool(self.count) or self.grade is not None


@dataclass(frozen=True)
class RouteOnSheet:
    """A column of a worksheet. `cells`: the rows that there are, with what is written in each."""

    route: str
    title: str
    motto: str
    cells: tuple[tuple[str, str, str], ...]
    energy: Energy


def is_worksheet(sheet: Sheet) -> bool:
    """Whether this sheet is a worksheet."""
    return bool(sheet.content.get("kind") == WORKSHEET)


def worksheets_of(innovation: Innovation) -> list[Sheet]:
    """The worksheets that say something of an innovation, or of what was merged into it; the newest
    first. Of sessions that began: a try-out is none.
    """
    lies = Subject.objects.filter(gone=False, innovation__in=_goes_on_as(innovation))
    written = Note.objects.filter(sheet=OuterRef("pk"), about=NoteAbout.CELL, subject__in=lies)
    graded = Score.objects.filter(sheet=OuterRef("pk"), value__isnull=False, subject__in=lies)
    named = Doer.objects.filter(sheet=OuterRef("pk"), named=True, subject__in=lies)
    said = Exists(written.exclude(text__text="")) | Exists(graded) | Exists(named)
    sheets = Sheet.objects.filter(said, content__kind=WORKSHEET, session__trial=False)
    sheets = sheets.exclude(session__phase=Phase.PREPARING).select_related("session")
    return list(sheets.order_by("-session__planned_on", "-session__made_at", "order"))


def routes_on(sheet: Sheet, innovation: Innovation) -> list[RouteOnSheet]:
    """What a worksheet says of an innovation, route by route, in five queries."""
    content = content_of(sheet.content)
    subjects = list(
        Subject.objects.filter(
            session=sheet.session_id, gone=False, innovation__in=_goes_on_as(innovation)
        )
    )
    texts = _texts(sheet, subjects)
    doers = _doers(sheet, subjects)
    energies = energies_of(sheet, subjects)
    return [
        RouteOnSheet(
            route=element.id,
            title=element.title,
            motto=element.motto or "",
            cells=_cells(content, element.id, texts, doers),
            energy=energies.get(element.id, Energy()),
        )
        for element in content.elements
    ]


def _goes_on_as(innovation: Innovation) -> list[Innovation]:
    """The innovation and those that were merged into it: on older tables they still lie apart."""
    return [innovation, *innovation.merged.all()]


def _texts(sheet: Sheet, subjects: list[Subject]) -> dict[tuple[str, str], list[str]]:
    cells = Note.objects.filter(
        sheet=sheet, about=NoteAbout.CELL, subject__in=subjects, audience=NoteAudience.ROOM
    )
    found: dict[tuple[str, str], list[str]] = {}
    for note in cells.select_related("text"):
        if note.text.text.strip():
            found.setdefault((note.element, note.question), []).append(note.text.text.strip())
    return found


def _doers(sheet: Sheet, subjects: list[Subject]) -> dict[str, list[str]]:
    named = Doer.objects.filter(sheet=sheet, subject__in=subjects, named=True)
    found: dict[str, list[str]] = {}
    for doer in named:
        names = found.setdefault(doer.element, [])
        if doer.label not in names:
            names.append(doer.label)
    return found


def _cells(
    content: Content,
    route: str,
    texts: dict[tuple[str, str], list[str]],
    doers: dict[str, list[str]],
) -> tuple[tuple[str, str, str], ...]:
    """The rows of a route. Partners that were named stand first, where the row has them."""
    found = []
    for row in content.rows:
        lines = list(texts.get((route, row.id), []))
        if row.doers and route in doers:
            lines.insert(0, ", ".join(doers[route]))
        found.append((row.id, row.title, "\n".join(lines)[:CELL_LENGTH]))
    return tuple(found)


def energies_of(sheet: Sheet, subjects: list[Subject]) -> dict[str, Energy]:
    """The energy of each route, as far as it may stand in a plan (see the top of this file)."""
    given = Score.objects.filter(sheet=sheet, subject__in=subjects, value__isnull=False)
    by_route: dict[str, list[Score]] = {}
    for score in given:
        by_route.setdefault(score.aspect, []).append(score)
    self_is_open = sheet.is_open(Layer.SELF)
    return {route: energy_of(scores, self_is_open) for route, scores in by_route.items()}


def energy_of(scores: list[Score], self_is_open: bool, team_counts: bool = True) -> Energy:
    """The energy of one route out of its scores. `team_counts`: whether the facilitators' own grade
    may be told to this reader.
    """
    said = [s.value for s in scores if s.layer == Layer.SELF and s.value is not None]
    given = said if self_is_open else []
    return Energy(
        mean=round(mean(given), 2) if given else None,
        low=min(given, default=None),
        high=max(given, default=None),
        count=len(given),
        grade=_grade(scores, team_counts),
    )


def _grade(scores: list[Score], team_counts: bool) -> int | None:
    """The grade that was agreed, or else the one of the facilitators together."""
    by_layer = {score.layer: score.value for score in scores if score.layer != Layer.SELF}
    agreed = by_layer.get(Layer.AGREED)
    return agreed if agreed is not None or not team_counts else by_layer.get(Layer.TEAM)


def set_energy(route: PlanRoute, energy: Energy) -> None:
    """Put this energy on a route of a plan; nothing is saved."""
    route.mean, route.low, route.high = energy.mean, energy.low, energy.high
    route.count, route.grade = energy.count, energy.grade
