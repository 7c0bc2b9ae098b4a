"""Undo: a new command that takes back what an earlier one did to post-its, scores, cells of a
worksheet and who does something, and says which.

An undo can be undone itself, which is redo. Nothing is undone half: when something touched one of
its post-its later, all of it stays as it is.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from boards.domain.context import Context, own_subjects_of
from boards.domain.doing import must_take_part
from boards.domain.hearing import Moves
from boards.domain.log import Change
from boards.domain.placements import not_paused, subject_on_table
from boards.domain.projection import doer_data, placement_data, score_data, stored_note
from boards.domain.two_steps import is_split
from boards.models import Doer, Event, Note, NoteAbout, Payload, Placement, Score
from boards.protocol import Undo
from boards.refusals import Refused
from deals.models import Seat

Data = dict[str, Any]

UNDOABLE = ("placed", "taken_back", "tidied", "undone")
# One row that changed, with what it was: by the name under which it stands in the event.
OF_ONE_ROW = ("score", "doer", "note")
RESTORED = ("unknown", "element", "x", "y", "on_behalf", "seq")


@dataclass(frozen=True)
class Done:
    """What an event did to placements, by id: what they were (None: not there), and are."""

    before: dict[str, Data]
    after: dict[str, Data]
    removed: set[str]

    @property
    def touched(self) -> set[str]:
        """The ids of all placements that it changed."""
        return self.before.keys() | self.after.keys() | self.removed


def undo(context: Context, command: Undo) -> Change:
    """Take back what a command did: one of your own, or of a facilitator anybody's."""
    not_paused(context)
    event = _event(context, command.command)
    single = next((name for name in OF_ONE_ROW if _is_of_one(event, name)), None)
    if single is not None:
        return _undo_one(context, event, single)
    done = done_by(event)
    now = _as_they_are(context, event, done)
    was = [placement_data(placement) for placement in now.values()]
    moves = Moves()
    restored = _restored(context, done, set(now))
    for placement in restored:
        moves.changes(placement)
    for key in now.keys() - done.before.keys():
        moves.removes(now[key])
        now[key].delete()
    sheets = {placement.sheet for placement in [*restored, *now.values()]}
    if any(map(is_split, sheets)):
        raise Refused("changed_since")
    return moves.told("undone", {"undone": str(command.command), "moved_from": was})


# One row ----------------------------------------------------------------------------------------


def _is_of_one(event: Event, name: str) -> bool:
    """Whether an event changed one such row. Of the texts that is a cell of a worksheet: all others
    are taken back where they were typed.
    """
    row = event.team.get(name)
    if event.kind not in ("scored", "doer_named", "note_written", "undone") or row is None:
        return False
    return "from" in event.team and (name != "note" or row["about"] == NoteAbout.CELL)


def _undo_one(context: Context, event: Event, name: str) -> Change:
    """Make a score, a doer or a cell what it was before; Refused("changed_since") when it is no
    more as the event left it.
    """
    after, before = event.team[name], event.team["from"]
    change = _UNDO_ONE[name](context, after, before)
    team = change.team | {"undone": str(event.command)}
    return Change("undone", team=team, room=change.room, seats=change.seats)


def _undo_score(context: Context, after: Data, before: Data | None) -> Change:
    rows = Score.objects.filter(sheet__session=context.session, pk=after["id"])
    rows = rows.select_related("sheet", "subject").prefetch_related("sheet__reveals")
    score = rows.first()
    if score is None or score_data(score) != after or score.subject.gone:
        raise Refused("changed_since")
    score.value = None if before is None else before["value"]
    score.circled = before is not None and before["circled"]
    score.on_behalf = before is not None and before["on_behalf"]
    score.seq = context.log.team_seq
    score.save()
    moves = Moves()
    moves.scores(score)
    return moves.single("score", after)


def _undo_doer(context: Context, after: Data, before: Data | None) -> Change:
    doers = Doer.objects.select_related("subject", "partner__merged_into")
    doer = doers.filter(sheet__session=context.session, pk=after["id"]).first()
    if doer is None or doer_data(doer) != after or doer.subject.gone:
        raise Refused("changed_since")
    doer.named = before is not None and before["named"]
    if doer.named:
        must_take_part(doer.partner.merged_into or doer.partner)
    doer.save(update_fields=["named"])
    told: Data = {"doer": doer_data(doer)}
    return Change("undone", team=told | {"from": after}, room=told)


