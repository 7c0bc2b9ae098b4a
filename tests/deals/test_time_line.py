"""The time line as a picture: nothing touches, whatever lies on it, and words say what it is."""

import random
import re
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest

from deals.drawing import Scale, shortened, text_width
from deals.time_line import LEFT, MOST_ROWS, RIGHT, WIDTH, Band, Lane, Mark, Words, time_line

SVG = "{http://www.w3.org/2000/svg}"
TODAY = date(2026, 6, 1)
MONTHS = ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]
WORDS = Words(
    "Tijdlijn", "Van 2024 tot 2027.", "Fasen", "Vandaag", MONTHS, lambda label, n: f"{label} +{n}"
)
WORK = Band(date(2024, 1, 1), date(2026, 12, 31), "Uitvoering", "now")


def drawn(bands: list[Band], *lanes: Lane, today: date = TODAY) -> ElementTree.Element:
    """The picture, read back."""
    picture = time_line(bands, lanes, today=today, key="deal", words=WORDS)
    return ElementTree.fromstring(picture)  # noqa: S314


def sessions(*days: date, label: str = "Een gesprek over de straat") -> Lane:
    return Lane("Sessies", "session", [Mark(day, label) for day in days])


def texts(picture: ElementTree.Element) -> list[ElementTree.Element]:
    """What one reads: without the paper around words."""
    return [text for text in picture.iter(f"{SVG}text") if text.get("class") != "halo"]


def said(picture: ElementTree.Element) -> list[str]:
    return [text.text or "" for text in texts(picture)]


def boxes(picture: ElementTree.Element) -> list[tuple[float, float, float, float, str]]:
    """The room that each text takes at most: from, to, top, bottom."""
    found = []
    for text in texts(picture):
        size, x, y = (float(text.attrib[name]) for name in ("font-size", "x", "y"))
        width = text_width(text.text or "", size)
        left = x - {"start": 0, "middle": 0.5, "end": 1}[text.attrib["text-anchor"]] * width
        found.append((left, left + width, y - size * 0.75, y + size * 0.25, text.text or ""))
    return found


def touching(picture: ElementTree.Element) -> list[tuple[str, str]]:
    """Which words lie over each other."""
    all_boxes = boxes(picture)
    return [
        (one[4], other[4])
        for place, one in enumerate(all_boxes)
        for other in all_boxes[:place]
        if one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]
    ]


def days_apart(days: int, count: int = 40, first: date = date(2024, 1, 1)) -> list[date]:
    return [first + timedelta(days=days * n) for n in range(count)]


SCATTERED = [date(2023, 1, 1) + timedelta(days=random.Random(7).randrange(2000)) for _ in range(40)]


@pytest.mark.parametrize(
    "days",
    [days_apart(0), days_apart(1), days_apart(17), days_apart(55), SCATTERED, [date(2026, 5, 5)]],
    ids=["one-day", "day-by-day", "two-years", "six-years", "scattered", "one"],
)
def test_no_words_touch_whenever_things_are(days: list[date]) -> None:
    lanes = [sessions(*days), Lane("Mijlpalen", "milestone", [Mark(d, "Af") for d in days])]

    picture = drawn([WORK], *lanes)

    assert touching(picture) == []
    assert all(left >= 0 and right <= WIDTH for left, right, *_rest in boxes(picture))


def test_what_lies_too_close_together_is_one_and_says_how_many() -> None:
    picture = drawn([], sessions(*days_apart(0), label="Gesprek met de hele straat"))

    (label,) = (each for each in said(picture) if each.startswith("Gesprek"))
    assert label == "Gesprek met de… +39"


def test_where_there_is_much_words_are_shortened_before_things_go_together() -> None:
    picture = drawn([], sessions(*days_apart(90, count=12), label="Een gesprek met de hele straat"))

    shown = [each for each in said(picture) if each.startswith("Een gesprek")]
    assert len(shown) == 12
    assert all(each.endswith("…") for each in shown)


def test_a_lane_never_grows_higher_than_a_few_rows() -> None:
    picture = drawn([], sessions(*days_apart(1)))

    heights = {text.attrib["y"] for text in texts(picture) if "Een" in (text.text or "")}
    assert 1 < len(heights) <= MOST_ROWS


def test_two_on_one_day_lie_below_each_other() -> None:
    picture = drawn([], sessions(date(2026, 3, 3), date(2026, 3, 3), label="Gesprek"))

    one, other = (text for text in texts(picture) if text.text == "Gesprek")
    assert one.attrib["x"] == other.attrib["x"]
    assert one.attrib["y"] != other.attrib["y"]


def test_a_phase_that_comes_twice_has_two_bands_on_one_line() -> None:
    again = Band(date(2027, 1, 1), date(2028, 12, 31), "Uitvoering (verlengd)", "coming")

    picture = drawn([WORK, again])

    first, second = picture.iter(f"{SVG}rect")
    assert first.attrib["y"] == second.attrib["y"]
    assert {"Uitvoering", "Uitvoering (verlengd)"} <= set(said(picture))


