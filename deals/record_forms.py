"""What people may fill in about a deal and its partners, checked before anything happens."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django import forms
from django.core.validators import (
    MaxValueValidator,
    MinValueValidator,
    URLValidator,
)
from django.db.models import Model
from django.forms import BaseFormSet, formset_factory
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils.translation import gettext_lazy as _

from deals.cleaning import clean_name
from deals.domain.innovations import InnovationValues
from deals.domain.partners import PartnerValues, Together
from deals.domain.records import REFUSALS, Row
from deals.models import (
    CoreRole,
    Deal,
    DealKind,
    InnovationPhase,
    Level,
    MomentKind,
    OrganisationKind,
    Relation,
    Stage,
    WorkLine,
)
from deals.models.actions import ACTION_LENGTH
from deals.models.base import NAME_LENGTH, TEXT_LENGTH
from deals.models.partners import MAX_EUROS, MAX_HOURS
from deals.queries import PartnerFilter

MOST_ROWS = 100
EMPTY_ROWS = 2  # for who has no JavaScript
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)
GOAL_LENGTH, LINK_LENGTH = 500, 500

Choices = list[tuple[str, Any]]


class DayField(forms.DateField):
    """A day that can be chosen in the browser's own calendar."""

    def __init__(
        self, label: "_StrPromise", required: bool = False, help_text: "_StrPromise | str" = ""
    ) -> None:
        year = _("Choose a year between 1990 and 2100.")
        super().__init__(
            label=label,
            required=required,
            help_text=help_text,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            validators=[MinValueValidator(FIRST_DAY, year), MaxValueValidator(LAST_DAY, year)],
        )


class NameField(forms.CharField):
    """A name, or another text of one line, without what is invisible."""

    def to_python(self, value: Any) -> str:
        """The text as it will be kept. One that is too long, or holds NUL, is refused as it is."""
        text = super().to_python(value) or ""
        if len(text) > (self.max_length or NAME_LENGTH) or "\0" in text:
            return text
        try:
            return clean_name(text)
        except ValueError:
            return ""


