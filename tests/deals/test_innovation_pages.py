"""The innovations on the page of a deal, and the pages to change and merge them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from deals.domain.actions import add_action
from deals.domain.innovations import (
    add_innovation,
    change_innovation,
    merge_innovations,
    remove_innovation,
)
from deals.models import Action, Deal, Innovation, Session, User
from tests.conftest import make_deal, make_user
from tests.deals.conftest import browser_of

BROKER = "De makelaar met mandaat"
ABSENT = "11111111-1111-4111-8111-111111111111"


def collected(deal: Deal, name: str = BROKER, **said: object) -> Innovation:
    """An innovation of the deal."""
    values = {"phase": "testing", "by": None} | said
    return add_innovation(deal, name, **values)  # type: ignore[arg-type]


def again(innovation: Innovation) -> Innovation:
    return Innovation.objects.get(pk=innovation.pk)


def page_of(deal: Deal) -> str:
    return reverse("deal", args=[deal.pk])


def at(name: str, innovation: Innovation) -> str:
    return reverse(name, args=[innovation.deal_id, innovation.pk])


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


# On the page of the deal ----------------------------------------------------------------------


def test_an_innovation_is_added_on_the_page_of_the_deal(
    at_facilitator: Client, deal: Deal, facilitator: User
) -> None:
    line = deal.lines.create(name="Eén loket")
    said = {
        "name": BROKER,
        "problem": "Niemand mag beslissen",
        "experiment": "Drie gemeenten",
        "phase": "tested",
        "line": str(line.pk),
    }

    answer = at_facilitator.post(reverse("new-innovation", args=[deal.pk]), said)

    made = deal.innovations.get()
    assert answer["Location"] == f"{page_of(deal)}#innovations"
    assert (made.name, made.problem, made.experiment) == (
        BROKER,
        "Niemand mag beslissen",
        "Drie gemeenten",
    )
    assert (made.phase, made.line, made.made_by) == ("tested", line, facilitator)
    shown = text(at_facilitator.get(page_of(deal)))
    for words in (BROKER, "Niemand mag beslissen", "Drie gemeenten", "Getest, en het werkt"):
        assert words in shown


def test_a_deal_without_any_asks_for_them(at_facilitator: Client, deal: Deal) -> None:
    shown = text(at_facilitator.get(page_of(deal)))

    assert "Welke oplossingen hebben jullie bedacht en getest?" in shown
    assert "Nieuwe innovatie" in shown
    assert '<option value="testing" selected>' in shown


def test_while_a_deal_is_designed_they_are_called_solution_directions(
    at_facilitator: Client, deal: Deal
) -> None:
    deal.stages.create(stage="designing", starts_on=timezone.localdate() - timedelta(days=9))

    shown = text(at_facilitator.get(page_of(deal)))
    form = text(at_facilitator.get(reverse("new-innovation", args=[deal.pk])))

    assert "Oplossingsrichtingen</h2>" in shown
    assert "Nieuwe oplossingsrichting" in shown
    for page in (shown, form):
        assert '<option value="direction" selected>' in page


@pytest.mark.parametrize(
    ("said", "status", "sentence"),
    [
        ({"name": ""}, 400, "Dit veld is verplicht"),
        ({"name": "a" * 201}, 400, "200"),
        ({"name": "x\0y"}, 400, "Null-tekens"),
        ({"name": "Gids", "phase": "dreamt"}, 400, "Selecteer een geldige keuze"),
        ({"name": "Gids", "problem": "a" * 2001}, 400, "2000"),
        ({"name": BROKER.upper()}, 409, "Er is al een innovatie met deze naam"),
    ],
)
def test_a_refused_one_keeps_what_was_typed(
    at_facilitator: Client, deal: Deal, said: dict[str, str], status: int, sentence: str
) -> None:
    collected(deal)
    said = {"phase": "testing", "experiment": "Drie gemeenten"} | said

    answer = at_facilitator.post(reverse("new-innovation", args=[deal.pk]), said)

    assert answer.status_code == status
    assert sentence in text(answer)
    assert "Drie gemeenten</textarea>" in text(answer)
    assert deal.innovations.count() == 1


def test_open_actions_are_counted_and_say_what_they_are_for(
    at_facilitator: Client, deal: Deal, facilitator: User
) -> None:
    innovation = collected(deal)
    for what in ("Bellen", "Mailen"):
        add_action(deal, what, owner=None, due=None, by=facilitator, innovation=innovation)

    shown = text(at_facilitator.get(page_of(deal)))

    assert "2 open acties" in shown
    assert shown.count(f"Voor <strong>{BROKER}</strong>") == 2


def test_what_is_written_is_text_and_never_a_page(at_facilitator: Client, deal: Deal) -> None:
    bad = "<script>alert(1)</script>"
    line = deal.lines.create(name="<i>lijn</i>")
    session = Session.objects.create(deal=deal, title="<u>sessie</u>")
    innovation = collected(
        deal, bad, problem="<b>dik</b>", experiment="<b>dik</b>", line=line, session=session
    )
    other = collected(deal, f"{bad} 2")

    pages = [
        page_of(deal),
        at("innovation", innovation),
        at("merge-innovation", innovation),
        f"{at('merge-innovation', innovation)}?into={other.pk}",
    ]
    for where in pages:
        shown = text(at_facilitator.get(where))
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
        for tag in (bad, "<b>dik", "<i>lijn", "<u>sessie"):
            assert tag not in shown


def test_who_reads_only_is_offered_no_change(
    deal: Deal, facilitator: User, staff: User, member: User
) -> None:
    innovation, removed = collected(deal), collected(deal, "Wegwijzer")
    collected(deal, "Gids")
    remove_innovation(removed, 1, facilitator)
    offers = (
        reverse("new-innovation", args=[deal.pk]),
        at("innovation", innovation),
        at("merge-innovation", innovation),
        at("bring-innovation-back", removed),
    )

    shown = {
        user: text(browser_of(user).get(page_of(deal))) for user in (staff, member, facilitator)
    }

    assert all(BROKER in page for page in shown.values())
    assert not any(offer in shown[staff] for offer in offers)
    assert "Wegwijzer" not in shown[staff]
    assert all(offer in shown[user] for offer in offers for user in (member, facilitator))


def test_the_number_of_queries_does_not_grow(
    at_facilitator: Client, deal: Deal, facilitator: User
) -> None:
    line = deal.lines.create(name="Eén loket")
    session = Session.objects.create(deal=deal, title="Halverwege")

    def add(count: int) -> None:
        for _each in range(count):
            number = deal.innovations.count()
            made = collected(deal, f"Nummer {number}", line=line, session=session)
            add_action(deal, "Bellen", owner=None, due=None, by=facilitator, innovation=made)
            merge_innovations(collected(deal, f"Dubbel {number}"), made, facilitator)

    add(2)
    at_facilitator.get(page_of(deal))
    before = count_of(at_facilitator, deal)
    add(8)

    assert count_of(at_facilitator, deal) == before


def count_of(browser: Client, deal: Deal) -> int:
    """How many queries the page of a deal takes."""
    with CaptureQueriesContext(connection) as taken:
        assert browser.get(page_of(deal)).status_code == 200
    return len(taken)


# What staff of Agenda Stad read ---------------------------------------------------------------


SECRET = "Uit de lopende sessie"


@pytest.fixture
def running(deal: Deal) -> Session:
    """A session of the deal that is not closed."""
    return Session.objects.create(deal=deal, title="Nu", phase="discussing")


def closes(session: Session) -> None:
    """The session becomes part of the history."""
    session.phase, session.closed_at = "closed", timezone.now()
    session.save()


def section(user: User, deal: Deal) -> str:
    """What somebody reads of the innovations on the page of the deal."""
    page = text(browser_of(user).get(page_of(deal)))
    return page[page.index('aria-labelledby="innovations"') :].split("</section>")[0]


def test_what_a_merge_in_a_running_session_brings_is_read_by_staff_after_closing(
    deal: Deal, facilitator: User, staff: User, running: Session
) -> None:
    ours = collected(deal, experiment="In Zwolle")
    theirs = collected(deal, "Makelaar", problem=SECRET, experiment="Elders", session=running)
    merge_innovations(theirs, ours, facilitator)

    shown = section(staff, deal)

    assert BROKER in shown
    assert "In Zwolle" in shown
    for words in (SECRET, "Makelaar"):
        assert words not in shown
        assert words in section(facilitator, deal)
    closes(running)
    for words in (SECRET, "Makelaar", "In Zwolle"):
        assert words in section(staff, deal)
    assert again(ours).problem == SECRET


def test_what_the_deal_knew_stays_for_staff_when_a_running_session_merges_it(
    deal: Deal, facilitator: User, staff: User, running: Session
) -> None:
    ours = collected(deal, problem="Niemand mag beslissen")
    theirs = collected(deal, "Makelaar", experiment=SECRET, session=running)
    merge_innovations(ours, theirs, facilitator)

    shown = section(staff, deal)

    assert (BROKER in shown, "Niemand mag beslissen" in shown) == (True, True)
    assert ("Makelaar" in shown, SECRET in shown) == (False, False)
    assert f"Heet ook: {BROKER}" in section(facilitator, deal)
    closes(running)
    assert f"Heet ook: {BROKER}" in section(staff, deal)
    assert section(staff, deal).count(BROKER) == 1


def test_words_of_a_running_session_do_not_come_along_from_merge_to_merge(
    deal: Deal, facilitator: User, staff: User, running: Session
) -> None:
    first, second = collected(deal), collected(deal, "Wegwijzer")
    for words, into in (("Makelaar", first), ("Gids", second)):
        said = collected(deal, words, problem=f"{SECRET}: {words}", session=running)
        merge_innovations(said, into, facilitator)
    last = collected(deal, "Loket", session=running)

    merge_innovations(first, last, facilitator)
    alone = section(staff, deal)
    merge_innovations(second, last, facilitator)
    both = section(staff, deal)

    for shown in (alone, both):
        assert (BROKER in shown, "Wegwijzer" in shown) == (True, True)
        assert not [words for words in (SECRET, "Makelaar", "Gids", "Loket") if words in shown]


def test_staff_read_what_a_closed_session_merged(
    deal: Deal, facilitator: User, staff: User, running: Session
) -> None:
    closes(running)
    ours = collected(deal)
    merge_innovations(
        collected(deal, "Makelaar", problem="Geen ingang", session=running), ours, facilitator
    )

    shown = section(staff, deal)

    assert ("Heet ook: Makelaar" in shown, "Geen ingang" in shown) == (True, True)


def test_one_that_a_running_session_merged_and_the_deal_took_off_is_not_read_by_staff(
    deal: Deal, facilitator: User, staff: User, running: Session
) -> None:
    ours = collected(deal)
    theirs = collected(deal, "Makelaar", session=running)
    merge_innovations(theirs, ours, facilitator)
    remove_innovation(ours, 2, facilitator)

    assert BROKER not in section(staff, deal)


def test_for_staff_the_number_of_queries_does_not_grow(
    deal: Deal, facilitator: User, staff: User, running: Session
) -> None:
    browser = browser_of(staff)

    def add(count: int) -> None:
        for _each in range(count):
            number = deal.innovations.count()
            ours, theirs = collected(deal, f"Ons {number}"), collected(deal, f"Twee {number}")
            for each, into in ((f"Hier {number}", ours), (f"Daar {number}", None)):
                made = collected(deal, each, problem=SECRET, session=running)
                merge_innovations(made if into else theirs, into or made, facilitator)

    add(2)
    browser.get(page_of(deal))
    before = count_of(browser, deal)
    add(8)

    assert count_of(browser, deal) == before


# Changing -------------------------------------------------------------------------------------


def test_a_change_is_saved_from_its_page(at_facilitator: Client, deal: Deal) -> None:
    innovation = collected(deal, problem="Niemand mag beslissen")
    page = text(at_facilitator.get(at("innovation", innovation)))
    assert f'value="{BROKER}"' in page
    assert "Niemand mag beslissen</textarea>" in page

    said = {"version": "1", "name": "Makelaar", "problem": "", "phase": "in-use"}
    answer = at_facilitator.post(at("innovation", innovation), said)

    now = again(innovation)
    assert answer["Location"] == f"{page_of(deal)}#innovations"
    assert (now.name, now.problem, now.phase) == ("Makelaar", "", "in-use")


def test_what_somebody_else_changed_stands_beside_what_was_typed(
    at_facilitator: Client, deal: Deal, colleague: User
) -> None:
    innovation = collected(deal)
    meanwhile = {"name": "Makelaar", "phase": "tested"}
    change_innovation(innovation, meanwhile, 1, colleague)  # type: ignore[arg-type]
    said = {"version": "1", "name": "Gids", "phase": "testing"}

    answer = at_facilitator.post(at("innovation", innovation), said)

    assert answer.status_code == 409
    page = text(answer)
    assert 'value="Gids"' in page
    for present in ("Hoe heet het? Makelaar", "Hoe ver is het? getest, en het werkt"):
        assert present in page
    assert again(innovation).name == "Makelaar"
    at_facilitator.post(at("innovation", innovation), said | {"version": "2"})
    assert again(innovation).name == "Gids"


def test_a_change_of_one_that_is_gone_keeps_what_was_typed(
    at_facilitator: Client, deal: Deal, colleague: User
) -> None:
    innovation = collected(deal)
    remove_innovation(innovation, 1, colleague)

    answer = at_facilitator.post(
        at("innovation", innovation), {"version": "1", "name": "Gids", "phase": "testing"}
    )

    assert answer.status_code == 409
    assert "Iemand heeft deze innovatie intussen weggehaald of samengevoegd" in text(answer)
    assert 'value="Gids"' in text(answer)
    assert again(innovation).name == BROKER


def test_an_innovation_is_taken_off_the_list_and_put_back(
    at_facilitator: Client, deal: Deal, colleague: User
) -> None:
    innovation = collected(deal)
    change_innovation(innovation, {"name": "Makelaar"}, 1, colleague)

    refused = at_facilitator.post(at("remove-innovation", innovation), {"version": "1"})
    removed = at_facilitator.post(at("remove-innovation", innovation), {"version": "2"})

    assert refused.status_code == 409
    assert "Iemand heeft deze innovatie intussen aangepast" in text(refused)
    assert removed["Location"] == f"{page_of(deal)}#innovations"
    assert again(innovation).removed_at is not None
    assert at_facilitator.get(at("innovation", innovation))["Location"] == removed["Location"]
    assert "1 van de lijst gehaald" in text(at_facilitator.get(page_of(deal)))
    at_facilitator.post(at("bring-innovation-back", innovation))
    assert again(innovation).removed_at is None


def test_one_whose_name_was_taken_meanwhile_is_not_put_back(
    at_facilitator: Client, deal: Deal, colleague: User
) -> None:
    innovation = collected(deal)
    remove_innovation(innovation, 1, colleague)
    collected(deal)

    answer = at_facilitator.post(at("bring-innovation-back", innovation), follow=True)

    assert "Er is al een innovatie met deze naam" in text(answer)
    assert again(innovation).removed_at is not None


# Merging --------------------------------------------------------------------------------------


def test_two_are_laid_side_by_side_before_they_are_merged(
    at_facilitator: Client, deal: Deal, facilitator: User
) -> None:
    going = collected(deal, "Makelaar", problem="Geen ingang", experiment="In Zwolle")
    staying = collected(deal, problem="Niemand mag beslissen")
    add_action(deal, "Bellen", owner=None, due=None, by=facilitator, innovation=going)

    choose = text(at_facilitator.get(at("merge-innovation", going)))
    confirm = text(at_facilitator.get(f"{at('merge-innovation', going)}?into={staying.pk}"))

    assert f"?into={staying.pk}" in choose
    assert f"?into={going.pk}" not in choose
    for words in ("Makelaar", "Geen ingang", BROKER, "Niemand mag beslissen"):
        assert words in confirm
    assert confirm.count("innovation-from") == 1  # the experiment
    assert "1 open actie gaat mee." in confirm
    assert f"{at('merge-innovation', staying)}?into={going.pk}" in confirm
    assert again(going).merged_into is None


def test_what_is_confirmed_is_merged(at_facilitator: Client, deal: Deal) -> None:
    going, staying = collected(deal, "Makelaar"), collected(deal)

    answer = at_facilitator.post(at("merge-innovation", going), {"into": str(staying.pk)})

    assert answer["Location"] == f"{page_of(deal)}#innovations"
    assert again(going).merged_into == staying
    assert "Heet ook: Makelaar" in text(at_facilitator.get(page_of(deal)))
    old_page = at_facilitator.get(at("innovation", going))
    assert old_page["Location"] == at("innovation", staying)


@pytest.mark.parametrize("into", ["", "x", ABSENT, "itself", "elsewhere", "removed", "tried"])
def test_only_one_that_is_on_the_list_can_be_chosen(
    at_facilitator: Client, deal: Deal, facilitator: User, into: str
) -> None:
    going, removed = collected(deal, "Makelaar"), collected(deal)
    remove_innovation(removed, 1, facilitator)
    elsewhere = make_deal("Openbare Ruimte")
    elsewhere.team.create(user=facilitator)
    trial = Session.objects.create(deal=deal, title="Proef", trial=True)
    others = {
        "itself": going,
        "removed": removed,
        "elsewhere": collected(elsewhere),
        "tried": collected(deal, session=trial),
    }
    value = str(others[into].pk) if into in others else into

    shown = at_facilitator.get(f"{at('merge-innovation', going)}?into={value}")
    answer = at_facilitator.post(at("merge-innovation", going), {"into": value})

    assert "Er staat geen andere op de lijst." in text(shown)
    assert answer["Location"] == at("merge-innovation", going)
    assert again(going).merged_into is None


def test_one_that_was_merged_meanwhile_is_not_merged_again(
    at_facilitator: Client, deal: Deal, colleague: User
) -> None:
    going, staying = collected(deal, "Makelaar"), collected(deal)
    third = collected(deal, "Gids")
    merge_innovations(going, third, colleague)

    answer = at_facilitator.post(
        at("merge-innovation", going), {"into": str(staying.pk)}, follow=True
    )

    assert "Iemand heeft deze innovatie intussen weggehaald of samengevoegd" in text(answer)
    assert again(going).merged_into == third


@pytest.mark.parametrize(
    "name", ["innovation", "merge-innovation", "remove-innovation", "bring-innovation-back"]
)
def test_an_innovation_is_found_only_in_its_own_deal_and_never_out_of_a_try_out(
    deal: Deal, facilitator: User, name: str
) -> None:
    other = make_deal("Openbare Ruimte")
    other.team.create(user=facilitator)
    innovation = collected(deal)
    trial = Session.objects.create(deal=deal, title="Proef", trial=True)
    tried = collected(deal, session=trial)
    said = {"version": "1", "name": "Anders", "phase": "testing"}

    answers = [
        browser_of(facilitator).post(reverse(name, args=[other.pk, innovation.pk]), said),
        browser_of(facilitator).post(at(name, tried), said),
        browser_of(make_user("elders", other)).post(at(name, innovation), said),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert {each.name for each in Innovation.objects.all()} == {BROKER}


# Actions for one ------------------------------------------------------------------------------


def test_an_action_is_said_to_be_for_one(at_facilitator: Client, deal: Deal) -> None:
    assert "Voor welke innovatie?" not in text(at_facilitator.get(page_of(deal)))
    innovation, other = collected(deal), collected(deal, "Wegwijzer")
    said = {"text": "Bellen", "owner": "", "due": "", "innovation": str(innovation.pk)}
    assert "Voor welke innovatie?" in text(at_facilitator.get(page_of(deal)))

    at_facilitator.post(reverse("new-action", args=[deal.pk]), said)

    action = Action.objects.get()
    change = reverse("action", args=[deal.pk, action.pk])
    assert action.innovation == innovation
    assert f'<option value="{innovation.pk}" selected>' in text(at_facilitator.get(change))
    at_facilitator.post(change, said | {"version": "1", "innovation": str(other.pk)})
    assert Action.objects.get().innovation == other
    at_facilitator.post(change, said | {"version": "2", "innovation": ""})
    assert Action.objects.get().innovation is None


def test_an_action_for_one_that_is_gone_is_refused_with_what_was_typed(
    at_facilitator: Client, deal: Deal, colleague: User
) -> None:
    innovation = collected(deal)
    collected(deal, "Wegwijzer")
    remove_innovation(innovation, 1, colleague)

    answer = at_facilitator.post(
        reverse("new-action", args=[deal.pk]), {"text": "Bellen", "innovation": str(innovation.pk)}
    )

    assert answer.status_code == 409
    assert "Iemand heeft deze innovatie intussen weggehaald of samengevoegd" in text(answer)
    assert "Bellen</textarea>" in text(answer)
    assert not Action.objects.exists()


def test_that_somebody_else_gave_an_action_to_another_one_is_said(
    at_facilitator: Client, deal: Deal, facilitator: User
) -> None:
    innovation = collected(deal)
    action = add_action(deal, "Bellen", owner=None, due=None, by=facilitator)
    change = reverse("action", args=[deal.pk, action.pk])
    said = {"text": "Bellen", "owner": "", "due": "", "version": "1"}
    at_facilitator.post(change, said | {"innovation": str(innovation.pk)})

    answer = at_facilitator.post(change, said | {"innovation": ""})

    assert answer.status_code == 409
    assert f"Voor welke innovatie? {BROKER}" in text(answer)
    assert Action.objects.get().innovation == innovation
