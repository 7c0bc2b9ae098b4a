"""The conversation and the actions on pages: who may read them, nothing hidden, what they cost."""

from datetime import date
from html import unescape
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from boards.content import library
from boards.views.talk import related
from deals.domain.actions import add_action, finish_action
from deals.models import Action, Deal, User
from tests.boards.test_addresses import logged_in
from tests.boards.test_queries import queries
from tests.conftest import make_deal, make_session, make_user
from tests.table import Place, Table

ANSWER = "Wij hebben geen tijd."
REACTION = "Dat herken ik niet."
OURS = "Er is te weinig tijd."
QUESTION = "vlinder-1"
THE_QUESTION = "Wat maakt dat je je als vlinder gedraagt?"


@pytest.fixture
def talking(hidden_table: Table) -> Table:
    """Wandelnet says Boompje, we say Vlinder, which they saw; and they answered a question."""
    table = hidden_table
    wandelnet = table.subject("Wandelnet")
    phone = table.joins("Wandelnet")
    phone.places(wandelnet, element="boompje")
    table.team.places(wandelnet, element="vlinder")
    table.team.sends("set_phase", phase="revealing")
    sheet = table.sheet.pk
    table.team.sends("reveal_sheet", sheet=sheet, layer="team", seat=phone.viewer.seat)
    writes(phone, ANSWER, about="answer", question=QUESTION)
    writes(phone, REACTION, about="reaction")
    writes(table.team, OURS, about="answer", question=QUESTION)
    return table


def writes(place: Place, text: str, **where: object) -> None:
    """Somebody writes a text that was not there."""
    sheet = place.session.sheets.get().pk
    assert place.sends("write_note", sheet=sheet, text=text, based_on=0, **where).accepted


def shares(table: Table, text: str) -> None:
    """A facilitator shares the note with this text."""
    notes = table.team.state()["notes"].values()
    note = next(note["id"] for note in notes if note["text"] == text)
    assert table.team.sends("share_note", note=note).accepted


def page_of(client: Client, table: Table, query: str = "") -> str:
    """The control view, but for the data that JavaScript starts from."""
    answer = client.get(reverse("control", args=[table.session.pk]) + query)
    before, _data, after = answer.content.decode().partition('<script id="page-data"')
    return unescape(before + after.partition("</script>")[2])


def lists_of(client: Client, table: Table) -> str:
    """The lists of actions, as the control view gets them anew."""
    answer = client.get(reverse("session-actions", args=[table.session.pk]))
    assert answer.status_code == 200
    return unescape(answer.content.decode())


# The conversation -------------------------------------------------------------------------------


def test_what_phones_typed_is_counted_and_not_shown(talking: Table, facilitator: User) -> None:
    page = page_of(logged_in(facilitator), talking)

    assert THE_QUESTION in page
    assert OURS in page
    assert ANSWER not in page
    assert REACTION not in page
    assert "zelf Boompje" not in page
    assert page.count("1 antwoord van een telefoon") == 4  # folded and open, twice
    assert "Wat roept dit bij je op?" in page


def test_on_purpose_it_is_shown_with_who_typed_it(talking: Table, facilitator: User) -> None:
    page = page_of(logged_in(facilitator), talking, "?hidden=1")

    assert ANSWER in page
    assert REACTION in page
    assert "zelf Boompje, wij Vlinder" in page


def test_what_is_shared_is_shown(talking: Table, facilitator: User) -> None:
    shares(talking, ANSWER)

    page = page_of(logged_in(facilitator), talking)

    assert ANSWER in page
    assert REACTION not in page


def test_a_member_of_the_team_reads_and_cannot_write(talking: Table, deal: Deal) -> None:
    page = page_of(logged_in(make_user("teamlid", deal, role="member")), talking)

    assert OURS in page
    assert "data-ask" not in page.replace("data-asked", "")
    assert "data-add-action" not in page
    assert 'value="share_note"' not in page


