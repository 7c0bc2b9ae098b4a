"""What holds for the files of this repository themselves."""

import hashlib
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
VENDORED = [ROOT / "static" / "vendor", ROOT / "tests" / "vendor"]
BINARY = {".png", ".jpg", ".ico", ".pdf", ".ttf", ".woff2", ".mo"}
REQUIREMENTS = ["base", "dev", "bench"]

# A package index belongs to the person's or the machine's own set-up, never to this repository.
INDEX = re.compile(r'/simple/|(?<!no-emit-)index-url|"resolved": "http|registry\s*=')
SKIPS = re.compile(
    r"mark\.(skip|xfail)|pytest\.(skip|xfail|importorskip)|unittest\.skip|collect_ignore"
    r"|\b(test|it|describe|suite)\.(skip|todo|only)\b|\b(skip|todo|only): true"
)


def files() -> list[Path]:
    """All files that are tracked, or would be by `git add`."""
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others"]
    command.append("--exclude-standard")
    output = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout
    paths = [ROOT / name for name in sorted(set(output.decode().split("\0"))) if name]
    return [path for path in paths if path.is_file() and path != Path(__file__).resolve()]


def matches(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in paths
        if path.suffix not in BINARY
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        if pattern.search(line)
    ]


def requirements(name: str) -> dict[str, str]:
    """Each requirement with its version, and everything that belongs to it."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text().replace("\\\n", " ")
    lines = [
        line for line in text.splitlines() if line.strip() and not line.strip().startswith("#")
    ]
    return {re.split(r"\s+--hash", line)[0].strip(): line for line in lines}


def test_no_file_names_a_package_index():
    # Vendored files are as they came, byte for byte; their addresses are never used.
    paths = [path for path in files() if not set(VENDORED) & set(path.parents)]
    assert matches(INDEX, paths) == []


def test_no_test_is_skipped():
    paths = [path for path in files() if ROOT / "tests" in path.parents]
    assert matches(SKIPS, paths) == []


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_every_requirement_is_pinned_with_hashes(name):
    locked = requirements(name)
    assert locked
    loose = [line for line in locked.values() if "==" not in line or "--hash=sha256:" not in line]
    assert loose == []


@pytest.mark.parametrize("name", ["dev", "bench"])
def test_the_larger_sets_hold_the_base_set(name):
    pins = {line.split(" ")[0] for line in requirements(name)}
    assert {line.split(" ")[0] for line in requirements("base")} <= pins


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_the_locks_hold_what_the_project_asks_for(name):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = project["dependencies"] + project["optional-dependencies"].get(name, [])
    locked = {re.split(r"[=\[ ;]", line)[0] for line in requirements(name)}
    assert {re.split(r"[\[~=<> ;]", line)[0] for line in asked} <= locked


def test_the_licence_is_here():
    text = (ROOT / "LICENSE").read_text()
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert "15.Applicable Law" in text


@pytest.mark.parametrize("folder", VENDORED, ids=lambda folder: folder.parent.name)
def test_vendored_files_are_what_their_list_says(folder):
    entries = tomllib.loads((folder / "VENDORED.toml").read_text())["file"]
    for entry in entries:
        assert {"path", "package", "version", "source", "licence", "sha256"} <= set(entry), entry
        content = (folder / entry["path"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == entry["sha256"], entry["path"]
    present = {path for path in files() if folder in path.parents and path.name != "VENDORED.toml"}
    assert present == {(folder / entry["path"]).resolve() for entry in entries}


def test_what_people_start_is_executable():
    names = ("run", "test", "lint", "lock", "messages", "screenshots")
    for name in (*(f"bin/{name}" for name in names), ".ci/run"):
        assert (ROOT / name).stat().st_mode & 0o111, name


def test_pictures_in_the_readme_are_there_and_say_what_they_show():
    pictures = re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", (ROOT / "README.md").read_text("utf-8"))

    assert {path for _alt, path in pictures} == {
        "docs/pictures/wall.png",
        "docs/pictures/control.png",
        "docs/pictures/phone.png",
        "docs/pictures/history.png",
    }
    assert [path for _alt, path in pictures if not (ROOT / path).is_file()] == []
    assert [alt for alt, _path in pictures if len(alt) < 40] == []


def test_pictures_of_the_readme_stay_light():
    sizes = [path.stat().st_size for path in (ROOT / "docs" / "pictures").iterdir()]

    assert len(sizes) == 6
    assert sum(sizes) < 1_200_000
