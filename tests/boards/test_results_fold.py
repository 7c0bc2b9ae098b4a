"""Rules LOG1 and VIS9 over random sequences of what is said on the boards about results."""

from collections.abc import Callable
from datetime import date
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boards.domain.preparing import SheetPlan, prepare_session
from boards.domain.replay import fold
from boards.models import Event, Score
from deals.models import Deal, Innovation, Seat, User
from tests.boards.test_scores import sheet
from tests.conftest import started
from tests.table import Place, Table

NAMES = ["De wandelkaart", "Het beweegbankje"]
PARTNERS = ["Wandelnet", "Arcadis"]
BOXES = ["geschikt", "loslaten", "nog-niet-klaar", "niet-geschikt"]
STEPS = [
    *("score", "score", "team_score", "agreed", "wheel", "team_wheel", "result", "tick", "circle"),
    *("cell", "own_cell", "old_cell", "doer", "add", "merge", "drop", "back", "place", "box"),
    *("undo", "undo", "own_undo", "reveal_self", "reveal_team", "reveal_one", "phase"),
    *("organisation", "organisation", "remove", "remove", "merge_seats", "join"),
    *("score", "wheel", "team_wheel", "reveal_one"),
]
steps = st.lists(
    st.tuples(st.sampled_from(STEPS), st.integers(0, 3), st.integers(0, 5)), min_size=6, max_size=40
)


def laid(deal: Deal, facilitator: User, hidden: bool) -> Table:
    """A running session with the three boards and two innovations of the deal, whatever an earlier
    story did to those.
    """
    for name in NAMES:
        Innovation.objects.get_or_create(deal=deal, name=name)
    now = {"removed_at": None, "merged_into": None}
    Innovation.objects.filter(deal=deal, name__in=NAMES).update(**now)
    plans = [
        SheetPlan(board, filling, not hidden, not hidden)
        for board, filling in (
            ("innovaties", "boxes"),
            ("opschalingsroutes", "routes"),
            ("eigenaarschap", "wiel"),
        )
    ]
    return started(prepare_session(deal, "A", date(2026, 5, 1), plans, facilitator), facilitator)


