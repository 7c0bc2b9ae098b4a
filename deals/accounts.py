"""How allauth behaves here: nobody signs up, people are invited."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse

from deals.models import User


class InvitedOnlyAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by accepting an invitation to a team (deals/domain/teams.py)."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: there is no sign-up page."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """After changing a password: home, and not the same form again."""
        return reverse("deals")


def display_name(user: User) -> str:
    """How allauth's pages and mails address somebody."""
    return str(user)
