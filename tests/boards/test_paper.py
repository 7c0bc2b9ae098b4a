"""A conversation on paper: dated on its own day, without phones, and history of the deal."""

import re
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.http.response import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from boards.domain.paper import add_paper_moment
from boards.domain.photos import add_photo
from boards.domain.pictures import read_picture
from boards.domain.preparing import SetUp, SheetPlan
from boards.domain.replay import fold
from boards.models import Payload, Photo, Placement, Subject
from boards.refusals import Refused
from deals import queries
from deals.models import Deal, Partner, Person, Phase, Purpose, Relation, Session, User
from tests.boards.test_photos import SVG, drawn, noise, written
from tests.conftest import make_session
from tests.table import Table

DAY = date(2025, 9, 3)
ROLES = [SheetPlan("rollen", "feitelijke-rol")]


@pytest.fixture
def browser(facilitator: User) -> Client:
    """A browser in which the facilitator is logged in."""
    client = Client()
    client.force_login(facilitator)
    return client


@pytest.fixture
def moment(deal: Deal, facilitator: User) -> Session:
    """A conversation on paper that is being entered."""
    return add_paper_moment(deal, "Netwerkdag", DAY, SetUp(ROLES), facilitator)


def adds(browser: Client, deal: Deal, **fields: Any) -> HttpResponseBase:
    """Send the form of a new conversation on paper, with only these fields otherwise."""
    filled_in = {
        "id": uuid4(),
        "title": "Netwerkdag",
        "planned_on": DAY.isoformat(),
        "line": "",
        "sheets": ["rollen/feitelijke-rol"],
        "described": "",
    }
    return browser.post(reverse("new-paper", args=[deal.pk]), filled_in | fields)


def photo(file: bytes | None = None) -> SimpleUploadedFile:
    """A photo to send."""
    return SimpleUploadedFile("bord.jpg", written(drawn()) if file is None else file)


def page(response: HttpResponseBase) -> str:
    """The text of a page, its white space as one reads it."""
    return " ".join(response.content.decode().split())  # type: ignore[attr-defined]


def code(table: Table, kind: str, **fields: Any) -> str:
    """With which code a command of the team is refused."""
    return str(table.team.sends(kind, **fields).body["refused"]["code"])


# Adding -----------------------------------------------------------------------------------------


def test_it_is_a_session_of_its_own_in_the_past_ready_to_be_entered(
    browser: Client, deal: Deal, facilitator: User
) -> None:
    answer = adds(browser, deal, photo=photo(), described="Het bord")

    session = Session.objects.get()
    assert answer.headers["Location"] == reverse("control", args=[session.pk])
    assert (session.title, session.planned_on, session.paper) == ("Netwerkdag", DAY, True)
    assert (session.phase, session.purpose) == (Phase.DISCUSSING, Purpose.TEAM)
    sheet = session.sheets.get()
    assert (sheet.self_starts_open, sheet.team_starts_open) == (True, True)
    assert session.subjects.count() == 4
    assert not session.doors.exists()
    kept = Photo.objects.get()
    assert (kept.described, kept.by, kept.sheet) == ("Het bord", facilitator, sheet)


def test_today_is_a_day_and_tomorrow_is_not(browser: Client, deal: Deal, facilitator: User) -> None:
    today = timezone.localdate()
    tomorrow = today + timedelta(days=1)

    refused = adds(browser, deal, planned_on=tomorrow.isoformat())
    assert refused.status_code == 400
    assert "Deze dag moet nog komen." in page(refused)
    with pytest.raises(Refused) as no:
        add_paper_moment(deal, "Morgen", tomorrow, SetUp(ROLES), facilitator)
    assert no.value.code == "in_the_future"
    assert not Session.objects.exists()

    assert adds(browser, deal, planned_on=today.isoformat()).status_code == 302


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": ""}, "Dit veld is verplicht."),
        ({"planned_on": "31-02-2025"}, "Voer een geldige datum in."),
        ({"sheets": []}, "Kies minstens één invulwijze."),
        ({"sheets": ["rollen/kasteel"]}, "Selecteer een geldige keuze"),
        ({"partners": [str(uuid4())]}, "Selecteer een geldige keuze"),
        ({"described": "x" * 201}, "200 tekens"),
        ({"photo": SVG}, "Dit is geen foto."),
        ({"photo": noise()[:9000]}, "Deze foto kunnen we niet lezen."),
    ],
)
def test_what_is_not_right_is_said_and_makes_nothing(
    browser: Client, deal: Deal, fields: dict[str, Any], sentence: str
) -> None:
    if "photo" in fields:
        fields = {"photo": photo(fields["photo"])}

    answer = adds(browser, deal, **fields)

    assert answer.status_code == 400
    assert sentence in page(answer)
    assert not Session.objects.exists()
    assert not Photo.objects.exists()


