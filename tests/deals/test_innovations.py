"""The innovations of a deal: each name once, two that are one, and what stays of what goes."""

from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from deals import clock, queries
from deals.domain.actions import (
    add_action,
    change_action,
    finish_action,
    innovation_of,
    remove_action,
)
from deals.domain.innovations import (
    InnovationValues,
    add_innovation,
    bring_back,
    change_innovation,
    merge_innovations,
    remove_innovation,
)
from deals.domain.records import ChangedMeanwhile, RecordsRefused
from deals.models import Action, Deal, Innovation, InnovationPhase, Session, User, WorkLine
from tests.conftest import make_deal

BROKER = "De makelaar met mandaat"
ABSENT = UUID("11111111-1111-4111-8111-111111111111")


@pytest.fixture
def line(deal: Deal) -> WorkLine:
    return deal.lines.create(name="Eén loket")


@pytest.fixture
def trial(deal: Deal) -> Session:
    return Session.objects.create(deal=deal, title="Proef", trial=True)


def collected(deal: Deal, by: User | None = None, name: str = BROKER, **said: object) -> Innovation:
    """An innovation of the deal, read anew."""
    values = {"phase": InnovationPhase.TESTING} | said
    return again(add_innovation(deal, name, by=by, **values))  # type: ignore[arg-type]


def again(innovation: Innovation) -> Innovation:
    """The innovation as it stands in the database by now."""
    return Innovation.objects.get(pk=innovation.pk)


def refusal(refused: pytest.ExceptionInfo[RecordsRefused]) -> str:
    return refused.value.code


def names(deal: Deal) -> list[str]:
    return [row.innovation.name for row in queries.innovations_of(deal).current]


# Collected ------------------------------------------------------------------------------------


def test_what_was_thought_up_is_written_down(deal: Deal, facilitator: User, line: WorkLine) -> None:
    session = Session.objects.create(deal=deal, title="Halverwege")
    at = datetime(2026, 3, 5, 15, 0, tzinfo=UTC)

    with clock.set_to(lambda: at):
        made = add_innovation(
            deal,
            "  De makelaar\nmet  mandaat ",
            problem=" Wie mag\r\nbeslissen? \u200b",
            experiment="Drie gemeenten",
            phase=InnovationPhase.TESTED,
            line=line,
            by=facilitator,
            session=session,
            innovation_id=ABSENT,
        )

    kept = again(made)
    assert (kept.pk, kept.name) == (ABSENT, BROKER)
    assert (kept.problem, kept.experiment) == ("Wie mag\nbeslissen?", "Drie gemeenten")
    assert (kept.phase, kept.line, kept.session) == ("tested", line, session)
    assert (kept.made_by, kept.made_at, kept.version) == (facilitator, at, 1)


def test_a_participant_without_an_account_adds_one(deal: Deal) -> None:
    assert collected(deal, None).made_by is None


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"name": ""}, "no_innovation_name"),
        ({"name": " \n\u200b"}, "no_innovation_name"),
        ({"name": "a" * 201}, "innovation_too_long"),
        ({"problem": "a" * 2001}, "innovation_too_long"),
        ({"experiment": "a" * 2001}, "innovation_too_long"),
    ],
)
def test_what_cannot_be_kept_is_refused(
    deal: Deal, facilitator: User, said: dict[str, str], code: str
) -> None:
    with pytest.raises(RecordsRefused) as refused:
        collected(deal, facilitator, **said)

    assert refusal(refused) == code
    assert not deal.innovations.exists()


def test_the_longest_texts_are_kept(deal: Deal, facilitator: User) -> None:
    made = collected(deal, facilitator, "é" * 200, problem="é" * 2000)

    assert (made.name, made.problem) == ("é" * 200, "é" * 2000)


def test_a_line_of_another_deal_is_refused(deal: Deal, facilitator: User) -> None:
    elsewhere = make_deal("Openbare Ruimte").lines.create(name="Ondergrond")

    with pytest.raises(RecordsRefused) as refused:
        collected(deal, facilitator, line=elsewhere)

    assert refusal(refused) == "line_not_here"


