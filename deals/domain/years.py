"""The pages of partners about a year: written by the team, and confirmed when they are right.

Merging partners rewrites nothing: each row stays with the partner that it was written for. Reading
puts the answers of one year under each other, and the first change makes one page of them.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from deals import clock
from deals.cleaning import clean_text, has_a_pile_of_marks
from deals.domain.records import ChangedMeanwhile, RecordsRefused
from deals.models import Partner, PartnerYear, User
from deals.models.base import TEXT_LENGTH
from deals.models.years import FIRST_YEAR

logger = structlog.get_logger(__name__)

ANSWERS = ("gained", "network", "products")


@dataclass(frozen=True)
class Answers:
    """What a page says: the three answers, empty where nothing was filled in."""

    gained: str = ""
    network: str = ""
    products: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was filled in at all."""
        return not (self.gained or self.network or self.products)


@dataclass(frozen=True)
class YearPage:
    """The page of a partner about a year, as it stands. `version` 0: nobody wrote anything yet."""

    partner: Partner
    year: int
    answers: Answers
    version: int
    confirmed_at: datetime | None

    @property
    def is_confirmed(self) -> bool:
        """Whether the core team said that this is right."""
        return self.confirmed_at is not None


def is_within_reach(year: int) -> bool:
    """Whether there can be a page about this year: it has begun."""
    return FIRST_YEAR <= year <= timezone.localdate().year


def page_of(partner: Partner, year: int) -> YearPage:
    """The page of a partner that stands, with what was written for those merged into it."""
    return _page(partner, year, list(_rows_of([partner.pk]).filter(year=year)))


def pages_of(partners: Collection[Partner], year: int) -> dict[UUID, YearPage]:
    """The pages of these partners about a year, in one query; only those with anything written."""
    standing = {partner.pk: partner for partner in partners}
    rows: dict[UUID, list[PartnerYear]] = {}
    for row in _rows_of(standing).filter(year=year):
        rows.setdefault(row.partner.merged_into_id or row.partner_id, []).append(row)
    return {pk: _page(standing[pk], year, its) for pk, its in rows.items()}


def years_of(partner: Partner) -> list[YearPage]:
    """All pages of a partner on which anything was written, the latest year first."""
    return years_of_each([partner])[partner.pk]


def years_of_each(partners: Collection[Partner]) -> dict[UUID, list[YearPage]]:
    """The same of several partners, in one query."""
    found: dict[UUID, dict[int, list[PartnerYear]]] = {partner.pk: {} for partner in partners}
    for row in _rows_of(found).order_by("-year"):
        its = found[row.partner.merged_into_id or row.partner_id]
        its.setdefault(row.year, []).append(row)
    return {
        partner.pk: [_page(partner, year, rows) for year, rows in found[partner.pk].items()]
        for partner in partners
    }


def _rows_of(partners: Iterable[UUID]) -> QuerySet[PartnerYear]:
    """Of these partners, and of those merged into them but for what one page was made of."""
    ids = list(partners)
    own = Q(partner__in=ids, partner__merged_into=None)
    merged = Q(partner__merged_into__in=ids, taken_into=None)
    return PartnerYear.objects.filter(own | merged).select_related("partner__organisation")


def _page(partner: Partner, year: int, rows: list[PartnerYear]) -> YearPage:
    rows = sorted(rows, key=lambda row: (row.partner_id != partner.pk, str(row.partner_id)))
    # What two partners wrote was never confirmed as one page.
    confirmed_at = rows[0].confirmed_at if len(rows) == 1 else None
    version = sum(row.version for row in rows)
    return YearPage(partner, year, _together(rows), version, confirmed_at)


def _together(rows: list[PartnerYear]) -> Answers:
    """The answers of several rows under each other; what is the same stands there once."""
    said = {
        name: "\n\n".join(dict.fromkeys(text for row in rows if (text := getattr(row, name))))
        for name in ANSWERS
    }
    return Answers(**said)


# Changing -------------------------------------------------------------------------------------


@transaction.atomic
def write_year(partner: Partner, year: int, answers: Answers, version: int, by: User) -> None:
    """Write what a page says. That takes the confirmation away, unless nothing was changed.

    Raises RecordsRefused: changed, year_out_of_reach, year_text_too_long.
    """
    now = _held(partner, year, version)
    cleaned = Answers(**{name: _readable(now, answers, name) for name in ANSWERS})
    if cleaned == now.answers:
        return
    _keep(now, cleaned, None, None)
    logger.info("partner_year.written", partner=str(partner.pk), year=year, by=str(by.pk))


@transaction.atomic
def confirm_year(partner: Partner, year: int, version: int, by: User) -> None:
    """Say that a page is right as it stands. Raises RecordsRefused: changed, year_out_of_reach."""
    now = _held(partner, year, version)
    if now.is_confirmed:
        return
    _keep(now, now.answers, by, clock.now())
    logger.info("partner_year.confirmed", partner=str(partner.pk), year=year, by=str(by.pk))


def _held(partner: Partner, year: int, version: int) -> YearPage:
    """The page as it is now, with its partner locked: of two people who looked at the same page,
    one gets through, also when it did not exist yet or its partner is merged at that moment.
    """
    if not is_within_reach(year):
        raise RecordsRefused("year_out_of_reach")
    rows = Partner.objects.select_for_update(of=("self",), no_key=True)
    standing = rows.filter(pk=partner.pk, merged_into=None).first()
    now = None if standing is None else page_of(standing, year)
    if now is None or now.version != version:
        raise ChangedMeanwhile
    return now


def _readable(now: YearPage, answers: Answers, name: str) -> str:
    """An answer as it will be kept. Two that came together may stay as long as they are."""
    text, most = getattr(answers, name), most_letters(now.answers, name)
    if len(text) > 2 * most or has_a_pile_of_marks(text):
        raise RecordsRefused("year_text_too_long")
    cleaned = clean_text(text)
    if len(cleaned) > most:
        raise RecordsRefused("year_text_too_long")
    return cleaned


def most_letters(answers: Answers, name: str) -> int:
    """How long an answer may be: as long as it is, where two partners were merged."""
    return max(TEXT_LENGTH, len(getattr(answers, name)))


def _keep(now: YearPage, answers: Answers, by: User | None, at: datetime | None) -> None:
    """One row with these answers, which takes in what was written for merged partners."""
    row, _made = PartnerYear.objects.update_or_create(
        partner=now.partner,
        year=now.year,
        defaults={name: getattr(answers, name) for name in ANSWERS}
        # Its version passes all that came together in it, so that no older page fits again.
        | {"confirmed_by": by, "confirmed_at": at, "version": now.version + 1, "taken_into": None},
    )
    merged = PartnerYear.objects.filter(partner__merged_into=now.partner, year=now.year)
    merged.update(taken_into=row)
