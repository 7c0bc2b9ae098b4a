"""Two organisations that turn out to be one: nothing of what was is rewritten."""

import re
from threading import Barrier, Thread
from uuid import UUID

import pytest
from django.core import serializers
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from boards.models import Event, Placement, Subject
from deals.domain import merging, partners
from deals.domain.importing import carrying_out
from deals.domain.importing.planning import Plan, make_plan
from deals.domain.importing.reading import read_text
from deals.domain.merging import MergeRefused, merge, take_apart
from deals.domain.partners import add_partner
from deals.domain.records import RecordsRefused
from deals.models import (
    Deal,
    Organisation,
    OrganisationKind,
    Partner,
    Person,
    Seat,
    TeamRole,
    User,
)
from tests.conftest import make_session, make_user
from tests.deals.conftest import browser_of
from tests.table import Table

MUNICIPALITY = OrganisationKind.MUNICIPALITY


def organisation(name: str) -> Organisation:
    return Organisation.objects.create(name=name, kind=MUNICIPALITY)


def partner(deal: Deal, its: Organisation) -> Partner:
    return Partner.objects.create(deal=deal, organisation=its)


def current(its: Organisation) -> Organisation:
    return Organisation.objects.select_related("merged_into").get(pk=its.pk).current


def standing(deal: Deal) -> list[str]:
    """The partners of a deal, as pages name them."""
    partners = Partner.objects.standing().filter(deal=deal)
    return sorted(str(each) for each in partners.select_related("organisation__merged_into"))


def points_at(its: Partner) -> Partner | None:
    return Partner.objects.get(pk=its.pk).merged_into


def code_of(going: Organisation, staying: Organisation, by: User) -> str:
    with pytest.raises(MergeRefused) as info:
        merge(going.pk, staying.pk, by)
    assert info.value.sentence
    return info.value.code


@pytest.fixture
def elsewhere(db: None) -> Deal:
    """A second deal, without partners."""
    return Deal.objects.create(name="Openbare Ruimte")


# The rule ---------------------------------------------------------------------------------------


def test_a_merged_organisation_goes_on_as_the_other_in_every_deal(
    deal: Deal, elsewhere: Deal, facilitator: User
) -> None:
    zwolle, twice = Organisation.objects.get(name="Gemeente Zwolle"), organisation("Zwolle")
    first, second = deal.partners.get(organisation=zwolle), partner(deal, twice)
    third = partner(elsewhere, twice)

    merge(twice.pk, zwolle.pk, facilitator)

    assert current(twice) == zwolle
    assert (points_at(first), points_at(second), points_at(third)) == (None, first, None)
    assert standing(deal) == ["Arcadis", "Gemeente Zwolle", "Ministerie van BZK", "Wandelnet"]
    assert standing(elsewhere) == ["Gemeente Zwolle"]


def test_chains_are_kept_short(elsewhere: Deal, facilitator: User) -> None:
    a, b, c = (organisation(name) for name in "abc")
    in_a, in_b, in_c = (partner(elsewhere, each) for each in (a, b, c))

    merge(a.pk, b.pk, facilitator)
    merge(b.pk, c.pk, facilitator)

    assert (current(a), current(b), current(c)) == (c, c, c)
    assert (points_at(in_a), points_at(in_b), points_at(in_c)) == (in_c, in_c, None)


def test_a_partner_of_one_that_stays_goes_before_one_of_the_one_that_goes(
    elsewhere: Deal, facilitator: User
) -> None:
    a, b, c = (organisation(name) for name in "abc")
    in_a, in_b = partner(elsewhere, a), partner(elsewhere, b)
    merge(a.pk, c.pk, facilitator)  # c itself is no partner in this deal

    merge(b.pk, c.pk, facilitator)

    assert (points_at(in_a), points_at(in_b)) == (None, in_a)


def test_what_makes_no_sense_is_refused_and_changes_nothing(
    elsewhere: Deal, facilitator: User
) -> None:
    a, b, c = (organisation(name) for name in "abc")
    merge(a.pk, b.pk, facilitator)
    before = serializers.serialize("json", Organisation.objects.order_by("pk"))

    assert code_of(b, b, facilitator) == "itself"
    assert code_of(a, c, facilitator) == "is_merged"
    assert code_of(c, a, facilitator) == "target_is_merged"
    with pytest.raises(MergeRefused, match="not_merged"):
        take_apart(c.pk, facilitator)
    assert serializers.serialize("json", Organisation.objects.order_by("pk")) == before


