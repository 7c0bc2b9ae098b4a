"""Plain Dutch (B1) in everything that people read: short sentences, no officialese."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]
MOST_WORDS = 25
MEAN_WORDS = 15
OFFICIALESE = {
    *("aangaande", "betreffende", "conform", "derhalve", "desalniettemin", "dient", "doch"),
    *("echter", "gaarne", "heden", "hieromtrent", "indien", "inzake", "middels", "mits"),
    *("nimmer", "omtrent", "reeds", "teneinde", "tevens", "thans", "uitsluitend", "veelal"),
    *("wederom", "zulks"),
}
ADDRESSING = re.compile(r"\b(u|uw)\b", re.IGNORECASE)  # people say "je" to each other here


def translations() -> list[str]:
    """Every Dutch text of the interface."""
    with (ROOT / "locale/nl/LC_MESSAGES/django.po").open("rb") as file:
        catalogue = read_po(file, locale="nl")
    texts: list[str] = []
    for message in catalogue:
        if message.id:
            found = message.string
            texts += list(found) if isinstance(found, (list, tuple)) else [str(found)]
    return texts


def content_texts() -> list[str]:
    """Every text of the boards."""
    found: list[str] = []
    for path in (ROOT / "boards/content").glob("*.toml"):
        found += strings(tomllib.loads(path.read_text()))
    return [text for text in found if " " in text]  # not the ids


def strings(value: Any) -> Iterator[str]:
    """All strings in nested lists and tables."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings(part)


def sentences(text: str) -> list[list[str]]:
    """The sentences of a text, as words; placeholders count as one word."""
    plain = re.sub(r"%\(\w+\)[sd]|<[^>]+>", "x", text)
    return [words for part in re.split(r"[.?!:]\s+|\n", plain) if (words := part.split())]


@pytest.mark.parametrize("texts", [translations, content_texts])
def test_no_sentence_is_longer_than_twenty_five_words(texts: Any) -> None:
    long = [words for text in texts() for words in sentences(text) if len(words) > MOST_WORDS]

    assert long == []


@pytest.mark.parametrize("texts", [translations, content_texts])
def test_sentences_have_fifteen_words_at_most_on_average(texts: Any) -> None:
    lengths = [len(words) for text in texts() for words in sentences(text)]

    assert lengths
    assert sum(lengths) / len(lengths) <= MEAN_WORDS


@pytest.mark.parametrize("texts", [translations, content_texts])
def test_nobody_writes_officialese(texts: Any) -> None:
    stiff = [
        text
        for text in texts()
        if set(re.findall(r"[a-zë]+", text.lower())) & OFFICIALESE or ADDRESSING.search(text)
    ]

    assert stiff == []
