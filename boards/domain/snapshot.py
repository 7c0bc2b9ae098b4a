"""The present state of a session for one viewer: the fold of the events that it may know."""

from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from boards.domain.context import subjects_of
from boards.domain.projection import (
    note_data,
    own_hidden_data,
    placement_data,
    seat_data,
    sheet_data,
    subject_data,
)
from boards.models import Layer, Note, Placement, SessionLog, Sheet
from boards.viewer import Viewer
from deals.domain.doors import door_of
from deals.models import Seat, Session

Data = dict[str, Any]


def state_of(viewer: Viewer) -> Data:
    """Everything that this viewer may know now, each list by id. A fixed number of queries."""
    session = Session.objects.get(pk=viewer.session)
    sheets = list(session.sheets.prefetch_related("reveals"))
    state: Data = {
        "phase": session.phase,
        "door": door_state(session),
        "shown": _shown(session),
        "sheets": _by_id(sheet_data(sheet) for sheet in sheets),
        "subjects": _by_id(subject_data(subject) for subject in subjects_of(session)),
        "placements": _by_id(_placements(viewer, sheets)),
        "notes": _by_id(note_data(note) for note in _notes(sheets)),
    }
    if viewer.sees_all:
        state["seats"] = _by_id(_seats(session))
    return state


def counts_of(session_id: UUID) -> Data:
    """How many participants there are, and how many have an answer on each sheet, given by
    themselves or on their behalf: for the whole room.
    """
    answered = (
        Sheet.objects.filter(session=session_id)
        .annotate(
            answered=Count(
                "placements__seat",
                filter=Q(
                    placements__layer=Layer.SELF,
                    placements__seat__removed_at__isnull=True,
                ),
                distinct=True,
            )
        )
        .values_list("pk", "answered")
    )
    seats = Seat.objects.counted().filter(session=session_id).count()
    return {"seats": seats, "answered": {str(sheet): count for sheet, count in answered}}


def door_state(session: Session) -> str:
    """Whether the facilitator has the door open; that it closes by itself is the door's own."""
    door = door_of(session)
    return "open" if door is not None and door.closed_at is None else "closed"


def _placements(viewer: Viewer, sheets: list[Sheet]) -> list[Data]:
    """The placements in layers open to the viewer, and a phone's own hidden ones."""
    shown: list[Data] = []
    layers_open = {s.pk: {layer.value for layer in Layer if s.is_open(layer)} for s in sheets}
    for placement in Placement.objects.filter(sheet__in=sheets):
        if viewer.sees_all or placement.layer in layers_open[placement.sheet_id]:
            shown.append(placement_data(placement))
        elif viewer.seat is not None and placement.seat_id == viewer.seat:
            shown.append(own_hidden_data(placement))
    return shown


def _shown(session: Session) -> str | None:
    shown = SessionLog.objects.values_list("shown", flat=True).get(pk=session.pk)
    return None if shown is None else str(shown)


def _notes(sheets: list[Sheet]) -> QuerySet[Note]:
    return Note.objects.filter(sheet__in=sheets).select_related("text")


def _seats(session: Session) -> list[Data]:
    by_partner = {}
    by_seat = {}
    for subject in session.subjects.filter(person__isnull=True):
        by_partner[subject.partner_id] = subject
        by_seat[subject.typed_by_id] = subject
    return [
        seat_data(seat, by_partner[seat.partner_id] if seat.partner_id else by_seat[seat.pk])
        for seat in Seat.objects.taken().filter(session=session).select_related("person")
    ]


def _by_id(rows: Any) -> Data:
    return {row["id"]: row for row in rows}
