"""Persons on the table, and placing in two steps: the organisation, then the person."""

import re
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from boards.domain.laying_out import table_version
from boards.domain.preparing import SheetPlan, prepare_session
from boards.domain.replay import fold
from boards.models import Payload, Placement, Subject
from deals.models import Action, Deal, Innovation, Partner, Person, User
from tests.boards.test_addresses import logged_in
from tests.boards.test_audiences import a_sheet
from tests.conftest import started
from tests.table import Place, Table

FILLING = "organisatie-en-persoon"


def contact(deal: Deal, partner: str, name: str, **fields: Any) -> Person:
    """Somebody who speaks for a partner of the deal."""
    of = Partner.objects.get(deal=deal, organisation__name=partner)
    return Person.objects.create(partner=of, name=name, role="adviseur", **fields)


def laid(deal: Deal, by: User, board: str, filling: str, **layers: bool) -> Table:
    """A running session with one board."""
    plan = SheetPlan(board, filling, **layers)
    return started(prepare_session(deal, "Samen", date(2026, 3, 5), [plan], by), by)


@pytest.fixture
def influence(deal: Deal, facilitator: User) -> Table:
    """A running session with the board of two steps, and two contact persons."""
    contact(deal, "Wandelnet", "Samira")
    contact(deal, "Arcadis", "Joost")
    return laid(deal, facilitator, "invloed", FILLING)


def code(answer: Any) -> str:
    """The code of a refusal."""
    return str(answer.body["refused"]["code"])


def lying(table: Table) -> dict[str, str | None]:
    """The element of each subject of the facilitators, by name."""
    rows = Placement.objects.filter(layer="team").select_related("subject__typed")
    return {row.subject.name: row.element for row in rows}


# On the table -------------------------------------------------------------------------------------


def test_contact_persons_come_with_their_organisations_where_persons_are_placed(
    influence: Table,
) -> None:
    rows = influence.screen.state()["subjects"]
    wandelnet, samira = (str(influence.subject(name).pk) for name in ("Wandelnet", "Samira"))

    assert rows[samira]["of"] == wandelnet
    assert rows[samira]["kind"] == rows[wandelnet]["kind"] == "civil"
    assert rows[wandelnet]["of"] is None
    assert influence.screen.received()[0]["data"]["subjects"][samira]["name"] == "Samira"


def test_a_new_person_can_be_of_an_organisation_and_of_no_innovation(
    deal: Deal, facilitator: User
) -> None:
    Innovation.objects.create(deal=deal, name="Deelfiets")
    plans = [SheetPlan("invloed", FILLING), SheetPlan("innovaties", "boxes")]
    session = prepare_session(deal, "Samen", date(2026, 3, 5), plans, facilitator)

    page = logged_in(facilitator).get(reverse("control", args=[session.pk])).content.decode()

    choice = page.split('<select id="add-of"')[1].split("</select>")[0]
    assert re.findall(r">([^<]+)</option>", choice)[1:] == [
        "Arcadis",
        "Gemeente Zwolle",
        "Ministerie van BZK",
        "Wandelnet",
    ]


def test_no_person_is_on_the_table_of_a_board_for_organisations(
    deal: Deal, facilitator: User
) -> None:
    contact(deal, "Wandelnet", "Samira")

    table = laid(deal, facilitator, "rollen", "feitelijke-rol")

    assert b"Samira" not in table.screen.bytes_received()


def test_who_no_longer_speaks_for_a_partner_stays_off_the_table(
    deal: Deal, facilitator: User
) -> None:
    contact(deal, "Wandelnet", "Samira", until=timezone.localdate() - timedelta(days=1))

    table = laid(deal, facilitator, "invloed", FILLING)

    assert b"Samira" not in table.team.bytes_received()


def test_persons_follow_when_the_table_is_laid_anew(deal: Deal, facilitator: User) -> None:
    contact(deal, "Wandelnet", "Samira")
    plan = [SheetPlan("rollen", "gedrag")]
    session = prepare_session(deal, "Samen", date(2026, 3, 5), plan, facilitator)
    table = Table(session, facilitator)
    partners = [s.partner_id for s in session.subjects.all()]

    def lays(*sheets: dict[str, Any], partners: list[Any] = partners) -> None:
        answer = table.team.sends(
            "set_up", sheets=sheets, partners=partners, based_on=table_version(session)
        )
        assert answer.accepted, answer.body

    lays(a_sheet("invloed", FILLING))
    assert "Samira" in {row["name"] for row in table.team.state()["subjects"].values()}
    assert table.team.received()[-1]["data"]["subjects"][0]["name"] == "Samira"
    lays(a_sheet("invloed", FILLING), partners=[p for p in partners if p != _of("Wandelnet")])
    assert "Samira" not in {row["name"] for row in table.team.state()["subjects"].values()}
    lays(a_sheet("invloed", FILLING))
    lays(a_sheet("rollen", "gedrag"))
    assert "Samira" not in {row["name"] for row in table.team.state()["subjects"].values()}


