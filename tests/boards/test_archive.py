"""Everything of a deal as one file, and back: docs/archive.md."""

import json
from base64 import b64encode
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, date, datetime
from threading import Barrier, Thread
from typing import Any
from uuid import uuid4

import orjson
import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from boards.domain import archive as boards_archive
from boards.domain.destruction import destroy_session
from boards.domain.paper import add_paper_moment
from boards.domain.photos import add_photo
from boards.domain.pictures import read_picture
from boards.domain.preparing import SetUp, SheetPlan, try_out
from boards.domain.replay import fold
from boards.models import Event, Payload, SessionLog
from deals.domain.archive import sections
from deals.domain.archive.exporting import export_deal, left_out_of
from deals.domain.archive.importing import import_deal, look_at
from deals.domain.archive.refusals import REFUSALS, ArchiveRefused
from deals.domain.merging import merge
from deals.hooks import archive_sections
from deals.models import (
    Action,
    Deal,
    Organisation,
    Partner,
    Seat,
    Session,
    TeamMember,
    User,
)
from scaling.domain import archive as scaling_archive
from tests.archive import (
    Document,
    changed,
    comes_back_the_same,
    document_of,
    forget,
    tables,
)
from tests.boards.test_fold import Story, early, steps
from tests.boards.test_photos import drawn, written
from tests.conftest import IN_ONE_WORLD, make_deal, make_session, make_user, started
from tests.deals.conftest import browser_of
from tests.table import Table

LEFT_OUT = {
    "deals": sections.LEFT_OUT,
    "boards": boards_archive.LEFT_OUT,
    "scaling": scaling_archive.LEFT_OUT,
}
HIDDEN = "Dit zag nooit iemand in de zaal"


@pytest.fixture
def held(deal: Deal, facilitator: User) -> Deal:
    """A deal with something in nearly every part of its records, and one closed session in which
    not everything was revealed.
    """
    walking = deal.lines.create(name="Wandelen")
    deal.goals.create(text="Meer lopen", order=1)
    deal.stages.create(stage="results", starts_on=date(2026, 1, 1))
    deal.moments.create(kind="signing", on=date(2024, 3, 1), title="Eerste tranche")
    leader = deal.core_team.create(role="leader", name="Projectleider")
    arcadis = deal.partners.get(organisation__name="Arcadis")
    arcadis.lines.add(walking)
    arcadis.former.create(relation="involved", why="Wilde eerst kijken", until=date(2024, 3, 1))
    adviser = arcadis.people.create(role="adviseur", level="staff")
    twice = Organisation.objects.create(name="Arcadis BV", kind="market")
    Partner.objects.create(deal=deal, organisation=twice)
    merge(twice.pk, arcadis.organisation_id, facilitator)
    map_ = deal.innovations.create(name="Wandelkaart", line=walking, made_by=facilitator)
    deal.innovations.create(name="Kaartje", merged_into=map_)

    session = make_session(deal, facilitator, self_starts_open=False, team_starts_open=False)
    table = started(session, facilitator)
    seat = table.joins("Wandelnet")
    Seat.objects.filter(session=session).update(person=adviser)
    seat.places(table.subject("Wandelnet"))
    table.team.places(table.subject("Arcadis"), element="vlinder")
    question = {"sheet": table.sheet.pk, "about": "note", "based_on": 0}
    table.team.sends("write_note", **question, text=HIDDEN)
    table.team.sends("set_phase", phase="discussing")
    table.team.sends("reveal_sheet", sheet=table.sheet.pk, layer="self")
    table.team.sends("close_session")

    confirmed = datetime(2026, 1, 9, tzinfo=UTC)
    arcadis.years.create(year=2025, gained="Een route", confirmed_at=confirmed)

    action = deal.actions.create(text="Bellen", member=leader, session=session, made_by=facilitator)
    deal.actions.create(text="Mailen", person=adviser, innovation=map_)
    Action.objects.filter(pk=action.pk).update(
        done_at=datetime(2026, 4, 1, tzinfo=UTC), done_by=facilitator
    )
    return deal


@pytest.fixture
def file(held: Deal) -> bytes:
    """The file of that deal, in an installation that does not know the deal."""
    data = export_deal(held)
    forget(held)
    return data


