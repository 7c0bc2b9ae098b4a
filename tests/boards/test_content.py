"""Content files: what is right loads, and each fault is named with its file."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from boards import checks, content
from boards.domain import geometry

GOOD = """
board = "proef"
title = "Proef"
family = "Zicht op je partners"
kind = "zones"
picture = "boards/rollen.svg"
purpose = "Praat erover."
when = "Nu."
instruction = "Plaats iedereen."
subjects = ["organisation", "text"]

[[fillings]]
id = "nu"
title = "Nu"
text = "Zo is het nu."

[[fillings]]
id = "gewenst"
title = "Gewenst"
text = "Zo moet het worden."
steps = ["meaning"]

[[groups]]
id = "boven"
title = "Boven"

[[elements]]
id = "links"
title = "Links"
text = "De linkerkant."
label = [100, 20]
rectangle = [10, 10, 180, 200]
group = "boven"
questions = ["Waarom hier?"]

[[pairs]]
first = "nu"
second = "gewenst"
title = "De stap"

[[questions]]
goal = "participant"
text = "Wat ga je doen?"
action = true

[[cards]]
element = "links"
title = "Hulp"
lines = ["Vraag door."]
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of content files."""
    monkeypatch.setattr(content, "FOLDER", tmp_path)
    return tmp_path


def test_a_board_with_everything_in_it_loads_and_survives_as_a_snapshot(folder: Path) -> None:
    (folder / "proef.toml").write_text(GOOD)

    board, faults = content.read(folder / "proef.toml")

    assert faults == []
    assert board is not None
    assert board.by_id["links"].group == "boven"
    assert board.filling("gewenst").steps == ("meaning",)
    assert content.content_of(content.snapshot_of(board)) == board


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('title = "Proef"\n', "", "title: Field required"),
        ('kind = "zones"', 'kind = "pinata"', "kind: Input should be 'zones'"),
        ('board = "proef"', 'board = "ander"', 'board: must be "proef", as the file is named'),
        ('id = "links"', 'id = "Links Boven"', "elements.0.id"),
        ("label = [100, 20]", "label = [1000, 20]", "elements.0.label.0"),
        ("rectangle = [10, 10, 180, 200]", "", "exactly one of polygon, rectangle and ellipse"),
        (
            "rectangle = [10, 10, 180, 200]",
            "polygon = [[1, 1], [2, 2]]",
            "a polygon needs three points or more",
        ),
        ('group = "boven"', 'group = "onder"', "group does not exist: onder"),
        ('element = "links"', 'element = "rechts"', "element does not exist: rechts"),
        ('second = "gewenst"', 'second = "ooit"', "filling does not exist: ooit"),
        ('id = "gewenst"', 'id = "nu"', "filling stands twice: nu"),
        ('text = "De linkerkant."', 'txt = "De linkerkant."', "elements.0.txt"),
        ("subjects = [", "subjects = ", "Expected newline"),
    ],
)
def test_a_fault_is_named_with_its_file(folder: Path, old: str, new: str, fault: str) -> None:
    assert old in GOOD
    (folder / "proef.toml").write_text(GOOD.replace(old, new, 1))

    messages = [message.msg for message in checks.content_files()]

    assert any(m.startswith("proef.toml: ") and fault in m for m in messages), messages


def test_a_board_without_a_picture_is_a_fault(folder: Path) -> None:
    (folder / "proef.toml").write_text(GOOD.replace("rollen.svg", "weg.svg"))

    assert [m.msg for m in checks.content_files()] == ["proef.toml: no picture boards/weg.svg"]


def test_all_boards_that_we_ship_are_without_fault() -> None:
    assert checks.content_files() == []
    assert {"rollen", "snelheid"} <= set(content.library())


# The drawings ---------------------------------------------------------------------------------


def test_every_element_has_room_for_post_its() -> None:
    """At least 60 by 45 mm (look.md); that all of them cover most of the plate: test_geometry."""
    for plate in content.library().values():
        for element in plate.elements:
            left, top, right, bottom = geometry.bounds(element)
            assert (right - left >= 60, bottom - top >= 45) == (True, True), element.id


def test_drawings_are_light_have_ids_of_their_own_and_no_gradients() -> None:
    for plate in content.library().values():
        picture = settings.BASE_DIR / "static" / plate.picture
        text = picture.read_text("utf-8")

        ids = re.findall(r'\bid="([^"]+)"', text)

        assert picture.stat().st_size <= 40_000, plate.board
        assert {f"{plate.board}-{element.id}" for element in plate.elements} <= set(ids)
        assert [name for name in ids if not name.startswith(f"{plate.board}-")] == []
        assert re.findall(r"<(?:linear|radial)Gradient|<filter|<image|style=", text) == []
