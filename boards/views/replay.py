"""How a board came about: the same board at any moment, as it was for one audience."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from boards import texts
from boards.access import replay_viewer
from boards.domain import feed, retelling
from boards.models import Layer, Reveal, Sheet
from boards.viewer import Viewer
from boards.views.page import SheetView, sheet_views_of
from deals.access import session_for_reader
from deals.models import Seat, Session
from deals.rules import membership

Data = dict[str, Any]


@dataclass(frozen=True)
class Audience:
    """Whose view can be chosen: its value in the address, and its name."""

    value: str
    name: str


@require_safe
def replay(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """The boards of a session as they were for an audience after so many of its events (`at`; all
    of them unless it says something else).
    """
    found = session_for_reader(request.user, session_id)
    viewer = replay_viewer(request.user, found, request.GET.get("audience", ""))
    events = feed.heard(viewer)
    at = _number(request.GET.get("at", ""), len(events))
    sheets = list(found.sheets.prefetch_related(Prefetch("reveals", Reveal.objects.none())))
    titles = _titles(sheets)
    state, sentence = retelling.told(events, at, titles)
    views = _views_at(sheets, state)
    context = {
        "session": found,
        "deal": found.deal,
        "audience": _value(viewer),
        "audiences": _audiences(request, found),
        "steps": retelling.steps_of(events),
        "at": at,
        "total": len(events),
        "previous": at - 1 if at > 0 else None,
        "next": at + 1 if at < len(events) else None,
        "time": _clock(events[at - 1]) if at else "",
        "sentence": sentence,
        "phase": retelling.PHASES.get(state["phase"] or "", ""),
        "sheets": views,
        "state": state,
        "page": _page_data(found, viewer, views),
    }
    return render(request, "boards/replay.html", context)


@gzip_page
@require_safe
def replay_events(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """All events of an audience, in the bytes that it received them in; beside each when it was,
    and what happened in words.
    """
    found = session_for_reader(request.user, session_id)
    viewer = replay_viewer(request.user, found, request.GET.get("audience", ""))
    events = feed.heard(viewer)
    answer = {
        "events": events,
        "times": [_clock(event) for event in events],
        "told": retelling.retold(events, _titles(list(found.sheets.all()))),
    }
    return HttpResponse(orjson.dumps(answer), content_type="application/json")


# Private ------------------------------------------------------------------------------------------


def _number(asked: str, last: int) -> int:
    """After how many events; the last when that is no number, or more than there are."""
    try:
        return min(max(int(asked), 0), last)
    except ValueError:
        return last


def _value(viewer: Viewer) -> str:
    if viewer.role == "seat":
        return str(viewer.seat)
    return "team" if viewer.sees_all else "room"


def _audiences(request: HttpRequest, found: Session) -> list[Audience]:
    """Whose view the reader can choose: staff of Agenda Stad only the room's."""
    room = Audience("room", _("The room"))
    if membership(request.user, found.deal) is None:
        return [room]
    return [Audience("team", _("The team")), room, *_seats(found)]


def _seats(found: Session) -> list[Audience]:
    """Everybody who took part, by the name of whom they spoke for, in two queries."""
    subjects = found.subjects.filter(of__isnull=True).select_related("typed")
    names: dict[UUID | None, str] = {}
    for subject in subjects:
        names[subject.partner_id] = names[subject.typed_by_id] = subject.name
    seats = Seat.objects.counted().filter(session=found).order_by("joined_at", "pk")
    named = [(str(seat.pk), names.get(seat.partner_id or seat.pk, "")) for seat in seats]
    counts: dict[str, int] = {}
    audiences = []
    for value, name in named:
        counts[name] = counts.get(name, 0) + 1
        several = sum(1 for _value, other in named if other == name) > 1
        audiences.append(Audience(value, f"{name} {counts[name]}" if several else name))
    return sorted(audiences, key=lambda each: each.name.casefold())


def _clock(event: Data) -> str:
    return date_format(timezone.localtime(retelling.time_of(event)), "H:i")


def _titles(sheets: list[Sheet]) -> dict[str, dict[str, str]]:
    """By sheet the titles of its elements and groups."""
    return {
        str(sheet.pk): {
            area["id"]: area["title"]
            for area in [*sheet.content["elements"], *sheet.content["groups"]]
        }
        for sheet in sheets
    }


def _views_at(sheets: list[Sheet], state: Data) -> list[SheetView]:
    """The sheets with what lay on them, and the layers open that were open then."""
    for sheet in sheets:
        then = state["sheets"].get(str(sheet.pk), {"open": []})["open"]
        sheet.self_starts_open, sheet.team_starts_open = Layer.SELF in then, Layer.TEAM in then
    return sheet_views_of(sheets, state)


def _page_data(found: Session, viewer: Viewer, views: list[SheetView]) -> Data:
    """What the page's JavaScript starts from: the boards, and where all events are."""
    audience = _value(viewer)
    return {
        "role": "control",
        "session": str(found.pk),
        "boards": {str(view.sheet.pk): view.board for view in views},
        "urls": {
            "events": reverse("replay-events", args=[found.pk]) + f"?audience={audience}",
            "page": reverse("replay", args=[found.pk]) + f"?audience={audience}",
        },
        "texts": {name: str(text) for name, text in (texts.SHARED | texts.REPLAY).items()},
    }
