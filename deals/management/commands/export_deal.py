"""Write everything of a deal to a file."""

from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from deals.domain.archive.exporting import export_deal, left_out_of
from deals.domain.archive.waiting import MAX_FILE
from deals.models import Deal


class Command(BaseCommand):
    """For taking a deal to another installation (docs/archive.md)."""

    help = "Writes everything of a deal to one JSON file. It holds what was never revealed."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which deal, and where to."""
        parser.add_argument("deal", type=UUID, help="the uuid in the address of its page")
        parser.add_argument("path", type=Path, help="the file to write; it must not be there yet")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it, and say what is not in it."""
        deal = Deal.objects.filter(pk=options["deal"]).first()
        if deal is None:
            raise CommandError("There is no such deal.")
        path: Path = options["path"]
        try:
            with path.open("xb") as file:
                path.chmod(0o600)
                file.write(export_deal(deal))
        except OSError as error:
            raise CommandError(f"This file cannot be written: {error}") from error
        size = path.stat().st_size
        self.stdout.write(f"{deal.name}: {size} bytes in {path}")
        if size > MAX_FILE:
            self.stdout.write("Too large for the page: bring it in with the command import_deal.")
        left_out = left_out_of(deal)
        for session in left_out.running:
            self.stdout.write(f"Not in it, since it runs now: {session.title}")
        if left_out.trials:
            self.stdout.write(f"Not in it, try-outs: {left_out.trials}")
