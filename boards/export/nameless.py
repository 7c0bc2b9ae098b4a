"""A state without who it is about: for files that are handed out without names."""

from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from boards import texts
from boards.names import lines_of

Data = dict[str, Any]


def without_names(state: Data) -> Data:
    """The same state, in which organisations and persons have a kind and a number for a name:
    "gemeente 1". Innovations keep theirs. What people typed in sentences stays as it is.
    """
    names = _numbered(state["subjects"])
    return state | {
        "subjects": {key: _renamed(row, names) for key, row in state["subjects"].items()},
        "doers": {key: row | {"name": _("a partner")} for key, row in state["doers"].items()},
    }


# Private ----------------------------------------------------------------------------------------


def _numbered(subjects: dict[str, Data]) -> dict[str, str]:
    """By subject the name that stands for it. Not in the order of the table: that is by name."""
    counts: dict[str, int] = {}
    names = {}
    for key in sorted(subjects, key=lambda each: sha256(each.encode()).digest()):
        if subjects[key]["what"] != "innovation":
            kind = _kind(subjects[key])
            counts[kind] = counts.get(kind, 0) + 1
            names[key] = f"{kind} {counts[kind]}"
    return names


def _kind(subject: Data) -> str:
    if subject["what"] == "person":
        return _("person")
    if subject["kind"] == "unknown":
        return _("organisation")
    return str(texts.SHARED[f"kind_{subject['kind']}"])


def _renamed(subject: Data, names: dict[str, str]) -> Data:
    name = names.get(subject["id"])
    return subject if name is None else subject | {"name": name, "lines": lines_of(name)}
