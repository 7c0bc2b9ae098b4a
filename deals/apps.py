"""The app of the deals and their people."""

from django.apps import AppConfig


class DealsConfig(AppConfig):
    """Knows nothing of boards: it stands below them (docs/decisions/0001-layers.md)."""

    name = "deals"

    def ready(self) -> None:
        """Hear of ended logins, and have everything of a deal written to a file."""
        from allauth.account import signals
        from django.contrib.auth.signals import user_logged_out
        from django.utils.translation import gettext_lazy as _

        from deals import rules
        from deals.domain.archive.making import (
            make_deal_file,
            not_in_the_file,
            too_large_for_a_page,
        )
        from deals.domain.archive.sections import SECTION
        from deals.domain.logins import logged_out, login_ended
        from deals.hooks import register_archive_section, register_job

        user_logged_out.connect(logged_out)
        for changed in (signals.password_changed, signals.password_reset):
            changed.connect(login_ended)
        register_archive_section(SECTION)
        register_job(
            "deal-archive",
            _("Everything of this deal, to bring in again"),
            make_deal_file,
            text=_(
                "One file (JSON) with all records, all sessions and every step in them. It also "
                "holds what was never revealed: keep it as you keep the conversations. With many "
                "photos it can become larger than 32 MB: then only whoever runs the other "
                "installation can bring it in."
            ),
            note=not_in_the_file,
            remark=too_large_for_a_page,
            failures={
                "too_large": _(
                    "The file became larger than 100 MB, and we don't keep files that large. "
                    "Whoever runs this installation can make it, with the command export_deal."
                )
            },
            may_ask=rules.is_in_team,
        )
