"""A project secretary with a covenant: paste, look, choose, save; and two that are one."""

import re

import pytest
from playwright.sync_api import Page, expect

from deals.models import Deal, Organisation
from tests.browser.conftest import PHONE, Room, World
from tests.browser.test_room import said
from tests.live.people import team

COVENANT = """1. De gemeente Deventer, te dezen vertegenwoordigd door de wethouder;
2. Zwolle;
3. Wandelnett; en
4. Stichting Straatwerk.
"""


def secretary(room: Room, world: World, where: str, **options: object) -> Page:
    """Somebody of the team, at a page."""
    page = room.person(team(world.table.session, world.facilitator).cookies, **options)
    page.goto(where)
    return page


def list_page(world: World) -> str:
    return f"/deals/{world.deal.pk}/partners/import/"


def names_of(deal: Deal) -> list[str]:
    return sorted(str(partner) for partner in deal.partners.select_related("organisation"))


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_a_covenant_becomes_partners(room: Room, world: World, javascript: bool) -> None:
    page = secretary(room, world, list_page(world), java_script_enabled=javascript)

    page.get_by_label(said("Paste the list here")).fill(COVENANT)
    page.get_by_role("button", name=said("See what will happen")).click()
    expect(page.get_by_role("heading", name=said("What will happen"))).to_be_visible()
    save = page.get_by_role("button", name=said("Save all"))
    save.click()
    page.get_by_role("link", name="Regel 3, organisatie").click()
    expect(page).to_have_url(f"{room.server.url}{list_page(world)}#line-3")
    line = page.locator("#line-3")
    line.get_by_label("Dezelfde als Wandelnet", exact=True).check()
    page.locator("#line-4").get_by_role("combobox").select_option("umbrella")
    save.click()

    expect(page.get_by_text("2 partners erbij.")).to_be_visible()
    assert names_of(world.deal) == [
        "Arcadis",
        "Gemeente Deventer",
        "Gemeente Zwolle",
        "Ministerie van BZK",
        "Stichting Straatwerk",
        "Wandelnet",
    ]
    assert Organisation.objects.get(name="Stichting Straatwerk").kind == "umbrella"


def test_a_file_can_be_brought_in_by_keyboard_on_a_phone(room: Room, world: World) -> None:
    page = secretary(room, world, list_page(world), viewport=PHONE)
    content = "organisatie;soort\r\nGemeente Deventer;gemeente\r\n".encode("cp1252")

    page.get_by_label(said("Choose a file")).set_input_files(
        {"name": "lijst.csv", "mimeType": "text/csv", "buffer": content}
    )
    press(page, said("See what will happen"))
    press(page, said("Save all"))

    expect(page.get_by_text("1 partner erbij.")).to_be_visible()


def test_twenty_megabytes_get_a_sentence(room: Room, world: World) -> None:
    page = secretary(room, world, list_page(world))

    page.get_by_label(said("Choose a file")).set_input_files(
        {"name": "groot.xlsx", "mimeType": "text/csv", "buffer": b"x" * (20 * 1024 * 1024)}
    )
    page.get_by_role("button", name=said("See what will happen")).click()

    expect(page.get_by_role("alert")).to_contain_text("hooguit 5 MB")


def test_two_organisations_go_on_as_one_and_are_taken_apart(room: Room, world: World) -> None:
    zwolle = Organisation.objects.create(name="Zwolle", kind="municipality")
    world.deal.partners.create(organisation=zwolle)
    page = secretary(room, world, "/organisations/")

    page.get_by_role("link", name=re.compile("Vergelijk.*Zwolle, Gemeente Zwolle")).click()
    page.get_by_role("button", name=said("Yes, they are the same")).click()
    expect(page.get_by_text("heette ook Zwolle")).to_be_visible()
    page.wait_for_load_state()
    page.get_by_label("Naam", exact=True).fill("arca")
    expect(page.locator(".organisation-list > li")).to_have_count(1)
    page.get_by_label("Naam", exact=True).fill("zwolle")
    page.get_by_role("button", name=re.compile("Haal weer uit elkaar.*Zwolle")).click()

    expect(page.get_by_text("Zwolle staat weer op zichzelf.")).to_be_visible()


def press(page: Page, name: str) -> None:
    """Press a button as somebody without a mouse does."""
    page.get_by_role("button", name=name).focus()
    page.keyboard.press("Enter")
