"""What pages of deals show, each in a fixed number of queries."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from deals.domain.actions import TAKES_UP, owner_value
from deals.domain.innovations import TEXTS
from deals.models import (
    Action,
    CoreMember,
    CoreRole,
    Deal,
    DealStage,
    Innovation,
    InnovationPhase,
    Invitation,
    Job,
    JobState,
    Organisation,
    OrganisationKind,
    Partner,
    Person,
    Phase,
    Relation,
    Session,
    Stage,
    TeamMember,
    User,
)
from deals.models.sessions import read_by_all

MOST_WORDS = 6  # of a search; nobody types more, and each costs
MOST_NAMES = 300
MOST_UNFOLDED = 30  # partners on the page of a deal; more are folded, kind by kind

# A merged organisation goes on as another: that one's name and kind count.
NAME = Coalesce("organisation__merged_into__name", "organisation__name")
KIND = Coalesce("organisation__merged_into__kind", "organisation__kind")

BEFORE_TESTING = (Stage.EXPLORING, Stage.DESIGNING)
BEFORE_OR_AFTER = (Phase.PREPARING, Phase.CLOSED)


def is_running(session: Session) -> bool:
    """Whether people sit in it now: started, and not closed; nobody sits in one on paper."""
    return session.phase not in BEFORE_OR_AFTER and not session.paper


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
    elif session.paper:
        return  # it has been: nothing is still to come
    elif is_running(session):
        row.running = session
    elif row.planned is None or row.planned.planned_on < timezone.localdate():
        row.planned = session


# The page of a deal ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Sessions:
    """The sessions of a deal by where they stand, each newest first; `paper`: held on paper, and
    still being entered.
    """

    running: list[Session]
    planned: list[Session]
    closed: list[Session]
    trials: list[Session]
    paper: list[Session]


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
        paper=[s for s in sessions if s.paper and not s.is_closed],
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


def partners_on(deal: Deal, day: date) -> set[UUID]:
    """The ids of the partners of a deal that took part on a day and had not said no, in two
    queries: by how they stood to it then, in so far as the records say since when.
    """
    partners = Partner.objects.standing().filter(deal=deal).prefetch_related("former")
    return {partner.pk for partner in partners if _takes_part_on(partner, day)}


def _takes_part_on(partner: Partner, day: date) -> bool:
    periods = [(each.relation, each.since, each.until) for each in partner.former.all()]
    periods.append((partner.relation, partner.since, partner.until))
    then = [
        relation
        for relation, since, until in periods
        if (since is None or since <= day) and (until is None or day <= until)
    ]
    # A period begins on the day on which the one before ends: the last one counts.
    return bool(then) and then[-1] != Relation.SAID_NO


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


def core_team_of(deal: Deal) -> list[CoreMember]:
    """Who is in the core team today, in the order of the roles."""
    today = timezone.localdate()
    present = deal.core_team.exclude(until__isnull=False, until__lt=today)
    roles = list(CoreRole)
    return sorted(present, key=lambda member: roles.index(CoreRole(member.role)))


# Actions --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Actions:
    """What was agreed in a deal: what has to be done still, the first day first, and what was done,
    the latest first.
    """

    open: list[Action]
    done: list[Action]


def actions_of(deal: Deal, only_closed: bool = False) -> Actions:
    """The actions of a deal, in one query; without what was agreed in a try-out. For staff of
    Agenda Stad also without what a session agreed that is not closed: they don't read in it.
    """
    actions = deal.actions.exclude(session__trial=True)
    if only_closed:
        actions = actions.filter(read_by_all())
    found = open_and_done(actions)
    if only_closed:
        for action in found.open + found.done:
            without_unread(action)
    return found


def _is_read_by_staff(innovation: Innovation) -> bool:
    return innovation.session is None or innovation.session.is_closed


def without_unread(action: Action) -> None:
    """Leave out an innovation that a session collected which is not closed."""
    if action.innovation is not None and not _is_read_by_staff(action.innovation):
        action.innovation = None


def actions_of_session(session: Session) -> Actions:
    """What was agreed in one session, in one query."""
    return open_and_done(session.actions.all())


def open_and_done(actions: QuerySet[Action]) -> Actions:
    """These actions with their owners and where they came from, in one query."""
    related = ("session", "innovation__session")
    found = list(actions.with_owners().select_related(*related))  # type: ignore[attr-defined]
    done = [(action.done_at, action) for action in found if action.done_at is not None]
    latest_first = sorted(done, key=lambda pair: pair[0], reverse=True)
    return Actions(
        open=[action for action in found if not action.is_done],
        done=[action for _at, action in latest_first],
    )


Choices = list[tuple[str, str]]


def owner_choices(deal: Deal, action: Action | None = None) -> Choices:
    """Everybody who can own an action of a deal, as values and names, in three queries; besides
    them who owns this action though they left since.
    """
    return [choice for _title, choices in owner_groups(deal, action) for choice in choices]


def owner_groups(deal: Deal, action: Action | None = None) -> list[tuple[str, Choices]]:
    """The same, by what they are to the deal; what is empty is left out."""
    groups = [
        (_text("Core team"), _members_to_own(deal)),
        (_text("Partners"), _partners_to_own(deal)),
        (_text("Contact persons"), _people_to_own(deal)),
    ]
    now = "" if action is None else owner_value(action)
    if now and now not in {value for _title, choices in groups for value, _label in choices}:
        assert action is not None  # noqa: S101 - for the type
        groups.insert(0, (_text("Now"), [(now, action.owner)]))
    return [(title, choices) for title, choices in groups if choices]


def _members_to_own(deal: Deal) -> Choices:
    return [(f"member:{member.pk}", with_role(member)) for member in core_team_of(deal)]


def with_role(member: CoreMember) -> str:
    """Somebody in the core team by name and role; one of the two when they say the same."""
    role = member.get_role_display()
    return member.name if role.casefold() in member.name.casefold() else f"{member.name} ({role})"


def _taking_up(deal: Deal) -> QuerySet[Partner]:
    return Partner.objects.taking_part().filter(deal=deal, relation__in=TAKES_UP)


def _partners_to_own(deal: Deal) -> Choices:
    partners = _taking_up(deal).select_related("organisation__merged_into").order_by(Lower(NAME))
    return [(f"partner:{partner.pk}", str(partner)) for partner in partners]


def doers_to_choose(deal: Deal) -> list[Partner]:
    """The partners of a deal that can be named as who sees to something, by name."""
    return list(_taking_up(deal).select_related("organisation__merged_into").order_by(Lower(NAME)))


def _people_to_own(deal: Deal) -> Choices:
    those = _taking_up(deal)
    theirs = Q(partner__in=those) | Q(partner__merged_into__in=those)
    people = Person.objects.speaking().filter(theirs)
    people = people.select_related("partner__organisation__merged_into")
    choices = [(f"person:{person.pk}", f"{person} ({person.partner})") for person in people]
    return sorted(choices, key=lambda choice: choice[1].casefold())


# Innovations ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class InnovationRow:
    """An innovation on the page of its deal. `also`: the names of what was merged into it."""

    innovation: Innovation
    open_actions: int
    also: list[str]


@dataclass(frozen=True)
class Innovations:
    """The innovations of a deal by name: those of today, and those that were taken off the list."""

    current: list[InnovationRow]
    removed: list[Innovation]

    @property
    def can_merge(self) -> bool:
        """Whether there are two that may be one."""
        return len(self.current) > 1


def innovations_of(deal: Deal, only_closed: bool = False) -> Innovations:
    """The innovations of a deal, in one query; without what was collected in a try-out. For staff
    of Agenda Stad also without what a session collected that is not closed, as with actions: nor
    what such a session made of the others by merging them.
    """
    is_open = Q(actions__done_at=None) & ~Q(actions__session__trial=True)
    if only_closed:
        is_open &= read_by_all("actions__session")
    every = deal.innovations.exclude(session__trial=True).select_related("line", "session")
    counted = every.annotate(open_actions=Count("actions", filter=is_open, distinct=True))
    together: dict[UUID, list[Innovation]] = defaultdict(list)
    for innovation in counted:
        together[innovation.merged_into_id or innovation.pk].append(innovation)
    rows = [
        row
        for same in together.values()
        for row in (_rows_for_staff(same) if only_closed else _rows(same))
    ]
    rows.sort(key=lambda row: row.innovation.name.casefold())
    return Innovations(
        current=[row for row in rows if row.innovation.removed_at is None],
        removed=[row.innovation for row in rows if row.innovation.removed_at is not None],
    )


def _rows(same: list[Innovation]) -> list[InnovationRow]:
    """The one of these that stays, with the names of those that were merged into it; none when it
    is not among them.
    """
    return [
        InnovationRow(each, each.open_actions, _other_names(each, same))  # type: ignore[attr-defined]
        for each in same
        if each.merged_into_id is None
    ]


def _rows_for_staff(same: list[Innovation]) -> list[InnovationRow]:
    """The same as staff of Agenda Stad may read it. What went up in one that they don't read stands
    there as it was. Texts that came from one that they don't read are left out.
    """
    readable = [each for each in same if _is_read_by_staff(each)]
    unread = [each for each in same if each not in readable and each.merged_into_id is not None]
    for each in readable:
        for name in TEXTS:
            if getattr(each, name) in {getattr(other, name) for other in unread}:
                setattr(each, name, "")
    return _rows(readable) or [
        InnovationRow(each, each.open_actions, [])  # type: ignore[attr-defined]
        for each in readable
    ]


def _other_names(innovation: Innovation, same: list[Innovation]) -> list[str]:
    names = [other.name for other in _by_name(same)]
    return [name for name in names if name.casefold() != innovation.name.casefold()]


def innovations_to_choose(deal: Deal, also: Iterable[UUID] = ()) -> list[Innovation]:
    """The innovations of a deal that can be put on a table, by name, in one query; and `also` those
    that lie there already, though they were removed or merged since.
    """
    wanted = Q(removed_at=None, merged_into=None) | Q(pk__in=list(also))
    found = deal.innovations.filter(wanted).exclude(session__trial=True)
    return _by_name(found.select_related("line", "session"))


def _by_name(innovations: Iterable[Innovation]) -> list[Innovation]:
    return sorted(innovations, key=lambda innovation: innovation.name.casefold())


def innovation_choices(deal: Deal, action: Action | None = None) -> Choices:
    """The innovations that an action of a deal can bring further, as values and names; besides them
    the one that it has, whatever became of that.
    """
    has = [] if action is None or action.innovation_id is None else [action.innovation_id]
    return [(str(each.pk), each.name) for each in innovations_to_choose(deal, has)]


def are_directions(stages: Iterable[StageRow]) -> bool:
    """Whether a deal still thinks up what it will test: its innovations are solution directions."""
    return any(row.is_now and row.stage.stage in BEFORE_TESTING for row in stages)


def phase_in(stages: Iterable[StageRow]) -> InnovationPhase:
    """How far a new innovation is in a deal with these phases, as long as nobody says so."""
    early = are_directions(stages)
    return InnovationPhase.DIRECTION if early else InnovationPhase.TESTING


def phase_of_new(deal: Deal) -> InnovationPhase:
    """How far a new innovation of a deal is, as long as nobody says so, in one query."""
    return phase_in(stages_of(deal))


# Jobs -----------------------------------------------------------------------------------------


def latest_jobs(deal: Deal, user: User) -> dict[str, Job]:
    """The last job of each kind that this user asked for of a deal as a whole, in one query; not
    one that was stopped.
    """
    mine = deal.jobs.filter(by=user, session=None).exclude(state=JobState.CANCELLED)
    return {job.kind: job for job in mine.order_by("made_at")}


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
    def everybody(self) -> list[Partner]:
        """All of them, also who does not take part."""
        those = [group.partners for group in self.groups] + [part.partners for part in self.apart]
        return [partner for partners in those for partner in partners]

    @property
    def is_long(self) -> bool:
        """Whether the page folds the list, because it would be all that one sees."""
        return self.counted.organisations > MOST_UNFOLDED

    @property
    def is_empty(self) -> bool:
        """Whether there is nobody to show."""
        return not self.groups and not self.apart


def partner_list(deal: Deal, search: str = "", *, only_closed: bool = False) -> PartnerList:
    """The partners of a deal: those that take part by kind, and apart who does not. `search` looks
    in names, kinds and roles. `only_closed`: for staff of Agenda Stad.
    """
    here: list[Partner] = []
    apart: dict[str, list[Partner]] = {place: [] for place in APART}
    for partner in _partners(deal, search, only_closed=only_closed):
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


def _partners(deal: Deal, search: str = "", *, only_closed: bool = False) -> QuerySet[Partner]:
    """The partners of a deal by name, with their people and those of partners merged into them."""
    standing = Partner.objects.standing().filter(deal=deal)
    partners = standing.read_by_all() if only_closed else standing
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


def listed_partners(
    deal: Deal, wanted: PartnerFilter, *, only_closed: bool = False
) -> QuerySet[Partner]:
    """The partners of a deal that this filter lets through, with people and lines of work.
    `only_closed`: for staff of Agenda Stad.
    """
    partners = _partners(deal, wanted.q, only_closed=only_closed).prefetch_related("lines")
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