def test_taken_apart_is_as_it_was(deal: Deal, elsewhere: Deal, facilitator: User) -> None:
    zwolle, twice = Organisation.objects.get(name="Gemeente Zwolle"), organisation("Zwolle")
    partner(deal, twice)
    partner(elsewhere, twice)
    tables = [*Organisation.objects.order_by("pk"), *Partner.objects.order_by("pk")]
    before = serializers.serialize("json", tables)

    merge(twice.pk, zwolle.pk, facilitator)
    take_apart(twice.pk, facilitator)

    tables = [*Organisation.objects.order_by("pk"), *Partner.objects.order_by("pk")]
    assert serializers.serialize("json", tables) == before


def test_taking_one_out_of_a_chain_leaves_one_partner_for_each(
    elsewhere: Deal, facilitator: User
) -> None:
    a, b, c = (organisation(name) for name in "abc")
    in_a, in_b = partner(elsewhere, a), partner(elsewhere, b)
    merge(a.pk, b.pk, facilitator)
    merge(b.pk, c.pk, facilitator)

    take_apart(b.pk, facilitator)

    assert (current(a), current(b)) == (c, b)
    assert (points_at(in_a), points_at(in_b)) == (None, None)
    assert standing(elsewhere) == ["b", "c"]


def test_the_name_of_a_merged_organisation_adds_the_one_it_goes_on_as(
    elsewhere: Deal, facilitator: User
) -> None:
    a, b = organisation("a"), organisation("b")
    merge(a.pk, b.pk, facilitator)

    added = add_partner(elsewhere, "A", MUNICIPALITY, {}, facilitator)

    assert added.organisation == b


