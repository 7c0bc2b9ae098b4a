"""What a deal carries on: fields, constraints and small facts; changes stand in scaling/domain/."""

from scaling.models.plans import PlanRoute, PlanVersion, ScalingPlan, VersionBecause

__all__ = ["PlanRoute", "PlanVersion", "ScalingPlan", "VersionBecause"]
