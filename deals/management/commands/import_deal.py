"""Bring in a deal from a file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from deals.domain.archive.importing import import_deal
from deals.domain.archive.refusals import ArchiveRefused
from deals.models import User


class Command(BaseCommand):
    """For a file that another installation made (docs/archive.md)."""

    help = "Brings in a deal from a file that export_deal, or its page, made: whole or not at all."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and who runs the deal from now on."""
        parser.add_argument("path", type=Path)
        parser.add_argument(
            "--facilitator", required=True, help="an e-mail address with an account"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Bring it in, or say why not."""
        by = User.objects.filter(email__iexact=options["facilitator"], is_active=True).first()
        if by is None:
            raise CommandError("Nobody here has this e-mail address.")
        path: Path = options["path"]
        try:
            deal = import_deal(path.read_bytes(), by)
        except OSError as error:
            raise CommandError(f"This file cannot be read: {error}") from error
        except ArchiveRefused as refused:
            where = f" ({refused.where})" if refused.where else ""
            raise CommandError(f"{refused.sentence}{where}") from refused
        self.stdout.write(f"{deal.name}: {deal.sessions.count()} sessions")
