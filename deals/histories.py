"""The history of a deal as its page tells it: its time line, what comes up, and its partners.

Works out what to say from records that the page looked up already, and three queries more. Reasons
and marks are the team's own: for staff of Agenda Stad they are left out here.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deals import hooks
from deals.domain import agenda, partner_history
from deals.domain.agenda import Prompt, Unit
from deals.domain.partner_history import Change, Happened, Signed
from deals.models import (
    Deal,
    FormerRelation,
    Moment,
    MomentKind,
    Partner,
    Relation,
    Session,
)
from deals.queries import Sessions, StageRow, is_running
from deals.step_chart import step_chart
from deals.time_line import Band, Lane, Mark, Shape, When, Words, time_line

MOST_UNFOLDED = 12  # things in a list; more are folded, year by year
MOST_NAMES = 4  # of parties in a line; more are folded
SHORT_DAY, LONG_DAY = "b Y", "j F Y"


def moments_of(deal: Deal) -> list[Moment]:
    """The days that matter to a deal, in one query, the first one first."""
    return list(deal.moments.all())


# The time line --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Entry:
    """One line of the time line in words. `kind`: the name of its shape, or `phase` or `today`.

    `until`: the last day of a phase, if known. `when`: past, now or coming.
    """

    on: date
    kind: str
    said: str
    title: str
    when: When
    href: str = ""
    until: date | None = None
    note: str = ""


@dataclass(frozen=True)
class Year:
    """What happened in one year. `is_open`: whether a list that folds its years shows this one."""

    year: int
    entries: list[Entry]
    is_open: bool


@dataclass(frozen=True)
class TimeLine:
    """The time line of a deal: the picture, and the same in words by year; nothing without days."""

    picture: SafeString | None
    years: list[Year]
    folds: bool
    has_phases: bool


def time_line_of(
    stages: Sequence[StageRow], sessions: Sessions, moments: Sequence[Moment]
) -> TimeLine:
    """The time line of what this reader may see: these phases, sessions and days."""
    today = timezone.localdate()
    held = [*sessions.closed, *sessions.running, *sessions.planned]
    entries = [*map(_phase, stages), *map(_session, held)]
    entries += [_moment(moment, today) for moment in moments]
    if not entries:
        return TimeLine(None, [], folds=False, has_phases=False)
    entries.sort(key=lambda entry: entry.on)
    return TimeLine(
        _picture(entries, today),
        _years([*entries, Entry(today, "today", "", _("Today"), "now")], today),
        folds=len(entries) > MOST_UNFOLDED,
        has_phases=bool(stages),
    )


def _phase(row: StageRow) -> Entry:
    stage = row.stage
    when: When = "past" if row.is_past else "now" if row.is_now else "coming"
    title = capfirst(stage.get_stage_display())
    return Entry(
        stage.starts_on, "phase", _("Phase"), title, when, until=stage.ends_on, note=stage.note
    )


def _session(session: Session) -> Entry:
    when: When = "past" if session.is_closed else "now" if is_running(session) else "coming"
    href = reverse("session" if session.is_closed else "control", args=[session.pk])
    said = {"past": _("Session"), "now": _("Session, now"), "coming": _("Session, planned")}[when]
    notes = [_("on paper")] if session.paper else []
    notes += [_("example, made up")] if session.invented else []
    return Entry(
        session.planned_on, "session", said, session.title, when, href, note=", ".join(notes)
    )


def _moment(moment: Moment, today: date) -> Entry:
    said = capfirst(moment.get_kind_display())
    when: When = "past" if moment.on < today else "coming"
    return Entry(moment.on, moment.kind, said, moment.title, when)


def _years(entries: list[Entry], today: date) -> list[Year]:
    entries.sort(key=lambda entry: (entry.on, entry.kind == "today"))
    years = groupby(entries, key=lambda entry: entry.on.year)
    return [Year(year, list(those), year == today.year) for year, those in years]


def _picture(entries: Sequence[Entry], today: date) -> SafeString:
    phases = [entry for entry in entries if entry.kind == "phase"]
    bands = [Band(e.on, e.until, _with_note(e), e.when) for e in phases]
    lanes = [
        Lane(title, shape, [_mark(entry) for entry in entries if entry.kind == shape])
        for shape, title in _lanes()
    ]
    words = Words(
        title=_("Time line of the deal"),
        desc=_desc(entries),
        phases=_("Phases"),
        today=_("Today"),
        months=months(),
        more=lambda label, n: _("%(label)s and %(n)d more") % {"label": label, "n": n},
    )
    # The picture escapes every word in it.
    return mark_safe(time_line(bands, lanes, today=today, key="time-line", words=words))  # noqa: S308


def _lanes() -> list[tuple[Shape, str]]:
    return [
        ("session", _("Sessions")),
        ("signing", _("Signing")),
        ("milestone", _("Milestones")),
        ("reflection", _("Reflection")),
        ("election", _("Elections")),
    ]


def _with_note(phase: Entry) -> str:
    return f"{phase.title} ({phase.note})" if phase.note else phase.title


def _mark(entry: Entry) -> Mark:
    label = entry.title or date_format(entry.on, SHORT_DAY)
    spoken = f"{label}, {date_format(entry.on, LONG_DAY)} ({entry.said})"
    return Mark(entry.on, label, entry.when, entry.href, spoken)


def _desc(entries: Sequence[Entry]) -> str:
    last = max(entry.until or entry.on for entry in entries)
    return _(
        "From %(first)s until %(last)s, in a lane for each kind. The same stands in words below."
    ) % {
        "first": date_format(entries[0].on, "F Y"),
        "last": date_format(last, "F Y"),
    }


def months() -> list[str]:
    """The short names of the months."""
    return [date_format(date(2026, month, 1), "b") for month in range(1, 13)]


# The agenda -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Coming:
    """A day that comes up, and how far away it is in words."""

    entry: Entry
    far: str


@dataclass(frozen=True)
class Ask:
    """Something to plan or to talk about; `href`: where one does it, `action`: what one does."""

    said: str
    href: str = ""
    action: str = ""


@dataclass(frozen=True)
class Agenda:
    """What comes up, the first day first, and what the team may want to plan."""

    coming: list[Coming]
    asks: list[Ask]


def agenda_of(
    deal: Deal,
    stages: Iterable[StageRow],
    sessions: Sessions,
    moments: Sequence[Moment],
    *,
    in_team: bool,
    facilitates: bool,
) -> Agenda:
    """What can get on the agenda of a deal. Only its team is asked for something: they know what
    was planned elsewhere, and staff don't see which sessions are being prepared.
    """
    today = timezone.localdate()
    ahead = [moment for moment in moments if moment.on >= today]
    coming = [
        Coming(_moment(moment, today), far_away(*agenda.how_far(today, moment.on)))
        for moment in ahead
    ]
    if not in_team:
        return Agenda(coming, [])
    stages = list(stages)
    course = agenda.Course(
        runs_since=stages[0].stage.starts_on if any(row.is_now for row in stages) else None,
        reflections=[m.on for m in moments if m.kind == MomentKind.REFLECTION],
        elections=[m.on for m in ahead if m.kind == MomentKind.ELECTION],
        talks=[session.planned_on for session in sessions.closed],
        planned=bool(sessions.planned or sessions.running),
    )
    ask = _asker(deal, facilitates)
    return Agenda(coming, [ask(prompt, day) for prompt, day in agenda.prompts(course, today)])


def _asker(deal: Deal, facilitates: bool) -> Callable[[Prompt, date | None], Ask]:
    to_records = (reverse("records", args=[deal.pk]) + "#moments", _("Plan a day"))
    to_session = (reverse("new-session", args=[deal.pk]), _("Prepare a session"))

    def ask(prompt: Prompt, day: date | None) -> Ask:
        said = _asked(prompt, day)
        if prompt is Prompt.REFLECTION:
            return Ask(said, *to_records)
        if prompt is Prompt.ELECTION or not facilitates:
            return Ask(said)
        return Ask(said, *to_session)

    return ask


def _asked(prompt: Prompt, day: date | None) -> str:
    on = {"day": date_format(day, LONG_DAY)} if day else {}
    if prompt is Prompt.ELECTION:
        return (
            _("There are elections on %(day)s. Talk in time about what has to go on after them.")
            % on
        )
    if prompt is Prompt.REFLECTION:
        return _(
            "There was no half-yearly reflection in the last six months, and none is planned for"
            " the next six."
        )
    if prompt is Prompt.FIRST_TALK:
        return _("No session was held yet. Talk about roles once or twice a year.")
    return (
        _(
            "The last session was on %(day)s. Talk about roles once or twice a year: they differ"
            " per phase."
        )
        % on
    )


def far_away(unit: Unit, n: int) -> str:
    """How far away a coming day is, in words."""
    if unit is Unit.DAYS and n == 0:
        return _("today")
    if unit is Unit.DAYS:
        return ngettext("tomorrow", "in %(n)d days", n) % {"n": n}
    if unit is Unit.WEEKS:
        return ngettext("in %(n)d week", "in %(n)d weeks", n) % {"n": n}
    if unit is Unit.MONTHS:
        return ngettext("in %(n)d month", "in %(n)d months", n) % {"n": n}
    return ngettext("in %(n)d year", "in %(n)d years", n) % {"n": n}


# Partners over time ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Name:
    """A party in a list; `why`: the reason, for the team."""

    partner: Partner
    why: str


@dataclass(frozen=True)
class Turn:
    """Something that happened to partners on a day: in a sentence, at which signing, and who.

    `folds`: there are too many names for a line.
    """

    on: date
    said: str
    signing: str
    names: list[Name]

    @property
    def folds(self) -> bool:
        """Whether the names are folded."""
        return len(self.names) > MOST_NAMES


@dataclass(frozen=True)
class TurnYear:
    """What happened to partners in one year."""

    year: int
    turns: list[Turn]
    is_open: bool


@dataclass(frozen=True)
class PartnersOverTime:
    """How partners came and went, the latest year first, and how many there were."""

    years: list[TurnYear]
    folds: bool
    steps: list[tuple[date, int]]
    undated: int
    chart: SafeString | None


def partners_over_time(
    deal: Deal, partners: Iterable[Partner], moments: Iterable[Moment], *, with_reasons: bool
) -> PartnersOverTime:
    """The history of these partners of a deal, in one query. Reasons only for the deal's team."""
    today = timezone.localdate()
    former: dict[UUID, list[FormerRelation]] = defaultdict(list)
    for kept in FormerRelation.objects.filter(partner__deal=deal, partner__merged_into=None):
        former[kept.partner_id].append(kept)
    parties = [(partner, former[partner.pk]) for partner in partners]
    signings = {m.on: m.title for m in moments if m.kind == MomentKind.SIGNING and m.title}
    turns = [_turn(row, signings, with_reasons) for row in partner_history.happened(parties, today)]
    signed = partner_history.signed_over_time(parties, today)
    years = groupby(turns, key=lambda turn: turn.on.year)
    grouped = [TurnYear(year, list(those), False) for year, those in years]
    if grouped:
        grouped[0] = TurnYear(grouped[0].year, grouped[0].turns, True)
    return PartnersOverTime(
        years=grouped,
        folds=len(turns) > MOST_UNFOLDED,
        steps=signed.steps[::-1],
        undated=signed.undated,
        chart=_chart(signed, today),
    )


