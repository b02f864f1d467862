"""What customers say elsewhere, in a call or at a fair, written down for them by who works here."""

from domain.behalf.events import CustomerVoteRecorded as CustomerVoteRecorded
from domain.behalf.events import RecordingTakenBack as RecordingTakenBack
from domain.behalf.model import SOURCES as SOURCES
from domain.behalf.model import Recording as Recording
from domain.behalf.model import Source as Source
from domain.behalf.policy import BacksAlready as BacksAlready
from domain.behalf.policy import may_record as may_record
from domain.behalf.policy import may_take_back as may_take_back
from domain.behalf.policy import require_may_record as require_may_record
from domain.behalf.queries import counts as counts
from domain.behalf.queries import number_of as number_of
from domain.behalf.queries import personal_data as personal_data
from domain.behalf.queries import recorded as recorded
from domain.behalf.queries import recordings as recordings
from domain.behalf.use_cases import Customer as Customer
from domain.behalf.use_cases import forget as forget
from domain.behalf.use_cases import record_vote as record_vote
from domain.behalf.use_cases import take_back as take_back
