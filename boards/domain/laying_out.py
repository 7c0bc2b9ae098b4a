"""Laying the table anew, as a command: other boards or partners while a session is prepared.

What somebody placed or wrote already is never thrown away by it.
"""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q

from boards.domain import innovating, people
from boards.domain.context import Context
from boards.domain.course_state import forget_sheets
from boards.domain.log import Change
from boards.domain.preparing import SheetPlan, lay_out
from boards.domain.projection import (
    own_hidden_data,
    placement_data,
    score_data,
    sheet_data,
    stored_subject,
)
from boards.domain.tables import partners_for_table, subject_for
from boards.models import Event, Layer, Note, Placement, Score, Sheet, Subject
from boards.protocol import SetUp
from boards.refusals import Refused
from deals.models import Seat, Session

LAYING = ("prepared", "set_up", "subject_added")


@dataclass
class Turned:
    """The places in layers that opened to the room or hid from it."""

    opened: list[Placement] = field(default_factory=list)
    hidden: list[Placement] = field(default_factory=list)
    scores_opened: list[Score] = field(default_factory=list)
    scores_hidden: list[Score] = field(default_factory=list)

    def for_room(self) -> dict[str, object]:
        """What the room sees appear and disappear."""
        return {
            "placements": [placement_data(placement) for placement in self.opened],
            "scores": [score_data(score) for score in self.scores_opened],
            "removed": [str(row.pk) for row in (*self.hidden, *self.scores_hidden)],
        }

    def for_seats(self) -> dict[UUID, dict[str, Any]]:
        """What each phone keeps of its own among what hides."""
        own: dict[UUID, dict[str, Any]] = {}
        for placement in self.hidden:
            if placement.seat_id is not None:
                rows = own.setdefault(placement.seat_id, {}).setdefault("placements", [])
                rows.append(own_hidden_data(placement))
        for score in self.scores_hidden:
            if score.seat_id is not None:
                rows = own.setdefault(score.seat_id, {}).setdefault("scores", [])
                rows.append(score_data(score))
        return own


def set_up(context: Context, command: SetUp) -> Change:
    """Make the sheets and the partners on the table those that are named. What stays, stays as it
    is, with its places; a layer that opens or hides is told with the places in it.
    """
    if command.based_on != table_version(context.session):
        raise Refused("table_changed")
    plans = [SheetPlan(s.board, s.filling, s.self_open, s.team_open) for s in command.sheets]
    turned = _sheets(context, plans)
    forget_sheets(context.log)
    added, gone = _partners(context, set(command.partners))
    sheets = context.session.sheets.prefetch_related("reveals")
    came, went = people.follow_organisations(context.session)
    came_too, went_too = innovating.follow_boards(context.session, command.innovations)
    table = {
        "sheets": {str(sheet.pk): sheet_data(sheet) for sheet in sheets},
        "subjects": [stored_subject(subject) for subject in added + came + came_too],
        "subjects_gone": gone + went + went_too,
    }
    return Change("set_up", team=table, room=table | turned.for_room(), seats=turned.for_seats())


def table_version(session: Session) -> int:
    """The number of the event that last changed what lies on the table."""
    laid = Event.objects.filter(session=session, kind__in=LAYING).order_by("-team_seq")
    return laid.values_list("team_seq", flat=True)[0]


# Sheets -----------------------------------------------------------------------------------------


def _sheets(context: Context, plans: list[SheetPlan]) -> Turned:
    """Lay out these sheets; the places that open or hide by it."""
    there = {(sheet.board, sheet.filling): sheet for sheet in context.session.sheets.all()}
    wanted = {(plan.board, plan.filling) for plan in plans}
    if len(wanted) < len(plans):
        raise Refused("bad_value")
    for key in there.keys() - wanted:
        _take_off(there[key])
    turned = Turned()
    for order, plan in enumerate(plans):
        sheet = there.get((plan.board, plan.filling))
        if sheet is None:
            _add(context, order, plan)
            continue
        for layer in _change(sheet, order, plan):
            is_open = sheet.is_open(layer)
            rows = sheet.placements.filter(layer=layer)
            scores = sheet.scores.filter(layer=layer)
            (turned.opened if is_open else turned.hidden).extend(rows)
            (turned.scores_opened if is_open else turned.scores_hidden).extend(scores)
    return turned


def _take_off(sheet: Sheet) -> None:
    written = sheet.notes.exclude(text__text="")
    scored = sheet.scores.filter(Q(value__isnull=False) | Q(circled=True))
    doers = sheet.doers.filter(named=True)
    if any(rows.exists() for rows in (sheet.placements, written, scored, doers)):
        raise Refused("in_use")
    sheet.delete()


def _add(context: Context, order: int, plan: SheetPlan) -> None:
    try:
        lay_out(context.session, order, plan)
    except KeyError as error:
        raise Refused("unknown_board") from error


def _change(sheet: Sheet, order: int, plan: SheetPlan) -> list[Layer]:
    """Bring a sheet that stays in line with its plan; the layers that open or hide by it."""
    before = {layer: sheet.is_open(layer) for layer in Layer}
    sheet.order = order
    sheet.self_starts_open, sheet.team_starts_open = plan.self_starts_open, plan.team_starts_open
    sheet.save(update_fields=["order", "self_starts_open", "team_starts_open"])
    return [layer for layer in Layer if sheet.is_open(layer) != before[layer]]


# Partners ---------------------------------------------------------------------------------------


def _partners(context: Context, wanted: set[UUID]) -> tuple[list[Subject], list[str]]:
    """Put these partners on the table; what was added, and the ids of what is gone."""
    session = context.session
    there = {s.partner_id: s for s in context.subjects() if s.partner_id is not None}
    new = wanted - there.keys()
    partners = partners_for_table(session.deal).filter(pk__in=new)
    added = [subject_for(session, partner) for partner in partners]
    if len(added) < len(new):
        raise Refused("unknown_partner")
    leaving = [subject for partner, subject in there.items() if partner not in wanted]
    _must_be_free(leaving)
    gone = people.of_these(leaving)
    _must_be_free(gone)
    Subject.objects.filter(pk__in=[subject.pk for subject in leaving + gone]).delete()
    Subject.objects.bulk_create(added)
    return added, [str(subject.pk) for subject in leaving + gone]


def _must_be_free(subjects: list[Subject]) -> None:
    """Refuse when one of these was placed, or when somebody sits at the table for it."""
    placed = Placement.objects.filter(subject__in=subjects)
    written = Note.objects.filter(subject__in=subjects)
    scored = Score.objects.filter(Q(subject__in=subjects) | Q(about__in=subjects))
    seats = Seat.objects.taken().filter(
        session__in={subject.session_id for subject in subjects},
        partner__in={subject.partner_id for subject in subjects if subject.partner_id},
    )
    if any(rows.exists() for rows in (placed, written, scored, seats)):
        raise Refused("in_use")
