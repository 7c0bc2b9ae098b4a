"""Scores: grades on an aspect, the energy of a route, the bars of a wheel, ticks and circles.

They lie in the same layers as post-its, open and hidden like those, and are heard by the same.
"""

from boards.content import Content, content_of
from boards.domain.context import Context, may_stand_for
from boards.domain.hearing import told_where_seen
from boards.domain.log import Change
from boards.domain.placements import not_paused, sheet_on_table, subject_on_table, visible_as_shown
from boards.domain.projection import score_data
from boards.models import Layer, Score, Sheet, Subject
from boards.protocol import Circle, GiveScore
from boards.refusals import Refused
from deals.models import Seat


def give_score(context: Context, command: GiveScore) -> Change:
    """Grade, colour bars or tick; a participant only in their own layer, and no ticks."""
    sheet = sheet_on_table(context, command.sheet)
    content = content_of(sheet.content)
    subject = subject_on_table(context, command.subject)
    about = None if command.about is None else subject_on_table(context, command.about)
    _is_scored_here(sheet, content, command.aspect, subject, about)
    _on_scale(content, command.aspect, command.value)
    seat = _seat_for(context, command, content, subject)
    visible_as_shown(sheet, command.layer, command.visibility)
    not_paused(context)

    score = _score(sheet, command.layer, subject, about, command.aspect, seat)
    before = _before(score)
    score.value = command.value
    score.on_behalf = seat is not None and context.viewer.seat is None
    return _written(context, score, before)


def circle(context: Context, command: Circle) -> Change:
    """Mark an aspect of a wheel to work on, beside what was agreed of it."""
    sheet = sheet_on_table(context, command.sheet)
    content = content_of(sheet.content)
    subject = subject_on_table(context, command.subject)
    about = None if command.about is None else subject_on_table(context, command.about)
    if content.kind != "wheel":
        raise Refused("not_scored_here")
    _is_scored_here(sheet, content, command.aspect, subject, about)
    score = _score(sheet, Layer.AGREED, subject, about, command.aspect, None)
    before = _before(score)
    score.circled = command.circled
    return _written(context, score, before)


# Rules ------------------------------------------------------------------------------------------


def _is_scored_here(
    sheet: Sheet, content: Content, aspect: str, subject: Subject, about: Subject | None
) -> None:
    """Refuse what this board does not score, and what it is not about."""
    filling = content.filling(sheet.filling)
    if aspect not in content.scores or subject.what != filling.places:
        raise Refused("not_scored_here")
    if about is not None and not (filling.results and about.what == "innovation"):
        raise Refused("not_scored_here")


def _on_scale(content: Content, aspect: str, value: int | None) -> None:
    low, high = content.scores[aspect]
    if value is not None and not low <= value <= high:
        raise Refused("off_scale", {"low": low, "high": high})


def _seat_for(
    context: Context, command: GiveScore, content: Content, subject: Subject
) -> Seat | None:
    """Whose score it is: a seat's in the layer `self`, nobody's in the others. What was ticked is
    of the facilitators.
    """
    layer = Layer(command.layer)
    if command.aspect in content.ticks and layer != Layer.TEAM:
        raise Refused("not_allowed")
    if context.viewer.seat is not None and layer != Layer.SELF:
        raise Refused("not_allowed")
    if layer != Layer.SELF:
        return None
    seat = context.own_or_named_seat(command.seat)
    if not may_stand_for(seat, subject):
        raise Refused("not_allowed" if context.viewer.seat else "unknown_seat")
    return seat


# Writing ----------------------------------------------------------------------------------------


def _score(
    sheet: Sheet,
    layer: str,
    subject: Subject,
    about: Subject | None,
    aspect: str,
    seat: Seat | None,
) -> Score:
    """The score of this, as it is or new."""
    score = Score(sheet=sheet, layer=layer, subject=subject, about=about, aspect=aspect, seat=seat)
    score.set_key()
    found = sheet.scores.filter(key=score.key).first()
    if found is None:
        return score
    found.sheet, found.subject = sheet, subject  # as they were read, with their reveals
    return found


def _before(score: Score) -> dict[str, object] | None:
    return None if score._state.adding else score_data(score)


def _written(context: Context, score: Score, before: dict[str, object] | None) -> Change:
    """Save a score, and say who learns of it: as of a placement."""
    score.seq = context.log.team_seq
    score.save()
    return told_where_seen("scored", score, {"score": score_data(score)}, before)
