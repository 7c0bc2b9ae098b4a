"""The facilitator's tools as the server paints them first, and the question before closing."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from boards.views.control import unrevealed
from deals.models import Deal, Seat, TeamRole, User
from tests.boards.test_addresses import logged_in
from tests.boards.test_scores import results_table, scores, sheet
from tests.conftest import make_user
from tests.table import Table


def page(client: Client, table: Table, name: str = "control") -> str:
    """A page of this session."""
    answer = client.get(reverse(name, args=[table.session.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def line(html: str, name: str) -> str:
    """The line of something that can be on."""
    start = html.index(f'data-now="{name}"')
    return html[start : html.index("</li>", start)]


def words(html: str) -> str:
    """What stands there, without the marks and the space between."""
    return " ".join(strip_tags(html.partition(">")[2]).split())


@pytest.fixture
def client(facilitator: User) -> Client:
    """The facilitator's browser."""
    return logged_in(facilitator)


def test_nothing_is_on_at_first(client: Client, table: Table) -> None:
    html = page(client, table)

    for name in ("timer", "paused", "names_hidden", "gathered", "checking"):
        assert f'data-now="{name}" hidden' in html


@pytest.mark.parametrize(
    ("name", "kind", "fields", "said"),
    [
        ("timer", "set_timer", {"seconds": 600}, "Nog 10:00"),
        ("paused", "pause_placing", {"paused": True}, "Plaatsen staat op pauze"),
        ("names_hidden", "hide_names", {"hidden": True}, "Geen namen op het scherm"),
        ("checking", "open_check", {}, "Genoeg ingebracht: ja 0, een beetje 0, nee 0"),
    ],
)
def test_what_is_on_stands_on_the_page(
    client: Client, table: Table, name: str, kind: str, fields: dict[str, Any], said: str
) -> None:
    assert table.team.sends(kind, **fields).accepted

    html = page(client, table)

    assert f'data-now="{name}" hidden' not in html
    # A second may have gone by.
    assert said.replace("10:00", "9:59") in words(line(html, name)).replace("10:00", "9:59")


def test_everyone_at_a_board_is_said_with_its_name(client: Client, table: Table) -> None:
    assert table.team.sends("show_sheet", sheet=table.sheet.pk, everyone=True).accepted

    assert "Iedereen is bij: Rollen en inzet" in words(line(page(client, table), "gathered"))


def test_a_participant_says_ready_and_it_stands_in_the_list(client: Client, table: Table) -> None:
    table.joins("Arcadis")
    assert table.joins("Wandelnet").sends("say_ready", ready=True).accepted

    html = page(client, table)

    assert "1 van 2 klaar" in " ".join(strip_tags(html).split())
    assert html.count("data-ready-mark>klaar<") == 1


def test_a_form_gives_somebody_without_a_phone_a_place(client: Client, table: Table) -> None:
    fields = {"kind": "add_seat", "subject": table.subject("Arcadis").pk}
    address = reverse("control-commands", args=[table.session.pk])

    client.post(address, fields | {"id": "6f1fc5a2-9a0e-4f0f-8a6e-3a1f0f6f7a11"})

    assert Seat.objects.get().partner == table.subject("Arcadis").partner
    assert "zonder telefoon" in page(client, table)


@pytest.mark.parametrize("phase", ["placing", "revealing"])
def test_only_from_revealing_on_one_participant_can_be_shown_our_view(
    client: Client, hidden_table: Table, phase: str
) -> None:
    hidden_table.joins("Arcadis")
    hidden_table.team.places(hidden_table.subject("Arcadis"))
    if phase != "placing":
        assert hidden_table.team.sends("set_phase", phase=phase).accepted

    html = page(client, hidden_table)

    assert (">Laat zien waar wij je zien<" in html) == (phase == "revealing")


def test_who_is_no_facilitator_has_no_tools(table: Table, deal: Deal) -> None:
    client = logged_in(make_user("teamlid", deal, TeamRole.MEMBER))

    html = page(client, table)

    assert "data-tools" not in html
    assert "data-undo" not in html
    assert 'value="set_timer"' not in html


# Before closing -----------------------------------------------------------------------------------


def test_the_question_before_closing_can_be_asked_where_somebody_is(
    client: Client, table: Table
) -> None:
    assert "open_check" not in page(client, table, "close")
    table.joins("Arcadis")

    assert "open_check" in page(client, table, "close")


def test_closing_says_how_many_could_say_enough_and_nobodys_name(
    client: Client, table: Table
) -> None:
    seats = [table.joins(name) for name in ("Arcadis", "Wandelnet", "Gemeente Zwolle")]
    assert table.team.sends("open_check").accepted
    for seat, enough in zip(seats[:2], ("yes", "no"), strict=True):
        assert seat.sends("answer_check", enough=enough).accepted
    seats[1].sends("leave")

    html = page(client, table, "close")

    counts = " ".join(strip_tags(html[html.index("data-check-counts") :]).split())
    assert "ja1 een beetje0 nee0 nog geen antwoord1" in counts
    assert "Arcadis" not in html
    assert "open_check" not in html


def test_closing_warns_of_a_hidden_view_in_which_only_scores_were_given(
    client: Client, deal: Deal, facilitator: User
) -> None:
    table = results_table(deal, facilitator, hidden=True)
    seat = table.joins("Wandelnet")
    assert "Nog niet aan de zaal getoond" not in page(client, table, "close")
    scores(seat, table, "systeem", 3)
    scores(seat, table, "diversiteit", 3)
    scores(seat, table, "diversiteit", None)  # taken back
    scores(table.team, table, "inschalen", 2, board="opschalingsroutes")

    assert "Nog niet aan de zaal getoond" in page(client, table, "close")
    boards = [(row["sheet"].board, row["count"]) for row in unrevealed(table.session)]
    assert boards == [("innovaties", 1), ("opschalingsroutes", 1)]


def test_closing_does_not_warn_of_scores_that_were_shown_or_taken_off_the_table(
    client: Client, deal: Deal, facilitator: User
) -> None:
    table = results_table(deal, facilitator, hidden=True)
    scores(table.joins("Wandelnet"), table, "systeem", 3)
    scores(table.team, table, "systeem", 3, subject="Het beweegbankje")
    table.team.sends("set_phase", phase="revealing")
    on = sheet(table, "innovaties").pk
    assert table.team.sends("reveal_sheet", sheet=on, layer="self").accepted
    which = {"subject": table.subject("Het beweegbankje").pk}
    assert table.team.sends("drop_innovation", dropped=True, **which).accepted

    assert "Nog niet aan de zaal getoond" not in page(client, table, "close")


def test_closing_counts_the_post_its_of_a_hidden_view(client: Client, hidden_table: Table) -> None:
    for name in ("Arcadis", "Wandelnet"):
        hidden_table.team.places(hidden_table.subject(name))

    assert [row["count"] for row in unrevealed(hidden_table.session)] == [2]
    assert "Nog niet aan de zaal getoond" in page(client, hidden_table, "close")
