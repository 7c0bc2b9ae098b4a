"""How the partners of a deal came and went: worked out from how each stands now and stood before.

Pure functions of records that were looked up already. A relation lasts from its `since` until the
day on which the next one begins; the last one until its `until`, that day included.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from itertools import accumulate

from deals.models import FormerRelation, Partner, Relation

Former = Sequence[FormerRelation]


class Change(Enum):
    """What happened to a partner on a day."""

    BECAME = "became"
    LEFT = "left"


@dataclass(frozen=True)
class Happened:
    """Partners to which the same happened on the same day: they got a relation, after `before` if
    they stood otherwise to the deal, or they left.
    """

    on: date
    change: Change
    relation: Relation
    before: Relation | None
    parties: list["Party"]


@dataclass(frozen=True)
class Party:
    """Somebody to whom it happened, and why."""

    partner: Partner
    why: str


@dataclass(frozen=True)
class _Period:
    """A relation with its first day, and the first day after it."""

    relation: Relation
    why: str
    since: date | None
    until: date | None


def happened(parties: Iterable[tuple[Partner, Former]], today: date) -> list[Happened]:
    """What happened in a deal until today, the latest first, with who by name. What has no day is
    left out.

    The reason of a relation stands where it began; who left has one reason, and that is why.
    """
    found: dict[tuple[date, Change, Relation, Relation | None], list[Party]] = defaultdict(list)
    for partner, former in parties:
        periods = _periods(partner, former)
        has_left = partner.until is not None and partner.until < today
        befores = [None, *(period.relation for period in periods[:-1])]
        for period, before in zip(periods, befores, strict=True):
            if period.since is None or period.since > today:
                continue
            why = "" if has_left and period is periods[-1] else period.why
            key = (period.since, Change.BECAME, period.relation, before)
            found[key].append(Party(partner, why))
        if has_left and partner.until is not None:
            relation = Relation(partner.relation)
            found[partner.until, Change.LEFT, relation, None].append(Party(partner, partner.why))
    rows = [
        Happened(*key, sorted(those, key=lambda party: str(party.partner).casefold()))
        for key, those in found.items()
    ]
    order = list(Relation)
    rows.sort(key=lambda row: (-row.on.toordinal(), row.change.value, order.index(row.relation)))
    return rows


@dataclass(frozen=True)
class Signed:
    """How many partners a deal had from which day on, and of how many that is not known."""

    steps: list[tuple[date, int]]
    undated: int


def signed_over_time(parties: Iterable[tuple[Partner, Former]], today: date) -> Signed:
    """The number of partners that signed, from each day on which it changed, until today."""
    changes: Counter[date] = Counter()
    undated = 0
    for partner, former in parties:
        for period in _periods(partner, former):
            if period.relation != Relation.SIGNED:
                continue
            if period.since is None:
                undated += 1
                continue
            changes[period.since] += 1
            if period.until is not None:
                changes[period.until] -= 1
    days = sorted(day for day, change in changes.items() if change and day <= today)
    numbers = accumulate(changes[day] for day in days)
    return Signed(list(zip(days, numbers, strict=True)), undated)


def _periods(partner: Partner, former: Former) -> list[_Period]:
    """The relations of a partner, the first one first, each until the next one begins."""
    ordered = sorted(former, key=lambda kept: (kept.until or date.min, kept.pk))
    starts = [kept.since for kept in ordered] + [partner.since]
    for place, (kept, start) in enumerate(zip(ordered, starts[1:], strict=True), 1):
        starts[place] = start or kept.until
    ends = [kept.until for kept in ordered] + [_day_after(partner.until)]
    those = [*((kept.relation, kept.why) for kept in ordered), (partner.relation, partner.why)]
    return [
        _Period(Relation(relation), why, since, until)
        for (relation, why), since, until in zip(those, starts, ends, strict=True)
    ]


def _day_after(day: date | None) -> date | None:
    return None if day is None or day == date.max else day + timedelta(days=1)
