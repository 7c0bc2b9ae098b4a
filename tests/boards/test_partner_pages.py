"""The pages that are handed over to a partner, and what its organisation's page shows of boards:
never a place that the room did not see.
"""

import io
import re
from collections.abc import Callable
from datetime import date
from html import unescape
from uuid import uuid4

import pikepdf
import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from boards import partner_papers
from boards.domain.preparing import SheetPlan, prepare_session
from deals.domain import merging
from deals.domain.years import Answers, confirm_year, page_of, write_year
from deals.models import Action, Deal, Partner, PartnerYear, Person, User
from tests.boards.test_addresses import logged_in
from tests.conftest import make_deal, make_user, started
from tests.table import Table

YEAR = 2025
SECRET, OPEN = "Wortels", "Boompje"  # where the facilitators put it, and where it put itself


@pytest.fixture
def arcadis(deal: Deal) -> Partner:
    return deal.partners.get(organisation__name="Arcadis")


@pytest.fixture
def team(facilitator: User) -> Client:
    return logged_in(facilitator)


@pytest.fixture
def staff(db: None) -> Client:
    user = make_user("agendastad")
    user.is_agenda_stad = True
    user.save()
    return logged_in(user)


Talks = Callable[..., Table]


@pytest.fixture
def talks(deal: Deal, facilitator: User) -> Talks:
    """Hold a session in which Arcadis placed itself, and the facilitators somewhere else."""

    def hold(title: str, on: date, reveal: str = "", own: str = "boompje") -> Table:
        plan = SheetPlan("rollen", "feitelijke-rol", team_starts_open=False)
        table = started(prepare_session(deal, title, on, [plan], facilitator), facilitator)
        seat = table.joins("Arcadis")
        seat.places(table.subject("Arcadis"), element=own)
        table.team.places(table.subject("Arcadis"), element="wortels")
        table.team.sends("set_phase", phase="revealing")
        shown = {"seat": seat.viewer.seat} if reveal == "seat" else {}
        if reveal:
            answer = table.team.sends("reveal_sheet", sheet=table.sheet.pk, layer="team", **shown)
            assert answer.accepted, answer.body
        assert table.team.sends("close_session").accepted
        return table

    return hold


def address(name: str, partner: Partner, *more: object) -> str:
    return reverse(name, args=[partner.deal_id, partner.pk, *more])


def got(browser: Client, where: str, status: int = 200) -> str:
    answer = browser.get(where)
    assert answer.status_code == status
    return answer.content.decode()


def words_of(answer: HttpResponse) -> str:
    """All text of a PDF, with single spaces."""
    assert answer.headers["Content-Type"] == "application/pdf"
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def paper(browser: Client, where: str) -> str:
    answer = browser.get(where)
    assert isinstance(answer, HttpResponse)
    return words_of(answer)


# What the room did not see ----------------------------------------------------------------------


@pytest.mark.parametrize(("reveal", "is_there"), [("", False), ("seat", False), ("room", True)])
def test_only_what_was_shown_to_the_room_is_handed_over(
    talks: Talks, arcadis: Partner, team: Client, reveal: str, is_there: bool
) -> None:
    talks("Halverwege", date(YEAR, 3, 5), reveal)

    year = address("partner-year", arcadis, YEAR)
    pages = [got(team, year), got(team, address("welcome", arcadis))]
    papers = [
        paper(team, address("partner-year-pdf", arcadis, YEAR)),
        paper(team, address("welcome-pdf", arcadis)),
    ]

    for page in pages + papers:
        assert OPEN in page
        assert (SECRET in page) is is_there


