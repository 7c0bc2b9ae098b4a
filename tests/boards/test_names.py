"""Names typed by hand, and the lines of a post-it."""

import pytest

from boards.names import lines_of, sheet_name
from deals.cleaning import clean_name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Wandelnet ", "Wandelnet"),
        ("Gemeente\n\tZwolle", "Gemeente Zwolle"),
        ("Wan\u200bdel\u202enet", "Wandelnet"),
        ("Cafe\u0301", "Café"),
        ("I’M BINCK", "I’M BINCK"),
        ("<b>vet</b>", "<b>vet</b>"),
    ],
)
def test_a_name_is_kept_on_one_line_without_what_cannot_be_seen(typed: str, kept: str) -> None:
    assert clean_name(typed) == kept


@pytest.mark.parametrize("typed", ["", "   ", "\u200b", "\x00\x01"])
def test_a_name_without_anything_to_read_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="empty"):
        clean_name(typed)


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Wandelnet", ["Wandelnet"]),
        ("Gemeente Zwolle", ["Gemeente Zwolle"]),
        ("Gemeente Amsterdam", ["Gemeente", "Amsterdam"]),
        ("Kenniscentrum Sport en Bewegen", ["Kenniscentrum", "Sport en Bewegen"]),
        ("Ministerie van Justitie", ["Ministerie van", "Justitie"]),
        ("Ministerie van Justitie en Veiligheid", ["Min. Justitie en", "Veiligheid"]),
        ("Ministerie van Infrastructuur en Waterstaat", ["Min.", "Infrastructuur…"]),
        ("Gezondheidszorgverzekeraars", ["Gezondheidszorg…"]),
        ("", [""]),
    ],
)
def test_a_post_it_has_two_lines_at_most_and_says_when_it_is_shortened(
    name: str, lines: list[str]
) -> None:
    assert lines_of(name) == lines


@pytest.mark.parametrize(
    ("title", "ways", "name"),
    [
        ("Rollen en inzet", 3, "Rollen en inzet: Gedrag"),
        ("Wat wil je?", 2, "Wat wil je: Gedrag"),
        ("Wat wil je?", 1, "Wat wil je?"),
    ],
)
def test_a_board_is_named_with_how_it_is_filled_in_where_there_is_a_choice(
    title: str, ways: int, name: str
) -> None:
    assert sheet_name(title, "Gedrag", ways=ways) == name
