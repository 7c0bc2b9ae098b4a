"""The door of a session: its code for the wall, its secret for the QR, when it is open.

Code and secret follow from key, door and version (deals.tokens.keyed), so every process can show
them and nothing is stored that opens a door. The sum of guessing a code: docs/security.md.
"""

import base64
import hmac
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from deals.models import Door, Session
from deals.tokens import base64url, keyed

CODE_LENGTH = 8
SECRET_BYTES = 16
LEFT_ALONE = timedelta(minutes=30)

# Crockford's base 32: no I, L, O and U, so that a code reads well from the back of a room.
_RFC = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_TO_CROCKFORD = str.maketrans(_RFC, _CROCKFORD)
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


def code_of(door: Door) -> str:
    """What stands on the wall: XXXX-XXXX, 40 bits."""
    code = base64.b32encode(keyed("door-code", door.pk, door.version)[:5]).decode()
    code = code.translate(_TO_CROCKFORD)
    return f"{code[:4]}-{code[4:]}"


def secret_of(door: Door) -> str:
    """What the QR code holds: 128 bits, for the fragment of the address."""
    return base64url(keyed("door-secret", door.pk, door.version)[:SECRET_BYTES])


def open_doors() -> QuerySet[Door]:
    """Doors that let people in: not closed, and a control or screen view open not long ago."""
    return Door.objects.filter(closed_at__isnull=True, seen_at__gt=Now() - LEFT_ALONE)


def as_typed(attempt: str) -> str:
    """What somebody typed, without what does not count: case, spaces, dashes, look-alikes."""
    return attempt.upper().translate(_MISREAD)


def is_secret(attempt: str) -> bool:
    """Whether this is too long to be a code, so that only a QR can have given it."""
    return len(as_typed(attempt)) > CODE_LENGTH


def door_for(attempt: str) -> Door | None:
    """The open door that a typed code or a scanned secret belongs to.

    Every open door is compared, in constant time each: the answer's time tells nothing.
    """
    typed = as_typed(attempt).encode(errors="replace")
    scanned = attempt.strip().encode(errors="replace")
    found = None
    for door in open_doors():
        opens = hmac.compare_digest(secret_of(door).encode(), scanned)
        if hmac.compare_digest(code_of(door).replace("-", "").encode(), typed) or opens:
            found = door
    return found


def door_of(session: Session) -> Door | None:
    """The session's own door, open or closed."""
    return session.doors.order_by("opened_at").last()


def is_open(door: Door) -> bool:
    """Whether this door lets people in now."""
    return open_doors().filter(pk=door.pk).exists()


def open_door(session: Session) -> Door:
    """Let people in, with a new version: a code that was on the wall before stays worthless."""
    door = door_of(session)
    if door is None:
        door = Door.objects.create()
        door.sessions.add(session)
        return door
    door.version += 1
    door.closed_at, door.opened_at, door.seen_at = None, timezone.now(), timezone.now()
    door.save(update_fields=["version", "closed_at", "opened_at", "seen_at"])
    return door


def close_door(session: Session) -> None:
    """Let nobody else in; who is in stays in."""
    session.doors.filter(closed_at__isnull=True).update(closed_at=timezone.now())


def keep_open(session: Session) -> None:
    """Somebody has the control or screen view open: the door does not close by itself.

    Written at most once a minute.
    """
    old = Q(seen_at__lt=Now() - timedelta(minutes=1), seen_at__gt=Now() - LEFT_ALONE)
    session.doors.filter(old, closed_at__isnull=True).update(seen_at=Now())