def test_the_organisation_shows_the_team_all_and_staff_what_the_room_saw(
    talks: Talks, arcadis: Partner, team: Client, staff: Client
) -> None:
    for month, own in ((3, "boompje"), (6, "oogst"), (9, "water")):
        talks(f"Gesprek {month}", date(YEAR, month, 5), own=own)
    running = started(
        prepare_session(
            arcadis.deal,
            "Nog bezig",
            date(2026, 1, 1),
            [SheetPlan("rollen", "feitelijke-rol")],
            arcadis.deal.team.get().user,
        ),
        arcadis.deal.team.get().user,
    )
    running.team.places(running.subject("Arcadis"), element="compost")
    where = reverse("organisation", args=[arcadis.organisation_id])

    mine, theirs = got(team, where), got(staff, where)

    assert mine.count("niet getoond aan de zaal") == 3
    assert SECRET in mine
    assert SECRET not in theirs
    for page in (mine, theirs):
        assert "Compost" not in page
        places = [page.index(f"<dd>{name}</dd>") for name in ("Boompje", "Oogst", "Water")]
        assert places == sorted(places)


def test_a_path_leads_to_its_first_and_last_moment_compared(
    talks: Talks, arcadis: Partner, team: Client, staff: Client
) -> None:
    for month, own in ((3, "boompje"), (6, "oogst"), (9, "water")):
        talks(f"Gesprek {month}", date(YEAR, month, 5), own=own)
    where = reverse("organisation", args=[arcadis.organisation_id])
    compare = reverse("compare", args=[arcadis.deal_id])

    for reader in (team, staff):
        found = re.search(rf'href="({compare}[^"]+)"', got(reader, where))
        assert found
        shown = got(reader, unescape(found[1]))
        assert "<strong>Arcadis</strong>: van Boompje naar Water" in shown


def test_a_path_of_one_moment_leads_to_no_comparison(
    talks: Talks, arcadis: Partner, team: Client
) -> None:
    talks("Gesprek", date(YEAR, 3, 5), own="boompje")

    page = got(team, reverse("organisation", args=[arcadis.organisation_id]))

    assert reverse("compare", args=[arcadis.deal_id]) not in page


def test_a_session_page_leads_to_who_was_there(
    talks: Talks, arcadis: Partner, team: Client
) -> None:
    table = talks("Halverwege", date(YEAR, 3, 5))

    page = got(team, reverse("session", args=[table.session.pk]))

    assert reverse("organisation", args=[arcadis.organisation_id]) in page


def test_what_is_the_teams_own_is_on_no_page(
    talks: Talks, arcadis: Partner, deal: Deal, team: Client
) -> None:
    arcadis.why, arcadis.resistance, arcadis.contribution = "Geheime reden", True, "Veel geld"
    arcadis.save()
    talks("Halverwege", date(YEAR, 3, 5))
    running = prepare_session(
        deal,
        "Nog bezig",
        date(YEAR, 9, 9),
        [SheetPlan("rollen", "feitelijke-rol")],
        deal.team.get().user,
    )
    deal.actions.create(text="Net gezegd", partner=arcadis, session=running)
    deal.actions.create(
        text="Van een ander", partner=deal.partners.get(organisation__name="Wandelnet")
    )

    for where in (address("partner-year", arcadis, YEAR), address("welcome", arcadis)):
        page = got(team, where)
        for words in (
            "Geheime reden",
            "eerstand",
            "Veel geld",
            "Nog bezig",
            "Net gezegd",
            "Van een ander",
        ):
            assert words not in page, words


# A year -----------------------------------------------------------------------------------------


def test_the_page_of_a_year_holds_that_year(
    talks: Talks, arcadis: Partner, deal: Deal, team: Client
) -> None:
    talks("Toen", date(YEAR - 1, 12, 31), own="oogst")
    talks("Dat jaar", date(YEAR, 1, 1))
    before, after = (timezone.make_aware(timezone.datetime(y, 6, 1)) for y in (YEAR - 1, YEAR))  # type: ignore[attr-defined]
    for text, made, done in (
        ("Oud", before, None),
        ("Nieuw", after, None),
        ("Gedaan", before, after),
    ):
        deal.actions.create(text=text, partner=arcadis, made_at=made, done_at=done)

    page = got(team, address("partner-year", arcadis, YEAR))

    for words in ("Dat jaar", "Nieuw", "Gedaan", f"gedaan op 1 juni {YEAR}"):
        assert words in page, words
    for words in ("Toen", "Oud", "Oogst"):
        assert words not in page, words