def _turn(row: Happened, signings: dict[date, str], with_reasons: bool) -> Turn:
    is_signing = row.change is Change.BECAME and row.relation == Relation.SIGNED
    return Turn(
        on=row.on,
        said=_said(row),
        signing=signings.get(row.on, "") if is_signing else "",
        names=[Name(p.partner, p.why if with_reasons else "") for p in row.parties],
    )


def _said(row: Happened) -> str:
    said = _sentence(row.change, row.relation, len(row.parties)) % {"n": len(row.parties)}
    if row.before is None:
        return said
    return _("%(sentence)s (before: %(relation)s)") % {
        "sentence": said,
        "relation": row.before.label,
    }


def _sentence(change: Change, relation: Relation, n: int) -> str:
    if change is Change.LEFT:
        return ngettext("%(n)d party left the deal", "%(n)d parties left the deal", n)
    if relation == Relation.SIGNED:
        return ngettext("%(n)d partner signed", "%(n)d partners signed", n)
    if relation == Relation.INVOLVED:
        return ngettext(
            "%(n)d party got involved, without signing",
            "%(n)d parties got involved, without signing",
            n,
        )
    if relation == Relation.MISSING:
        return ngettext("%(n)d party was missed", "%(n)d parties were missed", n)
    return ngettext("%(n)d party said no", "%(n)d parties said no", n)


