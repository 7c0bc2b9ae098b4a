"""The innovations of a deal: collected, changed, merged when two are one, and taken off the list.

One that goes stays as a record, for the sessions in which it lay on the table. What a try-out
collects stands apart: it is compared only with what that same try-out collected.
"""

from typing import TypedDict
from uuid import UUID, uuid4

import structlog
from django.db import connection, models, transaction
from django.db.models import F

from deals import clock
from deals.cleaning import clean_name, clean_text
from deals.domain.records import RecordsRefused, raise_version, refused_as
from deals.models import Deal, Innovation, InnovationPhase, Session, User, WorkLine
from deals.models.base import NAME_LENGTH, TEXT_LENGTH

logger = structlog.get_logger(__name__)

# What a merged innovation gives to the one that stays, where that one says nothing.
TEXTS = ("problem", "experiment")


class InnovationValues(TypedDict, total=False):
    """What can be said of an innovation; what is left out stays as it is."""

    name: str
    problem: str
    experiment: str
    phase: InnovationPhase | str
    line: WorkLine | None


# Adding and changing --------------------------------------------------------------------------


@transaction.atomic
def add_innovation(
    deal: Deal,
    name: str,
    *,
    problem: str = "",
    experiment: str = "",
    phase: InnovationPhase | str,
    line: WorkLine | None = None,
    by: User | None,
    session: Session | None = None,
    innovation_id: UUID | None = None,
) -> Innovation:
    """Write down a solution that was thought up or tested. `by` is None for a participant, who has
    no account; `session`: where it was collected.

    Raises RecordsRefused: no_innovation_name, innovation_too_long, innovation_twice,
    innovation_exists, line_not_here.
    """
    said = InnovationValues(
        name=name, problem=problem, experiment=experiment, phase=phase, line=line
    )
    innovation = Innovation(
        id=innovation_id or uuid4(), deal=deal, session=session, made_by=by, made_at=clock.now()
    )
    _hold(deal.pk)
    _say(innovation, said)
    with refused_as("innovation_exists"):
        innovation.save(force_insert=True)
    _log("innovation.added", innovation, by, deal=str(deal.pk))
    return innovation


@transaction.atomic
def change_innovation(
    innovation: Innovation, fields: InnovationValues, version: int, by: User | None
) -> None:
    """Change what an innovation is called, what it is for, or how far it is.

    Raises RecordsRefused: innovation_gone, changed, no_innovation_name, innovation_too_long,
    innovation_twice, line_not_here.
    """
    _hold(innovation.deal_id)
    now = _current(innovation)
    raise_version(now, version)
    _say(now, fields)
    now.save(update_fields=list(fields))
    _log("innovation.changed", now, by)


def _say(innovation: Innovation, said: InnovationValues) -> None:
    """Put these values on the innovation, cleaned; nothing is saved."""
    if "name" in said:
        innovation.name = _readable(said["name"])
        _refuse_twice(innovation)
    if "problem" in said:
        innovation.problem = _text(said["problem"])
    if "experiment" in said:
        innovation.experiment = _text(said["experiment"])
    if "phase" in said:
        innovation.phase = InnovationPhase(said["phase"])
    if "line" in said:
        innovation.line = _line_of(innovation.deal_id, said["line"])


def _readable(name: str) -> str:
    try:
        cleaned = clean_name(name)
    except ValueError:
        raise RecordsRefused("no_innovation_name") from None
    if len(cleaned) > NAME_LENGTH:
        raise RecordsRefused("innovation_too_long")
    return cleaned


def _text(text: str) -> str:
    cleaned = clean_text(text)
    if len(cleaned) > TEXT_LENGTH:
        raise RecordsRefused("innovation_too_long")
    return cleaned


def _line_of(deal: UUID, line: WorkLine | None) -> WorkLine | None:
    if line is not None and line.deal_id != deal:
        raise RecordsRefused("line_not_here")
    return line


def _refuse_twice(innovation: Innovation) -> None:
    """No two have the same name, in whatever case: on a board nobody could tell them apart.

    Compared here and not in the database, which knows the capitals of fewer letters.
    """
    names = _beside(innovation).exclude(pk=innovation.pk).values_list("name", flat=True)
    if innovation.name.casefold() in {name.casefold() for name in names}:
        raise RecordsRefused("innovation_twice")


