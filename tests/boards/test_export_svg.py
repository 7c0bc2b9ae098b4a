"""A board as an SVG that stands by itself: safe, true to size, and with nothing that is hidden."""

import re
from datetime import date
from pathlib import Path
from xml.dom.minidom import Element, parseString

import pytest

from boards.content import library
from boards.domain.preparing import SheetPlan, prepare_session
from boards.export import colours
from boards.export.board_svg import blank_svg
from boards.export.paper import Held, held, sheet_svg
from boards.export.sheets import About
from boards.export.svg import clean, cut, in_lines, width_of
from boards.models import Payload, Subject
from boards.viewer import Viewer
from deals.models import Deal, Session, User
from tests.boards.test_wheel import colours as colours_in
from tests.boards.test_wheel import laid
from tests.boards.test_worksheet import cell, worksheet_table
from tests.conftest import started
from tests.table import Table

CSS = Path(__file__).parents[2] / "static" / "css"
NASTY = "</text><script>alert(1)</script> & \x00\x1b\u202eomgekeerd\u200f 🌳 =1+1"


def seen_by(table: Table, role: str) -> Held:
    """The session as the team (`control`) or the room (`screen`) knows it."""
    session = Session.objects.select_related("deal").get(pk=table.session.pk)
    viewer = Viewer("screen", session.pk) if role == "screen" else table.team.viewer
    return held(session, viewer)


def parsed(svg: str) -> Element:
    """The root of an SVG; raises for what is no XML."""
    root = parseString(svg).documentElement  # noqa: S318 - made by ourselves
    assert root is not None
    return root


def svg_of(table: Table, role: str = "control", about: About | None = None) -> str:
    """The first sheet of the session as an SVG."""
    source = seen_by(table, role)
    return sheet_svg(source, source.sheets[0], about)


def test_a_board_is_true_to_size_and_needs_nothing_from_elsewhere(table: Table) -> None:
    table.team.places(table.subject("Arcadis"))

    svg = svg_of(table)

    root = parsed(svg)
    assert [root.getAttribute(name) for name in ("width", "height", "viewBox")] == [
        "420mm",
        "297mm",
        "0 0 420 297",
    ]
    for foreign in ("var(", "style", "<script", "<image", "<use", "http://", "https://", "data:"):
        assert foreign not in svg.replace('xmlns="http://www.w3.org/2000/svg"', ""), foreign


def test_a_coordinate_on_the_board_is_a_millimetre_on_paper(table: Table) -> None:
    table.team.places(table.subject("Arcadis"), x=123.4, y=56.7)

    assert 'transform="translate(123.4 56.7)"' in svg_of(table)


def test_names_of_people_are_text_and_nothing_else(table: Table) -> None:
    table.team.sends("put_on_table", name="Iemand & <b>Co</b>")
    named = table.session.subjects.get(typed__isnull=False)
    # As from a list that was imported before names were cleaned.
    Payload.objects.filter(pk=str(named.typed_id)).update(text=NASTY.replace("\x00", ""))
    table.team.places(Subject.objects.get(pk=named.pk))

    svg = svg_of(table)

    parsed(svg)
    assert "<script" not in svg
    assert "&lt;/text&gt;" in svg
    assert not re.search("[\x00-\x08\x0b-\x1f\u200e\u200f\u202a-\u202e]", svg)


def test_clean_text_has_only_signs_that_can_be_seen() -> None:
    assert clean(NASTY) == "</text><script>alert(1)</script> & omgekeerd 🌳 =1+1"
    assert clean("een\n twee\tdrie\ud800") == "een twee drie"


def test_a_hidden_place_is_in_no_byte_of_what_the_room_gets(hidden_table: Table) -> None:
    hidden_table.team.places(hidden_table.subject("Arcadis"), element="vlinder")
    hidden_table.joins("Wandelnet").places(hidden_table.subject("Wandelnet"), element="oogst")

    team, room = svg_of(hidden_table), svg_of(hidden_table, "screen")

    assert "Arcadis" in team
    assert "Wandelnet" in team
    assert "Arcadis" not in room
    assert "Wandelnet" not in room


def test_only_the_signs_that_are_on_the_board_are_explained(table: Table) -> None:
    blank = svg_of(table)
    table.team.places(table.subject("Arcadis"))

    filled = svg_of(table)

    assert "marktpartij" not in blank
    assert "geplaatst door de gespreksleiders" in filled
    assert "marktpartij" in filled
    assert ">gemeente<" not in filled


