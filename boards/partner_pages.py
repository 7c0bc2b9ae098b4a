"""The pages that are handed over to a partner: what they say, for web and paper alike.

They go to a whole organisation. So, whoever makes one, they hold what the room could see and no
more: never a facilitators' placing that was not revealed to the room, nor one that was shown to a
single participant; nothing of a session that still runs; and of nobody but this partner.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from boards.domain.standing import Standing, standings_of
from boards.models import Doer, Sheet
from boards.standings import readers_of
from deals import partaking, queries
from deals.domain.actions import TAKES_UP
from deals.domain.years import YearPage, page_of, pages_of
from deals.models import (
    Action,
    CoreMember,
    Deal,
    Goal,
    Innovation,
    Partner,
    Person,
    Phase,
    Session,
)

MOST_DONE = 10  # on a welcome page


# What both pages need -------------------------------------------------------------------------


@dataclass(frozen=True)
class Attended:
    """A session of the deal, its boards by name, and how many of the partner sat there."""

    session: Session
    boards: list[str]
    people: int


def group_of(partner: Partner) -> tuple[UUID, ...]:
    """A partner and those that were merged into it."""
    return (partner.pk, *partner.merged.order_by("pk").values_list("pk", flat=True))


def places_of(sessions: Collection[Session], partners: Collection[UUID]) -> list[Standing]:
    """Where these organisations lay, as everybody in the room could see it; not their people: a
    place of somebody by name is no one else's to hand over.
    """
    found = standings_of(readers_of(sessions, teams=()), partners)
    return [standing for standing in found if not standing.subject.is_person]


def named_in(partners: Collection[UUID], year: int | None = None) -> list[Innovation]:
    """The innovations for which these partners were named in a worksheet of a closed session, as
    what they go on as, by name, in two queries; without those that were taken off the list, and
    what a session collected that is still open. `year`: only in sessions of that year.
    """
    doers = Doer.objects.filter(partner__in=partners, named=True, subject__innovation__isnull=False)
    doers = doers.filter(sheet__session__phase=Phase.CLOSED)
    if year is not None:
        doers = doers.filter(sheet__session__planned_on__year=year)
    ids = set(doers.values_list("subject__innovation", "sheet__session__deal"))
    known = Innovation.objects.filter(deal__in={deal for _pk, deal in ids})
    by_id = {each.pk: each for each in known.select_related("deal", "session")}
    current = {_goes_on_as(by_id[pk], by_id) for pk, _deal in ids}
    readable = (
        each
        for each in current
        if each.removed_at is None and (each.session is None or each.session.is_closed)
    )
    return sorted(readable, key=lambda each: (each.name.casefold(), str(each.pk)))


def _goes_on_as(innovation: Innovation, known: dict[UUID, Innovation]) -> Innovation:
    while innovation.merged_into_id in known:
        innovation = known[innovation.merged_into_id]
    return innovation


def _attended(
    sessions: list[Session], partners: Collection[UUID], between: tuple[date, date] | None = None
) -> list[Attended]:
    """These sessions with their boards, and how many of these partners sat there."""
    boards: dict[UUID, dict[str, str]] = {session.pk: {} for session in sessions}
    sheets = Sheet.objects.filter(session__in=boards).order_by("order")
    for session, board, title in sheets.values_list("session", "board", "content__title"):
        boards[session][board] = title
    begin, end = between or (None, None)
    sat = partaking.sat_in_by_partner(partners, begin, end)
    people = {each.session.pk: each.people for its in sat.values() for each in its}
    return [
        Attended(session, list(boards[session.pk].values()), people.get(session.pk, 0))
        for session in sessions
    ]


def _closed(deal: Deal) -> list[Session]:
    closed = deal.sessions.filter(phase=Phase.CLOSED)
    return list(closed.order_by("planned_on", "made_at"))


# A year ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class YearContents:
    """The page of a partner about a year: what was written, and what stands there by itself."""

    page: YearPage
    attended: list[Attended]
    places: list[Standing]
    agreed: list[Action]
    innovations: list[Innovation]

    @property
    def is_example(self) -> bool:
        """Whether any of it was made up, and the page has to say so."""
        return self.page.partner.deal.invented or any(
            each.session.invented for each in self.attended
        )


def year_contents(partner: Partner, year: int) -> YearContents:
    """What the page says, the same for everybody who may read it. A fixed number of queries."""
    group = group_of(partner)
    sessions = [s for s in _closed(partner.deal) if s.planned_on.year == year]
    between = (date(year, 1, 1), date(year, 12, 31))
    attended = _attended(sessions, group, between)
    return YearContents(
        page=page_of(partner, year),
        attended=[each for each in attended if each.people],
        places=places_of(sessions, group),
        agreed=_agreed_in(partner, group, year),
        innovations=named_in(group, year=year),
    )


def _agreed_in(partner: Partner, group: Collection[UUID], year: int) -> list[Action]:
    """The actions of a partner and its people that were agreed or done in a year."""
    owned = partner.deal.actions.owned_by(group).read_by_all()
    actions = owned.with_owners().select_related("session", "innovation__session")
    return [each for each in actions if year in (agreed_on(each).year, _year(each.done_at))]


def agreed_on(action: Action) -> date:
    """The day on which something was agreed: that of its session, or else when it was written."""
    if action.session is not None:
        return action.session.planned_on
    return timezone.localdate(action.made_at)


def _year(at: datetime | None) -> int | None:
    return None if at is None else timezone.localdate(at).year


# The years of all partners --------------------------------------------------------------------


@dataclass(frozen=True)
class YearRow:
    """A partner in the list of a year: how many sessions it sat in, and what became of its page."""

    partner: Partner
    attended: int
    page: YearPage | None


def year_rows(deal: Deal, year: int, *, only_confirmed: bool) -> list[YearRow]:
    """The partners of a deal in a year, by name; others of which there is a page too. A fixed
    number of queries. `only_confirmed`: for staff, who read a page once it is confirmed.
    """
    begin, end = date(year, 1, 1), date(year, 12, 31)
    standing = Partner.objects.standing().filter(deal=deal)
    partners = list(standing.select_related("deal", "organisation__merged_into"))
    pages = pages_of(partners, year)
    ids = Partner.objects.filter(deal=deal).values_list("pk", flat=True)
    sat = partaking.sat_in_by_partner(list(ids), begin, end)
    rows = [
        YearRow(each, len(sat.get(each.pk, ())), pages.get(each.pk))
        for each in sorted(partners, key=lambda each: str(each).casefold())
        if each.pk in pages or each.pk in sat or _took_part(each, begin, end)
    ]
    if only_confirmed:
        return [row for row in rows if row.page is not None and row.page.is_confirmed]
    return rows


def _took_part(partner: Partner, begin: date, end: date) -> bool:
    if partner.relation not in TAKES_UP:
        return False
    came = partner.since is None or partner.since <= end
    return came and (partner.until is None or partner.until >= begin)


# A welcome ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Welcome:
    """A deal for somebody who is new at a partner: what it is about, and what was before them."""

    partner: Partner
    goals: list[Goal]
    stages: list[queries.StageRow]
    core_team: list[CoreMember]
    sessions: list[Attended]
    places: list[Standing]
    open: list[Action]
    done: list[Action]
    innovations: list[Innovation]
    before: list[Person]
    now: list[Person]

    @property
    def deal(self) -> Deal:
        """The deal that they come into."""
        return self.partner.deal

    @property
    def is_example(self) -> bool:
        """Whether any of it was made up, and the page has to say so."""
        return self.deal.invented or any(each.session.invented for each in self.sessions)


def welcome_of(partner: Partner) -> Welcome:
    """All that a newcomer of this partner gets to read, in a fixed number of queries."""
    deal, group = partner.deal, group_of(partner)
    sessions = _closed(deal)
    owned = deal.actions.owned_by(group).read_by_all()
    actions = queries.open_and_done(owned)
    people = list(Person.objects.filter(partner__in=group).order_by("until", "since", "role"))
    listed = queries.innovations_of(deal, only_closed=True).current
    return Welcome(
        partner=partner,
        goals=list(deal.goals.all()),
        stages=queries.stages_of(deal),
        core_team=queries.core_team_of(deal),
        sessions=_attended(sessions, group),
        places=places_of(sessions, group),
        open=actions.open,
        done=actions.done[:MOST_DONE],
        innovations=[row.innovation for row in listed],
        before=[person for person in people if person.has_left],
        now=[person for person in people if not person.has_left],
    )
