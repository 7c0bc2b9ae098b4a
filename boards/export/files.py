"""Tables as files: a workbook for spreadsheets, and CSV for everything else."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from boards.export.cells import Cell, Table, looks_like_formula, plain

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
SHEET_NAME_LENGTH = 31
A4 = 9

# Typed texts never become formulas, links or numbers.
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


# Workbooks --------------------------------------------------------------------------------------


def workbook_of(title: str, about: Sequence[str], tables: Iterable[Table]) -> bytes:
    """An XLSX file: first what it is, in the lines of `about`, and then a sheet per table."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, OPTIONS)
    book.set_properties({"title": plain(title)})
    formats = _formats(book)
    _write_about(book, plain(title), about, formats)
    for table in tables:
        _write_table(book, table, formats)
    book.close()
    return file.getvalue()


def _formats(book: Any) -> dict[str, Any]:
    top: dict[str, Any] = {"valign": "top"}
    text = top | {"text_wrap": True}
    return {
        "title": book.add_format({"bold": True, "font_size": 16}),
        "header": book.add_format(text | {"bold": True, "bottom": 2}),
        "text": book.add_format(text),
        # Stays a text when somebody edits the cell.
        "quoted": book.add_format(text | {"quote_prefix": True}),
        "date": book.add_format(top | {"num_format": "d-m-yyyy", "align": "left"}),
        "number": book.add_format(top),
    }


def _write_about(book: Any, title: str, about: Sequence[str], formats: dict[str, Any]) -> None:
    sheet = book.add_worksheet(_("About this file")[:SHEET_NAME_LENGTH])
    sheet.set_column(0, 0, 90)
    _write_text(sheet, 0, 0, title, formats, "title")
    for row, line in enumerate(about, 2):
        _write_text(sheet, row, 0, line, formats)


def _write_table(book: Any, table: Table, formats: dict[str, Any]) -> None:
    """A table with its titles above every printed page, and always in view."""
    sheet = book.add_worksheet(table.title[:SHEET_NAME_LENGTH])
    for number, column in enumerate(table.columns):
        sheet.set_column(number, number, column.width)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    for number, column in enumerate(table.columns):
        _write_text(sheet, 0, number, column.title, formats, "header")
    for row, cells in enumerate(table.rows, 1):
        for number, cell in enumerate(cells):
            _write_cell(sheet, row, number, cell, formats)


def _write_cell(sheet: Any, row: int, column: int, cell: Cell, formats: dict[str, Any]) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, bool):
        sheet.write_string(row, column, _yes_or_no(cell), formats["text"])
    elif isinstance(cell, int | float):
        sheet.write_number(row, column, cell, formats["number"])
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, _day(cell), formats["date"])
    else:
        _write_text(sheet, row, column, cell, formats)


def _write_text(
    sheet: Any, row: int, column: int, text: str, formats: dict[str, Any], how: str = "text"
) -> None:
    text = plain(text)
    if how == "text" and looks_like_formula(text):
        how = "quoted"
    sheet.write_string(row, column, text, formats[how])


def _day(value: date) -> datetime:
    return datetime(value.year, value.month, value.day)


def day_of(moment: datetime | None) -> date | None:
    """The day of a moment, as the clock here has it."""
    return None if moment is None else timezone.localtime(moment).date()


# CSV --------------------------------------------------------------------------------------------


def csv_of(table: Table) -> bytes:
    """A CSV file as Dutch spreadsheets open it: UTF-8 with a mark, semicolons, decimal commas.

    A text that looks like a formula gets an apostrophe in front, the usual sign for a text.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.title for column in table.columns])
    writer.writerows([_written(cell) for cell in row] for row in table.rows)
    return file.getvalue().encode("utf-8-sig")


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return _yes_or_no(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, int | float):
        return str(cell).replace(".", "," if get_language() == "nl" else ".")
    text = plain(cell)
    return f"'{text}" if looks_like_formula(text) else text


def _yes_or_no(value: bool) -> str:
    return _("yes") if value else _("no")
