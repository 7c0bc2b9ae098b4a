"""Collect the texts of the interface into locale/<language>/LC_MESSAGES/django.po.

Without the system's gettext: Babel reads Python, Django turns templates into something that Babel
reads as Python. Translations that exist are kept, texts that are gone are dropped.
With --check nothing is written: it fails when a text is not in the catalog or has no translation.
"""

import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import django
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("nl",)
APPS = ("config", "deals", "boards", "scaling")
VERSION = "1"
# A real date would change the file each time that nothing else did.
NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)
LAZY = {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
KEYWORDS = DEFAULT_KEYWORDS | LAZY


def sources() -> Iterator[tuple[Path, bytes]]:
    """Every file with texts, and what Babel can read of it."""
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            yield path, path.read_bytes()
    for suffix in ("*.html", "*.txt"):
        for path in sorted((ROOT / "templates").rglob(suffix)):
            yield path, as_python(path.read_text(), str(path))


def as_python(template: str, origin: str) -> bytes:
    """The calls of gettext in a template; its indentation means nothing to Python, so it goes."""
    lines = templatize(template, origin=origin).splitlines()
    return "\n".join(line.lstrip() for line in lines).encode()


def collected() -> Catalog:
    """A catalog of all texts as they stand in the code now."""
    catalog = Catalog(charset="utf-8")
    for path, content in sources():
        place = str(path.relative_to(ROOT))
        for line, text, comments, context in extract(
            "python", io.BytesIO(content), KEYWORDS, ["Translators:"]
        ):
            catalog.add(text, None, [(place, line)], auto_comments=comments, context=context)
    return catalog


def catalog_path(language: str) -> Path:
    """Where the translations into a language stand."""
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def translated(language: str) -> Catalog:
    """The translations as they stand."""
    path = catalog_path(language)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update(language: str) -> None:
    """Bring the catalog of a language up to date with the code."""
    catalog = translated(language)
    catalog.update(collected(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.header_comment = f"# The texts of the interface in {language}; bin/messages updates it."
    catalog.project, catalog.version, catalog.fuzzy = "praatplaten", VERSION, False
    catalog.msgid_bugs_address = catalog.last_translator = catalog.language_team = "praatplaten"
    catalog.creation_date = catalog.revision_date = NO_DATE
    written = io.BytesIO()
    write_po(written, catalog, width=100, sort_by_file=True, include_lineno=False)
    path = catalog_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(written.getvalue())


def faults(language: str) -> list[str]:
    """What is not in order in the catalog of a language."""
    catalog, found = translated(language), []
    now = collected()
    for message in now:
        if message.id:
            known = catalog.get(message.id, message.context)
            found.extend(f"{language}: {fault}" for fault in _faults_of(message, known))
    for message in catalog:
        if message.id and now.get(message.id, message.context) is None:
            found.append(f"{language}: no longer used: {message.id!r}")
    return found


def _faults_of(message: Message, known: Message | None) -> Iterator[str]:
    where = ", ".join(sorted({place for place, _line in message.locations}))
    if known is None:
        yield f"not in the catalog: {message.id!r} ({where})"
        return
    strings = known.string if isinstance(known.string, tuple | list) else (known.string,)
    if not all(strings):
        yield f"not translated: {message.id!r} ({where})"
    if known.fuzzy:
        yield f"fuzzy: {message.id!r} ({where})"
    elif all(strings):
        yield from (f"{error}: {message.id!r} ({where})" for error in known.check())


def main() -> int:
    """Update all catalogs, or check them."""
    settings.configure(USE_I18N=False)
    django.setup()
    if sys.argv[1:] == ["--check"]:
        found = [fault for language in LANGUAGES for fault in faults(language)]
        print("\n".join(found) if found else "All texts are translated.")
        return 1 if found else 0
    for language in LANGUAGES:
        update(language)
    return 0


if __name__ == "__main__":
    sys.exit(main())
