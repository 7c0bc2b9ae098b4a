"""A deal with two innovations, and conversations about how they can be scaled up."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from boards.domain.preparing import SetUp, SheetPlan, prepare_session
from boards.models import Sheet, Subject
from deals.models import Deal, Innovation, Session, User
from tests.conftest import started
from tests.deals.conftest import (  # noqa: F401 - fixtures
    at_facilitator,
    colleague,
    member,
    staff,
    stranger,
)
from tests.table import Place, Table

BOXES = ("innovaties", "boxes")
ROUTES = ("opschalingsroutes", "routes")
WHEEL = ("eigenaarschap", "wiel")


@dataclass
class Talk:
    """A conversation on one or more of the results boards, with short words for what is done."""

    table: Table
    seats: dict[str, Place] = field(default_factory=dict)

    @property
    def session(self) -> Session:
        return Session.objects.get(pk=self.table.session.pk)

    def sheet(self, board: str) -> Sheet:
        return self.table.session.sheets.get(board=board)

    @property
    def worksheet(self) -> Sheet:
        return self.sheet(ROUTES[0])

    def about(self, innovation: Innovation) -> Subject:
        return self.table.session.subjects.get(innovation=innovation)

    def writes(self, innovation: Innovation, route: str, row: str, text: str) -> None:
        """Fill in a cell of the worksheet; once each."""
        answer = self.table.team.sends(
            "write_note",
            sheet=self.worksheet.pk,
            about="cell",
            element=route,
            question=row,
            subject=self.about(innovation).pk,
            based_on=0,
            text=text,
        )
        assert answer.accepted, answer.body

    def names(self, innovation: Innovation, route: str, partner: UUID) -> None:
        """Say who sees to a route."""
        answer = self.table.team.sends(
            "name_doer",
            sheet=self.worksheet.pk,
            subject=self.about(innovation).pk,
            element=route,
            partner=partner,
            named=True,
        )
        assert answer.accepted, answer.body

    def seat(self, name: str) -> Place:
        if name not in self.seats:
            self.seats[name] = self.table.joins(name)
        return self.seats[name]

    def grades(self, who: str, subject: Subject, aspect: str, value: int, board: str) -> None:
        """Give a score: `who` is a participant's partner, or "team" or "agreed"."""
        sheet = self.sheet(board)
        layer = who if who in ("team", "agreed") else "self"
        place = self.table.team if layer != "self" else self.seat(who)
        answer = place.sends(
            "give_score",
            sheet=sheet.pk,
            subject=subject.pk,
            layer=layer,
            aspect=aspect,
            value=value,
            visibility="open" if sheet.is_open(layer) else "hidden",
        )
        assert answer.accepted, answer.body

    def energy(self, who: str, innovation: Innovation, route: str, value: int) -> None:
        self.grades(who, self.about(innovation), route, value, ROUTES[0])

    def colours(self, who: str, partner: str, aspect: str, value: int) -> None:
        """Colour the wheel of a partner."""
        self.grades(who, self.table.subject(partner), aspect, value, WHEEL[0])

    def puts(self, who: str, innovation: Innovation, element: str) -> None:
        """Put an innovation in a box."""
        sheet = self.sheet(BOXES[0])
        layer = who if who in ("team", "agreed") else "self"
        place = self.table.team if layer != "self" else self.seat(who)
        fields: dict[str, Any] = {"layer": layer, "element": element, "sheet": sheet.pk}
        fields["visibility"] = "open" if sheet.is_open(layer) else "hidden"
        answer = place.sends(
            "place", placement=uuid4(), subject=self.about(innovation).pk, **fields
        )
        assert answer.accepted, answer.body

    def closes(self) -> None:
        assert self.table.team.sends("close_session").accepted


@pytest.fixture
def card(deal: Deal) -> Innovation:
    """An innovation."""
    return deal.innovations.create(name="Loopkaart", problem="Mensen weten de weg niet.")


@pytest.fixture
def count(deal: Deal) -> Innovation:
    """Another innovation."""
    return deal.innovations.create(name="Teldag")


Talks = Callable[..., Talk]


@pytest.fixture
def talks(deal: Deal, facilitator: User) -> Talks:
    """Begin a conversation on these boards: by default the worksheet, with everything open."""

    def begin(
        *boards: tuple[str, str],
        on: date = date(2026, 3, 5),
        title: str = "Opschalen",
        self_open: bool = True,
        team_open: bool = True,
    ) -> Talk:
        sheets = [
            SheetPlan(board, filling, self_starts_open=self_open, team_starts_open=team_open)
            for board, filling in boards or (ROUTES,)
        ]
        session = prepare_session(deal, title, on, SetUp(sheets), facilitator)
        return Talk(started(session, facilitator))

    return begin
