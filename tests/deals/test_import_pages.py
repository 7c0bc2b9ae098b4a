"""Bringing in a list: look first, choose, and save everything or nothing."""

import io
import re
from collections.abc import Iterator
from datetime import date
from threading import Barrier, Thread
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext, override
from openpyxl import Workbook
from pytest_django import Settings

from deals.domain.importing import carrying_out
from deals.domain.importing.planning import make_plan
from deals.domain.importing.reading import read_text
from deals.domain.merging import merge
from deals.models import (
    Deal,
    Organisation,
    OrganisationKind,
    Partner,
    Person,
    Relation,
    User,
    WorkLine,
)
from tests.conftest import make_deal, make_user
from tests.deals.conftest import browser_of


def said(text: str, **values: object) -> str:
    with override("nl"):
        return gettext(text) % values


def address(deal: Deal) -> str:
    return reverse("import-partners", args=[deal.pk])


class Desk:
    """A secretary with a list, in front of the page."""

    def __init__(self, browser: Client, deal: Deal) -> None:
        self.browser, self.deal = browser, deal

    def gives(self, text: str = "", file: bytes | None = None, name: str = "lijst.csv") -> Any:
        data: dict[str, Any] = {"do": "look", "text": text}
        if file is not None:
            data["file"] = SimpleUploadedFile(name, file)
        return self.browser.post(address(self.deal), data)

    def looks(self) -> Any:
        return self.browser.get(address(self.deal)).context

    def form(self, **fields: str) -> dict[str, str]:
        """What the preview's form holds now."""
        shown = self.looks()
        return {"list": shown["list"], "seen": shown["seen"]} | fields

    def saves(self, **choices: str) -> Any:
        return self.browser.post(address(self.deal), self.form(do="import", **choices))

    def outcomes(self) -> list[str]:
        return [str(line.outcome) for line in self.looks()["plan"].lines]

    def faults(self) -> list[tuple[int, str]]:
        return [(problem.line, problem.column) for problem in self.looks()["plan"].problems]


@pytest.fixture
def desk(at_facilitator: Client, deal: Deal) -> Desk:
    """The desk of somebody in the team."""
    return Desk(at_facilitator, deal)


def messages_of(answer: Any) -> list[str]:
    return [str(m) for m in get_messages(answer.wsgi_request)]


def everything() -> list[object]:
    """All that an import could touch."""
    tables = (Organisation, Partner, Person, WorkLine, Partner.lines.through)
    return [list(table.objects.order_by("pk").values()) for table in tables]


@pytest.fixture
def unchanged(desk: Desk) -> Iterator[None]:
    """Nothing in the tables changed during the test."""
    before = everything()
    yield
    assert everything() == before


# From list to partners --------------------------------------------------------------------------


def test_a_list_becomes_partners_people_and_lines_of_work(desk: Desk, deal: Deal) -> None:
    desk.gives(
        "organisatie;soort;ondertekend;uren;werklijn;functie;niveau\n"
        "Gemeente Deventer;;29-10-2020;40;Stad|Land;wethouder;bestuurder\n"
        "Gemeente Deventer;;;;;projectleider;\n"
        "Provincie Overijssel;overheid;;;Stad;;\n"
    )
    assert desk.outcomes() == ["new", "unchanged", "new"]
    assert not deal.partners.filter(organisation__name="Gemeente Deventer").exists()

    answer = desk.saves()

    assert answer.headers["Location"] == reverse("partners", args=[deal.pk])
    assert messages_of(answer) == ["2 partners erbij. 2 contactpersonen erbij."]
    deventer = deal.partners.get(organisation__name="Gemeente Deventer")
    assert deventer.organisation.kind == OrganisationKind.MUNICIPALITY
    assert (str(deventer.since), deventer.relation, deventer.hours) == ("2020-10-29", "signed", 40)
    assert sorted(line.name for line in deventer.lines.all()) == ["Land", "Stad"]
    people = deventer.people.values_list("role", "level")
    assert sorted(people) == [("projectleider", ""), ("wethouder", "board")]
    overijssel = deal.partners.get(organisation__name="Provincie Overijssel")
    assert [line.name for line in overijssel.lines.all()] == ["Stad"]
    assert deal.lines.count() == 2


