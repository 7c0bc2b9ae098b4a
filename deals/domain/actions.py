"""The actions of a deal: agreed, changed, done, and taken off.

Whoever changes an action says which version they looked at, as with the other records. That it was
done is beside its words: saying so never stands in the way of who changes them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from uuid import UUID, uuid4

import structlog
from django.db import transaction
from django.utils import timezone

from deals import clock
from deals.cleaning import clean_name
from deals.domain.records import ChangedMeanwhile, RecordsRefused, raise_version, refused_as
from deals.models import (
    Action,
    CoreMember,
    Deal,
    Innovation,
    Partner,
    Person,
    Relation,
    Session,
    User,
)
from deals.models.actions import ACTION_LENGTH, ORIGIN_LENGTH

logger = structlog.get_logger(__name__)

NOBODY, FORMER = "", "former"
NOTHING = ""
MOST_DIGITS = 18  # of the number of somebody in a core team; more is no number of ours


@dataclass(frozen=True)
class FormerOwner:
    """Who took an action up, and whose record is gone by now: only a name is left."""

    name: str


Owner = Partner | Person | CoreMember | FormerOwner | None


class Unsaid(Enum):
    """What somebody says nothing of stays as it is."""

    UNSAID = "unsaid"


UNSAID = Unsaid.UNSAID

# Who can take something up: whoever is missing or said no cannot promise anything.
TAKES_UP = (Relation.SIGNED, Relation.INVOLVED)


# Owners ---------------------------------------------------------------------------------------


def owner_of(deal: Deal, value: str, action: Action | None = None) -> Owner:
    """Who is meant by a value of a list of owners: `partner:id`, `person:id`, `member:id`, nothing
    for nobody yet. A partner that was merged is the one that it goes on as.

    Who left stays the owner of what they have, which is `action`, and gets nothing new.
    Raises RecordsRefused: owner_not_here.
    """
    if value == NOBODY:
        return None
    if value == FORMER and action is not None and owner_value(action) == FORMER:
        return FormerOwner(action.owner_name)
    owner = _found(deal, value)
    if owner is None or not (_takes_part(owner) or _is_its_own(owner, action)):
        raise RecordsRefused("owner_not_here")
    return owner


def owner_value(action: Action) -> str:
    """The value, in a list of owners, of who owns this action now."""
    if action.partner is not None:
        return f"partner:{action.partner.merged_into_id or action.partner_id}"
    if action.person_id is not None:
        return f"person:{action.person_id}"
    if action.member_id is not None:
        return f"member:{action.member_id}"
    return FORMER if action.owner_name else NOBODY


def _found(deal: Deal, value: str) -> Partner | Person | CoreMember | None:
    kind, _colon, key = value.partition(":")
    if kind == "member":
        is_number = key.isascii() and key.isdigit() and len(key) <= MOST_DIGITS
        return deal.core_team.filter(pk=int(key)).first() if is_number else None
    try:
        pk = UUID(key)
    except ValueError:
        return None
    if kind == "partner":
        found = deal.partners.select_related("organisation", "merged_into__organisation")
        partner = found.filter(pk=pk).first()
        return None if partner is None else _standing(partner)
    if kind == "person":
        people = Person.objects.select_related("partner__organisation", "partner__merged_into")
        return people.filter(partner__deal=deal, pk=pk).first()
    return None


def _standing(partner: Partner) -> Partner:
    return partner if partner.merged_into is None else partner.merged_into


def _takes_part(owner: Partner | Person | CoreMember) -> bool:
    """Whether somebody can be given something new to do."""
    if isinstance(owner, CoreMember):
        return owner.until is None or owner.until >= timezone.localdate()
    if isinstance(owner, Person):
        return not owner.has_left and _takes_part(owner.partner)
    partner = _standing(owner)
    return not partner.has_left and partner.relation in TAKES_UP


def _is_its_own(owner: Partner | Person | CoreMember, action: Action | None) -> bool:
    """Whether this action is theirs already."""
    if action is None:
        return False
    if isinstance(owner, Partner):
        return action.partner is not None and _standing(action.partner) == _standing(owner)
    return owner in (action.person, action.member)


def _refuse_outsider(deal: Deal, owner: Owner) -> None:
    """Only who belongs to a deal can own something of it."""
    belongs_to = owner.partner.deal_id if isinstance(owner, Person) else deal.pk
    if isinstance(owner, Partner | CoreMember):
        belongs_to = owner.deal_id
    if belongs_to != deal.pk:
        raise RecordsRefused("owner_not_here")


def _give(action: Action, owner: Owner) -> None:
    """Make somebody the owner. Its own owner stays as it stands: one that was merged may be taken
    apart again.
    """
    _refuse_outsider(action.deal, owner)
    if isinstance(owner, Partner) and _is_its_own(owner, action):
        return
    set_owner(action, owner)


def set_owner(action: Action, owner: Owner) -> None:
    """Put the owner in the fields for it; nothing is saved."""
    action.partner = owner if isinstance(owner, Partner) else None
    action.person = owner if isinstance(owner, Person) else None
    action.member = owner if isinstance(owner, CoreMember) else None
    action.owner_name = _kept_name(owner)


def _kept_name(owner: Owner) -> str:
    """What is still to be read when the owner's record is gone: of a person the role, since a name
    that somebody takes out has to be out.
    """
    if owner is None:
        return ""
    if isinstance(owner, Person):
        return f"{owner.role} ({owner.partner})"
    return str(owner) if isinstance(owner, Partner) else owner.name


# The innovation that it brings further --------------------------------------------------------


def innovation_of(deal: Deal, value: str, action: Action | None = None) -> Innovation | None:
    """Which innovation of a deal is meant by a value of a list: its id, or nothing. One that was
    merged is the one that it goes on as; one that `action` has already stays, whatever became of
    it. Raises RecordsRefused: innovation_gone.
    """
    if value == NOTHING:
        return None
    try:
        pk = UUID(value)
    except ValueError:
        raise RecordsRefused("innovation_gone") from None
    known = Innovation.objects.select_related("merged_into__session", "session")
    found = known.filter(deal=deal, pk=pk).first()
    if found is None:
        raise RecordsRefused("innovation_gone")
    if action is not None and action.innovation_id == found.pk:
        return found
    _refuse_gone(found.current)
    return found.current


def _bring_further(action: Action, innovation: Innovation | None) -> None:
    """Say which innovation an action is for: one of the same deal that is on its list, or the same
    as before. What a try-out collected is only for what was agreed in that try-out.
    """
    if innovation is not None and innovation.pk != action.innovation_id:
        innovation = _held(innovation)
        _refuse_gone(innovation)
        tried = innovation.session is not None and innovation.session.trial
        if innovation.deal_id != action.deal_id or (
            tried and innovation.session_id != action.session_id
        ):
            raise RecordsRefused("innovation_gone")
    action.innovation = innovation


def _held(innovation: Innovation) -> Innovation:
    """The same as it is now, held until the end: one that is merged now takes the action along."""
    there = Innovation.objects.select_related("session").filter(pk=innovation.pk)
    found = there.select_for_update(of=("self",), no_key=True).first()
    if found is None:
        raise RecordsRefused("innovation_gone")
    return found


def _refuse_gone(innovation: Innovation) -> None:
    if innovation.removed_at is not None or innovation.merged_into_id is not None:
        raise RecordsRefused("innovation_gone")


# Adding and changing --------------------------------------------------------------------------


@transaction.atomic
def add_action(
    deal: Deal,
    text: str,
    *,
    owner: Owner,
    due: date | None,
    by: User,
    session: Session | None = None,
    origin: str = "",
    action_id: UUID | None = None,
    innovation: Innovation | None = None,
) -> Action:
    """Write down what was agreed. An origin that is too long is cut off: it shows where to look.
    `innovation`: what it brings further.

    Raises RecordsRefused: no_action_text, action_too_long, owner_not_here, innovation_gone,
    action_exists.
    """
    action = Action(
        id=action_id or uuid4(),
        deal=deal,
        text=_readable(text),
        due=due,
        session=session,
        origin=_short(origin),
        made_by=by,
        made_at=clock.now(),
    )
    _give(action, owner)
    _bring_further(action, innovation)
    with refused_as("action_exists"):
        action.save(force_insert=True)
    logger.info("action.added", deal=str(deal.pk), action=str(action.pk), by=str(by.pk))
    return action


@transaction.atomic
def change_action(
    action: Action,
    text: str,
    owner: Owner,
    due: date | None,
    version: int,
    by: User,
    *,
    innovation: Innovation | Unsaid | None = UNSAID,
) -> None:
    """Change what was agreed, who sees to it, and before when; and which innovation it brings
    further, unless nothing is said of that.

    Raises RecordsRefused: changed, no_action_text, action_too_long, owner_not_here,
    innovation_gone.
    """
    raise_version(action, version)
    now = Action.objects.with_owners().select_related("deal", "session").get(pk=action.pk)
    now.text, now.due = _readable(text), due
    _give(now, owner)
    if innovation is not UNSAID:
        _bring_further(now, innovation)
    fields = ["text", "due", "partner", "person", "member", "owner_name", "innovation"]
    now.save(update_fields=fields)
    logger.info("action.changed", action=str(action.pk), by=str(by.pk))


def _readable(text: str) -> str:
    try:
        cleaned = clean_name(text)
    except ValueError:
        raise RecordsRefused("no_action_text") from None
    if len(cleaned) > ACTION_LENGTH:
        raise RecordsRefused("action_too_long")
    return cleaned


def _short(origin: str) -> str:
    try:
        cleaned = clean_name(origin)
    except ValueError:
        return ""
    return cleaned if len(cleaned) <= ORIGIN_LENGTH else f"{cleaned[: ORIGIN_LENGTH - 1].rstrip()}…"


# Handing over ---------------------------------------------------------------------------------


@transaction.atomic
def hand_over_actions(partner: Partner, to: str, versions: Mapping[str, int], by: User) -> int:
    """Give open actions of a partner to somebody who speaks for it now: all of these, or none.
    What was agreed stays as it is. Gives how many there were.

    `to`: a value of a list of owners. `versions`: the actions by id, in the version that this
    person looked at. Raises RecordsRefused: no_actions_chosen, not_of_this_partner,
    some_actions_changed.
    """
    if not versions:
        raise RecordsRefused("no_actions_chosen")
    person = _found(partner.deal, to)
    group = {partner.pk, *partner.merged.values_list("pk", flat=True)}
    if not isinstance(person, Person) or person.partner_id not in group:
        raise RecordsRefused("not_of_this_partner")
    if not _takes_part(person):
        raise RecordsRefused("not_of_this_partner")
    theirs = Action.objects.open().owned_by(group).filter(deal=partner.deal_id)
    known = {str(action.pk): action for action in theirs}
    try:
        for pk, version in sorted(versions.items()):
            action = known[pk]
            change_action(action, action.text, person, action.due, version, by)
    except (KeyError, ChangedMeanwhile):  # done, changed, or taken off meanwhile
        raise RecordsRefused("some_actions_changed") from None
    logger.info("actions.handed_over", partner=str(partner.pk), count=len(versions), by=str(by.pk))
    return len(versions)


# Done, and off the list -----------------------------------------------------------------------


def finish_action(action: Action, by: User) -> None:
    """It was done. Of two people who say so, the first one stands."""
    still_open = Action.objects.open().filter(pk=action.pk)
    if still_open.update(done_at=clock.now(), done_by=by):
        logger.info("action.done", action=str(action.pk), by=str(by.pk))


def reopen_action(action: Action, by: User) -> None:
    """It has to be done after all."""
    if Action.objects.done().filter(pk=action.pk).update(done_at=None, done_by=None):
        logger.info("action.reopened", action=str(action.pk), by=str(by.pk))


@transaction.atomic
def remove_action(action: Action, version: int, by: User) -> None:
    """Take an action off the list for good. Raises RecordsRefused: changed."""
    gone, _each = Action.objects.filter(pk=action.pk, version=version).delete()
    if not gone:
        raise ChangedMeanwhile
    logger.info("action.removed", deal=str(action.deal_id), by=str(by.pk))
