"""Keeping the records of a deal: a secretary at a laptop, most of it by keyboard."""

import re
from datetime import date

from playwright.sync_api import Page, expect

from deals.models import Deal, Organisation, Partner
from tests.browser.conftest import Room, World
from tests.live.people import team


def secretary(room: Room, world: World, where: str) -> Page:
    """Somebody of the team, at a page of the deal."""
    page = room.person(team(world.table.session, world.facilitator).cookies)
    page.goto(f"/deals/{world.deal.pk}/{where}")
    return page


def partner(deal: Deal, name: str) -> Partner:
    return deal.partners.get(organisation__name=name)


def test_a_partner_is_added_by_keyboard(room: Room, world: World) -> None:
    Organisation.objects.create(name="ProRail", kind="government")
    page = secretary(room, world, "partners/new/")

    expect(page.get_by_label("Naam van de organisatie")).to_be_focused()
    page.keyboard.type("pro")
    expect(page.locator("#known option")).to_have_count(1)
    page.keyboard.type("rail")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("ProRail")
    assert partner(world.deal, "ProRail").organisation.kind == "government"


def test_a_partner_that_is_like_a_known_one_is_asked_about(room: Room, world: World) -> None:
    known = Organisation.objects.create(name="Gemeente Tiel", kind="municipality")
    page = secretary(room, world, "partners/new/")

    expect(page.get_by_label("Naam van de organisatie")).to_be_focused()
    page.keyboard.type("Tiel")
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="Bedoel je “Gemeente Tiel”?")).to_be_visible()
    expect(page.get_by_label("Ja, Gemeente Tiel")).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Gemeente Tiel")
    assert partner(world.deal, "Gemeente Tiel").organisation == known


def test_the_list_is_filtered_while_typing_and_the_address_stays_true(
    room: Room, world: World
) -> None:
    page = secretary(room, world, "partners/")

    page.get_by_label("Zoek partners").press_sequentially("zwol")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"/partners/\?q=zwol$"))
    page.reload()
    expect(page.locator("tbody .cell-name a")).to_have_text(["Gemeente Zwolle"])
    page.get_by_label("Zoek partners").fill("")
    expect(page.locator("tbody tr")).to_have_count(4)
    page.get_by_label("Soort").select_option("market")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"/partners/\?kind=market$"))
    page.get_by_role("link", name="Wis het filter").click()
    expect(page.locator("tbody tr")).to_have_count(4)


def test_a_row_is_changed_in_its_place_by_keyboard(room: Room, world: World) -> None:
    page = secretary(room, world, "partners/")
    change = page.locator("tr", has_text="Arcadis").get_by_role("link", name="Aanpassen")

    change.focus()
    page.keyboard.press("Enter")
    row = page.locator("tr.editing")
    expect(row.get_by_label("Relatie")).to_be_focused()
    page.keyboard.press("Escape")
    expect(change).to_be_focused()
    page.keyboard.press("Enter")
    row.get_by_label("Relatie").select_option("said_no")
    row.get_by_label("Sinds").fill("2026-05-04")
    row.get_by_label("Sinds").press("Enter")

    expect(change).to_be_focused()
    expect(page.locator("[data-says]")).to_contain_text("Arcadis")
    changed = partner(world.deal, "Arcadis")
    assert (changed.relation, changed.since) == ("said_no", date(2026, 5, 4))
    assert changed.former.get().relation == "signed"


def test_a_change_by_somebody_else_stands_beside_what_was_typed(room: Room, world: World) -> None:
    page = secretary(room, world, "partners/")
    page.locator("tr", has_text="Arcadis").get_by_role("link", name="Aanpassen").click()
    row = page.locator("tr.editing")
    row.get_by_label("Sinds").fill("2026-05-04")
    Partner.objects.filter(pk=partner(world.deal, "Arcadis").pk).update(
        since=date(2024, 3, 2), version=2
    )

    row.get_by_role("button", name="Bewaar").click()

    expect(row.get_by_role("alert")).to_contain_text("2 maart 2024")
    expect(row.get_by_label("Sinds")).to_have_value("2026-05-04")
    row.get_by_role("button", name="Bewaar").click()
    expect(row).to_have_count(0)
    assert partner(world.deal, "Arcadis").since == date(2026, 5, 4)


def test_several_partners_are_changed_at_once_across_two_searches(room: Room, world: World) -> None:
    line = world.deal.lines.create(name="Schoolomgeving")
    page = secretary(room, world, "partners/")
    search = page.get_by_label("Zoek partners")

    search.fill("arcadis")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_role("checkbox", name="Kies Arcadis").check()
    search.fill("wandel")
    expect(page.get_by_role("checkbox", name="Kies Wandelnet")).to_be_visible()
    page.get_by_role("checkbox", name="Kies Wandelnet").check()
    bar = page.locator("details.together")
    expect(bar.locator("summary")).to_contain_text("2")
    bar.locator("summary").click()
    bar.get_by_label("Werklijn").select_option(label="Schoolomgeving")
    bar.get_by_role("button", name="Zet ze erop").click()

    expect(page.get_by_role("status").first).to_contain_text("2 partners")
    names = line.partners.values_list("organisation__name", flat=True)
    assert sorted(names) == ["Arcadis", "Wandelnet"]


