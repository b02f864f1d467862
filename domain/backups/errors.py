"""Why a backup could not be made or will not be restored, each a class whose text ends with what to do next."""


class BackupError(Exception):
    """A backup cannot be made or restored; the text says why, and what to do next."""


class NotWritten(BackupError):
    """The backup could not be written where it was to go."""


class NotABackup(BackupError):
    """The file is no backup, was cut short, or was altered."""


class TooNew(BackupError):
    """A newer Fourfold or PostgreSQL made the backup."""


class WrongKey(BackupError):
    """The backup is locked with another key, or the key is none."""


class ImagesMissing(BackupError):
    """Files of images that the community shows aren't where they are kept."""


class OtherSecret(BackupError):
    """The site's secret here isn't the one with which the backup was made."""


class NotEmpty(BackupError):
    """There is something where the backup would go."""


class InUse(BackupError):
    """Somebody works with the database that would be replaced."""


class ProgramFailed(BackupError):
    """A program of PostgreSQL is missing or ended with an error."""
