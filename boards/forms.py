"""A form class for every form that is posted."""

from collections.abc import Iterable
from datetime import date
from typing import Any, cast
from uuid import UUID, uuid4

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from boards import protocol as commands
from boards.content import Content
from boards.domain.board_texts import current_library
from boards.domain.joining import Joining
from boards.domain.paper import PhotoOfIt, must_have_been
from boards.domain.pictures import MAX_FILE, Picture, Unusable, read_picture, too_large
from boards.domain.preparing import ON_THE_TABLE, SetUp, SheetPlan
from boards.names import before_filling
from boards.protocol import MAX_ON_TABLE, MAX_SHEETS
from boards.refusals import Refused
from deals.models import Deal, Purpose, Relation, WorkLine
from deals.models.base import NAME_LENGTH
from deals.queries import innovations_to_choose, partners_on, partners_to_choose


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


def _sheet_choices(boards: Iterable[Content]) -> list[tuple[str, str]]:
    return [
        (f"{content.board}/{filling.id}", f"{before_filling(content.title)}: {filling.title}")
        for content in boards
        for filling in content.fillings
    ]


class SessionForm(forms.Form):
    """When a session is and what it is for: to be changed until it closes."""

    title = forms.CharField(label=_("Title"), max_length=NAME_LENGTH)
    planned_on = forms.DateField(
        label=_("Date"),
        initial=timezone.localdate,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    purpose = forms.ChoiceField(
        label=_("What is it for?"),
        choices=[
            (
                Purpose.CONVERSATION,
                _("A conversation with participants. They join with their phones."),
            ),
            (
                Purpose.TEAM,
                _("An overview by the team. You place together; the door stays closed."),
            ),
        ],
        initial=Purpose.CONVERSATION,
        widget=forms.RadioSelect,
    )
    line = forms.ModelChoiceField(
        label=_("Line of work"),
        queryset=WorkLine.objects.none(),
        required=False,
        empty_label=_("The whole deal"),
    )

    def __init__(self, *args: Any, deal: Deal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = cast("forms.ModelChoiceField[WorkLine]", self.fields["line"])
        lines.queryset = deal.lines.all()


class _OnPaper(forms.Form):
    """The day of a conversation on paper: it has been."""

    def clean_planned_on(self) -> date:
        """Today at the latest."""
        day: date = self.cleaned_data["planned_on"]
        try:
            must_have_been(day)
        except Refused as refused:
            raise forms.ValidationError(refused.sentence) from refused
        return day


class PaperSessionForm(_OnPaper, SessionForm):
    """When a conversation on paper was, to be changed until it closes. It is for the team alone."""

    purpose = None  # type: ignore[assignment]


class SetUpForm(SessionForm):
    """What a facilitator decides before a session. `id`: a new session's, so that a form that is
    sent twice makes one. `innovations`: what lies on the table where a board is about them; all of
    the deal unless said otherwise.

    The table: by relation and line of work, or with `one_by_one` exactly the ticked partners.
    """

    id = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)
    sheets = forms.MultipleChoiceField(
        label=_("Board and way of filling in"),
        error_messages={"required": _("Choose at least one way of filling in.")},
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
        initial="hidden",
        widget=forms.RadioSelect,
    )
    relations = forms.MultipleChoiceField(
        label=_("By their relation to the deal"),
        choices=Relation,
        initial=[relation.value for relation in ON_THE_TABLE],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    one_by_one = forms.BooleanField(label=_("Choose partners one by one"), required=False)
    partners = forms.MultipleChoiceField(label=_("On the table"), required=False)
    innovations = forms.MultipleChoiceField(
        label=_("Which innovations are on the table?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    based_on = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        deal: Deal,
        on_table: Iterable[UUID] = (),
        innovations: Iterable[UUID] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, deal=deal, **kwargs)
        self.boards = list(current_library().values())
        sheets = cast(forms.MultipleChoiceField, self.fields["sheets"])
        sheets.choices = _sheet_choices(self.boards)
        sheets.initial = [sheets.choices[0][0]]
        self.choices_on_table = partners_to_choose(deal, on_table)
        partners = cast(forms.MultipleChoiceField, self.fields["partners"])
        partners.choices = [(str(each.pk), str(each)) for each in self.choices_on_table]
        there = cast(forms.MultipleChoiceField, self.fields["innovations"])
        there.choices = [
            (str(each.pk), each.name) for each in innovations_to_choose(deal, innovations)
        ]
        there.initial = [key for key, _name in there.choices]

    def clean_sheets(self) -> list[str]:
        """Each board and way of filling in once, and no more than a table holds."""
        chosen: list[str] = list(dict.fromkeys(self.cleaned_data["sheets"]))
        if len(chosen) > MAX_SHEETS:
            raise forms.ValidationError(
                _("Choose at most %(most)s ways of filling in."), params={"most": MAX_SHEETS}
            )
        return chosen

    def clean(self) -> dict[str, Any]:
        """No more partners than a table holds."""
        chosen: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and len(self._partners()) > MAX_ON_TABLE:
            raise forms.ValidationError(
                _("At most %(most)s partners fit on a table. Choose fewer."),
                params={"most": MAX_ON_TABLE},
            )
        return chosen

    def set_up(self) -> SetUp:
        """What was chosen, for `boards.domain.preparing.prepare_session`."""
        chosen: dict[str, Any] = self.cleaned_data
        return SetUp(
            [self._plan(sheet) for sheet in chosen["sheets"]],
            chosen["purpose"],
            chosen["line"],
            self._partners(),
            [UUID(key) for key in chosen["innovations"]],
        )

    def command(self) -> commands.SetUp:
        """What was chosen, as the command that lays the table of a prepared session anew."""
        chosen = self.set_up()
        return commands.SetUp(
            id=uuid4(),
            kind="set_up",
            sheets=tuple(
                commands.SheetSetUp(
                    board=plan.board,
                    filling=plan.filling,
                    self_open=plan.self_starts_open,
                    team_open=plan.team_starts_open,
                )
                for plan in chosen.sheets
            ),
            partners=tuple(chosen.partners or ()),
            innovations=tuple(chosen.innovations or ()),
            based_on=self.cleaned_data["based_on"] or 0,
        )

    def _plan(self, sheet: str) -> SheetPlan:
        board, filling = sheet.split("/")
        return SheetPlan(
            board=board,
            filling=filling,
            self_starts_open=self.cleaned_data["self_layer"] == "open",
            team_starts_open=self.cleaned_data["team_layer"] == "open",
        )

    def _partners(self) -> list[UUID]:
        chosen = self.cleaned_data
        if chosen["one_by_one"]:
            return [UUID(key) for key in chosen["partners"]]
        line = chosen["line"]
        return [
            each.pk
            for each in self.choices_on_table
            if each.relation in chosen["relations"] and (line is None or line in each.lines.all())
        ]


PICTURES = "image/jpeg,image/png,image/webp"


def _photo_field(*, required: bool) -> forms.FileField:
    return forms.FileField(
        label=_("Photo of the board"),
        required=required,
        widget=forms.FileInput({"accept": PICTURES}),
        error_messages={
            "required": _("Choose a photo."),
            "empty": _("This file is empty. Choose a photo."),
        },
    )


def _described_field() -> forms.CharField:
    return forms.CharField(
        label=_("What does the photo show?"), max_length=NAME_LENGTH, required=False
    )


def _picture(file: "UploadedFile[Any] | None") -> Picture | None:
    """The picture in a file that was sent, read whole."""
    if file is None:
        return None
    try:
        if (file.size or 0) > MAX_FILE:
            raise too_large()
        return read_picture(file.read())
    except Unusable as unusable:
        raise forms.ValidationError(str(unusable.sentence)) from unusable


class PaperForm(_OnPaper, SetUpForm):
    """A conversation that was held on paper: boards, day and table, with a photo if there is one.

    The table: the partners that are ticked, else all who took part on that day.
    """

    purpose = self_layer = team_layer = relations = one_by_one = based_on = None  # type: ignore[assignment]
    photo = _photo_field(required=False)
    described = _described_field()

    def __init__(self, *args: Any, deal: Deal, **kwargs: Any) -> None:
        ever = deal.partners.filter(merged_into=None).values_list("pk", flat=True)
        super().__init__(*args, deal=deal, on_table=ever, **kwargs)
        self.deal = deal

    def clean_photo(self) -> Picture | None:
        """The picture, made anew; a file that is none is refused with why."""
        return _picture(self.cleaned_data["photo"])

    def set_up(self) -> SetUp:
        """What was chosen, for `boards.domain.paper.add_paper_moment`."""
        chosen: dict[str, Any] = self.cleaned_data
        return SetUp(
            [SheetPlan(*sheet.split("/")) for sheet in chosen["sheets"]],
            line=chosen["line"],
            partners=self._partners(),
            innovations=[UUID(key) for key in chosen["innovations"]],
        )

    def photo_of_it(self) -> PhotoOfIt | None:
        """The photo that came along."""
        picture: Picture | None = self.cleaned_data["photo"]
        return None if picture is None else PhotoOfIt(picture, self.cleaned_data["described"])

    def _partners(self) -> list[UUID]:
        chosen = self.cleaned_data
        if chosen["partners"]:
            return [UUID(key) for key in chosen["partners"]]
        line, there = chosen["line"], partners_on(self.deal, chosen["planned_on"])
        return [
            each.pk
            for each in self.choices_on_table
            if each.pk in there and (line is None or line in each.lines.all())
        ]


class PhotoForm(forms.Form):
    """A photo that is added to a conversation on paper."""

    photo = _photo_field(required=True)
    described = _described_field()
    sheet = forms.UUIDField(required=False)

    def clean_photo(self) -> Picture | None:
        """The picture, made anew; a file that is none is refused with why."""
        return _picture(self.cleaned_data["photo"])


class PhotoWordsForm(forms.Form):
    """What a photo shows, in words, and of which board it is."""

    described = _described_field()
    sheet = forms.UUIDField(required=False)
