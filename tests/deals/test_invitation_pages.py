"""The way into a team by a link: looking uses nothing up, and only the invited get in."""

import pytest
from django.test import Client
from django.urls import reverse

from deals.domain import teams
from deals.models import Deal, User
from deals.views.invitations import HELD
from tests.deals.conftest import PASSWORD, browser_of, with_password

ADDRESS = "nieuw@voorbeeld.example"
PAGE, LOOK, ACCEPT = "/invitation/", "/invitation/look/", "/invitation/accept/"


@pytest.fixture
def token(deal: Deal, facilitator: User) -> str:
    """The token of an open invitation for somebody without an account."""
    return teams.invite(deal, ADDRESS, "member", facilitator)[1]


def test_looking_leads_to_a_clean_address(token: str) -> None:
    answer = Client().post(LOOK, {"token": token})

    assert (answer.status_code, answer.headers["Location"]) == (302, PAGE)


def test_a_whole_link_may_be_pasted(token: str) -> None:
    answer = Client().post(LOOK, {"token": f"https://voorbeeld.example/invitation/#{token}"})

    assert answer.status_code == 302


def test_looking_shows_the_deal_and_who_invited_and_uses_nothing_up(
    token: str, deal: Deal, facilitator: User
) -> None:
    browser = Client()
    browser.post(LOOK, {"token": token})

    for _again in range(2):
        shown = browser.get(PAGE).content.decode()
        assert deal.name in shown
        assert facilitator.name in shown

    assert teams.invitation_for(token).accepted_at is None


def test_a_token_that_does_not_work_is_refused_and_not_kept(db: None) -> None:
    browser = Client()

    answer = browser.post(LOOK, {"token": "verzonnen"})

    assert answer.status_code == 409
    assert str(teams.REFUSALS["invitation_gone"]) in answer.content.decode()
    assert HELD not in browser.session


def test_an_empty_or_endless_token_is_refused(db: None) -> None:
    for nonsense in ("", "x" * 10_000):
        assert Client().post(LOOK, {"token": nonsense}).status_code == 400


def test_a_new_colleague_chooses_a_password_and_is_in(token: str, deal: Deal) -> None:
    browser = Client()
    browser.post(LOOK, {"token": token})
    key_before = browser.session.session_key

    answer = browser.post(ACCEPT, {"name": "Nieuw", "password": PASSWORD})

    assert answer.headers["Location"] == deal.get_absolute_url()
    assert browser.get(deal.get_absolute_url()).status_code == 200
    assert browser.session.session_key != key_before
    assert HELD not in browser.session


@pytest.mark.parametrize(
    ("name", "password"),
    [("", PASSWORD), ("Nieuw", "kort"), ("Nieuw", "1q2w3e4r5t6y"), ("n" * 10_000, PASSWORD)],
)
def test_a_bad_name_or_password_uses_nothing_up(token: str, name: str, password: str) -> None:
    browser = Client()
    browser.post(LOOK, {"token": token})

    answer = browser.post(ACCEPT, {"name": name, "password": password})

    assert answer.status_code == 400
    assert teams.invitation_for(token).accepted_at is None


def test_somebody_with_an_account_logs_in_first_and_then_accepts(
    deal: Deal, facilitator: User, stranger: User
) -> None:
    with_password(stranger)
    _invitation, token = teams.invite(deal, stranger.email, "member", facilitator)
    browser = Client()
    browser.post(LOOK, {"token": token})
    assert "password" not in browser.get(PAGE).content.decode()
    assert browser.post(ACCEPT, {"name": "Nieuw", "password": PASSWORD}).status_code == 409

    login = {"login": stranger.email, "password": PASSWORD, "next": PAGE}
    assert browser.post(reverse("account_login"), login).headers["Location"] == PAGE
    accepted = browser.post(ACCEPT)

    assert accepted.headers["Location"] == deal.get_absolute_url()
    assert deal.team.get(user=stranger).role == "member"


def test_accepting_while_logged_in_gives_a_new_session_key(
    deal: Deal, facilitator: User, stranger: User
) -> None:
    _invitation, token = teams.invite(deal, stranger.email, "member", facilitator)
    browser = browser_of(stranger)
    browser.post(LOOK, {"token": token})
    key_before = browser.session.session_key

    browser.post(ACCEPT)

    assert browser.session.session_key != key_before


def test_another_account_is_refused_and_the_invitation_stays(
    token: str, deal: Deal, stranger: User
) -> None:
    browser = browser_of(stranger)
    browser.post(LOOK, {"token": token})

    shown = browser.get(PAGE).content.decode()
    answer = browser.post(ACCEPT)

    assert ADDRESS in shown
    assert answer.status_code == 409
    assert str(teams.REFUSALS["other_account"]) in answer.content.decode()
    assert teams.invitation_for(token).accepted_at is None
    assert not deal.team.filter(user=stranger).exists()


def test_who_waited_too_long_is_told_on_accepting(
    token: str, deal: Deal, facilitator: User
) -> None:
    browser = Client()
    browser.post(LOOK, {"token": token})
    teams.revoke_invitation(teams.invitation_for(token), facilitator)

    answer = browser.post(ACCEPT, {"name": "Nieuw", "password": PASSWORD})

    assert answer.status_code == 409
    assert not User.objects.filter(email=ADDRESS).exists()


def test_accepting_twice_makes_one_account(token: str, deal: Deal) -> None:
    first, second = Client(), Client()
    for browser in (first, second):
        browser.post(LOOK, {"token": token})

    first.post(ACCEPT, {"name": "Nieuw", "password": PASSWORD})
    again = second.post(ACCEPT, {"name": "Nog eens", "password": PASSWORD})

    assert again.status_code == 409
    assert User.objects.filter(email=ADDRESS).count() == 1


def test_script_in_a_name_is_shown_as_it_was_typed(token: str, deal: Deal) -> None:
    Deal.objects.filter(pk=deal.pk).update(name="<script>x</script>")
    User.objects.update(name="<b>wie</b>")
    browser = Client()
    browser.post(LOOK, {"token": token})

    shown = browser.get(PAGE).content.decode()

    assert "&lt;script&gt;x&lt;/script&gt;" in shown
    assert "&lt;b&gt;wie&lt;/b&gt;" in shown
