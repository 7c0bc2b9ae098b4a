"""Tidying up: the post-its of an element in rows, and who hears of it."""

from collections.abc import Iterable

import pytest

from boards.domain import geometry
from boards.models import Placement
from deals.models import Deal, User
from tests.boards.test_innovating import adds, boxes
from tests.boards.test_scores import results_table, sheet
from tests.conftest import make_session, started
from tests.table import Place, Table

MIDDLE = {"x": 60, "y": 215}  # in `wortels`
NAMES = ["Arcadis", "Wandelnet", "Gemeente Zwolle", "Ministerie van BZK"]


def heap(table: Table, names: Iterable[str] = NAMES, **where: object) -> None:
    """Put these post-its of the facilitators on one spot."""
    for name in names:
        assert table.team.places(table.subject(name), **(where or MIDDLE)).accepted


def tidies(table: Table, element: str | None = None) -> str:
    """Tidy up; the code of the refusal, or nothing."""
    answer = table.team.sends("tidy_up", sheet=table.sheet.pk, element=element)
    return "" if answer.accepted else str(answer.body["refused"]["code"])


def spots(**chosen: object) -> list[geometry.Spot]:
    """Where these placements lie."""
    return [(p.x or 0, p.y or 0) for p in Placement.objects.filter(**chosen)]


def apart(places: list[geometry.Spot], size: int = 0) -> bool:
    """Whether post-its of this size lie clear of each other here."""
    width, height = geometry.POSTIT_SIZES[size]
    return all(
        abs(x1 - x2) >= width or abs(y1 - y2) >= height
        for i, (x1, y1) in enumerate(places)
        for x2, y2 in places[i + 1 :]
    )


def test_post_its_that_lay_on_each_other_lie_apart(table: Table) -> None:
    heap(table)

    assert tidies(table, "wortels") == ""

    assert apart(spots())
    assert set(Placement.objects.values_list("element", flat=True)) == {"wortels"}


def test_they_lie_by_kind_and_then_by_name(table: Table) -> None:
    """Municipality, ministry, market, and last civil society; read as a page."""
    heap(table)

    tidies(table)

    in_order = sorted(Placement.objects.all(), key=lambda p: (p.y, p.x))
    assert [placement.subject.name for placement in in_order] == [
        "Gemeente Zwolle",
        "Ministerie van BZK",
        "Arcadis",
        "Wandelnet",
    ]


def test_one_event_carries_what_moved_in_full(table: Table) -> None:
    heap(table)
    before = len(table.team.received())

    tidies(table)

    events = table.team.received()
    assert len(events) == before + 1
    assert events[-1]["kind"] == "tidied"
    assert {p["id"]: p for p in events[-1]["data"]["placements"]} == {
        str(key): data for key, data in table.team.state()["placements"].items()
    }
    assert table.screen.received()[-1]["data"] == {"placements": events[-1]["data"]["placements"]}


def test_what_lies_tidy_already_is_refused(table: Table) -> None:
    heap(table)
    tidies(table)

    assert tidies(table) == "already_tidy"
    assert tidies(table, "wortels") == "already_tidy"


def test_an_element_without_post_its_lies_tidy(table: Table) -> None:
    heap(table)

    assert tidies(table, "water") == "already_tidy"


def test_only_the_element_that_was_named_is_tidied(table: Table) -> None:
    heap(table, NAMES[:2])
    heap(table, NAMES[2:], x=350, y=110)  # in `oogst`

    tidies(table, "oogst")

    assert len(set(spots(element="wortels"))) == 1
    assert apart(spots(element="oogst"))


def test_the_whole_sheet_is_tidied_element_by_element(table: Table) -> None:
    heap(table, NAMES[:2])
    heap(table, NAMES[2:], x=350, y=110)

    tidies(table)

    assert apart(spots())
    assert Placement.objects.filter(element="wortels").count() == 2
    assert Placement.objects.filter(element="oogst").count() == 2


def test_what_lies_between_the_elements_and_what_is_not_known_stay(table: Table) -> None:
    seat = table.joins("Wandelnet")
    seat.sends("say_unknown", placement=table.session.pk, sheet=table.sheet.pk, visibility="open")
    heap(table, ["Arcadis"], x=418, y=295)

    assert tidies(table) == "already_tidy"
    assert Placement.objects.get(layer="team").element is None


