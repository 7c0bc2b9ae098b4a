"""From a worksheet to a plan on paper: made, changed, printed, and on the page of the deal."""

from datetime import date

import pikepdf
from playwright.sync_api import Page, expect

from boards.domain.preparing import SetUp, SheetPlan, prepare_session
from deals.models import Innovation
from tests.browser.conftest import PHONE, Room, World
from tests.browser.test_access import check
from tests.conftest import started
from tests.live.people import team
from tests.scaling.conftest import BOXES, ROUTES, WHEEL, Talk


def talk_of(world: World) -> tuple[Talk, Innovation]:
    """A conversation in which an innovation was put in the first box and thought through."""
    card = world.deal.innovations.create(name="Loopkaart", problem="Mensen weten de weg niet.")
    sheets = [SheetPlan(*board) for board in (BOXES, ROUTES, WHEEL)]
    session = prepare_session(
        world.deal, "Wat schalen we op?", date(2026, 3, 5), SetUp(sheets), world.facilitator
    )
    talk = Talk(started(session, world.facilitator))
    talk.puts("agreed", card, "geschikt")
    talk.writes(card, "inschalen", "doel", "De kaart blijft in elke gemeente.")
    talk.energy("Arcadis", card, "inschalen", 4)
    talk.energy("Wandelnet", card, "inschalen", 9)
    talk.colours("Arcadis", "Arcadis", "beloning", 2)
    talk.colours("team", "Arcadis", "beloning", 4)
    return talk, card


def at(room: Room, world: World, where: str, **options: object) -> Page:
    page = room.person(team(world.table.session, world.facilitator).cookies, **options)
    page.goto(f"/deals/{world.deal.pk}/{where}")
    return page


def test_a_worksheet_becomes_a_plan_that_can_be_filed(room: Room, world: World) -> None:
    _talk, card = talk_of(world)
    page = at(room, world, "")
    part = page.get_by_role("region", name="Opschalen")

    # It lies ready and was thought through, so a plan is the next step.
    expect(part).to_contain_text("Geschikt om op te schalen")
    expect(part).to_contain_text("1 van 20 vakken ingevuld")
    check(page)
    part.get_by_role("link", name="Maak een schalingsplan").click()
    check(page)
    page.get_by_role("button", name="Maak hiervan het plan").click()
    expect(page.get_by_text("De kaart blijft in elke gemeente.")).to_be_visible()
    check(page)

    # What they go for, until when, and a sentence in their own words.
    page.get_by_role("link", name="Plan aanpassen").click()
    check(page)
    page.get_by_label("Inschalen").check()
    page.get_by_label("Tot", exact=True).fill("2028-07-01")
    page.get_by_label("Wie is de trekker?").select_option(label="Wandelnet")
    page.get_by_role("group", name="Inschalen").get_by_label("Doel").fill(
        "Elke gemeente drukt hem."
    )
    page.get_by_role("button", name="Bewaar").click()
    expect(page.get_by_text("Elke gemeente drukt hem.")).to_be_visible()
    expect(page.get_by_text("1 juli 2028")).to_be_visible()

    # On paper, for the municipality's archive.
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF op A3").click()
    assert download.value.suggested_filename == "schalingsplan-loopkaart-a3.pdf"
    with pikepdf.open(download.value.path()) as document:
        assert document.Root.MarkInfo.Marked

    # The page of the deal says where it stands, and asks for actions.
    page.get_by_role("link", name="Ruimte voor Lopen").click()
    expect(part.get_by_role("link", name="Inschalen (schalingsplan)")).to_be_visible()
    expect(part.get_by_role("link", name="Spreek een actie af")).to_be_visible()
    assert card.plan.owner == "Wandelnet"


def test_the_other_pages_can_be_used_by_everybody(room: Room, world: World) -> None:
    _talk, card = talk_of(world)
    page = at(room, world, f"innovations/{card.pk}/plan/")
    page.get_by_role("button", name="Maak hiervan het plan").click()
    page.get_by_role("link", name="Eerdere versies").click()
    page.locator("summary").first.click()
    check(page)
    later = prepare_session(
        world.deal, "Nog een keer", date(2026, 9, 1), SetUp([SheetPlan(*ROUTES)]), world.facilitator
    )
    newer = Talk(started(later, world.facilitator))
    newer.writes(card, "inschalen", "doel", "De kaart wordt verplicht.")
    page.goto(f"/deals/{world.deal.pk}/innovations/{card.pk}/plan/")
    page.get_by_role("link", name="Bekijk wat er verschilt").click()
    check(page)
    page.get_by_role("button", name="Neem het werkblad over").click()
    expect(page.get_by_text("De kaart wordt verplicht.")).to_be_visible()

    page.goto(f"/deals/{world.deal.pk}/scaling/")
    check(page)
    arcadis = world.deal.partners.get(organisation__name="Arcadis")
    page.goto(f"/deals/{world.deal.pk}/partners/{arcadis.pk}/ownership/")
    expect(page.get_by_role("row", name="Beloning")).to_contain_text("4 door de gespreksleiders")
    check(page)


def test_nothing_sticks_out_on_a_narrow_phone(room: Room, world: World) -> None:
    _talk, card = talk_of(world)
    wide = at(room, world, f"innovations/{card.pk}/plan/")
    wide.get_by_role("button", name="Maak hiervan het plan").click()
    arcadis = world.deal.partners.get(organisation__name="Arcadis")
    plan = f"innovations/{card.pk}/plan/"
    narrow = at(room, world, "", viewport=PHONE | {"width": 320})

    for where in (
        "",
        plan,
        f"{plan}change/",
        f"{plan}again/",
        f"{plan}history/",
        "scaling/",
        f"partners/{arcadis.pk}/ownership/",
    ):
        narrow.goto(f"/deals/{world.deal.pk}/{where}")
        width = narrow.evaluate("document.documentElement.scrollWidth")
        assert width <= 320, where
