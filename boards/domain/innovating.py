"""Innovations on the table: they come with a board that is about them, are collected in the
session, merged, and taken off. Each is a record of the deal too.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from boards.content import filling_of
from boards.domain.context import Context
from boards.domain.hearing import Moves
from boards.domain.log import Change
from boards.domain.placements import not_paused, subject_on_table
from boards.domain.projection import doer_data, stored_note, stored_subject
from boards.models import (
    Doer,
    Event,
    Note,
    NoteAbout,
    NoteAudience,
    Payload,
    Placement,
    Score,
    Subject,
)
from boards.protocol import (
    MAX_INNOVATIONS,
    AddInnovation,
    DropInnovation,
    MergeInnovations,
)
from boards.refusals import Refused, in_our_words
from deals.domain import innovations
from deals.models import Innovation, Session, User
from deals.queries import phase_of_new

Data = dict[str, Any]

# As many as one phone may put on the list of the deal.
MOST_OF_ONE_SEAT = 20

OUR_WORDS = {
    "innovation_too_long": "too_long",
    "innovation_exists": "id_reused",
    "no_innovation_name": "bad_value",
    "innovation_itself": "unknown_subject",
    "changed": "table_changed",
}


def has_innovations(session: Session) -> bool:
    """Whether a board on the table is about innovations."""
    return any(filling_of(sheet).needs_innovations for sheet in session.sheets.all())


def on_table(session: Session) -> list[UUID]:
    """The ids of the innovations of the deal that lie on the table."""
    there = session.subjects.filter(innovation__isnull=False, gone=False)
    return list(there.values_list("innovation", flat=True))


def chosen_in(session: Session) -> list[UUID] | None:
    """The innovations of a set-up: those on the table, or None where no board is about them."""
    return on_table(session) if has_innovations(session) else None


def follow_boards(
    session: Session, wanted: Iterable[UUID] | None
) -> tuple[list[Subject], list[str]]:
    """Put innovations of the deal on the table where a board is about them, those that are `wanted`
    or all; take off the others, but for those of which something was said, or that were collected
    in this session. What came, and the ids of what went.
    """
    there = {s.innovation_id: s for s in session.subjects.filter(innovation__isnull=False)}
    chosen = _chosen(session, wanted)
    came = [
        _put_on_table(session, innovation) for innovation in chosen if innovation.pk not in there
    ]
    keys = {innovation.pk for innovation in chosen}
    leaving = [
        subject.pk
        for subject in there.values()
        if subject.innovation_id not in keys and not _was_used(session, subject)
    ]
    Subject.objects.filter(pk__in=leaving).delete()
    return came, [str(pk) for pk in leaving]


def add_innovation(context: Context, command: AddInnovation) -> Change:
    """Somebody in the room names one: it goes on the deal's list and on the table. One of the deal
    that does not lie there yet comes as itself.
    """
    session = context.session
    if not has_innovations(session):
        raise Refused("not_on_this_board")
    not_paused(context)
    _not_too_many(context)
    if Subject.objects.filter(pk=command.subject).exists():
        raise Refused("id_reused")
    innovation = _left_off(session, command.name)
    with in_our_words(OUR_WORDS):
        innovation = innovation or innovations.add_innovation(
            session.deal,
            command.name,
            problem=command.problem,
            phase=phase_of_new(session.deal),
            by=None if context.viewer.user is None else context.user(),
            session=session,
        )
    subject = _put_on_table(session, innovation, command.subject)
    added = {"subject": stored_subject(subject)}
    return Change("subject_added", team=added, room=added)


def merge_innovations(context: Context, command: MergeInnovations) -> Change:
    """The first goes up in the second, with what was placed, scored and written of it: where the
    second has its own, that stays, and words are put under each other.
    """
    going = _innovation(context, command.subject, also_removed=True)
    staying = _innovation(context, command.into)
    if going.pk == staying.pk:
        raise Refused("unknown_subject")
    if _is_current(going) and _changes_the_deal(context, going, staying):
        with in_our_words(OUR_WORDS):
            innovations.merge_innovations(_record(going), _record(staying), context.user())
    moves = Moves()
    _take_over_places(context, going, staying, moves)
    _take_over_scores(context, going, staying, moves)
    notes = _take_over_words(context, going, staying)
    doers = _take_over_doers(going, staying)
    going.gone, going.merged_into = True, staying
    going.save(update_fields=["gone", "merged_into"])
    learned = {"subject": stored_subject(going)}
    for_room = [note for note in notes if note["audience"] == NoteAudience.ROOM]
    return moves.told(
        "innovations_merged",
        learned | {"notes": notes, "doers": doers},
        learned | {"notes": for_room, "doers": doers},
        _for_writers(note for note in notes if note["audience"] != NoteAudience.ROOM),
    )


def _for_writers(notes: Iterable[Data]) -> dict[UUID, Data]:
    """By seat the notes of which it reads its own, and the room nothing."""
    seats: dict[UUID, Data] = {}
    for note in notes:
        if note["seat"] is not None:
            seats.setdefault(UUID(note["seat"]), {}).setdefault("notes", []).append(note)
    return seats


def drop_innovation(context: Context, command: DropInnovation) -> Change:
    """Take one off the table and off the deal's list, or bring it back as it was."""
    subject = context.subjects().filter(pk=command.subject, innovation__isnull=False).first()
    if subject is None or subject.merged_into_id is not None:
        raise Refused("unknown_subject")
    if subject.gone == command.dropped:
        raise Refused("already_so")
    is_off = command.dropped and not _is_current(subject)  # of the list, by the deal's page
    if not is_off and _changes_the_deal(context, subject):
        _drop(_record(subject), command.dropped, context.user())
    subject.gone = command.dropped
    subject.save(update_fields=["gone"])
    told = {"subject": stored_subject(subject)}
    return Change("innovation_dropped", team=told, room=told)