def test_phases_at_the_same_time_lie_below_each_other() -> None:
    during = Band(date(2025, 1, 1), date(2025, 12, 31), "Resultaat", "past")

    first, second = drawn([WORK, during]).iter(f"{SVG}rect")

    assert first.attrib["y"] != second.attrib["y"]


def test_a_phase_without_an_end_lasts_until_the_next_one_and_the_last_until_the_edge() -> None:
    first = Band(date(2024, 1, 1), None, "Verkenning", "past")
    last = Band(date(2025, 1, 1), None, "Uitvoering", "now")

    one, other = drawn([first, last]).iter(f"{SVG}rect")

    end = float(one.attrib["x"]) + float(one.attrib["width"])
    assert end == pytest.approx(float(other.attrib["x"]), abs=0.2)
    assert float(other.attrib["x"]) + float(other.attrib["width"]) == pytest.approx(RIGHT)


def test_the_name_of_a_short_phase_stands_below_it() -> None:
    short = Band(date(2026, 12, 31), date(2027, 1, 15), "Borging na de deal", "coming")

    picture = drawn([WORK, short])

    work, below = (t for t in texts(picture) if t.text in ("Uitvoering", "Borging na de deal"))
    assert float(below.attrib["y"]) > float(work.attrib["y"])
    assert touching(picture) == []


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 6, 1), "Vandaag"),
        (date(2029, 11, 1), "Vandaag"),
        (date(2040, 1, 1), "Vandaag →"),
        (date(2001, 1, 1), "← Vandaag"),
    ],
)
def test_today_is_marked_also_when_it_is_far_away(today: date, expected: str) -> None:
    over = Band(WORK.starts_on, WORK.ends_on, WORK.label, "past")

    assert expected in said(drawn([over], today=today))


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2026, 5, 30), date(2026, 6, 2), ["mei 2026", "jun", "jul"]),
        (date(2020, 6, 1), date(2026, 6, 1), ["jul", "2021", "jul", "2022"]),
        (date(1, 1, 1), date(9999, 12, 31), ["1000", "2000", "3000"]),
    ],
)
def test_below_it_stand_years_or_months(first: date, last: date, expected: list[str]) -> None:
    ticks = [said for _x, said in Scale([first, last], LEFT, RIGHT).ticks(MONTHS, 70)]

    assert [said for said in ticks if said != "1"][: len(expected)] == expected


def test_a_closed_session_leads_to_its_page_and_the_picture_is_then_a_group() -> None:
    mark = Mark(date(2026, 3, 3), "Start", href="/sessions/1/", spoken="Start, 3 maart 2026")
    picture = drawn([], Lane("Sessies", "session", [mark]))

    (link,) = picture.iter(f"{SVG}a")
    assert (link.attrib["href"], link[0].tag, link[0].text) == (
        mark.href,
        f"{SVG}title",
        mark.spoken,
    )
    assert picture.attrib["role"] == "group"
    assert drawn([WORK]).attrib["role"] == "img"


def test_it_says_what_it_is_and_has_no_style_of_its_own() -> None:
    picture = time_line([WORK], [], today=TODAY, key="deal", words=WORDS)

    assert '<title id="deal-title">Tijdlijn</title>' in picture
    assert '<desc id="deal-desc">Van 2024 tot 2027.</desc>' in picture
    assert "style=" not in picture


def test_what_is_to_come_is_drawn_open() -> None:
    lane = Lane("Mijlpalen", "milestone", [Mark(date(2027, 1, 1), "Af", "coming")])

    assert "stroke-dasharray" in ElementTree.tostring(drawn([], lane)).decode()


def test_whatever_is_in_a_title_is_text() -> None:
    nasty = "<script>alert('x')</script>\" onload=\"x"
    lane = Lane(nasty, "session", [Mark(TODAY, nasty, href=nasty, spoken=nasty)])

    picture = time_line(
        [Band(TODAY, None, nasty, "now")], [lane], today=TODAY, key=nasty, words=WORDS
    )

    assert "<script" not in picture
    assert not re.search(r'" onload="', picture)
    ElementTree.fromstring(picture)  # noqa: S314


def test_lanes_without_anything_are_left_out() -> None:
    assert "Verkiezingen" not in said(drawn([WORK], Lane("Verkiezingen", "election", [])))


def test_without_any_day_there_is_nothing_to_draw() -> None:
    with pytest.raises(ValueError, match="nothing to draw"):
        drawn([], Lane("Sessies", "session", []))


@pytest.mark.parametrize(
    "text", ["kort", "Een heel lange titel die nergens past", "WWWWWWW", "", "漢字漢字"]
)
def test_a_shortened_text_fits(text: str) -> None:
    found = shortened(text, 17, 60)

    assert text_width(found, 17) <= 60
    assert found == text or found.endswith("…")
