"""What pages of deals show, each in a fixed number of queries."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import zip_longest
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from deals.models import (
    CoreMember,
    CoreRole,
    Deal,
    DealStage,
    Invitation,
    Moment,
    MomentKind,
    Organisation,
    OrganisationKind,
    Partner,
    Person,
    Phase,
    Relation,
    Session,
    TeamMember,
)

MOST_WORDS = 6  # of a search; nobody types more, and each costs
MOST_NAMES = 300
MOST_MOMENTS = 5
MOST_UNFOLDED = 30  # partners on the page of a deal; more are folded, kind by kind

# A merged organisation goes on as another: that one's name and kind count.
NAME = Coalesce("organisation__merged_into__name", "organisation__name")
KIND = Coalesce("organisation__merged_into__kind", "organisation__kind")

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
        """How many partners signed, and take part still."""
        return self.kinds.total()

    @property
    def is_today(self) -> bool:
        """Whether the next session is planned for today."""
        return self.planned is not None and self.planned.planned_on == timezone.localdate()


def deal_rows(deals: QuerySet[Deal]) -> list[DealRow]:
    """The deals with what their rows show, in three queries; where people sit now comes first,
    then what is planned for today.
    """
    rows = {deal.pk: DealRow(deal) for deal in deals}
    for deal_id, kind in _kinds(rows):
        rows[deal_id].kinds[kind] += 1
    sessions = Session.objects.filter(deal__in=rows, trial=False)
    for session in sessions.order_by("planned_on", "made_at"):
        _note(rows[session.deal_id], session)
    return sorted(rows.values(), key=lambda row: (row.running is None, not row.is_today))


def _kinds(deals: Iterable[UUID]) -> Iterable[tuple[UUID, str]]:
    signed = Partner.objects.taking_part().filter(deal__in=list(deals), relation=Relation.SIGNED)
    return signed.order_by(KIND).values_list("deal_id", KIND)


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
    trials: list[Session]


def sessions_of(deal: Deal, only_closed: bool) -> Sessions:
    """The sessions of a deal; for staff of Agenda Stad only what is closed."""
    sessions = list(
        deal.sessions.filter(phase=Phase.CLOSED) if only_closed else deal.sessions.all()
    )
    return Sessions(
        running=[s for s in sessions if is_running(s) and not s.trial],
        planned=[s for s in sessions if s.phase == Phase.PREPARING and not s.trial],
        closed=[s for s in sessions if s.is_closed],
        trials=[s for s in sessions if s.trial],
    )


MOST_TO_REPEAT = 20


def sessions_to_repeat(deal: Deal) -> list[Session]:
    """The latest sessions of a deal whose set-up may serve again."""
    return list(deal.sessions.filter(trial=False)[:MOST_TO_REPEAT])


def partners_to_choose(deal: Deal, besides: Iterable[UUID] = ()) -> list[Partner]:
    """Everybody who can be put on a table of this deal, and besides those who lie there already
    though they left since; with their werklijnen, in three queries.
    """
    there = Partner.objects.filter(pk__in=list(besides))
    partners = Partner.objects.filter(deal=deal) & (Partner.objects.taking_part() | there)
    found = partners.select_related("organisation__merged_into").prefetch_related("lines")
    return sorted(found, key=lambda partner: str(partner).casefold())


@dataclass(frozen=True)
class StageRow:
    """A phase of a deal, and where it stands today."""

    stage: DealStage
    is_past: bool
    is_now: bool


def stages_of(deal: Deal) -> list[StageRow]:
    """The phases of a deal in order. One without an end lasts until the next one begins."""
    stages = list(deal.stages.all())
    today = timezone.localdate()
    rows = []
    for stage, following in zip_longest(stages, stages[1:]):
        ends_on = stage.ends_on
        is_past = ends_on < today if ends_on else bool(following and following.starts_on <= today)
        is_now = stage.starts_on <= today and not is_past
        rows.append(StageRow(stage, is_past=is_past, is_now=is_now))
    return rows


def coming_moments(deal: Deal) -> QuerySet[Moment]:
    """The next days that matter to a deal."""
    return deal.moments.filter(on__gte=timezone.localdate())[:MOST_MOMENTS]


def past_signings(deal: Deal) -> QuerySet[Moment]:
    """The days on which the covenant was signed, the first one first."""
    return deal.moments.filter(kind=MomentKind.SIGNING, on__lt=timezone.localdate())


def core_team_of(deal: Deal) -> list[CoreMember]:
    """Who is in the core team today, in the order of the roles."""
    today = timezone.localdate()
    present = deal.core_team.exclude(until__isnull=False, until__lt=today)
    roles = list(CoreRole)
    return sorted(present, key=lambda member: roles.index(CoreRole(member.role)))


# Partners -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PartnerCount:
    """How many organisations a list shows, and how many of them take part as partner."""

    organisations: int
    partners: int


def count_of(partners: Iterable[Partner]) -> PartnerCount:
    """Count these partners, in the same words as the home page: who signed and did not leave."""
    shown = list(partners)
    signed = [p for p in shown if p.relation == Relation.SIGNED and not p.has_left]
    return PartnerCount(len(shown), len(signed))


@dataclass(frozen=True)
class KindOfPartner:
    """The partners of one kind."""

    kind: OrganisationKind
    partners: list[Partner]


@dataclass(frozen=True)
class Apart:
    """Parties that don't take part, and what they have in common."""

    title: Promise
    partners: list[Partner]


