"""What moderators did, told to whose text or report it was; who of them did it stays among them."""

from sqlalchemy.ext.asyncio import AsyncSession

from domain.events import RecordedFact
from domain.moderation import (
    CommentHidden,
    CommentRestored,
    IdeaHidden,
    IdeaRestored,
    ReportSettled,
    TextAdmitted,
    TextRejected,
)
from domain.notifications.kinds import NoticeKind
from domain.notifications.telling import tell


async def tell_of_hiding(session: AsyncSession, fact: IdeaHidden, row: RecordedFact) -> None:
    """Tell the idea's author."""
    await tell(session, row, {fact.author_id: NoticeKind.HIDDEN}, idea_id=fact.idea_id, actor_id=None)


async def tell_of_restoring(session: AsyncSession, fact: IdeaRestored, row: RecordedFact) -> None:
    """Tell the idea's author."""
    await tell(session, row, {fact.author_id: NoticeKind.RESTORED}, idea_id=fact.idea_id, actor_id=None)


async def tell_of_comment_hiding(session: AsyncSession, fact: CommentHidden, row: RecordedFact) -> None:
    """Tell whoever wrote the comment."""
    reasons = {fact.author_id: NoticeKind.COMMENT_HIDDEN}
    await tell(session, row, reasons, idea_id=fact.idea_id, actor_id=None, comment_id=fact.comment_id)


async def tell_of_comment_restoring(session: AsyncSession, fact: CommentRestored, row: RecordedFact) -> None:
    """Tell whoever wrote the comment."""
    reasons = {fact.author_id: NoticeKind.COMMENT_RESTORED}
    await tell(session, row, reasons, idea_id=fact.idea_id, actor_id=None, comment_id=fact.comment_id)


async def tell_of_settled_report(session: AsyncSession, fact: ReportSettled, row: RecordedFact) -> None:
    """Tell whoever reported the text, as long as they may see where it stood."""
    reasons = {fact.member_id: NoticeKind.REPORT_SETTLED}
    await tell(session, row, reasons, idea_id=fact.idea_id, actor_id=None, comment_id=fact.comment_id)


async def tell_of_letting_through(session: AsyncSession, fact: TextAdmitted, row: RecordedFact) -> None:
    """Tell whose text had waited."""
    kind = NoticeKind.LET_THROUGH if fact.comment_id is None else NoticeKind.COMMENT_LET_THROUGH
    await tell(session, row, {fact.author_id: kind}, idea_id=fact.idea_id, actor_id=None, comment_id=fact.comment_id)


async def tell_of_turning_down(session: AsyncSession, fact: TextRejected, row: RecordedFact) -> None:
    """Tell whose text had waited."""
    kind = NoticeKind.NOT_LET_THROUGH if fact.comment_id is None else NoticeKind.COMMENT_NOT_LET_THROUGH
    await tell(session, row, {fact.author_id: kind}, idea_id=fact.idea_id, actor_id=None, comment_id=fact.comment_id)
