"""A seat goes to a new phone: a QR at control, and the page that the new phone opens with it.

The token stands in the QR's fragment, so in no address that a server sees; a GET uses nothing up.
"""

from typing import Any
from uuid import UUID

import structlog
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from boards.access import control_viewer
from boards.domain.context import subject_of
from boards.domain.handing_over import take_over
from boards.refusals import Refused
from boards.views.door import qr_svg
from boards.views.joining import to_seat
from boards.views.language import in_our_language
from deals.domain.seats import HAND_OVER_LASTS, offer_hand_over
from deals.models import Seat

logger = structlog.get_logger(__name__)

MAX_TOKEN_LENGTH = 100


@require_POST
def offer(request: HttpRequest, session_id: UUID, seat_id: UUID) -> HttpResponse:
    """Show the QR that moves a participant to a new phone. An earlier one is worthless now."""
    viewer = control_viewer(request.user, session_id)
    if not viewer.facilitates:
        raise Http404
    taken = Seat.objects.taken().select_related("session", "partner", "person")
    # What was held on paper has seats to write down who was there, and no phones.
    seat = get_object_or_404(taken, pk=seat_id, session=viewer.session, session__paper=False)
    context: dict[str, Any] = {"session": seat.session, "subject": subject_of(seat)}
    if seat.session.is_closed:
        return render(request, "boards/hand_over_offer.html", context, status=409)
    with transaction.atomic():
        token = offer_hand_over(seat)
    logger.info("hand_over.offered", session=str(session_id), seat=str(seat.pk))
    address = request.build_absolute_uri(reverse("hand-over"))
    context |= {
        "qr": qr_svg(f"{address}#{token}"),
        "seconds": int(HAND_OVER_LASTS.total_seconds()),
    }
    return render(request, "boards/hand_over_offer.html", context)


@login_not_required  # the token decides
@require_http_methods(["GET", "HEAD", "POST"])
@in_our_language
def hand_over(request: HttpRequest) -> HttpResponse:
    """Take a seat over with the token that the page found in its address, or that was pasted."""
    heading = _("Go on with this phone")
    if request.method != "POST":
        return render(request, "boards/hand_over.html", {"heading": heading})
    try:
        seat, token = take_over(request.POST.get("token", "").strip()[:MAX_TOKEN_LENGTH])
    except Refused as refused:
        logger.info("hand_over.refused", code=refused.code)
        context = {"heading": heading, "refusal": refused.sentence}
        return render(request, "boards/hand_over.html", context, status=refused.status)
    logger.info("hand_over.taken", session=str(seat.session_id), seat=str(seat.pk))
    return to_seat(seat, token)
