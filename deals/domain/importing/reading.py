"""From a text or a file to lines of cells. Pure: no database, and no fault escapes as anything
but `Unreadable`, whose sentence says what to do.
"""

import csv
import io
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from deals.cleaning import has_a_pile_of_marks
from deals.domain.importing.columns import HEADERS, Column, plain_word

MAX_FILE = 5 * 1024 * 1024
MAX_UNPACKED = 20 * 1024 * 1024
MAX_CONTENTS = 256 * 1024  # the part of an Excel file that says which sheets there are
MAX_TEXT = 1_000_000  # letters in a whole list: it waits in the visitor's session
MAX_CELL = 32_767  # letters in a cell, as in Excel
MAX_LINES = 2_000
MAX_COLUMNS = 100
MAX_ROWS = 20_000  # of all sheets together, empty ones too
NO_OUTCOME = "=?"  # what stands for a formula of which a file has no outcome
DELIMITERS = (";", "\t", ",")


class Unreadable(Exception):
    """Nothing was read, and this sentence says why."""

    @property
    def sentence(self) -> str:
        """The reason, in the reader's language."""
        return str(self.args[0])


@dataclass(frozen=True)
class Line:
    """One line of a list: its number in the file, what stands under each column, and the first
    text that stands under none.
    """

    number: int
    cells: dict[Column, str]
    beyond: str = ""


Record = tuple[int, list[str]]


def read_text(text: str) -> list[Line]:
    """A pasted list: names as a covenant has them, or cells as a spreadsheet copies them."""
    bare = [_bare(line) for line in _lines_of(text)]
    named = [line for line in bare if _is_kept(line)]
    if not named:
        raise Unreadable(_("There is nothing in this list."))
    return named


def left_out(text: str) -> list[tuple[int, str]]:
    """The lines of a pasted list that hold no name, as they are: “hereinafter called …”."""
    return [
        (line.number, line.cells[Column.ORGANISATION])
        for line in _lines_of(text)
        if not _is_kept(_bare(line))
    ]


def _lines_of(text: str) -> list[Line]:
    text = _clean(text)
    first = next((line for line in text.splitlines() if line.strip()), "")
    is_apart = _is_header([first]) or _is_comma_header(first)
    if is_apart or _inner_delimiter(first) in ("\t", ";"):
        return _lines(_records(text))
    return _lines(_pasted(text))


def _is_kept(line: Line) -> bool:
    return bool(line.cells.get(Column.ORGANISATION, "-"))


def read_file(name: str, content: bytes) -> list[Line]:
    """A file, by what it is and not by what it is called."""
    if len(content) > MAX_FILE:
        raise Unreadable(too_large())
    if not content.strip():
        raise Unreadable(_("The file is empty."))
    if content.startswith(b"PK\x03\x04"):
        return _lines(_workbook(content))
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(_("This is an old Excel file. Save it as .xlsx and choose that file."))
    if content.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf", b"GIF8")):
        raise Unreadable(_not_a_list(name))
    return _lines(_records(_clean(_decoded(content, name))))


def too_large() -> str:
    """What to say of a file beyond the limit."""
    return _("This file is too large: %(size)d MB at most. Save only the list, in a new file.") % {
        "size": MAX_FILE // 1024 // 1024
    }


def _not_a_list(name: str) -> str:
    return _("“%(name)s” is not a list that we can read. Save it as CSV or as .xlsx.") % {
        "name": name[:100]
    }


# Text -----------------------------------------------------------------------------------------


