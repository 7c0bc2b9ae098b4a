"""Partners of a deal: added, changed alone and together, and what nobody loses on the way."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from boards.domain.people import add_person
from boards.models import Subject
from deals import queries
from deals.domain import partners
from deals.domain.records import RecordsRefused
from deals.models import (
    Deal,
    FormerRelation,
    Organisation,
    OrganisationKind,
    Partner,
    Person,
    Relation,
    Seat,
    User,
)
from tests.conftest import make_deal, make_session
from tests.deals.conftest import browser_of
from tests.table import Table

SECRET = "Een boze wethouder."

NOWHERE = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def arcadis(deal: Deal) -> Partner:
    """One of the four partners of the deal."""
    return deal.partners.get(organisation__name="Arcadis")


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]


def address(name: str, partner: Partner) -> str:
    return reverse(name, args=[partner.deal_id, partner.pk])


def standing(**said: str) -> dict[str, str]:
    """What the quick form of a partner posts."""
    return {"version": "1", "relation": "signed", "since": "", "until": ""} | said


def names(found: object) -> list[str]:
    return [str(partner) for partner in found]  # type: ignore[attr-defined]


def wanted(**said: object) -> queries.PartnerFilter:
    return queries.PartnerFilter(**said)  # type: ignore[arg-type]


# Adding ---------------------------------------------------------------------------------------


def add(browser: Client, deal: Deal, **said: str) -> object:
    return browser.post(
        reverse("new-partner", args=[deal.pk]), {"relation": "signed", "kind": ""} | said
    )


def test_a_new_organisation_becomes_a_partner(at_facilitator: Client, deal: Deal) -> None:
    answer = add(at_facilitator, deal, name="  NS   Stations ", kind="market", since="2026-01-31")

    partner = deal.partners.get(organisation__name="NS Stations")
    assert answer.status_code == 302  # type: ignore[attr-defined]
    assert partner.organisation.kind == OrganisationKind.MARKET
    assert (partner.relation, partner.since) == (Relation.SIGNED, date(2026, 1, 31))


def test_a_name_is_kept_without_what_is_invisible(at_facilitator: Client, deal: Deal) -> None:
    add(at_facilitator, deal, name="NS\u200b \u202eStations\u2066", kind="market")

    assert deal.partners.filter(organisation__name="NS Stations").exists()


@pytest.mark.parametrize("name", ["\u200b", "\u202e\u2066 \u00ad"])
def test_a_name_of_which_nothing_can_be_read_is_refused(
    at_facilitator: Client, deal: Deal, facilitator: User, name: str
) -> None:
    answer = add(at_facilitator, deal, name=name, kind="market")

    assert answer.status_code == 400  # type: ignore[attr-defined]
    with pytest.raises(RecordsRefused, match="no_name"):
        partners.add_partner(deal, name, "market", {}, facilitator)
    assert deal.partners.count() == 4


def test_a_known_organisation_is_found_in_any_case(at_facilitator: Client, deal: Deal) -> None:
    known = Organisation.objects.create(name="Gemeente Tilburg", kind="municipality")

    add(at_facilitator, deal, name="gemeente TILBURG", kind="market")

    assert deal.partners.get(organisation=known).organisation.kind == "municipality"
    assert Organisation.objects.filter(name__iexact="gemeente tilburg").count() == 1


def test_a_merged_organisation_joins_as_what_it_goes_on_as(
    at_facilitator: Client, deal: Deal
) -> None:
    goes_on = Organisation.objects.create(name="Gemeente Land van Cuijk", kind="municipality")
    Organisation.objects.create(name="Gemeente Boxmeer", kind="municipality", merged_into=goes_on)

    add(at_facilitator, deal, name="Gemeente Boxmeer")

    assert deal.partners.filter(organisation=goes_on).count() == 1


def test_the_same_partner_twice_is_refused(
    at_facilitator: Client, deal: Deal, arcadis: Partner
) -> None:
    Organisation.objects.create(name="Arcadis BV", kind="market", merged_into=arcadis.organisation)

    for name in ("arcadis", "Arcadis BV"):
        answer = add(at_facilitator, deal, name=name)
        assert answer.status_code == 409  # type: ignore[attr-defined]
        assert name in text(answer)
    assert deal.partners.count() == 4


def test_a_partner_whose_organisation_was_merged_since_is_not_added_again(
    at_facilitator: Client, deal: Deal, arcadis: Partner
) -> None:
    goes_on = Organisation.objects.create(name="Arcadis Nederland", kind="market")
    Organisation.objects.filter(pk=arcadis.organisation_id).update(merged_into=goes_on)

    answer = add(at_facilitator, deal, name="Arcadis Nederland")

    assert answer.status_code == 409  # type: ignore[attr-defined]
    assert deal.partners.count() == 4


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"name": "Onbekend BV"}, 409),  # its kind is missing
        ({"name": ""}, 400),
        ({"name": "   "}, 400),
        ({"name": "x" * 201, "kind": "market"}, 400),
        ({"name": "nul\0teken", "kind": "market"}, 400),
        ({"name": "Onbekend BV", "kind": "nonsense"}, 400),
        ({"name": "Onbekend BV", "kind": "market", "relation": "friend"}, 400),
        ({"name": "Onbekend BV", "kind": "market", "since": "31-02-2026"}, 400),
        (
            {"name": "Onbekend BV", "kind": "market", "since": "2026-02-02", "until": "2026-02-01"},
            400,
        ),
    ],
)
def test_what_is_not_right_adds_nobody(
    at_facilitator: Client, deal: Deal, said: dict[str, str], status: int
) -> None:
    answer = add(at_facilitator, deal, **said)

    assert answer.status_code == status  # type: ignore[attr-defined]
    assert deal.partners.count() == 4
    assert Organisation.objects.count() == 4


# The same one? ---------------------------------------------------------------------------------


def tiel() -> Organisation:
    return Organisation.objects.create(name="Gemeente Tiel", kind="municipality")


@pytest.mark.parametrize(
    ("name", "kind"), [("Tiel", "municipality"), ("Tiel", ""), ("gem. Tiel", ""), ("Tiel", "civil")]
)
def test_a_name_that_is_like_a_known_one_is_asked_about_and_adds_nobody(
    at_facilitator: Client, deal: Deal, name: str, kind: str
) -> None:
    known = tiel()
    before = (Organisation.objects.count(), deal.partners.count())

    answer = add(at_facilitator, deal, name=name, kind=kind)

    assert answer.status_code == 409  # type: ignore[attr-defined]
    assert "Bedoel je “Gemeente Tiel”?" in text(answer)
    assert f'name="same" value="{known.pk}"' in text(answer)
    assert (Organisation.objects.count(), deal.partners.count()) == before


def test_the_same_one_becomes_partner_and_no_double_is_made(
    at_facilitator: Client, deal: Deal
) -> None:
    known = tiel()
    before = Organisation.objects.count()

    add(at_facilitator, deal, name="Tiel", asked="Tiel", same=str(known.pk))

    assert deal.partners.filter(organisation=known).count() == 1
    assert Organisation.objects.count() == before


def test_another_one_is_made_with_its_own_name(at_facilitator: Client, deal: Deal) -> None:
    tiel()

    refused = add(at_facilitator, deal, name="Tiel", asked="Tiel", same="another")
    assert refused.status_code == 409  # type: ignore[attr-defined]
    assert 'value="another" required checked' in text(refused)
    add(at_facilitator, deal, name="Tiel", asked="Tiel", same="another", kind="civil")

    assert deal.partners.get(organisation__name="Tiel").organisation.kind == "civil"


def test_a_partner_that_is_meant_is_told_to_be_there_already(
    at_facilitator: Client, deal: Deal
) -> None:
    known = tiel()
    deal.partners.create(organisation=known)

    assert "staat al in de lijst" in text(add(at_facilitator, deal, name="Tiel"))
    answer = add(at_facilitator, deal, name="Tiel", asked="Tiel", same=str(known.pk))

    assert answer.status_code == 409  # type: ignore[attr-defined]
    assert deal.partners.filter(organisation=known).count() == 1


@pytest.mark.parametrize("asked", ["", "Urk"])
def test_an_answer_about_another_name_counts_for_nothing(
    at_facilitator: Client, deal: Deal, asked: str
) -> None:
    tiel()

    answer = add(at_facilitator, deal, name="Tiel", kind="civil", asked=asked, same="another")

    assert answer.status_code == 409  # type: ignore[attr-defined]
    assert not Organisation.objects.filter(name="Tiel").exists()


@pytest.mark.parametrize("same", ["x", NOWHERE])
def test_an_answer_that_was_not_offered_counts_for_nothing(
    at_facilitator: Client, deal: Deal, same: str
) -> None:
    tiel()

    answer = add(at_facilitator, deal, name="Tiel", kind="civil", asked="Tiel", same=same)

    assert answer.status_code == 409  # type: ignore[attr-defined]
    assert not Organisation.objects.filter(name="Tiel").exists()


def test_of_a_merged_one_that_is_alike_what_it_goes_on_as_is_offered(
    at_facilitator: Client, deal: Deal
) -> None:
    rivierenland = Organisation.objects.create(name="Rivierenland", kind="municipality")
    Organisation.objects.create(name="Gemeente Tiel", kind="municipality", merged_into=rivierenland)

    assert "Bedoel je “Rivierenland”?" in text(add(at_facilitator, deal, name="Tiel"))


def test_after_one_comes_another(at_facilitator: Client, deal: Deal) -> None:
    answer = add(at_facilitator, deal, name="Nieuw", kind="market", another="yes")

    assert answer["Location"] == reverse("new-partner", args=[deal.pk])  # type: ignore[index]


def test_known_names_are_offered_while_typing(at_facilitator: Client, deal: Deal) -> None:
    Organisation.objects.create(name="Gemeente Tilburg", kind="municipality")
    Organisation.objects.create(name="ProRail", kind="government")

    shown = text(
        at_facilitator.get(
            reverse("new-partner", args=[deal.pk]), {"name": "til"}, headers={"HX-Request": "true"}
        )
    )

    assert "Gemeente Tilburg" in shown
    assert "ProRail" not in shown
    assert "<html" not in shown


def test_at_most_three_hundred_names_are_offered_and_no_partners(deal: Deal) -> None:
    Organisation.objects.bulk_create(
        Organisation(name=f"Organisatie {n:03}", kind="market") for n in range(310)
    )

    offered = queries.known_organisations(deal)

    assert len(offered) == 300
    assert "Arcadis" not in offered


# Changing one ---------------------------------------------------------------------------------


def test_another_relation_with_a_later_date_keeps_the_former(
    at_facilitator: Client, arcadis: Partner
) -> None:
    Partner.objects.filter(pk=arcadis.pk).update(since=date(2024, 6, 20), why="Wilde meedoen.")

    at_facilitator.post(
        address("partner", arcadis),
        standing(relation="said_no", since="2026-01-01", why="Te duur."),
    )

    arcadis.refresh_from_db()
    former = arcadis.former.get()
    assert (arcadis.relation, arcadis.since, arcadis.why) == (
        "said_no",
        date(2026, 1, 1),
        "Te duur.",
    )
    assert (former.relation, former.since, former.until, former.why) == (
        "signed",
        date(2024, 6, 20),
        date(2026, 1, 1),
        "Wilde meedoen.",
    )


def test_a_date_filled_in_for_the_first_time_keeps_the_former(
    at_facilitator: Client, arcadis: Partner
) -> None:
    at_facilitator.post(
        address("partner-row", arcadis), standing(relation="involved", since="2026-01-01")
    )

    former = arcadis.former.get()
    assert (former.relation, former.since, former.until) == ("signed", None, date(2026, 1, 1))


@pytest.mark.parametrize(
    ("relation", "since"),
    [
        ("involved", "2024-06-20"),  # the same date: it was wrong
        ("involved", "2023-01-01"),  # an earlier date
        ("involved", ""),
        ("signed", "2026-01-01"),  # the same relation
    ],
)
def test_a_correction_keeps_nothing(
    at_facilitator: Client, arcadis: Partner, relation: str, since: str
) -> None:
    Partner.objects.filter(pk=arcadis.pk).update(since=date(2024, 6, 20))

    answer = at_facilitator.post(
        address("partner-row", arcadis), standing(relation=relation, since=since)
    )

    arcadis.refresh_from_db()
    assert answer.status_code == 302
    assert arcadis.relation == relation
    assert FormerRelation.objects.count() == 0


def test_the_whole_record_is_kept(at_facilitator: Client, deal: Deal, arcadis: Partner) -> None:
    line = deal.lines.create(name="Ontwerp")

    at_facilitator.post(
        address("partner", arcadis),
        standing(
            since="2024-06-20",
            until="2027-06-20",
            why="Omdat.",
            hours="120",
            euros="0",
            contribution="Een adviseur",
            resistance="on",
            lines=str(line.pk),
        ),
    )

    arcadis.refresh_from_db()
    assert (arcadis.hours, arcadis.euros, arcadis.contribution) == (120, 0, "Een adviseur")
    assert (arcadis.why, arcadis.resistance, arcadis.version) == ("Omdat.", True, 2)
    assert list(arcadis.lines.all()) == [line]


def test_a_quick_change_leaves_the_rest_of_the_record(
    at_facilitator: Client, arcadis: Partner
) -> None:
    Partner.objects.filter(pk=arcadis.pk).update(why="Omdat.", hours=80)

    at_facilitator.post(address("partner-row", arcadis), standing(resistance="on"))

    arcadis.refresh_from_db()
    assert (arcadis.why, arcadis.hours, arcadis.resistance) == ("Omdat.", 80, True)


@pytest.mark.parametrize(
    "said",
    [
        {"since": "31-02-2026"},
        {"since": "2026-02-02", "until": "2026-02-01"},
        {"since": "1026-02-02"},
        {"relation": "friend"},
        {"hours": "-1"},
        {"hours": "100001"},
        {"euros": "100000001"},
        {"euros": "1,5 ton"},
        {"why": "x" * 2001},
        {"contribution": "x" * 2001},
        {"lines": NOWHERE},
        {"lines": "x"},
    ],
)
def test_what_is_not_right_changes_nothing(
    at_facilitator: Client, arcadis: Partner, said: dict[str, str]
) -> None:
    answer = at_facilitator.post(address("partner", arcadis), standing(**said))

    arcadis.refresh_from_db()
    assert answer.status_code == 400
    assert "errorlist" in text(answer)
    assert (arcadis.version, arcadis.why, arcadis.hours) == (1, "", None)


def test_a_line_of_work_of_another_deal_is_refused(
    at_facilitator: Client, arcadis: Partner
) -> None:
    line = make_deal("Openbare Ruimte").lines.create(name="Van hen")

    answer = at_facilitator.post(address("partner-row", arcadis), standing(lines=str(line.pk)))

    assert answer.status_code == 400
    assert arcadis.lines.count() == 0


@pytest.mark.parametrize("page", ["partner", "partner-row"])
def test_of_two_people_the_second_keeps_what_was_typed_and_sees_what_it_says_now(
    at_facilitator: Client, member: User, arcadis: Partner, page: str
) -> None:
    browser_of(member).post(address(page, arcadis), standing(since="2025-05-04"))

    late = standing(since="2024-03-02")
    answer = at_facilitator.post(address(page, arcadis), late)

    arcadis.refresh_from_db()
    assert answer.status_code == 409
    assert 'value="2024-03-02"' in text(answer)
    assert "4 mei 2025" in text(answer)
    assert 'name="version" value="2"' in text(answer)
    assert arcadis.since == date(2025, 5, 4)
    assert at_facilitator.post(address(page, arcadis), late | {"version": "2"}).status_code == 302
    arcadis.refresh_from_db()
    assert arcadis.since == date(2024, 3, 2)


def test_a_row_is_changed_in_its_place(at_facilitator: Client, arcadis: Partner) -> None:
    fragment = {"HX-Request": "true"}

    form = text(at_facilitator.get(address("partner-row", arcadis), headers=fragment))
    saved = at_facilitator.post(
        address("partner-row", arcadis), standing(relation="involved"), headers=fragment
    )
    back = at_facilitator.get(address("partner-row", arcadis), {"as": "row"}, headers=fragment)

    assert form.strip().startswith("<tr")
    assert "autofocus" in form
    assert saved.status_code == 200
    assert text(saved).strip().startswith("<tr")
    assert f"{arcadis.pk}.2" in text(saved)
    assert "Arcadis" in saved["HX-Trigger"]
    assert text(back).strip().startswith("<tr")


# Many at once ---------------------------------------------------------------------------------


def together(browser: Client, deal: Deal, ticks: list[str], **said: str) -> object:
    return browser.post(
        reverse("partners-together", args=[deal.pk]) + "?relation=signed",
        {"partner": ticks} | said,
    )


def ticks_of(deal: Deal) -> list[str]:
    return [f"{partner.pk}.{partner.version}" for partner in deal.partners.all()]


def test_all_ticked_partners_get_another_relation_at_once(
    at_facilitator: Client, deal: Deal, arcadis: Partner
) -> None:
    Partner.objects.filter(pk=arcadis.pk).update(relation=Relation.INVOLVED)

    answer = together(
        at_facilitator, deal, ticks_of(deal), do="relation", relation="signed", since="2026-03-01"
    )

    assert answer["Location"].endswith("/partners/?relation=signed")  # type: ignore[index]
    assert {p.since for p in deal.partners.all()} == {date(2026, 3, 1)}
    assert {p.version for p in deal.partners.all()} == {2}
    assert [former.partner for former in FormerRelation.objects.all()] == [arcadis]


def test_without_a_date_a_relation_is_corrected(at_facilitator: Client, deal: Deal) -> None:
    deal.partners.update(since=date(2024, 1, 1))

    together(at_facilitator, deal, ticks_of(deal), do="relation", relation="involved", since="")

    assert {(p.relation, p.since) for p in deal.partners.all()} == {("involved", date(2024, 1, 1))}
    assert FormerRelation.objects.count() == 0


def test_a_line_of_work_is_given_to_many_and_taken_off_again(
    at_facilitator: Client, deal: Deal, arcadis: Partner
) -> None:
    line, other = deal.lines.create(name="Kennis"), deal.lines.create(name="Ontwerp")
    arcadis.lines.add(line, other)

    together(at_facilitator, deal, ticks_of(deal), do="add_line", line=str(line.pk))
    assert line.partners.count() == 4
    together(at_facilitator, deal, ticks_of(deal), do="remove_line", line=str(line.pk))

    assert line.partners.count() == 0
    assert list(arcadis.lines.all()) == [other]


@pytest.mark.parametrize("way", ["alone", "together"])
def test_a_party_that_a_session_named_is_a_record_of_the_team_once_it_is_changed(
    at_facilitator: Client, deal: Deal, arcadis: Partner, facilitator: User, way: str
) -> None:
    running = make_session(deal, facilitator)
    Partner.objects.filter(pk=arcadis.pk).update(relation=Relation.MISSING, named_in=running)
    assert arcadis not in Partner.objects.all().read_by_all()

    if way == "alone":
        partners.change_partner(arcadis, 1, {"why": "Zonder hen geen geld."}, facilitator)
    else:
        ticks = [f"{arcadis.pk}.1"]
        together(at_facilitator, deal, ticks, do="relation", relation="involved")

    arcadis.refresh_from_db()
    assert arcadis.named_in is None


def test_when_one_was_changed_meanwhile_nobody_is_changed(
    at_facilitator: Client, deal: Deal, arcadis: Partner, facilitator: User
) -> None:
    ticks = ticks_of(deal)
    partners.change_partner(arcadis, 1, {"resistance": True}, facilitator)

    answer = together(at_facilitator, deal, ticks, do="relation", relation="missing")

    assert answer.status_code == 409  # type: ignore[attr-defined]
    assert text(answer).count(" checked") == 4
    assert {p.relation for p in deal.partners.all()} == {"signed"}
    assert sorted(p.version for p in deal.partners.all()) == [1, 1, 1, 2]


def test_when_the_dates_of_one_do_not_fit_nobody_is_changed(
    at_facilitator: Client, deal: Deal, arcadis: Partner
) -> None:
    tomorrow = timezone.localdate() + timedelta(1)
    Partner.objects.filter(pk=arcadis.pk).update(until=tomorrow)
    later = (tomorrow + timedelta(1)).isoformat()

    answer = together(
        at_facilitator, deal, ticks_of(deal), do="relation", relation="involved", since=later
    )

    assert answer.status_code == 409  # type: ignore[attr-defined]
    assert {(p.relation, p.version) for p in deal.partners.all()} == {("signed", 1)}
    assert FormerRelation.objects.count() == 0


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"do": "relation", "relation": ""}, 400),
        ({"do": "relation", "relation": "friend"}, 400),
        ({"do": "relation", "relation": "involved", "since": "31-02-2026"}, 400),
        ({"do": "add_line", "line": ""}, 400),
        ({"do": "add_line", "line": NOWHERE}, 400),
        ({"do": "delete"}, 400),
        ({}, 400),
    ],
)
def test_what_is_not_right_changes_nobody_and_keeps_the_ticks(
    at_facilitator: Client, deal: Deal, said: dict[str, str], status: int
) -> None:
    answer = together(at_facilitator, deal, ticks_of(deal), **said)

    assert answer.status_code == status  # type: ignore[attr-defined]
    assert text(answer).count(" checked") == 4
    assert {p.version for p in deal.partners.all()} == {1}


def test_a_tick_that_the_filter_hides_is_kept_too(
    at_facilitator: Client, deal: Deal, arcadis: Partner
) -> None:
    Partner.objects.filter(pk=arcadis.pk).update(relation=Relation.MISSING)

    answer = together(at_facilitator, deal, ticks_of(deal), do="relation", relation="")

    assert text(answer).count(" checked") == 3
    hidden = f'type="hidden" name="partner" value="{arcadis.pk}.1"'
    assert hidden in text(answer)


@pytest.mark.parametrize("tick", ["x", "", "1.1", f"{NOWHERE}.1", NOWHERE])
def test_a_tick_of_no_partner_here_refuses_everything(
    at_facilitator: Client, deal: Deal, tick: str
) -> None:
    theirs = make_deal("Openbare Ruimte").partners.get(organisation__name="Arcadis")

    for wrong in (tick, f"{theirs.pk}.1"):
        answer = together(
            at_facilitator, deal, [*ticks_of(deal), wrong], do="relation", relation="involved"
        )
        assert answer.status_code == 409  # type: ignore[attr-defined]
    assert {p.version for p in Partner.objects.all()} == {1}


def test_nobody_ticked_and_too_many_ticked_are_refused(deal: Deal, facilitator: User) -> None:
    for versions, code in (({}, "none_chosen"), ({uuid4(): 1 for _ in range(501)}, "too_many")):
        wanted = partners.Together(relation="involved", versions=versions)
        with pytest.raises(RecordsRefused) as refused:
            partners.change_together(deal, wanted, facilitator)
        assert refused.value.code == code


# Names of organisations -----------------------------------------------------------------------


def rename(browser: Client, partner: Partner, name: str, **before: str) -> object:
    said = {"name": name, "kind": "market", "name_before": "Arcadis", "kind_before": "market"}
    return browser.post(address("partner-organisation", partner), said | before)


def test_an_organisation_of_my_deals_gets_another_name(
    at_facilitator: Client, arcadis: Partner, facilitator: User
) -> None:
    make_deal("Openbare Ruimte").team.create(user=facilitator)

    answer = rename(at_facilitator, arcadis, "Arcadis Nederland")

    assert answer.status_code == 302  # type: ignore[attr-defined]
    assert Organisation.objects.get(pk=arcadis.organisation_id).name == "Arcadis Nederland"


def test_an_organisation_in_deals_of_others_keeps_its_name(
    at_facilitator: Client, arcadis: Partner
) -> None:
    make_deal("Openbare Ruimte")

    answer = rename(at_facilitator, arcadis, "Arcadis Nederland")

    assert answer.status_code == 409  # type: ignore[attr-defined]
    assert Organisation.objects.get(pk=arcadis.organisation_id).name == "Arcadis"
    assert 'name="name_before"' not in text(at_facilitator.get(address("partner", arcadis)))


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"name": "gemeente zwolle"}, 409),
        ({"name": "Arcadis 2", "name_before": "Arcadis oud"}, 409),
        ({"name": ""}, 400),
        ({"name": "\u200b\u2066"}, 400),
        ({"name": "x" * 201}, 400),
        ({"name": "Arcadis 2", "kind": "nonsense"}, 400),
    ],
)
def test_a_name_that_cannot_be_is_refused(
    at_facilitator: Client, arcadis: Partner, said: dict[str, str], status: int
) -> None:
    answer = rename(at_facilitator, arcadis, **said)

    assert answer.status_code == status  # type: ignore[attr-defined]
    assert Organisation.objects.get(pk=arcadis.organisation_id).name == "Arcadis"


def test_what_was_on_a_table_keeps_its_name(
    at_facilitator: Client, table: Table, deal: Deal
) -> None:
    partner = deal.partners.get(organisation__name="Arcadis")

    rename(at_facilitator, partner, "Arcadis Nederland")

    assert Subject.objects.get(partner=partner).name == "Arcadis"


# Added by mistake -----------------------------------------------------------------------------


def delete(browser: Client, partner: Partner, version: str = "1") -> object:
    return browser.post(address("delete-partner", partner), {"version": version})


def test_a_partner_that_was_added_by_mistake_goes_with_its_people(
    at_facilitator: Client, deal: Deal, arcadis: Partner
) -> None:
    Person.objects.create(partner=arcadis, role="directeur")

    answer = delete(at_facilitator, arcadis)

    assert answer["Location"] == reverse("partners", args=[deal.pk])  # type: ignore[index]
    assert deal.partners.count() == 3
    assert Person.objects.count() == 0


def test_a_partner_that_was_on_a_table_stays(
    at_facilitator: Client, table: Table, arcadis: Partner
) -> None:
    delete(at_facilitator, arcadis)

    assert Partner.objects.filter(pk=arcadis.pk, version=1).exists()


def test_a_partner_that_had_a_seat_stays(
    at_facilitator: Client, deal: Deal, facilitator: User, arcadis: Partner
) -> None:
    session = make_session(deal, facilitator)
    session.subjects.all().delete()
    seat = Seat.objects.create(session=session, partner=arcadis)

    delete(at_facilitator, arcadis)

    seat.refresh_from_db()
    assert seat.partner == arcadis


def test_a_partner_into_which_another_was_merged_stays(
    at_facilitator: Client, deal: Deal, arcadis: Partner
) -> None:
    deal.partners.filter(organisation__name="Wandelnet").update(merged_into=arcadis)

    delete(at_facilitator, arcadis)

    assert deal.partners.count() == 4


def test_a_partner_that_was_changed_meanwhile_is_not_deleted(
    at_facilitator: Client, arcadis: Partner, facilitator: User
) -> None:
    partners.change_partner(arcadis, 1, {"resistance": True}, facilitator)

    delete(at_facilitator, arcadis)

    assert Partner.objects.filter(pk=arcadis.pk).exists()


# People ---------------------------------------------------------------------------------------


def people(version: int, *said: dict[str, str]) -> dict[str, str]:
    posted = {"version": str(version), "people-TOTAL_FORMS": str(len(said))}
    posted["people-INITIAL_FORMS"] = "0"
    for index, row in enumerate(said):
        posted |= {f"people-{index}-{field}": value for field, value in row.items()}
    return posted


def test_people_are_added_ended_and_removed(at_facilitator: Client, arcadis: Partner) -> None:
    ends = Person.objects.create(partner=arcadis, role="adviseur")
    goes = Person.objects.create(partner=arcadis, role="vergissing")

    at_facilitator.post(
        address("partner-people", arcadis),
        people(
            1,
            {"id": str(ends.pk), "role": "adviseur", "until": "2026-01-01"},
            {"id": str(goes.pk), "role": "vergissing", "DELETE": "on"},
            {"id": "", "role": "wethouder", "level": "board", "since": "2026-02-01"},
        ),
    )

    ends.refresh_from_db()
    arcadis.refresh_from_db()
    new = Person.objects.get(role="wethouder")
    assert ends.until == date(2026, 1, 1)
    assert not Person.objects.filter(pk=goes.pk).exists()
    assert (new.partner, new.level, new.since) == (arcadis, "board", date(2026, 2, 1))
    assert arcadis.version == 2


@pytest.mark.parametrize(
    "row",
    [
        {"role": ""},
        {"role": "x" * 201},
        {"role": "adviseur", "level": "king"},
        {"role": "adviseur", "since": "31-02-2026"},
        {"role": "adviseur", "since": "2026-02-02", "until": "2026-02-01"},
    ],
)
def test_a_person_that_is_not_right_changes_nobody(
    at_facilitator: Client, arcadis: Partner, row: dict[str, str]
) -> None:
    answer = at_facilitator.post(
        address("partner-people", arcadis), people(1, row | {"name": "Iemand"})
    )

    assert answer.status_code == 400
    assert Person.objects.count() == 0


def test_people_are_not_changed_by_who_looked_before_somebody_else(
    at_facilitator: Client, arcadis: Partner, facilitator: User
) -> None:
    partners.change_partner(arcadis, 1, {"resistance": True}, facilitator)

    answer = at_facilitator.post(
        address("partner-people", arcadis), people(1, {"role": "wethouder"})
    )

    assert answer.status_code == 409
    assert "wethouder" in text(answer)
    assert Person.objects.count() == 0


def test_a_person_who_was_on_a_table_is_removed_from_the_deal_and_stays_on_that_table(
    at_facilitator: Client, table: Table, arcadis: Partner
) -> None:
    person = Person.objects.create(partner=arcadis, role="adviseur", name="Joost")
    on_table = add_person(table.subject("Arcadis"), "Joost", person=person)

    answer = at_facilitator.post(
        address("partner-people", arcadis),
        people(1, {"id": str(person.pk), "role": "adviseur", "DELETE": "on"}),
    )

    assert answer.status_code == 302
    assert not Person.objects.filter(pk=person.pk).exists()
    on_table.refresh_from_db()
    assert on_table.name == "Joost"


def test_people_of_a_merged_partner_show_with_what_it_was_merged_into(
    at_facilitator: Client, deal: Deal, arcadis: Partner
) -> None:
    merged = deal.partners.get(organisation__name="Wandelnet")
    Person.objects.create(partner=merged, role="voorzitter van weleer")
    Partner.objects.filter(pk=merged.pk).update(merged_into=arcadis)

    for where in (
        deal.get_absolute_url(),
        reverse("partners", args=[deal.pk]) + "?q=weleer",
        address("partner", arcadis),
    ):
        assert "voorzitter van weleer" in text(at_facilitator.get(where))
    assert "Wandelnet" not in text(at_facilitator.get(reverse("partners", args=[deal.pk])))
    assert at_facilitator.get(address("partner", merged)).status_code == 404


# The list -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({}, ["Arcadis", "Gemeente Zwolle", "Wandelnet"]),
        ({"q": "zwol"}, ["Gemeente Zwolle"]),
        ({"kind": "market"}, ["Arcadis"]),
        ({"relation": "missing"}, ["Wandelnet"]),
        ({"resistance": True}, ["Gemeente Zwolle"]),
        ({"part": "left"}, ["Ministerie van BZK"]),
        ({"part": "all"}, ["Arcadis", "Gemeente Zwolle", "Ministerie van BZK", "Wandelnet"]),
        ({"kind": "market", "relation": "missing"}, []),
        ({"line": "here"}, ["Arcadis"]),
    ],
)
def test_filtering_the_list(deal: Deal, said: dict[str, object], found: list[str]) -> None:
    line = deal.lines.create(name="Ontwerp")
    yesterday = timezone.localdate() - timedelta(1)
    by_name = {str(partner): partner for partner in deal.partners.all()}
    by_name["Arcadis"].lines.add(line)
    for name, change in {
        "Wandelnet": {"relation": Relation.MISSING, "until": timezone.localdate()},
        "Gemeente Zwolle": {"resistance": True},
        "Ministerie van BZK": {"until": yesterday},
    }.items():
        Partner.objects.filter(pk=by_name[name].pk).update(**change)  # type: ignore[arg-type]
    if "line" in said:
        said = {"line": str(line.pk)}

    assert names(queries.listed_partners(deal, wanted(**said))) == found


@pytest.mark.parametrize(
    "asked", ["?kind=nonsense&relation=x&line=x&part=x", "?q=" + "x" * 101, "?line=%00"]
)
def test_a_filter_that_is_not_understood_filters_nothing(
    at_facilitator: Client, deal: Deal, asked: str
) -> None:
    shown = text(at_facilitator.get(reverse("partners", args=[deal.pk]) + asked))

    assert shown.count('role="rowheader"') == 4


def test_filtering_while_typing_answers_with_the_list_and_a_true_address(
    at_facilitator: Client, deal: Deal
) -> None:
    answer = at_facilitator.get(
        reverse("partners", args=[deal.pk]),
        {"q": "zwol", "kind": "", "relation": "signed", "line": ""},
        headers={"HX-Request": "true"},
    )

    assert "<html" not in text(answer)
    assert "Gemeente Zwolle" in text(answer)
    assert "Arcadis" not in text(answer)
    assert answer["HX-Replace-Url"].endswith("/partners/?q=zwol&relation=signed")


def test_four_hundred_partners_take_as_many_queries_as_one(
    at_facilitator: Client, deal: Deal, django_assert_num_queries: Callable[..., object]
) -> None:
    line = deal.lines.create(name="Ontwerp")
    organisations = Organisation.objects.bulk_create(
        Organisation(name=f"Organisatie {n:03}", kind="market") for n in range(396)
    )
    made = Partner.objects.bulk_create(
        Partner(deal=deal, organisation=organisation) for organisation in organisations
    )
    Person.objects.bulk_create(Person(partner=partner, role="adviseur") for partner in made)
    line.partners.set(made)

    with django_assert_num_queries(11):  # type: ignore[attr-defined]
        shown = text(at_facilitator.get(reverse("partners", args=[deal.pk])))

    assert shown.count('role="rowheader"') == 400
    with django_assert_num_queries(11):  # type: ignore[attr-defined]
        together(at_facilitator, deal, ticks_of(deal), do="add_line", line=str(line.pk))
    assert line.partners.count() == 400


def test_a_merged_organisation_is_listed_under_the_name_it_goes_on_as(
    at_facilitator: Client, deal: Deal, arcadis: Partner
) -> None:
    goes_on = Organisation.objects.create(name="Zeeland Advies", kind="knowledge")
    Organisation.objects.filter(pk=arcadis.organisation_id).update(merged_into=goes_on)

    found = queries.listed_partners(deal, wanted(kind="knowledge"))
    groups = {group.kind: names(group.partners) for group in queries.partner_list(deal).groups}

    assert names(found) == ["Zeeland Advies"]
    assert groups[OrganisationKind.KNOWLEDGE] == ["Zeeland Advies"]
    assert "Arcadis" not in text(at_facilitator.get(reverse("partners", args=[deal.pk])))


# What others see --------------------------------------------------------------------------------


def test_on_the_page_of_a_deal_who_does_not_take_part_stands_apart(deal: Deal) -> None:
    changes: dict[str, dict[str, object]] = {
        "Arcadis": {"relation": Relation.MISSING},
        "Wandelnet": {"relation": Relation.SAID_NO},
        "Ministerie van BZK": {"until": timezone.localdate() - timedelta(1)},
    }
    for name, change in changes.items():
        deal.partners.filter(organisation__name=name).update(**change)

    shown = queries.partner_list(deal)

    assert [names(group.partners) for group in shown.groups] == [["Gemeente Zwolle"]]
    assert [names(apart.partners) for apart in shown.apart] == [
        ["Arcadis"],
        ["Wandelnet"],
        ["Ministerie van BZK"],
    ]


def test_on_the_home_page_only_who_signed_and_takes_part_is_counted(
    deal: Deal, arcadis: Partner
) -> None:
    Partner.objects.filter(pk=arcadis.pk).update(until=timezone.localdate() - timedelta(1))
    deal.partners.filter(organisation__name="Wandelnet").update(merged_into=arcadis)

    (row,) = queries.deal_rows(Deal.objects.all())

    assert row.partners == 2


def test_staff_read_the_deal_without_the_notes_of_its_team(
    staff: User, member: User, deal: Deal, arcadis: Partner
) -> None:
    Partner.objects.filter(pk=arcadis.pk).update(
        relation=Relation.SAID_NO, why=SECRET, resistance=True
    )
    arcadis.former.create(relation="signed", why=SECRET, until=date(2025, 1, 1))

    by_staff = text(browser_of(staff).get(deal.get_absolute_url()))
    search = f"{deal.get_absolute_url()}?q=arcadis"
    found = text(browser_of(staff).get(search, headers={"HX-Request": "true"}))
    by_member = text(browser_of(member).get(deal.get_absolute_url()))

    assert "Arcadis" in by_staff
    for shown in (by_staff, found):
        assert SECRET not in shown
        assert "resistance" not in shown
    assert SECRET in by_member
    assert 'class="resistance"' in by_member


@pytest.mark.parametrize(
    "name",
    [
        "partner",
        "partner-row",
        "partner-people",
        "partner-organisation",
        "delete-partner",
    ],
)
def test_who_is_not_in_the_team_finds_no_partner(
    staff: User, stranger: User, arcadis: Partner, name: str
) -> None:
    elsewhere = make_deal("Openbare Ruimte")
    elsewhere.team.create(user=stranger)

    for user in (staff, stranger):
        browser = browser_of(user)
        assert browser.post(address(name, arcadis), standing()).status_code == 404
        through_another_deal = reverse(name, args=[elsewhere.pk, arcadis.pk])
        assert browser.post(through_another_deal, standing()).status_code == 404
    assert Partner.objects.get(pk=arcadis.pk).version == 1


def test_script_in_a_record_is_shown_as_it_was_typed(
    at_facilitator: Client, deal: Deal, arcadis: Partner
) -> None:
    script = "<script>alert(1)</script>"
    Partner.objects.filter(pk=arcadis.pk).update(why=script, contribution=script)
    Organisation.objects.filter(pk=arcadis.organisation_id).update(name=script)
    arcadis.people.create(role=script, name=script)
    arcadis.former.create(relation="signed", why=script, until=date(2025, 1, 1))
    arcadis.lines.add(deal.lines.create(name=script))

    for where in (
        deal.get_absolute_url(),
        reverse("partners", args=[deal.pk]),
        address("partner", arcadis),
        address("partner-row", arcadis),
    ):
        shown = text(at_facilitator.get(where))
        assert "<script>alert" not in shown
        assert "&lt;script&gt;alert(1)" in shown
