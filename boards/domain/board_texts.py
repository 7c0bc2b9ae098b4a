"""The texts of a board, as its file says and as staff of Agenda Stad changed them since.

Only texts change here: never ids, shapes, pictures or steps. What was changed is laid over the file
whenever a session is prepared; a session keeps the texts that it was prepared with. Everything is
read from the database each time, so that every process prepares with the same texts.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from pydantic import ValidationError

from boards import content as files
from boards.content import TEXT_LENGTH, TITLE_LENGTH, Content, content_of, snapshot_of
from boards.domain.geometry import HALF_LETTER_MM
from boards.models import BoardTexts
from boards.models.tables import BOARD_WIDTH_MM
from deals.cleaning import clean_name, has_a_pile_of_marks
from deals.models import User
from deals.models.base import NAME_LENGTH
from deals.refusals import Refusal

logger = structlog.get_logger(__name__)

AS_IN_FILE = 0
MOST_LINES = 10
WHY = "why"

# What can be changed, by the part of a content file it stands in, with its greatest length.
BOARD = {
    "title": TITLE_LENGTH,
    "purpose": TEXT_LENGTH,
    "when": TEXT_LENGTH,
    "instruction": TEXT_LENGTH,
}
_NAMED = {"title": TITLE_LENGTH, "text": TEXT_LENGTH}
_TEXT = {"text": TEXT_LENGTH}
_AREA = {
    "title": TITLE_LENGTH,
    "short": TITLE_LENGTH,
    "motto": TITLE_LENGTH,
    "text": TEXT_LENGTH,
    "own": TEXT_LENGTH,
    "criteria": TEXT_LENGTH,
    "questions": TEXT_LENGTH,
}
# The filled cells of a worksheet's examples; named by the elements that they stand in.
CELLS = "cells"
PARTS: dict[str, dict[str, int]] = {
    "fillings": _NAMED,
    "groups": _AREA,
    "elements": _AREA,
    "questions": _TEXT,
    "observations": _TEXT,
    "legend": _NAMED,
    "captions": {"text": TITLE_LENGTH},
    "pairs": {"title": TITLE_LENGTH},
    "cards": {"title": TITLE_LENGTH, "lines": TEXT_LENGTH},
    "scale": {"low_means": TITLE_LENGTH, "high_means": TITLE_LENGTH},
    "aspects": _NAMED,
    "rows": _NAMED,
    "examples": _NAMED,
    CELLS: {},
}
# Lists of which each line stands for something else: what was ticked, the row of a worksheet.
FIXED_LISTS = ("criteria",)
NAMED_ON_PICTURE = ("groups", "elements")
# What the board itself fills in: {names}.
FILLED_IN = ("observations",)
_IN_BRACES = re.compile(r"\{\w+\}")

REFUSALS: dict[str, Promise] = {
    "changed": _(
        "Somebody changed these texts meanwhile. What you typed is still here, and nothing is "
        "saved yet. Where you both changed a text, you see both. Save again if yours is right."
    ),
    "faults": _("Something is missing or not right. Nothing is saved yet: look below."),
    "nothing_changed": _("You changed nothing, so there is nothing to save."),
    "unknown_version": _("This version does not exist."),
}

Value = str | list[str]
Row = dict[str, Any]


class TextsRefused(Refusal):
    """Texts stay as they were. `faults`: a sentence per text that is not right."""

    sentences = REFUSALS

    def __init__(self, code: str, faults: Mapping[str, str] | None = None) -> None:
        super().__init__(code)
        self.faults = dict(faults or {})


@dataclass(frozen=True)
class Place:
    """One text of a board: where it stands, what it says, and how long it may be.

    `part` is empty for the board itself; `key`: which of that part, by its id or its number from 0.
    `least`: how many lines a list keeps, since the board refers to them. `fixed`: so many lines
    it has, no more and no fewer.
    """

    part: str
    key: str
    name: str
    value: Value
    most: int
    least: int = 0
    fixed: int | None = None

    @property
    def path(self) -> str:
        """Under which it is kept: `purpose`, `elements.tree.text`, `questions.2.text`."""
        return ".".join(filter(None, (self.part, self.key, self.name)))

    @property
    def is_list(self) -> bool:
        """Whether it holds several texts, each on a line of its own."""
        return isinstance(self.value, list)

    @property
    def words_in_braces(self) -> set[str]:
        """What the board fills in when it says this text."""
        if self.part not in FILLED_IN:
            return set()
        return set(_IN_BRACES.findall(as_typed(self.value)))

    @property
    def typed(self) -> str:
        """The text as it stands in a form."""
        return as_typed(self.value)


@dataclass(frozen=True)
class Difference:
    """One text in two versions. `place` is None for one that the file has no more."""

    path: str
    place: Place | None
    old: Value | None
    new: Value | None


@dataclass(frozen=True)
class Merged:
    """What somebody typed, brought together with what others saved meanwhile.

    `theirs`: what it says now of the texts that both changed.
    """

    typed: dict[str, str]
    theirs: dict[str, str] = field(default_factory=dict)


# Reading ----------------------------------------------------------------------------------------


def current(board: str) -> Content:
    """A board with its newest texts. KeyError for a board that does not exist."""
    content = files.library()[board]
    newest = newest_of(board)
    return content if newest is None else laid_over(content, newest.texts)


def current_library() -> dict[str, Content]:
    """All boards by name, each with its newest texts."""
    texts = {row.board: row.texts for row in newest_rows()}
    return {
        board: laid_over(content, texts[board]) if board in texts else content
        for board, content in files.library().items()
    }


def newest_rows() -> list[BoardTexts]:
    """The newest change of every board that was ever changed."""
    later = BoardTexts.objects.filter(board=OuterRef("board"), version__gt=OuterRef("version"))
    return list(BoardTexts.objects.exclude(Exists(later)).select_related("by"))


def newest_of(board: str) -> BoardTexts | None:
    """The newest change of a board; None when it is as its file says."""
    rows = BoardTexts.objects.filter(board=board).select_related("by").order_by("-version")
    return rows.first()


def version_of(row: BoardTexts | None) -> int:
    """The number of a version; that of the file when there is no row."""
    return AS_IN_FILE if row is None else row.version


def texts_in(row: BoardTexts | None) -> dict[str, Value]:
    """What differs from the file in a version; nothing when there is no row."""
    return {} if row is None else row.texts


def places_of(content: Content) -> list[Place]:
    """Every text of a board that can be changed, in the order in which people meet them. What a
    board does not have, such as a motto or ticks, cannot be added here.
    """
    data = snapshot_of(content)
    least = _lines_referred_to(content)
    places = [Place("", "", name, data[name], most) for name, most in BOARD.items()]
    for part, names in PARTS.items():
        for key, row in _rows(data, part):
            places += [
                _place(part, key, name, row, least)
                for name in (row if part == CELLS else names)
                if row[name] or (row[name] is not None and name not in FIXED_LISTS)
            ]
    return places


def laid_over(content: Content, texts: Mapping[str, Value]) -> Content:
    """A board with these texts in the place of its own.

    A path that this board does not have, or a text that does not fit its schema, is left out and
    logged: the file can be newer than the change.
    """
    known = {place.path for place in places_of(content)}
    usable = {path: value for path, value in texts.items() if path in known}
    made = _made(content, usable)
    if made is None:
        usable = _each_that_fits(content, usable)
        made = _made(content, usable)
    for path in texts.keys() - usable.keys():
        logger.warning("board_texts.left_out", board=content.board, path=path)
    return made or content


def as_typed(value: Value) -> str:
    """A text as it stands in a form: a list has one text per line."""
    return value if isinstance(value, str) else "\n".join(value)


# Changing ---------------------------------------------------------------------------------------


def change_texts(
    board: str, typed: Mapping[str, str], based_on: int, by: User | None, why: str = ""
) -> BoardTexts:
    """Save what was typed, from path to text, as the next version; other texts stay as they are.

    Raises TextsRefused: changed, faults, nothing_changed; KeyError for a board that does not exist.
    """
    content = files.library()[board]
    newest = newest_of(board)
    if based_on != version_of(newest):
        raise TextsRefused("changed")
    values, faults = checked(content, typed)
    try:
        why = _one_line(why, NAME_LENGTH) if why.strip() else ""
    except _Fault as fault:
        faults[WHY] = str(fault)
    if faults:
        raise TextsRefused("faults", faults)
    return _save(content, newest, _different(content, texts_in(newest) | values), by, why=why)


def restore(board: str, version: int, by: User | None, based_on: int) -> BoardTexts:
    """A new version that is equal to an old one; version 0 is the file.

    Raises TextsRefused: unknown_version, changed, nothing_changed.
    """
    content = files.library()[board]
    newest = newest_of(board)
    if based_on != version_of(newest):
        raise TextsRefused("changed")
    texts = _different(content, texts_at(board, version))
    return _save(content, newest, texts, by, back_to=version)


def preview(board: str, typed: Mapping[str, str]) -> tuple[Content, dict[str, str]]:
    """The board as it would be with what was typed, without saving; and the faults in it. A text
    with a fault is shown as it is now.
    """
    content, present = files.library()[board], newest_of(board)
    values, faults = checked(content, typed)
    return laid_over(content, texts_in(present) | values), faults


def checked(content: Content, typed: Mapping[str, str]) -> tuple[dict[str, Value], dict[str, str]]:
    """What was typed as it will be kept, and a sentence for each text that is not right. What the
    board does not have is left out.
    """
    values: dict[str, Value] = {}
    faults: dict[str, str] = {}
    for place in places_of(content):
        if place.path in typed:
            try:
                values[place.path] = _read(place, typed[place.path])
            except _Fault as fault:
                faults[place.path] = str(fault)
    return values, faults


def merged(board: str, typed: Mapping[str, str], based_on: int) -> Merged:
    """What somebody typed when looking at an older version, with what others changed since in the
    texts that this person left alone.
    """
    content = files.library()[board]
    present = newest_of(board)
    base = _typed_texts(content, texts_at(board, based_on, missing={}))
    now = _typed_texts(content, texts_in(present))
    result = Merged(dict(typed))
    for path, text in typed.items():
        if path not in now or now[path] == base[path] or _same(text, now[path]):
            continue
        if _same(text, base[path]):
            result.typed[path] = now[path]
        else:
            result.theirs[path] = now[path]
    return result


# History ----------------------------------------------------------------------------------------


def texts_at(
    board: str, version: int, missing: Mapping[str, Value] | None = None
) -> Mapping[str, Value]:
    """What differed from the file in a version. For one that does not exist: `missing`, or else
    TextsRefused("unknown_version").
    """
    if version == AS_IN_FILE:
        return {}
    row = BoardTexts.objects.filter(board=board, version=version).first()
    if row is not None:
        return row.texts  # type: ignore[no-any-return]
    if missing is None:
        raise TextsRefused("unknown_version")
    return missing


def differences(
    content: Content, old: Mapping[str, Value], new: Mapping[str, Value]
) -> list[Difference]:
    """What differs between two versions of a board, in the order of its texts; `content`: its
    file.
    """
    places = {place.path: place for place in places_of(content)}
    paths = [*places, *sorted((old.keys() | new.keys()) - places.keys())]
    found = []
    for path in paths:
        place = places.get(path)
        own = None if place is None else place.value
        before, after = old.get(path, own), new.get(path, own)
        if before != after:
            found.append(Difference(path, place, before, after))
    return found


# Private ----------------------------------------------------------------------------------------


class _Fault(Exception):
    """A text is not right; the message says why, in the reader's language."""


