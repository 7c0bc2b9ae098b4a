"""What a deal can get on its agenda: how far away days are, and what nobody planned yet.

Pure functions of days, so that they say the same whatever day it is. What they find is a reason to
talk, never a verdict; where the rules come from stands in the domain notes ("A deal", "What good
looks like"): a reflection every half year, and talk about roles at least once or twice a year.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

HALF_A_YEAR, A_YEAR = 6, 12  # months
FEW_DAYS, FEW_WEEKS, FEW_MONTHS = 14, 9 * 7, 24
LAST_YEAR = 9999  # of the calendar


class Unit(Enum):
    """What one counts in: a day nearby in days, one far away in years."""

    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or earlier; the last of a month that is shorter. Beyond
    the calendar its first or its last day.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year < 1:
        return date.min
    if year > LAST_YEAR:
        return date.max
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def how_far(today: date, day: date) -> tuple[Unit, int]:
    """How far away a coming day is, in the unit that one would say it in, rounded down."""
    days = (day - today).days
    if days < FEW_DAYS:
        return Unit.DAYS, days
    if days < FEW_WEEKS:
        return Unit.WEEKS, days // 7
    months = (day.year - today.year) * 12 + day.month - today.month
    if months_later(today, months) > day:
        months -= 1
    if months < FEW_MONTHS:
        return Unit.MONTHS, months
    return Unit.YEARS, months // 12


class Prompt(Enum):
    """What a team may want to plan."""

    REFLECTION = "reflection"
    ELECTION = "election"
    FIRST_TALK = "first_talk"
    TALK = "talk"


@dataclass(frozen=True)
class Course:
    """The days of a deal that say what to ask. `runs_since`: since when it runs; None when it does
    not run today, or nobody wrote down its phases. `talks`: the days of what was held; `planned`:
    whether another one is being prepared, or held now.
    """

    runs_since: date | None
    reflections: Sequence[date] = ()
    elections: Sequence[date] = ()
    talks: Sequence[date] = ()
    planned: bool = False


def prompts(course: Course, today: date) -> list[tuple[Prompt, date | None]]:
    """What to ask of a deal with this course, each with the day that it is about, if any.

    A deal that does not run is asked nothing but what to do before elections.
    """
    found: list[tuple[Prompt, date | None]] = []
    election = _first(day for day in course.elections if today <= day)
    if election is not None and election <= months_later(today, A_YEAR):
        found.append((Prompt.ELECTION, election))
    if course.runs_since is None:
        return found
    before, after = months_later(today, -HALF_A_YEAR), months_later(today, HALF_A_YEAR)
    if not any(before <= day <= after for day in course.reflections):
        found.append((Prompt.REFLECTION, None))
    last = max(course.talks, default=None)
    if not course.planned and (last or course.runs_since) < before:
        found.append((Prompt.FIRST_TALK if last is None else Prompt.TALK, last))
    return found


def _first(days: Iterable[date]) -> date | None:
    return min(days, default=None)