def _chart(signed: Signed, today: date) -> SafeString | None:
    """Nothing as long as the number changed on one day only: then a sentence says it all."""
    if len(signed.steps) < 2:
        return None
    desc = _("From %(first)d in %(since)s to %(last)d today.") % {
        "first": signed.steps[0][1],
        "since": date_format(signed.steps[0][0], "F Y"),
        "last": signed.steps[-1][1],
    }
    drawn = step_chart(
        signed.steps,
        until=today,
        key="partner-steps",
        title=_("Number of partners that signed, over time"),
        desc=desc,
        months=months(),
    )
    return mark_safe(drawn)  # noqa: S308 - the picture escapes every word in it


# Missing --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MissingParty:
    """Somebody who should be there, why as the team says, and the sessions that had it on the
    table as missing.
    """

    partner: Partner
    why: str
    sessions: list[Session] = field(default_factory=list)


def missing_parties(
    deal: Deal, partners: Iterable[Partner], *, with_reasons: bool, only_closed: bool
) -> list[MissingParty]:
    """The parties that a deal misses today, with where they were named: for staff of Agenda Stad
    only in closed sessions, and without reasons.
    """
    named = hooks.missing_in(deal, only_closed)
    return [
        MissingParty(partner, partner.why if with_reasons else "", named.get(partner.pk, []))
        for partner in partners
        if partner.relation == Relation.MISSING and not partner.has_left
    ]
