"""A scaling plan as a PDF that can be filed: A4 or A3, tagged for who listens to it (PDF/UA-1)."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from deals.models import Action
from deals.typesetting import typeset_pdf
from scaling.models import PlanRoute, ScalingPlan

Paper = Literal["a4", "a3"]
PAPERS: tuple[Paper, ...] = ("a4", "a3")

TEMPLATE = Path(__file__).parents[1] / "pdf" / "plan.typ"


def plan_pdf(plan: ScalingPlan, actions: Iterable[Action], paper: Paper) -> bytes:
    """The plan on paper of this size, with the actions that are open for it. Raises PdfFailed."""
    return typeset_pdf(TEMPLATE, data_of(plan, actions, paper), f"plan {plan.pk}")


# What stands in it ----------------------------------------------------------------------------


def data_of(plan: ScalingPlan, actions: Iterable[Action], paper: Paper) -> dict[str, Any]:
    """All that stands in the PDF, in the reader's language."""
    routes = list(plan.routes.all())
    deal = plan.innovation.deal
    today = date_format(timezone.localdate(), "j F Y")
    return {
        "paper": paper,
        "lang": (get_language() or "nl").split("-")[0],
        "title": _("Scaling plan: %(name)s") % {"name": plan.innovation.current.name},
        "deal": deal.name,
        "name": plan.innovation.current.name,
        "kicker": _("Scaling plan · %(deal)s") % {"deal": deal.name},
        "footer": _("%(deal)s · version %(version)s · printed on %(day)s")
        % {"deal": deal.name, "version": plan.version, "day": today},
        "example": _example() if deal.invented else "",
        "facts": _facts(plan),
        "problem": plan.problem,
        "goals": plan.goal_list,
        "chosen": [route.title for route in routes if route.chosen],
        "rows": _rows(routes),
        "routes": [_route(route) for route in routes],
        "actions": [_action(action) for action in actions],
        "words": _words(),
    }


def _example() -> str:
    return _(
        "This deal is an example. We put its partners together ourselves: it does not say who "
        "really takes part."
    )


def _words() -> dict[str, str]:
    return {
        "description": _("How an innovation of this deal will be scaled up."),
        "page": _("page"),
        "empty": _("Not filled in."),
        "problem": _("The problem"),
        "goals": _("Goals of the deal"),
        "which": _("What do we put our work in?"),
        "none_chosen": _("No route is chosen yet."),
        "chosen": _("We put our work in this"),
        "routes": _("Scaling routes"),
        "route": _("Route"),
        "row": _("Part"),
        "says": _("What we thought up"),
        "nothing_yet": _("Nothing is thought up for this route yet."),
        "energy": _("Energy"),
        "no_energy": _("no grade"),
        "actions": _("Open actions"),
        "no_actions": _("There are no open actions."),
        "what": _("Action"),
        "who": _("Who sees to it"),
        "due": _("At the latest on"),
    }


def _facts(plan: ScalingPlan) -> list[dict[str, str]]:
    facts = [
        (_("Who keeps it going"), plan.owner or _("nobody yet")),
        (_("From"), _day(plan.starts_on)),
        (_("Until"), _day(plan.ends_on)),
    ]
    return [{"title": title, "text": text or _("not agreed yet")} for title, text in facts]


def _day(day: Any) -> str:
    return date_format(day, "j F Y") if day else ""


def _rows(routes: list[PlanRoute]) -> list[dict[str, str]]:
    """The rows that there are in any route, in their order."""
    rows = {cell["row"]: cell["title"] for route in routes for cell in route.cells}
    return [{"id": row, "title": title} for row, title in rows.items()]


def _route(route: PlanRoute) -> dict[str, Any]:
    return {
        "title": route.title,
        "motto": route.motto,
        "chosen": route.chosen,
        "is_filled": route.is_filled,
        "cells": {cell["row"]: cell["text"] for cell in route.cells},
        "number": route.energy,
        "low": route.low,
        "high": route.high,
        "energy": energy_in_words(route),
    }


def energy_in_words(energy: Any) -> str:
    """The energy of a route as a line of text, out of `mean`, `low`, `high`, `count`, `grade`."""
    parts = []
    if energy.mean is not None:
        text = ngettext(
            "%(mean)s out of 10, by %(count)d participant",
            "%(mean)s out of 10 on average (%(low)d to %(high)d), by %(count)d participants",
            energy.count,
        )
        numbers = {"low": energy.low, "high": energy.high, "count": energy.count}
        parts.append(text % ({"mean": short_number(energy.mean)} | numbers))
    if energy.grade is not None:
        parts.append(_("%(grade)d out of 10 together") % {"grade": energy.grade})
    return "; ".join(parts)


def short_number(number: float) -> str:
    """A number with one decimal at most, as it is written in the reader's language."""
    rounded = round(number + 1e-9, 1)
    return number_format(rounded, 0 if rounded == int(rounded) else 1)


def _action(action: Action) -> dict[str, str]:
    return {
        "text": action.text,
        "owner": action.owner or _("nobody yet"),
        "due": _day(action.due) or "–",
    }
