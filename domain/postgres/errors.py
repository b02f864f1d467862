"""What keeps the embedded PostgreSQL from running, each a class whose text ends with the next step."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OWN_SERVER = "set DATABASE_URL to a PostgreSQL of your own"


class PostgresError(Exception):
    """The embedded PostgreSQL cannot be used; the text says what happened and what to do next."""


class ProgramsMissingError(PostgresError):
    """No PostgreSQL programs that can be used were found."""


class WrongMajorError(PostgresError):
    """The data was made with another major version than the programs at hand."""


class WrongOwnerError(PostgresError):
    """A folder belongs to an account other than the one that is at work."""


class NotWritableError(PostgresError):
    """A folder cannot be written or entered."""


class DiskFullError(PostgresError):
    """There is no space left where the data is kept."""


class NetworkFolderError(PostgresError):
    """The data folder lies on a network file system, where locks and flushes cannot be trusted."""


class UsedElsewhereError(PostgresError):
    """Another machine or container holds the data folder, or it was copied while in use."""


class DataMissingError(PostgresError):
    """The data, or the passwords that belong to it, are gone."""


class StartFailedError(PostgresError):
    """The server, or the making of its data folder, ended with an error."""


class NotDurableError(PostgresError):
    """A running server has a setting switched off that committed data depends on."""


class UnfitError(PostgresError):
    """A running server answers, but not the way Fourfold needs it."""


NO_SPACE = (errno.ENOSPC, errno.EDQUOT)
NOT_ALLOWED = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST, errno.ENOENT)


def disk_full(folder: Path) -> DiskFullError:
    """Return the refusal for a full disk below `folder`."""
    return DiskFullError(f"No space is left on the disk that holds {folder}. Free some space, then start again.")


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turn what the system says about writing below `folder` into NotWritableError or DiskFullError."""
    try:
        yield
    except OSError as error:
        if error.errno in NO_SPACE:
            raise disk_full(folder) from error
        if error.errno in NOT_ALLOWED:
            raise NotWritableError(
                f"{folder} cannot be written ({error.strerror}). Give this account the right to write there, "
                f"set DATA_DIR to another folder, or {OWN_SERVER}."
            ) from error
        raise
