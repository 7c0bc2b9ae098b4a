"""Innovations: the solutions that a deal thinks up and tests, and may scale up."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deals.models.actions import keep_unless_tried
from deals.models.base import NAME_LENGTH, TEXT_LENGTH, Addressed
from deals.models.deals import Deal, WorkLine
from deals.models.sessions import Session


class InnovationPhase(models.TextChoices):
    """How far an innovation has come by itself; where it stands with scaling is worked out."""

    DIRECTION = "direction", _("solution direction")
    TESTING = "testing", _("being tested")
    TESTED = "tested", _("tested, and it works")
    IN_USE = "in-use", _("in use")


class InnovationQuerySet(models.QuerySet["Innovation"]):
    """Questions about innovations."""

    def current(self) -> "InnovationQuerySet":
        """Those of the deal as it stands: not removed, not merged, not of a try-out."""
        here = self.filter(removed_at=None, merged_into=None)
        return here.exclude(session__trial=True)


class Innovation(Addressed):
    """A solution of a deal: what ends up in a toolkit, a law or a covenant, and not only in things.

    `problem`: what it is an answer to. `experiment`: in which experiment it was made or tested.
    `session`: where it was collected, if it was; what a try-out collected goes with that. One that
    is removed or `merged_into` another stays, for the sessions in which it lay on the table.
    """

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="innovations")
    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    problem = models.TextField(
        _("which problem does it solve?"), max_length=TEXT_LENGTH, blank=True
    )
    experiment = models.TextField(
        _("from which experiment does it come?"), max_length=TEXT_LENGTH, blank=True
    )
    phase = models.CharField(
        _("how far is it?"),
        max_length=10,
        choices=InnovationPhase,
        default=InnovationPhase.TESTING,
    )
    line = models.ForeignKey(
        WorkLine, on_delete=models.SET_NULL, null=True, blank=True, related_name="innovations"
    )
    session = models.ForeignKey(
        Session, on_delete=keep_unless_tried, null=True, blank=True, related_name="innovations"
    )
    merged_into = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="merged"
    )
    removed_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager["Innovation"]] = InnovationQuerySet.as_manager()

    class Meta:
        ordering = [Lower("name"), "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="innovation_has_a_name"),
            models.CheckConstraint(
                condition=Q(phase__in=InnovationPhase.values), name="innovation_phase"
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=models.F("pk")),
                name="innovation_not_merged_into_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_current(self) -> bool:
        """Whether it stands on the deal's list: neither removed nor merged."""
        return self.removed_at is None and self.merged_into_id is None

    @property
    def current(self) -> "Innovation":
        """What it goes on as: itself, or the one that it was merged into at last."""
        found = self
        while found.merged_into is not None:
            found = found.merged_into
        return found
