"""What a backup says of itself: who made it and when, at which step, how many rows of what, and every part's hash."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from domain.backups.errors import NotABackup, TooNew

FORMAT = 1
NAME = "manifest.json"
DUMP = "database.dump"
IMAGES = "images/"
SECRET_KEY = "secret_key"  # noqa: S105 - the name of a file


@dataclass(frozen=True)
class Part:
    """One file in a backup: how many bytes it has, and their SHA-256 in hex."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """`postgres` and `programs` are the majors of the server and of pg_dump; `rows` counts by table.

    `secret` is the print of the site's secret, "" when it had none or an earlier version made the backup; `missing`
    names the files of images that weren't there; `community` is how a folder of images is marked that is this one's.
    """

    fourfold: str
    step: str
    taken_at: datetime
    postgres: int
    programs: int
    rows: dict[str, int]
    parts: dict[str, Part]
    secret: str = ""
    missing: tuple[str, ...] = ()
    community: str = ""

    def to_json(self) -> bytes:
        """Return it as a text that people can read too."""
        told = {"format": FORMAT} | asdict(self) | {"taken_at": self.taken_at.isoformat()}
        return json.dumps(told, indent=2).encode() + b"\n"


def from_json(told: bytes) -> Manifest:
    """Return the manifest that this text holds; NotABackup for anything else, TooNew for another format."""
    try:
        found: dict[str, Any] = json.loads(told)
        if found.pop("format") != FORMAT:
            raise TooNew(
                f"This backup was made by Fourfold {found['fourfold']} in a form that this version doesn't know. "
                "Restore it with that version."
            )
        return Manifest(
            fourfold=str(found["fourfold"]),
            step=str(found["step"]),
            taken_at=datetime.fromisoformat(found["taken_at"]),
            postgres=int(found["postgres"]),
            programs=int(found["programs"]),
            rows={str(table): int(count) for table, count in found["rows"].items()},
            parts={str(name): Part(int(one["size"]), str(one["sha256"])) for name, one in found["parts"].items()},
            secret=str(found.get("secret", "")),
            missing=tuple(map(str, found.get("missing", ()))),
            community=str(found.get("community", "")),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotABackup(f"What this backup says of itself can't be read ({error!r}). Take another one.") from error
