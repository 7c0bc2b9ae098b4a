"""The records of a deal: what its covenant is about, its course, its lines of work, its core team.

Everybody in the team may change them, several at once. Whoever changes something says which version
they looked at; when somebody else was first, nothing is changed and they are told.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import structlog
from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from deals.models import Action, Deal, Innovation, Partner, Phase, TeamMember, TeamRole, User
from deals.refusals import Refusal

logger = structlog.get_logger(__name__)

REFUSALS: dict[str, Promise] = {
    "changed": _(
        "Somebody changed this meanwhile. What you typed is still here, and nothing is saved yet. "
        "Look at what it says now, and save again if yours is right."
    ),
    "deal_name_taken": _("There is already a deal with this name."),
    "line_twice": _("Two lines of work have the same name. Give each its own name."),
    "line_in_history": _(
        "A closed session was about a line of work that you take out, so that line stays in the "
        "history. Nothing is saved yet. Keep the line, and save again."
    ),
    "no_action_text": _("Write down what somebody will do."),
    "action_too_long": _("Use at most 300 characters for an action."),
    "action_exists": _("This action stands on the list already."),
    "owner_not_here": _(
        "Whoever you chose does not take part in this deal now. Choose somebody from the list."
    ),
    "no_innovation_name": _("Give the innovation a name that people can read."),
    "innovation_too_long": _(
        "Use at most 200 characters for the name of an innovation, and 2000 for its other texts."
    ),
    "innovation_twice": _("There is an innovation with this name already."),
    "innovation_exists": _("This innovation stands on the list already."),
    "innovation_gone": _("Somebody removed or merged this innovation meanwhile."),
    "innovation_itself": _("This is the same innovation. Choose another one."),
    "line_not_here": _("Choose a line of work of this deal."),
    "no_name": _("Fill in a name that people can read."),
    "until_before_since": _("The end is before the beginning. Look at both dates."),
    "alike": _(
        "We know an organisation that is called almost the same. Choose below. "
        "Nothing is saved yet."
    ),
    "needs_kind": _("We don't know this organisation yet. Choose what kind it is."),
    "already_partner": _("This organisation is already on the list of partners."),
    "name_taken": _("There is already an organisation with this name."),
    "shared": _("This organisation takes part in deals of other teams too, so its name is fixed."),
    "was_used": _(
        "This partner took part in a session, so it stays in the history. "
        "Fill in until when it took part instead."
    ),
    "too_many": _("Change at most 500 partners at once."),
    "none_chosen": _("Tick one or more partners first."),
    "some_changed": _(
        "Somebody changed one of these partners meanwhile. Nothing is saved. "
        "Look at the list and try again."
    ),
    "some_until_before_since": _(
        "For one of these partners the beginning would come after the end. Nothing is saved."
    ),
    "year_out_of_reach": _("Choose a year from 1990 up to and including this year."),
    "year_text_too_long": _("Use at most 2000 characters for an answer."),
    "no_actions_chosen": _("Tick one or more actions first."),
    "some_actions_changed": _(
        "Somebody changed one of these actions meanwhile. Nothing is handed over. "
        "Look at the list and try again."
    ),
    "not_of_this_partner": _(
        "Whoever you chose does not speak for this partner now. Choose somebody from the list."
    ),
}

# The parts of the records that have rows, by the name of their relation to a deal.
PARTS = ("goals", "stages", "moments", "lines", "core_team")


class RecordsRefused(Refusal):
    """A record stays as it was."""

    sentences = REFUSALS


class ChangedMeanwhile(RecordsRefused):
    """Somebody else changed the same thing after this person looked at it."""

    def __init__(self) -> None:
        super().__init__("changed")


@dataclass(frozen=True)
class Row:
    """What somebody says of one row: of which record (none: a new one), and whether it goes."""

    id: str
    values: Mapping[str, Any]
    remove: bool = False


# Deals ----------------------------------------------------------------------------------------


@transaction.atomic
def make_deal(kind: str, name: str, theme: str, by: User) -> Deal:
    """A new deal, with whoever made it as its facilitator. Raises RecordsRefused:
    deal_name_taken.
    """
    with refused_as("deal_name_taken"):
        deal = Deal.objects.create(kind=kind, name=name, theme=theme)
    TeamMember.objects.create(deal=deal, user=by, role=TeamRole.FACILITATOR)
    logger.info("deal.made", deal=str(deal.pk), by=str(by.pk))
    return deal


@transaction.atomic
def change_facts(deal: Deal, version: int, facts: Mapping[str, Any], by: User) -> None:
    """Change what a deal is about. Raises RecordsRefused: changed, deal_name_taken."""
    raise_version(deal, version)
    with refused_as("deal_name_taken"):
        Deal.objects.filter(pk=deal.pk).update(**facts)
    logger.info("deal.changed", deal=str(deal.pk), part="facts", by=str(by.pk))


@transaction.atomic
def change_rows(deal: Deal, version: int, part: str, rows: Iterable[Row], by: User) -> None:
    """Change, add and remove rows of one part of a deal's records.

    A line of work that goes leaves its partners and open sessions as they are. Raises
    RecordsRefused: changed, line_in_history, line_twice.
    """
    rows = list(rows)
    raise_version(deal, version)
    records = getattr(deal, part)
    if part == "lines":
        _refuse_lines_of_history(deal, rows)
    if part == "goals":
        rows = [
            Row(row.id, {**row.values, "order": order}, row.remove)
            for order, row in enumerate(rows)
        ]
    with refused_as("line_twice"):
        if part == "lines":
            _let_go_of_names(deal, rows)
        apply_rows(records.all(), rows, records.create)
    logger.info("deal.changed", deal=str(deal.pk), part=part, by=str(by.pk))


def _refuse_lines_of_history(deal: Deal, rows: Iterable[Row]) -> None:
    """What a closed session was about cannot change, so its line of work cannot go."""
    going = {row.id for row in rows if row.remove}
    closed = deal.sessions.filter(phase=Phase.CLOSED, line__isnull=False)
    if going & {str(line) for line in closed.values_list("line", flat=True)}:
        raise RecordsRefused("line_in_history")


def _let_go_of_names(deal: Deal, rows: Iterable[Row]) -> None:
    """The lines that get a name have none for a moment, so that two may swap theirs."""
    named = {row.id for row in rows if not row.remove}
    those = [line.pk for line in deal.lines.all() if str(line.pk) in named]
    deal.lines.filter(pk__in=those).update(name=Cast("pk", models.CharField()))


# What changing records has in common ------------------------------------------------------------


def raise_version(record: Deal | Partner | Action | Innovation, version: int) -> None:
    """One statement decides: of two people who looked at the same version, one gets through.

    Raises ChangedMeanwhile.
    """
    looked_at = type(record)._default_manager.filter(pk=record.pk, version=version)
    if looked_at.update(version=F("version") + 1) != 1:
        raise ChangedMeanwhile


def apply_rows(
    records: models.QuerySet[Any], rows: Iterable[Row], make: Callable[..., object]
) -> None:
    """Bring records to what the rows say. A record that no row names stays as it is: somebody
    else may have added it. What goes goes first: another row may have its name.
    """
    known = {str(record.pk): record for record in records}
    rows = list(rows)
    for row in rows:
        if row.remove and row.id in known:
            known[row.id].delete()
    for row in rows:
        record = known.get(row.id)
        if row.remove:
            continue
        if record is None:
            make(**row.values)
        else:
            for name, value in row.values.items():
                setattr(record, name, value)
            record.save(update_fields=list(row.values))


@contextmanager
def refused_as(code: str) -> Iterator[None]:
    """What the database does not accept twice is refused, with the sentence of this code."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise RecordsRefused(code) from None
