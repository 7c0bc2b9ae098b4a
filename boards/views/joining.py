"""Coming in without an account: a code or QR, then who you are, then a seat."""

from uuid import UUID, uuid4

import structlog
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from boards.access import seat_cookie
from boards.domain.joining import join
from boards.forms import WhoForm
from boards.models import Subject
from boards.refusals import Refused
from boards.views.language import in_our_language
from deals.domain import doors, guessing
from deals.domain.seats import seat_for_token
from deals.models import Door, Seat, Session

logger = structlog.get_logger(__name__)

PASS_SECONDS = 15 * 60
SEAT_COOKIE_SECONDS = 60 * 60 * 36
MAX_CODE_LENGTH = 40


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@in_our_language
def enter(request: HttpRequest) -> HttpResponse:
    """Type the code from the screen; a scanned QR posts its secret here in the same field."""
    if request.method != "POST":
        return render(request, "boards/join.html", {})
    code = request.POST.get("code", "")
    try:
        door = _open_door(request, code)
    except Refused as refused:
        context = {"refusal": refused.sentence, "code": code[:MAX_CODE_LENGTH]}
        return render(request, "boards/join.html", context, status=refused.status)
    response = redirect("join-who")
    _give_pass(response, door)
    return response


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@in_our_language
def who(request: HttpRequest) -> HttpResponse:
    """Choose your organisation, or type its name; then your seat is yours."""
    session = _session_behind_pass(request)
    if session is None:
        return redirect("join")
    seated = seat_for_token(session.pk, request.COOKIES.get(seat_cookie(session.pk), ""))
    if seated is not None:
        return redirect("seat", session.pk)
    if request.method != "POST":
        return _ask_who(request, session, uuid4())
    form = WhoForm(request.POST)
    try:
        seat, token = join(session, form.joining())
    except Refused as refused:
        return _ask_who(request, session, form.request_id(), refused)
    return to_seat(seat, token)


def _open_door(request: HttpRequest, code: str) -> Door:
    """The door that a code opens; a wrong one counts, and too many slow everybody down.

    A QR secret (128 bits) neither counts nor is slowed: a scanned phone gets in while somebody
    else is guessing, and an old QR does not use up what the room may mistype.
    """
    address = request.META.get("REMOTE_ADDR", "")
    scanned = doors.is_secret(code)
    if len(code) > MAX_CODE_LENGTH or (not scanned and not guessing.may_try(address)):
        raise Refused("wrong_code" if scanned else "too_many_tries")
    door = doors.door_for(code)
    if door is None:
        if not scanned:
            guessing.note_wrong_code(address)
        logger.warning("door.wrong_code", scanned=scanned)
        raise Refused("wrong_code")
    return door


def _give_pass(response: HttpResponse, door: Door) -> None:
    """A quarter of an hour to say who you are, at this version of this door."""
    response.set_signed_cookie(
        settings.DOOR_COOKIE,
        f"{door.pk}:{door.version}",
        max_age=PASS_SECONDS,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


def _session_behind_pass(request: HttpRequest) -> Session | None:
    try:
        held = request.get_signed_cookie(settings.DOOR_COOKIE, max_age=PASS_SECONDS) or ""
        door_id, version = held.split(":")
    except (KeyError, BadSignature, ValueError):
        return None
    door = doors.open_doors().filter(pk=door_id, version=version).first()
    return None if door is None else door.sessions.select_related("deal").first()


def _ask_who(
    request: HttpRequest, session: Session, request_id: UUID, refused: Refused | None = None
) -> HttpResponse:
    subjects = Subject.objects.filter(session=session, partner__isnull=False, person__isnull=True)
    partners = [
        {
            "id": subject.partner_id,
            "name": subject.name,
            "kind": subject.kind,
            "kind_label": subject.get_kind_display(),
        }
        for subject in sorted(subjects, key=lambda subject: subject.name.casefold())
    ]
    context = {
        "session": session,
        "deal": session.deal,
        "request_id": request_id,
        "partners": partners,
        "refusal": refused and refused.sentence,
        "typed": request.POST.get("name", "")[:200],
    }
    return render(
        request, "boards/join_who.html", context, status=refused.status if refused else 200
    )


def to_seat(seat: Seat, token: str) -> HttpResponse:
    """To the seat's page, with the cookie by which this phone holds it."""
    response = redirect("seat", seat.session_id)
    response.set_cookie(
        seat_cookie(seat.session_id),
        token,
        max_age=SEAT_COOKIE_SECONDS,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
    return response
