"""Post-its as the server draws them: the same as static/js/board, by one file of cases."""

import json
from pathlib import Path
from typing import Any

import pytest

from boards import drawing
from boards.content import Content, Element, Filling, library
from boards.domain import geometry

CASES = json.loads((Path(__file__).parents[1] / "js" / "drawing-cases.json").read_text("utf-8"))
SUBJECTS = {key: {"id": key, "name": key.upper(), "lines": [key]} for key in "abc"}


def _element(data):
    def pairs(points):
        return tuple(tuple(point) for point in points) if points else None

    shapes: dict[str, Any] = {
        key: tuple(data[key]) for key in ("rectangle", "ellipse") if key in data
    }
    return Element(
        id=data["id"],
        title=data["title"],
        text=data["text"],
        label=tuple(data["label"]),
        polygon=pairs(data.get("polygon")),
        group=data.get("group"),
        **shapes,
    )


CONTENT = Content(
    board="cases",
    title="Cases",
    family="Cases",
    kind="zones",
    picture="boards/cases.svg",
    purpose="-",
    when="-",
    instruction="-",
    subjects=("organisation",),
    fillings=(Filling("one", "One", "-"),),
    elements=tuple(_element(data) for data in CASES["elements"]),
)


@pytest.mark.parametrize(("x", "y", "element"), CASES["spots"])
def test_the_element_under_a_spot_is_the_one_that_the_browser_names(x, y, element):
    assert geometry.element_at(CONTENT.elements, x, y) == element


@pytest.mark.parametrize("case", CASES["boards"], ids=lambda case: case["name"])
def test_post_its_are_those_that_the_browser_draws(case):
    rows = [{"unknown": False, "on_behalf": False} | row for row in case["rows"]]

    postits = drawing.postits_of(
        rows, SUBJECTS, case["open"], CONTENT, show_hidden=case["show_hidden"]
    )

    seen = ("key", "placements", "element", "x", "hidden", "differs")
    assert [{name: getattr(p, name) for name in seen} for p in postits] == case["postits"]
    assert [link.key for link in drawing.links_of(postits)] == case["links"]


@pytest.mark.parametrize("case", CASES["names"], ids=lambda case: case["lines"][0])
def test_names_are_broken_and_shortened_as_in_the_browser(case):
    for size, lines in enumerate(case["sizes"]):
        assert drawing.fitted(case["lines"], size) == (lines, case["small"][size])


@pytest.mark.parametrize("case", CASES["persons"], ids=lambda case: case["name"])
def test_a_persons_post_it_has_the_name_and_the_organisation_as_in_the_browser(case):
    for size, lines in enumerate(case["sizes"]):
        fitted = drawing.fitted_pair(case["name"], case["organisation"], size)
        assert fitted == (lines, case["small"][size])


def _lying(rows, case):
    rows = [{"unknown": False, "on_behalf": False} | row for row in rows]
    return drawing.postits_of(
        rows, SUBJECTS, case["open"], CONTENT, show_hidden=case["show_hidden"]
    )


@pytest.mark.parametrize("case", CASES["compared"], ids=lambda case: case["name"])
def test_two_ways_of_filling_in_are_compared_as_in_the_browser(case):
    compared = drawing.compared_of(_lying(case["first"], case), _lying(case["second"], case))

    def element(postit):
        return None if postit is None else postit.element

    seen = [[c.subject["id"], element(c.first), element(c.second), c.moves] for c in compared]
    assert seen == case["compared"]
    drawn = drawing.on_one_picture(compared, ("One", "Other"))
    assert [postit.key for postit in drawn] == case["drawn"]
    assert {p.key: p.filling for p in drawn} == {
        key: "One" if key.startswith("first") else "Other" for key in case["drawn"]
    }


def _postit(key: str, element: str, x: float, y: float) -> drawing.Postit:
    return drawing.Postit(
        key,
        [key],
        {"id": key, "name": key},
        "team",
        None,
        element,
        x,
        y,
        hidden=False,
        on_behalf=False,
        differs=False,
    )


def test_what_would_cover_another_on_the_picture_of_two_ways_is_laid_aside():
    case = CASES["apart"]

    lying = drawing.apart([_postit(*each) for each in case["postits"]], CONTENT, case["size"])

    assert [[postit.key, postit.x, postit.y] for postit in lying] == case["lying"]


def test_where_placing_goes_in_two_steps_a_group_holds_what_lies_in_its_elements_too():
    case = CASES["steps"]
    areas = [_element(data) for data in case["elements"]]
    groups = {"west": tuple(area for area in areas if area.group == "west")}
    postits = [_postit(*each) for each in case["postits"]]

    for each in case["sizes"]:
        assert drawing.size_for(postits, each["room"], groups) == each["size"]
    shown, more = drawing.shown_and_more(postits, case["full"]["most"], 0, groups)
    assert [postit.key for postit in shown] == case["full"]["shown"]
    assert more == case["full"]["more"]


def test_only_a_board_of_two_steps_has_groups():
    content = library()["invloed"]

    groups = drawing.groups_of(content, content.fillings[0].id)

    assert {group: len(elements) for group, elements in groups.items()} == {
        "beinvloeder": 2,
        "sleutelfiguur": 2,
        "toeschouwer": 2,
        "geinteresseerde": 2,
    }
    assert drawing.groups_of(library()["rollen"], "gedrag") == {}


def test_a_post_it_has_the_same_turn_everywhere():
    for subject, turn in CASES["turns"]:
        assert drawing.turn_of(subject) == turn


@pytest.mark.parametrize("case", CASES["sizes"], ids=lambda case: str(case["counts"]))
def test_the_size_is_the_largest_of_which_every_element_has_room(case):
    rows = [
        {"id": str(n), "subject": f"{element}{n}", "layer": "team", "seat": None, "x": 1, "y": 1}
        | {"element": element, "unknown": False, "on_behalf": False}
        for element, count in case["counts"].items()
        for n in range(count)
    ]
    subjects = {row["subject"]: {"id": row["subject"]} for row in rows}

    postits = drawing.postits_of(rows, subjects, ["team"], CONTENT)

    assert drawing.size_for(postits, case["room"]) == case["size"]


@pytest.mark.parametrize("case", CASES["full"], ids=lambda case: case["name"])
def test_a_full_element_shows_what_the_browser_shows(case):
    rows = [
        {"id": str(n), "subject": str(n), "layer": "team", "seat": None, "x": x, "y": y}
        | {"element": "field", "unknown": False, "on_behalf": False}
        for n, (x, y) in enumerate(case["spots"], start=1)
    ]
    subjects = {row["subject"]: {"id": row["subject"]} for row in rows}
    postits = drawing.postits_of(rows, subjects, ["team"], CONTENT)

    shown, more = drawing.shown_and_more(postits, {"field": case["most"]}, case["size"])

    assert [postit.subject["id"] for postit in shown] == case["shown"]
    assert more.get("field", 0) == case["more"]


def test_an_element_shows_at_least_as_many_as_it_has_room_for():
    for content in (each for each in library().values() if each.kind == "zones"):
        room = drawing.room_for(content)
        for element, most in drawing.most_shown(content).items():
            assert most >= room[element][-1]


def test_the_line_between_two_post_its_is_bowed():
    case = CASES["curve"]

    assert drawing.curve(tuple(case["from"]), tuple(case["to"])) == case["path"]


def test_an_element_has_room_for_more_post_its_when_they_are_smaller():
    room = drawing.room_for(CONTENT)["field"]

    assert room[0] > 0
    assert list(room) == sorted(room)
