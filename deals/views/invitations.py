"""The way into a team: look at an invitation, then accept it.

The link carries its token behind the hash sign, which browsers send to nobody. The page posts it;
from then on it stands in the visitor's session, and in no address.
"""

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from deals.domain import teams
from deals.forms import NewColleagueForm, TokenForm
from deals.models import Invitation, User

HELD = "invitation"


@login_not_required  # who comes here may have no account yet; the token decides
@require_safe
def invitation(request: HttpRequest) -> HttpResponse:
    """Ask for the token, or show the invitation that this visitor holds. Uses nothing up."""
    if HELD not in request.session:
        return render(request, "deals/invitation_link.html", {"form": TokenForm()})
    try:
        held = teams.invitation_for(request.session[HELD])
    except teams.TeamRefused as refused:
        return _refuse(request, refused)
    return _page(request, held, NewColleagueForm(email=held.email))


@login_not_required
@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Hold the token in this visitor's session, and show what it invites to."""
    form = TokenForm(request.POST)
    if not form.is_valid():
        return render(request, "deals/invitation_link.html", {"form": form}, status=400)
    try:
        teams.invitation_for(form.cleaned_data["token"])
    except teams.TeamRefused as refused:
        return _refuse(request, refused)
    request.session[HELD] = form.cleaned_data["token"]
    return redirect("invitation")


@login_not_required
@require_POST
def accept(request: HttpRequest) -> HttpResponse:
    """Come into the team, with the account that is logged in or with a new one."""
    token = request.session.get(HELD, "")
    try:
        held = teams.invitation_for(token)
        if isinstance(request.user, User):
            return _accept_as(request, held, token, request.user)
        return _accept_as_new(request, held, token)
    except teams.TeamRefused as refused:
        return _refuse(request, refused)


def _accept_as(request: HttpRequest, held: Invitation, token: str, user: User) -> HttpResponse:
    teams.accept_invitation(token, user)
    del request.session[HELD]
    request.session.cycle_key()
    return redirect(held.deal)


def _accept_as_new(request: HttpRequest, held: Invitation, token: str) -> HttpResponse:
    if teams.has_account(held.email):
        raise teams.TeamRefused("has_account")
    form = NewColleagueForm(request.POST, email=held.email)
    if not form.is_valid():
        return _page(request, held, form, status=400)
    data = form.cleaned_data
    user = teams.accept_as_new_user(token, data["name"], data["password"])
    del request.session[HELD]
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect(held.deal)


def _page(
    request: HttpRequest, held: Invitation, form: NewColleagueForm, status: int = 200
) -> HttpResponse:
    user = request.user
    context = {
        "invitation": held,
        "form": form,
        "fits": isinstance(user, User) and user.email.lower() == held.email.lower(),
        "has_account": teams.has_account(held.email),
    }
    return render(request, "deals/invitation.html", context, status=status)


def _refuse(request: HttpRequest, refused: teams.TeamRefused) -> HttpResponse:
    """Say why not. A token that does not work is not kept."""
    if refused.code == "invitation_gone":
        request.session.pop(HELD, None)
    return render(request, "deals/invitation_refused.html", {"refused": refused}, status=409)
