"""What happens to the care of ideas when something happens to whoever takes it."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import members
from domain.events import RecordedFact, record
from domain.ideas import Idea
from domain.members import RoleChanged
from domain.permissions import Permission
from domain.triage.events import IdeaReleased
from domain.triage.model import Assignment
from domain.triage.use_cases.caring import hand_over


async def let_go(session: AsyncSession, fact: RoleChanged, row: RecordedFact) -> None:
    """Let nobody take care of the ideas of a member who may answer and decide no longer."""
    member = (await members.by_ids(session, [fact.member_id]))[fact.member_id]
    if member.may(Permission.TRIAGE):
        return
    theirs = select(Idea).join(Assignment, Assignment.idea_id == Idea.id).where(Assignment.member_id == member.id)
    held = theirs.order_by(Idea.id).with_for_update(of=Idea, key_share=True)
    for idea in await session.scalars(held.execution_options(populate_existing=True)):
        await hand_over(session, idea, None)
        await record(session, IdeaReleased(idea.id, member.id, fact.actor_id))
