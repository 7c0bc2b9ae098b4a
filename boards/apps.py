"""The app of the boards, and what it hooks up at the start."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class BoardsConfig(AppConfig):
    """Registers the checks on content files, the triggers, and who hears of lost rights."""

    name = "boards"

    def ready(self) -> None:
        """Hook up what every start and every migrate must run."""
        from boards import checks, triggers  # noqa: F401
        from boards.domain.revocations import count_revocation
        from deals.hooks import register_revocation

        register_revocation(count_revocation)
        pre_migrate.connect(triggers.drop, sender=self)
        post_migrate.connect(triggers.install, sender=self)
