"""How long a merge takes: two ideas with 5,000 voters each, half of whom back both; all of it is taken back."""

import statistics
import time
from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.trial import Trial, trial
from domain import ideas, triage, votes
from domain.ideas import Quadrant, Writing

VOTERS, ROUNDS = 5_000, 5
_VOTES = text(
    "INSERT INTO votes (member_id, idea_id, cast_at, by_staff) SELECT id, :idea, now(), false FROM members"
    " WHERE id <> ALL (:people) ORDER BY id LIMIT :voters OFFSET :skip"
)
_LOOKS = text(
    "INSERT INTO exposures (member_id, idea_id, seen_at, newcomer, counted)"
    " SELECT member_id, idea_id, cast_at, false, true FROM votes WHERE idea_id = :idea"
)


async def measured(url: str) -> str:
    """Return a row of the report: the middle time of merging and of undoing it, in milliseconds, as the product does.

    The community needs 7,502 members; nothing is left in it.
    """
    async with trial(url) as given:
        return await _row(given)


async def _row(given: Trial) -> str:
    session, author, team = given.session, given.author, given.team
    pair = []
    for skip, title in ((0, "Merged in the benchmark"), (VOTERS // 2, "What it was merged into")):
        writing = Writing(title, "", "Nobody proposes this in earnest.", Quadrant.CREATION_FOR_SELF)
        idea = await ideas.submit(session, author, writing)
        values = {"idea": idea.id, "people": [author.id, team.id], "voters": VOTERS, "skip": skip}
        await session.execute(_VOTES, values)
        await session.execute(_LOOKS, {"idea": idea.id})
        pair.append(idea.id)
    await votes.recount(session, pair)
    merging, undoing = [], []
    for _ in range(ROUNDS):
        merging.append(await _milliseconds(triage.merge, session, team, *pair))
        undoing.append(await _milliseconds(triage.undo_merge, session, team, pair[0]))
    return (
        f"A merge of two ideas with {VOTERS:,} voters each takes {statistics.median(merging):.0f} ms, and undoing it"
        f" {statistics.median(undoing):.0f} ms."
    )


async def _milliseconds(use_case: Callable[..., Awaitable[Any]], session: AsyncSession, *args: Any) -> float:
    begun = time.perf_counter()
    await use_case(session, *args)
    await session.flush()
    return 1000 * (time.perf_counter() - begun)
