"""What a view may count on."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest

from deals.models import User


class UserRequest(HttpRequest):
    """A request of somebody who is logged in: LoginRequiredMiddleware saw to it."""

    user: User


def says_it_fits(request: HttpRequest, most: int) -> bool:
    """Whether a request says that its body has at most `most` bytes. Nothing of it is read."""
    size = request.META.get("CONTENT_LENGTH") or "0"
    return size.isdecimal() and int(size) <= most


def can_be_read(request: HttpRequest) -> bool:
    """Whether the fields of a request are within Django's limits, for which they are read."""
    try:
        _fields = request.POST
    except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent):
        return False
    return True
