"""Where things lie on the board, by hand-made shapes."""

from collections.abc import Mapping

import pytest

from boards.content import Content, content_of, library
from boards.domain import geometry
from boards.models.tables import BOARD_HEIGHT_MM, BOARD_WIDTH_MM


def picture_boards() -> list[Content]:
    """The boards on whose picture post-its lie."""
    return [content for content in library().values() if content.kind == "zones"]


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
    assert geometry.element_at(board(SQUARE, TRIANGLE, ROUND).elements, x, y) == element


def test_where_two_elements_overlap_the_last_in_the_file_wins() -> None:
    overlapping = board(SQUARE, {"rectangle": (50, 50, 100, 80)}).elements

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

    assert all(geometry.element_at(content.elements, x, y) == "e0" for x, y in taken)


def test_the_elements_of_a_board_cover_most_of_the_plate() -> None:
    """At least 60 % (design.md), counted on a grid of 3 mm."""
    for content in picture_boards():
        spots = [(x, y) for x in range(0, BOARD_WIDTH_MM, 3) for y in range(0, BOARD_HEIGHT_MM, 3)]
        inside = sum(geometry.element_at(content.elements, x, y) is not None for x, y in spots)
        assert inside / len(spots) >= 0.6, content.board


def test_every_element_and_group_takes_six_post_its_without_overlap() -> None:
    for content in picture_boards():
        for element in content.by_id.values():
            taken: list[geometry.Spot] = []
            for _each in range(6):
                taken.append(geometry.free_spot(content, element, taken))
            smallest = geometry.POSTIT_SIZES[-1]
            for i, (x1, y1) in enumerate(taken):
                for x2, y2 in taken[i + 1 :]:
                    apart = abs(x1 - x2) >= smallest[0] or abs(y1 - y2) >= smallest[1]
                    assert apart, (content.board, element.id)


def overlapping(spots: list[geometry.Spot], size: geometry.Spot) -> bool:
    """Whether two post-its of this size on these spots cover each other."""
    return any(
        abs(x1 - x2) < size[0] and abs(y1 - y2) < size[1]
        for i, (x1, y1) in enumerate(spots)
        for x2, y2 in spots[i + 1 :]
    )


def test_rows_are_spots_in_reading_order_that_do_not_overlap() -> None:
    """100 × 80 mm holds two post-its of 34 mm side by side, and three rows of 20 mm."""
    content = board({"rectangle": (10, 10, 100, 80), "label": (60, 14)})

    spots = geometry.in_rows(content, content.elements[0], 6, [])

    assert spots == sorted(spots, key=lambda spot: (spot[1], spot[0]))
    assert len({y for _x, y in spots}) == 3
    assert not overlapping(spots, geometry.POSTIT_SIZES[0])


def test_rows_keep_clear_of_what_lies_there() -> None:
    content = board({"rectangle": (10, 10, 100, 80), "label": (60, 14)})
    there = (60.0, 50.0)

    spots = geometry.in_rows(content, content.elements[0], 3, [there])

    assert not overlapping([*spots, there], geometry.POSTIT_SIZES[1])


def test_rows_around_a_point_that_sticks_in_do_not_overlap() -> None:
    """A thorn cuts a row in spans that are nearer to each other than a post-it is wide."""
    shape = ((10, 10), (58, 10), (60, 60), (62, 10), (110, 10), (110, 90), (10, 90))
    content = board({"polygon": shape, "label": (30, 14)})

    spots = geometry.in_rows(content, content.elements[0], 6, [])

    assert not overlapping(spots, geometry.POSTIT_SIZES[0])


def test_rows_hold_what_the_board_has_room_for_on_the_size_it_draws() -> None:
    for content in picture_boards():
        for element in content.by_id.values():
            room = geometry.capacities(content, element)
            for count, size in zip(room, geometry.POSTIT_SIZES, strict=True):
                spots = geometry.in_rows(content, element, count, [])
                assert not overlapping(spots, size), (content.board, element.id, count)
            most = geometry.most(content, element)
            spots = geometry.in_rows(content, element, most, [])
            assert not overlapping(spots, geometry.POSTIT_SIZES[-1]), (content.board, element.id)
            level = content.level_of(element.id)
            assert all(geometry.element_at(level, x, y) == element.id for x, y in spots)


def test_what_does_not_fit_lies_in_stacks() -> None:
    content = board({"rectangle": (10, 10, 60, 45), "label": (40, 14)})
    most = geometry.most(content, content.elements[0])

    spots = geometry.in_rows(content, content.elements[0], 2 * most, [])

    assert len(set(spots)) == most
    assert all(spots.count(spot) == 2 for spot in spots)


def test_an_element_without_room_for_a_post_it_stacks_them_on_its_name() -> None:
    content = board({"rectangle": (10, 10, 20, 8), "label": (20, 14)})

    assert geometry.in_rows(content, content.elements[0], 2, []) == [(20, 14), (20, 14)]


def test_a_group_and_its_elements_have_room_for_post_its_beside_each_other() -> None:
    """In two steps: four organisations in each group, and then two persons in each element."""
    for content in picture_boards():
        if not any(filling.in_two_steps for filling in content.fillings):
            continue
        for group in content.groups:
            taken: list[geometry.Spot] = []
            for _each in range(4):
                taken.append(geometry.free_spot(content, group, taken))
            columns = [element for element in content.elements if element.group == group.id]
            for element in (*columns, *columns):
                taken.append(geometry.free_spot(content, element, taken))
            assert not overlapping(taken, geometry.POSTIT_SIZES[1]), group.id
            names = [element.label[1] for element in columns]
            assert all(y < min(names) for _x, y in taken[:4]), group.id
            assert all(y > max(names) for _x, y in taken[4:]), group.id
