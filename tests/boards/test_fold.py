"""Rule LOG1: after any sequence of commands, every viewer's state is the fold of its events.

Also with announcements that are lost or doubled: a viewer that obeys numbers ends up the same.
"""

import json
import random
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boards.domain import feed
from boards.domain.laying_out import table_version
from boards.domain.preparing import SetUp, SheetPlan, prepare_session
from boards.domain.replay import apply, fold
from boards.models import Event, SeatLog, SessionLog
from deals.models import Deal, Organisation, Partner, Seat, User
from tests.boards.test_audiences import a_sheet
from tests.conftest import IN_ONE_WORLD, make_session, started
from tests.table import Place, Table

ELEMENTS = ["boompje", "wortels", "water", "oogst", "vlinder"]
NAMES = ["Gemeente Zwolle", "Ministerie van BZK", "Wandelnet", "Arcadis"]

STEPS = [
    *("team", "team", "agreed", "behalf", "seat", "seat", "unknown", "back", "own_back", "join"),
    *("name", "phase", "reveal_self", "reveal_team", "door", "repeat", "close"),
    *("organisation", "typed", "leave", "remove", "phone", "merge", "tidy"),
    *("note", "old_note", "set_up", "show"),
    *("undo", "own_undo", "redo", "reveal_one", "introduce", "named", "seat_added", "person"),
    *("answer", "own_answer", "reaction", "share", "ask", "timer", "pause", "names", "check"),
    *("enough", "ready", "favourite", "missing"),
]
steps = st.lists(
    st.tuples(
        st.sampled_from(STEPS),
        st.integers(0, 3),
        st.sampled_from(ELEMENTS),
    ),
    max_size=20,
)


