"""Writing, changing and removing comments."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain import ideas, members
from domain.clock import now
from domain.comments.events import CommentCredited, CommentRemoved, CommentRevised, CommentWritten, CreditTakenBack
from domain.comments.model import BODY_MOST, CREDITS_MOST, REASON_MOST, Comment
from domain.comments.policy import (
    CreditedEnough,
    require_may_comment,
    require_may_credit,
    require_may_edit,
    require_may_remove,
    require_stands_for,
)
from domain.comments.queries import visible
from domain.errors import Conflict, NotFound, _
from domain.events import record
from domain.ideas import IdeaCounters
from domain.members import Actor, Member
from domain.permissions import Permission
from domain.texts import checked

Judge = Callable[[Comment], Awaitable[bool]]


class RepliesEndHere(Conflict):
    """A reply can't be replied to."""

    code = "replies_end_here"
    message = _("Replies go one level deep. Please reply to the comment above.")


async def write(
    session: AsyncSession,
    actor: Actor,
    idea_id: int,
    body: str,
    *,
    parent_id: int | None = None,
    key: UUID | None = None,
    judge: Judge | None = None,
) -> Comment:
    """Say something below an idea, or reply to a comment; the form's `key` again returns what it made.

    A `judge` is shown what is new, and may have it kept back: when it returns false, nobody hears of it yet.
    Raises NotFound, CommentsClosed, RepliesEndHere, Invalid, TooMany.
    """
    author = await members.lock(session, members.require_member(actor, Permission.WRITE_COMMENT))
    idea = await ideas.visible(session, actor, idea_id, share=True)
    if key is not None:
        twin = select(Comment.id).where(Comment.author_id == author.id, Comment.key == key)
        made = await session.scalar(twin)
        if made is not None:
            return await visible(session, actor, made)
    await members.spend(session, f"comment:{author.id}", 60, timedelta(hours=1))
    require_may_comment(actor, idea)
    if parent_id is not None:
        parent = await visible(session, actor, parent_id)
        if parent.idea_id != idea.id or parent.held_at is not None:
            raise NotFound
        if parent.parent_id is not None:
            raise RepliesEndHere
    with checked() as problems:
        body = problems.text("body", body, least=1, most=BODY_MOST)
    comment = Comment(
        idea_id=idea.id, parent_id=parent_id, author_id=author.id, body=body, created_at=now(session), key=key
    )
    session.add(comment)
    await session.flush()
    if judge is None or await judge(comment):
        await _tell(session, comment)
    return await visible(session, actor, comment.id)


EditJudge = Callable[[Comment, str], Awaitable[bool]]


async def revise(
    session: AsyncSession,
    actor: Actor,
    comment_id: int,
    body: str,
    *,
    images_change: bool = False,
    judge: EditJudge | None = None,
) -> Comment:
    """Change one's own comment within its edit window; with `images_change` its images along, which the caller does.

    A `judge` is shown what it shall say; when it returns false, nothing changes yet.
    Raises NotFound, NotYours, TooLateToEdit, Invalid.
    """
    comment = await visible(session, actor, comment_id, lock=True)
    require_may_edit(actor, comment, now(session))
    with checked() as problems:
        body = problems.text("body", body, least=1, most=BODY_MOST)
    if (images_change or body != comment.body) and (judge is None or await judge(comment, body)):
        await say_anew(session, comment, body)
    return comment


async def say_anew(session: AsyncSession, comment: Comment, body: str) -> None:
    """Let a comment say something else from now on. Whoever calls holds the comment and has allowed it."""
    comment.body, comment.edited_at = body, now(session)
    await session.flush()
    await record(session, CommentRevised(comment.id, comment.author_id))


async def remove(session: AsyncSession, actor: Actor, comment_id: int, *, reason: str = "") -> Comment:
    """Take a comment away, leaving a stone in its place; staff say why. Removing twice changes nothing.

    Raises NotFound, NotYours, Invalid.
    """
    comment = await visible(session, actor, comment_id, lock=True)
    require_may_remove(actor, comment)
    remover = members.require_self(actor)
    if comment.removed_at is not None:
        return comment
    with checked() as problems:
        least = 0 if comment.author_id == remover.id else 3
        reason = problems.line("reason", reason, least=least, most=REASON_MOST)
    comment.body, comment.removed_at = "", now(session)
    comment.removed_by_id, comment.removed_reason = remover.id, reason or None
    await session.flush()
    if comment.held_at is None:
        await _count(session, comment.idea_id, -1)
    await record(session, CommentRemoved(comment.id, comment.idea_id, remover.id))
    return comment


