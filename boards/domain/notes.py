"""Texts that belong to an element: what it means to us."""

from boards.content import content_of
from boards.domain.context import Context
from boards.domain.log import Change
from boards.domain.placements import sheet_on_table
from boards.domain.projection import note_data, stored_note
from boards.models import Note, Payload, Sheet
from boards.protocol import WriteNote
from boards.refusals import Refused


def write_note(context: Context, command: WriteNote) -> Change:
    """Write down what an element means to us, for everyone in the room.

    Refused with the present text when somebody else changed it since: nothing typed is lost.
    """
    sheet = sheet_on_table(context, command.sheet)
    if not has_meaning_step(sheet):
        raise Refused("no_meaning_step")
    if command.element not in content_of(sheet.content).by_id:
        raise Refused("unknown_element")
    note = Note.objects.filter(sheet=sheet, about=command.about, element=command.element)
    written = note.select_related("text").first() or Note(
        sheet=sheet, about=command.about, element=command.element, version=0
    )
    if written.version != command.based_on:
        raise Refused("text_changed", {"present": note_data(written) if written.version else None})
    written.version += 1
    written.text = Payload.objects.create(session=context.session, text=command.text)
    written.save()
    told = {"note": stored_note(written)}
    return Change("note_written", team=told, room=told)


def has_meaning_step(sheet: Sheet) -> bool:
    """Whether this way of filling in begins by agreeing on what the elements mean."""
    return "meaning" in content_of(sheet.content).filling(sheet.filling).steps
