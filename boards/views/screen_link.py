"""The shared screen on another computer: a link made at control, opened where nobody is logged in.

The token stands in the link's fragment, so in no address that a server sees.
"""

from uuid import UUID

import structlog
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from boards.access import (
    LINK_SECONDS,
    control_viewer,
    screen_link_token,
    screen_of_link,
    show_screen_in,
)
from boards.views.language import in_our_language
from deals.models import Session

logger = structlog.get_logger(__name__)

MAX_TOKEN_LENGTH = 400


@require_POST
def open_screen(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Let this browser show the shared screen, and go there."""
    viewer = control_viewer(request.user, session_id)
    response = redirect("screen", viewer.session)
    if viewer.user is not None:
        show_screen_in(response, viewer.session, viewer.user)
    return response


@require_safe
def screen_link(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Show the link with which another computer becomes the shared screen."""
    viewer = control_viewer(request.user, session_id)
    if viewer.user is None:
        raise Http404
    token = screen_link_token(viewer.session, viewer.user)
    logger.info("screen_link.made", session=str(session_id), who=viewer.actor)
    context = {
        "session": Session.objects.get(pk=viewer.session),
        "link": request.build_absolute_uri(f"{reverse('open-screen-here')}#{token}"),
        "minutes": LINK_SECONDS // 60,
    }
    return render(request, "boards/screen_link.html", context)


@login_not_required  # the token decides
@require_http_methods(["GET", "HEAD", "POST"])
@in_our_language
def open_screen_here(request: HttpRequest) -> HttpResponse:
    """Become the shared screen with the token that the page found in its address."""
    context = {"heading": _("Shared screen")}
    if request.method != "POST":
        return render(request, "boards/screen_here.html", context)
    try:
        opened = screen_of_link(request.POST.get("token", "").strip()[:MAX_TOKEN_LENGTH])
    except Http404:
        refusal = _("This link is too old, or not whole. Make a new one on the laptop.")
        context |= {"refusal": refusal}
        return render(request, "boards/screen_here.html", context, status=404)
    logger.info("screen_link.used", session=str(opened.session), user=str(opened.user))
    response = redirect("screen", opened.session)
    if opened.user is not None:
        show_screen_in(response, opened.session, opened.user)
    return response
