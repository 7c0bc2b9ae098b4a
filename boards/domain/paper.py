"""A moment on paper: a session of its own, dated on its day, and entered afterwards.

What is placed lies in the layer of what was agreed, and the session stands in the part in which
that is placed; see docs/decisions/0019-paper.md.
"""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from boards.domain.commands import execute_command
from boards.domain.photos import add_photo
from boards.domain.pictures import Picture
from boards.domain.preparing import SetUp, SheetPlan, prepare_session
from boards.protocol import SetPhase
from boards.refusals import Refused
from boards.viewer import Viewer
from deals.models import Deal, Purpose, Session, User


@dataclass(frozen=True)
class PhotoOfIt:
    """A photo that comes with a moment on paper, and what it shows in words."""

    picture: Picture
    described: str = ""


def must_have_been(day: date) -> None:
    """Refuse a day that is still to come: on paper nothing has been said then."""
    if day > timezone.localdate():
        raise Refused("in_the_future")


@transaction.atomic
def add_paper_moment(
    deal: Deal,
    title: str,
    day: date,
    set_up: SetUp,
    by: User,
    photo: PhotoOfIt | None = None,
    *,
    session_id: UUID | None = None,
) -> Session:
    """A session that was held on paper on this day, ready to be entered; with its first photo.

    Everything is open, and there is no way in for phones. Raises KeyError and Refused as
    `prepare_session` does, and Refused("in_the_future").
    """
    must_have_been(day)
    on_paper = replace(
        set_up,
        sheets=[SheetPlan(plan.board, plan.filling) for plan in set_up.sheets],
        purpose=Purpose.TEAM,
        paper=True,
    )
    session = prepare_session(deal, title, day, on_paper, by, session_id=session_id)
    viewer = Viewer("control", session.pk, user=by.pk, facilitates=True)
    phase = SetPhase(id=uuid4(), kind="set_phase", phase="discussing")
    answer = execute_command(viewer, phase)
    if not answer.accepted:
        raise Refused(answer.body["refused"]["code"])
    session.refresh_from_db()
    if photo is not None:
        add_photo(session, photo.picture, by, described=photo.described)
    return session
