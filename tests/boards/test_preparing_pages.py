"""The pages on which a facilitator prepares a session, changes it, tries it out, throws it away."""

import re
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse

from deals.models import Deal, Organisation, Partner, Phase, Relation, Session, User
from tests.table import Table

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(facilitator: User) -> Client:
    """A browser in which the facilitator is logged in."""
    client = Client()
    client.force_login(facilitator)
    return client


def filled_in(**fields: Any) -> dict[str, Any]:
    """The form as somebody fills it in who changes only these fields."""
    return {
        "id": uuid4(),
        "title": "Halverwege",
        "planned_on": "2026-12-01",
        "purpose": "conversation",
        "line": "",
        "sheets": ["rollen/feitelijke-rol"],
        "self_layer": "hidden",
        "team_layer": "open",
        "relations": ["signed", "involved", "missing"],
    } | fields


def prepares(browser: Client, deal: Deal, **fields: Any) -> HttpResponseBase:
    """Send the form of a new session."""
    return browser.post(reverse("new-session", args=[deal.pk]), filled_in(**fields))


def on_table(session: Session) -> list[str]:
    """The names on the table, in order."""
    return sorted(subject.name for subject in session.subjects.all())


def page(response: HttpResponseBase) -> str:
    """The text of a page."""
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]


def test_two_ways_of_filling_in_make_two_sheets(browser: Client, deal: Deal) -> None:
    prepares(browser, deal, sheets=["rollen/feitelijke-rol", "rollen/gedrag"])

    session = Session.objects.get()
    assert [sheet.filling for sheet in session.sheets.all()] == ["feitelijke-rol", "gedrag"]
    assert {(s.self_starts_open, s.team_starts_open) for s in session.sheets.all()} == {
        (False, True)
    }
    assert (session.title, session.planned_on) == ("Halverwege", date(2026, 12, 1))


def test_first_the_meaning_can_be_chosen(browser: Client, deal: Deal) -> None:
    prepares(browser, deal, sheets=["rollen/betekenis"])

    assert Session.objects.get().sheets.get().filling == "betekenis"


def test_the_table_follows_relation_and_line_of_work(browser: Client, deal: Deal) -> None:
    line = deal.lines.create(name="Scholen")
    in_line = Partner.objects.get(deal=deal, organisation__name="Wandelnet")
    missing = Partner.objects.create(
        deal=deal,
        organisation=Organisation.objects.create(name="Rover", kind="civil"),
        relation=Relation.MISSING,
    )
    in_line.lines.add(line)
    missing.lines.add(line)

    prepares(browser, deal, line=line.pk, relations=["signed"])

    session = Session.objects.get()
    assert on_table(session) == ["Wandelnet"]
    assert session.line == line


def test_one_by_one_only_the_ticked_partners_are_on_the_table(browser: Client, deal: Deal) -> None:
    chosen = Partner.objects.get(deal=deal, organisation__name="Arcadis")

    prepares(browser, deal, one_by_one="on", partners=[chosen.pk])

    assert on_table(Session.objects.get()) == ["Arcadis"]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"sheets": []}, "Kies minstens één invulwijze."),
        ({"sheets": ["rollen/kasteel"]}, "Selecteer een geldige keuze"),
        ({"title": ""}, "Dit veld is verplicht."),
        ({"planned_on": "31-02-2026"}, "Voer een geldige datum in."),
        ({"purpose": "judging"}, "Selecteer een geldige keuze"),
        (
            {"one_by_one": "on", "partners": ["00000000-0000-4000-8000-000000000000"]},
            "Selecteer een geldige keuze",
        ),
        ({"line": "00000000-0000-4000-8000-000000000000"}, "Selecteer een geldige keuze"),
    ],
)
def test_what_is_not_right_is_said_and_makes_nothing(
    browser: Client, deal: Deal, fields: dict[str, Any], sentence: str
) -> None:
    response = prepares(browser, deal, **fields)

    assert response.status_code == 400
    assert sentence in page(response)
    assert not Session.objects.exists()


