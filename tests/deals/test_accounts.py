"""Logging in and recovering a password, on our own pages of allauth."""

import re
from urllib.parse import unquote

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from deals.domain import logins
from deals.models import Deal, User
from tests.deals.conftest import PASSWORD, with_password

NEW = "een heel ander wachtwoord"


def test_a_wrong_password_does_not_log_in(facilitator: User) -> None:
    with_password(facilitator)
    browser = Client()

    answer = browser.post(reverse("account_login"), {"login": facilitator.email, "password": "mis"})

    assert answer.status_code == 200
    assert answer.context["form"].non_field_errors() or answer.context["form"].errors
    assert browser.get(reverse("deals")).status_code == 302


def test_logging_in_leads_home_and_out_again(facilitator: User) -> None:
    with_password(facilitator)
    browser = Client()

    came_in = browser.post(
        reverse("account_login"), {"login": facilitator.email.upper(), "password": PASSWORD}
    )
    went_out = browser.post(reverse("account_logout"))

    assert came_in.headers["Location"] == reverse("deals")
    assert went_out.headers["Location"] == reverse("account_login")
    assert browser.get(reverse("deals")).status_code == 302


def test_a_login_has_ended_before_open_pages_are_asked_about_it(
    facilitator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Client()
    browser.force_login(facilitator)
    key = str(browser.session.session_key)
    still_in: list[bool] = []

    def ask(_sessions: object) -> None:
        still_in.append(SessionStore().exists(key))

    monkeypatch.setattr(logins, "tell_revocation", ask)
    assert SessionStore().exists(key)

    went_out = browser.post(reverse("account_logout"))

    assert went_out.status_code == 302
    assert still_in == [False]


def test_a_password_is_recovered_with_a_code_by_mail(facilitator: User) -> None:
    with_password(facilitator)
    browser = Client()
    browser.post(reverse("account_reset_password"), {"email": facilitator.email})
    (message,) = mail.outbox
    found = re.search(r"^[A-Z0-9-]{6,}$", str(message.body), re.MULTILINE)
    assert found

    browser.post(reverse("account_confirm_password_reset_code"), {"code": found[0]})
    done = browser.post(
        reverse("account_complete_password_reset"), {"password1": NEW, "password2": NEW}
    )

    assert done.headers["Location"] == reverse("account_password_reset_completed")
    facilitator.refresh_from_db()
    assert facilitator.check_password(NEW)
    assert "http" not in message.body


def test_an_unknown_address_gets_the_same_answer(facilitator: User) -> None:
    with_password(facilitator)
    answers = [
        Client().post(reverse("account_reset_password"), {"email": email})
        for email in (facilitator.email, "onbekend@voorbeeld.example")
    ]

    assert {(a.status_code, a.headers["Location"]) for a in answers} == {
        (302, reverse("account_confirm_password_reset_code"))
    }
    assert len(mail.outbox) == 2


def test_a_password_can_be_changed(facilitator: User) -> None:
    with_password(facilitator)
    browser = Client()
    browser.force_login(facilitator)

    answer = browser.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW},
    )

    assert answer.headers["Location"] == reverse("deals")
    assert browser.get(reverse("deals")).status_code == 200
    facilitator.refresh_from_db()
    assert facilitator.check_password(NEW)


def test_a_fragment_whose_login_has_run_out_leads_to_the_login_page(deal: Deal) -> None:
    address = f"{deal.get_absolute_url()}?q=zwol"

    answer = Client().get(address, headers={"HX-Request": "true"}, follow=True)

    to_login, _next, after = answer.headers["HX-Redirect"].partition("?next=")
    assert (to_login, unquote(after)) == (reverse("account_login"), address)
    assert answer.content == b""


def test_nobody_signs_up(db: None) -> None:
    Client().post(
        reverse("account_signup"), {"email": "ik@voorbeeld.example", "password1": PASSWORD}
    )

    assert not User.objects.exists()


@pytest.mark.parametrize("demo", [True, False])
def test_only_a_demo_says_on_its_login_page_that_it_is_one(
    db: None, settings: Settings, demo: bool
) -> None:
    settings.DEMO = demo

    shown = Client().get(reverse("account_login")).content.decode()

    assert ('class="notice warning"' in shown) is demo


@pytest.mark.parametrize(
    "name", ["account_login", "account_reset_password", "account_signup", "invitation"]
)
def test_pages_hold_no_inline_style_and_no_data_address(db: None, name: str) -> None:
    shown = Client().get(reverse(name)).content.decode()

    assert " style=" not in shown
    assert "data:" not in shown