def test_the_same_one_is_added_once(deal: Deal, facilitator: User) -> None:
    first = collected(deal, facilitator)

    with pytest.raises(RecordsRefused) as refused:
        collected(deal, facilitator, "Anders", innovation_id=first.pk)

    assert refusal(refused) == "innovation_exists"
    assert deal.innovations.get() == first


@pytest.mark.parametrize("name", [BROKER, "de MAKELAAR met  mandaat", "De makelaar met mandaat\n"])
def test_a_name_stands_on_the_list_once_in_any_case(
    deal: Deal, facilitator: User, name: str
) -> None:
    collected(deal, facilitator)

    with pytest.raises(RecordsRefused) as refused:
        collected(deal, facilitator, name)

    assert refusal(refused) == "innovation_twice"
    assert names(deal) == [BROKER]


def test_letters_with_accents_are_the_same_in_any_case(deal: Deal, facilitator: User) -> None:
    collected(deal, facilitator, "Één loket")

    with pytest.raises(RecordsRefused) as refused:
        collected(deal, facilitator, "één LOKET")

    assert refusal(refused) == "innovation_twice"


def test_another_deal_may_use_the_same_name(deal: Deal, facilitator: User) -> None:
    collected(deal, facilitator)
    other = make_deal("Openbare Ruimte")

    collected(other, facilitator)

    assert names(other) == [BROKER]


def test_the_name_of_one_that_was_removed_is_free(deal: Deal, facilitator: User) -> None:
    remove_innovation(collected(deal, facilitator), 1, facilitator)

    collected(deal, facilitator)

    assert names(deal) == [BROKER]


# Changed --------------------------------------------------------------------------------------


def test_everything_can_change(deal: Deal, facilitator: User, line: WorkLine) -> None:
    innovation = collected(deal, facilitator)
    said = InnovationValues(
        name=" Makelaar ", problem="Geen ingang", experiment="Zwolle", phase="in-use", line=line
    )

    change_innovation(innovation, said, 1, facilitator)

    now = again(innovation)
    assert (now.name, now.problem, now.experiment) == ("Makelaar", "Geen ingang", "Zwolle")
    assert (now.phase, now.line, now.version) == ("in-use", line, 2)


def test_what_is_not_said_stays_as_it_is(deal: Deal, facilitator: User, line: WorkLine) -> None:
    innovation = collected(deal, facilitator, problem="Geen ingang", line=line)

    change_innovation(innovation, {"phase": "tested"}, 1, facilitator)

    now = again(innovation)
    assert (now.name, now.problem, now.phase, now.line) == (BROKER, "Geen ingang", "tested", line)


def test_a_name_may_change_its_capitals(deal: Deal, facilitator: User) -> None:
    innovation = collected(deal, facilitator)

    change_innovation(innovation, {"name": BROKER.upper()}, 1, facilitator)

    assert again(innovation).name == BROKER.upper()


def test_of_two_people_who_change_it_the_second_is_told(deal: Deal, facilitator: User) -> None:
    innovation = collected(deal, facilitator)
    change_innovation(innovation, {"name": "Makelaar"}, 1, facilitator)

    with pytest.raises(ChangedMeanwhile):
        change_innovation(innovation, {"name": "Gids"}, 1, facilitator)

    assert (again(innovation).name, again(innovation).version) == ("Makelaar", 2)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"name": ""}, "no_innovation_name"),
        ({"name": "WEGWIJZER"}, "innovation_twice"),
        ({"problem": "a" * 2001}, "innovation_too_long"),
    ],
)
def test_a_refused_change_changes_nothing(
    deal: Deal, facilitator: User, said: InnovationValues, code: str
) -> None:
    innovation = collected(deal, facilitator)
    collected(deal, facilitator, "Wegwijzer")

    with pytest.raises(RecordsRefused) as refused:
        change_innovation(innovation, said, 1, facilitator)

    assert refusal(refused) == code
    assert (again(innovation).name, again(innovation).version) == (BROKER, 1)


