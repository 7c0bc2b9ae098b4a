"""Pictures of numbers: right by hand-made sums, said in words too, and safe whatever is in them."""

import re
from xml.etree import ElementTree

import pytest

from boards.charts import LEFT, RIGHT, WIDTH, Row, energy_bars, flow, written

SVG = "{http://www.w3.org/2000/svg}"
ROWS: list[Row] = [("Inschalen", 5.5, 1, 10, 2), ("Uitschalen", None, None, None, 0)]
TITLE, DESC = "Energie per route", "Inschalen: gemiddeld 5,5."


def drawn(rows: list[Row], **fields: object) -> ElementTree.Element:
    """The picture, read back."""
    words = {"key": "energy-1", "title": TITLE, "desc": DESC} | fields
    return ElementTree.fromstring(energy_bars(rows, **words))  # type: ignore[arg-type]  # noqa: S314


def bars(picture: ElementTree.Element) -> list[list[float]]:
    """Of each row the widths of its ground and its bar."""
    return [
        [float(bar.attrib["width"]) for bar in row.iter(f"{SVG}rect")]
        for row in picture.iter(f"{SVG}g")
    ]


def test_a_bar_is_as_long_as_its_mean_on_the_scale() -> None:
    ground = WIDTH - LEFT - RIGHT

    found = bars(
        drawn([("Laagst", 1, 1, 1, 1), ("Midden", 5.5, 5, 6, 2), ("Hoogst", 10, 10, 10, 1)])
    )

    assert found == [[ground, 8], [ground, 8 + (ground - 8) / 2], [ground, ground]]


def test_a_row_without_a_number_has_no_bar() -> None:
    picture = drawn(ROWS)
    assert [len(row) for row in bars(picture)] == [2, 1]
    assert [text.text for text in picture.iter(f"{SVG}text")] == [
        "Inschalen",
        "5,5 (2)",
        "Uitschalen",
        "–",
        "1",
        "10",
    ]


def test_the_spread_is_drawn_only_where_numbers_differ() -> None:
    assert len(list(drawn([("A", 5, 2, 8, 3)]).iter(f"{SVG}path"))) == 1
    assert len(list(drawn([("A", 5, 5, 5, 3)]).iter(f"{SVG}path"))) == 0


def test_the_spread_runs_from_the_lowest_to_the_highest() -> None:
    (path,) = drawn([("A", 5, 1, 10, 3)]).iter(f"{SVG}path")
    assert path.attrib["d"].startswith(f"M{LEFT + 8}.0 ")
    assert path.attrib["d"].endswith("v12")
    assert f"H{WIDTH - RIGHT}.0" in path.attrib["d"]


def test_one_number_given_together_has_no_count() -> None:
    texts = [text.text for text in drawn([("A", 4, 4, 4, 0)]).iter(f"{SVG}text")]
    assert texts[:2] == ["A", "4"]


def test_it_says_in_words_what_it_is_and_shows() -> None:
    picture = drawn(ROWS)
    title, desc = picture.find(f"{SVG}title"), picture.find(f"{SVG}desc")
    assert title is not None
    assert desc is not None
    assert picture.attrib["role"] == "img"
    assert (title.text, picture.attrib["aria-labelledby"]) == (TITLE, title.attrib["id"])
    assert (desc.text, picture.attrib["aria-describedby"]) == (DESC, desc.attrib["id"])


def test_two_pictures_share_no_id() -> None:
    ids = [
        re.findall(r' id="([^"]+)"', energy_bars(ROWS, key=key, title="", desc="")) for key in "ab"
    ]
    assert not set(ids[0]) & set(ids[1])


def test_it_obeys_the_policy_of_the_pages_and_follows_their_colours() -> None:
    svg = energy_bars(ROWS, key="k", title="", desc="")
    assert "style=" not in svg
    assert 'fill="var(--leaf, #' in svg