def test_an_organisation_of_another_deal_is_shared(desk: Desk) -> None:
    Organisation.objects.create(name="Deltares", kind=OrganisationKind.KNOWLEDGE)

    desk.gives("deltares")

    assert desk.outcomes() == ["joins"]
    desk.saves()
    assert Organisation.objects.filter(name__iexact="deltares").count() == 1


def test_what_a_partner_has_is_kept_and_what_it_lacks_is_filled_in(desk: Desk, deal: Deal) -> None:
    Partner.objects.filter(organisation__name="Wandelnet").update(hours=10)
    desk.gives("organisatie;uren;euro;relatie\nWandelnet;99;500;betrokken\n")
    [line] = desk.looks()["plan"].lines
    assert (line.outcome, line.fills, line.kept) == ("filled", ["euro"], ["relatie", "uren"])

    desk.saves()

    wandelnet = deal.partners.get(organisation__name="Wandelnet")
    assert (wandelnet.hours, wandelnet.euros, wandelnet.relation) == (10, 500, Relation.SIGNED)
    assert wandelnet.version == 2


def test_a_person_who_is_known_is_not_added_again(desk: Desk, deal: Deal) -> None:
    desk.gives("organisatie;functie\nWandelnet;directeur\n")
    desk.saves()

    desk.gives("organisatie;functie\nWandelnet;Directeur\n")

    assert [line.person for line in desk.looks()["plan"].lines] == ["known"]
    assert messages_of(desk.saves()) == [
        said("Everything in this list was there already. Nothing was changed.")
    ]
    assert Person.objects.filter(role__iexact="directeur").count() == 1


def test_the_kind_can_be_chosen_when_the_list_does_not_say(desk: Desk) -> None:
    desk.gives("Buurtkracht\nStichting Straat")

    desk.saves(**{"kind-1": "market", "kind-2": "civil"})

    kinds = dict(Organisation.objects.values_list("name", "kind"))
    assert (kinds["Buurtkracht"], kinds["Stichting Straat"]) == ("market", "civil")


def test_without_a_choice_the_kind_is_the_guess_or_not_known(desk: Desk) -> None:
    desk.gives("Buurtkracht\nStichting Straat")

    desk.saves(**{"kind-1": "kasteel"})

    kinds = dict(Organisation.objects.values_list("name", "kind"))
    assert (kinds["Buurtkracht"], kinds["Stichting Straat"]) == ("unknown", "civil")


def test_an_excel_file_comes_in_the_same_way(desk: Desk, deal: Deal) -> None:
    book, file = Workbook(), io.BytesIO()
    book.worksheets[0].append(["organisatie", "soort"])
    book.worksheets[0].append(["Deltares", "kennisinstelling"])
    book.save(file)

    desk.gives(file=file.getvalue(), name="lijst.xlsx")
    desk.saves()

    assert deal.partners.filter(organisation__name="Deltares").exists()


def test_a_line_with_a_fault_says_only_what_is_wrong_with_it(desk: Desk) -> None:
    desk.gives("organisatie;soort;sinds;functie\nDeltares;kennis;31-2-2020;directeur\n")

    page = desk.browser.get(address(desk.deal)).content.decode()

    assert desk.outcomes() == ["open"]
    assert desk.looks()["counts"] | {"new": 0, "people": 0, "open": 1} == desk.looks()["counts"]
    assert said("New organisation, becomes partner") not in page
    assert said("Contact person: %(role)s", role="directeur") not in page


def test_lines_with_a_fault_are_counted_apart_from_those_with_a_choice(desk: Desk) -> None:
    desk.gives(
        "organisatie;soort\nDeltares;kennis\nWandelnett;\nNaturalis;kasteel;meer\nNS;trein\n"
    )

    shown = desk.looks()

    counted = {key: shown["counts"][key] for key in ("new", "choices", "wrong")}
    assert counted == {"new": 1, "choices": 1, "wrong": 2}
    page = desk.browser.get(address(desk.deal)).content.decode()
    assert "<strong>2</strong> regels kloppen nog niet" in page


