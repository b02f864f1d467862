"""Every setting of the process, read once from the environment. What an admin changes lives in `community`."""

import os
import secrets
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """The settings an operator gives, each with a safe default; an unknown value is refused at start."""

    model_config = SettingsConfigDict(frozen=True, env_ignore_empty=True)

    host: str = Field("127.0.0.1", description="Address the site listens on.")
    port: int = Field(8044, ge=1, le=65535, description="Port the site listens on.")
    data_dir: Path = Field(Path("data"), description="Folder for the embedded database and generated secrets.")
    database_url: str | None = Field(
        None, description="A PostgreSQL 15 or newer to use; without it Fourfold starts its own.", repr=False
    )
    base_url: str = Field("", description="Address people use, as in mails; from HOST and PORT when empty.")
    smtp_url: str | None = Field(
        None,
        description="Mail relay, such as smtp://user:password@mail.example:587; without it mails wait.",
        repr=False,
    )
    mail_from: str = Field("Fourfold <fourfold@localhost>", description="Sender of all mail.")
    secret_key: str = Field("", description="Signs form tokens; made and kept in DATA_DIR when empty.", repr=False)
    backup_key: str = Field(
        "",
        description="Locks backups; from fourfold backup --new-key, and its public half is enough to make them.",
        repr=False,
    )
    trusted_proxies: int = Field(
        0, ge=0, le=8, description="How many proxies in front may name the client in X-Forwarded-For."
    )
    workers: int = Field(1, ge=1, le=64, description="Processes that answer requests.")
    pool_size: int = Field(10, ge=2, le=100, description="Database connections of each process.")
    max_in_flight: int = Field(
        64,
        ge=1,
        le=10_000,
        description="Requests worked on at once by a process; more get 503 and Retry-After.",
    )
    images_folder: Path | None = Field(
        None, description="Folder that keeps uploaded images; without it they are in the database."
    )
    image_most: int = Field(
        10_000_000, ge=100_000, le=50_000_000, description="Bytes of the largest image that may be uploaded."
    )
    least_free: float = Field(
        0.05,
        ge=0,
        le=1,
        description="Part of the disk that stays free: the embedded database takes no writes beyond it.",
    )
    demo: bool = Field(False, description="Show mail on a page and sign in without it; never on a real site.")
    log_format: Literal["text", "json"] = Field("text", description="Logs for people or for machines.")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="How much is logged.")

    @field_validator("base_url")
    @classmethod
    def _address(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in ("http", "https") or not parts.netloc):
            raise ValueError("BASE_URL must look like https://ideas.example")
        return value.rstrip("/")

    @property
    def address(self) -> str:
        """Return the address people use, without a slash at the end."""
        everywhere = self.host in ("0.0.0.0", "::")  # noqa: S104 - compared, not bound
        named = "localhost" if everywhere else f"[{self.host}]" if ":" in self.host else self.host
        return self.base_url or f"http://{named}:{self.port}"

    @property
    def secure(self) -> bool:
        """Return whether people reach the site by https, so that cookies can be held to it."""
        return self.address.startswith("https://")

    @cached_property
    def key(self) -> bytes:
        """Return the signing key, made at first use and kept in DATA_DIR, readable by its owner only."""
        if self.secret_key:
            return self.secret_key.encode()
        path = self.data_dir / "secret_key"
        if not path.exists():
            self.data_dir.mkdir(parents=True, exist_ok=True)
            # Linked into place when it is whole: another process must never read half a key.
            with NamedTemporaryFile("w", dir=self.data_dir, prefix=".secret_key-") as file:
                file.write(secrets.token_hex(32))
                file.flush()
                with suppress(FileExistsError):
                    os.link(file.name, path)
        return path.read_bytes()
