"""What makes a text wait for a moderator before others see it."""

from sqlalchemy import func, literal, literal_column, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from domain import community
from domain.comments import Comment
from domain.errors import _
from domain.ideas import Idea, Status
from domain.members import Member
from domain.moderation.model import Sign, SignKind

SENTENCES: dict[SignKind, str] = {
    SignKind.FIRST_TEXT: _("One of the first texts of this member"),
}


async def signs(session: AsyncSession, author: Member) -> list[Sign]:
    """Return what makes a text wait that the author has just written; nothing makes those of people who work here."""
    if author.is_staff:
        return []
    most = (await community.current(session)).first_texts
    found = []
    if most and await _in_sight(session, author, most + 1) <= most:  # the new one is among them
        found.append(Sign(SignKind.FIRST_TEXT))
    return found


async def _in_sight(session: AsyncSession, author: Member, most: int) -> int:
    """Return how many of the author's texts all can read, counting to `most`."""
    of_ideas = select(literal(1)).where(Idea.author_id == author.id, Idea.hidden_at.is_(None))
    of_ideas = of_ideas.where(Idea.status != Status.DRAFT)
    of_comments = select(literal(1)).where(Comment.author_id == author.id, Comment.held_at.is_(None))
    of_comments = of_comments.where(Comment.removed_at.is_(None))
    some = union_all(of_ideas, of_comments).limit(literal_column(str(most))).subquery()
    return await session.scalar(select(func.count()).select_from(some)) or 0
