"""When a login ends: whoever used it is out of running sessions too, also on open sockets."""

from typing import Any

from django.http import HttpRequest

from deals.hooks import tell_revocation
from deals.models import Session, User


def logged_out(request: HttpRequest | None, user: User | None, **_signal: Any) -> None:
    """Somebody logs out. Django says so before it ends the login: a socket that is asked at that
    moment would still hold, and not be asked again for a minute. So it ends here first.
    """
    if request is not None:
        request.session.flush()
    login_ended(user)


def login_ended(user: User | None, **_signal: Any) -> None:
    """Somebody logged out, or has another password: ask every socket of their sessions again."""
    if user is not None:
        running = Session.objects.filter(deal__team__user=user, closed_at__isnull=True)
        tell_revocation(running.values_list("pk", flat=True))
