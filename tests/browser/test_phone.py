"""Phones as they are in a room: they sleep, lose the network, are passed on and closed; sockets do
not get through; somebody chose the wrong organisation or leaves. And what is hidden stays hidden.
"""

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.test import override_settings
from playwright.sync_api import (
    Browser,
    Error,
    Page,
    Response,
    Route,
    WebSocket,
    WebSocketRoute,
    expect,
)

from boards.models import Event
from deals.models import Seat
from tests.browser.conftest import CHROMIUM, PHONE, PROJECTOR, QUIET, Room, World, live
from tests.browser.test_access import NARROW, check
from tests.browser.test_room import (
    answers_of,
    card,
    choose,
    code_of,
    cut,
    joined,
    postits,
    said,
    secret_of,
    sit_down,
    status_of,
    take_back,
    type_code,
)
from tests.conftest import make_deal, make_session, make_user
from tests.live import server as servers
from tests.live.people import Person, participant, screen, team
from tests.table import Table

SOCKETS = re.compile(r"/ws/")
KEPT = "No connection. Your choice is kept and sent later."
LAN_NAME = "praatplaten.test"
PHASES = ("preparing", "placing", "revealing", "discussing")
NOT_THE_PICTURES = re.compile(r"^(?!.*/static/)")
HIDE = """() => {
    Object.defineProperty(document, 'hidden', {value: true, configurable: true});
    document.dispatchEvent(new Event('visibilitychange'));
}"""
SHOW = """() => {
    delete document.hidden;
    document.dispatchEvent(new Event('visibilitychange'));
}"""


# What is where on the pages ---------------------------------------------------------------------


def saved(phone: Page, element: str) -> None:
    """Wait until the phone says that this place is saved."""
    line = said("Your place: {element}. It is saved.", element=element)
    expect(status_of(phone)).to_have_text(line)


def kept(phone: Page) -> None:
    """Wait until the phone says that it keeps what was chosen."""
    expect(status_of(phone)).to_have_text(said(KEPT))


def takes_part_as(phone: Page, name: str) -> None:
    """Wait until the phone shows this organisation."""
    expect(phone.locator("[data-me] strong")).to_have_text(name)


def is_chosen(phone: Page, element: str, *, chosen: bool = True) -> None:
    """Wait until a card is, or is not, the own place."""
    button = card(phone, element).locator("button").first
    expect(button).to_have_attribute("aria-pressed", "true" if chosen else "false")


def in_phase(phone: Page, phase: str) -> None:
    """Wait until the phone shows a part of the session."""
    expect(phone.locator("[data-seat]")).to_have_attribute("data-phase", phase)


def polls(page: Page) -> None:
    """Wait until the page has found out that it must do without a socket."""
    expect(page.locator("html")).to_have_attribute("data-live", "polling")


def correct_to(phone: Page, name: str) -> None:
    """Choose another organisation than at the door."""
    phone.get_by_text(said("Wrong organisation?")).click()
    phone.get_by_label(name).check()
    phone.get_by_role("button", name=said("Change organisation")).click()


def leave(phone: Page) -> None:
    """Leave the session; it is asked once."""
    phone.get_by_text(said("Leave the session")).click()
    phone.get_by_role("button", name=said("Yes, leave")).click()


def heading(page: Page, text: str) -> None:
    """Wait for the page with this heading."""
    expect(page.get_by_role("heading", name=said(text))).to_be_visible(timeout=20_000)


def seat_of(table: Table, name: str) -> Seat:
    """The seat of the one participant of a partner."""
    return Seat.objects.taken().get(session=table.session, partner=table.subject(name).partner)


def opened(room: Room, table: Table, person: Person, role: str, **options: object) -> Page:
    """A page of somebody for whom no socket gets through."""
    page = room.person(person.cookies, **options)
    page.route_web_socket(SOCKETS, lambda socket: socket.close())
    page.goto(f"/sessions/{table.session.pk}/{role}/")
    polls(page)
    return page


