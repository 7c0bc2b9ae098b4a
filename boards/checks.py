"""System checks: a fault in a content file, named with its file, stops the start."""

from typing import Any

from django.contrib.staticfiles import finders
from django.core.checks import CheckMessage, Error, register

from boards import content


@register()
def content_files(**_kwargs: Any) -> list[CheckMessage]:
    """Every board's content file is complete, and its picture exists."""
    messages: list[CheckMessage] = []
    for path in sorted(content.FOLDER.glob("*.toml")):
        board, faults = content.read(path)
        messages += [
            Error(f"{fault.path.name}: {fault.text}", id="boards.E001") for fault in faults
        ]
        if board is not None and finders.find(board.picture) is None:
            messages.append(Error(f"{path.name}: no picture {board.picture}", id="boards.E002"))
    return messages