class Story:
    """Carries out random steps; refusals are part of the story."""

    def __init__(self, table: Table) -> None:
        self.table = table
        # The fifth is not on the table until it is laid anew.
        there = [s.partner_id for s in table.session.subjects.all() if s.partner_id is not None]
        others = table.session.deal.partners.exclude(pk__in=there)
        self.partners = [*there, *others.values_list("pk", flat=True)]
        self.seats: list[tuple[Place, str]] = [(table.joins(NAMES[0]), NAMES[0])]
        self.last: Callable[[], object] = lambda: None

    @property
    def ids(self) -> list[UUID]:
        """The ids of the commands so far, the latest last."""
        events = Event.objects.filter(session=self.table.session).order_by("team_seq")
        return list(events.values_list("command", flat=True))

    def step(self, what: str, which: int, element: str) -> None:
        """One step; `which` chooses a partner, seat or placement."""
        table, team = self.table, self.table.team
        seat, name = self.seats[which % len(self.seats)]
        subject = table.subject(NAMES[which])
        ids = [UUID(key) for key in team.state()["placements"]]
        some = ids[which % len(ids)] if ids else uuid4()
        repeatable = {"id": uuid4(), "placement": uuid4(), "element": element}
        sheet = table.sheet
        shown = "open" if sheet.is_open("self") else "hidden"
        actions: dict[str, Callable[[], object]] = {
            "team": lambda: team.places(subject, **repeatable),
            "agreed": lambda: team.places(subject, layer="agreed", x=which * 90, y=40),
            "behalf": lambda: team.places(
                table.subject(name), layer="self", seat=seat.viewer.seat, element=element
            ),
            "seat": lambda: seat.places(table.subject(name), **repeatable),
            "unknown": lambda: seat.sends(
                "say_unknown", placement=uuid4(), sheet=sheet.pk, visibility=shown
            ),
            "back": lambda: team.sends("take_back", placement=some),
            "tidy": lambda: team.sends(
                "tidy_up", sheet=sheet.pk, element=element if which else None
            ),
            "own_back": lambda: seat.sends("take_back", placement=some),
            "join": lambda: self.seats.append((table.joins(NAMES[which]), NAMES[which])),
            "name": lambda: team.sends("put_on_table", name=f"Naam {which}"),
            "phase": lambda: team.sends(
                "set_phase", phase=["meaning", "placing", "revealing", "discussing"][which]
            ),
            "reveal_self": lambda: team.sends("reveal_sheet", sheet=sheet.pk, layer="self"),
            "reveal_team": lambda: team.sends("reveal_sheet", sheet=sheet.pk, layer="team"),
            "door": lambda: team.sends("open_door" if which % 2 else "close_door"),
            "repeat": lambda: self.last(),
            "close": lambda: team.sends("close_session") if which == 3 else None,
            "organisation": lambda: team.sends(
                "change_organisation", seat=seat.viewer.seat, subject=subject.pk
            ),
            "typed": lambda: seat.sends("change_organisation", name=f"Getypt {which}"),
            "leave": lambda: seat.sends("leave") if which == 2 else None,
            "remove": lambda: team.sends("remove_seat", seat=seat.viewer.seat),
            "phone": lambda: team.sends("take_phone_away", seat=seat.viewer.seat),
            "merge": lambda: team.sends(
                "merge_seats", seat=seat.viewer.seat, into=self.seats[-1][0].viewer.seat
            ),
        }
        notes = [
            n
            for n in team.state()["notes"].values()
            if (n["about"], n["element"]) == ("meaning", element)
        ]
        answer = {"sheet": sheet.pk, "about": "answer", "question": "team-1"}
        versions: dict[str | None, int] = defaultdict(int)
        for note in team.state()["notes"].values():
            if note["about"] == "answer":
                versions[note["seat"]] = note["version"]
        writing = {"sheet": sheet.pk, "about": "meaning", "element": element, "text": f"{which}"}
        actions |= {
            "note": lambda: team.sends(
                "write_note", **writing, based_on=notes[0]["version"] if notes else 0
            ),
            "old_note": lambda: team.sends("write_note", **writing, based_on=which),
            "undo": lambda: team.sends("undo", command=self.ids[which % len(self.ids)]),
            "redo": lambda: team.sends("undo", command=self.ids[-1]),
            "own_undo": lambda: seat.sends("undo", command=self.ids[-1]),
            "reveal_one": lambda: team.sends(
                "reveal_sheet", sheet=sheet.pk, layer="team", seat=seat.viewer.seat
            ),
            "introduce": lambda: seat.sends("introduce", name=f"Persoon {which}"),
            "named": lambda: team.sends(
                "introduce", seat=seat.viewer.seat, name=f"Persoon {which % 2}"
            ),
            "seat_added": lambda: team.sends("add_seat", subject=subject.pk),
            "person": lambda: team.sends("put_on_table", name=f"P{which}", of=subject.pk),
            "missing": lambda: team.sends("put_on_table", name=f"Mist {which}", missing=True),
            "answer": lambda: team.sends(
                "write_note", **answer, text="Samen", based_on=versions[None]
            ),
            "own_answer": lambda: seat.sends(
                "write_note", **answer, text="Alleen", based_on=versions[str(seat.viewer.seat)]
            ),
            "reaction": lambda: seat.sends(
                "write_note", sheet=sheet.pk, about="reaction", text="Ik schrik ervan", based_on=0
            ),
            "share": lambda: team.sends(
                "share_note", note=next(iter(team.state()["notes"]), uuid4())
            ),
            "ask": lambda: team.sends(
                "ask", **({"sheet": sheet.pk, "question": "team-1"} if which else {})
            ),
            "timer": lambda: team.sends("set_timer", seconds=60 * which),
            "pause": lambda: team.sends("pause_placing", paused=which > 1),
            "names": lambda: team.sends("hide_names", hidden=which > 1),
            "check": lambda: team.sends("open_check"),
            "enough": lambda: seat.sends(
                "answer_check", enough=["yes", "partly", "no", "no"][which]
            ),
            "ready": lambda: seat.sends("say_ready", ready=which > 0),
            "favourite": lambda: seat.sends("choose_board", sheet=sheet.pk),
            "show": lambda: team.sends("show_sheet", sheet=sheet.pk if which else None),
            "set_up": lambda: team.sends(
                "set_up",
                sheets=[a_sheet("rollen", "betekenis", team_open=which > 1)],
                partners=self.partners[: 4 + which % 2],
                based_on=table_version(table.session),
            ),
        }
        if what == "join" and table.team.state()["door"] == "closed":
            return
        actions[what]()
        if what != "repeat":
            self.last = actions[what] if what in ("team", "seat") else self.last

    def viewers_in_the_room(self) -> list[Place]:
        """The team, the screen, and each phone that still has its seat."""
        taken = set(Seat.objects.taken().values_list("pk", flat=True))
        phones = [seat for seat, _name in self.seats if seat.viewer.seat in taken]
        return [self.table.team, self.table.screen, *phones]


