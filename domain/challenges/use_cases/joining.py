"""Taking part: joining a challenge among staff, leaving it, answering a call; and what stays of who is erased."""

from datetime import timedelta

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain import ideas, members
from domain.challenges.events import ChallengeAnswered, ChallengeJoined, ChallengeLeft
from domain.challenges.model import (
    Challenge,
    ChallengeIdea,
    ChallengeKind,
    ChallengeParticipant,
    ChallengeResult,
    ChallengeState,
)
from domain.challenges.policy import NotForIdeas, NotForJoining, NotRunning, OverAlready, require_open
from domain.challenges.queries import joined, visible
from domain.clock import now
from domain.errors import Conflict, _, problem
from domain.events import record
from domain.ideas import NotTheAuthor
from domain.members import Actor, Member
from domain.permissions import Permission


class AnswersAnother(Conflict):
    """An idea answers one call."""

    code = "answers_another"
    message = _("This idea answers another call already.")


async def join(session: AsyncSession, actor: Actor, number: int) -> Challenge:
    """Join a challenge among staff before its time is over; twice is once.

    Raises NotFound, NotAllowed, NotForJoining, OverAlready, CalledOffAlready, DecidedAlready, TooMany.
    """
    member = await members.lock(session, members.require_member(actor, Permission.JOIN_CHALLENGE))
    challenge = await visible(session, member, number, lock=True)
    state = require_open(challenge, now(session))
    if challenge.kind is not ChallengeKind.STAFF:
        raise NotForJoining
    if state is ChallengeState.OVER:
        raise OverAlready
    if state is ChallengeState.DRAFT:
        raise NotRunning
    await members.spend(session, f"challenge_join:{member.id}", 30, timedelta(hours=1))
    if await joined(session, challenge, member.id) is None:
        taking_part = ChallengeParticipant(challenge_id=challenge.id, member_id=member.id, joined_at=now(session))
        session.add(taking_part)
        await session.flush()
        await record(session, ChallengeJoined(challenge.id, member.id))
    return challenge


async def leave(session: AsyncSession, actor: Actor, number: int) -> Challenge:
    """Leave a challenge before it is decided; what was entered for oneself is deleted. Who isn't in it stays out.

    Raises SignInNeeded, NotAllowed, NotFound, DecidedAlready, CalledOffAlready.
    """
    member = await members.lock(session, members.require_member(actor, Permission.JOIN_CHALLENGE))
    challenge = await visible(session, member, number, lock=True)
    require_open(challenge, now(session))
    found = await joined(session, challenge, member.id)
    if found is not None:
        await session.delete(found)
        await session.flush()
        await record(session, ChallengeLeft(challenge.id, member.id))
    return challenge


async def answer(session: AsyncSession, actor: Actor, number: int, idea_id: int) -> Challenge:
    """Say that an idea of the actor's answers a call, while it runs; twice is once, and it stays so.

    Raises SignInNeeded, NotFound, NotTheAuthor, NotForIdeas, NotRunning, AnswersAnother, CalledOffAlready,
    DecidedAlready, and Invalid for an idea that stands in another quadrant.
    """
    member = await members.lock(session, members.require_member(actor, Permission.SUBMIT_IDEA))
    challenge = await visible(session, member, number, lock=True)
    idea = await ideas.visible(session, member, idea_id)
    if idea.is_draft or not idea.is_by(member.id):
        raise NotTheAuthor
    if challenge.kind is not ChallengeKind.IDEAS:
        raise NotForIdeas
    if require_open(challenge, now(session)) is not ChallengeState.RUNNING:
        raise NotRunning
    if challenge.quadrant is not None and idea.quadrant != challenge.quadrant:
        raise problem("challenge", "quadrant", _("This call is for ideas of another quadrant."))
    there = await session.get(ChallengeIdea, idea.id)
    if there is not None and there.challenge_id != challenge.id:
        raise AnswersAnother
    if there is None:
        session.add(ChallengeIdea(idea_id=idea.id, challenge_id=challenge.id, at=now(session)))
        await session.flush()
        await record(session, ChallengeAnswered(challenge.id, idea.id, member.id))
    return challenge


async def forget(session: AsyncSession, member: Member) -> None:
    """Take a member who leaves out of all challenges, with what was entered for them; a win stays, without words."""
    await session.execute(delete(ChallengeParticipant).where(ChallengeParticipant.member_id == member.id))
    wordless = update(ChallengeResult).where(ChallengeResult.member_id == member.id).values(reason="")
    await session.execute(wordless.execution_options(synchronize_session=False))
