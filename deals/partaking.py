"""One organisation over all the deals in which its reader may see it, in a fixed number of queries.

Staff of Agenda Stad read all deals, of sessions only what is closed; somebody in the team of a deal
reads that deal as its team, and no other.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from deals.domain.years import YearPage, years_of_each
from deals.models import (
    Action,
    Deal,
    FormerRelation,
    Organisation,
    Partner,
    Phase,
    Relation,
    Seat,
    Session,
)
from deals.queries import Actions, open_and_done, without_unread

TAKES_PART = (Relation.SIGNED, Relation.INVOLVED)


@dataclass(frozen=True)
class Part:
    """How an organisation takes part in one deal. `partners`: the partner that stands and those
    that were merged into it. `in_team`: whether the reader is in the team of this deal.
    """

    partner: Partner
    partners: tuple[UUID, ...]
    in_team: bool

    @property
    def deal(self) -> Deal:
        """The deal that this is about."""
        return self.partner.deal

    @property
    def contributes(self) -> bool:
        """Whether the covenant says what it puts in."""
        its = self.partner
        return bool(its.hours or its.euros or its.contribution)


@dataclass(frozen=True)
class Sight:
    """An organisation as one reader sees it: its part in each deal that they may read."""

    organisation: Organisation
    parts: list[Part]

    @property
    def partners(self) -> list[UUID]:
        """Every partner that is this organisation, in the deals that the reader may read."""
        return [pk for part in self.parts for pk in part.partners]

    @property
    def teams(self) -> set[UUID]:
        """The deals that the reader reads as their team."""
        return {part.deal.pk for part in self.parts if part.in_team}

    @property
    def sessions(self) -> QuerySet[Session]:
        """The sessions that are history: closed. One that runs is told nowhere here, not to its
        team either, whose laptop may stand on the wall.
        """
        deals = [part.deal.pk for part in self.parts]
        return Session.objects.filter(deal__in=deals, phase=Phase.CLOSED)


def parts_of(
    organisation: Organisation, deals: QuerySet[Deal], teams: Collection[UUID]
) -> list[Part]:
    """Its part in each of these deals, by the name of the deal; those merged into it count. That it
    was named in a session that is not closed is for the team of that deal.
    """
    partners = Partner.objects.of(organisation).filter(deal__in=deals)
    partners = partners.read_by_all() | partners.filter(deal__in=teams)
    found = list(partners.select_related("deal", "organisation__merged_into").order_by("pk"))
    merged: dict[UUID, list[UUID]] = defaultdict(list)
    for partner in found:
        merged[partner.merged_into_id or partner.pk].append(partner.pk)
    parts = [
        Part(partner, tuple(merged[partner.pk]), partner.deal_id in teams)
        for partner in found
        if partner.merged_into_id is None
    ]
    return sorted(parts, key=lambda part: part.deal.name.casefold())


# What its page shows --------------------------------------------------------------------------


@dataclass
class SatIn:
    """A session in which somebody of the organisation sat, and how many."""

    session: Session
    people: int = 0


@dataclass
class PartRow:
    """A deal on the page of an organisation, with what is known of its part there."""

    part: Part
    former: list[FormerRelation] = field(default_factory=list)
    sat_in: list[SatIn] = field(default_factory=list)
    years: list[int] = field(default_factory=list)


def rows_of(sight: Sight) -> list[PartRow]:
    """Its deals, with how it was before, the sessions that it sat in and the years of which the
    reader may read its page, in three queries.
    """
    rows = {pk: row for part in sight.parts for row in [PartRow(part)] for pk in part.partners}
    for former in FormerRelation.objects.filter(partner__in=rows):
        rows[former.partner_id].former.append(former)
    for pk, sat_in in sat_in_by_partner(sight.partners).items():
        rows[pk].sat_in.extend(sat_in)
    pages = years_of_each([part.partner for part in sight.parts])
    for part in sight.parts:
        rows[part.partner.pk].years = _readable_years(part, pages[part.partner.pk])
    return list({id(row): row for row in rows.values()}.values())


def _readable_years(part: Part, pages: Collection[YearPage]) -> list[int]:
    """The latest year first: for the team also this year, of which it can begin the page; for
    staff what the core team confirmed.
    """
    years = {page.year for page in pages if part.in_team or page.is_confirmed}
    takes_part = part.partner.relation in TAKES_PART and not part.partner.has_left
    if part.in_team and takes_part:
        years.add(timezone.localdate().year)
    return sorted(years, reverse=True)


def sat_in_by_partner(
    partners: Collection[UUID], begin: date | None = None, end: date | None = None
) -> dict[UUID, list[SatIn]]:
    """The closed sessions in which these partners had a seat, by partner, the oldest first, in one
    query. Of partners that were merged those of the one that stands come first.
    """
    seats = Seat.objects.counted().filter(partner__in=partners, session__phase=Phase.CLOSED)
    if begin is not None and end is not None:
        seats = seats.filter(session__planned_on__range=(begin, end))
    found: dict[UUID, dict[UUID, SatIn]] = defaultdict(dict)
    in_order = seats.order_by("session__planned_on", "session__made_at", "joined_at")
    for seat in in_order.select_related("session", "partner"):
        assert seat.partner is not None  # noqa: S101 - for the type
        its = found[seat.partner.merged_into_id or seat.partner.pk]
        its.setdefault(seat.session_id, SatIn(seat.session)).people += 1
    return {pk: list(sat_in.values()) for pk, sat_in in found.items()}


def actions_of(sight: Sight) -> Actions:
    """What it took up itself or through its people, in one query; nothing of a session that is not
    closed, as with all that is told here.
    """
    owned = Action.objects.all().owned_by(sight.partners).read_by_all().select_related("deal")
    found = open_and_done(owned)
    for action in [*found.open, *found.done]:
        without_unread(action)
    return found
