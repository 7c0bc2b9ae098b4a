"""Scaling plans: along which routes an innovation goes on, who sees to it, and until when.

A plan copies what stood on a worksheet: docs/decisions/0014-scaling-plans.md says why.
"""

from typing import ClassVar, TypedDict

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from boards.models import Sheet
from deals.models import CoreMember, Innovation, Partner, Person
from deals.models.actions import OWNER_LENGTH
from deals.models.base import NAME_LENGTH, TEXT_LENGTH, Addressed

SLUG_LENGTH = 40
GOALS_LENGTH = 6000
CELL_LENGTH = 4000


class Cell(TypedDict):
    """What a plan says of a route in one row. `taken`: what it was when it was copied."""

    row: str
    title: str
    text: str
    taken: str


class PlanQuerySet(models.QuerySet["ScalingPlan"]):
    """Questions about plans."""

    def with_owners(self) -> "PlanQuerySet":
        """The same, with everything that `owner` reads, in one query."""
        return self.select_related(
            "partner__organisation__merged_into",
            "person__partner__organisation__merged_into",
            "member",
        )


class ScalingPlan(Addressed):
    """How an innovation will be scaled up. One for each innovation.

    At most one of `partner`, `person` and `member` is its owner, as with an action; `owner_name` is
    what they were called then. `taken_problem` and `taken_goals`: what was copied; where that is
    something else than the text, somebody edited it. `goals`: one on a line. `sheet`: the worksheet
    that it was last taken from; none when that session is gone. `taken_from`: which session that
    was, in words.
    """

    innovation = models.OneToOneField(Innovation, on_delete=models.CASCADE, related_name="plan")
    problem = models.TextField(
        _("which problem does it solve?"), max_length=TEXT_LENGTH, blank=True
    )
    taken_problem = models.TextField(blank=True)
    goals = models.TextField(_("goals of the deal"), max_length=GOALS_LENGTH, blank=True)
    taken_goals = models.TextField(blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    partner = models.ForeignKey(
        Partner, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    person = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    member = models.ForeignKey(
        CoreMember, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    owner_name = models.CharField(max_length=OWNER_LENGTH, blank=True)
    sheet = models.ForeignKey(Sheet, on_delete=models.SET_NULL, null=True, related_name="+")
    taken_from = models.CharField(max_length=NAME_LENGTH, blank=True)
    taken_on = models.DateField(null=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager["ScalingPlan"]] = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
                name="plan_ends_not_before_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(partner=None, person=None)
                | Q(partner=None, member=None)
                | Q(person=None, member=None),
                name="plan_has_one_owner_at_most",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.innovation}"

    @property
    def owner(self) -> str:
        """Who keeps the plan going, in words, by the name of today; empty: nobody yet."""
        if self.partner is not None:
            return str(self.partner)
        if self.person is not None:
            return f"{self.person} ({self.person.partner})"
        if self.member is not None:
            return self.member.name
        return self.owner_name

    @property
    def goal_list(self) -> list[str]:
        """The goals, one by one."""
        return [line for line in self.goals.split("\n") if line.strip()]

    @property
    def chosen(self) -> list["PlanRoute"]:
        """The routes that the deal puts its work in."""
        return [route for route in self.routes.all() if route.chosen]


class PlanRoute(models.Model):
    """One route of a plan: what was thought up for it, and the energy that it gives.

    `mean`, `low`, `high` and `count`: of the grades that participants gave, as far as the room
    could see them. `grade`: the one that was agreed, or else that of the facilitators together.
    """

    plan = models.ForeignKey(ScalingPlan, on_delete=models.CASCADE, related_name="routes")
    route = models.CharField(max_length=SLUG_LENGTH)
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=NAME_LENGTH)
    motto = models.CharField(max_length=NAME_LENGTH, blank=True)
    chosen = models.BooleanField(_("we put our work in this route"), default=False)
    cells = models.JSONField(default=list)
    mean = models.FloatField(null=True)
    low = models.PositiveSmallIntegerField(null=True)
    high = models.PositiveSmallIntegerField(null=True)
    count = models.PositiveSmallIntegerField(default=0)
    grade = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ["plan", "order"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "route"], name="plan_route_once"),
            models.CheckConstraint(
                condition=Q(count=0, mean=None, low=None, high=None)
                | Q(count__gte=1, mean__isnull=False, low__isnull=False, high__isnull=False),
                name="plan_route_energy_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan}: {self.title}"

    @property
    def energy(self) -> float | None:
        """The one number that stands for its energy: the participants' mean, or else the grade."""
        return self.grade if self.mean is None else self.mean

    @property
    def is_filled(self) -> bool:
        """Whether anything was written for it."""
        return any(cell["text"] for cell in self.cells)


class VersionBecause(models.TextChoices):
    """Why a plan has a new version."""

    MADE = "made", _("made from the worksheet")
    CHANGED = "changed", _("changed")
    TAKEN = "taken", _("taken over from a newer worksheet")


class PlanVersion(models.Model):
    """A plan as it was after one change, whole; never changed itself."""

    plan = models.ForeignKey(ScalingPlan, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    because = models.CharField(max_length=10, choices=VersionBecause)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    content = models.JSONField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="plan_version_once"),
            models.CheckConstraint(
                condition=Q(because__in=VersionBecause.values), name="plan_version_because"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} v{self.number}"
