"""Fields, constraints and small facts; what changes them stands in deals/domain/."""

from deals.models.actions import Action
from deals.models.archive import UploadedArchive, UploadedPart
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
from deals.models.innovations import Innovation, InnovationPhase
from deals.models.jobs import Job, JobFile, JobState
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
from deals.models.years import PartnerYear

__all__ = [
    "Action",
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
    "Innovation",
    "InnovationPhase",
    "Invitation",
    "Job",
    "JobFile",
    "JobState",
    "Level",
    "Moment",
    "MomentKind",
    "Organisation",
    "OrganisationKind",
    "Partner",
    "PartnerYear",
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
    "UploadedArchive",
    "UploadedPart",
    "User",
    "WorkLine",
    "WrongCode",
]
