"""Where partners lay over many sessions: the same answers as session by session, by reader."""

from collections.abc import Iterable
from datetime import date
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boards.access import control_viewer
from boards.domain.preparing import SetUp, SheetPlan, prepare_session
from boards.domain.snapshot import state_of
from boards.domain.standing import standings_of
from boards.models import Layer, Reveal, Subject
from boards.standings import by_board, in_words
from boards.viewer import Viewer
from deals.models import Deal, Partner, Session, User
from tests.conftest import PARTNERS, started
from tests.table import Table

ELEMENTS = ("boompje", "wortels", "water", "oogst")
BOARDS = (("rollen", "feitelijke-rol"), ("rollen", "gedrag"))


def random_talk(deal: Deal, by: User, number: int) -> Table:
    """A closed session with two boards: chance decides what is hidden, placed and shown."""
    choice = Random(number)
    plans = [
        SheetPlan(
            *board,
            self_starts_open=choice.random() < 0.5,
            team_starts_open=choice.random() < 0.5,
        )
        for board in BOARDS
    ]
    day = date(2025, 1 + number, 3)
    table = started(prepare_session(deal, f"Gesprek {number}", day, SetUp(plans), by), by)
    sheets = list(table.session.sheets.all())
    for name, _kind in choice.choices(PARTNERS, k=4):
        what, phone = table.subject(name), table.joins(name)
        for sheet in sheets:
            for place, layer in ((phone, "self"), (table.team, "team"), (table.team, "agreed")):
                if choice.random() < 0.6:
                    place.sends(
                        "place",
                        placement=uuid4(),
                        sheet=sheet.pk,
                        subject=what.pk,
                        layer=layer,
                        element=choice.choice(ELEMENTS),
                        visibility="open" if sheet.is_open(layer) else "hidden",
                    )
    table.team.sends("set_phase", phase="revealing")
    for sheet in sheets:
        for layer in (Layer.SELF, Layer.TEAM):
            if not sheet.is_open(layer) and choice.random() < 0.4:
                assert table.team.sends("reveal_sheet", sheet=sheet.pk, layer=layer).accepted
    assert table.team.sends("close_session").accepted
    return table


@pytest.fixture
def talks(deal: Deal, facilitator: User) -> list[Session]:
    """Three closed sessions."""
    return [random_talk(deal, facilitator, number).session for number in range(3)]


def partner_of(subject: Subject) -> list[UUID]:
    """The partner that a subject is."""
    assert subject.partner_id is not None
    return [subject.partner_id]


def one_by_one(viewers: Iterable[Viewer], partners: set[UUID]) -> list[dict[str, Any]]:
    """What each viewer's state says of these partners."""
    found = []
    for viewer in viewers:
        subjects = Subject.objects.filter(session=viewer.session, partner__in=partners)
        ids = {str(pk) for pk in subjects.values_list("pk", flat=True)}
        rows = state_of(viewer)["placements"].values()
        found += [row for row in rows if row["subject"] in ids]
    return sorted(found, key=lambda row: row["id"])


@pytest.mark.parametrize("role", ["control", "screen"])
def test_it_is_the_same_as_the_state_of_each_session(
    talks: list[Session], deal: Deal, role: Any
) -> None:
    viewers = [Viewer(role, session.pk) for session in talks]

    for partner in deal.partners.all():
        found = standings_of(viewers, {partner.pk})

        rows = sorted((r for s in found for r in s.placements), key=lambda row: row["id"])
        assert rows == one_by_one(viewers, {partner.pk})
        assert [s.sheet.session.planned_on for s in found] == sorted(
            s.sheet.session.planned_on for s in found
        )


def test_chance_hid_something_and_showed_something(talks: list[Session], deal: Deal) -> None:
    everybody = set(deal.partners.values_list("pk", flat=True))

    team = standings_of([Viewer("control", s.pk) for s in talks], everybody)
    room = standings_of([Viewer("screen", s.pk) for s in talks], everybody)

    hidden = [s for s in team if s.is_team_hidden]
    assert hidden
    assert Reveal.objects.exists()
    assert [s for s in room if s.team]
    assert not [s for s in room if s.is_team_hidden]


def test_of_two_deals_each_is_read_as_it_may_be(
    deal: Deal, facilitator: User, hidden_table: Table
) -> None:
    """A viewer for each session: one's own as the team, another's as the room saw it."""
    other = Deal.objects.create(name="Openbare Ruimte")
    arcadis = deal.partners.get(organisation__name="Arcadis")
    there = Partner.objects.create(deal=other, organisation=arcadis.organisation)
    other.team.create(user=facilitator)
    plan = SheetPlan("rollen", "feitelijke-rol", self_starts_open=False, team_starts_open=False)
    elsewhere = prepare_session(other, "Elders", date(2026, 5, 1), [plan], facilitator)
    tables = [hidden_table, started(elsewhere, facilitator)]
    for table in tables:
        table.team.places(table.subject("Arcadis"), element="wortels")
    mine, theirs = (table.session.pk for table in tables)

    found = standings_of(
        [Viewer("control", mine), Viewer("screen", theirs)], [arcadis.pk, there.pk]
    )

    assert [(s.sheet.session_id, in_words(s.team)) for s in found] == [(mine, "Wortels")]


@pytest.mark.parametrize("count", [1, 3])
def test_it_takes_as_many_queries_whatever_there_is(
    talks: list[Session], deal: Deal, count: int
) -> None:
    viewers = [Viewer("control", session.pk) for session in talks[:count]]
    everybody = list(deal.partners.values_list("pk", flat=True))

    with CaptureQueriesContext(connection) as captured:
        boards = by_board(standings_of(viewers, everybody))
        said = [in_words(m.own) for b in boards for line in b.lines for m in line.moments]

    assert len(captured) == 4
    assert any(said)


def test_what_most_participants_chose_comes_first(table: Table) -> None:
    arcadis = table.subject("Arcadis")
    for element in ("oogst", "water", "water"):
        table.joins("Arcadis").places(arcadis, element=element)

    (standing,) = standings_of([Viewer("screen", table.session.pk)], partner_of(arcadis))

    assert in_words(standing.own) == "Water (2 deelnemers), Oogst"
    assert standing.drawn is not None
    assert standing.drawn.id == "water"


def test_between_the_elements_and_not_knowing_are_said_in_words(table: Table) -> None:
    arcadis = table.subject("Arcadis")
    table.joins("Arcadis").sends(
        "say_unknown", placement=UUID(int=7), sheet=table.sheet.pk, visibility="open"
    )
    table.team.places(arcadis, x=1, y=1)

    (standing,) = standings_of([Viewer("screen", table.session.pk)], partner_of(arcadis))

    assert in_words(standing.own) == "“Weet ik niet”"
    assert in_words(standing.team) == "los op de plaat"
    assert standing.drawn is None


def test_a_person_is_told_apart_from_the_organisation(deal: Deal, facilitator: User) -> None:
    plan = SheetPlan("snelheid", "persoon")
    session = prepare_session(deal, "Tempo", date(2026, 3, 5), [plan], facilitator)
    table = started(session, facilitator)
    viewer = control_viewer(facilitator, session.pk)
    phone = table.joins("Arcadis")
    answer = phone.sends("introduce", name="Kim de Vries")
    assert answer.accepted, answer.body
    person = session.subjects.get(of=table.subject("Arcadis"))
    element = table.sheet.content["elements"][0]["id"]
    assert phone.places(person, element=element).accepted

    (standing,) = standings_of([viewer], partner_of(table.subject("Arcadis")))

    assert standing.subject.is_person
    assert standing.subject.name == "Kim de Vries"