def test_the_lines_that_are_left_out_are_on_the_page(desk: Desk) -> None:
    desk.gives("De Partijen,\nDeltares;\nhierna te noemen <b>X</b>")

    page = desk.browser.get(address(desk.deal)).content.decode()

    assert "<strong>2</strong> regels overgeslagen" in page
    assert "Regel 1: De Partijen," in page
    assert "Regel 3: hierna te noemen &lt;b&gt;X&lt;/b&gt;" in page


def test_a_pasted_list_with_commas_comes_in_as_columns(desk: Desk, deal: Deal) -> None:
    desk.gives("organisatie,soort,ondertekend\nGemeente Tiel,gemeente,2020-12-14\n")
    desk.saves()

    tiel = deal.partners.get(organisation__name="Gemeente Tiel")
    assert (tiel.organisation.kind, tiel.since) == ("municipality", date(2020, 12, 14))
    assert not Organisation.objects.filter(name__icontains="organisatie").exists()


# Signed on, all of them -------------------------------------------------------------------------


def give_signed_on(desk: Desk, text: str, day: str) -> Any:
    data = {"do": "look", "text": text, "signed-on": day}
    return desk.browser.post(address(desk.deal), data)


def test_one_day_of_signing_counts_for_who_signed_and_has_no_date(desk: Desk, deal: Deal) -> None:
    give_signed_on(
        desk,
        "organisatie;relatie;sinds;functie\n"
        "Deltares;;;directeur\n"
        "Deltares;;2019-01-01;adviseur\n"
        "Naturalis;betrokken;;\n"
        "Gemeente Almelo;;;\n"
        "Arcadis;;;\n",
        "2020-12-14",
    )
    assert "14 december 2020" in desk.browser.get(address(deal)).content.decode()
    assert desk.outcomes() == ["new", "filled", "new", "new", "filled"]
    desk.saves()

    since = {str(partner): partner.since for partner in deal.partners.all()}
    assert since["Deltares"] == date(2019, 1, 1)
    assert since["Naturalis"] is None
    assert since["Gemeente Almelo"] == since["Arcadis"] == date(2020, 12, 14)


def test_one_day_of_signing_leaves_a_date_that_is_there_and_saves_once(
    desk: Desk, deal: Deal
) -> None:
    Partner.objects.filter(deal=deal, organisation__name="Arcadis").update(since=date(2018, 5, 1))
    for _time in range(2):
        give_signed_on(desk, "Arcadis", "2020-12-14")
        assert desk.outcomes() == ["unchanged"]
        desk.saves()

    assert deal.partners.get(organisation__name="Arcadis").since == date(2018, 5, 1)


@pytest.mark.usefixtures("unchanged")
def test_a_day_of_signing_after_the_end_is_a_fault(desk: Desk) -> None:
    give_signed_on(desk, "organisatie;tot\nDeltares;2019-01-01", "2020-12-14")

    assert desk.faults() == [(2, "tot")]
    assert desk.saves().status_code == 409


@pytest.mark.usefixtures("unchanged")
def test_a_day_of_signing_that_cannot_be_is_refused_and_stays_in_the_form(desk: Desk) -> None:
    answer = give_signed_on(desk, "Deltares", "2020-02-31")

    assert answer.status_code == 400
    assert answer.context["signed_on"] == "2020-02-31"
    assert "2020-02-31" in answer.context["refused"]


def test_the_day_of_signing_is_there_again_when_the_list_is_changed(desk: Desk) -> None:
    give_signed_on(desk, "Deltares", "2020-12-14")

    page = desk.browser.get(address(desk.deal), {"again": ""})

    assert page.context["signed_on"] == "2020-12-14"


# Doubles ----------------------------------------------------------------------------------------


def test_a_name_that_is_written_otherwise_is_the_same_unless_somebody_says_no(
    desk: Desk, deal: Deal
) -> None:
    desk.gives("Zwolle")
    assert desk.outcomes() == ["unchanged"]

    desk.saves(**{"same-1": "another"})

    assert deal.partners.filter(organisation__name="Zwolle").exists()


def test_a_name_that_only_looks_like_one_has_to_be_chosen(desk: Desk, deal: Deal) -> None:
    wandelnet = Organisation.objects.get(name="Wandelnet")
    desk.gives("Wandelnett\nDeltares")
    before = everything()

    refused = desk.saves()

    assert refused.status_code == 409
    assert desk.faults() == [(1, "organisatie")]
    assert everything() == before
    assert desk.saves(**{"same-1": str(wandelnet.pk)}).status_code == 302
    assert not Organisation.objects.filter(name="Wandelnett").exists()
    assert deal.partners.filter(organisation__name="Deltares").exists()


