"""A session to measure: its placements, facilitators who move them, participants who watch.

Made by the same functions that the pages use. Prints one JSON object; needs a migrated database.
"""

import argparse
import json
import os
import random
import sys
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import django

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402

from boards.access import control_viewer, seat_cookie  # noqa: E402
from boards.domain.commands import execute  # noqa: E402
from boards.domain.joining import Joining, join  # noqa: E402
from boards.domain.preparing import SheetPlan, prepare_session  # noqa: E402
from boards.viewer import Viewer  # noqa: E402
from deals.models import (  # noqa: E402
    Deal,
    Organisation,
    OrganisationKind,
    Partner,
    Session,
    TeamMember,
    User,
)


def command(viewer: Viewer, kind: str, **fields: object) -> None:
    """Carry out one command; it must be accepted."""
    body = json.dumps({"id": uuid4(), "kind": kind} | fields, default=str).encode()
    answer = execute(viewer, body)
    if not answer.accepted:
        sys.exit(f"{kind} was refused: {answer.body}")


def make_deal(partners: int) -> Deal:
    """A deal with this many partners."""
    deal = Deal.objects.create(name=f"Meting {uuid4()}")
    kinds = OrganisationKind.values
    for number in range(partners):
        name = f"Organisatie {number} {uuid4().hex[:8]}"
        organisation = Organisation.objects.create(name=name, kind=kinds[number % len(kinds)])
        Partner.objects.create(deal=deal, organisation=organisation)
    return deal


def make_facilitator(deal: Deal) -> User:
    """Somebody who may move everything."""
    user = User.objects.create_user(f"{uuid4()}@meting.example")
    TeamMember.objects.create(deal=deal, user=user)
    return user


def login(user: User) -> str:
    """The cookie of a user who is logged in."""
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return f"{settings.SESSION_COOKIE_NAME}={store.session_key}"


def place_all(session: Session, viewer: Viewer, chance: random.Random) -> list[dict[str, str]]:
    """Put every partner somewhere on the board; what a drag of each says."""
    sheet = session.sheets.get()
    placed = []
    for subject in session.subjects.all():
        placement = uuid4()
        command(
            viewer,
            "place",
            placement=placement,
            sheet=sheet.pk,
            subject=subject.pk,
            layer="team",
            x=round(chance.uniform(0, 420), 1),
            y=round(chance.uniform(0, 297), 1),
            visibility="open",
        )
        placed.append({"p": str(placement), "s": str(subject.pk), "sh": str(sheet.pk), "l": "team"})
    return placed


def take_seats(session: Session, count: int) -> list[str]:
    """The cookies of this many participants."""
    partners = [s.partner_id for s in session.subjects.all() if s.partner_id is not None]
    cookies = []
    for number in range(count):
        partner: UUID = partners[number % len(partners)]
        _seat, token = join(session, Joining(uuid4(), partner=partner))
        cookies.append(f"{seat_cookie(session.pk)}={token}")
    return cookies


def main() -> None:
    """Make the session and print what the load generator needs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--placements", type=int, default=150)
    parser.add_argument("--movers", type=int, default=5)
    parser.add_argument("--seats", type=int, default=195)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()

    deal = make_deal(options.placements)
    users = [make_facilitator(deal) for _ in range(options.movers)]
    plan = SheetPlan("rollen", "feitelijke-rol")
    session = prepare_session(deal, "Meting", date(2026, 1, 1), [plan], users[0])
    viewer = control_viewer(users[0], session.pk)
    command(viewer, "set_phase", phase="placing")
    placed = place_all(session, viewer, random.Random(options.seed))  # noqa: S311 - repeatable
    print(
        json.dumps(
            {
                "session": str(session.pk),
                "placements": placed,
                "movers": [login(user) for user in users],
                "seats": take_seats(session, options.seats),
                "csrf_cookie": settings.CSRF_COOKIE_NAME,
            }
        )
    )


if __name__ == "__main__":
    main()
