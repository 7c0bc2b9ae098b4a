"""Preparing a session."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from boards.content import library
from boards.domain.preparing import prepare_session
from boards.forms import NewSessionForm
from deals.access import deal_for_facilitator
from deals.models import User


@require_http_methods(["GET", "HEAD", "POST"])
def new_session(request: HttpRequest, deal_id: UUID) -> HttpResponse:
    """Choose board, way of filling in and what is hidden; then the control view is there."""
    deal = deal_for_facilitator(request.user, deal_id)
    form = NewSessionForm(request.POST or None)
    if form.is_valid():
        made = deal.sessions.filter(pk=form.cleaned_data["id"]).first()
        if made is not None:
            return redirect("control", made.pk)
        by = request.user if isinstance(request.user, User) else None
        session = prepare_session(
            deal,
            form.cleaned_data["title"],
            form.date,
            form.plans(),
            by,
            session_id=form.cleaned_data["id"],
        )
        return redirect("control", session.pk)
    context = {"form": form, "deal": deal, "boards": list(library().values())}
    status = 400 if form.is_bound else 200
    return render(request, "boards/new_session.html", context, status=status)
