"""The tables of one session as one viewer may read it: pure rows, out of that viewer's state.

Nothing here asks the database, so that what is not in the state cannot come into a file.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boards.content import Content
from boards.domain.who_was_there import Participant
from boards.export.cells import Cell, Column, Table
from boards.export.files import day_of
from boards.models import Layer, NoteAbout, NoteAudience
from deals.models import Action, OrganisationKind

Data = dict[str, Any]
Row = Sequence[Cell]


@dataclass(frozen=True)
class SeenSheet:
    """A sheet of the session, with the texts it was held with."""

    id: str
    content: Content
    filling: str

    @property
    def names(self) -> tuple[str, str]:
        """The board and the way of filling in."""
        return self.content.title, self.content.filling(self.filling).title

    @cached_property
    def titles(self) -> dict[str, str]:
        """What can be placed in, written about or scored, by id: elements, rows, aspects, ticks."""
        content = self.content
        titles = {area.id: area.title for area in (*content.elements, *content.groups)}
        titles |= {aspect.id: aspect.title for aspect in content.aspects}
        return titles | {row.id: row.title for row in content.rows} | content.ticks

    def title(self, key: str | None) -> str:
        """The title of an element, row or aspect; of one that the board lacks by now its id."""
        return self.titles.get(key, key) if key else ""

    def group(self, element: str | None) -> str:
        """The title of the group that an element is in."""
        area = self.content.by_id.get(element or "")
        return self.title(area.group) if area is not None else ""

    def question(self, key: str) -> str:
        """The text of a question, or the title of a row."""
        asked = self.content.questions_by_id.get(key)
        return asked.text if asked is not None else self.title(key)


@dataclass(frozen=True)
class SeenSession:
    """A session as one viewer may read it.

    `state`: of that viewer (`boards.domain.snapshot.state_of`). `for_team`: the viewer sees what
    the room did not. `actions`: none at all for who does not hear of them.
    """

    title: str
    day: date
    state: Data
    sheets: list[SeenSheet]
    participants: list[Participant]
    for_team: bool
    actions: list[Action] | None = field(default=None)

    @cached_property
    def sheets_by_id(self) -> dict[str, SeenSheet]:
        """The sheets, by the id that rows of the state have."""
        return {sheet.id: sheet for sheet in self.sheets}

    def subject(self, key: str | None) -> Data:
        """What lies on the table under this id."""
        return self.state["subjects"][key] if key else {}

    def rows(self, what: str) -> Iterable[tuple[Data, SeenSheet, Data]]:
        """The rows of a list of the state, with their sheet and their subject; without what was
        said of something that was taken off the table.
        """
        for row in self.state[what].values():
            subject = self.subject(row["subject"])
            if not subject.get("gone"):
                yield row, self.sheets_by_id[row["sheet"]], subject


@dataclass(frozen=True)
class Kind:
    """A kind of table: its name in addresses, its title, its columns and how rows are made."""

    name: str
    title: Promise
    columns: Callable[[bool], list[Column]]
    rows: Callable[[SeenSession], Iterable[Row]]

    def table(self, sessions: Iterable[SeenSession], for_team: bool, dated: bool) -> Table:
        """The table over these sessions; `dated`: with the day and title of the session first."""
        before = [Column(_("Date"), 12), Column(_("Session"), 24)] if dated else []
        rows: list[Row] = [
            [*((seen.day, seen.title) if dated else ()), *row]
            for seen in sessions
            for row in self.rows(seen)
        ]
        return Table(self.name, str(self.title), [*before, *self.columns(for_team)], rows)


def tables_of(
    sessions: Sequence[SeenSession], *, for_team: bool, dated: bool = False
) -> list[Table]:
    """All tables over these sessions; for who does not hear of actions without those. `for_team`:
    with the columns that say what was hidden. `dated`: with the day and title of the session first.
    """
    hears = any(seen.actions is not None for seen in sessions)
    kinds = [kind for kind in KINDS if hears or kind.name != "actions"]
    return [kind.table(sessions, for_team, dated) for kind in kinds]


# Placements -------------------------------------------------------------------------------------


def _on_sheet() -> list[Column]:
    return [Column(_("Board"), 18), Column(_("Way of filling in"), 18)]


def _placement_columns(for_team: bool) -> list[Column]:
    hidden = [Column(_("Hidden from the room"), 12)] if for_team else []
    return [
        *_on_sheet(),
        Column(_("Layer"), 22),
        Column(_("Name"), 28),
        Column(_("Kind"), 20),
        Column(_("Organisation of the person"), 24),
        Column(_("Missing party"), 12),
        Column(_("Group"), 16),
        Column(_("Element"), 18),
        Column(_("x in mm"), 9),
        Column(_("y in mm"), 9),
        Column(_("Does not know"), 12),
        Column(_("Placed by"), 24),
        *hidden,
    ]


def _placements(seen: SeenSession) -> Iterable[Row]:
    for row, sheet, subject in seen.rows("placements"):
        yield [
            *sheet.names,
            _layer(row),
            subject["name"],
            _kind(subject),
            seen.subject(subject["of"]).get("name", ""),
            bool(subject["missing"]),
            sheet.group(row["element"]),
            sheet.title(row["element"]),
            _millimetres(row["x"]),
            _millimetres(row["y"]),
            bool(row["unknown"]),
            _by(row),
            *_hidden(seen, row),
        ]


def _kind(subject: Data) -> str:
    if subject["what"] == "person":
        return _("person")
    if subject["what"] == "innovation":
        return _("innovation")
    return str(OrganisationKind(subject["kind"]).label)


def _layer(row: Data) -> str:
    return str(Layer(row["layer"]).label)


def _by(row: Data) -> str:
    if row["layer"] != Layer.SELF:
        return _("facilitators")
    return _("facilitators, on behalf of them") if row["on_behalf"] else _("participant")


def _hidden(seen: SeenSession, row: Data) -> list[Cell]:
    """Whether the room does not see this row's layer; for the team only."""
    is_open = row["layer"] in seen.state["sheets"][row["sheet"]]["open"]
    return [not is_open] if seen.for_team else []


