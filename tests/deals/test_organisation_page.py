"""One organisation over its deals: what each reader is told, and what is nobody else's."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from deals.domain import merging
from deals.models import (
    Deal,
    Organisation,
    Partner,
    PartnerYear,
    Phase,
    Relation,
    Seat,
    Session,
    User,
)
from tests.deals.conftest import browser_of


@pytest.fixture
def arcadis(deal: Deal) -> Partner:
    partner = deal.partners.get(organisation__name="Arcadis")
    partner.why, partner.hours, partner.since = "Zij kennen de wegen.", 120, date(2024, 5, 1)
    partner.save()
    return partner


@pytest.fixture
def elsewhere(arcadis: Partner) -> Partner:
    """The same organisation in a deal of another team."""
    other = Deal.objects.create(name="Openbare Ruimte")
    return Partner.objects.create(
        deal=other, organisation=arcadis.organisation, why="Alleen voor het geld."
    )


def held(partner: Partner, title: str, phase: str = Phase.CLOSED) -> Session:
    """A session in which somebody of a partner sat."""
    closed_at = timezone.now() if phase == Phase.CLOSED else None
    session = Session.objects.create(
        deal=partner.deal, title=title, phase=phase, closed_at=closed_at
    )
    Seat.objects.create(session=session, partner=partner)
    return session


def page(browser: Client, organisation: Organisation) -> str:
    answer = browser.get(reverse("organisation", args=[organisation.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_team_sees_its_own_deal_whole_and_no_other(
    arcadis: Partner, elsewhere: Partner, at_facilitator: Client
) -> None:
    held(arcadis, "Halverwege")
    held(arcadis, "Nog bezig", Phase.PLACING)
    held(elsewhere, "Ergens anders")

    shown = page(at_facilitator, arcadis.organisation)

    for words in ("Ruimte voor Lopen", "Zij kennen de wegen.", "120 uur", "Halverwege"):
        assert words in shown, words
    for words in ("Openbare Ruimte", "Alleen voor het geld.", "Ergens anders", "Nog bezig"):
        assert words not in shown, words


def test_staff_see_all_deals_without_what_is_their_teams(
    arcadis: Partner, elsewhere: Partner, staff: User
) -> None:
    held(arcadis, "Halverwege")
    held(elsewhere, "Nog bezig", Phase.PLACING)

    shown = page(browser_of(staff), arcadis.organisation)

    for words in ("Ruimte voor Lopen", "Openbare Ruimte", "Halverwege", "sinds 1 mei 2024"):
        assert words in shown, words
    for words in ("Zij kennen de wegen.", "120 uur", "Alleen voor het geld.", "Nog bezig"):
        assert words not in shown, words


def test_staff_in_a_team_read_each_deal_as_what_they_are_there(
    arcadis: Partner, elsewhere: Partner, staff: User
) -> None:
    elsewhere.deal.team.create(user=staff)

    shown = page(browser_of(staff), arcadis.organisation)

    assert "Alleen voor het geld." in shown
    assert "Zij kennen de wegen." not in shown


def test_in_none_of_ones_deals_it_is_not_there(
    arcadis: Partner, elsewhere: Partner, at_facilitator: Client, staff: User, stranger: User
) -> None:
    nowhere = Organisation.objects.create(name="ProRail", kind="government")
    other = Organisation.objects.create(name="KNMI", kind="knowledge")
    Partner.objects.create(deal=elsewhere.deal, organisation=other)

    got = {
        (who, organisation.name): browser.get(
            reverse("organisation", args=[organisation.pk])
        ).status_code
        for who, browser in (
            ("team", at_facilitator),
            ("staff", browser_of(staff)),
            ("stranger", browser_of(stranger)),
        )
        for organisation in (nowhere, other, arcadis.organisation)
    }

    assert {key for key, status in got.items() if status == 200} == {
        ("team", "Arcadis"),
        ("staff", "Arcadis"),
        ("staff", "KNMI"),
    }
    assert set(got.values()) == {200, 404}


def test_a_merged_one_leads_to_what_it_goes_on_as_and_counts_there(
    arcadis: Partner, deal: Deal, facilitator: User, at_facilitator: Client, stranger: User
) -> None:
    walkers = deal.partners.get(organisation__name="Wandelnet")
    held(arcadis, "Toen nog Arcadis")
    deal.actions.create(text="Routes tekenen", partner=arcadis)
    merging.merge(arcadis.organisation_id, walkers.organisation_id, facilitator)
    address = reverse("organisation", args=[arcadis.organisation_id])

    answer = at_facilitator.get(address)
    hidden = browser_of(stranger).get(address)

    assert answer.headers["Location"] == reverse("organisation", args=[walkers.organisation_id])
    assert hidden.status_code == 404
    shown = page(at_facilitator, walkers.organisation)
    for words in ("Toen nog Arcadis", "Routes tekenen", "heette ook Arcadis"):
        assert words in shown, words


def test_its_actions_are_those_of_its_people_too(
    arcadis: Partner, deal: Deal, at_facilitator: Client, staff: User
) -> None:
    person = arcadis.people.create(role="adviseur", name="Kim", until=date(2025, 1, 1))
    running = held(arcadis, "Nog bezig", Phase.PLACING)
    deal.actions.create(text="Bellen", person=person)
    deal.actions.create(text="Net gezegd", partner=arcadis, session=running)
    deal.actions.create(text="Van iemand anders")

    team, agenda = (
        page(at_facilitator, arcadis.organisation),
        page(browser_of(staff), arcadis.organisation),
    )

    assert "Bellen" in team
    assert "Bellen" in agenda
    assert "Net gezegd" not in team + agenda  # of a session that is not closed, to nobody
    assert "Van iemand anders" not in team


def test_it_takes_as_many_queries_with_three_deals_as_with_one(
    arcadis: Partner, elsewhere: Partner, staff: User
) -> None:
    browser, address = browser_of(staff), reverse("organisation", args=[arcadis.organisation_id])
    for partner in (arcadis, elsewhere):
        held(partner, "Halverwege")
        partner.deal.actions.create(text="Bellen", partner=partner)
    browser.get(address)
    with CaptureQueriesContext(connection) as one:
        browser.get(address)

    for name in ("Derde deal", "Vierde deal"):
        more = Partner.objects.create(
            deal=Deal.objects.create(name=name), organisation=arcadis.organisation
        )
        for title in ("Een", "Twee"):
            held(more, title)
            more.deal.actions.create(text=title, partner=more)
    with CaptureQueriesContext(connection) as three:
        browser.get(address)

    assert len(three) == len(one)


def test_the_list_leads_to_those_that_one_may_open(
    arcadis: Partner, elsewhere: Partner, at_facilitator: Client
) -> None:
    other = Organisation.objects.create(name="KNMI", kind="knowledge")
    Partner.objects.create(deal=elsewhere.deal, organisation=other)

    shown = at_facilitator.get(reverse("organisations")).content.decode()

    assert reverse("organisation", args=[arcadis.organisation_id]) + '"' in shown
    assert "KNMI" in shown
    assert reverse("organisation", args=[other.pk]) + '"' not in shown


def test_its_page_leads_to_the_years_that_the_reader_may_read(
    arcadis: Partner, at_facilitator: Client, staff: User
) -> None:
    this_year = timezone.localdate().year
    confirmed_at = timezone.now()
    PartnerYear.objects.create(partner=arcadis, year=2024, confirmed_at=confirmed_at)
    PartnerYear.objects.create(partner=arcadis, year=2025)

    team, others = (
        _years(page(browser, arcadis.organisation))
        for browser in (at_facilitator, browser_of(staff))
    )

    assert team == [this_year, 2025, 2024]
    assert others == [2024]


def test_a_party_that_is_missed_gets_no_page_of_this_year(
    arcadis: Partner, at_facilitator: Client
) -> None:
    Partner.objects.filter(pk=arcadis.pk).update(relation=Relation.MISSING)

    assert _years(page(at_facilitator, arcadis.organisation)) == []


def _years(shown: str) -> list[int]:
    """The years to which a page leads, in its order."""
    return [int(year) for year in re.findall(r'href="[^"]*/years/(\d+)/"', shown)]
