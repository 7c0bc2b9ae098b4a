"""What lies on the table, as it stands in a session's state."""

from collections.abc import Iterable, Mapping
from typing import Any

Data = dict[str, Any]


def on_table(subjects: Mapping[str, Data], what: str) -> list[Data]:
    """Everything of a `boards.content.SubjectKind` that lies there, by name."""
    return by_name(s for s in subjects.values() if s["what"] == what and not s["gone"])


def by_name(subjects: Iterable[Data]) -> list[Data]:
    """Subjects as people look for them."""
    return sorted(subjects, key=lambda subject: str(subject["name"]).casefold())
