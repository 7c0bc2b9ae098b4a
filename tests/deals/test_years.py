"""The pages of partners about a year: written, confirmed, and carried along when partners merge."""

import pytest
from django.utils import timezone

from deals.domain import merging
from deals.domain.records import ChangedMeanwhile, RecordsRefused
from deals.domain.years import (
    Answers,
    confirm_year,
    is_within_reach,
    page_of,
    pages_of,
    write_year,
    years_of,
)
from deals.models import Deal, Partner, PartnerYear, User

YEAR = 2025
SAID = Answers(gained="Een netwerk.", network="BZK belde terug.", products="De handreiking.")


@pytest.fixture
def arcadis(deal: Deal) -> Partner:
    return deal.partners.get(organisation__name="Arcadis")


@pytest.fixture
def walkers(deal: Deal) -> Partner:
    return deal.partners.get(organisation__name="Wandelnet")


def test_nobody_wrote_anything_yet(arcadis: Partner) -> None:
    page = page_of(arcadis, YEAR)

    assert page.answers.is_empty
    assert (page.version, page.is_confirmed) == (0, False)
    assert years_of(arcadis) == []


def test_what_was_written_stands_there_without_what_is_invisible(
    arcadis: Partner, facilitator: User
) -> None:
    write_year(arcadis, YEAR, Answers(gained=" Een\u200b netwerk.\r\nEn meer. "), 0, facilitator)

    page = page_of(arcadis, YEAR)
    assert page.answers == Answers(gained="Een netwerk.\nEn meer.")
    assert page.version == 1
    assert [each.year for each in years_of(arcadis)] == [YEAR]
    assert list(pages_of([arcadis], YEAR)) == [arcadis.pk]


def test_of_two_who_write_one_gets_through(arcadis: Partner, facilitator: User) -> None:
    write_year(arcadis, YEAR, SAID, 0, facilitator)

    with pytest.raises(ChangedMeanwhile):
        write_year(arcadis, YEAR, Answers(gained="Niets."), 0, facilitator)

    assert page_of(arcadis, YEAR).answers == SAID


def test_a_change_takes_the_confirmation_away(arcadis: Partner, facilitator: User) -> None:
    write_year(arcadis, YEAR, SAID, 0, facilitator)
    confirm_year(arcadis, YEAR, 1, facilitator)
    row = PartnerYear.objects.get()
    assert (row.confirmed_by, page_of(arcadis, YEAR).is_confirmed) == (facilitator, True)

    write_year(arcadis, YEAR, SAID, 2, facilitator)  # the same words change nothing
    assert page_of(arcadis, YEAR).is_confirmed
    write_year(arcadis, YEAR, Answers(gained="Meer."), 2, facilitator)

    assert not page_of(arcadis, YEAR).is_confirmed
    assert PartnerYear.objects.get().confirmed_by is None


def test_only_what_one_looked_at_is_confirmed(arcadis: Partner, facilitator: User) -> None:
    write_year(arcadis, YEAR, SAID, 0, facilitator)

    with pytest.raises(ChangedMeanwhile):
        confirm_year(arcadis, YEAR, 0, facilitator)

    assert not page_of(arcadis, YEAR).is_confirmed


@pytest.mark.parametrize("year", [0, 1989, 99999, 10**30, timezone.localdate().year + 1])
def test_a_year_that_is_none_has_no_page(arcadis: Partner, facilitator: User, year: int) -> None:
    assert not is_within_reach(year)
    for change in (
        lambda: write_year(arcadis, year, SAID, 0, facilitator),
        lambda: confirm_year(arcadis, year, 0, facilitator),
    ):
        with pytest.raises(RecordsRefused) as refused:
            change()
        assert refused.value.code == "year_out_of_reach"
    assert not PartnerYear.objects.exists()


