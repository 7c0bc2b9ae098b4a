"""A small world to test in: one deal with a team and partners, and a session on its table."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from fnmatch import fnmatch

import pytest
from django.core.management.color import Style
from django.core.management.commands import flush
from django.core.management.sql import sql_flush
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
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

# How long an example takes says more of the machine than of us. Beside what hypothesis itself has
# for CI, where it has: there the examples are the same each time.
hypothesis_settings.register_profile(
    "tests",
    hypothesis_settings.default,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
hypothesis_settings.load_profile("tests")
# For examples that go on in one world, which their fixtures made.
IN_ONE_WORLD = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]

# A test is one transaction from its start to its end, and the database is made and dropped by
# statements too: what a page must do within seconds would end those on a busy machine.
PATIENCE = {"statement_timeout": 120, "lock_timeout": 60, "idle_in_transaction_session_timeout": 0}


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


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Limits for tests on PostgreSQL; the servers of tests/live and tests/faults keep their own."""
    if connection.vendor == "postgresql":
        options = connection.settings_dict["OPTIONS"]
        for name, seconds in PATIENCE.items():
            said = re.subn(rf"{name}=\d+s", f"{name}={seconds}s", options["options"])
            assert said[1] == 1, name
            options["options"] = said[0]


@pytest.fixture(autouse=True, scope="session")
def _flush_quickly() -> Iterator[None]:
    """Emptying the tables after a test runs no handlers of migrations: the triggers are there, and
    nobody reads Django's permissions. They took longer than most tests.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flush, "emit_post_migrate_signal", lambda *_how: None)
        patch.setattr(flush, "sql_flush", _statements_to_empty)
        yield


def _statements_to_empty(style: Style, connection: BaseDatabaseWrapper, **how: bool) -> list[str]:
    """Delete what is there. TRUNCATE makes new files of seventy tables each time: PostgreSQL was
    busy writing those to disk until statements ran out of their four seconds. Without its triggers,
    as TRUNCATE does: for that one has to be a superuser.
    """
    truncating = sql_flush(style, connection, **how)
    if connection.vendor != "postgresql" or not _is_superuser(connection):
        return truncating
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    names = map(connection.ops.quote_name, tables)
    deleting = (f"DELETE FROM {name}" for name in names)  # noqa: S608 - our own tables
    return ["SET LOCAL session_replication_role = replica", *deleting]


def _is_superuser(connection: BaseDatabaseWrapper) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('is_superuser') = 'on'")
        return bool(cursor.fetchone()[0])


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


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--part 1/2`: only the first of two halves of the files; the browser stories take longest."""
    parser.addoption("--part", default="1/1", help="which part of the files to run, such as 1/2")


@pytest.hookimpl(tryfirst=True)  # before `-m` looks
def pytest_itemcollected(item: pytest.Item) -> None:
    """Tests of pages run on one store: their stories in the browser run on the other. What asks for
    no database is not run beside each of them.
    """
    if fnmatch(item.path.name, "test_*page*.py"):
        item.add_marker("one_store")
    is_stored = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
    if not is_stored and not any(map(item.get_closest_marker, ("django_db", "postgres"))):
        item.add_marker("once")


@pytest.hookimpl(trylast=True)  # of what `-m` leaves
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the tests of the other parts out. Each file goes to the part that has least so far, so
    that the parts together are everything, whoever works it out.
    """
    part, parts = (int(number) for number in config.getoption("--part").split("/"))
    files = Counter(str(item.path) for item in items)
    sizes = [0] * parts
    mine = set()
    for path, size in sorted(files.items(), key=lambda each: (-each[1], each[0])):
        smallest = sizes.index(min(sizes))
        sizes[smallest] += size
        if smallest == part - 1:
            mine.add(path)
    others = [item for item in items if str(item.path) not in mine]
    if others:
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if str(item.path) in mine]


@pytest.fixture(autouse=True)
def _plain_static_files(settings: Settings) -> None:
    """No collectstatic needed: addresses of static files without a hash, and nobody to serve them.
    ServeStatic looks at every file there is, for each of thousands of test clients. Real servers
    (tests/live, tests/browser) serve them as always.
    """
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "servestatic" not in name]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    if not settings.STATIC_ROOT.exists():
        settings.STATIC_ROOT = settings.BASE_DIR / "static"
