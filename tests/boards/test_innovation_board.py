"""A board on which innovations are placed: what it proposes, what is ready, and its pages, all of
which work without JavaScript.
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

from boards.content import Advice, library
from boards.domain.advice import advised
from boards.domain.agreeing import with_actions
from boards.domain.preparing import SheetPlan, prepare_session
from boards.domain.ranking import opinions, ranked, tenths
from boards.domain.snapshot import as_the_room_sees
from boards.models import Score, Subject
from deals.models import Action, Deal, Innovation, User
from tests.boards.test_addresses import logged_in
from tests.boards.test_seat_page import FIELD, FORM, markup, page_of, sits
from tests.conftest import make_user, started
from tests.table import Data, Place, Table

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 5)
SHEET = "sheet"
CASES = json.loads((Path(__file__).parents[1] / "js/innovation-cases.json").read_text())
CONTENT = library()["innovaties"]


# What follows from what was said ------------------------------------------------------------------


def test_the_cases_are_of_the_board_as_it_is() -> None:
    elements = [{"id": each.id, "graded": each.graded} for each in CONTENT.elements]
    assert elements == CASES["elements"]
    assert [aspect.id for aspect in CONTENT.aspects] == CASES["aspects"]
    rules = [
        {
            "element": rule.element,
            "needs": list(rule.needs),
            "any_of": list(rule.any_of),
            "lacks": list(rule.lacks),
        }
        for rule in CONTENT.advice
    ]
    assert rules == CASES["advice"]["rules"]


@pytest.mark.parametrize("case", CASES["advice"]["cases"], ids=lambda case: case["name"])
def test_the_board_proposes_the_first_that_fits(case: Data) -> None:
    rules = [Advice(**rule) for rule in CASES["advice"]["rules"]]
    assert advised(rules, set(case["ticked"])) == case["element"]


def state_of(
    subjects: dict[str, bool], rows: list[Any], scores: list[Any] | None = None, **more: Any
) -> Data:
    """A state with these innovations, and what was said of them."""
    placed = [
        {"sheet": SHEET, "subject": s, "layer": layer, "seat": seat, "element": element}
        | {"unknown": element is None}
        for s, layer, seat, element in rows
    ]
    graded = [
        {"sheet": SHEET, "subject": s, "layer": layer, "seat": seat, "aspect": a, "value": value}
        for s, layer, seat, a, value in scores or []
    ]
    return {
        "sheets": {SHEET: {"open": ["self", "team", "agreed"]}},
        "subjects": {
            name: {"id": name, "name": name, "what": "innovation", "gone": gone}
            for name, gone in subjects.items()
        },
        "placements": {str(number): row for number, row in enumerate(placed)},
        "scores": {str(number): row for number, row in enumerate(graded)},
    } | more


@pytest.mark.parametrize("case", CASES["opinions"], ids=lambda case: case["name"])
def test_what_was_agreed_counts_then_the_facilitators_then_the_participants(case: Data) -> None:
    rows = [["Hub", *row] for row in case["rows"]]
    [opinion] = opinions(state_of({"Hub": False}, rows), SHEET)
    found = {
        "place": opinion.place,
        "layer": opinion.layer,
        "chosen": dict(opinion.chosen),
        "unknown": opinion.unknown,
    }
    assert found == {key: case[key] for key in found}


def test_what_is_ready_comes_by_the_mean_of_its_grades_and_says_why() -> None:
    case = CASES["ranking"]
    found = ranked(state_of(case["subjects"], case["rows"], case["scores"]), SHEET, CONTENT)
    assert [
        {
            "subject": each.subject,
            "mean": None if each.mean is None else tenths(each.mean),
            "weakest": each.weakest,
            "grades": {grade.aspect: list(grade.values) for grade in each.grades},
        }
        for each in found
    ] == case["expected"]


def test_a_mean_is_shown_with_one_decimal_a_half_upwards() -> None:
    assert [tenths(mean) for mean, _shown in CASES["tenths"]] == [s for _m, s in CASES["tenths"]]


def test_hidden_grades_count_for_nothing_in_what_the_room_sees() -> None:
    case = CASES["ranking"]
    state = state_of(
        case["subjects"], case["rows"], case["scores"], sheets={SHEET: {"open": ["agreed"]}}
    )
    found = ranked(as_the_room_sees(state), SHEET, CONTENT)
    assert [(each.subject, each.mean) for each in found] == [("Routekaart", None)]


# The pages ----------------------------------------------------------------------------------------


def laid(deal: Deal, facilitator: User, *names: str, **layers: bool) -> Table:
    """A running session with this board, and these innovations on the table."""
    for name in names:
        deal.innovations.create(name=name)
    plan = SheetPlan("innovaties", "boxes", **layers)
    session = prepare_session(deal, "Samen", DAY, [plan], facilitator)
    return started(session, facilitator)


def control_page(table: Table, user: User, query: str = "") -> str:
    """The laptop's page, without what only JavaScript copies."""
    answer = logged_in(user).get(f"{reverse('control', args=[table.session.pk])}{query}")
    return markup(unescape(answer.content.decode()))


