"""Jobs: started by a page, carried out by a process of their own, followed and stopped by pages.

There is no queue: a job is a row, and a process that `launch` starts once the row is there. The row
says how far it is; whoever looks at it can stop it, and the process looks whether somebody did. A
process of which nothing was heard for a minute has died (docs/decisions/0018-jobs-and-tables.md).
"""

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Thread
from time import monotonic
from uuid import UUID

import structlog
from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from deals import rules
from deals.hooks import JobKind, Made, job_kind
from deals.models import Deal, Job, JobFile, JobState, Session, User
from deals.models.jobs import UNDER_WAY
from deals.refusals import Refusal

logger = structlog.get_logger(__name__)

DIES_AFTER = timedelta(seconds=60)  # without a sign of its process
FILE_KEPT = timedelta(hours=24)
ROW_KEPT = timedelta(days=7)
STARTS_WITHIN = 10.0  # seconds, mostly; as long as it takes longer, this often it is said
TELLS_EVERY = 0.5  # seconds, at most
MOST_BYTES = 100 * 1024 * 1024
MOST_AT_ONCE = 6  # each is a process, beside the conversations that go on
NICENESS = 10
STATEMENT_SECONDS = "60"  # a page may not wait that long, a job may

FAILURES: dict[str, Promise | str] = {
    "died": _("It stopped halfway: the server was perhaps started anew. Try it again."),
    "failed": _("Something went wrong on our side. Try it again."),
    "not_allowed": _("You may not read this any more, so there is no file for you."),
    "too_large": _("The file became larger than 100 MB, and we don't keep files that large."),
    "busy": _("A lot is being made already. Wait until something is ready, and try it again."),
}


class Cancelled(Exception):
    """Whoever asked for the job stopped it: whatever was made of it goes."""


class JobFailed(Exception):
    """The job cannot be done; `code`: of FAILURES, or of the `failures` of its kind."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class JobRefused(Refusal):
    """A job was not started."""

    sentences = FAILURES


def sentence_of(job: Job) -> str:
    """Why a job failed, in the reader's language."""
    kind = job_kind(job.kind)
    known = FAILURES | (dict(kind.failures) if kind else {})
    return str(known.get(job.failure, FAILURES["failed"]))


# Starting ---------------------------------------------------------------------------------------


def start(kind: JobKind, deal: Deal, by: User, session: Session | None = None) -> Job:
    """A job of this kind, which begins as soon as this is committed; the one that is under way
    already if there is one.

    The caller saw to it that `by` may ask for it. Raises JobRefused: busy.
    """
    give_up_dead(Job.objects.all())
    mine = Job.objects.under_way().filter(kind=kind.kind, deal=deal, by=by, session=session)
    there = mine.first()
    if there is not None:
        return there
    if Job.objects.under_way().count() >= MOST_AT_ONCE:
        raise JobRefused("busy")
    try:
        with transaction.atomic():
            job = Job.objects.create(
                kind=kind.kind,
                deal=deal,
                session=session,
                by=by,
                for_team=rules.is_in_team(by, deal),
                language=get_language() or settings.LANGUAGE_CODE,
            )
    except IntegrityError as error:  # a second press, at the same moment
        there = mine.first()
        if there is None:  # and over before we looked
            raise JobRefused("busy") from error
        return there
    logger.info("job.asked", job=str(job.pk), kind=job.kind, deal=str(deal.pk), by=str(by.pk))
    transaction.on_commit(partial(launch, job.pk))
    return job


