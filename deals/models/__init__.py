"""Fields, constraints and small facts; what changes them stands in deals/domain/."""

from deals.models.base import Addressed
from deals.models.deals import (
    Deal,
    DealKind,
    Organisation,
    OrganisationKind,
    Partner,
    Person,
    Relation,
)
from deals.models.sessions import Door, HandOver, Phase, Seat, Session, SlowLane, WrongCode
from deals.models.users import Invitation, TeamMember, TeamRole, User

__all__ = [
    "Addressed",
    "Deal",
    "DealKind",
    "Door",
    "HandOver",
    "Invitation",
    "Organisation",
    "OrganisationKind",
    "Partner",
    "Person",
    "Phase",
    "Relation",
    "Seat",
    "Session",
    "SlowLane",
    "TeamMember",
    "TeamRole",
    "User",
    "WrongCode",
]
