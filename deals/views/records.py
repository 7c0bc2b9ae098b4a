"""The records of a deal: made, and changed part by part."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from deals.access import deal_for_keeper
from deals.domain import records
from deals.models import Deal
from deals.record_forms import (
    CoreMemberForm,
    FactsForm,
    GoalForm,
    LineForm,
    MomentForm,
    NewDealForm,
    RowForm,
    Rows,
    StageForm,
    cleaned_rows,
    filled_rows,
    initial_of,
    rows_of,
    version_of,
)
from deals.views.requests import UserRequest
from deals.views.sections import (
    Section,
    describe,
    differences,
    in_place,
    say_what_is_gone,
    try_to_save,
    was_changed,
)


@dataclass(frozen=True)
class Part:
    """A part of the records that has rows."""

    title: Promise
    form: type[RowForm]
    add: Promise
    help: Promise | str = ""


PARTS = {
    "goals": Part(
        gettext_lazy("Goals"),
        GoalForm,
        gettext_lazy("Add a goal"),
        gettext_lazy("As they stand in the covenant."),
    ),
    "stages": Part(
        gettext_lazy("Phases"),
        StageForm,
        gettext_lazy("Add a phase"),
        gettext_lazy("Was the deal extended or restarted? Then a phase may be here twice."),
    ),
    "moments": Part(
        gettext_lazy("Moments"),
        MomentForm,
        gettext_lazy("Add a moment"),
        gettext_lazy("Signings, milestones and other days to remember."),
    ),
    "lines": Part(
        gettext_lazy("Lines of work"),
        LineForm,
        gettext_lazy("Add a line of work"),
        gettext_lazy("If you remove a line, its partners stay partners."),
    ),
    "core_team": Part(
        gettext_lazy("Core team"),
        CoreMemberForm,
        gettext_lazy("Add somebody"),
        gettext_lazy("Who runs the deal. They need no account here."),
    ),
}
FACTS = "facts"


@require_http_methods(["GET", "HEAD", "POST"])
def new_deal(request: UserRequest) -> HttpResponse:
    """Make a deal; whoever makes it is its facilitator."""
    form = NewDealForm(request.POST or None)
    status = 200
    if request.method == "POST":
        if not form.is_valid():
            status = 400
        else:
            try:
                deal = records.make_deal(**form.cleaned_data, by=request.user)
            except records.RecordsRefused as refused:
                form.add_error("name", refused.sentence)
                status = 409
            else:
                messages.success(request, _("The deal is made. Write down what you know already."))
                return redirect("records", deal.pk)
    return render(request, "deals/new_deal.html", {"form": form}, status=status)


@require_safe
def page(request: UserRequest, deal_id: UUID) -> HttpResponse:
    """Everything that is written down of a deal, ready to change."""
    return _page(request, deal_for_keeper(request.user, deal_id))


@require_POST
def part(request: UserRequest, deal_id: UUID, name: str) -> HttpResponse:
    """Save one part of the records."""
    deal = deal_for_keeper(request.user, deal_id)
    if name != FACTS and name not in PARTS:
        raise Http404
    section = _filled(deal, name, request)
    status = try_to_save(section, lambda: _save(deal, section, request))
    if status == 200:
        return _saved(request, deal, name)
    if was_changed(section):
        deal.refresh_from_db()
        section.version, section.present = deal.version, _present(deal, section)
    if request.headers.get("HX-Request"):
        return in_place(request, section, status)
    return _page(request, deal, section, status)


def _saved(request: UserRequest, deal: Deal, name: str) -> HttpResponse:
    deal.refresh_from_db()
    if not request.headers.get("HX-Request"):
        messages.success(request, _("Saved."))
        return redirect(f"{reverse('records', args=[deal.pk])}#{name}")
    section = _section(deal, name)
    section.is_saved = True
    return in_place(request, section)


def _page(
    request: UserRequest, deal: Deal, filled: Section | None = None, status: int = 200
) -> HttpResponse:
    """All parts; of one of them what was filled in."""
    sections = [
        filled if filled is not None and filled.name == name else _section(deal, name)
        for name in (FACTS, *PARTS)
    ]
    context = {"deal": deal, "sections": sections}
    return render(request, "deals/records.html", context, status=status)


def _section(deal: Deal, name: str, form: FactsForm | Rows | None = None) -> Section:
    action = reverse("records-part", args=[deal.pk, name])
    if name == FACTS:
        form = form or FactsForm(initial=initial_of(FactsForm, deal))
        title = _("What it is about")
        return Section(name, title, form, deal.version, action, "deals/_facts.html")
    its = PARTS[name]
    form = form if form is not None else rows_of(its.form, getattr(deal, name).all(), name)
    return Section(
        name,
        its.title,
        form,
        deal.version,
        action,
        "deals/_rows.html",
        help=its.help,
        add=its.add,
    )


def _filled(deal: Deal, name: str, request: UserRequest) -> Section:
    form = (
        FactsForm(request.POST)
        if name == FACTS
        else filled_rows(PARTS[name].form, request.POST, name)
    )
    section = _section(deal, name, form)
    section.version = version_of(request.POST.get("version", ""))
    return section


def _save(deal: Deal, section: Section, request: UserRequest) -> None:
    form = section.form
    if isinstance(form, FactsForm):
        records.change_facts(deal, section.version, form.cleaned_data, request.user)
    elif isinstance(form, Rows):
        rows = cleaned_rows(form)
        records.change_rows(deal, section.version, section.name, rows, request.user)


def _present(deal: Deal, section: Section) -> list[str]:
    """What this part says by now, beside what was typed."""
    form = section.form
    if isinstance(form, FactsForm):
        return differences(form, deal) or [_("The same as you typed.")]
    assert isinstance(form, Rows)  # noqa: S101 - for the type
    now = list(getattr(deal, section.name).all())
    say_what_is_gone(form, {str(record.pk) for record in now})
    return [describe(PARTS[section.name].form, record) for record in now] or [_("Nothing.")]
