"""What templates draw boards with: the picture, hidden layers, the import map."""

import json
import re

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template import Context

from boards.content import library
from boards.templatetags import boards_tags


@pytest.mark.parametrize("board", library())
def test_a_picture_stands_twice_on_a_page_without_clashing_ids(board):
    content = library()[board]

    ids = [
        set(re.findall(r'\bid="([^"]+)"', boards_tags.picture(content, prefix)))
        for prefix in ("one", "two")
    ]

    assert ids[0]
    assert not ids[0] & ids[1]


@pytest.mark.parametrize("board", library())
def test_a_picture_brings_no_svg_of_its_own(board):
    picture = boards_tags.picture(library()[board], "one")

    assert "<svg" not in picture
    assert "</svg" not in picture


def test_without_a_manifest_there_is_no_import_map(monkeypatch):
    monkeypatch.setattr(staticfiles_storage, "hashed_files", {}, raising=False)

    assert boards_tags.import_map(Context({"CSP_NONCE": "n"})) == ""


def test_the_import_map_leads_to_the_hashed_modules_only(monkeypatch):
    files = {"js/board/live.js": "js/board/live.12ab.js", "css/board.css": "css/board.34cd.css"}
    monkeypatch.setattr(staticfiles_storage, "hashed_files", files, raising=False)

    tag = boards_tags.import_map(Context({"CSP_NONCE": "n"}))

    found = re.fullmatch(r'<script type="importmap" nonce="n">(.*)</script>', tag)
    assert found is not None
    assert json.loads(found[1]) == {
        "imports": {"/static/js/board/live.js": "/static/js/board/live.12ab.js"}
    }


@pytest.mark.parametrize(("key", "expected"), [("a", 1), ("b", None)])
def test_a_value_is_found_by_its_key(key, expected):
    assert boards_tags.of(key, {"a": 1}) == expected
