"""What the pages of organisations, partners and deals show of the boards: where somebody lay over
the years, and the way to the pages that are handed over to partners.
"""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from boards.domain.standing import standings_of
from boards.partner_pages import named_in
from boards.standings import Board, by_board, readers_of
from deals import rules
from deals.hooks import Panel
from deals.models import Deal, Innovation, Partner, User
from deals.partaking import Sight

CSS = "css/partner_pages.css"


@dataclass(frozen=True)
class OrganisationPanel:
    """Where an organisation lay on each board, and the innovations that it was named in."""

    boards: list[Board]
    innovations: list[Innovation]
    several_deals: bool
    is_example: bool


def organisation_panel(sight: Sight, user: User | AnonymousUser) -> Panel | None:
    """The boards on the page of an organisation: by the one projection, in a fixed number of
    queries over all sessions.
    """
    readers = readers_of(sight.sessions.only("pk", "deal_id"), sight.teams)
    standings = standings_of(readers, sight.partners)
    innovations = named_in(sight.partners)
    shown = OrganisationPanel(
        by_board(standings),
        innovations,
        several_deals=len(sight.parts) > 1,
        is_example=any(standing.sheet.session.invented for standing in standings),
    )
    return Panel("boards/_standing_panel.html", shown, CSS)


@dataclass(frozen=True)
class PartnerPanel:
    """The way to what is kept and handed over of a partner."""

    partner: Partner
    year: int


def partner_panel(partner: Partner, user: User | AnonymousUser) -> Panel | None:
    """On the page of a partner: its organisation over all deals, its years, and the welcome."""
    shown = PartnerPanel(partner, timezone.localdate().year)
    return Panel("boards/_partner_pages_panel.html", shown, CSS)


@dataclass(frozen=True)
class DealPanel:
    """The way to the pages of all partners of a deal."""

    deal: Deal
    year: int
    keeps_records: bool


def deal_panel(deal: Deal, user: User | AnonymousUser) -> Panel | None:
    """On the page of a deal: the pages of its partners about this year."""
    keeps = rules.may_keep_records(rules.membership(user, deal))
    shown = DealPanel(deal, timezone.localdate().year, keeps)
    return Panel("boards/_deal_years_panel.html", shown, CSS, after="partners")
