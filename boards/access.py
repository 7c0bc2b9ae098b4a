"""From an address and its credential to a viewer. The address names the role; only that role's
credential is read, so that one browser can hold all three.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.core import signing
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from boards.models import Sheet
from boards.viewer import Role, Viewer
from deals import rules
from deals.access import deal_for_reader, session_for_reader, session_for_team
from deals.domain.seats import seat_for_hash, seat_for_token
from deals.models import Deal, Phase, Seat, Session, TeamMember, User
from deals.tokens import hash_of

Cookies = Mapping[str, str]

SCREEN_SECONDS = 60 * 60 * 12
SCREEN_SALT = "screen"
LINK_SECONDS = 30 * 60
LINK_SALT = "screen-link"


def viewer_at(role: Role, request: HttpRequest, session_id: UUID) -> Viewer:
    """The viewer of a request; Http404 without the role's credential."""
    return viewer_of(role, session_id, request.user, request.COOKIES)


def viewer_of(role: Role, session_id: UUID, user: User | AnonymousUser, cookies: Cookies) -> Viewer:
    """The viewer with these credentials; Http404 without the role's own."""
    if role == "control":
        return control_viewer(user, session_id, cookies.get(settings.SESSION_COOKIE_NAME, ""))
    if role == "screen":
        return screen_viewer(cookies, session_id)
    return seat_viewer(cookies, session_id)


def control_viewer(user: User | AnonymousUser, session_id: UUID, login: str = "") -> Viewer:
    """A team member at the control view; `login`: the key of the login they use."""
    session, member = session_for_team(user, session_id)
    return Viewer(
        "control",
        session.pk,
        user=member.user_id,
        facilitates=rules.may_facilitate(member),
        credential=login,
    )


def screen_viewer(cookies: Cookies, session_id: UUID) -> Viewer:
    """The shared screen: a browser that holds the session's screen cookie."""
    held = cookies.get(screen_cookie(session_id), "")
    viewer = _screen_in(held, SCREEN_SALT, SCREEN_SECONDS)
    if viewer.session != session_id:
        raise Http404
    return viewer


def screen_of_link(token: str) -> Viewer:
    """The shared screen that a link opens, for as long as the link lasts and its maker may."""
    return _screen_in(token, LINK_SALT, LINK_SECONDS)


def _screen_in(token: str, salt: str, seconds: int) -> Viewer:
    try:
        opened = signing.loads(token, salt=salt, max_age=seconds)
        viewer = Viewer("screen", UUID(opened["session"]), user=UUID(opened["user"]))
    except (signing.BadSignature, KeyError, TypeError, ValueError) as error:
        raise Http404 from error
    if not still_valid(viewer):
        raise Http404
    return viewer


def seat_viewer(cookies: Cookies, session_id: UUID) -> Viewer:
    """A participant's phone."""
    token = cookies.get(seat_cookie(session_id), "")
    seat = seat_at(cookies, session_id)
    return Viewer("seat", session_id, seat=seat.pk, credential=hash_of(token))


def seat_at(cookies: Cookies, session_id: UUID) -> Seat:
    """The seat whose token a phone holds; Http404 when it holds none that is valid."""
    seat = seat_for_token(session_id, cookies.get(seat_cookie(session_id), ""))
    if seat is None:
        raise Http404
    return seat


def still_valid(viewer: Viewer) -> bool:
    """Whether the credential still holds: asked again inside every write."""
    if viewer.seat is not None:
        return _still_sits(viewer.session, viewer.seat, viewer.credential)
    members = TeamMember.objects.filter(user=viewer.user, user__is_active=True)
    members = members.filter(deal__sessions=viewer.session)
    if viewer.role == "screen":
        return members.exists()
    if viewer.credential and not _still_logged_in(viewer):
        return False
    return any(rules.may_facilitate(member) == viewer.facilitates for member in members)


def _still_sits(session_id: UUID, seat_id: UUID, token_hash: str) -> bool:
    """Whether this token still opens this seat; without one, in our own code, if it is taken."""
    if token_hash:
        seat = seat_for_hash(session_id, token_hash)
        return seat is not None and seat.pk == seat_id
    return Seat.objects.taken().filter(pk=seat_id).exists()