def test_names_are_only_text_whatever_is_in_them() -> None:
    svg = energy_bars(
        [("<b>&\"'", 3, 1, 4, 2)], key='"><script>', title="<i>", desc="</desc><script>"
    )
    picture = ElementTree.fromstring(svg)  # noqa: S314
    assert "<script" not in svg
    assert next(picture.iter(f"{SVG}text")).text == "<b>&\"'"


def test_numbers_off_the_scale_stay_on_the_drawing() -> None:
    ground = WIDTH - LEFT - RIGHT
    assert bars(drawn([("A", 12, -3, 40, 2)]))[0] == [ground, ground]


def test_no_rows_is_an_empty_picture() -> None:
    assert bars(drawn([])) == []


def test_another_scale_has_its_own_ends() -> None:
    texts = [text.text for text in drawn([("A", 3, 3, 3, 1)], low=1, high=5).iter(f"{SVG}text")]
    assert texts[-2:] == ["1", "5"]


def test_a_scale_that_ends_where_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="high end"):
        energy_bars(ROWS, key="k", title="", desc="", low=5, high=5)


@pytest.mark.parametrize(
    ("number", "wanted"),
    [(None, "–"), (7, "7"), (7.0, "7"), (7.25, "7,3"), (6.666, "6,7"), (9.96, "10"), (0, "0")],
)
def test_a_mean_is_written_with_one_decimal_at_most(number: float | None, wanted: str) -> None:
    assert written(number) == wanted


def test_the_decimal_sign_is_that_of_the_reader() -> None:
    assert written(5.5, ".") == "5.5"


# From where to where ------------------------------------------------------------------------------

PARTS = [("boompje", "Boompje"), ("water", "Water"), ("vlinder", "Vlinder <3")]


def flowing(*ribbons: tuple[str, str, int]) -> ElementTree.Element:
    """The picture of what went from where to where, read back."""
    svg = flow(
        PARTS, PARTS, ribbons, heads=("maart", "mei"), key="flow 1", title=TITLE, desc="Ging."
    )
    return ElementTree.fromstring(svg)  # noqa: S314 - our own


def heights(picture: ElementTree.Element) -> list[float]:
    """How high the parts are, those on the left first."""
    return [float(part.attrib["height"]) for part in picture.iter(f"{SVG}rect")]


def test_a_part_is_as_high_as_its_count_on_each_side() -> None:
    picture = flowing(("boompje", "vlinder", 3), ("water", "water", 1))

    high = heights(picture)
    assert high == [3 * high[1], high[1], high[1], 3 * high[1]]


def test_a_ribbon_is_as_wide_at_its_ends_as_the_parts_it_fills() -> None:
    picture = flowing(("boompje", "vlinder", 2))

    (path,) = picture.iter(f"{SVG}path")
    assert f"v{heights(picture)[0]:g}C" in path.attrib["d"].replace(".0C", "C")


def test_every_ribbon_says_what_it_is_and_names_are_only_text() -> None:
    picture = flowing(("boompje", "vlinder", 2), ("boompje", "boompje", 1))

    said = {path[0].text for path in picture.iter(f"{SVG}path")}
    words = {text.text for text in picture.iter(f"{SVG}text")}
    assert said == {"Boompje → Vlinder <3: 2", "Boompje → Boompje: 1"}
    assert words == {"maart", "mei", "Boompje (3)", "Boompje (1)", "Vlinder <3 (2)"}
    assert picture.find(f"{SVG}title") is not None
    assert picture.attrib["aria-describedby"] == "flow-1-desc"


def test_what_stayed_lies_under_what_went_elsewhere() -> None:
    picture = flowing(("boompje", "vlinder", 2), ("water", "water", 1))

    said = [path[0].text for path in picture.iter(f"{SVG}path")]
    assert said == ["Water → Water: 1", "Boompje → Vlinder <3: 2"]


def test_a_great_many_stay_on_one_page() -> None:
    picture = flowing(("boompje", "water", 120), ("water", "water", 20))

    assert float(picture.attrib["height"]) < 700
    assert min(heights(picture)) > 0


def test_a_ribbon_to_nowhere_is_refused() -> None:
    with pytest.raises(ValueError, match="not there"):
        flowing(("boompje", "compost", 1))
