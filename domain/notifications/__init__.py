"""What members should hear: a notice for each comment, reply and mention that concerns them, once."""

from domain.notifications.model import Notice as Notice
from domain.notifications.model import NoticeKind as NoticeKind
from domain.notifications.queries import listed as listed
from domain.notifications.queries import personal_data as personal_data
from domain.notifications.queries import some_unread as some_unread
from domain.notifications.queries import unread as unread
from domain.notifications.subscribers import tell_of_comment as tell_of_comment
from domain.notifications.use_cases import forget as forget
from domain.notifications.use_cases import mark_read as mark_read
