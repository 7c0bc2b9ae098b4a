"""The ownership of one partner at several moments, out of the wheels of the sessions."""

from dataclasses import dataclass
from math import cos, pi, sin
from uuid import UUID

from django.db.models import Q

from boards.content import Content, content_of
from boards.domain.ownership import ALL_LAYERS, NOTHING, Values, layers_shown, wheel_of
from boards.domain.snapshot import state_of
from boards.models import Score, Sheet, Subject
from boards.viewer import Viewer
from boards.wheel import CENTRE, Wheel, bars, outline
from deals import partaking
from deals.models import Partner
from scaling.access import Sight

WHEEL = "wheel"
HUB_NUMBER = 19.0  # mm from the middle: the numbers of the aspects stand in the hub


@dataclass(frozen=True)
class Slice:
    """One aspect at one moment: the paths that draw its bars, and where its number stands."""

    title: str
    values: Values
    own_path: str
    team_path: str
    agreed_path: str
    x: float
    y: float


@dataclass(frozen=True)
class Moment:
    """A session in which the wheel of a partner was coloured, as its reader may know it."""

    sheet: Sheet
    content: Content
    values: dict[str, Values]

    @property
    def slices(self) -> list[Slice]:
        """The aspects, in the order of the wheel."""
        elements = self.content.elements
        wheel = Wheel(len(elements), self.content.scale.high if self.content.scale else 5)
        return [
            _slice(wheel, n, element.title, self.values.get(element.id, NOTHING))
            for n, element in enumerate(elements)
        ]


def _slice(wheel: Wheel, n: int, title: str, values: Values) -> Slice:
    own, team, agreed = values.mean, values.team, values.agreed
    angle = 2 * pi * (n + 0.5) / wheel.aspects
    return Slice(
        title,
        values,
        own_path="" if own is None else bars(wheel, n, own),
        team_path="" if team is None else outline(wheel, n, team),
        agreed_path="" if agreed is None else outline(wheel, n, agreed),
        x=round(CENTRE[0] + HUB_NUMBER * sin(angle), 1),
        y=round(CENTRE[1] - HUB_NUMBER * cos(angle) + 3, 1),
    )


@dataclass(frozen=True)
class Change:
    """One aspect at two moments: what stood there, and how many bars it went up or down; None when
    the same people did not say something both times.
    """

    title: str
    before: Values
    after: Values
    step: float | None

    @property
    def bars(self) -> float:
        """How many bars it moved."""
        return abs(self.step or 0)


def sheets_with(sight: Sight, partner: Partner) -> list[Sheet]:
    """The wheels on which something was coloured for a partner that the reader may know of, the
    oldest first, in three queries.
    """
    coloured = Score.objects.filter(_about(partner), about=None, sheet__content__kind=WHEEL)
    coloured = coloured.filter(sheet__session__in=sight.sessions).order_by()
    layers: dict[UUID, set[str]] = {}
    for sheet, layer in coloured.values_list("sheet", "layer").distinct():
        layers.setdefault(sheet, set()).add(layer)
    sheets = Sheet.objects.filter(pk__in=list(layers)).select_related("session")
    in_order = sheets.order_by("session__planned_on", "session__made_at", "order")
    return [
        sheet
        for sheet in in_order.prefetch_related("reveals")
        if any(_shows(sight, sheet, layer) for layer in layers[sheet.pk])
    ]


def partners_with_a_wheel(sight: partaking.Sight) -> set[UUID]:
    """For which partners of an organisation something was coloured, in a closed session, that the
    reader may know of; in three queries.
    """
    coloured = Score.objects.filter(subject__partner__in=sight.partners, about=None)
    coloured = coloured.filter(sheet__content__kind=WHEEL, sheet__session__in=sight.sessions)
    found = set(coloured.order_by().values_list("subject__partner", "sheet", "layer"))
    sheets = Sheet.objects.filter(pk__in={sheet for _partner, sheet, _layer in found})
    known = {s.pk: s for s in sheets.select_related("session").prefetch_related("reveals")}
    return {
        partner
        for partner, sheet, layer in found
        if known[sheet].session.deal_id in sight.teams or known[sheet].is_open(layer)
    }


def _shows(sight: Sight, sheet: Sheet, layer: str) -> bool:
    return sheet.is_open(layer) or (sight.in_team and sheet.session.is_closed)


def _about(partner: Partner) -> Q:
    """What is of a partner, or of one that was merged into it."""
    return Q(subject__partner=partner) | Q(subject__partner__merged_into=partner)


def moment_of(sight: Sight, sheet: Sheet, partner: Partner) -> Moment:
    """What a wheel says of a partner, in so far as the reader may know it: of a closed session the
    team all, staff what the room saw; of a session that still runs nothing that is hidden there.
    """
    session = sheet.session
    team = sight.in_team
    state = state_of(Viewer("control" if team else "screen", session.pk))
    key = str(sheet.pk)
    all_of_it = team and session.is_closed
    layers = ALL_LAYERS if all_of_it else layers_shown(state, key, concealed=True)
    values: dict[str, Values] = {}
    for subject in _subjects(sheet, partner):
        values = wheel_of(state, key, str(subject), None, layers) | values
    return Moment(sheet, content_of(sheet.content), values)


def _subjects(sheet: Sheet, partner: Partner) -> list[UUID]:
    there = Subject.objects.filter(
        session=sheet.session_id, partner__in=[partner, *partner.merged.all()]
    )
    found = list(there.values_list("pk", "partner"))
    # What was coloured for the partner itself goes before that of one that was merged into it.
    return [pk for pk, of in sorted(found, key=lambda pair: pair[1] != partner.pk)]


def changes_between(before: Moment, after: Moment) -> list[Change]:
    """Aspect by aspect what changed between two moments, in the order of the later wheel."""
    return [
        _change(
            element.title,
            before.values.get(element.id, NOTHING),
            after.values.get(element.id, NOTHING),
        )
        for element in after.content.elements
    ]


def _change(title: str, before: Values, after: Values) -> Change:
    return Change(title, before, after, _step(before, after))


def _step(before: Values, after: Values) -> float | None:
    """How many bars went up between two moments, by the word of the same people both times: what
    was agreed, else what they say themselves, else what the facilitators saw.
    """
    words = (
        (before.agreed, after.agreed),
        (before.mean, after.mean),
        (before.team, after.team),
    )
    for first, last in words:
        if first is not None and last is not None:
            return round(last - first, 1)
    return None