def launch(job_id: UUID) -> None:
    """Start the process that carries a job out, and come back at once."""
    command = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), "run_job", str(job_id)]
    environment = os.environ | {"STATEMENT_SECONDS": STATEMENT_SECONDS}
    try:
        # A session of its own: what ends the server's terminal does not end it halfway.
        process = subprocess.Popen(  # noqa: S603 - our own command, and a uuid
            command,
            cwd=settings.BASE_DIR,
            env=environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        logger.error("job.not_launched", job=str(job_id), error=str(error))
        fail(job_id, "failed")
        return
    _step_back(process.pid)
    Thread(target=_see_it_out, args=(process, job_id), daemon=True).start()


def _step_back(process: int) -> None:
    """Conversations that go on come first."""
    with suppress(OSError):  # it has ended already
        os.setpriority(os.PRIO_PROCESS, process, NICENESS)


def _see_it_out(process: "subprocess.Popen[bytes]", job_id: UUID) -> None:
    """Wait for the process in a thread, so that no dead one stays; one that broke off is known at
    once, instead of after a minute. Until it has begun, the process itself is its sign of life:
    with the least priority on a busy machine, beginning may take more than that minute.
    """
    try:
        while not _ends(process) and _is_still_to_begin(job_id):
            connection.close()
        if process.wait() != 0:
            fail(job_id, "died")
    finally:
        connection.close()


def _ends(process: "subprocess.Popen[bytes]") -> bool:
    with suppress(subprocess.TimeoutExpired):
        process.wait(STARTS_WITHIN)
        return True
    return False


def _is_still_to_begin(job_id: UUID) -> bool:
    waiting = Job.objects.filter(pk=job_id, state=JobState.WAITING)
    try:
        return bool(waiting.update(beat_at=Now()))
    except DatabaseError as error:
        logger.warning("job.no_beat", job=str(job_id), error=str(error))
        return True


# Carrying out, in the process of the job --------------------------------------------------------


def run(job_id: UUID) -> None:
    """Carry out a job that waits: make its file, with the rights that its user has now.

    Whatever happens is written in its row; nothing is raised but what ends the process.
    """
    if not _claim(job_id):
        logger.info("job.not_waiting", job=str(job_id))
        return
    job = Job.objects.select_related("deal", "session__deal", "by").get(pk=job_id)
    began = monotonic()
    try:
        with override(job.language):
            made = _make(job)
        finish(job, made)
    except Cancelled:
        # Stopped by its user it has ended; the machine may also have told the process to stop.
        if not fail(job_id, "died"):
            logger.info("job.cancelled", job=str(job_id), kind=job.kind)
    except JobFailed as failed:
        fail(job_id, failed.code)
    except Exception:
        logger.exception("job.broke", job=str(job_id), kind=job.kind)
        fail(job_id, "failed")
    else:
        seconds = round(monotonic() - began, 1)
        logger.info("job.done", job=str(job_id), kind=job.kind, seconds=seconds)


def _claim(job_id: UUID) -> bool:
    waiting = Job.objects.filter(pk=job_id, state=JobState.WAITING)
    return bool(waiting.update(state=JobState.RUNNING, started_at=Now(), beat_at=Now()))


def _make(job: Job) -> Made:
    kind = job_kind(job.kind)
    if kind is None:  # of an older version of this software
        raise JobFailed("failed")
    if not may_read(job, job.by):
        raise JobFailed("not_allowed")
    made = kind.maker(job, progress_of(job.pk))
    if len(made.content) > MOST_BYTES:
        raise JobFailed("too_large")
    return made


def may_read(job: Job, user: User) -> bool:
    """Whether this user may have what the job makes: their own job, with the rights of now. What
    was made for the team is for who is in the team still.
    """
    kind = job_kind(job.kind)
    if job.by_id != user.pk or kind is None or not user.is_active:
        return False
    if job.for_team and not rules.is_in_team(user, job.deal):
        return False
    return kind.is_for(user, job.deal, job.session)


def progress_of(job_id: UUID) -> Callable[[int, int], None]:
    """A function with which the maker tells how far it is: `done` of `total` steps. It writes at
    most twice a second, and raises Cancelled when the job was stopped.
    """
    written = -TELLS_EVERY

    def tell(done: int, total: int) -> None:
        nonlocal written
        if monotonic() - written < TELLS_EVERY:
            return
        written = monotonic()
        if not _running(job_id).update(done=min(done, total), total=total, beat_at=Now()):
            raise Cancelled

    return tell


def beat(job_id: UUID) -> bool:
    """A sign that the job's process is there; whether nobody stopped the job."""
    if _running(job_id).update(beat_at=Now()):
        return True
    return Job.objects.filter(pk=job_id, state__in=(JobState.WAITING, JobState.DONE)).exists()


def _running(job_id: UUID) -> QuerySet[Job]:
    return Job.objects.filter(pk=job_id, state=JobState.RUNNING)


# The end of it ----------------------------------------------------------------------------------


def finish(job: Job, made: Made) -> None:
    """Keep the file, for a day. Raises Cancelled when the job was stopped meanwhile."""
    with transaction.atomic():
        kept = _running(job.pk).update(
            state=JobState.DONE,
            ended_at=Now(),
            done=1,
            total=1,
            file_name=made.file_name,
            content_type=made.content_type,
            size=len(made.content),
        )
        if not kept:
            raise Cancelled
        JobFile.objects.create(job=job, content=made.content)


def fail(job_id: UUID, code: str) -> bool:
    """The job ends without a file; whether it was under way."""
    there = Job.objects.under_way().filter(pk=job_id)
    failed = bool(there.update(state=JobState.FAILED, failure=code, ended_at=Now()))
    if failed:
        logger.warning("job.failed", job=str(job_id), code=code)
    return failed


def cancel(job: Job) -> bool:
    """Stop a job; its process hears of it within a second. Whether it was under way."""
    there = Job.objects.under_way().filter(pk=job.pk)
    return bool(there.update(state=JobState.CANCELLED, ended_at=Now()))


def give_up_dead(jobs: QuerySet[Job]) -> int:
    """Those of these jobs of which nothing was heard for a minute have failed; how many."""
    dead = jobs.filter(state__in=UNDER_WAY, beat_at__lt=Now() - DIES_AFTER)
    return dead.update(state=JobState.FAILED, failure="died", ended_at=Now())


def file_of(job: Job) -> bytes | None:
    """The file of a job, as long as it is kept: a day."""
    file = JobFile.objects.filter(job=job, job__ended_at__gt=Now() - FILE_KEPT).first()
    return None if file is None else bytes(file.content)


def sweep() -> int:
    """Give up jobs that died, and delete the files of yesterday and the rows of last week; how many
    files.
    """
    give_up_dead(Job.objects.all())
    ended = Job.objects.filter(ended_at__isnull=False)
    ended.filter(ended_at__lte=Now() - ROW_KEPT).delete()
    with transaction.atomic():
        old = ended.filter(size__isnull=False, ended_at__lte=Now() - FILE_KEPT)
        JobFile.objects.filter(job__in=old).delete()
        return old.update(size=None)


def is_fresh(job: Job) -> bool:
    """Whether the file of a job is there still."""
    return job.has_file and job.ended_at is not None and job.ended_at > timezone.now() - FILE_KEPT
