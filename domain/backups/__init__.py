"""Backups: one file with everything, written while the site serves, and restored whole or not at all."""

from domain.backups.errors import BackupError as BackupError
from domain.backups.errors import ImagesMissing as ImagesMissing
from domain.backups.errors import InUse as InUse
from domain.backups.errors import NotABackup as NotABackup
from domain.backups.errors import NotEmpty as NotEmpty
from domain.backups.errors import NotWritten as NotWritten
from domain.backups.errors import OtherSecret as OtherSecret
from domain.backups.errors import ProgramFailed as ProgramFailed
from domain.backups.errors import TooNew as TooNew
from domain.backups.errors import WrongKey as WrongKey
from domain.backups.locks import new_key as new_key
from domain.backups.manifest import Manifest as Manifest
from domain.backups.restoring import opened as opened
from domain.backups.restoring import restore as restore
from domain.backups.taking import Source as Source
from domain.backups.taking import last as last
from domain.backups.taking import take as take