@pytest.mark.parametrize("text", ["a" * 2001, "a" * 100_000, "z" + "\u0308" * 3000])
def test_an_answer_has_its_length(arcadis: Partner, facilitator: User, text: str) -> None:
    with pytest.raises(RecordsRefused) as refused:
        write_year(arcadis, YEAR, Answers(products=text), 0, facilitator)

    assert refused.value.code == "year_text_too_long"


# Merging ----------------------------------------------------------------------------------------


def merge(going: Partner, staying: Partner, by: User) -> Partner:
    merging.merge(going.organisation_id, staying.organisation_id, by)
    return Partner.objects.get(pk=staying.pk)


def test_two_pages_of_one_year_are_both_kept_under_each_other(
    arcadis: Partner, walkers: Partner, facilitator: User
) -> None:
    for partner, text in ((arcadis, "Van Arcadis."), (walkers, "Van Wandelnet.")):
        write_year(partner, YEAR, Answers(gained=text, products="Kaart."), 0, facilitator)
        confirm_year(partner, YEAR, 1, facilitator)

    standing = merge(arcadis, walkers, facilitator)

    page = page_of(standing, YEAR)
    assert page.answers.gained == "Van Wandelnet.\n\nVan Arcadis."
    assert page.answers.products == "Kaart."
    assert not page.is_confirmed
    assert pages_of([standing], YEAR)[standing.pk] == page == years_of(standing)[0]


def test_the_first_change_makes_one_page_of_them(
    arcadis: Partner, walkers: Partner, facilitator: User
) -> None:
    write_year(arcadis, YEAR, Answers(gained="a" * 1500), 0, facilitator)
    write_year(walkers, YEAR, Answers(gained="b" * 1500), 0, facilitator)
    standing = merge(arcadis, walkers, facilitator)
    with pytest.raises(ChangedMeanwhile):  # who had the page open before the merge
        confirm_year(standing, YEAR, 1, facilitator)

    confirm_year(standing, YEAR, 2, facilitator)

    page = page_of(standing, YEAR)
    assert page.answers.gained == f"{'b' * 1500}\n\n{'a' * 1500}"
    assert (page.is_confirmed, page.version) == (True, 3)
    write_year(standing, YEAR, Answers(gained="Samen."), 3, facilitator)
    assert page_of(standing, YEAR).answers == Answers(gained="Samen.")


def test_taking_apart_gives_each_its_own_words_back(
    arcadis: Partner, walkers: Partner, facilitator: User
) -> None:
    write_year(arcadis, YEAR, Answers(gained="Van Arcadis."), 0, facilitator)
    standing = merge(arcadis, walkers, facilitator)
    assert page_of(standing, YEAR).answers.gained == "Van Arcadis."
    write_year(standing, YEAR, Answers(gained="Samen."), 1, facilitator)

    merging.take_apart(arcadis.organisation_id, facilitator)

    apart = Partner.objects.get(pk=arcadis.pk)
    assert page_of(apart, YEAR).answers.gained == "Van Arcadis."
    assert page_of(standing, YEAR).answers.gained == "Samen."
    again = merge(apart, standing, facilitator)
    assert page_of(again, YEAR).answers.gained == "Samen."


def test_a_partner_that_was_merged_is_not_written_of_any_more(
    arcadis: Partner, walkers: Partner, facilitator: User
) -> None:
    merge(arcadis, walkers, facilitator)

    with pytest.raises(ChangedMeanwhile):
        write_year(arcadis, YEAR, SAID, 0, facilitator)

    assert not PartnerYear.objects.exists()


def test_who_confirmed_may_go_and_the_page_stays(arcadis: Partner, facilitator: User) -> None:
    write_year(arcadis, YEAR, SAID, 0, facilitator)
    confirm_year(arcadis, YEAR, 1, facilitator)

    facilitator.delete()

    assert page_of(arcadis, YEAR).is_confirmed


def test_a_year_is_a_whole_year() -> None:
    assert is_within_reach(1990)
    assert is_within_reach(timezone.localdate().year)
