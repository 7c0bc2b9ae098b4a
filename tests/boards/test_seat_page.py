"""A participant's page: what it asks of them, what it holds of others, and that all of it works
without JavaScript.
"""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from boards.access import seat_cookie
from boards.domain.joining import Joining, join
from boards.domain.preparing import SheetPlan, prepare_session
from boards.models import Note, Placement, SeatLog
from deals.models import Deal, Person, User
from tests.boards.test_addresses import with_cookie
from tests.conftest import started
from tests.table import Place, Table

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 5)
INVLOED = SheetPlan(
    "invloed", "organisatie-en-persoon", self_starts_open=False, team_starts_open=False
)
ROLES = SheetPlan("rollen", "feitelijke-rol", self_starts_open=False, team_starts_open=False)
CARD = re.compile(r'data-choice="([\w-]+)"([^>]*)>')
FORM = re.compile(r"<form[^>]*>.*?</form>", re.DOTALL)
FIELD = re.compile(r'<(?:input type="hidden"|button) [^>]*?name="(\w+)" value="([^"]*)"')


def laid(deal: Deal, facilitator: User, *plans: SheetPlan) -> Table:
    """A running session with these boards, and one contact person on the table."""
    partner = deal.partners.get(organisation__name="Wandelnet")
    Person.objects.create(partner=partner, name="Anna de Wit")
    return started(prepare_session(deal, "Samen", DAY, list(plans), facilitator), facilitator)


def sits(table: Table, name: str) -> tuple[Client, Place]:
    """Somebody of this partner with a phone: their browser, and their place at the table."""
    partner = table.subject(name).partner_id
    seat, token = join(table.session, Joining(uuid4(), partner=partner))
    return with_cookie(seat_cookie(table.session.pk), token), table.at(seat)


def page_of(client: Client, table: Table) -> str:
    """The page as text."""
    return str(client.get(reverse("seat", args=[table.session.pk])).content.decode())


def markup(page: str) -> str:
    """The page without its data for JavaScript, and without what only JavaScript copies."""
    page = re.sub(r'<script id="page-data".*?</script>', "", page, flags=re.DOTALL)
    return re.sub(r"<template.*?</template>", "", page, flags=re.DOTALL)


def posts(client: Client, table: Table, kind: str, having: str = "", **typed: str) -> None:
    """Send the first form of this kind on the page that has a text in it, as a browser does."""
    forms = FORM.findall(markup(page_of(client, table)))
    form = next(each for each in forms if f'value="{kind}"' in each and having in each)
    fields = dict(FIELD.findall(form.split("<button", 1)[0]))
    answer = client.post(
        reverse("seat-commands", args=[table.session.pk]), fields | typed, follow=True
    )
    assert not [message.message for message in answer.context["messages"]]


def cards_in_sight(page: str, who: str) -> list[str]:
    """The cards that an answer offers."""
    part = re.search(rf'data-ask="{who}".*?(?=data-ask=|data-own-ask=|$)', page, re.DOTALL)
    assert part is not None
    return [name for name, rest in CARD.findall(part[0]) if "hidden" not in rest]


def put(table: Table, name: str, element: str, layer: str = "team") -> None:
    """The facilitators put somebody on the one board."""
    fields = {"placement": uuid4(), "sheet": table.sheet.pk, "element": element, "layer": layer}
    fields |= {"subject": table.subject(name).pk}
    fields |= {"visibility": "open" if table.sheet.is_open(layer) else "hidden"}
    assert table.team.sends("place", **fields).accepted


def test_one_board_has_no_steps_and_asks_for_no_favourite(deal: Deal, facilitator: User) -> None:
    table = laid(deal, facilitator, ROLES)
    client, _me = sits(table, "Wandelnet")

    page = page_of(client, table)

    assert "data-steps" not in page
    assert "data-favourite" not in page
    assert "Hoe heet je?" not in page


def test_two_ways_of_filling_in_one_board_are_told_apart_in_the_steps(
    deal: Deal, facilitator: User
) -> None:
    table = laid(deal, facilitator, ROLES, SheetPlan("rollen", "gedrag"), INVLOED)
    client, _me = sits(table, "Wandelnet")

    names = re.findall(r'class="step-name">([^<]+)<', page_of(client, table))

    assert names == ["Feitelijke rol", "Gedrag", "Invloed", "Kies"]


def test_a_long_name_in_the_steps_may_break_where_a_reader_breaks_it(
    deal: Deal, facilitator: User
) -> None:
    plans = [SheetPlan("opschalingsroutes", "routes"), SheetPlan("snelheid", "organisatie")]
    table = laid(deal, facilitator, *plans)
    client, _me = sits(table, "Wandelnet")

    names = re.findall(r'<span class="step-name">(.*?)</span>', page_of(client, table))

    assert names == ["Opschalings\u00adroutes", "Snelheid", "Kies"]


def test_two_steps_without_javascript(deal: Deal, facilitator: User) -> None:
    table = laid(deal, facilitator, INVLOED)
    client, _me = sits(table, "Wandelnet")
    groups = ["beinvloeder", "sleutelfiguur", "toeschouwer", "geinteresseerde", "unknown"]
    page = markup(page_of(client, table))
    assert cards_in_sight(page, "organisation") == groups
    assert cards_in_sight(page, "person") == []

    posts(client, table, "introduce", subject=str(table.subject("Anna de Wit").pk))
    page = markup(page_of(client, table))
    assert cards_in_sight(page, "person") == ["unknown"]
    posts(client, table, "place", having='value="sleutelfiguur"')
    page = markup(page_of(client, table))
    columns = ["sleutelfiguur-weinig", "sleutelfiguur-veel"]
    assert cards_in_sight(page, "person") == [*columns, "unknown"]
    posts(client, table, "place", having='value="sleutelfiguur-veel"')
    posts(client, table, "place", having='value="toeschouwer"')

    placed = Placement.objects.select_related("subject").order_by("subject__of")
    found = {row.subject.name: row.element for row in placed}
    assert found == {"Wandelnet": "toeschouwer", "Anna de Wit": "toeschouwer-veel"}
    anna = table.subject("Anna de Wit")
    posts(client, table, "say_unknown", having=f'value="{anna.pk}"')
    assert Placement.objects.get(subject=anna).unknown
    assert Placement.objects.get(subject=table.subject("Wandelnet")).element == "toeschouwer"


