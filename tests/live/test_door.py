"""Who may open a socket, and what happens to one that misbehaves."""

import json
import socket
import struct
from contextlib import ExitStack, closing
from time import monotonic
from uuid import uuid4

import httpx
import pytest
from django.conf import settings
from websockets.exceptions import InvalidStatus

from boards.live.audiences import MAX_SOCKETS_OF_A_SEAT
from boards.live.members import HANGS_SECONDS, TOLERATED_NONSENSE
from deals.models import User
from tests.conftest import make_deal, make_session, make_user, started
from tests.live import people
from tests.live.conftest import Room


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "https://elsewhere.example",
        "http://127.0.0.1:1",
        "http://127.0.0.1",
        "http://evil.127.0.0.1",
        "http://x:99999",
        "nonsense",
    ],
)
def test_a_page_of_another_site_opens_nothing(room: Room, origin: str | None) -> None:
    with pytest.raises(InvalidStatus) as refused, room.team.connects(room.listening, origin=origin):
        pass

    assert refused.value.response.status_code == 403


def test_our_own_origin_under_another_scheme_opens_nothing(room: Room) -> None:
    origin = room.listening.url.replace("http:", "https:")

    with pytest.raises(InvalidStatus) as refused, room.team.connects(room.listening, origin=origin):
        pass

    assert refused.value.response.status_code == 403


def test_an_address_that_no_page_has_opens_nothing(room: Room) -> None:
    with pytest.raises(InvalidStatus) as refused, room.team.connects(room.listening, role="admin"):
        pass

    assert refused.value.response.status_code == 403


def test_only_who_is_logged_in_can_send_a_file(room: Room) -> None:
    cut_off = b'{"format": "praatplaten-deal",' + b" " * 2 * 1024 * 1024

    def answer_to(cookies: dict[str, str]) -> httpx.Response:
        return httpx.post(
            f"{room.listening.url}/deals/import/",
            data={"do": "look"},
            files={"file": ("deal.json", cut_off)},
            cookies=cookies | {settings.CSRF_COOKIE_NAME: people.CSRF},
            headers={"X-CSRFToken": people.CSRF},
            timeout=people.SECONDS,
        )

    nobody = [answer_to({}), answer_to({settings.SESSION_COOKIE_NAME: "x" * 32})]
    somebody = answer_to(room.team.cookies)

    assert [answer.status_code for answer in nobody] == [302, 302]
    assert all("/accounts/login/" in answer.headers["Location"] for answer in nobody)
    assert somebody.status_code == 400
    assert "Dit bestand houdt halverwege op." in somebody.text


@pytest.mark.parametrize("role", ["control", "screen", "seat"])
def test_each_address_reads_only_its_own_credential(room: Room, role: str) -> None:
    one = people.participant(room.table, "Wandelnet")

    for person in (room.team, room.screen, one):
        if person.role != role:
            with person.connects(room.listening, role=role) as ear:
                assert ear.closed() == (4403, "")


def test_somebody_of_another_deal_hears_nothing(room: Room) -> None:
    stranger = make_user("vreemde", make_deal("Openbare Ruimte"))

    with people.team(room.table.session, stranger).connects(room.listening) as ear:
        assert ear.closed() == (4403, "")


def test_a_session_that_does_not_exist_is_not_yours_either(room: Room) -> None:
    room.team.session = uuid4()

    with room.team.connects(room.listening) as ear:
        assert ear.closed() == (4403, "")


def test_a_seat_of_another_session_hears_nothing(room: Room, facilitator: User) -> None:
    one = people.participant(room.table, "Wandelnet")
    other = started(make_session(room.table.session.deal, facilitator), facilitator)
    one.session = other.session.pk

    with one.connects(room.listening) as ear:
        assert ear.closed() == (4403, "")


def test_a_seat_has_five_sockets_at_most(room: Room) -> None:
    one = people.participant(room.table, "Wandelnet")

    with ExitStack() as stack:
        for _ in range(MAX_SOCKETS_OF_A_SEAT):
            stack.enter_context(one.listens(room.listening))
        with one.connects(room.listening) as ear:
            assert ear.closed() == (4429, "")


