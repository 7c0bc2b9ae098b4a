"""What stands in a table that is taken out: cells, columns, and texts that stay texts.

Names and notes are typed by anybody in the room. A spreadsheet takes a text that begins with one of
a few signs for a formula, and would carry it out on the computer of whoever opens the file.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

Cell = str | int | float | bool | date | None

# Full-width signs too: some spreadsheets read them as the plain ones.
FORMULA_SIGNS = "=+-@＝＋－＠"
NEVER = {"Cc", "Cs"}  # control characters, halves of a pair
NO_CHARACTERS = "\ufffe\uffff"  # which XML does not allow
MOST_LETTERS = 32_767  # in one cell of a spreadsheet


@dataclass(frozen=True)
class Column:
    """A column: its title, and how many letters wide it is shown."""

    title: str
    width: int = 20


@dataclass(frozen=True)
class Table:
    """A table as plain values. `name`: what addresses call it; `title`: what its reader does.

    Dates are dates, numbers numbers, and yes or no is a bool: the file says how they are written.
    """

    name: str
    title: str
    columns: Sequence[Column]
    rows: list[Sequence[Cell]] = field(default_factory=list)


def plain(text: str) -> str:
    """A text without what no file should hold: control characters, NUL, halves of a pair. Lines
    stay; a tab becomes a space.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    kept = (c for c in lines if c == "\n" or unicodedata.category(c) not in NEVER)
    return "".join(c for c in kept if c not in NO_CHARACTERS)[:MOST_LETTERS]


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet might compute this text: also with a tab, a line's end, a space or
    something invisible in front of it.
    """
    seen = (c for c in text if unicodedata.category(c)[0] not in "ZC")
    return next(seen, "x") in FORMULA_SIGNS
