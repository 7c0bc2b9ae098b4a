"""Two facilitators on two laptops: moves are live, by mouse, touch and keyboard; a lost connection
and a restart of the server lose and double nothing.
"""

import re
from contextlib import AbstractContextManager

from playwright.sync_api import Locator, Page, Route, expect

from boards.models import Event, Placement
from deals.domain.teams import take_off
from tests.browser.conftest import Room, World, live, open_hidden, without_pauses
from tests.live import server as servers
from tests.live.people import team


def tray_item(page: Page, name: str) -> Locator:
    """A name that still lies on the table."""
    return page.locator(".tray-item", has_text=name)


def postit(page: Page, name: str) -> Locator:
    """A post-it on the board, by the name it stands for."""
    return page.locator(".board .postit").filter(has=page.locator("title", has_text=name))


def spot(page: Page, x: float, y: float) -> tuple[float, float]:
    """A point of the board, in millimetres, as a point of the window."""
    box = page.locator("svg.board").bounding_box()
    assert box is not None
    # The picture keeps its proportions inside its box.
    scale = min(box["width"] / 420, box["height"] / 297)
    left = box["x"] + (box["width"] - 420 * scale) / 2
    top = box["y"] + (box["height"] - 297 * scale) / 2
    return left + x * scale, top + y * scale


def grab(page: Page, what: Locator) -> None:
    """Take something in the hand, where it lies still."""
    box = what.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()


def carry(page: Page, x: float, y: float) -> None:
    """Move what is in the hand to a point of the board, in steps as a hand does."""
    page.mouse.move(*spot(page, x, y), steps=12)


def drag(page: Page, what: Locator, x: float, y: float, *, drop: bool = True) -> None:
    """Drag something to a point of the board."""
    grab(page, what)
    carry(page, x, y)
    if drop:
        page.mouse.up()


def place_of(page: Page, name: str) -> str:
    """Where a post-it is drawn."""
    return postit(page, name).get_attribute("transform") or ""


def answered(page: Page) -> AbstractContextManager[object]:
    """What happens inside is sent, and the server's answer has come."""
    return page.expect_response(lambda response: response.url.endswith("/commands/"))


def saved(page: Page) -> None:
    """Wait until the page says that everything is saved."""
    expect(page.locator("[data-status]")).to_contain_text("Alles is bewaard")


def test_a_drop_on_one_laptop_lies_on_the_other(room: Room, world: World) -> None:
    first = room.facilitator(world.table, world.facilitator)
    second = room.facilitator(world.table, world.colleague)

    drag(first, tray_item(first, "Arcadis"), 360, 220)

    expect(postit(second, "Arcadis")).to_be_visible()
    expect(tray_item(second, "Arcadis")).to_have_count(0)
    assert world.table.placement().element == "water"
    expect(postit(first, "Arcadis")).to_have_attribute("transform", place_of(second, "Arcadis"))


def test_while_dragging_the_other_sees_it_move(room: Room, world: World) -> None:
    world.table.team.places(world.table.subject("Arcadis"), x=360, y=220)
    first = room.facilitator(world.table, world.facilitator)
    second = room.facilitator(world.table, world.colleague)
    before = place_of(second, "Arcadis")

    drag(first, postit(first, "Arcadis"), 200, 60, drop=False)

    expect(postit(second, "Arcadis")).not_to_have_attribute("transform", before)
    assert Event.objects.filter(kind="placed").count() == 1  # a drag is never stored
    with answered(first):
        first.mouse.up()
    assert world.table.placement().element == "boompje"


def test_both_move_the_same_post_it_and_see_the_same_in_the_end(room: Room, world: World) -> None:
    world.table.team.places(world.table.subject("Arcadis"), x=360, y=220)
    first = room.facilitator(world.table, world.facilitator)
    second = room.facilitator(world.table, world.colleague)

    # Both have it in the hand before it moves: on either laptop it lies where it lay.
    for page in (first, second):
        grab(page, postit(page, "Arcadis"))
    carry(first, 200, 60)
    carry(second, 350, 100)
    with answered(first), answered(second):
        first.mouse.up()
        second.mouse.up()

    last = world.table.placement()
    drawn = re.compile(rf"translate\({last.x:g}[ ,]+{last.y:g}\)")
    for page in (first, second):
        expect(postit(page, "Arcadis")).to_have_attribute("transform", drawn)
    assert Placement.objects.count() == 1