def _text(
    label: "_StrPromise", length: int = NAME_LENGTH, required: bool = True
) -> forms.CharField:
    return NameField(
        label=label,
        max_length=length,
        required=required,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def _long_text(
    label: "_StrPromise",
    length: int = TEXT_LENGTH,
    rows: int = 4,
    help_text: "_StrPromise | str" = "",
) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=length,
        required=False,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def _one_of(choices: Any, blank: "_StrPromise") -> Choices:
    return [("", blank), *choices.choices]


def _choice(label: "_StrPromise", choices: Any, required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=_one_of(choices, _("choose")), required=required)


def refuse_end_before_beginning(
    form: forms.Form, since: str = "since", until: str = "until"
) -> None:
    """Say so at the field when a period ends before it begins."""
    begins, ends = form.cleaned_data.get(since), form.cleaned_data.get(until)
    if begins and ends and ends < begins:
        form.add_error(until, str(REFUSALS["until_before_since"]))


# A deal ---------------------------------------------------------------------------------------


class NewDealForm(forms.Form):
    """What a new deal is called."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=DealKind, initial=DealKind.CITY, widget=forms.RadioSelect
    )
    name = _text(_("Name of the deal"))
    theme = _text(_("Theme, in one sentence"), required=False)


class FactsForm(forms.Form):
    """What a deal is about."""

    kind = forms.ChoiceField(label=_("Kind"), choices=DealKind)
    name = _text(_("Name"))
    theme = _text(_("Theme"), required=False)
    problem = _long_text(
        _("The problem of the start"),
        rows=5,
        help_text=_("Why this deal began, as the covenant says it."),
    )
    covenant = forms.URLField(
        label=_("Link to the covenant"),
        help_text=_("For example in the Staatscourant."),
        required=False,
        max_length=LINK_LENGTH,
        assume_scheme="https",
        validators=[
            URLValidator(["http", "https"], message=_("Use a link that starts with https://"))
        ],
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
    )


# Actions --------------------------------------------------------------------------------------


class ActionForm(forms.Form):
    """What somebody will do, who that is, and by when; and for which innovation, if there are any.
    The domain decides who and what can be chosen.
    """

    text = NameField(
        label=_("What will happen?"),
        max_length=ACTION_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    owner = forms.CharField(
        label=_("Who sees to it?"), max_length=80, required=False, widget=forms.Select
    )
    due = DayField(_("At the latest on"))
    innovation = forms.CharField(
        label=_("For which innovation?"), max_length=40, required=False, widget=forms.Select
    )

    def __init__(
        self,
        *args: Any,
        owners: Sequence[tuple[str, Any]],
        innovations: Sequence[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **({"auto_id": "action_%s"} | kwargs))
        choose = cast("forms.Select", self.fields["owner"].widget)
        choose.choices = [("", _("nobody yet")), *owners]
        if innovations:
            choose = cast("forms.Select", self.fields["innovation"].widget)
            choose.choices = [("", _("for none in particular")), *innovations]
        else:
            del self.fields["innovation"]


# Innovations ----------------------------------------------------------------------------------


class InnovationForm(forms.Form):
    """A solution: what it is called, what for, where from, and how far it is. The line of work is
    asked when the deal has any.
    """

    name = _text(_("What is it called?"))
    problem = _long_text(_("Which problem does it solve?"), rows=3)
    experiment = _long_text(_("From which experiment does it come?"), rows=2)
    phase = forms.ChoiceField(label=_("How far is it?"), choices=InnovationPhase)
    line = forms.ModelChoiceField(
        label=_("Line of work"),
        queryset=WorkLine.objects.none(),
        required=False,
        empty_label=_("none in particular"),
    )

    def __init__(self, *args: Any, deal: Deal, **kwargs: Any) -> None:
        super().__init__(*args, **({"auto_id": "innovation_%s"} | kwargs))
        line = self.fields["line"]
        assert isinstance(line, forms.ModelChoiceField)  # noqa: S101 - for the type
        line.queryset = deal.lines.all()
        if not line.queryset.exists():
            del self.fields["line"]

    def values(self) -> InnovationValues:
        """What was filled in."""
        return cast(InnovationValues, dict(self.cleaned_data))


# Rows -----------------------------------------------------------------------------------------


class RowForm(forms.Form):
    """One row of a part of the records. `id`: the record's; empty for a new row."""

    id = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    @property
    def shown(self) -> list[forms.BoundField]:
        """What somebody fills in."""
        return [self[name] for name in self.fields if name not in ("id", DELETION_FIELD_NAME)]


class GoalForm(RowForm):
    """A goal of a deal."""

    text = forms.CharField(
        label=_("Goal"), max_length=GOAL_LENGTH, widget=forms.Textarea(attrs={"rows": 2})
    )


class StageForm(RowForm):
    """A phase of a deal with its dates."""

    stage = _choice(_("Phase"), Stage)
    starts_on = DayField(_("From"), required=True)
    ends_on = DayField(_("Until"))
    note = _text(_("Note"), required=False)

    def clean(self) -> None:
        """A phase ends on its first day at the earliest."""
        refuse_end_before_beginning(self, "starts_on", "ends_on")


class MomentForm(RowForm):
    """A day that matters to a deal."""

    on = DayField(_("Date"), required=True)
    kind = _choice(_("Kind of moment"), MomentKind)
    title = _text(_("What happens"), required=False)


class LineForm(RowForm):
    """A line of work."""

    name = _text(_("Name of the line of work"))


class CoreMemberForm(RowForm):
    """Somebody in the core team."""

    role = _choice(_("Role"), CoreRole)
    name = _text(_("Name or organisation"))
    since = DayField(_("Since"))
    until = DayField(_("Until"))

    def clean(self) -> None:
        """Nobody stops before they began."""
        refuse_end_before_beginning(self)


class PersonForm(RowForm):
    """Somebody who speaks for a partner."""

    role = _text(_("Role"))
    name = _text(_("Name, if you want"), required=False)
    level = _choice(_("Level"), Level, required=False)
    since = DayField(_("Since"))
    until = DayField(_("Until"))

    def clean(self) -> None:
        """Nobody stops before they began."""
        refuse_end_before_beginning(self)


if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    RowFormSet = BaseFormSet[RowForm]
else:
    RowFormSet = BaseFormSet


class Rows(RowFormSet):
    """The rows of one part of the records."""


def rows_of(form: type[RowForm], records: Iterable[Model], name: str) -> Rows:
    """A form with a row for each of these records, and some empty ones."""
    rows: Rows = _formset(form)(
        initial=[initial_of(form, record) for record in records], prefix=name
    )
    return rows


def filled_rows(form: type[RowForm], post: Mapping[str, Any], name: str) -> Rows:
    """The rows as somebody filled them in."""
    rows: Rows = _formset(form)(post, prefix=name)
    return rows


def _formset(form: type[RowForm]) -> Any:
    return formset_factory(
        form,
        formset=Rows,
        extra=EMPTY_ROWS,
        can_delete=True,
        max_num=MOST_ROWS,
        validate_max=True,
        absolute_max=MOST_ROWS + EMPTY_ROWS,
    )


def cleaned_rows(rows: Rows) -> list[Row]:
    """What valid rows say; empty ones say nothing."""
    said = []
    for form in rows.forms:
        remove = form in rows.deleted_forms
        if not remove and not form.has_changed():
            continue
        values = {name: form.cleaned_data.get(name) for name in form.fields}
        row_id = str(values.pop("id") or "")
        values.pop(DELETION_FIELD_NAME, None)
        said.append(Row(row_id, values, remove))
    return said


def initial_of(form: type[forms.Form], record: Model) -> dict[str, Any]:
    """What a record says, for the fields of this form."""
    initial = {name: getattr(record, name) for name in form.base_fields if hasattr(record, name)}
    return initial | {"id": str(record.pk)}


# Partners -------------------------------------------------------------------------------------


class StandingForm(forms.Form):
    """How a partner stands to a deal: what is changed most, in its row of the list."""

    relation = forms.ChoiceField(label=_("Relation"), choices=Relation)
    since = DayField(_("Since"))
    until = DayField(_("Until"))
    lines = forms.ModelMultipleChoiceField(
        label=_("Lines of work"),
        queryset=WorkLine.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    resistance = forms.BooleanField(label=_("Resistance"), required=False)

    def __init__(self, *args: Any, deal: Deal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = self.fields["lines"]
        assert isinstance(lines, forms.ModelMultipleChoiceField)  # noqa: S101 - for the type
        lines.queryset = deal.lines.all()

    def clean(self) -> None:
        """Nobody leaves before they came."""
        refuse_end_before_beginning(self)

    def values(self) -> PartnerValues:
        """What was filled in of the partner itself."""
        known = PartnerValues.__annotations__
        said = {name: value for name, value in self.cleaned_data.items() if name in known}
        if "lines" in said:
            said["lines"] = list(said["lines"])
        return cast(PartnerValues, said)


class PartnerForm(StandingForm):
    """The whole record of a partner."""

    why = _long_text(
        _("Why"),
        help_text=_("Why they joined, left or said no. Only your team reads this."),
    )
    hours = forms.IntegerField(
        label=_("Hours a year"), min_value=0, max_value=MAX_HOURS, required=False
    )
    euros = forms.IntegerField(
        label=_("Euros a year"), min_value=0, max_value=MAX_EUROS, required=False
    )
    contribution = _long_text(_("In words"), rows=3)


class NewPartnerForm(StandingForm):
    """A partner to add: an organisation that is known here, or a new one."""

    name = NameField(
        label=_("Name of the organisation"),
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "known"}),
    )
    kind = forms.ChoiceField(
        label=_("Kind of organisation"),
        help_text=_("Not needed if we know the organisation already."),
        choices=_one_of(OrganisationKind, _("choose")),
        required=False,
    )

    same = forms.CharField(required=False, max_length=40)
    asked = forms.CharField(required=False, max_length=NAME_LENGTH)

    field_order = ["name", "kind", "relation", "since", "until", "lines", "resistance"]

    def which(self) -> str:
        """The answer to which organisation is meant, if that was asked about this very name."""
        said = self.cleaned_data
        return str(said["same"]) if said["asked"] == said["name"] else ""


class OrganisationForm(forms.Form):
    """What an organisation is called and what kind it is; and what somebody looked at before."""

    name = _text(_("Name of the organisation"))
    kind = forms.ChoiceField(label=_("Kind of organisation"), choices=OrganisationKind)
    name_before = forms.CharField(max_length=NAME_LENGTH, widget=forms.HiddenInput)
    kind_before = forms.CharField(max_length=20, widget=forms.HiddenInput)


class FilterForm(forms.Form):
    """Which partners to list. What is not understood filters nothing."""

    q = forms.CharField(label=_("Search partners"), required=False, max_length=100)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=_one_of(OrganisationKind, _("all")), required=False
    )
    relation = forms.ChoiceField(
        label=_("Relation"), choices=_one_of(Relation, _("all")), required=False
    )
    line = forms.ChoiceField(label=_("Line of work"), required=False)
    part = forms.ChoiceField(
        label=_("Takes part"),
        choices=[("", _("now")), ("left", _("no more: left")), ("all", _("now or before"))],
        required=False,
    )
    resistance = forms.BooleanField(label=_("Resistance"), required=False)

    def __init__(self, *args: Any, lines: Iterable[WorkLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        line = self.fields["line"]
        assert isinstance(line, forms.ChoiceField)  # noqa: S101 - for the type
        line.choices = [("", _("all")), *((str(each.pk), each.name) for each in lines)]

    def wanted(self) -> PartnerFilter:
        """The filter that was asked for."""
        self.full_clean()
        return PartnerFilter(**self.cleaned_data)


class TogetherForm(forms.Form):
    """What to change of all ticked partners at once: `do` says which of the three."""

    do = forms.ChoiceField(
        choices=[("relation", "relation"), ("add_line", "add"), ("remove_line", "remove")]
    )
    relation = _choice(_("New relation"), Relation, required=False)
    since = DayField(_("Since"))
    line = forms.ModelChoiceField(
        label=_("Line of work"),
        queryset=WorkLine.objects.none(),
        required=False,
        empty_label=_("choose"),
    )

    def __init__(self, *args: Any, deal: Deal, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "together_%s"} | kwargs)
        line = self.fields["line"]
        assert isinstance(line, forms.ModelChoiceField)  # noqa: S101 - for the type
        line.queryset = deal.lines.all()

    def clean(self) -> None:
        """What is changed must be chosen."""
        do = self.cleaned_data.get("do")
        needed = "relation" if do == "relation" else "line"
        if do and not self.cleaned_data.get(needed) and needed not in self.errors:
            self.add_error(needed, str(_("Choose one from the list.")))

    def wanted(self, ticks: Iterable[str]) -> Together:
        """What to change, of the partners and versions that were ticked."""
        said, versions = self.cleaned_data, versions_of(ticks)
        if said["do"] == "relation":
            return Together(relation=said["relation"], since=said["since"], versions=versions)
        return Together(**{said["do"]: said["line"]}, versions=versions)


def versions_of(ticks: Iterable[str]) -> dict[UUID, int]:
    """Which partners were ticked, and in what version: each tick says `id.version`.

    What is no tick of ours matches no version, so that everything is refused.
    """
    versions = {}
    for tick in ticks:
        partner, _dot, version = tick.partition(".")
        try:
            versions[UUID(partner)] = version_of(version)
        except ValueError:
            versions[UUID(int=0)] = 0
    return versions


def version_of(text: str) -> int:
    """The version that a page carries; one that cannot be read is no version at all."""
    is_number = text.isascii() and text.isdigit() and len(text) <= len("2147483647")
    return int(text) if is_number else 0