@dataclass
class Wire:
    """The sockets of a page, which can go dead without a word."""

    is_silent: bool = False
    routes: list[WebSocketRoute] = field(default_factory=list)

    @classmethod
    def of(cls, page: Page) -> "Wire":
        """All sockets that the page opens from now on."""
        wire = cls()
        page.route_web_socket(SOCKETS, wire._opened)
        return wire

    def _opened(self, page_side: WebSocketRoute) -> None:
        server_side = page_side.connect_to_server()
        is_first = not self.routes
        self.routes.append(page_side)

        def is_dead() -> bool:
            return self.is_silent and is_first

        page_side.on_message(lambda text: None if is_dead() else server_side.send(text))
        server_side.on_message(lambda text: None if is_dead() else page_side.send(text))
        server_side.on_close(
            lambda code, reason: None if is_dead() else page_side.close(code=code, reason=reason)
        )


# Sleep, and no network --------------------------------------------------------------------------


def test_a_phone_that_slept_catches_up_when_it_wakes(room: Room, world: World) -> None:
    phone = room.phone()
    # The clock of the page stands still: after 12 s a page that is awake would find out by itself.
    now = int(time.time() * 1000)
    phone.clock.install(time=now)
    phone.clock.pause_at(now + 1)
    wire = Wire.of(phone)
    type_code(phone, code_of(world.table))
    sit_down(phone, "Wandelnet")
    live(phone)

    phone.evaluate(HIDE)
    wire.is_silent = True
    assert world.table.team.sends("set_phase", phase="discussing").accepted
    # Asleep: the time goes on, and no timer runs.
    phone.clock.set_system_time(now + 600_000)
    in_phase(phone, "placing")
    phone.evaluate(SHOW)

    in_phase(phone, "discussing")
    live(phone)
    assert len(wire.routes) == 2


def test_a_socket_that_dies_silently_is_noticed_and_replaced(room: Room, world: World) -> None:
    phone = room.phone()
    phone.clock.install()
    wire = Wire.of(phone)
    type_code(phone, code_of(world.table))
    sit_down(phone, "Wandelnet")
    live(phone)

    wire.is_silent = True
    assert world.table.team.sends("set_phase", phase="revealing").accepted
    phone.clock.fast_forward(13_000)

    in_phase(phone, "revealing")
    live(phone)
    assert len(wire.routes) == 2


def test_a_choice_made_offline_is_refused_when_placing_is_over_by_then(
    room: Room, world: World
) -> None:
    phone = joined(room, world.table, "Wandelnet")
    choose(phone, "water")
    saved(phone, "Water")

    with cut(phone.context):
        choose(phone, "compost")
        kept(phone)
        assert world.table.team.sends("set_phase", phase="discussing").accepted

    late = "This came too late and was not saved: placing is over. Tell the facilitator where you"
    expect(status_of(phone)).to_have_text(said(f"{late} stand."))
    in_phase(phone, "discussing")
    expect(phone.get_by_role("heading", name="Water")).to_be_visible()
    assert world.table.placement().element == "water"
    # Old news once placing goes on.
    assert world.table.team.sends("set_phase", phase="placing").accepted
    saved(phone, "Water")


def test_a_choice_made_offline_is_refused_when_everyone_would_see_it_by_then(
    room: Room, hidden_world: World
) -> None:
    table = hidden_world.table
    wall = room.wall(table)
    phone = joined(room, table, "Wandelnet")

    with cut(phone.context):
        choose(phone, "oogst")
        kept(phone)
        assert table.team.sends("set_phase", phase="revealing").accepted
        assert table.team.sends("reveal_sheet", sheet=table.sheet.pk, layer="self").accepted
        assert table.team.sends("set_phase", phase="placing").accepted

    refused = "Your choice was not saved: by now everyone in the room would see it. Choose again if"
    expect(status_of(phone)).to_have_text(said(f"{refused} you want that."))
    is_chosen(phone, "oogst", chosen=False)
    everyone = said("Everyone in the room sees where you stand.")
    expect(phone.get_by_text(everyone).filter(visible=True)).to_have_count(1)
    assert table.count() == 0

    choose(phone, "oogst")
    saved(phone, "Oogst")
    expect(postits(wall, "Wandelnet", "Oogst")).to_have_count(1)