def test_a_choice_that_was_not_offered_counts_for_nothing(desk: Desk) -> None:
    arcadis = Organisation.objects.get(name="Arcadis")
    desk.gives("Wandelnett")

    assert desk.saves(**{"same-1": str(arcadis.pk)}).status_code == 409
    assert desk.saves(**{"same-1": "line:1"}).status_code == 409


def test_doubles_inside_the_list_are_recognised(desk: Desk, deal: Deal) -> None:
    desk.gives("Gemeente Deventer\nDeventer\nGemeente Devventer\ngemeente deventer")

    shown = desk.looks()["plan"].lines
    assert [line.repeats for line in shown] == [None, 1, None, 1]
    assert [line.must_choose for line in shown] == [False, False, True, False]
    desk.saves(**{"same-3": "line:1"})

    assert deal.partners.filter(organisation__name__icontains="ventre").count() == 0
    assert Organisation.objects.filter(name__icontains="deventer").count() == 1


def test_two_lines_that_contradict_each_other_are_a_fault(desk: Desk) -> None:
    desk.gives("organisatie;soort;sinds\nDeltares;kennis;1-1-2020\nDELTARES;markt;1-1-2021\n")

    assert desk.faults() == [(3, "soort"), (3, "sinds")]


def test_a_merged_organisation_comes_in_as_what_it_goes_on_as(
    desk: Desk, deal: Deal, facilitator: User
) -> None:
    old = Organisation.objects.create(name="Heidemij", kind=OrganisationKind.MARKET)
    merge(old.pk, Organisation.objects.get(name="Arcadis").pk, facilitator)

    desk.gives("Heidemij")

    assert desk.outcomes() == ["unchanged"]


def test_the_partner_of_a_merged_organisation_is_found_by_either_name(
    desk: Desk, deal: Deal, facilitator: User
) -> None:
    arcadis = Organisation.objects.get(name="Arcadis")
    new = Organisation.objects.create(name="Arcadis Wereldwijd", kind=OrganisationKind.MARKET)
    merge(arcadis.pk, new.pk, facilitator)

    desk.gives("Arcadis\nArcadis Wereldwijd")

    assert desk.outcomes() == ["unchanged", "unchanged"]


# All or nothing ---------------------------------------------------------------------------------

GOOD = [f"Gemeente {name};gemeente;29-10-2020" for name in ("Almelo", "Borne", "Raalte")]


@pytest.mark.parametrize("at", [0, 1, 3])
@pytest.mark.parametrize(
    "bad",
    [
        ";gemeente;29-10-2020",
        "=1+1;markt;29-10-2020",
        "Deltares;kasteel;29-10-2020",
        "Deltares;kennis;31-2-2020",
        "Wandelnett;;",
    ],
)
@pytest.mark.usefixtures("unchanged")
def test_one_bad_line_anywhere_saves_nothing(desk: Desk, bad: str, at: int) -> None:
    lines = [*GOOD[:at], bad, *GOOD[at:]]
    desk.gives(file="\n".join(lines).encode())
    [(line, _column)] = desk.faults()

    answer = desk.saves()

    assert line == at + 1
    assert answer.status_code == 409
    assert f'href="#line-{line}"' in answer.content.decode()


def test_the_same_list_saved_twice_comes_in_once(desk: Desk, deal: Deal) -> None:
    desk.gives("Deltares\nWandelnett")
    form = desk.form(**{"do": "import", "same-2": "another"})

    first = desk.browser.post(address(deal), form)
    after = everything()
    second = desk.browser.post(address(deal), form)

    assert first.headers["Location"] == second.headers["Location"]
    assert messages_of(second)[-1] == said("This list was saved already. It was not saved twice.")
    assert everything() == after


