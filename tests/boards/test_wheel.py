"""A wheel: its rules, what it says of somebody, its shapes, and its pages with and without what is
hidden. Shapes, values and words are those of the browser, by one file of cases.
"""

import json
import re
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from boards import wheel as shapes
from boards.access import screen_cookie, screen_token, seat_cookie
from boards.content import library
from boards.domain import geometry
from boards.domain.joining import Joining, join
from boards.domain.ownership import NOTHING, wheel_of, wheels_on
from boards.domain.preparing import SheetPlan, prepare_session
from boards.kinds.wheel import words_of
from boards.models import Subject
from deals.models import Deal, TeamRole, User
from tests.boards.test_addresses import logged_in, with_cookie
from tests.boards.test_queries import queries
from tests.conftest import make_user, started
from tests.table import Place, Table

CASES = json.loads((Path(__file__).parents[1] / "js" / "wheel-cases.json").read_text("utf-8"))
ASPECT = "beloning"
DAY = date(2026, 3, 5)


def laid(deal: Deal, facilitator: User, *, is_open: bool) -> Table:
    """A running session with a wheel."""
    plan = SheetPlan("eigenaarschap", "wiel", is_open, is_open)
    return started(prepare_session(deal, "Eigenaarschap", DAY, [plan], facilitator), facilitator)


@pytest.fixture
def wheel(deal: Deal, facilitator: User) -> Table:
    """A wheel on which everything is open."""
    return laid(deal, facilitator, is_open=True)


@pytest.fixture
def private(deal: Deal, facilitator: User) -> Table:
    """A wheel on which everybody colours in private."""
    return laid(deal, facilitator, is_open=False)


def colours(place: Place, subject: Subject, value: int | None, **fields: Any) -> Any:
    """Somebody colours bars: in their own layer, as it shows to them, unless said otherwise."""
    sheet = place.session.sheets.get()
    layer = fields.setdefault("layer", "team" if place.viewer.role == "control" else "self")
    defaults = {
        "sheet": sheet.pk,
        "subject": subject.pk,
        "aspect": ASPECT,
        "value": value,
        "visibility": "open" if sheet.is_open(layer) else "hidden",
    }
    return place.sends("give_score", **(defaults | fields))


def adds_innovation(table: Table, name: str) -> Subject:
    """The facilitators put an innovation on the table."""
    subject = uuid4()
    assert table.team.sends("add_innovation", subject=subject, name=name).accepted
    return table.session.subjects.get(pk=subject)


def code_of(answer: Any) -> str:
    """Why a command was refused."""
    assert not answer.accepted
    return str(answer.body["refused"]["code"])


# Rules ------------------------------------------------------------------------------------------


def test_a_participant_colours_their_own_wheel_and_takes_it_back(wheel: Table) -> None:
    phone, wandelnet = wheel.joins("Wandelnet"), wheel.subject("Wandelnet")

    assert colours(phone, wandelnet, 4).accepted
    first = wheel_of(wheel.team.state(), str(wheel.sheet.pk), str(wandelnet.pk))
    assert colours(phone, wandelnet, 0).accepted
    none = wheel_of(wheel.team.state(), str(wheel.sheet.pk), str(wandelnet.pk))
    assert colours(phone, wandelnet, None).accepted
    empty = wheel_of(wheel.team.state(), str(wheel.sheet.pk), str(wandelnet.pk))

    assert first[ASPECT].mean == 4
    assert none[ASPECT].mean == 0
    assert empty == {}


@pytest.mark.parametrize("value", [6, 10])
def test_a_wheel_has_five_bars(wheel: Table, value: int) -> None:
    answer = colours(wheel.joins("Wandelnet"), wheel.subject("Wandelnet"), value)

    assert code_of(answer) == "off_scale"
    assert answer.body["refused"]["low"] == 0
    assert answer.body["refused"]["high"] == 5


def test_a_participant_colours_no_wheel_of_another_organisation(wheel: Table) -> None:
    assert code_of(colours(wheel.joins("Wandelnet"), wheel.subject("Arcadis"), 3)) == "not_allowed"