def test_it_is_written_and_confirmed_and_then_staff_read_it(
    talks: Talks, arcadis: Partner, team: Client, staff: Client
) -> None:
    talks("Halverwege", date(YEAR, 3, 5))
    where, pdf = (address(name, arcadis, YEAR) for name in ("partner-year", "partner-year-pdf"))

    said = team.post(
        where, {"version": "0", "gained": "Een netwerk.", "network": "", "products": ""}
    )
    draft = paper(team, pdf)
    got(staff, where, 404)
    got(staff, pdf, 404)
    team.post(address("confirm-partner-year", arcadis, YEAR), {"version": "1"})

    assert said.status_code == 302
    assert "Concept" in draft
    assert "Een netwerk." in draft
    page, confirmed = got(staff, where), paper(staff, pdf)
    assert "Een netwerk." in page
    assert "<form" not in page.partition("<main")[2]
    assert "Concept" not in confirmed
    assert "Bevestigd door het kernteam op" in confirmed
    assert "We oordelen niet." in confirmed


def test_who_was_second_sees_what_it_says_now_and_keeps_both(
    arcadis: Partner, facilitator: User, team: Client
) -> None:
    write_year(arcadis, YEAR, Answers(gained="Van de eerste."), 0, facilitator)
    where = address("partner-year", arcadis, YEAR)

    second = team.post(where, {"version": "0", "gained": "Van de tweede."})

    page = second.content.decode()
    assert second.status_code == 409
    assert "Van de eerste." in page
    assert "Van de tweede." in page
    assert 'name="version" value="1"' in page
    assert page_of(arcadis, YEAR).answers.gained == "Van de eerste."


def test_who_confirms_another_text_than_they_read_is_told(
    arcadis: Partner, facilitator: User, team: Client
) -> None:
    write_year(arcadis, YEAR, Answers(gained="Iets anders."), 0, facilitator)

    answer = team.post(
        address("confirm-partner-year", arcadis, YEAR), {"version": "0"}, follow=True
    )

    assert "Iemand heeft deze pagina intussen veranderd." in answer.content.decode()
    assert not page_of(arcadis, YEAR).is_confirmed


@pytest.mark.parametrize("year", [0, 99999, 10**25, timezone.localdate().year + 1])
def test_a_year_that_is_none_says_which_there_are(
    arcadis: Partner, team: Client, staff: Client, year: int
) -> None:
    answers = [
        browser.get(where)
        for browser in (team, staff)
        for where in (
            reverse("years", args=[arcadis.deal_id, year]),
            address("partner-year", arcadis, year),
            address("partner-year-pdf", arcadis, year),
        )
    ]
    posted = team.post(address("partner-year", arcadis, year), {"version": "0", "gained": "Iets"})
    confirmed = team.post(address("confirm-partner-year", arcadis, year), {}, follow=True)

    for answer in [*answers, posted]:
        assert answer.status_code == 404
        assert f"Er zijn pagina’s over 1990 tot en met {timezone.localdate().year}." in (
            answer.content.decode()
        )
    assert "Kies een jaar van 1990 tot en met dit jaar." in confirmed.content.decode()
    assert not PartnerYear.objects.exists()