def part(page: str, start: str, end: str = "</section>") -> str:
    """What stands in a page from one text up to another, without tags."""
    found = page.split(start, 1)[1].split(end, 1)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", found).split())


def places(place: Place, table: Table, name: str, element: str, layer: str = "self") -> None:
    """Somebody puts an innovation somewhere."""
    is_open = table.sheet.is_open(layer)
    assert place.sends(
        "place",
        placement=uuid4(),
        sheet=table.sheet.pk,
        subject=table.subject(name).pk,
        layer=layer,
        element=element,
        visibility="open" if is_open else "hidden",
    ).accepted


def grades(place: Place, table: Table, name: str, layer: str = "self", **values: int) -> None:
    """Somebody grades an innovation."""
    for aspect, value in values.items():
        assert place.sends(
            "give_score",
            sheet=table.sheet.pk,
            subject=table.subject(name).pk,
            layer=layer,
            aspect=aspect,
            value=value,
            visibility="open" if table.sheet.is_open(layer) else "hidden",
        ).accepted


def submit(
    client: Client,
    page: str,
    url: str,
    *having: str,
    button: tuple[str, str] | None = None,
    **typed: str,
) -> None:
    """Send the first form with these texts in it, by this button, as a browser without JavaScript
    does.
    """
    form = next(each for each in FORM.findall(page) if all(text in each for text in having))
    fields = dict(FIELD.findall(form.split("<button", 1)[0])) | dict([button] if button else [])
    answer = client.post(url, fields | typed, follow=True)
    assert not [message.message for message in answer.context["messages"]]


def test_the_laptop_lists_innovations_with_where_they_lie_and_how_opinions_differ(
    deal: Deal, facilitator: User
) -> None:
    table = laid(deal, facilitator, "Wijkhub", "Deelfiets")
    deal.goals.create(text="Lopen is gewoon.")
    wandelnet, arcadis = table.joins("Wandelnet"), table.joins("Arcadis")
    places(wandelnet, table, "Wijkhub", "geschikt")
    places(arcadis, table, "Wijkhub", "loslaten")
    places(table.team, table, "Wijkhub", "geschikt", "team")
    grades(wandelnet, table, "Wijkhub", diversiteit=8)
    grades(arcadis, table, "Wijkhub", diversiteit=5, systeem=9)

    page = control_page(table, facilitator)

    assert "Lopen is gewoon." in page
    entry = part(page, f'id="innovation-{table.subject("Wijkhub").pk}"', '</li> <li class="inno')
    assert "gespreksleiders: Geschikt om op te schalen" in page
    assert "Geschikt om op te schalen 1" in entry
    assert "Loslaten: het netwerk pakt het op 1" in entry
    ranking = part(page, "data-ranking>", "</ol>")
    assert ranking.startswith("Wijkhub 7,8")
    assert "Diversiteit gemiddeld 6,5, van 5 tot 8, 2 cijfers het zwakste punt" in ranking
    assert "Systeem gemiddeld 9,0, 1 cijfer" in ranking
    assert "Deelfiets" not in ranking