def _save(
    content: Content,
    newest: BoardTexts | None,
    texts: dict[str, Value],
    by: User | None,
    **more: Any,
) -> BoardTexts:
    if _made(content, texts) is None:  # each text is right, but together they are no board
        raise TextsRefused("faults")
    if not differences(content, texts_in(newest), texts):
        raise TextsRefused("nothing_changed")
    version = version_of(newest) + 1
    try:
        with transaction.atomic():
            row = BoardTexts.objects.create(
                board=content.board, version=version, texts=texts, by=by, **more
            )
    except IntegrityError as error:  # somebody else saved at this very moment
        raise TextsRefused("changed") from error
    logger.info(
        "board_texts.changed",
        board=content.board,
        version=version,
        by=None if by is None else str(by.pk),
    )
    return row


def _different(content: Content, texts: Mapping[str, Value]) -> dict[str, Value]:
    """Those of these texts that the file has too, with other words."""
    own = {place.path: place.value for place in places_of(content)}
    return {path: text for path, text in texts.items() if path in own and own[path] != text}


def _typed_texts(content: Content, texts: Mapping[str, Value]) -> dict[str, str]:
    return {
        place.path: as_typed(texts.get(place.path, place.value)) for place in places_of(content)
    }


def _same(one: str, other: str) -> bool:
    """Whether two typed texts come down to the same: a browser sends other line endings."""
    return [line.split() for line in one.splitlines()] == [
        line.split() for line in other.splitlines()
    ]


