"""Addresses of sessions: per role one page, one event feed and one way in for commands."""

from django.urls import URLPattern, path

from boards.views import (
    control,
    door,
    hand_over,
    history,
    joining,
    preparing,
    screen,
    screen_link,
    seat,
)
from boards.views.commands import commands
from boards.views.events import events

urlpatterns: list[URLPattern] = [
    path("deals/<uuid:deal_id>/sessions/new/", preparing.new_session, name="new-session"),
    path("sessions/<uuid:session_id>/", history.session, name="session"),
    path("sessions/<uuid:session_id>/set-up/", preparing.set_up, name="set-up"),
    path("sessions/<uuid:session_id>/try-out/", preparing.try_session_out, name="try-out"),
    path("sessions/<uuid:session_id>/throw-away/", preparing.throw_session_away, name="throw-away"),
    path("sessions/<uuid:session_id>/close/", control.close, name="close"),
    path("sessions/<uuid:session_id>/screen/open/", screen_link.open_screen, name="open-screen"),
    path("sessions/<uuid:session_id>/screen/link/", screen_link.screen_link, name="screen-link"),
    path("screen/", screen_link.open_screen_here, name="open-screen-here"),
    path("sessions/<uuid:session_id>/control/", control.control, name="control"),
    path("sessions/<uuid:session_id>/control/move/<uuid:placement_id>/", control.move, name="move"),
    path("sessions/<uuid:session_id>/screen/", screen.screen, name="screen"),
    path("sessions/<uuid:session_id>/seat/", seat.seat, name="seat"),
    path(
        "sessions/<uuid:session_id>/control/hand-over/<uuid:seat_id>/",
        hand_over.offer,
        name="hand-over-offer",
    ),
    path("hand-over/", hand_over.hand_over, name="hand-over"),
    path("join/", joining.enter, name="join"),
    path("meedoen/", joining.enter, name="take-part"),
    path("join/who/", joining.who, name="join-who"),
]
for role in ("control", "screen", "seat"):
    urlpatterns.append(
        path(
            f"sessions/<uuid:session_id>/{role}/events/",
            events,
            {"role": role},
            name=f"{role}-events",
        )
    )
for role in ("control", "seat"):
    urlpatterns.append(
        path(
            f"sessions/<uuid:session_id>/{role}/commands/",
            commands,
            {"role": role},
            name=f"{role}-commands",
        )
    )
for role in ("control", "screen"):
    urlpatterns.append(
        path(
            f"sessions/<uuid:session_id>/{role}/door/",
            door.door,
            {"role": role},
            name=f"{role}-door",
        )
    )
