"""Seats: one person in one session."""

from datetime import timedelta
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from deals.models import HandOver, Partner, Seat, Session
from deals.tokens import hash_of, new_token

HAND_OVER_LASTS = timedelta(minutes=2)
ANSWERS_AFTER_CLOSE = timedelta(hours=24)


def take_seat(session: Session, partner: Partner | None) -> tuple[Seat, str]:
    """A new seat, and the token that its phone will hold.

    A partner may have many seats: claiming a taken one is never refused, and takes nothing over.
    """
    token = new_token()
    seat = Seat.objects.create(session=session, partner=partner, token_hash=hash_of(token))
    return seat, token


def add_seat(session: Session, partner: Partner | None) -> Seat:
    """A new seat for somebody without a phone."""
    return Seat.objects.create(session=session, partner=partner)


def renew_token(seat: Seat) -> str:
    """A fresh token for a seat: its phone never received the first one, or it is another phone.

    Whoever holds the old token is out.
    """
    token = new_token()
    seat.token_hash = hash_of(token)
    seat.save(update_fields=["token_hash"])
    return token


def seat_for_token(session_id: UUID, token: str) -> Seat | None:
    """The seat in this session that a phone's token opens; of a merged seat the one it became."""
    return seat_for_hash(session_id, hash_of(token))


def seat_for_hash(session_id: UUID, token_hash: str) -> Seat | None:
    """As `seat_for_token`, by the mark that the database knows the token by.

    After closing a token is good for 24 hours more, to hear what became of its own commands.
    """
    seats = Seat.objects.select_related(
        "session__deal", "partner__organisation", "person", "merged_into"
    )
    lasting = Q(session__closed_at__isnull=True) | Q(
        session__closed_at__gt=Now() - ANSWERS_AFTER_CLOSE
    )
    seat = seats.filter(lasting, session_id=session_id, token_hash=token_hash).first()
    while seat is not None and seat.merged_into_id is not None:
        seat = seats.get(pk=seat.merged_into_id)
    return seat if seat is not None and seat.is_taken else None


def take_phone_away(seat: Seat) -> None:
    """The seat stays, with its places; its phones are out: its own and those merged into it."""
    for merged in seat.merged.all():
        take_phone_away(merged)
    seat.token_hash = None
    seat.save(update_fields=["token_hash"])


def leave(seat: Seat) -> None:
    """The participant goes; what they placed stays."""
    seat.left_at = timezone.now()
    seat.save(update_fields=["left_at"])


def remove(seat: Seat) -> None:
    """A facilitator takes the seat away."""
    seat.removed_at = timezone.now()
    seat.save(update_fields=["removed_at"])


def merge(seat: Seat, into: Seat) -> None:
    """Two seats were one person: the old row stays, and reading finds the other."""
    seat.merged_into = into
    seat.save(update_fields=["merged_into"])


# Moving to a new phone ----------------------------------------------------------------------------


def offer_hand_over(seat: Seat) -> str:
    """A token that moves the seat to the phone that shows it: once, within 2 minutes.

    An earlier offer is worthless from now on.
    """
    seat.hand_overs.filter(used_at__isnull=True).delete()
    token = new_token()
    HandOver.objects.create(
        seat=seat, token_hash=hash_of(token), expires_at=timezone.now() + HAND_OVER_LASTS
    )
    return token


def take_over(token: str) -> Seat | None:
    """Use a hand-over: the seat it was made for, or None when it is unknown, used or too old."""
    open_offers = HandOver.objects.filter(
        token_hash=hash_of(token), used_at__isnull=True, expires_at__gt=Now()
    )
    if open_offers.update(used_at=Now()) != 1:
        return None
    seat = Seat.objects.select_related("session").get(hand_overs__token_hash=hash_of(token))
    return seat if seat.is_taken else None
