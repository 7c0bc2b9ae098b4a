"""Make the texts that Django reads out of the ones that translators write."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Like Django's compilemessages, without the system's gettext."""

    help = "Compiles locale/*/LC_MESSAGES/*.po to .mo where the .po is newer."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Compile what changed."""
        for folder in settings.LOCALE_PATHS:
            for path in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
                if self._is_stale(path):
                    compile_catalog(path)

    def _is_stale(self, path: Path) -> bool:
        compiled = path.with_suffix(".mo")
        return not compiled.exists() or compiled.stat().st_mtime < path.stat().st_mtime


def compile_catalog(path: Path) -> None:
    """Compile one .po file. Texts that are fuzzy or not translated stay as they are in the code."""
    language = path.parent.parent.name
    with path.open("rb") as source:
        catalog = read_po(source, locale=language)
    # Written beside it and then moved: a server that starts meanwhile never reads half a file.
    fresh = path.with_suffix(".mo.new")
    with fresh.open("wb") as target:
        write_mo(target, catalog)
    fresh.replace(path.with_suffix(".mo"))