@pytest.mark.parametrize("layer", ["team", "agreed"])
def test_a_participant_colours_only_what_they_think_themselves(wheel: Table, layer: str) -> None:
    answer = colours(wheel.joins("Wandelnet"), wheel.subject("Wandelnet"), 3, layer=layer)

    assert code_of(answer) == "not_allowed"


def test_a_participant_colours_only_while_placing(wheel: Table) -> None:
    phone = wheel.joins("Wandelnet")
    wheel.team.sends("set_phase", phase="discussing")

    assert code_of(colours(phone, wheel.subject("Wandelnet"), 3)) == "not_now"


def test_a_facilitator_colours_on_behalf_of_somebody_without_a_phone(wheel: Table) -> None:
    wandelnet = wheel.subject("Wandelnet")
    seat = wheel.joins("Wandelnet").viewer.seat

    assert colours(wheel.team, wandelnet, 3, layer="self", seat=seat).accepted

    (score,) = wheel.team.state()["scores"].values()
    assert (score["seat"], score["value"], score["on_behalf"]) == (str(seat), 3, True)


def test_a_wheel_is_coloured_for_one_result_too(wheel: Table) -> None:
    phone, wandelnet = wheel.joins("Wandelnet"), wheel.subject("Wandelnet")
    app = adds_innovation(wheel, "Wandelapp")

    assert colours(phone, wandelnet, 5).accepted
    assert colours(phone, wandelnet, 2, about=app.pk).accepted

    state, sheet = wheel.team.state(), str(wheel.sheet.pk)
    assert wheel_of(state, sheet, str(wandelnet.pk))[ASPECT].mean == 5
    assert wheel_of(state, sheet, str(wandelnet.pk), str(app.pk))[ASPECT].mean == 2
    assert wheels_on(state, sheet) == [
        (str(wandelnet.pk), None),
        (str(wandelnet.pk), str(app.pk)),
    ]


def test_a_wheel_is_of_an_organisation_and_its_result_an_innovation(wheel: Table) -> None:
    wandelnet, arcadis = wheel.subject("Wandelnet"), wheel.subject("Arcadis")
    app = adds_innovation(wheel, "Wandelapp")

    assert code_of(colours(wheel.team, app, 3)) == "not_scored_here"
    assert code_of(colours(wheel.team, wandelnet, 3, about=arcadis.pk)) == "not_scored_here"


def test_only_facilitators_circle_what_is_to_be_worked_on(wheel: Table) -> None:
    phone, wandelnet = wheel.joins("Wandelnet"), wheel.subject("Wandelnet")
    circle = {"sheet": wheel.sheet.pk, "subject": wandelnet.pk, "aspect": ASPECT, "circled": True}

    assert code_of(phone.sends("circle", **circle)) == "not_allowed"
    assert wheel.team.sends("circle", **circle).accepted
    known = wheel_of(phone.state(), str(wheel.sheet.pk), str(wandelnet.pk))

    assert known[ASPECT].circled
    assert known[ASPECT].agreed is None


def test_what_is_hidden_reaches_the_room_with_the_reveal(private: Table) -> None:
    wandelnet, sheet = private.subject("Wandelnet"), str(private.sheet.pk)
    phone, other = private.joins("Wandelnet"), private.joins("Arcadis")
    colours(phone, wandelnet, 4)
    colours(private.team, wandelnet, 2)
    assert wheel_of(other.state(), sheet, str(wandelnet.pk)) == {}
    assert wheel_of(phone.state(), sheet, str(wandelnet.pk))[ASPECT].team is None

    private.team.sends("set_phase", phase="revealing")
    private.team.sends("reveal_sheet", sheet=sheet, layer="team")

    for viewer in (phone, other, private.screen):
        assert wheel_of(viewer.state(), sheet, str(wandelnet.pk))[ASPECT].team == 2
    assert wheel_of(other.state(), sheet, str(wandelnet.pk))[ASPECT].own == ()