def _of(name: str) -> Any:
    return Partner.objects.get(organisation__name=name).pk


def test_a_persons_name_can_be_erased_everywhere(influence: Table) -> None:
    """Rule LOG4."""
    Payload.objects.filter(text="Samira").update(text="")

    for place in (influence.team, influence.screen):
        assert b"Samira" not in place.bytes_received()


def test_a_contact_person_who_is_deleted_stays_in_the_session(influence: Table) -> None:
    Person.objects.get(name="Samira").delete()

    assert influence.subject("Samira").of == influence.subject("Wandelnet")


def test_a_person_is_added_beside_their_organisation(influence: Table) -> None:
    wandelnet = influence.subject("Wandelnet").pk

    assert influence.team.sends("put_on_table", name="Noor", of=wandelnet).accepted
    again = influence.team.sends("put_on_table", name="NOOR", of=wandelnet)
    elsewhere = influence.team.sends(
        "put_on_table", name="Noor", of=influence.subject("Arcadis").pk
    )
    of_a_person = influence.team.sends("put_on_table", name="X", of=influence.subject("Noor").pk)

    assert code(again) == "already_there"
    assert elsewhere.accepted
    assert code(of_a_person) == "unknown_subject"


# Who a participant is -----------------------------------------------------------------------------


def test_a_participant_says_who_they_are(influence: Table) -> None:
    seat = influence.joins("Wandelnet")

    assert seat.sends("introduce", name="samira").accepted

    samira = influence.subject("Samira")
    assert seat.state()["mine"]["person"] == str(samira.pk)
    assert influence.team.state()["seats"][str(seat.viewer.seat)]["person"] == str(samira.pk)
    assert Subject.objects.filter(of=influence.subject("Wandelnet")).count() == 1


def test_a_name_that_nobody_listed_is_put_on_the_table(influence: Table) -> None:
    seat = influence.joins("Wandelnet")

    seat.sends("introduce", name="Noor")

    learned = influence.screen.received()[-1]["data"]["subject"]
    assert (learned["name"], learned["of"]) == ("Noor", str(influence.subject("Wandelnet").pk))


def test_nobody_introduces_themselves_as_somebody_of_another_organisation(
    influence: Table,
) -> None:
    seat = influence.joins("Wandelnet")

    answer = seat.sends("introduce", subject=influence.subject("Joost").pk)

    assert code(answer) == "unknown_subject"
    other = influence.joins("Arcadis")
    assert code(seat.sends("introduce", seat=other.viewer.seat, name="X")) == "not_allowed"


def test_what_somebody_placed_of_themselves_goes_along_with_another_name(
    influence: Table,
) -> None:
    seat = influence.joins("Wandelnet")
    seat.sends("introduce", name="Samira")
    places(seat, influence.subject("Wandelnet"), "sleutelfiguur")
    places(seat, influence.subject("Samira"), "sleutelfiguur-veel")

    seat.sends("introduce", name="Noor")

    state = influence.screen.state()
    names = {state["subjects"][p["subject"]]["name"] for p in state["placements"].values()}
    assert names == {"Wandelnet", "Noor"}


def test_with_another_organisation_a_person_stays_who_they_are(influence: Table) -> None:
    seat = influence.joins("Wandelnet")
    seat.sends("introduce", name="Noor")
    places(seat, influence.subject("Wandelnet"), "sleutelfiguur")
    places(seat, influence.subject("Noor"), "sleutelfiguur-veel")

    assert seat.sends("change_organisation", subject=influence.subject("Arcadis").pk).accepted

    person = influence.screen.state()["subjects"][seat.state()["mine"]["person"]]
    assert (person["name"], person["of"]) == ("Noor", str(influence.subject("Arcadis").pk))
    subjects = {p["subject"] for p in seat.state()["placements"].values()}
    assert subjects == {str(influence.subject("Arcadis").pk), person["id"]}