def test_before_the_facilitators_view_is_shown_no_difference_is_spoken_of(
    hidden_table: Table, facilitator: User
) -> None:
    wandelnet = hidden_table.subject("Wandelnet")
    hidden_table.joins("Wandelnet").places(wandelnet, element="boompje")
    hidden_table.team.places(wandelnet, element="vlinder")

    client = logged_in(facilitator)
    answer = client.get(reverse("control", args=[hidden_table.session.pk]) + "?hidden=1")

    [talk] = answer.context["talks"]
    assert talk.reactions == []


def test_the_same_place_is_said_once(table: Table, facilitator: User) -> None:
    wandelnet = table.subject("Wandelnet")
    table.joins("Wandelnet").places(wandelnet, element="oogst")
    table.joins("Wandelnet")
    table.team.places(wandelnet, element="oogst")

    answer = logged_in(facilitator).get(reverse("control", args=[table.session.pk]))

    [talk] = answer.context["talks"]
    assert [one.lines for one in talk.reactions] == [
        ["allebei Oogst", "zelf nog geen plek, wij Oogst"]
    ]


def test_in_two_steps_a_group_and_its_elements_have_each_others_questions(db: None) -> None:
    invloed = library()["invloed"]
    filling = next(one for one in invloed.fillings if one.in_two_steps)
    board = {
        "elements": [
            {"id": area.id, "group": getattr(area, "group", None)}
            for area in invloed.areas_of(filling.id)
        ]
    }

    assert "beinvloeder-weinig" in related(board, "beinvloeder")
    assert "beinvloeder" in related(board, "beinvloeder-weinig")
    assert "toeschouwer" not in related(board, "beinvloeder-weinig")
    assert related(board, "nergens") == {"nergens"}


def test_the_page_takes_as_many_queries_with_three_answers_as_with_one(
    talking: Table, facilitator: User
) -> None:
    client = logged_in(facilitator)
    address = reverse("control", args=[talking.session.pk])
    queries(client, address)
    one = queries(client, address)

    for name in ("Arcadis", "Gemeente Zwolle"):
        writes(talking.joins(name), f"Ook {name}.", about="answer", question=QUESTION)
        talking.team.sends("add_action", action=uuid4(), text=f"Bellen met {name}")

    assert queries(client, address) == one


# Afterwards -------------------------------------------------------------------------------------


def test_a_closed_session_keeps_it_and_staff_read_only_what_the_room_could(
    talking: Table, facilitator: User
) -> None:
    staff = make_user("agendastad")
    staff.is_agenda_stad = True
    staff.save()
    shares(talking, ANSWER)
    talking.team.sends("add_action", action=uuid4(), text="Bellen met Wandelnet")
    talking.team.sends("close_session")
    address = reverse("session", args=[talking.session.pk])

    of_team = unescape(logged_in(facilitator).get(address).content.decode())
    of_staff = unescape(logged_in(staff).get(address).content.decode())

    for text in (ANSWER, REACTION, OURS, "Bellen met Wandelnet", "zelf Boompje, wij Vlinder"):
        assert text in of_team
    assert ANSWER in of_staff
    assert "Bellen met Wandelnet" in of_staff
    for text in (REACTION, OURS, "zelf Boompje"):
        assert text not in of_staff


def test_a_closed_session_in_which_nothing_was_said_says_nothing_of_it(
    table: Table, facilitator: User
) -> None:
    table.team.sends("close_session")

    page = logged_in(facilitator).get(reverse("session", args=[table.session.pk]))

    assert "Wat er is gezegd" not in page.content.decode()
    assert "Wat is afgesproken" not in page.content.decode()


# Actions ----------------------------------------------------------------------------------------


def test_open_actions_from_before_stand_apart_from_those_of_this_session(
    table: Table, deal: Deal, facilitator: User
) -> None:
    earlier = add_action(deal, "Bellen", owner=None, due=None, by=facilitator)
    done = add_action(deal, "Mailen", owner=None, due=None, by=facilitator)
    finish_action(done, facilitator)
    Action.objects.filter(pk=done.pk).update(done_at=timezone.now().replace(year=2020))
    table.team.sends("add_action", action=uuid4(), text="Schrijven", due="2030-05-01")

    page = lists_of(logged_in(facilitator), table)

    before, here = page.split('data-action-section="here"')
    assert "Bellen" in before
    assert "Schrijven" in here
    assert "1 mei 2030" in here
    assert "Mailen" not in page
    assert 'data-open="2"' in page
    assert 'data-point="Er staat nog 1 actie open.' in page.replace("\n", "").replace("  ", "")
    finish_action(earlier, facilitator)
    assert "Bellen" in lists_of(logged_in(facilitator), table)  # done today, to be put right


