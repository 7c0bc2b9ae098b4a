"""The welcome of a new contact person of a partner, and the actions that they take over."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from boards.partner_pages import welcome_of
from boards.partner_papers import welcome_pdf
from boards.views.partner_years import PDF, say_it_failed
from deals.access import deal_for_keeper, partner_that_stands
from deals.domain.actions import hand_over_actions
from deals.domain.records import RecordsRefused
from deals.filenames import download, file_name
from deals.models import Partner
from deals.record_forms import version_of
from deals.typesetting import PdfFailed
from deals.views.requests import UserRequest


@require_safe
def welcome(request: UserRequest, deal_id: UUID, partner_id: UUID) -> HttpResponse:
    """The history of a deal on one page, for somebody who is new at one of its partners."""
    partner = _partner(request, deal_id, partner_id)
    if partner.pk != partner_id:
        return redirect("welcome", deal_id, partner.pk)
    return _page(request, partner)


def _partner(request: UserRequest, deal_id: UUID, partner_id: UUID) -> Partner:
    return partner_that_stands(deal_for_keeper(request.user, deal_id), partner_id)


def _page(
    request: UserRequest,
    partner: Partner,
    refused: str = "",
    chosen: str = "",
    ticked: frozenset[str] = frozenset(),
    status: int = 200,
) -> HttpResponse:
    context = {
        "deal": partner.deal,
        "partner": partner,
        "welcome": welcome_of(partner),
        "refused": refused,
        "chosen": chosen,
        "ticked": ticked,
    }
    return render(request, "boards/welcome.html", context, status=status)


@require_safe
def pdf(request: UserRequest, deal_id: UUID, partner_id: UUID) -> HttpResponse:
    """The welcome as a PDF to hand over."""
    partner = _partner(request, deal_id, partner_id)
    if partner.pk != partner_id:
        return redirect("welcome-pdf", deal_id, partner.pk)
    try:
        made = welcome_pdf(welcome_of(partner))
    except PdfFailed:
        say_it_failed(request)
        return redirect("welcome", deal_id, partner.pk)
    return download(made, PDF, file_name(_("welcome"), str(partner), ending="pdf"))


@require_POST
def hand_over(request: UserRequest, deal_id: UUID, partner_id: UUID) -> HttpResponse:
    """Give the ticked actions to the person that was chosen: all of them, or none."""
    partner = _partner(request, deal_id, partner_id)
    to = request.POST.get("person", "")
    pairs = [tick.partition(".") for tick in request.POST.getlist("action")]
    versions = {pk: version_of(version) for pk, _dot, version in pairs}
    try:
        count = hand_over_actions(partner, to, versions, request.user)
    except RecordsRefused as refused:
        return _page(request, partner, refused.sentence, to, frozenset(versions), 409)
    text = ngettext("%(count)d action is handed over.", "%(count)d actions are handed over.", count)
    messages.success(request, text % {"count": count})
    return redirect("welcome", deal_id, partner.pk)
