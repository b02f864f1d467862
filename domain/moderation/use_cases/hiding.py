"""Taking a text out of sight, and bringing it back."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import comments, ideas
from domain.clock import now
from domain.comments import Comment
from domain.events import record
from domain.ideas import Idea, Status
from domain.members import Actor, Member
from domain.moderation.desk import why_hidden
from domain.moderation.events import (
    CommentHidden,
    CommentRestored,
    IdeaHidden,
    IdeaRestored,
    TextAdmitted,
    TextRejected,
)
from domain.moderation.model import Hiding, ReportOutcome, ReportReason
from domain.moderation.policy import NothingToSettle, require_moderator
from domain.moderation.queries import about
from domain.moderation.use_cases.reporting import DESK, held


async def hide(
    session: AsyncSession,
    actor: Actor,
    *,
    idea_id: int | None = None,
    comment_id: int | None = None,
    reason: ReportReason | str,
    said: str = "",
) -> Hiding:
    """Take an idea or a comment out of sight and settle what was reported; what is `said` its author reads.

    A text that waits stays where it is, turned down. Hiding twice is once: the second of two moderators gets what the
    first did. Raises NotFound, NothingToSettle for a comment that is gone, Invalid.
    """
    idea, comment = await held(session, actor, idea_id, comment_id)
    moderator = require_moderator(actor)
    known, said = why_hidden(reason, said)
    standing = await _standing(session, idea, comment)
    if standing is not None and not standing.waits:
        return standing
    if comment is not None and comment.removed_at is not None:
        raise NothingToSettle
    if standing is not None:
        standing.reason, standing.said, standing.hidden_by_id = known, said, moderator.id
        await session.flush()
        return await _turn_down(session, moderator, standing, idea, comment)
    hiding = Hiding(
        **about(idea, comment),
        reason=known,
        said=said,
        hidden_at=now(session),
        hidden_by_id=moderator.id,
    )
    session.add(hiding)
    if comment is None:
        await ideas.hide(session, idea)
        await record(session, IdeaHidden(idea.id, idea.author_id, moderator.id, known.value))
    else:
        await comments.hide(session, comment, moderator, said)
        await record(session, CommentHidden(comment.id, idea.id, comment.author_id, moderator.id, known.value))
    await DESK.settle(session, moderator, about(idea, comment), ReportOutcome.HIDDEN)
    return hiding


async def restore(
    session: AsyncSession, actor: Actor, *, idea_id: int | None = None, comment_id: int | None = None
) -> Idea:
    """Bring a hidden idea or comment back as it was, and return the idea. What isn't hidden stays as it is.

    A text that was kept back when it was written comes before the community now. Raises NotFound, NothingToSettle for
    one that its author has taken back.
    """
    idea, comment = await held(session, actor, idea_id, comment_id)
    moderator = require_moderator(actor)
    standing = await _standing(session, idea, comment)
    if standing is not None and standing.held_for is not None:
        return await _let_through(session, moderator, standing, idea, comment)
    if standing is not None:
        standing.restored_at, standing.restored_by_id = now(session), moderator.id
    if comment is not None:
        if standing is not None:
            await comments.restore(session, comment)
            await record(session, CommentRestored(comment.id, idea.id, comment.author_id, moderator.id))
    elif idea.hidden_at is not None:  # by a moderator, or by the import that brought it
        await ideas.restore(session, idea)
        await record(session, IdeaRestored(idea.id, idea.author_id, moderator.id))
    return idea


async def _turn_down(
    session: AsyncSession, moderator: Member, waiting: Hiding, idea: Idea, comment: Comment | None
) -> Hiding:
    if comment is not None:
        await comments.turn_down(session, comment, moderator, waiting.said)
    author_id = comment.author_id if comment else idea.author_id
    fact = TextRejected(idea.id, waiting.comment_id, author_id, moderator.id, str(waiting.reason))
    await record(session, fact)
    return waiting


async def _let_through(
    session: AsyncSession, moderator: Member, waiting: Hiding, idea: Idea, comment: Comment | None
) -> Idea:
    if idea.status is Status.WITHDRAWN or (comment is not None and comment.removed_at is not None):
        raise NothingToSettle
    waiting.restored_at, waiting.restored_by_id = now(session), moderator.id
    author_id = comment.author_id if comment else idea.author_id
    await record(session, TextAdmitted(idea.id, waiting.comment_id, author_id, moderator.id))
    await (ideas.let_through(session, idea) if comment is None else comments.let_through(session, comment))
    return idea


async def _standing(session: AsyncSession, idea: Idea, comment: Comment | None) -> Hiding | None:
    query = select(Hiding).filter_by(**about(idea, comment), restored_at=None)
    found: Hiding | None = await session.scalar(query)
    return found
