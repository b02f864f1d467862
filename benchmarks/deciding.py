"""How long a decision with its answer takes, as the product makes it; all of it is taken back."""

import statistics
import time

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain import database, ideas, triage
from domain.clock import system_clock
from domain.ideas import Quadrant, Writing
from domain.members import Member, Role
from domain.triage import DecisionKind, Ruling, Welcome

ROUNDS = 15
_RULING = Ruling(
    DecisionKind.SHORTLIST,
    "Thank you for this. We want to try it, and we tell you here how it goes.",
    Welcome.ACCEPT,
    "They asked for it in spring.",
)


async def measured(url: str) -> str:
    """Return a row of the report: the middle time of a decision in milliseconds; nothing is left in the community."""
    engine = database.connect(url, pool_size=1)
    try:
        async with database.sessionmaker(engine, system_clock)() as session:
            return await _row(session)
    finally:
        await engine.dispose()


async def _row(session: AsyncSession) -> str:
    author, team = (await session.scalars(select(Member).order_by(Member.id).limit(2))).all()
    await session.execute(update(Member).where(Member.id == team.id).values(role=Role.PRODUCT))
    await session.refresh(team)
    took = []
    for number in range(ROUNDS):
        text = f"Nobody proposes this in earnest, number {number}."
        idea = await ideas.submit(session, author, Writing(text, "", text, Quadrant.CREATION_FOR_SELF))
        begun = time.perf_counter()
        await triage.decide(session, team, idea.id, _RULING, seen=idea.status)
        took.append(1000 * (time.perf_counter() - begun))
    await session.rollback()
    return f"A decision with its answer takes {statistics.median(took):.0f} ms."
