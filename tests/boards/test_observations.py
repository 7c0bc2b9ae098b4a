"""What a board says of what lies on it: each kind of prompt, and only from what one may see."""

import re
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from boards.content import (
    Aspect,
    Content,
    Element,
    Filling,
    Observation,
    Question,
    Scale,
    content_of,
    library,
    snapshot_of,
)
from boards.domain.observations import Observed, observed
from boards.domain.snapshot import as_the_room_sees
from boards.models import Sheet
from boards.views.observations import observations_for
from boards.views.page import sheet_views
from deals.models import Session, User
from tests.boards.test_addresses import logged_in
from tests.boards.test_queries import queries
from tests.conftest import make_user
from tests.table import Table

SHEET = "vel"
Data = dict[str, Any]


def area(name: str, group: str | None = None) -> Element:
    """An element, or a group; where it lies makes no difference here."""
    return Element(
        id=name,
        title=name.capitalize(),
        text="Hier.",
        label=(50, 50),
        rectangle=(10, 10, 80, 80),
        group=group,
    )


def board(*observations: Observation, **other: Any) -> Content:
    """A board with three elements, and these prompts."""
    parts: Data = {
        "fillings": (Filling(id="nu", title="Nu", text="Zo is het nu."),),
        "elements": (area("boom"), area("water"), area("vlinder")),
    }
    return Content(
        board="proef",
        title="Proef",
        family="Zicht op je partners",
        kind="zones",
        picture="boards/rollen.svg",
        purpose="Praat erover.",
        when="Nu.",
        instruction="Plaats iedereen.",
        subjects=("organisation", "person"),
        questions=(
            Question(goal="team", text="Wie missen we?"),
            Question(goal="team", text="Willen we dat zo?"),
        ),
        observations=observations,
        **(parts | other),
    )


def people_board(*observations: Observation) -> Content:
    """A board on which persons are placed."""
    filling = Filling(id="nu", title="Nu", text="Zo is het nu.", places="person")
    return board(*observations, fillings=(filling,))


def two_steps(*observations: Observation) -> Content:
    """A board with an organisation in a group, and then its person in an element of it."""
    filling = Filling(id="nu", title="Nu", text="Zo is het nu.", steps=("group", "element"))
    return board(
        *observations,
        fillings=(filling,),
        groups=(area("sleutel"), area("toeschouwer")),
        elements=(
            area("sleutel-weinig", "sleutel"),
            area("sleutel-veel", "sleutel"),
            area("toeschouwer-weinig", "toeschouwer"),
            area("toeschouwer-veel", "toeschouwer"),
        ),
    )


def look(when: Any, text: str, question: str = "team-1", **fields: Any) -> Observation:
    """A prompt of a board."""
    return Observation(when=when, text=text, question=question, **fields)


def state(*placed: Data, names: tuple[str, ...] = (), of: dict[str, str] | None = None) -> Data:
    """A state with these placements; subjects have their name as id. `of`: persons, and the
    organisation of each.
    """
    of = of or {}
    subjects = dict.fromkeys([*names, *(row["subject"] for row in placed)])
    return {
        "subjects": {
            name: {
                "id": name,
                "name": name,
                "of": of.get(name),
                "what": "person" if name in of else "organisation",
                "gone": False,
            }
            for name in subjects
        },
        "placements": {str(number): row for number, row in enumerate(placed)},
    }


def lies(subject: str, element: str | None, layer: str = "team", **fields: Any) -> Data:
    """A placement."""
    row = {"sheet": SHEET, "subject": subject, "layer": layer, "element": element}
    return row | {"seat": None, "unknown": False, "x": 1, "y": 1} | fields


def unknown(subject: str, seat: str = "s") -> Data:
    """An answer "weet ik niet"."""
    return lies(subject, None, "self", seat=seat, unknown=True)


def said(content: Content, of: Data) -> list[Observed]:
    """What the board says."""
    return observed(content, "nu", SHEET, of)


def texts(content: Content, of: Data) -> list[str]:
    """The sentences that the board says."""
    return [each.text for each in said(content, of)]


# Empty -----------------------------------------------------------------------------------------


EMPTY = look("empty", "Leeg: {elements}.")


