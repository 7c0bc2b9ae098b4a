"""The innovations of a deal: added, changed, merged, taken off. The page of the deal shows them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from deals import queries
from deals.access import deal_for_keeper, innovation_for_keeper
from deals.domain import innovations
from deals.domain.records import ChangedMeanwhile, RecordsRefused
from deals.models import Deal, Innovation
from deals.record_forms import InnovationForm, version_of
from deals.views.requests import UserRequest
from deals.views.sections import Section, shown_value, try_to_save, was_changed

SECTION = "innovations"  # its place on the page of the deal
FIELDS = {"line_not_here": "line"}


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: UserRequest, deal_id: UUID) -> HttpResponse:
    """Write down a solution; a refusal shows what was typed, on a page of its own."""
    deal = deal_for_keeper(request.user, deal_id)
    stages = queries.stages_of(deal)
    if request.method != "POST":
        return _new(request, deal, new_innovation_form(deal, stages))
    form = InnovationForm(request.POST, deal=deal)
    if not form.is_valid():
        return _new(request, deal, form, 400)
    said = form.values()
    try:
        innovations.add_innovation(
            deal,
            said["name"],
            problem=said["problem"],
            experiment=said["experiment"],
            phase=said["phase"],
            line=said.get("line"),
            by=request.user,
        )
    except RecordsRefused as refused:
        form.add_error(FIELDS.get(refused.code, "name"), refused.sentence)
        return _new(request, deal, form, 409)
    messages.success(request, _("%(name)s is on the list.") % {"name": said["name"]})
    return _back(deal.pk)


def new_innovation_form(deal: Deal, stages: list[queries.StageRow]) -> InnovationForm:
    """An empty form, with how far a new one of this deal is: `stages` are the deal's phases."""
    return InnovationForm(initial={"phase": queries.phase_in(stages)}, deal=deal)


def _new(request: UserRequest, deal: Deal, form: InnovationForm, status: int = 200) -> HttpResponse:
    context = {
        "deal": deal,
        "form": form,
        "directions": queries.are_directions(queries.stages_of(deal)),
    }
    return render(request, "deals/new_innovation.html", context, status=status)


def _back(deal_id: UUID) -> HttpResponse:
    return redirect(f"{reverse('deal', args=[deal_id])}#{SECTION}")


# One that is there ----------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: UserRequest, deal_id: UUID, innovation_id: UUID) -> HttpResponse:
    """Change what a solution is called, what it is for, or how far it is."""
    innovation = innovation_for_keeper(request.user, deal_id, innovation_id)
    if request.method != "POST":
        return _elsewhere(request, innovation) or _page(request, innovation, _section(innovation))
    section = _section(innovation, request)
    form = section.form
    assert isinstance(form, InnovationForm)  # noqa: S101 - for the type

    def save() -> None:
        innovations.change_innovation(innovation, form.values(), section.version, request.user)

    status = try_to_save(section, save)
    if status == 200:
        messages.success(request, _("Saved."))
        return _back(deal_id)
    if was_changed(section):
        now = innovation_for_keeper(request.user, deal_id, innovation_id)
        section.version, section.present = now.version, _present(form, now)
    return _page(request, innovation, section, status)


def _elsewhere(request: UserRequest, innovation: Innovation) -> HttpResponse | None:
    """Where somebody goes on who asks for the page of one that is no more on the list."""
    if innovation.merged_into is not None:
        messages.info(
            request,
            _("%(going)s goes on as %(staying)s.")
            % {"going": innovation.name, "staying": innovation.current.name},
        )
        return redirect("innovation", innovation.deal_id, innovation.current.pk)
    if innovation.removed_at is not None:
        sentence = _("%(name)s was taken off the list. You can put it back below.")
        messages.info(request, sentence % {"name": innovation.name})
        return _back(innovation.deal_id)
    return None