def test_two_phones_of_one_person_become_one_with_the_name(influence: Table) -> None:
    first, second = influence.joins("Wandelnet"), influence.joins("Wandelnet")
    first.sends("introduce", name="Samira")
    places(first, influence.subject("Wandelnet"), "sleutelfiguur")
    places(first, influence.subject("Samira"), "sleutelfiguur-veel")

    influence.team.sends("merge_seats", seat=first.viewer.seat, into=second.viewer.seat)

    assert second.state()["mine"]["person"] == str(influence.subject("Samira").pk)
    assert len(second.state()["placements"]) == 2


def places(place: Place, what: Subject, element: str, **fields: Any) -> Any:
    """Place somebody in an element or a group of the one sheet."""
    return place.places(what, element=element, **fields)


# Two steps ----------------------------------------------------------------------------------------


def test_an_organisation_goes_in_a_quadrant_and_a_person_in_a_column_of_it(
    influence: Table,
) -> None:
    wandelnet, samira = influence.subject("Wandelnet"), influence.subject("Samira")

    assert places(influence.team, wandelnet, "sleutelfiguur").accepted
    assert places(influence.team, samira, "sleutelfiguur-weinig").accepted

    assert lying(influence) == {"Wandelnet": "sleutelfiguur", "Samira": "sleutelfiguur-weinig"}


@pytest.mark.parametrize(
    ("name", "element", "refused"),
    [
        ("Wandelnet", "sleutelfiguur-veel", "unknown_element"),
        ("Samira", "sleutelfiguur", "unknown_element"),
        ("Samira", "sleutelfiguur-veel", "organisation_first"),
    ],
)
def test_a_step_is_not_skipped(influence: Table, name: str, element: str, refused: str) -> None:
    assert code(places(influence.team, influence.subject(name), element)) == refused
    assert influence.count() == 0


def test_a_person_lies_where_their_organisation_lies(influence: Table) -> None:
    places(influence.team, influence.subject("Wandelnet"), "toeschouwer")

    answer = places(influence.team, influence.subject("Samira"), "sleutelfiguur-veel")

    assert code(answer) == "other_group"
    assert answer.body["refused"]["group"] == "toeschouwer"


def test_a_spot_names_the_quadrant_for_an_organisation_and_the_column_for_a_person(
    influence: Table,
) -> None:
    influence.team.places(influence.subject("Wandelnet"), x=380, y=60)
    influence.team.places(influence.subject("Samira"), x=380, y=60)

    assert lying(influence) == {"Wandelnet": "sleutelfiguur", "Samira": "sleutelfiguur-veel"}


def test_persons_keep_their_column_when_the_organisation_goes_to_another_quadrant(
    influence: Table,
) -> None:
    places(influence.team, influence.subject("Wandelnet"), "sleutelfiguur")
    places(influence.team, influence.subject("Samira"), "sleutelfiguur-weinig")
    places(influence.team, influence.subject("Arcadis"), "sleutelfiguur")
    places(influence.team, influence.subject("Joost"), "sleutelfiguur-veel")

    places(influence.team, influence.subject("Wandelnet"), "toeschouwer")

    assert lying(influence) == {
        "Wandelnet": "toeschouwer",
        "Samira": "toeschouwer-weinig",
        "Arcadis": "sleutelfiguur",
        "Joost": "sleutelfiguur-veel",
    }
    told = influence.screen.received()[-1]["data"]
    assert [p["element"] for p in told["placements"]] == ["toeschouwer-weinig"]
    assert influence.screen.state()["placements"] == influence.team.state()["placements"]


def test_undo_brings_the_organisation_and_its_persons_back(influence: Table) -> None:
    places(influence.team, influence.subject("Wandelnet"), "sleutelfiguur")
    places(influence.team, influence.subject("Samira"), "sleutelfiguur-weinig")
    before = influence.screen.state()["placements"]
    command = uuid4()
    places(influence.team, influence.subject("Wandelnet"), "toeschouwer", id=command)

    assert influence.team.sends("undo", command=command).accepted

    assert influence.screen.state()["placements"] == before