def test_empty_elements_stand_in_one_line_with_their_question() -> None:
    seen = said(board(EMPTY), state(lies("Arcadis", "water")))

    assert seen == [
        Observed("Leeg: Boom en Vlinder.", "team-1", "Wie missen we?", ("boom", "vlinder"))
    ]


def test_before_anything_lies_there_nothing_is_called_empty() -> None:
    assert said(board(EMPTY), state(names=("Arcadis",))) == []


def test_with_something_in_each_element_nothing_is_empty() -> None:
    full = state(lies("A", "boom"), lies("B", "water"), lies("C", "vlinder"))

    assert said(board(EMPTY), full) == []


def test_only_the_listed_elements_are_looked_at() -> None:
    prompt = look("empty", "{count} van {all}: {elements}", elements=("boom", "water"))

    assert texts(board(prompt), state(lies("A", "water"), lies("B", None))) == ["1 van 2: Boom"]


def test_what_lies_on_another_sheet_does_not_count() -> None:
    assert said(board(EMPTY), state(lies("A", "boom", sheet="ander vel"))) == []


def test_in_two_steps_the_groups_are_called_empty_and_not_their_elements() -> None:
    placed = state(lies("A", "sleutel"))

    assert texts(two_steps(EMPTY), placed) == ["Leeg: Toeschouwer."]


def test_elements_for_persons_are_not_called_empty_before_a_person_is_placed() -> None:
    prompt = look("empty", "Leeg: {elements}.", elements=("sleutel-weinig", "sleutel-veel"))
    first, then = lies("A", "sleutel"), lies("Noor", "sleutel-weinig")

    assert texts(two_steps(prompt), state(first)) == []
    assert texts(two_steps(prompt), state(first, then, of={"Noor": "A"})) == ["Leeg: Sleutel-veel."]


# Thin and some ---------------------------------------------------------------------------------


def test_thin_is_at_least_one_and_at_most_so_many_in_the_elements_together() -> None:
    prompt = look("thin", "{count} van {all}: {names}", elements=("boom", "water"), most=2)
    two = (lies("B", "boom"), lies("A", "water"), lies("C", "vlinder"))

    assert texts(board(prompt), state(two[2])) == []
    assert texts(board(prompt), state(*two)) == ["2 van 3: A en B"]
    assert texts(board(prompt), state(*two, lies("D", "boom"))) == []


def test_some_names_what_lies_there_and_only_the_elements_that_hold_it() -> None:
    prompt = look("some", "{names} in {elements}", elements=("boom", "vlinder"))

    assert said(board(prompt), state(lies("A", "water"))) == []
    [seen] = said(board(prompt), state(lies("A", "water"), lies("B", "vlinder")))
    assert (seen.text, seen.elements, seen.subjects) == ("B in Vlinder", ("vlinder",), ("B",))


# Crowded ---------------------------------------------------------------------------------------


CROWDED = look("crowded", "{elements}: {count} van {all}", "team-2")


def test_more_than_a_third_of_six_is_a_crowd_and_a_third_is_not() -> None:
    two = [lies("A", "boom"), lies("B", "boom")]
    others = [lies("C", "water"), lies("D", "water"), lies("E", "vlinder"), lies("F", None)]

    assert texts(board(CROWDED), state(*two, *others)) == []
    others[0]["element"] = "boom"
    [seen] = said(board(CROWDED), state(*two, *others))
    assert (seen.text, seen.question_text) == ("Boom: 3 van 6", "Willen we dat zo?")
    assert (seen.elements, seen.subjects) == (("boom",), ("A", "B", "C"))


def test_five_in_one_element_are_no_crowd_yet() -> None:
    assert said(board(CROWDED), state(*(lies(name, "boom") for name in "ABCDE"))) == []


def test_two_crowded_elements_are_two_prompts() -> None:
    placed = [lies(name, "vlinder") for name in "ABC"] + [lies(name, "boom") for name in "DEF"]

    assert texts(board(CROWDED), state(*placed)) == ["Boom: 3 van 6", "Vlinder: 3 van 6"]


def test_persons_are_no_part_of_a_crowd_of_organisations() -> None:
    people = {f"{name} zelf": name for name in "ABC"}
    placed = [lies(name, "sleutel") for name in "ABC"]
    placed += [lies(name, "sleutel-veel") for name in people]

    assert said(two_steps(CROWDED), state(*placed, of=people)) == []