def _decoded(content: bytes, name: str) -> str:
    """The text of a file: with a mark in front, UTF-8, or as Windows wrote it."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not re.search(r"[\x00-\x08\x0e-\x1f]", text):
            return text
    raise Unreadable(
        _(
            "The letters of “%(name)s” cannot be read. Save it as CSV UTF-8 or as .xlsx, "
            "and choose that file."
        )
        % {"name": name[:100]}
    )


def _clean(text: str) -> str:
    """Letters in their usual form, and nothing invisible."""
    if len(text) > MAX_TEXT:
        raise Unreadable(_too_much_text())
    if has_a_pile_of_marks(text):
        raise Unreadable(_no_letters())
    text = unicodedata.normalize("NFC", text.removeprefix("\ufeff"))
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    text = re.sub("[\u200b-\u200f\u2028-\u202e\u2060\ufeff\u00ad\x0b\x0c\x1c-\x1e\x85]", "", text)
    if re.search(r"[\x00-\x08\x0e-\x1f\x7f]", text):
        raise Unreadable(_no_letters())
    return text


def _no_letters() -> str:
    return _("There are signs in this text that are no letters. Copy it again.")


def _too_much_text() -> str:
    return _("There is too much text in this list. Make it into several lists.")


def _records(text: str) -> Iterator[Record]:
    """The rows of a CSV text, each with the number of the line on which it starts."""
    delimiter = _delimiter(text)
    # Without a delimiter the whole line is one cell, whatever stands in it.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter or "\x1f")
    start = 1
    try:
        for cells in reader:
            yield start, cells
            start = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(
            _("Line %(line)d cannot be read. Is a quotation mark missing?") % {"line": start}
        ) from error


def _delimiter(text: str) -> str | None:
    """What stands between the cells: what makes a header, or else what most lines have alike."""
    lines = [line for line in text.splitlines() if line.strip()][:50]
    if not lines:
        return None
    for delimiter in DELIMITERS:
        if delimiter in lines[0] and _is_header(lines[0].split(delimiter)):
            return delimiter
    if _is_header([lines[0]]):
        return None
    for delimiter in (";", "\t"):
        if _inner_delimiter(lines[0]) == delimiter:
            return delimiter
    # A comma also stands in names. It is a delimiter when it does the same in every line.
    counts = Counter(line.count(",") for line in lines if '"' not in line)
    return "," if len(counts) == 1 and 0 not in counts and len(lines) > 1 else None


def _inner_delimiter(line: str) -> str | None:
    inside = _without_end(line, ";,.")
    last = re.search(r"\b(?:en|and)$", inside)
    if last:
        inside = _without_end(inside[: last.start()], ";,.")
    return next((d for d in ("\t", ";") if d in inside.strip()), None)


def _without_end(text: str, signs: str) -> str:
    """The text without spaces and these signs at its end. Not by a pattern: one that looks for the
    end from every place takes time that grows with the square of the text, or worse.
    """
    end = len(text)
    while end and (text[end - 1].isspace() or text[end - 1] in signs):
        end -= 1
    return text[:end]


# As copied from a covenant --------------------------------------------------------------------

_BULLET = re.compile(
    r"^\s*(?:[-*•·‣◦▪●○–—✓>]+\s+|[•·‣◦▪●○✓]\s*|\(?\d{1,3}[.)](?:\s+|(?=[A-Z]))|\([a-z]\)\s*"
    r"|[a-z][.)]\s+|[ivx]{1,5}[.)]\s+)"
)
_ARTICLE = re.compile(
    r"^(?:de|het|the)\s+(?=(?:gemeente|provincie|ministerie|minister|staatssecretaris|stichting"
    r"|vereniging|universiteit|hogeschool|waterschap|hoogheemraadschap|coöperatie)\b)",
    re.IGNORECASE,
)
_ROUND_ABOUT = re.compile(
    r"\b(?:te dezen|ten deze|te deze|in deze|hierbij|rechtsgeldig|namens deze|ieder|elk"
    r"|(?:rechtsgeldig )?vertegenwoordigd|hierna|verder te noemen|gevestigd|statutair"
    r"|kantoorhoudend|ingeschreven|handelend|represented by|hereinafter)\b"
    r"|,\s?(?:dhr|mevr|mw|de heer|mevrouw|prof|dr|drs|mr|ir|ing)\b",
    re.IGNORECASE,
)
# Who speaks for a municipality or a province: the partner is what they speak for.
_BOARD = re.compile(
    r"^(?:(?:de|het) )?(?:college van (?:burgemeester en wethouders|b ?(?:&|en) ?w"
    r"|gedeputeerde staten)|burgemeester en wethouders|gedeputeerde staten|burgemeester)"
    r" van (?:de )?(?=(?:gemeente|provincie) )",
    re.IGNORECASE,
)
_NO_NAMES = {"en", "and", "partijen", "de partijen"}
_INITIALS = re.compile(r"(?:\b[A-Za-z]\.){2}$")


def _pasted(text: str) -> Iterator[Record]:
    for number, line in enumerate(text.split("\n"), 1):
        delimiter = _inner_delimiter(_BULLET.sub("", line))
        if delimiter and not _ROUND_ABOUT.search(line):
            yield number, next(csv.reader([line], delimiter=delimiter), [])
        else:
            yield number, [line]


def _bare(line: Line) -> Line:
    if Column.ORGANISATION not in line.cells:
        return line
    return Line(
        line.number, line.cells | {Column.ORGANISATION: bare_name(line.cells[Column.ORGANISATION])}
    )


def bare_name(text: str) -> str:
    """Only the name, out of a line of a covenant: "3. de gemeente Zwolle, hierna te noemen …;"."""
    name = _BULLET.sub("", " ".join(text.split()))
    if round_about := _ROUND_ABOUT.search(name):
        name = _without_end(name[: round_about.start()], ",;(")
    name = _without_tail(name)
    if name.endswith(".") and not _INITIALS.search(name):
        name = name.rstrip(". ")
    if name.casefold() in _NO_NAMES:
        return ""
    without = _ARTICLE.sub("", _BOARD.sub("", name))
    if without != name:
        name = without[:1].upper() + without[1:]
    return " ".join(name.split())


def _without_tail(name: str) -> str:
    """The name without the signs after it, and without the "en" that leads to the next name."""
    kept = _without_end(name, ";,:")
    tail = name[len(kept) :]
    if last := re.search(r"(?:en|and)$", kept):
        before = kept[: last.start()].rstrip()
        is_apart = before != kept[: last.start()] and re.match(r"\s*[;,]", tail)
        if before.endswith((";", ",")) or is_apart:
            return _without_end(before, ";,")
    return kept


# Excel ----------------------------------------------------------------------------------------


def _workbook(content: bytes) -> Iterator[Record]:
    """The first sheet that holds something. A formula counts as the text that it showed last."""
    _refuse_what_unpacks_too_large(content)
    try:
        has_formulas = _has_formulas(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        formulas = load_workbook(io.BytesIO(content), read_only=True) if has_formulas else None
        rows_left = MAX_ROWS
        for sheet in book.worksheets:
            if (sheet.max_row or 0) > rows_left or (sheet.max_column or 0) > MAX_COLUMNS:
                raise Unreadable(_too_much())
            rows: Iterable[Sequence[object]] = sheet.iter_rows(
                max_row=rows_left, max_col=MAX_COLUMNS, values_only=True
            )
            if formulas is not None:
                cells = sheet.iter_rows(max_row=rows_left, max_col=MAX_COLUMNS)
                shown = formulas[sheet.title].iter_rows(
                    max_row=rows_left, max_col=MAX_COLUMNS, values_only=True
                )
                rows = map(_with_gaps_marked, cells, shown)
            rows_left -= sheet.max_row or 0
            records = _within_limits(
                (number, _trimmed(row)) for number, row in enumerate(rows, 1) if any(row)
            )
            if records:
                return iter(records)
    except Unreadable:
        raise
    # openpyxl raises whatever a broken part of the file leads it to.
    except Exception as error:
        raise Unreadable(_broken()) from error
    raise Unreadable(_("The file is empty."))


def _refuse_what_unpacks_too_large(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    # zipfile raises whatever a broken directory leads it to: a version that does not exist, …
    except Exception as error:
        raise Unreadable(_broken()) from error
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise Unreadable(_("This is not an Excel file. Save the list as CSV or as .xlsx."))
    contents = sum(part.file_size for part in parts if part.filename == "xl/workbook.xml")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MAX_UNPACKED or contents > MAX_CONTENTS or len(parts) > MAX_LINES:
        raise Unreadable(_too_much())


def _has_formulas(content: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        return any(re.search(rb"<(?:\w+:)?f[ />]", archive.read(name)) for name in sheets)


def _with_gaps_marked(row: Sequence[Any], formulas: Sequence[object]) -> tuple[object, ...]:
    """A row, with a mark where a formula stands that has no outcome. One whose outcome is an empty
    text ("str") has one.
    """
    return tuple(
        NO_OUTCOME
        if cell.value is None and formula is not None and cell.data_type != "str"
        else cell.value
        for cell, formula in zip(row, formulas, strict=False)
    )


def _trimmed(row: Sequence[object]) -> list[str]:
    cells = [_as_text(value) for value in row]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _too_much() -> str:
    return _("There is too much in this Excel file. Copy the list to a new, empty file.")


def _broken() -> str:
    return _("This Excel file is broken or locked. Open it, save it again as .xlsx, and choose it.")


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, time):
        return value.isoformat()
    text = str(value)
    if len(text) > MAX_CELL:
        raise Unreadable(_too_much())
    return " ".join(_clean(text).split())


# Columns --------------------------------------------------------------------------------------


def _is_header(cells: Iterable[str]) -> bool:
    return any(plain_word(cell) in HEADERS for cell in cells)


def _is_comma_header(line: str) -> bool:
    """Whether a line is headings with commas between: a name with a comma in it is none."""
    found = [HEADERS.get(plain_word(cell)) for cell in line.split(",")]
    known = [column for column in found if column is not None]
    return len(found) > 1 and (found[0] == Column.ORGANISATION or len(known) > 1)


def _lines(records: Iterable[Record]) -> list[Line]:
    """The lines with their cells by column; the first one may say which columns there are."""
    stripped = ((number, [c.strip() for c in cells]) for number, cells in records)
    found = _within_limits((number, cells) for number, cells in stripped if any(cells))
    if not found:
        raise Unreadable(_("There is nothing in this list."))
    columns: list[Column | None] = list(Column)
    if _is_header(found[0][1]):
        columns = _header(*found.pop(0))
        if not found:
            raise Unreadable(_("There are only headings in this list, and no lines."))
    if len(found) > MAX_LINES:
        raise Unreadable(
            _("This list has more than %(most)d lines. Make it into several lists.")
            % {"most": MAX_LINES}
        )
    return [_line(number, cells, columns) for number, cells in found]


def _within_limits(records: Iterable[Record]) -> list[Record]:
    """The records, as long as they are not too much together. Counted while they are read: many
    cells of a small file may hold one large text.
    """
    found, size = [], 0
    for number, cells in records:
        size += sum(len(cell) + 1 for cell in cells)
        if size > MAX_TEXT or any(len(cell) > MAX_CELL for cell in cells):
            raise Unreadable(_too_much_text())
        found.append((number, cells))
    return found


def _header(number: int, cells: list[str]) -> list[Column | None]:
    columns = [HEADERS.get(plain_word(cell)) for cell in cells]
    for cell, column in zip(cells, columns, strict=True):
        if cell and column is None:
            raise Unreadable(
                _(
                    "Line %(line)d: we do not know a column “%(column)s”. Take it out, or give it "
                    "one of these names: %(names)s."
                )
                % {"line": number, "column": cell[:50], "names": ", ".join(Column)}
            )
    words = [plain_word(cell) for cell in cells]
    if "contactpersoon" in words and columns.count(Column.ROLE) == 2:
        columns[words.index("contactpersoon")] = Column.NAME
    for column in Column:
        if columns.count(column) > 1:
            raise Unreadable(
                _("Line %(line)d: the column “%(column)s” is there twice. Take one out.")
                % {"line": number, "column": column}
            )
    if Column.ORGANISATION not in columns:
        raise Unreadable(
            _("Line %(line)d: there is no column “%(column)s”. It holds the names of partners.")
            % {"line": number, "column": Column.ORGANISATION}
        )
    return columns


def _line(number: int, cells: list[str], columns: list[Column | None]) -> Line:
    extra = [cell for cell in cells[len(columns) :] if cell]
    nameless = [c for c, column in zip(cells, columns, strict=False) if c and column is None]
    named = {c: text for c, text in zip(columns, cells, strict=False) if c is not None and text}
    return Line(number, named, next(iter(extra + nameless), "")[:50])
