"""Who may do what with deals and sessions: named predicates, each a question with yes or no."""

from collections.abc import Collection
from uuid import UUID

from django.contrib.auth.models import AnonymousUser

from deals.models import Deal, Organisation, Partner, Session, TeamMember, TeamRole, User


def membership(user: User | AnonymousUser, deal: Deal) -> TeamMember | None:
    """The user's place in the team of a deal, or None."""
    if not isinstance(user, User) or not user.is_active:
        return None
    return TeamMember.objects.filter(deal=deal, user=user).first()


def may_facilitate(member: TeamMember | None) -> bool:
    """Prepare and run sessions, and say who is in the team."""
    return member is not None and member.role == TeamRole.FACILITATOR


def may_keep_records(member: TeamMember | None) -> bool:
    """Change what is written down of the deal, its partners and their people: the whole team."""
    return member is not None


def may_rename(user: User, organisation: Organisation) -> bool:
    """Change the name or kind of an organisation: deals share it, so only who is in all of them."""
    mine = Deal.objects.filter(team__user=user)
    return not Partner.objects.of(organisation).exclude(deal__in=mine).exists()


def may_see_organisations(user: User) -> bool:
    """See which organisations there are: names, kinds and numbers. Who is in a team, and staff."""
    return user.is_agenda_stad or TeamMember.objects.filter(user=user).exists()


def may_merge(user: User, deals: Collection[UUID], teams: Collection[UUID]) -> bool:
    """Let an organisation go on as another one: staff, and who is in the team of every deal in
    which it takes part. `deals`: those; `teams`: the deals whose team the user is in.

    Without any deal nobody stands up for it, so that it is only for staff.
    """
    return user.is_agenda_stad or (bool(deals) and set(deals) <= set(teams))


def may_take_apart(
    user: User, deals: Collection[UUID], deals_of_other: Collection[UUID], teams: Collection[UUID]
) -> bool:
    """Let a merged organisation stand by itself again: that changes the deals of both."""
    both = {*deals, *deals_of_other}
    return may_merge(user, deals, teams) and may_merge(user, both, teams)


def may_read_deal(user: User | AnonymousUser, deal: Deal) -> bool:
    """Read the page of a deal: its team, and staff of Agenda Stad."""
    if membership(user, deal) is not None:
        return True
    return isinstance(user, User) and user.is_active and user.is_agenda_stad


def is_in_team(user: User | AnonymousUser, deal: Deal) -> bool:
    """Be in the team of a deal, in whatever role."""
    return membership(user, deal) is not None


def may_read_history(user: User | AnonymousUser, session: Session) -> bool:
    """Read a closed session: its team, and staff of Agenda Stad for every deal."""
    if membership(user, session.deal) is not None:
        return True
    return isinstance(user, User) and user.is_agenda_stad and session.is_closed