def test_only_persons_of_the_own_organisation_can_be_chosen(deal: Deal, facilitator: User) -> None:
    table = laid(deal, facilitator, INVLOED)
    mine, _me = sits(table, "Wandelnet")
    other, _them = sits(table, "Arcadis")

    name = '<span class="who-name">Anna de Wit</span>'

    assert name in markup(page_of(mine, table))
    assert name not in markup(page_of(other, table))


def test_where_the_facilitators_see_somebody_is_on_no_phone_before_it_is_shown(
    deal: Deal, facilitator: User
) -> None:
    table = laid(deal, facilitator, INVLOED)
    mine, me = sits(table, "Wandelnet")
    other, _them = sits(table, "Wandelnet")
    put(table, "Wandelnet", "toeschouwer")
    secret = str(Placement.objects.get().pk)
    table.team.sends("set_phase", phase="discussing")

    for client in (mine, other):
        page = page_of(client, table)
        assert secret not in page
        assert "data-has-team" not in page

    shown = {"sheet": table.sheet.pk, "layer": "team", "seat": me.viewer.seat}
    assert table.team.sends("reveal_sheet", **shown).accepted
    page = markup(page_of(mine, table))
    assert "data-has-team" in page
    side = re.search(r'data-side="team".*?data-side-title>([^<]+)<', page, re.DOTALL)
    assert side is not None
    assert side[1] == "Toeschouwer"
    assert re.search(r"data-reaction\s*>", page)
    assert secret not in page_of(other, table)


def test_a_question_and_its_answer_stay_with_the_phone_that_wrote_it(
    deal: Deal, facilitator: User
) -> None:
    table = laid(deal, facilitator, ROLES)
    mine, _me = sits(table, "Wandelnet")
    other, _them = sits(table, "Arcadis")
    assert 'class="seat-question"' not in markup(page_of(mine, table))
    table.team.sends("ask", sheet=table.sheet.pk, question="water-1")

    posts(mine, table, "write_note", having="water-1", text="Tijd <en> rust.")

    assert "Tijd &lt;en&gt; rust." in markup(page_of(mine, table))
    assert "Tijd" not in page_of(other, table)
    table.team.sends("ask")
    page = markup(page_of(mine, table))
    assert "Tijd &lt;en&gt; rust." in page
    assert "Vragen van dit gesprek" in page
    assert 'class="seat-question"' not in markup(page_of(other, table))
    assert Note.objects.get().audience == "team"


def test_what_is_said_beside_placing_works_without_javascript(
    deal: Deal, facilitator: User
) -> None:
    table = laid(deal, facilitator, ROLES, INVLOED)
    client, me = sits(table, "Wandelnet")
    table.team.sends("open_check")
    second = table.session.sheets.get(order=1)

    posts(client, table, "say_ready")
    posts(client, table, "choose_board", having=str(second.pk))
    posts(client, table, "answer_check", enough="partly")

    said = SeatLog.objects.get(pk=me.viewer.seat)
    assert (said.ready_in, said.favourite_id, said.enough) == ("placing", second.pk, "partly")
    posts(client, table, "say_ready")
    assert SeatLog.objects.get(pk=me.viewer.seat).ready_in == ""


def test_a_person_stands_in_the_list_with_their_organisation(deal: Deal, facilitator: User) -> None:
    table = laid(deal, facilitator, SheetPlan("snelheid", "persoon"))
    client, _me = sits(table, "Arcadis")
    put(table, "Anna de Wit", "kikker")

    names = re.findall(
        r'class="place-list-name" data-name>([^<]*)<', markup(page_of(client, table))
    )

    assert names == ["Anna de Wit, Wandelnet"]


def test_paused_placing_is_said_with_the_reason(deal: Deal, facilitator: User) -> None:
    table = laid(deal, facilitator, ROLES)
    client, _me = sits(table, "Wandelnet")
    assert "aria-disabled" not in markup(page_of(client, table))

    table.team.sends("pause_placing", paused=True)

    page = markup(page_of(client, table))
    # Seven elements and "weet ik niet".
    assert page.count('aria-disabled="true"') == 8
    assert re.search(r"data-paused\s*>De gespreksleider zet het plaatsen even stil", page)


def test_more_boards_and_notes_take_no_more_queries(deal: Deal, facilitator: User) -> None:
    table = laid(deal, facilitator, ROLES, INVLOED)
    client, me = sits(table, "Wandelnet")
    address = reverse("seat", args=[table.session.pk])

    def queries() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    me.sends("introduce", name="Bilal")
    sheet = table.session.sheets.get(order=0)
    answer = {"sheet": sheet.pk, "about": "answer", "based_on": 0, "text": "Ja."}
    assert me.sends("write_note", **answer, question="team-1").accepted
    few = queries()
    for number in (2, 3, 4):
        assert me.sends("write_note", **answer, question=f"team-{number}").accepted
        assert table.joins("Wandelnet").sends("introduce", name=f"Iemand {number}").accepted

    assert queries() == few