def test_two_parts_of_the_records_are_saved_one_after_the_other(room: Room, world: World) -> None:
    page = secretary(room, world, "records/")
    goals, facts = page.locator("#goals"), page.locator("#facts")

    facts.get_by_label("Thema").fill("Lopen")
    expect(goals.locator(".row")).to_have_count(0)
    goals.get_by_role("button", name="Voeg een doel toe").click()
    page.keyboard.type("Lopen is weer gewoon.")
    goals.get_by_role("button", name="Bewaar").click()
    expect(goals.locator(".saved")).to_be_visible()
    expect(facts.get_by_label("Thema")).to_have_value("Lopen")
    facts.get_by_role("button", name="Bewaar").click()
    expect(facts.locator(".saved")).to_be_visible()

    world.deal.refresh_from_db()
    assert world.deal.theme == "Lopen"
    assert [goal.text for goal in world.deal.goals.all()] == ["Lopen is weer gewoon."]


def test_a_part_offers_to_be_saved_when_something_in_it_changed(room: Room, world: World) -> None:
    page = secretary(room, world, "records/")
    save = page.get_by_role("button", name="Bewaar")

    expect(page.get_by_role("button", name="Voeg een doel toe")).to_be_visible()
    expect(save).to_have_count(0)
    page.locator("#facts").get_by_label("Thema").fill("Lopen")
    expect(save).to_have_count(1)
    save.press("Enter")

    expect(page.locator("#facts .saved")).to_be_focused()
    expect(save).to_have_count(0)


def test_what_is_missing_or_half_typed_is_said_in_the_language_of_the_page(
    room: Room, world: World
) -> None:
    page = secretary(room, world, "records/")
    core_team = page.locator("#core_team")
    core_team.get_by_role("button", name="Voeg iemand toe").click()
    core_team.get_by_label("Functie").select_option("secretary")
    core_team.get_by_label("Sinds").press("1")

    core_team.get_by_role("button", name="Bewaar").click()
    expect(core_team.get_by_text("Vul de hele datum in")).to_be_visible()
    expect(core_team.get_by_label("Sinds")).to_be_focused()
    core_team.get_by_label("Sinds").fill("2026-05-04")
    expect(core_team.get_by_text("Vul de hele datum in")).to_have_count(0)
    core_team.get_by_role("button", name="Bewaar").click()

    expect(core_team.locator(".errorlist")).to_have_text("Dit veld is verplicht.")
    assert world.deal.core_team.count() == 0


def test_on_a_phone_the_filter_is_folded_until_it_filters(room: Room, world: World) -> None:
    page = secretary(room, world, "partners/")
    expect(page.get_by_label("Soort")).to_be_visible()
    page.set_viewport_size({"width": 320, "height": 640})

    expect(page.get_by_label("Soort")).to_be_hidden()
    page.locator("summary", has_text="Filter").click()
    page.get_by_label("Soort").select_option("market")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.reload()
    expect(page.get_by_label("Soort")).to_be_visible()


def test_without_javascript_everything_is_a_form(room: Room, world: World) -> None:
    cookies = team(world.table.session, world.facilitator).cookies
    page = room.person(cookies, java_script_enabled=False)
    deal = f"/deals/{world.deal.pk}/"

    page.goto(f"{deal}records/")
    goals = page.locator("#goals")
    expect(goals.locator(".row")).to_have_count(2)
    goals.get_by_label("Doel").first.fill("Lopen is weer gewoon.")
    goals.get_by_role("button", name="Bewaar").click()
    page.goto(f"{deal}partners/")
    expect(page.get_by_label("Soort")).to_be_visible()
    page.get_by_label("Zoek partners").fill("arcadis")
    page.get_by_role("button", name="Toon").click()
    expect(page.locator("tbody .cell-name a")).to_have_text(["Arcadis"])
    page.locator("tr", has_text="Arcadis").get_by_role("link", name="Aanpassen").click()
    page.get_by_label("Relatie").select_option("involved")
    page.get_by_role("button", name="Bewaar").click()
    page.get_by_role("checkbox", name="Kies Wandelnet").check()
    page.locator("details.together > summary").click()
    page.get_by_label("Nieuwe relatie").select_option("missing")
    page.get_by_role("button", name="Verander de relatie").click()

    expect(page.get_by_role("status").first).to_contain_text("1 partner")
    assert [goal.text for goal in world.deal.goals.all()] == ["Lopen is weer gewoon."]
    assert partner(world.deal, "Arcadis").relation == "involved"
    assert partner(world.deal, "Wandelnet").relation == "missing"
