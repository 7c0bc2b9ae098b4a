"""What the pages of a deal and of a partner show of scaling."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.utils.safestring import SafeString

from deals.hooks import Panel
from deals.models import Deal, Partner, User
from deals.partaking import Part
from deals.partaking import Sight as OrganisationSight
from scaling import queries
from scaling.access import sight_of
from scaling.ownership import partners_with_a_wheel
from scaling.pictures import picture_of_all

CSS = "css/scaling.css"


@dataclass(frozen=True)
class DealPanel:
    """Where the innovations of a deal stand, and what to ask about scaling now."""

    deal: Deal
    keeps_records: bool
    facilitates: bool
    scaling: queries.Scaling
    prompt: queries.Prompt
    picture: SafeString | None


def deal_panel(deal: Deal, user: User | AnonymousUser) -> Panel | None:
    """Scaling on the page of a deal: nothing when there is nothing to show or to ask."""
    sight = sight_of(deal, user)
    scaling = queries.scaling_of(sight)
    prompt = queries.prompt_of(deal, scaling)
    if not scaling.standings and not prompt.early and prompt.ends_on is None:
        return None
    picture = picture_of_all(scaling.energies, deal.pk)
    shown = DealPanel(deal, sight.in_team, sight.facilitates, scaling, prompt, picture)
    return Panel("scaling/_deal_panel.html", shown, CSS)


@dataclass(frozen=True)
class PartnerPanel:
    """The way to what is known of a partner's ownership."""

    partner: Partner


def partner_panel(partner: Partner, user: User | AnonymousUser) -> Panel | None:
    """Ownership on the page of a partner."""
    return Panel("scaling/_partner_panel.html", PartnerPanel(partner), CSS)


@dataclass(frozen=True)
class OrganisationPanel:
    """The deals in which something is known of an organisation's ownership."""

    parts: list[Part]


def organisation_panel(sight: OrganisationSight, user: User | AnonymousUser) -> Panel | None:
    """Ownership on the page of an organisation: the way to it, where there is a wheel to see."""
    coloured = partners_with_a_wheel(sight)
    parts = [part for part in sight.parts if coloured & set(part.partners)]
    if not parts:
        return None
    return Panel("scaling/_organisation_panel.html", OrganisationPanel(parts), CSS)
