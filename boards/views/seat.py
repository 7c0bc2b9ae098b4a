"""The seat: a participant's phone."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from boards.access import seat_at, seat_cookie
from boards.domain.context import subject_of, subjects_of
from boards.domain.table_state import by_name
from boards.models import Subject
from boards.viewer import Viewer
from boards.views.kinds import kinds_for
from boards.views.language import in_our_language
from boards.views.page import live_page
from boards.views.seat_places import (
    PlaceView,
    blank_question,
    place_views,
    questions_of,
)
from deals.models import Seat, Session
from deals.tokens import hash_of


@login_not_required  # the seat cookie decides
@require_safe
@in_our_language
def seat(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Place yourself; once the session is closed, a page that says so and holds no content."""
    try:
        mine = seat_at(request.COOKIES, session_id)
    except Http404:
        return _out(request, session_id)
    session = mine.session
    if session.is_closed:
        return render(request, "boards/gone.html", {"role": "seat", "closed": True}, status=410)
    viewer = Viewer("seat", session.pk, seat=mine.pk)
    page, sheets = live_page(request, viewer, session)
    subject = subject_of(mine)
    page["me"] = {"seat": str(mine.pk), "subject": str(subject.pk)}
    state = page["state"]
    me = state["subjects"][str(subject.pk)]
    places = place_views(sheets, state, str(mine.pk), me)
    asked, answered = questions_of(places, state, str(mine.pk))
    context = {
        "session": session,
        "deal": session.deal,
        "page": page,
        "state": state,
        "phase": session.phase,
        "me": me,
        "mine": state["mine"],
        "person": state["subjects"].get(state["mine"]["person"]),
        "people": _colleagues(state, me),
        "places": places,
        "kinds": kinds_for(viewer, session, sheets, page),
        "asks_names": any(ask.who == "person" for place in places for ask in place.asks),
        "current": _current(places, state),
        "asked": asked,
        "answered": answered,
        "blank_question": blank_question(places),
        "organisations": _others(session, mine, subject),
    }
    return render(request, "boards/seat.html", context | _command_ids())


def _out(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Nothing of the session for a phone without a seat; who had one is told what became of it."""
    token = request.COOKIES.get(seat_cookie(session_id), "")
    left = Seat.objects.filter(session=session_id, left_at__isnull=False)
    context = {
        "role": "seat",
        "left": bool(token) and left.filter(token_hash=hash_of(token)).exists(),
        "had_seat": bool(token),
    }
    return render(request, "boards/gone.html", context, status=404)


def _others(session: Session, mine: Seat, me: Subject) -> list[Subject]:
    """The organisations that a seat may speak for instead: partners, and a name it typed itself."""
    partners = Q(partner__isnull=False, person__isnull=True)
    others = (
        subjects_of(session).filter(partners | Q(typed_by=mine, of__isnull=True)).exclude(pk=me.pk)
    )
    return sorted(others, key=lambda subject: subject.name.casefold())


def _colleagues(state: dict[str, Any], me: dict[str, Any]) -> list[dict[str, Any]]:
    """The persons on the table who speak for the same organisation."""
    return by_name(one for one in state["subjects"].values() if one["of"] == me["id"])


def _current(places: list[PlaceView], state: dict[str, Any]) -> str:
    """The board that shows first: where everyone was brought, or the first one."""
    there = [str(place.sheet.pk) for place in places]
    return state["gathered"] if state["gathered"] in there else there[0]


def _command_ids() -> dict[str, UUID]:
    """A fresh id for each form that is on the page once."""
    names = ("change_id", "leave_id", "introduce_id", "ready_id", "check_id")
    return {name: uuid4() for name in names}