def test_what_is_shown_to_one_organisation_is_its_own_wheel(private: Table) -> None:
    wandelnet, arcadis = private.subject("Wandelnet"), private.subject("Arcadis")
    phone, other = private.joins("Wandelnet"), private.joins("Arcadis")
    sheet = str(private.sheet.pk)
    colours(private.team, wandelnet, 2)
    colours(private.team, arcadis, 1)
    private.team.sends("set_phase", phase="revealing")

    private.team.sends("reveal_sheet", sheet=sheet, layer="team", seat=phone.viewer.seat)

    assert wheel_of(phone.state(), sheet, str(wandelnet.pk))[ASPECT].team == 2
    assert wheel_of(phone.state(), sheet, str(arcadis.pk)) == {}
    assert wheels_on(other.state(), sheet) == []
    assert wheels_on(private.screen.state(), sheet) == []


# Values, words and shapes -----------------------------------------------------------------------


def state_of_rows(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"scores": {f"score {n}": row for n, row in enumerate(rows)}}


@pytest.mark.parametrize("case", CASES["aspects"], ids=lambda case: case["name"])
def test_an_aspect_says_what_it_says_in_the_browser(case):
    values = wheel_of(state_of_rows(case["rows"]), "sheet", "zwolle", layers=case["layers"])

    said = values.get("a", NOTHING)

    assert [list(each) for each in said.own] == case["own"]
    seen = (said.mean, said.differs, said.team, said.agreed, said.circled, said.gap)
    names = ("mean", "differs", "team", "agreed", "circled", "gap")
    assert dict(zip(names, seen, strict=True)) == {name: case[name] for name in names}
    with translation.override("en"):
        assert words_of(said) == case["words"]
        assert words_of(said, you=case["you"], is_phone=True) == case["phone"]


def test_wheels_stand_in_the_order_of_the_browser():
    order = CASES["order"]
    subjects = {
        key: {"name": name, "gone": gone} for key, (name, gone) in order["subjects"].items()
    }
    state = state_of_rows(order["rows"]) | {"subjects": subjects}

    assert [list(each) for each in wheels_on(state, "sheet")] == order["all"]
    seen = wheels_on(state, "sheet", order["open"]["layers"])
    assert [list(each) for each in seen] == order["open"]["wheels"]


@pytest.mark.parametrize("case", CASES["shapes"], ids=lambda c: f"{c['wheel']}-{c['index']}")
def test_shapes_are_those_of_the_browser(case):
    wheel = shapes.Wheel(*case["wheel"])

    assert shapes.bars(wheel, case["index"], case["value"]) == case["bars"]
    assert shapes.outline(wheel, case["index"], case["value"]) == case["outline"]
    assert list(shapes.knob(wheel, case["index"], case["value"])) == case["knob"]


def test_each_bar_lies_in_the_part_of_the_picture_of_its_aspect():
    content = library()["eigenaarschap"]
    wheel = shapes.Wheel(len(content.elements), content.scale.high if content.scale else 0)

    for index, element in enumerate(content.elements):
        for level in range(1, wheel.levels + 1):
            path = shapes.bar(wheel, index, level)
            corners = re.findall(r"(?:M|L|0 [01] )(\d+\.\d\d) (\d+\.\d\d)", path)
            places = [(float(x), float(y)) for x, y in corners]
            assert len(places) == 4
            found = {geometry.element_at(content.elements, x, y) for x, y in places}
            assert found == {element.id}, (element.id, level)


# Pages ------------------------------------------------------------------------------------------


def shown(answer: Any) -> str:
    """A page but for the data that JavaScript starts from, and what only it copies."""
    assert answer.status_code == 200
    text = unescape(answer.content.decode())
    text = re.sub(r'<script id="page-data".*?</script>', "", text, flags=re.DOTALL)
    return re.sub(r"<template.*?</template>", "", text, flags=re.DOTALL)


def control(table: Table, user: User, query: str = "") -> str:
    """The facilitators' page."""
    client = logged_in(user)
    return shown(client.get(reverse("control", args=[table.session.pk]) + query))