@pytest.mark.slow
def test_of_two_people_who_merge_each_the_other_way_one_is_refused(
    live_db: None,
) -> None:
    a, b = organisation("a"), organisation("b")
    user = make_user("agendastad")
    together, outcomes = Barrier(2), []

    def go(going: Organisation, staying: Organisation) -> None:
        together.wait()
        try:
            merge(going.pk, staying.pk, user)
            outcomes.append("merged")
        except MergeRefused as refused:
            outcomes.append(refused.code)
        finally:
            connection.close()

    threads = [Thread(target=go, args=pair) for pair in ((a, b), (b, a))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(outcomes) == 2
    assert outcomes.count("merged") == 1
    assert Organisation.objects.filter(merged_into=None).count() == 1


def waits_for_a_lock() -> bool:
    """Whether any connection to this database waits for what another one holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_stat_activity "
            "WHERE datname = current_database() AND wait_event_type = 'Lock')"
        )
        return bool(cursor.fetchone()[0])


class MeanwhileMerged:
    """Merges two organisations in a thread of its own, at a moment in the work of another one: it
    is done, or waits, before that work goes on.
    """

    def __init__(self, going: Organisation, staying: Organisation, by: User) -> None:
        self.thread = Thread(target=self._merge, args=(going, staying, by))

    def _merge(self, going: Organisation, staying: Organisation, by: User) -> None:
        try:
            merge(going.pk, staying.pk, by)
        finally:
            connection.close()

    def start(self) -> None:
        self.thread.start()
        while self.thread.is_alive() and not waits_for_a_lock():
            pass


@pytest.fixture
def two_to_merge(live_db: None) -> tuple[Deal, MeanwhileMerged, User]:
    """A deal with Beta as partner; and Alfa, which somebody merges into Beta."""
    deal = Deal.objects.create(name="Openbare Ruimte")
    user = make_user("gespreksleider", deal)
    alfa, beta = organisation("Alfa"), organisation("Beta")
    partner(deal, beta)
    return deal, MeanwhileMerged(alfa, beta, user), user


@pytest.mark.postgres
def test_a_merge_beside_a_new_partner_leaves_one(
    two_to_merge: tuple[Deal, MeanwhileMerged, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    deal, meanwhile, user = two_to_merge
    # After looking whether it is there already, and before it is added.
    monkeypatch.setattr(partners, "_refuse_wrong_dates", lambda _partner: meanwhile.start())

    add_partner(deal, "Alfa", MUNICIPALITY, {}, user)
    meanwhile.thread.join()

    assert standing(deal) == ["Beta"]


@pytest.mark.postgres
def test_a_merge_beside_an_import_leaves_one(
    two_to_merge: tuple[Deal, MeanwhileMerged, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    deal, meanwhile, user = two_to_merge
    lines = read_text("Alfa\nGamma")
    fingerprint = make_plan(deal, lines, {}).fingerprint
    save = carrying_out._save

    def merge_and_save(plan: Plan) -> None:
        meanwhile.start()
        save(plan)

    monkeypatch.setattr(carrying_out, "_save", merge_and_save)

    carrying_out.carry_out(deal, lines, ({}, fingerprint), {}, user)
    meanwhile.thread.join()

    assert standing(deal) == ["Beta", "Gamma"]


def test_what_was_merged_just_before_a_partner_was_added_is_looked_at_again(
    deal: Deal, facilitator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    alfa, arcadis = organisation("Alfa"), Organisation.objects.get(name="Arcadis")
    hold = merging.hold

    def merged_first(*organisations: UUID) -> object:
        merge(alfa.pk, arcadis.pk, facilitator)
        return hold(*organisations)

    monkeypatch.setattr(partners, "hold", merged_first)

    with pytest.raises(RecordsRefused, match="changed"):
        add_partner(deal, "Alfa", MUNICIPALITY, {}, facilitator)

    assert deal.partners.count() == 4


def test_what_was_merged_just_before_an_import_is_looked_at_again(
    deal: Deal, facilitator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    alfa, elsewhere = organisation("Alfa"), organisation("Beta")
    lines = read_text("Alfa")
    fingerprint = make_plan(deal, lines, {}).fingerprint
    hold = merging.hold

    def merged_first(*organisations: UUID) -> object:
        merge(alfa.pk, elsewhere.pk, facilitator)
        return hold(*organisations)

    monkeypatch.setattr(carrying_out, "hold", merged_first)

    with pytest.raises(carrying_out.NotAsSeen):
        carrying_out.carry_out(deal, lines, ({}, fingerprint), {}, facilitator)

    assert deal.partners.count() == 4


# History ----------------------------------------------------------------------------------------


def history_of(table: Table, browser: Client) -> list[object]:
    """Everything that is kept of a session, and its page, byte for byte, but for the
    token against forgery, which is another one every time.
    """
    rows = [
        Subject.objects.filter(session=table.session),
        Placement.objects.filter(sheet__session=table.session),
        Event.objects.filter(session=table.session),
        Seat.objects.filter(session=table.session),
    ]
    page = browser.get(reverse("session", args=[table.session.pk])).content
    page = re.sub(rb'name="csrfmiddlewaretoken" value="\w+"|nonce="[^"]+"', b"", page)
    kept = [serializers.serialize("json", each.order_by("pk")) for each in rows]
    return [*kept, page, table.team.bytes_received()]


def test_a_closed_session_stays_byte_for_byte_the_same(
    table: Table, deal: Deal, facilitator: User
) -> None:
    place = table.joins("Gemeente Zwolle")
    place.places(table.subject("Gemeente Zwolle"))
    table.team.places(table.subject("Wandelnet"), element="vlinder")
    assert table.team.sends("close_session").accepted
    browser = browser_of(facilitator)
    before = history_of(table, browser)
    going = Organisation.objects.get(name="Gemeente Zwolle")
    staying = organisation("Zwolle aan de IJssel")
    partner(deal, staying)

    merge(going.pk, staying.pk, facilitator)

    assert b"Gemeente Zwolle" in before[-2]  # type: ignore[operator]
    assert history_of(table, browser) == before


def test_a_new_session_has_the_two_once(deal: Deal, facilitator: User) -> None:
    zwolle, twice = Organisation.objects.get(name="Gemeente Zwolle"), organisation("Zwolle")
    partner(deal, twice)
    merge(zwolle.pk, twice.pk, facilitator)

    session = make_session(deal, facilitator)

    assert sorted(subject.name for subject in session.subjects.all()) == [
        "Arcadis",
        "Ministerie van BZK",
        "Wandelnet",
        "Zwolle",
    ]


# Pages ------------------------------------------------------------------------------------------


def merge_page(going: Organisation) -> str:
    return reverse("merge-organisation", args=[going.pk])


def test_the_pages_lead_from_a_pair_to_one(
    at_facilitator: Client, deal: Deal, facilitator: User
) -> None:
    zwolle, twice = Organisation.objects.get(name="Gemeente Zwolle"), organisation("Zwolle")
    Person.objects.create(partner=partner(deal, twice), role="wethouder")

    [pair] = at_facilitator.get(reverse("organisations")).context["listing"].pairs
    assert {pair.first.organisation, pair.second.organisation} == {zwolle, twice}
    [found] = at_facilitator.get(merge_page(twice)).context["candidates"]
    assert found.organisation == zwolle
    means = at_facilitator.get(merge_page(twice), {"into": str(zwolle.pk)}).context["means"]
    assert (means.deals, means.together, means.people, means.merged) == (1, 1, 1, 0)
    answer = at_facilitator.post(merge_page(twice), {"into": str(zwolle.pk)})

    assert answer.headers["Location"] == reverse("organisations")
    assert current(twice) == zwolle


def test_looking_changes_nothing(at_facilitator: Client, deal: Deal) -> None:
    twice = organisation("Zwolle")
    zwolle = Organisation.objects.get(name="Gemeente Zwolle")

    at_facilitator.get(merge_page(twice), {"into": str(zwolle.pk)})

    assert current(twice) == twice


@pytest.mark.parametrize("into", ["", "geen id", "5f1c0e0e-6d6f-4d43-9c7d-0d1a4a1e7b11"])
def test_a_choice_that_does_not_exist_is_refused(
    at_facilitator: Client, deal: Deal, into: str
) -> None:
    twice = organisation("Zwolle")
    partner(deal, twice)

    answer = at_facilitator.post(merge_page(twice), {"into": into}, follow=True)

    assert [str(m) for m in answer.context["messages"]] == ["Kies een organisatie uit de lijst."]
    assert current(twice) == twice


def test_a_refusal_is_said_on_the_page(at_facilitator: Client, deal: Deal) -> None:
    twice = organisation("Zwolle")
    partner(deal, twice)

    answer = at_facilitator.post(merge_page(twice), {"into": twice.pk}, follow=True)

    assert [str(m) for m in answer.context["messages"]] == [str(merging.REFUSALS["itself"])]


def test_who_is_not_in_every_team_of_the_one_that_goes_may_not_merge_it(
    at_facilitator: Client, deal: Deal, elsewhere: Deal, facilitator: User
) -> None:
    arcadis = Organisation.objects.get(name="Arcadis")
    other = organisation("Arcadis Nederland")
    partner(elsewhere, arcadis)
    partner(deal, other)

    page = at_facilitator.get(reverse("organisations")).content.decode()
    answer = at_facilitator.post(merge_page(arcadis), {"into": other.pk})

    assert merge_page(arcadis) not in page
    assert merge_page(other) in page
    assert (answer.status_code, current(arcadis)) == (404, arcadis)


def test_what_was_merged_into_it_counts_for_who_may_merge_it(
    at_facilitator: Client, deal: Deal, elsewhere: Deal, staff: User
) -> None:
    arcadis, old = Organisation.objects.get(name="Arcadis"), organisation("Heidemij")
    other = organisation("Arcadis Nederland")
    partner(elsewhere, old)
    merge(old.pk, arcadis.pk, staff)

    refused = at_facilitator.post(merge_page(arcadis), {"into": other.pk})
    allowed = browser_of(staff).post(merge_page(arcadis), {"into": other.pk})

    assert (refused.status_code, allowed.status_code) == (404, 302)
    assert (current(arcadis), current(old)) == (other, other)


def test_a_merged_one_is_taken_apart_from_the_list(
    at_facilitator: Client, deal: Deal, facilitator: User
) -> None:
    zwolle, twice = Organisation.objects.get(name="Gemeente Zwolle"), organisation("Zwolle")
    partner(deal, twice)
    merge(twice.pk, zwolle.pk, facilitator)
    apart = reverse("take-organisation-apart", args=[twice.pk])

    assert apart in at_facilitator.get(reverse("organisations")).content.decode()
    at_facilitator.post(apart, follow=True)
    again = at_facilitator.post(apart, follow=True)

    assert current(twice) == twice
    assert [str(m) for m in again.context["messages"]] == [str(merging.REFUSALS["not_merged"])]


def test_an_organisation_without_deals_is_merged_and_taken_apart_by_staff_only(
    at_facilitator: Client, deal: Deal, staff: User
) -> None:
    zwolle, catalogued = Organisation.objects.get(name="Gemeente Zwolle"), organisation("Zwolle")
    apart = reverse("take-organisation-apart", args=[catalogued.pk])
    into = {"into": str(zwolle.pk)}

    assert at_facilitator.post(merge_page(catalogued), into).status_code == 404
    assert browser_of(staff).post(merge_page(catalogued), into).status_code == 302
    assert apart not in at_facilitator.get(reverse("organisations")).content.decode()
    assert at_facilitator.post(apart).status_code == 404
    assert current(catalogued) == zwolle
    assert browser_of(staff).post(apart).status_code == 302
    assert current(catalogued) == catalogued


def test_who_is_not_in_every_deal_of_both_may_not_take_apart(
    at_facilitator: Client, deal: Deal, elsewhere: Deal, facilitator: User, staff: User
) -> None:
    zwolle, twice = Organisation.objects.get(name="Gemeente Zwolle"), organisation("Zwolle")
    partner(deal, twice)
    partner(elsewhere, zwolle)
    merge(twice.pk, zwolle.pk, staff)
    apart = reverse("take-organisation-apart", args=[twice.pk])

    assert apart not in at_facilitator.get(reverse("organisations")).content.decode()
    assert at_facilitator.post(apart).status_code == 404
    assert current(twice) == zwolle
    elsewhere.team.create(user=facilitator, role=TeamRole.MEMBER)
    assert apart in at_facilitator.get(reverse("organisations")).content.decode()
    assert at_facilitator.post(apart).status_code == 302
    assert current(twice) == twice


def test_names_that_are_all_alike_do_not_hold_up_the_list(at_facilitator: Client) -> None:
    # Each looks like every other: compared with all, this would take hours.
    names = ["a" * 190 + chr(0x4E00 + number) for number in range(2_000)]
    Organisation.objects.bulk_create(Organisation(name=n, kind=MUNICIPALITY) for n in names)

    page = at_facilitator.get(reverse("organisations"))

    assert page.context["listing"].found == 2_000 + 4


def test_the_list_can_be_searched_by_name_kind_and_former_name(
    at_facilitator: Client, deal: Deal, facilitator: User
) -> None:
    old = organisation("Heidemij")
    merge(old.pk, Organisation.objects.get(name="Arcadis").pk, facilitator)

    def found(**asked: str) -> list[str]:
        rows = at_facilitator.get(reverse("organisations"), asked).context["listing"].rows
        return [row.organisation.name for row in rows]

    assert found(q="heide") == ["Arcadis"]
    assert found(q="ZWOLLE gemeente") == ["Gemeente Zwolle"]
    assert found(kind="civil") == ["Wandelnet"]
    assert found(q="bestaat niet") == []
    assert len(found(kind="geen soort", q="\0")) == 4


def test_the_list_tells_nothing_of_the_deals_of_others(
    deal: Deal, elsewhere: Deal, stranger: User
) -> None:
    elsewhere.team.create(user=stranger, role=TeamRole.MEMBER)

    page = browser_of(stranger).get(reverse("organisations")).content.decode()

    assert "Gemeente Zwolle" in page
    assert deal.name not in page


def test_the_pages_take_as_many_queries_for_many_organisations_as_for_few(
    at_facilitator: Client, deal: Deal, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    twice = organisation("Zwolle")
    partner(deal, twice)
    for name in ("Apeldoorn", "Deventer", "Kampen"):
        partner(deal, organisation(f"Gemeente {name}"))

    at_facilitator.get(reverse("organisations"))
    with django_assert_num_queries(6):
        at_facilitator.get(reverse("organisations"))
    with django_assert_num_queries(9):
        at_facilitator.get(merge_page(twice))
