"""The present state of a session for one viewer: the fold of the events that it may know."""

from collections import Counter
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from boards.domain.context import mine, own_subjects, subjects_of, subjects_spoken_for
from boards.domain.course_state import course_of
from boards.domain.projection import (
    NOTHING_SAID,
    doer_data,
    note_data,
    own_hidden_data,
    placement_data,
    score_data,
    seat_data,
    sheet_data,
    subject_data,
)
from boards.models import (
    Doer,
    Layer,
    Note,
    NoteAudience,
    Placement,
    Reveal,
    Score,
    SeatLog,
    SessionLog,
    Sheet,
)
from boards.viewer import Viewer
from deals.domain.doors import door_of
from deals.models import Seat, Session

Data = dict[str, Any]


def state_of(viewer: Viewer) -> Data:
    """Everything that this viewer may know now, each list by id. A fixed number of queries."""
    session = Session.objects.get(pk=viewer.session)
    sheets = list(session.sheets.prefetch_related("reveals"))
    sight = _Sight(viewer, sheets)
    state: Data = {
        "phase": session.phase,
        "door": door_state(session),
        "sheets": _by_id(sheet_data(sheet) for sheet in sheets),
        "subjects": _by_id(subject_data(subject) for subject in subjects_of(session)),
        "placements": _by_id(_placements(sight, sheets)),
        "notes": _by_id(note_data(note) for note in _notes(viewer, sheets)),
        "scores": _by_id(_scores(sight, sheets)),
        "doers": _by_id(doer_data(doer) for doer in Doer.objects.filter(sheet__in=sheets)),
        "mine": NOTHING_SAID,
    } | course_of(SessionLog.objects.get(pk=session.pk))
    if viewer.seat is not None:
        state["mine"] = mine(Seat.objects.get(pk=viewer.seat))
    if viewer.sees_all:
        state["seats"] = _by_id(_seats(session))
    return state


def as_the_room_sees(state: Data) -> Data:
    """A state without what lies in hidden layers."""
    return state | {
        rows: {
            key: row
            for key, row in state[rows].items()
            if row["layer"] in state["sheets"][row["sheet"]]["open"]
        }
        for rows in ("placements", "scores")
    }


def counts_of(session_id: UUID) -> Data:
    """How many participants there are, and how many have an answer on each sheet, given by
    themselves or on their behalf: for the whole room.
    """
    here = Q(sheet__session=session_id, layer=Layer.SELF, seat__removed_at__isnull=True)
    placed = Placement.objects.filter(here).values_list("sheet", "seat")
    scored = Score.objects.filter(here, value__isnull=False).values_list("sheet", "seat")
    answered = Counter(sheet for sheet, _seat in placed.order_by().union(scored.order_by()))
    sheets = Sheet.objects.filter(session=session_id).values_list("pk", flat=True)
    seats = Seat.objects.counted().filter(session=session_id).count()
    return {"seats": seats, "answered": {str(sheet): answered[sheet] for sheet in sheets}}


def door_state(session: Session) -> str:
    """Whether the facilitator has the door open; that it closes by itself is the door's own."""
    door = door_of(session)
    return "open" if door is not None and door.closed_at is None else "closed"


def _placements(sight: "_Sight", sheets: list[Sheet]) -> list[Data]:
    """The placements in layers open to the viewer; a phone's own hidden ones, and where the
    facilitators put whom it stands for if that was shown to it alone.
    """
    return _seen(sight, Placement.objects.filter(sheet__in=sheets).order_by("seq", "pk"))


def placements_seen(
    viewer: Viewer, sheets: list[Sheet], placements: Iterable[Placement]
) -> list[Data]:
    """Of these placements on these sheets those that the viewer may see, as `state_of` has them.
    For who asks about a part of many sessions at once; of sheets with their reveals no query more.
    """
    return _seen(_Sight(viewer, sheets), placements)


def _seen(sight: "_Sight", placements: Iterable[Placement]) -> list[Data]:
    shown: list[Data] = []
    for placement in placements:
        if sight.is_open(placement):
            shown.append(placement_data(placement))
        elif sight.is_own(placement):
            shown.append(own_hidden_data(placement))
    return shown


def _scores(sight: "_Sight", sheets: list[Sheet]) -> list[Data]:
    """The scores that the viewer may see: those in the layers of which they see the places."""
    scores = Score.objects.filter(sheet__in=sheets)
    return [score_data(each) for each in scores if sight.is_open(each) or sight.is_own(each)]


class _Sight:
    """What one viewer sees of the layers of these sheets: for all rows the same."""

    def __init__(self, viewer: Viewer, sheets: list[Sheet]) -> None:
        self.viewer = viewer
        self.open = {s.pk: set(s.open_layers) for s in sheets}
        seat = viewer.seat
        self.shown = {s.pk for s in sheets if seat is not None and seat in s.shown_to()}
        self.own = own_subjects(_seat_of(viewer)) if self.shown else set()

    def is_open(self, row: Placement | Score) -> bool:
        """Whether the viewer sees all that is in this layer."""
        return self.viewer.sees_all or row.layer in self.open[row.sheet_id]

    def is_own(self, row: Placement | Score) -> bool:
        """Whether it is the viewer's own, or shown to them alone."""
        if self.viewer.seat is not None and row.seat_id == self.viewer.seat:
            return True
        is_of_own = row.sheet_id in self.shown and row.subject_id in self.own
        return is_of_own and row.layer == Layer.TEAM


def _seat_of(viewer: Viewer) -> Seat:
    return Seat.objects.select_related("session").get(pk=str(viewer.seat))


def _notes(viewer: Viewer, sheets: list[Sheet]) -> QuerySet[Note]:
    """What the viewer may read: the team all of it, others what is for the room or their own."""
    notes = Note.objects.filter(sheet__in=sheets).select_related("text")
    if viewer.sees_all:
        return notes
    own = Q(pk=None) if viewer.seat is None else Q(seat=viewer.seat)
    return notes.filter(Q(audience=NoteAudience.ROOM) | own)


def _seats(session: Session) -> list[Data]:
    """The participants, in a fixed number of queries."""
    seats = list(Seat.objects.taken().filter(session=session))
    spoken_for = subjects_spoken_for(session.pk, seats)
    said = {log.seat_id: log for log in SeatLog.objects.filter(seat__session=session)}
    shown: dict[UUID | None, list[UUID]] = {}
    reveals = Reveal.objects.filter(sheet__session=session, seat__isnull=False)
    for sheet, seat_id in reveals.order_by("sheet__order").values_list("sheet", "seat"):
        shown.setdefault(seat_id, []).append(sheet)
    return [
        seat_data(
            seat,
            spoken_for[seat.pk],
            said.get(seat.pk) or SeatLog(seat=seat),
            shown.get(seat.pk, ()),
        )
        for seat in seats
    ]


def _by_id(rows: Any) -> Data:
    return {row["id"]: row for row in rows}
