"""Every way to say no: a code for software, a sentence for people, an HTTP status.

The codes stand in docs/protocol.md; a test holds the two lists together.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from deals.domain.records import RecordsRefused

REFUSALS: dict[str, tuple[int, Promise]] = {
    "malformed": (400, _("We could not read this. Reload the page and try again.")),
    "too_large": (413, _("This is too much in one go. Make it shorter.")),
    "unknown_kind": (400, _("This page is out of date. Reload it and try again.")),
    "unknown_field": (400, _("This page is out of date. Reload it and try again.")),
    "missing_field": (400, _("Something is missing. Reload the page and try again.")),
    "bad_value": (400, _("One of the values is not right. Check it and try again.")),
    "too_long": (400, _("This text is too long. Make it shorter.")),
    "outside_board": (400, _("This spot is outside the board. Put the post-it on the picture.")),
    "id_reused": (409, _("This action was already used for something else. Try again.")),
    "closed": (409, _("This session is closed. Nothing can be changed any more.")),
    "not_now": (409, _("This is not possible in this part of the session.")),
    "not_allowed": (403, _("You are not allowed to do this.")),
    "gone": (403, _("You are no longer in this session. Ask the facilitator.")),
    "unknown_sheet": (404, _("This board is not part of the session.")),
    "unknown_subject": (404, _("This partner is not on the table in this session.")),
    "unknown_element": (404, _("This element is not on the board.")),
    "unknown_placement": (404, _("This post-it is no longer on the board.")),
    "unknown_seat": (404, _("This participant is not in the session.")),
    "visibility_changed": (
        409,
        _("In the meantime, who can see this has changed. Look again, then choose."),
    ),
    "already_open": (409, _("This is already visible to everyone.")),
    "already_tidy": (409, _("These post-its lie tidy already.")),
    "already_there": (409, _("This name is already on the table.")),
    "unknown_board": (400, _("This board, or this way of filling in, does not exist.")),
    "unknown_partner": (404, _("This partner does not take part in the deal.")),
    "table_changed": (
        409,
        _("Somebody else changed the table meanwhile. Look at it again, then change it."),
    ),
    "in_use": (
        409,
        _("Something lies on this board or for this partner already. Take it off the board first."),
    ),
    "no_meaning_step": (409, _("On this board no meanings are agreed.")),
    "text_changed": (
        409,
        _("Somebody else changed this text meanwhile. Look at both, then choose."),
    ),
    "not_empty": (409, _("Somebody came into this session, so it cannot be thrown away.")),
    "trial": (409, _("This is a try-out. It cannot be closed; throw it away when you are done.")),
    "paused": (409, _("The facilitator paused placing for a moment.")),
    "not_on_this_board": (409, _("This does not belong on this board.")),
    "organisation_first": (409, _("First choose where the organisation belongs.")),
    "other_group": (409, _("The organisation lies in another part. Move the organisation first.")),
    "introduce_first": (409, _("First say who you are.")),
    "not_undoable": (409, _("This cannot be undone.")),
    "changed_since": (409, _("This was changed since, so it cannot be undone.")),
    "already_so": (409, _("This is so already.")),
    "not_comparable": (409, _("These two do not go on one picture.")),
    "unknown_question": (404, _("This question does not belong to the board.")),
    "unknown_note": (404, _("This note is not there any more.")),
    "innovation_gone": (
        409,
        _("This innovation was taken off the table meanwhile. What you typed is still here."),
    ),
    "innovation_twice": (409, _("This innovation is on the list already.")),
    "not_an_innovation": (409, _("This can only be done with an innovation.")),
    "too_many_innovations": (
        409,
        _("There are very many innovations on the table. Merge some first."),
    ),
    "not_scored_here": (409, _("Nothing is graded here on this board.")),
    "off_scale": (400, _("Choose a number between the lowest and the highest of the scale.")),
    "partner_left": (
        409,
        _("This partner takes no part in the deal any more. Choose somebody who does."),
    ),
    "no_cells": (409, _("This board is not a worksheet.")),
    "unknown_action": (404, _("This action is not there any more.")),
    "action_changed": (
        409,
        _("Somebody else changed this action meanwhile. Look at it again, then change it."),
    ),
    "owner_not_here": (409, _("Whoever should do this takes no part in the deal any more.")),
    "no_action_text": (400, _("Say what should be done.")),
    "on_paper": (
        409,
        _("This conversation was held on paper. It has no door, no phones and no other parts."),
    ),
    "not_on_paper": (409, _("Photos belong to a conversation on paper.")),
    "in_the_future": (
        400,
        _("This day is still to come. Choose the day on which you talked, or today."),
    ),
    "wrong_phase": (409, _("The session cannot go to this part from here.")),
    "wrong_code": (404, _("This code does not open a session. Check the code on the screen.")),
    "door_closed": (409, _("The door of this session is closed. Ask the facilitator.")),
    "too_many_tries": (429, _("Too many wrong codes. Wait a moment, or scan the QR code.")),
    "hand_over_gone": (
        404,
        _("This QR code was used already, or is too old. Ask the facilitator for a new one."),
    ),
    "empty_name": (400, _("Choose your organisation, or type its name.")),
}


@dataclass
class Refused(Exception):
    """Nothing was changed, and this is why.

    `code` stands in REFUSALS. `extra` goes along in the answer (the present text, say).
    """

    code: str
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def status(self) -> int:
        """The HTTP status that goes with the code."""
        return REFUSALS[self.code][0]

    @property
    def sentence(self) -> str:
        """The reason, in the reader's language."""
        return str(REFUSALS[self.code][1])


@contextmanager
def in_our_words(words: Mapping[str, str]) -> Iterator[None]:
    """A record of the deal that is refused here, is refused as the protocol says it; `words`: its
    codes that have another name there.
    """
    try:
        yield
    except RecordsRefused as refused:
        raise Refused(words.get(refused.code, refused.code)) from refused
