"""Two moments of one board: who is who, what became of them, and what nobody may see."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from boards.domain import compare
from boards.domain.compare import NotComparable, Side
from boards.domain.counting import COUNTING
from boards.domain.preparing import SheetPlan, prepare_session
from boards.domain.snapshot import state_of
from boards.drawing import Postit
from boards.models import Sheet, Subject
from boards.viewer import Viewer
from deals.domain.merging import merge
from deals.models import Deal, Innovation, Organisation, User
from tests.boards.test_addresses import logged_in
from tests.boards.test_people import contact
from tests.boards.test_queries import queries
from tests.conftest import make_deal, make_user, started
from tests.table import Table

ROLES = ("rollen", "feitelijke-rol")


def held(
    deal: Deal, by: User, day: date, *boards: tuple[str, str], team_open: bool = True
) -> Table:
    """A running session of that day with these boards, the roles unless it says others."""
    plans = [
        SheetPlan(board, filling, team_starts_open=team_open)
        for board, filling in boards or (ROLES,)
    ]
    return started(prepare_session(deal, f"Gesprek {day.year}", day, plans, by), by)


def places(table: Table, **elements: str) -> None:
    """The facilitators put partners in elements; `_` is a space in the names."""
    for name, element in elements.items():
        subject = table.subject(name.replace("_", " "))
        assert table.team.places(subject, element=element).accepted


def side(table: Table, layers: Iterable[str] = COUNTING, viewer: Viewer | None = None) -> Side:
    """What the team sees of the one sheet of a session."""
    keys = compare.keys_of([table.session.pk])
    return Side(table.sheet, state_of(viewer or table.team.viewer), keys, tuple(layers))


def outcomes(before: Table, after: Table) -> dict[str, tuple[str, str | None, str | None]]:
    """By name what became of it, and from where to where."""
    return {
        change.subject["name"]: (change.outcome, where(change.before), where(change.after))
        for change in compare.changes_between(side(before), side(after))
    }


def where(postit: Postit | None) -> str | None:
    """The element in which something lies."""
    return None if postit is None else postit.element


@pytest.fixture
def first(deal: Deal, facilitator: User) -> Table:
    """A session in the spring."""
    return held(deal, facilitator, date(2025, 3, 5))


@pytest.fixture
def last(deal: Deal, facilitator: User) -> Table:
    """A session a year later."""
    return held(deal, facilitator, date(2026, 3, 5))


def address(deal: Deal, before: Sheet, after: Sheet, by: str = "") -> str:
    """Where two moments stand beside each other."""
    query = f"?before={before.pk}&after={after.pk}" + (f"&by={by}" if by else "")
    return reverse("compare", args=[deal.pk]) + query


# What became of whom ------------------------------------------------------------------------------


def test_who_stayed_moved_came_and_went(first: Table, last: Table) -> None:
    places(first, Arcadis="boompje", Wandelnet="water", Gemeente_Zwolle="oogst")
    places(last, Arcadis="vlinder", Wandelnet="water", Ministerie_van_BZK="wortels")

    assert outcomes(first, last) == {
        "Arcadis": ("moved", "boompje", "vlinder"),
        "Gemeente Zwolle": ("gone", "oogst", None),
        "Ministerie van BZK": ("new", None, "wortels"),
        "Wandelnet": ("stayed", "water", "water"),
    }


def test_what_was_agreed_counts_then_what_participants_chose_then_the_facilitators(
    first: Table, last: Table
) -> None:
    arcadis = first.subject("Arcadis")
    places(first, Arcadis="boompje", Wandelnet="boompje")
    first.joins("Arcadis").places(arcadis, element="water")
    places(last, Arcadis="oogst", Wandelnet="boompje")
    last.team.places(last.subject("Arcadis"), layer="agreed", element="vlinder")

    assert outcomes(first, last)["Arcadis"] == ("moved", "water", "vlinder")


def test_of_several_participants_most_decide(first: Table, last: Table) -> None:
    for element in ("water", "oogst", "oogst"):
        first.joins("Arcadis").places(first.subject("Arcadis"), element=element)
    places(last, Arcadis="oogst")

    assert outcomes(first, last)["Arcadis"] == ("stayed", "oogst", "oogst")


def test_not_knowing_is_no_place(first: Table, last: Table) -> None:
    places(first, Wandelnet="water")
    first.joins("Arcadis").sends(
        "say_unknown", placement=uuid4(), sheet=first.sheet.pk, visibility="open"
    )
    places(last, Arcadis="oogst", Wandelnet="water")

    assert outcomes(first, last)["Arcadis"] == ("new", None, "oogst")


def test_participants_against_facilitators_on_one_board(first: Table) -> None:
    first.joins("Arcadis").places(first.subject("Arcadis"), element="water")
    places(first, Arcadis="oogst")

    (change,) = compare.changes_between(side(first, ["self"]), side(first, ["team"]))

    assert change.outcome == "moved"
    assert (change.before and change.before.element) == "water"
    assert change.is_by_others


def test_the_flow_counts_who_went_where_and_nobody_twice(first: Table, last: Table) -> None:
    places(first, Arcadis="boompje", Wandelnet="boompje", Gemeente_Zwolle="oogst")
    places(last, Arcadis="vlinder", Wandelnet="vlinder", Ministerie_van_BZK="wortels")

    counts = compare.counts_of(compare.changes_between(side(first), side(last)))

    assert counts == {
        ("boompje", "vlinder"): 2,
        ("oogst", compare.NO_PLACE): 1,
        (compare.NO_PLACE, "wortels"): 1,
    }


# Who is who ---------------------------------------------------------------------------------------


def test_a_partner_that_was_merged_is_the_one_it_goes_on_as(
    first: Table, last: Table, facilitator: User
) -> None:
    places(first, Arcadis="boompje", Wandelnet="water")
    places(last, Wandelnet="water")
    new, _made = Organisation.objects.get_or_create(name="Arcadis Nederland", kind="market")
    last.session.deal.partners.create(organisation=new)
    later = held(last.session.deal, facilitator, date(2026, 4, 1))
    places(later, Arcadis_Nederland="vlinder", Wandelnet="water")

    merge(Organisation.objects.get(name="Arcadis").pk, new.pk, facilitator)

    assert outcomes(first, later) == {
        "Arcadis Nederland": ("moved", "boompje", "vlinder"),
        "Wandelnet": ("stayed", "water", "water"),
    }


def test_two_that_became_one_since_have_one_place(
    first: Table, last: Table, facilitator: User
) -> None:
    places(first, Arcadis="boompje", Wandelnet="water")
    places(last, Wandelnet="oogst")
    going, staying = (Organisation.objects.get(name=name) for name in ("Arcadis", "Wandelnet"))

    merge(going.pk, staying.pk, facilitator)

    assert len(outcomes(first, last)) == 1


def test_a_typed_name_is_the_same_name_whatever_its_capitals(first: Table, last: Table) -> None:
    for table, name in ((first, "Buurt BV"), (last, "buurt  bv")):
        assert table.team.sends("put_on_table", name=name).accepted
        typed = Subject.objects.get(session=table.session, partner=None)
        assert table.team.places(typed, element="water").accepted

    assert [outcome for outcome, _from, _to in outcomes(first, last).values()] == ["stayed"]


def test_a_person_is_the_contact_person_or_else_their_name_in_that_organisation(
    deal: Deal, facilitator: User
) -> None:
    samira = contact(deal, "Wandelnet", "Samira")
    board = ("invloed", "organisatie-en-persoon")
    first = held(deal, facilitator, date(2025, 1, 1), board)
    samira.delete()
    contact(deal, "Wandelnet", "Samira")
    contact(deal, "Arcadis", "Samira")
    last = held(deal, facilitator, date(2026, 1, 1), board)

    keys = compare.keys_of([first.session.pk, last.session.pk])
    (then,) = [s for s in first.session.subjects.all() if s.name == "Samira"]
    now = {s.of.name: s for s in last.session.subjects.all() if s.name == "Samira" and s.of}

    shared = set(keys[str(then.pk)]) & set(keys[str(now["Wandelnet"].pk)])
    assert [key[0] for key in shared] == ["named"]
    assert not set(keys[str(then.pk)]) & set(keys[str(now["Arcadis"].pk)])


def test_an_innovation_is_the_one_that_it_was_merged_into(deal: Deal, facilitator: User) -> None:
    old, new = (Innovation.objects.create(deal=deal, name=name) for name in ("Kaart", "Looproute"))
    boxes = ("innovaties", "boxes")
    first, last = (held(deal, facilitator, date(year, 1, 1), boxes) for year in (2025, 2026))
    assert first.team.places(first.subject("Kaart"), element="geschikt").accepted
    assert last.team.places(last.subject("Looproute"), element="loslaten").accepted
    Innovation.objects.filter(pk=old.pk).update(merged_into=new)

    assert outcomes(first, last) == {"Looproute": ("moved", "geschikt", "loslaten")}


def test_of_innovations_what_the_room_decided_counts_before_what_participants_chose(
    deal: Deal, facilitator: User, first: Table
) -> None:
    Innovation.objects.create(deal=deal, name="Kaart")
    boxes = held(deal, facilitator, date(2026, 1, 1), ("innovaties", "boxes"))
    boxes.team.places(boxes.subject("Kaart"), element="geschikt")

    assert compare.layers_for("", first.sheet)[0] == ("agreed", "self", "team")
    assert compare.layers_for("", boxes.sheet)[0] == ("agreed", "team", "self")
    assert compare.layers_for("self-team", boxes.sheet) == (("self",), ("team",))
    page = logged_in(facilitator).get(address(deal, boxes.sheet, boxes.sheet))
    assert "Afgesproken, anders team, anders zelf" in page.content.decode()


# What cannot be compared --------------------------------------------------------------------------


def refusal(before: Sheet, after: Sheet, by: str = "") -> str:
    """The code of the refusal."""
    with pytest.raises(NotComparable) as refused:
        compare.check(before, after, by)
    return refused.value.code


def test_two_boards_two_kinds_two_deals_and_one_moment_twice_are_refused(
    deal: Deal, facilitator: User, first: Table
) -> None:
    Innovation.objects.create(deal=deal, name="Kaart")
    others = held(
        deal, facilitator, date(2026, 1, 1), ("snelheid", "organisatie"), ("innovaties", "boxes")
    ).session.sheets
    stranger_deal = make_deal("Elders")
    elsewhere = held(stranger_deal, make_user("vreemde", stranger_deal), date(2026, 1, 1))

    assert refusal(first.sheet, others.get(board="snelheid")) == "other_board"
    assert refusal(first.sheet, others.get(board="innovaties")) == "other_kind"
    assert refusal(first.sheet, elsewhere.sheet) == "other_deal"
    assert refusal(first.sheet, first.sheet) == "same_moment"
    assert refusal(first.sheet, first.sheet, "team") == "same_moment"
    assert refusal(first.sheet, first.sheet, "everybody") == "unknown_view"
    compare.check(first.sheet, first.sheet, "self-team")


@pytest.mark.parametrize(
    ("by", "status", "says"),
    [
        ("", 409, "Op een van deze momenten ligt er niets om te vergelijken."),
        ("iets", 400, "Zo kunnen we niet vergelijken."),
    ],
)
def test_a_refusal_is_a_sentence_on_the_page(
    first: Table, last: Table, facilitator: User, by: str, status: int, says: str
) -> None:
    places(first, Arcadis="boompje")

    answer = logged_in(facilitator).get(address(first.session.deal, first.sheet, last.sheet, by))

    assert answer.status_code == status
    assert says in answer.content.decode()
    assert 'id="compare-words"' not in answer.content.decode()


def test_a_moment_of_another_deal_is_refused_in_words_to_who_may_read_both(
    first: Table, facilitator: User
) -> None:
    places(first, Arcadis="boompje")
    other = make_deal("Elders")
    other.team.create(user=facilitator, role="facilitator")
    theirs = held(other, facilitator, date(2026, 1, 1))
    unseen_deal = make_deal("Verborgen")
    unseen = held(unseen_deal, make_user("vreemde", unseen_deal), date(2026, 1, 1))
    client = logged_in(facilitator)

    both = client.get(address(first.session.deal, first.sheet, theirs.sheet))
    hidden = client.get(address(first.session.deal, first.sheet, unseen.sheet))
    nonsense = client.get(reverse("compare", args=[first.session.deal_id]) + "?before=x&after=y")

    assert both.status_code == 400
    assert "van twee deals" in both.content.decode()
    assert hidden.status_code == nonsense.status_code == 404


# The page -----------------------------------------------------------------------------------------


def test_the_page_says_it_in_a_picture_a_flow_a_table_and_words(
    first: Table, last: Table, facilitator: User
) -> None:
    places(first, Arcadis="boompje", Wandelnet="water")
    places(last, Arcadis="vlinder", Gemeente_Zwolle="oogst")
    for table in (first, last):
        table.team.sends("close_session")

    page = words_of(
        logged_in(facilitator).get(reverse("compare", args=[first.session.deal_id])).content
    )

    assert "<strong>Arcadis</strong>: van Boompje naar Vlinder" in page
    assert "<strong>Wandelnet</strong>: was Water" in page
    assert "<strong>Gemeente Zwolle</strong>: nu Oogst" in page
    assert "Boompje → Vlinder: 1" in page
    assert "<td>Boompje</td><td>Vlinder</td>" in page
    assert page.count('class="link link--team"') == 1
    assert "5 maart 2026 · Gesprek 2026 · Feitelijke rol" in page


def test_of_two_views_of_one_moment_nobody_is_said_to_have_come_or_gone(
    first: Table, facilitator: User
) -> None:
    for name in ("Arcadis", "Gemeente Zwolle"):
        first.joins(name).places(first.subject(name), element="water")
    places(first, Arcadis="vlinder", Wandelnet="oogst")
    first.team.sends("close_session")
    where = address(first.session.deal, first.sheet, first.sheet, "self-team")

    page = words_of(logged_in(facilitator).get(where).content)

    assert "<strong>Arcadis</strong>: eerst Water, daarna Vlinder" in page
    assert "<strong>Gemeente Zwolle</strong>: Water" in page
    assert "<strong>Wandelnet</strong>: Oogst" in page
    assert "Alleen aan de eerste kant" in page
    for said in ("Niet meer op de plaat", "Nieuw op de plaat", "Verplaatst", "was Water"):
        assert said not in page


def words_of(content: bytes) -> str:
    """A page on one line."""
    return " ".join(content.decode().split())


def test_staff_compare_what_the_room_saw_of_what_is_closed(deal: Deal, facilitator: User) -> None:
    """The facilitators' placing that nobody was shown is in no byte, and is no moment."""
    first = held(deal, facilitator, date(2025, 3, 5), team_open=False)
    last = held(deal, facilitator, date(2026, 3, 5), team_open=False)
    for table, element in ((first, "boompje"), (last, "vlinder")):
        table.joins("Wandelnet").places(table.subject("Wandelnet"), element="water")
        places(table, Arcadis=element)
        table.team.sends("close_session")
    staff = make_user("agendastad")
    User.objects.filter(pk=staff.pk).update(is_agenda_stad=True)
    where = address(deal, first.sheet, last.sheet)

    seen, whole = logged_in(staff).get(where), logged_in(facilitator).get(where)
    team = logged_in(staff).get(where + "&by=team")

    assert "Arcadis" in whole.content.decode()
    assert "Wandelnet" in seen.content.decode()
    assert b"Arcadis" not in seen.content
    assert team.status_code == 409
    assert b"Arcadis" not in team.content


