"""Taking a text out of sight, and bringing it back."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import comments, ideas, offers
from domain.clock import now
from domain.events import record
from domain.ideas import Idea, Status
from domain.members import Actor, Member
from domain.moderation.desk import why_hidden
from domain.moderation.events import (
    CommentHidden,
    CommentRestored,
    IdeaHidden,
    IdeaRestored,
    OfferHidden,
    OfferRestored,
    TextAdmitted,
    TextRejected,
)
from domain.moderation.model import Hiding, ReportOutcome, ReportReason
from domain.moderation.policy import NothingToSettle, require_moderator
from domain.moderation.subjects import Subject, held
from domain.moderation.use_cases.reporting import DESK


async def hide(
    session: AsyncSession,
    actor: Actor,
    *,
    idea_id: int | None = None,
    comment_id: int | None = None,
    offer_id: int | None = None,
    reason: ReportReason | str,
    said: str = "",
) -> Hiding:
    """Take an idea, a comment or an offer out of sight and settle what was reported; what is `said` its author reads.

    A text that waits stays where it is, turned down. Hiding twice is once: the second of two moderators gets what the
    first did. Raises NotFound, OwnJudgement, NothingToSettle for a comment or an offer whose words are gone, Invalid.
    """
    subject = await held(session, actor, idea_id=idea_id, comment_id=comment_id, offer_id=offer_id)
    moderator = require_moderator(actor)
    known, said = why_hidden(reason, said)
    standing = await _standing(session, subject)
    if standing is not None and not standing.waits:
        return standing
    if subject.comment is not None and subject.comment.removed_at is not None:
        raise NothingToSettle
    if subject.offer is not None and not subject.offer.is_open:
        raise NothingToSettle
    if standing is not None:
        standing.reason, standing.said, standing.hidden_by_id = known, said, moderator.id
        await session.flush()
        return await _turn_down(session, moderator, standing, subject)
    hiding = Hiding(**subject.columns, reason=known, said=said, hidden_at=now(session), hidden_by_id=moderator.id)
    session.add(hiding)
    idea, author_id = subject.idea, subject.author_id
    if subject.comment is not None:
        await comments.hide(session, subject.comment, moderator, said)
        await record(session, CommentHidden(subject.comment.id, idea.id, author_id, moderator.id, known.value))
    elif subject.offer is not None:
        await offers.hide(session, subject.offer)
        await record(session, OfferHidden(subject.offer.id, idea.id, author_id, moderator.id, known.value))
    else:
        await ideas.hide(session, idea)
        await record(session, IdeaHidden(idea.id, author_id, moderator.id, known.value))
    await DESK.settle(session, moderator, subject.columns, ReportOutcome.HIDDEN)
    return hiding


async def restore(
    session: AsyncSession,
    actor: Actor,
    *,
    idea_id: int | None = None,
    comment_id: int | None = None,
    offer_id: int | None = None,
) -> Idea:
    """Bring a hidden idea, comment or offer back as it was, and return the idea. What isn't hidden stays as it is.

    A text that was kept back when it was written comes before the community now. Raises NotFound, OwnJudgement,
    NothingToSettle for one that its author has taken back.
    """
    subject = await held(session, actor, idea_id=idea_id, comment_id=comment_id, offer_id=offer_id)
    moderator = require_moderator(actor)
    standing = await _standing(session, subject)
    if standing is not None and standing.held_for is not None:
        return await _let_through(session, moderator, standing, subject)
    if standing is not None:
        standing.restored_at, standing.restored_by_id = now(session), moderator.id
    idea, author_id = subject.idea, subject.author_id
    if subject.comment is not None:
        if standing is not None:
            await comments.restore(session, subject.comment)
            await record(session, CommentRestored(subject.comment.id, idea.id, author_id, moderator.id))
    elif subject.offer is not None:
        if standing is not None:
            await offers.restore(session, subject.offer)
            await record(session, OfferRestored(subject.offer.id, idea.id, author_id, moderator.id))
    elif idea.hidden_at is not None:  # by a moderator, or by the import that brought it
        await ideas.restore(session, idea)
        await record(session, IdeaRestored(idea.id, author_id, moderator.id))
    return idea


async def _turn_down(session: AsyncSession, moderator: Member, waiting: Hiding, subject: Subject) -> Hiding:
    if subject.comment is not None:
        await comments.turn_down(session, subject.comment, moderator, waiting.said)
    reason = str(waiting.reason)
    await record(session, TextRejected(subject.idea.id, waiting.comment_id, subject.author_id, moderator.id, reason))
    return waiting


async def _let_through(session: AsyncSession, moderator: Member, waiting: Hiding, subject: Subject) -> Idea:
    idea, comment = subject.idea, subject.comment
    if idea.status is Status.WITHDRAWN or (comment is not None and comment.removed_at is not None):
        raise NothingToSettle
    waiting.restored_at, waiting.restored_by_id = now(session), moderator.id
    await record(session, TextAdmitted(idea.id, waiting.comment_id, subject.author_id, moderator.id))
    await (ideas.let_through(session, idea) if comment is None else comments.let_through(session, comment))
    return idea


async def _standing(session: AsyncSession, subject: Subject) -> Hiding | None:
    found: Hiding | None = await session.scalar(select(Hiding).filter_by(**subject.columns, restored_at=None))
    return found
