"""Actions that are agreed in a session: rule LOG7 of docs/protocol.md."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from deals.models import Action, Deal, Partner
from tests.conftest import make_deal
from tests.table import Place, Table


def code(answer: Any) -> str:
    """The code of a refusal."""
    return str(answer.body["refused"]["code"])


def agrees(table: Table, **fields: Any) -> Any:
    """A facilitator writes down what was agreed."""
    return table.team.sends(
        "add_action", **({"action": uuid4(), "text": "Bel de verzekeraar"} | fields)
    )


@pytest.fixture
def seat(table: Table) -> Place:
    """A participant in an open session."""
    return table.joins("Wandelnet")


def test_what_is_agreed_is_an_action_of_the_deal(table: Table, deal: Deal) -> None:
    """Rule LOG7."""
    owner = Partner.objects.get(deal=deal, organisation__name="Arcadis")

    assert agrees(table, owner=f"partner:{owner.pk}", due="2027-01-15").accepted

    action = Action.objects.get()
    assert (action.text, action.partner, str(action.due)) == (
        "Bel de verzekeraar",
        owner,
        "2027-01-15",
    )
    assert (action.deal, action.session) == (deal, table.session)


def test_the_room_hears_nothing_of_it_and_the_log_only_that_it_came(
    table: Table, seat: Place
) -> None:
    agrees(table)

    told = table.team.received()[-1]
    assert told["kind"] == "action_agreed"
    assert told["data"] == {"action": str(Action.objects.get().pk), "what": "added"}
    assert b"verzekeraar" not in table.team.bytes_received()
    for place in (seat, table.screen):
        assert b"action_agreed" not in place.bytes_received()


def test_it_keeps_the_question_or_the_post_it_that_it_came_from(table: Table) -> None:
    agrees(table, sheet=table.sheet.pk, question="boompje-1")
    agrees(table, subject=table.subject("Arcadis").pk)

    origins = set(Action.objects.values_list("origin", flat=True))
    assert "Arcadis" in origins
    assert any("verantwoordelijkheid" in origin for origin in origins)


def test_changing_names_the_version_that_was_seen(table: Table) -> None:
    agrees(table)
    action = Action.objects.get()
    change = {"action": action.pk, "based_on": action.version, "text": "Bel de bank"}

    assert table.team.sends("change_action", **change).accepted
    late = table.team.sends("change_action", **(change | {"text": "Bel niemand"}))

    assert code(late) == "action_changed"
    assert Action.objects.get().text == "Bel de bank"


def test_done_and_not_done_after_all(table: Table) -> None:
    agrees(table)
    action = Action.objects.get()

    assert table.team.sends("finish_action", action=action.pk, done=True).accepted
    assert Action.objects.get().done_at is not None
    assert table.team.sends("finish_action", action=action.pk, done=False).accepted
    assert Action.objects.get().done_at is None


@pytest.mark.parametrize(
    ("fields", "refused"),
    [
        ({"text": "x" * 301}, "too_long"),
        ({"text": " \u200b "}, "bad_value"),
        ({"owner": "iemand"}, "bad_value"),
        ({"owner": "partner:11111111-1111-4111-8111-111111111111"}, "owner_not_here"),
        ({"due": "morgen"}, "bad_value"),
        ({"due": "2027-02-30"}, "bad_value"),
        ({"sheet": "11111111-1111-4111-8111-111111111111", "question": "team-1"}, "unknown_sheet"),
        ({"subject": "11111111-1111-4111-8111-111111111111"}, "unknown_subject"),
    ],
)
def test_what_is_no_action_is_refused(table: Table, fields: dict[str, Any], refused: str) -> None:
    before = table.team.kinds()

    assert code(agrees(table, **fields)) == refused

    assert Action.objects.count() == 0
    assert table.team.kinds() == before


def test_an_action_of_another_deal_is_out_of_reach(table: Table, facilitator: Any) -> None:
    other = Action.objects.create(deal=make_deal("Slimme stad"), text="Geheim", made_by=facilitator)

    changed = table.team.sends("change_action", action=other.pk, based_on=1, text="Anders")
    finished = table.team.sends("finish_action", action=other.pk, done=True)

    assert [code(changed), code(finished)] == ["unknown_action"] * 2
    other.refresh_from_db()
    assert (other.text, other.done_at) == ("Geheim", None)


def test_one_id_makes_one_action(table: Table) -> None:
    same = UUID(int=7)
    agrees(table, action=same)

    assert code(agrees(table, action=same, text="Nog een")) == "id_reused"
    assert Action.objects.get().text == "Bel de verzekeraar"


def test_a_participant_agrees_nothing_on_their_own(table: Table, seat: Place) -> None:
    answer = seat.sends("add_action", action=uuid4(), text="Ik regel geld")

    assert code(answer) == "not_allowed"
    assert Action.objects.count() == 0


def test_a_try_out_reaches_no_action_of_the_deal(table: Table, deal: Deal) -> None:
    action = Action.objects.create(deal=deal, text="Echt")
    table.session.trial = True
    table.session.save()

    finished = table.team.sends("finish_action", action=action.pk, done=True)
    changed = table.team.sends("change_action", action=action.pk, based_on=1, text="Anders")

    assert [code(finished), code(changed)] == ["unknown_action"] * 2
    assert agrees(table, text="Uit de try-out").accepted
    action.refresh_from_db()
    assert (action.text, action.done_at) == ("Echt", None)


def test_an_action_of_a_try_out_is_out_of_reach_elsewhere(
    table: Table, hidden_table: Table
) -> None:
    hidden_table.session.trial = True
    hidden_table.session.save()
    agrees(hidden_table)

    answer = table.team.sends("finish_action", action=Action.objects.get().pk, done=True)

    assert code(answer) == "unknown_action"


def test_a_name_typed_by_hand_is_not_copied_into_the_deal(table: Table) -> None:
    table.team.sends("put_on_table", name="Een buurtbewoner")

    agrees(table, subject=table.subject("Een buurtbewoner").pk)

    assert Action.objects.get().origin == ""