def test_what_one_tidied_oneself_is_no_news_of_others_however_late_the_answer(
    room: Room, world: World
) -> None:
    for name in ("Arcadis", "Wandelnet"):
        world.table.team.places(world.table.subject(name), x=350, y=215)
    page = room.person(team(world.table.session, world.facilitator).cookies)
    page.clock.install()
    page.goto(f"/sessions/{world.table.session.pk}/control/")
    live(page)
    before = place_of(page, "Arcadis"), place_of(page, "Wandelnet")
    held: list[Route] = []
    page.route("**/control/commands/", lambda route: held.append(route))

    with page.expect_request("**/control/commands/"):
        page.get_by_role("button", name="Netjes leggen de hele plaat").click()
    page.clock.fast_forward(6_000)
    held[0].continue_()

    expect(page.locator("[data-says]")).to_contain_text("De post-its liggen in rijen.")
    assert (place_of(page, "Arcadis"), place_of(page, "Wandelnet")) != before
    page.clock.fast_forward(1_000)  # what would be said of it, would be said by now
    expect(page.locator("[data-others]")).to_have_text("")


def test_a_post_it_goes_back_when_it_is_let_go_outside_the_board(room: Room, world: World) -> None:
    world.table.team.places(world.table.subject("Arcadis"), x=360, y=220)
    page = room.facilitator(world.table, world.facilitator)
    before = place_of(page, "Arcadis")

    drag(page, postit(page, "Arcadis"), 700, 150)

    expect(page.locator("[data-says]")).to_contain_text("buiten de plaat")
    expect(postit(page, "Arcadis")).to_have_attribute("transform", before)
    assert Event.objects.filter(kind="placed").count() == 1


def test_everything_goes_by_keyboard_too(room: Room, world: World) -> None:
    page = room.facilitator(world.table, world.facilitator)

    tray_item(page, "Arcadis").focus()
    page.keyboard.press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="Oogst").focus()
    with answered(page):
        page.keyboard.press("Enter")
    expect(postit(page, "Arcadis")).to_be_visible()
    at_oogst = world.table.placement()

    postit(page, "Arcadis").focus()
    with without_pauses(page):
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Shift+ArrowDown")
        with answered(page):
            page.keyboard.press("Tab")

    assert at_oogst.element == "oogst"
    expect(postit(page, "Arcadis")).to_have_attribute(
        "transform", re.compile(rf"translate\({(at_oogst.x or 0) + 5:g}")
    )
    postit(page, "Arcadis").focus()
    with answered(page):
        page.keyboard.press("Delete")
    expect(tray_item(page, "Arcadis")).to_be_visible()
    assert Placement.objects.count() == 0


def test_a_tap_chooses_and_a_second_tap_places(room: Room, world: World) -> None:
    context = room.context(viewport={"width": 1024, "height": 768}, has_touch=True)
    page = room.facilitator(world.table, world.facilitator)
    cookies = page.context.cookies()
    context.add_cookies(cookies)  # type: ignore[arg-type]
    tablet = context.new_page()
    tablet.goto(f"/sessions/{world.table.session.pk}/control/")
    live(tablet)

    tray_item(tablet, "Wandelnet").tap()
    tablet.touchscreen.tap(*spot(tablet, 360, 220))

    expect(postit(page, "Wandelnet")).to_be_visible()
    assert world.table.placement().element == "water"


