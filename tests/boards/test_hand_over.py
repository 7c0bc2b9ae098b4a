"""A participant goes on with another phone, by a QR from control: rules SEAT3 and SEAT5."""

import logging
import re
from datetime import timedelta
from http.cookies import Morsel
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from boards.access import seat_cookie
from boards.domain.joining import Joining, join
from boards.models import SessionLog
from boards.views import hand_over
from deals.domain import seats
from deals.models import Deal, HandOver, Seat, User
from tests.boards.test_addresses import logged_in, with_cookie
from tests.conftest import make_deal, make_session, make_user, started
from tests.qr import text_in
from tests.table import Place, Table


@pytest.fixture
def control(facilitator: User) -> Client:
    """The facilitator's laptop."""
    return logged_in(facilitator)


@pytest.fixture
def seated(table: Table) -> tuple[Seat, str]:
    """Somebody's seat, and the token that their phone holds."""
    return join(table.session, Joining(uuid4(), partner=table.subject("Wandelnet").partner_id))


def offered(control: Client, seat: Seat) -> str:
    """What a phone reads from the QR that control shows for a seat: the whole address."""
    response = control.post(reverse("hand-over-offer", args=[seat.session_id, seat.pk]))
    assert response.status_code == 200
    return text_in(response.content.decode())


def token_of(address: str) -> str:
    """The token in the fragment of an address."""
    return address.split("#")[1]


def scan(phone: Client, address: str) -> HttpResponse:
    """Do what the page of the QR does on a phone."""
    return phone.post(reverse("hand-over"), {"token": token_of(address)})  # type: ignore[return-value]


def new_cookie(response: HttpResponse, seat: Seat) -> Morsel[str]:
    """The cookie that a phone got for this seat."""
    return response.cookies[seat_cookie(seat.session_id)]


def status_with(token: str, seat: Seat) -> int:
    """What a phone with this token sees at the seat's page."""
    phone = with_cookie(seat_cookie(seat.session_id), token)
    return phone.get(reverse("seat", args=[seat.session_id])).status_code


# Going over ---------------------------------------------------------------------------------------


def test_a_new_phone_has_the_place_and_the_old_one_is_out(
    control: Client, seated: tuple[Seat, str], client: Client
) -> None:
    seat, old = seated

    response = scan(client, offered(control, seat))

    assert response.headers["Location"] == reverse("seat", args=[seat.session_id])
    assert client.get(response.headers["Location"]).status_code == 200
    assert status_with(new_cookie(response, seat).value, seat) == 200
    assert status_with(old, seat) == 404


def test_the_qr_holds_the_address_with_the_token_behind_the_hash_sign(
    control: Client, seated: tuple[Seat, str]
) -> None:
    address = offered(control, seated[0])

    assert re.fullmatch(r"http://testserver/hand-over/#[\w-]{43}", address)


def test_everything_that_was_placed_stays(
    table: Table, control: Client, seated: tuple[Seat, str], client: Client
) -> None:
    seat, _old = seated
    table.at(seat).places(table.subject("Wandelnet"), element="oogst")

    scan(client, offered(control, seat))

    assert table.placement().seat_id == seat.pk
    assert list(table.team.state()["seats"]) == [str(seat.pk)]


def test_control_hears_that_a_seat_without_a_phone_has_one_again(
    table: Table, control: Client, seated: tuple[Seat, str], client: Client
) -> None:
    seat, _old = seated
    table.team.sends("take_phone_away", seat=seat.pk)

    scan(client, offered(control, seat))

    event = table.team.received()[-1]
    assert (event["kind"], event["by"]) == ("seat_changed", "door")
    assert event["data"]["seat"] == table.team.state()["seats"][str(seat.pk)]
    assert event["data"]["seat"]["phone"] is True
    assert table.screen.kinds() == ["prepared", "phase_changed"]


def test_open_sockets_of_the_old_phone_are_asked_again(
    table: Table, control: Client, seated: tuple[Seat, str], client: Client
) -> None:
    before = SessionLog.objects.get(pk=table.session.pk).revocations

    scan(client, offered(control, seated[0]))

    assert SessionLog.objects.get(pk=table.session.pk).revocations == before + 1


def test_phones_that_were_merged_into_the_seat_are_out_too(
    table: Table, control: Client, seated: tuple[Seat, str], client: Client
) -> None:
    seat, merged_token = seated
    into, own_token = join(
        table.session, Joining(uuid4(), partner=table.subject("Wandelnet").partner_id)
    )
    table.team.sends("merge_seats", seat=seat.pk, into=into.pk)
    assert status_with(merged_token, into) == 200

    scan(client, offered(control, into))

    assert status_with(merged_token, into) == status_with(own_token, into) == 404


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(
    control: Client, seated: tuple[Seat, str], client: Client
) -> None:
    cookie = new_cookie(scan(client, offered(control, seated[0])), seated[0])

    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 36 * 60 * 60


# Not going over -----------------------------------------------------------------------------------


def test_it_works_once(control: Client, seated: tuple[Seat, str]) -> None:
    address = offered(control, seated[0])
    assert scan(Client(), address).status_code == 302

    again = scan(Client(), address)

    assert_refused(again, seated[0])