def test_what_is_hidden_from_the_room_shows_on_the_laptop_only_when_asked_for(
    deal: Deal, facilitator: User
) -> None:
    table = laid(deal, facilitator, "Wijkhub", self_starts_open=False, team_starts_open=False)
    wandelnet = table.joins("Wandelnet")
    places(wandelnet, table, "Wijkhub", "geschikt")
    grades(wandelnet, table, "Wijkhub", diversiteit=3)
    assert wandelnet.sends(
        "write_note",
        sheet=table.sheet.pk,
        about="reason",
        subject=table.subject("Wijkhub").pk,
        based_on=0,
        text="Er is geld.",
    ).accepted
    subject = table.subject("Wijkhub").pk

    concealed = control_page(table, facilitator)
    asked = control_page(table, facilitator, "?hidden=1")
    opened = control_page(table, facilitator, f"?hidden=1&innovation={subject}")

    assert part(concealed, "data-where>", "</p>") == "nog geen plek"
    assert part(concealed, "data-ranking>", "</ol>") == ""
    assert part(asked, "data-where>", "</p>") == "de meeste deelnemers: Geschikt om op te schalen"
    assert part(asked, "data-ranking>", "</ol>").startswith("Wijkhub 3,0")
    assert "Er is geld." not in control_page(table, facilitator, f"?innovation={subject}")
    assert "Er is geld." in opened


def test_a_facilitator_ticks_places_and_grades_without_javascript(
    deal: Deal, facilitator: User
) -> None:
    table = laid(deal, facilitator, "Wijkhub")
    client = logged_in(facilitator)
    url = reverse("control-commands", args=[table.session.pk])
    subject = table.subject("Wijkhub")
    query = f"?innovation={subject.pk}"
    assert "Vink aan wat klopt." in control_page(table, facilitator, query)

    for number in range(1, 5):
        page = control_page(table, facilitator, query)
        tick = f"geschikt-tick-{number}"
        submit(client, page, url, f'value="{tick}"', button=("value", "1"))
    page = control_page(table, facilitator, query)
    assert "De plaat stelt voor: Geschikt om op te schalen" in page
    submit(client, page, url, "data-place-innovation", button=("element", "geschikt"))
    page = control_page(table, facilitator, query)
    submit(client, page, url, "data-give-grade", 'value="systeem"', button=("value", "7"))

    assert table.placement(subject=subject).element == "geschikt"
    assert table.placement(subject=subject).layer == "team"
    assert Score.objects.get(aspect="systeem", layer="team").value == 7
    page = control_page(table, facilitator, query)
    submit(client, page, url, 'value="geschikt-tick-4"', button=("value", "0"))
    page = control_page(table, facilitator, query)
    assert "De plaat stelt voor: Wel opschalen, maar nog niet klaar" in page


def test_innovations_are_collected_merged_and_taken_off_without_javascript(
    deal: Deal, facilitator: User
) -> None:
    table = laid(deal, facilitator, "Wijkhub", "Hub in de wijk")
    client = logged_in(facilitator)
    url = reverse("control-commands", args=[table.session.pk])
    page = control_page(table, facilitator)

    submit(client, page, url, "data-add-innovation", name="Teldag", problem="Niemand telt.")
    assert deal.innovations.get(name="Teldag").problem == "Niemand telt."
    going, staying = table.subject("Hub in de wijk"), table.subject("Wijkhub")
    page = control_page(table, facilitator, f"?innovation={going.pk}")
    submit(client, page, url, "data-merge-innovation", into=str(staying.pk))
    page = control_page(table, facilitator, f"?innovation={table.subject('Teldag').pk}")
    submit(client, page, url, "data-drop-innovation")

    assert Subject.objects.get(pk=going.pk).merged_into_id == staying.pk
    page = control_page(table, facilitator)
    assert part(page, "data-dropped>", "</ul>").startswith("Teldag")
    submit(client, page, url, "data-bring-back")
    assert not table.subject("Teldag").gone


