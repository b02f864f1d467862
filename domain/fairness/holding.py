"""Holding points back that a case is about while somebody looks, or for good: of a test's end, or of a later part."""

from sqlalchemy.ext.asyncio import AsyncSession

from domain import ideas, rewards
from domain.fairness.model import FairnessCase


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
