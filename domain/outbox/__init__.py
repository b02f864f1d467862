"""Mail waiting to leave: written with the change that causes it, sent later, at least once, with one Message-ID."""

from domain.outbox.model import Mail as Mail
from domain.outbox.queries import by_id as by_id
from domain.outbox.queries import parked as parked
from domain.outbox.queries import personal_data as personal_data
from domain.outbox.queries import recent as recent
from domain.outbox.queries import waiting_since as waiting_since
from domain.outbox.use_cases import drop as drop
from domain.outbox.use_cases import forget_member as forget_member
from domain.outbox.use_cases import forget_old as forget_old
from domain.outbox.use_cases import forget_recipient as forget_recipient
from domain.outbox.use_cases import hold as hold
from domain.outbox.use_cases import next_waiting as next_waiting
from domain.outbox.use_cases import note_failure as note_failure
from domain.outbox.use_cases import post as post
from domain.outbox.use_cases import post_bulk as post_bulk
from domain.outbox.use_cases import retry as retry
from domain.outbox.use_cases import send_soon as send_soon
from domain.outbox.use_cases import take_up as take_up
