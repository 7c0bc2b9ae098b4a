"""The demo: real partners or an example that says it is one, and roles instead of names."""

import csv
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from boards.models import Event, Placement
from deals.domain.demo import make_demo_deals
from deals.domain.demo_plans import DATA, day_of, plans
from deals.models import (
    Action,
    CoreMember,
    Deal,
    DealStage,
    Goal,
    Innovation,
    Moment,
    Organisation,
    OrganisationKind,
    Partner,
    Person,
    Session,
    TeamMember,
    User,
)

WALKING, SPACE, REGIONS = "Ruimte voor Lopen", "Openbare Ruimte", "Sterke Streken"
ROLES = {
    *("wethouder", "directeur stadsontwikkeling", "beleidsadviseur", "programmamanager"),
    *("projectleider", "strategisch adviseur", "trainee", "afdelingshoofd"),
    *("senior beleidsmedewerker", "beleidscoördinator", "rijkstrainee", "gedeputeerde"),
    *("hoofd beleid", "omgevingsmanager", "adviseur", "directeur", "bedrijfsleider"),
    *("accountmanager overheid", "programmaleider", "onderzoeker", "adviseur kennisdeling"),
    *("docent", "verenigingsdirecteur", "verenigingsmanager", "voorzitter", "belangenbehartiger"),
}
CORE = {
    *("projectleider", "projectleider, een gemeente", "projectsecretaris", "kwartiermaker"),
    *("projectsecretaris (opvolger)", "dealmaker vanuit het Rijk", "dealmaker, een ministerie"),
    *("communicatieadviseur", "kwartiermaker, een gemeente", "trekker van de overdracht"),
}
GOVERNMENTS = ("Gemeente ", "Provincie ", "Waterschap ", "Ministerie van ")


@pytest.fixture
def demo(db: None, settings: Settings, tmp_path: Path) -> Path:
    """An installation for trying out; its data folder."""
    settings.DEMO, settings.DATA_DIR = True, tmp_path
    return tmp_path


def make(*only: str) -> str:
    said = StringIO()
    call_command("demo", only=list(only), stdout=said)
    return said.getvalue()


def everything() -> list[object]:
    models = (Deal, Goal, DealStage, Moment, CoreMember, Organisation, Partner, Person)
    more = (Action, Innovation, Session, Event, Placement, TeamMember, User)
    return [list(model._default_manager.order_by("pk").values()) for model in models + more]


# Accounts -------------------------------------------------------------------------------------


def test_without_demo_no_account_is_made(db: None, settings: Settings) -> None:
    settings.DEMO = False

    with pytest.raises(CommandError):
        call_command("demo")

    assert not User.objects.exists()


@pytest.mark.once
def test_a_deal_that_is_not_in_the_demo_is_refused(demo: Path) -> None:
    with pytest.raises(CommandError, match="no such deal in the demo: Ruimte voor Fietsen"):
        make("Ruimte voor Fietsen")

    assert not User.objects.exists()


@pytest.mark.once
def test_the_demo_says_how_to_log_in(demo: Path) -> None:
    said = make(REGIONS)

    password = (demo / "demo-password").read_text().strip()
    assert "gespreksleider1@demo.example" in said
    assert password in said
    assert str(demo / "demo-password") in said
    assert (demo / "demo-password").stat().st_mode & 0o777 == 0o600
    assert all(user.check_password(password) for user in User.objects.all())


@pytest.mark.once
def test_a_lost_password_file_gives_a_new_password(demo: Path) -> None:
    make(REGIONS)
    (demo / "demo-password").unlink()

    make(REGIONS)

    password = (demo / "demo-password").read_text().strip()
    assert User.objects.get(email="teamlid@demo.example").check_password(password)