def test_of_a_session_that_runs_the_team_sees_what_the_room_sees(
    first: Table, deal: Deal, facilitator: User
) -> None:
    running = held(deal, facilitator, date(2026, 3, 5), team_open=False)
    places(first, Arcadis="boompje")
    places(running, Arcadis="vlinder")
    where = address(deal, first.sheet, running.sheet)
    client = logged_in(facilitator)

    assert client.get(where).status_code == 409

    running.team.sends("set_phase", phase="revealing")
    running.team.sends("reveal_sheet", sheet=running.sheet.pk, layer="team")
    assert "naar Vlinder" in client.get(where).content.decode()


def test_a_session_of_others_is_no_moment(first: Table, last: Table) -> None:
    places(first, Arcadis="boompje")
    places(last, Arcadis="boompje")
    where = address(first.session.deal, first.sheet, last.sheet)
    staff = make_user("agendastad")
    User.objects.filter(pk=staff.pk).update(is_agenda_stad=True)
    stranger = make_user("vreemde", make_deal("Elders"))

    assert logged_in(staff).get(where).status_code == 404  # it runs still
    assert logged_in(stranger).get(where).status_code == 404
    assert Client().get(where).status_code == 302


def test_as_many_queries_with_three_partners_and_sessions_as_with_one(
    deal: Deal, facilitator: User, first: Table, last: Table
) -> None:
    client = logged_in(facilitator)
    places(first, Arcadis="boompje")
    places(last, Arcadis="vlinder")
    where = address(deal, first.sheet, last.sheet)
    few = queries(client, where)

    for table in (first, last):
        places(table, Wandelnet="water", Gemeente_Zwolle="oogst")
    for month in (1, 2, 3):
        places(held(deal, facilitator, date(2026, month, 1)), Arcadis="water")

    assert queries(client, where) == few


