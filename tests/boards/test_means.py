"""Means and spreads, over random grades: of pitfalls, of energy, of the bars of a wheel."""

from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from boards.content import library
from boards.domain.energy import energy_of
from boards.domain.ownership import wheel_of
from boards.domain.ranking import grades, ranked

GRADES = st.lists(st.one_of(st.none(), st.integers(1, 10)), max_size=40)
SHEET, SUBJECT = "sheet", "De wandelkaart"
BOXES = library()["innovaties"]


def state(values: list[int | None], together: int | None, aspect: str) -> dict[str, Any]:
    """A state in which each participant gave one of these values, and the facilitators one."""
    rows: list[tuple[str, str | None, int | None]] = [
        ("self", f"seat-{n}", value) for n, value in enumerate(values)
    ]
    rows += [("team", None, together)]
    return {
        "subjects": {
            SUBJECT: {"id": SUBJECT, "name": SUBJECT, "what": "innovation", "gone": False}
        },
        "placements": {
            "p": {
                "sheet": SHEET,
                "subject": SUBJECT,
                "layer": "team",
                "seat": None,
                "element": "geschikt",
                "unknown": False,
            }
        },
        "scores": {
            str(n): {
                "sheet": SHEET,
                "subject": SUBJECT,
                "about": None,
                "aspect": aspect,
                "layer": layer,
                "seat": seat,
                "value": value,
                "circled": False,
                "on_behalf": False,
            }
            for n, (layer, seat, value) in enumerate(rows)
        },
    }


def counting(values: list[int | None], together: int | None) -> list[int]:
    """What should count: what participants gave, else what the facilitators gave."""
    given_by_seats = [value for value in values if value is not None]
    return given_by_seats or ([] if together is None else [together])


@given(values=GRADES, together=st.one_of(st.none(), st.integers(1, 10)))
def test_a_grade_is_the_mean_of_what_counts_and_its_spread_holds_it(
    values: list[int | None], together: int | None
) -> None:
    expected = counting(values, together)

    found = grades(state(values, together, "systeem"), SHEET, BOXES, SUBJECT)
    [system] = [each for each in found if each.aspect == "systeem"]

    assert sorted(system.values) == sorted(expected)
    if system.mean is None:
        assert expected == []
    else:
        assert abs(Fraction(sum(expected), len(expected)) - Fraction(system.mean)) < Fraction(
            1, 10**9
        )
        assert min(expected) <= system.mean <= max(expected)


@given(values=GRADES, together=st.one_of(st.none(), st.integers(1, 10)))
def test_energy_is_reckoned_as_grades_are(values: list[int | None], together: int | None) -> None:
    expected = counting(values, together)
    both = {"self", "team"}

    energy = energy_of(state(values, together, "inschalen"), SHEET, "inschalen", {SUBJECT}, both)

    assert (energy.low, energy.high) == (min(expected, default=None), max(expected, default=None))
    assert energy.count == len([value for value in values if value is not None])
    assert (energy.mean is None) == (expected == [])
    if energy.mean is not None:
        assert min(expected) <= energy.mean <= max(expected)
        assert abs(energy.mean * len(expected) - sum(expected)) < 1e-6


@given(values=GRADES, together=st.one_of(st.none(), st.integers(1, 10)))
def test_a_hidden_layer_never_moves_a_number(
    values: list[int | None], together: int | None
) -> None:
    told = state(values, together, "inschalen")

    without = energy_of(told, SHEET, "inschalen", {SUBJECT}, {"team"})

    assert without.given == ()
    assert without.numbers == (() if together is None else (together,))


@given(values=st.lists(st.integers(0, 5), max_size=20))
def test_a_wheel_of_many_seats_shows_their_mean_and_says_when_they_differ(
    values: list[int],
) -> None:
    told = state(list(values), None, "beloning")

    wheel = wheel_of(told, SHEET, SUBJECT)

    own = wheel["beloning"] if values else None
    if own is not None:
        assert own.differs == (len(set(values)) > 1)
        assert own.mean is not None
        assert min(values) <= own.mean <= max(values)


@given(values=GRADES)
def test_the_ranked_mean_lies_between_the_means_of_its_aspects(values: list[int | None]) -> None:
    [first] = ranked(state(values, 5, "systeem"), SHEET, BOXES)

    means = [each.mean for each in first.grades if each.mean is not None]
    assert first.mean is not None
    assert min(means) <= first.mean <= max(means)