# Unplaced --------------------------------------------------------------------------------------


UNPLACED = look("unplaced", "{count} van {all}: {names}")


def test_without_a_place_is_who_lies_nowhere_or_does_not_know() -> None:
    now = state(lies("A", "boom"), unknown("B"), lies("D", None), names=("c",))

    [seen] = said(board(UNPLACED), now)

    assert (seen.text, seen.elements, seen.subjects) == ("2 van 4: B en c", (), ("B", "c"))


def test_whoever_does_not_know_is_placed_when_the_facilitators_placed_them() -> None:
    assert said(board(UNPLACED), state(unknown("A"), lies("A", "boom"))) == []


def test_persons_need_no_place_where_organisations_are_placed_and_the_other_way_round() -> None:
    table = state(names=("Arcadis", "Noor"), of={"Noor": "Arcadis"})

    assert texts(board(UNPLACED), table) == ["1 van 1: Arcadis"]
    assert texts(two_steps(UNPLACED), table) == ["1 van 1: Arcadis"]
    assert texts(people_board(UNPLACED), table) == ["1 van 1: Noor"]


def test_of_many_names_six_are_said_and_how_many_more_there_are() -> None:
    assert texts(board(UNPLACED), state(names=tuple("GFEDCBA"))) == [
        "7 van 7: A, B, C, D, E, F en nog 1"
    ]
    assert texts(board(UNPLACED), state(names=tuple("FEDCBA"))) == ["6 van 6: A, B, C, D, E en F"]


def test_a_sentence_of_the_board_stays_dutch_in_an_english_browser() -> None:
    with override("en"):
        assert texts(board(UNPLACED), state(names=("A", "B"))) == ["2 van 2: A en B"]


def test_a_name_with_braces_stays_a_name() -> None:
    assert texts(board(UNPLACED), state(names=("{count} & {zo}",))) == ["1 van 1: {count} & {zo}"]


# Sides -----------------------------------------------------------------------------------------


SIDES = look("sides", "{count} tegen {others}", elements=("boom",), others=("water", "vlinder"))


@pytest.mark.parametrize(
    ("areas", "text"),
    [
        (("boom", "water", "vlinder"), ["1 tegen 2"]),
        (("boom",), ["1 tegen 0"]),
        (("vlinder",), ["0 tegen 1"]),
        (("boom", "vlinder"), []),
        ((None,), []),
        ((), []),
    ],
)
def test_two_sides_are_counted_when_they_differ(
    areas: tuple[str | None, ...], text: list[str]
) -> None:
    now = state(*(lies(f"Partner {number}", where) for number, where in enumerate(areas)))

    assert texts(board(SIDES), now) == text


def test_both_sides_are_what_two_sides_are_about() -> None:
    [seen] = said(board(SIDES), state(lies("A", "boom"), lies("B", "water"), lies("C", "water")))

    assert seen.elements == ("boom", "water", "vlinder")
    assert seen.subjects == ("A", "B", "C")


# Alone -----------------------------------------------------------------------------------------


ALONE = look("alone", "{count} van {all}, in {elements}: {names}")


def test_an_organisation_lies_alone_until_one_of_its_people_lies_there() -> None:
    of = {"Noor": "Arcadis", "Sam": "Arcadis", "Kim": "Wandelnet"}
    placed = (lies("Arcadis", "sleutel"), lies("Wandelnet", "toeschouwer"))
    table = tuple(of)

    assert texts(two_steps(ALONE), state(*placed, names=table, of=of)) == [
        "2 van 2, in Sleutel en Toeschouwer: Arcadis en Wandelnet"
    ]
    with_noor = (*placed, lies("Noor", "sleutel-veel"))
    [seen] = said(two_steps(ALONE), state(*with_noor, names=table, of=of))
    assert seen.text == "1 van 2, in Toeschouwer: Wandelnet"
    assert (seen.elements, seen.subjects) == (("toeschouwer",), ("Wandelnet",))
    everyone = state(*with_noor, lies("Kim", "toeschouwer-veel"), names=table, of=of)
    assert said(two_steps(ALONE), everyone) == []


