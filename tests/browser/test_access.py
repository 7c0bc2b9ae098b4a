"""Everybody can use it: axe finds nothing on any page or state, nothing sticks out at 320 px, and
what one can press is large enough.
"""

from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from boards.domain.joining import Joining, join
from deals.models import Organisation, Partner
from tests.browser.conftest import LAPTOP, PROJECTOR, Room, World, at_rest, live, open_hidden
from tests.live.people import participant, screen, team

AXE = (Path(__file__).parents[1] / "vendor" / "axe-core-4.14.1.min.js").read_text()
NARROW = {"width": 320, "height": 640}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SMALLEST = 44


def findings(page: Page) -> list[str]:
    """What axe finds once all of a page is there; run from outside, so that its policy holds."""
    at_rest(page)
    page.evaluate(AXE)
    result = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", RULES
    )
    return [
        f"{v['id']}: {node['target']} {node['failureSummary']}"
        for v in result["violations"]
        for node in v["nodes"]
    ]


# Colours go by the scheme and the layout by the size: each of both, once.
SIGHTS = [(NARROW, "light"), (LAPTOP, "dark")]


def sticks_out(page: Page) -> list[str]:
    """What makes the page scroll sideways."""
    found: list[str] = page.evaluate(
        """() => document.documentElement.scrollWidth <= document.documentElement.clientWidth ? []
            : [...document.querySelectorAll('body *')]
                .filter(each => each.getBoundingClientRect().right > innerWidth + 1)
                .map(each => each.outerHTML.slice(0, 80))"""
    )
    return found


def too_small(page: Page) -> list[str]:
    """Buttons and fields that are smaller than a thumb. Links inside a sentence may be."""
    found: list[str] = page.evaluate(
        """smallest => [...document.querySelectorAll(
              'button, select, textarea, a.button, summary, [role=tab],'
              + 'input:not([type=hidden], [type=radio], [type=checkbox])')]
            .filter(each => each.checkVisibility({visibilityProperty: true}))
            .map(each => [each, each.getBoundingClientRect()])
            .filter(([, box]) => box.width > 1 && (box.height < smallest || box.width < smallest))
            .map(([each, box]) => `${each.outerHTML.slice(0, 80)} ${box.width}×${box.height}`)""",
        SMALLEST,
    )
    return found


def check(page: Page) -> None:
    """A page as it is now has no findings, fits, and its targets are large enough."""
    assert findings(page) == []
    assert sticks_out(page) == []
    assert too_small(page) == []


def innovations_of(world: World) -> list[str]:
    """The ids of two innovations of the deal, with all that its page can show of them; a third was
    taken off the list.
    """
    deal, session = world.deal, world.table.session
    line = deal.lines.create(name="Meten en weten")
    says = {"problem": "Niemand weet wie er loopt.", "experiment": "Een wijk telde een week."}
    one = deal.innovations.create(name="Teldag", line=line, session=session, **says)
    other = deal.innovations.create(name="Route naar school", phase="direction")
    deal.innovations.create(name="Wandelwijzer", merged_into=one)
    deal.innovations.create(name="Looplicht", removed_at=timezone.now())
    deal.actions.create(text="Bellen", innovation=one)
    return [str(one.pk), str(other.pk)]


