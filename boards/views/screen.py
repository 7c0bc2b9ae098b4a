"""The shared screen: the board for the whole room, and no control on it."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from boards.access import screen_viewer
from boards.models import NoteAbout
from boards.views.door import DoorView, door_view
from boards.views.kinds import kinds_for
from boards.views.language import in_our_language
from boards.views.page import Data, SheetView, live_page
from deals.domain.doors import keep_open
from deals.models import Phase, Session


@login_not_required  # the screen cookie decides
@require_safe
@in_our_language
def screen(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Show the board to the room; without the screen cookie: how to open it."""
    try:
        viewer = screen_viewer(request.COOKIES, session_id)
        session = Session.objects.select_related("deal").get(pk=viewer.session)
    except (Http404, Session.DoesNotExist):
        return render(request, "boards/gone.html", {"role": "screen"}, status=404)
    keep_open(session)
    page, sheets = live_page(request, viewer, session)
    door = door_view(request, session)
    context = {
        "session": session,
        "deal": session.deal,
        "page": page,
        "sheets": sheets,
        "door": door,
        "kinds": kinds_for(viewer, session, sheets, page),
        "first_view": first_view(page, door, sheets),
        "first_meanings": first_meanings(page, sheets),
    }
    return render(request, "boards/screen.html", context)


def first_view(page: Data, door: DoorView, sheets: list[SheetView]) -> str:
    """Which of its three faces the screen starts with; static/js/pages/screen.js goes on from it.

    "soon" while preparing, "join" (the code as large as can be) while the room is still empty,
    and otherwise the board. Where meanings are agreed the room reads along from the start.
    """
    state = page["state"]
    if state["phase"] == Phase.PREPARING:
        return "soon"
    agreeing = state["phase"] == Phase.MEANING
    early = state["phase"] == Phase.PLACING or (
        agreeing and not any(view.has_meanings for view in sheets)
    )
    empty = not page["counts"]["seats"] and not state["placements"] and not state["notes"]
    return "join" if door.open and early and empty else "board"


def first_meanings(page: Data, sheets: list[SheetView]) -> str:
    """How much room the meanings of the elements take; screen.js goes on from it too.

    "agreeing" while the room agrees on them, afterwards "kept", and "none" when there are none.
    """
    if page["state"]["phase"] == Phase.MEANING and any(view.has_meanings for view in sheets):
        return "agreeing"
    notes = page["state"]["notes"].values()
    is_agreed = any(note["text"] for note in notes if note["about"] == NoteAbout.MEANING)
    return "kept" if is_agreed else "none"
