"""Addresses of deals, their teams, and the way into a team."""

from django.urls import URLPattern, path

from deals.views import deals, imports, invitations, organisations, partners, records, team

urlpatterns: list[URLPattern] = [
    path("", deals.home, name="home"),
    path("deals/", deals.home, name="deals"),
    path("deals/new/", records.new_deal, name="new-deal"),
    path("deals/<uuid:deal_id>/", deals.deal, name="deal"),
    path("deals/<uuid:deal_id>/records/", records.page, name="records"),
    path("deals/<uuid:deal_id>/records/<slug:name>/", records.part, name="records-part"),
    path("deals/<uuid:deal_id>/partners/", partners.listing, name="partners"),
    path("deals/<uuid:deal_id>/partners/import/", imports.import_partners, name="import-partners"),
    path("deals/<uuid:deal_id>/partners/new/", partners.new, name="new-partner"),
    path("deals/<uuid:deal_id>/partners/together/", partners.together, name="partners-together"),
    path("deals/<uuid:deal_id>/partners/<uuid:partner_id>/", partners.record, name="partner"),
    path("deals/<uuid:deal_id>/partners/<uuid:partner_id>/row/", partners.row, name="partner-row"),
    path(
        "deals/<uuid:deal_id>/partners/<uuid:partner_id>/people/",
        partners.people,
        name="partner-people",
    ),
    path(
        "deals/<uuid:deal_id>/partners/<uuid:partner_id>/organisation/",
        partners.organisation,
        name="partner-organisation",
    ),
    path(
        "deals/<uuid:deal_id>/partners/<uuid:partner_id>/delete/",
        partners.delete,
        name="delete-partner",
    ),
    path("deals/<uuid:deal_id>/team/", team.team, name="team"),
    path("deals/<uuid:deal_id>/team/<uuid:user_id>/role/", team.role, name="team-role"),
    path("deals/<uuid:deal_id>/team/<uuid:user_id>/off/", team.off, name="team-off"),
    path(
        "deals/<uuid:deal_id>/invitations/<uuid:invitation_id>/revoke/",
        team.revoke,
        name="revoke-invitation",
    ),
    path("organisations/", organisations.listing, name="organisations"),
    path(
        "organisations/<uuid:organisation_id>/merge/",
        organisations.merge,
        name="merge-organisation",
    ),
    path(
        "organisations/<uuid:organisation_id>/apart/",
        organisations.take_apart,
        name="take-organisation-apart",
    ),
    path("invitation/", invitations.invitation, name="invitation"),
    path("invitation/look/", invitations.look, name="look-at-invitation"),
    path("invitation/accept/", invitations.accept, name="accept-invitation"),
]