def test_nothing_of_another_deal_stands_on_the_list(table: Table, facilitator: User) -> None:
    other = make_deal("Een andere deal")
    add_action(other, "Iets anders", owner=None, due=None, by=facilitator)

    assert "Iets anders" not in lists_of(logged_in(facilitator), table)


def test_a_try_out_shows_its_own_actions_and_no_other_session_shows_them(
    table: Table, deal: Deal, facilitator: User
) -> None:
    trial = make_session(deal, facilitator)
    trial.trial = True
    trial.save()
    Table(trial, facilitator).team.sends("add_action", action=uuid4(), text="Om te proberen")

    assert "Om te proberen" in lists_of(logged_in(facilitator), Table(trial, facilitator))
    assert "Om te proberen" not in lists_of(logged_in(facilitator), table)


def test_only_the_team_of_the_deal_reads_the_lists(table: Table, deal: Deal) -> None:
    table.team.sends("add_action", action=uuid4(), text="Bellen")
    address = reverse("session-actions", args=[table.session.pk])
    stranger = make_user("iemand", make_deal("Een andere deal"))

    assert logged_in(stranger).get(address).status_code == 404
    assert Client().get(address).status_code == 404
    page = lists_of(logged_in(make_user("teamlid", deal, role="member")), table)
    assert "Bellen" in page
    assert "finish_action" not in page
    assert "data-change-action" not in page


def test_the_lists_take_as_many_queries_with_three_actions_as_with_one(
    table: Table, facilitator: User
) -> None:
    client = logged_in(facilitator)
    address = reverse("session-actions", args=[table.session.pk])
    table.team.sends("add_action", action=uuid4(), text="Bellen")
    one = queries(client, address)

    for name in ("Arcadis", "Wandelnet"):
        partner = table.subject(name).partner
        assert partner is not None
        owner = f"partner:{partner.pk}"
        table.team.sends("add_action", action=uuid4(), text=f"Bellen met {name}", owner=owner)

    assert queries(client, address) == one


def test_an_action_is_changed_on_a_page_of_its_own(table: Table, facilitator: User) -> None:
    partner = table.subject("Arcadis").partner
    assert partner is not None
    fields = {"owner": f"partner:{partner.pk}", "due": date(2030, 5, 1)}
    table.team.sends("add_action", action=uuid4(), text="Bellen", **fields)
    action = Action.objects.get()
    client = logged_in(facilitator)

    page = client.get(reverse("session-action", args=[table.session.pk, action.pk]))

    assert f'value="partner:{partner.pk}" selected' in page.content.decode()
    assert 'value="2030-05-01"' in page.content.decode()
    client.post(
        reverse("control-commands", args=[table.session.pk]),
        {
            "id": str(uuid4()),
            "kind": "change_action",
            "action": str(action.pk),
            "based_on": str(action.version),
            "text": "Mailen",
            "owner": "",
            "due": "",
        },
    )
    action.refresh_from_db()
    assert (action.text, action.partner, action.due) == ("Mailen", None, None)


def test_who_cannot_change_an_action_gets_no_form(table: Table, deal: Deal) -> None:
    table.team.sends("add_action", action=uuid4(), text="Bellen")
    address = reverse("session-action", args=[table.session.pk, Action.objects.get().pk])
    member = make_user("teamlid", deal, role="member")
    stranger = make_user("iemand", make_deal("Een andere deal"))

    assert logged_in(member).get(address).status_code == 404
    assert logged_in(stranger).get(address).status_code == 404
    elsewhere = reverse("session-action", args=[table.session.pk, uuid4()])
    assert logged_in(User.objects.get(name="gespreksleider")).get(elsewhere).status_code == 404
