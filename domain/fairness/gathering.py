"""The votes of months, gathered once for all checks: into tables of the look's own, which go with its transaction.

`cast_by` has a row for each vote, `pairs` one for each voter and author who meet more than once, `gave` and `got` one
for each voter and each author: with how many votes it was lately, and over the longest time that a check looks back
on. The planner knows how large they are, which it couldn't know of a part of a statement.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from domain.clock import now
from domain.fairness import thresholds as at

_ALONE: Final = text("SELECT pg_advisory_xact_lock(hashtext('fairness'))")
# For what is sorted and looked up at a time; nights are quiet, and this is one transaction.
_MEMORY: Final = text("SET LOCAL work_mem = '64MB'")
_PATIENCE: Final = text("SET LOCAL statement_timeout = '10min'")
_MEMORY_AS_BEFORE: Final = text("SET LOCAL work_mem TO DEFAULT")  # or few ideas are counted by reading all votes
_AWAY: Final = text("DROP TABLE pg_temp.cast_by, pg_temp.pairs, pg_temp.gave, pg_temp.got")

# Votes that somebody cast themselves, not taken in from elsewhere nor recorded for them at a stand.
_VOTES: Final = text("""
CREATE TEMPORARY TABLE cast_by ON COMMIT DROP AS
SELECT votes.member_id AS voter, ideas.author_id AS author, votes.idea_id, votes.cast_at
FROM votes JOIN ideas ON ideas.id = votes.idea_id JOIN members ON members.id = votes.member_id
WHERE votes.cast_at >= :since AND members.imported_from IS NULL AND votes.member_id <> ideas.author_id
  AND NOT EXISTS (SELECT FROM recordings WHERE recordings.member_id = votes.member_id
                  AND recordings.idea_id = votes.idea_id)
""")
_INDEX: Final = text("CREATE INDEX ON cast_by (voter, author)")
_PAIRS: Final = text("""
CREATE TEMPORARY TABLE pairs ON COMMIT DROP AS
SELECT voter, author, count(*) FILTER (WHERE cast_at >= :since) AS votes, count(*) AS votes_long
FROM cast_by GROUP BY voter, author HAVING count(*) > 1
""")
_GAVE: Final = text("""
CREATE TEMPORARY TABLE gave ON COMMIT DROP AS
SELECT voter, count(*) FILTER (WHERE cast_at >= :since)::numeric AS given, count(*)::numeric AS given_long
FROM cast_by GROUP BY voter
""")
_GOT: Final = text("""
CREATE TEMPORARY TABLE got ON COMMIT DROP AS
SELECT author, count(*) FILTER (WHERE cast_at >= :since)::numeric AS received, count(*)::numeric AS received_long
FROM cast_by GROUP BY author
""")
_KNOWN: Final = text("ANALYZE cast_by, pairs, gave, got")


async def alone(session: AsyncSession) -> None:
    """Wait for other looks, and let none begin before this transaction is over."""
    await session.execute(_ALONE)


@asynccontextmanager
async def gathered(session: AsyncSession) -> AsyncIterator[None]:
    """Have the votes that the checks look at gathered during the block."""
    for statement in (_PATIENCE, _MEMORY):
        await session.execute(statement)
    moment = now(session)
    await session.execute(_VOTES, {"since": moment - at.LONG})
    await session.execute(_INDEX)
    for statement in (_PAIRS, _GAVE, _GOT):
        await session.execute(statement, {"since": moment - at.LATELY})
    await session.execute(_KNOWN)
    yield
    for statement in (_AWAY, _MEMORY_AS_BEFORE):
        await session.execute(statement)
