"""The home page and the page of one deal."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from deals import queries, rules
from deals.access import deal_for_reader, deals_of, deals_to_review
from deals.views.requests import UserRequest

SEARCH_LENGTH = 100


@require_safe
def home(request: UserRequest) -> HttpResponse:
    """My deals; for staff of Agenda Stad the others too."""
    mine = deals_of(request.user)
    others = deals_to_review(request.user).exclude(team__user=request.user)
    return render(
        request,
        "deals/home.html",
        {
            "rows": queries.deal_rows(mine),
            "reviews": request.user.is_agenda_stad,
            "others": queries.deal_rows(others),
        },
    )


@require_safe
def deal(request: UserRequest, deal_id: UUID) -> HttpResponse:
    """A deal: its sessions, partners and team. Searching partners answers with only their list."""
    deal = deal_for_reader(request.user, deal_id)
    search = request.GET.get("q", "")[:SEARCH_LENGTH]
    member = rules.membership(request.user, deal)
    found = queries.partner_list(deal, search)
    shown = {
        "deal": deal,
        "search": search,
        "list": found,
        "keeps_records": rules.may_keep_records(member),
    }
    if request.headers.get("HX-Request"):
        return render(request, "deals/deal.html#partners", shown)
    everybody = queries.partner_list(deal) if search else found
    return render(
        request,
        "deals/deal.html",
        shown
        | {
            "sessions": queries.sessions_of(deal, only_closed=member is None),
            "kinds": queries.kinds_of(everybody.groups),
            "goals": deal.goals.all(),
            "stages": queries.stages_of(deal),
            "signings": queries.past_signings(deal),
            "moments": queries.coming_moments(deal),
            "core_team": queries.core_team_of(deal),
            "lines": deal.lines.all(),
            "in_team": member is not None,
            "facilitates": rules.may_facilitate(member),
            "team": queries.team_of(deal) if member else [],
        },
    )