def early(deal: Deal, facilitator: User, **layers: bool) -> Table:
    """A session that is still being prepared, with its door open and one partner left off."""
    plan = SheetPlan("rollen", "betekenis", **layers)
    on_table = list(deal.partners.filter(organisation__name__in=NAMES).values_list("pk", flat=True))
    rover = Organisation.objects.get_or_create(name="Rover", kind="civil")[0]
    Partner.objects.get_or_create(deal=deal, organisation=rover)
    set_up = SetUp([plan], partners=on_table)
    table = Table(
        prepare_session(deal, "Samen", date(2026, 3, 5), set_up, facilitator), facilitator
    )
    assert table.team.sends("open_door").accepted
    return table


@pytest.mark.django_db
@pytest.mark.parametrize("hidden", [False, True])
@pytest.mark.once
@given(story=steps, starts=st.booleans())
@settings(
    max_examples=25,
    suppress_health_check=IN_ONE_WORLD,
)
def test_every_viewers_state_is_the_fold_of_its_events(
    deal: Deal, facilitator: User, hidden: bool, starts: bool, story: list[tuple[str, int, str]]
) -> None:
    table = early(deal, facilitator, self_starts_open=not hidden, team_starts_open=not hidden)
    if starts:
        table.team.sends("set_phase", phase="placing")
    told = Story(table)

    for what, which, element in story:
        told.step(what, which, element)

    for viewer in told.viewers_in_the_room():
        assert fold(viewer.received()) == viewer.state()


@pytest.mark.django_db
@pytest.mark.once
@given(story=steps, seed=st.integers(0, 2**16))
@settings(
    max_examples=20,
    suppress_health_check=IN_ONE_WORLD,
)
def test_a_viewer_that_obeys_numbers_survives_lost_and_doubled_announcements(
    deal: Deal, facilitator: User, story: list[tuple[str, int, str]], seed: int
) -> None:
    """After each step the announcement is lost, comes once or comes twice; the viewer reads from
    where it is, and takes each number once.
    """
    chance = random.Random(seed)
    told = Story(started(make_session(deal, facilitator, self_starts_open=False), facilitator))
    seat = told.seats[0][0]
    readers = [Reader(told.table.team), Reader(told.table.screen), Reader(seat)]

    for what, which, element in story:
        told.step(what, which, element)
        for reader in readers:
            for _announcement in range(chance.choice([0, 1, 1, 2])):
                reader.catches_up()

    still_there = told.viewers_in_the_room()
    for reader in readers:
        reader.catches_up()
        assert reader.state == reader.place.state() or reader.place not in still_there
        assert reader.numbers == sorted(set(reader.numbers))


class Reader:
    """A viewer with its cursor, as the browser keeps it."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.state = fold([])
        self.cursor = feed.Cursor(0)
        self.numbers: list[tuple[int, int]] = []

    def catches_up(self) -> None:
        """GET since, and apply."""
        for event in map(json.loads, feed.since(self.place.viewer, self.cursor)):
            apply(self.state, event)
            main, seat = self.cursor.main, self.cursor.seat
            if "seat" in event:
                seat = event["seat"]
            else:
                main = event.get("team", event.get("room"))
            self.cursor = feed.Cursor(main, seat)
            self.numbers.append((main, seat))


def test_a_readers_heads_are_where_the_log_is(hidden_table: Table) -> None:
    seat = hidden_table.joins("Wandelnet")
    seat.places(hidden_table.subject("Wandelnet"))
    reader = Reader(seat)

    reader.catches_up()

    assert reader.cursor.main == SessionLog.objects.get(pk=hidden_table.session.pk).room_seq
    assert reader.cursor.seat == SeatLog.objects.get(pk=seat.viewer.seat).seat_seq