@pytest.mark.parametrize(("size", "scheme"), SIGHTS, ids=["narrow-light", "laptop-dark"])
def test_the_pages_around_a_session_have_no_findings(
    room: Room, world: World, scheme: str, size: dict[str, int]
) -> None:
    cookies = team(world.table.session, world.facilitator).cookies
    page = room.person(cookies, viewport=size, color_scheme=scheme)
    deal = f"/deals/{world.deal.pk}/"

    partner = world.deal.partners.get(organisation__name="Arcadis")
    world.deal.lines.create(name="Schoolomgeving")
    world.deal.goals.create(text="Lopen is gewoon.")
    world.deal.stages.create(stage="results", starts_on=date(2026, 1, 1))
    one, other = innovations_of(world)

    for address in (
        "/",
        "/deals/new/",
        "/deals/import/",
        deal,
        f"{deal}records/",
        f"{deal}partners/",
        f"{deal}partners/import/",
        f"{deal}partners/new/",
        "/organisations/",
        f"/organisations/{partner.organisation_id}/merge/?q=e",
        f"{deal}partners/{partner.pk}/",
        f"{deal}partners/{partner.pk}/row/",
        f"{deal}innovations/new/",
        f"{deal}innovations/{one}/",
        f"{deal}innovations/{one}/merge/",
        f"{deal}innovations/{one}/merge/?into={other}",
        f"{deal}team/",
        f"{deal}sessions/new/",
        f"/sessions/{world.table.session.pk}/exports/",
        "/accounts/password/change/",
    ):
        page.goto(address)
        check(page)
    somebody = room.context(viewport=size, color_scheme=scheme).new_page()
    for address in ("/accounts/login/", "/accounts/password/reset/", "/join/", "/invitation/"):
        somebody.goto(address)
        check(somebody)


@pytest.mark.parametrize(("size", "scheme"), SIGHTS, ids=["narrow-light", "laptop-dark"])
def test_changing_records_has_no_findings(
    room: Room, world: World, scheme: str, size: dict[str, int]
) -> None:
    cookies = team(world.table.session, world.facilitator).cookies
    page = room.person(cookies, viewport=size, color_scheme=scheme)
    partners = f"/deals/{world.deal.pk}/partners/"
    world.deal.lines.create(name="Schoolomgeving")

    page.goto(partners)
    page.locator("tr", has_text="Arcadis").get_by_role("link", name="Aanpassen").click()
    expect(page.locator("tr.editing")).to_be_visible()
    check(page)
    page.get_by_role("checkbox", name="Kies Wandelnet").check()
    page.locator("details.together > summary").click()
    check(page)
    page.goto(f"/deals/{world.deal.pk}/records/")
    page.locator("#stages [data-add]").click()
    page.locator("#stages .remove input").check()
    check(page)


@pytest.mark.parametrize(("size", "scheme"), SIGHTS, ids=["narrow-light", "laptop-dark"])
def test_bringing_in_a_list_and_merging_have_no_findings(
    room: Room, world: World, scheme: str, size: dict[str, int]
) -> None:
    cookies = team(world.table.session, world.facilitator).cookies
    page = room.person(cookies, viewport=size, color_scheme=scheme)
    twice = Organisation.objects.create(name="Zwolle", kind="municipality")
    Partner.objects.create(deal=world.deal, organisation=twice)
    zwolle = Organisation.objects.get(name="Gemeente Zwolle")

    address = f"/deals/{world.deal.pk}/partners/import/"
    for text in (
        "Wandelnett\nStichting Straatwerk\nBuurtkracht\nZwolle\nArcadis",
        "organisatie;ondertekend\n=1+1;31-2-2020\nDeltares;29-10-20\nWandelnett;",
        "organisatie;kleur\nWandelnet;rood",
    ):
        page.goto(f"{address}?again")
        page.locator("#text").fill(text)
        page.locator("button[value=look]").click()
        check(page)
    page.goto(f"/organisations/{twice.pk}/merge/?into={zwolle.pk}")
    check(page)
    page.locator("button[name=into]").click()
    expect(page.locator(".organisation-merged")).to_be_visible()
    check(page)


