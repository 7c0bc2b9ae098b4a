"""Content files: what is right loads, and each fault is named with its file."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from django.conf import settings

from boards import checks, content

GOOD = """
board = "proef"
title = "Proef"
family = "Zicht op je partners"
kind = "zones"
picture = "boards/rollen.svg"
purpose = "Praat erover."
when = "Nu."
instruction = "Plaats iedereen."
subjects = ["organisation", "person", "text"]

[[fillings]]
id = "nu"
title = "Nu"
text = "Zo is het nu."

[[fillings]]
id = "gewenst"
title = "Gewenst"
text = "Zo moet het worden."
steps = ["meaning"]

[[fillings]]
id = "samen"
title = "Samen"
text = "Eerst de organisatie, dan de persoon."
steps = ["group", "element"]

[[groups]]
id = "boven"
title = "Boven"
text = "De bovenkant."
label = [200, 15]
rectangle = [10, 10, 380, 120]
questions = ["Waarom zo hoog?"]

[[groups]]
id = "onder"
title = "Onder"
text = "De onderkant."
label = [200, 150]
rectangle = [10, 140, 380, 120]

[[elements]]
id = "links"
title = "Boven, links"
short = "Links"
text = "De linkerkant."
label = [100, 80]
rectangle = [10, 10, 190, 120]
group = "boven"
questions = ["Waarom hier?", "Waar liever?"]

[[elements]]
id = "rechts"
title = "Boven, rechts"
text = "De rechterkant."
label = [300, 80]
rectangle = [200, 10, 190, 120]
group = "boven"

[[elements]]
id = "links-onder"
title = "Onder, links"
text = "De linkerkant."
label = [100, 220]
rectangle = [10, 140, 190, 120]
group = "onder"

[[elements]]
id = "rechts-onder"
title = "Onder, rechts"
text = "De rechterkant."
label = [300, 220]
rectangle = [200, 140, 190, 120]
group = "onder"

[[pairs]]
first = "nu"
second = "gewenst"
title = "De stap"

[[questions]]
goal = "participant"
text = "Wat ga je doen?"
action = true

[[questions]]
goal = "team"
text = "Wie missen we?"

[[captions]]
text = "hoog"
at = [5, 60]
turned = true

[[legend]]
title = "Hoog"
text = "Boven op de tekening."

[[observations]]
when = "sides"
elements = ["boven"]
others = ["links-onder", "rechts-onder"]
text = "Boven: {count}. Onder: {others}."
question = "team-1"

[[cards]]
element = "links"
title = "Hulp"
lines = ["Vraag door."]
"""


# The same board on which is ticked and graded too.
GRADED = (
    GOOD.replace(
        'questions = ["Waarom hier?", "Waar liever?"]',
        'criteria = ["Het past.", "Het kan."]\ngraded = true\nmotto = "van hier naar daar"',
        1,
    ).replace(
        "rectangle = [200, 140, 190, 120]",
        'rectangle = [200, 140, 190, 120]\ncriteria = ["Het mag."]\none_is_enough = true',
        1,
    )
    + """
[[aspects]]
id = "bereik"
title = "Bereik"
text = "Het bereikt genoeg mensen."

[scale]
low = 1
high = 10
low_means = "helemaal niet"
high_means = "helemaal"

[[advice]]
element = "rechts-onder"
any_of = ["rechts-onder-tick-1"]

[[advice]]
element = "links"
needs = ["links-tick-1"]
lacks = ["links-tick-2"]
"""
)
ASPECT = GRADED[GRADED.index("[[aspects]]") : GRADED.index("[scale]")]
SCALE = GRADED[GRADED.index("[scale]") : GRADED.index("[[advice]]")]
# And as a worksheet with two rows, and as a wheel.
SHEET = (
    GOOD.replace('kind = "zones"', 'kind = "worksheet"')
    + SCALE
    + """