def _undo_cell(context: Context, after: Data, before: Data | None) -> Change:
    note = Note.objects.filter(sheet__session=context.session, pk=after["id"]).first()
    if note is None or note.version != after["version"]:
        raise Refused("changed_since")
    subject = subject_on_table(context, UUID(after["subject"]))
    payload = None if before is None else Payload.objects.filter(pk=before["payload"]).first()
    note.text = payload or Payload.objects.create(session=context.session, text="")
    note.version += 1
    note.subject = subject
    note.save()
    told: Data = {"note": stored_note(note)}
    return Change("undone", team=told | {"from": after}, room=told)


_UNDO_ONE = {"score": _undo_score, "doer": _undo_doer, "note": _undo_cell}


# Placements -------------------------------------------------------------------------------------


def done_by(event: Event) -> Done:
    """What an event did to placements. Refused("not_undoable") when that is not for undo."""
    data = event.team
    if event.kind not in UNDOABLE or (event.kind == "tidied" and "moved_from" not in data):
        raise Refused("not_undoable")
    after = {row["id"]: row for row in data.get("placements", ())}
    removed = set(data.get("removed", ()))
    if event.kind == "placed":
        after[data["placement"]["id"]] = data["placement"]
    if event.kind == "taken_back":
        removed.add(data["placement"])
    before = {row["id"]: row for row in data.get("moved_from", ())}
    if event.kind in ("placed", "taken_back") and data.get("from") is not None:
        before[data["from"]["id"]] = data["from"]
    return Done(before, after, removed)


def _event(context: Context, command: UUID) -> Event:
    """The event of a command that this viewer may undo."""
    events = Event.objects.filter(session=context.session, command=command)
    if context.viewer.seat is not None:
        events = events.filter(actor=context.viewer.actor)
    event = events.order_by("-team_seq").first()
    if event is None:
        raise Refused("not_undoable")
    return event


def _as_they_are(context: Context, event: Event, done: Done) -> dict[str, Placement]:
    """The placements as the event left them. Refused("changed_since") when one is no more so, or
    when what it lay on, stood for or was placed by is gone. What was changed since and undone again
    lies as it was left: so several steps go back one by one.
    """
    rows = Placement.objects.filter(sheet__session=context.session, pk__in=done.touched)
    rows = rows.select_related("sheet", "subject", "seat").prefetch_related("sheet__reveals")
    now = {str(placement.pk): placement for placement in rows}
    as_left = {key: placement_data(placement) for key, placement in now.items()} == done.after
    if not as_left or not _may_return(context, done):
        raise Refused("changed_since")
    return now


def _may_return(context: Context, done: Done) -> bool:
    """Whether there is still a place for all of it, and nothing else has taken one."""
    rows = done.before.values()
    session = context.session
    sheets = set(session.sheets.values_list("pk", flat=True))
    subjects = set(session.subjects.filter(gone=False).values_list("pk", flat=True))
    if not {UUID(row["sheet"]) for row in rows} <= sheets:
        return False
    if not {UUID(row["subject"]) for row in rows} <= subjects:
        return False
    if not _still_sit(context, [row for row in rows if row["seat"] is not None]):
        return False
    others = Placement.objects.filter(sheet__session=session).exclude(pk__in=done.after)
    taken = {_place_of(placement_data(other)) for other in others}
    return not taken & {_place_of(row) for row in rows}


def _place_of(row: Data) -> tuple[str | None, ...]:
    """What may be there only once."""
    return row["sheet"], row["layer"], row["subject"], row["seat"]


def _still_sit(context: Context, rows: list[Data]) -> bool:
    """Whether the participants who placed these are there, and still stand for the same."""
    seats = Seat.objects.taken().filter(pk__in={row["seat"] for row in rows})
    own = own_subjects_of(context.session.pk, seats)
    innovations = context.session.subjects.filter(innovation__isnull=False)
    for_everybody = set(innovations.values_list("pk", flat=True)) if rows else set()
    return all(
        UUID(row["seat"]) in own and UUID(row["subject"]) in own[UUID(row["seat"])] | for_everybody
        for row in rows
    )


def _restored(context: Context, done: Done, there: set[str]) -> list[Placement]:
    """The placements as they were, under their own ids and with the number of this event."""
    sheets = {str(s.pk): s for s in context.session.sheets.prefetch_related("reveals")}
    placements = [
        Placement(
            id=UUID(key),
            sheet=sheets[row["sheet"]],
            subject_id=UUID(row["subject"]),
            layer=row["layer"],
            seat_id=None if row["seat"] is None else UUID(row["seat"]),
            unknown=row["unknown"],
            element=row["element"],
            x=row["x"],
            y=row["y"],
            on_behalf=row["on_behalf"],
            seq=context.log.team_seq,
        )
        for key, row in sorted(done.before.items())
    ]
    Placement.objects.bulk_update([p for p in placements if str(p.pk) in there], RESTORED)
    Placement.objects.bulk_create([p for p in placements if str(p.pk) not in there])
    return placements
