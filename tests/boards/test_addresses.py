"""Every address × every role: who gets a page, who gets nothing. Rule: 404, never 403, for what
somebody may not see.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from boards import urls
from boards.access import screen_cookie, screen_token, seat_cookie
from boards.domain.joining import Joining, join
from deals.models import Action, Deal, User
from tests.conftest import make_deal, make_session, make_user, started
from tests.table import Table

# The same on every database: once is enough.
pytestmark = pytest.mark.once

LOGIN = 302


@dataclass
class People:
    """A client per role, each with only its own credential."""

    table: Table
    clients: dict[str, Client]


@pytest.fixture
def people(deal: Deal, facilitator: User) -> People:
    """Everybody who could try an address of a hidden session."""
    session = make_session(deal, facilitator, self_starts_open=False)
    table = started(session, facilitator)
    table.team.places(table.subject("Arcadis"))
    _seat, token = join(session, Joining(uuid4(), partner=table.subject("Wandelnet").partner_id))
    other_deal = make_deal("Openbare Ruimte")
    stranger = make_user("vreemde", other_deal)
    elsewhere = started(make_session(other_deal, stranger), stranger)
    _other_seat, other_token = join(
        elsewhere.session, Joining(uuid4(), partner=elsewhere.subject("Arcadis").partner_id)
    )
    staff = make_user("agendastad")
    staff.is_agenda_stad = True
    staff.save()
    return People(
        table,
        {
            "nobody": Client(),
            "stranger": logged_in(stranger),
            "member": logged_in(make_user("teamlid", deal, role="member")),
            "facilitator": logged_in(facilitator),
            "staff": logged_in(staff),
            "seat": with_cookie(seat_cookie(session.pk), token),
            "seat elsewhere": with_cookie(seat_cookie(session.pk), other_token),
            "screen": with_cookie(
                screen_cookie(session.pk), screen_token(session.pk, facilitator.pk)
            ),
            "screen elsewhere": with_cookie(
                screen_cookie(session.pk), screen_token(elsewhere.session.pk, stranger.pk)
            ),
        },
    )


def logged_in(user: User) -> Client:
    """A browser in which this user is logged in."""
    client = Client()
    client.force_login(user)
    return client


def with_cookie(name: str, value: str) -> Client:
    """A browser that holds one cookie and no login."""
    client = Client()
    client.cookies[name] = value
    return client


ROLES = (
    "nobody",
    "stranger",
    "member",
    "facilitator",
    "staff",
    "seat",
    "seat elsewhere",
    "screen",
    "screen elsewhere",
)
# Who gets what, in the order of ROLES, by GET while the session runs and after it was closed.
OPEN = {
    "control": (LOGIN, 404, 200, 200, 404, LOGIN, LOGIN, LOGIN, LOGIN),
    "control-events": (404, 404, 200, 200, 404, 404, 404, 404, 404),
    "move": (LOGIN, 404, 404, 200, 404, LOGIN, LOGIN, LOGIN, LOGIN),
    "control-energy": (404, 404, 200, 200, 404, 404, 404, 404, 404),
    "control-door": (404, 404, 200, 200, 404, 404, 404, 404, 404),
    "observations": (404, 404, 200, 200, 404, 404, 404, 404, 404),
    "session-actions": (404, 404, 200, 200, 404, 404, 404, 404, 404),
    "session-action": (LOGIN, 404, 404, 200, 404, LOGIN, LOGIN, LOGIN, LOGIN),
    "close": (LOGIN, 404, 200, 200, 404, LOGIN, LOGIN, LOGIN, LOGIN),
    "exports": (LOGIN, 404, 200, 200, 404, LOGIN, LOGIN, LOGIN, LOGIN),
    "export-report": (LOGIN, 404, 200, 200, 404, LOGIN, LOGIN, LOGIN, LOGIN),
    "export-sheet": (LOGIN, 404, 200, 200, 404, LOGIN, LOGIN, LOGIN, LOGIN),
    "set-up": (LOGIN, 404, 404, 200, 404, LOGIN, LOGIN, LOGIN, LOGIN),
    "throw-away": (LOGIN, 404, 404, 200, 404, LOGIN, LOGIN, LOGIN, LOGIN),
    "session": (LOGIN, 404, 302, 302, 404, LOGIN, LOGIN, LOGIN, LOGIN),
    "session-tables": (LOGIN, 404, 200, 200, 404, LOGIN, LOGIN, LOGIN, LOGIN),
    "session-table": (LOGIN, 404, 200, 200, 404, LOGIN, LOGIN, LOGIN, LOGIN),
    "compare": (LOGIN, 404, 200, 200, 200, LOGIN, LOGIN, LOGIN, LOGIN),
    "replay": (LOGIN, 404, 200, 200, 404, LOGIN, LOGIN, LOGIN, LOGIN),
    "replay-events": (LOGIN, 404, 200, 200, 404, LOGIN, LOGIN, LOGIN, LOGIN),
    "screen": (404, 404, 404, 404, 404, 404, 404, 200, 404),
    "screen-events": (404, 404, 404, 404, 404, 404, 404, 200, 404),
    "screen-energy": (404, 404, 404, 404, 404, 404, 404, 200, 404),
    "screen-door": (404, 404, 404, 404, 404, 404, 404, 200, 404),
    "seat": (404, 404, 404, 404, 404, 200, 404, 404, 404),
    "seat-events": (404, 404, 404, 404, 404, 200, 404, 404, 404),
    "new-paper": (LOGIN, 404, 404, 200, 404, LOGIN, LOGIN, LOGIN, LOGIN),
    # Of a session on paper, which this one is not: see test_photos.py.
    "photos": (LOGIN, 404, 404, 404, 404, LOGIN, LOGIN, LOGIN, LOGIN),
    "photo": (LOGIN, 404, 404, 404, 404, LOGIN, LOGIN, LOGIN, LOGIN),
    "new-session": (LOGIN, 404, 404, 200, 404, LOGIN, LOGIN, LOGIN, LOGIN),
    "join": (200,) * 9,
    "take-part": (200,) * 9,
    "hand-over": (200,) * 9,
    "join-who": (302,) * 9,
    "boards": (LOGIN, 404, 404, 404, 200, LOGIN, LOGIN, LOGIN, LOGIN),
    "board-texts": (LOGIN, 404, 404, 404, 200, LOGIN, LOGIN, LOGIN, LOGIN),
    "blank-board": (LOGIN, 200, 200, 200, 200, LOGIN, LOGIN, LOGIN, LOGIN),
    "board-history": (LOGIN, 404, 404, 404, 200, LOGIN, LOGIN, LOGIN, LOGIN),
    "restore-board-texts": (LOGIN, 404, 404, 404, 200, LOGIN, LOGIN, LOGIN, LOGIN),
    "years": (LOGIN, 404, 200, 200, 200, LOGIN, LOGIN, LOGIN, LOGIN),
    # For staff once it is confirmed.
    "partner-year": (LOGIN, 404, 200, 200, 404, LOGIN, LOGIN, LOGIN, LOGIN),
    "partner-year-pdf": (LOGIN, 404, 200, 200, 404, LOGIN, LOGIN, LOGIN, LOGIN),
    "welcome": (LOGIN, 404, 200, 200, 404, LOGIN, LOGIN, LOGIN, LOGIN),
    "welcome-pdf": (LOGIN, 404, 200, 200, 404, LOGIN, LOGIN, LOGIN, LOGIN),
    # by POST only
    "confirm-partner-year": (LOGIN, 405, 405, 405, 405, LOGIN, LOGIN, LOGIN, LOGIN),
    "hand-actions-over": (LOGIN, 405, 405, 405, 405, LOGIN, LOGIN, LOGIN, LOGIN),
    "control-commands": (405,) * 9,
    "seat-commands": (405,) * 9,
    "screen-link": (LOGIN, 404, 200, 200, 404, LOGIN, LOGIN, LOGIN, LOGIN),
    "open-screen-here": (200,) * 9,
    "try-out": (LOGIN, 405, 405, 405, 405, LOGIN, LOGIN, LOGIN, LOGIN),
    "change-photo": (LOGIN, 405, 405, 405, 405, LOGIN, LOGIN, LOGIN, LOGIN),
    "open-screen": (LOGIN, 405, 405, 405, 405, LOGIN, LOGIN, LOGIN, LOGIN),
    "hand-over-offer": (LOGIN, 405, 405, 405, 405, LOGIN, LOGIN, LOGIN, LOGIN),
}
CLOSED = OPEN | {
    "move": (LOGIN, 404, 404, 302, 404, LOGIN, LOGIN, LOGIN, LOGIN),
    "session-action": (LOGIN, 404, 404, 302, 404, LOGIN, LOGIN, LOGIN, LOGIN),
    "set-up": (LOGIN, 404, 404, 302, 404, LOGIN, LOGIN, LOGIN, LOGIN),
    "control": (LOGIN, 404, 302, 302, 404, LOGIN, LOGIN, LOGIN, LOGIN),
    "session": (LOGIN, 404, 200, 200, 200, LOGIN, LOGIN, LOGIN, LOGIN),
    "exports": (LOGIN, 404, 200, 200, 200, LOGIN, LOGIN, LOGIN, LOGIN),
    "export-report": (LOGIN, 404, 200, 200, 200, LOGIN, LOGIN, LOGIN, LOGIN),
    "export-sheet": (LOGIN, 404, 200, 200, 200, LOGIN, LOGIN, LOGIN, LOGIN),
    "session-tables": (LOGIN, 404, 200, 200, 200, LOGIN, LOGIN, LOGIN, LOGIN),
    "session-table": (LOGIN, 404, 200, 200, 200, LOGIN, LOGIN, LOGIN, LOGIN),
    "replay": (LOGIN, 404, 200, 200, 200, LOGIN, LOGIN, LOGIN, LOGIN),
    "replay-events": (LOGIN, 404, 200, 200, 200, LOGIN, LOGIN, LOGIN, LOGIN),
    "seat": (404, 404, 404, 404, 404, 410, 404, 404, 404),
    "seat-events": (404, 404, 404, 404, 404, 410, 404, 404, 404),
}


def address(name: str, table: Table) -> str:
    """The address with this name, for the table's session or deal."""
    if name in ("join", "take-part", "join-who", "hand-over", "open-screen-here", "boards"):
        return reverse(name)
    if name in ("board-texts", "board-history", "restore-board-texts"):
        version = "?version=0" if name == "restore-board-texts" else ""
        return reverse(name, args=["rollen"]) + version
    if name == "blank-board":
        return reverse(name, args=["rollen", "gedrag"])
    if name == "export-sheet":
        return reverse(name, args=[table.session.pk, table.sheet.pk, "svg"])
    if name == "session-table":
        return reverse(name, args=[table.session.pk, "placements"])
    if name == "move":
        return reverse(name, args=[table.session.pk, table.placement().pk])
    if name == "session-action":
        action, _new = Action.objects.get_or_create(deal=table.session.deal, text="Bellen")
        return reverse(name, args=[table.session.pk, action.pk])
    if name == "hand-over-offer":
        return reverse(name, args=[table.session.pk, table.session.seats.get().pk])
    if name in ("photo", "change-photo"):
        return reverse(name, args=[table.session.pk, uuid4()])
    if name == "years" or "partner-year" in name:
        partner = [] if name == "years" else [table.subject("Arcadis").partner_id]
        return reverse(name, args=[table.session.deal_id, *partner, 2026])
    if name in ("welcome", "welcome-pdf", "hand-actions-over"):
        return reverse(name, args=[table.session.deal_id, table.subject("Arcadis").partner_id])
    of_deal = name in ("new-session", "new-paper", "compare")
    key = table.session.deal_id if of_deal else table.session.pk
    return reverse(name, args=[key])


