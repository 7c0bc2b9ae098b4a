"""Addresses of sessions: per role one page, one event feed and one way in for commands."""

from django.urls import URLPattern, path

from boards.views import (
    actions,
    board_texts,
    compare,
    control,
    door,
    exports,
    hand_over,
    history,
    joining,
    observations,
    paper,
    partner_years,
    photos,
    preparing,
    replay,
    screen,
    screen_link,
    seat,
    tables,
    welcome,
    worksheets,
)
from boards.views.commands import commands
from boards.views.events import events

PARTNER = "deals/<uuid:deal_id>/partners/<uuid:partner_id>/"

urlpatterns: list[URLPattern] = [
    path("deals/<uuid:deal_id>/years/<int:year>/", partner_years.years, name="years"),
    path(f"{PARTNER}years/<int:year>/", partner_years.year_page, name="partner-year"),
    path(f"{PARTNER}years/<int:year>/confirm/", partner_years.confirm, name="confirm-partner-year"),
    path(f"{PARTNER}years/<int:year>.pdf", partner_years.pdf, name="partner-year-pdf"),
    path(f"{PARTNER}welcome/", welcome.welcome, name="welcome"),
    path(f"{PARTNER}welcome/actions/", welcome.hand_over, name="hand-actions-over"),
    path(f"{PARTNER}welcome.pdf", welcome.pdf, name="welcome-pdf"),
    path("deals/<uuid:deal_id>/sessions/new/", preparing.new_session, name="new-session"),
    path("deals/<uuid:deal_id>/paper/new/", paper.new_paper, name="new-paper"),
    path("sessions/<uuid:session_id>/", history.session, name="session"),
    path("sessions/<uuid:session_id>/exports/", exports.exports, name="exports"),
    path("sessions/<uuid:session_id>/exports/report/", exports.report, name="export-report"),
    path(
        "sessions/<uuid:session_id>/exports/<uuid:sheet_id>/<slug:form>/",
        exports.sheet,
        name="export-sheet",
    ),
    path("sessions/<uuid:session_id>/tables.xlsx", tables.session_tables, name="session-tables"),
    path(
        "sessions/<uuid:session_id>/tables/<slug:what>.csv",
        tables.session_table,
        name="session-table",
    ),
    path("deals/<uuid:deal_id>/compare/", compare.comparison, name="compare"),
    path("sessions/<uuid:session_id>/replay/", replay.replay, name="replay"),
    path("sessions/<uuid:session_id>/replay/events/", replay.replay_events, name="replay-events"),
    path("sessions/<uuid:session_id>/set-up/", preparing.set_up, name="set-up"),
    path("sessions/<uuid:session_id>/try-out/", preparing.try_session_out, name="try-out"),
    path("sessions/<uuid:session_id>/throw-away/", preparing.throw_session_away, name="throw-away"),
    path("sessions/<uuid:session_id>/photos/", photos.photos_page, name="photos"),
    path("sessions/<uuid:session_id>/photos/<uuid:photo_id>/", photos.photo, name="photo"),
    path(
        "sessions/<uuid:session_id>/photos/<uuid:photo_id>/change/",
        photos.change_photo,
        name="change-photo",
    ),
    path("sessions/<uuid:session_id>/close/", control.close, name="close"),
    path("sessions/<uuid:session_id>/screen/open/", screen_link.open_screen, name="open-screen"),
    path("sessions/<uuid:session_id>/screen/link/", screen_link.screen_link, name="screen-link"),
    path("screen/", screen_link.open_screen_here, name="open-screen-here"),
    path("sessions/<uuid:session_id>/control/", control.control, name="control"),
    path("sessions/<uuid:session_id>/control/move/<uuid:placement_id>/", control.move, name="move"),
    path(
        "sessions/<uuid:session_id>/control/observations/",
        observations.observations,
        name="observations",
    ),
    path("sessions/<uuid:session_id>/control/actions/", actions.actions, name="session-actions"),
    path(
        "sessions/<uuid:session_id>/control/actions/<uuid:action_id>/",
        actions.action,
        name="session-action",
    ),
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
    path("praatplaten/", board_texts.listing, name="boards"),
    path("praatplaten/<slug:board>/", board_texts.texts, name="board-texts"),
    path("praatplaten/<slug:board>/history/", board_texts.history, name="board-history"),
    path("praatplaten/<slug:board>/blank/<slug:filling>/", exports.blank, name="blank-board"),
    path("praatplaten/<slug:board>/restore/", board_texts.restore, name="restore-board-texts"),
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
            f"sessions/<uuid:session_id>/{role}/energy/",
            worksheets.energy,
            {"role": role},
            name=f"{role}-energy",
        )
    )
    urlpatterns.append(
        path(
            f"sessions/<uuid:session_id>/{role}/door/",
            door.door,
            {"role": role},
            name=f"{role}-door",
        )
    )
