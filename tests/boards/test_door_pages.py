"""Coming in with a phone: code or QR, then who you are. Rules DOOR and SEAT."""

from uuid import uuid4

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from boards.access import screen_cookie, screen_token, seat_cookie
from boards.models import Payload
from boards.views.door import door_view
from deals.domain import doors, guessing
from deals.models import Seat, SlowLane, User, WrongCode
from tests.table import Table


def code(table: Table) -> str:
    """The code on the wall."""
    door = doors.door_of(table.session)
    assert door is not None
    return doors.code_of(door)


def secret(table: Table) -> str:
    """The secret in the QR."""
    door = doors.door_of(table.session)
    assert door is not None
    return doors.secret_of(door)


def enter(client: Client, typed: str, address: str = "10.0.0.1") -> HttpResponse:
    """Type a code."""
    return client.post(reverse("join"), {"code": typed}, REMOTE_ADDR=address)  # type: ignore[return-value]


def who(client: Client, **said: object) -> HttpResponse:
    """Say who you are."""
    fields = {"request": str(uuid4())} | {key: str(value) for key, value in said.items()}
    return client.post(reverse("join-who"), fields)  # type: ignore[return-value]


@pytest.mark.parametrize("way", [code, secret])
def test_a_phone_comes_in_and_sits_down(table: Table, client: Client, way: object) -> None:
    assert enter(client, way(table)).headers["Location"] == reverse("join-who")  # type: ignore[operator]

    response = who(client, partner=table.subject("Wandelnet").partner_id)

    assert response.headers["Location"] == reverse("seat", args=[table.session.pk])
    cookie = response.cookies[seat_cookie(table.session.pk)]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert client.get(reverse("seat", args=[table.session.pk])).status_code == 200


def test_a_phone_that_has_a_seat_goes_back_to_it(table: Table, client: Client) -> None:
    enter(client, code(table))
    who(client, partner=table.subject("Wandelnet").partner_id)

    response = client.get(reverse("join-who"))

    assert response.headers["Location"] == reverse("seat", args=[table.session.pk])
    assert Seat.objects.count() == 1


def test_the_same_form_sent_twice_gives_one_seat(table: Table) -> None:
    request, partner = uuid4(), table.subject("Wandelnet").partner_id
    for _each in range(2):
        phone = Client()  # the first answer never arrived: no cookie
        enter(phone, code(table))
        assert who(phone, request=request, partner=partner).status_code == 302

    assert Seat.objects.count() == 1
    assert phone.get(reverse("seat", args=[table.session.pk])).status_code == 200


@pytest.mark.parametrize("typed", ["", "0000-0000", "x" * 22, "x" * 10_000, "<script>"])
def test_a_wrong_code_gets_one_sentence_and_no_pass(
    table: Table, client: Client, typed: str
) -> None:
    response = enter(client, typed)

    assert response.status_code == 404
    assert "code" in response.content.decode()
    assert client.get(reverse("join-who")).headers["Location"] == reverse("join")


def test_wrong_expired_and_closed_codes_get_the_same_answer(table: Table, client: Client) -> None:
    old = code(table)
    table.team.sends("close_door")

    assert enter(client, old).status_code == enter(client, "ABCD-2345").status_code == 404


def test_a_pass_for_a_door_that_closed_meanwhile_lets_nobody_in(
    table: Table, client: Client
) -> None:
    enter(client, code(table))
    table.team.sends("close_door")

    response = who(client, partner=table.subject("Wandelnet").partner_id)

    assert response.headers["Location"] == reverse("join")
    assert Seat.objects.count() == 0


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"partner": uuid4()}, 404),
        ({"partner": "geen-uuid"}, 404),
        ({"name": ""}, 400),
        ({"name": "n" * 10_000}, 400),
        ({"name": "WANDELNET"}, 409),
        ({"request": "geen-uuid", "name": ""}, 400),
    ],
)
def test_who_is_not_right_gets_a_sentence_and_no_seat(
    table: Table, client: Client, said: dict[str, object], status: int
) -> None:
    enter(client, code(table))

    assert who(client, **said).status_code == status
    assert Seat.objects.count() == 0
    assert Payload.objects.count() == 0


def test_a_script_in_a_name_is_shown_literally(table: Table, client: Client) -> None:
    enter(client, code(table))
    who(client, name="<script>alert(1)</script>")

    page = client.get(reverse("seat", args=[table.session.pk])).content.decode()

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page or "\\u003Cscript\\u003Ealert(1)" in page


def test_the_list_at_the_door_tells_names_and_kinds_only(table: Table, client: Client) -> None:
    partner = table.subject("Wandelnet").partner
    assert partner is not None
    partner.people.create(role="beleidsadviseur", name="Iemand Anders")
    enter(client, code(table))

    page = client.get(reverse("join-who")).content.decode()

    assert "Wandelnet" in page
    for hidden in ("Iemand Anders", "beleidsadviseur", "signed"):
        assert hidden not in page


# Guessing ---------------------------------------------------------------------------------------


def wrong(times: int, address: str) -> None:
    """As many wrong attempts from one address."""
    for _each in range(times):
        guessing.note_wrong_code(address)


