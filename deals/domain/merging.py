"""Two organisations that turn out to be one, and the way back.

Merging only says as what an organisation goes on: its row, its partners and everything that points
at them stay as they were, so that no history is rewritten.
"""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

import structlog
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from deals.models import Organisation, Partner, User
from deals.refusals import Refusal

logger = structlog.get_logger(__name__)

REFUSALS: dict[str, Promise] = {
    "itself": _("This is the same organisation. Choose another one."),
    "is_merged": _("This organisation was merged already. Look at the list again."),
    "target_is_merged": _("The organisation that you chose was merged itself. Choose another one."),
    "not_merged": _("This organisation stands by itself already."),
}


class MergeRefused(Refusal):
    """Organisations stay as they were."""

    sentences = REFUSALS


@transaction.atomic
def merge(going: UUID, staying: UUID, by: User) -> None:
    """Let one organisation go on as another one, in every deal.

    What was merged into it before goes on as that one too. Where both are partner in a deal, the
    partner of the one that goes points at the other's. Raises MergeRefused: itself, is_merged,
    target_is_merged.
    """
    if going == staying:
        raise MergeRefused("itself")
    held = hold(going, staying)
    if held[going].merged_into_id is not None:
        raise MergeRefused("is_merged")
    if held[staying].merged_into_id is not None:
        raise MergeRefused("target_is_merged")
    were_there = _group(staying)
    Organisation.objects.filter(merged_into=going).update(merged_into=staying)
    Organisation.objects.filter(pk=going).update(merged_into=staying)
    settle(staying, first=were_there)
    logger.info("organisation.merged", organisation=str(going), into=str(staying), by=str(by.pk))


@transaction.atomic
def take_apart(organisation: UUID, by: User) -> None:
    """Let a merged organisation stand by itself again. Raises MergeRefused: not_merged."""
    into = Organisation.objects.values_list("merged_into", flat=True).get(pk=organisation)
    if into is None:
        raise MergeRefused("not_merged")
    held = hold(organisation, into)
    if held[organisation].merged_into_id != into:
        raise MergeRefused("not_merged")
    Organisation.objects.filter(pk=organisation).update(merged_into=None)
    settle(organisation)
    settle(into)
    logger.info(
        "organisation.taken_apart", organisation=str(organisation), out_of=str(into), by=str(by.pk)
    )


def hold(*organisations: UUID) -> dict[UUID, Organisation]:
    """Lock organisations, always in the same order, so that no two people wait for each other.

    Who makes a partner of an organisation holds it too, before partners: otherwise a merge at that
    moment would leave two partners of one organisation in the deal.
    """
    rows = Organisation.objects.select_for_update(no_key=True).filter(pk__in=organisations)
    return {row.pk: row for row in rows.order_by("pk")}


def _group(organisation: UUID) -> list[UUID]:
    """An organisation and those that were merged into it."""
    merged = Organisation.objects.filter(merged_into=organisation)
    return [organisation, *merged.order_by("pk").values_list("pk", flat=True)]


def settle(organisation: UUID, first: Iterable[UUID] = ()) -> None:
    """In every deal one partner of the group stands, and the others point at it.

    Which one: of the organisation itself, or of those in `first`, or one that stands already.
    """
    order = {pk: place for place, pk in enumerate(dict.fromkeys([organisation, *first]))}
    by_deal: dict[UUID, list[Partner]] = defaultdict(list)
    partners = Partner.objects.select_for_update(no_key=True)
    for partner in partners.filter(organisation__in=_group(organisation)).order_by("pk"):
        by_deal[partner.deal_id].append(partner)
    changed = []
    for together in by_deal.values():
        standing = min(
            together,
            key=lambda p: (order.get(p.organisation_id, len(order)), p.merged_into_id is not None),
        )
        for partner in together:
            points_at = None if partner == standing else standing.pk
            if partner.merged_into_id != points_at:
                partner.merged_into_id = points_at
                changed.append(partner)
    Partner.objects.bulk_update(changed, ["merged_into"])
