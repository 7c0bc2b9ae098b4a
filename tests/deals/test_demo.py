"""The demo: real partners, roles instead of names, and an example that says it is one."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from deals.domain.demo import make_demo_deals
from deals.models import Deal, OrganisationKind, Partner, Person, Session, TeamMember, User


@pytest.fixture
def demo(db: None, settings: Settings, tmp_path: Path) -> Path:
    """An installation for trying out; its data folder."""
    settings.DEMO, settings.DATA_DIR = True, tmp_path
    return tmp_path


def make() -> str:
    said = StringIO()
    call_command("demo", stdout=said)
    return said.getvalue()


def test_without_demo_no_account_is_made(db: None, settings: Settings) -> None:
    settings.DEMO = False

    with pytest.raises(CommandError):
        call_command("demo")

    assert not User.objects.exists()


def test_the_demo_says_how_to_log_in(demo: Path) -> None:
    said = make()

    password = (demo / "demo-password").read_text().strip()
    assert "gespreksleider1@demo.example" in said
    assert password in said
    assert str(demo / "demo-password") in said
    assert (demo / "demo-password").stat().st_mode & 0o777 == 0o600
    assert all(user.check_password(password) for user in User.objects.all())


def test_running_it_again_changes_nothing(demo: Path) -> None:
    def everything() -> list[object]:
        models = (Deal, Partner, Person, Session, TeamMember, User)
        return [list(model._default_manager.order_by("pk").values()) for model in models]

    make()
    before = everything()
    make()

    assert everything() == before


def test_a_lost_password_file_gives_a_new_password(demo: Path) -> None:
    make_demo_deals()
    (demo / "demo-password").unlink()

    make_demo_deals()

    password = (demo / "demo-password").read_text().strip()
    assert User.objects.get(email="teamlid@demo.example").check_password(password)


def test_the_partners_are_the_real_ones(demo: Path) -> None:
    make_demo_deals()

    walking, space = Deal.objects.order_by("-name")
    assert (walking.name, walking.partners.count()) == ("Ruimte voor Lopen", 24)
    assert (space.name, space.partners.count()) == ("Openbare Ruimte", 29)
    assert space.partners.filter(since__isnull=True).count() == 5
    assert not Partner.objects.filter(organisation__kind=OrganisationKind.UNKNOWN).exists()


def test_contact_persons_are_roles_and_never_names(demo: Path) -> None:
    make_demo_deals()

    assert not Person.objects.exclude(name="").exists()
    assert not Partner.objects.filter(people__isnull=True).exists()


def test_roles_in_the_teams(demo: Path) -> None:
    make_demo_deals()

    rights = set(TeamMember.objects.values_list("deal__name", "user__name", "role"))
    assert rights == {
        *(
            (deal, "Gespreksleider 1", "facilitator")
            for deal in ("Ruimte voor Lopen", "Openbare Ruimte")
        ),
        *(
            (deal, "Gespreksleider 2", "facilitator")
            for deal in ("Ruimte voor Lopen", "Openbare Ruimte")
        ),
        ("Ruimte voor Lopen", "Teamlid", "member"),
    }
    assert list(User.objects.filter(is_agenda_stad=True).values_list("name", flat=True)) == [
        "Agenda Stad"
    ]


def test_the_example_says_that_its_placements_are_invented(demo: Path) -> None:
    make()

    sessions = Session.objects.order_by("deal__name", "planned_on")
    assert [(s.title, s.is_closed, s.invented) for s in sessions] == 2 * [
        ("Startgesprek", True, True),
        ("Gesprek halverwege", False, False),
    ]
