"""Preparing a session: made, changed, tried out, thrown away."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from boards.domain import innovating
from boards.domain.commands import execute_command
from boards.domain.laying_out import table_version
from boards.domain.preparing import (
    SetUp,
    on_table,
    prepare_session,
    present_set_up_of,
    set_up_of,
    try_out,
)
from boards.domain.throwing_away import may_be_thrown_away, throw_away
from boards.forms import PaperSessionForm, SessionForm, SetUpForm
from boards.refusals import Refused
from boards.viewer import Viewer
from deals import queries
from deals.access import deal_for_facilitator, session_for_facilitator
from deals.domain.sessions import reschedule
from deals.models import Deal, Phase, Session
from deals.views.requests import UserRequest


@require_http_methods(["GET", "HEAD", "POST"])
def new_session(request: UserRequest, deal_id: UUID) -> HttpResponse:
    """Choose boards, ways of filling in, the table and what is hidden; then control is there."""
    deal = deal_for_facilitator(request.user, deal_id)
    former = queries.sessions_to_repeat(deal)
    repeated = next((s for s in former if str(s.pk) == request.GET.get("repeat")), None)
    initial = {} if repeated is None else _initial(set_up_of(repeated))
    form = SetUpForm(request.POST or None, deal=deal, initial=initial)
    if form.is_valid():
        chosen = form.cleaned_data
        what = (deal, chosen["title"], chosen["planned_on"], form.set_up(), request.user)
        made = made_once(deal, chosen["id"], partial(prepare_session, *what))
        return redirect("control", made.pk)
    return _page(request, deal, form, {"former": former, "repeated": repeated})


@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: UserRequest, session_id: UUID) -> HttpResponse:
    """Change a session: all of it while it is being prepared, later when it is and what for."""
    session = session_for_facilitator(request.user, session_id)
    if session.is_closed:
        return redirect(session)
    form = _form_for(request, session)
    if form.is_valid():
        try:
            _change(session, form, request)
        except ValidationError as error:
            form.add_error(None, error)
        except IntegrityError:  # closed just now: the database lets nothing change
            form.add_error(None, Refused("closed").sentence)
        except Session.DoesNotExist:
            raise Http404 from None
        else:
            messages.success(request, _("The session was changed."))
            return redirect("control", session.pk)
    return _page(request, session.deal, form, {"session": session})


@require_POST
def try_session_out(request: UserRequest, session_id: UUID) -> HttpResponse:
    """Make a copy of a session to try it with, and go there."""
    session = session_for_facilitator(request.user, session_id)
    return redirect("control", try_out(session, request.user).pk)


@require_http_methods(["GET", "HEAD", "POST"])
def throw_session_away(request: UserRequest, session_id: UUID) -> HttpResponse:
    """Ask once, then delete a session to which nobody came, or a try-out."""
    session = session_for_facilitator(request.user, session_id)
    if request.method == "POST":
        try:
            throw_away(session.pk, f"user:{request.user.pk}")
        except Refused as refused:
            messages.error(request, refused.sentence)
            return redirect(session)
        messages.success(request, _("The session was thrown away."))
        return redirect("deal", session.deal_id)
    context = {"session": session, "may": may_be_thrown_away(session)}
    return render(request, "boards/throw_away.html", context)


def made_once(deal: Deal, session_id: UUID, make: Callable[..., Session]) -> Session:
    """The session of a form, made by `make`. One that is sent twice, even at the same moment, makes
    one. An id that cannot be used (thrown away, or of another deal) is replaced: what was asked is
    a session.
    """
    made = deal.sessions.filter(pk=session_id).first()
    if made is not None:
        return made
    try:
        return make(session_id=session_id)
    except (IntegrityError, Refused):
        return deal.sessions.filter(pk=session_id).first() or make()


def _form_for(request: HttpRequest, session: Session) -> SessionForm:
    """All of the set-up while it is being prepared; later only when it is, and what it is for."""
    when = {
        "title": session.title,
        "planned_on": session.planned_on,
        "purpose": session.purpose,
        "line": session.line_id,
    }
    if session.paper:
        return PaperSessionForm(request.POST or None, deal=session.deal, initial=when)
    if session.phase != Phase.PREPARING:
        return SessionForm(request.POST or None, deal=session.deal, initial=when)
    initial = _initial(present_set_up_of(session)) | when
    initial |= {"id": session.pk, "based_on": table_version(session)}
    innovations = innovating.on_table(session)
    if innovating.has_innovations(session):
        initial["innovations"] = [str(innovation) for innovation in innovations]
    return SetUpForm(
        request.POST or None,
        deal=session.deal,
        on_table=on_table(session),
        innovations=innovations,
        initial=initial,
    )


def _initial(set_up: SetUp) -> dict[str, Any]:
    """A set-up as the form shows it."""
    first = set_up.sheets[0]
    return {
        "purpose": set_up.purpose,
        "line": None if set_up.line is None else set_up.line.pk,
        "sheets": [f"{plan.board}/{plan.filling}" for plan in set_up.sheets],
        "self_layer": "open" if first.self_starts_open else "hidden",
        "team_layer": "open" if first.team_starts_open else "hidden",
        "one_by_one": True,
        "partners": [str(partner) for partner in set_up.partners or ()],
    }


@transaction.atomic
def _change(session: Session, form: SessionForm, request: UserRequest) -> None:
    """The table goes through the pipeline, since it stands in the log; the rest does not."""
    chosen = form.cleaned_data
    if isinstance(form, SetUpForm):
        viewer = Viewer("control", session.pk, user=request.user.pk, facilitates=True)
        answer = execute_command(viewer, form.command())
        if not answer.accepted:
            raise ValidationError(answer.body["refused"]["sentence"])
        session.refresh_from_db()
    purpose = chosen.get("purpose", session.purpose)
    reschedule(session, chosen["title"], chosen["planned_on"], purpose, chosen["line"])


def _page(
    request: HttpRequest, deal: Deal, form: SessionForm, context: dict[str, Any]
) -> HttpResponse:
    shown = {"form": form, "deal": deal, "boards": getattr(form, "boards", ())}
    status = 400 if form.is_bound else 200
    return render(request, "boards/set_up.html", shown | context, status=status)
