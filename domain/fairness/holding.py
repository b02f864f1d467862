"""Holding points back that a case is about while somebody looks, or for good, and how that stands for entries."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import ideas, rewards
from domain.fairness.model import CaseBatch, CaseVote, FairnessCase
from domain.ideas import Idea
from domain.members import Member
from domain.rewards import Entry, Look


async def hold_back(session: AsyncSession, case: FairnessCase, *, refused: bool = False) -> None:
    """Let the points that a case is about wait, or refuse them; those of votes are held back with the votes."""
    if case.conclusion_id is not None:
        await rewards.hold_learning(session, case.conclusion_id, refused=refused)
    elif case.part_id is not None:
        await rewards.hold_part(session, case.part_id, refused=refused, merged=await are_one(session, case))


async def release(session: AsyncSession, case: FairnessCase) -> None:
    """Have the points that a case is about paid."""
    if case.conclusion_id is not None:
        await rewards.release_learning(session, case.conclusion_id)
    elif case.part_id is not None:
        await rewards.release_part(session, case.part_id)


async def are_one(session: AsyncSession, case: FairnessCase) -> bool:
    """Return whether the two ideas of a case live in one now."""
    ends = {(await ideas.above(session, [number]) or [number])[-1] for number in case.idea_ids}
    return len(ends) == 1


async def looks(session: AsyncSession, entries: Collection[Entry]) -> dict[int, Look]:
    """Return how the look stands for which entries were taken back, by the number of the reversal among them.

    Votes that any case holds don't count, whatever another says; what was taken back before they were held is left out.
    """
    found = await rewards.looks(session, entries)
    support = [each for each in entries if each.reverses_id is not None and rewards.voter_of(each) is not None]
    if not support:
        return found
    query = select(CaseVote.member_id, Idea.id, CaseBatch.made_at, FairnessCase.outcome)
    query = query.join(CaseBatch, CaseBatch.id == CaseVote.batch_id)
    query = query.join(FairnessCase, FairnessCase.id == CaseVote.case_id)
    query = query.join(Idea, rewards.lives_in(CaseVote.idea_id))
    query = query.where(CaseVote.member_id.in_({rewards.voter_of(each) for each in support}))
    rows = (await session.execute(query.where(Idea.id.in_({each.idea_id for each in support})))).all()
    for each in support:
        held = [row for row in rows if (row[0], row[1]) == (rewards.voter_of(each), each.idea_id)]
        held = [row for row in held if each.id in found or row.made_at <= each.recorded_at]
        if held:
            found[each.id] = Look.HELD if all(row.outcome is None for row in held) else Look.REFUSED
    return found


async def looks_of(session: AsyncSession, member: Member, idea_id: int) -> dict[int, Look]:
    """Return how the look stands for which a member’s entries for one idea were taken back, as `looks`."""
    return await looks(session, await rewards.reversals(session, member, idea_id))
