"""docker-compose.yml, checked as far as that goes without Docker."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.asgi import FILES
from config.env import Env

ROOT = Path(__file__).resolve().parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
WEB = ["web1", "web2"]
OUTSIDE_THE_APP = {"SITE_HOST", "POSTGRES_PASSWORD"}  # for the proxy and PostgreSQL


def example() -> dict[str, str]:
    lines = (ROOT / "docs" / "env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if re.match(r"[A-Z_]+=", line))


def variables(value: Any) -> set[str]:
    return set(re.findall(r"\$\{([A-Z_]+)", str(value)))


def test_the_services():
    assert set(SERVICES) == {"proxy", *WEB, "migrate", "postgres", "redis"}
    assert SERVICES["postgres"]["image"] == "postgres:17"
    assert SERVICES["redis"]["image"] == "redis:7"


def test_only_the_proxy_is_reachable_from_outside():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]


def test_redis_writes_nothing_to_disk():
    assert SERVICES["redis"]["command"] == ["redis-server", "--save", "", "--appendonly", "no"]
    assert "volumes" not in SERVICES["redis"]


def test_the_database_and_the_certificates_are_in_named_volumes():
    for name, service in SERVICES.items():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            if source.startswith("./"):
                assert (ROOT / source).is_file(), f"{name} mounts {source}"
            else:
                assert source in COMPOSE["volumes"]


@pytest.mark.parametrize("name", WEB)
def test_web_waits_for_the_stores_and_the_migrations(name):
    assert SERVICES[name]["depends_on"] == {
        "migrate": {"condition": "service_completed_successfully"},
        "postgres": {"condition": "service_healthy"},
        "redis": {"condition": "service_healthy"},
    }


def test_what_others_wait_for_can_become_true():
    for service in SERVICES.values():
        for other, wanted in service.get("depends_on", {}).items():
            if wanted["condition"] == "service_healthy":
                assert "healthcheck" in SERVICES[other]
            else:
                assert SERVICES[other]["restart"] == "no"


@pytest.mark.parametrize("name", WEB)
def test_web_health_is_the_readiness_page_and_the_check_is_valid_python(name):
    kind, program, flag, code = SERVICES[name]["healthcheck"]["test"]
    assert (kind, program, flag) == ("CMD", "python", "-c")
    compile(code, name, "exec")
    assert "/_healthz/readyz/" in code


def test_the_proxy_names_every_web_service_and_the_readiness_page():
    caddyfile = (ROOT / "docs" / "deploy" / "Caddyfile").read_text()
    assert f"reverse_proxy {' '.join(f'{name}:8000' for name in WEB)} {{" in caddyfile
    assert "health_uri /_healthz/readyz/" in caddyfile


def test_the_proxy_lets_through_more_of_a_file_than_the_application_takes():
    """So that the application is who says that it is too much, in words."""
    caddyfile = (ROOT / "docs" / "deploy" / "Caddyfile").read_text()
    matchers = dict(re.findall(r"^\t@(\w+) path (.+)$", caddyfile, re.MULTILINE))
    sizes = dict(re.findall(r"request_body @(\w+) \{\s+max_size (\d+)MB", caddyfile))
    most = {
        path: int(sizes[name]) * 1_000_000
        for name, paths in matchers.items()
        for path in paths.split()
    }

    for end, limit in FILES.items():
        (path,) = [path for path in most if path.endswith(end)]
        assert most[path] > limit, path
    (others,) = re.findall(r"^\t@other not path (.+)$", caddyfile, re.MULTILINE)
    assert set(others.split()) == set(most)
    assert set(sizes) == {*matchers, "other"}


def test_the_web_processes_have_the_same_environment_and_image():
    assert SERVICES["web1"] == SERVICES["web2"]
    no_limit = {"STATEMENT_SECONDS": "0"}
    assert SERVICES["migrate"]["environment"] == SERVICES["web1"]["environment"] | no_limit
    assert SERVICES["migrate"]["image"] == SERVICES["web1"]["image"]


def test_every_variable_is_a_setting():
    known = {name.upper() for name in Env.model_fields}
    assert set(SERVICES["web1"]["environment"]) <= known
    assert set(example()) - OUTSIDE_THE_APP == known


def test_every_variable_to_fill_in_is_in_the_example():
    assert variables(COMPOSE) <= set(example())


@pytest.mark.parametrize("name", ["SECRET_KEY", "POSTGRES_PASSWORD", "SITE_HOST"])
def test_what_must_be_filled_in_stops_compose_with_a_sentence(name):
    text = (ROOT / "docker-compose.yml").read_text()
    assert re.search(rf"\$\{{{name}:\?[A-Z][^}}]{{15,}}\}}", text)


@pytest.mark.parametrize("name", ["SECRET_KEY", "POSTGRES_PASSWORD", "EMAIL_PASSWORD"])
def test_the_example_has_no_secret_that_somebody_could_leave_in(name):
    assert example()[name] == ""


def test_the_settings_accept_what_compose_gives(monkeypatch):
    filled = {
        "SECRET_KEY": "k" * 60,
        "POSTGRES_PASSWORD": "p",
        "SITE_HOST": "praatplaten.example.nl",
    }

    def substitute(match: re.Match[str]) -> str:
        return filled.get(match[1], match[2] or "")

    for name, value in SERVICES["web1"]["environment"].items():
        nested = re.sub(r"\$\{(SITE_HOST)()\}", substitute, value)
        text = re.sub(r"\$\{([A-Z_]+)(?::[-?]([^}]*))?\}", substitute, nested)
        monkeypatch.setenv(name, text)

    env = Env()

    assert env.https
    assert env.allowed_hosts == ["praatplaten.example.nl"]
    assert env.origins == ["https://praatplaten.example.nl"]
    assert env.database_url == "postgres://praatplaten:p@postgres:5432/praatplaten"


def test_the_image_runs_as_its_own_user_with_hashed_requirements():
    text = (ROOT / "Dockerfile").read_text()
    assert "FROM python:3.11-slim" in text
    assert re.search(r"pip install .*--require-hashes -r requirements/base\.txt", text)
    assert text.index("\nUSER praatplaten") < text.index('\nCMD ["python", "-m", "config.serve"')


def test_nothing_local_gets_into_the_image():
    kept = (ROOT / ".dockerignore").read_text().split()
    assert "*" in kept
    assert not {"!var", "!.env", "!.git", "!.venv", "!."} & set(kept)
