"""What the room sees: joining by phone, placing, the shared screen, and what stays afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext, override
from playwright.sync_api import BrowserContext, Locator, Page, Response, expect

from deals.domain import doors
from tests.browser.conftest import PROJECTOR, Room, World, live
from tests.conftest import make_deal, make_session, make_user
from tests.live.people import screen
from tests.table import Table


def said(text: str, **values: object) -> str:
    """A sentence as the pages say it, in Dutch."""
    with override("nl"):
        return gettext(text).format(**values)


# What is where on the pages ---------------------------------------------------------------------


def code_of(table: Table) -> str:
    """The code on the wall."""
    door = doors.door_of(table.session)
    assert door is not None
    return doors.code_of(door)


def secret_of(table: Table) -> str:
    """The secret in the QR."""
    door = doors.door_of(table.session)
    assert door is not None
    return doors.secret_of(door)


def type_code(phone: Page, code: str) -> None:
    """Type the code from the wall."""
    phone.goto("/join/")
    phone.get_by_label(said("Code"), exact=True).fill(code)
    phone.get_by_role("button", name=said("Continue")).click()


def sit_down(phone: Page, organisation: str) -> None:
    """Choose an organisation from the list."""
    phone.get_by_label(organisation).check()
    phone.get_by_role("button", name=said("Join"), exact=True).click()
    expect(phone.locator("[data-seat]")).to_be_visible()


def joined(room: Room, table: Table, organisation: str, **options: object) -> Page:
    """A phone that has joined, live."""
    phone = room.phone(**options)
    type_code(phone, code_of(table))
    sit_down(phone, organisation)
    live(phone)
    return phone


def card(phone: Page, element: str) -> Locator:
    """The card of an element, or of "unknown"."""
    return phone.locator(f'[data-choice="{element}"]')


def choose(phone: Page, element: str) -> None:
    """Tap a card."""
    card(phone, element).locator("button").first.click()


def take_back(phone: Page, element: str) -> None:
    """Take the answer back that was given on this card."""
    card(phone, element).get_by_role("button", name=said("Take back")).click()


def status_of(phone: Page) -> Locator:
    """The one line that says how things stand."""
    return phone.locator("[data-status]")


def postits(page: Page, name: str, element: str) -> Locator:
    """Post-its of this name in this element, by their words."""
    words = page.locator("[data-postits] title").filter(has_text=name)
    return words.filter(has_text=said("in {element}", element=element))


# Stories ----------------------------------------------------------------------------------------


def test_a_conversation_from_start_to_history(room: Room, live_db: None) -> None:
    deal = make_deal("Ruimte voor Lopen")
    user = make_user("gespreksleider", deal)
    table = Table(make_session(deal, user), user)
    wall = room.person(screen(table.session).cookies, viewport=PROJECTOR)
    wall.goto(f"/sessions/{table.session.pk}/screen/")
    live(wall)
    expect(wall.get_by_text(said("We start soon"))).to_be_visible()

    control = room.facilitator(table, user)
    control.get_by_role("button", name=said("Start the session")).click()
    expect(wall.locator("[data-door=open] svg")).to_be_visible()
    expect(wall.locator("[data-board]")).not_to_be_visible()
    wall_code = wall.locator("[data-door] strong").inner_text()
    assert wall_code == code_of(table)

    phone = room.phone()
    type_code(phone, wall_code)
    sit_down(phone, "Wandelnet")
    live(phone)
    expect(status_of(phone)).to_have_text(said("You have not chosen yet."))
    expect(wall.locator("[data-board]")).to_be_visible()

    choose(phone, "water")
    expect(status_of(phone)).to_have_text(
        said("Your place: {element}. It is saved.", element="Water")
    )
    for page in (wall, control):
        expect(postits(page, "Wandelnet", "Water")).to_have_count(1)

    take_back(phone, "water")
    expect(status_of(phone)).to_have_text(said("You have not chosen yet."))
    for page in (wall, control):
        expect(postits(page, "Wandelnet", "Water")).to_have_count(0)

    choose(phone, "unknown")
    expect(status_of(phone)).to_have_text(said("Your answer: I don't know. It is saved."))
    expect(wall.locator("[data-number]")).to_have_text(
        said("{answered} of {seats}", answered=1, seats=1)
    )

    choose(phone, "oogst")
    expect(postits(wall, "Wandelnet", "Oogst")).to_have_count(1)
    control.get_by_role("link", name=said("Close the session")).click()
    control.get_by_role("button", name=said("Close the session")).click()

    expect(control).to_have_url(f"{room.server.url}/sessions/{table.session.pk}/")
    expect(postits(control, "Wandelnet", "Oogst")).to_have_count(1)
    expect(control.locator("dd", has_text="Wandelnet")).to_be_visible()
    expect(wall.get_by_text(said("The session is closed. Thank you."))).to_be_visible()
    expect(postits(wall, "Wandelnet", "Oogst")).to_have_count(1)
    expect(wall.locator("[data-door=open]")).to_have_count(0)
    expect(phone.get_by_role("heading", name=said("This session is closed"))).to_be_visible()
    assert "Wandelnet" not in phone.content()
    phone.reload()
    expect(phone.get_by_role("heading", name=said("This session is closed"))).to_be_visible()
    assert "Wandelnet" not in phone.content()


def test_a_scanned_code_lets_in_and_leaves_no_trace_in_the_address(
    room: Room, world: World
) -> None:
    phone = room.phone()
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))

    phone.goto(f"/join/#{secret_of(world.table)}")

    expect(phone).to_have_url(f"{room.server.url}/join/who/")
    sit_down(phone, "Gemeente Zwolle")
    live(phone)
    phone.go_back()
    phone.go_back()
    assert secret_of(world.table) not in phone.url
    assert not any(secret_of(world.table) in url.split("#")[0] for url in asked)


def test_an_organisation_that_is_not_listed_types_its_name(room: Room, world: World) -> None:
    name = "<script>alert('x')</script> & Zonen"
    wall = room.wall(world.table)
    phone = room.phone()
    type_code(phone, code_of(world.table))

    phone.get_by_label(said("Search")).fill("bestaat niet")
    expect(phone.locator("[data-partner]:visible")).to_have_count(0)
    phone.get_by_label(said("My organisation is not listed")).check()
    phone.get_by_label(said("Name of your organisation")).fill(name)
    phone.get_by_role("button", name=said("Join"), exact=True).click()

    live(phone)
    expect(phone.locator("[data-me]")).to_contain_text(name)
    choose(phone, "vlinder")
    expect(postits(wall, name, "Vlinder")).to_have_count(1)


def test_the_list_of_organisations_can_be_searched(room: Room, world: World) -> None:
    phone = room.phone()
    type_code(phone, code_of(world.table))

    phone.get_by_label(said("Search")).fill("zwól gem")

    expect(phone.locator("[data-partner]:visible")).to_have_count(1)
    expect(phone.get_by_label("Gemeente Zwolle")).to_be_visible()


def test_what_is_chosen_without_connection_is_sent_once(room: Room, world: World) -> None:
    phone = joined(room, world.table, "Wandelnet")
    control = room.facilitator(world.table, world.facilitator)
    accepted = answers_of(phone)

    with cut(phone.context):
        choose(phone, "compost")
        expect(status_of(phone)).to_have_text(
            said("No connection. Your choice is kept and sent later.")
        )
        expect(card(phone, "compost")).to_contain_text(said("Your place"))

    expect(status_of(phone)).to_have_text(
        said("Your place: {element}. It is saved.", element="Compost")
    )
    expect(postits(control, "Wandelnet", "Compost")).to_have_count(1)
    assert len(accepted) == 1
    assert world.table.count() == 1


def test_a_choice_that_was_not_sent_survives_a_reload(room: Room, world: World) -> None:
    phone = joined(room, world.table, "Wandelnet")
    phone.route("**/seat/commands/", lambda route: route.abort())
    choose(phone, "boompje")
    expect(status_of(phone)).to_have_text(said("Saving…"))

    phone.unroute("**/seat/commands/")
    phone.reload()

    expect(status_of(phone)).to_have_text(
        said("Your place: {element}. It is saved.", element="Boompje")
    )
    expect(card(phone, "boompje").locator("button").first).to_have_attribute("aria-pressed", "true")
    assert world.table.placement(layer="self").element == "boompje"


def test_a_phone_without_javascript_places_by_form(room: Room, world: World) -> None:
    wall = room.wall(world.table)
    phone = room.phone(java_script_enabled=False)
    type_code(phone, code_of(world.table).lower().replace("-", " "))
    sit_down(phone, "Arcadis")

    choose(phone, "wortels")
    expect(card(phone, "wortels").locator("button").first).to_have_attribute("aria-pressed", "true")
    expect(postits(wall, "Arcadis", "Wortels")).to_have_count(1)

    take_back(phone, "wortels")
    expect(postits(wall, "Arcadis", "Wortels")).to_have_count(0)

    choose(phone, "unknown")
    expect(card(phone, "unknown")).to_contain_text(said("Your answer"))
    assert world.table.placement(layer="self").unknown


def test_the_screen_follows_the_door(room: Room, world: World) -> None:
    wall = room.wall(world.table)
    code = wall.locator("[data-door] strong")
    first = code_of(world.table)
    expect(code).to_have_text(first)

    assert world.table.team.sends("close_door").accepted
    expect(wall.locator("[data-door=open]")).to_have_count(0)
    assert world.table.team.sends("open_door").accepted

    expect(code).to_have_text(code_of(world.table))
    phone = room.phone()
    type_code(phone, first)
    expect(phone.get_by_role("alert")).to_be_visible()
    expect(phone.get_by_label(said("Code"), exact=True)).to_have_value(first)


def test_a_screen_that_lost_its_connection_says_so_and_catches_up(room: Room, world: World) -> None:
    wall = room.wall(world.table)
    line = said("No connection. The picture may be behind. We keep trying.")

    with cut(wall.context):
        expect(wall.get_by_text(line)).to_be_visible()
        assert world.table.joins("Arcadis").places(world.table.subject("Arcadis")).accepted

    expect(postits(wall, "Arcadis", "Water")).to_have_count(1)
    expect(wall.get_by_text(line)).not_to_be_visible()


def test_a_phone_follows_the_phases(room: Room, hidden_world: World) -> None:
    table = hidden_world.table
    phone = joined(room, table, "Wandelnet")
    hidden = said("Only you and the facilitators see this, until they show it.")
    expect(phone.get_by_text(hidden).filter(visible=True)).to_have_count(1)
    choose(phone, "oogst")
    expect(status_of(phone)).to_contain_text("Oogst")
    assert table.team.places(table.subject("Wandelnet"), element="vlinder").accepted

    assert table.team.sends("set_phase", phase="revealing").accepted
    expect(phone.get_by_role("heading", name="Oogst")).to_be_visible()
    expect(card(phone, "oogst")).not_to_be_visible()
    theirs = said("The facilitators see you here: {element}", element="Vlinder")
    expect(phone.get_by_text(theirs)).not_to_be_visible()

    for layer in ("self", "team"):
        assert table.team.sends("reveal_sheet", sheet=table.sheet.pk, layer=layer).accepted
    expect(phone.get_by_text(theirs)).to_be_visible()
    everyone = said("Everyone in the room sees where you stand.")
    expect(phone.get_by_text(everyone).filter(visible=True)).to_have_count(1)

    assert table.team.sends("set_phase", phase="placing").accepted
    expect(card(phone, "oogst").get_by_text(said("Your place"))).to_be_visible()


# Helpers ----------------------------------------------------------------------------------------


@contextmanager
def cut(context: BrowserContext) -> Iterator[None]:
    """No network for a browser, as long as the block lasts."""
    context.set_offline(True)
    yield
    context.set_offline(False)


def answers_of(page: Page) -> list[str]:
    """The commands of a page that reached the server, filled as they do."""
    answered: list[str] = []

    def note(response: Response) -> None:
        if response.request.method == "POST" and response.url.endswith("/commands/"):
            answered.append(response.request.post_data or "")

    page.on("response", note)
    return answered
