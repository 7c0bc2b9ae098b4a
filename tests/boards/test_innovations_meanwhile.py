"""What the deal's page does with innovations while they lie on a table, and what many do at once;
who may add, and what of it goes back.
"""

from collections.abc import Callable
from datetime import date
from functools import partial
from threading import Barrier, Thread
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections

from boards.domain.laying_out import table_version
from boards.domain.preparing import SetUp, SheetPlan, prepare_session, set_up_of, try_out
from boards.models import Doer, Note, Score, Subject
from deals.domain import innovations as records
from deals.domain.records import RecordsRefused
from deals.models import Action, Deal, Innovation, User
from tests.boards.test_innovating import adds, all_agree, boxes, merges, types
from tests.boards.test_scores import code, names, results_table, scores, sheet
from tests.conftest import make_deal, make_user, started
from tests.table import Table

DAY = date(2026, 5, 1)
BOXES = SheetPlan("innovaties", "boxes")


@pytest.fixture
def results(deal: Deal, facilitator: User) -> Table:
    """The three results boards, all open, and two innovations."""
    return results_table(deal, facilitator)


def record(name: str) -> Innovation:
    """An innovation as the deal knows it."""
    return Innovation.objects.get(name=name)


def drops(table: Table, name: str, dropped: bool = True) -> Any:
    """Take an innovation off the table, or put it back."""
    which = {"subject": table.subject(name).pk}
    return table.team.sends("drop_innovation", dropped=dropped, **which)


def taken_off(how: str, by: User) -> None:
    """The deal's page removes the bench, or lets it go on as the map."""
    bench = record("Het beweegbankje")
    if how == "removed":
        records.remove_innovation(bench, bench.version, by)
    else:
        records.merge_innovations(bench, record("De wandelkaart"), by)


# By the deal's page -------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["removed", "merged"])
def test_what_the_deal_took_off_its_list_can_be_taken_off_the_table(
    results: Table, facilitator: User, how: str
) -> None:
    taken_off(how, facilitator)
    before = (record("Het beweegbankje").removed_at, record("Het beweegbankje").version)

    assert drops(results, "Het beweegbankje").accepted

    assert results.subject("Het beweegbankje").gone
    assert (record("Het beweegbankje").removed_at, record("Het beweegbankje").version) == before
    all_agree(results)


@pytest.mark.parametrize("how", ["removed", "merged"])
def test_what_was_said_of_one_that_the_deal_took_off_goes_along_to_another(
    results: Table, facilitator: User, how: str
) -> None:
    seat = results.joins("Wandelnet")
    boxes(seat, results, "Het beweegbankje", "geschikt")
    scores(seat, results, "systeem", 3, subject="Het beweegbankje")
    taken_off(how, facilitator)

    assert merges(results, "Het beweegbankje", "De wandelkaart").accepted

    kept = results.subject("De wandelkaart")
    assert results.placement().subject == kept
    assert Score.objects.get().subject == kept
    removed = record("Het beweegbankje").removed_at is not None
    assert (removed, record("Het beweegbankje").is_current) == (how == "removed", False)
    all_agree(results, seat)


def test_nothing_goes_up_in_one_that_the_deal_took_off(results: Table, facilitator: User) -> None:
    taken_off("removed", facilitator)

    assert code(merges(results, "De wandelkaart", "Het beweegbankje")) == "innovation_gone"
    assert record("De wandelkaart").is_current


def test_one_that_the_deal_got_later_comes_on_the_table_as_itself(
    results: Table, deal: Deal, facilitator: User
) -> None:
    later = Innovation.objects.create(deal=deal, name="De schoolstraat", problem="Auto's")

    answer = adds(results.joins("Wandelnet"), "de SCHOOLSTRAAT", problem="Iets anders")

    assert answer.accepted
    assert results.subject("De schoolstraat").innovation == later
    assert Innovation.objects.count() == 3
    assert record("De schoolstraat").problem == "Auto's"
    all_agree(results)


def test_one_of_another_deal_does_not_come(results: Table) -> None:
    elsewhere = Innovation.objects.create(deal=make_deal("Elders"), name="De schoolstraat")

    assert adds(results.team, "De schoolstraat").accepted

    assert results.subject("De schoolstraat").innovation != elsewhere


# Who may add --------------------------------------------------------------------------------------


def test_a_session_without_such_a_board_collects_none(table: Table) -> None:
    for place in (table.joins("Wandelnet"), table.team):
        assert code(adds(place, "De schoolstraat")) == "not_on_this_board"
    assert not Innovation.objects.exists()


def test_phones_add_none_while_placing_is_paused(results: Table) -> None:
    seat = results.joins("Wandelnet")
    results.team.sends("pause_placing", paused=True)

    assert code(adds(seat, "De schoolstraat")) == "paused"
    assert adds(results.team, "De schoolstraat").accepted


