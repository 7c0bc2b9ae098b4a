"""A board and the report of a session on paper: size, tags, fonts, text, and the data inside."""

import io
import json
from datetime import date
from typing import Any

import pikepdf
import pytest
from django.utils import translation
from PIL import Image
from pypdf import PdfReader

from boards.content import library
from boards.export.paper import blank_pdf, held, sheet_pdf, sheet_png
from boards.export.report import report_pdf
from boards.models import Payload
from boards.viewer import Role, Viewer
from boards.views.history import kept
from deals.models import Action, Deal, Session, User
from tests.boards.test_export_svg import NASTY, seen_by
from tests.boards.test_wheel import colours, laid
from tests.table import Table

# What is typeset is the same on every database.
pytestmark = pytest.mark.once

A3, A4 = (420.0, 297.0), (210.0, 297.0)
MM = 72 / 25.4


def text_of(content: bytes) -> str:
    """All text, with single spaces."""
    return " ".join(
        " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split()
    )


def every_byte(content: bytes) -> bytes:
    """Everything in a PDF with its streams unpacked: text, tags and attachments."""
    with pikepdf.open(io.BytesIO(content)) as document:
        unpacked = [
            item.read_bytes() for item in document.objects if isinstance(item, pikepdf.Stream)
        ]
        rest = [str(item).encode() for item in document.objects]
    return b"".join(unpacked + rest) + text_of(content).encode()


def attached(content: bytes) -> Any:
    """The data inside a PDF."""
    with pikepdf.open(io.BytesIO(content)) as document:
        (name,) = document.attachments
        assert name == "data.json"
        spec = document.attachments[name]
        assert spec.obj.AFRelationship == "/Data"
        assert spec.description
        file = spec.get_file()
        assert file.mime_type == "application/json"
        return json.loads(file.read_bytes())


def assert_is_for_everybody(content: bytes, title: str) -> None:
    """PDF/UA and PDF/A, with language, title, tags, and the fonts inside."""
    with pikepdf.open(io.BytesIO(content)) as document:
        root, metadata = document.Root, document.open_metadata()
        fonts = [
            item
            for item in document.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"
        ]
        assert str(root.Lang) == "nl"
        assert root.MarkInfo.Marked
        assert root.ViewerPreferences.DisplayDocTitle
        assert metadata["dc:title"] == title
        assert metadata["pdfuaid:part"] == "1"
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert fonts
        assert all({"/FontFile2", "/FontFile3"} & set(font.keys()) for font in fonts)
        assert "/StructTreeRoot" in root
        # A picture says in words what it shows.
        figures = [
            item
            for item in document.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/Figure"
        ]
        assert figures
        assert all(str(figure.get("/Alt", "")) for figure in figures)


def sizes(content: bytes) -> list[tuple[float, float]]:
    """The size of every page in millimetres."""
    with pikepdf.open(io.BytesIO(content)) as document:
        return [
            (round(float(page.mediabox[2]) / MM, 1), round(float(page.mediabox[3]) / MM, 1))
            for page in document.pages
        ]


def on_a3(table: Table, role: str = "control") -> bytes:
    """The first sheet of the session, in Dutch."""
    source = seen_by(table, role)
    with translation.override("nl"):
        return sheet_pdf(source, source.sheets[0])


def reported(table: Table, viewer: Viewer, *, with_actions: bool = True) -> bytes:
    """The report of the session, in Dutch."""
    session = Session.objects.select_related("deal", "closed_by").get(pk=table.session.pk)
    with translation.override("nl"):
        return report_pdf(kept(session, viewer), with_actions=with_actions)


def test_a_board_on_a3_has_its_size_its_tags_its_list_and_its_data(table: Table) -> None:
    table.joins("Arcadis").places(table.subject("Arcadis"), element="boompje")
    table.team.places(table.subject("Arcadis"), element="oogst")
    table.team.places(table.subject("Wandelnet"), x=200.4, y=60.7)

    content = on_a3(table)

    assert sizes(content)[0] == A3
    assert_is_for_everybody(content, "Rollen en inzet: Feitelijke rol")
    text = text_of(content)
    for words in ("Boompje (2)", "Arcadis: zelf Boompje, wij Oogst", "Compost (0)", "Niemand"):
        assert words in text, words
    data = attached(content)
    assert (data["deal"], data["session"]) == ("Ruimte voor Lopen", "Halverwege")
    assert (data["date"], data["seen_by"]) == ("2026-03-05", "team")
    tree = next(each for each in data["elements"] if each["title"] == "Boompje")
    assert [(row["name"], row["by"]) for row in tree["placed"]] == [
        ("Arcadis", "geplaatst door de deelnemer"),
        ("Wandelnet", "geplaatst door de gespreksleiders"),
    ]
    assert (tree["placed"][1]["x_mm"], tree["placed"][1]["y_mm"]) == (200.4, 60.7)


