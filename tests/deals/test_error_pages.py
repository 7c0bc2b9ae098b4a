"""Pages for what went wrong: our own look, a plain sentence, and nothing about the inside."""

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from django.views.defaults import server_error

from deals.models import User
from tests.deals.conftest import PASSWORD, with_password


def test_a_page_that_does_not_exist(db: None) -> None:
    answer = Client().get("/bestaat-niet/")

    assert answer.status_code == 404
    assert reverse("deals") in answer.content.decode()


def test_a_form_from_elsewhere_is_refused_and_changes_nothing(facilitator: User) -> None:
    with_password(facilitator)
    browser = Client(enforce_csrf_checks=True)

    answer = browser.post(
        reverse("account_login"), {"login": facilitator.email, "password": PASSWORD}
    )

    assert answer.status_code == 403
    assert reverse("deals") in answer.content.decode()
    assert browser.get(reverse("deals")).status_code == 302


def test_a_fault_needs_no_database_to_be_said() -> None:
    answer = server_error(RequestFactory().get("/"))

    assert answer.status_code == 500
    assert b"<h1>" in answer.content


@pytest.mark.parametrize(
    "name", ["400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html"]
)
def test_error_pages_have_one_title_and_a_way_back(name: str) -> None:
    shown = render_to_string(name)

    assert shown.count("<h1>") == 1
    assert f'href="{reverse("deals")}"' in shown
