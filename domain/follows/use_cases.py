"""Following and letting go."""

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from domain import ideas, members
from domain.clock import now
from domain.follows.model import Follow
from domain.ideas import Idea
from domain.members import Actor, Member
from domain.permissions import Permission


async def follow(session: AsyncSession, actor: Actor, idea_id: int) -> Idea:
    """Begin to hear of an idea; following twice changes nothing. Raises NotFound, SignInNeeded."""
    idea = await ideas.visible(session, actor, idea_id)
    member = members.require_member(actor, Permission.FOLLOW_IDEA)
    wish = insert(Follow).values(member_id=member.id, idea_id=idea.id, since=now(session))
    await session.execute(
        wish.on_conflict_do_update(
            index_elements=[Follow.member_id, Follow.idea_id],
            set_={"ended_at": None, "since": wish.excluded.since},
            where=Follow.ended_at.is_not(None),
        )
    )
    return idea


async def unfollow(session: AsyncSession, actor: Actor, idea_id: int) -> Idea:
    """Hear no more of an idea, whatever one does there later. Raises NotFound, SignInNeeded."""
    idea = await ideas.visible(session, actor, idea_id)
    member = members.require_member(actor, Permission.FOLLOW_IDEA)
    moment = now(session)
    wish = insert(Follow).values(member_id=member.id, idea_id=idea.id, since=moment, ended_at=moment)
    await session.execute(
        wish.on_conflict_do_update(
            index_elements=[Follow.member_id, Follow.idea_id],
            set_={"ended_at": wish.excluded.ended_at},
            where=Follow.ended_at.is_(None),
        )
    )
    return idea


async def forget(session: AsyncSession, member: Member) -> None:
    """Drop all that the member follows."""
    await session.execute(delete(Follow).where(Follow.member_id == member.id))
