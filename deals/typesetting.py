"""Putting things on paper: one way for every PDF and every picture that is printed.

Made with typst. What a page says goes in as JSON data, so that no text in it is read as code; a
template sees the files that it was given and nothing else, and uses our own fonts only.
"""

import json
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import structlog
import typst
from django.conf import settings
from django.utils import timezone

if TYPE_CHECKING:
    from typst import PDFStandard

logger = structlog.get_logger(__name__)

# PDF/UA for who listens to it, PDF/A so that it can still be read when it is found in an archive.
STANDARDS: "list[PDFStandard]" = ["ua-1", "a-3a"]
UNKNOWN = "?"  # what stands for characters that the font has not
CMAP_FORMAT = 4
NO_FILES: Mapping[str, bytes] = {}


class PdfFailed(Exception):
    """The PDF could not be made; why stands in the log."""


def typeset_pdf(
    template: Path, data: Mapping[str, Any], about: str, files: Mapping[str, bytes] = NO_FILES
) -> bytes:
    """A tagged PDF of a typst template, which finds `data` as JSON in `sys.inputs.data`.

    Characters that the font lacks are replaced. `files`: by name, what stands beside the template
    while it is set, such as a photo. `about`: what the log calls it, an id and never a text. Raises
    PdfFailed.
    """
    made = _compiled(template, data, about, files, format="pdf", pdf_standards=STANDARDS)
    return made[0]


def typeset_png(
    template: Path,
    data: Mapping[str, Any],
    about: str,
    files: Mapping[str, bytes] = NO_FILES,
    *,
    dots_per_inch: int,
) -> bytes:
    """The first page of a typst template as a PNG; else as `typeset_pdf`."""
    return _compiled(template, data, about, files, format="png", ppi=dots_per_inch)[0]


def _compiled(
    template: Path, data: Mapping[str, Any], about: str, files: Mapping[str, bytes], **how: Any
) -> list[bytes]:
    """What typst makes of a template: a list with a PDF, or with a picture of each page."""
    with TemporaryDirectory() as folder:
        here = Path(folder)
        try:
            copyfile(template, here / template.name)
            for name, content in files.items():
                (here / name).write_bytes(content)
            made = typst.compile(
                str(here / template.name),
                root=folder,
                font_paths=[str(fonts())],
                ignore_system_fonts=True,
                sys_inputs={"data": json.dumps(plain(data), ensure_ascii=False)},
                timestamp=timezone.now().replace(microsecond=0),
                **how,
            )
        except (RuntimeError, OSError) as error:  # typst.TypstError is a RuntimeError
            logger.error("pdf.failed", template=template.name, about=about, error=str(error))
            raise PdfFailed from error
    return made if isinstance(made, list) else [made]


def fonts() -> Path:
    """Where the fonts are that go into the PDF."""
    return Path(settings.BASE_DIR) / "static" / "vendor" / "fonts"


# Characters -----------------------------------------------------------------------------------


@cache
def known_characters() -> frozenset[int]:
    """The characters that the font has, in both its weights."""
    return frozenset(
        frozenset(_characters_of(fonts() / "atkinson-hyperlegible-next-400.ttf"))
        & frozenset(_characters_of(fonts() / "atkinson-hyperlegible-next-700.ttf"))
    )


def _characters_of(path: Path) -> Iterable[int]:
    """The characters of a TrueType font, by the table that maps them to shapes (its format 4)."""
    font = path.read_bytes()
    count = _number(font, 4)
    tables = {font[at : at + 4]: _long(font, at + 8) for at in range(12, 12 + 16 * count, 16)}
    cmap = tables[b"cmap"]
    for at in range(cmap + 4, cmap + 4 + 8 * _number(font, cmap + 2), 8):
        table = cmap + _long(font, at + 4)
        if _number(font, table) == CMAP_FORMAT:
            yield from _mapped(font, table)


def _mapped(font: bytes, table: int) -> Iterable[int]:
    segments = _number(font, table + 6) // 2
    ends, starts = table + 14, table + 16 + 2 * segments
    deltas, offsets = starts + 2 * segments, starts + 4 * segments
    for n in range(segments):
        first, last = _number(font, starts + 2 * n), _number(font, ends + 2 * n)
        delta, offset = _number(font, deltas + 2 * n), _number(font, offsets + 2 * n)
        for code in range(first, last + 1):
            if offset:
                where = offsets + 2 * n + offset + 2 * (code - first)
                glyph = _number(font, where) if where + 2 <= len(font) else 0
            else:
                glyph = (code + delta) & 0xFFFF
            if glyph:
                yield code


def _number(font: bytes, at: int) -> int:
    return int.from_bytes(font[at : at + 2], "big")


def _long(font: bytes, at: int) -> int:
    return int.from_bytes(font[at : at + 4], "big")


def printable(text: str) -> str:
    """A text in characters that the font has; a run of others becomes one sign that says so.

    Variants that look the same are tried first: "ﬁ" becomes "fi", a thin space a space.
    """
    known = known_characters()
    made: list[str] = []
    for character in text:
        if character == "\n" or ord(character) in known:
            made.append(character)
            continue
        alike = unicodedata.normalize("NFKC", character)
        if alike and all(ord(each) in known for each in alike):
            made.append(alike)
        elif not made or made[-1] != UNKNOWN:
            made.append(UNKNOWN)
    return "".join(made)


def plain(value: Any) -> Any:
    """All texts in nested lists and tables, in characters that the font has."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value
