"""From cells to values, with a sentence for every cell that cannot be right. Pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from django.utils.translation import gettext as _

from deals.cleaning import clean_name
from deals.domain.importing.columns import (
    HEADERS,
    KINDS,
    LEVELS,
    RELATIONS,
    Column,
    guess_kind,
    plain_word,
)
from deals.domain.importing.reading import NO_OUTCOME, Line, Unreadable
from deals.models import Level, OrganisationKind, Relation
from deals.models.base import NAME_LENGTH, TEXT_LENGTH
from deals.models.partners import MAX_EUROS, MAX_HOURS

Value = TypeVar("Value")

MONTHS = {
    month: number
    for number, names in enumerate(
        (
            *("januari jan january", "februari feb february", "maart mrt march mar", "april apr"),
            *("mei may", "juni jun june", "juli jul july", "augustus aug august"),
            *("september sep sept", "oktober okt october oct", "november nov"),
            "december dec",
        ),
        1,
    )
    for month in names.split()
}
EARLIEST, LATEST = 1990, 2100
# An Excel cell whose formula went wrong.
FAULT = re.compile(r"#(N/A|NB|REF!|VERW!|DIV/0!|DEEL/0!|VALUE!|WAARDE!|NAME\?|NAAM\?|NUM!|GETAL!)")


@dataclass(frozen=True)
class Problem:
    """What is wrong, and where: the line and the column as they stand in the list."""

    line: int
    column: str
    sentence: str


@dataclass(frozen=True)
class Row:
    """One line, understood."""

    number: int
    organisation: str
    kind: OrganisationKind | None = None
    guessed: OrganisationKind | None = None
    relation: Relation | None = None
    since: date | None = None
    until: date | None = None
    why: str = ""
    hours: int | None = None
    euros: int | None = None
    contribution: str = ""
    lines: tuple[str, ...] = ()
    role: str = ""
    name: str = ""
    level: Level | None = None


class _Wrong(Exception):
    """A cell that cannot be right; the sentence says why."""


@dataclass
class _Reader:
    """Reads the cells of one line, and keeps what is wrong with them."""

    line: Line
    problems: list[Problem] = field(default_factory=list)

    def text(self, column: Column) -> str:
        return " ".join(self.line.cells.get(column, "").split())

    def read(self, column: Column, how: Callable[[str], Value]) -> Value | None:
        text = self.text(column)
        if not text:
            return None
        try:
            if text == NO_OUTCOME:
                raise _Wrong(_("Here stands a formula without an outcome. Type what it gives."))
            return how(text)
        except _Wrong as wrong:
            self.note(column, str(wrong))
            return None

    def note(self, column: str, sentence: str) -> None:
        self.problems.append(Problem(self.line.number, column, sentence))


def read_row(line: Line) -> tuple[Row, list[Problem]]:
    """What a line says, as far as it can be read, and what is wrong with it."""
    cells = _Reader(line)
    if line.beyond:
        sentence = _("“%(text)s” stands in no column. Is there a sign too many?")
        cells.note(_("too much"), sentence % {"text": line.beyond})
    organisation = cells.read(Column.ORGANISATION, _an_organisation) or ""
    if not cells.text(Column.ORGANISATION):
        cells.note(Column.ORGANISATION, _("The name of the organisation is missing."))
    kind = cells.read(Column.KIND, _kind)
    signed, signed_on = cells.read(Column.SIGNED, _signed) or (False, None)
    relation = cells.read(Column.RELATION, _relation)
    since = cells.read(Column.SINCE, read_date)
    until = cells.read(Column.UNTIL, read_date)
    if signed and relation not in (None, Relation.SIGNED):
        sentence = _("It says “%(text)s”, and also that they signed. Take one of the two out.")
        cells.note(Column.RELATION, sentence % {"text": cells.text(Column.RELATION)[:40]})
    if signed_on and since and signed_on != since:
        cells.note(Column.SINCE, _("This date differs from the one under “ondertekend”."))
    since = signed_on or since
    if since and until and until < since:
        cells.note(Column.UNTIL, _("This date is before the start."))
    role = cells.read(Column.ROLE, _a_name) or ""
    if not role and any(cells.text(column) for column in (Column.NAME, Column.LEVEL)):
        cells.note(Column.ROLE, _("What does this person do? We need at least that."))
    row = Row(
        number=line.number,
        organisation=organisation,
        kind=kind,
        guessed=guess_kind(organisation) if kind is None else None,
        relation=Relation.SIGNED if signed else relation,
        since=since,
        until=until,
        why=cells.read(Column.WHY, _a_text) or "",
        hours=cells.read(Column.HOURS, _number_up_to(MAX_HOURS)),
        euros=cells.read(Column.EUROS, _number_up_to(MAX_EUROS)),
        contribution=cells.read(Column.CONTRIBUTION, _a_text) or "",
        lines=cells.read(Column.LINES, _work_lines) or (),
        role=role,
        name=cells.read(Column.NAME, _a_name) or "",
        level=cells.read(Column.LEVEL, _level),
    )
    return row, cells.problems


# Cells ----------------------------------------------------------------------------------------


def _a_name(text: str) -> str:
    """A name: short, and no formula, so that a spreadsheet that shows it later runs nothing."""
    if len(text) > NAME_LENGTH:
        raise _Wrong(
            _("This is longer than %(most)d characters. Write only the name.")
            % {"most": NAME_LENGTH}
        )
    try:
        text = clean_name(text)
    except ValueError:
        raise _Wrong(_("“%(text)s” is not a name.") % {"text": text[:40]}) from None
    if text[0] in "=+-@":
        raise _Wrong(
            _("“%(text)s” starts with %(sign)s, like a formula. Write only the name.")
            % {"text": text[:40], "sign": text[0]}
        )
    if FAULT.match(text):
        raise _Wrong(_("“%(text)s” is a fault of Excel, not a name.") % {"text": text[:40]})
    if not re.search(r"\w", text):
        raise _Wrong(_("“%(text)s” is not a name.") % {"text": text[:40]})
    if text.endswith(":"):
        raise _Wrong(
            _("“%(text)s” looks like a heading. Take this line out.") % {"text": text[:40]}
        )
    return text


def _an_organisation(text: str) -> str:
    """The name of one. Headings that are not the first line are none."""
    first = re.split(r"[,;|]", text, maxsplit=1)[0]
    if HEADERS.get(plain_word(first)) == Column.ORGANISATION:
        raise _Wrong(
            _("“%(text)s” looks like a heading. Take this line out.") % {"text": text[:40]}
        )
    return _a_name(text)


def _a_text(text: str) -> str:
    if len(text) > TEXT_LENGTH:
        raise _Wrong(_("This is longer than %(most)d characters.") % {"most": TEXT_LENGTH})
    return text


def _out_of(text: str, words: Mapping[str, Value], sentence: str, names: str) -> Value:
    found = words.get(plain_word(text))
    if found is None:
        raise _Wrong(sentence % {"text": text[:40], "names": names})
    return found


def _kind(text: str) -> OrganisationKind:
    by_label = {plain_word(str(kind.label)): kind for kind in OrganisationKind}
    names = "gemeente, ministerie, overheid, markt, kennisinstelling, koepel, maatschappelijk"
    sentence = _("We do not know the kind “%(text)s”. Choose from: %(names)s.")
    return _out_of(text, KINDS | by_label, sentence, names)


def _relation(text: str) -> Relation:
    by_label = {plain_word(str(relation.label)): relation for relation in Relation}
    names = "ondertekend, betrokken, ontbreekt, zei nee"
    sentence = _("We do not know the relation “%(text)s”. Choose from: %(names)s.")
    return _out_of(text, RELATIONS | by_label, sentence, names)


def _level(text: str) -> Level:
    by_label = {plain_word(str(level.label)): level for level in Level}
    names = "bestuurder, directeur, medewerker, trainee"
    sentence = _("We do not know the level “%(text)s”. Choose from: %(names)s.")
    return _out_of(text, LEVELS | by_label, sentence, names)


def _signed(text: str) -> tuple[bool, date | None]:
    if plain_word(text) in ("ja", "x", "yes"):
        return True, None
    return True, read_date(text)


def _work_lines(text: str) -> tuple[str, ...]:
    names = dict.fromkeys(name for part in text.split("|") if (name := part.strip()))
    return tuple(sorted(_a_name(name) for name in names))


def _number_up_to(most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        plain = re.sub(r"(?i)€|eur(o|os)?\b|uren|uur|hours|\s", "", text)
        plain = re.sub(r"(,00|,-)$", "", plain)
        if not re.fullmatch(r"[0-9]{1,12}|[0-9]{1,3}(\.[0-9]{3}){1,3}", plain):
            raise _Wrong(_("“%(text)s” is not a whole number.") % {"text": text[:40]})
        number = int(plain.replace(".", ""))
        if number > most:
            raise _Wrong(
                _("%(number)d is too much: %(most)d at most.") % {"number": number, "most": most}
            )
        return number

    return read


def date_for_all(text: str) -> date | None:
    """The day on which everybody in a list signed, if they say so. Raises Unreadable."""
    try:
        return read_date(text) if text.strip() else None
    except _Wrong as wrong:
        raise Unreadable(str(wrong)) from wrong


def read_date(text: str) -> date:
    """A date as people in the Netherlands write it. Raises for one that does not exist."""
    year, month, day = _parts_of(text)
    if year < 100:
        raise _Wrong(
            _("“%(text)s” has a year of two digits. Write the whole year, like 2020.")
            % {"text": text[:40]}
        )
    try:
        found = date(year, month, day)
    except ValueError as error:
        sentence = _("The date “%(text)s” does not exist.") % {"text": text[:40]}
        if month > 12 >= day:
            sentence += " " + _("Write the day first, then the month.")
        raise _Wrong(sentence) from error
    if not EARLIEST <= found.year <= LATEST:
        raise _Wrong(_("The year of “%(text)s” cannot be right.") % {"text": text[:40]})
    return found


def _parts_of(text: str) -> tuple[int, int, int]:
    """Year, month and day."""
    plain = re.sub(r"(T| )00:00(:00(\.0+)?)?Z?$", "", text.strip())
    if match := re.fullmatch(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})", plain):
        year, month, day = match.groups()
        return int(year), int(month), int(day)
    if match := re.fullmatch(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4}|[0-9]{2})", plain):
        day, month, year = match.groups()
        return int(year), int(month), int(day)
    named = re.fullmatch(
        r"([0-9]{1,2})[-/. ]+([a-z]{3,9})\.?[-/. ]+'?([0-9]{4}|[0-9]{2})", plain.casefold()
    )
    if named and named[2] in MONTHS:
        return int(named[3]), MONTHS[named[2]], int(named[1])
    raise _Wrong(
        _("“%(text)s” is not a date that we know. Write it like 29-10-2020.") % {"text": text[:40]}
    )