@pytest.mark.once
def test_roles_in_the_teams(demo: Path) -> None:
    make_demo_deals(plans())

    rights = set(TeamMember.objects.values_list("deal__name", "user__name", "role"))
    assert rights == {
        *((plan.name, "Gespreksleider 1", "facilitator") for plan in plans()),
        *((plan.name, "Gespreksleider 2", "facilitator") for plan in plans()),
        (WALKING, "Teamlid", "member"),
    }
    assert list(User.objects.filter(is_agenda_stad=True).values_list("name", flat=True)) == [
        "Agenda Stad"
    ]


# Deals ----------------------------------------------------------------------------------------


@pytest.mark.once
def test_the_deals_with_their_signed_and_all_their_parties(demo: Path) -> None:
    make_demo_deals(plans())

    found = {
        deal.name: (
            deal.kind,
            deal.invented,
            deal.partners.filter(relation="signed").count(),
            deal.partners.count(),
        )
        for deal in Deal.objects.all()
    }
    assert found == {
        "Circulair en Conceptueel Bouwen": ("city", True, 126, 134),
        "Energieke Wijken": ("city", True, 21, 23),
        "Gezonde en Duurzame Voedselomgeving": ("city", True, 28, 30),
        "Impact Ondernemen": ("city", True, 100, 103),
        "Lokale Weerbaarheid Cybercrime": ("city", True, 28, 30),
        "Openbare Ruimte": ("city", False, 29, 29),
        "Ruimte voor Lopen": ("city", False, 24, 24),
        "Slimme Stad": ("city", True, 33, 35),
        "Sterke Streken": ("town", True, 6, 10),
    }
    assert not Partner.objects.filter(organisation__kind=OrganisationKind.UNKNOWN).exists()


@pytest.mark.once
@pytest.mark.parametrize(
    ("deal", "file"),
    [(WALKING, "partners-ruimte-voor-lopen.csv"), (SPACE, "partners-openbare-ruimte.csv")],
)
def test_real_lists_are_there_as_published_and_nothing_is_said_of_a_real_partner(
    demo: Path, deal: str, file: str
) -> None:
    make_demo_deals([plan for plan in plans() if plan.name == deal])

    with (DATA / file).open(encoding="utf-8", newline="") as rows:
        published = {
            (row["organisatie"], row["ondertekend"]) for row in csv.DictReader(rows, delimiter=";")
        }
    partners = Partner.objects.select_related("organisation")
    assert {(p.organisation.name, str(p.since or "")) for p in partners} == published
    assert {
        (p.relation, p.why, p.hours, p.euros, p.contribution, p.resistance) for p in partners
    } == {("signed", "", None, None, "", False)}


@pytest.mark.once
def test_texts_of_deals_with_real_partners_say_that_they_are_an_example(demo: Path) -> None:
    make_demo_deals([plan for plan in plans() if not plan.invented])

    for deal in Deal.objects.all():
        assert deal.problem.startswith("Dit is een voorbeeldtekst, niet uit het convenant.")
        assert {goal.text.split(":")[0] for goal in deal.goals.all()} == {"Voorbeeld"}
        assert {stage.note for stage in deal.stages.all()} == {"voorbeeld"}


@pytest.mark.once
def test_the_town_deal_has_its_five_municipalities_and_the_rest_is_marked(demo: Path) -> None:
    make_demo_deals([plan for plan in plans() if plan.name == REGIONS])

    names = set(Organisation.objects.values_list("name", flat=True))
    assert {name for name in names if not name.endswith("(voorbeeld)")} == {
        "Gemeente Beesel",
        "Gemeente Bronckhorst",
        "Gemeente Het Hogeland",
        "Gemeente Noardeast-Fryslân",
        "Gemeente Voerendaal",
    }
    assert Deal.objects.get().invented


@pytest.mark.once
def test_nothing_is_made_up_about_a_single_organisation_that_exists(demo: Path) -> None:
    make_demo_deals(plans())

    said = Partner.objects.exclude(why="", contribution="", resistance=False).exclude(
        organisation__name__endswith="(voorbeeld)"
    )
    assert said.exists()
    assert [p for p in said if p.organisation.name.startswith(GOVERNMENTS)] == []
    published = {party.name for plan in plans() if not plan.invented for party in plan.parties()}
    assert [p for p in said if p.organisation.name in published] == []


