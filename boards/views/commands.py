"""Where commands come in: one POST is one command, as JSON or as a form without JavaScript."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from boards.access import viewer_at
from boards.domain.commands import Answer, execute, execute_command
from boards.protocol import MAX_BODY_BYTES, parse_fields
from boards.refusals import Refused
from boards.viewer import Role, Viewer
from boards.views.language import in_our_language


@login_not_required  # the role's own credential decides: boards.access
@require_POST
@in_our_language
def commands(request: HttpRequest, session_id: UUID, role: Role) -> HttpResponse:
    """Carry out one command of the viewer whose role the address names."""
    viewer = viewer_at(role, request, session_id)
    if request.content_type == "application/json":
        return _answer_json(request, viewer)
    return _answer_form(request, viewer)


def _answer_json(request: HttpRequest, viewer: Viewer) -> JsonResponse:
    # Read no further than one byte too many: a larger body is refused without being held.
    body = request.read(MAX_BODY_BYTES + 1)
    answer = execute(viewer, body)
    return JsonResponse(answer.body, status=answer.status)


def _answer_form(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    fields = {k: v for k, v in request.POST.items() if k != "csrfmiddlewaretoken"}
    try:
        answer = execute_command(viewer, parse_fields(fields))
    except Refused as refused:
        answer = Answer.refusing(refused)
    if not answer.accepted:
        messages.error(request, answer.body["refused"]["sentence"])
        if typed := fields.get("text"):
            messages.info(request, _("You wrote: {text}").format(text=typed))
    return redirect(viewer.role, viewer.session)