# Where it can be found ----------------------------------------------------------------------------


def test_the_page_of_a_session_offers_an_earlier_or_else_a_later_moment(
    deal: Deal, facilitator: User, first: Table, last: Table
) -> None:
    client = logged_in(facilitator)
    for table in (first, last):
        places(table, Arcadis="boompje")
        table.team.sends("close_session")
    link = address(deal, first.sheet, last.sheet).replace("&", "&amp;")

    early, late = (
        client.get(reverse("session", args=[table.session.pk])).content.decode()
        for table in (first, last)
    )

    assert link in early
    assert "Vergelijk met een later moment" in early
    assert link in late
    assert "Vergelijk met een eerder moment" in late


def test_the_page_of_a_deal_offers_boards_with_two_moments(
    deal: Deal, facilitator: User, first: Table, last: Table
) -> None:
    client = logged_in(facilitator)
    where = reverse("compare", args=[deal.pk])
    places(first, Arcadis="boompje")
    assert where not in client.get(reverse("deal", args=[deal.pk])).content.decode()

    places(last, Arcadis="boompje")

    page = client.get(reverse("deal", args=[deal.pk])).content.decode()
    assert f"{where}?board=rollen" in page


# Worksheets and wheels ----------------------------------------------------------------------------


def cell(table: Table, text: str, innovation: str = "Kaart") -> Any:
    """Write what the goal of scaling in is."""
    return table.team.sends(
        "write_note",
        sheet=table.sheet.pk,
        about="cell",
        element="inschalen",
        question="doel",
        subject=table.subject(innovation).pk,
        based_on=0,
        text=text,
    )


