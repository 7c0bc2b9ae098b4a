"""A fixed number of queries per page: as many with three post-its as with one."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from boards.access import screen_cookie, screen_token, seat_cookie
from boards.domain.joining import Joining, join
from deals.models import User
from tests.boards.test_addresses import logged_in, with_cookie
from tests.table import Table

NAMES = ("Arcadis", "Wandelnet", "Gemeente Zwolle")


def queries(client: Client, address: str) -> int:
    """How many queries a page takes, once nothing has to be looked up for the first time."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def clients(table: Table, facilitator: User) -> dict[str, Client]:
    """A browser per role."""
    session = table.session
    partner = table.subject("Ministerie van BZK").partner_id
    _seat, token = join(session, Joining(request=session.pk, partner=partner))
    return {
        "control": logged_in(facilitator),
        "seat": with_cookie(seat_cookie(session.pk), token),
        "screen": with_cookie(screen_cookie(session.pk), screen_token(session.pk, facilitator.pk)),
    }


@pytest.mark.parametrize("suffix", ["", "-events"])
@pytest.mark.parametrize("role", ["control", "seat", "screen"])
def test_a_page_takes_as_many_queries_with_three_post_its_as_with_one(
    table: Table, facilitator: User, role: str, suffix: str
) -> None:
    client = clients(table, facilitator)[role]
    address = reverse(role + suffix, args=[table.session.pk])
    table.joins(NAMES[0]).places(table.subject(NAMES[0]))
    one = queries(client, address)

    for name in NAMES:
        table.joins(name).places(table.subject(name))
        table.team.places(table.subject(name))
        table.team.sends("put_on_table", name=f"Nog een {name}")

    assert queries(client, address) == one
