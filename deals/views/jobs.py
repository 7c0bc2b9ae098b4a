"""What is made of a deal to keep or to hand over, and the pages of a job: how far it is, and its
file.
"""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from deals import queries
from deals.access import deal_for_reader, job_for_user, job_with_file
from deals.domain import jobs
from deals.filenames import download
from deals.hooks import JobKind, job_kind, job_kinds_of
from deals.models import Deal, Job, JobState, Session
from deals.views.requests import UserRequest


@require_http_methods(["GET", "HEAD", "POST"])
def exports(request: UserRequest, deal_id: UUID) -> HttpResponse:
    """What this reader can have made of a deal as a whole; posting a `kind` starts on it."""
    deal = deal_for_reader(request.user, deal_id)
    kinds = {kind.kind: kind for kind in job_kinds_of(deal, request.user)}
    if request.method == "POST":
        kind = kinds.get(request.POST.get("kind", ""))
        if kind is None:
            raise Http404
        return _started(request, kind, deal)
    jobs.give_up_dead(deal.jobs.filter(by=request.user))
    latest = queries.latest_jobs(deal, request.user)
    offers = [(kind, latest.get(name)) for name, kind in kinds.items()]
    shown = [
        (kind, job, job is not None and jobs.is_fresh(job), kind.note(deal)) for kind, job in offers
    ]
    return render(request, "deals/exports.html", {"deal": deal, "offers": shown})


def _started(
    request: UserRequest, kind: JobKind, deal: Deal, session: Session | None = None
) -> HttpResponse:
    try:
        job = jobs.start(kind, deal, request.user, session)
    except jobs.JobRefused as refused:
        messages.error(request, refused.sentence)
        return redirect("deal-exports", deal.pk)
    return redirect("job", job.pk)


@require_safe
def job(request: UserRequest, job_id: UUID) -> HttpResponse:
    """How far a job is, and its file once it is there. Asked by htmx only how far it is; when it
    has ended, the whole page is asked for anew.
    """
    jobs.give_up_dead(Job.objects.filter(pk=job_id))
    found = job_for_user(request.user, job_id)
    shown = {"job": found, "deal": found.deal, "kind": job_kind(found.kind)}
    if request.headers.get("HX-Request"):
        answer = render(request, "deals/job.html#progress", shown)
        if not found.is_under_way:
            answer.headers["HX-Refresh"] = "true"
        return answer
    return render(request, "deals/job.html", shown | _end_of(request, found))


def _end_of(request: UserRequest, found: Job) -> dict[str, object]:
    """What came of it, for who asked: a file, or why there is none."""
    may_have = found.is_under_way or jobs.may_read(found, request.user)
    failure = ""
    if found.state == JobState.FAILED:
        failure = jobs.sentence_of(found)
    elif not may_have:
        failure = str(jobs.FAILURES["not_allowed"])
    has_file = jobs.is_fresh(found)
    kind = job_kind(found.kind)
    return {
        "may_have": may_have,
        "failure": failure,
        "has_file": has_file,
        "remark": kind.remark(found) if kind is not None and has_file else "",
    }


@require_safe
def file(request: UserRequest, job_id: UUID) -> HttpResponse:
    """What a job made, to save; for a day."""
    found = job_with_file(request.user, job_id)
    content = jobs.file_of(found)
    if content is None:
        raise Http404
    return download(content, found.content_type, found.file_name)


@require_POST
def cancel(request: UserRequest, job_id: UUID) -> HttpResponse:
    """Stop a job; one that has ended stays as it is."""
    found = job_for_user(request.user, job_id)
    jobs.cancel(found)
    return redirect("job", found.pk)


@require_POST
def again(request: UserRequest, job_id: UUID) -> HttpResponse:
    """The same once more, by the rights that the user has now."""
    found = job_with_file(request.user, job_id)
    kind = job_kind(found.kind)
    if kind is None:
        raise Http404
    return _started(request, kind, found.deal, found.session)
