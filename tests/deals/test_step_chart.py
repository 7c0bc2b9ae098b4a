"""The number of partners as a line in steps."""

import re
from datetime import date
from xml.etree import ElementTree

import pytest

from deals.step_chart import BOTTOM, LEFT, RIGHT, TOP, Step, step_chart

SVG = "{http://www.w3.org/2000/svg}"
MONTHS = [str(month) for month in range(1, 13)]
FIRST, MIDDLE, LAST = date(2024, 1, 1), date(2025, 1, 1), date(2026, 1, 1)


def line_of(steps: list[Step], until: date = LAST) -> str:
    """The line itself: what is drawn last."""
    drawn = step_chart(steps, until=until, key="k", title="T", desc="D", months=MONTHS)
    picture = ElementTree.fromstring(drawn)  # noqa: S314
    return [path.attrib["d"] for path in picture.iter(f"{SVG}path")][-1]


def test_it_goes_up_and_down_in_steps_until_the_last_day() -> None:
    # 2024 has 366 days of the 731 in all; ten is the top, five lies halfway.
    middle = round(LEFT + 366 / 731 * (RIGHT - LEFT), 1)

    found = line_of([(FIRST, 10), (MIDDLE, 5)])

    half = (TOP + BOTTOM) / 2
    assert found == f"M{LEFT}.0 {BOTTOM}H{LEFT}.0V{TOP}.0H{middle}V{half}H{RIGHT}.0"


def test_a_number_of_none_lies_on_the_ground() -> None:
    assert re.search(rf"V{BOTTOM}(\.0)?H", line_of([(FIRST, 0)]))


def test_without_a_step_there_is_nothing_to_draw() -> None:
    with pytest.raises(ValueError, match="empty"):
        line_of([])
