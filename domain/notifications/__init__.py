"""What members should hear: a notice for each comment, reply, mention, offer and answer that concerns them, once."""

from domain.notifications.model import Notice as Notice
from domain.notifications.model import NoticeKind as NoticeKind
from domain.notifications.queries import listed as listed
from domain.notifications.queries import personal_data as personal_data
from domain.notifications.queries import some_unread as some_unread
from domain.notifications.queries import unread as unread
from domain.notifications.subscribers import tell_of_acceptance as tell_of_acceptance
from domain.notifications.subscribers import tell_of_comment as tell_of_comment
from domain.notifications.subscribers import tell_of_declining as tell_of_declining
from domain.notifications.subscribers import tell_of_offer as tell_of_offer
from domain.notifications.subscribers import tell_of_parting as tell_of_parting
from domain.notifications.subscribers import tell_of_removal as tell_of_removal
from domain.notifications.use_cases import forget as forget
from domain.notifications.use_cases import mark_read as mark_read
