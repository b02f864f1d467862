"""Recounting decided challenges from what they were decided by, and what a person takes along of all."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from domain.challenges.model import Challenge, ChallengeParticipant, ChallengeReading, ChallengeResult
from domain.challenges.standing import candidates, winning
from domain.members import Member


async def astray(session: AsyncSession) -> list[tuple[int, str]]:
    """Return decided challenges with what is wrong: a winner below a threshold, or others than the rule says.

    It looks as things stood at the decision. People who have left since, or changed what others see of them, are
    passed over, as what they did can no longer be counted.
    """
    found = []
    decided = select(Challenge).where(Challenge.decided_at.is_not(None)).order_by(Challenge.id)
    for challenge in list(await session.scalars(decided)):
        query = select(ChallengeResult).where(ChallengeResult.challenge_id == challenge.id)
        rows = list(await session.scalars(query.options(joinedload(ChallengeResult.member, innerjoin=True))))
        if any(row.much < challenge.much_least or row.well < challenge.well_least for row in rows):
            found.append((challenge.id, "has a winner below a threshold"))
        if any(row.won and row.member_id == challenge.decided_by_id for row in rows):
            found.append((challenge.id, "was won by who decided it"))
        again = {each.member_id: each for each in await candidates(session, challenge, as_of=challenge.decided_at)}
        kept = {row.member_id: (row.much, row.well) for row in rows if row.member_id in again}
        if any((again[number].much, again[number].well) != figures for number, figures in kept.items()):
            found.append((challenge.id, "counts other figures than there were"))
        elif len(kept) == len(rows):
            aside = {row.member_id for row in rows if not row.won}
            proper = {each.member_id for each in winning(challenge, list(again.values()), aside)}
            joined_boards_since = proper - kept.keys()
            if proper - joined_boards_since != {row.member_id for row in rows if row.won} - joined_boards_since:
                found.append((challenge.id, "was won by others than its rule says"))
    return found


async def personal_data(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return the challenges that the member joined with what was entered for them, and those decided with them."""
    joined = select(ChallengeParticipant, Challenge).join(Challenge, Challenge.id == ChallengeParticipant.challenge_id)
    joined = joined.where(ChallengeParticipant.member_id == member.id).order_by(Challenge.id)
    entered = select(ChallengeReading).where(ChallengeReading.member_id == member.id).order_by(ChallengeReading.id)
    results = select(ChallengeResult).where(ChallengeResult.member_id == member.id)
    return [
        *(
            {"challenge": challenge.id, "question": challenge.question, "joined_at": part.joined_at}
            for part, challenge in await session.execute(joined)
        ),
        *(
            {"challenge": each.challenge_id}
            | {name: getattr(each, name) for name in ("week", "much", "well", "reason", "entered_at", "superseded_at")}
            for each in await session.scalars(entered)
        ),
        *(
            {"challenge": each.challenge_id}
            | {name: getattr(each, name) for name in ("won", "place", "much", "well", "met_at", "reason")}
            for each in await session.scalars(results.order_by(ChallengeResult.challenge_id))
        ),
    ]


async def kept(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return the challenges that the member wrote or decided, and the readings that they entered for others."""
    wrote = select(Challenge).where((Challenge.made_by_id == member.id) | (Challenge.decided_by_id == member.id))
    entered = select(ChallengeReading).where(ChallengeReading.entered_by_id == member.id).order_by(ChallengeReading.id)
    return [
        *(
            {
                "challenge": each.id,
                "question": each.question,
                "says": each.says,
                "perk": each.perk,
                "made_at": each.made_at if each.made_by_id == member.id else None,
                "decided_at": each.decided_at if each.decided_by_id == member.id else None,
                "decided_why": each.decided_why if each.decided_by_id == member.id else "",
                "called_off_why": each.called_off_why if each.made_by_id == member.id else "",
            }
            for each in await session.scalars(wrote.order_by(Challenge.id))
        ),
        *(
            {"challenge": each.challenge_id, "week": each.week, "entered_at": each.entered_at, "reason": each.reason}
            for each in await session.scalars(entered)
        ),
    ]
