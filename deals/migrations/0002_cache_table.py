"""The table of the database cache, in which login limits are counted."""

from typing import Any

from django.core.management import call_command
from django.db import migrations


def make_table(apps: Any, schema_editor: Any) -> None:
    """Make it, unless it is there already."""
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    """Made here rather than by a command that a new installation could forget."""

    dependencies = [("deals", "0001_initial")]
    operations = [migrations.RunPython(make_table, migrations.RunPython.noop)]