def test_a_choice_made_offline_is_refused_when_the_organisation_was_corrected_meanwhile(
    room: Room, world: World
) -> None:
    table = world.table
    phone = joined(room, table, "Wandelnet")

    with cut(phone.context):
        choose(phone, "oogst")
        kept(phone)
        change = {"seat": seat_of(table, "Wandelnet").pk, "subject": table.subject("Arcadis").pk}
        assert table.team.sends("change_organisation", **change).accepted

    takes_part_as(phone, "Arcadis")
    refused = "Your choice was not saved: your organisation was changed meanwhile. Choose again."
    expect(status_of(phone)).to_have_text(said(refused))
    choose(phone, "oogst")
    saved(phone, "Oogst")
    assert table.placement().subject.name == "Arcadis"


def test_an_answer_that_got_lost_is_asked_for_again_and_placed_once(
    room: Room, world: World
) -> None:
    phone = joined(room, world.table, "Wandelnet")
    lost: list[str] = []

    def lose_first(route: Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.request.post_data or "")
        route.fetch()
        route.abort()

    phone.route("**/seat/commands/", lose_first)
    accepted = answers_of(phone)
    choose(phone, "vlinder")

    saved(phone, "Vlinder")
    assert json.loads(lost[0])["id"] == json.loads(accepted[0])["id"]
    assert Event.objects.filter(kind="placed").count() == 1


# Seats that hold --------------------------------------------------------------------------------


def test_reload_second_tab_and_back_button_keep_the_seat_in_every_phase(
    room: Room, live_db: None
) -> None:
    deal = make_deal("Ruimte voor Lopen")
    user = make_user("gespreksleider", deal)
    table = Table(make_session(deal, user), user)
    assert table.team.sends("open_door").accepted
    phone = joined(room, table, "Wandelnet")
    address = phone.url

    for phase in PHASES:
        if phase != PHASES[0]:
            assert table.team.sends("set_phase", phase=phase).accepted
        in_phase(phone, phase)
        if phase == "placing":
            choose(phone, "water")
            saved(phone, "Water")
        phone.reload()
        live(phone)
        in_phase(phone, phase)
        tab = phone.context.new_page()
        tab.goto(address)
        live(tab)
        in_phase(tab, phase)
        takes_part_as(tab, "Wandelnet")
        tab.close()
        for door in ("/join/", "/join/who/"):
            phone.goto(door)
            phone.goto(address)
            phone.go_back()
            phone.go_forward()
            expect(phone).to_have_url(address)
            live(phone)
        in_phase(phone, phase)
    assert table.team.sends("close_session").accepted
    heading(phone, "This session is closed")
    phone.reload()
    heading(phone, "This session is closed")

    assert Seat.objects.count() == 1
    assert table.placement().element == "water"


def test_two_tabs_of_one_phone_show_the_same(room: Room, world: World) -> None:
    phone = joined(room, world.table, "Wandelnet")
    tab = phone.context.new_page()
    tab.goto(phone.url)
    live(tab)

    choose(phone, "water")
    is_chosen(tab, "water")
    choose(tab, "oogst")
    saved(phone, "Oogst")
    is_chosen(phone, "water", chosen=False)
    take_back(phone, "oogst")
    is_chosen(tab, "oogst", chosen=False)

    assert world.table.count() == 0


