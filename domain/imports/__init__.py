"""Taking in a community from elsewhere: its people, what they proposed, and whom they backed, with their times."""

from domain.imports.conversation import FolderMissing as FolderMissing
from domain.imports.records import BadRow as BadRow
from domain.imports.records import ColumnMissing as ColumnMissing
from domain.imports.records import FileEmpty as FileEmpty
from domain.imports.records import FileMissing as FileMissing
from domain.imports.records import FileUnreadable as FileUnreadable
from domain.imports.report import Report as Report
from domain.imports.use_cases import ImportRunning as ImportRunning
from domain.imports.use_cases import Progress as Progress
from domain.imports.use_cases import polis as polis