@pytest.mark.parametrize(("size", "scheme"), SIGHTS, ids=["narrow-light", "laptop-dark"])
def test_the_control_view_has_no_findings_in_any_phase(
    room: Room, hidden_world: World, scheme: str, size: dict[str, int]
) -> None:
    table = hidden_world.table
    table.joins("Wandelnet").places(table.subject("Wandelnet"), element="oogst")
    table.team.places(table.subject("Wandelnet"), element="vlinder")
    table.team.sends("put_on_table", name="Een verzekeraar")
    page = room.facilitator(table, hidden_world.facilitator, viewport=size, color_scheme=scheme)

    check(page)
    open_hidden(page)
    page.get_by_role("button", name="Toon verborgen post-its").click()
    for tab in ("Lijst", "Deelnemers", "Op tafel"):
        page.get_by_role("tab", name=tab).click()
        check(page)
    page.locator(".tray-item").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    check(page)
    page.keyboard.press("Escape")
    for phase in ("revealing", "discussing"):
        table.team.sends("set_phase", phase=phase)
        expect(page.locator(f'[data-step="{phase}"]')).to_have_attribute("data-now", "")
        check(page)
    page.get_by_role("link", name="Sluit de sessie").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    check(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_phone_has_no_findings_in_any_phase(room: Room, world: World, scheme: str) -> None:
    table = world.table
    me = participant(table, "Wandelnet")
    page = room.person(me.cookies, viewport=NARROW, color_scheme=scheme, has_touch=True)
    page.goto(f"/sessions/{table.session.pk}/seat/")
    live(page)

    check(page)
    page.locator('[data-choice="water"] button.card-button').click()
    expect(page.locator('[data-choice="water"] [data-mark]')).to_be_visible()
    check(page)
    for phase in ("revealing", "discussing"):
        table.team.sends("set_phase", phase=phase)
        expect(page.locator("[data-seat]")).to_have_attribute("data-phase", phase)
        check(page)
    table.team.sends("close_session")
    expect(page.locator("html")).to_have_attribute("data-live", "closed")
    check(page)


def test_the_screen_has_no_findings_in_any_phase(room: Room, world: World) -> None:
    table = world.table
    page = room.wall(table)
    check_screen(page)
    seat, _token = join(
        table.session, Joining(uuid4(), partner=table.subject("Wandelnet").partner_id)
    )
    table.at(seat).places(table.subject("Wandelnet"))
    for phase in ("revealing", "discussing"):
        table.team.sends("set_phase", phase=phase)
        expect(page.locator("[data-screen]")).to_have_attribute("data-phase", phase)
        check_screen(page)
    page.set_viewport_size({"width": 1280, "height": 720})
    check_screen(page)


def check_screen(page: Page) -> None:
    """No findings, and everything fits without scrolling, for there are no hands on it."""
    assert findings(page) == []
    assert sticks_out(page) == []
    low = "document.documentElement.scrollHeight > document.documentElement.clientHeight"
    assert not page.evaluate(low)


def test_the_history_of_a_session_has_no_findings(room: Room, world: World) -> None:
    table = world.table
    table.joins("Wandelnet").places(table.subject("Wandelnet"))
    table.team.sends("close_session")
    page = room.person(team(table.session, world.facilitator).cookies)

    page.goto(f"/sessions/{table.session.pk}/")

    check(page)
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    check(page)


@pytest.mark.parametrize("role", ["control", "screen"])
def test_text_on_a_post_it_is_readable_on_a_projector(room: Room, world: World, role: str) -> None:
    """At least 12 px at 1920 × 1080 (design.md, "Boards"), with all partners on the board."""
    table = world.table
    for name in ("Wandelnet", "Arcadis", "Gemeente Zwolle", "Ministerie van BZK"):
        table.team.places(table.subject(name), element="boompje")
    people = {"control": team(table.session, world.facilitator), "screen": screen(table.session)}
    page = room.person(people[role].cookies, viewport=PROJECTOR)
    page.goto(f"/sessions/{table.session.pk}/{role}/")
    live(page)

    sizes = page.evaluate(
        """() => [...document.querySelectorAll('.board .postit-name')].map(text =>
              parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a)"""
    )

    assert len(sizes) == 4
    assert min(sizes) >= 11.5  # turned by a degree or two, which shortens what is measured


def test_nothing_moves_for_who_asked_for_less_motion(room: Room, world: World) -> None:
    page = room.facilitator(world.table, world.facilitator, reduced_motion="reduce")
    world.table.team.places(world.table.subject("Arcadis"))
    expect(page.locator(".board .postit")).to_have_count(1)

    running = page.evaluate(
        "document.getAnimations().filter(a => a.playState === 'running').length"
    )

    assert running == 0
