"""How a board came about, in words: its named steps, and what happened at each event.

Pure: from the events of one audience and the state that they fold to, so that nothing tells more
than that audience heard.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boards.domain.replay import apply, empty_state, fold
from boards.models import Layer
from deals.models import Phase

Data = dict[str, Any]
Titles = Mapping[str, Mapping[str, str]]

PHASES: Mapping[str, Promise] = {
    Phase.PREPARING: gettext_lazy("Preparing"),
    Phase.MEANING: gettext_lazy("Meaning"),
    Phase.PLACING: gettext_lazy("Placing"),
    Phase.REVEALING: gettext_lazy("Revealing"),
    Phase.DISCUSSING: gettext_lazy("Discussing"),
    Phase.CLOSED: gettext_lazy("Closed"),
}
# Events that say the same whatever is in them.
PLAIN: Mapping[str, Promise] = {
    "prepared": gettext_lazy("The session was prepared."),
    "set_up": gettext_lazy("The table was laid anew."),
    "sheet_shown": gettext_lazy("Something else was shown on the screen."),
    "timer_set": gettext_lazy("The timer was set."),
    "check_opened": gettext_lazy("The check before closing began."),
    "seat_said": gettext_lazy("A participant said something beside the board."),
    "seat_changed": gettext_lazy("Something changed about a participant."),
    "tidied": gettext_lazy("Post-its were laid tidy."),
    "undone": gettext_lazy("Something was undone."),
    "innovations_merged": gettext_lazy("Two innovations went on as one."),
    "revealed_to_seat": gettext_lazy("One participant saw where the facilitators see them."),
    "action_agreed": gettext_lazy("Something was noted about an action."),
    "session_closed": gettext_lazy("The session was closed."),
}
REVEALED: Mapping[str, Promise] = {
    Layer.SELF: gettext_lazy("Revealed: what participants placed"),
    Layer.TEAM: gettext_lazy("Revealed: what facilitators placed"),
}
PLACED: Mapping[str, Promise] = {
    Layer.SELF: gettext_lazy("{name} to {element}."),
    Layer.TEAM: gettext_lazy("Facilitators: {name} to {element}."),
    Layer.AGREED: gettext_lazy("Agreed: {name} to {element}."),
}


@dataclass(frozen=True)
class Step:
    """A named step. `at`: after how many events it is there. `kind`: prepared, a phase, revealed or
    agreed.
    """

    at: int
    kind: str
    title: str
    time: datetime


def steps_of(events: Sequence[Data]) -> list[Step]:
    """The named steps in these events of one audience, in order: prepared, each phase, each
    reveal, and what was agreed first.
    """
    steps: list[Step] = []
    for at, event in enumerate(events, start=1):
        named = _step(event, steps)
        if named:
            steps.append(Step(at, *named, time=time_of(event)))
    return steps


def _step(event: Data, before: Sequence[Step]) -> tuple[str, str] | None:
    kind, data = event["kind"], event["data"]
    if kind == "prepared":
        return "prepared", _("Prepared")
    if kind in ("phase_changed", "session_closed"):
        return data["phase"], str(PHASES[data["phase"]])
    if kind == "revealed":
        return "revealed", str(REVEALED[data["layer"]])
    is_agreed = kind == "placed" and data.get("placement", {}).get("layer") == Layer.AGREED
    if is_agreed and all(step.kind != "agreed" for step in before):
        return "agreed", _("First agreed")
    return None


def time_of(event: Data) -> datetime:
    """When an event happened."""
    return datetime.fromisoformat(event["at"])


def state_at(events: Sequence[Data], at: int) -> Data:
    """The state after the first `at` of these events."""
    return fold(events[:at])


def retold(events: Iterable[Data], titles: Titles) -> list[str]:
    """What happened at each of these events of one audience. `titles`: by sheet those of its
    elements, by their ids.
    """
    state = empty_state()
    sentences = []
    for event in events:
        before = _before(state, event)
        apply(state, event)
        sentences.append(_sentence(event, before, state, titles))
    return sentences


def told(events: Sequence[Data], at: int, titles: Titles) -> tuple[Data, str]:
    """The state after the first `at` events, and what happened at the last of those; "" at 0."""
    if at == 0:
        return empty_state(), ""
    state, event = state_at(events, at - 1), events[at - 1]
    before = _before(state, event)
    apply(state, event)
    return state, _sentence(event, before, state, titles)


# Private ------------------------------------------------------------------------------------------


def _before(state: Data, event: Data) -> Data:
    """What lay there that this event takes away."""
    if event["kind"] != "taken_back":
        return {}
    row: Data = state["placements"].get(event["data"]["placement"], {})
    return row


def _sentence(event: Data, before: Data, state: Data, titles: Titles) -> str:
    kind, data = event["kind"], event["data"]
    teller = _TELLERS.get(kind)
    if teller is not None:
        return teller(data, before, state, titles)
    return str(PLAIN.get(kind, _("Something changed.")))


def _placed(data: Data, _before: Data, state: Data, titles: Titles) -> str:
    row = data.get("placement")
    if row is None:  # a seat hears only what goes along
        return _("Post-its moved along.")
    name = _name(row["subject"], state)
    if row["unknown"]:
        return _("{name}: I don't know.").format(name=name)
    return str(PLACED[row["layer"]]).format(name=name, element=_element(row, titles))


def _taken_back(_data: Data, before: Data, state: Data, titles: Titles) -> str:
    if not before:
        return _("A post-it was taken off the board.")
    return _("{name} off the board.").format(name=_name(before["subject"], state))


def _phase(data: Data, _before: Data, _state: Data, _titles: Titles) -> str:
    return _("On to: {phase}.").format(phase=PHASES[data["phase"]])


def _revealed(data: Data, _before: Data, _state: Data, _titles: Titles) -> str:
    return f"{REVEALED[data['layer']]}."


def _door(data: Data, _before: Data, _state: Data, _titles: Titles) -> str:
    return _("The door opened.") if data["door"] == "open" else _("The door closed.")


def _paused(data: Data, _before: Data, _state: Data, _titles: Titles) -> str:
    return _("Placing was paused.") if data["paused"] else _("Placing went on.")


def _names(data: Data, _before: Data, _state: Data, _titles: Titles) -> str:
    if data["names_hidden"]:
        return _("Names were hidden on the screen.")
    return _("Names were shown on the screen again.")


def _asked(data: Data, _before: Data, _state: Data, _titles: Titles) -> str:
    return _("A question was asked.") if data["asked"] else _("The question was taken away.")


def _joined(data: Data, _before: Data, state: Data, _titles: Titles) -> str:
    subject = data["seat"]["subject"] if "seat" in data else data.get("subject", {}).get("id")
    if subject is None:
        return _("A participant came in.")
    return _("{name} came in.").format(name=_name(subject, state))


def _added(data: Data, _before: Data, state: Data, _titles: Titles) -> str:
    return _("{name} came on the table.").format(name=_name(data["subject"]["id"], state))


def _dropped(data: Data, _before: Data, state: Data, _titles: Titles) -> str:
    sentence = _("{name} off the table.") if data["subject"]["gone"] else _("{name} on the table.")
    return sentence.format(name=_name(data["subject"]["id"], state))


def _written(data: Data, _before: Data, _state: Data, titles: Titles) -> str:
    note = data.get("note")
    if note is None:
        return _("Something was written down.")
    if note["about"] != "meaning":
        return _("Something was written down.") if note["text"] else _("A text was taken away.")
    element = titles.get(note["sheet"], {}).get(note["element"], note["element"])
    return _("What {element} means to us was written down.").format(element=element)


def _scored(data: Data, _before: Data, state: Data, _titles: Titles) -> str:
    score = data.get("score")
    if score is None:
        return _("A number was given.")
    name = _name(score["subject"], state)
    if score["value"] is None and not score["circled"]:
        return _("{name}: a number was taken back.").format(name=name)
    return _("{name}: a number was given.").format(name=name)


def _doer(data: Data, _before: Data, _state: Data, titles: Titles) -> str:
    doer = data["doer"]
    element = titles.get(doer["sheet"], {}).get(doer["element"], doer["element"])
    sentence = (
        _("{name} sees to {element}.")
        if doer["named"]
        else _("{name} no longer sees to {element}.")
    )
    return sentence.format(name=doer["name"], element=element)


_TELLERS = {
    "placed": _placed,
    "taken_back": _taken_back,
    "phase_changed": _phase,
    "revealed": _revealed,
    "door_changed": _door,
    "placing_paused": _paused,
    "names_hidden": _names,
    "question_asked": _asked,
    "seat_joined": _joined,
    "subject_added": _added,
    "innovation_dropped": _dropped,
    "note_written": _written,
    "scored": _scored,
    "doer_named": _doer,
}


def _name(subject: str, state: Data) -> str:
    row = state["subjects"].get(subject)
    return str(row["name"]) if row and row["name"] else _("A name that was erased")


def _element(row: Data, titles: Titles) -> str:
    if row["element"] is None:
        return _("between the parts")
    return titles.get(row["sheet"], {}).get(row["element"], str(row["element"]))