def test_a_partner_of_another_deal_is_not_there_and_a_merged_one_leads_on(
    arcadis: Partner, deal: Deal, facilitator: User, team: Client
) -> None:
    theirs = make_deal("Openbare Ruimte").partners.get(organisation__name="Arcadis")
    walkers = deal.partners.get(organisation__name="Wandelnet")
    merging.merge(arcadis.organisation_id, walkers.organisation_id, facilitator)
    pages: list[tuple[str, list[object]]] = [
        ("partner-year", [YEAR]),
        ("partner-year-pdf", [YEAR]),
        ("welcome", []),
        ("welcome-pdf", []),
    ]

    for name, more in pages:
        elsewhere = team.get(reverse(name, args=[deal.pk, theirs.pk, *more]))
        merged = team.get(address(name, arcadis, *more))
        assert elsewhere.status_code == 404
        assert merged.headers["Location"] == address(name, walkers, *more)


def test_a_text_that_is_too_long_is_refused_and_stays_in_the_field(
    arcadis: Partner, team: Client
) -> None:
    where = address("partner-year", arcadis, YEAR)

    long, far_too_long = (
        team.post(where, {"version": "0", "gained": "a" * length}) for length in (5000, 100_000)
    )

    assert long.status_code == far_too_long.status_code == 400
    assert "a" * 5000 in long.content.decode()
    assert "is te lang" in far_too_long.content.decode()
    assert not PartnerYear.objects.exists()


def test_the_list_says_how_far_each_page_is(
    talks: Talks, arcadis: Partner, deal: Deal, facilitator: User, team: Client, staff: Client
) -> None:
    talks("Halverwege", date(YEAR, 3, 5))
    bzk, walkers = (
        deal.partners.get(organisation__name=name) for name in ("Ministerie van BZK", "Wandelnet")
    )
    Partner.objects.filter(pk=walkers.pk).update(until=date(YEAR - 1, 12, 31))
    write_year(arcadis, YEAR, Answers(gained="Iets."), 0, facilitator)
    write_year(bzk, YEAR, Answers(gained="Iets."), 0, facilitator)
    confirm_year(bzk, YEAR, 1, facilitator)
    where = reverse("years", args=[deal.pk, YEAR])

    mine, theirs = got(team, where), got(staff, where)

    assert "Wandelnet" not in mine
    assert mine.count("nog niets ingevuld") == 1
    assert mine.count(">concept<") == 1
    assert mine.count("bevestigd op") == theirs.count("bevestigd op") == 1
    assert "Arcadis" not in theirs


# On paper ---------------------------------------------------------------------------------------


def test_the_papers_are_a4_tagged_and_short(
    talks: Talks, arcadis: Partner, deal: Deal, facilitator: User, team: Client
) -> None:
    Deal.objects.filter(pk=deal.pk).update(problem="Mensen lopen te weinig.")
    deal.goals.create(text="Meer lopen")
    deal.stages.create(stage="designing", starts_on=date(2024, 1, 1))
    deal.stages.create(stage="carrying_out", starts_on=date(2025, 1, 1))
    deal.innovations.create(name="Loopkaart")
    arcadis.people.create(role="adviseur", name="Kim", until=date(2025, 2, 1))
    talks("Halverwege", date(YEAR, 3, 5))
    write_year(arcadis, YEAR, Answers(gained="Kaart 🗺️ voor 東京, ﬁjn"), 0, facilitator)
    papers = {
        "2025-arcadis.pdf": team.get(address("partner-year-pdf", arcadis, YEAR)),
        "welkom-arcadis.pdf": team.get(address("welcome-pdf", arcadis)),
    }

    for name, answer in papers.items():
        assert name in answer.headers["Content-Disposition"]
        with pikepdf.open(io.BytesIO(answer.content)) as document:
            assert len(document.pages) == 1
            box = [round(float(n) / 72 * 25.4) for n in document.pages[0].mediabox]
            assert box == [0, 0, 210, 297]
            assert str(document.Root.Lang) == "nl"
            assert document.open_metadata()["pdfuaid:part"] == "1"
    year, welcome = (words_of(answer) for answer in papers.values())  # type: ignore[arg-type]
    assert "Kaart ? voor ?, fijn" in year
    for words in ("Mensen lopen te weinig.", "Meer lopen", "hier zijn we nu", "Loopkaart", "Kim"):
        assert words in welcome, words