def test_one_phone_does_not_fill_the_list_of_the_deal(results: Table) -> None:
    seat, other = results.joins("Wandelnet"), results.joins("Arcadis")
    for number in range(20):
        assert adds(seat, f"Nummer {number}").accepted

    assert code(adds(seat, "Nummer 20")) == "too_many_innovations"

    assert drops(results, "Nummer 0").accepted
    assert code(adds(seat, "Nummer 20")) == "too_many_innovations"
    assert adds(other, "De schoolstraat").accepted
    assert adds(results.team, "Het klimaatplein").accepted
    assert Innovation.objects.count() == 24


def test_who_does_not_know_says_of_which_one(results: Table) -> None:
    seat = results.joins("Wandelnet")
    on = sheet(results, "innovaties").pk

    answer = seat.sends("say_unknown", placement=uuid4(), sheet=on, visibility="open")

    assert code(answer) == "unknown_subject"
    assert results.count() == 0


def test_a_reason_is_written_only_where_innovations_lie(results: Table) -> None:
    seat = results.joins("Wandelnet")
    why: dict[str, Any] = {"about": "reason", "element": None, "question": None}

    for board, refusal in (("eigenaarschap", "not_on_this_board"), ("innovaties", None)):
        answer = types(seat, results, "Er is geld voor", **why, sheet=sheet(results, board).pk)
        assert (None if answer.accepted else code(answer)) == refusal

    assert [note.sheet.board for note in Note.objects.all()] == ["innovaties"]


# Laid anew, and copied ----------------------------------------------------------------------------


def test_a_table_that_is_laid_anew_after_a_merge_is_the_same_to_everybody(
    deal: Deal, facilitator: User
) -> None:
    """Rule LOG1."""
    Innovation.objects.create(deal=deal, name="De wandelkaart")
    table = Table(prepare_session(deal, "A", DAY, [BOXES], facilitator), facilitator)
    adds(table.team, "Wandelkaart")
    merges(table, "Wandelkaart", "De wandelkaart")
    plan = {"board": "rollen", "filling": "gedrag", "self_open": True, "team_open": True}
    lay = {"sheets": [plan], "partners": [], "based_on": table_version(table.session)}

    assert table.team.sends("set_up", **lay).accepted

    # The one that another went up in stays, or that one would point at nothing.
    there = Subject.objects.filter(session=table.session, innovation__isnull=False)
    assert sorted(subject.name for subject in there) == ["De wandelkaart", "Wandelkaart"]
    all_agree(table)


def test_a_copy_of_a_set_up_without_innovations_has_none(deal: Deal, facilitator: User) -> None:
    Innovation.objects.create(deal=deal, name="De wandelkaart")
    chosen = SetUp([BOXES], innovations=[])

    session = prepare_session(deal, "A", DAY, chosen, facilitator)

    assert set_up_of(session).innovations == []
    for each in (session, try_out(session, facilitator)):
        assert not each.subjects.filter(innovation__isnull=False).exists()


def test_a_copy_of_a_set_up_without_such_a_board_takes_all_when_one_comes(
    deal: Deal, facilitator: User
) -> None:
    Innovation.objects.create(deal=deal, name="De wandelkaart")
    plans = [SheetPlan("rollen", "gedrag")]

    assert set_up_of(prepare_session(deal, "A", DAY, plans, facilitator)).innovations is None


# Back, and over -----------------------------------------------------------------------------------


def test_a_doer_of_one_that_was_taken_off_is_not_undone(results: Table) -> None:
    named = names(results, "Wandelnet")
    drops(results, "De wandelkaart")

    assert code(results.team.sends("undo", command=named.body["id"])) == "changed_since"
    assert Doer.objects.get().named


def test_a_partner_that_left_is_not_named_again_by_undoing(results: Table) -> None:
    names(results, "Wandelnet")
    crossed = names(results, "Wandelnet", named=False)
    those = results.session.deal.partners.filter(organisation__name="Wandelnet")
    those.update(until=date(2020, 1, 1))

    assert code(results.team.sends("undo", command=crossed.body["id"])) == "partner_left"
    assert not Doer.objects.get().named


def test_a_partner_that_left_is_crossed_out_by_undoing(results: Table) -> None:
    named = names(results, "Wandelnet")
    those = results.session.deal.partners.filter(organisation__name="Wandelnet")
    those.update(until=date(2020, 1, 1))

    assert results.team.sends("undo", command=named.body["id"]).accepted
    assert not Doer.objects.get().named


