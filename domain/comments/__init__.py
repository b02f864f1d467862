"""Discussion below an idea: two levels, Markdown, a short time to edit, and a stone where something was removed."""

from domain.comments.events import CommentRemoved as CommentRemoved
from domain.comments.events import CommentRevised as CommentRevised
from domain.comments.events import CommentWritten as CommentWritten
from domain.comments.finding import found as found
from domain.comments.mentions import mentioned as mentioned
from domain.comments.model import Comment as Comment
from domain.comments.policy import may_comment as may_comment
from domain.comments.policy import may_edit as may_edit
from domain.comments.policy import may_remove as may_remove
from domain.comments.policy import require_may_edit as require_may_edit
from domain.comments.policy import require_may_remove as require_may_remove
from domain.comments.policy import visible_to as visible_to
from domain.comments.queries import count_written as count_written
from domain.comments.queries import differences as differences
from domain.comments.queries import latest as latest
from domain.comments.queries import listed as listed
from domain.comments.queries import personal_data as personal_data
from domain.comments.queries import removals as removals
from domain.comments.queries import replies as replies
from domain.comments.queries import visible as visible
from domain.comments.queries import written as written
from domain.comments.use_cases import remove as remove
from domain.comments.use_cases import revise as revise
from domain.comments.use_cases import write as write