def test_no_cell_of_a_table_stays_empty(
    talks: Talks, arcadis: Partner, deal: Deal, facilitator: User, team: Client
) -> None:
    talks("Met ons", date(YEAR, 3, 5))
    board = SheetPlan("snelheid", "organisatie")
    session = prepare_session(deal, "Zonder ons", date(YEAR, 4, 5), [board], facilitator)
    assert started(session, facilitator).team.sends("close_session").accepted

    welcome = paper(team, address("welcome-pdf", arcadis))

    assert "Met ons Rollen en inzet deed mee" in welcome
    assert "Zonder ons Snelheid –" in welcome


def test_a_long_page_flows_on(arcadis: Partner, facilitator: User, team: Client) -> None:
    long = "\n".join(["Een regel die ergens over gaat."] * 60)
    write_year(arcadis, YEAR, Answers(long, long, long), 0, facilitator)

    with pikepdf.open(
        io.BytesIO(team.get(address("partner-year-pdf", arcadis, YEAR)).content)
    ) as document:
        assert len(document.pages) > 1


@pytest.mark.parametrize(("name", "more"), [("partner-year", [YEAR]), ("welcome", [])])
def test_when_a_paper_cannot_be_made_the_page_says_so(
    arcadis: Partner, team: Client, monkeypatch: pytest.MonkeyPatch, name: str, more: list[int]
) -> None:
    monkeypatch.setattr(partner_papers, "TEMPLATE", partner_papers.TEMPLATE.with_name("none.typ"))

    answer = team.get(address(f"{name}-pdf", arcadis, *more), follow=True)

    assert answer.redirect_chain == [(address(name, arcadis, *more), 302)]
    assert "De PDF kon niet worden gemaakt" in answer.content.decode()


# Handing over -----------------------------------------------------------------------------------


@pytest.fixture
def gone(arcadis: Partner) -> Person:
    """Somebody who spoke for the partner until last year."""
    return arcadis.people.create(role="adviseur", name="Kim", until=date(2025, 1, 1))


@pytest.fixture
def new(arcadis: Partner) -> Person:
    """Who speaks for it now."""
    return arcadis.people.create(role="projectleider", name="Noor")


@pytest.fixture
def two(deal: Deal, gone: Person) -> list[Action]:
    """Two open actions of who left."""
    return [deal.actions.create(text=text, person=gone) for text in ("Bellen", "Tekenen")]


def ticks(actions: list[Action]) -> list[str]:
    return [f"{action.pk}.{action.version}" for action in actions]


def hand_over(browser: Client, partner: Partner, to: object, chosen: list[str]) -> HttpResponse:
    answer = browser.post(
        address("hand-actions-over", partner), {"person": f"person:{to}", "action": chosen}
    )
    assert isinstance(answer, HttpResponse)
    return answer


def owners(actions: list[Action]) -> set[Person | None]:
    return {action.person for action in Action.objects.filter(pk__in=[a.pk for a in actions])}


def test_what_somebody_left_behind_is_handed_over_in_one_go(
    arcadis: Partner, new: Person, two: list[Action], team: Client
) -> None:
    Action.objects.filter(pk=two[0].pk).update(due=date(2027, 1, 1))
    shown = got(team, address("welcome", arcadis))

    answer = hand_over(team, arcadis, new.pk, ticks(two))

    assert "vertrokken" in shown
    assert answer.status_code == 302
    assert owners(two) == {new}
    first = Action.objects.get(pk=two[0].pk)
    assert (first.text, first.due, first.version) == ("Bellen", date(2027, 1, 1), 2)


def test_when_one_was_changed_meanwhile_nothing_is_handed_over(
    arcadis: Partner, gone: Person, new: Person, two: list[Action], team: Client
) -> None:
    chosen = ticks(two)
    Action.objects.filter(pk=two[1].pk).update(version=2)

    answer = hand_over(team, arcadis, new.pk, chosen)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Iemand heeft een van deze acties intussen veranderd." in page
    assert page.count("checked") == 2
    assert owners(two) == {gone}


