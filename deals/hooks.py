"""What other apps want to hear from this one, which knows nothing of them."""

from collections.abc import Callable, Iterable
from uuid import UUID

RevocationListener = Callable[[list[UUID]], None]

_revocation_listeners: list[RevocationListener] = []


def register_revocation(listener: RevocationListener) -> None:
    """Have `listener` called with the ids of the sessions in which somebody lost rights.

    It is called inside the transaction that takes the rights, so what it writes is there at once.
    """
    _revocation_listeners.append(listener)


def tell_revocation(sessions: Iterable[UUID]) -> None:
    """Somebody lost rights in these sessions: tell whoever registered."""
    ids = list(sessions)
    for listener in _revocation_listeners:
        listener(ids)
