"""The pages of allauth that we need: log in and out, change or recover a password.

There is no signing up and no changing of e-mail addresses. `signup/` exists because allauth's mail
to an unknown address asks for its name; it says that people come in by invitation.
"""

from allauth.account import views
from django.urls import URLPattern, path

from deals.views import accounts

urlpatterns: list[URLPattern] = [
    path("login/", accounts.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("signup/", views.signup, name="account_signup"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/set/", views.password_set, name="account_set_password"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path(
        "password/reset/confirm/",
        views.confirm_password_reset_code,
        name="account_confirm_password_reset_code",
    ),
    path(
        "password/reset/complete/",
        views.complete_password_reset,
        name="account_complete_password_reset",
    ),
    path(
        "password/reset/done/",
        views.password_reset_from_key_done,
        name="account_password_reset_completed",
    ),
]