def test_the_list_beside_the_board_moves_a_partner(room: Room, world: World) -> None:
    world.table.team.places(world.table.subject("Arcadis"), element="water")
    page = room.facilitator(world.table, world.facilitator)

    page.get_by_role("tab", name="Lijst").click()
    page.locator("#panel-list").get_by_role("button", name="Verplaats Arcadis").click()
    with answered(page):
        page.get_by_role("dialog").get_by_role("button", name="Vlinder").click()

    expect(page.locator("#panel-list li", has_text="Arcadis")).to_be_visible()
    assert world.table.placement().element == "vlinder"


def test_a_cut_connection_says_so_and_catches_up(room: Room, world: World) -> None:
    first = room.facilitator(world.table, world.facilitator)
    second = room.facilitator(world.table, world.colleague)

    first.context.set_offline(True)
    drag(first, tray_item(first, "Arcadis"), 360, 220)
    expect(first.locator("[data-status]")).to_contain_text("Geen verbinding")
    with answered(second):
        drag(second, tray_item(second, "Wandelnet"), 200, 60)
    assert Placement.objects.count() == 1

    first.context.set_offline(False)

    live(first)
    saved(first)
    for page in (first, second):
        expect(postit(page, "Arcadis")).to_be_visible()
        expect(postit(page, "Wandelnet")).to_be_visible()
    assert Placement.objects.count() == 2
    assert Event.objects.filter(kind="placed").count() == 2


def test_a_restart_of_the_server_loses_and_doubles_nothing(room: Room, world: World) -> None:
    page = room.facilitator(world.table, world.facilitator)
    with answered(page):
        drag(page, tray_item(page, "Arcadis"), 360, 220)

    room.server.stop()
    drag(page, tray_item(page, "Wandelnet"), 200, 60)
    expect(page.locator("[data-status]")).to_contain_text("Geen verbinding")
    room.server = servers.start(room.environment, port=room.server.port)

    live(page)
    expect(page.locator("[data-status]")).not_to_contain_text("Geen verbinding")
    saved(page)
    assert sorted(p.subject.name for p in Placement.objects.all()) == ["Arcadis", "Wandelnet"]
    assert Event.objects.filter(kind="placed").count() == 2


def test_a_move_that_was_not_sent_survives_a_reload_of_the_laptop(room: Room, world: World) -> None:
    page = room.facilitator(world.table, world.facilitator)
    page.route("**/control/commands/", lambda route: route.abort())
    drag(page, tray_item(page, "Arcadis"), 360, 220)
    expect(postit(page, "Arcadis")).to_be_visible()

    page.reload()
    expect(postit(page, "Arcadis")).to_be_visible()
    assert world.table.count() == 0
    page.unroute("**/control/commands/")

    saved(page)
    assert world.table.placement().element == "water"


def test_a_refused_move_is_rolled_back_and_said(room: Room, world: World) -> None:
    world.table.team.places(world.table.subject("Arcadis"), x=360, y=220)
    page = room.facilitator(world.table, world.facilitator)
    page.context.set_offline(True)
    drag(page, postit(page, "Arcadis"), 200, 60)
    expect(page.locator("[data-status]")).to_contain_text("Geen verbinding")
    world.table.team.sends("close_session")

    page.context.set_offline(False)

    expect(page.locator('[data-ended="closed"]')).to_be_visible()
    expect(postit(page, "Arcadis")).to_have_attribute(
        "transform", re.compile(r"translate\(360[ ,]+220\)")
    )


def test_a_team_member_watches_and_moves_nothing(room: Room, world: World) -> None:
    world.table.team.places(world.table.subject("Arcadis"), x=360, y=220)
    world.deal.team.filter(user=world.colleague).update(role="member")
    page = room.facilitator(world.table, world.colleague)

    drag(page, postit(page, "Arcadis"), 200, 60)

    expect(page.locator(".control-watching")).to_be_visible()
    expect(tray_item(page, "Wandelnet")).to_be_disabled()
    assert Event.objects.filter(kind="placed").count() == 1


