"""What time history is written with: now, except while the demo makes what was held long ago."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

_clock: ContextVar[Callable[[], datetime]] = ContextVar("clock", default=timezone.now)


def now() -> datetime:
    """The time to write down."""
    return _clock.get()()


@contextmanager
def set_to(clock: Callable[[], datetime]) -> Iterator[None]:
    """Take the time from this clock instead."""
    token = _clock.set(clock)
    try:
        yield
    finally:
        _clock.reset(token)