def test_what_changed_meanwhile_is_shown_before_anything_is_saved(desk: Desk, deal: Deal) -> None:
    desk.gives("Deltares")
    form = desk.form(do="import")
    Organisation.objects.create(name="Deltares Nederland", kind=OrganisationKind.KNOWLEDGE)
    before = everything()

    answer = desk.browser.post(address(deal), form)

    assert answer.headers["Location"] == address(deal)
    assert messages_of(answer) == [
        said("Something changed since you looked at it. Look again before you save.")
    ]
    assert everything() == before
    assert desk.faults() == [(1, "organisatie")]


@pytest.mark.usefixtures("unchanged")
def test_a_list_that_another_one_took_the_place_of_is_not_saved(desk: Desk, deal: Deal) -> None:
    desk.gives("Deltares")
    form = desk.form(do="import")
    desk.gives("Naturalis")

    answer = desk.browser.post(address(deal), form)

    assert messages_of(answer) == [
        said("The list that you looked at is no longer here. Look again.")
    ]


def test_a_list_belongs_to_one_deal_and_one_visitor(desk: Desk, member: User) -> None:
    elsewhere = make_deal("Openbare Ruimte")
    elsewhere.team.create(user=member)
    desk.gives("Deltares")
    form = desk.form(do="import")
    before = everything()

    for place in (desk.deal, elsewhere):
        answer = browser_of(member).post(address(place), form)
        assert answer.headers["Location"] == address(place)
    assert everything() == before


@pytest.mark.usefixtures("unchanged")
def test_looking_choosing_and_stopping_save_nothing(desk: Desk, deal: Deal) -> None:
    wandelnet = Organisation.objects.get(name="Wandelnet")
    desk.gives("Wandelnett\nDeltares")
    desk.browser.post(
        address(deal), desk.form(**{"do": "choose", "same-1": str(wandelnet.pk), "kind-2": "civil"})
    )
    first, second = desk.looks()["plan"].lines
    assert (first.chosen, second.kind) == (str(wandelnet.pk), "civil")

    answer = desk.browser.post(address(deal), desk.form(do="stop"))

    assert messages_of(answer) == [said("Stopped. Nothing was saved.")]
    assert "plan" not in desk.looks()


def test_two_who_save_the_same_list_at_once_save_it_once(live_db: None) -> None:
    deals = [make_deal("Ruimte voor Lopen"), make_deal("Openbare Ruimte")]
    user = make_user("gespreksleider", deals[0])
    lines = read_text("Deltares\nNaturalis\nGemeente Almelo")
    plans = {deal.pk: make_plan(deal, lines, {}).fingerprint for deal in deals}
    together, outcomes = Barrier(4), []

    def go(deal: Deal) -> None:
        together.wait()
        try:
            plan = carrying_out.carry_out(deal, lines, ({}, plans[deal.pk]), {}, user)
            outcomes.append("nothing" if plan.does_nothing else "saved")
        except carrying_out.NotAsSeen:
            outcomes.append("not as seen")
        finally:
            connection.close()

    threads = [Thread(target=go, args=[deal]) for deal in (*deals, *deals)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(outcomes) == 4
    assert Organisation.objects.filter(name__in=["Deltares", "Naturalis"]).count() == 2
    saved = Partner.objects.filter(organisation__name="Deltares").count()
    assert outcomes.count("saved") == saved >= 1


# Bad input --------------------------------------------------------------------------------------


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    ("text", "file"),
    [
        ("", None),
        ("   \n", None),
        ("", b""),
        ("Deltares", b"Deltares"),
        ("organisatie;kleur\nA;rood", None),
        ("", b"%PDF-1.7 \x00"),
        ("", b"PK\x03\x04kapot"),
        ("", b"Deltares\n" * 10_000),
        ("Del\0tares", None),
    ],
)
def test_what_cannot_be_read_gets_a_sentence(desk: Desk, text: str, file: bytes | None) -> None:
    answer = desk.gives(text, file)

    assert answer.status_code == 400
    assert answer.context["refused"]
    assert answer.context["refused"] in answer.content.decode().replace("&quot;", '"')


@pytest.mark.usefixtures("unchanged")
def test_twenty_megabytes_get_a_sentence(desk: Desk) -> None:
    answer = desk.gives(file=b"Deltares\n" * 2_500_000)

    assert answer.status_code == 413
    assert "5 MB" in answer.context["refused"]