def refused(data: bytes, by: User) -> str:
    """The code with which a file is refused; nothing may have changed."""
    before = everything()
    for attempt in (lambda: look_at(data), lambda: import_deal(data, by)):
        with pytest.raises(ArchiveRefused) as caught:
            attempt()
        assert caught.value.sentence
        assert everything() == before
    return caught.value.code


def everything() -> dict[str, int]:
    """How many rows there are of each model of ours."""
    models = [m for app in LEFT_OUT for m in apps.get_app_config(app).get_models()]
    return {model.__name__: model._default_manager.count() for model in models}


# What travels -----------------------------------------------------------------------------------


@pytest.mark.once
@pytest.mark.parametrize("section", LEFT_OUT)
def test_every_model_and_field_is_in_the_file_or_left_out_for_a_reason(section: str) -> None:
    its = {s.name: s for s in archive_sections()}[section]
    models = {model.__name__: model for model in apps.get_app_config(section).get_models()}

    assert {table.name for table in its.tables} | set(LEFT_OUT[section]) == set(models)
    assert not {table.name for table in its.tables} & set(LEFT_OUT[section])
    for table in its.tables:
        meta = table.model._meta
        fields = {f.name for f in (*meta.concrete_fields, *meta.many_to_many)}
        said = [*table.fields, *table.left_out, *({"id"} & fields)]
        assert sorted(said) == sorted(fields), f"{table.name}: add it to its table, or leave it out"
        assert set(table.json) == {f for f in table.fields if _is_json(table.model, f)}


def _is_json(model: Any, name: str) -> bool:
    return bool(model._meta.get_field(name).get_internal_type() == "JSONField")


def test_a_deal_comes_back_as_it_was(held: Deal, facilitator: User, colleague_here: User) -> None:
    before = document_of(export_deal(held))

    made = comes_back_the_same(held, colleague_here)

    rows = tables(before)
    filled = {name for name, those in rows.items() if those}
    assert filled >= {
        "FormerRelation",
        "PartnerYear",
        "Person",
        "Seat",
        "Action",
        "Reveal",
        "EventSeat",
        "Note",
    }
    assert made.name == "Ruimte voor Lopen"
    assert [m.user for m in TeamMember.objects.filter(deal=made)] == [colleague_here]
    assert made.partners.get(organisation__name="Arcadis BV").merged_into is not None
    assert {a.text: a.owner for a in made.actions.all()} == {
        "Bellen": "Projectleider",
        "Mailen": "adviseur (Arcadis)",
    }
    assert made.actions.get(text="Bellen").done_by == facilitator


@pytest.fixture
def colleague_here(db: None) -> User:
    """Somebody who brings a deal in, and was not in it."""
    return make_user("verhuizer")


@pytest.fixture
def on_paper(deal: Deal, facilitator: User) -> Deal:
    """A deal with a conversation on paper, and a photo of its board."""
    set_up = SetUp([SheetPlan("rollen", "gedrag")])
    moment = add_paper_moment(deal, "Netwerkdag", date(2025, 9, 3), set_up, facilitator)
    add_photo(moment, read_picture(written(drawn())), facilitator, described="Het bord")
    Table(moment, facilitator).team.sends("close_session")
    return deal


def test_a_conversation_on_paper_comes_back_with_its_photo(
    on_paper: Deal, colleague_here: User
) -> None:
    was = bytes(on_paper.sessions.get().photos.get().image)

    made = comes_back_the_same(on_paper, colleague_here)

    moment = made.sessions.get()
    photo = moment.photos.get()
    assert (moment.paper, moment.planned_on) == (True, date(2025, 9, 3))
    assert (photo.described, photo.width, photo.height) == ("Het bord", 320, 240)
    assert bytes(photo.image) == was
    assert bytes(photo.thumbnail).startswith(b"\xff\xd8")


