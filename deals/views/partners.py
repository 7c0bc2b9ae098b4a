"""The partners of a deal: their list, quick changes in it, and the whole record of one."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from deals import queries, rules
from deals.access import deal_for_keeper, partner_for_keeper
from deals.domain import partners
from deals.domain.names import Match
from deals.domain.records import ChangedMeanwhile, RecordsRefused
from deals.hooks import panels_of
from deals.models import Deal, Partner, Relation
from deals.record_forms import (
    FilterForm,
    NewPartnerForm,
    OrganisationForm,
    PartnerForm,
    PersonForm,
    Rows,
    StandingForm,
    TogetherForm,
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
    said,
    say_what_is_gone,
    try_to_save,
    was_changed,
)

# The list -------------------------------------------------------------------------------------


@require_safe
def listing(request: UserRequest, deal_id: UUID) -> HttpResponse:
    """The partners, filtered; filtering while typing answers with the list alone."""
    return _list(request, deal_for_keeper(request.user, deal_id))


@require_POST
def together(request: UserRequest, deal_id: UUID) -> HttpResponse:
    """Change all ticked partners at once: all of them, or none."""
    deal = deal_for_keeper(request.user, deal_id)
    form, ticks = TogetherForm(request.POST, deal=deal), request.POST.getlist("partner")
    status, refused = 400, ""
    if form.is_valid():
        try:
            count = partners.change_together(deal, form.wanted(ticks), request.user)
        except RecordsRefused as error:
            status, refused = 409, error.sentence
        else:
            text = ngettext("%(count)d partner changed.", "%(count)d partners changed.", count)
            messages.success(request, text % {"count": count})
            return redirect(_list_address(deal, request.GET))
    # Ticks of partners that were changed since stay ticked, now in their present version.
    ticked = {tick.partition(".")[0] for tick in ticks}
    return _list(request, deal, form, refused, ticked, status)


def _list(
    request: UserRequest,
    deal: Deal,
    form: TogetherForm | None = None,
    refused: str = "",
    ticked: set[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    lines = list(deal.lines.all())
    filters = FilterForm(request.GET, lines=lines)
    found = list(queries.listed_partners(deal, filters.wanted()))
    address = _list_address(deal, request.GET)
    context = {
        "deal": deal,
        "filters": filters,
        "partners": found,
        "counted": queries.count_of(found),
        "count": queries.count_partners(deal),
        "has_lines": bool(lines),
        "ticked": ticked or set(),
        "kept": _hidden_ticks(deal, ticked or set(), found),
        "together": form or TogetherForm(deal=deal),
        "is_refused": form is not None,
        "refused": refused,
        "query": _asked(request.GET).urlencode(),
    }
    if request.headers.get("HX-Request"):
        answer = render(request, "deals/partners.html#list", context)
        answer.headers["HX-Replace-Url"] = address
        text = ngettext(
            "%(count)d organisation found.", "%(count)d organisations found.", len(found)
        )
        return said(answer, text % {"count": len(found)})
    return render(request, "deals/partners.html", context, status=status)


def _hidden_ticks(deal: Deal, ticked: set[str], shown: list[Partner]) -> list[Partner]:
    """What was ticked and does not fit the filter any more: it stays ticked too."""
    hidden = ticked - {str(partner.pk) for partner in shown}
    return (
        [partner for partner in deal.partners.all() if str(partner.pk) in hidden] if hidden else []
    )


def _asked(get: QueryDict) -> QueryDict:
    """Only what is really asked: an address without empty parts."""
    asked = QueryDict(mutable=True)
    for name in FilterForm.base_fields:
        if value := get.get(name):
            asked[name] = str(value)
    return asked


def _list_address(deal: Deal, get: QueryDict) -> str:
    asked = _asked(get).urlencode()
    address = reverse("partners", args=[deal.pk])
    return f"{address}?{asked}" if asked else address


# One row of it --------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def row(request: UserRequest, deal_id: UUID, partner_id: UUID) -> HttpResponse:
    """Change what is changed most of a partner, in its row; without JavaScript on a page.

    `?as=row` gives the row back as it was.
    """
    partner = partner_for_keeper(request.user, deal_id, partner_id)
    is_fragment = bool(request.headers.get("HX-Request"))
    if request.method != "POST":
        if is_fragment and request.GET.get("as") == "row":
            return _row(request, partner)
        initial = initial_of(StandingForm, partner) | {"lines": list(partner.lines.all())}
        form = StandingForm(initial=initial, deal=partner.deal, auto_id=_ids(partner))
        form.fields["relation"].widget.attrs["autofocus"] = True
        return _row_form(request, _standing(partner, form))
    form = StandingForm(request.POST, deal=partner.deal, auto_id=_ids(partner))
    section = _standing(partner, form)
    section.version = version_of(request.POST.get("version", ""))
    status = try_to_save(section, lambda: _change(partner, section, request))
    if status != 200:
        _show_present(partner, section)
        return _row_form(request, section, status)
    if is_fragment:
        partner = partner_for_keeper(request.user, deal_id, partner_id)
        return said(_row(request, partner), _("%(name)s is saved.") % {"name": partner})
    messages.success(request, _("%(name)s is saved.") % {"name": partner})
    return redirect("partners", deal_id)


def _ids(partner: Partner) -> str:
    """Ids of fields that differ from those in other rows."""
    return f"p{partner.pk}_%s"


def _standing(partner: Partner, form: StandingForm) -> Section:
    action = reverse("partner-row", args=[partner.deal_id, partner.pk])
    template = "deals/_partner_edit.html"
    return Section(f"p{partner.pk}", str(partner), form, partner.version, action, template)


def _row(request: UserRequest, partner: Partner) -> HttpResponse:
    context = {"deal": partner.deal, "partner": partner, "is_back": True}
    return render(request, "deals/_partner_row.html", context)


def _row_form(request: UserRequest, section: Section, status: int = 200) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return in_place(request, section, status)
    deal_id = request.resolver_match.kwargs["deal_id"] if request.resolver_match else None
    context = section.context | {"address": reverse("partners", args=[deal_id])}
    return render(request, "deals/partner_row.html", context, status=status)


def _change(partner: Partner, section: Section, request: UserRequest) -> None:
    form = section.form
    assert isinstance(form, StandingForm)  # noqa: S101 - for the type
    partners.change_partner(partner, section.version, form.values(), request.user)


def _show_present(partner: Partner, section: Section) -> None:
    """When somebody else was first: what the record says by now, and its version."""
    if not was_changed(section):
        return
    partner.refresh_from_db()
    section.version = partner.version
    if isinstance(section.form, Rows):
        people = list(partners.people_of(partner))
        say_what_is_gone(section.form, {str(person.pk) for person in people})
        section.present = [describe(PersonForm, person) for person in people]
    else:
        section.present = differences(section.form, partner)
    section.present = section.present or [_("The same as you typed.")]


# A new one ------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: UserRequest, deal_id: UUID) -> HttpResponse:
    """Add a partner. While typing its name, known organisations are offered."""
    deal = deal_for_keeper(request.user, deal_id)
    if request.headers.get("HX-Request"):
        known = queries.known_organisations(deal, request.GET.get("name", ""))
        return render(request, "deals/new_partner.html#known", {"known": known})
    if request.method != "POST":
        return _new(request, deal, NewPartnerForm(deal=deal, initial={"relation": Relation.SIGNED}))
    form = NewPartnerForm(request.POST, deal=deal)
    if not form.is_valid():
        return _new(request, deal, form, 400)
    name, kind = form.cleaned_data["name"], form.cleaned_data["kind"]
    try:
        partner = partners.add_partner(deal, name, kind, form.values(), request.user, form.which())
    except RecordsRefused as refused:
        chosen = form.which()  # before the error takes the name away
        matches = partners.alike(name, kind) if chosen else []
        if isinstance(refused, partners.Alike):
            matches = refused.matches
        else:  # only asking is no error of a field
            form.add_error("kind" if refused.code == "needs_kind" else "name", refused.sentence)
        return _new(request, deal, form, 409, Question(name, matches, chosen))
    text = _("%(name)s is on the list, as: %(kind)s.")
    kind_now = partner.organisation.current.get_kind_display()
    messages.success(request, text % {"name": partner, "kind": kind_now})
    if "another" in request.POST:
        return redirect("new-partner", deal.pk)
    return redirect("partner", deal.pk, partner.pk)


@dataclass(frozen=True)
class Question:
    """Whether an organisation that is known is meant by a name, and what was answered so far."""

    name: str
    matches: list[Match[str]]
    chosen: str


def _new(
    request: UserRequest,
    deal: Deal,
    form: NewPartnerForm,
    status: int = 200,
    question: Question | None = None,
) -> HttpResponse:
    context = {
        "deal": deal,
        "form": form,
        "known": queries.known_organisations(deal),
        "question": question if question and question.matches else None,
        "partners_already": queries.organisations_in(deal) if question else set(),
    }
    return render(request, "deals/new_partner.html", context, status=status)


# The whole record -----------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: UserRequest, deal_id: UUID, partner_id: UUID) -> HttpResponse:
    """Everything that is written down of a partner. Posting saves it, without its people."""
    partner = partner_for_keeper(request.user, deal_id, partner_id)
    if request.method != "POST":
        return _page(request, partner)
    section = _record_section(partner, PartnerForm(request.POST, deal=partner.deal))
    section.version = version_of(request.POST.get("version", ""))
    return _save_section(request, partner, section, lambda: _change(partner, section, request))


@require_POST
def people(request: UserRequest, deal_id: UUID, partner_id: UUID) -> HttpResponse:
    """Save who speaks for a partner."""
    partner = partner_for_keeper(request.user, deal_id, partner_id)
    rows = filled_rows(PersonForm, request.POST, "people")
    section = _people_section(partner, rows)
    section.version = version_of(request.POST.get("version", ""))

    def save() -> None:
        partners.change_people(partner, section.version, cleaned_rows(rows), request.user)

    return _save_section(request, partner, section, save)


def _save_section(
    request: UserRequest, partner: Partner, section: Section, save: Any
) -> HttpResponse:
    status = try_to_save(section, save)
    is_fragment = bool(request.headers.get("HX-Request"))
    if status != 200:
        _show_present(partner, section)
        if is_fragment:
            return in_place(request, section, status)
        return _page(request, partner, section, status=status)
    if not is_fragment:
        messages.success(request, _("Saved."))
        return redirect("partner", partner.deal_id, partner.pk)
    partner.refresh_from_db()
    make = _people_section if section.name == "people" else _record_section
    saved = make(partner)
    saved.is_saved = True
    return in_place(request, saved)


@require_POST
def organisation(request: UserRequest, deal_id: UUID, partner_id: UUID) -> HttpResponse:
    """Give the partner's organisation another name or kind."""
    partner = partner_for_keeper(request.user, deal_id, partner_id)
    form = OrganisationForm(request.POST)
    if not form.is_valid():
        return _page(request, partner, names=form, status=400)
    typed = form.cleaned_data
    before, after = (typed["name_before"], typed["kind_before"]), (typed["name"], typed["kind"])
    try:
        partners.change_organisation(partner, before, after, request.user)
    except RecordsRefused as refused:
        now = partner.organisation.current
        if isinstance(refused, ChangedMeanwhile):
            now.refresh_from_db()
            form.data = {**form.data, "name": after[0], "kind": after[1]}
            form.data |= {"name_before": now.name, "kind_before": now.kind}
            form.add_error(None, _("It says now: %(now)s.") % {"now": _name_and_kind(partner)})
        form.add_error("name", refused.sentence)
        return _page(request, partner, names=form, status=409)
    messages.success(request, _("Saved."))
    return redirect("partner", deal_id, partner_id)


