"""How partners came and went, worked out by hand."""

from datetime import date

import pytest

from deals.domain.partner_history import Change, Former, Happened, happened, signed_over_time
from deals.models import FormerRelation, Organisation, Partner, Relation

TODAY = date(2026, 6, 15)
START, LATER, LATEST = date(2024, 1, 10), date(2025, 3, 1), date(2026, 2, 1)
SIGNED, INVOLVED, MISSING = Relation.SIGNED, Relation.INVOLVED, Relation.MISSING


Parties = list[tuple[Partner, Former]]


def partner(name: str, relation: str = SIGNED, **values: object) -> Partner:
    return Partner(organisation=Organisation(name=name), relation=relation, **values)


def before(relation: str, since: date | None, until: date | None, why: str = "") -> FormerRelation:
    return FormerRelation(pk=1, relation=relation, since=since, until=until, why=why)


def short(row: Happened) -> tuple[object, ...]:
    """What happened, with who and why in one."""
    those = [f"{party.partner}: {party.why}" for party in row.parties]
    return (row.on, row.change, row.relation, row.before, those)


def test_who_signed_on_one_day_stands_together_by_name_and_the_latest_comes_first() -> None:
    parties: Parties = [
        (partner("Zwolle", since=START), []),
        (partner("arnhem", since=START, why="Wilde leren."), []),
        (partner("Bank", MISSING, since=LATER), []),
    ]

    found = [short(row) for row in happened(parties, TODAY)]

    assert found == [
        (LATER, Change.BECAME, MISSING, None, ["Bank: "]),
        (START, Change.BECAME, SIGNED, None, ["arnhem: Wilde leren.", "Zwolle: "]),
    ]


def test_who_left_says_why_where_it_left() -> None:
    gone = partner("Bureau", since=START, until=LATER, why="De trekker vertrok.")

    found = [short(row) for row in happened([(gone, [])], TODAY)]

    assert found == [
        (LATER, Change.LEFT, SIGNED, None, ["Bureau: De trekker vertrok."]),
        (START, Change.BECAME, SIGNED, None, ["Bureau: "]),
    ]


@pytest.mark.parametrize(("until", "left"), [(date(2026, 6, 14), 1), (TODAY, 0)])
def test_the_last_day_is_one_of_taking_part(until: date, left: int) -> None:
    rows = happened([(partner("Bureau", since=START, until=until), [])], TODAY)

    assert [row.change for row in rows].count(Change.LEFT) == left


def test_another_relation_says_what_it_was_before() -> None:
    was = [before(INVOLVED, LATER, LATEST, "Kijkt mee."), before(MISSING, START, LATER, "Nodig.")]

    found = [short(row) for row in happened([(partner("Bank", since=LATEST), was)], TODAY)]

    assert found == [
        (LATEST, Change.BECAME, SIGNED, INVOLVED, ["Bank: "]),
        (LATER, Change.BECAME, INVOLVED, MISSING, ["Bank: Kijkt mee."]),
        (START, Change.BECAME, MISSING, None, ["Bank: Nodig."]),
    ]


def test_what_has_no_day_or_is_still_to_come_did_not_happen() -> None:
    parties: Parties = [(partner("Ooit"), []), (partner("Straks", since=date(2026, 6, 16)), [])]

    assert happened(parties, TODAY) == []
    assert signed_over_time(parties, TODAY).steps == []


def test_the_number_that_signed_goes_up_and_down() -> None:
    parties: Parties = [
        (partner("Een", since=START), []),
        (partner("Twee", since=START), []),
        (partner("Weg", since=START, until=date(2025, 2, 28)), []),
        (partner("Eerst niet", since=LATEST), [before(MISSING, START, LATEST)]),
        (partner("Eerst wel", INVOLVED, since=LATEST), [before(SIGNED, LATER, LATEST)]),
        (partner("Zei nee", Relation.SAID_NO, since=START), []),
    ]

    found = signed_over_time(parties, TODAY)

    # On 1 March 2025 one is gone and another one came; on 1 February 2026 again.
    assert found.steps == [(START, 3)]
    assert found.undated == 0


def test_each_change_of_the_number_is_a_step() -> None:
    parties: Parties = [
        (partner("Een", since=START), []),
        (partner("Weg", since=START, until=LATER), []),
        (partner("Later", since=LATEST), []),
        (partner("Onbekend"), []),
    ]

    found = signed_over_time(parties, TODAY)

    assert found.steps == [(START, 2), (date(2025, 3, 2), 1), (LATEST, 2)]
    assert found.undated == 1
