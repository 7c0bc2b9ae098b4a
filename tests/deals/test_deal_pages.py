"""Home and the page of a deal: what they show, to whom, and in how many queries."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from boards.models import Subject
from deals import queries
from deals.models import (
    Deal,
    Organisation,
    OrganisationKind,
    Partner,
    Person,
    Phase,
    Relation,
    Session,
    User,
)
from tests.conftest import make_deal
from tests.deals.conftest import browser_of

SCRIPT = "<script>alert('x')</script>"


def page(browser: Client, address: str, **headers: str) -> str:
    response = browser.get(address, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def queries_of(browser: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        page(browser, address)
    return len(captured)


def add_session(deal: Deal, title: str, phase: Phase = Phase.PREPARING, days: int = 0) -> Session:
    return Session.objects.create(
        deal=deal,
        title=title,
        phase=phase,
        planned_on=timezone.localdate() + timedelta(days=days),
        closed_at=timezone.now() if phase == Phase.CLOSED else None,
    )


def add_partner(deal: Deal, name: str, role: str = "directeur") -> Partner:
    organisation = Organisation.objects.create(name=name, kind=OrganisationKind.MARKET)
    partner = Partner.objects.create(deal=deal, organisation=organisation)
    Person.objects.create(partner=partner, role=role)
    return partner


# Home -----------------------------------------------------------------------------------------


def test_home_shows_only_my_deals(at_facilitator: Client, deal: Deal) -> None:
    make_deal("Openbare Ruimte")

    shown = page(at_facilitator, reverse("deals"))

    assert "Ruimte voor Lopen" in shown
    assert "Openbare Ruimte" not in shown


def test_a_running_session_has_a_button_on_home(at_facilitator: Client, deal: Deal) -> None:
    running = add_session(deal, "Halverwege", Phase.PLACING)

    assert reverse("control", args=[running.pk]) in page(at_facilitator, reverse("deals"))


def test_a_deal_where_people_sit_now_comes_first(
    at_facilitator: Client, facilitator: User, deal: Deal
) -> None:
    earlier_in_the_alphabet = make_deal("Aan Tafel")
    earlier_in_the_alphabet.team.create(user=facilitator)
    add_session(deal, "Halverwege", Phase.DISCUSSING)

    rows = queries.deal_rows(Deal.objects.all())

    assert [row.deal for row in rows] == [deal, earlier_in_the_alphabet]


def test_a_deal_with_a_session_today_comes_before_the_others(
    at_facilitator: Client, facilitator: User, deal: Deal
) -> None:
    earlier_in_the_alphabet = make_deal("Aan Tafel")
    earlier_in_the_alphabet.team.create(user=facilitator)
    add_session(earlier_in_the_alphabet, "Morgen", days=1)
    add_session(deal, "Vandaag", days=0)

    rows = queries.deal_rows(Deal.objects.all())

    assert [row.deal for row in rows] == [deal, earlier_in_the_alphabet]


def test_the_next_session_is_the_first_that_has_not_passed(deal: Deal) -> None:
    add_session(deal, "vorige week", days=-7)
    next_one = add_session(deal, "morgen", days=1)
    add_session(deal, "volgende week", days=7)

    (row,) = queries.deal_rows(Deal.objects.all())

    assert row.planned == next_one
    assert not row.is_today


def test_a_planned_session_that_has_passed_is_shown_when_there_is_no_other(deal: Deal) -> None:
    passed = add_session(deal, "vorige week", days=-7)

    (row,) = queries.deal_rows(Deal.objects.all())

    assert row.planned == passed


def test_only_partners_who_signed_are_counted(deal: Deal) -> None:
    Partner.objects.filter(organisation__name="Arcadis").update(relation=Relation.SAID_NO)

    (row,) = queries.deal_rows(Deal.objects.all())

    assert row.partners == 3


def test_without_a_deal_home_says_what_to_do(stranger: User) -> None:
    shown = page(browser_of(stranger), reverse("deals"))

    assert "deal-rows" not in shown
    assert "drawing" in shown


def test_staff_find_all_deals(staff: User, deal: Deal) -> None:
    make_deal("Openbare Ruimte")

    shown = page(browser_of(staff), reverse("deals"))

    assert "Ruimte voor Lopen" in shown
    assert "Openbare Ruimte" in shown


def test_home_takes_as_many_queries_for_three_deals_as_for_one(
    at_facilitator: Client, facilitator: User, deal: Deal
) -> None:
    add_session(deal, "Startgesprek")
    one = queries_of(at_facilitator, reverse("deals"))
    for name in ("Openbare Ruimte", "Slimme Stad"):
        other = make_deal(name)
        other.team.create(user=facilitator)
        add_session(other, "Startgesprek")

    assert queries_of(at_facilitator, reverse("deals")) == one


# The page of a deal ---------------------------------------------------------------------------


def test_sessions_stand_in_three_groups_newest_first(deal: Deal) -> None:
    old = add_session(deal, "oud", Phase.CLOSED, days=-200)
    recent = add_session(deal, "kort geleden", Phase.CLOSED, days=-20)
    planned = add_session(deal, "straks", days=3)
    running = add_session(deal, "nu", Phase.REVEALING)

    sessions = queries.sessions_of(deal, only_closed=False)

    assert (sessions.running, sessions.planned) == ([running], [planned])
    assert sessions.closed == [recent, old]


def test_every_state_leads_to_its_own_page(at_facilitator: Client, deal: Deal) -> None:
    running = add_session(deal, "nu", Phase.PLACING)
    closed = add_session(deal, "toen", Phase.CLOSED, days=-20)

    shown = page(at_facilitator, deal.get_absolute_url())

    assert reverse("control", args=[running.pk]) in shown
    assert f'"{reverse("session", args=[closed.pk])}"' in shown


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("zwol", {"Gemeente Zwolle"}),
        ("ARCADIS", {"Arcadis"}),
        ("dealmaker", {"Ministerie van BZK"}),
        ("gemeente zwolle", {"Gemeente Zwolle"}),
        ("niemand", set()),
        ("", {"Gemeente Zwolle", "Ministerie van BZK", "Wandelnet", "Arcadis"}),
    ],
)
def test_searching_partners(deal: Deal, search: str, found: set[str]) -> None:
    ministry = deal.partners.get(organisation__name="Ministerie van BZK")
    Person.objects.create(partner=ministry, role="dealmaker")
    Person.objects.create(partner=ministry, role="dealmaker in opleiding")

    groups = queries.partner_list(deal, search).groups

    names = [partner.organisation.name for group in groups for partner in group.partners]
    assert sorted(names) == sorted(found)


def test_searching_while_typing_answers_with_the_list_only(
    at_facilitator: Client, deal: Deal
) -> None:
    answer = page(at_facilitator, f"{deal.get_absolute_url()}?q=zwol", **{"HX-Request": "true"})

    assert "Gemeente Zwolle" in answer
    assert "Arcadis" not in answer
    assert "<html" not in answer


def test_searching_works_without_javascript(at_facilitator: Client, deal: Deal) -> None:
    answer = page(at_facilitator, f"{deal.get_absolute_url()}?q=zwol")

    found = answer.partition('id="partners"')[2]
    assert "Gemeente Zwolle" in found
    assert "Arcadis" not in found
    assert "<html" in answer


def test_script_in_a_name_is_shown_as_it_was_typed(
    at_facilitator: Client, facilitator: User, deal: Deal
) -> None:
    Deal.objects.filter(pk=deal.pk).update(name=f"Deal {SCRIPT}", theme=SCRIPT)
    User.objects.filter(pk=facilitator.pk).update(name=SCRIPT)
    add_partner(deal, f"Partner {SCRIPT}", role=SCRIPT)
    add_session(deal, SCRIPT)
    add_session(deal, SCRIPT, Phase.PLACING)

    pages = [
        page(at_facilitator, address)
        for address in (
            reverse("deals"),
            f"{deal.get_absolute_url()}?q={SCRIPT}",
            deal.get_absolute_url(),
            reverse("team", args=[deal.pk]),
        )
    ]

    assert all("&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;" in shown for shown in pages)
    assert not any("<script>alert" in shown for shown in pages)


def test_a_deal_takes_as_many_queries_with_three_of_everything_as_with_one(
    at_facilitator: Client, facilitator: User, deal: Deal
) -> None:
    deal.partners.all().delete()
    add_partner(deal, "Een")
    add_session(deal, "een", Phase.CLOSED)
    one = queries_of(at_facilitator, deal.get_absolute_url())
    for name in ("Twee", "Drie"):
        add_partner(deal, name)
        add_session(deal, name, Phase.CLOSED)
        deal.team.create(user=User.objects.create_user(f"{name}@voorbeeld.example"))

    assert queries_of(at_facilitator, deal.get_absolute_url()) == one


# How many ---------------------------------------------------------------------------------------


@pytest.fixture
def one_of_each(deal: Deal) -> Deal:
    """Of the four parties two are partner; one said no and one only helps. A fifth has left."""
    Partner.objects.filter(organisation__name="Arcadis").update(relation=Relation.SAID_NO)
    Partner.objects.filter(organisation__name="Wandelnet").update(relation=Relation.INVOLVED)
    left = add_partner(deal, "Vertrokken")
    Partner.objects.filter(pk=left.pk).update(until=timezone.localdate() - timedelta(days=1))
    return deal


@pytest.mark.parametrize("name", ["deal", "partners"])
def test_pages_tell_organisations_and_partners_apart(
    at_facilitator: Client, one_of_each: Deal, name: str
) -> None:
    shown = page(at_facilitator, reverse(name, args=[one_of_each.pk]))

    assert "<strong>4 organisaties</strong>" in shown
    assert "2 doen mee als partner" in shown


def test_home_says_the_same_number_in_the_same_words(
    at_facilitator: Client, one_of_each: Deal
) -> None:
    assert "2 doen mee als partner" in page(at_facilitator, reverse("deals"))


def test_of_those_who_left_nobody_is_partner(at_facilitator: Client, one_of_each: Deal) -> None:
    shown = page(at_facilitator, reverse("partners", args=[one_of_each.pk]) + "?part=left")

    assert "<strong>1 organisatie</strong>" in shown
    assert "0 doen mee als partner" in shown


@pytest.mark.parametrize(("added", "folds"), [(26, 0), (27, 4)])
def test_more_than_thirty_partners_are_folded_by_kind(
    at_facilitator: Client, deal: Deal, added: int, folds: int
) -> None:
    for n in range(added):
        add_partner(deal, f"Bureau {n}")

    shown = page(at_facilitator, deal.get_absolute_url())

    assert shown.count('<details class="partner-fold">') == folds
    assert "Bureau 25" in shown


def test_what_is_searched_is_never_folded(at_facilitator: Client, deal: Deal) -> None:
    for n in range(31):
        add_partner(deal, f"Bureau {n}")

    shown = page(at_facilitator, f"{deal.get_absolute_url()}?q=bureau")

    assert "partner-fold" not in shown
    assert "Bureau 30" in shown


# History ----------------------------------------------------------------------------------------

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
TODAY = NOON.date()


@pytest.fixture
def today() -> Iterator[date]:
    """A day that never passes."""
    with time_machine.travel(NOON, tick=False):
        yield TODAY


def part(shown: str, name: str) -> str:
    """The words of one part of a page, by the id of its heading."""
    found = shown.partition(f'aria-labelledby="{name}">')[2].partition("</section>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found)).split())


def held(deal: Deal, title: str, on: date, phase: Phase = Phase.CLOSED) -> Session:
    closed_at = timezone.now() if phase == Phase.CLOSED else None
    return deal.sessions.create(title=title, planned_on=on, phase=phase, closed_at=closed_at)


def close(session: Session) -> None:
    """After this nothing of it can change."""
    Session.objects.filter(pk=session.pk).update(phase=Phase.CLOSED, closed_at=timezone.now())


def missed(deal: Deal, name: str, session: Session, **values: object) -> Partner:
    """A party that lay on the table of a session as missing."""
    organisation = Organisation.objects.create(name=name, kind=OrganisationKind.MARKET)
    values = {"relation": Relation.MISSING} | values
    partner = Partner.objects.create(deal=deal, organisation=organisation, **values)
    Subject.objects.create(session=session, partner=partner, label=name, missing=True)
    return partner


def test_the_page_begins_with_ways_to_its_parts(at_facilitator: Client, deal: Deal) -> None:
    shown = page(at_facilitator, deal.get_absolute_url())
    ways = shown.partition('aria-label="Op deze pagina"')[2].partition("</nav>")[0]

    parts = re.findall(r'href="#([^"]+)"', ways)
    assert len(parts) == 6
    places = [shown.index(f'id="{part}"') for part in parts]
    assert places == sorted(places)


def test_the_time_line_says_in_words_what_it_draws(
    today: date, at_facilitator: Client, deal: Deal
) -> None:
    work = {"stage": "carrying_out", "starts_on": date(2024, 1, 10)}
    deal.stages.create(ends_on=date(2026, 3, 31), note="eerste tranche", **work)
    deal.stages.create(**work | {"starts_on": date(2026, 4, 1)}, note="verlengd")
    deal.moments.create(kind="signing", on=date(2024, 1, 10), title="Eerste handtekeningen")
    deal.moments.create(kind="election", on=date(2027, 3, 17))
    start = held(deal, "Startgesprek", date(2024, 2, 1))

    shown = page(at_facilitator, deal.get_absolute_url())
    words = part(shown, "time-line").partition("De tijdlijn in woorden ")[2]

    assert words == (
        "2024 10 jan Fase Uitvoering eerste tranche tot en met 31 maart 2026"
        " 10 jan Ondertekening Eerste handtekeningen 1 feb Sessie Startgesprek"
        " 2026 1 apr Fase Uitvoering Nu verlengd 15 jun Vandaag 2027 17 mrt Verkiezingen"
    )
    assert shown.count(f'href="{reverse("session", args=[start.pk])}"') == 3  # drawn, words, list
    assert "Uitvoering (verlengd)" in shown


def test_a_deal_without_days_asks_its_team_to_fill_them_in(
    at_facilitator: Client, staff: User, deal: Deal
) -> None:
    team = page(at_facilitator, deal.get_absolute_url())

    assert "Vul de fasen in" in part(team, "time-line")
    assert reverse("records", args=[deal.pk]) + "#stages" in team
    assert part(page(browser_of(staff), deal.get_absolute_url()), "time-line") == (
        "Tijdlijn Van deze deal staan nog geen fasen en dagen ingevuld."
    )


def test_on_the_time_line_staff_find_only_closed_sessions(
    staff: User, at_facilitator: Client, deal: Deal
) -> None:
    held(deal, "Afgelopen", date(2026, 1, 1))
    held(deal, "Bezig", date(2026, 2, 1), Phase.PLACING)
    held(deal, "Gepland", date(2026, 3, 1), Phase.PREPARING)
    deal.sessions.create(title="Proef", planned_on=date(2026, 4, 1), trial=True)

    at_staff = page(browser_of(staff), deal.get_absolute_url())
    at_team = page(at_facilitator, deal.get_absolute_url())

    assert "Afgelopen" in part(at_staff, "time-line")
    assert not any(title in at_staff for title in ("Bezig", "Gepland", "Proef"))
    assert all(title in part(at_team, "time-line") for title in ("Afgelopen", "Bezig", "Gepland"))
    assert "Proef" not in part(at_team, "time-line")


def test_the_agenda_has_what_is_to_come_and_how_far_away(
    today: date, at_facilitator: Client, deal: Deal
) -> None:
    deal.moments.create(kind="milestone", on=date(2026, 6, 14), title="Gisteren")
    deal.moments.create(kind="milestone", on=date(2026, 6, 15), title="Handreiking")
    deal.moments.create(kind="reflection", on=date(2026, 9, 20))

    shown = part(page(at_facilitator, deal.get_absolute_url()), "agenda")

    assert shown == (
        "Op de agenda vandaag Handreiking Mijlpaal, 15 juni 2026"
        " over 3 maanden Halfjaarlijkse reflectie 20 september 2026"
    )


def test_the_team_is_asked_for_what_nobody_planned_and_staff_are_not(
    today: date, at_facilitator: Client, staff: User, deal: Deal
) -> None:
    deal.stages.create(stage="results", starts_on=date(2024, 1, 1))
    deal.moments.create(kind="election", on=date(2027, 3, 17))
    held(deal, "Lang geleden", date(2025, 3, 1))

    team = part(page(at_facilitator, deal.get_absolute_url()), "agenda")
    others = part(page(browser_of(staff), deal.get_absolute_url()), "agenda")

    assert "Op 17 maart 2027 zijn er verkiezingen." in team
    assert "geen halfjaarlijkse reflectie" in team
    assert "De laatste sessie was op 1 maart 2025." in team
    assert others == "Op de agenda over 9 maanden Verkiezingen 17 maart 2027"


def test_who_only_reads_gets_no_way_to_prepare_a_session(
    today: date, member: User, deal: Deal
) -> None:
    deal.stages.create(stage="results", starts_on=date(2024, 1, 1))

    shown = page(browser_of(member), deal.get_absolute_url())

    assert "Er was nog geen sessie." in part(shown, "agenda")
    assert reverse("new-session", args=[deal.pk]) not in shown


def test_partners_over_time_with_reasons_for_the_team_only(
    today: date, at_facilitator: Client, staff: User, deal: Deal
) -> None:
    deal.partners.all().delete()
    signed = add_partner(deal, "Bureau")
    Partner.objects.filter(pk=signed.pk).update(
        since=date(2024, 1, 10), until=date(2025, 3, 1), why="De trekker vertrok."
    )
    other = add_partner(deal, "Bank")
    other.former.create(relation="missing", why="Zonder bank geen geld.", until=date(2025, 5, 1))
    Partner.objects.filter(pk=other.pk).update(since=date(2025, 5, 1))
    deal.moments.create(kind="signing", on=date(2024, 1, 10), title="In de raadzaal")

    team = part(page(at_facilitator, deal.get_absolute_url()), "over-time")
    others = part(page(browser_of(staff), deal.get_absolute_url()), "over-time")

    happened = (
        "Partners door de tijd Wie erbij kwam en wie wegging"
        " 2025 1 mei 1 partner tekende (eerst: ontbreekt) Bank"
        " 1 maart 1 partij ging uit de deal Bureau{} 2024"
        " 10 januari 1 partner tekende In de raadzaal Bureau"
    )
    assert team.startswith(happened.format(" De trekker vertrok."))
    assert others.startswith(happened.format(""))
    assert "De aantallen Vanaf Partners 1 mei 2025 1 2 maart 2025 0 10 januari 2024 1" in others


def test_missing_parties_say_since_when_and_where_they_were_named(
    at_facilitator: Client, staff: User, deal: Deal
) -> None:
    first = held(deal, "Startgesprek", date(2025, 1, 1), Phase.PLACING)
    running = held(deal, "Nu bezig", date(2026, 1, 1), Phase.PLACING)
    prepared = held(deal, "Volgende keer", date(2026, 2, 1), Phase.PREPARING)
    bank = missed(deal, "Bank", first, why="Zonder bank geen geld.", since=date(2025, 1, 1))
    for session in (running, prepared):
        Subject.objects.create(session=session, partner=bank, label="Bank", missing=True)
    missed(deal, "Verzekeraar", first, relation=Relation.SIGNED)
    close(first)

    team = part(page(at_facilitator, deal.get_absolute_url()), "missing")
    others = part(page(browser_of(staff), deal.get_absolute_url()), "missing")

    assert team == (
        "Wie missen we nog? Bank Zonder bank geen geld. gemist sinds 1 januari 2025"
        " Genoemd in Startgesprek , Nu bezig"
    )
    assert others == ("Wie missen we nog? Bank gemist sinds 1 januari 2025 Genoemd in Startgesprek")


def test_a_party_named_in_a_session_that_runs_is_for_the_team_until_it_closes(
    at_facilitator: Client, staff: User, deal: Deal
) -> None:
    running = held(deal, "Nu bezig", date(2026, 1, 1), Phase.DISCUSSING)
    bank = missed(deal, "Bank", running, named_in=running, since=date(2026, 1, 1))
    organisation = reverse("organisation", args=[bank.organisation.pk])
    at_staff = browser_of(staff)

    assert "Bank" in page(at_facilitator, deal.get_absolute_url())
    assert "Nu bezig" in part(page(at_facilitator, deal.get_absolute_url()), "missing")
    for address in (deal.get_absolute_url(), f"{deal.get_absolute_url()}?q=bank"):
        assert ">Bank<" not in page(at_staff, address)
    assert ">Bank<" not in page(at_staff, f"{deal.get_absolute_url()}?q=a", hx_request="true")
    assert page(at_facilitator, organisation)
    assert at_staff.get(organisation).status_code == 404

    close(running)

    assert part(page(at_staff, deal.get_absolute_url()), "missing").endswith("Genoemd in Nu bezig")
    assert page(at_staff, organisation)


def test_a_history_takes_as_many_queries_with_three_of_everything_as_with_one(
    at_facilitator: Client, deal: Deal
) -> None:
    def one_more(n: int) -> None:
        day = date(2025, 1, n)
        deal.stages.create(stage="results", starts_on=day)
        deal.moments.create(kind="signing", on=day, title=f"Keer {n}")
        session = held(deal, f"Gesprek {n}", day, Phase.PLACING)
        partner = missed(deal, f"Gemist {n}", session, since=day)
        close(session)
        partner.former.create(relation="involved", since=date(2024, 1, n), until=day)

    one_more(1)
    one = queries_of(at_facilitator, deal.get_absolute_url())
    for n in (2, 3):
        one_more(n)

    assert queries_of(at_facilitator, deal.get_absolute_url()) == one
