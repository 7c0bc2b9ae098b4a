"""What an element means to us stands with that element on every page, and is written without
JavaScript too.
"""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from boards.access import screen_cookie, screen_token, seat_cookie
from boards.domain.joining import Joining, join
from boards.domain.preparing import SheetPlan, prepare_session
from boards.models import Note
from deals.models import Deal, User
from tests.boards.test_addresses import logged_in, with_cookie
from tests.conftest import make_user
from tests.table import Table

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 5)
RAIN = "Regen is voor ons <kennis>."
BASED_ON = re.compile(r'name="based_on" value="(\d+)"')


def laid(deal: Deal, facilitator: User, *fillings: str) -> Table:
    """A session in preparation with the board Rollen en inzet, filled in in these ways."""
    plans = [SheetPlan("rollen", filling) for filling in fillings]
    return Table(prepare_session(deal, "Samen", DAY, plans, facilitator), facilitator)


@pytest.fixture
def agreeing(deal: Deal, facilitator: User) -> Table:
    """A session that is agreeing on what the elements mean; one meaning is written."""
    table = laid(deal, facilitator, "betekenis")
    assert table.team.sends("set_phase", phase="meaning").accepted
    write(table, RAIN)
    return table


def write(table: Table, text: str, based_on: int = 0, element: str = "water") -> None:
    """The facilitator writes down a meaning on the sheet that has them."""
    sheet = table.session.sheets.get(filling="betekenis")
    fields = {"element": element, "based_on": based_on, "text": text}
    assert table.team.sends("write_note", sheet=sheet.pk, about="meaning", **fields).accepted


def clients(table: Table, facilitator: User) -> dict[str, Client]:
    """A browser per role."""
    session = table.session
    partner = table.subject("Wandelnet").partner_id
    _seat, token = join(session, Joining(uuid4(), partner=partner))
    return {
        "control": logged_in(facilitator),
        "seat": with_cookie(seat_cookie(session.pk), token),
        "screen": with_cookie(screen_cookie(session.pk), screen_token(session.pk, facilitator.pk)),
    }


def shown(client: Client, name: str, table: Table) -> str:
    """A page of the session, as text."""
    return str(client.get(reverse(name, args=[table.session.pk])).content.decode())


def meanings_in(page: str) -> list[str]:
    """The meanings that a page shows, in its order; those that are hidden are none."""
    parts = re.findall(
        r'class="our-meaning" data-our-meaning="[^"]+"\s*(hidden)?>.*?data-text>(.*?)</span>',
        page,
        re.DOTALL,
    )
    return [text for hidden, text in parts if not hidden]


@pytest.mark.parametrize("phase", ["meaning", "placing", "discussing"])
@pytest.mark.parametrize("role", ["control", "seat", "screen"])
def test_a_meaning_stands_on_every_view_in_every_phase(
    agreeing: Table, facilitator: User, role: str, phase: str
) -> None:
    client = clients(agreeing, facilitator)[role]
    if phase != "meaning":
        agreeing.team.sends("set_phase", phase=phase)

    found = meanings_in(shown(client, role, agreeing))

    # On a phone: the card before placing, the card while placing, and the own place.
    assert found == ["Regen is voor ons &lt;kennis&gt;."] * (3 if role == "seat" else 1)


def test_the_closed_session_keeps_the_meanings(agreeing: Table, facilitator: User) -> None:
    write(agreeing, "", element="oogst")
    agreeing.team.sends("close_session")

    page = shown(logged_in(facilitator), "session", agreeing)

    assert page.count('class="history-meaning"') == 1
    assert '<span class="our-meaning-text">Regen is voor ons &lt;kennis&gt;.</span>' in page


def test_only_the_sheet_that_has_the_step_shows_meanings(deal: Deal, facilitator: User) -> None:
    table = laid(deal, facilitator, "gedrag", "betekenis")
    table.team.sends("set_phase", phase="meaning")
    write(table, RAIN)
    other, own = (table.session.sheets.get(filling=name) for name in ("gedrag", "betekenis"))
    browsers = clients(table, facilitator)

    for role, client in browsers.items():
        page = shown(client, role, table)
        assert f'data-our-meaning="{own.pk} water"' in page
        assert f'data-our-meaning="{other.pk}' not in page
    page = shown(browsers["control"], "control", table)
    assert page.count('data-meaning="') == 7
    table.team.sends("close_session")
    assert shown(browsers["control"], "session", table).count('class="history-meaning"') == 1


