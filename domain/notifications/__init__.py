"""What members should hear: a notice for each comment, reply and mention that concerns them, once."""

from domain.notifications.model import Notice as Notice
from domain.notifications.queries import listed as listed
from domain.notifications.queries import unread as unread
from domain.notifications.subscribers import tell_of_comment as tell_of_comment
from domain.notifications.use_cases import forget as forget
from domain.notifications.use_cases import mark_read as mark_read
