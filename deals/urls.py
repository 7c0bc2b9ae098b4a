"""Addresses of deals, their teams, and the way into a team."""

from django.urls import URLPattern, path

from deals.views import deals, invitations, team

urlpatterns: list[URLPattern] = [
    path("", deals.home, name="home"),
    path("deals/", deals.home, name="deals"),
    path("deals/<uuid:deal_id>/", deals.deal, name="deal"),
    path("deals/<uuid:deal_id>/team/", team.team, name="team"),
    path("deals/<uuid:deal_id>/team/<uuid:user_id>/role/", team.role, name="team-role"),
    path("deals/<uuid:deal_id>/team/<uuid:user_id>/off/", team.off, name="team-off"),
    path(
        "deals/<uuid:deal_id>/invitations/<uuid:invitation_id>/revoke/",
        team.revoke,
        name="revoke-invitation",
    ),
    path("invitation/", invitations.invitation, name="invitation"),
    path("invitation/look/", invitations.look, name="look-at-invitation"),
    path("invitation/accept/", invitations.accept, name="accept-invitation"),
]
