"""The pictures of the README: the demo with a session under way, as people see it.

Run by bin/screenshots, which makes the installation that this looks at.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import django

django.setup()

# After setup, since these import models.
from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

from deals.models import Deal, Session, User  # noqa: E402
from tests.live import people, server  # noqa: E402
from tests.table import Table  # noqa: E402

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
BROWSER = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
LAPTOP, WALL, PHONE = (1366, 768), (1920, 1080), (390, 780)
# As large as a README shows them.
LAPTOP_SCALE, WALL_SCALE, PHONE_SCALE = 0.75, 0.55, 1
# A deal whose partners were put together as an example: a picture says nothing of real ones.
DEAL, FACILITATOR = "Energieke Wijken", "gespreksleider1@demo.example"
THEMSELVES = {
    "Gemeente Arnhem": "boompje",
    "Gemeente Emmen": "boompje",
    "Gemeente Nijmegen": "oogst",
    "Gemeente Zaanstad": "oogst",
    "Corporatie met portieken": "boompje",
    "Bewonerscoöperatie warmte": "oogst",
    "Provincie Noord-Holland": "wortels",
    "Ministerie van Klimaat en Groene Groei": "wortels",
    "Bank voor verbouwers": "compost",
    "Installateur in de wijk": "compost",
    "Hogeschool energie": "water",
    "Onderzoekers armoede": "water",
    "Energiecoaches": "bodemleven",
    "Koepel van energiecoöperaties": "bodemleven",
    "Huurdersraad": "bodemleven",
    "Isoleerploeg": "vlinder",
}
BY_THE_TEAM = {
    "Isoleerploeg": "bodemleven",
    "Warmtebedrijf van de stad": "compost",
    "Gemeente Haarlem": "boompje",
}
ON_THE_PHONE = "Gemeente Haarlem"


@dataclass
class Photographer:
    """Takes pictures of pages of one server."""

    browser: Browser
    url: str

    @contextmanager
    def page(
        self, cookies: dict[str, str], size: tuple[int, int], scale: float, *, dark: bool = False
    ) -> Iterator[Page]:
        """A page of somebody with these cookies, on a screen of this size."""
        context = self.browser.new_context(
            base_url=self.url,
            viewport={"width": size[0], "height": size[1]},
            device_scale_factor=scale,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            locale="nl-NL",
        )
        context.add_cookies(
            [{"name": name, "value": value, "url": self.url} for name, value in cookies.items()]
        )
        yield context.new_page()
        context.close()

    def takes(self, page: Page, name: str) -> None:
        """Keep what the page shows, once its fonts are there."""
        page.evaluate("document.fonts.ready")
        page.screenshot(path=FOLDER / f"{name}.png", animations="disabled")


def main() -> None:
    """Bring a session to the middle, and look at it from every side."""
    # Playwright's own event loop runs in this thread; Django would refuse the database there.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    FOLDER.mkdir(parents=True, exist_ok=True)
    facilitator = User.objects.get(email=FACILITATOR)
    deal = Deal.objects.get(name=DEAL)
    planned = deal.sessions.exclude(phase="closed").get()
    closed = deal.sessions.filter(phase="closed").latest("planned_on")
    running = server.start(dict(os.environ))
    try:
        with sync_playwright() as playwright:
            path = os.environ["PRAATPLATEN_CHROMIUM"]
            browser = playwright.chromium.launch(executable_path=path, args=BROWSER)
            photographer = Photographer(browser, running.url)
            before_and_after(photographer, facilitator, deal, closed)
            during(photographer, facilitator, under_way(planned, facilitator))
            browser.close()
    finally:
        running.stop()
    for picture in sorted(FOLDER.glob("*.png")):
        print(f"{picture.name}: {picture.stat().st_size // 1024} kB")


def under_way(session: Session, facilitator: User) -> Table:
    """The session with people in it, who are placing themselves."""
    table = Table(session, facilitator)
    table.team.sends("set_phase", phase="placing")
    for name, element in THEMSELVES.items():
        table.joins(name).places(table.subject(name), element=element)
    for name, element in BY_THE_TEAM.items():
        table.team.places(table.subject(name), element=element)
    return table


def before_and_after(
    photographer: Photographer, facilitator: User, deal: Deal, closed: Session
) -> None:
    """The pages around a session."""
    cookies = people.team(closed, facilitator).cookies
    for name, address, dark in (
        ("home", "/", False),
        ("deal", deal.get_absolute_url(), False),
        ("history", closed.get_absolute_url(), True),
    ):
        with photographer.page(cookies, LAPTOP, LAPTOP_SCALE, dark=dark) as page:
            page.goto(address)
            for sheet in page.locator(".history-sheet").all()[:1]:
                sheet.evaluate("sheet => sheet.scrollIntoView()")
            photographer.takes(page, name)


def during(photographer: Photographer, facilitator: User, table: Table) -> None:
    """The three live pages: the wall, the facilitator's laptop and a phone."""
    at_control = people.team(table.session, facilitator).cookies
    at_wall = people.screen(table.session).cookies
    with_phone = people.participant(table, ON_THE_PHONE).cookies
    here = f"/sessions/{table.session.pk}"
    for name, role, cookies, size, scale in (
        ("control", "control", at_control, LAPTOP, LAPTOP_SCALE),
        ("wall", "screen", at_wall, WALL, WALL_SCALE),
        ("phone", "seat", with_phone, PHONE, PHONE_SCALE),
    ):
        with photographer.page(cookies, size, scale) as page:
            page.goto(f"{here}/{role}/")
            page.wait_for_selector("html[data-live=live]")
            photographer.takes(page, name)


if __name__ == "__main__":
    main()