def test_who_turns_out_to_be_of_another_organisation_brings_no_bars_of_the_first(
    results: Table,
) -> None:
    """Rule SEAT4: scores go as places do. What was graded of innovations goes along."""
    first, second = results.joins("Wandelnet"), results.joins("Arcadis")
    scores(first, results, "beloning", 1, board="eigenaarschap", subject="Wandelnet")
    scores(first, results, "systeem", 6)

    merged = results.team.sends("merge_seats", seat=first.viewer.seat, into=second.viewer.seat)

    assert merged.accepted
    row = Score.objects.get()
    assert (row.aspect, row.value, row.seat_id) == ("systeem", 6, second.viewer.seat)
    all_agree(results, second)


# At once ------------------------------------------------------------------------------------------


@pytest.fixture
def two_tables(live_db: None) -> tuple[Table, Table]:
    """Two running sessions of one deal, both with a board about its innovations."""
    deal = make_deal("Ruimte voor Lopen")
    facilitator = make_user("gespreksleider", deal)
    one = results_table(deal, facilitator)
    return one, started(prepare_session(deal, "B", DAY, [BOXES], facilitator), facilitator)


def at_once(*what: Callable[[], Any]) -> list[str]:
    """Do these at the same moment: what came of each, in order."""
    together = Barrier(len(what))
    outcomes = [""] * len(what)

    def go(number: int) -> None:
        together.wait()
        try:
            answer = what[number]()
            outcomes[number] = "done" if answer is None or answer.accepted else code(answer)
        except RecordsRefused as refused:
            outcomes[number] = refused.code
        finally:
            connections.close_all()

    threads = [Thread(target=go, args=[number]) for number in range(len(what))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.mark.postgres
def test_a_name_that_four_give_at_once_is_on_the_list_once_and_on_each_table_once(
    two_tables: tuple[Table, Table],
) -> None:
    one, two = two_tables
    seats = [table.joins(name) for table in two_tables for name in ("Wandelnet", "Arcadis")]

    outcomes = at_once(*(partial(adds, seat, "De schoolstraat") for seat in seats))

    assert sorted(outcomes[:2]) == sorted(outcomes[2:]) == ["done", "innovation_twice"]
    assert Innovation.objects.filter(name="De schoolstraat").count() == 1
    all_agree(one)
    all_agree(two)


@pytest.mark.postgres
def test_an_id_that_two_sessions_use_at_once_is_of_one(two_tables: tuple[Table, Table]) -> None:
    one, two = two_tables
    subject = uuid4()

    outcomes = at_once(
        lambda: adds(one.team, "De schoolstraat", subject=subject),
        lambda: adds(two.team, "Het klimaatplein", subject=subject),
    )

    assert sorted(outcomes) == ["done", "id_reused"]
    assert Innovation.objects.count() == 3
    all_agree(one)
    all_agree(two)


@pytest.mark.postgres
def test_of_those_who_merge_two_into_each_other_at_once_one_way_wins(
    two_tables: tuple[Table, Table],
) -> None:
    pairs = [("De wandelkaart", "Het beweegbankje"), ("Het beweegbankje", "De wandelkaart")]
    attempts = [(table, pair) for table in two_tables for pair in pairs]

    outcomes = at_once(*(partial(merges, table, *pair) for table, pair in attempts))

    assert set(outcomes) == {"done", "innovation_gone"}
    [(going, staying)] = {
        pair
        for (_table, pair), outcome in zip(attempts, outcomes, strict=True)
        if outcome == "done"
    }
    assert record(going).merged_into == record(staying)
    assert record(staying).is_current
    for table in two_tables:
        all_agree(table)


@pytest.mark.postgres
def test_of_four_who_type_in_one_cell_at_once_three_see_what_the_first_typed(
    two_tables: tuple[Table, Table],
) -> None:
    """Rule LOG6."""
    one, _two = two_tables
    seats = [one.joins(name) for name in ("Wandelnet", "Arcadis") * 2]

    outcomes = at_once(*(partial(types, seat, one, f"Tekst {n}") for n, seat in enumerate(seats)))

    assert sorted(outcomes) == ["done", *["text_changed"] * 3]
    assert Note.objects.get().text.text == f"Tekst {outcomes.index('done')}"
    all_agree(one, *seats)


@pytest.mark.postgres
def test_an_action_agreed_while_the_deals_page_merges_is_for_one_that_is_there(
    two_tables: tuple[Table, Table],
) -> None:
    one, _two = two_tables
    facilitator = User.objects.get()
    walk, bench = record("De wandelkaart"), record("Het beweegbankje")
    of = {"subject": one.subject("De wandelkaart").pk}

    outcomes = at_once(
        lambda: records.merge_innovations(walk, bench, facilitator),
        lambda: one.team.sends("add_action", action=uuid4(), text="Bellen", **of),
    )

    assert outcomes[0] == "done"
    assert outcomes[1] in ("done", "innovation_gone")
    found = [action.innovation for action in Action.objects.all()]
    assert found == ([bench] if outcomes[1] == "done" else [])
