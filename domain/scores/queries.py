"""Reading scores: only for who reads the queue. Customers have no way to them."""

from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import Subquery, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from domain import ideas, members, triage
from domain.ideas import Idea
from domain.members import Actor, Member
from domain.rows import among, run
from domain.scores.formula import Suggestion, suggested
from domain.scores.model import TERMS, Score, ScoreWeights


async def current(session: AsyncSession, actor: Actor, idea_id: int) -> Score | None:
    """Return the score of an idea that counts, with who gave it and its weights; None to who may not read the queue."""
    if not triage.may_read_triage(actor):
        return None
    query = select(Score).join(Idea, Idea.id == Score.idea_id).where(ideas.visible_to(actor))
    query = query.where(Score.idea_id == idea_id, Score.superseded_at.is_(None))
    people = joinedload(Score.scorer, innerjoin=True), joinedload(Score.weights, innerjoin=True)
    return await session.scalar(query.options(*people).execution_options(populate_existing=True))


async def values(session: AsyncSession, actor: Actor, idea_ids: Collection[int]) -> dict[int, float]:
    """Return the scores of ideas that have been loaded for the actor; none to who may not read the queue."""
    if not triage.may_read_triage(actor) or not idea_ids:
        return {}
    return {row.idea_id: row.value for row in await run(session, _VALUES, {"numbers": list(idea_ids)})}


_SCORES = Score.__table__
_VALUES = select(_SCORES.c.idea_id, _SCORES.c.value).where(among(_SCORES.c.idea_id), _SCORES.c.superseded_at.is_(None))


@cache
def present() -> Subquery:
    """Return the scores that count (idea_id, value), to sort a list by that only the team reads."""
    return select(Score.idea_id, Score.value).where(Score.superseded_at.is_(None)).subquery()


async def suggestion(session: AsyncSession, actor: Actor, idea: Idea) -> Suggestion:
    """Return the community's own numbers about an idea, loaded for the actor with its counters."""
    there = await members.count(session, actor)
    return suggested(idea.supporters, idea.staff_supporters, idea.exposed, there)


async def weights(session: AsyncSession) -> ScoreWeights:
    """Return the newest weights; version 1 until an admin names others."""
    newest = select(ScoreWeights).order_by(ScoreWeights.version.desc()).limit(1)
    found = await session.scalar(newest.options(joinedload(ScoreWeights.named_by)))
    return found or ScoreWeights(version=1, reach=1.0, impact=1.0, confidence=1.0, effort=1.0)


async def weights_before(session: AsyncSession, most: int = 50) -> list[ScoreWeights]:
    """Return the weights of all versions that were named or used, newest first."""
    query = select(ScoreWeights).options(joinedload(ScoreWeights.named_by)).order_by(ScoreWeights.version.desc())
    return list(await session.scalars(query.limit(most)))


async def personal_data(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return the scores that the member gave, and the weights they named."""
    scored = await session.scalars(select(Score).where(Score.scorer_id == member.id).order_by(Score.id))
    named = select(ScoreWeights).where(ScoreWeights.named_by_id == member.id).order_by(ScoreWeights.version)
    return [
        {"idea": row.idea_id, "scored_at": row.scored_at} | {term: getattr(row, term) for term in TERMS}
        for row in scored
    ] + [
        {"weights": row.version, "named_at": row.named_at} | {term: getattr(row, term) for term in TERMS}
        for row in await session.scalars(named)
    ]
