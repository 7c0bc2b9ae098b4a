"""The app of the deals and their people."""

from django.apps import AppConfig


class DealsConfig(AppConfig):
    """Knows nothing of boards: it stands below them (docs/decisions/0001-layers.md)."""

    name = "deals"

    def ready(self) -> None:
        """Hear of ended logins."""
        from allauth.account import signals
        from django.contrib.auth.signals import user_logged_out

        from deals.domain.logins import login_ended

        for ended in (user_logged_out, signals.password_changed, signals.password_reset):
            ended.connect(login_ended)
