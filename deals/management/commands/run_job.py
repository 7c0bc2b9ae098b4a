"""Carry out one job, in a process of its own that ends when somebody stops the job."""

import os
import signal
from threading import Event, Thread, main_thread
from typing import Any
from uuid import UUID

import structlog
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, connection

from deals.domain import jobs

logger = structlog.get_logger(__name__)

BEAT_SECONDS = 0.5
PATIENCE_SECONDS = 1.5  # between asking the maker to stop and ending the process


class Command(BaseCommand):
    """Started by `deals.domain.jobs.launch`, never by hand."""

    help = "Carries out one job that waits."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Which job."""
        parser.add_argument("job", type=UUID)

    def handle(self, *args: Any, **options: Any) -> None:
        """Carry it out, with a thread beside it that says that it lives and hears of stopping."""
        job_id: UUID = options["job"]
        before = signal.signal(signal.SIGTERM, _stop)
        ended = Event()
        watch = Thread(target=_watch, args=(job_id, ended), daemon=True)
        watch.start()
        try:
            jobs.run(job_id)
        except jobs.Cancelled:  # while it began or ended
            logger.info("job.cancelled", job=str(job_id))
        finally:
            ended.set()
            signal.signal(signal.SIGTERM, before)
        watch.join()


def _stop(_signal: int, _frame: Any) -> None:
    raise jobs.Cancelled


def _watch(job_id: UUID, ended: Event) -> None:
    """Every half second a sign of life, until the work ended. When somebody stopped the job, the
    work is interrupted; if that takes too long, the process ends, and the database undoes what was
    not committed.
    """
    try:
        while not ended.wait(BEAT_SECONDS):
            if not _goes_on(job_id) and not ended.is_set():
                signal.pthread_kill(main_thread().ident or 0, signal.SIGTERM)
                if not ended.wait(PATIENCE_SECONDS):
                    logger.warning("job.ended_hard", job=str(job_id))
                    os._exit(0)
                return
    finally:
        connection.close()


def _goes_on(job_id: UUID) -> bool:
    """Whether nobody stopped the job; a database that does not answer stops nothing."""
    try:
        return jobs.beat(job_id)
    except DatabaseError as error:
        logger.warning("job.no_beat", job=str(job_id), error=str(error))
        return True
