"""Grades, bars, ticks, circles and doers: who gives them, who sees them, and how they go back."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from boards.domain.preparing import SheetPlan, prepare_session
from boards.domain.replay import fold
from boards.domain.snapshot import counts_of
from boards.models import Doer, Score, Sheet
from deals.models import Deal, Innovation, Relation, User
from tests.conftest import started
from tests.table import Place, Table


def results_table(deal: Deal, facilitator: User, *, hidden: bool = False) -> Table:
    """A running session with the three results boards and two innovations on the table."""
    for name in ("De wandelkaart", "Het beweegbankje"):
        Innovation.objects.create(deal=deal, name=name)
    plans = [
        SheetPlan(board, filling, not hidden, not hidden)
        for board, filling in (
            ("innovaties", "boxes"),
            ("opschalingsroutes", "routes"),
            ("eigenaarschap", "wiel"),
        )
    ]
    session = prepare_session(deal, "Opschalen", date(2026, 5, 1), plans, facilitator)
    return started(session, facilitator)


@pytest.fixture
def results(deal: Deal, facilitator: User) -> Table:
    """Everything open."""
    return results_table(deal, facilitator)


@pytest.fixture
def hidden_results(deal: Deal, facilitator: User) -> Table:
    """Everything hidden from the room."""
    return results_table(deal, facilitator, hidden=True)


def sheet(table: Table, board: str) -> Sheet:
    """The sheet of a board."""
    return table.session.sheets.get(board=board)


def scores(place: Place, table: Table, aspect: str, value: Any, **fields: Any) -> Any:
    """Grade the walking map, unless said otherwise, on the board that the aspect is of."""
    board = fields.pop("board", "innovaties")
    on = sheet(table, board)
    layer = fields.setdefault("layer", "team" if place.viewer.role == "control" else "self")
    subject = fields.pop("subject", "De wandelkaart")
    visibility = "open" if on.is_open(layer) else "hidden"
    return place.sends(
        "give_score",
        **(
            {
                "sheet": on.pk,
                "subject": table.subject(subject).pk,
                "aspect": aspect,
                "value": value,
                "visibility": visibility,
            }
            | fields
        ),
    )


def code(answer: Any) -> str:
    """The code of a refusal."""
    return str(answer.body["refused"]["code"])


def values(place: Place) -> list[int | None]:
    """The values of all scores that this viewer knows."""
    return [row["value"] for row in place.state()["scores"].values()]


# Who gives what -----------------------------------------------------------------------------------


def test_each_participant_grades_and_so_do_the_facilitators_together(results: Table) -> None:
    one, other = results.joins("Wandelnet"), results.joins("Arcadis")

    for place, value in ((one, 7), (other, 4), (results.team, 9)):
        assert scores(place, results, "diversiteit", value).accepted
    assert scores(one, results, "diversiteit", 8).accepted

    rows = [(row.layer, row.seat_id, row.value) for row in Score.objects.all()]
    assert sorted(rows, key=str) == sorted(
        [("self", one.viewer.seat, 8), ("self", other.viewer.seat, 4), ("team", None, 9)], key=str
    )
    assert sorted(filter(None, values(results.screen))) == [4, 8, 9]


def test_a_grade_is_taken_back(results: Table) -> None:
    seat = results.joins("Wandelnet")
    scores(seat, results, "systeem", 3)

    assert scores(seat, results, "systeem", None).accepted

    assert values(results.team) == [None]
    assert counts_of(results.session.pk)["answered"][str(sheet(results, "innovaties").pk)] == 0


@pytest.mark.parametrize("value", [11, -1, "zeven", 7.5])
def test_what_is_no_grade_is_refused_and_changes_nothing(results: Table, value: Any) -> None:
    answer = scores(results.team, results, "diversiteit", value)

    assert code(answer) == "off_scale"
    assert not Score.objects.exists()


@pytest.mark.parametrize(
    ("board", "aspect", "subject", "value"),
    [
        ("innovaties", "diversiteit", "De wandelkaart", 0),
        ("opschalingsroutes", "inschalen", "De wandelkaart", 0),
        ("eigenaarschap", "beloning", "Wandelnet", 6),
        ("innovaties", "geschikt-tick-1", "De wandelkaart", 2),
    ],
)
def test_a_number_beside_the_scale_of_the_board_is_refused(
    results: Table, board: str, aspect: str, subject: str, value: int
) -> None:
    answer = scores(results.team, results, aspect, value, board=board, subject=subject)

    assert code(answer) == "off_scale"
    assert answer.body["refused"]["sentence"]
    assert not Score.objects.exists()


@pytest.mark.parametrize(
    ("board", "aspect", "subject"),
    [
        ("innovaties", "inschalen", "De wandelkaart"),
        ("innovaties", "diversiteit", "Wandelnet"),
        ("eigenaarschap", "beloning", "De wandelkaart"),
        ("opschalingsroutes", "beloning", "De wandelkaart"),
    ],
)
def test_what_this_board_does_not_score_is_refused(
    results: Table, board: str, aspect: str, subject: str
) -> None:
    answer = scores(results.team, results, aspect, 5, board=board, subject=subject)

    assert code(answer) == "not_scored_here"


def test_a_participant_scores_for_nobody_else(results: Table) -> None:
    seat, other = results.joins("Wandelnet"), results.joins("Arcadis")
    of_other = {"board": "eigenaarschap", "subject": "Arcadis"}

    refused = [
        scores(seat, results, "diversiteit", 5, layer="team"),
        scores(seat, results, "diversiteit", 5, seat=other.viewer.seat),
        scores(seat, results, "beloning", 5, **of_other),
        scores(seat, results, "geschikt-tick-1", 1),
    ]

    assert [code(answer) for answer in refused] == ["not_allowed"] * 4
    assert not Score.objects.exists()


def test_a_participant_colours_their_own_wheel_also_for_one_result(results: Table) -> None:
    seat = results.joins("Wandelnet")
    own = {"board": "eigenaarschap", "subject": "Wandelnet"}
    about = results.subject("De wandelkaart").pk

    assert scores(seat, results, "beloning", 4, **own).accepted
    assert scores(seat, results, "beloning", 1, about=about, **own).accepted

    found = Score.objects.order_by("value").values_list("about", "value")
    assert list(found) == [(about, 1), (None, 4)]


def test_a_result_belongs_to_a_wheel_only(results: Table) -> None:
    about = results.subject("Het beweegbankje").pk

    assert code(scores(results.team, results, "systeem", 5, about=about)) == "not_scored_here"


def test_on_behalf_of_a_participant_is_said(results: Table) -> None:
    seat = results.joins("Wandelnet")

    assert scores(results.team, results, "systeem", 5, layer="self", seat=seat.viewer.seat).accepted

    [row] = seat.state()["scores"].values()
    assert (row["on_behalf"], row["seat"]) == (True, str(seat.viewer.seat))


def test_phones_grade_only_while_placing_and_not_while_it_is_paused(results: Table) -> None:
    seat = results.joins("Wandelnet")
    results.team.sends("pause_placing", paused=True)
    paused = scores(seat, results, "systeem", 5)
    results.team.sends("pause_placing", paused=False)
    results.team.sends("set_phase", phase="discussing")

    assert [code(paused), code(scores(seat, results, "systeem", 5))] == ["paused", "not_now"]
    assert scores(results.team, results, "systeem", 5).accepted


# Who sees it --------------------------------------------------------------------------------------


def test_a_hidden_score_is_in_no_byte_to_others_until_it_is_revealed(
    hidden_results: Table,
) -> None:
    """Rules VIS1, VIS2, VIS3 and VIS9."""
    table = hidden_results
    seat, neighbour = table.joins("Wandelnet"), table.joins("Arcadis")
    scores(seat, table, "diversiteit", 7)
    scores(table.team, table, "diversiteit", 2)
    ids = {str(row.pk).encode() for row in Score.objects.all()}
    own = {str(row.pk).encode() for row in Score.objects.filter(seat=seat.viewer.seat)}

    assert all(pk in table.team.bytes_received() for pk in ids)
    assert [pk in seat.bytes_received() for pk in ids] == [pk in own for pk in ids]
    for place in (neighbour, table.screen):
        assert not any(pk in place.bytes_received() for pk in ids)

    table.team.sends("set_phase", phase="revealing")
    on = sheet(table, "innovaties").pk
    assert table.team.sends("reveal_sheet", sheet=on, layer="self").accepted
    assert values(table.screen) == [7]
    assert table.team.sends("reveal_sheet", sheet=on, layer="team").accepted
    assert sorted(filter(None, values(neighbour))) == [2, 7]


def test_a_reveal_to_one_covers_the_scores_of_their_own_organisation(
    hidden_results: Table,
) -> None:
    """Rule VIS7."""
    table = hidden_results
    seat, neighbour = table.joins("Wandelnet"), table.joins("Arcadis")
    for name, value in (("Wandelnet", 1), ("Arcadis", 5)):
        scores(table.team, table, "beloning", value, board="eigenaarschap", subject=name)
    table.team.sends("set_phase", phase="revealing")

    on = sheet(table, "eigenaarschap").pk
    shown = {"sheet": on, "layer": "team", "seat": seat.viewer.seat}
    assert table.team.sends("reveal_sheet", **shown).accepted
    scores(table.team, table, "relevant", 2, board="eigenaarschap", subject="Wandelnet")

    assert values(seat) == [1, 2]
    assert values(neighbour) == values(table.screen) == []


def test_the_wrong_idea_of_who_sees_it_is_refused(hidden_results: Table) -> None:
    """Rule CMD6."""
    answer = scores(hidden_results.team, hidden_results, "systeem", 5, visibility="open")

    assert code(answer) == "visibility_changed"


# Back, and over -----------------------------------------------------------------------------------


def test_a_score_is_undone_and_done_again(results: Table) -> None:
    """Rule CMD7."""
    scores(results.team, results, "systeem", 5)
    changed = scores(results.team, results, "systeem", 8)

    undone = results.team.sends("undo", command=changed.body["id"])
    before = values(results.screen)
    redone = results.team.sends("undo", command=undone.body["id"])

    assert (before, values(results.screen)) == ([5], [8])
    assert redone.accepted
    for place in (results.team, results.screen):
        assert fold(place.received()) == place.state()


def test_what_was_scored_since_is_not_undone(results: Table) -> None:
    first = scores(results.team, results, "systeem", 5)
    scores(results.team, results, "systeem", 8)

    assert code(results.team.sends("undo", command=first.body["id"])) == "changed_since"
    assert values(results.team) == [8]


def test_scores_go_along_to_another_organisation_and_go_with_a_removed_seat(
    results: Table,
) -> None:
    """Rule SEAT4."""
    seat = results.joins("Wandelnet")
    scores(seat, results, "beloning", 4, board="eigenaarschap", subject="Wandelnet")
    scores(seat, results, "systeem", 6)

    moved = seat.sends("change_organisation", subject=results.subject("Arcadis").pk)
    of = {score.aspect: score.subject.name for score in Score.objects.all()}

    assert moved.accepted
    assert of == {"beloning": "Arcadis", "systeem": "De wandelkaart"}
    assert fold(results.screen.received()) == results.screen.state()
    assert results.team.sends("remove_seat", seat=seat.viewer.seat).accepted
    assert not Score.objects.exists()
    assert fold(results.screen.received()) == results.screen.state()


def test_of_two_seats_that_are_one_the_second_ones_scores_stay(results: Table) -> None:
    first, second = results.joins("Wandelnet"), results.joins("Wandelnet")
    scores(first, results, "systeem", 2)
    scores(second, results, "systeem", 9)
    scores(first, results, "diversiteit", 3)

    merged = results.team.sends("merge_seats", seat=first.viewer.seat, into=second.viewer.seat)

    assert merged.accepted
    found = set(Score.objects.values_list("aspect", "value", "seat"))
    assert found == {("systeem", 9, second.viewer.seat), ("diversiteit", 3, second.viewer.seat)}
    assert fold(results.team.received()) == results.team.state()


def test_counts_tell_how_many_answered_on_each_board(results: Table) -> None:
    seat, other = results.joins("Wandelnet"), results.joins("Arcadis")
    scores(seat, results, "systeem", 2)
    scores(seat, results, "diversiteit", 2)
    scores(other, results, "inschalen", 2, board="opschalingsroutes")
    scores(results.team, results, "beloning", 2, board="eigenaarschap", subject="Wandelnet")

    answered = counts_of(results.session.pk)["answered"]

    assert [answered[str(each.pk)] for each in results.session.sheets.all()] == [1, 1, 0]


# Circles ------------------------------------------------------------------------------------------


def circles(place: Place, table: Table, circled: bool, board: str = "eigenaarschap") -> Any:
    """Circle what the reward is to Wandelnet."""
    fields = {"subject": table.subject("Wandelnet").pk, "aspect": "beloning"}
    return place.sends("circle", sheet=sheet(table, board).pk, circled=circled, **fields)


def test_an_aspect_to_work_on_is_circled_for_all_to_see(results: Table) -> None:
    seat = results.joins("Wandelnet")

    assert circles(results.team, results, True).accepted
    of = {"board": "eigenaarschap", "subject": "Wandelnet"}
    scores(results.team, results, "beloning", 3, layer="agreed", **of)

    [row] = seat.state()["scores"].values()
    assert (row["layer"], row["circled"], row["value"]) == ("agreed", True, 3)
    assert code(circles(seat, results, True)) == "not_allowed"
    assert code(circles(results.team, results, True, "innovaties")) == "not_scored_here"


# Doers --------------------------------------------------------------------------------------------


def names(table: Table, name: str, named: bool = True, **fields: Any) -> Any:
    """Name a partner as who scales the walking map in."""
    of = table.session.deal.partners.get(organisation__name=name)
    where = {"subject": table.subject("De wandelkaart").pk, "element": "inschalen"}
    on = sheet(table, "opschalingsroutes").pk
    return table.team.sends(
        "name_doer", **({"sheet": on, "partner": of.pk, "named": named} | where | fields)
    )


def test_a_partner_is_named_and_crossed_out_again(results: Table) -> None:
    seat = results.joins("Arcadis")

    assert names(results, "Wandelnet").accepted
    [row] = seat.state()["doers"].values()
    assert (row["name"], row["named"]) == ("Wandelnet", True)
    crossed = names(results, "Wandelnet", named=False)

    assert [row["named"] for row in results.screen.state()["doers"].values()] == [False]
    assert results.team.sends("undo", command=crossed.body["id"]).accepted
    assert Doer.objects.get().named
    assert fold(seat.received()) == seat.state()


def test_a_partner_that_left_is_named_no_more_but_crossed_out(results: Table) -> None:
    names(results, "Wandelnet")
    partners = results.session.deal.partners.filter(organisation__name__in=("Wandelnet", "Arcadis"))
    partners.update(until=date(2020, 1, 1))

    answer = names(results, "Arcadis")

    assert code(answer) == "partner_left"
    assert answer.body["refused"]["sentence"]
    assert names(results, "Wandelnet", named=False).accepted


def test_who_said_no_or_is_of_another_deal_is_not_named(results: Table, deal: Deal) -> None:
    deal.partners.filter(organisation__name="Arcadis").update(relation=Relation.SAID_NO)

    assert code(names(results, "Arcadis")) == "partner_left"
    assert code(names(results, "Wandelnet", partner=uuid4())) == "unknown_partner"
    assert code(names(results, "Wandelnet", element="beloning")) == "unknown_element"
    assert code(names(results, "Wandelnet", sheet=sheet(results, "innovaties").pk)) == "no_cells"
    assert not Doer.objects.exists()