def test_what_a_phone_placed_hidden_goes_along_on_that_phone_alone(
    deal: Deal, facilitator: User
) -> None:
    table = laid(deal, facilitator, "invloed", FILLING, self_starts_open=False)
    seat = table.joins("Wandelnet")
    neighbour = table.joins("Wandelnet")
    seat.sends("introduce", name="Noor")
    places(seat, table.subject("Wandelnet"), "sleutelfiguur")
    places(seat, table.subject("Noor"), "sleutelfiguur-weinig")

    places(seat, table.subject("Wandelnet"), "toeschouwer")

    elements = {p["element"] for p in seat.state()["placements"].values()}
    assert elements == {"toeschouwer", "toeschouwer-weinig"}
    assert all(p["x"] is None for p in seat.state()["placements"].values())
    for place in (neighbour, table.screen):
        assert b"toeschouwer" not in place.bytes_received()


def test_somebody_does_not_know_of_themselves_or_of_their_organisation(influence: Table) -> None:
    seat = influence.joins("Wandelnet")
    seat.sends("introduce", name="Samira")

    def unknown(**fields: Any) -> Any:
        return seat.sends(
            "say_unknown",
            placement=uuid4(),
            sheet=influence.sheet.pk,
            visibility="open",
            **fields,
        )

    assert unknown(subject=influence.subject("Samira").pk).accepted
    assert unknown().accepted
    assert code(unknown(subject=influence.subject("Joost").pk)) == "not_allowed"
    said = {p["subject"] for p in seat.state()["placements"].values() if p["unknown"]}
    assert said == {str(influence.subject(name).pk) for name in ("Samira", "Wandelnet")}


# A board on which persons lie ---------------------------------------------------------------------


def test_on_a_board_for_persons_lie_persons_only(deal: Deal, facilitator: User) -> None:
    contact(deal, "Wandelnet", "Samira")
    table = laid(deal, facilitator, "snelheid", "persoon")

    organisation = table.team.places(table.subject("Wandelnet"), element="kat")
    person = table.team.places(table.subject("Samira"), element="kat")

    assert code(organisation) == "not_on_this_board"
    assert person.accepted


def test_who_is_nobody_by_name_yet_says_so_first(deal: Deal, facilitator: User) -> None:
    table = laid(deal, facilitator, "snelheid", "persoon")
    seat = table.joins("Wandelnet")

    answer = seat.sends("say_unknown", placement=uuid4(), sheet=table.sheet.pk, visibility="open")

    assert code(answer) == "introduce_first"
    seat.sends("introduce", name="Noor")
    assert seat.places(table.subject("Noor"), element="slak").accepted


def test_nobody_speaks_for_themselves_as_an_organisation(influence: Table) -> None:
    seat = influence.joins("Wandelnet")
    seat.sends("introduce", name="Noor")

    answer = seat.sends("change_organisation", subject=influence.subject("Noor").pk)

    assert code(answer) == "unknown_subject"


def test_an_action_names_the_organisation_of_a_person(influence: Table) -> None:
    """Their name can be erased in the session; what stays in the deal does not have it."""
    samira = influence.subject("Samira").pk

    influence.team.sends("add_action", action=uuid4(), text="Bellen", subject=samira)

    assert Action.objects.get().origin == "Wandelnet"


# A person and their organisation stay together ----------------------------------------------------


def test_a_colleague_who_goes_along_hidden_reaches_no_phone(deal: Deal, facilitator: User) -> None:
    """Rule VIS7: what was shown to one participant is of them and their organisation alone."""
    contact(deal, "Wandelnet", "Samira")
    contact(deal, "Wandelnet", "Noor")
    hidden = {"self_starts_open": False, "team_starts_open": False}
    table = laid(deal, facilitator, "invloed", FILLING, **hidden)
    seat = table.joins("Wandelnet")
    seat.sends("introduce", subject=table.subject("Samira").pk)
    places(table.team, table.subject("Wandelnet"), "beinvloeder")
    places(table.team, table.subject("Noor"), "beinvloeder-veel")
    table.team.sends("set_phase", phase="revealing")
    table.team.sends("reveal_sheet", sheet=table.sheet.pk, layer="team", seat=seat.viewer.seat)

    assert places(table.team, table.subject("Wandelnet"), "toeschouwer").accepted

    noor = str(table.subject("Noor").pk)
    assert noor not in {p["subject"] for p in seat.state()["placements"].values()}
    assert fold(seat.received()) == seat.state()
    assert b"toeschouwer-veel" not in seat.bytes_received()


