"""The plan of an innovation: made, read, changed, taken over anew, and printed."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from deals.domain.records import ChangedMeanwhile, RecordsRefused
from deals.filenames import download, file_name
from deals.models import Innovation
from deals.queries import owner_choices, owner_groups
from deals.record_forms import version_of
from deals.typesetting import PdfFailed
from deals.views.requests import UserRequest
from deals.views.sections import Section, try_to_save, was_changed
from scaling import access, queries
from scaling.domain import pdf as pdfs
from scaling.domain import plans
from scaling.domain.worksheets import worksheets_of
from scaling.forms import PlanForm, initial_of_plan
from scaling.models import ScalingPlan
from scaling.pictures import energy_picture

FIELDS = {"owner_not_here": "owner", "ends_before_it_starts": "ends_on"}


@require_safe
def plan(request: UserRequest, deal_id: UUID, innovation_id: UUID) -> HttpResponse:
    """The plan of an innovation; or from which worksheets it can be made."""
    sight, innovation = access.innovation_for_reader(request.user, deal_id, innovation_id)
    if innovation.pk != innovation_id:
        return _to(innovation)
    found = access.plan_of(sight, innovation)
    worksheets = worksheets_of(innovation) if sight.in_team else []
    shown = {
        "deal": sight.deal,
        "innovation": innovation,
        "keeps_records": sight.in_team,
        "worksheets": worksheets,
    }
    if found is None:
        return render(request, "scaling/no_plan.html", shown)
    changed = plans.differences(found, worksheets[0]) if worksheets else []
    context = {
        "plan": found,
        "picture": _picture(found),
        "actions": queries.open_actions(sight, innovation),
        "newer": worksheets[0] if changed else None,
        "papers": pdfs.PAPERS,
    }
    return render(request, "scaling/plan.html", shown | context)


def _picture(found: ScalingPlan) -> SafeString:
    rows = queries.plan_energies(found)
    return energy_picture(rows, f"energy-{found.pk}", _("Energy per route"))


def _to(innovation: Innovation) -> HttpResponse:
    return redirect("plan", innovation.deal_id, innovation.pk)


@require_POST
def make(request: UserRequest, deal_id: UUID, innovation_id: UUID) -> HttpResponse:
    """Make a plan of an innovation, out of the worksheet that was chosen."""
    innovation = access.innovation_for_plan(request.user, deal_id, innovation_id)
    sheets = worksheets_of(innovation)
    sheet = access.worksheet_for_plan(sheets, request.POST.get("sheet", ""))
    try:
        plans.make_plan(innovation, sheet, request.user)
    except RecordsRefused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, _("The scaling plan is there. Choose below what you go for."))
    return _to(innovation)


# Changing it ----------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: UserRequest, deal_id: UUID, innovation_id: UUID) -> HttpResponse:
    """Change what a plan says. Who was second sees what it says now, beside what they typed."""
    found = access.plan_for_keeper(request.user, deal_id, innovation_id)
    section = _section(request, found)
    if request.method != "POST":
        return _change_page(request, found, section)
    form = section.form
    assert isinstance(form, PlanForm)  # noqa: S101 - for the type
    status = try_to_save(
        section,
        lambda: plans.change_plan(found, form.values(), section.version, request.user),
    )
    if status == 200:
        messages.success(request, _("Saved."))
        return _to(found.innovation.current)
    if was_changed(section):
        now = access.plan_for_keeper(request.user, deal_id, innovation_id)
        section.version, section.present = now.version, _present(form, now)
    return _change_page(request, found, section, status)


def _section(request: UserRequest, found: ScalingPlan) -> Section:
    """The form of a plan, filled in as it is, or as somebody posted it."""
    owners = owner_groups(found.innovation.deal, plans.as_owned(found))
    if request.method == "POST":
        form = PlanForm(request.POST, plan=found, owners=owners)
        version = version_of(request.POST.get("version", ""))
    else:
        form = PlanForm(initial=initial_of_plan(found), plan=found, owners=owners)
        version = found.version
    innovation = found.innovation.current
    address = reverse("change-plan", args=[innovation.deal_id, innovation.pk])
    return Section("plan", str(innovation), form, version, address, "scaling/change.html")


def _change_page(
    request: UserRequest, found: ScalingPlan, section: Section, status: int = 200
) -> HttpResponse:
    innovation = found.innovation.current
    context = section.context | {"deal": innovation.deal, "innovation": innovation}
    return render(request, section.template, context, status=status)


def _present(form: PlanForm, now: ScalingPlan) -> list[str]:
    """What the plan says by now, for every field that was typed differently."""
    present = initial_of_plan(now)
    labels = dict(owner_choices(now.innovation.deal, plans.as_owned(now)))
    found = []
    for name, field in form.fields.items():
        typed, says = form.cleaned_data.get(name), present.get(name)
        if typed == says or (not typed and not says):
            continue
        words = {"owner": labels.get(str(says), "")}.get(name, _in_words(says))
        found.append(f"{_label(form, name) or field.label}: {words or _('empty')}")
    return found or [_("The same as you typed.")]


def _in_words(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else str(value)


def _label(form: PlanForm, name: str) -> str:
    """A field of a route with the name of that route: they have the same labels."""
    for route in form.routes:
        for field in [route.chosen, *route.cells]:
            if field.name == name:
                return f"{route.title}, {field.label}"
    return ""


# A newer worksheet ----------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def again(request: UserRequest, deal_id: UUID, innovation_id: UUID) -> HttpResponse:
    """See what a worksheet says otherwise than the plan, and take it over."""
    found = access.plan_for_keeper(request.user, deal_id, innovation_id)
    innovation = found.innovation.current
    sheets = worksheets_of(innovation)
    asked = request.POST if request.method == "POST" else request.GET
    first = str(sheets[0].pk) if sheets else ""
    sheet = access.worksheet_for_plan(sheets, asked.get("sheet") or first)
    status, refused = 200, ""
    if request.method == "POST":
        version = version_of(request.POST.get("version", ""))
        also = request.POST.getlist("also")
        try:
            stayed = plans.take_over(found, sheet, also, version, request.user)
        except ChangedMeanwhile:
            found = access.plan_for_keeper(request.user, deal_id, innovation_id)
            status = 409
            refused = _(
                "Somebody changed this plan meanwhile. Nothing is taken over yet. "
                "Look below at what it says now, and choose again."
            )
        else:
            _say_taken(request, len(stayed))
            return _to(innovation)
    context = {
        "deal": innovation.deal,
        "innovation": innovation,
        "plan": found,
        "sheet": sheet,
        "sheets": sheets,
        "differences": plans.differences(found, sheet),
        "refused": refused,
    }
    return render(request, "scaling/again.html", context, status=status)


def _say_taken(request: UserRequest, stayed: int) -> None:
    messages.success(request, _("The plan says what the worksheet says."))
    if stayed:
        text = ngettext(
            "%(count)d text stayed as you had changed it.",
            "%(count)d texts stayed as you had changed them.",
            stayed,
        )
        messages.info(request, text % {"count": stayed})


# What it was, and on paper --------------------------------------------------------------------


@require_safe
def history(request: UserRequest, deal_id: UUID, innovation_id: UUID) -> HttpResponse:
    """What a plan said before, the latest first."""
    sight, innovation, found = access.plan_for_reader(request.user, deal_id, innovation_id)
    context = {
        "deal": sight.deal,
        "innovation": innovation,
        "plan": found,
        "versions": queries.versions_of(found),
    }
    return render(request, "scaling/history.html", context)


@require_safe
def pdf(request: UserRequest, deal_id: UUID, innovation_id: UUID, paper: str) -> HttpResponse:
    """The plan as a PDF to keep, on A4 or A3."""
    sight, innovation, found = access.plan_for_reader(request.user, deal_id, innovation_id)
    wanted = next((size for size in pdfs.PAPERS if size == paper), None)
    if wanted is None:
        raise Http404
    try:
        made = pdfs.plan_pdf(found, queries.open_actions(sight, innovation), wanted)
    except PdfFailed:
        messages.error(
            request,
            _("The PDF could not be made. Try again later, or print this page from your browser."),
        )
        return _to(innovation)
    name = file_name(_("scaling plan"), innovation.name, paper, ending="pdf")
    return download(made, "application/pdf", name)
