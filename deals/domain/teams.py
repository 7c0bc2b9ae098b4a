"""Who is in the team of a deal: invite, accept, change a role, take off.

A deal is never left without a facilitator: whoever changes a team holds the deal's row.
"""

from datetime import timedelta
from uuid import UUID

import structlog
from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from deals.hooks import tell_revocation
from deals.models import Deal, Invitation, TeamMember, TeamRole, User
from deals.refusals import Refusal
from deals.tokens import hash_of, new_token

logger = structlog.get_logger(__name__)

INVITATION_LASTS = timedelta(days=7)

REFUSALS: dict[str, Promise] = {
    "already_member": _("This colleague is already in the team."),
    "last_facilitator": _(
        "This is the only facilitator of the deal. Make somebody else a facilitator first."
    ),
    "invitation_gone": _(
        "This invitation does not work. It was used or taken back, or it is older than 7 days. "
        "Ask your colleague for a new one."
    ),
    "other_account": _(
        "This invitation is for another e-mail address than the one you are logged in with."
    ),
    "has_account": _("There is already an account with this e-mail address. Log in first."),
}


class TeamRefused(Refusal):
    """A team stays as it was."""

    sentences = REFUSALS


# Inviting -------------------------------------------------------------------------------------


def open_invitations() -> QuerySet[Invitation]:
    """Invitations that still work. The database's clock decides, not this machine's."""
    return Invitation.objects.filter(
        accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=Now()
    )


@transaction.atomic
def invite(deal: Deal, email: str, role: str, by: User) -> tuple[Invitation, str]:
    """An invitation for one colleague, and its token, which is kept nowhere.

    An earlier open one for the same address stops working: only the last link counts.
    Raises TeamRefused: already_member.
    """
    if deal.team.filter(user__email__iexact=email).exists():
        raise TeamRefused("already_member")
    open_invitations().filter(deal=deal, email__iexact=email).update(revoked_at=Now())
    token = new_token()
    invitation = Invitation.objects.create(
        deal=deal,
        email=email.lower(),
        role=role,
        token_hash=hash_of(token),
        made_by=by,
        expires_at=Now() + INVITATION_LASTS,
    )
    invitation.refresh_from_db()
    logger.info("team.invited", deal=str(deal.pk), invitation=str(invitation.pk), by=str(by.pk))
    return invitation, token


def revoke_invitation(invitation: Invitation, by: User) -> None:
    """The invitation's link opens nothing any more. One that was used stays used."""
    open_invitations().filter(pk=invitation.pk).update(revoked_at=Now())
    logger.info("team.invitation_revoked", invitation=str(invitation.pk), by=str(by.pk))


def invitation_for(token: str) -> Invitation:
    """The open invitation of this token; looking changes nothing.

    Raises TeamRefused: invitation_gone, for every reason the same.
    """
    invitations = open_invitations().select_related("deal", "made_by")
    invitation = invitations.filter(token_hash=hash_of(token)).first()
    if invitation is None:
        raise TeamRefused("invitation_gone")
    return invitation


def has_account(email: str) -> bool:
    """Whether somebody can log in with this address already."""
    return User.objects.filter(email__iexact=email).exists()


# Accepting ------------------------------------------------------------------------------------


@transaction.atomic
def accept_invitation(token: str, user: User) -> TeamMember:
    """Bring a user into the team that the token invites to; the token is used up.

    Raises TeamRefused: invitation_gone, other_account.
    """
    invitation = invitation_for(token)
    if invitation.email.lower() != user.email.lower():
        raise TeamRefused("other_account")
    _use_up(invitation)
    return _bring_in(invitation, user)


@transaction.atomic
def accept_as_new_user(token: str, name: str, password: str) -> User:
    """Make an account for the invited address, and bring it into the team.

    The form has checked the password. Raises TeamRefused: invitation_gone, has_account.
    """
    invitation = invitation_for(token)
    if has_account(invitation.email):
        raise TeamRefused("has_account")
    _use_up(invitation)
    user = User.objects.create_user(invitation.email, password, name=name)
    # Not verified: the link came by way of a colleague, so it proves nothing about the address.
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
    _bring_in(invitation, user)
    return user


def _use_up(invitation: Invitation) -> None:
    """One statement decides: of two people who press at once, one gets in."""
    if not open_invitations().filter(pk=invitation.pk).update(accepted_at=Now()):
        raise TeamRefused("invitation_gone")


def _bring_in(invitation: Invitation, user: User) -> TeamMember:
    member, _made = TeamMember.objects.get_or_create(
        deal=invitation.deal, user=user, defaults={"role": invitation.role}
    )
    logger.info("team.joined", deal=str(invitation.deal_id), user=str(user.pk))
    return member


# Changing -------------------------------------------------------------------------------------


@transaction.atomic
def change_role(member: TeamMember, role: str, by: User) -> None:
    """Give a colleague another role in this team. Raises TeamRefused: last_facilitator."""
    if member.role == role:
        return
    _hold(member.deal_id)
    if role != TeamRole.FACILITATOR:
        _raise_if_last(member)
    TeamMember.objects.filter(pk=member.pk).update(role=role)
    logger.info(
        "team.role_changed", deal=str(member.deal_id), user=str(member.user_id), by=str(by.pk)
    )
    _tell(member.deal_id)


@transaction.atomic
def take_off(member: TeamMember, by: User) -> None:
    """Take a colleague off the team; open invitations for them stop working too.

    Raises TeamRefused: last_facilitator.
    """
    _hold(member.deal_id)
    _raise_if_last(member)
    deal, user = member.deal_id, member.user
    member.delete()
    open_invitations().filter(deal=deal, email__iexact=user.email).update(revoked_at=Now())
    logger.info("team.taken_off", deal=str(deal), user=str(user.pk), by=str(by.pk))
    _tell(deal)


def _hold(deal: UUID) -> None:
    Deal.objects.select_for_update(no_key=True).get(pk=deal)


def _raise_if_last(member: TeamMember) -> None:
    others = TeamMember.objects.filter(deal=member.deal_id, role=TeamRole.FACILITATOR)
    if not others.exclude(pk=member.pk).filter(user__is_active=True).exists():
        raise TeamRefused("last_facilitator")


def _tell(deal: UUID) -> None:
    tell_revocation(Deal.objects.get(pk=deal).sessions.values_list("pk", flat=True))
