"""Stops with one sentence where this Python is too old. Must stay readable for any Python 3."""

import os
import shutil
import sys

NEEDED = (3, 11)

sys.dont_write_bytecode = True  # bin/ stays clean, and may be read-only


def require():
    """Go on with a newer Python where there is one beside this one."""
    if sys.version_info >= NEEDED:
        return
    for minor in range(20, NEEDED[1] - 1, -1):
        newer = shutil.which("python3.%d" % minor)  # noqa: UP031
        if newer:
            os.execv(newer, [newer, *sys.argv])  # noqa: S606
    sys.exit(
        "Praatplaten needs Python %d.%d or newer and this is Python %d.%d; install a newer one "  # noqa: UP031
        "(on Debian 12 or Ubuntu 24.04: apt-get install python3 python3-venv) and run this again."
        % (NEEDED + tuple(sys.version_info[:2]))
    )
