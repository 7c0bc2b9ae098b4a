"""A file of a deal: made while one looks on, saved, and stopped by who has enough of it."""

import io

import openpyxl
from playwright.sync_api import Page, expect

from deals.models import Job, JobState
from tests.browser.conftest import PHONE, Room, World
from tests.browser.test_access import NARROW, check
from tests.live.people import team


def at_exports(room: Room, world: World, **options: object) -> Page:
    """Somebody of the team, at what can be made of the deal."""
    page = room.person(team(world.table.session, world.facilitator).cookies, **options)
    page.goto(f"/deals/{world.deal.pk}/")
    page.get_by_role("link", name="Maak een bestand van deze deal").click()
    expect(page.get_by_role("heading", name="Bewaren en overdragen")).to_be_visible()
    return page


def make_it(page: Page) -> None:
    offer = page.get_by_role("listitem").filter(has_text="Alles in één spreadsheet")
    offer.get_by_role("button", name="Maak het bestand").click()
    expect(page.get_by_role("heading", name="Alles in één spreadsheet")).to_be_visible()


def test_the_workbook_of_a_deal_is_made_while_one_looks_on(room: Room, world: World) -> None:
    world.table.team.places(world.table.subject("Arcadis"))
    page = at_exports(room, world)

    make_it(page)
    # Nobody presses anything: the page follows the job, and then offers the file. A busy machine
    # lets the process of the job wait for everything else.
    save = page.get_by_role("link", name="Bestand opslaan")
    expect(save).to_be_visible(timeout=120_000)
    with page.expect_download() as saving:
        save.click()

    content = saving.value.path().read_bytes()
    assert saving.value.suggested_filename.startswith("ruimte-voor-lopen-")
    assert "Arcadis" in [
        cell.value for cell in openpyxl.load_workbook(io.BytesIO(content))["Plekken"]["F"]
    ]
    check(page)


def test_who_has_enough_of_it_stops_it_without_javascript(room: Room, world: World) -> None:
    # One of which the process is somewhere else, halfway.
    job = Job.objects.create(
        kind="deal-tables",
        deal=world.deal,
        by=world.facilitator,
        language="nl",
        state=JobState.RUNNING,
        done=2,
        total=5,
    )
    page = at_exports(room, world, java_script_enabled=False, viewport=PHONE)

    offer = page.get_by_role("listitem").filter(has_text="Alles in één spreadsheet")
    offer.get_by_role("link", name="Kijk hoe ver het is").click()
    expect(page.get_by_text("We zijn bezig: 2 van 5.")).to_be_visible()
    Job.objects.filter(pk=job.pk).update(done=3)
    page.get_by_role("link", name="Kijk opnieuw").click()
    expect(page.get_by_text("We zijn bezig: 3 van 5.")).to_be_visible()
    page.get_by_role("button", name="Stop hiermee").click()

    expect(page.get_by_text("Je hebt het gestopt. Er is niets bewaard.")).to_be_visible()
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED


def test_the_pages_of_a_job_have_no_findings(room: Room, world: World) -> None:
    page = at_exports(room, world, viewport=NARROW, color_scheme="dark")
    check(page)

    job = Job.objects.create(
        kind="deal-tables",
        deal=world.deal,
        by=world.facilitator,
        language="nl",
        total=5,
        done=2,
        state=JobState.RUNNING,
    )
    page.goto(f"/jobs/{job.pk}/")
    expect(page.get_by_role("progressbar")).to_be_visible()
    check(page)
    Job.objects.filter(pk=job.pk).update(state=JobState.FAILED, failure="died")
    expect(page.get_by_text("Het stopte halverwege.")).to_be_visible()
    check(page)
