"""Addresses of scaling: the plans of innovations, the comparison, and ownership over time."""

from django.urls import URLPattern, path

from scaling.views import overview, ownership, plans

PLAN = "deals/<uuid:deal_id>/innovations/<uuid:innovation_id>/plan/"

urlpatterns: list[URLPattern] = [
    path("deals/<uuid:deal_id>/scaling/", overview.overview, name="scaling"),
    path(
        "deals/<uuid:deal_id>/partners/<uuid:partner_id>/ownership/",
        ownership.ownership,
        name="ownership",
    ),
    path(PLAN, plans.plan, name="plan"),
    path(f"{PLAN}make/", plans.make, name="make-plan"),
    path(f"{PLAN}change/", plans.change, name="change-plan"),
    path(f"{PLAN}again/", plans.again, name="plan-again"),
    path(f"{PLAN}history/", plans.history, name="plan-history"),
    path(f"{PLAN}<slug:paper>.pdf", plans.pdf, name="plan-pdf"),
]
