"""Bringing in a deal from a file: choose it, look at what it would bring, and bring it in whole.

Between looking and confirming the file stands on the server, never in the page.
"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from deals.domain.archive import waiting
from deals.domain.archive.refusals import ArchiveRefused
from deals.domain.archive.waiting import MAX_FILE
from deals.models import UploadedArchive
from deals.views.requests import UserRequest, can_be_read, says_it_fits

LARGEST_REQUEST = MAX_FILE + 128 * 1024


@csrf_exempt  # only until its size is known: reading the token reads the whole form
@require_http_methods(["GET", "HEAD", "POST"])
def import_deal(request: UserRequest) -> HttpResponse:
    """Everything about the file of a deal, at one address, for everybody who may make a deal. Too
    much of it gets a sentence, and is not read.
    """
    is_posted = request.method == "POST"
    if is_posted and not (says_it_fits(request, LARGEST_REQUEST) and can_be_read(request)):
        return _form(request, ArchiveRefused("too_large"))
    return _import(request)


@csrf_protect
def _import(request: UserRequest) -> HttpResponse:
    if request.method != "POST":
        kept = waiting.kept_by(request.user)
        return _form(request) if kept is None else _preview(request, kept)
    match request.POST.get("do", "look"):
        case "look":
            return _look(request)
        case "import":
            return _confirm(request)
    waiting.drop(request.user)
    messages.info(request, _("Stopped. Nothing was saved."))
    return redirect("import-deal")


def _look(request: UserRequest) -> HttpResponse:
    """Look through a file and keep it. One that is refused leaves the one before it alone."""
    file = request.FILES.get("file")
    if file is None:
        return _form(request, ArchiveRefused("no_file"))
    if (file.size or 0) > MAX_FILE:
        return _form(request, ArchiveRefused("too_large"))
    try:
        waiting.keep(file.name or "", file.read(), request.user)
    except ArchiveRefused as refused:
        return _form(request, refused)
    return redirect("import-deal")


def _confirm(request: UserRequest) -> HttpResponse:
    try:
        deal = waiting.confirm(request.user, request.POST.get("kept", ""))
    except ArchiveRefused as refused:
        return _form(request, refused)
    messages.success(request, _("The deal is brought in. You are its facilitator."))
    return redirect("deal", deal.pk)


def _form(request: UserRequest, refused: ArchiveRefused | None = None) -> HttpResponse:
    context = {"refused": refused, "most_megabytes": MAX_FILE // 1024 // 1024}
    status = 200 if refused is None else refused.status
    return render(request, "deals/import_deal.html", context, status=status)


def _preview(request: UserRequest, kept: UploadedArchive) -> HttpResponse:
    context = {
        "file": kept.name,
        "kept": waiting.mark_of(kept),
        "overview": waiting.overview_of(kept),
    }
    return render(request, "deals/import_deal_preview.html", context)
