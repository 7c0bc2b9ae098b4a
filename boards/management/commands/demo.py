"""Fill an installation with something to try."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from boards.domain.demo import make_demo_sessions
from boards.domain.demo_results import make_demo_ownership, make_demo_results
from deals.domain.demo import Demo, make_demo_actions, make_demo_deals
from deals.domain.demo_plans import plans
from deals.hooks import make_more_demo


class Command(BaseCommand):
    """Deals with their partners, accounts, and sessions with invented placements."""

    help = "Makes the demo: deals, accounts and sessions. Running it again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """All deals, or some."""
        parser.add_argument("--only", action="append", help="just this deal; may be given again")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it, and say how to log in."""
        if not settings.DEMO:
            raise CommandError("This makes accounts with a known password. Set DEMO=true first.")
        wanted = options["only"]
        chosen = [p for p in plans() if not wanted or p.name in wanted]
        if not chosen:
            raise CommandError(f"There is no such deal in the demo: {', '.join(wanted)}")
        demo = make_demo_deals(chosen)
        for deal, plan in demo.deals:
            is_new = not deal.sessions.exists()
            by = demo.facilitators[0]
            make_demo_sessions(deal, plan.talks, by)
            if is_new:
                if plan.results is not None:
                    make_demo_results(deal, plan.results, by)
                for talk in plan.ownership:
                    make_demo_ownership(deal, talk, by)
                make_demo_actions(deal, plan.actions, by)
                make_more_demo(deal, plan, by)
        self._say_how_to_log_in(demo)

    def _say_how_to_log_in(self, demo: Demo) -> None:
        self.stdout.write("Log in with one of these addresses:")
        for account in demo.accounts:
            self.stdout.write(f"  {account.email}  ({account.name})")
        self.stdout.write(f"Password: {demo.password}")
        self.stdout.write(f"It is kept in {demo.password_file}")