def _beside(innovation: Innovation) -> models.QuerySet[Innovation]:
    """Those that it stands in one list with: of the deal, or of the same try-out."""
    here = Innovation.objects.filter(deal=innovation.deal_id, removed_at=None, merged_into=None)
    tried = _try_out(innovation)
    return here.exclude(session__trial=True) if tried is None else here.filter(session=tried)


def _try_out(innovation: Innovation) -> Session | None:
    """The try-out that it was collected in, if it was."""
    session = innovation.session
    return session if session is not None and session.trial else None


# Off the list, and back -----------------------------------------------------------------------


@transaction.atomic
def remove_innovation(innovation: Innovation, version: int, by: User | None) -> None:
    """Take an innovation off the list of its deal. It stays in the sessions that it lay in, and in
    the actions for it. Raises RecordsRefused: innovation_gone, changed.
    """
    _hold(innovation.deal_id)
    now = _current(innovation)
    raise_version(now, version)
    Innovation.objects.filter(pk=now.pk).update(removed_at=clock.now())
    _log("innovation.removed", now, by)


@transaction.atomic
def bring_back(innovation: Innovation, by: User | None) -> None:
    """Put a removed innovation back on the list; one that stands there stays as it is.

    Raises RecordsRefused: innovation_gone (it was merged, or thrown away with its try-out),
    innovation_twice.
    """
    _hold(innovation.deal_id)
    now = _again(innovation)
    if now.merged_into_id is not None:
        raise RecordsRefused("innovation_gone")
    if now.removed_at is None:
        return
    _refuse_twice(now)
    Innovation.objects.filter(pk=now.pk).update(removed_at=None, version=F("version") + 1)
    _log("innovation.brought_back", now, by)


# Two that are one -----------------------------------------------------------------------------


@transaction.atomic
def merge_innovations(innovation: Innovation, into: Innovation, by: User | None) -> None:
    """Let one innovation go on as another one, that keeps its own words and gets what it lacks.

    What was merged into the first goes on as the other too, and so do its actions. Raises
    RecordsRefused: innovation_itself, innovation_gone (removed, merged, or of another list).
    """
    if innovation.pk == into.pk:
        raise RecordsRefused("innovation_itself")
    _hold(innovation.deal_id)
    going, staying = _current(innovation), _current(into)
    if going.deal_id != staying.deal_id or _try_out(going) != _try_out(staying):
        raise RecordsRefused("innovation_gone")
    for name in TEXTS:
        setattr(staying, name, getattr(staying, name) or getattr(going, name))
    staying.line = staying.line or going.line
    staying.save(update_fields=[*TEXTS, "line"])
    both = Innovation.objects.filter(pk__in=[going.pk, staying.pk])
    both.update(version=F("version") + 1)
    Innovation.objects.filter(merged_into=going).update(merged_into=staying)
    Innovation.objects.filter(pk=going.pk).update(merged_into=staying)
    going.actions.update(innovation=staying)
    _log("innovation.merged", going, by, into=str(staying.pk))


# What they have in common ---------------------------------------------------------------------


def _hold(deal: UUID) -> None:
    """One at a time in a deal, until the transaction ends: two at once could give the same name, or
    merge into each other. Not by a lock on the deal: who changes its team holds that one, and then
    waits for sessions that may be waiting here. SQLite has one writer at a time by itself.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            key = f"innovations of {deal}"
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def _again(innovation: Innovation) -> Innovation:
    """The innovation as it stands by now. Raises RecordsRefused: innovation_gone."""
    found = Innovation.objects.select_related("session", "line").filter(pk=innovation.pk).first()
    if found is None:
        raise RecordsRefused("innovation_gone")
    return found


def _current(innovation: Innovation) -> Innovation:
    """The same, when it is still on the list. Raises RecordsRefused: innovation_gone."""
    found = _again(innovation)
    if found.removed_at is not None or found.merged_into_id is not None:
        raise RecordsRefused("innovation_gone")
    return found


def _log(event: str, innovation: Innovation, by: User | None, **more: str) -> None:
    logger.info(event, innovation=str(innovation.pk), by=None if by is None else str(by.pk), **more)
