"""People around one deal, each with a browser of their own."""

from functools import cache

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from deals.models import Deal, TeamRole, User
from tests.conftest import make_user

PASSWORD = "een fiets in de regen"


@cache
def password_hash() -> str:
    """The stored form of PASSWORD; made once, since making it is slow on purpose."""
    return make_password(PASSWORD)


def with_password(user: User) -> User:
    """The same user, who can log in with PASSWORD."""
    user.password = password_hash()
    user.save(update_fields=["password"])
    return user


def browser_of(user: User) -> Client:
    """A browser in which this user is logged in."""
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def colleague(deal: Deal) -> User:
    """A second facilitator of the deal."""
    return make_user("collega", deal)


@pytest.fixture
def member(deal: Deal) -> User:
    """Somebody in the team who only reads."""
    return make_user("teamlid", deal, TeamRole.MEMBER)


@pytest.fixture
def stranger(db: None) -> User:
    """Somebody with an account, in no team."""
    return make_user("vreemde")


@pytest.fixture
def staff(db: None) -> User:
    """Somebody of Agenda Stad, in no team."""
    user = make_user("agendastad")
    user.is_agenda_stad = True
    user.save(update_fields=["is_agenda_stad"])
    return user


@pytest.fixture
def at_facilitator(facilitator: User) -> Client:
    """The facilitator's browser."""
    return browser_of(facilitator)
