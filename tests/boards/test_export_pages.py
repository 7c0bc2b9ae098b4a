"""The page on which a session is kept and shared: for whom, what is offered, and how files come."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from boards.export import paper
from deals.models import Deal, Session, User
from tests.boards.test_addresses import logged_in
from tests.boards.test_queries import queries
from tests.boards.test_wheel import colours, laid
from tests.conftest import make_user
from tests.table import Table


@pytest.fixture
def staff(db: None) -> Client:
    """A browser of Agenda Stad."""
    user = make_user("agendastad")
    user.is_agenda_stad = True
    user.save()
    return logged_in(user)


def page(client: Client, table: Table, query: str = "") -> str:
    """The page as text."""
    answer = client.get(reverse("exports", args=[table.session.pk]) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def svg_at(table: Table) -> str:
    """Where the drawing of the one sheet is."""
    return reverse("export-sheet", args=[table.session.pk, table.sheet.pk, "svg"])


def test_the_team_chooses_for_whom_it_is(hidden_table: Table, facilitator: User) -> None:
    client = logged_in(facilitator)
    hidden_table.team.places(hidden_table.subject("Arcadis"), element="vlinder")

    own, room = page(client, hidden_table), page(client, hidden_table, "?as=room")

    assert "hier staat ook in wat verborgen is voor de zaal" in own
    assert "Goed om uit te delen" in room
    assert f"{svg_at(hidden_table)}?as=room" in room
    assert b"Arcadis" in client.get(svg_at(hidden_table)).content
    assert b"Arcadis" not in client.get(svg_at(hidden_table) + "?as=room").content


def test_a_board_is_handed_out_without_names(table: Table, facilitator: User) -> None:
    client = logged_in(facilitator)
    table.joins("Arcadis").places(table.subject("Arcadis"), element="vlinder")
    table.team.places(table.subject("Wandelnet"), element="oogst")
    nameless, report = f"{svg_at(table)}?as=nameless", "exports/report/"

    said = page(client, table, "?as=nameless")
    drawing = client.get(nameless).content.decode()

    assert nameless in said
    assert report not in said
    assert report in page(client, table, "?as=room")
    assert "marktpartij 1" in drawing
    for name in ("Arcadis", "Wandelnet"):
        assert name not in drawing
    address = reverse("export-report", args=[table.session.pk])
    assert client.get(address + "?as=nameless").status_code == 404


def test_names_that_are_hidden_on_the_screen_are_a_warning(table: Table, facilitator: User) -> None:
    client, warning = logged_in(facilitator), "De namen staan verborgen op het grote scherm"
    assert warning not in page(client, table, "?as=room")

    table.team.sends("hide_names", hidden=True)

    assert warning in page(client, table, "?as=room")
    assert warning not in page(client, table)
    assert warning not in page(client, table, "?as=nameless")


def test_staff_get_what_the_room_saw_whatever_they_ask(hidden_table: Table, staff: Client) -> None:
    hidden_table.team.places(hidden_table.subject("Arcadis"), element="vlinder")
    hidden_table.team.sends("close_session")

    said = page(staff, hidden_table)

    assert "wat de zaal zag" in said
    assert "?as=" not in said
    for query in ("", "?as=team", "?as=control", "?as=room"):
        assert b"Arcadis" not in staff.get(svg_at(hidden_table) + query).content


def test_a_file_has_a_plain_name_and_stays_in_no_cache(table: Table, facilitator: User) -> None:
    Session.objects.filter(pk=table.session.pk).update(title='Half "weg"\r\nX: ../é' + "a" * 180)

    answer = logged_in(facilitator).get(svg_at(table))

    name = answer.headers["Content-Disposition"]
    assert name.startswith('attachment; filename="half-weg-x-ea')
    assert name.endswith('-rollen-en-inzet-feitelijke-rol.svg"')
    assert len(name) < 160
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("form", ["pdf", "a4", "blanko"])
def test_another_form_is_not_there(table: Table, facilitator: User, form: str) -> None:
    address = reverse("export-sheet", args=[table.session.pk, table.sheet.pk, form])

    assert logged_in(facilitator).get(address).status_code == 404


def test_a_sheet_of_another_session_is_not_there(
    table: Table, hidden_table: Table, facilitator: User
) -> None:
    address = reverse("export-sheet", args=[table.session.pk, hidden_table.sheet.pk, "svg"])

    assert logged_in(facilitator).get(address).status_code == 404


def test_a_wheel_is_chosen_among_those_that_were_coloured(deal: Deal, facilitator: User) -> None:
    table, client = laid(deal, facilitator, is_open=True), logged_in(facilitator)
    arcadis, other = table.subject("Arcadis"), table.subject("Wandelnet")
    colours(table.team, arcadis, 3, layer="team")

    said = page(client, table)

    assert f'<option value="{arcadis.pk}">Arcadis</option>' in said
    assert str(other.pk) not in said
    assert b"Arcadis" in client.get(f"{svg_at(table)}?about={arcadis.pk}").content
    assert client.get(f"{svg_at(table)}?about={other.pk}").status_code == 404


def test_when_a_file_cannot_be_made_the_page_says_so(
    table: Table, facilitator: User, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(paper, "BOARD", tmp_path / "not-there.typ")
    address = reverse("export-sheet", args=[table.session.pk, table.sheet.pk, "a3"])

    answer = logged_in(facilitator).get(address + "?as=room", follow=True)

    where = reverse("exports", args=[table.session.pk]) + "?as=room"
    assert answer.redirect_chain == [(where, 302)]
    assert "Dit bestand kon niet worden gemaakt" in answer.content.decode()


@pytest.mark.parametrize(("board", "filling"), [("boom", "gedrag"), ("rollen", "boom")])
def test_a_blank_board_that_does_not_exist_is_not_there(
    facilitator: User, board: str, filling: str
) -> None:
    address = reverse("blank-board", args=[board, filling])

    assert logged_in(facilitator).get(address).status_code == 404


def test_who_is_in_no_team_prints_no_boards(db: None) -> None:
    address = reverse("blank-board", args=["rollen", "gedrag"])

    assert logged_in(make_user("niemand")).get(address).status_code == 404


def test_the_page_and_a_drawing_take_as_many_queries_with_three_post_its_as_with_one(
    table: Table, facilitator: User
) -> None:
    client, names = logged_in(facilitator), ("Arcadis", "Wandelnet", "Gemeente Zwolle")
    addresses = [reverse("exports", args=[table.session.pk]), svg_at(table)]
    table.joins(names[0]).places(table.subject(names[0]))
    one = [queries(client, address) for address in addresses]

    for name in names:
        table.joins(name).places(table.subject(name))
        table.team.places(table.subject(name))

    assert [queries(client, address) for address in addresses] == one


def test_the_way_there_stands_on_the_pages_of_a_session_and_of_the_boards(
    table: Table, facilitator: User, staff: Client
) -> None:
    client = logged_in(facilitator)
    there = f'href="{reverse("exports", args=[table.session.pk])}"'
    blank = reverse("blank-board", args=["rollen", "feitelijke-rol"])

    assert there in client.get(reverse("control", args=[table.session.pk])).content.decode()
    new = client.get(reverse("new-session", args=[table.session.deal_id])).content.decode()
    assert blank in new
    assert blank in staff.get(reverse("boards")).content.decode()
    table.team.sends("close_session")
    assert there in staff.get(reverse("session", args=[table.session.pk])).content.decode()
