"""Tables of a session and of a deal: what stands in them, for whom, and that texts stay texts."""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from threading import Event
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from boards.export import files
from boards.export.cells import Cell, Column, looks_like_formula, plain
from boards.export.cells import Table as Cells
from boards.models import Note
from deals.domain import jobs
from deals.hooks import Made, job_kind
from deals.models import Deal, Job, JobState, Organisation, Partner, Phase, Session, User
from tests.boards.test_addresses import logged_in
from tests.boards.test_agreeing import agrees
from tests.boards.test_queries import queries
from tests.boards.test_scores import results_table, scores
from tests.boards.test_scores import sheet as sheet_of
from tests.boards.test_talking import writes
from tests.conftest import make_session, make_user, started
from tests.live import server
from tests.table import Table

DANGEROUS = (
    "=1+1",
    "+31 6 12345678",
    "-x",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "\0=1+1",
    " =1+1",
    "\u200b=1+1",
    "＝1+1",
    '=HYPERLINK("https://kwaad.example";"klik")',
)
HIDDEN = "Hier komen ze nooit uit"


def workbook(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def rows_of(book: Any, title: str) -> list[dict[str, Any]]:
    """The rows of a sheet, by the titles of their columns; empty cells are left out."""
    titles, *rows = book[title].iter_rows(values_only=True)
    return [
        {name: value for name, value in zip(titles, row, strict=True) if value is not None}
        for row in rows
    ]


def csv_rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def all_bytes(book: bytes) -> bytes:
    """Every byte of every part of a workbook, unpacked."""
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        return b"".join(parts.read(name) for name in parts.namelist())


def get(client: Client, table: Table, what: str = "", **query: str) -> bytes:
    name = "session-table" if what else "session-tables"
    answer = client.get(reverse(name, args=[table.session.pk, *([what] if what else [])]), query)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    return answer.content


@pytest.fixture
def staff(db: None) -> Client:
    """A browser of somebody of Agenda Stad."""
    user = make_user("agendastad")
    User.objects.filter(pk=user.pk).update(is_agenda_stad=True)
    return logged_in(User.objects.get(pk=user.pk))


@pytest.fixture
def team(facilitator: User) -> Client:
    """A facilitator's browser."""
    return logged_in(facilitator)


# What stands in it --------------------------------------------------------------------------------


def test_a_workbook_has_a_sheet_per_table_with_titles_that_stay(table: Table, team: Client) -> None:
    book = workbook(get(team, table))

    assert book.sheetnames == [
        "Over dit bestand",
        "Plekken",
        "Notities",
        "Cijfers",
        "Wie zorgt ervoor",
        "Acties",
        "Innovaties",
        "Deelnemers",
    ]
    assert all(len(name) <= files.SHEET_NAME_LENGTH for name in book.sheetnames)
    sheet = book["Plekken"]
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A2", "$1:$1")
    assert sheet.auto_filter.ref == "A1:N1"
    assert sheet.column_dimensions["D"].width > 20
    assert "Ruimte voor Lopen" in [cell.value for cell in book["Over dit bestand"]["A"]]


def test_a_placement_is_a_row_in_dutch(table: Table, team: Client) -> None:
    table.joins("Arcadis").places(table.subject("Arcadis"), x=100.26, y=50)
    table.team.places(table.subject("Wandelnet"), element="boompje")

    first, second = rows_of(workbook(get(team, table)), "Plekken")

    assert first == {
        "Praatplaat": "Rollen en inzet",
        "Invulwijze": "Feitelijke rol",
        "Laag": "door de deelnemers zelf",
        "Naam": "Arcadis",
        "Soort": "marktpartij",
        "Ontbreekt": "nee",
        "Element": first["Element"],
        "x in mm": 100.3,
        "y in mm": 50,
        "Weet het niet": "nee",
        "Geplaatst door": "deelnemer",
        "Verborgen voor de zaal": "nee",
    }
    assert (second["Element"], second["Geplaatst door"]) == ("Boompje", "gespreksleiders")


def test_notes_actions_and_participants_are_rows_too(table: Table, team: Client) -> None:
    seat = table.joins("Arcadis")
    writes(table.team, "Wij weten het ook niet")
    writes(seat, "Dat deed de gemeente")
    agrees(table, due="2027-01-15")
    table.session.actions.update(done_at=timezone.make_aware(datetime(2026, 12, 31, 23, 30)))

    book = workbook(get(team, table))

    notes = {row["Tekst"]: row for row in rows_of(book, "Notities")}
    assert notes["Wij weten het ook niet"]["Geschreven door"] == "gespreksleiders"
    assert notes["Dat deed de gemeente"]["Geschreven door"] == "deelnemer"
    assert notes["Dat deed de gemeente"]["Vraag"].startswith("Welke elementen zijn leeg")
    [action] = rows_of(book, "Acties")
    assert action == {
        "Actie": "Bel de verzekeraar",
        "Uiterlijk op": datetime(2027, 1, 15),
        "Gedaan": "ja",
        "Gedaan op": datetime(2026, 12, 31),
    }
    assert rows_of(book, "Deelnemers") == [{"Organisatie": "Arcadis"}]


def test_grades_are_numbers_and_innovations_say_what_became_of_them(
    deal: Deal, facilitator: User, team: Client
) -> None:
    results = results_table(deal, facilitator)
    aspect = next(iter(sheet_of(results, "innovaties").content["aspects"]))
    scores(results.team, results, aspect["id"], 7)

    book = workbook(get(team, results))

    [score] = rows_of(book, "Cijfers")
    assert (score["Naam"], score["Aspect"], score["Cijfer"]) == (
        "De wandelkaart",
        aspect["title"],
        7,
    )
    assert {"Innovatie": "De wandelkaart", "Wat ervan werd": "op tafel"} in rows_of(
        book, "Innovaties"
    )


def test_a_csv_opens_as_dutch_spreadsheets_expect(table: Table, team: Client) -> None:
    table.joins("Arcadis").places(table.subject("Arcadis"), x=100.26, y=50)

    content = get(team, table, "placements")
    address = reverse("session-table", args=[table.session.pk, "placements"])

    assert content.startswith(b"\xef\xbb\xbfPraatplaat;Invulwijze;Laag;")
    titles, row = csv_rows(content)
    assert row[titles.index("x in mm")] == "100,3"
    assert team.get(address)["Content-Disposition"] == (
        'attachment; filename="halverwege-2026-03-05-plekken-voor-het-team.csv"'
    )


# Texts stay texts ---------------------------------------------------------------------------------


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_becomes_a_formula_or_a_link(text: str) -> None:
    assert looks_like_formula(text)
    table = Cells("table", "Tabel", [Column(text)], [[text]])

    made = files.workbook_of(text, [text], [table])
    cell = workbook(made)["Tabel"]["A2"]

    assert (cell.data_type, cell.hyperlink, cell.value) == ("s", None, plain(text))
    assert cell.quotePrefix
    assert b"<f>" not in all_bytes(made)
    assert b"<hyperlink" not in all_bytes(made)
    written = csv_rows(files.csv_of(table))[1][0]
    assert written == f"'{plain(text)}"
    assert "\0" not in written


@pytest.mark.parametrize(
    "text",
    ['Zwolle; "de stad"', "Twee\nregels", "Ĳsselmeer 🚶", "'s-Hertogenbosch", "a" * 500],
)
def test_other_texts_stay_what_they_are(text: str) -> None:
    table = Cells("table", "Tabel", [Column("Kop")], [[text]])

    assert workbook(files.workbook_of("Titel", [], [table]))["Tabel"]["A2"].value == text
    assert csv_rows(files.csv_of(table))[1] == [text]


def test_what_no_file_should_hold_is_left_out_and_what_is_too_long_cut() -> None:
    table = Cells("table", "Tabel", [Column("Kop")], [["a\0b\x07\x1bc\ufffe"], ["x" * 40_000]])

    rows = list(workbook(files.workbook_of("Titel", [], [table]))["Tabel"].values)

    assert [row[0] for row in rows] == ["Kop", "abc", "x" * 32_767]


def test_dates_numbers_and_empty_cells_are_what_they_are() -> None:
    row: list[Cell] = [date(2026, 3, 5), 7, -1.5, True, None]
    table = Cells("table", "Tabel", [Column(name) for name in "abcde"], [row])

    cells = workbook(files.workbook_of("Titel", [], [table]))["Tabel"][2]

    assert [cell.value for cell in cells[:4]] == [datetime(2026, 3, 5), 7, -1.5, "ja"]
    assert csv_rows(files.csv_of(table))[1] == ["2026-03-05", "7", "-1,5", "ja", ""]


def test_a_name_typed_at_the_table_stays_a_text(table: Table, team: Client) -> None:
    table.team.sends("put_on_table", name="=cmd|' /C calc'!A0")
    table.team.places(table.subject("=cmd|' /C calc'!A0"))

    cell = next(
        cell for cell in workbook(get(team, table))["Plekken"]["D"] if "cmd" in str(cell.value)
    )

    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    assert b"'=cmd" in get(team, table, "placements")


# Who gets what ------------------------------------------------------------------------------------


@pytest.fixture
def closed(hidden_table: Table) -> Table:
    """A closed session: hidden placings, one note for the team, an action, and one open answer."""
    hidden_table.team.places(hidden_table.subject("Arcadis"))
    writes(hidden_table.team, HIDDEN)
    hidden_table.team.sends(
        "write_note", sheet=hidden_table.sheet.pk, about="note", based_on=0, text="Voor iedereen"
    )
    shared = Note.objects.get(text__text="Voor iedereen")
    hidden_table.team.sends("share_note", note=shared.pk)
    agrees(hidden_table)
    hidden_table.team.sends("close_session")
    return hidden_table


def every_file(client: Client, table: Table, **query: str) -> Iterator[bytes]:
    yield all_bytes(get(client, table, **query))
    for what in ("placements", "notes", "scores", "doers", "innovations", "participants"):
        yield get(client, table, what, **query)


def test_the_team_gets_what_was_hidden_and_it_says_so(closed: Table, team: Client) -> None:
    book = workbook(get(team, closed))

    [row] = rows_of(book, "Plekken")
    assert (row["Naam"], row["Verborgen voor de zaal"]) == ("Arcadis", "ja")
    assert HIDDEN in [note["Tekst"] for note in rows_of(book, "Notities")]
    assert any("Geef het niet door" in str(cell.value) for cell in book["Over dit bestand"]["A"])


@pytest.mark.parametrize("who", ["staff", "team as the room"])
def test_what_was_hidden_is_in_no_byte_for_others(
    closed: Table, team: Client, staff: Client, who: str
) -> None:
    client, query = (staff, {}) if who == "staff" else (team, {"as": "room"})

    made = list(every_file(client, closed, **query))

    assert not any(b"Arcadis" in content or HIDDEN.encode() in content for content in made)
    assert any(b"Voor iedereen" in content for content in made)
    assert not any(b"Verborgen" in content for content in made)


def test_actions_are_for_who_reads_them_and_not_for_the_room(
    closed: Table, team: Client, staff: Client
) -> None:
    actions = reverse("session-table", args=[closed.session.pk, "actions"])

    for client in (team, staff):
        assert b"Bel de verzekeraar" in client.get(actions).content
    assert team.get(actions, {"as": "room"}).status_code == 404
    assert b"verzekeraar" not in all_bytes(get(team, closed, **{"as": "room"}))


def test_staff_get_nothing_of_a_session_that_runs(table: Table, staff: Client) -> None:
    for name, args in (("session-tables", []), ("session-table", ["placements"])):
        assert staff.get(reverse(name, args=[table.session.pk, *args])).status_code == 404


def test_the_page_of_a_session_offers_to_each_what_they_may_have(
    closed: Table, team: Client, staff: Client
) -> None:
    address = reverse("exports", args=[closed.session.pk])
    workbooks = reverse("session-tables", args=[closed.session.pk])

    at_team, at_staff = (client.get(address).content.decode() for client in (team, staff))
    to_hand_out = team.get(address, {"as": "room"}).content.decode()

    assert f'href="{workbooks}"' in at_team
    assert f'href="{workbooks}?as=room"' in to_hand_out
    assert f'href="{workbooks}"' not in to_hand_out
    assert reverse("session-table", args=[closed.session.pk, "actions"]) not in to_hand_out
    assert f'href="{workbooks}"' in at_staff
    assert "as=room" not in at_staff
    assert "voor het team" not in at_staff


def test_a_table_that_does_not_exist_is_not_found(table: Table, team: Client) -> None:
    address = reverse("session-table", args=[table.session.pk, "geheimen"])

    assert team.get(address).status_code == 404


def test_a_workbook_takes_as_many_queries_with_three_of_everything_as_with_one(
    table: Table, team: Client
) -> None:
    address = reverse("session-tables", args=[table.session.pk])
    table.joins("Arcadis").places(table.subject("Arcadis"))
    writes(table.team, "Eén")
    one = queries(team, address)
    for name in ("Wandelnet", "Gemeente Zwolle"):
        table.joins(name).places(table.subject(name))
        table.team.places(table.subject(name))
        agrees(table, text=f"Bel {name}")

    assert queries(team, address) == one


# A whole deal -------------------------------------------------------------------------------------


def deal_tables(deal: Deal, user: User) -> bytes:
    """The workbook of a deal, made as the command makes it."""
    kind = job_kind("deal-tables")
    assert kind is not None
    job = jobs.start(kind, deal, user)
    jobs.run(job.pk)
    job.refresh_from_db()
    content = jobs.file_of(job)
    assert content is not None
    return content


@pytest.fixture
def written_down(closed: Table, deal: Deal, facilitator: User) -> Deal:
    """A deal with a closed session, one that runs, and records of which some are the team's own."""
    running = started(make_session(deal, facilitator), facilitator)
    Session.objects.filter(pk=running.session.pk).update(title="Nog bezig")
    running.team.places(running.subject("Wandelnet"))
    arcadis = Partner.objects.get(deal=deal, organisation__name="Arcadis")
    arcadis.why, arcadis.since, arcadis.hours = "=Wilde zelf meedoen", date(2025, 2, 1), 120
    arcadis.resistance = True
    arcadis.save()
    arcadis.people.create(role="adviseur", name="Noor de Wit", level="staff")
    deal.innovations.create(name="De wandelkaart", problem="Niemand weet de weg")
    return deal


def test_the_team_gets_everything_of_a_deal(written_down: Deal, facilitator: User) -> None:
    book = workbook(deal_tables(written_down, facilitator))

    assert book.sheetnames[1:] == [
        "Sessies",
        "Plekken",
        "Notities",
        "Cijfers",
        "Wie zorgt ervoor",
        "Deelnemers",
        "Acties",
        "Innovaties",
        "Partners",
        "Contactpersonen",
    ]
    assert [row["Sessie"] for row in rows_of(book, "Sessies")] == ["Halverwege", "Nog bezig"]
    first, second = rows_of(book, "Plekken")
    assert (first["Sessie"], first["Naam"], first["Verborgen voor de zaal"]) == (
        "Halverwege",
        "Arcadis",
        "ja",
    )
    assert (second["Sessie"], second["Datum"]) == ("Nog bezig", datetime(2026, 3, 5))
    arcadis = next(row for row in rows_of(book, "Partners") if row["Organisatie"] == "Arcadis")
    assert arcadis == {
        "Organisatie": "Arcadis",
        "Soort": "marktpartij",
        "Relatie": "partner (heeft getekend)",
        "Niet meer in de deal": "nee",
        "Sinds": datetime(2025, 2, 1),
        "Waarom": "=Wilde zelf meedoen",
        "Uren per jaar": 120,
    }
    assert rows_of(book, "Contactpersonen") == [
        {
            "Organisatie": "Arcadis",
            "Functie": "adviseur",
            "Naam": "Noor de Wit",
            "Niveau": "medewerker",
        }
    ]
    [action] = rows_of(book, "Acties")
    assert (action["Actie"], action["Sessie"]) == ("Bel de verzekeraar", "Halverwege")
    assert [row["Innovatie"] for row in rows_of(book, "Innovaties")] == ["De wandelkaart"]


def test_staff_get_of_a_deal_what_its_pages_show_them(written_down: Deal) -> None:
    user = make_user("agendastad")
    User.objects.filter(pk=user.pk).update(is_agenda_stad=True)
    running = written_down.sessions.exclude(phase=Phase.CLOSED).first()
    bank = Organisation.objects.create(name="Bank van nu", kind="market")
    written_down.partners.create(organisation=bank, relation="missing", named_in=running)

    made = deal_tables(written_down, User.objects.get(pk=user.pk))

    book = workbook(made)
    assert "Contactpersonen" not in book.sheetnames
    assert [row["Sessie"] for row in rows_of(book, "Sessies")] == ["Halverwege"]
    assert rows_of(book, "Plekken") == []
    assert [note["Tekst"] for note in rows_of(book, "Notities")] == ["Voor iedereen"]
    assert {"Organisatie", "Soort", "Relatie", "Niet meer in de deal"} == set(
        rows_of(book, "Partners")[0]
    )
    for secret in (HIDDEN, "Wilde zelf", "Noor de Wit", "Nog bezig", "Bank van nu"):
        assert secret.encode() not in all_bytes(made)


def test_a_deal_takes_the_same_number_of_queries_for_each_session_more(
    written_down: Deal, facilitator: User
) -> None:
    kind = job_kind("deal-tables")
    assert kind is not None
    job = jobs.start(kind, written_down, facilitator)
    counts = []
    for _session in range(3):
        with CaptureQueriesContext(connection) as captured:
            kind.maker(job, lambda _done, _total: None)
        counts.append(len(captured))
        more = started(make_session(written_down, facilitator), facilitator)
        more.team.places(more.subject("Wandelnet"))

    assert counts[2] - counts[1] == counts[1] - counts[0]


def test_the_job_tells_after_each_session_how_far_it_is(
    written_down: Deal, facilitator: User
) -> None:
    kind = job_kind("deal-tables")
    assert kind is not None
    told: list[tuple[int, int]] = []

    made = kind.maker(
        jobs.start(kind, written_down, facilitator), lambda done, total: told.append((done, total))
    )

    assert isinstance(made, Made)
    assert made.file_name.startswith("ruimte-voor-lopen-")
    assert made.file_name.endswith("-voor-het-team.xlsx")
    assert told == [(0, 4), (1, 4), (2, 4), (3, 4)]


def test_a_process_of_its_own_makes_the_workbook(
    live_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deal: Deal, facilitator: User
) -> None:
    for name, value in server.environment(tmp_path / "data").items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(jobs, "NICENESS", 0)  # beside other tests it might not get its turn
    table = started(make_session(deal, facilitator), facilitator)
    table.team.places(table.subject("Arcadis"))
    browser = logged_in(facilitator)

    answer = browser.post(reverse("deal-exports", args=[deal.pk]), {"kind": "deal-tables"})

    job = Job.objects.get()
    assert answer["Location"] == reverse("job", args=[job.pk])
    pause = Event()
    for _attempt in range(1500):
        if not job.is_under_way:
            break
        pause.wait(0.1)
        job.refresh_from_db()
    assert (job.state, job.failure) == (JobState.DONE, "")
    book = workbook(browser.get(reverse("job-file", args=[job.pk])).content)
    assert [row["Naam"] for row in rows_of(book, "Plekken")] == ["Arcadis"]
