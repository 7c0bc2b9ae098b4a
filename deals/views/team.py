"""The team of a deal, for its facilitators."""

from uuid import UUID

from django.contrib import messages
from django.db.models.functions import Now
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from deals import queries
from deals.access import (
    deal_for_facilitator,
    invitation_for_facilitator,
    team_member_for_facilitator,
)
from deals.domain import teams
from deals.forms import InvitationForm, RoleForm
from deals.models import Deal
from deals.views.requests import UserRequest

MADE = "invitation-made"


@require_http_methods(["GET", "HEAD", "POST"])
def team(request: UserRequest, deal_id: UUID) -> HttpResponse:
    """Who is in the team and who is invited. Posting invites; the link is shown this once."""
    deal = deal_for_facilitator(request.user, deal_id)
    if request.method != "POST":
        made = request.session.pop(MADE, None)
        is_here = made is not None and made["deal"] == str(deal.pk)
        return _page(request, deal, InvitationForm(), made=made if is_here else None)
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return _page(request, deal, form, status=400)
    email, role = form.cleaned_data["email"], form.cleaned_data["role"]
    try:
        invitation, token = teams.invite(deal, email, role, request.user)
    except teams.TeamRefused as refused:
        form.add_error("email", refused.sentence)
        return _page(request, deal, form, status=409)
    # Kept for the next page only, which takes it out: reloading that page makes no new link.
    link = request.build_absolute_uri(f"{reverse('invitation')}#{token}")
    request.session[MADE] = {"link": link, "email": invitation.email, "deal": str(deal.pk)}
    return redirect("team", deal.pk)


def _page(
    request: UserRequest,
    deal: Deal,
    form: InvitationForm,
    made: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    waiting = queries.waiting_invitations(deal)
    context = {
        "deal": deal,
        "team": queries.team_of(deal),
        "form": form,
        "made": made,
        "open_invitations": waiting.filter(expires_at__gt=Now()),
        "expired_invitations": waiting.filter(expires_at__lte=Now()),
    }
    return render(request, "deals/team.html", context, status=status)


@require_POST
def role(request: UserRequest, deal_id: UUID, user_id: UUID) -> HttpResponse:
    """Give a colleague another role."""
    member = team_member_for_facilitator(request.user, deal_id, user_id)
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a role from the list."))
        return redirect("team", deal_id)
    try:
        teams.change_role(member, form.cleaned_data["role"], request.user)
    except teams.TeamRefused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, _("%(name)s has another role.") % {"name": member.user})
    return _back(request, deal_id, user_id)


@require_POST
def off(request: UserRequest, deal_id: UUID, user_id: UUID) -> HttpResponse:
    """Take a colleague off the team."""
    member = team_member_for_facilitator(request.user, deal_id, user_id)
    try:
        teams.take_off(member, request.user)
    except teams.TeamRefused as refused:
        messages.error(request, refused.sentence)
        return redirect("team", deal_id)
    messages.success(request, _("%(name)s is no longer in the team.") % {"name": member.user})
    return _back(request, deal_id, user_id)


@require_POST
def revoke(request: UserRequest, deal_id: UUID, invitation_id: UUID) -> HttpResponse:
    """Take an invitation back."""
    invitation = invitation_for_facilitator(request.user, deal_id, invitation_id)
    teams.revoke_invitation(invitation, request.user)
    messages.success(request, _("The invitation no longer works."))
    return redirect("team", deal_id)


def _back(request: UserRequest, deal_id: UUID, user_id: UUID) -> HttpResponse:
    """To the team page, unless somebody just changed their own place in the team."""
    return redirect("deals") if user_id == request.user.pk else redirect("team", deal_id)