def test_who_only_watches_cannot_change_anything(deal: Deal, facilitator: User) -> None:
    table = laid(deal, facilitator, "Wijkhub")
    watcher = make_user("teamlid", deal, "member")
    page = control_page(table, watcher, f"?innovation={table.subject('Wijkhub').pk}")
    assert "Wijkhub" in page
    assert "data-merge-innovation" not in page
    assert "data-add-innovation" not in page
    assert '<fieldset class="innovation-forms" disabled>' in page


def test_innovations_are_collected_beside_a_worksheet_too(deal: Deal, facilitator: User) -> None:
    deal.innovations.create(name="Wijkhub")
    filling = library()["opschalingsroutes"].fillings[0].id
    plans = [SheetPlan("opschalingsroutes", filling)]
    table = started(prepare_session(deal, "Samen", DAY, plans, facilitator), facilitator)
    page = control_page(table, facilitator)
    assert 'id="panel-innovations"' in page
    assert "Wijkhub" in part(page, "data-innovation-entries", "</ul>")
    assert "data-ranking" not in page


def test_a_phone_answers_per_innovation_without_javascript(deal: Deal, facilitator: User) -> None:
    table = laid(deal, facilitator, "Wijkhub", "Deelfiets")
    phone, _me = sits(table, "Wandelnet")
    url = reverse("seat-commands", args=[table.session.pk])
    hub, bike = str(table.subject("Wijkhub").pk), str(table.subject("Deelfiets").pk)
    page = markup(page_of(phone, table))
    assert "0 van 2" in page
    assert 'data-ask="' not in page

    submit(phone, page, url, "data-choose-box", hub, button=("element", "geschikt"))
    submit(phone, page, url, "data-choose-unknown", bike)
    submit(phone, page, url, "data-note-form", hub, text="Er is geld.")
    page = markup(page_of(phone, table))
    submit(phone, page, url, "data-give-grade", hub, 'value="systeem"', button=("value", "7"))
    submit(phone, page, url, "data-add-innovation", name="Teldag")

    page = markup(page_of(phone, table))
    assert "2 van 3" in page
    assert "Jouw keuze: Geschikt om op te schalen" in page
    assert "Jouw antwoord: weet ik niet" in page
    assert table.placement(subject=hub).layer == "self"
    assert table.placement(subject=bike).unknown
    score = Score.objects.get(subject=table.subject("Wijkhub"), aspect="systeem")
    assert (score.value, score.layer) == (7, "self")
    submit(phone, page, url, "data-give-grade", hub, 'value="systeem"', button=("value", ""))
    score.refresh_from_db()
    assert score.value is None
    assert deal.innovations.filter(name="Teldag").exists()


def test_a_phone_grades_only_what_lies_in_the_first_box(deal: Deal, facilitator: User) -> None:
    table = laid(deal, facilitator, "Wijkhub")
    phone, me = sits(table, "Wandelnet")
    places(me, table, "Wijkhub", "loslaten")
    hidden = re.compile(r"data-graded\s+hidden")
    assert hidden.search(markup(page_of(phone, table)))
    places(table.team, table, "Wijkhub", "geschikt", "team")
    assert not hidden.search(markup(page_of(phone, table)))
    places(table.team, table, "Wijkhub", "niet-geschikt", "team")
    places(me, table, "Wijkhub", "geschikt")
    assert not hidden.search(markup(page_of(phone, table)))


def test_afterwards_a_phone_sees_its_own_choice_beside_the_shared_one(
    deal: Deal, facilitator: User
) -> None:
    table = laid(deal, facilitator, "Wijkhub", self_starts_open=False)
    phone, me = sits(table, "Wandelnet")
    places(me, table, "Wijkhub", "loslaten")
    other = table.joins("Arcadis")
    places(other, table, "Wijkhub", "geschikt")
    assert table.team.sends("set_phase", phase="discussing").accepted
    places(table.team, table, "Wijkhub", "geschikt", "agreed")

    page = markup(page_of(phone, table))

    assert "Jouw keuze: Loslaten: het netwerk pakt het op" in page
    assert "Samen: Geschikt om op te schalen" in page
    # What others chose is hidden still.
    assert "Geschikt om op te schalen 1" not in part(page, "data-spread ", "</ul>")
    assert table.team.sends("reveal_sheet", sheet=table.sheet.pk, layer="self").accepted
    page = markup(page_of(phone, table))
    assert "Geschikt om op te schalen 1" in part(page, "data-spread ", "</ul>")


