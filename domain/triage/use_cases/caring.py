"""Taking care of ideas: claiming one for oneself, giving it to somebody, letting it go."""

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from domain import answers, ideas, members
from domain.clock import now
from domain.errors import Conflict, NotFound, _
from domain.events import record
from domain.ideas import Idea, Status
from domain.members import Actor, Member
from domain.permissions import Permission
from domain.triage.events import IdeaAssigned, IdeaClaimed, IdeaReleased
from domain.triage.model import Assignment
from domain.triage.policy import require_may_assign, require_may_claim, require_may_triage
from domain.triage.use_cases.keeping_views import forget_views


class NotOfTheTeam(Conflict):
    """Ideas are given to those who may answer them."""

    code = "not_of_the_team"
    message = _("Only the product team and admins take care of ideas. Please choose one of them.")
    field = "member"


async def claim(session: AsyncSession, actor: Actor, idea_id: int) -> Idea:
    """Take an idea up, which leads it into review and lets an older one's clock start; twice is once.

    Raises NotFound, NotAllowed, NothingToClaim, ClaimedMeanwhile.
    """
    idea = await ideas.visible(session, actor, idea_id, lock=True)
    require_may_triage(actor)
    claimer = members.require_self(actor)
    held = await assignment(session, idea.id)
    require_may_claim(idea, claimer, held.member if held else None)
    if held is None:
        await hand_over(session, idea, claimer.id)
        await record(session, IdeaClaimed(idea.id, claimer.id))
    await take_in(session, idea, claimer)
    return idea


async def assign(session: AsyncSession, actor: Actor, idea_id: int, member_id: int) -> Idea:
    """Give an idea into the care of somebody of the team, whoever had it; a submitted one comes into review.

    Raises NotFound, NotAllowed, NotOfTheTeam, NothingToClaim.
    """
    idea = await ideas.visible(session, actor, idea_id, lock=True)
    require_may_triage(actor)
    giver = members.require_self(actor)
    member = await somebody_of_the_team(session, member_id)
    require_may_assign(idea)
    held = await assignment(session, idea.id)
    if held is None or held.member_id != member.id:
        await hand_over(session, idea, member.id)
        await record(session, IdeaAssigned(idea.id, member.id, giver.id))
    await take_in(session, idea, giver)
    return idea


async def release(session: AsyncSession, actor: Actor, idea_id: int) -> Idea:
    """Take care of an idea no longer, or let somebody else no longer; it stays in review. Without one, nothing changes.

    Raises NotFound, NotAllowed.
    """
    idea = await ideas.visible(session, actor, idea_id, lock=True)
    require_may_triage(actor)
    held = await assignment(session, idea.id)
    if held is not None:
        await hand_over(session, idea, None)
        await record(session, IdeaReleased(idea.id, held.member_id, members.require_self(actor).id))
    return idea


async def somebody_of_the_team(session: AsyncSession, member_id: int | None) -> Member:
    """Return a member who may answer and decide. Raises NotFound, NotOfTheTeam."""
    member = (await members.by_ids(session, [member_id])).get(member_id) if member_id is not None else None
    if member is None or member.left_at is not None:
        raise NotFound
    if not member.may(Permission.TRIAGE):
        raise NotOfTheTeam
    return member


async def hand_over(session: AsyncSession, idea: Idea, member_id: int | None) -> None:
    """Let a member take care of an idea, or nobody, and record nothing. Whoever calls holds the idea."""
    await session.execute(delete(Assignment).where(Assignment.idea_id == idea.id))
    if member_id is not None:
        session.add(Assignment(idea_id=idea.id, member_id=member_id, assigned_at=now(session)))
    await session.flush()


async def take_in(session: AsyncSession, idea: Idea, by: Member) -> None:
    """Lead a submitted idea into review; an older or imported one owes an answer from now on."""
    if idea.status is not Status.SUBMITTED:
        return
    await ideas.move(session, idea, Status.IN_REVIEW, by.id)
    if idea.answered_at is None:
        await answers.start(session, idea.id, now(session))


async def assignment(session: AsyncSession, idea_id: int) -> Assignment | None:
    """Return who takes care of an idea. Whoever calls holds the idea or has loaded it for whoever asks."""
    query = select(Assignment).where(Assignment.idea_id == idea_id).options(joinedload(Assignment.member))
    return await session.scalar(query.execution_options(populate_existing=True))


async def forget(session: AsyncSession, member: Member) -> None:
    """Let go of all that the member took care of, and of the views they saved."""
    await forget_views(session, member)
    await session.execute(delete(Assignment).where(Assignment.member_id == member.id))
