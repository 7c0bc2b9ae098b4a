"""A form class for every form that is posted."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from boards.content import library
from boards.domain.joining import Joining
from boards.domain.preparing import SheetPlan
from deals.models.base import NAME_LENGTH


class WhoForm(forms.Form):
    """Who somebody at the door says they are."""

    request = forms.UUIDField(required=False)
    partner = forms.UUIDField(required=False)
    name = forms.CharField(required=False, strip=True)

    def joining(self) -> Joining:
        """What was said; an unreadable partner counts as one that is not on the list."""
        self.full_clean()
        typed = str(self.data.get("partner", "")).strip()
        partner = self.cleaned_data.get("partner") or (UUID(int=0) if typed else None)
        return Joining(self.request_id(), partner=partner, name=self.cleaned_data.get("name", ""))

    def request_id(self) -> UUID:
        """The page's own id for this joining, or a new one when it was not readable."""
        self.full_clean()
        found = self.cleaned_data.get("request")
        return found if isinstance(found, UUID) else uuid4()


def _sheet_choices() -> list[tuple[str, str]]:
    return [
        (f"{content.board}/{filling.id}", f"{content.title}: {filling.title}")
        for content in library().values()
        for filling in content.fillings
        if not filling.steps  # what happens around placing is not built yet
    ]


class NewSessionForm(forms.Form):
    """What a facilitator decides before a session. `id`: the session's, so that a form that is
    sent twice makes one.
    """

    id = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)
    title = forms.CharField(label=_("Title"), max_length=NAME_LENGTH)
    planned_on = forms.DateField(
        label=_("Date"),
        initial=timezone.localdate,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    sheet = forms.ChoiceField(
        label=_("Board and way of filling in"), choices=_sheet_choices, widget=forms.RadioSelect
    )
    self_layer = forms.ChoiceField(
        label=_("What participants place"),
        choices=[
            ("open", _("Open: everyone sees it at once")),
            ("hidden", _("Hidden: you show it when all are ready")),
        ],
        initial="open",
        widget=forms.RadioSelect,
    )
    team_layer = forms.ChoiceField(
        label=_("What facilitators place"),
        choices=[
            ("open", _("Open: everyone sees it at once")),
            ("hidden", _("Hidden: only the team sees it, until you show it")),
        ],
        initial="open",
        widget=forms.RadioSelect,
    )

    def plans(self) -> list[SheetPlan]:
        """The chosen sheet, for `boards.domain.preparing.prepare_session`."""
        chosen: dict[str, Any] = self.cleaned_data
        board, filling = chosen["sheet"].split("/")
        return [
            SheetPlan(
                board=board,
                filling=filling,
                self_starts_open=chosen["self_layer"] == "open",
                team_starts_open=chosen["team_layer"] == "open",
            )
        ]

    @property
    def date(self) -> date:
        """The chosen date."""
        planned: date = self.cleaned_data["planned_on"]
        return planned