def test_a_step_becomes_an_action_for_the_innovation(deal: Deal, facilitator: User) -> None:
    table = laid(deal, facilitator, "Wijkhub")
    subject = table.subject("Wijkhub")
    said = {"sheet": table.sheet.pk, "question": "nog-niet-klaar-1", "subject": subject.pk}
    assert table.team.sends("add_action", action=uuid4(), text="Geld zoeken.", **said).accepted
    assert table.team.sends("add_action", action=uuid4(), text="Bellen.").accepted

    action = Action.objects.get(text="Geld zoeken.")

    assert action.innovation == Innovation.objects.get(name="Wijkhub")
    assert action.origin == "Welke stappen zijn nodig om het klaar te maken?"
    assert Action.objects.get(text="Bellen.").innovation is None
    assert with_actions(table.session.pk) == {str(subject.pk)}


def test_of_an_action_in_a_try_out_nothing_shows_in_the_session(
    deal: Deal, facilitator: User
) -> None:
    table = laid(deal, facilitator, "Wijkhub", "Deelfiets")
    deal.actions.create(text="Oud", innovation=deal.innovations.get(name="Deelfiets"))
    table.session.trial = True
    table.session.save(update_fields=["trial"])
    tried = started(
        prepare_session(deal, "Echt", DAY, [SheetPlan("innovaties", "boxes")], facilitator),
        facilitator,
    )
    deal.actions.create(
        text="Proef", innovation=deal.innovations.get(name="Wijkhub"), session=table.session
    )
    assert with_actions(tried.session.pk) == {str(tried.subject("Deelfiets").pk)}
    assert with_actions(table.session.pk) == {str(table.subject("Wijkhub").pk)}


# Preparing, and afterwards ------------------------------------------------------------------------


def test_a_facilitator_chooses_which_innovations_lie_on_the_table(
    deal: Deal, facilitator: User
) -> None:
    hub = deal.innovations.create(name="Wijkhub")
    deal.innovations.create(name="Deelfiets")
    client = logged_in(facilitator)
    url = reverse("new-session", args=[deal.pk])
    page = client.get(url).content.decode()
    assert page.count('name="innovations"') == 2
    chosen = {
        "id": str(uuid4()),
        "title": "Wat schalen we op?",
        "planned_on": "2026-03-05",
        "purpose": "conversation",
        "sheets": ["innovaties/boxes"],
        "self_layer": "open",
        "team_layer": "hidden",
        "relations": ["signed"],
    }

    client.post(url, chosen | {"innovations": [str(hub.pk)]})

    session = deal.sessions.get(title="Wat schalen we op?")
    there = session.subjects.filter(innovation__isnull=False)
    assert [subject.name for subject in there] == ["Wijkhub"]
    page = client.get(reverse("set-up", args=[session.pk])).content.decode()
    boxes = re.findall(r'<input type="checkbox" name="innovations"[^>]*>', page)
    assert ["checked" in box for box in boxes] == [False, True]  # by name: Deelfiets, Wijkhub


def test_a_closed_session_keeps_what_was_ready_and_why(deal: Deal, facilitator: User) -> None:
    table = laid(deal, facilitator, "Wijkhub", team_starts_open=False)
    wandelnet = table.joins("Wandelnet")
    places(wandelnet, table, "Wijkhub", "geschikt")
    grades(wandelnet, table, "Wijkhub", diversiteit=8)
    grades(table.team, table, "Wijkhub", "team", systeem=4)
    assert table.team.sends("close_session").accepted
    staff = User.objects.create_user("staf@voorbeeld.example", name="Staf", is_agenda_stad=True)

    def ranking(user: User) -> str:
        answer = logged_in(user).get(reverse("session", args=[table.session.pk]))
        return part(unescape(answer.content.decode()), "data-ranking>", "</ol>")

    assert ranking(facilitator).startswith("Wijkhub 6,0")
    # What was never shown to the room is not read by others.
    assert ranking(staff).startswith("Wijkhub 8,0")
