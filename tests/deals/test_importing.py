"""Reading lists: names as a covenant has them, CSV, Excel; and what is wrong in them. Pure."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from deals.domain import names as name_module
from deals.domain.importing import reading
from deals.domain.importing.columns import Column, guess_kind
from deals.domain.importing.reading import Line, Unreadable, bare_name, read_file, read_text
from deals.domain.importing.rows import Problem, Row, read_row
from deals.domain.names import Forms, Likeness, Names
from deals.models import Level, OrganisationKind, Relation

pytestmark = pytest.mark.usefixtures("in_english")
DATA = Path(__file__).resolve().parents[2] / "deals" / "data"


@pytest.fixture(scope="module")
def in_english() -> Iterator[None]:
    """Sentences as they stand in the code."""
    with override("en"):
        yield


def names_in(lines: list[Line]) -> list[str]:
    return [line.cells[Column.ORGANISATION] for line in lines]


def row_of(**cells: str) -> tuple[Row, list[Problem]]:
    named = {Column[key.upper()]: text for key, text in cells.items()}
    return read_row(Line(7, {Column.ORGANISATION: "Wandelnet"} | named))


def wrong(**cells: str) -> list[tuple[int, str]]:
    return [(problem.line, problem.column) for problem in row_of(**cells)[1]]


def refused(content: bytes, name: str = "lijst.csv") -> str:
    with pytest.raises(Unreadable) as info:
        read_file(name, content)
    return info.value.sentence


def workbook(*rows: list[object]) -> bytes:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    return saved(book)


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


# As copied from a covenant ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Gemeente Zwolle", "Gemeente Zwolle"),
        ("1. Gemeente Zwolle;", "Gemeente Zwolle"),
        ("12) Gemeente Zwolle,", "Gemeente Zwolle"),
        ("3.\tGemeente Zwolle; en", "Gemeente Zwolle"),
        ("• Gemeente Zwolle.", "Gemeente Zwolle"),
        ("– Gemeente Zwolle, en", "Gemeente Zwolle"),
        ("(a) Gemeente Zwolle", "Gemeente Zwolle"),
        ("iv. Gemeente Zwolle", "Gemeente Zwolle"),
        ("de gemeente Zwolle, hierna te noemen: “Zwolle”;", "Gemeente Zwolle"),
        ("2. Arcadis N.V., te dezen vertegenwoordigd door de directeur;", "Arcadis N.V."),
        ("Stichting Wandelnet, gevestigd te Amersfoort", "Stichting Wandelnet"),
        ("A. Hak B.V.;", "A. Hak B.V."),
        ("De Bouwcampus", "De Bouwcampus"),
        ("Ministerie van A, B en C; en", "Ministerie van A, B en C"),
        ("2.5D Ontwerp", "2.5D Ontwerp"),
        ("hierna gezamenlijk te noemen: Partijen", ""),
        (
            "het college van burgemeester en wethouders van de gemeente Culemborg",
            "Gemeente Culemborg",
        ),
        ("4. Het college van B&W van de gemeente Tiel;", "Gemeente Tiel"),
        ("Het college van gedeputeerde staten van de provincie Gelderland", "Provincie Gelderland"),
        ("De burgemeester van Tiel", "De burgemeester van Tiel"),
        (
            "De Staatssecretaris van Binnenlandse Zaken en Koninkrijksrelaties, dhr. X, "
            "handelend als bestuursorgaan",
            "Staatssecretaris van Binnenlandse Zaken en Koninkrijksrelaties",
        ),
        ("Gemeente Urk, de heer Y", "Gemeente Urk"),
        ("Wandelnet, mevrouw Y", "Wandelnet"),
        ("Wandelnet, drs. Y", "Wandelnet"),
        ("Wandelnet, handelend onder de naam Z", "Wandelnet"),
        ("Drift, Irene en Co", "Drift, Irene en Co"),
    ],
)
def test_only_the_name_is_left_of_a_line_of_a_covenant(line: str, name: str) -> None:
    assert bare_name(line) == name


def test_a_pasted_list_keeps_the_line_numbers_and_leaves_out_what_is_no_name() -> None:
    lines = read_text(
        "1. Gemeente Zwolle, te dezen vertegenwoordigd door de wethouder,\n"
        "hierna te noemen: Zwolle;\n\nen\n2. Wandelnet;\n"
    )

    assert [(line.number, line.cells) for line in lines] == [
        (1, {Column.ORGANISATION: "Gemeente Zwolle"}),
        (5, {Column.ORGANISATION: "Wandelnet"}),
    ]


def test_a_pasted_line_with_cells_is_read_as_columns() -> None:
    lines = read_text("Wandelnet\nGemeente Zwolle; gemeente; 29 okt 2020")

    assert lines[1].cells == {
        Column.ORGANISATION: "Gemeente Zwolle",
        Column.KIND: "gemeente",
        Column.SIGNED: "29 okt 2020",
    }


def test_cells_pasted_from_a_spreadsheet_may_have_headings() -> None:
    lines = read_text("Functie\tOrganisatie\nwethouder\tGemeente Zwolle\n")

    assert lines == [
        Line(2, {Column.ROLE: "wethouder", Column.ORGANISATION: "Gemeente Zwolle"}),
    ]


def test_a_pasted_list_with_headings_and_commas_is_read_as_columns() -> None:
    lines = read_text("organisatie,soort,ondertekend\nGemeente Tiel,gemeente,2020-12-14\n")

    tiel = {Column.ORGANISATION: "Gemeente Tiel", Column.KIND: "gemeente"}
    assert lines == [Line(2, tiel | {Column.SIGNED: "2020-12-14"})]


def test_commas_in_the_first_pasted_name_make_no_headings_of_it() -> None:
    assert names_in(read_text("Ontwerp, partner en co\nMinisterie van A, B en C")) == [
        "Ontwerp, partner en co",
        "Ministerie van A, B en C",
    ]


@pytest.mark.parametrize(
    "text",
    ["organisatie,soort", "Organisatie;soort", "Partij, soort, sinds", "organisatie\tsoort"],
)
def test_headings_that_are_not_the_first_line_are_no_organisation(text: str) -> None:
    lines = read_text(f"Wandelnet\n{text}\nGemeente Tiel")

    faults = [problem for line in lines for problem in read_row(line)[1]]
    assert (2, "organisatie") in [(fault.line, fault.column) for fault in faults]
    assert {fault.line for fault in faults} == {2}


def test_the_lines_of_a_pasted_list_that_hold_no_name_are_told() -> None:
    text = "De Partijen,\n1. Wandelnet;\nhierna te noemen: de Deal\n\n2. NS Stations"

    assert names_in(read_text(text)) == ["Wandelnet", "NS Stations"]
    assert reading.left_out(text) == [(1, "De Partijen,"), (3, "hierna te noemen: de Deal")]


def test_a_cell_in_no_column_is_a_fault_of_its_own_line() -> None:
    lines = read_file("l.csv", b"organisatie;soort\nA;markt;meer\nB;markt\n")

    assert [[problem.sentence for problem in read_row(line)[1]] for line in lines] == [
        ["“meer” stands in no column. Is there a sign too many?"],
        [],
    ]


def test_a_month_beyond_december_says_how_to_write_a_date() -> None:
    _row, problems = row_of(since="12/14/2020")

    assert [problem.sentence for problem in problems] == [
        "The date “12/14/2020” does not exist. Write the day first, then the month."
    ]
    _row, problems = row_of(since="31-02-2021")
    assert [problem.sentence for problem in problems] == ["The date “31-02-2021” does not exist."]


def test_who_said_no_and_signed_has_to_be_one_of_the_two() -> None:
    _row, problems = row_of(relation="zei nee", signed="2020-10-29")

    assert [problem.sentence for problem in problems] == [
        "It says “zei nee”, and also that they signed. Take one of the two out."
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Gemeente" + "," * 60_000 + "x",
        "Gemeente" + " ," * 30_000 + "x",
        "Gemeente" + " en" * 20_000 + "x",
        "a." * 30_000 + "b c.",
        "Gemeente" + "( " * 30_000 + "x",
    ],
    ids=["commas", "spaced commas", "and", "initials", "brackets"],
)
def test_a_long_line_of_signs_is_read_in_one_go(line: str) -> None:
    # Looked through from every place, each of these would take hours.
    assert ends_well(read_text, line)
    assert ends_well(read_file, "l.csv", f"{line}\nWandelnet\n".encode())


# CSV --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "count"),
    [("partners-openbare-ruimte.csv", 29), ("partners-ruimte-voor-lopen.csv", 24)],
)
def test_the_real_lists_are_read_without_a_fault(file: str, count: int) -> None:
    lines = read_file(file, (DATA / file).read_bytes())

    rows = [read_row(line) for line in lines]

    assert [problems for _row, problems in rows if problems] == []
    assert len(rows) == count
    assert all(row.kind is not None for row, _problems in rows)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_letters_and_delimiters_are_recognised(encoding: str, delimiter: str) -> None:
    text = f"Organisatie{delimiter}Soort\r\nProvincie Fryslân{delimiter}overheid\r\n"

    assert read_file("lijst.csv", text.encode(encoding)) == [
        Line(2, {Column.ORGANISATION: "Provincie Fryslân", Column.KIND: "overheid"})
    ]


def test_a_comma_in_a_name_is_no_delimiter() -> None:
    one_column = "organisatie\nMinisterie van A, B en C\nWandelnet\n"
    no_heading = "Ministerie van A, B en C\nWandelnet\n"

    for text in (one_column, no_heading):
        assert names_in(read_file("l.csv", text.encode())) == [
            "Ministerie van A, B en C",
            "Wandelnet",
        ]


def test_a_quoted_cell_may_hold_delimiters_and_lines() -> None:
    lines = read_file("l.csv", b'organisatie;waarom\n"A; B";"een\ntwee"\nC;\n')

    assert [(line.number, read_row(line)[0].why) for line in lines] == [(2, "een twee"), (4, "")]
    assert names_in(lines) == ["A; B", "C"]


def test_without_headings_the_columns_have_a_fixed_order() -> None:
    assert read_file("l.csv", b"Wandelnet;koepel;2020-10-29\n") == [
        Line(
            1,
            {
                Column.ORGANISATION: "Wandelnet",
                Column.KIND: "koepel",
                Column.SIGNED: "2020-10-29",
            },
        )
    ]


def test_a_column_for_the_contact_person_next_to_one_for_what_they_do_holds_the_name() -> None:
    lines = read_file("l.csv", b"partij;contactpersoon;functie\nA;Jansen;directeur\n")

    assert lines[0].cells == {
        Column.ORGANISATION: "A",
        Column.NAME: "Jansen",
        Column.ROLE: "directeur",
    }


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"organisatie;kleur\nA;rood\n", "“kleur”"),
        (b"organisatie;soort;kind\nA;;\n", "“soort”"),
        (b"soort;sinds\nmarkt;2020-10-29\n", "“organisatie”"),
        (b"organisatie\n", "headings"),
        (b"\n  \n", "empty"),
        (b"", "empty"),
        (b"a\x00b", "letters"),
        (b"\xff\xfea", "letters"),
        (b"%PDF-1.7", "CSV"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", ".xlsx"),
        (b"PK\x03\x04" + b"x" * 40, "broken"),
        (b"Wandelnet\n" * 2_001, "2000 lines"),
        (b"x" * (5 * 1024 * 1024 + 1), "5 MB"),
        (b'organisatie\n"' + b"x" * 140_000, "Line 2"),
        (b"organisatie;waarom\nWandelnet;" + b"x" * 32_768, "too much text"),
        (b"x" * 1_000_001, "too much text"),
        (b";" * 1_000_000 + b"x", "too much text"),
        (("e" + "\u0301\u0316" * 300_000).encode(), "no letters"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence_that_says_why(content: bytes, part: str) -> None:
    assert part in refused(content)


def test_two_thousand_lines_are_no_problem() -> None:
    assert len(read_file("l.csv", b"Wandelnet\n" * 2_000)) == 2_000


# Excel ------------------------------------------------------------------------------------------


def test_excel_is_read_with_its_dates_and_numbers() -> None:
    content = workbook(
        ["Organisatie", "Ondertekend", "Uren", "Euro"],
        ["Gemeente Zwolle", datetime(2020, 10, 29), 40, 1500.0],
        [None, None, None, None],
        ["Wandelnet", date(2021, 3, 1), None, None],
    )

    rows = [read_row(line) for line in read_file("lijst.xlsx", content)]

    assert [problems for _row, problems in rows] == [[], []]
    assert [(row.number, row.since, row.hours, row.euros) for row, _problems in rows] == [
        (2, date(2020, 10, 29), 40, 1500),
        (4, date(2021, 3, 1), None, None),
    ]


def test_a_formula_in_excel_is_never_computed() -> None:
    # openpyxl stores no outcome, as with a file that was never opened in Excel.
    content = workbook(["organisatie", "waarom"], ["Wandelnet", '=HYPERLINK("http://x";"y")'])

    lines = read_file("l.xlsx", content)

    assert [line.cells[Column.ORGANISATION] for line in lines] == ["Wandelnet"]
    assert [(p.column, p.sentence) for p in read_row(lines[0])[1]] == [
        ("waarom", "Here stands a formula without an outcome. Type what it gives.")
    ]


def test_a_name_that_is_a_formula_without_an_outcome_is_not_missing() -> None:
    lines = read_file("l.xlsx", workbook(["organisatie", "soort"], ["=A9", "markt"]))

    assert [problem.sentence for problem in read_row(lines[0])[1]] == [
        "Here stands a formula without an outcome. Type what it gives."
    ]


def test_a_formula_with_an_outcome_counts_as_that_also_when_it_is_empty() -> None:
    content = workbook(["organisatie", "waarom"], ["=A9", "=B9"], ["=A10", "=B10"])
    old = io.BytesIO(content)
    new = io.BytesIO()
    with zipfile.ZipFile(old) as source, zipfile.ZipFile(new, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                for cell, value in (("A2", b"Wandelnet"), ("B2", b""), ("A3", b""), ("B3", b"")):
                    row = cell[1:].encode()
                    where = re.compile(
                        rb'<c r="%b"><f>(\w+)</f><v ?/>|<c r="%b"><f>(\w+)</f><v></v>'
                        % (cell.encode(), cell.encode())
                    )
                    put = b'<c r="%b" t="str"><f>A%b</f><v>%b</v>' % (cell.encode(), row, value)
                    part, count = where.subn(put, part)
                    assert count == 1
            target.writestr(name, part)

    lines = read_file("l.xlsx", new.getvalue())

    assert lines == [Line(2, {Column.ORGANISATION: "Wandelnet"})]


def test_text_that_looks_like_a_formula_is_refused_as_a_name() -> None:
    for text in ("=1+1", "+31 6", "@SOM(A1)", "-Wandelnet"):
        _row, problems = read_row(read_file("l.csv", f"organisatie\n{text}\n".encode())[0])
        assert [(p.line, p.column) for p in problems] == [(2, "organisatie")]


def test_the_first_sheet_with_something_in_it_counts() -> None:
    book = Workbook()
    book.create_sheet("lijst").append(["Wandelnet"])

    assert names_in(read_file("l.xlsx", saved(book))) == ["Wandelnet"]


def test_a_cell_far_away_is_refused_and_takes_no_memory() -> None:
    book = Workbook()
    book.worksheets[0]["A1"] = "Wandelnet"
    book.worksheets[0]["XFD1048576"] = "x"

    assert "too much" in refused(saved(book), "l.xlsx")


def test_an_excel_file_that_unpacks_to_far_more_is_refused() -> None:
    file = io.BytesIO(workbook(["Wandelnet"]))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/groot.bin", b"\0" * (21 * 1024 * 1024))

    assert len(file.getvalue()) < 100_000
    assert "too much" in refused(file.getvalue(), "l.xlsx")


def with_shared_string(text: str, cells: int) -> bytes:
    """A small Excel file of which so many cells hold one and the same text."""
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, cells + 1)
    )
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    new_part = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook([]))) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        parts = {name: old.read(name).decode() for name in old.namelist()}
        types = parts["[Content_Types].xml"].replace("</Types>", new_part)
        parts |= {
            "[Content_Types].xml": types,
            "xl/sharedStrings.xml": f"<sst {space}><si><t>{text}</t></si></sst>",
            "xl/worksheets/sheet1.xml": (
                f"<worksheet {space}><sheetData>{rows}</sheetData></worksheet>"
            ),
        }
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def test_one_text_in_many_cells_counts_as_often_as_it_is_there() -> None:
    assert len(read_file("l.xlsx", with_shared_string("x" * 400, 2_000))) == 2_000
    assert "too much" in refused(with_shared_string("x" * 32_000, 2_000), "l.xlsx")


def test_a_text_that_fits_in_no_cell_of_excel_is_refused_at_once() -> None:
    content = with_shared_string(("x" * 1_000 + " ") * 5_000, 15_000)

    assert len(content) < 200_000
    assert "too much" in refused(content, "l.xlsx")


def test_a_part_of_an_excel_file_in_a_version_that_does_not_exist_is_broken() -> None:
    content = bytearray(workbook(["Wandelnet"]))
    content[content.find(b"PK\x01\x02") + 6] = 99

    assert "broken" in refused(bytes(content), "l.xlsx")


def test_another_zip_is_no_excel_file() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")

    assert "not an Excel file" in refused(file.getvalue(), "brief.docx")


@pytest.mark.parametrize("at", [200, 900, 2500])
def test_an_excel_file_with_a_hole_in_it_is_broken(at: int) -> None:
    content = workbook(["Wandelnet"])

    assert refused(content[:at], "l.xlsx")


# Cells ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "2020-10-29",
        "29-10-2020",
        "29/10/2020",
        "29.10.2020",
        "29 oktober 2020",
        "29 okt 2020",
        "29 okt. 2020",
        "29-okt-2020",
        "2020-10-29 00:00:00",
    ],
)
def test_a_date_is_read_as_people_write_it(text: str) -> None:
    row, problems = row_of(signed=text)

    assert (row.since, row.relation, problems) == (date(2020, 10, 29), Relation.SIGNED, [])


@pytest.mark.parametrize(
    "text", ["29-10-20", "31-02-2020", "2020-13-01", "1-1-1066", "morgen", "10/2020", "44133"]
)
def test_a_date_that_cannot_be_right_is_refused_by_line_and_column(text: str) -> None:
    assert wrong(signed=text) == [(7, "ondertekend")]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("gemeente", OrganisationKind.MUNICIPALITY),
        ("Gemeenten", OrganisationKind.MUNICIPALITY),
        ("rijksoverheid", OrganisationKind.MINISTRY),
        ("Provincie", OrganisationKind.GOVERNMENT),
        ("bedrijf", OrganisationKind.MARKET),
        ("Universiteit", OrganisationKind.KNOWLEDGE),
        ("koepel", OrganisationKind.UMBRELLA),
        ("maatschappelijke organisatie", OrganisationKind.CIVIL),
        ("civil", OrganisationKind.CIVIL),
    ],
)
def test_a_kind_is_read_in_the_words_of_people(text: str, kind: OrganisationKind) -> None:
    assert row_of(kind=text)[0].kind == kind


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Gemeente Zwolle", OrganisationKind.MUNICIPALITY),
        ("Gemeentelijk Platform Kabels en Leidingen", None),
        ("Ministerie van Justitie en Veiligheid", OrganisationKind.MINISTRY),
        ("Waterschap Limburg", OrganisationKind.GOVERNMENT),
        ("Hogeschool Utrecht", OrganisationKind.KNOWLEDGE),
        ("TU Delft", OrganisationKind.KNOWLEDGE),
        ("Stichting Wandelnet", OrganisationKind.CIVIL),
        ("Vereniging van Nederlandse Gemeenten", OrganisationKind.UMBRELLA),
        ("Arcadis N.V.", OrganisationKind.MARKET),
        ("Platform31", None),
    ],
)
def test_a_kind_is_guessed_only_from_a_name_that_says_it(
    name: str, kind: OrganisationKind | None
) -> None:
    assert guess_kind(name) == kind


def test_all_columns_together_make_a_row() -> None:
    row, problems = row_of(
        kind="koepel",
        relation="betrokken",
        since="1-2-2021",
        until="1 maart 2024",
        why="Past bij ons",
        hours="40 uur",
        euros="€ 12.500,00",
        contribution="Kennis",
        lines="Stad | Land|Stad",
        role="directeur",
        name="Jansen",
        level="directie",
    )

    assert problems == []
    assert row == Row(
        number=7,
        organisation="Wandelnet",
        kind=OrganisationKind.UMBRELLA,
        relation=Relation.INVOLVED,
        since=date(2021, 2, 1),
        until=date(2024, 3, 1),
        why="Past bij ons",
        hours=40,
        euros=12_500,
        contribution="Kennis",
        lines=("Land", "Stad"),
        role="directeur",
        name="Jansen",
        level=Level.DIRECTOR,
    )


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"organisation": ""}, "organisatie"),
        ({"organisation": "x" * 201}, "organisatie"),
        ({"organisation": "Partijen:"}, "organisatie"),
        ({"organisation": "#N/A"}, "organisatie"),
        ({"organisation": "—"}, "organisatie"),
        ({"kind": "kasteel"}, "soort"),
        ({"relation": "verliefd"}, "relatie"),
        ({"signed": "2020-10-29", "relation": "betrokken"}, "relatie"),
        ({"signed": "2020-10-29", "since": "2020-10-30"}, "sinds"),
        ({"since": "2020-10-29", "until": "2020-10-28"}, "tot"),
        ({"hours": "veel"}, "uren"),
        ({"hours": "-4"}, "uren"),
        ({"hours": "1,5"}, "uren"),
        ({"hours": "100001"}, "uren"),
        ({"euros": "1.00"}, "euro"),
        ({"contribution": "x" * 2001}, "bijdrage"),
        ({"why": "x" * 2001}, "waarom"),
        ({"lines": "Stad|=1+1"}, "werklijn"),
        ({"name": "Jansen"}, "functie"),
        ({"role": "+wethouder"}, "functie"),
        ({"role": "\u2066\u2069"}, "functie"),
        ({"role": "wethouder", "level": "keizer"}, "niveau"),
    ],
)
def test_a_fault_names_its_line_and_column(cells: dict[str, str], column: str) -> None:
    assert wrong(**cells) == [(7, column)]


def test_every_fault_of_a_line_is_named() -> None:
    assert wrong(kind="kasteel", hours="veel", signed="morgen") == [
        (7, "soort"),
        (7, "ondertekend"),
        (7, "uren"),
    ]


# Names ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ("wandelnet", "Wandelnet", Likeness.EXACT),
        ("Den Haag", "Gemeente Den Haag", Likeness.SAME),
        ("Gemeente ’s-Gravenhage", "Den Haag", Likeness.SAME),
        ("Den Bosch", "Gemeente 's-Hertogenbosch", Likeness.SAME),
        ("Ministerie van BZK", "Ministerie van Binnenlandse Zaken en Koninkrijksrelaties", 2),
        ("Arcadis", "Arcadis N.V.", Likeness.SAME),
        ("Stichting Wandelnet", "Wandelnet", Likeness.SAME),
        ("TU Delft", "Technische Universiteit Delft", Likeness.SAME),
        ("COB", "Centrum Ondergronds Bouwen (COB)", Likeness.SAME),
        ("Sport & Bewegen", "Sport en Bewegen", Likeness.SAME),
        ("I'M BINCK", "I’M BINCK", Likeness.SAME),
        ("Provincie Fryslan", "Provincie Fryslân", Likeness.SAME),
        ("Arcadis Nederland", "Arcadis", Likeness.SIMILAR),
        ("Wandelnett", "Wandelnet", Likeness.SIMILAR),
        ("Platform 31", "Platform31", Likeness.SIMILAR),
        ("Gemeente Utrecht", "Provincie Utrecht", None),
        ("Universiteit Utrecht", "Utrecht", None),
        ("Platform31", "Platform32", None),
        ("Leiden", "Leusden", None),
    ],
)
def test_a_name_is_recognised(one: str, other: str, how: int | None) -> None:
    names: Names[str] = Names()
    names.add("bekend", other)

    found = names.matches(one)

    assert [match.likeness for match in found] == ([] if how is None else [how])


def test_the_same_name_of_another_kind_may_be_something_else() -> None:
    names: Names[str] = Names()
    names.add("provincie", "Groningen", OrganisationKind.GOVERNMENT)

    found = names.matches("Gemeente Groningen", OrganisationKind.MUNICIPALITY)

    assert [match.likeness for match in found] == [Likeness.SIMILAR]


@pytest.mark.parametrize(
    ("one", "other", "is_similar"),
    [
        ("wandelnet", "wandelent", True),  # two letters have changed places
        ("wandelnet", "wwandelne", True),  # a letter stands elsewhere: w added, t gone
        ("wandelnet", "wandelbet", True),
        ("wandelnet", "wandelne", True),
        ("wandelnet", "wandelbit", False),
        ("wandelnet", "wandel", False),
        ("straat", "straet", False),  # short names: another letter is another name
        ("straat", "straaat", True),
    ],
)
def test_names_are_similar_when_one_letter_differs(one: str, other: str, is_similar: bool) -> None:
    for known, asked in ((one, other), (other, one)):
        names: Names[str] = Names()
        names.add("bekend", known)
        assert bool(names.matches(asked)) == is_similar


def test_names_that_are_all_alike_are_compared_with_a_few(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []
    likeness = name_module.likeness

    def counted(one: Forms, other: Forms) -> Likeness | None:
        compared.append(other)
        return likeness(one, other)

    monkeypatch.setattr(name_module, "likeness", counted)
    names: Names[int] = Names()
    for number in range(300):
        names.matches("a" * 190 + chr(0x4E00 + number))
        names.add(number, "a" * 190 + chr(0x4E00 + number))

    assert len(compared) <= 300 * 50
    assert names.matches("a" * 190 + "b")[0].likeness == Likeness.SIMILAR


def test_many_lines_of_one_organisation_do_not_hide_another_that_is_alike() -> None:
    names: Names[str] = Names()
    for _line in range(100):
        names.add("een", "Gemeente Deventer")
    names.add("twee", "Gemeente Deventter")

    assert {match.ref for match in names.matches("Gemeente Deventere")} == {"een", "twee"}


def test_no_two_partners_of_the_real_lists_are_taken_for_one_by_mistake() -> None:
    names: Names[str] = Names()
    alike = set()
    for file in sorted(DATA.glob("partners-*.csv")):
        for name in names_in(read_file(file.name, file.read_bytes())):
            alike |= {(name, match.name) for match in names.matches(name)}
            names.add(name, name)

    assert [(one, other) for one, other in alike if one != other] == []


# Whatever comes in --------------------------------------------------------------------------------


def ends_well(read: Callable[..., list[Line]], *given: object) -> bool:
    """Read lines and rows: every row has a name or a fault, and every refusal a sentence."""
    try:
        lines = read(*given)
    except Unreadable as unreadable:
        return bool(unreadable.sentence)
    rows = [read_row(line) for line in lines]
    found = [problem for _row, problems in rows for problem in problems]
    named = all(row.organisation or problems for row, problems in rows)
    return named and all(p.line and p.column and p.sentence for p in found)


@given(st.binary(max_size=600))
@settings(max_examples=300)
def test_no_bytes_break_the_reader(content: bytes) -> None:
    assert ends_well(read_file, "lijst", content)


@given(st.text(max_size=400), st.sampled_from(["", "organisatie;ondertekend;uren\n", "a\tb\n"]))
@settings(max_examples=300)
def test_no_text_breaks_the_reader(text: str, heading: str) -> None:
    assert ends_well(read_text, heading + text)


@given(st.integers(0, 5_000), st.binary(min_size=1, max_size=40))
@settings(max_examples=100)
def test_no_damage_to_an_excel_file_breaks_the_reader(at: int, damage: bytes) -> None:
    content = workbook(["organisatie", "ondertekend"], ["Wandelnet", date(2020, 10, 29)])
    at %= len(content)
    assert ends_well(read_file, "lijst", content[:at] + damage + content[at + len(damage) :])


@given(st.lists(st.text(min_size=1, max_size=60), max_size=30))
@settings(max_examples=100)
def test_any_name_is_found_back_exactly(given_names: list[str]) -> None:
    names: Names[str] = Names()
    for name in given_names:
        names.add(name.lower(), name)

    for name in given_names:
        assert [m.likeness for m in names.matches(name)] == [Likeness.EXACT]


def test_the_limits_are_what_the_page_says() -> None:
    assert (reading.MAX_FILE, reading.MAX_LINES) == (5 * 1024 * 1024, 2_000)


def test_two_thousand_long_lines_fit() -> None:
    line = f"Vereniging;civil;29-10-2020;;;;{'w' * 200};40;500;{'b' * 200}\n"

    assert len(read_file("l.csv", line.encode() * 2_000)) == 2_000
