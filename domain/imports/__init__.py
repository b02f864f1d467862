"""Taking in from elsewhere: a community with its people, ideas, votes and their times; experiments that are over."""

from domain.imports.asos import Stream as Stream
from domain.imports.asos import Streams as Streams
from domain.imports.asos import asos as asos
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
