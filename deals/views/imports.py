"""Bringing in a list of partners: give it, look at what it would do, choose, and save it whole.

Between looking and saving the list stands in the visitor's own session, never in the page: what is
saved is what was shown (docs/decisions/0010).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from deals.access import deal_for_keeper
from deals.domain.importing import carrying_out, reading
from deals.domain.importing.columns import Column
from deals.domain.importing.planning import (
    SIGNED_ON,
    Outcome,
    Plan,
    Planned,
    make_plan,
    with_choices,
)
from deals.domain.importing.reading import Line, Unreadable
from deals.domain.importing.rows import date_for_all
from deals.models import Deal, OrganisationKind
from deals.tokens import new_token
from deals.views.requests import UserRequest, can_be_read, says_it_fits

HELD, DONE = "import", "import-done"
LARGEST_REQUEST = reading.MAX_FILE + 128 * 1024
MOST_QUESTIONS = 150  # asked at a time: more is no page to look at
LINES_SHOWN = 200
PROBLEMS_SHOWN = 20


@csrf_exempt  # only until its size is known: reading the token reads the whole form
@require_http_methods(["GET", "HEAD", "POST"])
def import_partners(request: UserRequest, deal_id: UUID) -> HttpResponse:
    """Everything about a list, at one address. Too much of it gets a sentence, and is not read."""
    deal = deal_for_keeper(request.user, deal_id)
    if request.method == "POST":
        if not says_it_fits(request, LARGEST_REQUEST):
            return _form(request, deal, refused=reading.too_large(), status=413)
        if not can_be_read(request):
            refused = _(
                "This is too much to paste at once. Save the list as a file, and choose that file."
            )
            return _form(request, deal, refused=refused, status=413)
    return _import(request, deal)


@csrf_protect
def _import(request: UserRequest, deal: Deal) -> HttpResponse:
    held = Held.of(request, deal)
    if request.method != "POST":
        if held is None or "again" in request.GET:
            text, choices = (held.text, held.choices) if held else ("", {})
            return _form(request, deal, text, choices.get(SIGNED_ON, ""))
        return _preview(request, deal, held, make_plan(deal, held.lines, held.choices))
    what = request.POST.get("do", "look")
    if what == "look":
        return _look(request, deal)
    if held is None or request.POST.get("list") != held.token:
        return _gone(request, deal)
    if what == "import":
        return _carry_out(request, deal, held)
    if what == "choose":
        _choose(request, deal, held)
        return redirect("import-partners", deal.pk)
    request.session.pop(HELD)
    messages.info(request, _("Stopped. Nothing was saved."))
    return redirect("partners", deal.pk)


# The list between looking and saving ------------------------------------------------------------


@dataclass
class Held:
    """A list that somebody looks at: its lines, and what was chosen so far."""

    deal: str
    token: str
    lines: list[Line]
    choices: dict[str, str]
    text: str = ""

    @classmethod
    def of(cls, request: UserRequest, deal: Deal) -> "Held | None":
        """The list that this visitor looks at for this deal."""
        stored: dict[str, Any] | None = request.session.get(HELD)
        if stored is None or stored["deal"] != str(deal.pk):
            return None
        lines = [
            Line(number, {Column(column): text for column, text in cells.items()}, *beyond)
            for number, cells, *beyond in stored["lines"]
        ]
        return cls(**(stored | {"lines": lines}))

    def keep(self, request: UserRequest) -> None:
        """Hold it until it is saved, stopped, or replaced by another one."""
        lines = [[line.number, line.cells, line.beyond] for line in self.lines]
        request.session[HELD] = self.__dict__ | {"lines": lines}


# Steps ------------------------------------------------------------------------------------------


def _look(request: UserRequest, deal: Deal) -> HttpResponse:
    """Read a list and hold it. One that cannot be read leaves the one before it alone."""
    text, file = request.POST.get("text", ""), request.FILES.get("file")
    signed_on = request.POST.get(SIGNED_ON, "")
    try:
        day = date_for_all(signed_on)
        if text.strip() and file:
            raise Unreadable(_("Paste a list or choose a file, not both."))
        if file:
            if (file.size or 0) > reading.MAX_FILE:
                raise Unreadable(reading.too_large())
            lines = reading.read_file(file.name or "", file.read())
        elif text.strip():
            lines = reading.read_text(text)
        else:
            raise Unreadable(_("Paste a list, or choose a file."))
    except Unreadable as unreadable:
        return _form(request, deal, text, signed_on, unreadable.sentence, 400)
    choices = {SIGNED_ON: day.isoformat()} if day else {}
    Held(str(deal.pk), new_token(), lines, choices, text).keep(request)
    return redirect("import-partners", deal.pk)


def _choose(request: UserRequest, deal: Deal, held: Held) -> None:
    plan = make_plan(deal, held.lines, held.choices)
    held.choices = with_choices(held.choices, _posted(request), plan)
    held.keep(request)


def _carry_out(request: UserRequest, deal: Deal, held: Held) -> HttpResponse:
    seen = dict(held.choices), request.POST.get("seen", "")
    _choose(request, deal, held)
    try:
        plan = carrying_out.carry_out(deal, held.lines, seen, held.choices, request.user)
    except carrying_out.NotAsSeen:
        sentence = _("Something changed since you looked at it. Look again before you save.")
        messages.warning(request, sentence)
        return redirect("import-partners", deal.pk)
    except carrying_out.NotReady:
        plan = make_plan(deal, held.lines, held.choices)
        return _preview(request, deal, held, plan, status=409)
    request.session.pop(HELD)
    request.session[DONE] = held.token
    messages.success(request, _what_was_done(plan))
    return redirect("partners", deal.pk)


def _gone(request: UserRequest, deal: Deal) -> HttpResponse:
    """The list of this form is not held any more: it was saved, or another one took its place."""
    if request.POST.get("list") == request.session.get(DONE, ""):
        messages.info(request, _("This list was saved already. It was not saved twice."))
        return redirect("partners", deal.pk)
    messages.warning(request, _("The list that you looked at is no longer here. Look again."))
    return redirect("import-partners", deal.pk)


def _posted(request: UserRequest) -> Mapping[str, str]:
    return {key: request.POST[key] for key in request.POST}


def _what_was_done(plan: Plan) -> str:
    counts = plan.counts
    if plan.does_nothing:
        return _("Everything in this list was there already. Nothing was changed.")
    added = counts[Outcome.NEW] + counts[Outcome.JOINS]
    filled, people = counts[Outcome.FILLED], counts["people"]
    said = [
        (added, ngettext("%(count)d partner added.", "%(count)d partners added.", added)),
        (filled, ngettext("%(count)d partner filled in.", "%(count)d partners filled in.", filled)),
        (people, ngettext("%(count)d person added.", "%(count)d people added.", people)),
    ]
    return " ".join(text % {"count": count} for count, text in said if count)


# Pages ------------------------------------------------------------------------------------------


def _form(
    request: UserRequest,
    deal: Deal,
    text: str = "",
    signed_on: str = "",
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "deal": deal,
        "text": text,
        "signed_on": signed_on,
        "refused": refused,
        "columns": list(Column),
        "most_lines": reading.MAX_LINES,
        "most_megabytes": reading.MAX_FILE // 1024 // 1024,
    }
    return render(request, "deals/import.html", context, status=status)


@dataclass
class Shown:
    """A line on the page, with the questions that the form has room for."""

    line: Planned
    with_choice: bool
    with_kind: bool
    later: bool


def _preview(
    request: UserRequest, deal: Deal, held: Held, plan: Plan, status: int = 200
) -> HttpResponse:
    shown = _shown(plan)
    faults = [p for line in plan.lines for p in line.problems if not line.must_choose]
    choices = [p for line in plan.lines for p in line.problems if line.must_choose]
    left_out = reading.left_out(held.text) if held.text.strip() else []
    signed_on = held.choices.get(SIGNED_ON)
    context = {
        "deal": deal,
        "signed_on": date.fromisoformat(signed_on) if signed_on else None,
        "left_out": left_out[:LINES_SHOWN],
        "more_left_out": max(0, len(left_out) - LINES_SHOWN),
        "list": held.token,
        "seen": plan.fingerprint,
        "plan": plan,
        "counts": plan.counts,
        "shown": shown,
        "hidden": len(plan.lines) - len(shown),
        "faults": faults[:PROBLEMS_SHOWN],
        "more_faults": max(0, len(faults) - PROBLEMS_SHOWN),
        "choices": choices[:PROBLEMS_SHOWN],
        "more_choices": max(0, len(choices) - PROBLEMS_SHOWN),
        "asks": any(each.with_choice or each.with_kind for each in shown),
        "kinds": OrganisationKind,
    }
    return render(request, "deals/import_preview.html", context, status=status)


def _shown(plan: Plan) -> list[Shown]:
    """The first lines, and all that need somebody; what must be chosen gets room first."""
    open_ones = [line.number for line in plan.lines if line.must_choose]
    answered = [line.number for line in plan.lines if line.asks and not line.must_choose]
    choices = set([*open_ones, *answered][:MOST_QUESTIONS])
    without_kind = [line.number for line in plan.lines if line.asks_kind]
    kinds = set(without_kind[: MOST_QUESTIONS - len(choices)])
    return [
        Shown(
            line,
            with_choice=line.number in choices,
            with_kind=line.number in kinds,
            later=line.must_choose and line.number not in choices,
        )
        for index, line in enumerate(plan.lines)
        if index < LINES_SHOWN or line.problems or line.number in choices | kinds
    ]
