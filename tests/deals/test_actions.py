"""The actions of a deal: who takes them up, when they are late, and what stays of them."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from deals import clock, queries
from deals.domain import actions, merging, partners, records
from deals.domain.actions import (
    FormerOwner,
    Owner,
    add_action,
    change_action,
    finish_action,
    owner_of,
    owner_value,
    remove_action,
    reopen_action,
)
from deals.domain.records import ChangedMeanwhile, RecordsRefused, Row
from deals.models import Action, CoreMember, Deal, Organisation, Partner, Person, Session, User
from tests.conftest import make_deal, make_session, make_user
from tests.deals.conftest import browser_of

YESTERDAY = timedelta(days=-1)
TEXT = "Looproutes naar school tekenen"
ABSENT = UUID("11111111-1111-4111-8111-111111111111")


@pytest.fixture
def arcadis(deal: Deal) -> Partner:
    return deal.partners.get(organisation__name="Arcadis")


@pytest.fixture
def adviser(arcadis: Partner) -> Person:
    return Person.objects.create(partner=arcadis, role="adviseur", name="Noor")


@pytest.fixture
def leader(deal: Deal) -> CoreMember:
    return deal.core_team.create(role="leader", name="Gemeente Zwolle")


def agreed(deal: Deal, by: User, owner: Owner = None, **said: object) -> Action:
    """An action of the deal, read anew."""
    made = add_action(deal, TEXT, owner=owner, by=by, **({"due": None} | said))  # type: ignore[arg-type]
    return again(made)


def again(action: Action) -> Action:
    """The action as it stands in the database by now."""
    return Action.objects.with_owners().get(pk=action.pk)


def code(refused: pytest.ExceptionInfo[RecordsRefused]) -> str:
    return refused.value.code


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


def today() -> date:
    return timezone.localdate()


def leaves(record: Partner | Person | CoreMember) -> None:
    """Yesterday was the last day."""
    record.until = today() + YESTERDAY
    record.save(update_fields=["until"])


# Agreed ---------------------------------------------------------------------------------------


def test_what_was_agreed_is_written_down(deal: Deal, facilitator: User, arcadis: Partner) -> None:
    session = make_session(deal, facilitator)
    at = datetime(2026, 3, 5, 15, 0, tzinfo=UTC)

    with clock.set_to(lambda: at):
        made = add_action(
            deal,
            "  Looproutes\nnaar school  tekenen ",
            owner=arcadis,
            due=date(2026, 6, 1),
            by=facilitator,
            session=session,
            origin="Wat valt op?",
            action_id=ABSENT,
        )

    kept = again(made)
    assert kept.pk == ABSENT
    assert kept.text == "Looproutes naar school tekenen"
    assert (kept.owner, kept.due, kept.session, kept.origin) == (
        "Arcadis",
        date(2026, 6, 1),
        session,
        "Wat valt op?",
    )
    assert (kept.made_by, kept.made_at, kept.is_done, kept.version) == (facilitator, at, False, 1)


def test_nobody_has_to_own_it_yet(deal: Deal, facilitator: User) -> None:
    made = agreed(deal, facilitator)

    assert (made.owner, owner_value(made)) == ("", "")


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ("", "no_action_text"),
        (" \n\u200b", "no_action_text"),
        ("a" * 301, "action_too_long"),
    ],
)
def test_a_text_that_cannot_be_kept_is_refused(
    deal: Deal, facilitator: User, said: str, refusal: str
) -> None:
    with pytest.raises(RecordsRefused) as refused:
        add_action(deal, said, owner=None, due=None, by=facilitator)

    assert code(refused) == refusal
    assert not deal.actions.exists()


def test_a_text_of_the_largest_length_is_kept(deal: Deal, facilitator: User) -> None:
    made = add_action(deal, "é" * 300, owner=None, due=None, by=facilitator)

    assert again(made).text == "é" * 300


def test_an_origin_that_is_too_long_is_cut_off(deal: Deal, facilitator: User) -> None:
    made = agreed(deal, facilitator, origin="a" * 201)

    assert made.origin == "a" * 199 + "…"


def test_the_same_action_is_added_once(deal: Deal, facilitator: User) -> None:
    first = agreed(deal, facilitator)

    with pytest.raises(RecordsRefused) as refused:
        agreed(deal, facilitator, action_id=first.pk)

    assert code(refused) == "action_exists"
    assert deal.actions.get() == first


def test_the_database_keeps_one_owner_at_most(
    deal: Deal, arcadis: Partner, leader: CoreMember
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        deal.actions.create(text=TEXT, partner=arcadis, member=leader)


# Owners ---------------------------------------------------------------------------------------


def test_who_can_see_to_something(
    deal: Deal, adviser: Person, leader: CoreMember, arcadis: Partner
) -> None:
    for name, relation in (("Wandelnet", "missing"), ("Ministerie van BZK", "said_no")):
        other = deal.partners.get(organisation__name=name)
        other.relation = relation
        other.save()
        Person.objects.create(partner=other, role="onbereikbaar")
    deal.core_team.create(role="other", name="Vroeger", until=date(2020, 1, 1))
    Person.objects.create(partner=arcadis, role="voorganger", until=date(2020, 1, 1))
    make_deal("Openbare Ruimte")

    choices = queries.owner_choices(deal)

    zwolle = deal.partners.get(organisation__name="Gemeente Zwolle")
    assert choices == [
        (f"member:{leader.pk}", "Gemeente Zwolle (projectleider)"),
        (f"partner:{arcadis.pk}", "Arcadis"),
        (f"partner:{zwolle.pk}", "Gemeente Zwolle"),
        (f"person:{adviser.pk}", "Noor (Arcadis)"),
    ]


def test_a_role_that_says_the_same_as_the_name_is_not_said_twice(deal: Deal) -> None:
    member = deal.core_team.create(role="leader", name="projectleider, een gemeente")

    assert queries.owner_choices(deal)[0] == (
        f"member:{member.pk}",
        "projectleider, een gemeente",
    )


def test_every_choice_is_understood(
    deal: Deal, adviser: Person, leader: CoreMember, arcadis: Partner
) -> None:
    found = [owner_of(deal, value) for value, _label in queries.owner_choices(deal)]

    assert {leader, arcadis, adviser} <= set(found)
    assert owner_of(deal, "") is None


@pytest.mark.parametrize(
    "value",
    [
        "partner",
        "partner:",
        "partner:1",
        f"partner:{ABSENT}",
        f"person:{ABSENT}",
        "member:0",
        "member:²",
        "member:" + "9" * 30,
        "member:-1",
        f"user:{ABSENT}",
        "former",
    ],
)
def test_a_value_of_nobody_is_refused(deal: Deal, value: str) -> None:
    with pytest.raises(RecordsRefused) as refused:
        owner_of(deal, value)

    assert code(refused) == "owner_not_here"


def test_who_belongs_to_another_deal_is_refused(deal: Deal, facilitator: User) -> None:
    other = make_deal("Openbare Ruimte")
    theirs = other.partners.get(organisation__name="Arcadis")
    person = Person.objects.create(partner=theirs, role="adviseur")
    member = other.core_team.create(role="leader", name="projectleider")
    outsiders: list[tuple[str, Owner]] = [
        (f"partner:{theirs.pk}", theirs),
        (f"person:{person.pk}", person),
        (f"member:{member.pk}", member),
    ]

    for value, owner in outsiders:
        with pytest.raises(RecordsRefused) as refused:
            owner_of(deal, value)
        assert code(refused) == "owner_not_here"
        with pytest.raises(RecordsRefused) as refused:
            agreed(deal, facilitator, owner)
        assert code(refused) == "owner_not_here"


@pytest.mark.parametrize("kind", ["partner", "person", "partner of person", "member"])
def test_who_left_keeps_an_action_and_gets_no_new_one(
    deal: Deal,
    facilitator: User,
    arcadis: Partner,
    adviser: Person,
    leader: CoreMember,
    kind: str,
) -> None:
    owners: dict[str, Partner | Person | CoreMember] = {
        "partner": arcadis,
        "person": adviser,
        "partner of person": adviser,
        "member": leader,
    }
    owner = owners[kind]
    action = agreed(deal, facilitator, owner)
    leaves(arcadis if kind == "partner of person" else owner)
    action = again(action)
    value = owner_value(action)

    with pytest.raises(RecordsRefused) as refused:
        owner_of(deal, value)

    assert code(refused) == "owner_not_here"
    assert owner_of(deal, value, action) == owner
    assert (value, action.owner) in queries.owner_choices(deal, action)
    assert value not in dict(queries.owner_choices(deal))


# Organisations that turn out to be one --------------------------------------------------------


@pytest.fixture
def merged(deal: Deal, facilitator: User, arcadis: Partner) -> tuple[Organisation, Organisation]:
    """Arcadis goes on as Arcadis Nederland, and both are partner."""
    staying = Organisation.objects.create(name="Arcadis Nederland", kind="market")
    Partner.objects.create(deal=deal, organisation=staying)
    return arcadis.organisation, staying


def test_an_action_goes_on_under_the_name_of_the_other(
    deal: Deal,
    facilitator: User,
    arcadis: Partner,
    adviser: Person,
    merged: tuple[Organisation, Organisation],
) -> None:
    going, staying = merged
    theirs, persons = agreed(deal, facilitator, arcadis), agreed(deal, facilitator, adviser)

    merging.merge(going.pk, staying.pk, facilitator)

    theirs, persons = again(theirs), again(persons)
    standing = deal.partners.get(organisation=staying)
    assert (theirs.owner, persons.owner) == ("Arcadis Nederland", "Noor (Arcadis Nederland)")
    assert owner_value(theirs) == f"partner:{standing.pk}"
    assert owner_of(deal, f"partner:{arcadis.pk}") == standing  # a page from before
    assert dict(queries.owner_choices(deal))[f"person:{adviser.pk}"] == "Noor (Arcadis Nederland)"
    assert f"partner:{arcadis.pk}" not in dict(queries.owner_choices(deal))


def test_changing_a_text_does_not_give_the_action_to_the_other_for_good(
    deal: Deal, facilitator: User, arcadis: Partner, merged: tuple[Organisation, Organisation]
) -> None:
    going, staying = merged
    action = agreed(deal, facilitator, arcadis)
    merging.merge(going.pk, staying.pk, facilitator)
    action = again(action)

    owner = owner_of(deal, owner_value(action), action)
    change_action(action, "Routes lopen", owner, None, 1, facilitator)
    merging.take_apart(going.pk, facilitator)

    assert (again(action).text, again(action).owner) == ("Routes lopen", "Arcadis")


# Owners whose record goes ---------------------------------------------------------------------


def test_a_partner_that_goes_off_the_list_can_be_read_in_its_actions(
    deal: Deal, facilitator: User, arcadis: Partner, adviser: Person
) -> None:
    theirs, persons = agreed(deal, facilitator, arcadis), agreed(deal, facilitator, adviser)

    partners.delete_partner(arcadis, 1, facilitator)

    assert again(theirs).owner == "Arcadis"
    assert again(persons).owner == "adviseur (Arcadis)"
    assert owner_value(again(theirs)) == "former"


def test_of_a_person_who_is_taken_out_the_role_is_left_and_not_the_name(
    deal: Deal, facilitator: User, arcadis: Partner, adviser: Person
) -> None:
    action = agreed(deal, facilitator, adviser)

    partners.change_people(arcadis, 1, [Row(str(adviser.pk), {}, remove=True)], facilitator)

    assert again(action).owner == "adviseur (Arcadis)"


def test_a_member_of_the_core_team_who_is_taken_out_can_be_read(
    deal: Deal, facilitator: User, leader: CoreMember
) -> None:
    action = agreed(deal, facilitator, leader)

    gone = [Row(str(leader.pk), {}, remove=True)]
    records.change_rows(deal, 1, "core_team", gone, facilitator)

    assert again(action).owner == "Gemeente Zwolle"


def test_the_name_that_is_left_stays_when_the_text_changes(
    deal: Deal, facilitator: User, arcadis: Partner
) -> None:
    action = agreed(deal, facilitator, arcadis)
    partners.delete_partner(arcadis, 1, facilitator)
    action = again(action)

    owner = owner_of(deal, "former", action)
    change_action(action, "Routes lopen", owner, None, 1, facilitator)

    assert owner == FormerOwner("Arcadis")
    assert ("former", "Arcadis") in queries.owner_choices(deal, action)
    assert (again(action).text, again(action).owner) == ("Routes lopen", "Arcadis")


def test_a_session_that_goes_leaves_its_actions(deal: Deal, facilitator: User) -> None:
    session = Session.objects.create(deal=deal, title="Halverwege")
    action = agreed(deal, facilitator, session=session)

    session.delete()

    assert again(action).session is None


# Changed, done, taken off ---------------------------------------------------------------------


def test_everything_of_an_action_can_change(
    deal: Deal, facilitator: User, arcadis: Partner, leader: CoreMember
) -> None:
    action = agreed(deal, facilitator, arcadis)

    change_action(action, "Routes lopen", leader, date(2026, 6, 1), 1, facilitator)

    now = again(action)
    assert (now.text, now.partner, now.member, now.due, now.version) == (
        "Routes lopen",
        None,
        leader,
        date(2026, 6, 1),
        2,
    )


def test_of_two_people_who_change_it_the_second_is_told(
    deal: Deal, facilitator: User, colleague: User
) -> None:
    action = agreed(deal, facilitator)
    change_action(action, "Routes lopen", None, None, 1, colleague)

    with pytest.raises(ChangedMeanwhile):
        change_action(action, "Routes fietsen", None, None, 1, facilitator)

    assert (again(action).text, again(action).version) == ("Routes lopen", 2)


def test_a_refused_change_leaves_the_version(deal: Deal, facilitator: User) -> None:
    action = agreed(deal, facilitator)

    with pytest.raises(RecordsRefused):
        change_action(action, "", None, None, 1, facilitator)

    assert again(action).version == 1


def test_the_first_one_to_say_that_it_was_done_stands(
    deal: Deal, facilitator: User, colleague: User
) -> None:
    action = agreed(deal, facilitator)
    at = datetime(2026, 3, 5, 15, 0, tzinfo=UTC)

    with clock.set_to(lambda: at):
        finish_action(action, facilitator)
    finish_action(action, colleague)

    now = again(action)
    assert (now.is_done, now.done_at, now.done_by, now.version) == (True, at, facilitator, 1)


def test_an_action_can_be_open_again(deal: Deal, facilitator: User) -> None:
    action = agreed(deal, facilitator)
    finish_action(action, facilitator)

    reopen_action(action, facilitator)
    reopen_action(action, facilitator)

    assert (again(action).is_done, again(action).done_by) == (False, None)


def test_an_action_that_somebody_changed_is_not_taken_off(
    deal: Deal, facilitator: User, colleague: User
) -> None:
    action = agreed(deal, facilitator)
    change_action(action, "Routes lopen", None, None, 1, colleague)

    with pytest.raises(ChangedMeanwhile):
        remove_action(action, 1, facilitator)
    assert deal.actions.exists()
    remove_action(action, 2, facilitator)

    assert not deal.actions.exists()


@pytest.mark.parametrize(
    ("days", "is_done", "is_late"),
    [(-1, False, True), (0, False, False), (1, False, False), (-1, True, False)],
)
def test_late_is_open_after_its_day(days: int, is_done: bool, is_late: bool) -> None:
    action = Action(due=today() + timedelta(days=days))
    action.done_at = timezone.now() if is_done else None

    assert action.is_late is is_late


def test_without_a_day_nothing_is_late() -> None:
    assert not Action(due=None).is_late


# What pages show ------------------------------------------------------------------------------


def test_the_first_day_stands_on_top_and_the_latest_done_too(deal: Deal, facilitator: User) -> None:
    days = {"later": 9, "soon": 2, "whenever": None, "late": -2}
    for name, day in days.items():
        due = None if day is None else today() + timedelta(days=day)
        add_action(deal, name, owner=None, due=due, by=facilitator)
    for name in ("first done", "last done"):
        finish_action(add_action(deal, name, owner=None, due=None, by=facilitator), facilitator)

    found = queries.actions_of(deal)

    assert [action.text for action in found.open] == ["late", "soon", "later", "whenever"]
    assert [action.text for action in found.done] == ["last done", "first done"]


def test_staff_do_not_read_what_a_running_session_agreed(deal: Deal, facilitator: User) -> None:
    running = Session.objects.create(deal=deal, title="Nu", phase="discussing")
    closed = Session.objects.create(
        deal=deal, title="Toen", phase="closed", closed_at=timezone.now()
    )
    for session in (running, closed, None):
        add_action(deal, str(session), owner=None, due=None, by=facilitator, session=session)

    seen = {action.text for action in queries.actions_of(deal, only_closed=True).open}

    assert seen == {"Toen", "None"}
    assert [action.text for action in queries.actions_of_session(running).open] == ["Nu"]


def test_what_was_agreed_in_a_try_out_is_not_of_the_deal(
    at_facilitator: Client, deal: Deal, facilitator: User
) -> None:
    trial = Session.objects.create(deal=deal, title="Proef", trial=True)
    real = Session.objects.create(deal=deal, title="Echt")
    tried = agreed(deal, facilitator, session=trial)
    kept = agreed(deal, facilitator, session=real)

    assert queries.actions_of(deal).open == [kept]
    assert at_facilitator.get(reverse("action", args=[deal.pk, tried.pk])).status_code == 404
    Session.objects.filter(pk__in=[trial.pk, real.pk]).delete()

    assert deal.actions.get() == kept
    assert again(kept).session is None


# Pages ----------------------------------------------------------------------------------------


def page_of(deal: Deal) -> str:
    return reverse("deal", args=[deal.pk])


def at(name: str, action: Action) -> str:
    return reverse(name, args=[action.deal_id, action.pk])


def test_an_action_is_added_on_the_page_of_the_deal(
    at_facilitator: Client, deal: Deal, facilitator: User, arcadis: Partner
) -> None:
    said = {"text": TEXT, "owner": f"partner:{arcadis.pk}", "due": "2027-06-01"}

    answer = at_facilitator.post(reverse("new-action", args=[deal.pk]), said)

    made = deal.actions.get()
    assert answer["Location"] == f"{page_of(deal)}#actions"
    assert (made.text, made.partner, made.due, made.made_by) == (
        TEXT,
        arcadis,
        date(2027, 6, 1),
        facilitator,
    )
    shown = text(at_facilitator.get(page_of(deal)))
    assert "uiterlijk 1 juni 2027" in shown
    assert "te laat" not in shown


def test_a_late_action_is_said_to_be_late_and_a_done_one_is_folded(
    at_facilitator: Client, deal: Deal, facilitator: User
) -> None:
    action = agreed(deal, facilitator, due=today() + YESTERDAY)

    assert "te laat" in text(at_facilitator.get(page_of(deal)))
    answer = at_facilitator.post(at("action-done", action), {"done": "yes"})

    shown = text(at_facilitator.get(page_of(deal)))
    assert answer["Location"] == f"{page_of(deal)}#actions"
    assert "te laat" not in shown
    assert "1 actie gedaan" in shown
    at_facilitator.post(at("action-done", action), {"done": "no"})
    assert not again(action).is_done


@pytest.mark.parametrize(
    ("said", "status", "sentence"),
    [
        ({"text": ""}, 400, "Dit veld is verplicht"),
        ({"text": "a" * 301}, 400, "300"),
        ({"text": "x\0y"}, 400, "Null-tekens"),
        ({"text": TEXT, "due": "31-31-2027"}, 400, "datum"),
        ({"text": TEXT, "owner": f"partner:{ABSENT}"}, 409, "Wie je koos, doet nu niet mee"),
    ],
)
def test_a_refused_action_keeps_what_was_typed(
    at_facilitator: Client, deal: Deal, said: dict[str, str], status: int, sentence: str
) -> None:
    answer = at_facilitator.post(reverse("new-action", args=[deal.pk]), said)

    assert answer.status_code == status
    assert sentence in text(answer)
    if said["text"] == TEXT:
        assert TEXT in text(answer)
    assert not deal.actions.exists()


def test_what_is_written_is_text_and_never_a_page(
    at_facilitator: Client, deal: Deal, facilitator: User
) -> None:
    deal.core_team.create(role="leader", name="<b>leider</b>")
    session = Session.objects.create(deal=deal, title="<i>Sessie</i>")
    bad = "<script>alert(1)</script>"
    action = add_action(
        deal,
        bad,
        owner=deal.core_team.get(),
        due=None,
        by=facilitator,
        session=session,
        origin="<u>bron</u>",
    )

    for where in (page_of(deal), at("action", action)):
        shown = text(at_facilitator.get(where))
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
        for tag in (bad, "<b>leider", "<i>Sessie", "<u>bron"):
            assert tag not in shown


def test_who_reads_only_is_offered_no_change(
    deal: Deal, facilitator: User, staff: User, member: User
) -> None:
    action = agreed(deal, facilitator)
    offers = (
        reverse("new-action", args=[deal.pk]),
        at("action", action),
        at("action-done", action),
    )

    shown = {
        user: text(browser_of(user).get(page_of(deal))) for user in (staff, member, facilitator)
    }

    assert all(TEXT in page for page in shown.values())
    assert not any(offer in shown[staff] for offer in offers)
    assert all(offer in shown[user] for offer in offers for user in (member, facilitator))


@pytest.mark.parametrize("name", ["action", "action-done", "delete-action"])
def test_an_action_is_found_only_in_its_own_deal(deal: Deal, facilitator: User, name: str) -> None:
    other = make_deal("Openbare Ruimte")
    other.team.create(user=facilitator)
    action = agreed(deal, facilitator)
    said = {"text": "Anders", "version": "1"}

    by_the_other = reverse(name, args=[other.pk, action.pk])
    by_a_stranger = browser_of(make_user("elders", other)).post(at(name, action), said)

    assert browser_of(facilitator).post(by_the_other, said).status_code == 404
    assert by_a_stranger.status_code == 404
    assert (again(action).text, again(action).is_done) == (TEXT, False)


def test_a_change_is_saved_from_its_page(
    at_facilitator: Client, deal: Deal, facilitator: User, arcadis: Partner
) -> None:
    action = agreed(deal, facilitator, arcadis, due=date(2027, 6, 1))
    page = text(at_facilitator.get(at("action", action)))
    assert f'<option value="partner:{arcadis.pk}" selected>' in page
    assert 'value="2027-06-01"' in page

    said = {"version": "1", "text": "Routes lopen", "owner": "", "due": ""}
    answer = at_facilitator.post(at("action", action), said)

    now = again(action)
    assert answer["Location"] == f"{page_of(deal)}#actions"
    assert (now.text, now.owner, now.due) == ("Routes lopen", "", None)


def test_what_somebody_else_changed_stands_beside_what_was_typed(
    at_facilitator: Client, deal: Deal, facilitator: User, colleague: User, arcadis: Partner
) -> None:
    action = agreed(deal, facilitator)
    change_action(action, "Routes lopen", arcadis, date(2027, 6, 1), 1, colleague)
    said = {"version": "1", "text": "Routes fietsen", "owner": "", "due": ""}

    answer = at_facilitator.post(at("action", action), said)

    page = text(answer)
    assert answer.status_code == 409
    assert "Routes fietsen</textarea>" in page
    for present in ("Routes lopen", "Wie pakt het op? Arcadis", "1 juni 2027"):
        assert present in page
    assert again(action).text == "Routes lopen"
    at_facilitator.post(at("action", action), said | {"version": "2"})
    assert (again(action).text, again(action).owner) == ("Routes fietsen", "")


def test_an_action_is_taken_off_unless_somebody_changed_it(
    at_facilitator: Client, deal: Deal, facilitator: User, colleague: User
) -> None:
    action = agreed(deal, facilitator)
    change_action(action, "Routes lopen", None, None, 1, colleague)

    refused = at_facilitator.post(at("delete-action", action), {"version": "1"})
    taken_off = at_facilitator.post(at("delete-action", action), {"version": "2"})

    assert refused.status_code == 409
    assert "Iemand heeft deze actie intussen aangepast" in text(refused)
    assert taken_off["Location"] == f"{page_of(deal)}#actions"
    assert not deal.actions.exists()


def test_the_number_of_queries_does_not_grow(
    at_facilitator: Client,
    deal: Deal,
    facilitator: User,
    arcadis: Partner,
    adviser: Person,
    leader: CoreMember,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    session = make_session(deal, facilitator)
    owners: list[Callable[[], Owner]] = [
        lambda: arcadis,
        lambda: adviser,
        lambda: leader,
        lambda: None,
    ]

    def add(count: int) -> None:
        for number in range(count):
            owner = owners[number % len(owners)]()
            action = agreed(deal, facilitator, owner, session=session)
            if number % 3 == 0:
                actions.finish_action(action, facilitator)

    add(1)
    at_facilitator.get(page_of(deal))
    with django_assert_num_queries(1):
        list(queries.actions_of(deal).open)
    before = count_of(at_facilitator, deal)
    add(12)

    assert count_of(at_facilitator, deal) == before
    with django_assert_num_queries(3):
        queries.owner_choices(deal)


def count_of(browser: Client, deal: Deal) -> int:
    """How many queries the page of a deal takes."""
    with CaptureQueriesContext(connection) as taken:
        assert browser.get(page_of(deal)).status_code == 200
    return len(taken)
