"""A board is data: what its picture may hold, and a board made of nothing but two files."""

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path
from uuid import uuid4
from xml.etree import ElementTree

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from boards import checks, content
from boards.access import screen_cookie, screen_token
from boards.domain.geometry import element_at
from boards.domain.preparing import SheetPlan, prepare_session
from deals.models import Deal, Session, User
from tests.table import Table

ROOT = Path(__file__).resolve().parents[2]
MOST_BYTES = 40_000
COLOUR = re.compile(r"none|var\(--pic-[a-z]+(-pale)?, #[0-9a-f]{6}\)")
SHAPES = {"svg", "g", "path"}

CONTENT = """
board = "weer"
title = "Het weer"
family = "Proef"
kind = "zones"
picture = "boards/weer.svg"
purpose = "Praat over het weer."
when = "Nu."
instruction = "Zet iedereen in de zon of in de regen."
subjects = ["organisation"]

[[fillings]]
id = "vandaag"
title = "Vandaag"
text = "Hoe is het weer vandaag?"

[[elements]]
id = "zon"
title = "Zon"
text = "Bij ons schijnt de zon."
label = [105, 20]
rectangle = [3, 3, 204, 290]
drawing = [3, 3, 204, 290]

[[elements]]
id = "regen"
title = "Regen"
text = "Bij ons regent het."
label = [315, 20]
rectangle = [213, 3, 204, 290]
"""
PICTURE = """
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 420 297">
<g id="weer-zon"><path d="M0 0h210v297H0z" fill="var(--pic-sun, #eec060)"/></g>
<g id="weer-regen"><path d="M210 0h210v297H210z" fill="var(--pic-water, #4f9dbb)"/></g>
</svg>
"""


@pytest.fixture(params=content.library())
def board(request: pytest.FixtureRequest) -> content.Content:
    """Each board that we ship."""
    return content.library()[request.param]


@pytest.fixture
def browser(facilitator: User) -> Client:
    """A browser in which the facilitator is logged in."""
    client = Client()
    client.force_login(facilitator)
    return client


@pytest.fixture
def _weather(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A board added from a content file and a picture alone."""
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "weer.toml").write_text(CONTENT)
    (tmp_path / "static" / "boards").mkdir(parents=True)
    (tmp_path / "static" / "boards" / "weer.svg").write_text(PICTURE)
    monkeypatch.setattr(content, "FOLDER", tmp_path / "content")
    settings.STATICFILES_DIRS = [*settings.STATICFILES_DIRS, tmp_path / "static"]
    content.library.cache_clear()
    yield
    content.library.cache_clear()


def drawing_of(board: content.Content) -> str:
    """The picture of a board, as it is written."""
    found = finders.find(board.picture)
    assert isinstance(found, str)
    return Path(found).read_text(encoding="utf-8")


def page(browser: Client, name: str, key: object) -> str:
    """The text of a page, as people read it."""
    response = browser.get(reverse(name, args=[key]))
    assert response.status_code == 200
    return unescape(response.content.decode())


def test_a_picture_is_a_light_drawing_on_a3(board: content.Content) -> None:
    picture = drawing_of(board)

    assert len(picture.encode()) <= MOST_BYTES
    assert ElementTree.fromstring(picture).get("viewBox") == "0 0 420 297"  # noqa: S314 - our own


def test_a_picture_follows_the_theme_and_brings_no_text(board: content.Content) -> None:
    """Shapes only, coloured by the variables of picture.css: no style, no gradient, no letter."""
    parts = list(ElementTree.fromstring(drawing_of(board)).iter())  # noqa: S314 - our own file

    assert {part.tag.split("}")[-1] for part in parts} <= SHAPES
    assert not any("style" in part.attrib or "class" in part.attrib for part in parts)
    colours = {part.get(name) for part in parts for name in ("fill", "stroke")} - {None}
    assert [colour for colour in colours if not COLOUR.fullmatch(str(colour))] == []


def test_a_picture_has_a_group_for_every_little_drawing(board: content.Content) -> None:
    groups = re.findall(r'<g id="([^"]+)"', drawing_of(board))

    assert {f"{board.board}-{e.id}" for e in board.elements if e.drawing} <= set(groups)
    assert all(group.startswith(f"{board.board}-") for group in groups)
    assert len(groups) == len(set(groups))


def test_the_name_of_an_element_lies_in_it(board: content.Content) -> None:
    """Post-its keep clear of it: see geometry."""
    assert {e.id: element_at(board, *e.label) for e in board.elements} == {
        e.id: e.id for e in board.elements
    }


def test_no_code_names_a_board() -> None:
    """Only the demo does, which is a story about boards."""
    names = re.compile(rf"\b({'|'.join(content.library())})\b")
    folders = ("boards", "deals", "scaling", "config", "templates", "static/js")
    files = [
        path
        for folder in folders
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".js", ".html", ".txt"} and path.stem != "demo"
    ]

    assert [str(path) for path in files if names.search(path.read_text(encoding="utf-8"))] == []


def test_a_screen_with_several_boards_names_each(deal: Deal, facilitator: User) -> None:
    plans = [SheetPlan(each, content.library()[each].fillings[0].id) for each in content.library()]
    session = prepare_session(deal, "Samen", date(2026, 3, 5), plans, facilitator)
    browser = Client()
    browser.cookies[screen_cookie(session.pk)] = screen_token(session.pk, facilitator.pk)

    shown = page(browser, "screen", session.pk)

    for each in content.library().values():
        assert f"<h2>{each.title}: {each.fillings[0].title}</h2>" in shown


@pytest.mark.usefixtures("_weather")
def test_a_board_added_from_two_files_is_without_fault_and_offered(
    browser: Client, deal: Deal
) -> None:
    assert checks.content_files() == []

    shown = page(browser, "new-session", deal.pk)

    assert 'value="weer/vandaag"' in shown
    assert "boards/weer.svg" in shown
    assert "Hoe is het weer vandaag?" in shown


@pytest.mark.usefixtures("_weather")
def test_a_board_added_from_two_files_is_played(
    browser: Client, deal: Deal, facilitator: User
) -> None:
    answers = {"id": uuid4(), "title": "Buiten", "planned_on": "2026-12-01", "line": ""}
    chosen = {"purpose": "conversation", "self_layer": "open", "team_layer": "open"}
    on_table = {"sheets": ["weer/vandaag"], "relations": ["signed"]}
    browser.post(reverse("new-session", args=[deal.pk]), answers | chosen | on_table)
    table = Table(Session.objects.get(), facilitator)
    assert table.team.sends("set_phase", phase="placing").accepted

    assert table.team.places(table.subject("Arcadis"), element="zon").accepted
    assert table.joins("Wandelnet").places(table.subject("Wandelnet"), element="regen").accepted
    refused = table.team.places(table.subject("Gemeente Zwolle"), element="mist")

    assert not refused.accepted
    assert (table.placement(layer="team").element, table.placement(layer="self").element) == (
        "zon",
        "regen",
    )
    shown = page(browser, "control", table.session.pk)
    assert "-weer-zon" in shown  # the picture, on the board
    assert "Arcadis, marktpartij, in Zon" in shown
    assert "Wandelnet, maatschappelijke organisatie, in Regen" in shown
