"""What facilitators set for the whole room, and what participants say beside placing."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from boards.domain.preparing import SheetPlan, prepare_session
from deals.hooks import missing_in
from deals.models import Deal, Organisation, Partner, Relation, Session, User
from tests.conftest import make_session, started
from tests.table import Place, Table


@pytest.fixture
def seat(table: Table) -> Place:
    """A participant in an open session."""
    return table.joins("Wandelnet")


def code(answer: Any) -> str:
    """The code of a refusal."""
    return str(answer.body["refused"]["code"])


def everyone(table: Table, seat: Place) -> tuple[Place, Place, Place]:
    """One viewer of each kind."""
    return table.team, table.screen, seat


# The timer, pausing, names ------------------------------------------------------------------------


def test_a_timer_ends_so_many_seconds_from_now_for_everyone(table: Table, seat: Place) -> None:
    before = timezone.now()
    assert table.team.sends("set_timer", seconds=120).accepted

    for place in everyone(table, seat):
        timer = place.state()["timer"]
        ends = datetime.fromisoformat(timer["ends_at"])
        assert timer["seconds"] == 120
        assert before + timedelta(seconds=119) < ends < timezone.now() + timedelta(seconds=121)

    assert table.team.sends("set_timer", seconds=0).accepted
    assert seat.state()["timer"] is None


@pytest.mark.parametrize("seconds", [-1, 7201, "veel", 1.5])
def test_a_timer_of_another_length_is_refused(table: Table, seconds: Any) -> None:
    assert code(table.team.sends("set_timer", seconds=seconds)) == "bad_value"
    assert table.team.state()["timer"] is None


def test_while_placing_is_paused_phones_place_nothing_and_facilitators_do(
    table: Table, seat: Place
) -> None:
    seat.places(table.subject("Wandelnet"), element="oogst")
    assert table.team.sends("pause_placing", paused=True).accepted

    refused = [
        seat.places(table.subject("Wandelnet"), element="water"),
        seat.sends("take_back", placement=table.placement().pk),
        seat.sends(
            "say_unknown",
            placement=table.placement().pk,
            sheet=table.sheet.pk,
            visibility="open",
        ),
    ]
    assert [code(answer) for answer in refused] == ["paused"] * 3
    assert table.placement().element == "oogst"
    assert table.team.places(table.subject("Arcadis"), element="water").accepted

    assert table.team.sends("pause_placing", paused=False).accepted
    assert seat.places(table.subject("Wandelnet"), element="water").accepted


def test_another_phase_ends_the_pause(table: Table, seat: Place) -> None:
    table.team.sends("pause_placing", paused=True)
    table.team.sends("set_phase", phase="revealing")
    table.team.sends("set_phase", phase="placing")

    assert seat.state()["paused"] is False
    assert seat.places(table.subject("Wandelnet")).accepted


def test_names_are_hidden_on_the_screen_and_shown_again(table: Table, seat: Place) -> None:
    table.team.sends("hide_names", hidden=True)
    assert [p.state()["names_hidden"] for p in everyone(table, seat)] == [True] * 3
    table.team.sends("hide_names", hidden=False)
    assert [p.state()["names_hidden"] for p in everyone(table, seat)] == [False] * 3


def test_what_is_so_already_is_refused_and_uses_no_number(table: Table) -> None:
    before = table.team.kinds()

    assert code(table.team.sends("hide_names", hidden=False)) == "already_so"
    assert code(table.team.sends("pause_placing", paused=False)) == "already_so"
    assert code(table.team.sends("ask")) == "already_so"
    assert table.team.kinds() == before


# What the screen shows ----------------------------------------------------------------------------


@pytest.fixture
def two_ways(deal: Deal, facilitator: User) -> Table:
    """Board 1 filled in two ways, and board 2."""
    plans = [
        SheetPlan("rollen", "feitelijke-rol"),
        SheetPlan("rollen", "gedrag"),
        SheetPlan("snelheid", "organisatie"),
    ]
    session = prepare_session(deal, "Samen", date(2026, 3, 5), plans, facilitator)
    return started(session, facilitator)


def test_two_ways_of_filling_in_are_shown_on_one_picture(two_ways: Table) -> None:
    roles, behaviour, speed = two_ways.session.sheets.all()
    shown = two_ways.team.sends("show_sheet", sheet=roles.pk, beside=behaviour.pk)

    assert shown.accepted
    state = two_ways.screen.state()
    assert (state["shown"], state["beside"]) == (str(roles.pk), str(behaviour.pk))
    for other in (speed, roles):
        refused = two_ways.team.sends("show_sheet", sheet=roles.pk, beside=other.pk)
        assert code(refused) == "not_comparable"


def test_the_screen_zooms_in_on_an_element_and_out_again(two_ways: Table) -> None:
    roles, _behaviour, _speed = two_ways.session.sheets.all()

    two_ways.team.sends("show_sheet", sheet=roles.pk, element="oogst")
    assert two_ways.screen.state()["zoomed"] == "oogst"
    wrong = two_ways.team.sends("show_sheet", sheet=roles.pk, element="kat")
    assert code(wrong) == "unknown_element"

    two_ways.team.sends("show_sheet", sheet=roles.pk)
    assert two_ways.screen.state()["zoomed"] is None


def test_phones_are_brought_to_a_board_more_than_once(two_ways: Table) -> None:
    seat = two_ways.joins("Wandelnet")
    _roles, _behaviour, speed = two_ways.session.sheets.all()

    for _time in range(2):
        assert two_ways.team.sends("show_sheet", sheet=speed.pk, everyone=True).accepted
    assert seat.state()["gathered"] == str(speed.pk)
    assert seat.kinds()[-2:] == ["sheet_shown", "sheet_shown"]

    two_ways.team.sends("show_sheet", sheet=speed.pk)
    assert seat.state()["gathered"] is None


def test_a_closed_session_asks_nothing(table: Table, seat: Place) -> None:
    table.team.sends("ask", sheet=table.sheet.pk, question="team-1")

    assert table.team.sends("close_session").accepted

    for place in (table.team, table.screen):
        assert (place.state()["phase"], place.state()["asked"]) == ("closed", None)
    assert seat.kinds()[-1] == "session_closed"


@pytest.mark.parametrize("fields", [{"everyone": True}, {"element": "oogst"}, {"beside": "sheet"}])
def test_without_a_board_there_is_nothing_to_go_to(two_ways: Table, fields: dict[str, Any]) -> None:
    if "beside" in fields:
        fields = {"beside": two_ways.session.sheets.all()[1].pk}

    assert code(two_ways.team.sends("show_sheet", **fields)) == "bad_value"


# What participants say ----------------------------------------------------------------------------


def test_ready_is_heard_by_the_team_and_that_phone_alone(table: Table, seat: Place) -> None:
    neighbour = table.joins("Arcadis")

    assert seat.sends("say_ready", ready=True).accepted

    assert table.team.state()["seats"][str(seat.viewer.seat)]["ready_in"] == "placing"
    assert seat.state()["mine"]["ready_in"] == "placing"
    for place in (neighbour, table.screen):
        assert "seat_said" not in place.kinds()
        assert place.state()["mine"]["ready_in"] == ""

    seat.sends("say_ready", ready=False)
    assert seat.state()["mine"]["ready_in"] == ""


def test_the_board_that_speaks_to_somebody_can_be_chosen_again(two_ways: Table) -> None:
    seat = two_ways.joins("Wandelnet")
    roles, _behaviour, speed = two_ways.session.sheets.all()

    seat.sends("choose_board", sheet=roles.pk)
    seat.sends("choose_board", sheet=speed.pk)

    [row] = two_ways.team.state()["seats"].values()
    assert row["favourite"] == seat.state()["mine"]["favourite"] == str(speed.pk)
    assert b'"favourite":"' not in two_ways.screen.bytes_received().replace(b" ", b"")


def test_a_board_of_another_session_is_not_chosen(
    two_ways: Table, deal: Deal, facilitator: User
) -> None:
    seat = two_ways.joins("Wandelnet")
    elsewhere = make_session(deal, facilitator).sheets.get()

    assert code(seat.sends("choose_board", sheet=elsewhere.pk)) == "unknown_sheet"


def test_the_check_is_answered_only_once_it_was_asked(table: Table, seat: Place) -> None:
    assert code(seat.sends("answer_check", enough="yes")) == "not_now"

    table.team.sends("open_check")
    assert seat.sends("answer_check", enough="partly").accepted
    assert seat.sends("answer_check", enough="no").accepted

    assert seat.state()["mine"]["enough"] == "no"
    assert table.team.state()["seats"][str(seat.viewer.seat)]["enough"] == "no"
    assert b"seat_said" not in table.screen.bytes_received()
    assert code(seat.sends("answer_check", enough="misschien")) == "bad_value"


# Somebody without a phone, a missing party --------------------------------------------------------


def test_somebody_without_a_phone_has_a_seat_to_be_placed_on(table: Table) -> None:
    answer = table.team.sends("add_seat", subject=table.subject("Arcadis").pk)
    assert answer.accepted

    [row] = table.team.state()["seats"].values()
    assert (row["subject"], row["phone"]) == (str(table.subject("Arcadis").pk), False)
    placed = table.team.places(
        table.subject("Arcadis"), layer="self", seat=row["id"], element="oogst"
    )
    assert placed.accepted
    assert table.placement().on_behalf is True
    assert "seat_joined" not in table.screen.kinds()


def test_somebody_without_a_phone_may_be_of_no_listed_organisation(table: Table) -> None:
    assert table.team.sends("add_seat", name="Een bewoner").accepted

    assert table.screen.received()[-1]["data"]["subject"]["name"] == "Een bewoner"
    assert code(table.team.sends("add_seat", name="een BEWONER")) == "already_there"
    typed = table.subject("Een bewoner").pk
    assert code(table.team.sends("add_seat", subject=typed)) == "unknown_subject"


def test_a_missing_party_goes_on_the_deals_list(table: Table, seat: Place) -> None:
    assert table.team.sends("put_on_table", name="Een verzekeraar", missing=True).accepted

    partner = table.session.deal.partners.get(organisation__name="Een verzekeraar")
    assert partner.relation == Relation.MISSING
    assert partner.since == date(2026, 3, 5)  # when the session was
    assert partner.named_in == table.session
    for place in everyone(table, seat):
        subject = place.received()[-1]["data"]["subject"]
        assert (subject["name"], subject["missing"]) == ("Een verzekeraar", True)
    assert table.subject("Een verzekeraar").partner == partner


def test_a_session_that_was_planned_for_later_names_who_is_missing_today(table: Table) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    Session.objects.filter(pk=table.session.pk).update(planned_on=tomorrow)

    table.team.sends("put_on_table", name="Een bank", missing=True)

    partner = table.session.deal.partners.get(organisation__name="Een bank")
    assert partner.since == timezone.localdate()


def test_a_deal_knows_where_a_missing_party_was_named(table: Table, deal: Deal) -> None:
    table.team.sends("put_on_table", name="Een bank", missing=True)
    bank = deal.partners.get(organisation__name="Een bank")

    assert missing_in(deal, only_closed=False) == {bank.pk: [table.session]}
    assert missing_in(deal, only_closed=True) == {}
    other = Organisation.objects.create(name="Bank", kind="market")
    stays = Partner.objects.create(deal=deal, organisation=other)
    Partner.objects.filter(pk=bank.pk).update(merged_into=stays)
    assert missing_in(deal, only_closed=False) == {stays.pk: [table.session]}


def test_a_missing_party_that_is_known_elsewhere_stays_one_organisation(table: Table) -> None:
    Organisation.objects.create(name="ProRail", kind="market")

    table.team.sends("put_on_table", name="prorail", missing=True)

    assert Organisation.objects.filter(name__iexact="prorail").count() == 1
    assert table.subject("ProRail").kind == "market"


def test_a_partner_that_signed_is_not_made_a_missing_one(table: Table, deal: Deal) -> None:
    rover = Organisation.objects.create(name="Rover", kind="civil")
    partner = Partner.objects.create(deal=deal, organisation=rover)

    table.team.sends("put_on_table", name="Rover", missing=True)

    partner.refresh_from_db()
    assert partner.relation == Relation.SIGNED
    assert table.team.received()[-1]["data"]["subject"]["missing"] is False


def test_a_try_out_leaves_the_deals_list_alone(deal: Deal, facilitator: User) -> None:
    session = make_session(deal, facilitator)
    session.trial = True
    session.save()
    table = started(session, facilitator)

    assert table.team.sends("put_on_table", name="Een bank", missing=True).accepted

    assert not deal.partners.filter(organisation__name="Een bank").exists()
    assert table.subject("Een bank").missing is True
