"""The demo: the seven City Deals that were reviewed, a very large one and a Town Deal, with
accounts to try things with.

Two deals have their real partners; of the others partners were put together as an example, and
they say so. Contact persons are roles and never names. What is there is left as it is.
"""

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from zlib import crc32

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from deals import clock
from deals.domain.actions import Owner, add_action, finish_action
from deals.domain.demo_plans import (
    ActionPlan,
    Day,
    DealPlan,
    InnovationPlan,
    Party,
    day_of,
    roles,
)
from deals.domain.innovations import add_innovation
from deals.models import (
    CoreMember,
    Deal,
    DealStage,
    Goal,
    Level,
    Moment,
    Organisation,
    OrganisationKind,
    Partner,
    Person,
    Phase,
    Relation,
    TeamMember,
    TeamRole,
    User,
    WorkLine,
)

PASSWORD_FILE = "demo-password"  # noqa: S105 - the file's name
WORDS = (
    *("appel", "beuk", "duin", "egel", "gracht", "heide", "iep", "klaver", "linde", "merel"),
    *("oever", "plein", "reiger", "stoep", "tuin", "uiver", "veen", "wilg", "zwaluw", "brug"),
)
# One in ten contact persons is a trainee, one a board member: the rest does the work.
LEVELS = (*(Level.STAFF,) * 6, Level.DIRECTOR, Level.DIRECTOR, Level.BOARD, Level.TRAINEE)
SUCCEEDED_MONTHS_AGO = -7
DONE_AT = time(10)


@dataclass(frozen=True)
class Demo:
    """What the demo consists of; each deal with the plan that it was made by."""

    deals: list[tuple[Deal, DealPlan]]
    facilitators: list[User]
    accounts: list[User]
    password: str
    password_file: Path


@transaction.atomic
def make_demo_deals(chosen: Sequence[DealPlan]) -> Demo:
    """Make what is not there yet of these deals, their partners, and the accounts."""
    password, is_new = _password()
    facilitators = [
        _account(f"gespreksleider{n}@demo.example", f"Gespreksleider {n}", password, is_new)
        for n in (1, 2)
    ]
    member = _account("teamlid@demo.example", "Teamlid", password, is_new)
    staff = _account("agendastad@demo.example", "Agenda Stad", password, is_new)
    User.objects.filter(pk=staff.pk).update(is_agenda_stad=True)
    deals = [(_deal(plan), plan) for plan in chosen]
    for deal, _plan in deals:
        for facilitator in facilitators:
            _in_team(deal, facilitator, TeamRole.FACILITATOR)
    _in_team(deals[0][0], member, TeamRole.MEMBER)
    accounts = [*facilitators, member, staff]
    return Demo(deals, facilitators, accounts, password, settings.DATA_DIR / PASSWORD_FILE)


# Accounts -------------------------------------------------------------------------------------


def _password() -> tuple[str, bool]:
    """This installation's password for all demo accounts, and whether it was made just now."""
    path = settings.DATA_DIR / PASSWORD_FILE
    if path.exists():
        return path.read_text().strip(), False
    words = [secrets.choice(WORDS) for _ in range(5)]
    password = "-".join([*words, f"{secrets.randbelow(10_000):04}"])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(password + "\n")
    return password, True


def _account(email: str, name: str, password: str, set_password: bool) -> User:
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, password, name=name)
    elif set_password:
        user.set_password(password)
        user.save(update_fields=["password"])
    EmailAddress.objects.get_or_create(
        user=user, email=email, defaults={"primary": True, "verified": True}
    )
    return user


def _in_team(deal: Deal, user: User, role: TeamRole) -> None:
    TeamMember.objects.get_or_create(deal=deal, user=user, defaults={"role": role})


# Deals ----------------------------------------------------------------------------------------


def _deal(plan: DealPlan) -> Deal:
    """The deal as somebody left it, or made anew as the plan has it."""
    there = Deal.objects.filter(Q(pk=plan.id) | Q(name=plan.name)).first()
    if there is not None:
        return there
    today = timezone.localdate()
    deal = Deal.objects.create(
        id=plan.id,
        kind=plan.kind,
        name=plan.name,
        theme=plan.theme,
        problem=plan.problem,
        invented=plan.invented,
    )
    _course(deal, plan, today)
    made = WorkLine.objects.bulk_create(WorkLine(deal=deal, name=name) for name in plan.lines)
    lines = {line.name: line for line in made}
    _partners(deal, plan.parties(), lines, today)
    _innovations(deal, plan.innovations, lines)
    return deal


