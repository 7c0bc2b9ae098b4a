"""Pictures of the three partner boards with few, many and very many post-its, to look at.

    DATA_DIR=<a folder> python -m tools.board_pictures <folder for the pictures> [words in names]

Makes what it needs in DATA_DIR; the pictures are for whoever changes how a board is drawn.
"""

import itertools
import os
import sys
from datetime import date
from pathlib import Path
from uuid import uuid4

import django

django.setup()

# After setup, since these import models.
from django.core.management import call_command  # noqa: E402
from playwright.sync_api import Page, sync_playwright  # noqa: E402

from boards.domain.people import add_person  # noqa: E402
from boards.domain.preparing import SheetPlan, prepare_session  # noqa: E402
from boards.models import Sheet, Subject  # noqa: E402
from deals.models import Deal, Organisation, OrganisationKind, Partner, TeamMember, User  # noqa: E402
from tests.live import people, server  # noqa: E402
from tests.table import Table  # noqa: E402
from tools.screenshots import BROWSER, LAPTOP, WALL, Photographer  # noqa: E402

COUNTS = (8, 40, 120)
PLANS = [
    SheetPlan("rollen", "feitelijke-rol"),
    SheetPlan("rollen", "gedrag"),
    SheetPlan("snelheid", "organisatie"),
    SheetPlan("invloed", "organisatie-en-persoon"),
]
FIRST = ("Gemeente", "Provincie", "Stichting", "Coöperatie", "Hogeschool", "Ministerie van")
SECOND = ("Zwolle", "Wandelen", "Buurtkracht", "'s-Hertogenbosch", "Water en Bodem", "Sport")
PERSONS = ("beleidsadviseur mobiliteit", "wethouder", "projectleider", "Anna de Groot")
SMALL_WALL = (1366, 768)


def table_with(count: int) -> Table:
    """A session with so many partners on four sheets, and persons of half of them."""
    maker = User.objects.create_user(f"{uuid4()}@voorbeeld.example", name="Gespreksleider")
    deal = Deal.objects.create(name=f"Stad met {count} ({uuid4().hex[:4]})")
    TeamMember.objects.create(deal=deal, user=maker, role="facilitator")
    for number in range(count):
        name = f"{FIRST[number % 6]} {SECOND[number // 6 % 6]}" + f" {number}" * (number >= 36)
        kind = OrganisationKind.values[number % 8]
        organisation, _new = Organisation.objects.get_or_create(name=name, kind=kind)
        Partner.objects.create(deal=deal, organisation=organisation)
    session = prepare_session(deal, "Zicht op je partners", date(2026, 3, 5), PLANS, maker)
    table = Table(session, maker)
    table.team.sends("set_phase", phase="placing")
    subjects = list(session.subjects.order_by("label"))
    for number, subject in enumerate(subjects[::2]):
        add_person(subject, PERSONS[number % 4])
    for sheet, shift in zip(session.sheets.all(), (0, 2, 0, 0), strict=True):
        lay(table, sheet, subjects, shift)
    talk(table, subjects)
    return table


