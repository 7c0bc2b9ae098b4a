"""What pages of deals show, each in a fixed number of queries."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from deals.models import (
    Deal,
    Invitation,
    OrganisationKind,
    Partner,
    Person,
    Phase,
    Relation,
    Session,
    TeamMember,
)

BEFORE_OR_AFTER = (Phase.PREPARING, Phase.CLOSED)


def is_running(session: Session) -> bool:
    """Whether people sit in it now: started, and not closed."""
    return session.phase not in BEFORE_OR_AFTER


# The home page --------------------------------------------------------------------------------


@dataclass
class DealRow:
    """A deal on the home page: who takes part, and which conversation comes first."""

    deal: Deal
    kinds: Counter[str] = field(default_factory=Counter)
    running: Session | None = None
    planned: Session | None = None
    closed: int = 0

    @property
    def partners(self) -> int:
        """How many partners have signed."""
        return self.kinds.total()

    @property
    def is_today(self) -> bool:
        """Whether the next session is planned for today."""
        return self.planned is not None and self.planned.planned_on == timezone.localdate()


def deal_rows(deals: QuerySet[Deal]) -> list[DealRow]:
    """The deals with what their rows show, in three queries; where people sit now comes first."""
    rows = {deal.pk: DealRow(deal) for deal in deals}
    for deal_id, kind in _kinds(rows):
        rows[deal_id].kinds[kind] += 1
    for session in Session.objects.filter(deal__in=rows).order_by("planned_on", "made_at"):
        _note(rows[session.deal_id], session)
    return sorted(rows.values(), key=lambda row: row.running is None)


def _kinds(deals: Iterable[UUID]) -> Iterable[tuple[UUID, str]]:
    signed = Partner.objects.filter(deal__in=list(deals), relation=Relation.SIGNED)
    return signed.order_by("organisation__kind").values_list("deal_id", "organisation__kind")


def _note(row: DealRow, session: Session) -> None:
    """Sessions come oldest first: the first planned one that has not passed is the next."""
    if session.is_closed:
        row.closed += 1
    elif is_running(session):
        row.running = session
    elif row.planned is None or row.planned.planned_on < timezone.localdate():
        row.planned = session


# The page of a deal ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Sessions:
    """The sessions of a deal by where they stand, each newest first."""

    running: list[Session]
    planned: list[Session]
    closed: list[Session]


def sessions_of(deal: Deal, only_closed: bool) -> Sessions:
    """The sessions of a deal; for staff of Agenda Stad only what is closed."""
    sessions = list(
        deal.sessions.filter(phase=Phase.CLOSED) if only_closed else deal.sessions.all()
    )
    return Sessions(
        running=[session for session in sessions if is_running(session)],
        planned=[session for session in sessions if session.phase == Phase.PREPARING],
        closed=[session for session in sessions if session.is_closed],
    )


MOST_WORDS = 6  # of a search; nobody types more, and each costs


@dataclass(frozen=True)
class KindOfPartner:
    """The partners of one kind."""

    kind: OrganisationKind
    partners: list[Partner]


def partners_of(deal: Deal, search: str = "") -> list[KindOfPartner]:
    """The partners by kind, with their people; `search` looks in names, kinds and roles."""
    partners = deal.partners.select_related("organisation").prefetch_related(
        Prefetch("people", Person.objects.order_by("role"))
    )
    for word in search.replace("\0", "").split()[:MOST_WORDS]:
        partners = partners.filter(_found(word))
    grouped: dict[str, list[Partner]] = defaultdict(list)
    for partner in partners.order_by("organisation__name"):
        grouped[partner.organisation.kind].append(partner)
    return [KindOfPartner(kind, grouped[kind]) for kind in OrganisationKind if kind in grouped]


def _found(word: str) -> Q:
    kinds = [kind for kind in OrganisationKind if word.casefold() in str(kind.label).casefold()]
    # A subquery: a join for every word would multiply the rows.
    people = Person.objects.filter(partner=OuterRef("pk"))
    people = people.filter(Q(role__icontains=word) | Q(name__icontains=word))
    return (
        Q(organisation__name__icontains=word) | Q(organisation__kind__in=kinds) | Q(Exists(people))
    )


def kinds_of(groups: Iterable[KindOfPartner]) -> Counter[str]:
    """How many partners there are of each kind."""
    return Counter({group.kind.value: len(group.partners) for group in groups})


# The team -------------------------------------------------------------------------------------


def team_of(deal: Deal) -> QuerySet[TeamMember]:
    """Everybody in the team, facilitators first."""
    return deal.team.select_related("user").order_by("role", "user__name", "user__email")


def waiting_invitations(deal: Deal) -> QuerySet[Invitation]:
    """Invitations that nobody used or took back, newest first; some may be too old."""
    return deal.invitations.filter(accepted_at__isnull=True, revoked_at__isnull=True).order_by(
        "-made_at"
    )