def take_slow_lane() -> None:
    """Somebody is in the slow lane, for as long as the test takes."""
    SlowLane.objects.create(pk=1, last_at=timezone.now() + guessing.WINDOW)


def test_a_hundred_wrong_codes_slow_down_that_address(table: Table, client: Client) -> None:
    """Rule DOOR3."""
    wrong(99, "10.0.0.1")
    assert enter(client, "0000-0000").status_code == 404
    take_slow_lane()

    assert enter(client, code(table)).status_code == 429
    assert enter(Client(), code(table), address="10.0.0.2").status_code == 302


def test_five_hundred_wrong_codes_slow_down_everybody_but_not_the_qr(table: Table) -> None:
    for each in range(10):
        wrong(50, f"10.0.1.{each}")
    take_slow_lane()

    assert enter(Client(), code(table), address="10.9.9.9").status_code == 429
    assert enter(Client(), secret(table), address="10.9.9.9").status_code == 302


def test_the_slow_lane_lets_one_attempt_through(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guessing, "SLOW_LANE_EVERY", guessing.WINDOW / 2)
    wrong(guessing.PER_INSTALLATION, "10.0.0.1")

    first, second = (enter(Client(), code(table)).status_code for _each in range(2))

    assert (first, second) == (302, 429)


def test_a_right_code_counts_for_nothing(table: Table) -> None:
    for _each in range(3):
        enter(Client(), code(table))

    assert not WrongCode.objects.exists()


def test_attempts_are_kept_without_the_address(table: Table, client: Client) -> None:
    enter(client, "0000-0000", address="10.1.2.3")

    assert "10.1.2.3" not in str(WrongCode.objects.values().get())


def test_addresses_of_one_ipv6_network_count_together() -> None:
    marks = {guessing._mark(a) for a in ("2001:db8::1", "2001:db8::ffff", "2001:db8:0:1::1")}

    assert len(marks) == 2


def test_cookie_names_are_plain_over_http() -> None:
    assert not settings.SEAT_COOKIE_PREFIX.startswith("__Host-")


def test_padding_a_code_does_not_get_round_the_limit(table: Table) -> None:
    wrong(guessing.PER_INSTALLATION, "10.0.0.1")
    take_slow_lane()

    for padded in (code(table) + "-" * 12, " ".join(code(table)), "- -" * 8 + code(table)):
        assert enter(Client(), padded).status_code == 429


def test_an_old_qr_uses_up_no_attempts(table: Table) -> None:
    for _each in range(3):
        assert enter(Client(), "x" * 22).status_code == 404

    assert not WrongCode.objects.exists()


# Words ------------------------------------------------------------------------------------------


def test_the_word_to_type_leads_to_the_same_page(client: Client) -> None:
    assert client.get("/meedoen/").content.decode().count("code-field") == 1
    assert client.get("/join/").status_code == 200


def test_a_code_typed_at_the_word_lets_in(table: Table, client: Client) -> None:
    response = client.post("/meedoen/", {"code": code(table)}, REMOTE_ADDR="10.0.0.1")

    assert response.headers["Location"] == reverse("join-who")


def test_the_address_on_the_wall_is_a_word_in_the_language_of_the_room(
    table: Table, settings: Settings
) -> None:
    request = RequestFactory().get("/", HTTP_HOST="localhost")

    assert door_view(request, table.session).address == "localhost/meedoen"
    assert door_view(request, table.session).url.startswith("http://localhost/meedoen/#")
    settings.LANGUAGE_CODE = "en"
    assert door_view(request, table.session).address == "localhost/join"


def test_the_room_reads_one_language_whatever_the_browser_asks_for(
    table: Table, facilitator: User
) -> None:
    english = {"HTTP_ACCEPT_LANGUAGE": "en-GB,en;q=0.9"}
    phone = Client()
    assert '<html lang="nl"' in phone.get("/meedoen/", **english).content.decode()  # type: ignore[arg-type]
    enter(phone, code(table))
    assert 'lang="nl"' in phone.get(reverse("join-who"), **english).content.decode()  # type: ignore[arg-type]
    who(phone, partner=table.subject("Wandelnet").partner_id)
    seat = phone.get(reverse("seat", args=[table.session.pk]), **english)  # type: ignore[arg-type]
    assert '<html lang="nl"' in seat.content.decode()
    assert seat.headers["Content-Language"] == "nl"

    wall = Client()
    token = screen_token(table.session.pk, facilitator.pk)
    wall.cookies[screen_cookie(table.session.pk)] = token
    page = wall.get(reverse("screen", args=[table.session.pk]), **english)  # type: ignore[arg-type]
    assert "Kies je plek op je telefoon" in page.content.decode()


def test_what_stands_behind_a_login_follows_the_browser(
    table: Table, client: Client, facilitator: User
) -> None:
    client.force_login(facilitator)
    address = reverse("control", args=[table.session.pk])

    page = client.get(address, HTTP_ACCEPT_LANGUAGE="en-GB,en;q=0.9").content.decode()

    assert "Close the session" in page
    assert "Close the session" not in client.get(address).content.decode()
