"""The control view: the facilitators' laptop."""

from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from boards.access import control_viewer
from boards.content import content_of
from boards.domain.snapshot import counts_of
from boards.models import Layer, Placement
from boards.views.door import door_view
from boards.views.page import live_page
from deals.domain.doors import keep_open
from deals.models import Phase, Session


@require_safe
def control(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Run a session, or follow it as a team member. A closed one has its page in the history."""
    viewer = control_viewer(request.user, session_id)
    session = Session.objects.select_related("deal").get(pk=session_id)
    if session.is_closed:
        return redirect(session)
    keep_open(session)
    page, sheets = live_page(request, viewer, session)
    return render(
        request,
        "boards/control.html",
        {
            "session": session,
            "deal": session.deal,
            "page": page,
            "sheets": sheets,
            "facilitates": viewer.facilitates,
            "writing": session.phase == Phase.MEANING,
            "door": door_view(request, session),
            "phases": [phase for phase in Phase if phase != Phase.CLOSED],
            "command_id": uuid4,
        },
    )


@require_safe
def move(request: HttpRequest, session_id: UUID, placement_id: UUID) -> HttpResponse:
    """Where one post-it belongs, for a laptop without JavaScript."""
    viewer = control_viewer(request.user, session_id)
    if not viewer.facilitates:
        raise Http404
    placements = Placement.objects.select_related(
        "sheet__session", "subject__partner__organisation", "subject__person", "subject__typed"
    )
    placement = get_object_or_404(placements, pk=placement_id, sheet__session=viewer.session)
    sheet = placement.sheet
    if sheet.session.is_closed:
        return redirect(sheet.session)
    return render(
        request,
        "boards/move.html",
        {
            "session": sheet.session,
            "placement": placement,
            "name": placement.subject.name,
            "elements": content_of(sheet.content).elements,
            "visibility": "open" if sheet.is_open(placement.layer) else "hidden",
            "command_id": uuid4,
        },
    )


@require_safe
def close(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Ask once before closing, and name what was not revealed or answered."""
    viewer = control_viewer(request.user, session_id)
    session = Session.objects.get(pk=session_id)
    return render(
        request,
        "boards/close.html",
        {
            "session": session,
            "facilitates": viewer.facilitates,
            "unrevealed": unrevealed(session),
            "unanswered": unanswered(session),
            "command_id": uuid4(),
        },
    )


def unrevealed(session: Session) -> list[dict[str, Any]]:
    """The hidden layers that hold placements: closing keeps them hidden from the room."""
    return [
        {"sheet": sheet, "layer_label": layer.label, "count": count}
        for sheet in session.sheets.prefetch_related("reveals")
        for layer in Layer
        if not sheet.is_open(layer) and (count := sheet.placements.filter(layer=layer).count())
    ]


def unanswered(session: Session) -> list[dict[str, Any]]:
    """The boards on which not every participant has an answer."""
    counts = counts_of(session.pk)
    boards = []
    for sheet in session.sheets.all():
        answered = counts["answered"][str(sheet.pk)]
        if answered < counts["seats"]:
            content = content_of(sheet.content)
            title = f"{content.title}: {content.filling(sheet.filling).title}"
            boards.append({"title": title, "answered": answered, "seats": counts["seats"]})
    return boards
