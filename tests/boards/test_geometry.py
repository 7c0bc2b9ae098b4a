"""Where things lie on the board, by hand-made shapes."""

from collections.abc import Mapping

import pytest

from boards.content import Content, content_of, library
from boards.domain import geometry
from boards.models.tables import BOARD_HEIGHT_MM, BOARD_WIDTH_MM


def board(*shapes: Mapping[str, object]) -> Content:
    """A board with these shapes as elements e0, e1, …"""
    words = {"title": "Proef", "family": "Proef", "purpose": "Proef", "when": "Nu"}
    return content_of(
        words
        | {
            "board": "proef",
            "kind": "zones",
            "picture": "boards/proef.svg",
            "instruction": "Plaats",
            "subjects": ["organisation"],
            "fillings": [{"id": "een", "title": "Een", "text": "Een"}],
            "elements": [
                {"id": f"e{i}", "title": "E", "text": "E", "label": (5, 5), **shape}
                for i, shape in enumerate(shapes)
            ],
        }
    )


SQUARE = {"rectangle": (10, 10, 100, 80)}
TRIANGLE = {"polygon": ((200, 10), (300, 10), (200, 110))}
ROUND = {"ellipse": (100, 200, 50, 30)}


@pytest.mark.parametrize(
    ("x", "y", "element"),
    [
        (10, 10, "e0"),
        (110, 90, "e0"),
        (111, 90, None),
        (210, 20, "e1"),
        (290, 90, None),
        (100, 171, "e2"),
        (149, 200, "e2"),
        (148, 225, None),
        (0, 0, None),
    ],
)
def test_a_point_lies_in_the_element_that_is_drawn_there(
    x: float, y: float, element: str | None
) -> None:
    assert geometry.element_at(board(SQUARE, TRIANGLE, ROUND), x, y) == element


def test_where_two_elements_overlap_the_last_in_the_file_wins() -> None:
    overlapping = board(SQUARE, {"rectangle": (50, 50, 100, 80)})

    assert geometry.element_at(overlapping, 60, 60) == "e1"
    assert geometry.element_at(overlapping, 20, 20) == "e0"


def test_post_its_in_an_element_do_not_overlap_as_long_as_they_fit() -> None:
    content = board({"rectangle": (10, 10, 100, 80)})
    taken: list[geometry.Spot] = []

    for _each in range(4):
        taken.append(geometry.free_spot(content, content.elements[0], taken))

    for i, (x1, y1) in enumerate(taken):
        for x2, y2 in taken[i + 1 :]:
            assert abs(x1 - x2) >= 34 or abs(y1 - y2) >= 20


def test_a_full_element_takes_more_all_the_same_and_keeps_them_inside() -> None:
    content = board({"rectangle": (10, 10, 60, 45)})
    taken: list[geometry.Spot] = []

    for _each in range(12):
        taken.append(geometry.free_spot(content, content.elements[0], taken))

    assert all(geometry.element_at(content, x, y) == "e0" for x, y in taken)


def test_the_elements_of_a_board_cover_most_of_the_plate() -> None:
    """At least 60 % (design.md), counted on a grid of 3 mm."""
    for content in library().values():
        spots = [(x, y) for x in range(0, BOARD_WIDTH_MM, 3) for y in range(0, BOARD_HEIGHT_MM, 3)]
        inside = sum(geometry.element_at(content, x, y) is not None for x, y in spots)
        assert inside / len(spots) >= 0.6, content.board


def test_every_element_takes_six_post_its_without_overlap() -> None:
    for content in library().values():
        for element in content.elements:
            taken: list[geometry.Spot] = []
            for _each in range(6):
                taken.append(geometry.free_spot(content, element, taken))
            smallest = geometry.POSTIT_SIZES[-1]
            for i, (x1, y1) in enumerate(taken):
                for x2, y2 in taken[i + 1 :]:
                    apart = abs(x1 - x2) >= smallest[0] or abs(y1 - y2) >= smallest[1]
                    assert apart, (content.board, element.id)
