"""One part of a page of records: a form with a save button of its own, answered in place by htmx
and as a whole page without JavaScript.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django import forms
from django.db.models import Manager, Model
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from deals.domain.records import ChangedMeanwhile, RecordsRefused
from deals.record_forms import Rows
from deals.views.requests import UserRequest

SAID = "records:said"  # static/js/pages/records.js reads it aloud


@dataclass
class Section:
    """A part of the records as a page shows it.

    `version`: of the record that this form looked at. `present`: what the record says by now, when
    somebody else was first.
    """

    name: str
    title: Promise | str
    form: forms.Form | Rows
    version: int
    action: str
    template: str
    help: Promise | str = ""
    add: Promise | str = ""
    refused: str = ""
    present: list[str] = field(default_factory=list)
    is_saved: bool = False

    @property
    def context(self) -> dict[str, object]:
        """What its template needs."""
        return {"section": self, "form": self.form}


def try_to_save(section: Section, save: Callable[[], None]) -> int:
    """Save what was filled in: the status to answer with. A refusal is said in the section."""
    if not section.form.is_valid():
        return 400
    try:
        save()
    except RecordsRefused as refused:
        section.refused = refused.sentence
        section.present = [""] if isinstance(refused, ChangedMeanwhile) else []
        return 409
    return 200


def was_changed(section: Section) -> bool:
    """Whether it was refused because somebody else was first."""
    return bool(section.present)


def in_place(request: UserRequest, section: Section, status: int = 200) -> HttpResponse:
    """The section alone, for the page that stands open."""
    answer = render(request, section.template, section.context, status=status)
    return said(answer, _("Saved.") if section.is_saved else section.refused)


def said(answer: HttpResponse, sentence: str) -> HttpResponse:
    """The same answer, with a sentence that is read aloud when it arrives."""
    if sentence:
        answer.headers["HX-Trigger"] = json.dumps({SAID: {"sentence": sentence}})
    return answer


# What it says now -------------------------------------------------------------------------------


def describe(form: type[forms.Form], record: Model) -> str:
    """What a record says by now, on one line."""
    shown = (shown_value(record, name) for name in form.base_fields if name != "id")
    return " · ".join(value for value in shown if value)


def shown_value(record: Model, name: str) -> str:
    """One value of a record, as people read it."""
    display = getattr(record, f"get_{name}_display", None)
    value = display() if display else getattr(record, name, None)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return date_format(value, "j F Y")
    if isinstance(value, Manager):
        return ", ".join(str(each) for each in value.all())
    return "" if value is None else str(value)


def differences(form: forms.Form, record: Model) -> list[str]:
    """What the record says by now, for every field that this form says differently."""
    found = []
    for name, bound in form.fields.items():
        typed, now = form.cleaned_data.get(name), getattr(record, name)
        if isinstance(now, Manager):
            typed, now = set(typed or []), set(now.all())
        if typed != now:
            found.append(f"{bound.label}: {shown_value(record, name) or _('empty')}")
    return found


def say_what_is_gone(rows: Rows, present: set[str]) -> None:
    """Mark rows whose record somebody removed meanwhile; saving again makes them anew."""
    for form in rows.forms:
        row_id = form.cleaned_data.get("id")
        if row_id and row_id not in present:
            form.add_error(None, _("Somebody removed this row. Saving puts it back."))
