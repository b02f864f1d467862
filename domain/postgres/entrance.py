"""How to sign in to the embedded server: three roles, their generated passwords, one private socket."""

import json
import os
import secrets
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg

from domain.postgres.errors import DataMissingError, writing
from domain.postgres.place import Place

DATABASE = "fourfold"
SUPERUSER = "postgres"
OWNER = "fourfold_owner"
APPLICATION = "fourfold"
PORT = 5432


@dataclass(frozen=True)
class Passwords:
    """The generated passwords of the three roles."""

    superuser: str
    owner: str
    application: str


@dataclass(frozen=True)
class Entrance:
    """The folder of the server's socket, and the passwords."""

    sockets: Path
    passwords: Passwords

    @property
    def application_url(self) -> str:
        """Return the address, for SQLAlchemy and psycopg, of the role that reads and changes rows."""
        return self._url(APPLICATION, self.passwords.application)

    @property
    def owner_url(self) -> str:
        """Return the address of the role that owns the tables and runs migrations."""
        return self._url(OWNER, self.passwords.owner)

    def as_application(self) -> psycopg.Connection:
        """Sign in as the application does."""
        return self._connect(APPLICATION, self.passwords.application, DATABASE)

    def as_superuser(self, database: str) -> psycopg.Connection:
        """Sign in as the superuser, which only the set-up does."""
        return self._connect(SUPERUSER, self.passwords.superuser, database)

    def _url(self, role: str, password: str) -> str:
        return f"postgresql://{role}:{password}@/{DATABASE}?host={quote(str(self.sockets), safe='')}&port={PORT}"

    def _connect(self, role: str, password: str, database: str) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.sockets),
            hostaddr="",
            port=PORT,
            user=role,
            password=password,
            dbname=database,
            connect_timeout=30,
            autocommit=True,
        )


def passwords(place: Place) -> Passwords:
    """Return this server's passwords; generates them, stored with mode 0600, while there is no data yet."""
    if place.passwords.exists():
        return Passwords(**json.loads(place.passwords.read_text()))
    if place.data.exists():
        raise DataMissingError(
            f"{place.passwords} is gone, and without it nobody can sign in to the database beside it. "
            "Restore the file from your backup."
        )
    fresh = Passwords(*(secrets.token_urlsafe(32) for _ in range(3)))
    with writing(place.home):
        handle, name = tempfile.mkstemp(dir=place.home)
        with os.fdopen(handle, "w") as file:
            json.dump(asdict(fresh), file)
            file.flush()
            os.fsync(file.fileno())
        Path(name).rename(place.passwords)
    return fresh