def test_a_photo_that_was_not_made_here_is_refused(on_paper: Deal, colleague_here: User) -> None:
    data = export_deal(on_paper)
    forget(on_paper)
    ours = read_picture(written(drawn())).image
    foreign = (
        written(drawn(), "PNG"),
        written(drawn(), comment=b"hier"),
        written(drawn(2401, 10)),
        ours + b"en nog iets",
        ours[: len(ours) // 2],
    )

    texts = [b64encode(image).decode() for image in foreign]
    for jpeg in (*texts, "geen base64!", 7, None):
        document = orjson.loads(data)
        tables(document)["Photo"][0]["jpeg"] = jpeg
        assert refused(orjson.dumps(document), colleague_here) == "bad_value"


def test_more_photos_than_anybody_can_add_or_of_a_talk_with_phones_are_refused(
    on_paper: Deal, colleague_here: User
) -> None:
    data = export_deal(on_paper)
    forget(on_paper)
    many, not_on_paper = orjson.loads(data), orjson.loads(data)
    photos = tables(many)["Photo"]
    photos += [photos[0] | {"id": str(uuid4())} for _photo in range(6)]
    tables(not_on_paper)["Session"][0]["paper"] = False

    assert refused(orjson.dumps(many), colleague_here) == "bad_value"
    assert refused(orjson.dumps(not_on_paper), colleague_here) == "bad_value"


def test_no_address_token_or_secret_is_in_the_file(held: Deal, facilitator: User) -> None:
    token = Seat.objects.get(session__deal=held).token_hash
    data = export_deal(held)

    assert token is not None
    assert token.encode() not in data
    assert facilitator.email.encode() not in data
    assert document_of(data)["accounts"] == [{"id": str(facilitator.pk), "name": "gespreksleider"}]
    assert not {"Door", "TeamMember", "HandOver", "Invitation"} & set(tables(document_of(data)))


def test_what_runs_and_what_is_tried_stay_behind_and_are_named(
    held: Deal, facilitator: User
) -> None:
    running = started(make_session(held, facilitator), facilitator)
    Session.objects.filter(pk=running.session.pk).update(title="Nu bezig")
    held.actions.create(text="Nu afgesproken", session=running.session)
    coming = make_session(held, facilitator)
    trial = try_out(coming, facilitator)
    trial_action = held.actions.create(text="Geoefend", session=trial)

    document = document_of(export_deal(held))

    assert [s.title for s in left_out_of(held).running] == ["Nu bezig"]
    assert document["left_out"] == {
        "running": [{"title": "Nu bezig", "planned_on": "2026-03-05"}],
        "trials": 1,
    }
    rows = tables(document)
    assert str(coming.pk) in {row["id"] for row in rows["Session"]}
    assert len(rows["Session"]) == 2
    assert str(trial_action.pk) not in {row["id"] for row in rows["Action"]}
    assert {r["text"]: r["session"] for r in rows["Action"]}["Nu afgesproken"] is None
    running.team.sends("close_session")
    assert left_out_of(held).running == []


def test_it_tells_how_far_it_is_and_stops_when_it_is_told_to(held: Deal) -> None:
    told: list[tuple[int, int]] = []

    export_deal(held, lambda done, of: told.append((done, of)))

    assert told == [(0, 2), (1, 2), (2, 2)]
    with pytest.raises(InterruptedError):
        export_deal(held, _stop)


def _stop(_done: int, _of: int) -> None:
    raise InterruptedError


# What was brought in is whole -------------------------------------------------------------------


def test_a_session_that_came_in_is_history_as_before(
    file: bytes, colleague_here: User, facilitator: User
) -> None:
    made = import_deal(file, colleague_here)
    session = made.sessions.get()
    table = Table(session, colleague_here)

    assert session.is_closed
    assert session.closed_by == facilitator
    assert table.count() == 2
    for place in (table.team, table.screen):
        assert fold(place.received()) == place.state()
    assert table.team.sends("set_phase", phase="placing").body["refused"]["code"] == "closed"
    with pytest.raises(Exception, match="cannot change"):
        Session.objects.filter(pk=session.pk).update(title="Anders")


def test_pages_show_it_to_the_team_and_to_staff_what_the_room_saw(
    file: bytes, colleague_here: User, staff_here: Client
) -> None:
    made = import_deal(file, colleague_here)
    browser = browser_of(colleague_here)
    page = made.sessions.get().get_absolute_url()

    assert browser.get(made.get_absolute_url()).status_code == 200
    assert HIDDEN in browser.get(page).content.decode()
    assert HIDDEN not in staff_here.get(page).content.decode()
    assert staff_here.get(page).status_code == 200


@pytest.fixture
def staff_here(db: None) -> Client:
    """The browser of somebody of Agenda Stad."""
    user = make_user("agendastad")
    User.objects.filter(pk=user.pk).update(is_agenda_stad=True)
    return browser_of(User.objects.get(pk=user.pk))


def test_a_prepared_session_goes_on_where_it_came_in(deal: Deal, facilitator: User) -> None:
    session = make_session(deal, facilitator, team_starts_open=False)
    Table(session, facilitator).team.places(Table(session, facilitator).subject("Arcadis"))
    made = comes_back_the_same(deal, facilitator)

    table = started(made.sessions.get(), facilitator)

    assert table.joins("Wandelnet").places(table.subject("Wandelnet")).accepted
    assert table.team.sends("close_session").accepted
    assert SessionLog.objects.get(pk=table.session.pk).salt is not None


def test_an_account_that_is_not_here_is_only_a_name(
    file: bytes, colleague_here: User, facilitator: User
) -> None:
    gone = facilitator.pk
    facilitator.delete()

    made = import_deal(file, colleague_here)

    session = made.sessions.get()
    assert (session.made_by, session.closed_by) == (None, None)
    assert made.actions.get(text="Bellen").done_by is None
    assert session.events.filter(actor=f"user:{gone}").exists()


def test_organisations_are_known_again_by_id_or_name_and_else_new(
    file: bytes, colleague_here: User
) -> None:
    Organisation.objects.filter(name="Arcadis BV").delete()
    Organisation.objects.exclude(name="Arcadis").delete()
    Organisation.objects.filter(name="Arcadis").update(name="Arcadis Nederland")
    here = Organisation.objects.create(name="WANDELNET", kind="civil")

    seen = look_at(file)
    made = import_deal(file, colleague_here)

    assert seen.known == ["Arcadis Nederland", "WANDELNET"]
    assert seen.new == ["Arcadis BV", "Gemeente Zwolle", "Ministerie van BZK"]
    assert made.partners.filter(organisation=here).count() == 1
    assert sorted(p.organisation.name for p in made.partners.all()) == [
        *("Arcadis BV", "Arcadis Nederland", "Gemeente Zwolle", "Ministerie van BZK", "WANDELNET")
    ]


def test_organisations_that_were_merged_here_since_leave_one_partner_standing(
    file: bytes, colleague_here: User
) -> None:
    going, staying = (Organisation.objects.get(name=n) for n in ("Wandelnet", "Gemeente Zwolle"))
    merge(going.pk, staying.pk, colleague_here)

    made = import_deal(file, colleague_here)

    assert made.partners.get(organisation=going).merged_into == made.partners.get(
        organisation=staying
    )


@pytest.mark.once
@pytest.mark.django_db
@given(story=steps)
@settings(max_examples=8, suppress_health_check=IN_ONE_WORLD)
def test_whatever_happened_in_a_session_comes_back(
    deal: Deal, facilitator: User, story: list[tuple[str, int, str]]
) -> None:
    table = early(deal, facilitator, self_starts_open=False, team_starts_open=False)
    table.team.sends("set_phase", phase="placing")
    told = Story(table)
    for what, which, element in story:
        told.step(what, which, element)
    table.team.sends("close_session")  # unless the story closed it
    here = Deal.objects.get(pk=deal.pk)
    data = export_deal(here)

    forget(here)
    made = import_deal(data, facilitator)

    assert document_of(export_deal(made)) == document_of(data)


@pytest.mark.once
@pytest.mark.parametrize("name", ["Impact Ondernemen"])
def test_a_deal_of_the_demo_comes_back_with_all_its_boards(
    name: str, colleague_here: User, settings: Any, tmp_path: Any
) -> None:
    settings.DEMO, settings.DATA_DIR = True, tmp_path
    call_command("demo", only=[name], verbosity=0)

    made = comes_back_the_same(Deal.objects.get(name=name), colleague_here)

    assert made.sessions.count() >= 2
    assert Event.objects.filter(session__deal=made).count() > 20


# What is refused --------------------------------------------------------------------------------


NO_FILE = [
    (b"", "empty"),
    (b" \n", "empty"),
    (b"\xef\xbb\xbf", "empty"),
    (b"hallo", "not_json"),
    (b"\x89PNG\r\n", "not_json"),
    (b"\xff\xfe{\x00}\x00", "not_json"),
    (b'{"format": NaN}', "not_json"),
    (b'{"format": 1e999}', "not_json"),
    (b'{"format": Infinity}', "not_json"),
    (rb'{"format": "\ud800"}', "not_json"),
    (b"[" * 100_000, "too_deep"),
    (b'{"a":' * 100_000, "too_deep"),
    (b"[" + b"[]," * 5_000_000 + b"[]]", "too_much"),
    (b"[]", "other_format"),
    (b"null", "other_format"),
    (b'{"type": "FeatureCollection"}', "other_format"),
    (b'{"format": "praatplaten-deal"}', "unknown_version"),
    (b'{"format": "praatplaten-deal", "version": 0}', "unknown_version"),
    (b'{"format": "praatplaten-deal", "version": true}', "unknown_version"),
    (b'{"format": "praatplaten-deal", "version": "1"}', "unknown_version"),
    (b'{"format": "praatplaten-deal", "version": 2}', "newer"),
    (b'{"format": "praatplaten-deal", "version": 1}', "missing"),
]


def test_what_is_no_file_of_a_deal_is_refused(colleague_here: User) -> None:
    got = [(data[:20], refused(data, colleague_here)) for data, _code in NO_FILE]

    assert got == [(data[:20], code) for data, code in NO_FILE]


def test_a_file_that_stops_halfway_is_refused(file: bytes, colleague_here: User) -> None:
    assert refused(file[: len(file) // 2], colleague_here) == "cut_off"
    assert refused(file[:-3], colleague_here) == "cut_off"
    assert refused(file + b"{}", colleague_here) == "not_json"


Rows = dict[str, list[Document]]
DEEP = orjson.loads(b"[" * 300 + b"]" * 300)  # can be read, and not be written again


def _set(table: str, name: str, value: Any, at: int = 0) -> Callable[[Rows], None]:
    def change(rows: Rows) -> None:
        rows[table][at][name] = value

    change.__name__ = f"{table}.{name}"
    return change


def _drop(table: str, name: str) -> Callable[[Rows], None]:
    def change(rows: Rows) -> None:
        del rows[table][0][name]

    change.__name__ = f"{table} without {name}"
    return change


def _again(table: str) -> Callable[[Rows], None]:
    def change(rows: Rows) -> None:
        rows[table].append(rows[table][0])

    change.__name__ = f"{table} twice"
    return change


def _goes_round(rows: Rows) -> None:
    for row, other in zip(rows["Innovation"], reversed(rows["Innovation"]), strict=True):
        row["merged_into"] = other["id"]


def _chain_of_organisations(rows: Rows) -> None:
    merged = next(row for row in rows["Organisation"] if row["merged_into"])
    into = next(row for row in rows["Organisation"] if row["id"] == merged["merged_into"])
    into["merged_into"] = next(
        row["id"] for row in rows["Organisation"] if row["id"] not in (merged["id"], into["id"])
    )


def _event_gone(rows: Rows) -> None:
    del rows["Event"][2]


def _last_event_gone(rows: Rows) -> None:
    rows["Event"].pop()


def _moved_placement(rows: Rows) -> None:
    rows["Placement"][0]["x"] += 1


def _lost_placement(rows: Rows) -> None:
    rows["Placement"].pop()


def _lost_note(rows: Rows) -> None:
    rows["Note"].clear()


def _hidden_made_open(rows: Rows) -> None:
    rows["Reveal"][0]["layer"] = "team"


def _said_more_to_the_room(rows: Rows) -> None:
    hidden = next(row for row in rows["Event"] if row["kind"] == "placed")
    told = next(row for row in rows["Event"] if row["room_seq"] is not None)
    told["room"] = told["room"] | {"placements": [hidden["team"]["placement"]]}


WRONG: list[tuple[Callable[[Rows], None], str]] = [
    (_drop("Deal", "name"), "missing"),
    (_set("Deal", "colour", "red"), "unknown"),
    (_set("Deal", "name", 3), "bad_value"),
    (_set("Deal", "name", None), "bad_value"),
    (_set("Deal", "name", ""), "not_whole"),
    (_set("Deal", "name", "x" * 201), "bad_value"),
    (_set("Deal", "name", "nul\0"), "bad_text"),
    (_set("Deal", "name", "a" + "\u0301" * 100), "bad_text"),
    (_set("Deal", "name", "\u202egnuh"), "bad_text"),
    (_set("Deal", "problem", "Eerst\x1b[2J"), "bad_text"),
    (_set("Deal", "kind", "village"), "bad_value"),
    (_set("Deal", "covenant", "javascript:alert(1)"), "bad_value"),
    (_set("Deal", "version", True), "bad_value"),
    (_set("Deal", "version", -1), "bad_value"),
    (_set("Deal", "version", 2**31), "bad_value"),
    (_set("Deal", "version", 10**40), "bad_value"),
    (_set("Deal", "invented", 0), "bad_value"),
    (_set("Deal", "made_at", "2026-01-01"), "bad_value"),
    (_set("Deal", "made_at", "2026-01-01T10:00:00"), "bad_value"),
    (_set("Deal", "made_at", "9999-12-31T23:59:59+00:00"), "bad_value"),
    (_set("Deal", "id", "EB0F3A5E-6A9A-4C63-8B1A-4B0C0F6B5A11"), "bad_value"),
    (_set("Deal", "id", 7), "bad_value"),
    (_again("Deal"), "twice"),
    (_set("DealStage", "starts_on", "2026-02-30"), "bad_value"),
    (_set("DealStage", "ends_on", "2020-01-01"), "not_whole"),
    (_again("Partner"), "twice"),
    (_set("Partner", "hours", 100_001), "not_whole"),
    (_set("Partner", "lines", "geen lijst"), "bad_value"),
    (_set("Partner", "lines", [str(uuid4())]), "dangling"),
    (_set("Partner", "organisation", str(uuid4())), "dangling"),
    (_set("FormerRelation", "partner", str(uuid4())), "dangling"),
    (_set("CoreMember", "id", 0), "bad_value"),
    (_set("Action", "member", 99), "dangling"),
    (_set("Action", "made_by", str(uuid4())), "dangling"),
    (_goes_round, "circle"),
    (_chain_of_organisations, "bad_value"),
    (_set("Session", "phase", "placing"), "bad_value"),
    (_set("Session", "closed_at", None), "bad_value"),
    (_set("Seat", "phone", "yes"), "bad_value"),
    (_set("Sheet", "content", {}), "bad_value"),
    (_set("Sheet", "board", "invloed"), "bad_value"),
    (_set("Sheet", "filling", "geen"), "bad_value"),
    (_set("Placement", "sheet", str(uuid4())), "dangling"),
    (_set("Placement", "subject", str(uuid4())), "dangling"),
    (_set("Placement", "element", "maan"), "bad_value"),
    (_set("Placement", "x", "1"), "bad_value"),
    (_set("Placement", "x", 421.0), "not_whole"),
    (_set("Placement", "layer", "secret"), "bad_value"),
    (_again("Placement"), "twice"),
    (_set("SessionLog", "course", {"shown": 3}), "bad_value"),
    (_set("SessionLog", "team_seq", 1), "gap"),
    (_set("Event", "team", []), "bad_value"),
    (_set("Event", "team", {"phase": "\0"}), "bad_text"),
    (_set("Event", "team", {"removed": ["\0"]}), "bad_text"),
    (_set("Event", "team", {"more": DEEP}), "too_deep"),
    (_set("SessionLog", "course", {"more": DEEP}), "too_deep"),
    (_set("Sheet", "content", {"more": DEEP}), "too_deep"),
    (_set("Event", "actor", "koning"), "bad_value"),
    (_set("Event", "actor", f"seat:{uuid4()}"), "dangling"),
    (_set("EventSeat", "seat", str(uuid4())), "dangling"),
    (_set("EventSeat", "seat_seq", 7), "gap"),
    (_set("EventSeat", "room_seq", 0), "gap"),
    (_event_gone, "gap"),
    (_last_event_gone, "gap"),
    (_moved_placement, "inconsistent"),
    (_lost_placement, "inconsistent"),
    (_lost_note, "inconsistent"),
    (_hidden_made_open, "inconsistent"),
    (_said_more_to_the_room, "inconsistent"),
    (_set("Event", "team", {}), "inconsistent"),
]


def test_a_file_with_a_fault_is_refused_whole(file: bytes, colleague_here: User) -> None:
    got = []
    for change, _code in WRONG:
        document = orjson.loads(file)
        change(tables(document))
        got.append((change.__name__, refused(_json(document), colleague_here)))

    assert got == [(change.__name__, code) for change, code in WRONG]


def _json(document: Document) -> bytes:
    """As any other program may write it: with numbers and texts that we never would."""
    return json.dumps(document).encode()


def test_parts_that_are_missing_or_unknown_are_refused(file: bytes, colleague_here: User) -> None:
    parts = orjson.loads(file)["sections"]
    without = {name: part for name, part in parts.items() if name != "scaling"}
    fewer = parts | {"deals": {n: rows for n, rows in parts["deals"].items() if n != "Goal"}}

    assert refused(changed(file, sections=without), colleague_here) == "missing"
    assert refused(changed(file, sections=fewer), colleague_here) == "missing"
    assert refused(changed(file, sections=parts | {"extra": {}}), colleague_here) == "unknown"
    assert refused(changed(file, sections=[]), colleague_here) == "bad_value"
    assert refused(changed(file, colour="red"), colleague_here) == "unknown"
    assert refused(changed(file, accounts=[{"id": "x"}]), colleague_here) == "bad_value"


@pytest.mark.parametrize("name", ["nul\0", "\u202egnuh", "a" + "\u0301" * 100])
def test_a_name_in_the_head_that_cannot_be_kept_is_refused(
    file: bytes, colleague_here: User, name: str
) -> None:
    running = {"running": [{"title": name, "planned_on": "2026-03-05"}], "trials": 0}
    account = {"id": str(uuid4()), "name": name}

    assert refused(changed(file, left_out=running), colleague_here) == "bad_text"
    assert refused(changed(file, accounts=[account]), colleague_here) == "bad_text"


def test_what_is_of_another_session_is_not_taken_for_this_one(
    held: Deal, facilitator: User, colleague_here: User
) -> None:
    make_session(held, facilitator)
    document = document_of(export_deal(held)) | {"made_at": "2026-01-01T00:00:00+00:00"}
    rows = tables(document)
    placed = rows["Placement"][0]
    of = next(sheet["session"] for sheet in rows["Sheet"] if sheet["id"] == placed["sheet"])
    placed["subject"] = next(s["id"] for s in rows["Subject"] if s["session"] != of)
    forget(held)

    assert refused(orjson.dumps(document), colleague_here) == "dangling"


def test_a_board_that_is_not_here_is_refused(file: bytes, colleague_here: User) -> None:
    for name in ("picture", "board"):
        document = orjson.loads(file)
        for sheet in tables(document)["Sheet"]:
            sheet["content"][name] = {"picture": "boards/maan.svg", "board": "maan"}[name]
        assert refused(orjson.dumps(document), colleague_here) == "unknown_board"


# What is here already ---------------------------------------------------------------------------


def test_a_deal_that_is_here_is_not_brought_in_again(held: Deal, colleague_here: User) -> None:
    data = export_deal(held)

    assert refused(data, colleague_here) == "deal_is_here"


def test_a_name_that_is_taken_is_refused(file: bytes, colleague_here: User) -> None:
    make_deal("Ruimte voor Lopen")

    assert refused(file, colleague_here) == "name_taken"


def test_a_session_that_was_destroyed_here_does_not_come_back(
    held: Deal, colleague_here: User
) -> None:
    data = export_deal(held)
    session = held.sessions.get().pk
    forget(held)
    destroy_session(session)

    assert refused(data, colleague_here) == "destroyed"


def test_two_partners_that_are_one_organisation_here_are_refused(
    file: bytes, colleague_here: User
) -> None:
    Organisation.objects.filter(name="Wandelnet").update(name="Net")
    Organisation.objects.filter(name="Gemeente Zwolle").delete()
    Organisation.objects.filter(name="Net").update(name="Gemeente Zwolle")

    assert refused(file, colleague_here) == "one_organisation"


@pytest.mark.parametrize("model", ["Partner", "Innovation", "Payload", "Subject", "Event"])
def test_nothing_of_another_deal_is_overwritten_joined_or_read(
    model: str, file: bytes, colleague_here: User
) -> None:
    """Under the id of what is another deal's: as a row of its own, or only named in an event."""
    other = make_deal("Openbare Ruimte")
    secret = other.innovations.create(name="Geheim")
    another = make_user("ander", other)
    table = started(make_session(other, another), another)
    payload = Payload.objects.create(session=table.session, text="Dit is van een ander")
    theirs = {
        "Partner": other.partners.all()[0],
        "Innovation": secret,
        "Payload": payload,
        "Subject": table.session.subjects.all()[0],
    }
    document = orjson.loads(file)
    rows = tables(document)
    if model == "Event":
        told = next(row for row in rows["Event"] if row["kind"] == "note_written")
        told["team"]["note"]["payload"] = str(payload.pk)
    else:
        text = orjson.dumps(document).decode()
        mine = rows[model][0]["id"]
        document = orjson.loads(text.replace(mine, str(theirs[model].pk)))

    assert refused(orjson.dumps(document), colleague_here) == "in_use"


def test_of_two_who_bring_in_the_same_deal_at_once_one_gets_in(live_db: None) -> None:
    deal = make_deal("Ruimte voor Lopen")
    people = [make_user("een", deal), make_user("twee")]
    make_session(deal, people[0])
    data = export_deal(deal)
    forget(deal)
    both, said = Barrier(2), []

    def go(by: User) -> None:
        both.wait()
        try:
            import_deal(data, by)
            said.append("in")
        except ArchiveRefused as refused:
            said.append(refused.code)
        finally:
            connection.close()

    threads = [Thread(target=go, args=[by]) for by in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(said) == ["deal_is_here", "in"]
    assert Deal.objects.count() == 1
    assert TeamMember.objects.count() == 1


# Anything at all --------------------------------------------------------------------------------

JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=True),
    st.text(max_size=8),
    st.just("\0"),
    st.just([]),
    st.just({}),
    st.just(str(uuid4())),
    st.sampled_from(["team", "closed", "2026-01-01", "2026-01-01T00:00:00+00:00"]),
)


@pytest.mark.once
@given(data=st.data())
@settings(max_examples=100, suppress_health_check=IN_ONE_WORLD)
def test_whatever_is_changed_in_a_file_it_comes_in_whole_or_not_at_all(
    file: bytes, colleague_here: User, data: st.DataObject
) -> None:
    """No other exception, and no row more or less."""
    document = orjson.loads(file)
    parts = [document, *(rows for rows in tables(document).values() if rows)]
    for _change in range(data.draw(st.integers(1, 3))):
        _spoil(data.draw(st.sampled_from(parts)), data)
    before = everything()

    try:
        made = import_deal(_json(document), colleague_here)
    except ArchiveRefused as refused:
        code = refused.code
    else:
        browser = browser_of(colleague_here)
        pages = [made.get_absolute_url(), *(s.get_absolute_url() for s in made.sessions.all())]
        for page in pages:
            assert browser.get(page, follow=True).status_code == 200
        return
    assert code in REFUSALS
    assert everything() == before


def _spoil(part: Any, data: st.DataObject) -> None:
    """Change, remove or double something, somewhere in this part of a file."""
    at = part
    while True:
        keys = list(at) if isinstance(at, dict) else list(range(len(at)))
        if not keys:
            return
        key = data.draw(st.sampled_from(keys))
        inside = at[key]
        if isinstance(inside, dict | list) and inside and data.draw(st.integers(0, 9)):
            at = inside
            continue
        match data.draw(st.sampled_from(["junk", "junk", "gone", "twice"])):
            case "junk":
                at[key] = data.draw(JUNK)
            case "gone":
                del at[key]
            case "twice" if isinstance(at, list):
                at.append(deepcopy(inside))
        return
