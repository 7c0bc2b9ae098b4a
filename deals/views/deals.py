"""The home page and the page of one deal."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from deals import histories, queries, rules
from deals.access import deal_for_reader, deals_of, deals_to_review
from deals.hooks import panels_of
from deals.models import Deal, TeamMember
from deals.queries import PartnerList, StageRow
from deals.views.actions import new_action_form
from deals.views.innovations import new_innovation_form
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
    """A deal: its history, partners and team. Searching partners answers with only their list."""
    deal = deal_for_reader(request.user, deal_id)
    search = request.GET.get("q", "")[:SEARCH_LENGTH]
    member = rules.membership(request.user, deal)
    only_closed = member is None
    found = queries.partner_list(deal, search, only_closed=only_closed)
    shown = {
        "deal": deal,
        "search": search,
        "list": found,
        "keeps_records": rules.may_keep_records(member),
    }
    if request.headers.get("HX-Request"):
        return render(request, "deals/deal.html#partners", shown)
    everybody = queries.partner_list(deal, only_closed=only_closed) if search else found
    stages, keeps = queries.stages_of(deal), shown["keeps_records"]
    return render(
        request,
        "deals/deal.html",
        shown
        | _history(deal, member, stages, everybody)
        | {
            "actions": queries.actions_of(deal, only_closed=only_closed),
            "action_form": new_action_form(deal) if keeps else None,
            "innovations": queries.innovations_of(deal, only_closed=only_closed),
            "innovation_form": new_innovation_form(deal, stages) if keeps else None,
            "directions": queries.are_directions(stages),
            "panels": panels_of("deal", deal, request.user),
            "kinds": queries.kinds_of(everybody.groups),
            "goals": deal.goals.all(),
            "stages": stages,
            "core_team": queries.core_team_of(deal),
            "lines": deal.lines.all(),
            "in_team": member is not None,
            "facilitates": rules.may_facilitate(member),
            "team": queries.team_of(deal) if member else [],
        },
    )


def _history(
    deal: Deal, member: TeamMember | None, stages: list[StageRow], everybody: PartnerList
) -> dict[str, Any]:
    """What happened in a deal and what comes up, as this reader may see it."""
    in_team = member is not None
    sessions = queries.sessions_of(deal, only_closed=not in_team)
    moments, partners = histories.moments_of(deal), everybody.everybody
    return {
        "sessions": sessions,
        "time_line": histories.time_line_of(stages, sessions, moments),
        "agenda": histories.agenda_of(
            deal,
            stages,
            sessions,
            moments,
            in_team=in_team,
            facilitates=rules.may_facilitate(member),
        ),
        "over_time": histories.partners_over_time(deal, partners, moments, with_reasons=in_team),
        "missing": histories.missing_parties(
            deal, partners, with_reasons=in_team, only_closed=not in_team
        ),
    }