# Looking up -------------------------------------------------------------------------------------


def _chosen(session: Session, wanted: Iterable[UUID] | None) -> list[Innovation]:
    if not has_innovations(session):
        return []
    current = Innovation.objects.current().filter(deal=session.deal)
    if wanted is not None:
        current = current.filter(pk__in=list(wanted))
    return list(current[:MAX_INNOVATIONS])


def _was_used(session: Session, subject: Subject) -> bool:
    """Whether something was said of it, or it was collected here: then it stays on the table."""
    said = (
        subject.placements.all(),
        subject.notes.all(),
        subject.scores.all(),
        subject.doers.all(),
        Score.objects.filter(about=subject),
        subject.merged.all(),
        session.innovations.filter(pk=str(subject.innovation_id)),
    )
    return any(rows.exists() for rows in said)


def _not_too_many(context: Context) -> None:
    """Refuse one phone that fills the list, and more than fit on a table."""
    there = context.session.subjects.filter(innovation__isnull=False, gone=False)
    own = Event.objects.filter(session=context.session, kind="subject_added")
    own = own.filter(actor=context.viewer.actor)
    if there.count() >= MAX_INNOVATIONS or (
        context.viewer.seat is not None and own.count() >= MOST_OF_ONE_SEAT
    ):
        raise Refused("too_many_innovations")


def _left_off(session: Session, name: str) -> Innovation | None:
    """The innovation of the deal with this name, in any case, that was never on this table."""
    there = session.subjects.filter(innovation__isnull=False).values("innovation")
    for innovation in Innovation.objects.current().filter(deal=session.deal).exclude(pk__in=there):
        if innovation.name.casefold() == name.casefold():
            return innovation
    return None


def _is_current(subject: Subject) -> bool:
    return subject.innovation is not None and subject.innovation.is_current


def _innovation(context: Context, subject_id: UUID, *, also_removed: bool = False) -> Subject:
    """An innovation on the table; `also_removed`: though the deal's page took it off the list, or
    merged it, while the session ran.
    """
    there = context.subjects().filter(pk=subject_id, innovation__isnull=False, gone=False)
    subject = there.first() if also_removed else None
    subject = subject or subject_on_table(context, subject_id)
    if subject.innovation is None:
        raise Refused("not_an_innovation")
    return subject


def _record(subject: Subject) -> Innovation:
    return Innovation.objects.select_related("deal").get(pk=str(subject.innovation_id))