def lay(table: Table, sheet: Sheet, subjects: list[Subject], shift: int) -> None:
    """The facilitators place everybody; the persons beside their organisations."""
    content = sheet.content
    areas = content["groups"] if sheet.board == "invloed" else content["elements"]
    for number, subject in enumerate(subjects):
        moved = shift if number % 3 == 0 else 0
        area = areas[(number + moved) % len(areas)]["id"]
        put(table, sheet, subject, area)
        columns = [each["id"] for each in content["elements"] if each["group"] == area]
        for person in subject.people.all() if columns else ():
            put(table, sheet, person, columns[number // 2 % 2])


def put(table: Table, sheet: Sheet, subject: Subject, area: str, layer: str = "team") -> None:
    """One post-it."""
    fields = {"sheet": sheet.pk, "subject": subject.pk, "element": area, "layer": layer}
    answer = table.team.sends("place", placement=uuid4(), visibility="open", **fields)
    if not answer.accepted:
        raise RuntimeError(f"{subject} in {area}: {answer}")


def talk(table: Table, subjects: list[Subject]) -> None:
    """Some place themselves elsewhere; of some it is agreed where they belong."""
    sheets = list(table.session.sheets.all())
    for number, subject in enumerate(subjects[:5]):
        seat = table.joins(subject.name)
        for sheet in sheets[:3]:
            areas = [each["id"] for each in sheet.content["elements"]]
            fields = {"sheet": sheet.pk, "subject": subject.pk, "layer": "self"}
            element = areas[(number * 2 + 1) % len(areas)]
            seat.sends("place", placement=uuid4(), visibility="open", element=element, **fields)
    table.team.sends("set_phase", phase="discussing")
    for number, subject in enumerate(subjects[:3]):
        for sheet in sheets[:3]:
            areas = [each["id"] for each in sheet.content["elements"]]
            put(table, sheet, subject, areas[(number + 3) % len(areas)], "agreed")
    put(table, sheets[3], subjects[0], "sleutelfiguur", "agreed")


def look(photographer: Photographer, table: Table, folder: Path, count: int) -> None:
    """The laptop with each board, and the wall with each, and with all of them."""
    facilitator = TeamMember.objects.get(deal=table.session.deal).user
    at_control = people.team(table.session, facilitator).cookies
    at_wall = people.screen(table.session).cookies
    here = f"/sessions/{table.session.pk}"
    for dark in (False, True):
        with photographer.page(at_control, LAPTOP, 1, dark=dark) as page:
            opened(page, f"{here}/control/")
            for number, tab in enumerate(page.locator("[data-sheet-tab]").all()):
                tab.click()
                if number == 3:
                    page.locator("#tab-list").click()
                page.mouse.move(0, 0)
                shot(page, folder / f"{count:03}-control-{number}{'-dark' * dark}.png")
    for size in (WALL, SMALL_WALL):
        with photographer.page(at_wall, size, 1) as page:
            opened(page, f"{here}/screen/")
            names = itertools.count()
            for show in shows(table):
                table.team.sends("show_sheet", **show)
                page.wait_for_timeout(1600)
                shot(page, folder / f"{count:03}-wall-{size[0]}-{next(names)}.png")
            first = table.session.sheets.all()[0]
            table.team.sends("show_sheet", sheet=first.pk)
            table.team.sends("ask", sheet=first.pk, question="boompje-1")
            table.team.sends("set_timer", seconds=240)
            table.team.sends("hide_names", hidden=True)
            page.wait_for_timeout(1600)
            shot(page, folder / f"{count:03}-wall-{size[0]}-asked.png")
            table.team.sends("show_sheet")
            page.wait_for_timeout(1600)
            shot(page, folder / f"{count:03}-wall-{size[0]}-asked-all.png")
            table.team.sends("ask")
            table.team.sends("set_timer", seconds=0)
            table.team.sends("hide_names", hidden=False)


def shows(table: Table) -> list[dict[str, object]]:
    """What the wall can be asked to show: all, each board, an element, two ways on one picture."""
    sheets = list(table.session.sheets.all())
    whole: list[dict[str, object]] = [{"sheet": sheet.pk} for sheet in sheets]
    return [
        {},
        *whole,
        {"sheet": sheets[0].pk, "element": "water"},
        {"sheet": sheets[3].pk, "element": "sleutelfiguur"},
        {"sheet": sheets[0].pk, "beside": sheets[1].pk},
    ]


def opened(page: Page, address: str) -> None:
    """A live page."""
    page.goto(address)
    page.wait_for_selector("html[data-live=live]")
    page.evaluate("document.fonts.ready")


def shot(page: Page, path: Path) -> None:
    """Keep what the page shows, if it was asked for."""
    if all(word in path.name for word in sys.argv[2:]):
        page.screenshot(path=path, animations="disabled")


def main() -> None:
    """Make the sessions, and look at them."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    call_command("migrate", "--no-input", verbosity=0)
    call_command("collectstatic", "--no-input", verbosity=0)
    running = server.start(dict(os.environ))
    try:
        with sync_playwright() as playwright:
            path = os.environ.get("PRAATPLATEN_CHROMIUM", "/usr/bin/chromium-headless-shell")
            browser = playwright.chromium.launch(executable_path=path, args=BROWSER)
            for count in COUNTS:
                if any(word.isdigit() and int(word) != count for word in sys.argv[2:]):
                    continue
                look(Photographer(browser, running.url), table_with(count), folder, count)
            browser.close()
    finally:
        running.stop()


if __name__ == "__main__":
    main()