def test_every_address_of_the_boards_stands_in_the_table() -> None:
    names = {pattern.name for pattern in urls.urlpatterns}

    assert names == set(OPEN)


@pytest.mark.parametrize("name", OPEN)
def test_who_gets_what_while_the_session_runs(people: People, name: str) -> None:
    got = {
        role: people.clients[role].get(address(name, people.table)).status_code for role in ROLES
    }

    assert got == dict(zip(ROLES, OPEN[name], strict=True))


@pytest.mark.parametrize("name", CLOSED)
def test_who_gets_what_after_it_was_closed(people: People, name: str) -> None:
    people.table.team.sends("close_session")

    got = {
        role: people.clients[role].get(address(name, people.table)).status_code for role in ROLES
    }

    assert got == dict(zip(ROLES, CLOSED[name], strict=True))


@pytest.mark.parametrize(
    ("name", "allowed"), [("control-commands", {"facilitator"}), ("seat-commands", set())]
)
def test_only_facilitators_and_seats_carry_anything_out(
    people: People, name: str, allowed: set[str]
) -> None:
    command = {"id": str(uuid4()), "kind": "set_phase", "phase": "discussing"}
    accepted = set()
    for role in ROLES:
        response = people.clients[role].post(
            address(name, people.table), command, content_type="application/json"
        )
        if response.status_code == 200:
            accepted.add(role)
        else:
            assert response.status_code in {403, 404}

    assert accepted == allowed


