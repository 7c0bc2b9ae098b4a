"""Prompts beside the board: what it says of what lies on it, with the question for the team."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from boards.access import viewer_at
from boards.domain.agreeing import with_actions
from boards.domain.observations import Observed, observed
from boards.domain.snapshot import state_of
from boards.viewer import Viewer
from boards.views.page import SheetView, sheet_views
from deals.models import Session

Data = dict[str, Any]


@dataclass(frozen=True)
class SheetObservations:
    """The prompts of one sheet, as boards/_observations.html shows them."""

    view: SheetView
    observed: list[Observed]


@login_not_required  # the login is asked by boards.access: a fragment is no place for a login form
@require_safe
def observations(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """The prompts as a fragment, to be read anew after something was placed.

    Of what the room may see, since a laptop may be mirrored on the wall; with `?hidden=1`, asked
    for on that laptop, of everything.
    """
    viewer = viewer_at("control", request, session_id)
    if not request.GET.get("hidden"):
        viewer = Viewer("screen", viewer.session)
    state = state_of(viewer)
    sheets = sheet_views(Session.objects.get(pk=viewer.session), state)
    context = {"observations": observations_for(sheets, state)}
    return render(request, "boards/_observations.html", context)


def observations_for(sheets: Iterable[SheetView], state: Data) -> list[SheetObservations]:
    """The prompts of each sheet in this state, for a template. One query, and only where a board
    asks what has no action.
    """
    views = list(sheets)
    asks = any(each.when == "idle" for view in views for each in view.content.observations)
    busy = with_actions(views[0].sheet.session_id) if asks else set()
    return [
        SheetObservations(
            view, observed(view.content, view.sheet.filling, str(view.sheet.pk), state, busy)
        )
        for view in views
    ]
