"""The shared screen on a computer where nobody is logged in."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from deals.models import User
from tests.table import Table

pytestmark = pytest.mark.django_db


@pytest.fixture
def token(table: Table, facilitator: User) -> str:
    """What stands behind the # of a link that the facilitator made."""
    laptop = Client()
    laptop.force_login(facilitator)
    shown = laptop.get(reverse("screen-link", args=[table.session.pk])).content.decode()
    found = re.search(r'value="http://testserver/screen/#([^"]+)"', shown)
    assert found is not None
    return found[1]


def opens(token: str) -> tuple[Client, HttpResponseBase]:
    """Another computer opens the link."""
    computer = Client()
    return computer, computer.post(reverse("open-screen-here"), {"token": token})


def test_the_link_makes_another_computer_the_screen(table: Table, token: str) -> None:
    computer, response = opens(token)

    assert response.headers["Location"] == reverse("screen", args=[table.session.pk])
    assert computer.get(reverse("screen", args=[table.session.pk])).status_code == 200
    assert computer.get(reverse("control", args=[table.session.pk])).status_code == 302


def test_the_link_is_good_for_half_an_hour(table: Table, token: str) -> None:
    with time_machine.travel(timezone.now() + timedelta(minutes=29), tick=False):
        assert opens(token)[1].status_code == 302
    with time_machine.travel(timezone.now() + timedelta(minutes=31), tick=False):
        computer, response = opens(token)

    assert response.status_code == 404
    assert "Maak een nieuwe op de laptop." in response.content.decode()  # type: ignore[attr-defined]
    assert not computer.cookies.get("sessionid")


@pytest.mark.parametrize("change", ["x", "", "🦋", "a" * 5000])
def test_a_link_that_is_not_whole_opens_nothing(table: Table, token: str, change: str) -> None:
    computer, response = opens(token[:-3] + change)

    assert response.status_code == 404
    assert computer.get(reverse("screen", args=[table.session.pk])).status_code == 404


def test_the_screen_cookie_is_no_link_and_a_link_no_cookie(
    table: Table, facilitator: User, token: str
) -> None:
    computer, _response = opens(token)
    held = next(m.value for name, m in computer.cookies.items() if "screen" in name)

    assert opens(held)[1].status_code == 404


def test_a_link_of_somebody_who_left_the_team_opens_nothing(
    table: Table, facilitator: User, token: str
) -> None:
    facilitator.memberships.all().delete()

    assert opens(token)[1].status_code == 404