def test_an_organisation_between_the_groups_lies_alone_too() -> None:
    [seen] = said(two_steps(look("alone", "{names}")), state(lies("Arcadis", None)))

    assert (seen.text, seen.elements) == ("Arcadis", ())


def test_only_organisations_in_the_listed_groups_are_called_alone() -> None:
    prompt = look("alone", "{names}", elements=("sleutel",))

    assert texts(two_steps(prompt), state(lies("A", "sleutel"), lies("B", None))) == ["A"]


def test_where_no_persons_are_placed_nobody_is_alone() -> None:
    assert said(board(ALONE), state(lies("Arcadis", "boom"))) == []


# One place per subject -------------------------------------------------------------------------


WHERE = look("some", "{elements}", elements=("boom", "water", "vlinder"))


def test_what_was_agreed_goes_before_the_seats_and_they_before_the_facilitators() -> None:
    own = lies("A", "boom", "self", seat="1")
    team, agreed = lies("A", "water", "team"), lies("A", "vlinder", "agreed")

    assert texts(board(WHERE), state(team)) == ["Water"]
    assert texts(board(WHERE), state(team, own)) == ["Boom"]
    assert texts(board(WHERE), state(own, team, agreed)) == ["Vlinder"]


def test_of_innovations_the_facilitators_go_before_the_seats() -> None:
    own = lies("Hub", "boom", "self", seat="1")
    team, agreed = lies("Hub", "water", "team"), lies("Hub", "vlinder", "agreed")
    content = innovations_board(WHERE)

    assert texts(content, innovations(own)) == ["Boom"]
    assert texts(content, innovations(team, own)) == ["Water"]
    assert texts(content, innovations(own, team, agreed)) == ["Vlinder"]


def test_of_several_seats_the_most_chosen_element_counts_and_of_two_such_the_first() -> None:
    first = lies("A", "boom", "self", seat="1")
    others = [lies("A", "water", "self", seat=seat) for seat in "23"]

    assert texts(board(WHERE), state(first, *others)) == ["Water"]
    assert texts(board(WHERE), state(first, others[0])) == ["Boom"]
    assert texts(board(WHERE), state(unknown("A", "1"), unknown("A", "2"), first)) == ["Boom"]


def test_prompts_stand_in_the_order_of_the_board() -> None:
    now = state(lies("A", "boom"), names=("B",))

    assert texts(board(UNPLACED, EMPTY), now) == ["1 van 2: B", "Leeg: Water en Vlinder."]
    assert texts(board(EMPTY, UNPLACED), now) == ["Leeg: Water en Vlinder.", "1 van 2: B"]


# The boards that we ship -----------------------------------------------------------------------


def filled(content: Content, filling: Filling, many: int) -> Data:
    """A state in which so many of the first elements hold something, one less in each. One
    organisation and its person lie nowhere, and another lies somewhere without a person.
    """
    of = {"Persoon zonder plek": "Zonder plek"}
    placed = []
    for column, where in enumerate(content.areas_for(filling.id, "organisation")[:many]):
        for row in range(many - column):
            placed.append(lies(f"Partner {column} {row}", where.id))
    for column, where in enumerate(content.areas_for(filling.id, "person")[:many]):
        for row in range(0 if column else 1, many - column):
            of[f"Persoon {column} {row}"] = f"Partner {column} {row}"
            placed.append(lies(f"Persoon {column} {row}", where.id))
    return state(*placed, names=("Zonder plek", "Persoon zonder plek"), of=of)


@pytest.mark.parametrize("many", [0, 1, 3])
@pytest.mark.parametrize("name", sorted(library()))
def test_our_boards_say_whole_sentences_with_a_question_of_theirs(name: str, many: int) -> None:
    content = library()[name]
    for filling in content.fillings:
        for seen in observed(content, filling.id, SHEET, filled(content, filling, many)):
            assert re.search(r"[{}]|: \.|  | ,", seen.text) is None
            assert seen.text[0].isupper() or seen.text[0].isdigit()
            assert seen.text[-1] in ".?!"
            assert re.search(r"\b1 \w+(partners|organisaties|post-its)\b", seen.text) is None
            assert seen.question_text == content.questions_by_id[seen.question].text
            assert set(seen.elements) <= set(content.by_id)


