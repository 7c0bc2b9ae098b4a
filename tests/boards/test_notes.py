"""What an element means to us: written by facilitators, read by everyone, and never lost."""

from datetime import date

import pytest

from boards.domain.commands import Answer
from boards.domain.preparing import SheetPlan, prepare_session
from boards.models import Note, Payload
from deals.models import Deal, User
from tests.conftest import started
from tests.table import Table

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 5)


@pytest.fixture
def meaning_table(deal: Deal, facilitator: User) -> Table:
    """A running session that began by agreeing on what the elements mean."""
    plan = SheetPlan("rollen", "betekenis")
    return started(prepare_session(deal, "Samen", DAY, [plan], facilitator), facilitator)


def writes(table: Table, text: str, based_on: int = 0, element: str = "water") -> Answer:
    """The facilitator writes down what an element means."""
    return table.team.sends(
        "write_note",
        sheet=table.sheet.pk,
        about="meaning",
        element=element,
        based_on=based_on,
        text=text,
    )


def test_a_meaning_reaches_everyone_in_the_room(meaning_table: Table) -> None:
    seat = meaning_table.joins("Wandelnet")

    assert writes(meaning_table, "  Wie advies geeft,\r\nook na de deal.  ").accepted

    for place in (meaning_table.team, meaning_table.screen, seat):
        (note,) = place.state()["notes"].values()
        assert note["text"] == "Wie advies geeft,\nook na de deal."
        assert (note["element"], note["about"], note["version"]) == ("water", "meaning", 1)
        assert place.received()[-1]["data"]["note"] == note


def test_a_changed_meaning_replaces_the_one_before(meaning_table: Table) -> None:
    writes(meaning_table, "Advies.")
    assert writes(meaning_table, "Advies en kennis.", based_on=1).accepted

    (note,) = meaning_table.screen.state()["notes"].values()
    assert (note["text"], note["version"]) == ("Advies en kennis.", 2)
    assert Payload.objects.count() == 2


def test_who_did_not_see_the_latest_text_is_refused_and_gets_it(meaning_table: Table) -> None:
    """Rule LOG6."""
    writes(meaning_table, "Advies.")

    answer = writes(meaning_table, "Kennis.")

    refused = answer.body["refused"]
    assert (answer.status, refused["code"]) == (409, "text_changed")
    assert refused["present"]["text"] == "Advies."
    assert refused["present"]["version"] == 1
    assert Note.objects.get().text.text == "Advies."


def test_based_on_a_text_that_never_was_is_refused(meaning_table: Table) -> None:
    answer = writes(meaning_table, "Kennis.", based_on=3)

    assert answer.body["refused"]["code"] == "text_changed"
    assert answer.body["refused"]["present"] is None
    assert not Note.objects.exists()


def test_a_meaning_can_be_emptied(meaning_table: Table) -> None:
    writes(meaning_table, "Advies.")
    assert writes(meaning_table, "   ", based_on=1).accepted

    (note,) = meaning_table.screen.state()["notes"].values()
    assert note["text"] == ""


def test_where_no_meanings_are_agreed_none_is_written(table: Table) -> None:
    answer = writes(table, "Advies.")

    assert answer.body["refused"]["code"] == "no_meaning_step"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"element": "kasteel"}, "unknown_element"),
        ({"text": "a" * 601}, "too_long"),
        ({"text": None}, "bad_value"),
        ({"about": "weather"}, "bad_value"),
        ({"based_on": -1}, "bad_value"),
        ({"sheet": "00000000-0000-4000-8000-000000000000"}, "unknown_sheet"),
    ],
)
def test_a_meaning_that_is_not_right_changes_nothing(
    meaning_table: Table, changes: dict[str, object], code: str
) -> None:
    fields = {
        "sheet": meaning_table.sheet.pk,
        "about": "meaning",
        "element": "water",
        "based_on": 0,
        "text": "Advies.",
    }
    answer = meaning_table.team.sends("write_note", **fields | changes)

    assert answer.body["refused"]["code"] == code
    assert not Note.objects.exists()


def test_the_session_passes_by_the_meanings_before_placing(deal: Deal, facilitator: User) -> None:
    plan = SheetPlan("rollen", "betekenis")
    table = Table(prepare_session(deal, "Samen", DAY, [plan], facilitator), facilitator)

    assert table.team.sends("set_phase", phase="meaning").accepted
    assert table.screen.state()["phase"] == "meaning"
    assert table.screen.state()["door"] == "open"


def test_an_erased_meaning_is_gone_from_the_log_too(meaning_table: Table) -> None:
    """Rule LOG4."""
    writes(meaning_table, "Een naam die weg moet.")
    Payload.objects.update(text="")

    assert b"Een naam" not in meaning_table.team.bytes_received()


def test_a_closed_session_keeps_its_meanings(meaning_table: Table) -> None:
    writes(meaning_table, "Advies.")
    meaning_table.team.sends("close_session")

    assert writes(meaning_table, "Anders.", based_on=1).body["refused"]["code"] == "closed"
    (note,) = meaning_table.team.state()["notes"].values()
    assert note["text"] == "Advies."
