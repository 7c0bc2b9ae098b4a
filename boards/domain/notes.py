"""Texts that belong to a sheet: meanings, answers, what a difference calls up, notes."""

from typing import Any
from uuid import UUID

from boards.content import content_of, filling_of
from boards.domain.context import Context
from boards.domain.log import Change
from boards.domain.placements import not_paused, sheet_on_table, subject_on_table
from boards.domain.projection import note_data, stored_note
from boards.models import Layer, Note, NoteAbout, NoteAudience, Payload, Sheet
from boards.protocol import MEANING_LENGTH, ShareNote, WriteNote
from boards.refusals import Refused
from boards.rules import IN_TALK

# What each kind of text belongs to: it must be named, or it may be.
NAMES = {
    NoteAbout.MEANING: ({"element"}, set()),
    NoteAbout.ANSWER: ({"question"}, {"subject"}),
    NoteAbout.REACTION: (set(), {"subject"}),
    NoteAbout.NOTE: (set(), {"element", "subject"}),
    NoteAbout.CELL: ({"element", "question", "subject"}, set()),
    NoteAbout.REASON: ({"subject"}, set()),
}
# What everybody in the room may read from the start.
FOR_ALL = (NoteAbout.MEANING, NoteAbout.CELL)


def write_note(context: Context, command: WriteNote) -> Change:
    """Write a text where it belongs: facilitators together in one, each participant in their own.

    Refused with the present text when somebody else changed it since: nothing typed is lost.
    """
    sheet = sheet_on_table(context, command.sheet)
    _belongs(context, sheet, command)
    key = _key(context, command)
    found = Note.objects.filter(sheet=sheet, key=key).select_related("text").first()
    note = found or Note(
        sheet=sheet,
        key=key,
        about=command.about,
        element=command.element or "",
        question=command.question or "",
        subject_id=command.subject,
        seat_id=_writer(context, command),
        audience=NoteAudience.ROOM if NoteAbout(command.about) in FOR_ALL else NoteAudience.TEAM,
        version=0,
    )
    if note.version != command.based_on:
        raise Refused("text_changed", {"present": note_data(note) if note.version else None})
    before = None if note.version == 0 else stored_note(note)
    note.version += 1
    note.text = Payload.objects.create(session=context.session, text=command.text)
    note.save()
    return _told(note, {"from": before})


def share_note(context: Context, command: ShareNote) -> Change:
    """Let everyone in the room read a note from now on."""
    notes = Note.objects.filter(sheet__session=context.session, pk=command.note)
    note = notes.select_related("text").first()
    if note is None or note.text.text == "":
        raise Refused("unknown_note")
    if note.audience == NoteAudience.ROOM:
        raise Refused("already_open")
    note.audience = NoteAudience.ROOM
    note.save(update_fields=["audience"])
    return _told(note)


def _told(note: Note, for_team: dict[str, Any] | None = None) -> Change:
    """The team hears all of it, the room what is for the room, and else whoever wrote it."""
    told = {"note": stored_note(note)}
    is_open = note.audience == NoteAudience.ROOM
    return Change(
        "note_written",
        team=told | (for_team or {}),
        room=told if is_open else None,
        seats={note.seat_id: told} if note.seat_id is not None and not is_open else {},
    )


def _writer(context: Context, command: WriteNote) -> UUID | None:
    """Whose text it is: a participant's own, or nobody's. A cell is of everybody together."""
    return None if NoteAbout(command.about) == NoteAbout.CELL else context.viewer.seat


def _key(context: Context, command: WriteNote) -> str:
    """Where a text belongs, in one line: two that belong in one place are one text."""
    writer = _writer(context, command)
    parts = (command.about, command.element, command.question, command.subject, writer)
    return ":".join("" if part is None else str(part) for part in parts)


def _belongs(context: Context, sheet: Sheet, command: WriteNote) -> None:
    """Refuse a text that belongs nowhere: it names too little, too much, or what is not there."""
    about = NoteAbout(command.about)
    must, may = NAMES[about]
    given = {x for x in ("element", "question", "subject") if getattr(command, x) is not None}
    if not must <= given <= must | may:
        raise Refused("bad_value")
    content = content_of(sheet.content)
    if command.element is not None and command.element not in content.by_id:
        raise Refused("unknown_element")
    if about == NoteAbout.CELL and content.kind != "worksheet":
        raise Refused("no_cells")
    rows = {row.id for row in content.rows}
    questions = rows if about == NoteAbout.CELL else content.questions_by_id
    if command.question is not None and command.question not in questions:
        raise Refused("unknown_question")
    if command.subject is not None:
        what = subject_on_table(context, command.subject).what
        if about == NoteAbout.CELL and what != content.filling(sheet.filling).places:
            raise Refused("not_on_this_board")
        if about == NoteAbout.REASON and not content.areas_for(sheet.filling, what):
            raise Refused("not_on_this_board")
    if about == NoteAbout.MEANING:
        if "meaning" not in content.filling(sheet.filling).steps:
            raise Refused("no_meaning_step")
        if len(command.text) > MEANING_LENGTH:
            raise Refused("too_long")
    if context.viewer.seat is not None:
        _participant_may(context, sheet, command)


def _participant_may(context: Context, sheet: Sheet, command: WriteNote) -> None:
    """A participant answers a question, reacts to what they saw of the facilitators, says why an
    innovation lies where they put it, and types in the cells of a worksheet.
    """
    if command.about in (NoteAbout.CELL, NoteAbout.REASON):
        if command.subject is None or not is_innovation(context, command.subject):
            raise Refused("not_allowed")
        not_paused(context)
        return
    if command.about not in (NoteAbout.ANSWER, NoteAbout.REACTION) or command.subject is not None:
        raise Refused("not_allowed")
    if NoteAbout(command.about) == NoteAbout.REACTION:
        saw = sheet.is_open(Layer.TEAM) or context.viewer.seat in sheet.shown_to()
        if not saw or context.session.phase not in IN_TALK:
            raise Refused("not_now", {"phase": context.session.phase})


def is_innovation(context: Context, subject_id: UUID) -> bool:
    """Whether this on the table is an innovation: of those a participant may say something."""
    return context.subjects().filter(pk=subject_id, innovation__isnull=False).exists()


def has_meaning_step(sheet: Sheet) -> bool:
    """Whether this way of filling in begins by agreeing on what the elements mean."""
    return "meaning" in filling_of(sheet).steps
