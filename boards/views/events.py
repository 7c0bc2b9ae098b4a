"""Catching up by GET: what a viewer missed, or the present state when that is not enough.

The same bytes as the socket sends, and the same few queries however much was missed. A page whose
network lets no socket through lives on this address alone.
"""

from uuid import UUID

import orjson
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.views.decorators.http import require_safe

from boards.access import viewer_at
from boards.domain import feed, snapshot
from boards.viewer import Role, Viewer
from deals.domain.doors import keep_open
from deals.models import Session

GONE = 410


@login_not_required  # the role's own credential decides: boards.access
@require_safe
def events(request: HttpRequest, session_id: UUID, role: Role) -> HttpResponse:
    """What happened since the numbers in the query, for the viewer whose role the address names."""
    viewer = viewer_at(role, request, session_id)
    if role == "seat" and request.GET.get("me", str(viewer.seat)) != str(viewer.seat):
        raise Http404  # its seat was merged: the page shows one that is no more
    session = Session.objects.get(pk=session_id)
    if role == "seat" and session.is_closed:
        return HttpResponse(status=GONE)
    if role != "seat":
        keep_open(session)
    return HttpResponse(_body(viewer, request.GET), content_type="application/json")


def _body(viewer: Viewer, asked: QueryDict) -> bytes:
    """The numbers are read first: what happens meanwhile comes once more, and is not missed."""
    log, heads = feed.heads_of(viewer)
    answer = {"epoch": str(log.epoch), "heads": heads}
    cursor = _cursor(viewer, asked)
    if cursor and asked.get("epoch") == str(log.epoch) and feed.within_reach(cursor, heads):
        missed = b",".join(feed.since(viewer, cursor))
        news = b'"events":[' + missed + b"]"
    else:
        news = b'"state":' + orjson.dumps(snapshot.state_of(viewer))
    rest = {
        "counts": snapshot.counts_of(viewer.session),
        "now": timezone.now().isoformat(timespec="milliseconds"),
    }
    return orjson.dumps(answer)[:-1] + b"," + news + b"," + orjson.dumps(rest)[1:]


def _cursor(viewer: Viewer, asked: QueryDict) -> feed.Cursor | None:
    """How far the page says it is; None when that is not a number."""
    names = ("room", "seat") if viewer.role == "seat" else ("since",)
    try:
        return feed.Cursor(*(int(asked.get(name, "")) for name in names))
    except ValueError:
        return None
