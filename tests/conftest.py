"""A small world to test in: one deal with a team and partners, and a session on its table."""

from collections.abc import Iterator
from datetime import date

import pytest
from pytest_django import Settings

from boards.domain.destruction import destroy_session
from boards.domain.preparing import SheetPlan, prepare_session
from deals.models import (
    Deal,
    Organisation,
    OrganisationKind,
    Partner,
    Session,
    TeamMember,
    TeamRole,
    User,
)
from tests.table import Table

PARTNERS = (
    ("Gemeente Zwolle", OrganisationKind.MUNICIPALITY),
    ("Ministerie van BZK", OrganisationKind.MINISTRY),
    ("Wandelnet", OrganisationKind.CIVIL),
    ("Arcadis", OrganisationKind.MARKET),
)


def make_deal(name: str) -> Deal:
    """A deal with four partners."""
    deal = Deal.objects.create(name=name)
    for partner, kind in PARTNERS:
        organisation, _new = Organisation.objects.get_or_create(name=partner, kind=kind)
        Partner.objects.create(deal=deal, organisation=organisation)
    return deal


def make_user(name: str, deal: Deal | None = None, role: str = TeamRole.FACILITATOR) -> User:
    """A user who can log in with the password `praatplaten-praat`."""
    user = User.objects.create_user(f"{name}@voorbeeld.example", name=name)
    if deal is not None:
        TeamMember.objects.create(deal=deal, user=user, role=role)
    return user


def make_session(deal: Deal, by: User, **layers: bool) -> Session:
    """A session with the board Rollen en inzet, filled in as `Feitelijke rol`."""
    plan = SheetPlan("rollen", "feitelijke-rol", **layers)
    return prepare_session(deal, "Halverwege", date(2026, 3, 5), [plan], by)


@pytest.fixture
def deal(db: None) -> Deal:
    """The City Deal that most tests are about."""
    return make_deal("Ruimte voor Lopen")


@pytest.fixture
def facilitator(deal: Deal) -> User:
    """Somebody who runs sessions of the deal."""
    return make_user("gespreksleider", deal)


@pytest.fixture
def table(deal: Deal, facilitator: User) -> Table:
    """A running session in which everything that is placed is open."""
    return started(make_session(deal, facilitator), facilitator)


@pytest.fixture
def hidden_table(deal: Deal, facilitator: User) -> Table:
    """A running session in which participants and facilitators place in private."""
    session = make_session(deal, facilitator, self_starts_open=False, team_starts_open=False)
    return started(session, facilitator)


def started(session: Session, facilitator: User) -> Table:
    """The session's table, with the session started and its door open."""
    table = Table(session, facilitator)
    assert table.team.sends("set_phase", phase="placing").accepted
    return table


@pytest.fixture
def live_db(transactional_db: None) -> Iterator[None]:
    """A database that other threads and processes see, emptied in spite of the triggers."""
    yield
    for session in Session.objects.values_list("pk", flat=True):
        destroy_session(session)


@pytest.fixture(autouse=True)
def _plain_static_files(settings: Settings) -> None:
    """No collectstatic needed: addresses of static files without a hash."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    if not settings.STATIC_ROOT.exists():
        settings.STATIC_ROOT = settings.BASE_DIR / "static"
