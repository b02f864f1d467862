"""Recounting where members stand: what is kept of them against the record, what speaks against them, and time.

A level is earned at a look, from figures that go on changing; what somebody takes back leaves nothing to count again.
So a level is held against the looks in the record, and today's figures are left to the next look: whom that will move
stands where they should until then. What moderators decided is acted upon when it is heard, and counts from then on.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from domain.clock import now
from domain.events import REMARKABLE
from domain.members import Member, Role, TrustLevel
from domain.trust import thresholds as at
from domain.trust.evidence import AGAINST
from domain.trust.subscribers import HEARD
from domain.trust.use_cases import BATCH

ONE_LOOK: Final = timedelta(minutes=10)  # as long as a look may take from where it begins to where it is recorded
_EARNED: Final = (TrustLevel.REGULAR, TrustLevel.TRUSTED)
_STANDS: Final = text(f"""
WITH told AS MATERIALIZED (
    SELECT id, kind, (data ->> 'member_id')::bigint AS who, data, recorded_at FROM facts
    WHERE kind IN ('TrustRaised', 'TrustFell', 'RoleChanged', 'MemberSuspended', 'SuspensionLifted') AND {REMARKABLE}
      AND (data ->> 'member_id')::bigint BETWEEN :first AND :last
),
moved AS (
    SELECT DISTINCT ON (who) who, id, data ->> 'level' AS level, data ->> 'lost_for' AS why, recorded_at
    FROM told WHERE kind IN ('TrustRaised', 'TrustFell') ORDER BY who, id DESC
),
works AS (SELECT who, max(id) AS id FROM told WHERE kind = 'RoleChanged' GROUP BY who),
judged AS (
    SELECT DISTINCT ON (who) who, kind = 'MemberSuspended' AS was_suspended, recorded_at
    FROM told WHERE kind = 'MemberSuspended' OR kind = 'SuspensionLifted' AND data ->> 'actor_id' IS NOT NULL
    ORDER BY who, id DESC
),
unheard AS (
    SELECT DISTINCT coalesce(data ->> 'member_id', data ->> 'author_id')::bigint AS who FROM facts
    WHERE (delivered_at IS NULL AND failure IS NULL OR failure IS NOT NULL) AND kind = ANY (:heard)
),
against AS ({AGAINST})
SELECT members.id, trust, role, left_at, imported_from, joined_at, suspended_until IS NOT NULL AS suspended,
       kept.since, kept.below_since, kept.lost_for, kept.suspended_at, against.upheld IS NOT NULL AS upheld,
       unheard.who IS NOT NULL AS unheard, coalesce(judged.was_suspended, false) AS was_suspended,
       judged.recorded_at AS judged_at, moved.level AS told_level, moved.why AS told_why, moved.recorded_at AS told_at,
       coalesce(works.id > moved.id, works.id IS NOT NULL) AS worked_since
FROM members LEFT JOIN trust_standings AS kept ON kept.member_id = members.id
LEFT JOIN moved ON moved.who = members.id LEFT JOIN works ON works.who = members.id
LEFT JOIN judged ON judged.who = members.id LEFT JOIN unheard ON unheard.who = members.id
LEFT JOIN against ON against.who = members.id
WHERE members.id BETWEEN :first AND :last AND (trust <> 'new' OR kept.member_id IS NOT NULL OR moved.who IS NOT NULL)
ORDER BY members.id
""")


async def astray(session: AsyncSession) -> list[tuple[int, str]]:
    """Return the members who stand where no look and no decision left them, each with the first thing that is odd."""
    last = await session.scalar(select(func.max(Member.id))) or 0
    found = []
    for first in range(1, last + 1, BATCH):
        moment = now(session)
        given = {"first": first, "last": first + BATCH - 1, "since": moment - at.LATELY, "heard": HEARD}
        for row in await session.execute(_STANDS, given):
            if odd := next(_odd(row, moment), None):
                found.append((row.id, odd))
    return found


def _odd(row: Any, moment: datetime) -> Iterator[str]:
    """Yield what is odd about where somebody stands, what says most first."""
    level, heard = TrustLevel(row.trust), not row.unheard
    earned = level in _EARNED
    if row.role != Role.CUSTOMER or row.left_at or row.imported_from:
        if level is not TrustLevel.NEW and heard:
            yield "has a level, and none is theirs to have"
        return
    if earned and row.since is None:
        yield "has a level that is earned, and nothing says since when"
    if heard:
        yield from _against(row, level, moment)
    if level is TrustLevel.KNOWN and row.joined_at > moment - at.MEMBER_FOR:
        yield "is known, and has not been here for a day"
    told = TrustLevel(row.told_level) if row.told_level else TrustLevel.NEW
    stands, was = (each if each in _EARNED else None for each in (level, told))
    if stands is not was and (stands is not None or not row.worked_since):
        yield f"is {level}, and the record says {row.told_level or 'nothing of a level that was earned'}"
    if stands and stands is was and abs(row.since - row.told_at) > ONE_LOOK:
        yield f"is {level} since another time than the record says"
    if stands and stands is was and row.lost_for != row.told_why:
        yield f"is {level}, and lost a level for another reason than the record says"
    if level is TrustLevel.KNOWN and row.below_since:
        yield "has a time of grace, and no level to lose"


def _against(row: Any, level: TrustLevel, moment: datetime) -> Iterator[str]:
    """Yield which decision of a moderator's was heard and not acted upon."""
    if level in _EARNED and row.suspended_at and row.suspended_at > moment - at.LATELY:
        yield "was suspended, and kept a level that is earned"
    if level is not TrustLevel.NEW and row.suspended and row.was_suspended:
        yield "is suspended, and kept a level"
    if level in _EARNED and row.upheld:
        yield "has a text that moderators took out of sight, and kept a level that is earned"
    lately = row.judged_at is not None and row.judged_at > moment - at.LATELY
    if row.was_suspended and lately and row.suspended_at is None:
        yield "was suspended, and nothing remembers it"
    if row.suspended_at and row.judged_at and not row.was_suspended:
        yield "was let go early, and is still remembered as suspended"