def test_two_phones_of_one_organisation_each_have_their_own_place(room: Room, world: World) -> None:
    wall = room.wall(world.table)
    control = room.facilitator(world.table, world.facilitator)
    first = joined(room, world.table, "Wandelnet")
    second = joined(room, world.table, "Wandelnet")

    choose(first, "water")
    saved(first, "Water")
    choose(second, "oogst")
    saved(second, "Oogst")

    # One post-it for the organisation, which says so.
    both, differ = said("{count} participants", count=2), said("differs within the organisation")
    for page in (wall, control):
        words = postits(page, "Wandelnet", "Water").filter(has_text=both)
        expect(words.filter(has_text=differ)).to_have_count(1)
    is_chosen(first, "oogst", chosen=False)
    is_chosen(second, "water", chosen=False)
    choose(first, "oogst")
    saved(first, "Oogst")
    for page in (wall, control):
        words = postits(page, "Wandelnet", "Oogst").filter(has_text=both)
        expect(words.filter(has_not_text=differ)).to_have_count(1)


def test_without_sockets_everything_works_a_little_later(room: Room, world: World) -> None:
    table = world.table
    me = participant(table, "Wandelnet")
    phone = opened(room, table, me, "seat", viewport=PHONE, has_touch=True)
    wall = opened(room, table, screen(table.session), "screen", viewport=PROJECTOR)
    control = opened(room, table, team(table.session, world.facilitator), "control")

    choose(phone, "water")
    saved(phone, "Water")
    for page in (wall, control):
        expect(postits(page, "Wandelnet", "Water")).to_have_count(1)

    assert table.team.places(table.subject("Arcadis"), element="vlinder").accepted
    for page in (wall, control):
        expect(postits(page, "Arcadis", "Vlinder")).to_have_count(1)

    control.locator('[data-step="discussing"]').click()
    for page in (phone, wall):
        expect(page.locator("[data-phase]").first).to_have_attribute("data-phase", "discussing")
    for page in (phone, wall, control):
        expect(page.locator("html")).to_have_attribute("data-live", "polling")

    assert table.team.sends("close_session").accepted
    heading(phone, "This session is closed")
    expect(wall.get_by_text(said("The session is closed. Thank you."))).to_be_visible()


# Another organisation, leaving, being out -------------------------------------------------------


def test_a_wrongly_chosen_organisation_is_corrected_everywhere(room: Room, world: World) -> None:
    table = world.table
    wall = room.wall(table)
    control = room.facilitator(table, world.facilitator)
    phone = joined(room, table, "Wandelnet")
    choose(phone, "water")
    saved(phone, "Water")

    phone.get_by_text(said("Wrong organisation?")).click()
    phone.get_by_label(said("Search")).fill("arc")
    expect(phone.locator("[data-partner]:visible")).to_have_count(1)
    phone.get_by_label("Arcadis").check()
    phone.get_by_role("button", name=said("Change organisation")).click()

    takes_part_as(phone, "Arcadis")
    is_chosen(phone, "water")
    for page in (wall, control):
        expect(postits(page, "Arcadis", "Water")).to_have_count(1)
        expect(postits(page, "Wandelnet", "Water")).to_have_count(0)

    # By the facilitator, and the phone follows.
    change = {"seat": seat_of(table, "Arcadis").pk, "subject": table.subject("Gemeente Zwolle").pk}
    assert table.team.sends("change_organisation", **change).accepted
    takes_part_as(phone, "Gemeente Zwolle")
    choose(phone, "oogst")
    for page in (wall, control):
        expect(postits(page, "Gemeente Zwolle", "Oogst")).to_have_count(1)