def test_the_screen_opens_for_the_team_only(people: People) -> None:
    statuses = {
        role: people.clients[role].post(address("open-screen", people.table)).status_code
        for role in ROLES
    }

    assert statuses["stranger"] == statuses["staff"] == 404
    assert statuses["facilitator"] == statuses["member"] == 302
    assert people.clients["facilitator"].get(address("screen", people.table)).status_code == 200
    assert people.clients["nobody"].get(address("screen", people.table)).status_code == 404


@pytest.mark.parametrize("name", ["control", "session", "control-events", "seat", "screen-events"])
def test_an_id_that_does_not_exist_answers_like_one_that_may_not_be_seen(
    people: People, name: str
) -> None:
    client = people.clients["stranger"]

    hidden = client.get(address(name, people.table))
    absent = client.get(reverse(name, args=[uuid4()]))

    assert hidden.status_code == absent.status_code == 404
    assert without_secrets(hidden) == without_secrets(absent)


def without_secrets(response: HttpResponseBase) -> str:
    """A page without what is random in every answer: CSRF token, nonce and its own address."""
    assert isinstance(response, HttpResponse)
    page = re.sub(r'value="[A-Za-z0-9]{64}"|nonce="[^"]+"', "", response.content.decode())
    return re.sub(r"[0-9a-f-]{36}", "", page)


def every_plain_address() -> list[str]:
    """All named addresses of the project that need no arguments."""
    names = []
    for pattern in walk(get_resolver().url_patterns):
        if pattern.name and not pattern.pattern.converters:
            names.append(pattern.name)
    return sorted(set(names))


def walk(patterns: Iterable[object]) -> list[URLPattern]:
    """All patterns, those of included modules too."""
    found: list[URLPattern] = []
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            found.append(pattern)
        else:
            found += walk(pattern.url_patterns)  # type: ignore[attr-defined]
    return found


def test_security_headers_stand_on_every_page(people: People) -> None:
    addresses = [("facilitator", reverse(name)) for name in every_plain_address()]
    for name in OPEN:
        role = name.split("-")[0] if name.split("-")[0] in ("seat", "screen") else "facilitator"
        addresses.append((role, address(name, people.table)))

    for role, where in addresses:
        headers = people.clients[role].get(where).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        for bad in ("unsafe", "data:", "*", "http:"):
            assert bad not in policy, (where, policy)
        for header, value in (
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "same-origin"),
            ("X-Frame-Options", "DENY"),
        ):
            assert headers[header] == value, where
        assert "camera=()" in headers["Permissions-Policy"]
        assert "no-store" in headers["Cache-Control"], where
