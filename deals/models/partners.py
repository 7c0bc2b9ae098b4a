"""Organisations, and how they take part in deals: partners, what was before, and their people."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deals.models.base import NAME_LENGTH, TEXT_LENGTH, Addressed
from deals.models.deals import Deal, WorkLine

MAX_HOURS = 100_000
MAX_EUROS = 100_000_000


class OrganisationKind(models.TextChoices):
    """The kinds of partner (domain notes, "A deal")."""

    MUNICIPALITY = "municipality", _("municipality")
    MINISTRY = "ministry", _("ministry")
    GOVERNMENT = "government", _("other government")
    MARKET = "market", _("market party")
    KNOWLEDGE = "knowledge", _("knowledge institute")
    UMBRELLA = "umbrella", _("umbrella organisation")
    CIVIL = "civil", _("civil-society organisation")
    UNKNOWN = "unknown", _("kind not known")


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Questions about organisations."""

    def standing(self) -> "OrganisationQuerySet":
        """Those that were not merged into another one."""
        return self.filter(merged_into=None)


class Organisation(Addressed):
    """An organisation, shared by all deals that it takes part in.

    Merged: the row stays as it was, for everything that points at it, and `current` is the one
    that it goes on as. A merged organisation points at one that stands: chains are kept short.
    """

    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged"
    )

    objects: ClassVar[models.Manager["Organisation"]] = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="organisation_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="organisation_has_a_name"),
            models.CheckConstraint(
                condition=Q(kind__in=OrganisationKind.values), name="organisation_kind"
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                name="organisation_not_merged_into_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def current(self) -> "Organisation":
        """The organisation as which this one goes on: itself, unless it was merged."""
        return self if self.merged_into is None else self.merged_into


class Relation(models.TextChoices):
    """How a party stands to a deal. Only `missing` is ever shown to the room."""

    SIGNED = "signed", _("partner (signed)")
    INVOLVED = "involved", _("involved, does not sign")
    MISSING = "missing", _("missing")
    SAID_NO = "said_no", _("said no")


class PartnerQuerySet(models.QuerySet["Partner"]):
    """Questions about partners."""

    def standing(self) -> "PartnerQuerySet":
        """Those that were not merged into another partner of the deal."""
        return self.filter(merged_into=None)

    def of(self, organisation: Organisation) -> "PartnerQuerySet":
        """Those of an organisation and of what was merged into it, in every deal."""
        return self.filter(Q(organisation=organisation) | Q(organisation__merged_into=organisation))

    def taking_part(self, on: date | None = None) -> "PartnerQuerySet":
        """Those that stand, and whose part has not ended by that day; none given: by today."""
        ended = Q(until__isnull=False, until__lt=on or timezone.localdate())
        return self.standing().exclude(ended)

    def read_by_all(self) -> "PartnerQuerySet":
        """Those that staff of Agenda Stad may read as well as the team: not a party that was only
        named in a session, as long as that is not closed.
        """
        return self.filter(Q(named_in=None) | Q(named_in__closed_at__isnull=False))


class Partner(Addressed):
    """An organisation in a deal: how it stands to it now, since when, and why.

    `why`: why it joined, left or said no. `resistance`: the mark `weerstand`. Both are the team's
    own. Contribution as agreed in the covenant: hours and euros a year, and in words. `named_in`:
    the session that put it on the list, as long as the team did not change it since.
    """

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="partnerships"
    )
    relation = models.CharField(
        _("relation"), max_length=10, choices=Relation, default=Relation.SIGNED
    )
    why = models.TextField(_("why"), max_length=TEXT_LENGTH, blank=True)
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    hours = models.PositiveIntegerField(_("hours a year"), null=True, blank=True)
    euros = models.PositiveIntegerField(_("euros a year"), null=True, blank=True)
    contribution = models.TextField(_("contribution"), max_length=TEXT_LENGTH, blank=True)
    resistance = models.BooleanField(_("resistance"), default=False)
    lines = models.ManyToManyField(WorkLine, blank=True, related_name="partners")
    named_in = models.ForeignKey(
        "deals.Session", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged"
    )
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager["Partner"]] = PartnerQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__name"]
        constraints = [
            models.UniqueConstraint(fields=["deal", "organisation"], name="partner_once"),
            models.CheckConstraint(
                condition=Q(relation__in=Relation.values), name="partner_relation"
            ),
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")),
                name="partner_until_not_before_since",
            ),
            models.CheckConstraint(
                condition=Q(hours=None) | Q(hours__lte=MAX_HOURS), name="partner_hours"
            ),
            models.CheckConstraint(
                condition=Q(euros=None) | Q(euros__lte=MAX_EUROS), name="partner_euros"
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                name="partner_not_merged_into_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.organisation.current.name

    @property
    def has_left(self) -> bool:
        """Whether its part in the deal has ended."""
        return self.until is not None and self.until < timezone.localdate()


class FormerRelation(models.Model):
    """How a partner stood to its deal before, and why: kept when the relation changes."""

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="former")
    relation = models.CharField(max_length=10, choices=Relation)
    why = models.TextField(max_length=TEXT_LENGTH, blank=True)
    since = models.DateField(null=True)
    until = models.DateField(null=True)

    class Meta:
        ordering = ["until", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(relation__in=Relation.values), name="former_relation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner} {self.relation} until {self.until}"


class Level(models.TextChoices):
    """How high a contact person stands in their organisation (domain notes, "A deal")."""

    BOARD = "board", _("board member or politician")
    DIRECTOR = "director", _("director")
    STAFF = "staff", _("staff member")
    TRAINEE = "trainee", _("trainee")


class PersonQuerySet(models.QuerySet["Person"]):
    """Questions about contact persons."""

    def speaking(self, on: date | None = None) -> "PersonQuerySet":
        """Those who speak for their partner on a day; none given: now. Who begins later is among
        those of now, but not among those of a day that is named.
        """
        still = Q(until=None) | Q(until__gte=on or timezone.localdate())
        return self.filter(still if on is None else still & (Q(since=None) | Q(since__lte=on)))


class Person(Addressed):
    """Somebody who speaks for a partner, known by role ("beleidsadviseur mobiliteit").

    A name is optional: in most conversations the role says enough.
    """

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="people")
    role = models.CharField(_("role"), max_length=NAME_LENGTH)
    name = models.CharField(_("name"), max_length=NAME_LENGTH, blank=True)
    level = models.CharField(_("level"), max_length=10, choices=Level, blank=True)
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)

    objects: ClassVar[models.Manager["Person"]] = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["role"]
        verbose_name_plural = "people"
        constraints = [
            models.CheckConstraint(
                condition=Q(level="") | Q(level__in=Level.values), name="person_level"
            ),
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")),
                name="person_until_not_before_since",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.role

    @property
    def has_left(self) -> bool:
        """Whether they no longer speak for the partner."""
        return self.until is not None and self.until < timezone.localdate()
