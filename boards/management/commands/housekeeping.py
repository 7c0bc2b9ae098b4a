"""Forget what a session keeps for a day only; also done every hour by a running server."""

from typing import Any

from django.core.management.base import BaseCommand

from boards.domain.retention import forget_salts


class Command(BaseCommand):
    """For a daily job where servers are not always running."""

    help = "Forgets the salts of sessions that were closed more than 24 hours ago."

    def handle(self, *args: Any, **options: Any) -> None:
        """Forget, and say how much."""
        self.stdout.write(f"Salts forgotten: {forget_salts()}")
