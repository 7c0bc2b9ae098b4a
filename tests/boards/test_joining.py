"""The door and the seats behind it: rules DOOR and SEAT of docs/protocol.md."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from boards.domain.joining import Joining, join
from boards.models import Destruction, Event, Payload, Subject
from boards.refusals import Refused
from deals.domain import doors
from deals.domain.seats import seat_for_token, take_phone_away
from deals.models import Door, Seat, Session
from tests.table import Table


def door(table: Table) -> Door:
    """The session's door."""
    found = doors.door_of(table.session)
    assert found is not None
    return found


def refusal(table: Table, joining: Joining) -> str:
    """The code with which a joining is refused."""
    with pytest.raises(Refused) as refused:
        join(table.session, joining)
    return refused.value.code


def test_a_partner_takes_a_seat_and_its_token_opens_it(table: Table) -> None:
    partner = table.subject("Wandelnet").partner_id

    seat, token = join(table.session, Joining(uuid4(), partner=partner))

    assert seat.partner_id == partner
    assert seat_for_token(table.session.pk, token) == seat
    assert token not in str(Seat.objects.values().get())


def test_claiming_a_taken_partner_gives_a_second_seat(table: Table) -> None:
    """Rule SEAT1."""
    table.joins("Wandelnet")
    table.joins("Wandelnet")

    assert table.session.seats.count() == 2


def test_the_same_request_twice_gives_one_seat_with_a_fresh_token(table: Table) -> None:
    """Rule SEAT2."""
    joining = Joining(uuid4(), partner=table.subject("Wandelnet").partner_id)

    first, lost = join(table.session, joining)
    again, token = join(table.session, joining)

    assert again == first
    assert table.session.seats.count() == 1
    assert seat_for_token(table.session.pk, lost) is None
    assert seat_for_token(table.session.pk, token) == first


def test_the_id_of_a_request_stands_in_no_event(table: Table) -> None:
    request = uuid4()
    join(table.session, Joining(request, name="Een wijkvereniging"))

    everything = b"".join(place.bytes_received() for place in (table.team, table.screen))

    assert str(request).encode() not in everything


def test_a_typed_name_becomes_a_subject_and_stands_in_one_payload(table: Table) -> None:
    """Rule LOG4."""
    seat, _token = join(table.session, Joining(uuid4(), name=" Wijkvereniging  Zuid "))

    subject = Subject.objects.get(typed_by=seat)
    assert subject.name == "Wijkvereniging Zuid"
    assert "Wijkvereniging" not in str(list(Event.objects.values()))
    assert table.screen.received()[-1]["data"]["subject"]["name"] == "Wijkvereniging Zuid"


def test_emptying_a_payload_erases_the_name_from_every_event(table: Table) -> None:
    join(table.session, Joining(uuid4(), name="Wijkvereniging Zuid"))

    Payload.objects.update(text="")

    for place in (table.team, table.screen):
        assert b"Wijkvereniging" not in place.bytes_received()


@pytest.mark.parametrize(
    ("joining", "code"),
    [
        (Joining(uuid4(), partner=uuid4()), "unknown_subject"),
        (Joining(uuid4(), name=""), "empty_name"),
        (Joining(uuid4(), name=" \u200b\n "), "empty_name"),
        (Joining(uuid4(), name="n" * 10_000), "too_long"),
        (Joining(uuid4(), name="wandelnet"), "already_there"),
    ],
)
def test_a_joining_that_is_not_right_leaves_nothing(
    table: Table, joining: Joining, code: str
) -> None:
    assert refusal(table, joining) == code
    assert table.session.seats.count() == 0
    assert Payload.objects.count() == 0
    assert table.team.kinds() == ["prepared", "phase_changed"]


def test_a_script_in_a_name_is_kept_as_a_name(table: Table) -> None:
    join(table.session, Joining(uuid4(), name="<script>alert(1)</script>"))

    assert table.screen.received()[-1]["data"]["subject"]["name"] == "<script>alert(1)</script>"


def test_a_closed_door_lets_nobody_in(table: Table) -> None:
    table.team.sends("close_door")

    joining = Joining(uuid4(), partner=table.subject("Wandelnet").partner_id)
    assert refusal(table, joining) == "door_closed"


def test_a_closed_session_lets_nobody_in(table: Table) -> None:
    table.team.sends("close_session")

    joining = Joining(uuid4(), partner=table.subject("Wandelnet").partner_id)
    assert refusal(table, joining) == "closed"


def test_the_code_on_the_wall_and_the_secret_in_the_qr_open_the_door(table: Table) -> None:
    code = doors.code_of(door(table))

    assert len(code) == 9
    assert code[4] == "-"
    for attempt in (code, code.lower(), code.replace("-", ""), f" {code} "):
        assert doors.door_for(attempt) == door(table)
    assert doors.door_for(doors.secret_of(door(table))) == door(table)


@pytest.mark.parametrize("attempt", ["", "0000-0000", "ABCD", "💥", "x" * 500])
def test_a_wrong_code_opens_nothing(table: Table, attempt: str) -> None:
    assert doors.door_for(attempt) is None


def test_a_door_opened_again_has_another_code(table: Table) -> None:
    """Rule DOOR1."""
    old = doors.code_of(door(table)), doors.secret_of(door(table))
    table.team.sends("close_door")
    assert doors.door_for(old[0]) is None

    table.team.sends("open_door")

    assert doors.door_for(old[0]) is None
    assert doors.door_for(old[1]) is None
    assert doors.door_for(doors.code_of(door(table))) is not None


def test_a_door_that_nobody_watches_closes_after_half_an_hour(table: Table) -> None:
    """Rule DOOR2."""
    Door.objects.update(seen_at=timezone.now() - timedelta(minutes=29))
    assert doors.is_open(door(table))

    Door.objects.update(seen_at=timezone.now() - timedelta(minutes=31))

    assert not doors.is_open(door(table))
    assert doors.door_for(doors.code_of(door(table))) is None


def test_a_revoked_seats_token_opens_nothing(table: Table) -> None:
    seat, token = join(
        table.session, Joining(uuid4(), partner=table.subject("Wandelnet").partner_id)
    )

    phone = table.phone(seat, token)
    take_phone_away(seat)

    assert seat_for_token(table.session.pk, token) is None
    assert phone.places(table.subject("Wandelnet")).body["refused"]["code"] == "gone"


def test_the_same_page_with_another_choice_gives_the_seat_that_was_chosen_last(
    table: Table,
) -> None:
    request = uuid4()
    join(table.session, Joining(request, partner=table.subject("Wandelnet").partner_id))

    seat, _token = join(
        table.session, Joining(request, partner=table.subject("Arcadis").partner_id)
    )

    assert seat.partner == table.subject("Arcadis").partner


def test_a_door_that_closed_by_itself_opens_with_another_code(table: Table) -> None:
    old = doors.code_of(door(table))
    Door.objects.update(seen_at=timezone.now() - timedelta(hours=3))

    assert table.team.sends("open_door").accepted

    assert doors.door_for(old) is None
    assert doors.code_of(door(table)) != old


def test_a_token_is_good_for_a_day_after_closing(table: Table) -> None:
    seat, token = join(
        table.session, Joining(uuid4(), partner=table.subject("Wandelnet").partner_id)
    )
    table.team.sends("close_session")
    assert seat_for_token(table.session.pk, token) == seat

    Destruction.objects.create(session=table.session.pk)  # the closing time is frozen otherwise
    Session.objects.update(closed_at=timezone.now() - timedelta(hours=25))

    assert seat_for_token(table.session.pk, token) is None
