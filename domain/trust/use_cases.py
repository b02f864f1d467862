"""Looking anew where members stand: every night at all of them, and at one who asks."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, func, literal, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from domain import community, members
from domain.clock import now
from domain.database import Sessions, transaction
from domain.errors import NotAllowed
from domain.events import Fact, record_all, take_turn
from domain.members import Actor, Member, Role, TrustLevel
from domain.trust import thresholds as at
from domain.trust.events import TrustFell, TrustRaised
from domain.trust.evidence import Found, evidence
from domain.trust.levels import Stand, judge
from domain.trust.model import TrustStanding
from domain.trust.policy import has_level
from domain.trust.queries import Trust, standing

BATCH = 20_000  # members


async def look(sessions: Sessions) -> int:
    """Look where everybody stands now, many at once in a transaction of their own; return how many moved.

    Called every night; looking twice changes nothing more.
    """
    async with sessions() as session:
        if not await community.exists(session):
            return 0
        last = await session.scalar(select(func.max(Member.id))) or 0
    moved = 0
    for first in range(1, last + 1, BATCH):
        async with transaction(sessions) as session:
            await session.execute(text("SET LOCAL statement_timeout = '10min'"))
            moved += await look_at(session, first, first + BATCH - 1)
    return moved


async def look_at(session: AsyncSession, first: int, last: int) -> int:
    """Look where the members with numbers from `first` to `last` stand now; return how many moved."""
    await take_turn(session)
    moved = await welcome(session, first, last)
    return moved + await _move(session, await evidence(session, first, last, who_may_move=True))


async def look_at_all(session: AsyncSession) -> None:
    """Look where everybody stands now in one transaction, as befits the few of a demo."""
    await look_at(session, 1, 2**62)


async def look_again(session: AsyncSession, actor: Actor) -> Trust:
    """Look where the actor stands now. Raises SignInNeeded, TooMany, and NotAllowed for who has no level."""
    member = await members.lock(session, members.require_self(actor))
    if not has_level(member):
        raise NotAllowed
    await members.spend(session, f"trust:{member.id}", 10, timedelta(hours=1))
    await welcome(session, member.id, member.id)
    await _move(session, await evidence(session, member.id, member.id, who_may_move=True))
    await session.refresh(member)
    found = await standing(session, member)
    if found is None:
        raise NotAllowed
    return found


async def welcome(session: AsyncSession, first: int = 1, last: int = 2**62) -> int:
    """Know those who have been here for a day now, and say how many; called every hour. Who works here has no level."""
    moment = now(session)
    none = Member.role != Role.CUSTOMER, Member.trust != TrustLevel.NEW, Member.id.between(first, last)
    await session.execute(update(Member).where(*none).values(trust=TrustLevel.NEW))
    here = Member.left_at.is_(None), Member.imported_from.is_(None), Member.suspended_until.is_(None)
    stays = Member.trust == TrustLevel.NEW, Member.role == Role.CUSTOMER, Member.joined_at <= moment - at.MEMBER_FOR
    query = select(Member.id).where(*here, *stays, Member.id.between(first, last)).order_by(Member.id)
    # Whoever is just being changed by somebody else is known an hour later.
    free = query.with_for_update(skip_locked=True, key_share=True).cte("free")
    known = update(Member).where(Member.id.in_(select(free.c.id))).values(trust=TrustLevel.KNOWN)
    numbers = list(await session.scalars(known.returning(Member.id).execution_options(synchronize_session=False)))
    if numbers:
        back = update(TrustStanding).where(TrustStanding.member_id.in_(numbers))
        await session.execute(back.values(since=moment, below_since=None))
    return len(numbers)


async def note_suspensions(
    session: AsyncSession, suspended: Sequence[int], taken_back: Sequence[int], since: datetime
) -> None:
    """Remember for a hundred days that these members were suspended, and forget it of whom moderators let go early."""
    if taken_back:
        forgotten = update(TrustStanding).where(TrustStanding.member_id.in_(taken_back))
        await session.execute(forgotten.values(suspended_at=None))
    if suspended:
        theirs = select(Member.id, Member.joined_at, literal(since)).where(Member.id.in_(suspended)).order_by(Member.id)
        note = insert(TrustStanding).from_select(["member_id", "since", "suspended_at"], theirs)
        again = {"suspended_at": note.excluded.suspended_at}
        await session.execute(note.on_conflict_do_update(index_elements=["member_id"], set_=again))


async def _move(session: AsyncSession, found: Sequence[Found]) -> int:
    """Write where these members stand now, and record who rose or fell."""
    moment = now(session)
    judged = [(each, judge(each.stand, each.evidence, moment)) for each in found]
    moved = {each.member_id: (each.stand, after) for each, after in judged if after != each.stand}
    if not moved:
        return 0
    held = select(Member.id, Member.trust).where(Member.id.in_(list(moved))).order_by(Member.id)
    rows = await session.execute(held.with_for_update(key_share=True))
    # Who was looked at by somebody else in between is left to the next look.
    moved = {row.id: moved[row.id] for row in rows if row.trust == moved[row.id][0].level}
    for level in TrustLevel:
        theirs = [number for number, (_before, after) in moved.items() if after.level is level]
        if theirs:
            await session.execute(update(Member).where(Member.id.in_(theirs)).values(trust=level))
    if moved:
        await _keep(session, {number: after for number, (_before, after) in moved.items()})
    told = [fact for number, (before, after) in moved.items() for fact in _facts(number, before, after)]
    if told:
        await record_all(session, told)
    return sum(before.level is not after.level for before, after in moved.values())


async def _keep(session: AsyncSession, stands: dict[int, Stand]) -> None:
    note = insert(TrustStanding)
    names = ("since", "below_since", "lost_for")
    again = note.on_conflict_do_update(index_elements=["member_id"], set_={name: note.excluded[name] for name in names})
    rows = [
        {"member_id": number, "since": each.since, "below_since": each.below_since, "lost_for": each.lost_for}
        for number, each in sorted(stands.items())
    ]
    await session.execute(again, rows)


def _facts(number: int, before: Stand, after: Stand) -> list[Fact]:
    """Return what is told: what is earned, and its loss; a day's time and a suspension are known without."""
    if after.level is before.level:
        return []
    if after.level.reaches(before.level):
        return [TrustRaised(number, after.level.value)] if after.level.reaches(TrustLevel.REGULAR) else []
    if not before.level.reaches(TrustLevel.REGULAR) or after.lost_for is None:
        return []
    return [TrustFell(number, after.level.value, before.level.value, after.lost_for.value)]


async def forget(session: AsyncSession, member: Member) -> None:
    """Drop what is remembered of where the member stood."""
    member.trust = TrustLevel.NEW
    await session.execute(delete(TrustStanding).where(TrustStanding.member_id == member.id))
