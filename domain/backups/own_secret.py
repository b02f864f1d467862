"""The site's own secret: told apart by a print of it, and never exchanged for another one unasked."""

import hashlib
import os
from contextlib import suppress
from pathlib import Path

from domain.backups.archive import Reader
from domain.backups.errors import OtherSecret
from domain.backups.manifest import SECRET_KEY

LOST = (
    "With another secret, the keys that sign badges can't be opened and are made anew, and open forms become invalid. "
    "If it is lost, or you want that, say --other-secret."
)


def found(named: str, data_dir: Path) -> bytes | None:
    """Return the site's secret, that of SECRET_KEY before the one in its folder; None before there is one."""
    if named:
        return named.encode()
    with suppress(FileNotFoundError):
        return (data_dir / SECRET_KEY).read_bytes()
    return None


def print_of(secret: bytes | None) -> str:
    """Return a text by which a secret is known again and that takes long to guess from; "" for none."""
    if secret is None:
        return ""
    return hashlib.scrypt(secret, salt=b"fourfold backup", n=1 << 14, r=8, p=1, dklen=16).hex()


def brought(backup: Reader, named: str, data_dir: Path, *, replacing: bool, other: bool) -> bytes | None:
    """Return the secret that must be put into the folder, None when the one that is here stays. OtherSecret."""
    carried = _carried(backup)
    here, wanted = found(named, data_dir), backup.manifest.secret or print_of(carried)
    if not wanted or print_of(here) == wanted:
        return None
    if carried is not None and not named and (here is None or replacing):
        return carried
    if other:
        return None
    if named:
        bring = "Unset SECRET_KEY, and the backup brings its own." if carried else "Set it to the one of the site."
        raise OtherSecret(f"SECRET_KEY isn't the secret with which this backup was made. {bring} {LOST}")
    if carried is not None:
        raise OtherSecret(
            f"{data_dir / SECRET_KEY} isn't the secret with which this backup was made. Move it away, and the backup "
            f"brings its own. {LOST}"
        )
    is_here = "isn't here" if here is None else f"isn't the one in {data_dir / SECRET_KEY}"
    raise OtherSecret(
        f"The secret of the site that was backed up {is_here}, and a backup that isn't locked doesn't bring it along. "
        f"Copy secret_key from that site's DATA_DIR to {data_dir / SECRET_KEY}, or set SECRET_KEY as it was. {LOST}"
    )


def staged(secret: bytes, data_dir: Path) -> Path:
    """Write a secret beside its place, for its owner only, and return where; OSError."""
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = data_dir / f".{SECRET_KEY}-restored"
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb") as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    return path


def _carried(backup: Reader) -> bytes | None:
    if SECRET_KEY not in backup.manifest.parts:
        return None
    pieces: list[bytes] = []
    backup.copy(SECRET_KEY, pieces.append)
    return b"".join(pieces)