def phone_of(table: Table, name: str) -> tuple[Client, Place]:
    """Somebody with a phone: their browser, and their place."""
    seat, token = join(table.session, Joining(uuid4(), partner=table.subject(name).partner_id))
    return with_cookie(seat_cookie(table.session.pk), token), table.at(seat)


def wall(table: Table, user: User) -> str:
    """The shared screen's page."""
    client = Client()
    client.cookies[screen_cookie(table.session.pk)] = screen_token(table.session.pk, user.pk)
    return shown(client.get(reverse("screen", args=[table.session.pk])))


def test_the_laptop_shows_hidden_bars_only_when_asked(private: Table, facilitator: User) -> None:
    wandelnet = private.subject("Wandelnet")
    colours(private.joins("Wandelnet"), wandelnet, 4)
    colours(private.team, wandelnet, 2)
    colours(private.team, wandelnet, 3, layer="agreed")

    concealed = control(private, facilitator)
    asked = control(private, facilitator, "?hidden=1")

    assert "Beloning: afgesproken: 3" in concealed
    assert "zelf: 4" not in concealed
    assert "wij: 2" not in concealed
    assert "Beloning: zelf: 4, wij: 2, afgesproken: 3, verschil: 2" in asked


def test_the_address_says_whose_wheel_it_is_and_what_is_coloured(
    wheel: Table, facilitator: User
) -> None:
    wandelnet, arcadis = wheel.subject("Wandelnet"), wheel.subject("Arcadis")
    app = adds_innovation(wheel, "Wandelapp")
    wheel.joins("Wandelnet")
    colours(wheel.team, arcadis, 1, about=app.pk)
    query = f"?wheel={arcadis.pk}&result={app.pk}&fill=agreed"

    of_itself = control(wheel, facilitator)
    asked = control(wheel, facilitator, query)
    unknown = control(wheel, facilitator, "?wheel=nobody&fill=everything")

    assert "Het wiel van Wandelnet" in of_itself
    assert f'name="subject" value="{wandelnet.pk}"' in of_itself
    assert "Het wiel van Arcadis. Beloning: wij: 1" in asked
    assert '<input type="hidden" name="layer" value="agreed">' in asked
    assert f'<input type="hidden" name="about" value="{app.pk}">' in asked
    assert "Het wiel van Wandelnet" in unknown


def test_who_does_not_facilitate_reads_along(wheel: Table, deal: Deal) -> None:
    colours(wheel.team, wheel.subject("Arcadis"), 3)
    reader = make_user("lezer", deal, TeamRole.MEMBER)

    page = control(wheel, reader, f"?wheel={wheel.subject('Arcadis').pk}")

    assert "Beloning: wij: 3" in page
    assert "data-wheel-form" not in page
    assert "data-wheel-circle" not in page


def test_two_of_one_organisation_show_as_a_mean_with_each_of_them(
    wheel: Table, facilitator: User
) -> None:
    wandelnet = wheel.subject("Wandelnet")
    colours(wheel.joins("Wandelnet"), wandelnet, 4)
    colours(wheel.joins("Wandelnet"), wandelnet, 3)

    page = control(wheel, facilitator)

    assert "zelf gemiddeld: 3,5" in page
    assert "Verschil binnen de organisatie: Wandelnet 1: 4, Wandelnet 2: 3." in page


def test_a_phone_without_javascript_colours_and_leaves_empty(private: Table) -> None:
    browser, place = phone_of(private, "Wandelnet")
    wandelnet, sheet = str(private.subject("Wandelnet").pk), str(private.sheet.pk)
    page = shown(browser.get(reverse("seat", args=[private.session.pk])))
    form = re.search(rf'<form [^>]*data-wheel-form="{ASPECT}".*?</form>', page, re.DOTALL)
    assert form is not None
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form[0]))
    commands = reverse("seat-commands", args=[private.session.pk])

    browser.post(commands, fields | {"value": "3"})
    coloured = wheel_of(place.state(), sheet, wandelnet)
    browser.post(commands, fields | {"id": str(uuid4()), "value": ""})

    assert coloured[ASPECT].mean == 3
    assert wheel_of(place.state(), sheet, wandelnet) == {}
    assert "Ik krijg iets terug: geld, of waardering van collega's." in page


