"""A session as tests see it: who sits where, what each sends, what each has received."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from boards.access import control_viewer
from boards.domain import feed, snapshot
from boards.domain.commands import Answer, execute
from boards.domain.joining import Joining, join
from boards.models import Layer, Placement, Subject
from boards.viewer import Viewer
from deals.models import Seat, Session, User
from deals.tokens import hash_of

Data = dict[str, Any]


@dataclass
class Place:
    """One viewer at the table."""

    session: Session
    viewer: Viewer

    def sends(self, kind: str, **fields: Any) -> Answer:
        """Send one command, with a fresh id unless one is given."""
        command = {"id": uuid4(), "kind": kind} | fields
        return execute(self.viewer, json.dumps(command, default=str).encode())

    def places(self, what: Subject, /, **fields: Any) -> Answer:
        """Place a subject: in the open and in an element unless said otherwise."""
        sheet = self.session.sheets.get()
        layer = fields.setdefault("layer", "team" if self.viewer.role == "control" else "self")
        defaults = {
            "placement": uuid4(),
            "sheet": sheet.pk,
            "subject": what.pk,
            "visibility": "hidden" if layer in Layer and not sheet.is_open(layer) else "open",
        }
        if "x" not in fields:
            defaults["element"] = "water"
        return self.sends("place", **(defaults | fields))

    def received(self) -> list[Data]:
        """All events that this viewer could ever receive."""
        return [json.loads(event) for event in feed.since(self.viewer, feed.Cursor(0))]

    def kinds(self) -> list[str]:
        """The kinds of those events, in order."""
        return [event["kind"] for event in self.received()]

    def bytes_received(self) -> bytes:
        """Every byte of events and state that this viewer can have."""
        events = b"".join(feed.since(self.viewer, feed.Cursor(0)))
        return events + json.dumps(snapshot.state_of(self.viewer)).encode()

    def state(self) -> Data:
        """The state that a page of this viewer starts from."""
        return snapshot.state_of(self.viewer)


class Table:
    """A session with a facilitator at control, a screen on the wall, and seats."""

    def __init__(self, session: Session, facilitator: User) -> None:
        self.session = session
        self.team = Place(session, control_viewer(facilitator, session.pk))
        self.screen = Place(session, Viewer("screen", session.pk))

    @property
    def sheet(self) -> Any:
        """The one sheet on the table."""
        return self.session.sheets.get()

    def subject(self, name: str) -> Subject:
        """What lies on the table under this name."""
        return next(s for s in self.session.subjects.all() if s.name == name)

    def joins(self, name: str) -> Place:
        """A participant of this partner comes in and sits down."""
        partner = self.subject(name).partner
        assert partner is not None
        seat, _token = join(self.session, Joining(uuid4(), partner=partner.pk))
        return self.at(seat)

    def at(self, seat: Seat) -> Place:
        """The place of a seat."""
        return Place(self.session, Viewer("seat", self.session.pk, seat=seat.pk))

    def phone(self, seat: Seat, token: str) -> Place:
        """The place of a seat, reached with the token of its phone."""
        viewer = Viewer("seat", self.session.pk, seat=seat.pk, credential=hash_of(token))
        return Place(self.session, viewer)

    def placement(self, **fields: Any) -> Placement:
        """The one placement with these fields."""
        return Placement.objects.get(sheet__session=self.session, **fields)

    def count(self) -> int:
        """How many placements there are."""
        return Placement.objects.filter(sheet__session=self.session).count()
