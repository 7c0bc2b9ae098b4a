"""What a deal can get on its agenda, by hand for days around the rules."""

from datetime import date

import pytest

from deals.domain.agenda import Course, Prompt, Unit, how_far, months_later, prompts

TODAY = date(2026, 6, 15)
SINCE = date(2024, 1, 1)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 6, 15), -6, date(2025, 12, 15)),
        (date(2026, 6, 15), 12, date(2027, 6, 15)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(9999, 12, 1), 6, date.max),
        (date(1, 1, 31), -1, date.min),
    ],
)
def test_months_are_counted_on_the_calendar(day: date, months: int, expected: date) -> None:
    assert months_later(day, months) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 6, 15), (Unit.DAYS, 0)),
        (date(2026, 6, 16), (Unit.DAYS, 1)),
        (date(2026, 6, 28), (Unit.DAYS, 13)),
        (date(2026, 6, 29), (Unit.WEEKS, 2)),
        (date(2026, 8, 16), (Unit.WEEKS, 8)),
        (date(2026, 8, 17), (Unit.MONTHS, 2)),
        (date(2026, 9, 14), (Unit.MONTHS, 2)),
        (date(2028, 6, 14), (Unit.MONTHS, 23)),
        (date(2028, 6, 15), (Unit.YEARS, 2)),
    ],
)
def test_how_far_away_a_day_is(day: date, expected: tuple[Unit, int]) -> None:
    assert how_far(TODAY, day) == expected


def asked(course: Course) -> list[Prompt]:
    return [prompt for prompt, _day in prompts(course, TODAY)]


@pytest.mark.parametrize(
    ("day", "asks"),
    [
        (date(2025, 12, 14), True),
        (date(2025, 12, 15), False),
        (date(2026, 12, 15), False),
        (date(2026, 12, 16), True),
    ],
)
def test_a_deal_is_asked_for_a_reflection_when_none_is_within_half_a_year(
    day: date, asks: bool
) -> None:
    found = asked(Course(SINCE, reflections=[day], talks=[date(2026, 5, 1)]))

    assert found == ([Prompt.REFLECTION] if asks else [])


@pytest.mark.parametrize(
    ("day", "asks"),
    [
        (date(2026, 6, 14), False),
        (date(2026, 6, 15), True),
        (date(2027, 6, 15), True),
        (date(2027, 6, 16), False),
    ],
)
def test_elections_within_a_year_are_asked_about(day: date, asks: bool) -> None:
    found = prompts(Course(None, elections=[day]), TODAY)

    assert found == ([(Prompt.ELECTION, day)] if asks else [])


def test_only_the_next_elections_are_asked_about() -> None:
    days = [date(2027, 3, 1), date(2026, 11, 1)]

    assert prompts(Course(None, elections=days), TODAY) == [(Prompt.ELECTION, date(2026, 11, 1))]


REFLECTED = [TODAY]


@pytest.mark.parametrize(
    ("course", "expected"),
    [
        (Course(SINCE, talks=[date(2025, 12, 15)], reflections=REFLECTED), []),
        (Course(SINCE, talks=[date(2025, 12, 14)], reflections=REFLECTED), [Prompt.TALK]),
        (Course(SINCE, talks=[date(2025, 1, 1)], planned=True, reflections=REFLECTED), []),
        (Course(SINCE, reflections=REFLECTED), [Prompt.FIRST_TALK]),
        (Course(date(2026, 1, 1), reflections=REFLECTED), []),
        (Course(SINCE, planned=True, reflections=REFLECTED), []),
    ],
    ids=["just", "long-ago", "planned", "never", "began-just-now", "never-but-planned"],
)
def test_a_deal_is_asked_to_talk_when_half_a_year_went_by(
    course: Course, expected: list[Prompt]
) -> None:
    assert asked(course) == expected


def test_the_last_talk_is_named() -> None:
    course = Course(SINCE, talks=[date(2025, 3, 1), date(2025, 9, 1)], reflections=REFLECTED)

    assert prompts(course, TODAY) == [(Prompt.TALK, date(2025, 9, 1))]


def test_a_deal_that_does_not_run_is_asked_nothing() -> None:
    assert asked(Course(None)) == []