def test_worksheets_are_compared_in_words(deal: Deal, facilitator: User) -> None:
    Innovation.objects.create(deal=deal, name="Kaart")
    routes = ("opschalingsroutes", "routes")
    first, last = (held(deal, facilitator, date(year, 1, 1), routes) for year in (2025, 2026))
    assert cell(first, "Eén gemeente").accepted
    assert cell(last, "Alle gemeenten").accepted
    for table, value in ((first, 4), (last, 7)):
        assert table.team.sends(
            "give_score",
            sheet=table.sheet.pk,
            subject=table.subject("Kaart").pk,
            layer="team",
            aspect="inschalen",
            value=value,
            visibility="open",
        ).accepted

    (changed,) = compare.worksheets_between(side(first), side(last))
    (route,) = changed.routes

    assert (changed.outcome, route.energy_before, route.energy_after) == ("moved", 4, 7)
    assert [(each.before, each.after) for each in route.cells] == [
        ("Eén gemeente", "Alle gemeenten")
    ]
    where = address(deal, first.sheet, last.sheet)
    page = words_of(logged_in(facilitator).get(where).content)
    assert "Alle gemeenten" in page


def test_of_wheels_the_page_leads_to_each_partner(deal: Deal, facilitator: User) -> None:
    tables = [
        held(deal, facilitator, date(year, 1, 1), ("eigenaarschap", "wiel"))
        for year in (2025, 2026)
    ]
    for table in tables:
        aspect = table.sheet.content["elements"][0]["id"]
        assert table.team.sends(
            "give_score",
            sheet=table.sheet.pk,
            subject=table.subject("Arcadis").pk,
            layer="team",
            aspect=aspect,
            value=3,
            visibility="open",
        ).accepted

    where = address(deal, tables[0].sheet, tables[1].sheet)
    page = logged_in(facilitator).get(where).content.decode()

    partner = tables[0].subject("Arcadis").partner_id
    assert reverse("ownership", args=[deal.pk, partner]) in page