def test_a_hidden_place_goes_along_with_a_typed_name(room: Room, hidden_world: World) -> None:
    table = hidden_world.table
    phone = joined(room, table, "Wandelnet")
    choose(phone, "compost")
    saved(phone, "Compost")

    phone.get_by_text(said("Wrong organisation?")).click()
    phone.get_by_label(said("My organisation is not listed")).check()
    phone.get_by_label(said("Name of your organisation")).fill("wandelnet")
    phone.get_by_role("button", name=said("Change organisation")).click()
    expect(status_of(phone)).to_have_text(said("This name is already on the table."))
    phone.get_by_label(said("Name of your organisation")).fill("Stichting Ommetje")
    phone.get_by_role("button", name=said("Change organisation")).click()

    takes_part_as(phone, "Stichting Ommetje")
    is_chosen(phone, "compost")
    assert table.placement().subject.name == "Stichting Ommetje"


def test_who_leaves_is_thanked_and_can_come_back(room: Room, world: World) -> None:
    wall = room.wall(world.table)
    phone = joined(room, world.table, "Wandelnet")
    tab = phone.context.new_page()
    tab.goto(phone.url)
    live(tab)
    choose(phone, "water")
    saved(phone, "Water")

    leave(phone)

    for page in (phone, tab):
        heading(page, "You have left")
        assert "Wandelnet" not in page.content()
    expect(postits(wall, "Wandelnet", "Water")).to_have_count(1)
    phone.get_by_role("link", name=said("Join again")).click()
    phone.get_by_label(said("Code"), exact=True).fill(code_of(world.table))
    phone.get_by_role("button", name=said("Continue")).click()
    sit_down(phone, "Arcadis")
    live(phone)
    choose(phone, "oogst")
    expect(postits(wall, "Arcadis", "Oogst")).to_have_count(1)


def test_leaving_needs_a_connection_and_says_so(room: Room, world: World) -> None:
    phone = joined(room, world.table, "Wandelnet")

    with cut(phone.context):
        expect(status_of(phone)).to_have_text(said("No connection. We keep trying."))
        leave(phone)
        expect(status_of(phone)).to_have_text(
            said("This needs a connection. Try again when you are connected.")
        )
    live(phone)
    phone.get_by_role("button", name=said("Yes, leave")).click()

    heading(phone, "You have left")


def test_a_leaving_whose_answer_got_lost_is_a_leaving(room: Room, world: World) -> None:
    phone = joined(room, world.table, "Wandelnet")

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    phone.route("**/seat/commands/", lose, times=1)
    leave(phone)

    heading(phone, "You have left")
    assert Event.objects.filter(kind="seat_changed").count() == 1


def test_a_correction_and_a_leaving_work_without_javascript(room: Room, world: World) -> None:
    wall = room.wall(world.table)
    phone = room.phone(java_script_enabled=False)
    type_code(phone, code_of(world.table))
    sit_down(phone, "Wandelnet")
    choose(phone, "water")

    correct_to(phone, "Arcadis")
    takes_part_as(phone, "Arcadis")
    expect(postits(wall, "Arcadis", "Water")).to_have_count(1)
    leave(phone)

    heading(phone, "You have left")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_correcting_and_leaving_have_no_findings(room: Room, world: World, scheme: str) -> None:
    me = participant(world.table, "Wandelnet")
    phone = room.person(me.cookies, viewport=NARROW, color_scheme=scheme, has_touch=True)
    phone.goto(f"/sessions/{world.table.session.pk}/seat/")
    live(phone)

    phone.get_by_text(said("Wrong organisation?")).click()
    phone.get_by_label(said("My organisation is not listed")).check()
    phone.get_by_text(said("Leave the session")).click()
    check(phone)
    phone.get_by_role("button", name=said("Yes, leave")).click()
    heading(phone, "You have left")
    check(phone)


@pytest.mark.parametrize("kind", ["remove_seat", "take_phone_away"])
@pytest.mark.parametrize("way", ["socket", "polling"])
def test_a_phone_that_was_put_out_hears_so(room: Room, world: World, kind: str, way: str) -> None:
    table = world.table
    if way == "socket":
        phone = joined(room, table, "Wandelnet")
    else:
        phone = opened(room, table, participant(table, "Wandelnet"), "seat", viewport=PHONE)

    assert table.team.sends(kind, seat=seat_of(table, "Wandelnet").pk).accepted

    heading(phone, "You are no longer in this session")
    assert "Wandelnet" not in phone.content()
    expect(phone.get_by_role("link", name=said("Join again"))).to_be_visible()