def _section(innovation: Innovation, request: UserRequest | None = None) -> Section:
    """The form of an innovation, filled in as it is, or as somebody posted it."""
    address = reverse("innovation", args=[innovation.deal_id, innovation.pk])
    if request is None:
        initial = {name: getattr(innovation, name) for name in InnovationForm.base_fields}
        form, version = InnovationForm(initial=initial, deal=innovation.deal), innovation.version
    else:
        form = InnovationForm(request.POST, deal=innovation.deal)
        version = version_of(request.POST.get("version", ""))
    return Section("innovation", innovation.name, form, version, address, "deals/innovation.html")


def _present(form: InnovationForm, now: Innovation) -> list[str]:
    """What the innovation says by now, for every field that was typed differently."""
    found = [
        f"{field.label} {shown_value(now, name) or _('empty')}"
        for name, field in form.fields.items()
        if form.cleaned_data.get(name) != getattr(now, name)
    ]
    return found or [_("The same as you typed.")]


def _page(
    request: UserRequest, innovation: Innovation, section: Section, status: int = 200
) -> HttpResponse:
    others = _others(innovation)
    context = section.context | {"deal": innovation.deal, "innovation": innovation}
    return render(request, section.template, context | {"others": others}, status=status)


@require_POST
def remove(request: UserRequest, deal_id: UUID, innovation_id: UUID) -> HttpResponse:
    """Take an innovation off the list, when nobody changed it meanwhile."""
    innovation = innovation_for_keeper(request.user, deal_id, innovation_id)
    version = version_of(request.POST.get("version", ""))
    try:
        innovations.remove_innovation(innovation, version, request.user)
    except ChangedMeanwhile:
        section = _section(innovation)
        section.refused = _(
            "Somebody changed this innovation meanwhile. Look at what it says now, and take it off "
            "the list if that is still right."
        )
        return _page(request, innovation, section, 409)
    except RecordsRefused as refused:
        messages.error(request, refused.sentence)
        return _back(deal_id)
    sentence = _("%(name)s is off the list. You can put it back below.")
    messages.success(request, sentence % {"name": innovation.name})
    return _back(deal_id)


@require_POST
def back(request: UserRequest, deal_id: UUID, innovation_id: UUID) -> HttpResponse:
    """Put a removed innovation back on the list."""
    innovation = innovation_for_keeper(request.user, deal_id, innovation_id)
    try:
        innovations.bring_back(innovation, request.user)
    except RecordsRefused as refused:
        messages.error(request, refused.sentence)
    else:
        sentence = _("%(name)s is on the list again.")
        messages.success(request, sentence % {"name": innovation.name})
    return _back(deal_id)


# Two that are one -----------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: UserRequest, deal_id: UUID, innovation_id: UUID) -> HttpResponse:
    """Choose as which one an innovation goes on, read what both say, and confirm."""
    going = innovation_for_keeper(request.user, deal_id, innovation_id)
    if request.method != "POST":
        return _elsewhere(request, going) or _merge_page(request, going, request.GET.get("into"))
    staying = _chosen(going, request.POST.get("into"))
    if staying is None:
        messages.error(request, _("Choose an innovation from the list."))
        return redirect("merge-innovation", deal_id, innovation_id)
    try:
        innovations.merge_innovations(going, staying, request.user)
    except RecordsRefused as refused:
        messages.error(request, refused.sentence)
        return _back(deal_id)
    sentence = _("%(going)s goes on as %(staying)s.")
    messages.success(request, sentence % {"going": going.name, "staying": staying.name})
    return _back(deal_id)


def _merge_page(request: UserRequest, going: Innovation, into: str | None) -> HttpResponse:
    context: dict[str, object] = {"deal": going.deal, "going": going}
    staying = _chosen(going, into)
    if staying is None:
        context["others"] = _others(going)
        return render(request, "deals/innovation_merge_choose.html", context)
    context |= {"staying": staying, "open_actions": going.actions.open().count()}
    return render(request, "deals/innovation_merge.html", context)


def _others(innovation: Innovation) -> list[Innovation]:
    """Those that this one may be the same as."""
    there = queries.innovations_to_choose(innovation.deal)
    return [other for other in there if other != innovation]


def _chosen(going: Innovation, value: str | None) -> Innovation | None:
    """The other one that was chosen, if it is on the list."""
    return next((other for other in _others(going) if str(other.pk) == value), None)
