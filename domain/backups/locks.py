"""Locking a backup with a key of age (X25519), so that only the holder of its secret half can read or forge one."""

from typing import BinaryIO

from pyrage import DecryptError, EncryptError, IdentityError, RecipientError, decrypt_io, encrypt_io
from pyrage.x25519 import Identity, Recipient

from domain.backups.errors import NotABackup, WrongKey

LOCKED = b"age-encryption.org/"
_SECRET = "AGE-SECRET-KEY-"  # noqa: S105 - how one begins


def new_key() -> tuple[str, str]:
    """Return a fresh pair: the secret half, which opens, and the public one, which only locks."""
    fresh = Identity.generate()
    return str(fresh), str(fresh.to_public())


def lock(plain: BinaryIO, locked: BinaryIO, key: str) -> None:
    """Write `plain` locked; either half of the key will do. WrongKey, OSError."""
    try:
        goal = Identity.from_str(key).to_public() if key.startswith(_SECRET) else Recipient.from_str(key)
    except (IdentityError, RecipientError) as error:
        raise WrongKey(
            f"BACKUP_KEY is no key: {error}. Make one with fourfold backup --new-key, and copy it whole."
        ) from error
    written = _Written(locked)
    try:
        encrypt_io(plain, written, [goal])
    except EncryptError as error:
        raise written.failure or OSError(str(error)) from error
    if written.failure:  # the library forgets what went wrong with its last bytes
        raise written.failure


def unlock(locked: BinaryIO, plain: BinaryIO, key: str) -> None:
    """Write what was locked; NotABackup when it was cut short or altered, WrongKey when it isn't this key's."""
    if not key:
        raise WrongKey("This backup is locked. Give the secret key it was locked for in BACKUP_KEY.")
    try:
        mine = Identity.from_str(key)
    except IdentityError as error:
        raise WrongKey(
            "BACKUP_KEY doesn't open anything: to restore, it must be the secret half, AGE-SECRET-KEY-…."
        ) from error
    written = _Written(plain)
    try:
        decrypt_io(locked, written, [mine])
    except (DecryptError, OSError) as error:
        if written.failure:
            raise written.failure from error
        if "No matching keys" in str(error):
            raise WrongKey(
                "This backup is locked with another key. Give the one it was locked for in BACKUP_KEY."
            ) from error
        raise NotABackup("This backup was cut short or altered. Take another one.") from error
    if written.failure:
        raise written.failure


class _Written:
    """A file that remembers its first failure."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.failure: OSError | None = None

    def write(self, data: bytes) -> int:
        try:
            return self.file.write(data)
        except OSError as error:
            self.failure = self.failure or error
            raise

    def flush(self) -> None:
        self.file.flush()