def about(board_name: str, of: Data) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """What one of our boards sees, besides its words: question, elements and subjects."""
    content = library()[board_name]
    seen = observed(content, content.fillings[0].id, SHEET, of)
    return [(each.question, each.elements, each.subjects) for each in seen]


def test_roles_sees_empty_elements_little_soil_life_a_crowd_and_who_has_no_place() -> None:
    crowd = [lies(name, "vlinder") for name in "ABCDE"]
    elsewhere = ("boompje", "wortels", "compost", "water", "oogst")

    assert about("rollen", state(*crowd, lies("F", "bodemleven"), names=("G",))) == [
        ("team-1", elsewhere, ()),
        ("team-2", ("bodemleven",), ("F",)),
        ("team-3", ("vlinder",), ("A", "B", "C", "D", "E")),
        ("team-1", (), ("G",)),
    ]


def test_speed_sees_who_is_not_on_board_and_fast_against_slow() -> None:
    now = state(lies("A", "kat"), lies("B", "mier"), lies("C", "slak"))

    assert about("snelheid", now) == [
        ("team-1", ("kikker", "reiger"), ()),
        ("team-4", ("kat", "mier", "reiger", "kikker", "slak"), ("A", "B", "C")),
    ]


def test_influence_sees_few_key_figures_little_mandate_and_who_has_no_person() -> None:
    placed = (
        lies("Arcadis", "sleutelfiguur"),
        lies("Noor", "sleutelfiguur-weinig"),
        lies("Wandelnet", "toeschouwer"),
    )

    assert about("invloed", state(*placed, names=("Zwolle",), of={"Noor": "Arcadis"})) == [
        ("team-1", ("sleutelfiguur",), ("Arcadis",)),
        ("team-3", ("sleutelfiguur-weinig",), ("Noor",)),
        ("team-2", ("toeschouwer",), ("Wandelnet",)),
        ("team-1", (), ("Zwolle",)),
    ]


@pytest.mark.parametrize("name", sorted(library()))
def test_our_boards_say_nothing_of_one_as_of_many(name: str) -> None:
    """ "1 partners liggen": a count stands where one and many read alike."""
    content = library()[name]
    for observation in content.observations:
        assert not re.search(r"\{(count|others)\} [a-z]+(s|en)\b", observation.text)
        assert not set(re.findall(r"\{(.*?)\}", observation.text)) - {
            "elements",
            "names",
            "count",
            "others",
            "all",
        }


# The pages -------------------------------------------------------------------------------------


PROMPTS = (
    look("some", "Kijk naar {elements}: {names}.", "team-1"),
    look("unplaced", "Nog geen plek: {names}.", "team-2"),
)
SECRET = "Vlinder"  # "takes much, gives little": a judgement that must not leak


@pytest.fixture
def prompting(hidden_table: Table) -> Table:
    """A running session with hidden layers, on a board with two prompts."""
    with_prompts(hidden_table.session)
    return hidden_table


def with_prompts(session: Session) -> None:
    """Let the board of a session say two things."""
    sheet = session.sheets.get()
    content = snapshot_of(content_of(sheet.content))
    content["observations"] = snapshot_of(board(*PROMPTS))["observations"]
    Sheet.objects.filter(pk=sheet.pk).update(content=content)


def fragment(client: Client, table: Table, query: str = "") -> str:
    """The prompts as the control view gets them."""
    answer = client.get(reverse("observations", args=[table.session.pk]) + query)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_what_is_hidden_from_the_room_is_in_no_byte_of_the_prompts(
    prompting: Table, facilitator: User
) -> None:
    arcadis, wandelnet = prompting.subject("Arcadis"), prompting.subject("Wandelnet")
    prompting.team.places(arcadis, element="vlinder")
    prompting.joins("Wandelnet").places(wandelnet, element="vlinder")
    client = logged_in(facilitator)

    assert SECRET not in fragment(client, prompting)
    assert SECRET not in fragment(client, prompting, "?hidden=")
    assert "Nog geen plek: Arcadis, Gemeente Zwolle, Ministerie van BZK en Wandelnet." in fragment(
        client, prompting
    )
    assert "Kijk naar Vlinder: Arcadis en Wandelnet." in fragment(client, prompting, "?hidden=1")


