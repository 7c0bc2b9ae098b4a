"""Forget what is kept for a while only; also done every hour by a running server."""

from typing import Any

from django.core.management.base import BaseCommand

from boards.domain.retention import forget_salts
from boards.domain.throwing_away import throw_away_old_trials
from deals.domain.archive.waiting import forget_uploads


class Command(BaseCommand):
    """For a daily job where servers are not always running."""

    help = (
        "Forgets salts of sessions closed 24 hours ago, try-outs of a week ago, and files of deals "
        "that wait for more than an hour."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Forget, and say how much."""
        self.stdout.write(f"Salts forgotten: {forget_salts()}")
        self.stdout.write(f"Try-outs thrown away: {throw_away_old_trials()}")
        self.stdout.write(f"Files of deals forgotten: {forget_uploads()}")
