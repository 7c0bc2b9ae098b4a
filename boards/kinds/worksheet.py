"""Worksheets: a grid of texts per innovation, with who does it and the energy of each route."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from boards.content import Content
from boards.viewer import Viewer
from boards.views.page import SheetView
from deals.models import Deal, Session
from deals.queries import are_directions, doers_to_choose, stages_of

Data = dict[str, Any]

TEXTS: dict[str, Promise] = {
    "energy_given": _("Participants: {mean} on average, from {low} to {high} ({count})"),
    "energy_one": _("Participants: {mean} (1)"),
    "energy_kept": _("Grades of participants: {count}, hidden from the room"),
    "wall_given": _("{count} grades, from {low} to {high}"),
    "wall_one": _("1 grade"),
    "wall_together": _("given together"),
    "cells_filled": _("{filled} of {all} filled in"),
    "grade_given": _("{route}: {value} saved."),
    "grade_taken_back": _("{route}: no grade any more."),
    "doer_named": _("{name} sees to {route}."),
    "doer_off": _("{name} no longer sees to {route}."),
    "off_the_table": _("{name} (off the table)"),
    "show_worksheet": _("Show this sheet on the screen and the phones"),
    "hide_worksheet": _("Take this sheet off the screen"),
    "worksheet_told": _("The facilitator shows another sheet now: {name}."),
    "worksheet_shown": _("On the screen and the phones now: {name}."),
}


def control(viewer: Viewer, session: Session, sheets: list[SheetView], page: Data) -> Data:
    """What the facilitators' laptop shows of these boards: whom one can name as who sees to
    something, and the questions that fit the phase of the deal.
    """
    page["urls"]["energy"] = reverse("control-energy", args=[session.pk])
    named = doers_to_choose(session.deal) if viewer.facilitates else []
    page["partners"] = [{"id": str(partner.pk), "name": str(partner)} for partner in named]
    return {"partners": page["partners"], "questions": _questions(session.deal, sheets)}


def screen(viewer: Viewer, session: Session, sheets: list[SheetView], page: Data) -> Data:
    """What the shared screen shows of these boards: the questions that fit the deal's phase."""
    page["urls"]["energy"] = reverse("screen-energy", args=[session.pk])
    return {"questions": _questions(session.deal, sheets)}


def seat(viewer: Viewer, session: Session, sheets: list[SheetView], page: Data) -> Data:
    """What a participant's phone shows of these boards."""
    return {"questions": _questions(session.deal, sheets)}


def _questions(deal: Deal, sheets: list[SheetView]) -> dict[UUID, list[str]]:
    """The question that stands above each sheet, by its id. The first one for the team is for a
    deal that still thinks up what it will test, the second for one that has results; a deal without
    a phase gets both.
    """
    stages = stages_of(deal)
    return {
        view.sheet.pk: _of_phase(
            view.content,
            early=are_directions(stages),
            known=any(row.is_now for row in stages),
        )
        for view in sheets
    }


def _of_phase(content: Content, *, early: bool, known: bool) -> list[str]:
    texts = [question.text for question in content.questions if question.goal == "team"][:2]
    if not known or len(texts) < 2:
        return texts
    return texts[:1] if early else texts[1:]