def _still_logged_in(viewer: Viewer) -> bool:
    """Whether the login with which somebody opened control has not been ended since."""
    login = SessionStore(viewer.credential)
    user = None if viewer.user is None else User.objects.filter(pk=viewer.user).first()
    return user is not None and login.get(HASH_SESSION_KEY) == user.get_session_auth_hash()


def seat_cookie(session_id: UUID) -> str:
    """The name of the cookie that holds a phone's seat in a session."""
    return f"{settings.SEAT_COOKIE_PREFIX}{session_id}"


def screen_cookie(session_id: UUID) -> str:
    """The name of the cookie that lets a browser show a session's shared screen."""
    return f"{settings.SCREEN_COOKIE_PREFIX}{session_id}"


def screen_token(session_id: UUID, opened_by: UUID) -> str:
    """What the screen cookie holds: good for a day's work, as long as its opener is in the team."""
    return signing.dumps({"session": str(session_id), "user": str(opened_by)}, salt=SCREEN_SALT)


def screen_link_token(session_id: UUID, made_by: UUID) -> str:
    """What a link for another computer holds: good for half an hour, as long as its maker is in
    the team.
    """
    return signing.dumps({"session": str(session_id), "user": str(made_by)}, salt=LINK_SALT)


def show_screen_in(response: HttpResponse, session_id: UUID, opened_by: UUID) -> None:
    """Let the browser that gets this answer show a session's shared screen."""
    response.set_cookie(
        screen_cookie(session_id),
        screen_token(session_id, opened_by),
        max_age=SCREEN_SECONDS,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


# What was held ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reading:
    """Who reads the sessions of a deal. `member`: the team member, who sees all of what is closed,
    and of what still runs what the room sees, for this laptop may be on the wall; without one it is
    staff of Agenda Stad, who see what the room saw of those that are closed.
    """

    deal: Deal
    member: TeamMember | None

    @property
    def sessions(self) -> QuerySet[Session]:
        """The sessions with something to look back at: begun, and no try-out."""
        there = self.deal.sessions.filter(trial=False).exclude(phase=Phase.PREPARING)
        return there if self.member else there.filter(phase=Phase.CLOSED)

    def viewer(self, session: Session) -> Viewer:
        """As whom they look back at one of these sessions."""
        if self.member is None or not session.is_closed:
            return Viewer("screen", session.pk)
        return Viewer("control", session.pk, user=self.member.user_id)


def reader_of(user: User | AnonymousUser, session: Session) -> Viewer:
    """The team sees all of its own session; staff only what the room saw: never a placing that
    was not revealed.
    """
    member = rules.membership(user, session.deal)
    if member is not None:
        return Viewer("control", session.pk, user=member.user_id)
    return Viewer("screen", session.pk)


def reading_of(user: User | AnonymousUser, deal: Deal) -> Reading:
    """How somebody who may read a deal reads its sessions, in one query."""
    return Reading(deal, rules.membership(user, deal))


def reading_for(user: User | AnonymousUser, deal_id: UUID) -> Reading:
    """The sessions of a deal, for its team or for staff of Agenda Stad."""
    return reading_of(user, deal_for_reader(user, deal_id))


def sheet_for_reader(user: User | AnonymousUser, sheet_id: str) -> Sheet:
    """A sheet of a session that the user may look back at, of whichever deal."""
    try:
        key = UUID(sheet_id)
    except ValueError as error:
        raise Http404 from error
    sheet = get_object_or_404(Sheet.objects.prefetch_related("reveals"), pk=key)
    sheet.session = session_for_reader(user, sheet.session_id)
    if sheet.session.trial or sheet.session.phase == Phase.PREPARING:
        raise Http404
    return sheet


def replay_viewer(user: User | AnonymousUser, session: Session, audience: str) -> Viewer:
    """As whom somebody who may read a session looks back at how it came about: the team as itself,
    as the room or as one of the participants; staff of Agenda Stad as the room. "": what they see
    first, of a session that runs as the room, for this laptop may be on the wall.
    """
    if audience == "room":
        return Viewer("screen", session.pk)
    reading = reading_of(user, session.deal)
    if not audience:
        return reading.viewer(session)
    if reading.member is None:
        raise Http404
    if audience == "team":
        return Viewer("control", session.pk, user=reading.member.user_id)
    try:
        seat = get_object_or_404(Seat.objects.counted(), session=session, pk=UUID(audience))
    except ValueError as error:
        raise Http404 from error
    return Viewer("seat", session.pk, seat=seat.pk)