APART = {"missing": _("Missing"), "said_no": _("Said no"), "left": _("Left the deal")}


@dataclass(frozen=True)
class PartnerList:
    """The partners of a deal as its page shows them: who takes part by kind, and the others."""

    groups: list[KindOfPartner]
    apart: list[Apart]
    counted: PartnerCount

    @property
    def is_long(self) -> bool:
        """Whether the page folds the list, because it would be all that one sees."""
        return self.counted.organisations > MOST_UNFOLDED

    @property
    def is_empty(self) -> bool:
        """Whether there is nobody to show."""
        return not self.groups and not self.apart


def partner_list(deal: Deal, search: str = "") -> PartnerList:
    """The partners of a deal: those that take part by kind, and apart who does not. `search` looks
    in names, kinds and roles.
    """
    here: list[Partner] = []
    apart: dict[str, list[Partner]] = {place: [] for place in APART}
    for partner in _partners(deal, search):
        place = "left" if partner.has_left else partner.relation
        apart.get(place, here).append(partner)
    others = [Apart(title, apart[place]) for place, title in APART.items() if apart[place]]
    present = [*here, *apart[Relation.MISSING], *apart[Relation.SAID_NO]]
    return PartnerList(_by_kind(here), others, count_of(present))


def _by_kind(partners: Iterable[Partner]) -> list[KindOfPartner]:
    grouped: dict[str, list[Partner]] = defaultdict(list)
    for partner in partners:
        grouped[partner.organisation.current.kind].append(partner)
    return [KindOfPartner(kind, grouped[kind]) for kind in OrganisationKind if kind in grouped]


def _partners(deal: Deal, search: str = "") -> QuerySet[Partner]:
    """The partners of a deal by name, with their people and those of partners merged into them."""
    partners = Partner.objects.standing().filter(deal=deal)
    for word in search.replace("\0", "").split()[:MOST_WORDS]:
        partners = partners.filter(_found(word))
    people = Person.objects.order_by("role")
    merged = Partner.objects.prefetch_related(Prefetch("people", people))
    return (
        partners.select_related("organisation__merged_into")
        .prefetch_related(Prefetch("people", people), Prefetch("merged", merged))
        .order_by(Lower(NAME))
    )


def _found(word: str) -> Q:
    kinds = [kind for kind in OrganisationKind if word.casefold() in str(kind.label).casefold()]
    # A subquery: a join for every word would multiply the rows.
    theirs = Q(partner=OuterRef("pk")) | Q(partner__merged_into=OuterRef("pk"))
    people = Person.objects.filter(theirs)
    people = people.filter(Q(role__icontains=word) | Q(name__icontains=word))
    return (
        Q(organisation__name__icontains=word)
        | Q(organisation__merged_into__name__icontains=word)
        | Q(organisation__kind__in=kinds, organisation__merged_into=None)
        | Q(organisation__merged_into__kind__in=kinds)
        | Q(Exists(people))
    )


@dataclass(frozen=True)
class PartnerFilter:
    """Which partners somebody wants to see in the list; as it is, those that take part."""

    q: str = ""
    kind: str = ""
    relation: str = ""
    line: str = ""
    resistance: bool = False
    part: str = ""


def listed_partners(deal: Deal, wanted: PartnerFilter) -> QuerySet[Partner]:
    """The partners of a deal that this filter lets through, with people and lines of work."""
    partners = _partners(deal, wanted.q).prefetch_related("lines")
    if wanted.part != "all":
        takes_part = Q(until=None) | Q(until__gte=timezone.localdate())
        partners = partners.filter(~takes_part if wanted.part == "left" else takes_part)
    if wanted.kind:
        partners = partners.alias(as_kind=KIND).filter(as_kind=wanted.kind)
    if wanted.relation:
        partners = partners.filter(relation=wanted.relation)
    if wanted.line:
        partners = partners.filter(lines__pk=wanted.line)
    if wanted.resistance:
        partners = partners.filter(resistance=True)
    return partners


def count_partners(deal: Deal) -> int:
    """How many partners a deal ever had, in whatever relation."""
    return Partner.objects.standing().filter(deal=deal).count()


def known_organisations(deal: Deal, search: str = "") -> list[str]:
    """Names of organisations that are no partner of this deal yet, to choose from."""
    names = Organisation.objects.standing().exclude(partnerships__deal=deal)
    if search:
        names = names.filter(name__icontains=search.replace("\0", ""))
    return list(names.order_by("name").values_list("name", flat=True)[:MOST_NAMES])


def organisations_in(deal: Deal) -> set[str]:
    """The ids of the organisations that are on the list of partners, as what they go on as."""
    pairs = deal.partners.values_list("organisation_id", "organisation__merged_into_id")
    return {str(merged_into or own) for own, merged_into in pairs}


def kinds_of(groups: Iterable[KindOfPartner]) -> Counter[str]:
    """How many there are of each kind that take part as partner."""
    return Counter({group.kind.value: count_of(group.partners).partners for group in groups})


# The team -------------------------------------------------------------------------------------


def team_of(deal: Deal) -> QuerySet[TeamMember]:
    """Everybody in the team, facilitators first."""
    return deal.team.select_related("user").order_by("role", "user__name", "user__email")


def waiting_invitations(deal: Deal) -> QuerySet[Invitation]:
    """Invitations that nobody used or took back, newest first; some may be too old."""
    return deal.invitations.filter(accepted_at__isnull=True, revoked_at__isnull=True).order_by(
        "-made_at"
    )
