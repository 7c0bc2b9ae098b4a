"""A board is data: what its picture may hold, and a board made of nothing but two files."""

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from math import dist
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
from boards.domain.geometry import POSTIT_SIZES, contains, element_at
from boards.domain.preparing import SheetPlan, prepare_session
from deals.models import Deal, Session, User
from tests.table import Table

ROOT = Path(__file__).resolve().parents[2]
MOST_BYTES = 40_000
COLOUR = re.compile(r"none|var\(--pic-[a-z]+(-pale)?, #[0-9a-f]{6}\)")
SHAPES = {"svg", "g", "path"}
INK = ("fill", "stroke", "stroke-linecap", "stroke-linejoin")

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

    assert {f"{board.board}-{e.id}" for e in board.by_id.values() if e.drawing} <= set(groups)
    assert all(group.startswith(f"{board.board}-") for group in groups)
    assert len(groups) == len(set(groups))


def test_a_little_drawing_brings_its_own_ink(board: content.Content) -> None:
    """Drawn alone, by `use`, a group has nothing of the groups around it."""
    root = ElementTree.fromstring(drawing_of(board))  # noqa: S314 - our own file
    groups = {part.get("id"): part for part in root.iter() if part.get("id")}
    bare = [
        (e.id, name)
        for e in board.by_id.values()
        if e.drawing
        for name in INK
        if not _brings(groups[f"{board.board}-{e.id}"], name)
    ]

    assert bare == []


def _brings(part: ElementTree.Element, name: str) -> bool:
    """Whether a part says this itself, or every shape in it does."""
    return name in part.attrib or (len(part) > 0 and all(_brings(each, name) for each in part))


def test_the_name_of_an_element_or_group_lies_in_it(board: content.Content) -> None:
    """Post-its keep clear of it: see geometry. On a wheel bars fill an element, so its name stands
    beside it.
    """
    if board.kind == "wheel":
        inside = [element_at(board.elements, *e.label) for e in board.elements]
        assert inside == [None] * len(board.elements)
        return
    under = {key: element_at(board.level_of(key), *e.label) for key, e in board.by_id.items()}

    assert under == {key: key for key in board.by_id}


def test_a_name_beside_a_wheel_stands_nearest_to_its_own_wedge() -> None:
    for board in content.library().values():
        if board.kind != "wheel":
            continue
        middles = {element.id: _middle(element) for element in board.elements}
        for element in board.elements:
            nearest = min(middles, key=lambda key: dist(middles[key], element.label))
            assert nearest == element.id


def _middle(element: content.Element) -> tuple[float, float]:
    """The middle of the corners of a polygon."""
    points = element.polygon or ()
    return sum(x for x, _y in points) / len(points), sum(y for _x, y in points) / len(points)


def test_the_elements_of_a_group_lie_in_it_and_leave_its_name_free(board: content.Content) -> None:
    for element in board.elements:
        if element.group:
            group = board.by_id[element.group]
            left, top, right, bottom = element.bounds
            corners = [(x, y) for x in (left, right) for y in (top, bottom)]
            assert all(contains(group, x, y) for x, y in corners), element.id
            assert element.label[1] - group.label[1] > 2 * POSTIT_SIZES[0][1], element.id


def test_names_on_a_picture_differ_within_their_group(board: content.Content) -> None:
    """Titles differ over the whole board, since lists name them alone."""
    titles = [area.title for area in board.by_id.values()]
    names = [(element.group, element.name) for element in board.elements]

    assert len(titles) == len(set(titles))
    assert len(names) == len(set(names))


def test_no_code_names_a_board() -> None:
    """Only the demo does, which is a story about boards."""
    names = re.compile(rf"\b({'|'.join(content.library())})\b")
    folders = ("boards", "deals", "scaling", "config", "templates", "static/js")
    files = [
        path
        for folder in folders
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".js", ".html", ".txt"}
        and path.stem not in {"demo", "demo_results"}
    ]

    assert [str(path) for path in files if names.search(path.read_text(encoding="utf-8"))] == []


def test_a_screen_with_several_boards_names_each(deal: Deal, facilitator: User) -> None:
    plans = [SheetPlan(each, content.library()[each].fillings[0].id) for each in content.library()]
    session = prepare_session(deal, "Samen", date(2026, 3, 5), plans, facilitator)
    browser = Client()
    browser.cookies[screen_cookie(session.pk)] = screen_token(session.pk, facilitator.pk)

    shown = page(browser, "screen", session.pk)

    # How it is filled in stands with it only where there are several ways.
    assert "<h2>Welke innovaties wil je opschalen?</h2>" in shown
    assert "<h2>Rollen en inzet: Feitelijke rol</h2>" in shown
    assert shown.count("<h2>") >= len(plans)


def test_a_tab_is_as_short_as_it_can_be(browser: Client, deal: Deal, facilitator: User) -> None:
    ways = [("rollen", "feitelijke-rol"), ("rollen", "gedrag"), ("snelheid", "organisatie")]
    plans = [SheetPlan(board, filling) for board, filling in ways]
    session = prepare_session(deal, "Samen", date(2026, 3, 5), plans, facilitator)

    shown = page(browser, "control", session.pk)

    tabs = re.findall(r'<a class="tab" [^>]*data-sheet-tab="[^" ]+"[^>]*>\s*([^<]+?)\s*</a>', shown)
    assert tabs == ["Rollen en inzet: Feitelijke rol", "Rollen en inzet: Gedrag", "Snelheid"]


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
