"""Challenges: told to who won or took part, and to who has to confirm the winners."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.challenges import (
    Challenge,
    ChallengeCancelled,
    ChallengeDecided,
    ChallengeEnded,
    ChallengeIdea,
    ChallengeParticipant,
    ChallengeResult,
)
from domain.events import RecordedFact
from domain.ideas import Idea
from domain.notifications.kinds import NoticeKind
from domain.notifications.telling import tell


async def tell_of_winners(session: AsyncSession, fact: ChallengeDecided, row: RecordedFact) -> None:
    """Tell who won, and everybody else who took part that it is decided."""
    reasons = dict.fromkeys(await _taking_part(session, fact.challenge_id), NoticeKind.CHALLENGE_DECIDED)
    won = select(ChallengeResult.member_id).where(ChallengeResult.challenge_id == fact.challenge_id)
    won = won.where(ChallengeResult.won)
    reasons |= dict.fromkeys(await session.scalars(won), NoticeKind.CHALLENGE_WON)
    reasons.pop(fact.actor_id, None)
    await tell(session, row, reasons, idea_id=None, actor_id=None, challenge_id=fact.challenge_id)


async def tell_of_calling_off(session: AsyncSession, fact: ChallengeCancelled, row: RecordedFact) -> None:
    """Tell everybody who took part."""
    reasons = dict.fromkeys(await _taking_part(session, fact.challenge_id), NoticeKind.CHALLENGE_CALLED_OFF)
    reasons.pop(fact.actor_id, None)
    await tell(session, row, reasons, idea_id=None, actor_id=None, challenge_id=fact.challenge_id)


async def tell_of_ended_challenge(session: AsyncSession, fact: ChallengeEnded, row: RecordedFact) -> None:
    """Tell whoever wrote it that people have to confirm who won."""
    challenge = await session.get(Challenge, fact.challenge_id)
    if challenge is not None:
        reasons = {challenge.made_by_id: NoticeKind.CHALLENGE_OVER}
        await tell(session, row, reasons, idea_id=None, actor_id=None, challenge_id=challenge.id)


async def _taking_part(session: AsyncSession, number: int) -> set[int]:
    """Return who joined, and whose ideas answer the call."""
    joined = select(ChallengeParticipant.member_id).where(ChallengeParticipant.challenge_id == number)
    authors = select(Idea.author_id).join(ChallengeIdea, ChallengeIdea.idea_id == Idea.id)
    authors = authors.where(ChallengeIdea.challenge_id == number)
    return {*await session.scalars(joined), *await session.scalars(authors)}
