"""The texts of the interface: all collected, all translated, compiled without gettext."""

import gettext
import subprocess
import sys
from pathlib import Path

from django.core.management import call_command
from pytest_django import Settings

ROOT = Path(__file__).resolve().parents[2]
PO = """msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Log in"
msgstr "Inloggen"
"""


def test_every_text_is_collected_and_translated() -> None:
    check = [sys.executable, str(ROOT / "tools" / "messages.py"), "--check"]

    result = subprocess.run(check, capture_output=True, text=True)

    assert result.returncode == 0, result.stdout + result.stderr


def test_texts_are_compiled_when_they_changed(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "nl" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(PO)
    settings.LOCALE_PATHS = [tmp_path]

    call_command("compile_texts")

    with (folder / "django.mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Log in") == "Inloggen"
