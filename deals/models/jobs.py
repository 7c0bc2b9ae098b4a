"""Jobs: what takes too long for one request, such as writing down everything of a deal."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from deals.models.base import NAME_LENGTH, Addressed
from deals.models.deals import Deal
from deals.models.sessions import Session

KIND_LENGTH = 40


class JobState(models.TextChoices):
    """Where a job stands; the last three are the end of it. Pages say it in sentences."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


UNDER_WAY = (JobState.WAITING, JobState.RUNNING)


class JobQuerySet(models.QuerySet["Job"]):
    """Questions about jobs."""

    def under_way(self) -> "JobQuerySet":
        """Those that have not ended."""
        return self.filter(state__in=UNDER_WAY)


class Job(Addressed):
    """Something that a process of its own makes for one user, and what came of it.

    `kind`: what it makes (`deals.hooks.register_job`). `deal`, `session`: what it is about.
    `for_team`: asked for by somebody in the deal's team, so that it may hold what only the team
    sees. `language`: of the file. `beat_at`: when its process was last heard of. `done`, `total`:
    how far it is, in steps of its own. `size`: of the file, in bytes; none when there is no file,
    or no longer. `failure`: a code, whose sentence stands in `deals.domain.jobs`.
    """

    kind = models.CharField(max_length=KIND_LENGTH)
    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="jobs")
    session = models.ForeignKey(
        Session, on_delete=models.CASCADE, null=True, blank=True, related_name="jobs"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="jobs")
    for_team = models.BooleanField(default=False)
    language = models.CharField(max_length=10)
    made_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.WAITING)
    file_name = models.CharField(max_length=NAME_LENGTH, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(null=True)
    failure = models.CharField(max_length=KIND_LENGTH, blank=True)

    objects: ClassVar[models.Manager["Job"]] = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "deal", "by"],
                condition=Q(state__in=UNDER_WAY, session__isnull=True),
                name="job_of_a_deal_once_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["kind", "session", "by"],
                condition=Q(state__in=UNDER_WAY, session__isnull=False),
                name="job_of_a_session_once_at_a_time",
            ),
            models.CheckConstraint(condition=Q(state__in=JobState.values), name="job_state"),
            models.CheckConstraint(
                condition=Q(state=JobState.DONE) | Q(size__isnull=True),
                name="job_has_a_file_only_when_done",
            ),
            models.CheckConstraint(
                condition=Q(state=JobState.FAILED) | Q(failure=""), name="job_failure_is_of_failed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def is_under_way(self) -> bool:
        """Whether it has not ended."""
        return self.state in UNDER_WAY

    @property
    def has_file(self) -> bool:
        """Whether there is a file to fetch; it is kept for a day."""
        return self.size is not None


class JobFile(models.Model):
    """What a job made; apart from it, since it may be large and is seldom asked for."""

    job = models.OneToOneField(Job, on_delete=models.CASCADE, primary_key=True, related_name="file")
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"file of {self.job_id}"
