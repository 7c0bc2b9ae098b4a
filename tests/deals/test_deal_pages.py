"""Home and the page of a deal: what they show, to whom, and in how many queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

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

    assert "Gemeente Zwolle" in answer
    assert "Arcadis" not in answer
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


def test_past_signings_stand_apart_from_what_is_coming(at_facilitator: Client, deal: Deal) -> None:
    today = timezone.localdate()
    for kind, days, title in (
        ("signing", -400, "Eerste handtekeningen"),
        ("milestone", -300, "Een mijlpaal van toen"),
        ("signing", 30, "Nieuwe handtekeningen"),
    ):
        deal.moments.create(kind=kind, on=today + timedelta(days=days), title=title)

    shown = page(at_facilitator, deal.get_absolute_url())

    signed, coming = shown.index("Ondertekend"), shown.index("Binnenkort")
    assert signed < shown.index("Eerste handtekeningen") < coming
    assert coming < shown.index("Nieuwe handtekeningen")
    assert "Een mijlpaal van toen" not in shown
