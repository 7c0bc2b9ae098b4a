"""Actions: what somebody would do after a conversation, and whether it was done."""

from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.deletion import Collector
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deals.models.base import NAME_LENGTH, Addressed
from deals.models.deals import CoreMember, Deal
from deals.models.partners import Partner, Person
from deals.models.sessions import Session, read_by_all

ACTION_LENGTH = 300
ORIGIN_LENGTH = 200
OWNER_LENGTH = 2 * NAME_LENGTH + 10  # of a person: a role, and the organisation behind it


def keep_unless_tried(
    collector: Collector, field: Any, records: models.QuerySet[Any], using: str
) -> None:
    """What becomes of actions and innovations when their session goes: they stay without it, but
    what was agreed or collected in a try-out goes too.
    """
    models.CASCADE(collector, field, records.filter(session__trial=True), using)
    models.SET_NULL(collector, field, records.filter(session__trial=False), using)


class ActionQuerySet(models.QuerySet["Action"]):
    """Questions about actions."""

    def open(self) -> "ActionQuerySet":
        """Those that have to be done still."""
        return self.filter(done_at=None)

    def done(self) -> "ActionQuerySet":
        """Those that were done."""
        return self.filter(done_at__isnull=False)

    def owned_by(self, partners: Iterable[UUID]) -> "ActionQuerySet":
        """Those of these partners and of their people, also of who left; not of a try-out."""
        ids = list(partners)
        theirs = self.filter(Q(partner__in=ids) | Q(person__partner__in=ids))
        return theirs.exclude(session__trial=True)

    def read_by_all(self) -> "ActionQuerySet":
        """Those that staff of Agenda Stad may read as well as the team."""
        return self.filter(read_by_all())

    def with_owners(self) -> "ActionQuerySet":
        """The same, with everything that `owner` reads, in one query."""
        return self.select_related(
            "partner__organisation__merged_into",
            "person__partner__organisation__merged_into",
            "member",
        )


class Action(Addressed):
    """Something that was agreed: what, who sees to it, and before which day.

    At most one of `partner`, `person` and `member` is its owner; none: nobody yet, or somebody
    whose record is gone. `owner_name` is what they were called when they took it up, so that an
    action can be read after that. `origin`: the question or post-it that it came from, in words.
    `innovation`: the one that it brings further.
    """

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="actions")
    text = models.CharField(_("action"), max_length=ACTION_LENGTH)
    partner = models.ForeignKey(
        Partner, on_delete=models.SET_NULL, null=True, blank=True, related_name="actions"
    )
    person = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="actions"
    )
    member = models.ForeignKey(
        CoreMember, on_delete=models.SET_NULL, null=True, blank=True, related_name="actions"
    )
    owner_name = models.CharField(max_length=OWNER_LENGTH, blank=True)
    due = models.DateField(_("before or on"), null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    session = models.ForeignKey(
        Session, on_delete=keep_unless_tried, null=True, blank=True, related_name="actions"
    )
    origin = models.CharField(max_length=ORIGIN_LENGTH, blank=True)
    innovation = models.ForeignKey(
        "deals.Innovation", on_delete=models.SET_NULL, null=True, blank=True, related_name="actions"
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager["Action"]] = ActionQuerySet.as_manager()

    class Meta:
        ordering = [F("due").asc(nulls_last=True), "made_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="action_has_a_text"),
            models.CheckConstraint(
                condition=Q(partner=None, person=None)
                | Q(partner=None, member=None)
                | Q(person=None, member=None),
                name="action_has_one_owner_at_most",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=False) | Q(done_by=None),
                name="action_done_by_somebody_is_done",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def owner(self) -> str:
        """Who sees to it, in words, by the name of today; empty: nobody yet."""
        if self.partner is not None:
            return str(self.partner)
        if self.person is not None:
            return f"{self.person} ({self.person.partner})"
        if self.member is not None:
            return self.member.name
        return self.owner_name

    @property
    def is_done(self) -> bool:
        """Whether somebody said that it was done."""
        return self.done_at is not None

    @property
    def is_late(self) -> bool:
        """Whether its day has passed while it still has to be done."""
        return not self.is_done and self.due is not None and self.due < timezone.localdate()