def test_what_is_hidden_is_in_no_byte_of_what_the_room_gets(hidden_table: Table) -> None:
    hidden_table.team.places(hidden_table.subject("Arcadis"), element="vlinder")
    hidden_table.team.sends(
        "write_note",
        sheet=hidden_table.sheet.pk,
        about="note",
        based_on=0,
        text="Geheim van het team",
    )
    room = Viewer("screen", hidden_table.session.pk)
    sheet = every_byte(on_a3(hidden_table, "screen"))
    report = every_byte(reported(hidden_table, room, with_actions=False))
    team = reported(hidden_table, hidden_table.team.viewer)

    # On the table everybody may know it; that it lies in the butterfly nobody may.
    assert attached(on_a3(hidden_table, "screen"))["without_a_place"].count("Arcadis") == 1
    for made in (sheet, report):
        assert b"Vlinder (1)" not in made
        assert b"geplaatst door de gespreksleiders" not in made
        assert b"Geheim" not in made
    assert "Vlinder (1)" in text_of(team)
    assert "Geheim van het team" in text_of(team)


def test_a_blank_board_says_what_it_is_for_and_what_to_ask() -> None:
    content = library()["rollen"]
    with translation.override("nl"):
        made = blank_pdf(content, "feitelijke-rol", "Ruimte voor Lopen")

    assert sizes(made)[0] == A3
    assert_is_for_everybody(made, "Rollen en inzet: Feitelijke rol")
    text = text_of(made)
    for words in ("Ruimte voor Lopen", "Wat maakt dat je je als vlinder gedraagt?", "Wortels"):
        assert words in text, words
    with pytest.raises(KeyError):
        blank_pdf(content, "niet-hier")


def test_names_that_the_font_lacks_do_not_stop_it(table: Table) -> None:
    table.team.sends("put_on_table", name="東京 🌳 =SOM(1) #panic(1)")
    typed = table.session.subjects.get(typed__isnull=False)
    table.team.places(typed)
    Payload.objects.filter(pk=str(typed.typed_id)).update(text=NASTY.replace("\x00", ""))

    content = on_a3(table)

    assert "alert(1)" in text_of(content)
    assert sheet_png(seen_by(table, "control"), seen_by(table, "control").sheets[0])


def test_a_picture_has_a_hundred_and_fifty_dots_an_inch(table: Table) -> None:
    source = seen_by(table, "screen")

    with Image.open(io.BytesIO(sheet_png(source, source.sheets[0]))) as picture:
        assert picture.format == "PNG"
        assert picture.size == (2480, 1754)


def test_each_wheel_has_a_page_and_its_words(deal: Deal, facilitator: User) -> None:
    table = laid(deal, facilitator, is_open=True)
    for name in ("Arcadis", "Wandelnet"):
        colours(table.team, table.subject(name), 4, layer="team")

    content = on_a3(table)

    assert sizes(content)[:3] == [A3, A3, A3]
    assert len(attached(content)["wheels"]) == 2
    assert "wij: 4" in text_of(content)


def test_a_board_without_names_has_none_in_any_byte(table: Table) -> None:
    names = ("Arcadis", "Wandelnet", "Gemeente Zwolle")
    for name, element in zip(names, ("vlinder", "oogst", "vlinder"), strict=True):
        table.joins(name).places(table.subject(name), element=element)
    source = held(table.session, Viewer("screen", table.session.pk), nameless=True)

    made = every_byte(sheet_pdf(source, source.sheets[0])).decode("utf-8", "replace")

    for name in names:
        assert name not in made
    for stands in ("gemeente 1", "marktpartij 1"):
        assert stands in made


def test_the_report_says_who_was_there_what_was_said_and_what_was_agreed(
    table: Table, deal: Deal
) -> None:
    seat = table.joins("Arcadis")
    seat.places(table.subject("Arcadis"), element="boompje")
    Action.objects.create(
        deal=deal, session=table.session, text="Kaart tekenen", due=date(2027, 2, 1)
    )
    Session.objects.filter(pk=table.session.pk).update(invented=True)
    table.team.sends("close_session")

    team = reported(table, table.team.viewer)
    handed = reported(table, Viewer("screen", table.session.pk), with_actions=False)

    assert sizes(team)[0] == A4
    assert_is_for_everybody(team, "Verslag: Halverwege")
    text = text_of(team)
    for words in (
        "Ruimte voor Lopen",
        "5 maart 2026",
        "1 deelnemer",
        "gespreksleider",
        "Een voorbeeld",
        "Boompje (1)",
        "Kaart tekenen",
        "1 februari 2027",
        "We oordelen niet",
    ):
        assert words in text, words
    assert "Kaart tekenen" not in text_of(handed)


@pytest.mark.parametrize("role", ["control", "screen"])
def test_the_report_says_where_an_action_came_from_to_all_who_read_of_actions(
    table: Table, deal: Deal, role: Role
) -> None:
    for text, origin in (("Kaart tekenen", "Wie missen we nog?"), ("Bellen", "")):
        Action.objects.create(deal=deal, session=table.session, text=text, origin=origin)

    text = text_of(reported(table, Viewer(role, table.session.pk)))

    assert "“Wie missen we nog?”" in text
    assert text.count("“") == 1
