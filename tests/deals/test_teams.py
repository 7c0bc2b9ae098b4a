"""The rules of a team: invitations that work once, and always somebody who runs the deal."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from django.db.models.functions import Now

from deals import hooks
from deals.domain import teams
from deals.domain.teams import TeamRefused
from deals.models import Deal, Invitation, TeamMember, TeamRole, User
from deals.tokens import hash_of
from tests.conftest import make_deal, make_session, make_user
from tests.deals.conftest import PASSWORD

ADDRESS = "nieuw@voorbeeld.example"


@pytest.fixture
def told() -> Iterator[list[list[UUID]]]:
    """What listeners hear about lost rights."""
    heard: list[list[UUID]] = []
    hooks.register_revocation(heard.append)
    yield heard
    hooks._revocation_listeners.remove(heard.append)


def place_in(deal: Deal, user: User) -> TeamMember:
    return TeamMember.objects.get(deal=deal, user=user)


# Invitations ----------------------------------------------------------------------------------


def test_an_invitation_keeps_only_the_mark_of_its_token(deal: Deal, facilitator: User) -> None:
    invitation, token = teams.invite(deal, ADDRESS, TeamRole.MEMBER, facilitator)

    assert invitation.token_hash == hash_of(token)
    assert token not in str(Invitation.objects.values().get())


def test_an_invitation_lasts_seven_days(deal: Deal, facilitator: User) -> None:
    invitation, _token = teams.invite(deal, ADDRESS, TeamRole.MEMBER, facilitator)

    lasts = invitation.expires_at - invitation.made_at
    assert timedelta(days=7, minutes=-1) < lasts < timedelta(days=7, minutes=1)


def test_somebody_in_the_team_cannot_be_invited(
    deal: Deal, facilitator: User, colleague: User
) -> None:
    with pytest.raises(TeamRefused) as refused:
        teams.invite(deal, colleague.email.upper(), TeamRole.MEMBER, facilitator)

    assert refused.value.code == "already_member"


def test_only_the_last_link_for_an_address_works(deal: Deal, facilitator: User) -> None:
    _invitation, first = teams.invite(deal, ADDRESS, TeamRole.MEMBER, facilitator)
    second_invitation, second = teams.invite(deal, ADDRESS, TeamRole.MEMBER, facilitator)

    assert teams.invitation_for(second) == second_invitation
    with pytest.raises(TeamRefused):
        teams.invitation_for(first)


def test_accepting_brings_somebody_into_the_team_with_the_role(
    deal: Deal, facilitator: User, stranger: User
) -> None:
    _invitation, token = teams.invite(deal, stranger.email, TeamRole.MEMBER, facilitator)

    teams.accept_invitation(token, stranger)

    assert place_in(deal, stranger).role == TeamRole.MEMBER


def test_an_invitation_works_once(deal: Deal, facilitator: User, stranger: User) -> None:
    _invitation, token = teams.invite(deal, stranger.email, TeamRole.MEMBER, facilitator)
    member = teams.accept_invitation(token, stranger)
    teams.take_off(member, facilitator)

    with pytest.raises(TeamRefused) as refused:
        teams.accept_invitation(token, stranger)

    assert refused.value.code == "invitation_gone"
    assert not deal.team.filter(user=stranger).exists()


def test_an_invitation_of_eight_days_ago_does_not_work(
    deal: Deal, facilitator: User, stranger: User
) -> None:
    invitation, token = teams.invite(deal, stranger.email, TeamRole.MEMBER, facilitator)
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=Now() - timedelta(days=1))

    with pytest.raises(TeamRefused) as refused:
        teams.accept_invitation(token, stranger)

    assert refused.value.code == "invitation_gone"


def test_an_invitation_that_was_taken_back_does_not_work(
    deal: Deal, facilitator: User, stranger: User
) -> None:
    invitation, token = teams.invite(deal, stranger.email, TeamRole.MEMBER, facilitator)
    teams.revoke_invitation(invitation, facilitator)

    with pytest.raises(TeamRefused) as refused:
        teams.accept_invitation(token, stranger)

    assert refused.value.code == "invitation_gone"


def test_an_invitation_that_was_used_cannot_be_taken_back(
    deal: Deal, facilitator: User, stranger: User
) -> None:
    invitation, token = teams.invite(deal, stranger.email, TeamRole.MEMBER, facilitator)
    teams.accept_invitation(token, stranger)

    teams.revoke_invitation(invitation, facilitator)

    invitation.refresh_from_db()
    assert invitation.accepted_at is not None
    assert invitation.revoked_at is None


def test_an_invitation_is_for_one_address(deal: Deal, facilitator: User, stranger: User) -> None:
    _invitation, token = teams.invite(deal, ADDRESS, TeamRole.MEMBER, facilitator)

    with pytest.raises(TeamRefused) as refused:
        teams.accept_invitation(token, stranger)

    assert refused.value.code == "other_account"
    assert teams.invitation_for(token).accepted_at is None


def test_a_new_colleague_makes_an_account_by_accepting(deal: Deal, facilitator: User) -> None:
    _invitation, token = teams.invite(deal, ADDRESS, TeamRole.FACILITATOR, facilitator)

    user = teams.accept_as_new_user(token, "Nieuw", PASSWORD)

    assert (user.email, user.name) == (ADDRESS, "Nieuw")
    assert user.check_password(PASSWORD)
    assert place_in(deal, user).role == TeamRole.FACILITATOR


def test_an_invitation_never_takes_over_an_account(
    deal: Deal, facilitator: User, stranger: User
) -> None:
    _invitation, token = teams.invite(deal, stranger.email, TeamRole.MEMBER, facilitator)

    with pytest.raises(TeamRefused) as refused:
        teams.accept_as_new_user(token, "Iemand anders", PASSWORD)

    assert refused.value.code == "has_account"
    assert not stranger.check_password(PASSWORD)
    assert teams.invitation_for(token).accepted_at is None


# Roles and taking off -------------------------------------------------------------------------


def test_the_only_facilitator_cannot_become_a_team_member(
    deal: Deal, facilitator: User, member: User
) -> None:
    with pytest.raises(TeamRefused) as refused:
        teams.change_role(place_in(deal, facilitator), TeamRole.MEMBER, facilitator)

    assert refused.value.code == "last_facilitator"
    assert place_in(deal, facilitator).role == TeamRole.FACILITATOR


def test_the_only_facilitator_cannot_be_taken_off(
    deal: Deal, facilitator: User, member: User
) -> None:
    with pytest.raises(TeamRefused) as refused:
        teams.take_off(place_in(deal, facilitator), facilitator)

    assert refused.value.code == "last_facilitator"


def test_a_facilitator_who_can_no_longer_log_in_does_not_count(
    deal: Deal, facilitator: User, colleague: User
) -> None:
    User.objects.filter(pk=colleague.pk).update(is_active=False)

    with pytest.raises(TeamRefused):
        teams.take_off(place_in(deal, facilitator), facilitator)


def test_of_two_facilitators_each_may_go_but_not_both(
    deal: Deal, facilitator: User, colleague: User
) -> None:
    teams.take_off(place_in(deal, facilitator), colleague)

    with pytest.raises(TeamRefused):
        teams.take_off(place_in(deal, colleague), colleague)


def test_taking_somebody_off_makes_their_open_invitation_worthless(
    deal: Deal, facilitator: User, colleague: User
) -> None:
    _invitation, token = teams.invite(deal, "later@voorbeeld.example", "member", facilitator)
    Invitation.objects.update(email=colleague.email)

    teams.take_off(place_in(deal, colleague), facilitator)

    with pytest.raises(TeamRefused):
        teams.invitation_for(token)


def test_losing_rights_is_told_for_the_sessions_of_this_deal_only(
    deal: Deal, facilitator: User, colleague: User, told: list[list[UUID]]
) -> None:
    session = make_session(deal, facilitator)
    other = make_deal("Openbare Ruimte")
    make_session(other, make_user("elders", other))

    teams.change_role(place_in(deal, colleague), TeamRole.MEMBER, facilitator)
    teams.take_off(place_in(deal, colleague), facilitator)

    assert told == [[session.pk], [session.pk]]


def test_a_refusal_tells_nobody_anything(
    deal: Deal, facilitator: User, told: list[list[UUID]]
) -> None:
    make_session(deal, facilitator)

    with pytest.raises(TeamRefused):
        teams.take_off(place_in(deal, facilitator), facilitator)

    assert told == []


def test_the_same_role_again_changes_nothing(
    deal: Deal, facilitator: User, told: list[list[UUID]]
) -> None:
    teams.change_role(place_in(deal, facilitator), TeamRole.FACILITATOR, facilitator)

    assert told == []