[[rows]]
id = "doel"
title = "Doel"
text = "Wat is er dan bereikt?"

[[rows]]
id = "wie"
title = "Door wie"
text = "Wie zorgt ervoor?"
doers = true

[[examples]]
title = "Een reep"
text = "Zo kan het."

[examples.cells]
links = ["Overal te koop.", "De maker."]
"""
)
WHEEL = GOOD.replace('kind = "zones"', 'kind = "wheel"').replace(
    'text = "Zo is het nu."', 'text = "Zo is het nu."\nresults = true'
).replace(
    'text = "De linkerkant."', 'text = "De linkerkant."\nown = "Ik sta links."', 1
) + SCALE.replace("low = 1", "low = 0").replace("high = 10", "high = 5")


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
    assert (board.captions[0].turned, board.legend[0].title) == (True, "Hoog")
    assert content.content_of(content.snapshot_of(board)) == board


@pytest.fixture
def good(folder: Path) -> content.Content:
    """The board with everything in it."""
    (folder / "proef.toml").write_text(GOOD)
    board, _faults = content.read(folder / "proef.toml")
    assert board is not None
    return board


def test_a_name_on_the_picture_can_be_shorter_than_the_title(good: content.Content) -> None:
    assert (good.by_id["links"].name, good.by_id["links"].title) == ("Links", "Boven, links")
    assert good.by_id["rechts"].name == "Boven, rechts"


def loaded(folder: Path, text: str) -> content.Content:
    """A board from a text that is right."""
    (folder / "proef.toml").write_text(text)
    board, faults = content.read(folder / "proef.toml")
    assert faults == []
    assert board is not None
    return board


def test_criteria_are_ticked_under_the_id_of_their_element_with_a_number(folder: Path) -> None:
    board = loaded(folder, GRADED)

    assert board.by_id["links"].ticks == {
        "links-tick-1": "Het past.",
        "links-tick-2": "Het kan.",
    }
    assert board.ticks == board.by_id["links"].ticks | {"rechts-onder-tick-1": "Het mag."}
    assert board.by_id["rechts"].ticks == {}
    assert (board.by_id["links"].graded, board.by_id["links"].one_is_enough) == (True, False)
    assert board.by_id["rechts-onder"].one_is_enough


def test_a_picture_scores_its_aspects_and_its_ticks(folder: Path) -> None:
    assert loaded(folder, GRADED).scores == {
        "bereik": (1, 10),
        "links-tick-1": (0, 1),
        "links-tick-2": (0, 1),
        "rechts-onder-tick-1": (0, 1),
    }
    assert loaded(folder, GOOD).scores == {}


def test_a_worksheet_and_a_wheel_score_each_element(folder: Path) -> None:
    elements = ["links", "rechts", "links-onder", "rechts-onder"]

    assert loaded(folder, SHEET).scores == dict.fromkeys(elements, (1, 10))
    assert loaded(folder, WHEEL).scores == dict.fromkeys(elements, (0, 5))


def test_nothing_is_placed_on_a_worksheet_or_a_wheel(folder: Path) -> None:
    for text in (SHEET, WHEEL):
        board = loaded(folder, text)
        for filling in board.fillings:
            assert board.areas_for(filling.id, "organisation") == ()
            assert board.areas_for(filling.id, "person") == ()


def test_a_wheel_can_be_about_a_result_and_say_it_of_oneself(folder: Path) -> None:
    board = loaded(folder, WHEEL)

    assert board.filling("nu").needs_innovations
    assert not board.filling("gewenst").needs_innovations
    assert (board.by_id["links"].own, board.by_id["rechts"].own) == ("Ik sta links.", None)


def test_an_example_has_a_text_for_every_row_of_the_elements_that_it_fills(folder: Path) -> None:
    board = loaded(folder, SHEET)

    assert board.examples[0].cells == {"links": ("Overal te koop.", "De maker.")}
    assert [row.doers for row in board.rows] == [False, True]


@pytest.mark.parametrize("text", [GRADED, SHEET, WHEEL])
def test_a_board_of_every_kind_survives_as_a_snapshot_and_has_a_hash(
    folder: Path, text: str
) -> None:
    board = loaded(folder, text)

    assert content.content_of(content.snapshot_of(board)) == board
    assert hash(content.content_of(content.snapshot_of(board))) == hash(board)


NO_SCALE = "a scale belongs to aspects, to a worksheet and to a wheel"
NO_ROWS = "rows belong to a worksheet, and a worksheet needs them"
EXAMPLE = SHEET[SHEET.index("[[examples]]") :]
ROWS = SHEET[SHEET.index("[[rows]]") : SHEET.index("[[examples]]")]


@pytest.mark.parametrize(
    ("text", "old", "new", "fault"),
    [
        # The scale.
        (GRADED, SCALE, "", NO_SCALE),
        (GRADED, ASPECT, "", NO_SCALE),
        (SHEET, SCALE, "", NO_SCALE),
        (GOOD, "[[cards]]", SCALE + "[[cards]]", NO_SCALE),
        (GRADED, "low = 1\n", "low = 10\n", "the high end lies above the low end"),
        (GRADED, "high = 10", "high = 11", "scale.high"),
        (GRADED, "low = 1\n", "low = -1\n", "scale.low"),
        (GRADED, 'low_means = "helemaal niet"\n', "", "scale.low_means: Field required"),
        # Aspects.
        (GRADED, 'id = "bereik"', 'id = "links"', "aspect or element stands twice: links"),
        (GRADED, ASPECT, ASPECT * 2, "aspect or element stands twice: bereik"),
        # Ticks, and what they advise.
        (
            GRADED,
            'element = "rechts-onder"',
            'element = "midden"',
            "element does not exist: midden",
        ),
        (GRADED, '["links-tick-2"]', '["links-tick-3"]', "tick does not exist: links-tick-3"),
        (GRADED, '["links-tick-1"]', '["rechts-tick-1"]', "tick does not exist: rechts-tick-1"),
        (GRADED, '["rechts-onder-tick-1"]', '["bereik"]', "tick does not exist: bereik"),
        (GRADED, 'criteria = ["Het mag."]', 'criteria = [""]', "elements.3.criteria.0"),
        # Rows and examples.
        (SHEET, ROWS, "", NO_ROWS),
        (SHEET, 'kind = "worksheet"', 'kind = "wheel"', NO_ROWS),
        (WHEEL, "[[cards]]", EXAMPLE[: EXAMPLE.index("links")] + "[[cards]]", NO_ROWS),
        (SHEET, 'id = "wie"', 'id = "doel"', "row stands twice: doel"),
        (SHEET, "links = [", "midden = [", "element does not exist: midden"),
        (SHEET, ', "De maker."', "", "an example has a text for each row: Een reep"),
        (SHEET, '"De maker."', '"De maker.", "Nog een."', "an example has a text for each row"),
        # Prompts about grades.
        (GRADED, 'when = "sides"', 'when = "graded-low"\nunder = 0', "observations.0.under"),
    ],
)
def test_what_is_scored_or_filled_in_fits_the_board(
    folder: Path, text: str, old: str, new: str, fault: str
) -> None:
    assert old in text
    (folder / "proef.toml").write_text(text.replace(old, new, 1))

    messages = [message.msg for message in checks.content_files()]

    assert any(m.startswith("proef.toml: ") and fault in m for m in messages), messages


def test_questions_have_an_id_by_goal_and_by_element_or_group(good: content.Content) -> None:
    assert {key: (each.text, each.element) for key, each in good.questions_by_id.items()} == {
        "team-1": ("Wie missen we?", None),
        "participant-1": ("Wat ga je doen?", None),
        "boven-1": ("Waarom zo hoog?", "boven"),
        "links-1": ("Waarom hier?", "links"),
        "links-2": ("Waar liever?", "links"),
    }


def test_in_two_steps_organisations_go_in_groups_and_persons_in_elements(
    good: content.Content,
) -> None:
    def ids(areas: Iterable[content.Element]) -> list[str]:
        return [area.id for area in areas]

    elements = ["links", "rechts", "links-onder", "rechts-onder"]
    assert ids(good.areas_for("samen", "organisation")) == ["boven", "onder"]
    assert ids(good.areas_for("samen", "person")) == elements
    assert ids(good.areas_of("samen")) == [
        *("boven", "links", "rechts"),
        *("onder", "links-onder", "rechts-onder"),
    ]
    assert ids(good.areas_for("nu", "organisation")) == elements
    assert ids(good.areas_for("nu", "person")) == []
    assert ids(good.level_of("onder")) == ["boven", "onder"]
    assert ids(good.level_of("rechts")) == elements


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('title = "Proef"\n', "", "title: Field required"),
        ('kind = "zones"', 'kind = "pinata"', "kind: Input should be 'zones'"),
        ('board = "proef"', 'board = "ander"', 'board: must be "proef", as the file is named'),
        ('id = "links"', 'id = "Links Boven"', "elements.0.id"),
        ("label = [100, 80]", "label = [1000, 80]", "elements.0.label.0"),
        ("rectangle = [10, 10, 190, 120]", "", "exactly one of polygon, rectangle and ellipse"),
        (
            "rectangle = [10, 10, 190, 120]",
            "polygon = [[1, 1], [2, 2]]",
            "a polygon needs three points or more",
        ),
        ('group = "boven"', 'group = "midden"', "group does not exist: midden"),
        ('element = "links"', 'element = "midden"', "element does not exist: midden"),
        ('id = "links-onder"', 'id = "onder"', "element or group stands twice: onder"),
        ('second = "gewenst"', 'second = "ooit"', "filling does not exist: ooit"),
        ('id = "gewenst"', 'id = "nu"', "filling stands twice: nu"),
        ('text = "De linkerkant."', 'txt = "De linkerkant."', "elements.0.txt"),
        ("subjects = [", "subjects = ", "Expected newline"),
        # Two steps.
        ('["group", "element"]', '["group"]', "are the two steps of one placing"),
        ('["group", "element"]', '["element"]', "are the two steps of one placing"),
        (
            'steps = ["group", "element"]',
            'places = "person"\nsteps = ["group", "element"]',
            "the first of two steps places organisations",
        ),
        (
            'rectangle = [200, 10, 190, 120]\ngroup = "boven"',
            "rectangle = [200, 10, 190, 120]",
            "as many elements in each group",
        ),
        (
            'rectangle = [200, 10, 190, 120]\ngroup = "boven"',
            'rectangle = [200, 10, 190, 120]\ngroup = "onder"',
            "as many elements in each group",
        ),
        ("rectangle = [10, 140, 380, 120]", "", "groups.1: Value error, needs exactly one of"),
        # Prompts.
        ('when = "sides"', 'when = "wrong"', "observations.0.when"),
        ('elements = ["boven"]', 'elements = ["midden"]', "element does not exist: midden"),
        ('others = ["links-onder"', 'others = ["midden"', "element does not exist: midden"),
        ('question = "team-1"', 'question = "team-2"', "question does not exist: team-2"),
        ("turned = true", "turned = true\nsize = 3", "captions.0.size"),
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
    assert list(content.library()) == [
        *("rollen", "snelheid", "invloed"),
        *("innovaties", "opschalingsroutes", "eigenaarschap"),
    ]


def test_two_fillings_that_are_a_pair_can_be_compared_on_the_first_board() -> None:
    assert [(pair.first, pair.second) for pair in content.library()["rollen"].pairs] == [
        ("feitelijke-rol", "gedrag")
    ]


def test_every_prompt_belongs_to_a_question_for_the_team() -> None:
    """What lies on a picture is looked at; a worksheet and a wheel hold words and bars."""
    for plate in content.library().values():
        assert bool(plate.observations) == (plate.kind == "zones"), plate.board
        goals = {plate.questions_by_id[each.question].goal for each in plate.observations}
        assert goals <= {"team"}, plate.board


# The boards on results -------------------------------------------------------------------------


def advised(board: content.Content, *ticks: str) -> str | None:
    """The element of the first advice that fits these ticks."""
    for advice in board.advice:
        fits = set(advice.needs) <= set(ticks)
        fits = fits and (not advice.any_of or bool(set(advice.any_of) & set(ticks)))
        if fits and (not advice.lacks or not set(advice.lacks) <= set(ticks)):
            return advice.element
    return None


ALL_FOUR = [f"geschikt-tick-{number}" for number in (1, 2, 3, 4)]


@pytest.mark.parametrize(
    ("ticks", "box"),
    [
        ([], None),
        (ALL_FOUR, "geschikt"),
        (ALL_FOUR[:1], "nog-niet-klaar"),
        (ALL_FOUR[:3], "nog-niet-klaar"),
        (ALL_FOUR[1:], None),
        ([*ALL_FOUR, "loslaten-tick-2"], "loslaten"),
        (["loslaten-tick-1", "niet-geschikt-tick-2"], "niet-geschikt"),
    ],
)
def test_ticks_say_where_an_innovation_may_belong(ticks: list[str], box: str | None) -> None:
    assert advised(content.library()["innovaties"], *ticks) == box


def test_only_what_is_ready_to_scale_is_graded_on_the_four_pitfalls() -> None:
    board = content.library()["innovaties"]

    assert [element.id for element in board.elements if element.graded] == ["geschikt"]
    assert [aspect.title for aspect in board.aspects] == [
        *("Diversiteit", "Systeem", "Omstandigheden", "Schalingspartners")
    ]
    assert {element.id: len(element.criteria) for element in board.elements} == {
        "geschikt": 4,
        "loslaten": 3,
        "nog-niet-klaar": 0,
        "niet-geschikt": 2,
    }


def test_both_examples_fill_every_cell_of_all_five_routes() -> None:
    board = content.library()["opschalingsroutes"]

    assert [row.title for row in board.rows] == [
        *("Doel", "Hoe (strategie)", "Wat (activiteit)", "Door wie")
    ]
    assert len(board.examples) == 2
    for example in board.examples:
        assert list(example.cells) == [element.id for element in board.elements]


def test_every_aspect_of_the_wheel_speaks_of_oneself_on_a_phone() -> None:
    board = content.library()["eigenaarschap"]

    assert len(board.elements) == 8
    for aspect in board.elements:
        assert aspect.own, aspect.id
        assert "deelnemer" not in aspect.own, aspect.id
        assert "deelnemer" in aspect.text, aspect.id


# The drawings ---------------------------------------------------------------------------------


def test_every_element_has_room_for_post_its() -> None:
    """At least 60 by 45 mm (look.md); that all of them cover most of the plate: test_geometry."""
    for plate in content.library().values():
        for element in plate.elements + plate.groups:
            left, top, right, bottom = element.bounds
            assert (right - left >= 60, bottom - top >= 45) == (True, True), element.id


def test_drawings_are_light_have_ids_of_their_own_and_no_gradients() -> None:
    for plate in content.library().values():
        picture = settings.BASE_DIR / "static" / plate.picture
        text = picture.read_text("utf-8")

        ids = re.findall(r'\bid="([^"]+)"', text)

        assert picture.stat().st_size <= 40_000, plate.board
        assert {f"{plate.board}-{element.id}" for element in plate.by_id.values()} <= set(ids)
        assert [name for name in ids if not name.startswith(f"{plate.board}-")] == []
        assert re.findall(r"<(?:linear|radial)Gradient|<filter|<image|style=", text) == []