async def credit(session: AsyncSession, actor: Actor, comment_id: int) -> Comment:
    """Say that one's idea builds on a comment of somebody else. Twice is once.

    Raises NotFound, SignInNeeded, NotTheAuthor, OwnCredit, NothingToCredit, CreditedEnough.
    """
    comment = await _with_idea_held(session, actor, comment_id)
    require_may_credit(actor, comment.idea, comment)
    if comment.credited_at is not None:
        return comment
    giver = members.require_self(actor)
    given = select(Comment.author_id, Comment.credited_by_id)
    given = given.where(Comment.idea_id == comment.idea_id, Comment.credited_at.is_not(None))
    others = (await session.execute(given)).tuples().all()
    if comment.author_id in {who for who, _by in others}:
        raise CreditedEnough
    if sum(by == giver.id for _who, by in others) >= CREDITS_MOST:
        raise CreditedEnough
    comment.credited_at, comment.credited_by_id = now(session), giver.id
    comment.credited_by_team = await members.team_of(session, giver)
    await session.flush()
    await record(session, CommentCredited(comment.id, comment.idea_id, comment.author_id, giver.id))
    return comment


async def take_credit_back(session: AsyncSession, actor: Actor, comment_id: int) -> Comment:
    """Say that one's idea doesn't build on a comment after all. Twice is once.

    Raises NotFound, SignInNeeded, NotTheAuthor.
    """
    comment = await _with_idea_held(session, actor, comment_id)
    require_stands_for(actor, comment.idea)
    if comment.credited_at is None:
        return comment
    comment.credited_at = comment.credited_by_id = comment.credited_by_team = None
    await session.flush()
    taker = members.require_self(actor)
    await record(session, CreditTakenBack(comment.id, comment.idea_id, comment.author_id, taker.id))
    return comment


async def _with_idea_held(session: AsyncSession, actor: Actor, comment_id: int) -> Comment:
    found = await visible(session, actor, comment_id)
    await ideas.visible(session, actor, found.idea_id, lock=True)  # so that those who share it credit one by one
    return await visible(session, actor, comment_id, lock=True)


async def hold(session: AsyncSession, comment: Comment) -> None:
    """Keep a comment back that has just been written. Whoever calls has decided it."""
    comment.held_at = now(session)
    await session.flush()


async def turn_down(session: AsyncSession, comment: Comment, moderator: Member, reason: str) -> None:
    """Leave a comment kept back for good, with the reason. Whoever calls holds the comment and has allowed it."""
    comment.removed_by_id, comment.removed_reason = moderator.id, reason or None
    await session.flush()


async def let_through(session: AsyncSession, comment: Comment) -> None:
    """Let all read a comment that was kept back. Whoever calls holds the comment and has allowed it."""
    comment.held_at = comment.removed_by_id = comment.removed_reason = None
    await session.flush()
    await _tell(session, comment)


async def hide(session: AsyncSession, comment: Comment, moderator: Member, reason: str) -> None:
    """Put a comment's words where no reader finds them; its place says that it was removed, with the reason.

    Whoever calls holds the comment and has allowed it.
    """
    comment.hidden_body, comment.body = comment.body, ""
    comment.removed_at, comment.removed_by_id, comment.removed_reason = now(session), moderator.id, reason or None
    await session.flush()
    await _count(session, comment.idea_id, -1)


async def restore(session: AsyncSession, comment: Comment) -> None:
    """Bring a hidden comment back as it was. Whoever calls holds the comment and has allowed it."""
    body = await session.scalar(select(Comment.hidden_body).where(Comment.id == comment.id))
    comment.body, comment.hidden_body = body or "", None
    comment.removed_at = comment.removed_by_id = comment.removed_reason = None
    await session.flush()
    await _count(session, comment.idea_id, 1)


async def _tell(session: AsyncSession, comment: Comment) -> None:
    await _count(session, comment.idea_id, 1)
    await record(session, CommentWritten(comment.id, comment.idea_id, comment.author_id, comment.parent_id))


async def _count(session: AsyncSession, idea_id: int, by: int) -> None:
    await session.execute(
        update(IdeaCounters).where(IdeaCounters.idea_id == idea_id).values(comments=IdeaCounters.comments + by)
    )