@pytest.mark.parametrize("who", ["gone", "other", "nobody", "nonsense"])
def test_only_somebody_who_speaks_for_it_now_takes_over(
    arcadis: Partner, deal: Deal, gone: Person, two: list[Action], team: Client, who: str
) -> None:
    walkers = deal.partners.get(organisation__name="Wandelnet")
    ids = {
        "gone": gone.pk,
        "other": walkers.people.create(role="directeur").pk,
        "nobody": uuid4(),
        "nonsense": "x'; --",
    }

    answer = hand_over(team, arcadis, ids[who], ticks(two))

    assert answer.status_code == 409
    assert "spreekt nu niet voor deze partner" in answer.content.decode()
    assert owners(two) == {gone}


def test_only_its_own_open_actions_are_handed_over(
    arcadis: Partner, deal: Deal, new: Person, gone: Person, two: list[Action], team: Client
) -> None:
    other = deal.actions.create(text="Van een ander")
    done = deal.actions.create(text="Al gedaan", person=gone, done_at=timezone.now())

    for more in ([other], [done]):
        assert hand_over(team, arcadis, new.pk, ticks(two + more)).status_code == 409
    nonsense = hand_over(team, arcadis, new.pk, [*ticks(two), "x.y"])
    nothing = hand_over(team, arcadis, new.pk, [])

    assert nonsense.status_code == nothing.status_code == 409
    assert "Vink eerst een of meer acties aan." in nothing.content.decode()
    assert owners(two) == {gone}
    assert Action.objects.get(pk=other.pk).person is None


def test_without_the_right_nothing_is_written_confirmed_or_handed_over(
    arcadis: Partner, gone: Person, new: Person, two: list[Action], staff: Client
) -> None:
    stranger = logged_in(make_user("vreemde", make_deal("Openbare Ruimte")))

    for browser in (staff, stranger, Client()):
        statuses = {
            browser.post(address("partner-year", arcadis, YEAR), {"version": "0", "gained": "x"}),
            browser.post(address("confirm-partner-year", arcadis, YEAR), {"version": "0"}),
            hand_over(browser, arcadis, new.pk, ticks(two)),
        }
        assert {answer.status_code for answer in statuses} <= {302, 404}

    assert not PartnerYear.objects.exists()
    assert owners(two) == {gone}


# Queries ----------------------------------------------------------------------------------------


def test_the_pages_take_as_many_queries_with_three_sessions_as_with_one(
    talks: Talks, arcadis: Partner, deal: Deal, facilitator: User, team: Client, staff: Client
) -> None:
    organisation = reverse("organisation", args=[arcadis.organisation_id])
    pages = [
        (team, address("partner-year", arcadis, YEAR)),
        (team, address("welcome", arcadis)),
        (team, reverse("years", args=[deal.pk, YEAR])),
        (team, organisation),
        (staff, organisation),
    ]

    def counted() -> list[int]:
        found = []
        for browser, where in pages:
            got(browser, where)
            with CaptureQueriesContext(connection) as captured:
                got(browser, where)
            found.append(len(captured))
        return found

    person = arcadis.people.create(role="adviseur")
    deal.actions.create(text="Een", person=person)
    deal.innovations.create(name="Kaart")
    write_year(arcadis, YEAR, Answers(gained="Iets."), 0, facilitator)
    talks("Een", date(YEAR, 1, 5), "room")
    one = counted()

    for month in (3, 6):
        talks(f"Gesprek {month}", date(YEAR, month, 5), "room")
        deal.innovations.create(name=f"Kaart {month}")
        deal.actions.create(text="Meer", person=arcadis.people.create(role=f"adviseur {month}"))
        write_year(arcadis, YEAR - month, Answers(gained="Iets."), 0, facilitator)

    assert counted() == one
