"""Putting texts before the community, past whatever makes them wait for a moderator."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from domain import comments, ideas
from domain.clock import now
from domain.comments import Comment
from domain.events import record
from domain.ideas import Idea, Writing
from domain.members import Actor, require_self
from domain.moderation.events import TextKeptBack
from domain.moderation.model import Hiding, Sign
from domain.moderation.suspicion import QUICK, Sending, signs


async def submit_idea(
    session: AsyncSession, actor: Actor, writing: Writing, *, key: UUID | None = None, sent: Sending | None = None
) -> Idea:
    """Put an idea before the community, or have it wait for a moderator; `sent` is how its form was.

    Raises what `ideas.submit` does.
    """

    async def judge(idea: Idea) -> bool:
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
) -> Comment:
    """Say something below an idea, or have it wait for a moderator; `sent` is how its form was.

    Raises what `comments.write` does.
    """

    async def judge(comment: Comment) -> bool:
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