def test_without_the_step_nothing_of_it_is_there(deal: Deal, facilitator: User) -> None:
    table = laid(deal, facilitator, "gedrag")
    table.team.sends("set_phase", phase="placing")

    for role, client in clients(table, facilitator).items():
        page = shown(client, role, table)
        assert "data-our-meaning" not in page
        assert 'data-meaning="' not in page
        assert 'id="tab-meanings"' not in page


@pytest.mark.parametrize(
    ("filling", "phase"), [("betekenis", "meaning"), ("feitelijke-rol", "placing")]
)
def test_a_session_starts_where_its_way_of_filling_in_begins(
    deal: Deal, facilitator: User, filling: str, phase: str
) -> None:
    table = laid(deal, facilitator, filling)

    page = shown(logged_in(facilitator), "control", table)

    start = re.search(r'data-phases="preparing" .*?name="phase" value="(\w+)"', page, re.DOTALL)
    assert start is not None
    assert start[1] == phase
    assert ('data-step="meaning"' in page) == (filling == "betekenis")


def test_only_facilitators_can_write(agreeing: Table, deal: Deal, facilitator: User) -> None:
    member = logged_in(make_user("teamlid", deal, role="member"))

    page = shown(member, "control", agreeing)

    assert 'data-meaning="' not in page
    assert "data-edit-meaning" not in page
    assert meanings_in(page) == ["Regen is voor ons &lt;kennis&gt;."] * 2
    assert shown(logged_in(facilitator), "control", agreeing).count('data-meaning="') == 7


# Without JavaScript -----------------------------------------------------------------------------


def posted(client: Client, table: Table, **fields: object) -> HttpResponse:
    """The form of one element, sent by a browser without JavaScript; the page that follows."""
    form = {
        "id": uuid4(),
        "kind": "write_note",
        "sheet": table.sheet.pk,
        "about": "meaning",
        "element": "water",
    }
    address = reverse("control-commands", args=[table.session.pk])
    return client.post(address, form | fields, follow=True)  # type: ignore[return-value]


def test_a_form_writes_a_meaning_and_takes_it_away(agreeing: Table, facilitator: User) -> None:
    client = logged_in(facilitator)

    posted(client, agreeing, based_on="1", text="Kennis.\r\nEn geld.")
    assert Note.objects.get().text.text == "Kennis.\nEn geld."
    page = shown(client, "control", agreeing)
    assert BASED_ON.findall(page)[:7] == ["0", "0", "0", "0", "2", "0", "0"]  # the seven elements

    posted(client, agreeing, based_on="2", text="")
    assert Note.objects.get().text.text == ""


def test_a_form_that_comes_too_late_gives_the_words_back(
    agreeing: Table, facilitator: User
) -> None:
    page = posted(logged_in(facilitator), agreeing, based_on="0", text="Regen & wind").content

    assert "Regen &amp; wind" in page.decode()
    assert "Regen is voor ons &lt;kennis&gt;." in page.decode()
    assert Note.objects.get().text.text == RAIN


# How much a page costs, and where the screen begins -------------------------------------------


@pytest.mark.parametrize("role", ["control", "seat", "screen"])
def test_a_page_takes_as_many_queries_with_three_meanings_as_with_one(
    agreeing: Table, facilitator: User, role: str
) -> None:
    client = clients(agreeing, facilitator)[role]
    shown(client, role, agreeing)
    counts = []
    for element in ("oogst", "vlinder", "compost"):
        with CaptureQueriesContext(connection) as captured:
            shown(client, role, agreeing)
        counts.append(len(captured))
        write(agreeing, "Iets.", element=element)

    assert counts == [counts[0]] * 3


def test_the_screen_makes_room_for_meanings(deal: Deal, facilitator: User) -> None:
    table = laid(deal, facilitator, "betekenis")
    token = screen_token(table.session.pk, facilitator.pk)
    wall = with_cookie(screen_cookie(table.session.pk), token)

    assert 'data-meanings="none"' in shown(wall, "screen", table)
    table.team.sends("set_phase", phase="meaning")
    page = shown(wall, "screen", table)
    assert 'data-view="board"' in page  # the room reads along, also while nobody is there
    assert 'data-meanings="agreeing"' in page
    write(table, RAIN)
    assert 'data-view="board"' in shown(wall, "screen", table)
    table.team.sends("set_phase", phase="placing")
    assert 'data-meanings="kept"' in shown(wall, "screen", table)
    write(table, "", based_on=1)
    assert 'data-meanings="none"' in shown(wall, "screen", table)
