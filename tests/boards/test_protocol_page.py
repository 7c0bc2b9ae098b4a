"""docs/protocol.md says what the code does."""

import re
from pathlib import Path
from typing import get_args

from boards.domain.commands import HANDLERS
from boards.protocol import Command
from boards.refusals import REFUSALS
from boards.rules import FACILITATOR, SEAT
from deals.models import Phase

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "protocol.md").read_text()
TOLD = r'(?:Change|told|told_where_seen|_set)\(\s*(?:context, )?"(\w+)"'
COMMANDS = {get_args(each.model_fields["kind"].annotation)[0]: each for each in get_args(Command)}


def rows(heading: str) -> list[list[str]]:
    """The cells of the first table under a heading, without its head."""
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def name(row: list[str]) -> str:
    """The name in the first cell of a row."""
    return row[0].strip("`")


def test_every_command_stands_on_the_page_with_its_fields() -> None:
    table = {name(row): set(re.findall(r"`(\w+)`", row[1])) for row in rows("Commands")}

    assert set(table) == set(COMMANDS) == set(HANDLERS)
    for kind, command in COMMANDS.items():
        assert table[kind] == set(command.model_fields) - {"id", "kind"}, kind


def test_the_table_of_rights_is_the_one_the_code_uses() -> None:
    for row in rows("Phase × role × command"):
        kind, cells = name(row), row[1:]
        for phase, cell in zip(Phase, cells, strict=True):
            assert ("f" in cell) == (phase in FACILITATOR.get(kind, ())), (kind, phase)
            assert ("s" in cell) == (phase in SEAT.get(kind, ())), (kind, phase)


def test_every_refusal_stands_on_the_page_with_its_status() -> None:
    assert {name(row): int(row[1]) for row in rows("Refusals")} == {
        code: status for code, (status, _sentence) in REFUSALS.items()
    }


def test_every_kind_of_event_stands_on_the_page() -> None:
    written = {
        kind
        for path in (ROOT / "boards" / "domain").glob("*.py")
        for kind in re.findall(TOLD, path.read_text())
    }

    assert {name(row) for row in rows("Events")} == written


def test_every_rule_is_cited_by_a_test() -> None:
    rules = set(re.findall(r"^- \*\*([A-Z]+\d)\*\*", PAGE, re.MULTILINE))
    cited = {
        rule
        for path in (ROOT / "tests").rglob("*.py")
        for rule in re.findall(r"\b[A-Z]{2,4}\d\b", path.read_text())
    }

    assert rules
    assert rules - cited == set()
