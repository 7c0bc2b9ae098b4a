"""All addresses, by app."""

from django.urls import URLPattern, URLResolver, include, path

from config import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("_healthz/livez/", health.livez, name="livez"),
    path("_healthz/readyz/", health.readyz, name="readyz"),
    path("accounts/", include("deals.account_urls")),
    path("", include("boards.urls")),
    path("", include("deals.urls")),
    path("", include("scaling.urls")),
]
