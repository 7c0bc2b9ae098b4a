"""What facilitators set for the whole room beside the phase, as it stands in a session's state."""

from typing import Any

from boards.models import SessionLog

Data = dict[str, Any]

# `shown`: the sheet that the screen shows large. `beside`: another way of filling it in, on that
# picture too. `zoomed`: the element that fills the screen. `about`: the subject whose sheet it is,
# on a board with one for each. `gathered`: where phones are. `asked`: {sheet, question} on the
# screen and the phones. `timer`: {ends_at, seconds}. `paused`: phones place nothing now.
# `names_hidden`: no names on the screen. `checking`: the check is open.
COURSE: Data = {
    "shown": None,
    "beside": None,
    "zoomed": None,
    "about": None,
    "gathered": None,
    "asked": None,
    "timer": None,
    "paused": False,
    "names_hidden": False,
    "checking": False,
}
OF_SHEETS = ("shown", "beside", "zoomed", "about", "gathered", "asked")


def course_of(log: SessionLog) -> Data:
    """The whole course as it is now."""
    return {**COURSE, **log.course}


def set_course(log: SessionLog, change: Data) -> Data:
    """Change a part of the course, under the lock; the part, as events tell it."""
    log.course = log.course | change
    log.save(update_fields=["course"])
    return change


def forget_sheets(log: SessionLog) -> Data:
    """The sheets were laid out anew: nothing is shown, asked or gone to any more."""
    return set_course(log, {name: COURSE[name] for name in OF_SHEETS})
