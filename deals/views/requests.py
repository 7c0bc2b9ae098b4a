"""What a view may count on."""

from django.http import HttpRequest

from deals.models import User


class UserRequest(HttpRequest):
    """A request of somebody who is logged in: LoginRequiredMiddleware saw to it."""

    user: User
