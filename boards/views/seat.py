"""The seat: a participant's phone."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from boards.access import seat_at, seat_cookie
from boards.domain.context import subject_of, subjects_of
from boards.models import Layer, Subject
from boards.viewer import Viewer
from boards.views.language import in_our_language
from boards.views.page import SheetView, live_page
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
    me = subject_of(mine)
    page["me"] = {"seat": str(mine.pk), "subject": str(me.pk)}
    return render(
        request,
        "boards/seat.html",
        {
            "session": session,
            "deal": session.deal,
            "page": page,
            "phase": session.phase,
            "me": page["state"]["subjects"][str(me.pk)],
            "organisations": _others(session, mine, me),
            "change_id": uuid4(),
            "leave_id": uuid4(),
            "places": [_own_place(view, page, str(mine.pk)) for view in sheets],
        },
    )


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
    others = subjects_of(session).filter(partners | Q(typed_by=mine)).exclude(pk=me.pk)
    return sorted(others, key=lambda subject: subject.name.casefold())


def _own_place(view: SheetView, page: dict[str, Any], seat_id: str) -> dict[str, Any]:
    """One sheet as cards: which element is chosen, and who sees it."""
    placement = next(
        (
            p
            for p in page["state"]["placements"].values()
            if p["seat"] == seat_id and p["sheet"] == str(view.sheet.pk)
        ),
        None,
    )
    is_open = view.sheet.is_open(Layer.SELF)
    return {
        "view": view,
        "sheet": view.sheet,
        "content": view.content,
        "board": view.board,
        "meanings": view.meanings,
        "has_meanings": view.has_meanings,
        "placement": placement,
        "new_placement": uuid4(),
        "unknown": placement is not None and placement["unknown"],
        "elements": [
            {
                "element": element_view.element,
                "chosen": placement is not None and placement["element"] == element_view.element.id,
                "command_id": uuid4(),
            }
            for element_view in view.elements
        ],
        "visibility": "open" if is_open else "hidden",
        "visible_to": _("Everyone in the room sees where you stand.")
        if is_open
        else _("Only you and the facilitators see this, until they show it."),
        "unknown_id": uuid4(),
        "take_back_id": uuid4(),
    }
