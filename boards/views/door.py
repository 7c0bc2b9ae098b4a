"""The door as the room sees it: the code for the wall and the QR for phones."""

from dataclasses import dataclass
from uuid import UUID

import segno
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from boards.access import viewer_at
from boards.viewer import Role
from boards.views.language import in_our_language
from deals.domain import doors
from deals.models import Session

QR_BORDER = 2


@dataclass(frozen=True)
class DoorView:
    """A door to show: closed ones have neither code nor QR."""

    open: bool
    code: str = ""
    address: str = ""
    url: str = ""
    qr_svg: str = ""

    @property
    def address_parts(self) -> tuple[str, str]:
        """The address to type, where a line may break: before its last word."""
        host, _slash, word = self.address.rpartition("/")
        return f"{host}/", word


def door_view(request: HttpRequest, session: Session) -> DoorView:
    """The session's door, with code and QR when it is open."""
    found = doors.door_of(session)
    if session.is_closed or found is None or not doors.is_open(found):
        return DoorView(open=False)
    join = request.build_absolute_uri(way_in())
    url = f"{join}#{doors.secret_of(found)}"
    return DoorView(
        open=True,
        code=doors.code_of(found),
        address=join.split("://", 1)[1].rstrip("/"),
        url=url,
        qr_svg=qr_svg(url),
    )


def way_in() -> str:
    """The address that people type: a word in the language of the room."""
    return reverse("take-part" if settings.LANGUAGE_CODE == "nl" else "join")


def qr_svg(text: str) -> SafeString:
    """A QR code as inline SVG that takes its size from the page: black on white in every theme,
    since many phones read no other.
    """
    code = segno.make(text, error="m")
    svg = code.svg_inline(border=QR_BORDER, omitsize=True, light="#fff", svgclass="qr")
    return mark_safe(svg)  # noqa: S308 - made by segno from our own address


@login_not_required  # the role's own credential decides: boards.access
@require_safe
@in_our_language
def door(request: HttpRequest, session_id: UUID, role: Role) -> HttpResponse:
    """The door as a fragment, for a dialog at control and the side of the screen."""
    viewer = viewer_at(role, request, session_id)
    session = Session.objects.get(pk=viewer.session)
    return render(
        request, "boards/_door.html", {"door": door_view(request, session), "session": session}
    )
