"""Texts typed by hand, made safe to show. Pure, so that both apps clean in the same way."""

import unicodedata

# Categories that can hide or reorder what is read: control, format, surrogate, private use.
_INVISIBLE = {"Cc", "Cf", "Cs", "Co"}
MOST_MARKS = 30  # on one letter


def clean_name(text: str) -> str:
    """The name as it will be kept: NFC, one line, single spaces, nothing invisible.

    Raises ValueError when nothing readable is left.
    """
    spaced = "".join(" " if unicodedata.category(c) == "Cc" else c for c in text)
    name = " ".join(_visible(unicodedata.normalize("NFC", spaced)).split())
    if not name:
        raise ValueError("empty")
    return name


def clean_text(text: str) -> str:
    """A longer text as it will be kept: NFC, with its lines, without what is invisible."""
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = plain.replace("\t", " ").split("\n")
    return "\n".join(_visible(line).rstrip() for line in lines).strip()


def has_a_pile_of_marks(text: str) -> bool:
    """Whether accents are piled up on a letter: no language does so, and normalising such a text
    takes time that grows with the square of the pile.
    """
    pile = 0
    for letter in text:
        pile = pile + 1 if unicodedata.combining(letter) else 0
        if pile > MOST_MARKS:
            return True
    return False


def _visible(line: str) -> str:
    return "".join(c for c in line if unicodedata.category(c) not in _INVISIBLE)