@pytest.mark.parametrize("first", ["between", "taken_back"])
def test_persons_follow_after_their_organisation_lay_nowhere(influence: Table, first: str) -> None:
    places(influence.team, influence.subject("Wandelnet"), "beinvloeder")
    places(influence.team, influence.subject("Samira"), "beinvloeder-veel")
    if first == "between":
        influence.team.places(influence.subject("Wandelnet"), x=1.0, y=1.0)
    else:
        lies = influence.placement(subject=influence.subject("Wandelnet"))
        influence.team.sends("take_back", placement=lies.pk)
    assert lying(influence)["Samira"] == "beinvloeder-veel"

    places(influence.team, influence.subject("Wandelnet"), "toeschouwer")

    assert lying(influence)["Samira"] == "toeschouwer-veel"
    assert fold(influence.screen.received()) == influence.screen.state()


def test_persons_follow_on_a_phone_that_did_not_know_for_a_while(influence: Table) -> None:
    seat = influence.joins("Wandelnet")
    seat.sends("introduce", name="Samira")
    places(seat, influence.subject("Wandelnet"), "beinvloeder")
    places(seat, influence.subject("Samira"), "beinvloeder-veel")
    sheet = influence.sheet.pk
    seat.sends("say_unknown", placement=uuid4(), sheet=sheet, visibility="open")

    places(seat, influence.subject("Wandelnet"), "toeschouwer")

    assert influence.placement(subject=influence.subject("Samira")).element == "toeschouwer-veel"


def test_an_undo_that_would_part_a_person_from_their_organisation_is_refused(
    influence: Table,
) -> None:
    places(influence.team, influence.subject("Wandelnet"), "beinvloeder")
    command = uuid4()
    places(influence.team, influence.subject("Wandelnet"), "toeschouwer", id=command)
    places(influence.team, influence.subject("Samira"), "toeschouwer-veel")

    answer = influence.team.sends("undo", command=command)

    assert code(answer) == "changed_since"
    assert lying(influence) == {"Wandelnet": "toeschouwer", "Samira": "toeschouwer-veel"}


def test_who_somebody_says_they_are_stays_on_the_table(deal: Deal, facilitator: User) -> None:
    contact(deal, "Wandelnet", "Samira")
    contact(deal, "Arcadis", "Joost")
    plans = [SheetPlan("rollen", "gedrag"), SheetPlan("invloed", FILLING)]
    session = prepare_session(deal, "Samen", date(2026, 3, 5), plans, facilitator)
    table = Table(session, facilitator)
    table.team.sends("open_door")
    seat = table.joins("Wandelnet")
    seat.sends("introduce", name="Samira")
    sheet = session.sheets.get(board="rollen").pk
    note = {"sheet": sheet, "about": "note", "subject": table.subject("Joost").pk}
    assert table.team.sends("write_note", **note, based_on=0, text="Nieuw").accepted

    answer = table.team.sends(
        "set_up",
        sheets=[a_sheet("rollen", "gedrag")],
        partners=[s.partner_id for s in session.subjects.all() if s.partner_id],
        based_on=table_version(session),
    )

    assert answer.accepted
    names = {row["name"] for row in table.team.state()["subjects"].values()}
    assert {"Samira", "Joost"} <= names
    for place in (table.team, seat):
        assert fold(place.received()) == place.state()


def test_two_phones_of_one_person_keep_all_their_words(influence: Table) -> None:
    """Rule SEAT4."""
    first, second = influence.joins("Wandelnet"), influence.joins("Wandelnet")
    write = {"sheet": influence.sheet.pk, "about": "answer", "based_on": 0}
    first.sends("write_note", **write, question="team-1", text="Van de eerste telefoon")
    first.sends("write_note", **write, question="team-2", text="Ook van de eerste")
    second.sends("write_note", **write, question="team-2", text="Van de tweede")
    first.sends("choose_board", sheet=influence.sheet.pk)

    assert influence.team.sends(
        "merge_seats", seat=first.viewer.seat, into=second.viewer.seat
    ).accepted

    texts = {note["text"] for note in second.state()["notes"].values()}
    assert texts == {"Van de eerste telefoon", "Van de tweede"}
    assert second.state()["mine"]["favourite"] == str(influence.sheet.pk)
    assert len(influence.team.state()["notes"]) == 3
    for place in (influence.team, second, influence.screen):
        assert fold(place.received()) == place.state()


def test_a_closed_session_keeps_who_was_there(influence: Table, client: Client) -> None:
    seat = influence.joins("Wandelnet")
    seat.sends("introduce", name="Samira")
    influence.team.sends("close_session")
    Person.objects.all().delete()
    client.force_login(User.objects.get(name="gespreksleider"))

    page = client.get(influence.session.get_absolute_url()).content.decode()

    assert "Wandelnet</a>, Samira" in page
