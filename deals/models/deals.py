"""Deals, and the organisations and people that take part in them."""

from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deals.models.base import NAME_LENGTH, Addressed


class DealKind(models.TextChoices):
    """The kinds of deal of Agenda Stad."""

    CITY = "city", _("City Deal")
    TOWN = "town", _("Town Deal")
    OTHER = "other", _("other deal")


class Deal(Addressed):
    """A covenant in which partners work on one urban theme for some years."""

    kind = models.CharField(_("kind"), max_length=10, choices=DealKind, default=DealKind.CITY)
    name = models.CharField(_("name"), max_length=NAME_LENGTH, unique=True)
    theme = models.CharField(_("theme"), max_length=NAME_LENGTH, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="deal_has_a_name"),
            models.CheckConstraint(condition=models.Q(kind__in=DealKind.values), name="deal_kind"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The deal's own page."""
        return reverse("deal", args=[self.pk])


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


class Organisation(Addressed):
    """An organisation, shared by all deals that it takes part in."""

    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="organisation_name_once"),
            models.CheckConstraint(condition=~models.Q(name=""), name="organisation_has_a_name"),
            models.CheckConstraint(
                condition=models.Q(kind__in=OrganisationKind.values), name="organisation_kind"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Relation(models.TextChoices):
    """How a party stands to a deal. Only `missing` is ever shown to the room."""

    SIGNED = "signed", _("partner (signed)")
    INVOLVED = "involved", _("involved, does not sign")
    MISSING = "missing", _("missing")
    SAID_NO = "said_no", _("said no")


class Partner(Addressed):
    """An organisation in a deal."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="partnerships"
    )
    relation = models.CharField(max_length=10, choices=Relation, default=Relation.SIGNED)
    signed_on = models.DateField(
        null=True, blank=True, help_text=_("Empty when they joined later, on a date not known.")
    )

    class Meta:
        ordering = ["organisation__name"]
        constraints = [
            models.UniqueConstraint(fields=["deal", "organisation"], name="partner_once"),
            models.CheckConstraint(
                condition=models.Q(relation__in=Relation.values), name="partner_relation"
            ),
        ]

    def __str__(self) -> str:
        return self.organisation.name


class Person(Addressed):
    """Somebody who speaks for a partner, known by role ("beleidsadviseur mobiliteit").

    A name is optional: in most conversations the role says enough.
    """

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="people")
    role = models.CharField(_("role"), max_length=NAME_LENGTH)
    name = models.CharField(_("name"), max_length=NAME_LENGTH, blank=True)

    class Meta:
        ordering = ["role"]
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name or self.role
