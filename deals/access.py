"""The only way to reach an object from an address: look up inside what the reader may see.

What somebody may not see does not exist for them: always 404, never 403, so that an answer does
not tell whether an id exists.
"""

from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from deals import organisations, partaking, rules
from deals.domain.jobs import may_read
from deals.models import (
    Action,
    Deal,
    Innovation,
    Invitation,
    Job,
    Organisation,
    Partner,
    Session,
    TeamMember,
    TeamRole,
    User,
)

Reader = User | AnonymousUser


def deals_of(user: Reader) -> QuerySet[Deal]:
    """The deals whose team the user is in."""
    return (
        Deal.objects.filter(team__user_id=user.pk) if user.is_authenticated else Deal.objects.none()
    )


def deals_to_review(user: Reader) -> QuerySet[Deal]:
    """All deals, for staff of Agenda Stad; none for others."""
    return (
        Deal.objects.all()
        if isinstance(user, User) and user.is_agenda_stad
        else Deal.objects.none()
    )


def deal_for_reader(user: Reader, deal_id: UUID) -> Deal:
    """A deal for its team, or for staff of Agenda Stad."""
    return get_object_or_404((deals_of(user) | deals_to_review(user)).distinct(), pk=deal_id)


def deal_for_facilitator(user: Reader, deal_id: UUID) -> Deal:
    """A deal for its facilitators."""
    if not isinstance(user, User):
        raise Http404
    deals = Deal.objects.filter(team__user=user, team__role=TeamRole.FACILITATOR)
    return get_object_or_404(deals, pk=deal_id)


def deal_for_keeper(user: Reader, deal_id: UUID) -> Deal:
    """A deal for who keeps its records."""
    deal = get_object_or_404(deals_of(user), pk=deal_id)
    if not rules.may_keep_records(rules.membership(user, deal)):
        raise Http404
    return deal


def partner_for_keeper(user: Reader, deal_id: UUID, partner_id: UUID) -> Partner:
    """A partner of a deal whose records the user keeps; one that was merged is found no more."""
    deal = deal_for_keeper(user, deal_id)
    partners = deal.partners.select_related("deal", "organisation__merged_into")
    return get_object_or_404(partners, pk=partner_id, merged_into=None)


def action_for_keeper(user: Reader, deal_id: UUID, action_id: UUID) -> Action:
    """An action of a deal whose records the user keeps; not one of a try-out."""
    deal = deal_for_keeper(user, deal_id)
    actions = Action.objects.with_owners().select_related("deal", "session", "innovation")
    return get_object_or_404(actions.exclude(session__trial=True), deal=deal, pk=action_id)


def innovation_for_keeper(user: Reader, deal_id: UUID, innovation_id: UUID) -> Innovation:
    """An innovation of a deal whose records the user keeps, also one that was removed or merged;
    not one of a try-out.
    """
    deal = deal_for_keeper(user, deal_id)
    found = Innovation.objects.select_related("deal", "line", "session", "merged_into")
    return get_object_or_404(found.exclude(session__trial=True), deal=deal, pk=innovation_id)


def organisation_for_reader(user: Reader, organisation_id: UUID) -> partaking.Sight:
    """An organisation in the deals that somebody may read; of a merged one what it goes on as. In
    none of those deals: it is not found.
    """
    known = Organisation.objects.select_related("merged_into")
    organisation = get_object_or_404(known, pk=organisation_id).current
    teams = organisations.teams_of(user) if isinstance(user, User) else set()
    deals = (deals_of(user) | deals_to_review(user)).distinct()
    sight = partaking.Sight(organisation, partaking.parts_of(organisation, deals, teams))
    if not sight.parts:
        raise Http404
    return sight


def partner_that_stands(deal: Deal, partner_id: UUID) -> Partner:
    """A partner of a deal; of one that was merged the one that it goes on as."""
    known = deal.partners.select_related("organisation__merged_into", "deal")
    found = get_object_or_404(known, pk=partner_id)
    return found if found.merged_into_id is None else known.get(pk=found.merged_into_id)


def organisation_to_merge(user: User, organisation_id: UUID) -> Organisation:
    """An organisation that the user may let go on as another one."""
    organisation = _organisation_for_user(user, organisation_id)
    its = organisations.deals_of([organisation.pk])[organisation.pk]
    if not rules.may_merge(user, its, organisations.teams_of(user)):
        raise Http404
    return organisation


def organisation_to_take_apart(user: User, organisation_id: UUID) -> Organisation:
    """An organisation that the user may let stand by itself again."""
    organisation = _organisation_for_user(user, organisation_id)
    into = organisation.current
    deals = organisations.deals_of([organisation.pk, into.pk])
    both = deals[organisation.pk], deals[into.pk]
    if not rules.may_take_apart(user, *both, organisations.teams_of(user)):
        raise Http404
    return organisation


def _organisation_for_user(user: User, organisation_id: UUID) -> Organisation:
    if not rules.may_see_organisations(user):
        raise Http404
    known = Organisation.objects.select_related("merged_into")
    return get_object_or_404(known, pk=organisation_id)


def session_for_team(user: Reader, session_id: UUID) -> tuple[Session, TeamMember]:
    """A session of a deal whose team the user is in, and their place in that team."""
    session = get_object_or_404(Session.objects.select_related("deal"), pk=session_id)
    member = rules.membership(user, session.deal)
    if member is None:
        raise Http404
    return session, member


def session_for_facilitator(user: Reader, session_id: UUID) -> Session:
    """A session for the facilitators of its deal."""
    session, member = session_for_team(user, session_id)
    if not rules.may_facilitate(member):
        raise Http404
    return session


def session_for_reader(user: Reader, session_id: UUID) -> Session:
    """A session for its team; a closed one for staff of Agenda Stad too."""
    session = get_object_or_404(Session.objects.select_related("deal"), pk=session_id)
    if not rules.may_read_history(user, session):
        raise Http404
    return session


def team_member_for_facilitator(user: Reader, deal_id: UUID, user_id: UUID) -> TeamMember:
    """A colleague in the team of a deal that the user facilitates."""
    deal = deal_for_facilitator(user, deal_id)
    return get_object_or_404(deal.team.select_related("user"), user_id=user_id)


def invitation_for_facilitator(user: Reader, deal_id: UUID, invitation_id: UUID) -> Invitation:
    """An invitation to a deal that the user facilitates."""
    return get_object_or_404(deal_for_facilitator(user, deal_id).invitations, pk=invitation_id)


def job_for_user(user: User, job_id: UUID) -> Job:
    """A job that the user asked for; whether its file is for them still is another question."""
    jobs = Job.objects.select_related("deal", "session__deal", "by")
    return get_object_or_404(jobs, pk=job_id, by=user)


def job_with_file(user: User, job_id: UUID) -> Job:
    """A job whose file the user may have, by the rights that they have now."""
    job = job_for_user(user, job_id)
    if not may_read(job, user):
        raise Http404
    return job