def test_seats_of_one_organisation_stay_one_post_it(table: Table) -> None:
    for _each in range(2):
        table.joins("Wandelnet").places(table.subject("Wandelnet"), element="water")
    table.joins("Arcadis").places(table.subject("Arcadis"), element="water")
    heap(table, ["Gemeente Zwolle"], x=350, y=215)

    tidies(table)

    one, other = spots(subject=table.subject("Wandelnet"))
    assert one == other
    assert apart(list(set(spots())))


def test_an_organisation_that_is_divided_evenly_does_not_change_sides(table: Table) -> None:
    for element in ("oogst", "water"):
        table.joins("Wandelnet").places(table.subject("Wandelnet"), element=element)
    before = table.team.state()["placements"]

    assert tidies(table) == "already_tidy"
    assert table.team.state()["placements"] == before


def test_what_most_of_an_organisation_chose_is_tidied(table: Table) -> None:
    seats = [table.joins("Wandelnet") for _each in range(3)]
    for seat, element in zip(seats, ("oogst", "water", "water"), strict=True):
        seat.places(table.subject("Wandelnet"), element=element)
    for at in range(2):
        table.team.places(
            table.subject("Wandelnet"),
            layer="self",
            seat=seats[at + 1].viewer.seat,
            x=340 + 20 * at,
            y=215,
        )
    alone = spots(element="oogst")

    tidies(table)

    assert len(set(spots(element="water"))) == 1
    assert spots(element="oogst") == alone


def test_a_full_element_is_tidied_into_stacks(table: Table) -> None:
    for n in range(60):
        table.team.sends("put_on_table", name=f"Naam {n:02}")
        heap(table, [f"Naam {n:02}"], x=350, y=110)

    assert tidies(table, "oogst") == ""

    assert apart(list(set(spots())), size=-1)
    assert len(spots()) == 60


# Refusals ---------------------------------------------------------------------------------------


def test_an_element_that_is_not_on_the_board_is_refused(table: Table) -> None:
    assert tidies(table, "zandbak") == "unknown_element"


def test_a_sheet_of_another_session_is_refused(table: Table, deal: Deal, facilitator: User) -> None:
    other = make_session(deal, facilitator).sheets.get()

    answer = table.team.sends("tidy_up", sheet=other.pk)

    assert answer.body["refused"]["code"] == "unknown_sheet"


def test_a_participant_may_not_tidy_up(table: Table) -> None:
    seat = table.joins("Wandelnet")

    answer = seat.sends("tidy_up", sheet=table.sheet.pk)

    assert answer.body["refused"]["code"] == "not_allowed"


def test_a_closed_session_is_not_tidied(table: Table) -> None:
    heap(table)
    table.team.sends("close_session")

    assert tidies(table) == "closed"
    assert len(set(spots())) == 1


def test_a_refusal_leaves_everything_as_it_was(table: Table) -> None:
    heap(table)
    tidies(table)
    heads = len(table.team.received())

    tidies(table)

    assert len(table.team.received()) == heads


# Who hears of it ----------------------------------------------------------------------------------


def test_what_is_hidden_is_tidied_for_the_team_only(hidden_table: Table) -> None:
    """Rule VIS2."""
    heap(hidden_table)
    seat = hidden_table.joins("Wandelnet")
    room = hidden_table.screen.kinds()

    assert tidies(hidden_table) == ""

    assert len(hidden_table.team.received()[-1]["data"]["placements"]) == 4
    for place in (hidden_table.screen, seat):
        assert place.kinds() == room
        assert b"tidied" not in place.bytes_received()


def test_a_phone_learns_nothing_of_its_own_hidden_place_that_is_tidied(
    hidden_table: Table,
) -> None:
    """Rule VIS5: it has no spot to begin with."""
    seat = hidden_table.joins("Wandelnet")
    seat.places(hidden_table.subject("Wandelnet"), element="vlinder")
    heap(hidden_table, ["Arcadis"], element="vlinder")
    heard = seat.received()
    own = Placement.objects.get(layer="self")
    hidden_table.team.places(
        hidden_table.subject("Wandelnet"),
        layer="self",
        seat=seat.viewer.seat,
        x=60,
        y=60,
    )
    heard = seat.received()

    assert tidies(hidden_table) == ""

    own.refresh_from_db()
    assert (own.x, own.y) != (60, 60)
    assert seat.received() == heard