# What was typed


def _read(place: Place, typed: str) -> Value:
    if not place.is_list:
        text = _one_line(typed, place.most)
        unknown = set(_IN_BRACES.findall(text)) - place.words_in_braces
        if place.part in FILLED_IN and unknown:
            raise _Fault(
                _("The board does not know %(words)s here. Use only what is in braces already.")
                % {"words": ", ".join(sorted(unknown))}
            )
        return text
    lines = [_one_line(line, place.most) for line in typed.splitlines() if line.strip()]
    if place.fixed is not None and len(lines) != place.fixed:
        raise _Fault(
            ngettext(
                "Here stands %(count)s line, and it has its own place on the board. Keep it so.",
                "Here stand %(count)s lines, each with its own place on the board. Keep it so.",
                place.fixed,
            )
            % {"count": place.fixed}
        )
    if len(lines) > MOST_LINES:
        raise _Fault(
            _("These are %(count)s lines. At most %(most)s fit.")
            % {"count": len(lines), "most": MOST_LINES}
        )
    if len(lines) < place.least:
        raise _Fault(
            ngettext(
                "The board refers to the first question here. Keep at least %(least)s question.",
                "The board refers to the questions here. Keep at least %(least)s questions.",
                place.least,
            )
            % {"least": place.least}
        )
    return lines


