"""A closed session in the history of its deal: the end result, and who was there."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from boards.access import reader_of
from boards.domain.snapshot import counts_of, state_of
from boards.domain.who_was_there import who_was_there
from boards.viewer import Viewer
from boards.views.compare import to_compare
from boards.views.observations import observations_for
from boards.views.page import sheet_views
from boards.views.photos import shown_photos
from boards.views.talk import talks_for
from deals.access import session_for_reader
from deals.models import Session, User
from deals.queries import actions_of_session


@require_safe
def session(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """The page of a closed session; one that still runs has its control view."""
    found = session_for_reader(request.user, session_id)
    if not found.is_closed:
        return redirect("control", found.pk)
    looks_back = {"to_compare": to_compare(request.user, found)}
    return render(
        request, "boards/session.html", kept(found, reader_of(request.user, found)) | looks_back
    )


def kept(found: Session, viewer: Viewer) -> dict[str, Any]:
    """What is kept of a session as far as this viewer may know it, for its page and its report. A
    fixed number of queries.
    """
    state = state_of(viewer)
    sheets = sheet_views(found, state)
    return {
        "session": found,
        "deal": found.deal,
        "viewer": viewer,
        "sheets": sheets,
        "state": state,
        "observed": {seen.view.sheet.pk: seen.observed for seen in observations_for(sheets, state)},
        "talks": {talk.view.sheet.pk: talk for talk in talks_for(sheets, state)},
        "agreed": actions_of_session(found),
        "present": who_was_there(found),
        "facilitators": _facilitators(found),
        "counts": counts_of(found.pk),
        "in_team": viewer.sees_all,
        "photos": shown_photos(found, {v.sheet.pk: v.content.title for v in sheets}),
    }


def _facilitators(found: Session) -> list[User]:
    """The team members who did something in the session, by what its log says."""
    actors = found.events.filter(actor__startswith="user:").values_list("actor", flat=True)
    ids = {actor.removeprefix("user:") for actor in actors.order_by().distinct()}
    return list(User.objects.filter(pk__in=ids).order_by("name"))