def _millimetres(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


# Notes ------------------------------------------------------------------------------------------


def _note_columns(_for_team: bool) -> list[Column]:
    return [
        *_on_sheet(),
        Column(_("What it is"), 22),
        Column(_("Element"), 18),
        Column(_("Question"), 40),
        Column(_("About whom or what"), 28),
        Column(_("Text"), 60),
        Column(_("Written by"), 16),
        Column(_("Who can read it"), 24),
    ]


def _notes(seen: SeenSession) -> Iterable[Row]:
    for row, sheet, subject in seen.rows("notes"):
        if not row["text"]:
            continue
        yield [
            *sheet.names,
            str(NoteAbout(row["about"]).label),
            sheet.title(row["element"]),
            sheet.question(row["question"]),
            subject.get("name", ""),
            row["text"],
            _("participant") if row["seat"] else _("facilitators"),
            str(NoteAudience(row["audience"]).label),
        ]


# Scores and who sees to it ----------------------------------------------------------------------


def _score_columns(for_team: bool) -> list[Column]:
    hidden = [Column(_("Hidden from the room"), 12)] if for_team else []
    return [
        *_on_sheet(),
        Column(_("Layer"), 22),
        Column(_("Name"), 28),
        Column(_("For the result"), 24),
        Column(_("Aspect"), 40),
        Column(_("Number"), 9),
        Column(_("Circled"), 9),
        Column(_("Given by"), 24),
        *hidden,
    ]


def _scores(seen: SeenSession) -> Iterable[Row]:
    for row, sheet, subject in seen.rows("scores"):
        if row["value"] is None and not row["circled"]:
            continue
        yield [
            *sheet.names,
            _layer(row),
            subject["name"],
            seen.subject(row["about"]).get("name", ""),
            sheet.title(row["aspect"]),
            row["value"],
            bool(row["circled"]),
            _by(row),
            *_hidden(seen, row),
        ]


def _doer_columns(_for_team: bool) -> list[Column]:
    return [
        *_on_sheet(),
        Column(_("Innovation"), 28),
        Column(_("Element"), 24),
        Column(_("Who"), 28),
    ]


def _doers(seen: SeenSession) -> Iterable[Row]:
    for row, sheet, subject in seen.rows("doers"):
        if row["named"]:
            yield [*sheet.names, subject["name"], sheet.title(row["element"]), row["name"]]


# Actions, innovations, participants -------------------------------------------------------------


def action_columns() -> list[Column]:
    """The columns of `action_row`."""
    return [
        Column(_("Action"), 50),
        Column(_("Who sees to it"), 28),
        Column(_("Before or on"), 14),
        Column(_("Done"), 8),
        Column(_("Done on"), 14),
        Column(_("Came from"), 36),
    ]


def action_row(action: Action) -> Row:
    """An action: what, who, by when, and whether it was done."""
    done_on = day_of(action.done_at)
    return [action.text, action.owner, action.due, action.is_done, done_on, action.origin]


def _actions(seen: SeenSession) -> Iterable[Row]:
    return (action_row(action) for action in seen.actions or ())


def _innovation_columns(_for_team: bool) -> list[Column]:
    return [Column(_("Innovation"), 40), Column(_("What became of it"), 40)]


def _innovations(seen: SeenSession) -> Iterable[Row]:
    for subject in seen.state["subjects"].values():
        if subject["what"] == "innovation":
            yield [subject["name"], _became(seen, subject)]


def _became(seen: SeenSession, subject: Data) -> str:
    into = seen.subject(subject["into"])
    if into:
        return _("went on as %(name)s") % {"name": into["name"]}
    return _("taken off the table") if subject["gone"] else _("on the table")


def _participant_columns(_for_team: bool) -> list[Column]:
    return [Column(_("Organisation"), 36), Column(_("Person"), 30)]


def _participants(seen: SeenSession) -> Iterable[Row]:
    for each in seen.participants:
        yield [each.subject, each.person.name if each.person is not None else ""]


KINDS = (
    Kind("placements", gettext_lazy("Placements"), _placement_columns, _placements),
    Kind("notes", gettext_lazy("Notes"), _note_columns, _notes),
    Kind("scores", gettext_lazy("Scores"), _score_columns, _scores),
    Kind("doers", gettext_lazy("Who sees to it"), _doer_columns, _doers),
    Kind("actions", gettext_lazy("Actions"), lambda _for_team: action_columns(), _actions),
    Kind("innovations", gettext_lazy("Innovations"), _innovation_columns, _innovations),
    Kind("participants", gettext_lazy("Participants"), _participant_columns, _participants),
)


def table_links() -> list[tuple[str, Promise]]:
    """The names of the tables in addresses, with their titles."""
    return [(kind.name, kind.title) for kind in KINDS]