def _one_line(typed: str, most: int) -> str:
    count = len(typed.strip())
    # What is far too long is not looked at any further.
    if count <= 2 * most and not has_a_pile_of_marks(typed):
        try:
            text = clean_name(typed)
        except ValueError:
            raise _Fault(_("Fill in a text here. This one cannot be empty.")) from None
        count = len(text)
        if count <= most:
            return text
    raise _Fault(
        _("This text has %(count)s letters. At most %(most)s fit. Make it shorter.")
        % {"count": count, "most": most}
    )


# The file


def _rows(data: Mapping[str, Any], part: str) -> Iterator[tuple[str, Row]]:
    """The rows of a part of a content file, each with the key by which its texts are kept."""
    if part == CELLS:
        for number, example in enumerate(data["examples"]):
            yield str(number), example["cells"]
    elif part == "scale":
        if data["scale"] is not None:
            yield "", data["scale"]
    else:
        for number, row in enumerate(data.get(part, ())):
            yield row.get("id", str(number)), row


def _place(part: str, key: str, name: str, row: Row, least: Mapping[str, int]) -> Place:
    if part == CELLS or name in FIXED_LISTS:
        return Place(part, key, name, row[name], TEXT_LENGTH, fixed=len(row[name]))
    most = PARTS[part][name]
    if part in NAMED_ON_PICTURE and name == ("short" if row["short"] else "title"):
        most = max(min(_room_for_name(row), most), len(row[name]))
    return Place(part, key, name, row[name], most, least.get(key, 0) if name == "questions" else 0)


def _room_for_name(row: Row) -> int:
    """How many letters of an element's name fit between the edges of the picture."""
    middle = row["label"][0]
    return int(min(middle, BOARD_WIDTH_MM - middle) / HALF_LETTER_MM)


def _lines_referred_to(content: Content) -> dict[str, int]:
    """How many questions each element must keep: the board's observations point at them."""
    asked = (content.questions_by_id[seen.question] for seen in content.observations)
    least: dict[str, int] = {}
    for question in asked:
        if question.element is not None:
            number = int(question.id.rsplit("-", 1)[1])
            least[question.element] = max(least.get(question.element, 0), number)
    return least


def _made(content: Content, texts: Mapping[str, Value]) -> Content | None:
    """The board with these texts; None when that breaks its schema."""
    data = snapshot_of(content)
    for place in places_of(content):
        if place.path in texts:
            row = data if not place.part else dict(_rows(data, place.part))[place.key]
            row[place.name] = texts[place.path]
    try:
        return content_of(data)
    except ValidationError:
        return None


def _each_that_fits(content: Content, texts: Mapping[str, Value]) -> dict[str, Value]:
    fitting: dict[str, Value] = {}
    for path in (place.path for place in places_of(content) if place.path in texts):
        if _made(content, fitting | {path: texts[path]}) is not None:
            fitting[path] = texts[path]
    return fitting