NONSENSE: list[str | bytes] = [
    "",
    "nonsense",
    b"\x00\xff",
    "[]",
    "1e999",
    '{"drag":null}',
    '{"drag":{}}',
    '{"drag":{"p":1,"c":2,"end":true}}',
    '{"hello":"you"}',
    '{"events":[]}',
    "[" * 8000,
    '{"drag":' * 1500,
]


def test_nonsense_is_ignored(room: Room) -> None:
    command = uuid4()

    with room.team.listens(room.listening) as ear:
        for text in NONSENSE:
            ear.connection.send(text)
        room.team.posts(room.posting, "set_phase", id=command, phase="discussing")
        event = ear.event(command)

    assert event["kind"] == "phase_changed"


def test_nothing_but_nonsense_closes_the_socket(room: Room) -> None:
    with room.team.listens(room.listening) as ear:
        for _ in range(TOLERATED_NONSENSE):
            ear.connection.send("nonsense")
        code, _last = ear.closed()

    assert code == 4400


def test_a_frame_beyond_16_kib_closes_the_socket(room: Room) -> None:
    with room.team.listens(room.listening) as ear:
        ear.connection.send("x" * (16 * 1024 + 1))
        code, _last = ear.closed()

    assert code == 1009


@pytest.mark.slow
def test_a_socket_that_never_reads_holds_up_nobody_and_is_closed(room: Room) -> None:
    subject, sheet = room.table.subject("Arcadis").pk, room.table.sheet.pk
    drags = [
        {"p": uuid4(), "s": subject, "sh": sheet, "l": "team", "x": 1, "y": 2, "c": uuid4()}
        for _ in range(40)
    ]
    ends = []

    with closing(_socket_that_never_reads(room)), ExitStack() as stack:
        movers = [stack.enter_context(room.team.listens(room.listening)) for _ in range(8)]
        for _round in range(2000):
            if "socket.hangs" in room.listening.log.read_text():
                break
            for mover in movers:
                for drag in drags:
                    mover.says(drag)
            command = uuid4()
            room.team.posts(room.posting, "put_on_table", id=command, name=f"Naam {command}")
            for mover in movers:
                mover.event(command)
            ends.append(monotonic())
        else:
            pytest.fail("the socket that never reads was never closed")
        hung_since = monotonic() - HANGS_SECONDS

    # A send that waited for it would have held up the round until it was given up: then this is 1.
    assert sum(end > hung_since for end in ends) > 1


def test_sockets_that_are_cut_off_hold_up_nobody(room: Room) -> None:
    command, subject = uuid4(), room.table.subject("Arcadis").pk
    drag = {"p": uuid4(), "s": subject, "sh": room.table.sheet.pk, "l": "team", "c": uuid4()}

    with room.team.listens(room.listening) as ear:
        for number in range(40):
            with closing(_socket_that_never_reads(room)) as cut:
                ear.says(drag | {"x": number, "y": 0})
                # Closed this way, the connection ends with a reset and not in good order.
                cut.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        room.team.posts(room.posting, "set_phase", id=command, phase="discussing")
        ear.event(command)

    positions = [d["x"] for text in ear.texts for d in json.loads(text).get("drags", [])]
    assert positions[-1] == 39
    assert "Traceback" not in room.listening.log.read_text()


def _socket_that_never_reads(room: Room) -> socket.socket:
    """A handshake by hand, on a socket with hardly any room for what it receives."""
    deaf = socket.socket()
    deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    deaf.connect(("127.0.0.1", room.listening.port))
    deaf.sendall(
        "\r\n".join(
            [
                f"GET /ws/sessions/{room.team.session}/control/ HTTP/1.1",
                f"Host: 127.0.0.1:{room.listening.port}",
                f"Origin: {room.listening.url}",
                f"Cookie: {room.team.header}",
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "",
                "",
            ]
        ).encode()
    )
    assert deaf.recv(12) == b"HTTP/1.1 101"
    return deaf


def test_a_refusal_is_logged_with_who_and_what(room: Room) -> None:
    with room.screen.connects(room.listening, role="control") as ear:
        ear.closed()

    lines = [json.loads(line) for line in room.listening.log.read_text().splitlines()]
    line = [line for line in lines if line["event"] == "socket.refused"][-1]
    assert (line["session"], line["role"], line["code"]) == (
        str(room.table.session.pk),
        "control",
        4403,
    )