def test_hidden_post_its_show_on_the_laptop_after_a_press_only(
    room: Room, hidden_world: World
) -> None:
    table = hidden_world.table
    table.team.places(table.subject("Arcadis"), element="vlinder")
    page = room.facilitator(table, hidden_world.facilitator)
    wall = room.wall(table)

    expect(postit(page, "Arcadis")).to_have_count(0)
    open_hidden(page)
    page.get_by_role("button", name="Toon verborgen post-its").click()

    expect(postit(page, "Arcadis")).to_be_visible()
    expect(postit(wall, "Arcadis")).to_have_count(0)


def test_where_something_hidden_lies_is_said_only_while_it_shows(
    room: Room, hidden_world: World
) -> None:
    page = room.facilitator(hidden_world.table, hidden_world.facilitator)
    said = page.locator("[data-says]")
    open_hidden(page)
    show = page.get_by_role("button", name="Toon verborgen post-its")

    tray_item(page, "Arcadis").press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="Vlinder").click()
    expect(said).to_have_text("Arcadis is geplaatst, verborgen voor de zaal.")

    show.click()
    tray_item(page, "Wandelnet").press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="Wortels").click()
    expect(said).to_have_text("Wandelnet ligt nu in Wortels, verborgen voor de zaal.")

    show.click()
    expect(said).to_have_text("")


def test_what_was_said_goes_with_the_part_of_the_session(room: Room, world: World) -> None:
    page = room.facilitator(world.table, world.facilitator)
    tray_item(page, "Arcadis").press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="Vlinder").click()
    expect(page.locator("[data-says]")).to_have_text("Arcadis ligt nu in Vlinder.")

    page.get_by_role("button", name="Onthullen").click()

    expect(page.locator("[data-says]")).to_have_text("")


def test_what_is_agreed_leaves_what_a_participant_said(room: Room, world: World) -> None:
    table = world.table
    seat = table.joins("Wandelnet")
    assert seat.places(table.subject("Wandelnet"), element="vlinder").accepted
    assert table.team.sends("set_phase", phase="discussing").accepted
    page = room.facilitator(table, world.facilitator)

    postit(page, "Wandelnet").click()
    expect(page.locator("[data-says]")).to_contain_text("dan verandert wat de deelnemer zelf zei")
    page.get_by_role("button", name="Afgesproken plek…").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("De plek die jullie samen afspreken.")
    with answered(page):
        dialog.get_by_role("button", name="Wortels").click()

    assert list(Placement.objects.order_by("layer").values_list("layer", "element")) == [
        ("agreed", "wortels"),
        ("self", "vlinder"),
    ]


def test_a_hidden_layer_is_revealed_to_the_wall(room: Room, hidden_world: World) -> None:
    table = hidden_world.table
    table.team.places(table.subject("Arcadis"), element="vlinder")
    page = room.facilitator(table, hidden_world.facilitator)
    wall = room.wall(table)

    page.get_by_role("button", name="Onthullen").click()
    # What can be revealed comes into sight by itself, and says what it is.
    page.get_by_role("button", name="Onthul", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Wat gespreksleiders plaatsten op Rollen en inzet: ")
    dialog.get_by_role("button", name="Laat aan iedereen zien").click()

    expect(postit(wall, "Arcadis")).to_be_visible()


def test_somebody_taken_off_the_team_has_nothing_of_the_session_left(
    room: Room, hidden_world: World
) -> None:
    table = hidden_world.table
    table.team.places(table.subject("Arcadis"), element="vlinder")
    page = room.facilitator(table, hidden_world.colleague)
    open_hidden(page)
    page.get_by_role("button", name="Toon verborgen post-its").click()
    expect(postit(page, "Arcadis")).to_be_visible()

    member = hidden_world.deal.team.get(user=hidden_world.colleague)
    take_off(member, hidden_world.facilitator)

    expect(page.locator("svg.board")).to_have_count(0)
    page.wait_for_load_state()
    assert "Arcadis" not in page.content()


def test_a_login_that_ends_in_one_tab_ends_in_the_other(room: Room, world: World) -> None:
    page = room.facilitator(world.table, world.facilitator)
    other = page.context.new_page()
    other.goto("/")
    other.get_by_role("button", name="Uitloggen").click()

    expect(page).to_have_url(re.compile("/accounts/login/"))