def added_at_once(deal: Deal) -> list[str]:
    """What becomes of two people who add the same name at the same moment."""
    ready, outcomes = Barrier(2), []

    def go() -> None:
        ready.wait()
        try:
            add_innovation(deal, BROKER, phase="testing", by=None)
            outcomes.append("added")
        except RecordsRefused as refused:
            outcomes.append(refused.code)
        finally:
            connection.close()

    threads = [Thread(target=go) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


@pytest.mark.slow
def test_of_two_people_who_add_the_same_name_at_once_one_is_refused(live_db: None) -> None:
    deal = make_deal("Ruimte voor Lopen")

    assert added_at_once(deal) == ["added", "innovation_twice"]
    assert deal.innovations.count() == 1


@pytest.mark.postgres
def test_adding_does_not_wait_for_who_changes_the_team(live_db: None) -> None:
    """Who changes the team holds the deal, and waits for its sessions: adding happens in one."""
    deal = make_deal("Ruimte voor Lopen")

    with transaction.atomic():
        Deal.objects.select_for_update(no_key=True).get(pk=deal.pk)
        outcomes = added_at_once(deal)

    assert outcomes == ["added", "innovation_twice"]


# Off the list, and back -----------------------------------------------------------------------


def test_one_that_is_removed_stays_as_a_record_with_its_actions(
    deal: Deal, facilitator: User
) -> None:
    innovation = collected(deal, facilitator)
    action = action_for(deal, facilitator, innovation)
    at = datetime(2026, 3, 5, 15, 0, tzinfo=UTC)

    with clock.set_to(lambda: at):
        remove_innovation(innovation, 1, facilitator)

    assert names(deal) == []
    assert queries.innovations_of(deal).removed == [innovation]
    assert again(innovation).removed_at == at
    assert Action.objects.get(pk=action.pk).innovation == innovation


def test_one_that_somebody_changed_is_not_removed(deal: Deal, facilitator: User) -> None:
    innovation = collected(deal, facilitator)
    change_innovation(innovation, {"name": "Makelaar"}, 1, facilitator)

    with pytest.raises(ChangedMeanwhile):
        remove_innovation(innovation, 1, facilitator)

    assert names(deal) == ["Makelaar"]


def test_one_that_is_gone_cannot_be_changed_removed_or_merged(
    deal: Deal, facilitator: User
) -> None:
    innovation, other = collected(deal, facilitator), collected(deal, facilitator, "Wegwijzer")
    remove_innovation(innovation, 1, facilitator)

    for attempt in (
        lambda: change_innovation(innovation, {"name": "Gids"}, 2, facilitator),
        lambda: remove_innovation(innovation, 2, facilitator),
        lambda: merge_innovations(innovation, other, facilitator),
        lambda: merge_innovations(other, innovation, facilitator),
    ):
        with pytest.raises(RecordsRefused) as refused:
            attempt()
        assert refusal(refused) == "innovation_gone"

    assert again(innovation).name == BROKER
    assert names(deal) == ["Wegwijzer"]


def test_one_that_was_removed_comes_back_as_it_was(deal: Deal, facilitator: User) -> None:
    innovation = collected(deal, facilitator, problem="Geen ingang")
    remove_innovation(innovation, 1, facilitator)

    bring_back(innovation, facilitator)
    bring_back(innovation, facilitator)

    now = again(innovation)
    assert (now.removed_at, now.problem, now.version) == (None, "Geen ingang", 3)
    assert names(deal) == [BROKER]


def test_it_does_not_come_back_beside_another_of_that_name(deal: Deal, facilitator: User) -> None:
    innovation = collected(deal, facilitator)
    remove_innovation(innovation, 1, facilitator)
    collected(deal, facilitator, BROKER.lower())

    with pytest.raises(RecordsRefused) as refused:
        bring_back(innovation, facilitator)

    assert refusal(refused) == "innovation_twice"
    assert names(deal) == [BROKER.lower()]


# Two that are one -----------------------------------------------------------------------------


def test_the_one_that_stays_keeps_its_words_and_gets_what_it_lacks(
    deal: Deal, facilitator: User, line: WorkLine
) -> None:
    going = collected(
        deal,
        facilitator,
        "Makelaar",
        problem="Geen ingang",
        experiment="Zwolle",
        line=line,
        phase="in-use",
    )
    staying = collected(deal, facilitator, problem="Niemand mag beslissen")

    merge_innovations(going, staying, facilitator)

    now = again(staying)
    assert (now.name, now.problem) == (BROKER, "Niemand mag beslissen")
    assert (now.experiment, now.line, now.phase) == ("Zwolle", line, "testing")
    assert (again(going).merged_into, again(going).problem) == (staying, "Geen ingang")
    assert names(deal) == [BROKER]


def test_actions_go_along_with_what_they_are_for(deal: Deal, facilitator: User) -> None:
    going, staying = collected(deal, facilitator, "Makelaar"), collected(deal, facilitator)
    both = [action_for(deal, facilitator, each) for each in (going, staying)]

    merge_innovations(going, staying, facilitator)

    assert set(staying.actions.all()) == set(both)
    assert [row.open_actions for row in queries.innovations_of(deal).current] == [2]


def test_what_was_merged_before_goes_on_as_the_last_one(deal: Deal, facilitator: User) -> None:
    first, second = collected(deal, facilitator, "Gids"), collected(deal, facilitator, "Makelaar")
    last = collected(deal, facilitator)

    merge_innovations(first, second, facilitator)
    merge_innovations(second, last, facilitator)

    assert (again(first).current, again(second).current) == (last, last)
    assert queries.innovations_of(deal).current[0].also == ["Gids", "Makelaar"]


def test_who_looked_at_one_of_them_before_is_told(deal: Deal, facilitator: User) -> None:
    going, staying = collected(deal, facilitator, "Makelaar"), collected(deal, facilitator)
    merge_innovations(going, staying, facilitator)

    with pytest.raises(ChangedMeanwhile):
        change_innovation(staying, {"name": "Gids"}, 1, facilitator)
    with pytest.raises(RecordsRefused) as refused:
        change_innovation(going, {"name": "Gids"}, 1, facilitator)

    assert refusal(refused) == "innovation_gone"


def test_one_does_not_go_on_as_itself(deal: Deal, facilitator: User) -> None:
    innovation = collected(deal, facilitator)

    with pytest.raises(RecordsRefused) as refused:
        merge_innovations(innovation, innovation, facilitator)

    assert refusal(refused) == "innovation_itself"
    assert names(deal) == [BROKER]


def test_the_database_lets_none_go_on_as_itself(deal: Deal, facilitator: User) -> None:
    innovation = collected(deal, facilitator)

    with pytest.raises(IntegrityError), transaction.atomic():
        Innovation.objects.filter(pk=innovation.pk).update(merged_into=innovation)


def test_one_that_was_merged_is_merged_once_and_does_not_come_back(
    deal: Deal, facilitator: User
) -> None:
    going, staying = collected(deal, facilitator, "Makelaar"), collected(deal, facilitator)
    merge_innovations(going, staying, facilitator)

    for attempt in (
        lambda: merge_innovations(going, staying, facilitator),
        lambda: merge_innovations(staying, going, facilitator),
        lambda: bring_back(going, facilitator),
    ):
        with pytest.raises(RecordsRefused) as refused:
            attempt()
        assert refusal(refused) == "innovation_gone"

    assert names(deal) == [BROKER]


def test_one_of_another_deal_is_refused(deal: Deal, facilitator: User) -> None:
    ours, theirs = collected(deal), collected(make_deal("Openbare Ruimte"))

    with pytest.raises(RecordsRefused) as refused:
        merge_innovations(ours, theirs, facilitator)

    assert refusal(refused) == "innovation_gone"
    assert names(deal) == [BROKER]


# Try-outs -------------------------------------------------------------------------------------


def test_what_a_try_out_collects_stands_apart(
    deal: Deal, facilitator: User, trial: Session
) -> None:
    real = collected(deal, facilitator)

    tried = collected(deal, facilitator, session=trial)

    assert names(deal) == [BROKER]
    assert queries.innovations_to_choose(deal, [tried.pk]) == [real]
    with pytest.raises(RecordsRefused) as refused:
        collected(deal, facilitator, BROKER.upper(), session=trial)
    assert refusal(refused) == "innovation_twice"
    collected(deal, facilitator, session=Session.objects.create(deal=deal, title="2", trial=True))


def test_the_deal_may_use_a_name_out_of_a_try_out(deal: Deal, trial: Session) -> None:
    collected(deal, session=trial)

    collected(deal)

    assert names(deal) == [BROKER]


def test_one_of_a_try_out_and_one_of_the_deal_are_not_merged(
    deal: Deal, facilitator: User, trial: Session
) -> None:
    real, tried = collected(deal), collected(deal, name="Makelaar", session=trial)
    other = collected(deal, name="Gids", session=trial)

    for going, staying in ((real, tried), (tried, real)):
        with pytest.raises(RecordsRefused) as refused:
            merge_innovations(going, staying, facilitator)
        assert refusal(refused) == "innovation_gone"

    merge_innovations(other, tried, facilitator)
    assert again(other).merged_into == tried


def test_what_was_collected_goes_with_its_try_out_and_stays_after_a_session(
    deal: Deal, trial: Session
) -> None:
    session = Session.objects.create(deal=deal, title="Echt")
    collected(deal, session=trial)
    kept = collected(deal, session=session)

    Session.objects.filter(pk__in=[trial.pk, session.pk]).delete()

    assert deal.innovations.get() == kept
    assert again(kept).session is None


# Actions for one ------------------------------------------------------------------------------


def action_for(deal: Deal, by: User, innovation: Innovation | None, **said: object) -> Action:
    """Something that was agreed for an innovation."""
    values = {"owner": None, "due": None} | said
    return add_action(deal, "Bellen", by=by, innovation=innovation, **values)  # type: ignore[arg-type]


def test_an_action_says_what_it_is_for(deal: Deal, facilitator: User) -> None:
    innovation, other = collected(deal), collected(deal, name="Wegwijzer")
    action = action_for(deal, facilitator, innovation)

    change_action(action, "Mailen", None, None, 1, facilitator)
    assert Action.objects.get().innovation == innovation

    change_action(action, "Mailen", None, None, 2, facilitator, innovation=other)
    assert Action.objects.get().innovation == other

    change_action(action, "Mailen", None, None, 3, facilitator, innovation=None)
    assert Action.objects.get().innovation is None


def test_an_action_is_for_nothing_that_is_gone_or_elsewhere(
    deal: Deal, facilitator: User, trial: Session
) -> None:
    removed, merged = collected(deal), collected(deal, name="Makelaar")
    merge_innovations(merged, collected(deal, name="Wegwijzer"), facilitator)
    remove_innovation(removed, 1, facilitator)
    elsewhere = collected(make_deal("Openbare Ruimte"))
    tried = collected(deal, session=trial)

    for innovation in (again(removed), again(merged), elsewhere, tried):
        with pytest.raises(RecordsRefused) as refused:
            action_for(deal, facilitator, innovation)
        assert refusal(refused) == "innovation_gone"

    assert not Action.objects.exists()
    action_for(deal, facilitator, tried, session=trial)


def test_a_choice_is_understood_also_of_a_page_from_before(deal: Deal, facilitator: User) -> None:
    going, staying = collected(deal, name="Makelaar"), collected(deal)
    removed = collected(deal, name="Wegwijzer")
    action = action_for(deal, facilitator, removed)
    merge_innovations(going, staying, facilitator)
    remove_innovation(removed, 1, facilitator)

    assert queries.innovation_choices(deal) == [(str(staying.pk), BROKER)]
    assert innovation_of(deal, "") is None
    assert innovation_of(deal, str(going.pk)) == staying
    assert innovation_of(deal, str(removed.pk), action) == removed
    assert queries.innovation_choices(deal, action) == [
        (str(staying.pk), BROKER),
        (str(removed.pk), "Wegwijzer"),
    ]
    for value in (str(removed.pk), str(ABSENT), "x"):
        with pytest.raises(RecordsRefused) as refused:
            innovation_of(deal, value)
        assert refusal(refused) == "innovation_gone"


def test_an_action_keeps_one_that_was_removed_when_its_text_changes(
    deal: Deal, facilitator: User
) -> None:
    innovation = collected(deal)
    action = action_for(deal, facilitator, innovation)
    remove_innovation(innovation, 1, facilitator)

    change_action(action, "Mailen", None, None, 1, facilitator, innovation=again(innovation))

    assert Action.objects.get().innovation == innovation


def test_only_what_has_to_be_done_still_counts(
    deal: Deal, facilitator: User, trial: Session
) -> None:
    innovation = collected(deal)
    done, _open, off, _tried = (
        action_for(deal, facilitator, innovation),
        action_for(deal, facilitator, innovation),
        action_for(deal, facilitator, innovation),
        Action.objects.create(deal=deal, text="Proef", innovation=innovation, session=trial),
    )
    finish_action(done, facilitator)
    remove_action(off, 1, facilitator)

    assert [row.open_actions for row in queries.innovations_of(deal).current] == [1]


# What pages show ------------------------------------------------------------------------------


def test_they_stand_by_name_in_a_fixed_number_of_queries(
    deal: Deal, facilitator: User, line: WorkLine, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    session = Session.objects.create(deal=deal, title="Halverwege")
    for name in ("wegwijzer", "Makelaar", "Één loket", "gids"):
        innovation = collected(deal, name=name, line=line, session=session)
        action_for(deal, facilitator, innovation)
    merge_innovations(innovation, collected(deal, name="Aanspreekpunt"), facilitator)

    with django_assert_num_queries(1):
        rows = queries.innovations_of(deal).current
        shown = [(row.innovation.line, row.innovation.session) for row in rows]

    assert names(deal) == ["Aanspreekpunt", "Makelaar", "wegwijzer", "Één loket"]
    assert len(shown) == 4
    with django_assert_num_queries(1):
        assert len(queries.innovations_to_choose(deal)) == 4


def test_what_lies_on_a_table_already_can_be_chosen_though_it_is_gone(
    deal: Deal, facilitator: User
) -> None:
    removed, merged = collected(deal, name="b"), collected(deal, name="c")
    staying, elsewhere = collected(deal, name="A"), collected(make_deal("Openbare Ruimte"))
    merge_innovations(merged, staying, facilitator)
    remove_innovation(removed, 1, facilitator)

    also = [removed.pk, merged.pk, elsewhere.pk]

    assert queries.innovations_to_choose(deal) == [staying]
    assert queries.innovations_to_choose(deal, also) == [staying, removed, merged]


def test_staff_do_not_read_what_a_running_session_collected(deal: Deal, facilitator: User) -> None:
    running = Session.objects.create(deal=deal, title="Nu", phase="discussing")
    closed = Session.objects.create(
        deal=deal, title="Toen", phase="closed", closed_at=timezone.now()
    )
    for session in (running, closed, None):
        name = "Los" if session is None else session.title
        innovation = collected(deal, name=name, session=session)
        action_for(deal, facilitator, innovation)
        action_for(deal, facilitator, innovation, session=running)
    merge_innovations(collected(deal, name="Stil", session=running), innovation, facilitator)

    rows = queries.innovations_of(deal, only_closed=True).current
    found = queries.actions_of(deal, only_closed=True).open

    assert [(row.innovation.name, row.open_actions, row.also) for row in rows] == [
        ("Los", 1, []),
        ("Toen", 1, []),
    ]
    assert {action.innovation and action.innovation.name for action in found} == {
        None,  # for what is collected right now
        "Los",
        "Toen",
    }
    assert len(found) == 3


@pytest.mark.parametrize(
    ("stages", "phase"),
    [
        ((), "testing"),
        ((("exploring", -9, -3), ("designing", -3, 3), ("carrying_out", 3, None)), "direction"),
        ((("exploring", -3, None),), "direction"),
        ((("designing", -9, -3), ("carrying_out", -3, None)), "testing"),
        ((("designing", 3, 9),), "testing"),
    ],
)
def test_before_anything_is_tested_a_new_one_is_a_direction(
    deal: Deal, stages: tuple[tuple[str, int, int | None], ...], phase: str
) -> None:
    for stage, starts, ends in stages:
        deal.stages.create(
            stage=stage, starts_on=day(starts), ends_on=None if ends is None else day(ends)
        )

    assert queries.phase_of_new(deal) == phase


def day(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)