def _course(deal: Deal, plan: DealPlan, today: date) -> None:
    """What the deal is for, its phases, its days and its core team."""
    Goal.objects.bulk_create(
        Goal(deal=deal, text=text, order=order) for order, text in enumerate(plan.goals)
    )
    DealStage.objects.bulk_create(
        DealStage(
            deal=deal,
            stage=stage.stage,
            starts_on=day_of(stage.starts, today),
            ends_on=_day(stage.ends, today),
            note=stage.note,
        )
        for stage in plan.stages
    )
    Moment.objects.bulk_create(
        Moment(deal=deal, kind=moment.kind, on=day_of(moment.on, today), title=moment.title)
        for moment in plan.moments
    )
    CoreMember.objects.bulk_create(
        CoreMember(
            deal=deal,
            role=core.role,
            name=core.name,
            since=_day(core.since, today),
            until=_day(core.until, today),
        )
        for core in plan.core
    )


def _partners(
    deal: Deal, parties: Sequence[Party], lines: dict[str, WorkLine], today: date
) -> None:
    organisations = _organisations(parties)
    partners = [
        Partner(
            deal=deal,
            organisation=organisations[party.name.casefold()],
            relation=party.relation,
            why=party.why,
            since=_day(party.since, today),
            until=_day(party.until, today),
            hours=party.hours,
            euros=party.euros,
            contribution=party.contribution,
            resistance=party.resistance,
        )
        for party in parties
    ]
    Partner.objects.bulk_create(partners)
    in_line = Partner.lines.through
    in_line.objects.bulk_create(
        in_line(partner=partner, workline=lines[party.line])
        for partner, party in zip(partners, parties, strict=True)
        if party.line
    )
    Person.objects.bulk_create(
        person
        for partner, party in zip(partners, parties, strict=True)
        if party.relation in (Relation.SIGNED, Relation.INVOLVED)
        for person in _people(partner, party.kind, today)
    )


def _innovations(
    deal: Deal, collected: Iterable[InnovationPlan], lines: dict[str, WorkLine]
) -> None:
    """The solutions of the deal, made up all of them."""
    for plan in collected:
        add_innovation(
            deal,
            plan.name,
            problem=plan.problem,
            experiment=plan.experiment,
            phase=plan.phase,
            line=lines[plan.line] if plan.line else None,
            by=None,
        )


def _organisations(parties: Iterable[Party]) -> dict[str, Organisation]:
    """The organisations that these parties are by now, by name in lower case; new ones are made."""
    known = Organisation.objects.select_related("merged_into")
    there = {found.name.casefold(): found.current for found in known}
    Organisation.objects.bulk_create(
        there.setdefault(party.name.casefold(), Organisation(name=party.name, kind=party.kind))
        for party in parties
        if party.name.casefold() not in there
    )
    return there


def _people(partner: Partner, kind: OrganisationKind, today: date) -> list[Person]:
    """One or two roles that fit the kind; the same ones for the same partner, every time.

    Now and then somebody handed over to a successor: a newcomer has to find that.
    """
    number = crc32(f"{partner.deal} {partner.organisation}".encode())
    people = [_person(partner, kind, number)]
    if number % 3 == 0:
        people.append(_person(partner, kind, number // 10))
    handed_over = day_of(SUCCEEDED_MONTHS_AGO, today)
    if number % 7 == 0 and partner.since is not None and partner.since < handed_over:
        people[0].since = handed_over
        before = _person(partner, kind, number)
        before.since, before.until = partner.since, handed_over
        people.append(before)
    return people


def _person(partner: Partner, kind: OrganisationKind, number: int) -> Person:
    choices = roles()[kind]
    level = LEVELS[number % len(LEVELS)]
    if level not in choices:
        level = Level.STAFF
    titles = choices[level]
    title = titles[number // len(LEVELS) % len(titles)]
    return Person(partner=partner, role=title, level=level, since=partner.since)


# What was agreed ------------------------------------------------------------------------------


@transaction.atomic
def make_demo_actions(deal: Deal, agreed: Sequence[ActionPlan], by: User) -> None:
    """What the conversations of a deal led to; they were held already."""
    talks = {session.title: session for session in deal.sessions.filter(phase=Phase.CLOSED)}
    owners: dict[str, Owner] = {"": None}
    owners |= {
        str(partner): partner
        for partner in deal.partners.select_related("organisation__merged_into")
    }
    owners |= {member.name: member for member in deal.core_team.all()}
    innovations = {innovation.name: innovation for innovation in deal.innovations.current()}
    today = timezone.localdate()
    for plan in agreed:
        session, owner = talks[plan.talk], owners[plan.owner]
        due, then = _day(plan.due, today), session.closed_at or timezone.now()
        with clock.set_to(_standing_still_at(then)):
            action = add_action(
                deal,
                plan.text,
                owner=owner,
                due=due,
                by=by,
                session=session,
                origin=plan.origin,
                innovation=innovations[plan.innovation] if plan.innovation else None,
            )
        if plan.done is not None:
            day = datetime.combine(day_of(plan.done, today), DONE_AT)
            with clock.set_to(_standing_still_at(timezone.make_aware(day))):
                finish_action(action, by)


def _standing_still_at(moment: datetime) -> Callable[[], datetime]:
    return lambda: moment


def _day(day: Day | None, today: date) -> date | None:
    return None if day is None else day_of(day, today)