def test_a_line_of_work_of_another_deal_cannot_be_chosen(browser: Client, deal: Deal) -> None:
    line = Deal.objects.create(name="Andere deal").lines.create(name="Elders")

    assert prepares(browser, deal, line=line.pk).status_code == 400


def test_a_form_that_is_sent_twice_makes_one_session(browser: Client, deal: Deal) -> None:
    once = filled_in()
    for _time in range(2):
        browser.post(reverse("new-session", args=[deal.pk]), once)

    assert Session.objects.count() == 1


def test_the_set_up_of_a_former_session_is_filled_in(browser: Client, deal: Deal) -> None:
    chosen = Partner.objects.get(deal=deal, organisation__name="Arcadis")
    prepares(
        browser,
        deal,
        title="Eerste",
        purpose="team",
        sheets=["rollen/gedrag"],
        one_by_one="on",
        partners=[chosen.pk],
    )

    former = Session.objects.get()
    shown = page(browser.get(reverse("new-session", args=[deal.pk]), {"repeat": str(former.pk)}))

    assert "Ingevuld zoals bij “Eerste”" in shown
    assert checked(shown) >= {"rollen/gedrag", "team", "hidden", "open", str(chosen.pk), "on"}
    assert "rollen/feitelijke-rol" not in checked(shown)


def checked(shown: str) -> set[str]:
    """The values of everything that is ticked on a page."""
    boxes = re.findall(r"<input[^>]*>", shown)
    ticked = [box for box in boxes if re.search(r"\bchecked\b", box)]
    values = [re.search(r'value="([^"]*)"', box) for box in ticked]
    return {"on" if found is None else found[1] for found in values}


def test_nothing_of_another_deals_session_is_repeated(
    browser: Client, deal: Deal, table: Table
) -> None:
    other = Deal.objects.create(name="Andere deal")
    other.team.create(user=table.session.deal.team.get().user, role="facilitator")

    shown = page(
        browser.get(reverse("new-session", args=[other.pk]), {"repeat": str(table.session.pk)})
    )

    assert "Halverwege" not in shown


def test_a_prepared_session_is_rescheduled_and_laid_anew(browser: Client, deal: Deal) -> None:
    prepares(browser, deal)
    session = Session.objects.get()
    chosen = Partner.objects.get(deal=deal, organisation__name="Arcadis")

    response = browser.post(
        reverse("set-up", args=[session.pk]),
        filled_in(
            based_on=1,
            title="Later",
            planned_on="2027-01-15",
            purpose="team",
            sheets=["rollen/gedrag"],
            one_by_one="on",
            partners=[chosen.pk],
        ),
    )

    assert response.status_code == 302
    session.refresh_from_db()
    assert (session.title, session.planned_on, session.purpose) == (
        "Later",
        date(2027, 1, 15),
        "team",
    )
    assert on_table(session) == ["Arcadis"]
    assert session.sheets.get().filling == "gedrag"


def test_a_change_that_would_lose_a_post_it_is_refused_as_a_whole(
    browser: Client, deal: Deal, facilitator: User
) -> None:
    prepares(browser, deal)
    session = Session.objects.get()
    Table(session, facilitator).team.places(session.subjects.all()[0])

    response = browser.post(
        reverse("set-up", args=[session.pk]),
        filled_in(title="Later", based_on=1, sheets=["rollen/gedrag"]),
    )

    assert response.status_code == 400
    assert "Op deze praatplaat of voor deze partner ligt al iets." in page(response)
    session.refresh_from_db()
    assert session.title == "Halverwege"
    assert session.sheets.get().filling == "feitelijke-rol"


def test_a_table_that_changed_while_the_form_was_open_is_not_overwritten(
    browser: Client, deal: Deal, facilitator: User
) -> None:
    prepares(browser, deal)
    session = Session.objects.get()
    Table(session, facilitator).team.sends("put_on_table", name="Een bank")

    response = browser.post(
        reverse("set-up", args=[session.pk]), filled_in(based_on=1, title="Later")
    )

    assert response.status_code == 400
    assert "Iemand anders heeft de opzet intussen veranderd." in page(response)
    session.refresh_from_db()
    assert session.title == "Halverwege"