def test_a_phone_compares_once_it_may_and_asks_what_that_calls_up(private: Table) -> None:
    browser, place = phone_of(private, "Wandelnet")
    wandelnet, sheet = private.subject("Wandelnet"), private.sheet.pk
    colours(place, wandelnet, 4)
    colours(private.team, wandelnet, 2)
    private.team.sends("set_phase", phase="revealing")
    address = reverse("seat", args=[private.session.pk])
    before = shown(browser.get(address))

    private.team.sends("reveal_sheet", sheet=sheet, layer="team", seat=place.viewer.seat)
    after = shown(browser.get(address))

    assert "jij: 4, wij: 2, verschil: 2" in after
    assert "wij: 2" not in before
    reaction = re.compile(r"data-wheel-reaction (hidden)?")
    assert reaction.findall(before) == ["hidden"]
    assert reaction.findall(after) == [""]


def test_the_phone_offers_the_results_that_lie_on_the_table(wheel: Table) -> None:
    browser, place = phone_of(wheel, "Wandelnet")
    app = adds_innovation(wheel, "Wandelapp")
    colours(place, wheel.subject("Wandelnet"), 5, about=app.pk)
    address = reverse("seat", args=[wheel.session.pk])

    general = shown(browser.get(address))
    of_app = shown(browser.get(f"{address}?result={app.pk}"))

    assert f'<option value="{app.pk}" >Wandelapp</option>' in general
    assert "Beloning: jij: 5" not in general
    assert "Beloning: jij: 5" in of_app


def test_the_wall_shows_what_the_room_may_see_of_the_first_coloured_wheel(
    private: Table, facilitator: User
) -> None:
    wandelnet = private.subject("Wandelnet")
    colours(private.joins("Wandelnet"), wandelnet, 4)
    colours(private.team, wandelnet, 2)
    before = wall(private, facilitator)

    private.team.sends("set_phase", phase="revealing")
    private.team.sends("reveal_sheet", sheet=private.sheet.pk, layer="self")
    after = wall(private, facilitator)
    private.team.sends("hide_names", hidden=True)
    nameless = wall(private, facilitator)

    assert "Wandelnet" not in before
    assert "Het wiel, nog niet ingekleurd" in before
    assert "Het wiel van Wandelnet. Beloning: zelf: 4" in after
    assert "wij: 2" not in after
    assert 'aria-label="Beloning: zelf: 4"' in nameless
    assert "Het wiel van Wandelnet" not in nameless


def test_the_history_keeps_each_wheel_with_its_notes(private: Table, facilitator: User) -> None:
    wandelnet, sheet = private.subject("Wandelnet"), private.sheet.pk
    colours(private.joins("Wandelnet"), wandelnet, 4)
    colours(private.team, wandelnet, 2)
    private.team.sends("circle", sheet=sheet, subject=wandelnet.pk, aspect=ASPECT, circled=True)
    note = {"about": "note", "element": ASPECT, "subject": wandelnet.pk, "based_on": 0}
    assert private.team.sends("write_note", sheet=sheet, text="Geef waardering", **note).accepted
    private.team.sends("close_session")

    page = shown(logged_in(facilitator).get(private.session.get_absolute_url()))

    assert "zelf: 4, wij: 2, verschil: 2, hieraan werken" in page
    assert "Geef waardering" in page
    assert "De zaal heeft niet alles gezien." in page


def test_a_page_costs_as_many_queries_with_one_wheel_as_with_three(
    wheel: Table, facilitator: User
) -> None:
    colours(wheel.team, wheel.subject("Wandelnet"), 1)
    client = logged_in(facilitator)
    address = reverse("control", args=[wheel.session.pk])
    one = queries(client, address)

    for name in ("Arcadis", "Gemeente Zwolle"):
        colours(wheel.team, wheel.subject(name), 1)

    assert queries(client, address) == one
