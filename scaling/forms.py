"""What people may fill in of a scaling plan, checked before anything happens."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from deals.models.base import TEXT_LENGTH
from deals.record_forms import DayField, refuse_end_before_beginning
from scaling.domain.plans import PlanValues, plan_owner_value
from scaling.models import ScalingPlan
from scaling.models.plans import CELL_LENGTH, GOALS_LENGTH


@dataclass(frozen=True)
class RouteFields:
    """The fields of one route, for the template."""

    title: str
    motto: str
    chosen: forms.BoundField
    cells: list[forms.BoundField]


class PlanForm(forms.Form):
    """What a plan says. Each route has a tick and a field for each of its rows."""

    owner = forms.CharField(
        label=_("Who keeps it going?"), max_length=80, required=False, widget=forms.Select
    )
    starts_on = DayField(_("From"))
    ends_on = DayField(_("Until"))
    problem = forms.CharField(
        label=_("Which problem does it solve?"),
        max_length=TEXT_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    goals = forms.CharField(
        label=_("Goals of the deal"),
        help_text=_("Each goal on a line of its own."),
        max_length=GOALS_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(
        self, *args: Any, plan: ScalingPlan, owners: Sequence[tuple[str, Any]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **({"auto_id": "plan_%s"} | kwargs))
        self.plan = plan
        choose = cast("forms.Select", self.fields["owner"].widget)
        choose.choices = [("", _("nobody yet")), *owners]
        for route in plan.routes.all():
            self.fields[_chosen(route.route)] = forms.BooleanField(
                label=_("We put our work in this route"), required=False
            )
            for cell in route.cells:
                self.fields[_cell(route.route, cell["row"])] = forms.CharField(
                    label=cell["title"],
                    max_length=CELL_LENGTH,
                    required=False,
                    widget=forms.Textarea(attrs={"rows": 3}),
                )

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning."""
        cleaned = super().clean() or self.cleaned_data
        refuse_end_before_beginning(self, "starts_on", "ends_on")
        return cleaned

    @property
    def routes(self) -> Iterator[RouteFields]:
        """The fields, route by route."""
        for route in self.plan.routes.all():
            yield RouteFields(
                route.title,
                route.motto,
                self[_chosen(route.route)],
                [self[_cell(route.route, cell["row"])] for cell in route.cells],
            )

    def values(self) -> PlanValues:
        """What was filled in."""
        said, routes = self.cleaned_data, list(self.plan.routes.all())
        return PlanValues(
            problem=said["problem"],
            goals=said["goals"],
            starts_on=said["starts_on"],
            ends_on=said["ends_on"],
            owner=said["owner"],
            chosen=[route.route for route in routes if said[_chosen(route.route)]],
            cells={
                (route.route, cell["row"]): said[_cell(route.route, cell["row"])]
                for route in routes
                for cell in route.cells
            },
        )


def initial_of_plan(plan: ScalingPlan) -> dict[str, Any]:
    """What a plan says, by the names of the fields."""
    initial: dict[str, Any] = {
        "owner": plan_owner_value(plan),
        "starts_on": plan.starts_on,
        "ends_on": plan.ends_on,
        "problem": plan.problem,
        "goals": plan.goals,
    }
    for route in plan.routes.all():
        initial[_chosen(route.route)] = route.chosen
        initial |= {_cell(route.route, cell["row"]): cell["text"] for cell in route.cells}
    return initial


def _chosen(route: str) -> str:
    return f"chosen-{route}"


def _cell(route: str, row: str) -> str:
    return f"cell-{route}.{row}"
