"""Fields, constraints and small facts; what changes them stands in deals/domain/."""

from deals.models.base import Addressed
from deals.models.deals import (
    CoreMember,
    CoreRole,
    Deal,
    DealKind,
    DealStage,
    Goal,
    Moment,
    MomentKind,
    Stage,
    WorkLine,
)
from deals.models.partners import (
    FormerRelation,
    Level,
    Organisation,
    OrganisationKind,
    Partner,
    Person,
    Relation,
)
from deals.models.sessions import (
    Door,
    HandOver,
    Phase,
    Purpose,
    Seat,
    Session,
    SlowLane,
    WrongCode,
)
from deals.models.users import Invitation, TeamMember, TeamRole, User

__all__ = [
    "Addressed",
    "CoreMember",
    "CoreRole",
    "Deal",
    "DealKind",
    "DealStage",
    "Door",
    "FormerRelation",
    "Goal",
    "HandOver",
    "Invitation",
    "Level",
    "Moment",
    "MomentKind",
    "Organisation",
    "OrganisationKind",
    "Partner",
    "Person",
    "Phase",
    "Purpose",
    "Relation",
    "Seat",
    "Session",
    "SlowLane",
    "Stage",
    "TeamMember",
    "TeamRole",
    "User",
    "WorkLine",
    "WrongCode",
]
