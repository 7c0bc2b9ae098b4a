"""Keeping and sharing a session: its boards on paper and as pictures, and its report.

For the team at any time: as they see it, or as the room does, to hand out. For staff of Agenda Stad
of closed sessions, as the room saw them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import structlog
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from boards import rules
from boards.access import reader_of
from boards.content import library
from boards.domain.board_texts import current
from boards.export.paper import (
    Held,
    blank_pdf,
    choices,
    held,
    sheet_pdf,
    sheet_png,
    sheet_svg,
    title_of,
)
from boards.export.report import report_pdf
from boards.export.sheets import About
from boards.viewer import Viewer
from boards.views.history import kept
from boards.views.page import SheetView
from deals.access import session_for_reader
from deals.filenames import download, file_name
from deals.models import Session
from deals.typesetting import PdfFailed
from deals.views.requests import UserRequest

logger = structlog.get_logger(__name__)

PDF, PNG, SVG = "application/pdf", "image/png", "image/svg+xml"
ROOM, NAMELESS = "room", "nameless"


@dataclass(frozen=True)
class Choice:
    """A wheel or a worksheet that there is a picture of, as an address names it."""

    key: str
    name: str
    about: About


@dataclass(frozen=True)
class SheetRow:
    """One sheet with what can be had of it. `choices`: of a wheel or a worksheet whose picture."""

    view: SheetView
    title: str
    choices: list[Choice]

    @property
    def is_single(self) -> bool:
        """Whether there is one picture of it, and not one for each participant or innovation."""
        return self.view.content.kind == "zones"


@require_safe
def exports(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """What can be kept or shared of a session."""
    session = session_for_reader(request.user, session_id)
    source = _held(request, session)
    team = reader_of(request.user, session).sees_all
    asked = _asked_for(request)
    context = {
        "session": session,
        "deal": session.deal,
        "in_team": team,
        "for_room": source.for_room,
        "nameless": asked == NAMELESS,
        "names_hidden": source.state["names_hidden"],
        "query": f"?as={asked}" if asked and (team or asked == NAMELESS) else "",
        "asked": asked,
        "has_actions": team and not source.for_room,
        "rows": [SheetRow(view, title_of(view), _choices(source, view)) for view in source.sheets],
    }
    return render(request, "boards/exports.html", context)


@require_safe
def sheet(request: HttpRequest, session_id: UUID, sheet_id: UUID, form: str) -> HttpResponse:
    """One sheet as `a3` or `blank` (PDF), `png` or `svg`; `?about=`: which wheel or worksheet."""
    session = session_for_reader(request.user, session_id)
    source = _held(request, session)
    view = next((each for each in source.sheets if each.sheet.pk == sheet_id), None)
    if view is None or form not in ("a3", "blank", "png", "svg"):
        raise Http404
    if form == "a3":
        return _made(request, source, lambda: sheet_pdf(source, view), PDF, view, _("a3"))
    if form == "blank":
        return _made(request, source, lambda: _blank(source, view), PDF, view, _("blank"))
    about, name = _asked(request, source, view)
    if form == "png":
        return _made(request, source, lambda: sheet_png(source, view, about), PNG, view, name)
    svg = sheet_svg(source, view, about).encode()
    return _made(request, source, lambda: svg, SVG, view, name)


@require_safe
def report(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """The report of a session as a PDF. Actions are left out of what the team hands out. It says
    who was there, so there is none without names.
    """
    session = session_for_reader(request.user, session_id)
    if _asked_for(request) == NAMELESS:
        raise Http404
    viewer = _viewer(request, session)
    said = kept(session, viewer)
    source = Held(session, viewer, said["state"], said["sheets"])
    hands_out = source.for_room and reader_of(request.user, session).sees_all
    return _made(
        request,
        source,
        lambda: report_pdf(said, with_actions=not hands_out),
        PDF,
        None,
        _("report"),
    )


@require_safe
def blank(request: UserRequest, board: str, filling: str) -> HttpResponse:
    """A board on A3 to fill in by hand, for who runs sessions or keeps the boards; with its newest
    texts.
    """
    if not rules.may_print_boards(request.user) or board not in library():
        raise Http404
    content = current(board)
    if filling not in {each.id for each in content.fillings}:
        raise Http404
    try:
        made = blank_pdf(content, filling)
    except PdfFailed:
        messages.error(request, _("This file could not be made. Try again later."))
        return redirect("boards" if request.user.is_agenda_stad else "deals")
    logger.info("export.made", what="blank", board=board, by=str(request.user.pk))
    name = file_name(content.title, content.filling(filling).title, _("blank"), ending="pdf")
    return download(made, PDF, name)


# Private ----------------------------------------------------------------------------------------


def _viewer(request: HttpRequest, session: Session) -> Viewer:
    """As whom it is exported: as the reader sees it, or on demand as the room does."""
    reader = reader_of(request.user, session)
    return Viewer("screen", session.pk) if _asked_for(request) else reader


def _asked_for(request: HttpRequest) -> str:
    """What to hand out: as the room saw it, or that without names; else ""."""
    asked = request.GET.get("as", "")
    return asked if asked in (ROOM, NAMELESS) else ""


def _held(request: HttpRequest, session: Session) -> Held:
    nameless = _asked_for(request) == NAMELESS
    return held(session, _viewer(request, session), nameless=nameless)


def _choices(source: Held, view: SheetView) -> list[Choice]:
    return [
        Choice(".".join(part for part in (about.subject, about.result) if part), name, about)
        for about, name in choices(view, source.state)
    ]


def _asked(request: HttpRequest, source: Held, view: SheetView) -> tuple[About | None, str]:
    """Which wheel or worksheet: the one that is named, else the first; none of a board of zones."""
    there = _choices(source, view)
    named = request.GET.get("about")
    if named is None:
        chosen = there[0] if there else None
    else:
        chosen = next((each for each in there if each.key == named), None)
        if chosen is None:
            raise Http404
    return (chosen.about, chosen.name) if chosen else (None, "")


def _blank(source: Held, view: SheetView) -> bytes:
    return blank_pdf(view.content, view.sheet.filling, source.session.deal.name)


def _made(
    request: HttpRequest,
    source: Held,
    make: Callable[[], bytes],
    kind: str,
    view: SheetView | None,
    what: str,
) -> HttpResponse:
    """The file, or the page again with a sentence when it could not be made."""
    session = source.session
    try:
        made = make()
    except PdfFailed:
        messages.error(request, _("This file could not be made. Try again later."))
        asked = _asked_for(request)
        query = {"as": asked} if asked else {}
        address = reverse("exports", args=[session.pk])
        return redirect(f"{address}?{urlencode(query)}" if query else address)
    logger.info(
        "export.made",
        what=request.resolver_match.url_name if request.resolver_match else "",
        form=kind,
        session=str(session.pk),
        sheet=str(view.sheet.pk) if view else "",
        for_room=source.for_room,
        by=str(request.user.pk),
    )
    titles = [view.content.title, view.board["filling"]["title"]] if view else []
    ending = {PDF: "pdf", PNG: "png", SVG: "svg"}[kind]
    return download(made, kind, file_name(session.title, *titles, what, ending=ending))
