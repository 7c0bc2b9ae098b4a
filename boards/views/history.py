"""A closed session in the history of its deal: the end result, and who was there."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from boards.domain.snapshot import counts_of, state_of
from boards.viewer import Viewer
from boards.views.page import sheet_views
from deals.access import session_for_reader
from deals.models import Seat, Session, User
from deals.rules import membership


@require_safe
def session(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """The page of a closed session; one that still runs has its control view."""
    found = session_for_reader(request.user, session_id)
    if not found.is_closed:
        return redirect("control", found.pk)
    viewer = reader_of(found, request)
    state = state_of(viewer)
    context = {
        "session": found,
        "deal": found.deal,
        "sheets": sheet_views(found, state),
        "present": _present(found, state),
        "facilitators": _facilitators(found),
        "counts": counts_of(found.pk),
    }
    return render(request, "boards/session.html", context)


def reader_of(found: Session, request: HttpRequest) -> Viewer:
    """The team sees all of its own session; staff only what the room saw: never a placing that
    was not revealed.
    """
    member = membership(request.user, found.deal)
    if member is not None:
        return Viewer("control", found.pk, user=member.user_id)
    return Viewer("screen", found.pk)


def _facilitators(found: Session) -> list[User]:
    """The team members who did something in the session, by what its log says."""
    actors = found.events.filter(actor__startswith="user:").values_list("actor", flat=True)
    ids = {actor.removeprefix("user:") for actor in actors.order_by().distinct()}
    return list(User.objects.filter(pk__in=ids).order_by("name"))


def _present(found: Session, state: dict[str, dict[str, object]]) -> list[dict[str, object]]:
    """Who had a seat: the organisation they spoke for, by its name at the time, and as whom."""
    seats = Seat.objects.counted().filter(session=found)
    of_partner: dict[UUID | None, str] = {}
    typed: dict[UUID | None, str] = {}
    for subject in found.subjects.all():
        of_partner[subject.partner_id] = typed[subject.typed_by_id] = subject.name
    return [
        {
            "subject": of_partner.get(seat.partner_id, str(seat.partner))
            if seat.partner
            else typed.get(seat.pk, ""),
            "person": seat.person,
        }
        for seat in seats.select_related("partner__organisation__merged_into", "person")
    ]
