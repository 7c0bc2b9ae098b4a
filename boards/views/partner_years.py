"""The page of a partner about a year, and the list of all partners of a deal."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from boards.partner_pages import year_contents, year_rows
from boards.partner_papers import year_pdf
from boards.partner_years_form import YearForm
from deals import rules
from deals.access import Reader, deal_for_keeper, deal_for_reader, partner_that_stands
from deals.domain.records import ChangedMeanwhile, RecordsRefused
from deals.domain.years import confirm_year, is_within_reach, page_of, write_year, years_of
from deals.filenames import download, file_name
from deals.models import Deal, Partner
from deals.models.years import FIRST_YEAR
from deals.record_forms import version_of
from deals.typesetting import PdfFailed
from deals.views.requests import UserRequest
from deals.views.sections import Section, try_to_save, was_changed

PDF = "application/pdf"


@require_safe
def years(request: UserRequest, deal_id: UUID, year: int) -> HttpResponse:
    """The partners of a deal in a year: of whom there is a page, and which are confirmed."""
    deal = deal_for_reader(request.user, deal_id)
    if not is_within_reach(year):
        return _no_such_year(request, deal)
    keeps = _keeps(request.user, deal)
    context = {
        "deal": deal,
        "year": year,
        "earlier": year - 1 if is_within_reach(year - 1) else None,
        "later": year + 1 if is_within_reach(year + 1) else None,
        "rows": year_rows(deal, year, only_confirmed=not keeps),
        "keeps_records": keeps,
    }
    return render(request, "boards/years.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def year_page(request: UserRequest, deal_id: UUID, partner_id: UUID, year: int) -> HttpResponse:
    """The page of a partner about a year. Its team writes it; staff read it once confirmed."""
    if request.method == "POST":
        return _write(request, deal_id, partner_id, year)
    deal, partner = _of_reader(request.user, deal_id, partner_id, year)
    if not is_within_reach(year):
        return _no_such_year(request, deal, partner)
    if partner.pk != partner_id:
        return redirect("partner-year", deal.pk, partner.pk, year)
    return _page(request, partner, year)


def _of_reader(user: Reader, deal_id: UUID, partner_id: UUID, year: int) -> tuple[Deal, Partner]:
    """A deal and its partner, for who may read the page of this year."""
    deal = deal_for_reader(user, deal_id)
    partner = partner_that_stands(deal, partner_id)
    is_shown = not is_within_reach(year) or page_of(partner, year).is_confirmed
    if not is_shown and not _keeps(user, deal):
        raise Http404
    return deal, partner


def _keeps(user: Reader, deal: Deal) -> bool:
    return rules.may_keep_records(rules.membership(user, deal))


def _no_such_year(request: UserRequest, deal: Deal, partner: Partner | None = None) -> HttpResponse:
    """Say from which year up to which there are pages."""
    this_year = timezone.localdate().year
    if partner is None:
        address = reverse("years", args=[deal.pk, this_year])
    else:
        address = reverse("partner-year", args=[deal.pk, partner.pk, this_year])
    context = {
        "deal": deal,
        "first": FIRST_YEAR,
        "this_year": this_year,
        "address": address,
    }
    return render(request, "boards/no_year.html", context, status=404)


def _page(
    request: UserRequest,
    partner: Partner,
    year: int,
    section: Section | None = None,
    status: int = 200,
) -> HttpResponse:
    contents = year_contents(partner, year)
    keeps = _keeps(request.user, partner.deal)
    if keeps and section is None:
        section = _section(partner, year)
    context = {
        "deal": partner.deal,
        "partner": partner,
        "year": year,
        "contents": contents,
        "page": contents.page,
        "others": [each for each in years_of(partner) if keeps or each.is_confirmed],
        "this_year": timezone.localdate().year,
        "section": section,
        "form": section.form if section else None,
        "keeps_records": keeps,
    }
    return render(request, "boards/year.html", context, status=status)


# Writing and confirming -----------------------------------------------------------------------


def _section(partner: Partner, year: int, request: UserRequest | None = None) -> Section:
    """The form of a page, filled in as it is, or as somebody posted it."""
    page = page_of(partner, year)
    address = reverse("partner-year", args=[partner.deal_id, partner.pk, year])
    if request is None:
        form, version = YearForm(now=page.answers), page.version
    else:
        form = YearForm(request.POST, now=page.answers)
        version = version_of(request.POST.get("version", ""))
    title = _("What the partner says")
    return Section("answers", title, form, version, address, "boards/year.html")


def _write(request: UserRequest, deal_id: UUID, partner_id: UUID, year: int) -> HttpResponse:
    deal = deal_for_keeper(request.user, deal_id)
    partner = partner_that_stands(deal, partner_id)
    if not is_within_reach(year):
        return _no_such_year(request, deal, partner)
    section = _section(partner, year, request)
    form = section.form
    assert isinstance(form, YearForm)  # noqa: S101 - for the type
    status = try_to_save(
        section,
        lambda: write_year(partner, year, form.answers(), section.version, request.user),
    )
    if status == 200:
        messages.success(request, _("Saved."))
        return redirect("partner-year", deal.pk, partner.pk, year)
    if was_changed(section):
        now = page_of(partner, year)
        section.version, section.present = now.version, form.differences(now.answers)
    return _page(request, partner, year, section, status)


@require_POST
def confirm(request: UserRequest, deal_id: UUID, partner_id: UUID, year: int) -> HttpResponse:
    """Say that a page is right as it stands there."""
    deal = deal_for_keeper(request.user, deal_id)
    partner = partner_that_stands(deal, partner_id)
    try:
        confirm_year(partner, year, version_of(request.POST.get("version", "")), request.user)
    except ChangedMeanwhile:
        messages.error(
            request,
            _(
                "Somebody changed this page meanwhile. "
                "Read it again, and confirm it if it is right."
            ),
        )
    except RecordsRefused as refused:
        messages.error(request, refused.sentence)
        return redirect("years", deal.pk, timezone.localdate().year)
    else:
        messages.success(request, _("This page is confirmed."))
    return redirect("partner-year", deal.pk, partner.pk, year)


# On paper -------------------------------------------------------------------------------------


@require_safe
def pdf(request: UserRequest, deal_id: UUID, partner_id: UUID, year: int) -> HttpResponse:
    """The page as a PDF to hand over; a draft says so."""
    deal, partner = _of_reader(request.user, deal_id, partner_id, year)
    if not is_within_reach(year):
        return _no_such_year(request, deal, partner)
    if partner.pk != partner_id:
        return redirect("partner-year-pdf", deal.pk, partner.pk, year)
    try:
        made = year_pdf(year_contents(partner, year))
    except PdfFailed:
        say_it_failed(request)
        return redirect("partner-year", deal.pk, partner.pk, year)
    return download(made, PDF, file_name(str(year), str(partner), ending="pdf"))


def say_it_failed(request: UserRequest) -> None:
    """Tell that there is no PDF, and what to do instead."""
    messages.error(
        request,
        _("The PDF could not be made. Try again later, or print this page from your browser."),
    )
