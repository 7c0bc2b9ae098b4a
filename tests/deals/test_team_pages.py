"""The page of a team: what a facilitator can do there, and what the page says."""

from datetime import timedelta

from django.contrib.messages import get_messages
from django.db import connection
from django.db.models.functions import Now
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from deals.domain import teams
from deals.models import Deal, Invitation, TeamMember, TeamRole, User
from tests.conftest import make_user
from tests.deals.conftest import browser_of

ADDRESS = "nieuw@voorbeeld.example"


def team_of(deal: Deal) -> str:
    return reverse("team", args=[deal.pk])


def test_the_link_is_shown_once_and_opens_the_invitation(
    at_facilitator: Client, deal: Deal
) -> None:
    posted = at_facilitator.post(team_of(deal), {"email": ADDRESS, "role": "member"})
    assert posted.headers["Location"] == team_of(deal)  # so that reloading makes no other link

    answer = at_facilitator.get(team_of(deal))
    link = answer.context["made"]["link"]
    address, _hash, token = link.partition("#")
    assert address == "http://testserver/invitation/"
    assert link in answer.content.decode()
    assert teams.invitation_for(token).email == ADDRESS
    assert token not in at_facilitator.get(team_of(deal)).content.decode()


def test_an_address_that_is_none_is_refused_with_a_sentence(
    at_facilitator: Client, deal: Deal
) -> None:
    answer = at_facilitator.post(team_of(deal), {"email": "geen adres", "role": "member"})

    assert answer.status_code == 400
    assert answer.context["form"].errors["email"]
    assert not Invitation.objects.exists()


def test_a_role_that_does_not_exist_is_refused(
    at_facilitator: Client, deal: Deal, colleague: User
) -> None:
    invited = at_facilitator.post(team_of(deal), {"email": ADDRESS, "role": "keizer"})
    at_facilitator.post(reverse("team-role", args=[deal.pk, colleague.pk]), {"role": "keizer"})

    assert invited.status_code == 400
    assert deal.team.get(user=colleague).role == TeamRole.FACILITATOR


def test_inviting_somebody_who_is_in_the_team_says_so(
    at_facilitator: Client, deal: Deal, colleague: User
) -> None:
    answer = at_facilitator.post(team_of(deal), {"email": colleague.email, "role": "member"})

    assert answer.status_code == 409
    assert answer.context["form"].errors["email"] == [teams.REFUSALS["already_member"]]


def test_open_and_old_invitations_stand_apart(
    at_facilitator: Client, facilitator: User, deal: Deal
) -> None:
    teams.invite(deal, "open@voorbeeld.example", "member", facilitator)
    old, _token = teams.invite(deal, "oud@voorbeeld.example", "member", facilitator)
    Invitation.objects.filter(pk=old.pk).update(expires_at=Now() - timedelta(hours=1))

    context = at_facilitator.get(team_of(deal)).context

    assert [i.email for i in context["open_invitations"]] == ["open@voorbeeld.example"]
    assert [i.email for i in context["expired_invitations"]] == ["oud@voorbeeld.example"]


def test_a_refusal_is_said_on_the_page(
    at_facilitator: Client, facilitator: User, deal: Deal
) -> None:
    answer = at_facilitator.post(reverse("team-off", args=[deal.pk, facilitator.pk]))

    assert [str(m) for m in get_messages(answer.wsgi_request)] == [
        str(teams.REFUSALS["last_facilitator"])
    ]
    assert deal.team.filter(user=facilitator).exists()


def test_a_colleague_can_be_taken_off(at_facilitator: Client, deal: Deal, colleague: User) -> None:
    at_facilitator.post(reverse("team-off", args=[deal.pk, colleague.pk]))

    assert not deal.team.filter(user=colleague).exists()
    assert browser_of(colleague).get(deal.get_absolute_url()).status_code == 404


def test_who_takes_themselves_off_goes_home(
    at_facilitator: Client, facilitator: User, deal: Deal, colleague: User
) -> None:
    answer = at_facilitator.post(reverse("team-off", args=[deal.pk, facilitator.pk]))

    assert answer.headers["Location"] == reverse("deals")


def test_a_role_can_be_changed(at_facilitator: Client, deal: Deal, member: User) -> None:
    at_facilitator.post(
        reverse("team-role", args=[deal.pk, member.pk]), {"role": TeamRole.FACILITATOR}
    )

    assert deal.team.get(user=member).role == TeamRole.FACILITATOR


def test_an_invitation_of_another_deal_cannot_be_taken_back_here(
    at_facilitator: Client, deal: Deal, stranger: User
) -> None:
    other = Deal.objects.create(name="Openbare Ruimte")
    invitation, token = teams.invite(other, ADDRESS, "member", stranger)

    answer = at_facilitator.post(reverse("revoke-invitation", args=[deal.pk, invitation.pk]))

    assert answer.status_code == 404
    assert teams.invitation_for(token) == invitation


def test_somebody_of_another_team_cannot_be_taken_off_here(
    at_facilitator: Client, deal: Deal, stranger: User
) -> None:
    other = Deal.objects.create(name="Openbare Ruimte")
    TeamMember.objects.create(deal=other, user=stranger)

    answer = at_facilitator.post(reverse("team-off", args=[deal.pk, stranger.pk]))

    assert answer.status_code == 404
    assert other.team.filter(user=stranger).exists()


def test_the_team_takes_as_many_queries_with_three_colleagues_as_with_one(
    at_facilitator: Client, facilitator: User, deal: Deal
) -> None:
    teams.invite(deal, "een@voorbeeld.example", "member", facilitator)
    with CaptureQueriesContext(connection) as one:
        at_facilitator.get(team_of(deal))
    for name in ("twee", "drie"):
        make_user(name, deal)
        teams.invite(deal, f"{name}@elders.example", "member", facilitator)

    with CaptureQueriesContext(connection) as three:
        at_facilitator.get(team_of(deal))

    assert len(three) == len(one)