def _changes_the_deal(context: Context, *subjects: Subject) -> bool:
    """Whether the records change along: a try-out, of which nothing stays, changes only its own."""
    session = context.session
    keys = {str(subject.innovation_id) for subject in subjects}
    own = Innovation.objects.filter(pk__in=keys, session=session)
    return not session.trial or own.count() == len(subjects)


def _drop(record: Innovation, dropped: bool, by: User) -> None:
    with in_our_words(OUR_WORDS):
        if dropped:
            innovations.remove_innovation(record, record.version, by)
        else:
            innovations.bring_back(record, by)


def _put_on_table(
    session: Session, innovation: Innovation, subject_id: UUID | None = None
) -> Subject:
    """An innovation as it lies on the table: by the name of today, which can be erased."""
    subject = Subject(
        session=session,
        innovation=innovation,
        typed=Payload.objects.create(session=session, text=innovation.name),
    )
    if subject_id is not None:
        subject.pk = subject_id
    subject.save(force_insert=True)
    return subject


# Going up in another ----------------------------------------------------------------------------


def _take_over_places(context: Context, going: Subject, staying: Subject, moves: Moves) -> None:
    own = staying.placements.select_related("sheet").prefetch_related("sheet__reveals")
    there = {(each.sheet_id, each.layer, each.seat_id): each for each in own}
    rows = Placement.objects.filter(subject=going).select_related("sheet", "subject")
    # In the order of the snapshots: they all get one number.
    for placement in rows.order_by("pk").prefetch_related("sheet__reveals"):
        other = there.get((placement.sheet_id, placement.layer, placement.seat_id))
        if other is not None and (placement.unknown or not other.unknown):
            moves.removes(placement)
            placement.delete()
            continue
        if other is not None:  # "weet ik niet" is no place
            moves.removes(other)
            other.delete()
        placement.subject, placement.seq = staying, context.log.team_seq
        placement.save(update_fields=["subject", "seq"])
        moves.changes(placement)


def _take_over_scores(context: Context, going: Subject, staying: Subject, moves: Moves) -> None:
    for field in ("subject", "about"):
        rows = Score.objects.filter(**{field: going}).select_related("sheet", "subject")
        for score in rows.order_by("pk").prefetch_related("sheet__reveals"):
            setattr(score, field, staying)
            score.set_key()
            there = Score.objects.filter(sheet=score.sheet_id, key=score.key).first()
            stays = score
            if there is not None:  # the value of the second, and the circle of either
                stays = there if there.value is not None else score
                stays.circled = score.circled or there.circled
                goes = score if stays is there else there
                moves.removes(goes)
                goes.delete()
            stays.seq = context.log.team_seq
            stays.save()
            moves.scores(stays)


def _take_over_words(context: Context, going: Subject, staying: Subject) -> list[Data]:
    """The notes that changed: each goes over, and where both have words they stand under each
    other, however long they are together: nothing that was typed is lost.
    """
    changed = []
    for note in Note.objects.filter(subject=going).select_related("text"):
        key = note.key.replace(str(going.pk), str(staying.pk))
        there = Note.objects.filter(sheet=note.sheet_id, key=key).select_related("text").first()
        if there is None:
            note.subject, note.key = staying, key
            note.save(update_fields=["subject", "key"])
            changed.append(stored_note(note))
        elif note.text.text.strip() and note.audience != there.audience:
            # Never under words that others may read: it goes along as a note of its own.
            note.subject, note.about = staying, NoteAbout.NOTE
            note.key = f"{NoteAbout.NOTE}:{staying.pk}:{note.seat_id or ''}:{note.pk}"
            note.save(update_fields=["subject", "about", "key"])
            changed.append(stored_note(note))
        elif note.text.text.strip():
            together = f"{there.text.text}\n\n{note.text.text}".strip()
            there.text = Payload.objects.create(session=context.session, text=together)
            there.version += 1
            there.save(update_fields=["text", "version"])
            changed.append(stored_note(there))
    return changed


def _take_over_doers(going: Subject, staying: Subject) -> list[Data]:
    changed = []
    there = set(staying.doers.values_list("sheet", "element", "partner"))
    for doer in Doer.objects.filter(subject=going):
        if (doer.sheet_id, doer.element, doer.partner_id) not in there:
            doer.subject = staying
            doer.save(update_fields=["subject"])
            changed.append(doer_data(doer))
    return changed
