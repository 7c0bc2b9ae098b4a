"""How the ownership of a partner went, between two conversations."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from boards.models import Sheet
from scaling.access import partner_for_reader
from scaling.ownership import changes_between, moment_of, sheets_with


@require_safe
def ownership(request: HttpRequest, deal_id: UUID, partner_id: UUID) -> HttpResponse:
    """Two wheels of a partner beside each other: the first and the last, or those asked for."""
    sight, partner = partner_for_reader(request.user, deal_id, partner_id)
    sheets = sheets_with(sight, partner)
    context: dict[str, object] = {
        "deal": sight.deal,
        "partner": partner,
        "keeps_records": sight.in_team,
        "sheets": sheets,
    }
    if sheets:
        last = _asked(sheets, request.GET.get("after", ""), sheets[-1])
        first = _asked(sheets, request.GET.get("before", ""), sheets[0])
        after = moment_of(sight, last, partner)
        before = moment_of(sight, first, partner) if first.pk != last.pk else None
        context |= {
            "before": before,
            "after": after,
            "moments": [moment for moment in (before, after) if moment is not None],
            "changes": changes_between(before or after, after),
        }
    return render(request, "scaling/ownership.html", context)


def _asked(sheets: list[Sheet], value: str, otherwise: Sheet) -> Sheet:
    return next((sheet for sheet in sheets if str(sheet.pk) == value), otherwise)
