"""The app of the boards, and what it hooks up at the start."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class BoardsConfig(AppConfig):
    """Registers the checks on content files, the triggers, who hears of lost rights, what the pages
    of deals show of the boards, and what of them is written to a deal's file.
    """

    name = "boards"

    def ready(self) -> None:
        """Hook up what every start and every migrate must run."""
        from django.utils.translation import gettext_lazy as _

        from boards import checks, triggers  # noqa: F401
        from boards.domain import archive
        from boards.domain.missing import sessions_with_missing
        from boards.domain.revocations import count_revocation
        from boards.export.deal_tables import make_deal_tables
        from boards.partner_panels import deal_panel, organisation_panel, partner_panel
        from boards.views.compare import deal_panel as comparison_panel
        from deals.hooks import (
            register_archive_section,
            register_job,
            register_missing,
            register_panel,
            register_revocation,
        )

        register_revocation(count_revocation)
        register_job(
            "deal-tables",
            _("Everything in one spreadsheet"),
            make_deal_tables,
            text=_(
                "Sessions, placements, notes, actions, innovations and partners, each on a sheet."
            ),
        )
        register_missing(sessions_with_missing)
        register_panel("deal", comparison_panel)
        register_panel("deal", deal_panel)
        register_panel("partner", partner_panel)
        register_panel("organisation", organisation_panel)
        register_archive_section(archive.SECTION)
        pre_migrate.connect(triggers.drop, sender=self)
        post_migrate.connect(triggers.install, sender=self)