def test_what_was_revealed_is_in_the_prompts(prompting: Table, facilitator: User) -> None:
    prompting.team.places(prompting.subject("Arcadis"), element="vlinder")
    prompting.team.sends("set_phase", phase="revealing")
    prompting.team.sends("reveal_sheet", sheet=prompting.sheet.pk, layer="team")

    assert "Kijk naar Vlinder: Arcadis." in fragment(logged_in(facilitator), prompting)


def test_a_member_of_the_team_reads_the_prompts_and_their_questions(prompting: Table) -> None:
    member = logged_in(make_user("teamlid", prompting.session.deal, role="member"))

    page = fragment(member, prompting)

    questions = prompting.sheet.content["questions"]
    assert f'data-panel-sheet="{prompting.sheet.pk}"' in page
    assert questions[1]["text"] in page
    assert questions[0]["text"] not in page  # nothing to see yet that it belongs to


def test_the_page_starts_from_the_prompts_that_the_fragment_gives(
    prompting: Table, facilitator: User
) -> None:
    prompting.team.places(prompting.subject("Arcadis"), element="vlinder")
    prompting.joins("Wandelnet").places(prompting.subject("Wandelnet"), element="water")
    client = logged_in(facilitator)
    everything = prompting.team.state()
    sheets = sheet_views(prompting.session, everything)

    [hidden] = observations_for(sheets, everything)
    [shown] = observations_for(sheets, as_the_room_sees(everything))

    assert [seen.text for seen in hidden.observed] == [
        "Kijk naar Water en Vlinder: Arcadis en Wandelnet.",
        "Nog geen plek: Gemeente Zwolle en Ministerie van BZK.",
    ]
    assert [seen.text for seen in shown.observed] == [
        "Nog geen plek: Arcadis, Gemeente Zwolle, Ministerie van BZK en Wandelnet."
    ]
    address = reverse("control", args=[prompting.session.pk])
    for query, part in (("", shown), ("?hidden=1", hidden)):
        [on_page] = client.get(address + query).context["observations"]
        assert on_page.observed == part.observed
        for seen in part.observed:
            assert seen.text in fragment(client, prompting, query)


def test_the_prompts_take_as_many_queries_with_three_post_its_as_with_one(
    prompting: Table, facilitator: User
) -> None:
    client = logged_in(facilitator)
    address = reverse("observations", args=[prompting.session.pk])
    prompting.team.places(prompting.subject("Arcadis"))
    one = {query: queries(client, address + query) for query in ("", "?hidden=1")}

    for name in ("Wandelnet", "Gemeente Zwolle"):
        prompting.joins(name).places(prompting.subject(name))
        prompting.team.places(prompting.subject(name))
        prompting.team.sends("put_on_table", name=f"Nog een {name}")

    assert {query: queries(client, address + query) for query in one} == one


def test_a_closed_session_keeps_its_prompts_and_staff_read_only_what_the_room_saw(
    prompting: Table, facilitator: User
) -> None:
    staff = make_user("agendastad")
    staff.is_agenda_stad = True
    staff.save()
    prompting.team.places(prompting.subject("Arcadis"), element="vlinder")
    prompting.team.sends("close_session")
    address = reverse("session", args=[prompting.session.pk])

    of_team = unescape(logged_in(facilitator).get(address).content.decode())
    of_staff = unescape(logged_in(staff).get(address).content.decode())

    assert "Kijk naar Vlinder: Arcadis." in of_team
    assert "Kijk naar Vlinder" not in of_staff
    assert "Nog geen plek: Arcadis, Gemeente Zwolle, Ministerie van BZK en Wandelnet." in of_staff
    assert prompting.sheet.content["questions"][1]["text"] in of_staff


def test_a_board_without_prompts_says_that_they_will_come(
    hidden_table: Table, facilitator: User
) -> None:
    sheet = hidden_table.sheet
    Sheet.objects.filter(pk=sheet.pk).update(content=sheet.content | {"observations": []})

    page = fragment(logged_in(facilitator), hidden_table)

    assert "observation-question" not in page
    assert "Zodra" in page


def test_of_a_session_that_does_not_exist_there_are_no_prompts(facilitator: User) -> None:
    assert logged_in(facilitator).get(reverse("observations", args=[uuid4()])).status_code == 404


# Innovations: grades, opinions and actions --------------------------------------------------------


