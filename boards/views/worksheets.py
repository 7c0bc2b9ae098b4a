"""Worksheets as pages show them: a sheet for each innovation, with cells, doers and energy."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import get_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from boards import charts
from boards.access import viewer_at
from boards.content import Element, Row
from boards.domain.energy import Energy, energy_of
from boards.domain.snapshot import state_of
from boards.domain.table_state import on_table
from boards.models import Layer, NoteAbout
from boards.viewer import Role, Viewer
from boards.views.language import in_our_language
from boards.views.page import SheetView, sheet_views
from deals.models import Session

Data = dict[str, Any]

# Stands for an innovation in the sheet that JavaScript copies for each of them.
BLANK = {"id": str(UUID(int=0)), "name": "", "gone": False}
LAYERS = tuple(layer.value for layer in Layer)


@dataclass(frozen=True)
class CellView:
    """A text of a sheet: its row, what stands there, and what stands there in the examples."""

    row: Row
    note: Data | None
    examples: list[str]


@dataclass(frozen=True)
class RouteView:
    """A column of a sheet. `grade`: what the facilitators gave, if it may be shown; `own`: what
    this phone gave. `is_graded`: the facilitators gave one, shown or not.
    """

    element: Element
    cells: list[CellView]
    doers: list[Data]
    energy: Energy
    grade: int | None
    is_graded: bool
    kept: int
    own: int | None

    @property
    def is_written(self) -> bool:
        """Whether something stands in it, beside what participants graded."""
        written = any(cell.note and cell.note["text"] for cell in self.cells)
        return written or bool(self.doers) or self.grade is not None

    @property
    def is_empty(self) -> bool:
        """Whether nothing of it was filled in."""
        return not self.is_written and not self.energy.numbers


@dataclass(frozen=True)
class Worksheet:
    """The sheet of one innovation."""

    view: SheetView
    subject: Data
    routes: list[RouteView]

    @property
    def is_empty(self) -> bool:
        """Whether nothing of it was filled in."""
        return all(route.is_empty for route in self.routes)


@dataclass(frozen=True)
class EnergyPicture:
    """The energy of all routes: a picture, and its numbers. `is_empty`: there are none yet."""

    title: str
    svg: SafeString
    rows: list[tuple[str, Energy]]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return all(energy.mean is None for _title, energy in self.rows)


@dataclass(frozen=True)
class KeptWorksheets:
    """What a closed session keeps of a worksheet: the sheets that were filled in, each with the
    picture of its energy; and that of all of them together.
    """

    sheets: list[tuple[Worksheet, EnergyPicture]]
    together: EnergyPicture


def subjects_of(view: SheetView) -> list[Data]:
    """What has a sheet on this board, by name."""
    return on_table(view.subjects, view.content.filling(view.sheet.filling).places)


def shown_subject(view: SheetView, state: Data, wanted: str = "") -> Data | None:
    """Whose sheet shows: the one that is asked for, else the one that the facilitators show, else
    the first. None when there are none.
    """
    there = {subject["id"]: subject for subject in subjects_of(view)}
    about = told_about(view, state)
    return there.get(wanted) or there.get(about) or next(iter(there.values()), None)


def told_about(view: SheetView, state: Data) -> str:
    """The subject whose sheet the facilitators show to the room; "" for none. One that was merged
    is the one that it goes on as.
    """
    if state["shown"] != str(view.sheet.pk):
        return ""
    subject = view.subjects.get(state["about"] or "")
    while subject is not None and subject["into"]:
        subject = view.subjects.get(subject["into"])
    return "" if subject is None or subject["gone"] else str(subject["id"])


def worksheet_of(
    view: SheetView, state: Data, subject: Data, layers: Collection[str], seat: str | None = None
) -> Worksheet:
    """The sheet of a subject. `layers`: whose grades may be shown; `seat`: whose phone it is."""
    return _Sheet(view, state, subject, layers, seat).worksheet()


def open_layers(view: SheetView, shows_hidden: bool = False) -> Collection[str]:
    """Whose grades may be shown: those that the room sees, or all."""
    return LAYERS if shows_hidden else view.sheet.open_layers


def energy_picture(
    view: SheetView, state: Data, subjects: list[Data], layers: Collection[str], title: str
) -> EnergyPicture:
    """How much energy each route gives, of these subjects together."""
    sheet, wanted = str(view.sheet.pk), {subject["id"] for subject in subjects}
    rows = [
        (element.title, energy_of(state, sheet, element.id, wanted, layers))
        for element in view.content.elements
    ]
    scale = view.content.scale
    svg = charts.energy_bars(
        [(name, e.mean, e.low, e.high, e.count) for name, e in rows],
        key=f"energy-{sheet}-{subjects[0]['id'] if len(subjects) == 1 else 'all'}",
        title=title,
        desc=_in_words(rows),
        low=scale.low if scale else 1,
        high=scale.high if scale else 10,
        decimal=decimal_mark(),
    )
    return EnergyPicture(title, mark_safe(svg), rows)  # noqa: S308 - every text in it is escaped


def energy_pictures(
    view: SheetView, state: Data, subject: Data | None, layers: Collection[str]
) -> list[EnergyPicture]:
    """Of one innovation, and where there are more of all of them together."""
    everything = subjects_of(view)
    pictures = []
    if subject is not None:
        title = _("Energy per route: {name}").format(name=subject["name"])
        pictures.append(energy_picture(view, state, [subject], layers, title))
    if len(everything) > 1:
        title = _("Energy per route: all innovations together")
        pictures.append(energy_picture(view, state, everything, layers, title))
    return pictures


def decimal_mark() -> str:
    """The sign in front of decimals, in the language of the reader."""
    return str(get_format("DECIMAL_SEPARATOR"))


def worksheets_kept(view: SheetView, state: Data) -> KeptWorksheets:
    """What a closed session keeps of a worksheet, as far as its reader has it in the state."""
    there = subjects_of(view)
    made = [worksheet_of(view, state, subject, LAYERS) for subject in there]
    title = _("Energy per route")
    everything = _("Energy per route: all innovations together")
    return KeptWorksheets(
        [
            (sheet, energy_picture(view, state, [sheet.subject], LAYERS, title))
            for sheet in made
            if not sheet.is_empty
        ],
        energy_picture(view, state, there, LAYERS, everything),
    )


@login_not_required  # the role's own credential decides: boards.access
@require_safe
@in_our_language
def energy(request: HttpRequest, session_id: UUID, role: Role) -> HttpResponse:
    """The pictures of the energy as a fragment, to be had anew after a grade was given: of what the
    room may see, since a laptop may be mirrored on the wall; at control with `?hidden=1`, asked for
    on that laptop, of everything. Empty for what is no worksheet of the session.
    """
    viewer = viewer_at(role, request, session_id)
    if role == "control" and not request.GET.get("hidden"):
        viewer = Viewer("screen", viewer.session)
    state = state_of(viewer)
    pictures: list[EnergyPicture] = []
    for view in sheet_views(Session.objects.get(pk=viewer.session), state):
        if str(view.sheet.pk) == request.GET.get("sheet") and view.kind == "worksheet":
            wanted = request.GET.get("innovation", "")
            subject = next((s for s in subjects_of(view) if s["id"] == wanted), None)
            pictures = energy_pictures(view, state, subject, LAYERS)
    return render(request, "boards/kinds/_worksheet_energy.html", {"pictures": pictures})


# Private ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Sheet:
    view: SheetView
    state: Data
    subject: Data
    layers: Collection[str]
    seat: str | None

    def worksheet(self) -> Worksheet:
        routes = [self._route(element) for element in self.view.content.elements]
        return Worksheet(self.view, self.subject, routes)

    def _route(self, element: Element) -> RouteView:
        own = self._score(element, Layer.SELF, self.seat) if self.seat else None
        team = self._score(element, Layer.TEAM, None)
        everything = self._energy(element, LAYERS)
        energy = self._energy(element, self.layers)
        return RouteView(
            element=element,
            cells=[self._cell(element, n, row) for n, row in enumerate(self.view.content.rows)],
            doers=[
                doer
                for doer in self.state["doers"].values()
                if self._is_here(doer) and doer["element"] == element.id and doer["named"]
            ],
            energy=energy,
            grade=team if Layer.TEAM in self.layers else None,
            is_graded=team is not None,
            kept=everything.count - energy.count,
            own=own,
        )

    def _cell(self, element: Element, number: int, row: Row) -> CellView:
        examples = self.view.content.examples
        return CellView(
            row,
            next(
                (
                    note
                    for note in self.state["notes"].values()
                    if note["about"] == NoteAbout.CELL
                    and self._is_here(note)
                    and (note["element"], note["question"]) == (element.id, row.id)
                ),
                None,
            ),
            [each.cells[element.id][number] for each in examples if element.id in each.cells],
        )

    def _energy(self, element: Element, layers: Collection[str]) -> Energy:
        subjects = {self.subject["id"]}
        return energy_of(self.state, str(self.view.sheet.pk), element.id, subjects, layers)

    def _score(self, element: Element, layer: str, seat: str | None) -> int | None:
        for row in self.state["scores"].values():
            is_it = self._is_here(row) and row["aspect"] == element.id
            if is_it and (row["layer"], row["seat"]) == (layer, seat):
                return None if row["value"] is None else int(row["value"])
        return None

    def _is_here(self, row: Data) -> bool:
        is_of_sheet: bool = row["sheet"] == str(self.view.sheet.pk)
        return is_of_sheet and row["subject"] == self.subject["id"]


def _in_words(rows: list[tuple[str, Energy]]) -> str:
    """What a picture shows, for who does not see it."""
    lines = []
    for title, energy in rows:
        mean = charts.written(energy.mean, decimal_mark())
        if energy.mean is None:
            lines.append(_("{route}: no grade yet.").format(route=title))
        elif not energy.count:
            lines.append(_("{route}: {mean}, given together.").format(route=title, mean=mean))
        else:
            lines.append(
                _("{route}: {mean} on average, from {low} to {high}, grades: {count}.").format(
                    route=title, mean=mean, low=energy.low, high=energy.high, count=energy.count
                )
            )
    return " ".join(lines)
