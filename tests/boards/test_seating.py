"""Seats that hold, and seats that change, for every audience: rules SEAT4 and SEAT5."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from boards.domain.joining import Joining, join
from boards.models import Event, SessionLog
from deals.domain import seats
from deals.models import HandOver, Seat
from tests.table import Place, Table

SECRET = "vlinder"


def seat_of(place: Place) -> Seat:
    """The seat that somebody sits on."""
    return Seat.objects.get(pk=place.viewer.seat or "")


# Another organisation -----------------------------------------------------------------------------


def test_a_wrongly_chosen_organisation_is_corrected_and_the_place_goes_along(table: Table) -> None:
    seat = table.joins("Wandelnet")
    seat.places(table.subject("Wandelnet"), element="oogst")

    answer = seat.sends("change_organisation", subject=table.subject("Arcadis").pk)

    assert answer.accepted
    assert table.placement().subject == table.subject("Arcadis")
    for place in (table.team, table.screen, seat):
        [placement] = place.state()["placements"].values()
        assert placement["subject"] == str(table.subject("Arcadis").pk)
        assert placement["element"] == "oogst"
    assert seat.places(table.subject("Arcadis"), element="water").accepted


def test_a_hidden_place_that_goes_along_stays_hidden(hidden_table: Table) -> None:
    seat = hidden_table.joins("Wandelnet")
    seat.places(hidden_table.subject("Wandelnet"), element=SECRET)

    seat.sends("change_organisation", subject=hidden_table.subject("Arcadis").pk)

    assert SECRET.encode() in seat.bytes_received()
    assert SECRET.encode() not in hidden_table.screen.bytes_received()
    assert hidden_table.screen.kinds() == ["prepared", "phase_changed"]


def test_an_organisation_that_is_not_listed_is_typed(table: Table) -> None:
    seat = table.joins("Wandelnet")

    seat.sends("change_organisation", name="Wijkvereniging Zuid")

    assert table.screen.received()[-1]["data"]["subject"]["name"] == "Wijkvereniging Zuid"
    assert "Wijkvereniging" not in str(list(Event.objects.values()))
    again = seat.sends("change_organisation", name="Wandelnet")
    assert again.body["refused"]["code"] == "already_there"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({}, "bad_value"),
        ({"name": "n" * 10_000}, "too_long"),
        ({"subject": str(uuid4())}, "unknown_subject"),
        ({"subject": str(uuid4()), "name": "x"}, "bad_value"),
        ({"seat": str(uuid4()), "name": "Iemand"}, "not_allowed"),
    ],
)
def test_a_change_that_is_not_right_is_refused(
    table: Table, fields: dict[str, str], code: str
) -> None:
    seat = table.joins("Wandelnet")

    answer = seat.sends("change_organisation", **fields)

    assert answer.body["refused"]["code"] == code
    assert seat_of(seat).partner == table.subject("Wandelnet").partner


def test_nobody_takes_a_name_that_somebody_else_typed(table: Table) -> None:
    typist, _token = join(table.session, Joining(uuid4(), name="Wijkvereniging Zuid"))
    seat = table.joins("Wandelnet")

    answer = seat.sends("change_organisation", subject=table.subject("Wijkvereniging Zuid").pk)

    assert answer.body["refused"]["code"] == "unknown_subject"
    assert typist.partner is None


# Leaving and removing -----------------------------------------------------------------------------


def test_who_leaves_is_out_and_their_place_stays(table: Table) -> None:
    seat = table.joins("Wandelnet")
    seat.places(table.subject("Wandelnet"))

    assert seat.sends("leave").accepted

    assert table.count() == 1
    assert table.team.state()["seats"] == {}
    assert seat.places(table.subject("Wandelnet")).body["refused"]["code"] == "gone"


def test_a_removed_seat_takes_its_places_along(table: Table) -> None:
    seat = table.joins("Wandelnet")
    seat.places(table.subject("Wandelnet"))

    table.team.sends("remove_seat", seat=seat.viewer.seat)

    for place in (table.team, table.screen):
        assert place.state()["placements"] == {}
    assert seat.places(table.subject("Wandelnet")).body["refused"]["code"] == "gone"


def test_removing_a_hidden_place_tells_the_room_nothing(hidden_table: Table) -> None:
    seat = hidden_table.joins("Wandelnet")
    seat.places(hidden_table.subject("Wandelnet"), element=SECRET)

    hidden_table.team.sends("remove_seat", seat=seat.viewer.seat)

    assert hidden_table.screen.kinds() == ["prepared", "phase_changed"]


def test_a_phone_that_is_taken_away_is_out_and_everything_stays(table: Table) -> None:
    seat, token = join(
        table.session, Joining(uuid4(), partner=table.subject("Wandelnet").partner_id)
    )
    phone = table.phone(seat, token)
    phone.places(table.subject("Wandelnet"))
    before = SessionLog.objects.get(pk=table.session.pk).revocations

    table.team.sends("take_phone_away", seat=seat.pk)

    assert table.count() == 1
    assert table.team.state()["seats"][str(seat.pk)]["phone"] is False
    assert SessionLog.objects.get(pk=table.session.pk).revocations == before + 1
    assert phone.sends("leave").body["refused"]["code"] == "gone"


@pytest.mark.parametrize("command", ["remove_seat", "take_phone_away"])
def test_a_seat_of_another_session_is_out_of_reach(table: Table, command: str) -> None:
    assert table.team.sends(command, seat=uuid4()).body["refused"]["code"] == "unknown_seat"


# Merging ------------------------------------------------------------------------------------------


def test_two_seats_of_one_person_become_one(table: Table) -> None:
    first, second = table.joins("Wandelnet"), table.joins("Wandelnet")
    first.places(table.subject("Wandelnet"), element="oogst")

    table.team.sends("merge_seats", seat=first.viewer.seat, into=second.viewer.seat)

    assert table.placement().seat_id == second.viewer.seat
    assert list(table.team.state()["seats"]) == [str(second.viewer.seat)]
    assert seat_of(first).merged_into == seat_of(second)


def test_a_merged_phone_sits_on_the_other_seat(table: Table) -> None:
    partner = table.subject("Wandelnet").partner_id
    seat, token = join(table.session, Joining(uuid4(), partner=partner))
    other = table.joins("Wandelnet")

    table.team.sends("merge_seats", seat=seat.pk, into=other.viewer.seat)

    found = seats.seat_for_token(table.session.pk, token)
    assert found == seat_of(other)


def test_where_both_have_a_place_the_second_seats_own_stays(table: Table) -> None:
    first, second = table.joins("Wandelnet"), table.joins("Wandelnet")
    first.places(table.subject("Wandelnet"), element="oogst")
    second.places(table.subject("Wandelnet"), element="water")

    table.team.sends("merge_seats", seat=first.viewer.seat, into=second.viewer.seat)

    assert table.placement().element == "water"
    for place in (table.team, table.screen):
        assert [p["element"] for p in place.state()["placements"].values()] == ["water"]


def test_a_seat_does_not_merge_with_itself(table: Table) -> None:
    seat = table.joins("Wandelnet")

    answer = table.team.sends("merge_seats", seat=seat.viewer.seat, into=seat.viewer.seat)

    assert answer.body["refused"]["code"] == "unknown_seat"


# A new phone --------------------------------------------------------------------------------------


def test_a_hand_over_moves_the_seat_once_and_the_old_phone_is_out(table: Table) -> None:
    seat, old = join(table.session, Joining(uuid4(), partner=table.subject("Wandelnet").partner_id))
    offer = seats.offer_hand_over(seat)

    assert seats.take_over(offer) == seat
    new = seats.renew_token(seat)

    assert seats.take_over(offer) is None
    assert seats.seat_for_token(table.session.pk, old) is None
    assert seats.seat_for_token(table.session.pk, new) == seat


def test_a_hand_over_is_worthless_after_two_minutes(table: Table) -> None:
    offer = seats.offer_hand_over(seat_of(table.joins("Wandelnet")))
    HandOver.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert seats.take_over(offer) is None


def test_a_second_offer_makes_the_first_worthless(table: Table) -> None:
    seat = seat_of(table.joins("Wandelnet"))
    first, second = seats.offer_hand_over(seat), seats.offer_hand_over(seat)

    assert seats.take_over(first) is None
    assert seats.take_over(second) == seat


def test_a_removed_seat_is_handed_over_to_nobody(table: Table) -> None:
    place = table.joins("Wandelnet")
    offer = seats.offer_hand_over(seat_of(place))
    table.team.sends("remove_seat", seat=place.viewer.seat)

    assert seats.take_over(offer) is None
