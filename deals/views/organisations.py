"""Organisations, which deals share: which there are, and letting two that are one go on as one."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from deals import organisations, partaking, rules
from deals.access import (
    organisation_for_reader,
    organisation_to_merge,
    organisation_to_take_apart,
)
from deals.domain import merging
from deals.hooks import panels_of
from deals.models import Organisation, OrganisationKind
from deals.views.requests import UserRequest

SEARCH_LENGTH = 100


@require_safe
def listing(request: UserRequest) -> HttpResponse:
    """All organisations, by name and kind. Searching answers with only the list."""
    if not rules.may_see_organisations(request.user):
        raise Http404
    search, kind = _search(request), request.GET.get("kind", "")
    kind = kind if kind in OrganisationKind.values else ""
    found = organisations.list_organisations(request.user, search, kind)
    context = {"listing": found, "search": search, "kind": kind, "kinds": OrganisationKind}
    in_place = request.headers.get("HX-Request")
    template = "deals/organisations.html" + ("#organisations" if in_place else "")
    return render(request, template, context)


@require_safe
def page(request: UserRequest, organisation_id: UUID) -> HttpResponse:
    """One organisation over all deals that the reader may see it in."""
    sight = organisation_for_reader(request.user, organisation_id)
    if sight.organisation.pk != organisation_id:
        return redirect("organisation", sight.organisation.pk)
    context = {
        "organisation": sight.organisation,
        "rows": partaking.rows_of(sight),
        "also": sight.organisation.merged.all(),
        "actions": partaking.actions_of(sight),
        "panels": panels_of("organisation", sight, request.user),
    }
    return render(request, "deals/organisation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: UserRequest, organisation_id: UUID) -> HttpResponse:
    """Choose as what an organisation goes on, read what that means, and confirm."""
    going = organisation_to_merge(request.user, organisation_id)
    if request.method != "POST":
        return _merge_page(request, going, _chosen(request.GET.get("into", "")))
    staying = _chosen(request.POST.get("into", ""))
    if staying is None:
        messages.error(request, _("Choose an organisation from the list."))
        return redirect("merge-organisation", going.pk)
    try:
        merging.merge(going.pk, staying.pk, request.user)
    except merging.MergeRefused as refused:
        messages.error(request, refused.sentence)
        return redirect("organisations")
    messages.success(
        request,
        _("%(going)s goes on as %(staying)s.") % {"going": going.name, "staying": staying.name},
    )
    return redirect("organisations")


@require_POST
def take_apart(request: UserRequest, organisation_id: UUID) -> HttpResponse:
    """Let a merged organisation stand by itself again."""
    organisation = organisation_to_take_apart(request.user, organisation_id)
    try:
        merging.take_apart(organisation.pk, request.user)
    except merging.MergeRefused as refused:
        messages.error(request, refused.sentence)
    else:
        text = _("%(name)s stands by itself again.") % {"name": organisation.name}
        messages.success(request, text)
    return redirect("organisations")


def _merge_page(
    request: UserRequest, going: Organisation, staying: Organisation | None
) -> HttpResponse:
    if going.merged_into is not None:
        messages.error(request, str(merging.REFUSALS["is_merged"]))
        return redirect("organisations")
    if staying is not None and (staying == going or staying.merged_into_id is not None):
        code = "itself" if staying == going else "target_is_merged"
        messages.error(request, str(merging.REFUSALS[code]))
        return redirect("merge-organisation", going.pk)
    search = _search(request)
    context: dict[str, object] = {"going": going, "search": search}
    if staying is None:
        context["candidates"] = organisations.candidates_for(request.user, going, search)
        return render(request, "deals/merge_choose.html", context)
    context["means"] = organisations.consequences(going, staying)
    return render(request, "deals/merge_confirm.html", context)


def _chosen(text: str) -> Organisation | None:
    try:
        return Organisation.objects.filter(pk=UUID(text)).first()
    except ValueError:
        return None


def _search(request: UserRequest) -> str:
    return request.GET.get("q", "").replace("\0", "")[:SEARCH_LENGTH].strip()