def innovations_board(*observations: Observation) -> Content:
    """A board on which innovations are placed, and graded on two aspects."""
    return board(
        *observations,
        fillings=(Filling(id="nu", title="Nu", text="Zo is het nu.", places="innovation"),),
        scale=Scale(low=1, high=10, low_means="niet", high_means="helemaal"),
        aspects=(
            Aspect(id="systeem", title="Systeem", text="Het hele systeem."),
            Aspect(id="partners", title="Partners", text="Ze doen mee."),
        ),
    )


def innovations(*placed: Data, scores: tuple[Data, ...] = (), gone: tuple[str, ...] = ()) -> Data:
    """A state in which what was placed are innovations, with these scores."""
    made = state(*placed)
    for subject in made["subjects"].values():
        subject |= {"what": "innovation", "gone": subject["id"] in gone}
    return made | {"scores": {str(number): row for number, row in enumerate(scores)}}


def scored(subject: str, aspect: str, value: int | None, seat: str | None = "s") -> Data:
    """A grade of a participant, or of the facilitators."""
    layer = "team" if seat is None else "self"
    row = {"sheet": SHEET, "subject": subject, "layer": layer, "seat": seat, "aspect": aspect}
    return row | {"value": value}


def test_a_mean_grade_under_the_mark_on_one_aspect_is_told() -> None:
    low = look("graded-low", "Laag: {names} ({count} van {all}).", elements=("boom",), under=6)
    content = innovations_board(low)
    placed = [lies(name, "boom") for name in ("Hub", "Fiets", "Pad")]
    scores = (
        scored("Hub", "systeem", 9),
        scored("Hub", "partners", 5),
        scored("Hub", "partners", 6, "t"),  # 5.5 on average
        scored("Fiets", "systeem", 2),
        scored("Fiets", "systeem", 10, "t"),  # exactly 6 together
        scored("Fiets", "partners", 8),
        scored("Fiets", "partners", 2, None),  # the facilitators do not count beside participants
        scored("Pad", "systeem", None),
    )
    assert texts(content, innovations(*placed, scores=scores)) == ["Laag: Hub (1 van 3)."]
    assert texts(content, innovations(*placed)) == []


def test_low_grades_of_what_lies_elsewhere_or_is_off_the_table_are_not_told() -> None:
    content = innovations_board(look("graded-low", "Laag: {names}.", elements=("boom",)))
    placed = [lies("Hub", "water"), lies("Fiets", "boom")]
    scores = (scored("Hub", "systeem", 2), scored("Fiets", "systeem", 2))
    assert texts(content, innovations(*placed, scores=scores, gone=("Fiets",))) == []


def test_what_participants_put_in_different_elements_is_told() -> None:
    content = innovations_board(look("spread", "Verdeeld: {names} ({count} van {all})."))
    placed = [
        lies("Hub", "boom", "self", seat="s"),
        lies("Hub", "water", "self", seat="t"),
        lies("Fiets", "boom", "self", seat="s"),
        lies("Fiets", "water", "team"),  # that of the facilitators is no opinion of a participant
        lies("Pad", "boom", "self", seat="s"),
        unknown("Pad", "t"),
    ]
    assert texts(content, innovations(*placed)) == ["Verdeeld: Hub (1 van 3)."]
    assert texts(content, innovations(*placed, gone=("Hub",))) == []


def test_what_needs_a_step_and_has_no_action_is_told() -> None:
    content = innovations_board(look("idle", "Zonder actie: {names}.", elements=("water",)))
    made = innovations(lies("Hub", "water"), lies("Fiets", "water"), lies("Pad", "boom"))
    [told] = observed(content, "nu", SHEET, made, busy={"Fiets"})
    assert told.text == "Zonder actie: Hub."
    assert told.subjects == ("Hub",)
    assert observed(content, "nu", SHEET, made, busy={"Hub", "Fiets"}) == []


def test_hidden_grades_tell_nothing_to_the_room() -> None:
    content = innovations_board(look("graded-low", "Laag: {names}."))
    made = innovations(lies("Hub", "boom", "agreed"), scores=(scored("Hub", "systeem", 1),))
    made["sheets"] = {SHEET: {"open": ["agreed"]}}
    assert texts(content, made) == ["Laag: Hub."]
    assert texts(content, as_the_room_sees(made)) == []