@pytest.mark.once
def test_contact_persons_and_core_teams_are_roles_and_never_names(demo: Path) -> None:
    make_demo_deals(plans())

    assert not Person.objects.exclude(name="").exists()
    assert set(Person.objects.values_list("role", flat=True)) <= ROLES
    assert set(CoreMember.objects.values_list("name", flat=True)) <= CORE
    without = Partner.objects.filter(people__isnull=True)
    assert set(without.values_list("relation", flat=True)) == {"missing", "said_no"}
    assert set(Person.objects.values_list("level", flat=True)) == {
        *("board", "director", "staff", "trainee"),
    }


@pytest.mark.once
def test_deals_are_in_different_phases_today(demo: Path) -> None:
    make_demo_deals(plans())

    today = timezone.localdate()
    now = DealStage.objects.filter(starts_on__lte=today, ends_on__gt=today)
    assert {stage.deal.name: stage.stage for stage in now.select_related("deal")} == {
        "Circulair en Conceptueel Bouwen": "carrying_out",
        "Energieke Wijken": "carrying_out",
        "Gezonde en Duurzame Voedselomgeving": "carrying_out",
        "Impact Ondernemen": "results",
        "Lokale Weerbaarheid Cybercrime": "carrying_out",
        "Openbare Ruimte": "results",
        "Ruimte voor Lopen": "results",
        "Slimme Stad": "anchoring",
        "Sterke Streken": "designing",
    }


@pytest.mark.parametrize(
    ("months", "meant"),
    [
        (0, date(2026, 11, 22)),  # a Sunday, but today is today
        (-9, date(2026, 2, 20)),  # the Friday before the 22nd
        (2, date(2027, 1, 22)),
        (-22, date(2025, 1, 22)),
        (date(2020, 12, 14), date(2020, 12, 14)),
    ],
)
def test_days_are_counted_from_today(months: int | date, meant: date) -> None:
    assert day_of(months, date(2026, 11, 22)) == meant


# Actions --------------------------------------------------------------------------------------


@pytest.mark.once
def test_every_deal_has_a_few_actions_out_of_its_closed_sessions(demo: Path) -> None:
    make()

    for deal in Deal.objects.all():
        found = list(deal.actions.select_related("session"))
        assert 2 <= len(found) <= 4
        assert [action.is_done for action in found].count(True) == 1
        assert [action.is_late for action in found].count(True) == 1
        for action in found:
            assert action.session is not None
            assert action.session.is_closed
            assert action.made_at == action.session.closed_at
            assert action.done_at is None or action.made_at < action.done_at <= timezone.now()


@pytest.mark.once
def test_no_action_is_made_up_of_an_organisation_that_exists(demo: Path) -> None:
    make()

    owned = Action.objects.exclude(partner=None)
    assert {str(action.partner) for action in owned} == {"Een dorpsbelang (voorbeeld)"}
    assert not Action.objects.exclude(person=None).exists()
    real = Action.objects.filter(deal__invented=False)
    assert {action.text.split(":")[0] for action in real} == {"Voorbeeld"}


# Innovations ----------------------------------------------------------------------------------


@pytest.mark.once
def test_every_deal_has_innovations_and_an_action_for_one(demo: Path) -> None:
    make()

    held = {deal.name: deal.innovations.current().count() for deal in Deal.objects.all()}
    assert held == {
        "Circulair en Conceptueel Bouwen": 4,
        "Energieke Wijken": 4,
        "Gezonde en Duurzame Voedselomgeving": 4,
        "Impact Ondernemen": 6,
        "Lokale Weerbaarheid Cybercrime": 4,
        "Openbare Ruimte": 3,
        "Ruimte voor Lopen": 4,
        "Slimme Stad": 4,
        "Sterke Streken": 3,
    }
    assert all(deal.actions.exclude(innovation=None).exists() for deal in Deal.objects.all())