@pytest.fixture
def half_hidden(deal: Deal, facilitator: User) -> Table:
    """Participants place in the open, facilitators in private."""
    return started(make_session(deal, facilitator, team_starts_open=False), facilitator)


def two_in_water(table: Table) -> list[Place]:
    """Two participants in the open, in one element."""
    seats = []
    for name in ("Wandelnet", "Arcadis"):
        seat = table.joins(name)
        seat.places(table.subject(name), element="water")
        seats.append(seat)
    return seats


def test_the_room_hears_only_what_lies_in_the_open(half_hidden: Table) -> None:
    two_in_water(half_hidden)
    heap(half_hidden, ["Gemeente Zwolle", "Ministerie van BZK"], x=350, y=215)
    hidden = {str(p.pk) for p in Placement.objects.filter(layer="team")}

    tidies(half_hidden)

    told = half_hidden.screen.received()[-1]
    if told["kind"] == "tidied":
        assert not {p["id"] for p in told["data"]["placements"]} & hidden
    assert hidden <= {p["id"] for p in half_hidden.team.received()[-1]["data"]["placements"]}
    for key in hidden:
        assert key.encode() not in half_hidden.screen.bytes_received()


def test_what_lies_in_the_open_is_laid_out_as_if_nothing_were_hidden(
    deal: Deal, facilitator: User
) -> None:
    """Rule VIS5: otherwise a gap would tell where something hidden is."""
    laid = []
    for hidden in ((), ("Gemeente Zwolle", "Ministerie van BZK")):
        table = started(make_session(deal, facilitator, team_starts_open=False), facilitator)
        seats = two_in_water(table)
        heap(table, hidden, element="water")
        for seat, name in zip(seats, ("Wandelnet", "Arcadis"), strict=True):
            table.team.places(
                table.subject(name), layer="self", seat=seat.viewer.seat, x=330, y=220
            )
        assert tidies(table) == ""
        own = Placement.objects.filter(sheet=table.sheet, layer="self")
        laid.append({p.subject.name: (p.x, p.y) for p in own})

    assert laid[0] == laid[1]


def test_what_is_hidden_keeps_clear_of_what_lies_in_the_open(half_hidden: Table) -> None:
    two_in_water(half_hidden)
    heap(half_hidden, ["Gemeente Zwolle", "Ministerie van BZK"], x=350, y=215)

    tidies(half_hidden)

    assert apart(spots())


# What was taken off the table -----------------------------------------------------------------


@pytest.fixture
def results(deal: Deal, facilitator: User) -> Table:
    """A table with two innovations on it."""
    return results_table(deal, facilitator)


def drops(table: Table, name: str) -> None:
    """Take an innovation off the table."""
    which = {"subject": table.subject(name).pk}
    assert table.team.sends("drop_innovation", dropped=True, **which).accepted


def spot_of(table: Table, name: str) -> geometry.Spot:
    """Where the post-it of an innovation lies."""
    [spot] = spots(subject=table.subject(name))
    return spot


def test_what_was_taken_off_the_table_leaves_no_hole(results: Table) -> None:
    on, both = sheet(results, "innovaties").pk, ("De wandelkaart", "Het beweegbankje")
    for name in both:
        assert boxes(results.team, results, name, "geschikt").accepted
    results.team.sends("tidy_up", sheet=on)
    of_two = [spot_of(results, name) for name in both]
    adds(results.team, "Als eerste")
    boxes(results.team, results, "Als eerste", "geschikt")
    results.team.sends("tidy_up", sheet=on)
    assert [spot_of(results, name) for name in both] != of_two
    where_it_was = spot_of(results, "Als eerste")
    drops(results, "Als eerste")

    assert results.team.sends("tidy_up", sheet=on).accepted

    assert [spot_of(results, name) for name in both] == of_two
    assert spot_of(results, "Als eerste") == where_it_was


def test_the_next_one_takes_the_spot_of_what_was_taken_off(results: Table) -> None:
    boxes(results.team, results, "De wandelkaart", "geschikt")
    first = spot_of(results, "De wandelkaart")
    drops(results, "De wandelkaart")

    assert boxes(results.team, results, "Het beweegbankje", "geschikt").accepted

    assert spot_of(results, "Het beweegbankje") == first
