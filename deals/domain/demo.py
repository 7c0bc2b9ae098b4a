"""The demo: two real City Deals with their real partners, and accounts to try things with.

Contact persons are roles and never names. Running it again changes nothing that is there.
"""

import csv
import secrets
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zlib import crc32

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction

from deals.models import (
    Deal,
    DealKind,
    Organisation,
    OrganisationKind,
    Partner,
    Person,
    TeamMember,
    TeamRole,
    User,
)

DATA = Path(__file__).resolve().parent.parent / "data"
PASSWORD_FILE = "demo-password"  # noqa: S105 - the file's name
WORDS = (
    *("appel", "beuk", "duin", "egel", "gracht", "heide", "iep", "klaver", "linde", "merel"),
    *("oever", "plein", "reiger", "stoep", "tuin", "uiver", "veen", "wilg", "zwaluw", "brug"),
)

KINDS = {
    "gemeente": OrganisationKind.MUNICIPALITY,
    "ministerie": OrganisationKind.MINISTRY,
    "overheid": OrganisationKind.GOVERNMENT,
    "markt": OrganisationKind.MARKET,
    "kennisinstelling": OrganisationKind.KNOWLEDGE,
    "koepel": OrganisationKind.UMBRELLA,
    "maatschappelijk": OrganisationKind.CIVIL,
}
ROLES = {
    OrganisationKind.MUNICIPALITY: (
        "beleidsadviseur mobiliteit",
        "stedenbouwkundige",
        "programmamanager openbare ruimte",
        "wethouder",
        "projectleider inrichting",
    ),
    OrganisationKind.MINISTRY: ("senior beleidsmedewerker", "dealmaker", "afdelingshoofd"),
    OrganisationKind.GOVERNMENT: ("programmamanager", "omgevingsmanager", "adviseur beheer"),
    OrganisationKind.MARKET: ("directeur", "adviseur mobiliteit", "accountmanager overheid"),
    OrganisationKind.KNOWLEDGE: ("onderzoeker", "programmaleider", "adviseur kennisdeling"),
    OrganisationKind.UMBRELLA: ("beleidsadviseur", "verenigingsmanager"),
    OrganisationKind.CIVIL: ("directeur", "projectleider", "belangenbehartiger"),
}


@dataclass(frozen=True)
class DemoDeal:
    """A deal as the demo makes it; its partners stand in a file of `deals/data/`."""

    name: str
    theme: str
    partners: str


DEALS = (
    DemoDeal(
        "Ruimte voor Lopen",
        "Lopen weer gewoon maken: naar school, naar het werk en naar het station.",
        "partners-ruimte-voor-lopen.csv",
    ),
    DemoDeal(
        "Openbare Ruimte",
        "Straten en pleinen slimmer gebruiken, boven de grond en eronder.",
        "partners-openbare-ruimte.csv",
    ),
)


@dataclass(frozen=True)
class Demo:
    """What the demo consists of."""

    deals: list[Deal]
    facilitators: list[User]
    accounts: list[User]
    password: str
    password_file: Path


@transaction.atomic
def make_demo_deals() -> Demo:
    """Make what is not there yet of the deals, their partners, and the accounts."""
    password, is_new = _password()
    facilitators = [
        _account(f"gespreksleider{n}@demo.example", f"Gespreksleider {n}", password, is_new)
        for n in (1, 2)
    ]
    member = _account("teamlid@demo.example", "Teamlid", password, is_new)
    staff = _account("agendastad@demo.example", "Agenda Stad", password, is_new)
    User.objects.filter(pk=staff.pk).update(is_agenda_stad=True)
    deals = [_deal(plan) for plan in DEALS]
    for deal in deals:
        for facilitator in facilitators:
            _in_team(deal, facilitator, TeamRole.FACILITATOR)
    _in_team(deals[0], member, TeamRole.MEMBER)
    accounts = [*facilitators, member, staff]
    return Demo(deals, facilitators, accounts, password, settings.DATA_DIR / PASSWORD_FILE)


# Accounts -------------------------------------------------------------------------------------


def _password() -> tuple[str, bool]:
    """This installation's password for all demo accounts, and whether it was made just now."""
    path = settings.DATA_DIR / PASSWORD_FILE
    if path.exists():
        return path.read_text().strip(), False
    words = [secrets.choice(WORDS) for _ in range(5)]
    password = "-".join([*words, f"{secrets.randbelow(10_000):04}"])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(password + "\n")
    return password, True


def _account(email: str, name: str, password: str, set_password: bool) -> User:
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, password, name=name)
    elif set_password:
        user.set_password(password)
        user.save(update_fields=["password"])
    EmailAddress.objects.get_or_create(
        user=user, email=email, defaults={"primary": True, "verified": True}
    )
    return user


def _in_team(deal: Deal, user: User, role: TeamRole) -> None:
    TeamMember.objects.get_or_create(deal=deal, user=user, defaults={"role": role})


# Deals ----------------------------------------------------------------------------------------


def _deal(plan: DemoDeal) -> Deal:
    deal, _made = Deal.objects.get_or_create(
        name=plan.name, defaults={"kind": DealKind.CITY, "theme": plan.theme}
    )
    with (DATA / plan.partners).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            _partner(deal, row["organisatie"], KINDS[row["soort"]], row["ondertekend"])
    return deal


def _partner(deal: Deal, name: str, kind: OrganisationKind, signed: str) -> None:
    organisation, _made = Organisation.objects.get_or_create(name=name, defaults={"kind": kind})
    partner, made = Partner.objects.get_or_create(
        deal=deal,
        organisation=organisation,
        defaults={"since": date.fromisoformat(signed) if signed else None},
    )
    if made:
        Person.objects.bulk_create(
            Person(partner=partner, role=role) for role in _roles(f"{deal} {name}", kind)
        )


def _roles(seed: str, kind: OrganisationKind) -> list[str]:
    """One or two roles that fit the kind; the same ones for the same partner, every time."""
    roles, number = ROLES[kind], crc32(seed.encode())
    first = number % len(roles)
    return [roles[first]] if number % 3 else [roles[first], roles[first - 1]]
