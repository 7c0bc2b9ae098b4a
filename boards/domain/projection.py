"""How things look to those who may see them: the one place where rows become data for a viewer.

Page, socket, GET and history all use these, so what one may not know is in none of them.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from boards.models import Doer, Note, Placement, Score, SeatLog, Sheet, Subject
from boards.names import lines_of
from deals.models import Seat

Data = dict[str, Any]


def sheet_data(sheet: Sheet) -> Data:
    """A sheet for everyone: which board, and which layers are open to the room."""
    return {
        "id": str(sheet.pk),
        "board": sheet.board,
        "filling": sheet.filling,
        "open": sheet.open_layers,
    }


def subject_data(subject: Subject) -> Data:
    """What lies on the table, for everyone: name and kind, whether it is a missing party, and of a
    person the organisation (`of`). `what`: organisation, person or innovation. Of innovations:
    whether it is `gone` from the table, and what it was merged `into`.

    Relation (but for `missing`), contribution and people's details are in no byte of it.
    """
    return named(stored_subject(subject), subject.name)


def stored_subject(subject: Subject) -> Data:
    """A subject as an event keeps it: a typed name stands as its payload's id, so that erasing
    the payload erases the name from the log; `boards.domain.feed` fills it in when read.
    """
    data: Data = {
        "id": str(subject.pk),
        "kind": subject.kind,
        "missing": subject.missing,
        "of": _id(subject.of_id),
        "what": subject.what,
        "gone": subject.gone,
        "into": _id(subject.merged_into_id),
    }
    if subject.typed_id is None:
        return named(data, subject.name)
    return data | {"payload": str(subject.typed_id)}


def named(data: Data, name: str) -> Data:
    """Subject data with its name, and the lines in which it stands on a post-it."""
    without_payload = {key: value for key, value in data.items() if key != "payload"}
    return without_payload | {"name": name, "lines": lines_of(name)}


def placement_data(placement: Placement) -> Data:
    """A placement in full, for those who may see it."""
    return {
        "id": str(placement.pk),
        "sheet": str(placement.sheet_id),
        "subject": str(placement.subject_id),
        "layer": placement.layer,
        "seat": _id(placement.seat_id),
        "unknown": placement.unknown,
        "element": placement.element,
        "x": placement.x,
        "y": placement.y,
        "on_behalf": placement.on_behalf,
    }


def own_hidden_data(placement: Placement) -> Data:
    """A hidden placement for the seat that it is of: the element, not the spot.

    The spot was chosen clear of other hidden post-its, so it would tell where those are.
    """
    return placement_data(placement) | {"x": None, "y": None}


def score_data(score: Score) -> Data:
    """A score in full, for those who may see it."""
    return {
        "id": str(score.pk),
        "sheet": str(score.sheet_id),
        "subject": str(score.subject_id),
        "about": _id(score.about_id),
        "layer": score.layer,
        "seat": _id(score.seat_id),
        "aspect": score.aspect,
        "value": score.value,
        "circled": score.circled,
        "on_behalf": score.on_behalf,
    }


def doer_data(doer: Doer) -> Data:
    """A partner named in a worksheet, for everyone; one that was crossed out is not `named`."""
    return {
        "id": str(doer.pk),
        "sheet": str(doer.sheet_id),
        "subject": str(doer.subject_id),
        "element": doer.element,
        "partner": str(doer.partner_id),
        "name": doer.label,
        "named": doer.named,
    }


def note_data(note: Note) -> Data:
    """A note in full, for those who may read it."""
    return told(stored_note(note), note.text.text)


def stored_note(note: Note) -> Data:
    """A note as an event keeps it: its text stands as its payload's id, so that it can be erased;
    `boards.domain.feed` fills it in when read.
    """
    return {
        "id": str(note.pk),
        "sheet": str(note.sheet_id),
        "about": note.about,
        "element": note.element,
        "question": note.question,
        "subject": _id(note.subject_id),
        "seat": _id(note.seat_id),
        "audience": note.audience,
        "version": note.version,
        "payload": str(note.text_id),
    }


def told(data: Data, text: str) -> Data:
    """Note data with its text."""
    return {key: value for key, value in data.items() if key != "payload"} | {"text": text}


def seat_data(seat: Seat, subject: Subject, said: SeatLog, shown: Iterable[UUID]) -> Data:
    """A participant, for the team: whom they speak for, and what they said beside placing."""
    return {
        "id": str(seat.pk),
        "subject": str(subject.pk),
        "phone": seat.token_hash is not None,
    } | mine_data(said, shown)


def mine_data(said: SeatLog, shown: Iterable[UUID]) -> Data:
    """What a participant said beside placing, for their own phone.

    `person`: the subject that they are themselves. `shown`: the sheets on which they alone saw
    where the facilitators see them.
    """
    return NOTHING_SAID | {
        "person": _id(said.person_id),
        "ready_in": said.ready_in,
        "favourite": _id(said.favourite_id),
        "enough": said.enough,
        "shown": [str(sheet) for sheet in shown],
    }


NOTHING_SAID: Data = {
    "person": None,
    "ready_in": "",
    "favourite": None,
    "enough": "",
    "shown": [],
}


def _id(value: UUID | None) -> str | None:
    return None if value is None else str(value)
