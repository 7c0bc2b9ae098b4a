"""In which sessions a party was named that should be there and is not."""

from collections import defaultdict
from uuid import UUID

from boards.models import Subject
from deals.models import Deal, Phase, Session


def sessions_with_missing(deal: Deal, only_closed: bool) -> dict[UUID, list[Session]]:
    """The sessions of a deal that had a partner on the table as missing, by the partner's id, the
    first one first, in one query. Not those that did not begin yet, nor try-outs.

    A partner that was merged counts as the one that it goes on as.
    """
    lay = Subject.objects.filter(
        session__deal=deal, session__trial=False, missing=True, partner__isnull=False, gone=False
    ).exclude(session__phase=Phase.PREPARING)
    if only_closed:
        lay = lay.filter(session__phase=Phase.CLOSED)
    found: dict[UUID, list[Session]] = defaultdict(list)
    ordered = lay.order_by("session__planned_on", "session__made_at")
    for subject in ordered.select_related("session", "partner"):
        assert subject.partner is not None  # noqa: S101 - for the type
        sessions = found[subject.partner.merged_into_id or subject.partner.pk]
        if subject.session not in sessions:
            sessions.append(subject.session)
    return dict(found)