@pytest.mark.once
def test_two_hundred_megabytes_get_a_sentence_and_are_not_read(browser: Client, deal: Deal) -> None:
    where = reverse("new-paper", args=[deal.pk])

    answer = browser.post(where, b"", "multipart/form-data", CONTENT_LENGTH=str(200 * 1024 * 1024))

    assert answer.status_code == 413
    assert "Deze foto is te groot: hoogstens 15 MB." in page(answer)
    assert not Session.objects.exists()


def test_a_form_that_is_sent_twice_makes_one(browser: Client, deal: Deal) -> None:
    key = uuid4()

    first = adds(browser, deal, id=key, photo=photo())
    second = adds(browser, deal, id=key, photo=photo())

    assert first.headers["Location"] == second.headers["Location"]
    assert (Session.objects.count(), Photo.objects.count()) == (1, 1)


@pytest.mark.once
def test_without_a_csrf_token_nothing_is_added(deal: Deal, facilitator: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(facilitator)

    assert adds(client, deal).status_code == 403
    assert not Session.objects.exists()


def names(session: Session) -> list[str]:
    """Who is on the table."""
    return sorted(subject.name for subject in session.subjects.all())


def test_the_table_has_who_took_part_on_that_day(browser: Client, deal: Deal) -> None:
    def changed(name: str, **fields: Any) -> Partner:
        found = Partner.objects.filter(organisation__name=name)
        found.update(**fields)
        return found.get()

    changed("Gemeente Zwolle", until=date(2025, 12, 31))  # has left since
    changed("Ministerie van BZK", until=date(2025, 9, 2))  # had left the day before
    changed("Arcadis", since=date(2025, 9, 4))  # came a day later
    no = changed("Wandelnet", relation=Relation.SAID_NO, since=date(2026, 1, 1))
    no.former.create(relation=Relation.SIGNED, since=date(2024, 1, 1), until=date(2026, 1, 1))

    adds(browser, deal)

    assert names(Session.objects.get()) == ["Gemeente Zwolle", "Wandelnet"]


def test_who_had_said_no_by_then_is_not_on_the_table(browser: Client, deal: Deal) -> None:
    no = Partner.objects.get(organisation__name="Wandelnet")
    no.former.create(relation=Relation.SIGNED, since=None, until=date(2025, 1, 1))
    Partner.objects.filter(pk=no.pk).update(relation=Relation.SAID_NO, since=date(2025, 1, 1))

    adds(browser, deal)

    assert names(Session.objects.get()) == ["Arcadis", "Gemeente Zwolle", "Ministerie van BZK"]


def test_ticked_names_are_the_table_also_of_who_left_since(browser: Client, deal: Deal) -> None:
    left = Partner.objects.get(organisation__name="Arcadis")
    Partner.objects.filter(pk=left.pk).update(until=date(2025, 10, 1))

    adds(browser, deal, partners=[str(left.pk)])

    assert names(Session.objects.get()) == ["Arcadis"]


def test_persons_are_those_who_spoke_for_a_partner_on_that_day(browser: Client, deal: Deal) -> None:
    partner = Partner.objects.get(organisation__name="Wandelnet")
    Person.objects.create(partner=partner, role="adviseur", name="Toen", until=date(2025, 12, 1))
    Person.objects.create(partner=partner, role="adviseur", name="Nu", since=date(2025, 12, 1))

    adds(browser, deal, sheets=["snelheid/persoon"], partners=[str(partner.pk)])

    assert names(Session.objects.get()) == ["Toen", "Wandelnet"]


# No way in --------------------------------------------------------------------------------------


def test_no_door_no_phone_and_no_other_part(moment: Session, facilitator: User) -> None:
    table = Table(moment, facilitator)

    assert code(table, "open_door") == "on_paper"
    for phase in ("placing", "revealing"):
        assert code(table, "set_phase", phase=phase) == "on_paper"
    assert not moment.doors.exists()
    moment.refresh_from_db()
    assert moment.phase == Phase.DISCUSSING


def test_who_was_there_can_be_written_down_but_gets_no_phone(
    browser: Client, moment: Session, facilitator: User
) -> None:
    table = Table(moment, facilitator)
    subject = table.subject("Wandelnet")

    assert table.team.sends("add_seat", subject=subject.pk).accepted

    seat = moment.seats.get()
    offer = reverse("hand-over-offer", args=[moment.pk, seat.pk])
    assert browser.post(offer).status_code == 404
    placed = table.team.places(subject, layer="self", seat=seat.pk)
    assert placed.accepted
    assert table.placement().on_behalf


def test_the_database_holds_that_it_is_for_the_team_alone(moment: Session) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Session.objects.filter(pk=moment.pk).update(purpose=Purpose.CONVERSATION)


def test_title_and_day_can_be_changed_but_not_into_the_future(
    browser: Client, moment: Session
) -> None:
    where = reverse("set-up", args=[moment.pk])
    tomorrow = timezone.localdate() + timedelta(days=1)

    refused = browser.post(where, {"title": "Netwerkdag", "planned_on": tomorrow.isoformat()})
    assert "Deze dag moet nog komen." in page(refused)
    fields = {"title": "Regiodag", "planned_on": "2025-09-04", "purpose": "conversation"}
    assert browser.post(where, fields).status_code == 302

    moment.refresh_from_db()
    assert (moment.title, moment.planned_on) == ("Regiodag", date(2025, 9, 4))
    assert moment.purpose == Purpose.TEAM


def test_without_javascript_what_lay_on_paper_is_placed_by_a_form(
    browser: Client, moment: Session, facilitator: User
) -> None:
    add_photo(moment, read_picture(written(drawn())), facilitator)

    shown = page(browser.get(reverse("control", args=[moment.pk])))

    plain = re.findall(r'<form[^>]* class="plain-form">.*?</form>', shown)
    placing = [form for form in plain if 'name="kind" value="place"' in form]
    assert ['name="layer" value="agreed"' in form for form in placing] == [True]
    assert f'<a class="button" href="/sessions/{moment.pk}/photos/' in shown


# Entering and closing ---------------------------------------------------------------------------


def test_what_lay_on_paper_goes_through_the_same_pipeline(
    moment: Session, facilitator: User
) -> None:
    table = Table(moment, facilitator)

    assert table.team.places(table.subject("Wandelnet"), layer="agreed").accepted
    assert table.team.sends("close_session").accepted

    assert table.team.kinds() == ["prepared", "phase_changed", "placed", "session_closed"]
    # Open to all who may read it: nothing of it was an estimate of the facilitators.
    assert [row["layer"] for row in table.screen.state()["placements"].values()] == ["agreed"]
    assert fold(table.team.received()) == table.team.state()


def test_its_page_says_when_it_was_and_by_whom_it_was_added(
    browser: Client, moment: Session, facilitator: User
) -> None:
    add_photo(moment, read_picture(written(drawn())), facilitator)
    table = Table(moment, facilitator)
    table.team.places(table.subject("Wandelnet"), layer="agreed")
    table.team.sends("close_session")

    shown = page(browser.get(reverse("session", args=[moment.pk])))

    assert "3 september 2025, op papier" in shown
    assert 'alt="Foto van de praatplaat Rollen en inzet"' in shown
    made = timezone.localtime(moment.made_at)
    months = (
        "januari februari maart april mei juni juli augustus september oktober november december"
    )
    day = f"{made.day} {months.split()[made.month - 1]} {made.year}"
    assert f"Toegevoegd op {day} door gespreksleider." in shown
    assert "telefoon" not in shown
    # The one that was placed did get a place.
    assert "3 van de namen op tafel kregen geen plek" in shown


def test_it_stands_in_the_history_on_its_own_day(
    browser: Client, moment: Session, deal: Deal, facilitator: User
) -> None:
    later = make_session(deal, facilitator)  # of 5 March 2026, and closed before the other one
    Table(later, facilitator).team.sends("close_session")
    entering = page(browser.get(deal.get_absolute_url()))
    assert "Wordt ingevoerd van papier" in entering
    Table(moment, facilitator).team.sends("close_session")

    closed = queries.sessions_of(deal, only_closed=True).closed
    shown = page(browser.get(deal.get_absolute_url()))

    assert closed == [later, moment]
    assert "Wordt ingevoerd van papier" not in shown
    listed = shown.split('id="sessions"')[1]
    assert listed.index("5 maart 2026") < listed.index("3 september 2025")
    assert '<span class="muted">op papier</span>' in shown


def test_nobody_sits_in_it_and_nothing_is_still_to_come(moment: Session, deal: Deal) -> None:
    (row,) = queries.deal_rows(Deal.objects.filter(pk=deal.pk))
    sessions = queries.sessions_of(deal, only_closed=False)

    assert (row.running, row.planned, row.closed) == (None, None, 0)
    assert (sessions.running, sessions.planned, sessions.paper) == ([], [], [moment])


@pytest.mark.parametrize("name", ["control", "photos"])
def test_a_page_takes_as_many_queries_with_three_photos_as_with_one(
    browser: Client, moment: Session, facilitator: User, name: str
) -> None:
    picture = read_picture(written(drawn()))
    where = reverse(name, args=[moment.pk])

    def count() -> int:
        browser.get(where)
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(where).status_code == 200
        # The bytes of a photo are only read at its own address.
        assert not any('"thumbnail"' in query["sql"] for query in captured)
        return len(captured)

    add_photo(moment, picture, facilitator)
    one = count()
    add_photo(moment, picture, facilitator)
    add_photo(moment, picture, facilitator)

    assert count() == one


def test_it_can_be_thrown_away_with_its_photos(
    browser: Client, moment: Session, facilitator: User
) -> None:
    add_photo(moment, read_picture(written(drawn())), facilitator)
    Table(moment, facilitator).team.sends("put_on_table", name="Buurvereniging")

    browser.post(reverse("throw-away", args=[moment.pk]))

    for model in (Session, Photo, Subject, Placement, Payload):
        assert not model.objects.exists()
