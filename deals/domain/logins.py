"""When a login ends: whoever used it is out of running sessions too, also on open sockets."""

from typing import Any

from deals.hooks import tell_revocation
from deals.models import Session, User


def login_ended(user: User | None, **_signal: Any) -> None:
    """Somebody logged out, or has another password: ask every socket of their sessions again."""
    if user is not None:
        running = Session.objects.filter(deal__team__user=user, closed_at__isnull=True)
        tell_revocation(running.values_list("pk", flat=True))