def test_a_partner_that_left_the_deal_since_stays_on_the_table(
    browser: Client, deal: Deal, facilitator: User
) -> None:
    prepares(browser, deal)
    session = Session.objects.get()
    Table(session, facilitator).team.places(session.subjects.get(label="Arcadis"))
    Partner.objects.filter(organisation__name="Arcadis").update(until=date(2026, 1, 1))
    address = reverse("set-up", args=[session.pk])

    shown = page(browser.get(address))
    ticked = [value for value in checked(shown) if len(value) == 36]
    response = browser.post(
        address,
        filled_in(based_on=1, title="Later", one_by_one="on", partners=ticked, team_layer="open"),
    )

    assert response.status_code == 302
    assert "Arcadis" in on_table(session)


def test_a_session_that_was_thrown_away_is_made_anew_under_another_id(
    browser: Client, deal: Deal
) -> None:
    once = filled_in()
    browser.post(reverse("new-session", args=[deal.pk]), once)
    browser.post(reverse("throw-away", args=[once["id"]]))

    browser.post(reverse("new-session", args=[deal.pk]), once)

    assert Session.objects.get().pk != once["id"]


def test_an_id_of_another_deals_session_tells_nothing(
    browser: Client, deal: Deal, facilitator: User
) -> None:
    other = Session.objects.create(deal=Deal.objects.create(name="Andere deal"), title="Geheim")

    response = prepares(browser, deal, id=other.pk)

    assert response.status_code == 302
    assert deal.sessions.get().pk != other.pk


def test_a_board_that_is_named_twice_lies_there_once(browser: Client, deal: Deal) -> None:
    prepares(browser, deal, sheets=["rollen/gedrag", "rollen/gedrag"])

    assert Session.objects.get().sheets.count() == 1


def test_of_a_running_session_only_when_and_what_for_can_change(
    browser: Client, table: Table
) -> None:
    address = reverse("set-up", args=[table.session.pk])

    shown = page(browser.get(address))
    browser.post(address, filled_in(title="Anders", sheets=["rollen/gedrag"]))

    assert 'name="sheets"' not in shown
    table.session.refresh_from_db()
    assert table.session.title == "Anders"
    assert table.sheet.filling == "feitelijke-rol"


def test_trying_out_goes_to_a_copy_that_the_deal_lists_apart(browser: Client, deal: Deal) -> None:
    prepares(browser, deal, title="Gesprek in mei")
    session = Session.objects.get()

    response = browser.post(reverse("try-out", args=[session.pk]))

    trial = Session.objects.get(trial=True)
    assert response.headers["Location"] == reverse("control", args=[trial.pk])
    assert "Proefsessies" in page(browser.get(deal.get_absolute_url()))
    assert "Proef</span>" in page(browser.get(reverse("control", args=[trial.pk])))


def test_throwing_away_asks_first_and_then_goes_to_the_deal(browser: Client, deal: Deal) -> None:
    prepares(browser, deal)
    address = reverse("throw-away", args=[Session.objects.get().pk])

    assert "Dit kun je niet terugdraaien." in page(browser.get(address))
    assert Session.objects.count() == 1
    response = browser.post(address)

    assert response.headers["Location"] == deal.get_absolute_url()
    assert not Session.objects.exists()
    assert browser.post(address).status_code == 404


def test_a_session_with_a_participant_is_not_thrown_away(browser: Client, table: Table) -> None:
    table.joins("Wandelnet")
    address = reverse("throw-away", args=[table.session.pk])

    shown = page(browser.get(address))
    browser.post(address)

    assert '<form method="post" class="cluster"' not in shown
    assert Session.objects.get(pk=table.session.pk).phase == Phase.PLACING


def test_the_page_takes_the_same_few_queries_with_many_partners(
    browser: Client, deal: Deal, django_assert_max_num_queries: Any
) -> None:
    for number in range(150):
        organisation = Organisation.objects.create(name=f"Partner {number}", kind="civil")
        Partner.objects.create(deal=deal, organisation=organisation)

    with django_assert_max_num_queries(12):
        shown = page(browser.get(reverse("new-session", args=[deal.pk])))

    assert shown.count('name="partners"') == 154