@pytest.mark.parametrize("board", sorted(library()))
def test_every_board_can_be_had_blank_with_what_it_is_for(board: str) -> None:
    content = library()[board]
    for filling in content.fillings:
        svg = blank_svg(content, filling.id, "Ruimte voor Lopen")

        parsed(svg)
        assert "var(" not in svg
        said = " ".join(re.findall(r">([^<>]+)</text>", svg))
        assert content.title in said
        assert content.purpose.split(".")[0][:60] in said or content.kind == "wheel"


def test_an_example_says_so_on_the_sheet_itself(table: Table) -> None:
    said = "VOORBEELD, verzonnen"
    real = svg_of(table)
    Session.objects.filter(pk=table.session.pk).update(invented=True)

    assert said not in real
    assert said in svg_of(table)


def test_a_wheel_is_coloured_as_its_subject_was(deal: Deal, facilitator: User) -> None:
    table = laid(deal, facilitator, is_open=False)
    subject = table.subject("Arcadis")
    colours_in(table.team, subject, 4, layer="team")

    about = About(str(subject.pk))
    team, nobody = svg_of(table, about=about), svg_of(table)
    room = svg_of(table, "screen", about)

    assert "Arcadis" in team
    assert "Arcadis" not in nobody
    # The outline of the facilitators, with paper around it.
    assert team.count('stroke-width="2.3"') == 1
    assert room.count('stroke-width="2.3"') == 0


def test_a_worksheet_has_its_texts_in_the_columns(deal: Deal, facilitator: User) -> None:
    table = worksheet_table(deal, facilitator)
    innovation = table.session.subjects.filter(innovation__isnull=False).first()
    assert innovation is not None
    cell(table.team, table, "Elke gemeente " * 60, subject=innovation.pk)

    svg = svg_of(table, about=About(str(innovation.pk)))

    parsed(svg)
    # The name stands beside the columns, in as many lines as it needs.
    assert f"{innovation.name.split()[-1]}</text>" in svg
    assert "Elke gemeente" in svg


def test_a_text_is_broken_into_lines_that_fit() -> None:
    lines = in_lines("Een gemeente die meedoet\nen nog een", 30, 4)

    assert all(width_of(line, 4) <= 30 for line in lines)
    assert " ".join(lines) == "Een gemeente die meedoet en nog een"
    assert len(in_lines("W" * 40, 30, 4)) > 1
    assert width_of(cut("Een heel lange naam van een partner", 30, 4), 30 / 7.5) <= 30


def test_the_colours_are_those_of_the_style_sheets() -> None:
    css = (CSS / "picture.css").read_text() + (CSS / "board.css").read_text()

    def value(name: str) -> tuple[float, ...]:
        found = re.search(rf"--{name}: oklch\(([0-9. ]+)\)", css)
        assert found is not None, name
        return tuple(float(part) for part in found[1].split())

    assert value("pic-paper") == colours.PAPER
    assert value("pic-ink") == colours.INK
    assert value("postit-ink") == colours.POSTIT_INK
    assert value("postit-paper") == colours.POSTIT_PAPER
    assert {name: value(f"pic-{name}") for name in colours.PICTURE} == colours.PICTURE
    assert {name: value(f"postit-{name}") for name in colours.POSTIT} == colours.POSTIT
    # By hand, with the picker of a browser.
    assert colours.hexadecimal(colours.Oklch(1, 0, 0)) == "#ffffff"
    assert colours.mixed(colours.Oklch(1, 0, 0), 0, colours.Oklch(0, 0, 0)) == "#000000"


def test_an_innovation_is_a_plain_yellow_note_without_the_mark_of_a_kind(
    deal: Deal, facilitator: User
) -> None:
    deal.innovations.create(name="Loopkaart")
    plan = SheetPlan("innovaties", "boxes")
    session = prepare_session(deal, "Oogst", date(2026, 3, 5), [plan], facilitator)
    table = started(session, facilitator)
    innovation = session.subjects.get(innovation__isnull=False)
    table.team.places(innovation, element=library()["innovaties"].elements[0].id)

    svg = svg_of(table)

    assert "Loopkaart" in svg
    assert "soort onbekend" not in re.sub("<title>[^<]*</title>", "", svg)
    assert colours.mixed(colours.POSTIT["sun"], 0.22, colours.POSTIT_PAPER) in svg