@pytest.mark.usefixtures("unchanged")
def test_too_much_pasted_text_gets_a_sentence(desk: Desk) -> None:
    answer = desk.gives("Gemeente Zwolle\n" * 10_000)

    assert answer.status_code == 413
    assert answer.context["refused"] == said(
        "This is too much to paste at once. Save the list as a file, and choose that file."
    )


@pytest.mark.usefixtures("unchanged")
def test_too_many_fields_get_a_sentence(desk: Desk, deal: Deal, settings: Settings) -> None:
    fields = {f"kind-{n}": "civil" for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 9)}

    assert desk.browser.post(address(deal), fields).status_code == 413


@pytest.mark.usefixtures("unchanged")
def test_what_waits_in_the_login_is_bounded(desk: Desk, deal: Deal) -> None:
    cells = ("x" * 30_000).encode()
    answer = desk.gives(file=b"organisatie;waarom\n" + b"Deltares;%s\n" % cells * 40)

    assert answer.status_code == 400
    assert "import" not in desk.browser.session
    desk.gives("Wandelnett\nDeltares")
    desk.browser.post(
        address(deal), desk.form(**{"do": "choose", "same-1": "x" * 41, "kind-2": "x" * 60_000})
    )
    assert desk.browser.session["import"]["choices"] == {}


def test_a_list_that_cannot_be_read_leaves_the_one_before_it_alone(desk: Desk) -> None:
    desk.gives("Deltares")
    desk.gives(file=b"%PDF")

    assert desk.outcomes() == ["new"]


def test_the_form_is_guarded_against_forgery(facilitator: User, deal: Deal) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(facilitator)

    assert browser.post(address(deal), {"do": "look", "text": "Deltares"}).status_code == 403
    page = browser.get(address(deal)).content.decode()
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)
    assert token is not None
    data = {"do": "look", "text": "Deltares", "csrfmiddlewaretoken": token[1]}
    assert browser.post(address(deal), data).status_code == 302


def test_text_in_a_list_is_only_text_on_the_page(desk: Desk) -> None:
    desk.gives("<script>alert(1)</script> & zonen")

    page = desk.browser.get(address(desk.deal)).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; zonen" in page


def test_the_text_can_be_changed_after_looking(desk: Desk) -> None:
    desk.gives("Gemeente Deventer;;31-2-2020")

    form = desk.browser.get(address(desk.deal), {"again": ""}).context

    assert form["text"] == "Gemeente Deventer;;31-2-2020"


# Size -------------------------------------------------------------------------------------------


def test_a_long_list_shows_what_needs_somebody_and_asks_in_turns(desk: Desk, deal: Deal) -> None:
    for number in range(180):
        Organisation.objects.create(name=f"Vereniging Straatwerk {number:03}", kind="civil")
    alike = [f"Vereniging Straatwerrk {number:03}" for number in range(180)]
    desk.gives(file="\n".join(["Deltares"] * 210 + alike).encode())

    shown = desk.looks()
    assert len(shown["shown"]) == 200 + 180
    assert sum(each.with_choice for each in shown["shown"]) == 150
    first = {f"same-{number}": "another" for number in range(211, 361)}
    assert desk.saves(**first).status_code == 409
    second = {f"same-{number}": "another" for number in range(361, 391)}
    assert desk.saves(**second).status_code == 302

    assert Organisation.objects.filter(name__startswith="Vereniging Straatwerrk").count() == 180


def test_two_thousand_lines_take_as_many_queries_as_two(desk: Desk, deal: Deal) -> None:
    def queries_for(names: list[str]) -> int:
        rows = [f"{name};civil;2020-10-29;Stad;lid" for name in names]
        desk.gives(file="\n".join(["organisatie;soort;sinds;werklijn;functie", *rows]).encode())
        form = desk.form(do="import")
        with CaptureQueriesContext(connection) as queries:
            desk.browser.post(address(deal), form)
        # SQLite takes so many values in one statement; PostgreSQL takes them all.
        return len([query for query in queries if not query["sql"].startswith("INSERT")])

    few = queries_for(["Aa Een", "Bb Twee"])
    many = queries_for([f"Groep {number} van {number * 7919}" for number in range(2_000)])

    assert many <= few
    assert deal.partners.count() == 4 + 2_002
