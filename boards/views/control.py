"""The control view: the facilitators' laptop."""

from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from boards.access import control_viewer
from boards.content import content_of
from boards.domain.course_state import course_of
from boards.domain.snapshot import as_the_room_sees, counts_of
from boards.domain.voices import enough_said
from boards.models import Layer, Placement, SessionLog, Sheet
from boards.names import before_filling, sheet_name
from boards.views.actions import agreed_beside
from boards.views.door import door_view
from boards.views.kinds import kinds_for
from boards.views.observations import observations_for
from boards.views.page import live_page
from boards.views.photos import shown_photos
from boards.views.talk import talks_for
from deals.domain.doors import keep_open
from deals.models import Phase, Session
from deals.queries import owner_groups


@require_safe
def control(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Run a session, or follow it as a team member. A closed one has its page in the history."""
    viewer = control_viewer(request.user, session_id)
    session = Session.objects.select_related("deal").get(pk=session_id)
    if session.is_closed:
        return redirect(session)
    keep_open(session)
    page, sheets = live_page(request, viewer, session)
    page["paper"] = session.paper
    shows_hidden = bool(request.GET.get("hidden"))
    shown = page["state"] if shows_hidden else as_the_room_sees(page["state"])
    page["urls"] |= {
        "observations": reverse("observations", args=[session.pk]),
        "actions": reverse("session-actions", args=[session.pk]),
    }
    return render(
        request,
        "boards/control.html",
        {
            "session": session,
            "deal": session.deal,
            "page": page,
            "sheets": sheets,
            "observations": observations_for(sheets, shown),
            "talks": talks_for(sheets, page["state"], shows_hidden),
            "agreed": agreed_beside(session),
            "owners": owner_groups(session.deal) if viewer.facilitates else [],
            "facilitates": viewer.facilitates,
            "writing": session.phase == Phase.MEANING,
            "door": door_view(request, session),
            "kinds": kinds_for(viewer, session, sheets, page),
            "photos": shown_photos(session, {v.sheet.pk: v.content.title for v in sheets}),
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
        "sheet__session", "subject__partner__organisation", "subject__typed"
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
            "elements": content_of(sheet.content).areas_for(sheet.filling, placement.subject.what),
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
            "check": check_of(session),
            "command_id": uuid4(),
        },
    )


def unrevealed(session: Session) -> list[dict[str, Any]]:
    """The hidden layers that hold placements or scores: closing keeps them hidden from the room."""
    return [
        {"sheet": sheet, "layer_label": layer.label, "count": count}
        for sheet in session.sheets.prefetch_related("reveals")
        for layer in Layer
        if not sheet.is_open(layer) and (count := _said_in(sheet, layer))
    ]


def _said_in(sheet: Sheet, layer: Layer) -> int:
    """How many post-its and scores a layer holds, but for what was taken off the table."""
    here = {"layer": layer, "subject__gone": False}
    scores = sheet.scores.filter(value__isnull=False, **here).exclude(about__gone=True)
    return sheet.placements.filter(**here).count() + scores.count()


def unanswered(session: Session) -> list[dict[str, Any]]:
    """The boards on which not every participant has an answer."""
    counts = counts_of(session.pk)
    boards = []
    for sheet in session.sheets.all():
        answered = counts["answered"][str(sheet.pk)]
        if answered < counts["seats"]:
            content = content_of(sheet.content)
            filling, ways = content.filling(sheet.filling).title, len(content.fillings)
            title = before_filling(sheet_name(content.title, filling, ways=ways))
            boards.append({"title": title, "answered": answered, "seats": counts["seats"]})
    return boards


def check_of(session: Session) -> dict[str, Any] | None:
    """Whether everybody was asked if they could say enough, and how many said what; None where
    nobody can be asked.
    """
    said = enough_said(session)
    if session.phase in (Phase.PREPARING, Phase.CLOSED) or not sum(said.values()):
        return None
    asked = course_of(SessionLog.objects.get(pk=session.pk))["checking"]
    return {"asked": asked, "said": said, "command_id": uuid4()}