@pytest.mark.parametrize("way", ["socket", "polling"])
def test_a_phone_whose_seat_was_merged_goes_on_with_the_other(
    room: Room, world: World, way: str
) -> None:
    table = world.table
    other = table.joins("Wandelnet")
    other.places(table.subject("Wandelnet"), element="oogst")
    me = participant(table, "Arcadis")
    if way == "socket":
        phone = room.person(me.cookies, viewport=PHONE)
        phone.goto(f"/sessions/{table.session.pk}/seat/")
        live(phone)
    else:
        phone = opened(room, table, me, "seat", viewport=PHONE)

    into = other.viewer.seat
    assert me.seat is not None
    assert table.team.sends("merge_seats", seat=me.seat.pk, into=into).accepted

    takes_part_as(phone, "Wandelnet")
    is_chosen(phone, "oogst")
    choose(phone, "water")
    saved(phone, "Water")
    assert table.placement().seat_id == into


# Over plain HTTP, by a name on the local network ------------------------------------------------


@dataclass
class LanServer(servers.Server):
    """A server that people reach by a name on the local network."""

    @property
    def url(self) -> str:
        """Its address on the network."""
        return f"http://{LAN_NAME}:{self.port}"


@pytest.fixture
def lan_room(live_db: None, browser: Browser, static_root: Path, tmp_path: Path) -> Iterator[Room]:
    """A room in which the server is known by a name, over plain HTTP."""
    names = json.dumps([LAN_NAME])
    with override_settings(STATIC_ROOT=static_root):
        environment = servers.environment(tmp_path / "data", ALLOWED_HOSTS=names)
    started = servers.start(environment)
    resolver = f"--host-resolver-rules=MAP {LAN_NAME} 127.0.0.1"
    chromium = browser.browser_type.launch(executable_path=CHROMIUM, args=[*QUIET, resolver])
    made = Room(LanServer(started.process, started.port, started.log), environment, chromium)
    yield made
    chromium.close()
    made.server.stop()
    assert made.complaints == []


def test_a_phone_on_the_local_network_joins_by_qr_and_places(lan_room: Room, world: World) -> None:
    wall = lan_room.wall(world.table)
    control = lan_room.facilitator(world.table, world.facilitator)
    phone = lan_room.phone()
    phone.goto(f"/join/#{secret_of(world.table)}")
    sit_down(phone, "Wandelnet")
    live(phone)
    assert not phone.evaluate("isSecureContext || 'randomUUID' in crypto")

    choose(phone, "water")
    saved(phone, "Water")
    for page in (wall, control):
        expect(postits(page, "Wandelnet", "Water")).to_have_count(1)
    with cut(phone.context):
        choose(phone, "oogst")
        kept(phone)
    saved(phone, "Oogst")
    phone.reload()
    live(phone)
    correct_to(phone, "Arcadis")
    takes_part_as(phone, "Arcadis")
    expect(postits(wall, "Arcadis", "Oogst")).to_have_count(1)


# What is hidden ---------------------------------------------------------------------------------


