"""Deals: what a covenant is about, and its course."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deals.models.base import NAME_LENGTH, TEXT_LENGTH, Addressed


class DealKind(models.TextChoices):
    """The kinds of deal of Agenda Stad."""

    CITY = "city", _("City Deal")
    TOWN = "town", _("Town Deal")
    OTHER = "other", _("other deal")


class Deal(Addressed):
    """A covenant in which partners work on one urban theme for some years.

    `problem`: the problem of the start, as the covenant has it. `version` counts the changes of
    the deal's own records, so that two people who change them don't undo each other's work.
    `invented`: an example; nobody may read in it that its partners really took part.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=DealKind, default=DealKind.CITY)
    name = models.CharField(_("name"), max_length=NAME_LENGTH, unique=True)
    theme = models.CharField(_("theme"), max_length=NAME_LENGTH, blank=True)
    problem = models.TextField(_("the problem of the start"), max_length=TEXT_LENGTH, blank=True)
    covenant = models.URLField(_("link to the covenant"), max_length=500, blank=True)
    invented = models.BooleanField(
        _("example"),
        default=False,
        help_text=_("Its partners, or some of them, were put together as an example."),
    )
    made_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="deal_has_a_name"),
            models.CheckConstraint(condition=Q(kind__in=DealKind.values), name="deal_kind"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The deal's own page."""
        return reverse("deal", args=[self.pk])


class Goal(models.Model):
    """A goal of a deal, as in the covenant."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="goals")
    text = models.CharField(_("goal"), max_length=500)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text


class Stage(models.TextChoices):
    """The phases of a deal, in order (domain notes, "A deal"); a session has a `Phase`."""

    EXPLORING = "exploring", _("exploration")
    DESIGNING = "designing", _("design")
    CARRYING_OUT = "carrying_out", _("work in progress")
    RESULTS = "results", _("results")
    ANCHORING = "anchoring", _("anchoring")


class DealStage(models.Model):
    """One phase of a deal with its dates. A deal that is extended or cut into tranches has some
    phases twice; `note` says which is which.
    """

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="stages")
    stage = models.CharField(_("phase"), max_length=15, choices=Stage)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=NAME_LENGTH, blank=True)

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="deal_stage"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="deal_stage_ends_not_before_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} {self.starts_on}"


class MomentKind(models.TextChoices):
    """Days that matter to a deal."""

    SIGNING = "signing", _("signing")
    MILESTONE = "milestone", _("milestone")
    REFLECTION = "reflection", _("half-yearly reflection")
    ELECTION = "election", _("elections")


class Moment(models.Model):
    """A day in the course of a deal: a signing, a milestone, something to get on the agenda."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="moments")
    kind = models.CharField(_("kind"), max_length=10, choices=MomentKind)
    on = models.DateField(_("date"))
    title = models.CharField(_("what"), max_length=NAME_LENGTH, blank=True)

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=MomentKind.values), name="moment_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.title or self.get_kind_display()}"


class WorkLine(Addressed):
    """A line of work (`werklijn`) of a deal: partners and sessions may belong to one."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="lines")
    name = models.CharField(_("name"), max_length=NAME_LENGTH)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["deal", "name"], name="work_line_once"),
            models.CheckConstraint(condition=~Q(name=""), name="work_line_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class CoreRole(models.TextChoices):
    """The roles in a core team (domain notes, "Who and why")."""

    LEADER = "leader", _("project leader")
    SECRETARY = "secretary", _("project secretary")
    DEALMAKER = "dealmaker", _("dealmaker")
    COMMUNICATION = "communication", _("communication adviser")
    OTHER = "other", _("other role")


class CoreMember(models.Model):
    """Somebody in the core team of a deal, with or without an account."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="core_team")
    role = models.CharField(_("role"), max_length=15, choices=CoreRole)
    name = models.CharField(_("name or organisation"), max_length=NAME_LENGTH)
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["role", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=CoreRole.values), name="core_role"),
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")),
                name="core_until_not_before_since",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_role_display()})"
