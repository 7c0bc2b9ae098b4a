"""The app of what a deal carries on. It may import boards and deals; neither imports it."""

from django.apps import AppConfig


class ScalingConfig(AppConfig):
    """Plans, ownership over time, comparisons; the pages of deals and partners show some of it."""

    name = "scaling"

    def ready(self) -> None:
        """Say what the pages of deals and partners show of this app, what of it is in the file of a
        deal, and add to the demo.
        """
        from deals.hooks import register_archive_section, register_demo, register_panel
        from scaling.domain import archive
        from scaling.domain.demo import make_demo_scaling_plans
        from scaling.panels import deal_panel, organisation_panel, partner_panel

        register_panel("deal", deal_panel)
        register_panel("partner", partner_panel)
        register_panel("organisation", organisation_panel)
        register_demo(make_demo_scaling_plans)
        register_archive_section(archive.SECTION)
