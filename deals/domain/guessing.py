"""Limits on guessing join codes. Only wrong attempts count: a whole room shares one address.

100 wrong codes an hour per address and 500 an hour for the installation; beyond that one attempt
per 8 seconds over all. QR secrets (128 bits) are never slowed, so a room still gets in. The sum
stands in docs/security.md.
"""

import ipaddress
from datetime import timedelta

from django.db.models.functions import Now
from django.utils import timezone

from deals.models import SlowLane, WrongCode
from deals.tokens import keyed

WINDOW = timedelta(hours=1)
PER_ADDRESS = 100
PER_INSTALLATION = 500
SLOW_LANE_EVERY = timedelta(seconds=8)


def may_try(address: str) -> bool:
    """Whether a typed code from this network address may be tried now."""
    recent = WrongCode.objects.filter(at__gt=Now() - WINDOW)
    if (
        recent.count() < PER_INSTALLATION
        and recent.filter(address=_mark(address)).count() < PER_ADDRESS
    ):
        return True
    return _take_slow_lane()


def note_wrong_code(address: str) -> None:
    """Count a wrong attempt, and forget those older than an hour."""
    WrongCode.objects.filter(at__lte=Now() - WINDOW).delete()
    WrongCode.objects.create(address=_mark(address))


def _take_slow_lane() -> bool:
    """One attempt per 8 seconds for everybody together; an UPDATE decides who has it."""
    SlowLane.objects.get_or_create(pk=1, defaults={"last_at": timezone.now() - WINDOW})
    free = SlowLane.objects.filter(pk=1, last_at__lt=Now() - SLOW_LANE_EVERY)
    return free.update(last_at=Now()) == 1


def _mark(address: str) -> str:
    """A keyed mark of an address; of IPv6 its /64, since one phone has all of that."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return keyed("address", address).hex()
    if isinstance(parsed, ipaddress.IPv6Address):
        parsed = ipaddress.IPv6Network((parsed, 64), strict=False).network_address
    return keyed("address", parsed).hex()