@pytest.mark.once
def test_innovations_of_deals_with_real_partners_say_that_they_are_an_example(demo: Path) -> None:
    make(WALKING, SPACE)

    names = Innovation.objects.values_list("name", flat=True)
    assert {name.split(":")[0] for name in names} == {"Voorbeeld"}


@pytest.mark.once
def test_a_deal_that_is_being_designed_has_solution_directions(demo: Path) -> None:
    make(REGIONS)

    phases = Innovation.objects.values_list("phase", flat=True)
    assert set(phases) == {"direction"}


@pytest.mark.once
def test_one_deal_has_an_innovation_twice_to_merge(demo: Path) -> None:
    make("Impact Ondernemen")

    names = set(Innovation.objects.values_list("name", flat=True))
    assert {"De makelaar met mandaat", "Makelaar die mag beslissen"} <= names


# Sessions -------------------------------------------------------------------------------------


def test_running_it_again_changes_nothing(demo: Path) -> None:
    make(WALKING)
    before = everything()

    make(WALKING)

    assert everything() == before


@pytest.mark.once
def test_a_deal_that_somebody_changed_is_left_alone(demo: Path) -> None:
    make(REGIONS)
    deal = Deal.objects.get()
    deal.name, deal.theme = "Sterke Streken 2.0", "Anders"
    deal.save(update_fields=["name", "theme"])
    deal.partners.filter(relation="missing").update(relation="involved")
    deal.goals.all().delete()
    before = everything()

    make(REGIONS)

    assert everything() == before


@pytest.mark.once
def test_a_newcomer_sees_a_history_that_says_it_was_invented(demo: Path) -> None:
    make()

    closed = Session.objects.filter(phase="closed")
    held = {plan.name: closed.filter(deal__name=plan.name).count() for plan in plans()}
    assert held == {
        "Circulair en Conceptueel Bouwen": 2,
        "Energieke Wijken": 1,
        "Gezonde en Duurzame Voedselomgeving": 2,
        "Impact Ondernemen": 5,
        "Lokale Weerbaarheid Cybercrime": 2,
        "Openbare Ruimte": 2,
        "Ruimte voor Lopen": 3,
        "Slimme Stad": 2,
        "Sterke Streken": 1,
    }
    assert all(session.invented for session in closed)
    assert not Session.objects.exclude(phase="closed").filter(invented=True).exists()
    today = Session.objects.filter(planned_on=timezone.localdate(), phase="preparing")
    assert set(today.values_list("deal__name", flat=True)) == {WALKING, SPACE}


@pytest.mark.once
def test_what_was_held_long_ago_has_the_times_of_then_in_their_order(demo: Path) -> None:
    make(WALKING)

    for session in Session.objects.filter(phase="closed"):
        times = list(session.events.order_by("team_seq").values_list("at", flat=True))
        assert session.closed_at is not None
        assert times == sorted(times)
        assert session.closed_at == times[-1]
        assert {timezone.localdate(at) for at in (*times, session.closed_at)} == {
            session.planned_on
        }
        assert {timezone.localdate(seat.joined_at) for seat in session.seats.all()} == {
            session.planned_on
        }


@pytest.mark.once
def test_partners_stand_elsewhere_in_a_later_session(demo: Path) -> None:
    make(WALKING)

    first, _second, third = Session.objects.filter(phase="closed").order_by("planned_on")

    def stood(session: Session) -> dict[object, object]:
        own = Placement.objects.filter(sheet__session=session, layer="self", unknown=False)
        return {p.subject.partner_id: p.element for p in own.select_related("subject")}

    both = stood(first).keys() & stood(third).keys()
    moved = {partner for partner in both if stood(first)[partner] != stood(third)[partner]}
    assert moved
    assert both - moved


@pytest.mark.once
def test_who_signed_later_was_not_there_before(demo: Path) -> None:
    make("Circulair en Conceptueel Bouwen")

    first, second = Session.objects.filter(phase="closed").order_by("planned_on")

    # 28 parties signed the second time, and an insurer came to look on a month after the first.
    assert second.subjects.count() - first.subjects.count() == 29