@dataclass
class Recorder:
    """Everything that a page ever received from the server, but for the files that all get."""

    page: Page
    received: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.route(NOT_THE_PICTURES, self._pass_on)
        self.page.on("websocket", self._listen)

    def goes_to(self, address: str) -> None:
        """Open a page. Its own answer is read here: one that a test passes on counts as coming
        from nowhere, and Chromium lets such a page open no socket.
        """
        self._keep(self.page.goto(address))

    def reloads(self) -> None:
        """Load the page anew."""
        self._keep(self.page.reload())

    def _keep(self, answer: Response | None) -> None:
        assert answer is not None
        self.received += [json.dumps(answer.headers_array()), answer.text()]

    def _pass_on(self, route: Route) -> None:
        if route.request.is_navigation_request():
            route.continue_()
            return
        try:
            answer = route.fetch()
        except Error:  # the server restarts
            route.abort()
            return
        self.received += [json.dumps(answer.headers_array), answer.text()]
        route.fulfill(response=answer)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda text: self.received.append(str(text)))

    def knows(self, canary: str) -> bool:
        """Whether any byte gives it away."""
        return any(re.search(canary, text) for text in self.received)


def canaries(table: Table, commands: list[UUID], element: str) -> list[str]:
    """What would give the hidden post-its away: ids, element, spots."""
    found = [str(command) for command in commands]
    # Of a post-it; that the board has this element is no secret.
    found.append(rf'"element":\s*"{element}",\s*"x"')
    for placement in table.session.sheets.get().placements.filter(element=element):
        found += [str(placement.pk), rf'"x":\s*{placement.x},\s*"y":\s*{placement.y}\b']
    return found


def test_what_is_hidden_is_in_no_byte_to_others_until_it_is_shown(
    room: Room, hidden_world: World
) -> None:
    table = hidden_world.table
    wall = room.person(screen(table.session).cookies, viewport=PROJECTOR)
    phones = [room.person(participant(table, n).cookies) for n in ("Wandelnet", "Gemeente Zwolle")]
    recorders = [Recorder(page) for page in (*phones, wall)]
    pages = dict.fromkeys(phones, "seat") | {wall: "screen"}
    for recorder in recorders:
        recorder.goes_to(f"/sessions/{table.session.pk}/{pages[recorder.page]}/")
        live(recorder.page)
    secret = [uuid4(), uuid4()]
    number = wall.locator("[data-number]")
    other = table.joins("Arcadis")

    # Live, and to a phone that answers itself.
    accepted = other.places(table.subject("Arcadis"), id=secret[0], element="vlinder").accepted
    assert accepted
    bzk = table.subject("Ministerie van BZK")
    assert table.team.places(bzk, id=secret[1], element="vlinder").accepted
    choose(phones[0], "water")
    saved(phones[0], "Water")
    expect(number).to_have_text(said("{answered} of {seats}", answered=2, seats=3))
    # Over a reload, a restart of the server, and without sockets.
    for recorder in recorders:
        recorder.reloads()
        live(recorder.page)
    room.server.stop()
    room.server = servers.start(room.environment, port=room.server.port)
    assert table.team.sends("set_phase", phase="discussing").accepted
    for page in pages:
        expect(page.locator("[data-phase]").first).to_have_attribute("data-phase", "discussing")
        live(page)
    for recorder in recorders:
        recorder.page.route_web_socket(SOCKETS, lambda socket: socket.close())
        recorder.reloads()
        polls(recorder.page)
    assert table.team.sends("set_phase", phase="revealing").accepted
    for page in pages:
        expect(page.locator("[data-phase]").first).to_have_attribute("data-phase", "revealing")

    hidden = canaries(table, secret, "vlinder")
    for recorder in recorders:
        assert [canary for canary in hidden if recorder.knows(canary)] == []

    for layer in ("self", "team"):
        assert table.team.sends("reveal_sheet", sheet=table.sheet.pk, layer=layer).accepted
    for name in ("Arcadis", "Ministerie van BZK"):
        expect(postits(wall, name, "Vlinder")).to_have_count(1)
    everyone = said("Everyone in the room sees where you stand.")
    for phone in phones:
        expect(phone.get_by_text(everyone).filter(visible=True)).to_have_count(1)
    # The recorder does hear what may be heard. Ids of the old commands stay unheard.
    for recorder in recorders:
        unheard = [canary for canary in hidden if not recorder.knows(canary)]
        assert unheard == [str(command) for command in secret]
