"""Counting the evidence: one statement over what members of a range of numbers did, and what others made of it.

Only what stands counts: no vote that is held back, none that was written down for somebody, no text out of sight. Of
others count people who are known here themselves: not who came a moment ago, is suspended, or came by an import.
"""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from domain import community
from domain.clock import now
from domain.members import TrustLevel
from domain.trust import thresholds as at
from domain.trust.levels import BARS, Evidence, Figure, LostFor, Stand

_MINE: Final = "removed_at IS NULL AND held_at IS NULL"
_SAID: Final = "said.removed_at IS NULL AND said.held_at IS NULL"
_REPLIED: Final = "reply.removed_at IS NULL AND reply.held_at IS NULL"
# Whose texts moderators took out of sight lately, and which still are.
AGAINST: Final = """
    SELECT coalesce(offers.member_id, comments.author_id, ideas.author_id) AS who, count(*) AS upheld
    FROM hidings JOIN ideas ON ideas.id = hidings.idea_id LEFT JOIN comments ON comments.id = hidings.comment_id
    LEFT JOIN offers ON offers.id = hidings.offer_id
    WHERE hidings.reason IS NOT NULL AND hidings.restored_at IS NULL AND hidings.hidden_at > :since
    GROUP BY 1
"""
_EVIDENCE: Final = f"""
WITH theirs AS MATERIALIZED (
    SELECT id, trust, joined_at, suspended_until FROM members
    WHERE id BETWEEN :first AND :last AND role = 'customer' AND left_at IS NULL AND imported_from IS NULL
),
cast_by AS MATERIALIZED (
    SELECT votes.member_id AS who, votes.cast_at AS happened FROM votes
    WHERE votes.member_id BETWEEN :first AND :last AND votes.cast_at > :since AND votes.quarantined_at IS NULL
      AND NOT EXISTS (SELECT FROM recordings WHERE recordings.member_id = votes.member_id
                      AND recordings.idea_id = votes.idea_id)
),
did AS (
    SELECT who, (happened AT TIME ZONE :zone)::date AS day FROM cast_by
    UNION
    SELECT author_id, (created_at AT TIME ZONE :zone)::date FROM comments
    WHERE author_id BETWEEN :first AND :last AND created_at > :since AND {_MINE}
    UNION
    SELECT author_id, (submitted_at AT TIME ZONE :zone)::date FROM ideas
    WHERE author_id BETWEEN :first AND :last AND submitted_at > :since AND hidden_at IS NULL
    UNION
    SELECT member_id, (made_at AT TIME ZONE :zone)::date FROM offers
    WHERE member_id BETWEEN :first AND :last AND made_at > :since AND hidden_at IS NULL AND taken_back_at IS NULL
),
active AS (SELECT who, count(*) AS active_days FROM did GROUP BY who),
gave AS (SELECT who, count(*) AS votes_given FROM cast_by GROUP BY who),
heard AS (
    SELECT ideas.author_id AS who, ideas.id * 3 AS contribution, votes.member_id AS person, votes.cast_at AS happened
    FROM ideas JOIN votes ON votes.idea_id = ideas.id
    WHERE ideas.author_id BETWEEN :first AND :last AND ideas.hidden_at IS NULL
      AND votes.cast_at > :since AND votes.quarantined_at IS NULL
    UNION ALL
    SELECT said.author_id, said.id * 3 + 1, reply.author_id, reply.created_at
    FROM comments AS said JOIN comments AS reply ON reply.parent_id = said.id
    WHERE said.author_id BETWEEN :first AND :last AND {_SAID}
      AND reply.created_at > :since AND {_REPLIED}
    UNION ALL
    SELECT author_id, id * 3 + 1, credited_by_id, credited_at FROM comments
    WHERE author_id BETWEEN :first AND :last AND credited_at > :since AND {_MINE}
    UNION ALL
    SELECT offers.member_id, offers.id * 3 + 2, ideas.author_id, offers.accepted_at
    FROM offers JOIN ideas ON ideas.id = offers.idea_id
    WHERE offers.member_id BETWEEN :first AND :last AND offers.accepted_at > :since
),
answered AS (
    SELECT who, count(DISTINCT person) AS people, count(DISTINCT contribution) AS contributions,
           count(DISTINCT (happened AT TIME ZONE :zone)::date) AS response_days
    FROM heard JOIN members ON members.id = person
    WHERE person <> who AND members.imported_from IS NULL AND members.suspended_until IS NULL
      AND members.joined_at <= :moment - :member_for
    GROUP BY who
),
against AS ({AGAINST})
SELECT id, trust, joined_at, suspended_until IS NOT NULL AS suspended, kept.since, below_since, lost_for, suspended_at,
       coalesce(active_days, 0) AS active_days, coalesce(votes_given, 0) AS votes_given, coalesce(people, 0) AS people,
       coalesce(contributions, 0) AS contributions, coalesce(response_days, 0) AS response_days,
       coalesce(upheld, 0) AS upheld
FROM theirs LEFT JOIN trust_standings AS kept ON kept.member_id = id
LEFT JOIN active ON active.who = id LEFT JOIN gave ON gave.who = id
LEFT JOIN answered ON answered.who = id LEFT JOIN against ON against.who = id
WHERE {{those}} ORDER BY id
"""
_REGULAR: Final = " AND ".join(f"{figure.value} >= {least}" for figure, least in BARS[TrustLevel.REGULAR].items())
_EVERYBODY: Final = text(_EVIDENCE.format(those="true"))
# Whose level may change, besides by a day's time: who has one to lose, or reaches the first that is earned.
_WHO_MAY_MOVE: Final = text(
    _EVIDENCE.format(
        those=f"trust IN ('regular', 'trusted') OR ({_REGULAR}) OR (suspended_until IS NOT NULL AND trust <> 'new')"
    )
)


@dataclass(frozen=True)
class Found:
    """Where a member stood at the last look, and what is known of them now."""

    member_id: int
    stand: Stand
    evidence: Evidence


async def evidence(session: AsyncSession, first: int, last: int, *, who_may_move: bool = False) -> list[Found]:
    """Return what is known of the members with numbers from `first` to `last`, of all or of whose level may move."""
    moment = now(session)
    given = {
        "first": first,
        "last": last,
        "since": moment - at.LATELY,
        "moment": moment,
        "member_for": at.MEMBER_FOR,
        "zone": (await community.current(session)).zone,
    }
    rows = await session.execute(_WHO_MAY_MOVE if who_may_move else _EVERYBODY, given)
    found = []
    for row in rows:
        level = TrustLevel(row.trust)
        since = row.since or (row.joined_at if level is TrustLevel.NEW else row.joined_at + at.MEMBER_FOR)
        lost_for = LostFor(row.lost_for) if row.lost_for else None
        figures = {figure: getattr(row, figure.value) for figure in Figure}
        known = Evidence(row.joined_at, figures, row.upheld, row.suspended, row.suspended_at)
        found.append(Found(row.id, Stand(level, since, row.below_since, lost_for), known))
    return found
