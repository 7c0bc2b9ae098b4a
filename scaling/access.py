"""What of scaling a reader may see: looked up inside that, so that anything else does not exist."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from boards.models import Sheet
from deals import rules
from deals.access import Reader, deal_for_reader, innovation_for_keeper
from deals.models import Deal, Innovation, Partner, Phase, Session
from deals.models.sessions import read_by_all
from scaling.models import ScalingPlan


@dataclass(frozen=True)
class Sight:
    """A deal as one reader sees it. `in_team`: they keep its records, and read all its sessions;
    others are staff of Agenda Stad, who read what is closed. `facilitates`: they run sessions.
    """

    deal: Deal
    in_team: bool
    facilitates: bool = False

    @property
    def sessions(self) -> QuerySet[Session]:
        """The sessions that count for this reader: begun, and no try-out."""
        there = self.deal.sessions.filter(trial=False).exclude(phase=Phase.PREPARING)
        return there if self.in_team else there.filter(phase=Phase.CLOSED)

    @property
    def innovations(self) -> QuerySet[Innovation]:
        """The innovations on the deal's list; for staff not what an open session collected."""
        there = Innovation.objects.current().filter(deal=self.deal)
        return there if self.in_team else there.filter(read_by_all())

    @property
    def plans(self) -> QuerySet[ScalingPlan]:
        """The scaling plans; for staff not what was taken from a session that is still open."""
        there = ScalingPlan.objects.filter(innovation__deal=self.deal)
        return there if self.in_team else there.filter(read_by_all("sheet__session"))


def sight_of(deal: Deal, user: Reader) -> Sight:
    """How somebody who may read a deal sees it, in one query."""
    member = rules.membership(user, deal)
    return Sight(deal, rules.may_keep_records(member), rules.may_facilitate(member))


def sight_for_reader(user: Reader, deal_id: UUID) -> Sight:
    """A deal for its team, or for staff of Agenda Stad."""
    return sight_of(deal_for_reader(user, deal_id), user)


def innovation_for_reader(
    user: Reader, deal_id: UUID, innovation_id: UUID
) -> tuple[Sight, Innovation]:
    """An innovation of a deal that the reader may see; one that was merged is what it goes on as,
    and one that is off the list is found no more.
    """
    sight = sight_for_reader(user, deal_id)
    known = Innovation.objects.filter(deal=sight.deal).select_related("merged_into")
    named = get_object_or_404(known, pk=innovation_id)
    found = sight.innovations.select_related("deal", "session")
    return sight, get_object_or_404(found, pk=named.current.pk)


def plan_of(sight: Sight, innovation: Innovation) -> ScalingPlan | None:
    """The plan of an innovation that the reader may see: its own, or else the latest of those that
    were merged into it.
    """
    here = Q(innovation=innovation) | Q(innovation__merged_into=innovation)
    found = list(
        sight.plans.filter(here)
        .select_related(
            "innovation__deal",
            "sheet__session",
            "partner__organisation__merged_into",
            "person__partner__organisation__merged_into",
            "member",
        )
        .prefetch_related("routes")
        .order_by("-changed_at")
    )
    own = [plan for plan in found if plan.innovation_id == innovation.pk]
    return next(iter(own or found), None)


def plan_for_reader(
    user: Reader, deal_id: UUID, innovation_id: UUID
) -> tuple[Sight, Innovation, ScalingPlan]:
    """The plan of an innovation, for who may read it."""
    sight, innovation = innovation_for_reader(user, deal_id, innovation_id)
    plan = plan_of(sight, innovation)
    if plan is None:
        raise Http404
    return sight, innovation, plan


def innovation_for_plan(user: Reader, deal_id: UUID, innovation_id: UUID) -> Innovation:
    """An innovation that the user may make or change the plan of: who keeps the deal's records."""
    innovation = innovation_for_keeper(user, deal_id, innovation_id).current
    if not innovation.is_current:
        raise Http404
    return innovation


def plan_for_keeper(user: Reader, deal_id: UUID, innovation_id: UUID) -> ScalingPlan:
    """The plan of an innovation whose records the user keeps."""
    innovation = innovation_for_plan(user, deal_id, innovation_id)
    plan = plan_of(Sight(innovation.deal, in_team=True), innovation)
    if plan is None:
        raise Http404
    return plan


def worksheet_for_plan(sheets: list[Sheet], chosen: str) -> Sheet:
    """The worksheet with this id, out of those that an innovation lies on."""
    found = next((sheet for sheet in sheets if str(sheet.pk) == chosen), None)
    if found is None:
        raise Http404
    return found


def partner_for_reader(user: Reader, deal_id: UUID, partner_id: UUID) -> tuple[Sight, Partner]:
    """A partner of a deal that the reader may see; one that was merged is found no more."""
    sight = sight_for_reader(user, deal_id)
    partners = sight.deal.partners.select_related("organisation__merged_into")
    return sight, get_object_or_404(partners, pk=partner_id, merged_into=None)