def test_it_works_for_two_minutes(control: Client, seated: tuple[Seat, str]) -> None:
    two_minutes = timedelta(minutes=2)
    before = timezone.now()
    address = offered(control, seated[0])
    [offer] = HandOver.objects.all()
    after = timezone.now()
    HandOver.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    too_late = scan(Client(), address)

    assert before + two_minutes <= offer.expires_at <= after + two_minutes
    assert_refused(too_late, seated[0])


def test_a_second_offer_makes_the_first_worthless(
    control: Client, seated: tuple[Seat, str]
) -> None:
    first, second = offered(control, seated[0]), offered(control, seated[0])

    assert_refused(scan(Client(), first), seated[0])
    assert scan(Client(), second).status_code == 302


@pytest.mark.parametrize("token", ["", "x", "a" * 43, "é" * 5000])
def test_a_wrong_token_opens_nothing(seated: tuple[Seat, str], client: Client, token: str) -> None:
    response = client.post(reverse("hand-over"), {"token": token})

    assert_refused(response, seated[0])  # type: ignore[arg-type]


def test_looking_uses_nothing_up(control: Client, seated: tuple[Seat, str]) -> None:
    address = offered(control, seated[0])
    phone = Client()

    for _ in range(2):
        assert phone.get(reverse("hand-over")).status_code == 200
    assert phone.get(reverse("hand-over"), {"token": token_of(address)}).cookies.keys() <= {"csrf"}

    assert scan(phone, address).status_code == 302


def test_a_seat_that_was_removed_meanwhile_goes_to_nobody(
    table: Table, control: Client, seated: tuple[Seat, str]
) -> None:
    address = offered(control, seated[0])
    table.team.sends("remove_seat", seat=seated[0].pk)

    assert_refused(scan(Client(), address), seated[0])


def test_a_closed_session_hands_nothing_over(
    table: Table, control: Client, seated: tuple[Seat, str]
) -> None:
    seat, old = seated
    address = offered(control, seat)
    table.team.sends("close_session")

    response = scan(Client(), address)
    offer_again = control.post(reverse("hand-over-offer", args=[seat.session_id, seat.pk]))

    assert response.status_code == offer_again.status_code == 409
    assert seats.seat_for_token(seat.session_id, old) == seat


def assert_refused(response: HttpResponse, seat: Seat) -> None:
    """One clear sentence, a way to the door, and no seat."""
    page = response.content.decode()
    assert response.status_code == 404
    assert "Deze QR-code is al gebruikt of te oud." in page
    assert f'href="{reverse("join")}"' in page
    assert seat_cookie(seat.session_id) not in response.cookies


# Who may offer ------------------------------------------------------------------------------------


def test_only_facilitators_offer_a_seat(
    deal: Deal, control: Client, seated: tuple[Seat, str]
) -> None:
    seat, token = seated
    clients = {
        "facilitator": control,
        "member": logged_in(make_user("teamlid", deal, role="member")),
        "stranger": logged_in(make_user("vreemde", make_deal("Openbare Ruimte"))),
        "nobody": Client(),
        "seat": with_cookie(seat_cookie(seat.session_id), token),
    }

    got = {
        name: client.post(reverse("hand-over-offer", args=[seat.session_id, seat.pk])).status_code
        for name, client in clients.items()
    }

    assert got == {"facilitator": 200, "member": 404, "stranger": 404, "nobody": 302, "seat": 302}
    assert HandOver.objects.count() == 1


def test_a_seat_of_another_session_is_not_to_be_had(
    table: Table, control: Client, facilitator: User
) -> None:
    other = started(make_session(table.session.deal, facilitator), facilitator)
    elsewhere = seat_at(other.joins("Wandelnet"))

    response = control.post(reverse("hand-over-offer", args=[table.session.pk, elsewhere.pk]))

    assert response.status_code == 404
    assert not HandOver.objects.exists()


@pytest.mark.parametrize("how", ["remove_seat", "merge_seats"])
def test_a_seat_that_nobody_has_is_not_offered(
    table: Table, control: Client, seated: tuple[Seat, str], how: str
) -> None:
    into = {"into": seat_at(table.joins("Arcadis")).pk} if how == "merge_seats" else {}
    table.team.sends(how, seat=seated[0].pk, **into)

    response = control.post(reverse("hand-over-offer", args=[table.session.pk, seated[0].pk]))

    assert response.status_code == 404


def seat_at(place: Place) -> Seat:
    """The seat of a place."""
    return Seat.objects.get(pk=place.viewer.seat or "")


# What is told -------------------------------------------------------------------------------------


def test_no_token_stands_in_a_log_line_a_page_or_an_address(
    control: Client, seated: tuple[Seat, str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    page = control.post(reverse("hand-over-offer", args=[seated[0].session_id, seated[0].pk]))
    token = token_of(text_in(page.content.decode()))

    response = scan(Client(), f"#{token}")
    scan(Client(), f"#{token}")

    lines = "\n".join(str(record.msg) for record in caplog.records)
    assert lines.count("hand_over.offered") == lines.count("hand_over.taken") == 1
    assert lines.count("hand_over.refused") == 1
    for secret in (token, new_cookie(response, seated[0]).value):
        assert secret not in lines
        assert secret not in response.headers["Location"]
    assert token not in page.content.decode()
    assert len(token) < hand_over.MAX_TOKEN_LENGTH
