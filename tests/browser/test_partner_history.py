"""Staff of Agenda Stad follow one partner through three sessions; the team hands it over."""

from datetime import date

import pikepdf
from playwright.sync_api import Page, expect

from boards.domain.preparing import SheetPlan, prepare_session
from deals.models import Partner
from tests.browser.conftest import PHONE, Room, World
from tests.browser.test_access import check
from tests.conftest import make_user, started
from tests.live.people import team
from tests.table import Table

PLACES = (("Start", 2024, "oogst"), ("Halverwege", 2025, "water"), ("Bijna klaar", 2026, "boompje"))


def held(world: World, title: str, year: int, element: str) -> Table:
    """A closed session: Arcadis puts itself somewhere, the facilitators it elsewhere, hidden."""
    plan = SheetPlan("rollen", "feitelijke-rol", team_starts_open=False)
    day = date(year, 3, 5)
    session = prepare_session(world.deal, title, day, [plan], world.facilitator)
    table = started(session, world.facilitator)
    table.joins("Arcadis").places(table.subject("Arcadis"), element=element)
    table.team.places(table.subject("Arcadis"), element="wortels")
    assert table.team.sends("close_session").accepted
    return table


def arcadis(world: World) -> Partner:
    return world.deal.partners.get(organisation__name="Arcadis")


def test_staff_follow_one_partner_through_three_sessions(room: Room, world: World) -> None:
    for title, year, element in PLACES:
        held(world, title, year, element)
    staff = make_user("agendastad")
    staff.is_agenda_stad = True
    staff.save()
    page = room.person(team(world.table.session, staff).cookies)

    # From the list of organisations to this one: three places, in the order of the years.
    page.goto("/organisations/")
    page.get_by_role("link", name="Arcadis", exact=True).click()
    line = page.get_by_role("region", name="Rollen en inzet: Feitelijke rol")
    expect(line.get_by_role("listitem")).to_contain_text(
        ["5 maart 2024", "5 maart 2025", "5 maart 2026"]
    )
    expect(line.locator("dd")).to_have_text(["Oogst", "Water", "Boompje"])
    check(page)

    # Into the session in the middle, and back.
    line.get_by_role("link", name="Halverwege").click()
    expect(page.get_by_role("heading", name="Halverwege")).to_be_visible()
    page.get_by_role("link", name="Arcadis").first.click()
    expect(line.get_by_role("listitem")).to_have_count(3)

    # Where the facilitators had put it was shown to nobody, and is in no byte.
    organisation = page.request.get(page.url).text()
    assert "Boompje" in organisation
    assert "wortels" not in organisation.casefold()


def test_the_team_hands_over_a_year_and_welcomes_somebody(room: Room, world: World) -> None:
    held(world, "Dit jaar", date.today().year, "water")
    partner = arcadis(world)
    partner.people.create(role="projectleider", name="Noor")
    left = partner.people.create(role="adviseur", name="Kim", until=date(2025, 1, 1))
    action = world.deal.actions.create(text="Routes tekenen", person=left)
    page = room.person(team(world.table.session, world.facilitator).cookies)

    page.goto(f"/deals/{world.deal.pk}/")
    page.get_by_role("link", name=f"Jaarpagina’s {date.today().year}").click()
    check(page)
    page.get_by_role("link", name="Arcadis").click()
    page.get_by_label("Wat leverde de deal je op?").fill("We leerden elkaar kennen.")
    page.get_by_role("button", name="Bewaar").click()
    check(page)
    page.get_by_role("button", name="Ja, bevestig deze pagina").click()
    expect(page.locator(".is-confirmed")).to_contain_text("bevestigd op")
    check(page)
    assert is_tagged(page)

    page.goto(f"/deals/{world.deal.pk}/partners/{partner.pk}/")
    page.get_by_role("link", name="Welkomstpagina").click()
    check(page)
    page.get_by_label("Routes tekenen").check()
    page.get_by_label("Aan wie?").select_option(label="Noor, projectleider")
    page.get_by_role("button", name="Draag deze acties over").click()
    expect(page.get_by_text("1 actie is overgedragen.")).to_be_visible()
    assert is_tagged(page)
    action.refresh_from_db()
    assert str(action.person) == "Noor"

    # Nothing sticks out on a narrow phone.
    narrow = room.person(
        team(world.table.session, world.facilitator).cookies, viewport=PHONE | {"width": 320}
    )
    for where in (
        f"/organisations/{partner.organisation_id}/",
        f"/deals/{world.deal.pk}/years/{date.today().year}/",
        f"/deals/{world.deal.pk}/partners/{partner.pk}/years/{date.today().year}/",
        f"/deals/{world.deal.pk}/partners/{partner.pk}/welcome/",
    ):
        narrow.goto(where)
        assert narrow.evaluate("document.documentElement.scrollWidth") <= 320, where


def is_tagged(page: Page) -> bool:
    """Whether the PDF that this page offers can be listened to."""
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF om mee te geven").click()
    with pikepdf.open(download.value.path()) as document:
        return bool(document.Root.MarkInfo.Marked)