class Story:
    """Carries out random steps; refusals are part of the story."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.seats = [table.joins(name) for name in PARTNERS]

    def innovations(self) -> list[UUID]:
        """Everything that was ever an innovation on this table."""
        found = self.table.session.subjects.filter(innovation__isnull=False)
        return list(found.order_by("pk").values_list("pk", flat=True))

    def step(self, what: str, which: int, number: int) -> None:
        """One step; `which` chooses a seat, an innovation or a box, `number` is the score."""
        table, team = self.table, self.table.team
        seat = self.seats[which % len(self.seats)]
        there = self.innovations()
        one, other = there[which % len(there)], there[-1]
        own = self._subject_of(seat)
        wheel = {"board": "eigenaarschap"}
        value = number or None
        cell = {
            "sheet": sheet(table, "opschalingsroutes").pk,
            "about": "cell",
            "subject": one,
            "element": "inschalen",
            "question": "wat",
            "text": f"{what} {number}",
        }
        version = next(
            (
                note["version"]
                for note in team.state()["notes"].values()
                if note["about"] == "cell" and note["subject"] == str(one)
            ),
            0,
        )
        box = sheet(table, "innovaties")
        put = {"sheet": box.pk, "subject": one, "element": BOXES[which], "placement": uuid4()}
        ids = list(Event.objects.filter(session=table.session).values_list("command", flat=True))
        circled = {"sheet": sheet(table, "eigenaarschap").pk, "subject": own, "aspect": "beloning"}
        doer = {"sheet": cell["sheet"], "subject": one, "element": "inschalen"}
        partner = table.session.deal.partners.get(organisation__name=PARTNERS[which % 2]).pk
        actions: dict[str, Callable[[], object]] = {
            "score": lambda: self._score(seat, "systeem", value, one),
            "team_score": lambda: self._score(team, "systeem", value, one),
            "agreed": lambda: self._score(team, "systeem", value, one, layer="agreed"),
            "wheel": lambda: self._score(seat, "beloning", value, own, **wheel),
            "team_wheel": lambda: self._score(team, "beloning", value, own, **wheel),
            "result": lambda: self._score(seat, "beloning", value, own, about=one, **wheel),
            "tick": lambda: self._score(team, "geschikt-tick-1", which % 2, one),
            "circle": lambda: team.sends("circle", circled=which > 1, **circled),
            "cell": lambda: team.sends("write_note", **cell, based_on=version),
            "own_cell": lambda: seat.sends("write_note", **cell, based_on=version),
            "old_cell": lambda: seat.sends("write_note", **cell, based_on=number),
            "doer": lambda: team.sends("name_doer", **doer, partner=partner, named=which > 1),
            "add": lambda: seat.sends("add_innovation", subject=uuid4(), name=f"Idee {number}"),
            "merge": lambda: team.sends("merge_innovations", subject=one, into=other),
            "drop": lambda: team.sends("drop_innovation", subject=one, dropped=True),
            "back": lambda: team.sends("drop_innovation", subject=one, dropped=False),
            "place": lambda: seat.sends(
                "place", **put, layer="self", visibility=_shown(box.is_open("self"))
            ),
            "box": lambda: team.sends(
                "place", **put, layer="team", visibility=_shown(box.is_open("team"))
            ),
            "undo": lambda: team.sends("undo", command=ids[-1 - which % len(ids)]),
            "own_undo": lambda: seat.sends("undo", command=ids[-1]),
            "reveal_self": lambda: self._reveal(which, layer="self"),
            "reveal_team": lambda: self._reveal(which, layer="team"),
            "reveal_one": lambda: self._reveal(which, layer="team", seat=seat.viewer.seat),
            "phase": lambda: team.sends(
                "set_phase", phase=["placing", "revealing", "discussing", "placing"][which]
            ),
            "organisation": lambda: team.sends(
                "change_organisation",
                seat=seat.viewer.seat,
                subject=table.subject(PARTNERS[number % 2]).pk,
            ),
            "remove": lambda: team.sends("remove_seat", seat=seat.viewer.seat),
            "merge_seats": lambda: team.sends(
                "merge_seats", seat=seat.viewer.seat, into=self.seats[-1].viewer.seat
            ),
            "join": lambda: self.seats.append(table.joins(PARTNERS[which % 2])),
        }
        actions[what]()

    def _score(
        self,
        place: Place,
        aspect: str,
        value: int | None,
        subject: UUID,
        **fields: object,
    ) -> None:
        board = str(fields.pop("board", "innovaties"))
        layer = fields.setdefault("layer", "team" if place.viewer.role == "control" else "self")
        on = sheet(self.table, board)
        what = {"sheet": on.pk, "subject": subject, "aspect": aspect, "value": value}
        place.sends("give_score", **(what | fields), visibility=_shown(on.is_open(str(layer))))

    def _reveal(self, which: int, **fields: object) -> None:
        boards = ["innovaties", "eigenaarschap"]
        self.table.team.sends(
            "reveal_sheet", sheet=sheet(self.table, boards[which % 2]).pk, **fields
        )

    def _subject_of(self, seat: Place) -> UUID:
        partner = Seat.objects.get(pk=str(seat.viewer.seat)).partner
        return self.table.session.subjects.get(partner=partner).pk

    def phones(self) -> list[Place]:
        """Those that still have their seat."""
        taken = set(Seat.objects.taken().values_list("pk", flat=True))
        return [seat for seat in self.seats if seat.viewer.seat in taken]


def _shown(is_open: bool) -> str:
    return "open" if is_open else "hidden"


@pytest.mark.django_db
@pytest.mark.parametrize("hidden", [False, True])
@pytest.mark.once
@given(story=steps)
@settings(
    max_examples=16,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_every_viewers_state_is_the_fold_and_holds_no_score_it_may_not_see(
    deal: Deal, facilitator: User, hidden: bool, story: list[tuple[str, int, int]]
) -> None:
    told = Story(laid(deal, facilitator, hidden))

    for what, which, number in story:
        told.step(what, which, number)

    table = told.table
    for viewer in (table.team, table.screen, *told.phones()):
        assert fold(viewer.received()) == viewer.state()
    rows = Score.objects.filter(sheet__session=table.session).select_related("sheet")
    unseen = {str(row.pk) for row in rows if not row.sheet.is_open(row.layer)}
    assert not unseen & set(table.screen.state()["scores"])
    for phone in told.phones():
        own = {str(row.pk) for row in rows if row.seat_id == phone.viewer.seat}
        shown = {
            str(row.pk)
            for row in rows
            if row.layer == "team" and phone.viewer.seat in row.sheet.shown_to()
        }
        assert not (unseen - own - shown) & set(phone.state()["scores"])
