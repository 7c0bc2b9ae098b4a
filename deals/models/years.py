"""What a partner says of one year in a deal: a page that is handed over to it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from deals.models.base import TEXT_LENGTH, Addressed
from deals.models.partners import Partner

FIRST_YEAR, LAST_YEAR = 1990, 2100


class PartnerYear(Addressed):
    """The page of one partner about one year: three answers, in the partner's words. What the deal
    brought it (`gained`), who got to know it and where the network helped (`network`), and which
    knowledge products it could use (`products`).

    Confirmed by the core team, it is what the partner gets; a later change takes that away.
    `taken_into`: the page that its answers went on in, after its partner was merged into another
    one. The row stays as it was, so that a merge can be taken apart again.
    """

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="years")
    year = models.PositiveSmallIntegerField()
    gained = models.TextField(max_length=TEXT_LENGTH, blank=True)
    network = models.TextField(max_length=TEXT_LENGTH, blank=True)
    products = models.TextField(max_length=TEXT_LENGTH, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    taken_into = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, related_name="took_in"
    )
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager["PartnerYear"]] = models.Manager()

    class Meta:
        ordering = ["-year", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["partner", "year"], name="partner_year_once"),
            models.CheckConstraint(
                condition=Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR),
                name="partner_year_within_reach",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=False) | Q(confirmed_by=None),
                name="partner_year_confirmed_by_somebody_is_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner} {self.year}"
