"""Real browsers at a real server: each person in a context of their own.

Every story ends by checking what no page may do: an error on the console, a request to another
host, a breach of the content security policy.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from deals.models import Deal, User
from tests.conftest import make_deal, make_session, make_user, started
from tests.live import server as servers
from tests.live.people import screen, team
from tests.table import Table

# A slow machine says nothing of the product: no shorter than a test waits anywhere else.
expect.set_options(timeout=30_000)

PHONE = {"width": 390, "height": 780}
LAPTOP = {"width": 1366, "height": 768}
PROJECTOR = {"width": 1920, "height": 1080}
CHROMIUM = os.environ.get("PRAATPLATEN_CHROMIUM", "/usr/bin/chromium-headless-shell")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",  # small in containers, and a browser without room there hangs
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every story in this folder needs Chromium."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all stories."""
    # Playwright's own event loop runs in this thread; Django would refuse the database there.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def static_root() -> Path:
    """The collected static files, with their hashes, as in production."""
    root = Path(settings.DATA_DIR) / "static"
    if not (root / "staticfiles.json").exists():
        with override_settings(STATIC_ROOT=root):
            call_command("collectstatic", "--no-input", verbosity=0)
    return root


@dataclass
class Room:
    """A server with people at it."""

    server: servers.Server
    environment: dict[str, str]
    browser: Browser
    contexts: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def context(self, **options: object) -> BrowserContext:
        """A browser of its own for one person, watched for what no page may do."""
        context = self.browser.new_context(
            base_url=self.server.url,
            **{"viewport": LAPTOP, "locale": "nl-NL", "reduced_motion": "reduce"} | options,  # type: ignore[arg-type]
        )
        self.contexts.append(context)
        context.on("page", self._watch)
        return context

    def person(self, cookies: dict[str, str], **options: object) -> Page:
        """A page of somebody with these cookies."""
        context = self.context(**options)
        context.add_cookies(
            [
                {"name": name, "value": value, "url": self.server.url}
                for name, value in cookies.items()
            ]
        )
        return context.new_page()

    def facilitator(self, table: Table, user: User, **options: object) -> Page:
        """A facilitator's control view, live."""
        page = self.person(team(table.session, user).cookies, **options)
        page.goto(f"/sessions/{table.session.pk}/control/")
        live(page)
        return page

    def wall(self, table: Table) -> Page:
        """The shared screen, live."""
        page = self.person(screen(table.session).cookies, viewport=PROJECTOR)
        page.goto(f"/sessions/{table.session.pk}/screen/")
        live(page)
        return page

    def phone(self, **options: object) -> Page:
        """Somebody's phone, at no page yet."""
        return self.context(viewport=PHONE, has_touch=True, is_mobile=True, **options).new_page()

    def _watch(self, page: Page) -> None:
        page.on("console", lambda m: self._note(page, m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: self._note(page, str(error)))
        page.on("request", lambda request: self._note_foreign(page, request.url))

    def _note(self, page: Page, text: str) -> None:
        # A refused command or a lost connection is an error to the browser, not to us.
        expected = ("Failed to load resource", "WebSocket connection to", "net::ERR_")
        if not any(part in text for part in expected):
            self.complaints.append(f"{page.url}: {text}")

    def _note_foreign(self, page: Page, url: str) -> None:
        parts = urlsplit(url)
        own = urlsplit(self.server.url).netloc
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != own:
            self.complaints.append(f"{page.url}: asked {url}")


def live(page: Page) -> None:
    """Wait until the page hears the server, and all of it is there."""
    expect(page.locator("html")).to_have_attribute("data-live", "live")
    at_rest(page)


def at_rest(page: Page) -> None:
    """Wait until everything that the page asked for is there: its looks, scripts, pictures and
    letters. What one measures does not move any more.
    """
    page.wait_for_load_state()
    # A function is read once; a bare expression at each look, which the policy forbids.
    page.wait_for_function("() => document.fonts.status === 'loaded'")


@contextmanager
def without_pauses(page: Page) -> Iterator[None]:
    """No timer goes off that a live page sets meanwhile. What is saved on a pause, a second after
    the last key, is not saved by itself, however long a slow machine takes for the next one.
    """
    page.evaluate(
        """() => {
            window.goOn = [setTimeout, setInterval];
            window.setTimeout = window.setInterval = () => 1e9;
        }"""
    )
    yield
    page.evaluate("() => { [window.setTimeout, window.setInterval] = window.goOn; }")


@dataclass
class Running:
    """The one server of all stories; a story may end it and leave another one running."""

    server: servers.Server
    environment: dict[str, str]


@pytest.fixture(scope="session")
def running(
    django_db_setup: None, static_root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    """A server on the database of the tests: starting one for each story took most of the time."""
    with override_settings(STATIC_ROOT=static_root):
        environment = servers.environment(tmp_path_factory.mktemp("server"))
    made = Running(servers.start(environment), environment)
    yield made
    made.server.stop()


@pytest.fixture
def room(live_db: None, browser: Browser, running: Running) -> Iterator[Room]:
    """A server on this test's database, and nobody there yet."""
    made = Room(running.server, running.environment, browser)
    yield made
    for context in made.contexts:
        context.close()
    running.server = made.server
    assert made.complaints == []


@dataclass
class World:
    """A deal with two facilitators and a running session."""

    deal: Deal
    facilitator: User
    colleague: User
    table: Table


@pytest.fixture
def world(live_db: None) -> World:
    """A running session in which everything is open."""
    return make_world()


@pytest.fixture
def hidden_world(live_db: None) -> World:
    """A running session with hidden placing."""
    return make_world(self_starts_open=False, team_starts_open=False)


def make_world(**layers: bool) -> World:
    """A deal, its people, and a running session."""
    deal = make_deal("Ruimte voor Lopen")
    facilitator = make_user("gespreksleider", deal)
    colleague = make_user("collega", deal)
    table = started(make_session(deal, facilitator, **layers), facilitator)
    return World(deal, facilitator, colleague, table)


def open_hidden(page: Page) -> None:
    """Open the line that says what is hidden from the room."""
    part = page.locator("details[data-hidden-layers]:visible")
    # While revealing it may stand open by itself.
    part.evaluate("part => part.open || part.querySelector('summary').click()")