def _name_and_kind(partner: Partner) -> str:
    now = partner.organisation.current
    return f"{now.name}, {now.get_kind_display()}"


@require_POST
def delete(request: UserRequest, deal_id: UUID, partner_id: UUID) -> HttpResponse:
    """Take a partner off the list that was added by mistake."""
    partner = partner_for_keeper(request.user, deal_id, partner_id)
    name = str(partner)
    try:
        partners.delete_partner(partner, version_of(request.POST.get("version", "")), request.user)
    except RecordsRefused as refused:
        messages.error(request, refused.sentence)
        return redirect("partner", deal_id, partner_id)
    messages.success(request, _("%(name)s is off the list.") % {"name": name})
    return redirect("partners", deal_id)


def _page(
    request: UserRequest,
    partner: Partner,
    filled: Section | None = None,
    names: OrganisationForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The record of a partner; of one part what was filled in."""
    now = partner.organisation.current
    sections = {section.name: section for section in [filled] if section is not None}
    initial = {"name": now.name, "kind": now.kind, "name_before": now.name, "kind_before": now.kind}
    context = {
        "deal": partner.deal,
        "partner": partner,
        "organisation": now,
        "record": sections.get("record") or _record_section(partner),
        "people": sections.get("people") or _people_section(partner),
        "former": partner.former.all(),
        "panels": panels_of("partner", partner, request.user),
        "names": names or OrganisationForm(initial=initial, auto_id="organisation_%s"),
        "may_rename": rules.may_rename(request.user, now),
    }
    return render(request, "deals/partner.html", context, status=status)


def _record_section(partner: Partner, form: PartnerForm | None = None) -> Section:
    if form is None:
        initial = initial_of(PartnerForm, partner) | {"lines": list(partner.lines.all())}
        form = PartnerForm(initial=initial, deal=partner.deal)
    action = reverse("partner", args=[partner.deal_id, partner.pk])
    title = _("Part in the deal")
    return Section("record", title, form, partner.version, action, "deals/_partner_record.html")


def _people_section(partner: Partner, rows: Rows | None = None) -> Section:
    rows = rows if rows is not None else rows_of(PersonForm, partners.people_of(partner), "people")
    return Section(
        "people",
        _("People"),
        rows,
        partner.version,
        reverse("partner-people", args=[partner.deal_id, partner.pk]),
        "deals/_rows.html",
        help=_("Who speaks for this partner. Often the role says enough."),
        add=_("Add a person"),
    )
