"""Putting texts before the community, past whatever makes them wait for a moderator."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from domain import comments, ideas, images
from domain.clock import now
from domain.comments import Comment
from domain.events import record
from domain.ideas import Idea, Writing
from domain.images import NO_IMAGES, Arrangement
from domain.members import Actor, require_self
from domain.moderation.events import TextKeptBack
from domain.moderation.model import Hiding, Sign
from domain.moderation.suspicion import QUICK, Sending, signs


async def save_draft(
    session: AsyncSession, actor: Actor, key: UUID, writing: Writing, pictures: Arrangement = NO_IMAGES
) -> Idea:
    """Keep what has been written so far, with its images; one already submitted stays as it is.

    Raises what `ideas.save_draft` and `images.place` do.
    """
    idea = await ideas.save_draft(session, actor, key, writing)
    if idea.is_draft:
        await images.place(session, actor, pictures.described, pictures.removed, idea_id=idea.id)
    return idea


async def submit_idea(
    session: AsyncSession,
    actor: Actor,
    writing: Writing,
    *,
    key: UUID | None = None,
    sent: Sending | None = None,
    pictures: Arrangement = NO_IMAGES,
) -> Idea:
    """Put an idea before the community, or have it wait for a moderator; `sent` is how its form was.

    Raises what `ideas.submit` and `images.place` do.
    """

    async def judge(idea: Idea) -> bool:
        # Here and nowhere later: sent again, it is an idea that others have read, and changes with a revision alone.
        await images.place(session, actor, pictures.described, pictures.removed, idea_id=idea.id)
        text = f"{idea.title}\n{idea.problem}\n{idea.proposal}"
        from_draft = idea.created_at < now(session) - timedelta(seconds=QUICK)
        found = await signs(session, require_self(actor), text, sent=sent, from_draft=from_draft)
        if found:
            await ideas.hide(session, idea)
            await _hold(session, found, idea.id, None, idea.author_id)
        return not found

    return await ideas.submit(session, actor, writing, key=key, judge=judge)


async def write_comment(
    session: AsyncSession,
    actor: Actor,
    idea_id: int,
    body: str,
    *,
    parent_id: int | None = None,
    key: UUID | None = None,
    sent: Sending | None = None,
    pictures: Arrangement = NO_IMAGES,
) -> Comment:
    """Say something below an idea, or have it wait for a moderator; `sent` is how its form was.

    Raises what `comments.write` and `images.place` do.
    """

    async def judge(comment: Comment) -> bool:
        await images.place(session, actor, pictures.described, pictures.removed, comment_id=comment.id)
        found = await signs(session, require_self(actor), comment.body, sent=sent)
        if found:
            await comments.hold(session, comment)
            await _hold(session, found, comment.idea_id, comment.id, comment.author_id)
        return not found

    return await comments.write(session, actor, idea_id, body, parent_id=parent_id, key=key, judge=judge)


async def _hold(session: AsyncSession, found: list[Sign], idea_id: int, comment_id: int | None, author_id: int) -> None:
    held_for = [str(sign) for sign in found]
    session.add(Hiding(idea_id=idea_id, comment_id=comment_id, said="", held_for=held_for, hidden_at=now(session)))
    await session.flush()
    await record(session, TextKeptBack(idea_id, comment_id, author_id, held_for))
