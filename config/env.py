"""What the environment may say, typed. A wrong value stops the start with one message."""

import secrets
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
MIN_SECRET_LENGTH = 50


class Env(BaseSettings):
    """The installation's settings, each an environment variable of the same name in capitals.

    Lists are JSON: ``ALLOWED_HOSTS='["praatplaten.example.nl"]'``. docs/env.example has them all.
    """

    model_config = SettingsConfigDict(extra="ignore", env_ignore_empty=True)

    secret_key: str = ""
    data_dir: Path = ROOT / "var"
    database_url: str = ""
    database_pool: int = Field(default=8, ge=1, le=200)
    statement_seconds: int = Field(default=4, ge=0, le=600)
    redis_url: str = ""
    allowed_hosts: list[str] = ["localhost", "127.0.0.1", "[::1]"]
    origins: list[str] = []
    https: bool = False
    demo: bool = False
    email_host: str = ""
    email_port: int = 587
    email_user: str = ""
    email_password: str = ""
    email_tls: bool = True
    email_from: str = "praatplaten@localhost"
    trusted_proxies: list[str] = []
    language_code: Literal["nl", "en"] = "nl"
    live_fanout: Literal["raw", "portable"] = "raw"

    @model_validator(mode="after")
    def fill_in(self) -> Self:
        """Complete what follows from other values, and refuse what is unsafe in production."""
        if not self.database_url:
            self.database_url = f"sqlite:///{self.data_dir / 'db.sqlite3'}"
        if not self.secret_key and not self.https:
            self.secret_key = local_secret(self.data_dir)
        if len(self.secret_key) < MIN_SECRET_LENGTH:
            raise ValueError(f"SECRET_KEY must be at least {MIN_SECRET_LENGTH} characters long")
        if self.https and "*" in self.allowed_hosts:
            raise ValueError('ALLOWED_HOSTS must name the hosts; "*" would switch checks off')
        if self.https and not self.origins:
            raise ValueError("ORIGINS must list the site's own origins, such as https://host.nl")
        if self.https and not self.trusted_proxies:
            raise ValueError("TRUSTED_PROXIES must name the proxy: the server itself speaks no TLS")
        if self.https and self.demo:
            raise ValueError("DEMO makes accounts with a known password; not with HTTPS")
        return self

    @property
    def idle_seconds(self) -> int:
        """How long a transaction may stand still between two statements, 0 for no limit. Whoever
        may take long for a statement also reckons long between two: a job, a migration.
        """
        return self.statement_seconds and self.statement_seconds + 1

    @property
    def uses_sqlite(self) -> bool:
        """Whether the embedded database is used: then one process only."""
        return self.database_url.startswith("sqlite")


def local_secret(data_dir: Path) -> str:
    """The secret key of a local installation, made at the first start (mode 600)."""
    path = data_dir / "secret-key"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text().strip()
