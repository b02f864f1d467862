"""Writing down that a badge is given or taken back, and doing so for what people decided elsewhere."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from domain import community, members
from domain.badges import queries
from domain.badges.events import BadgeGiven, BadgeHidden, BadgeRevoked
from domain.badges.model import Award, Badge, Repeats, Revocation
from domain.badges.policy import AlreadyCarried
from domain.clock import now
from domain.events import record
from domain.members import Member


@dataclass(frozen=True)
class Evidence:
    """What shows that a badge is earned: at most one of these; `earned_at` is when it happened, None for now."""

    idea_id: int | None = None
    experiment_id: int | None = None
    card_id: int | None = None

    @property
    def key(self) -> str:
        """Return what names it, '' for nothing."""
        named = ((kind.removesuffix("_id"), number) for kind, number in vars(self).items() if number is not None)
        return next((f"{kind}:{number}" for kind, number in named), "")


@dataclass(frozen=True)
class Gift:
    """A badge that could be given as asked for: to whom, and for what."""

    badge: Badge
    member: Member
    because: str
    evidence: Evidence


async def bestow(
    session: AsyncSession,
    slug: str,
    member: Member,
    *,
    by_id: int | None,
    because: str,
    earned_at: datetime,
    evidence: Evidence | None = None,
    key: str = "",
    quietly: bool = False,
) -> Award | None:
    """Give a badge for something that people decided elsewhere; whoever calls has allowed it.

    Returns None where it is no longer given, or where they carry it for this already.
    """
    badge = await queries.still_given(session, slug)
    if badge is None:
        return None
    giver = (await members.by_ids(session, [by_id]))[by_id] if by_id is not None else None
    try:
        award = await write(session, Gift(badge, member, because, evidence or Evidence()), giver, earned_at, key)
    except AlreadyCarried:
        return None
    await record(session, BadgeGiven(award.id, award.badge_id, member.id, giver.id if giver else None, quietly))
    return award


async def cover(session: AsyncSession, award_id: int) -> None:
    """Let a badge be seen no longer but by its address, since what it tells of isn't told any more. Twice is once."""
    award = await queries.by_id(session, award_id)
    if award.shown_at is not None:
        award.shown_at = None
        await session.flush()
        await record(session, BadgeHidden(award.id, award.member_id))


async def recall(session: AsyncSession, award_id: int, reason: str) -> None:
    """Take a badge back since what it came from is gone; whoever calls has allowed it. Twice is once."""
    await take_away(session, await queries.by_id(session, award_id), reason, None)


async def take_away(session: AsyncSession, award: Award, reason: str, actor_id: int | None) -> bool:
    """Write down that a badge is taken back, and return whether nobody had done so just before."""
    row = insert(Revocation).values(award_id=award.id, reason=reason, actor_id=actor_id, at=now(session))
    if await session.scalar(row.on_conflict_do_nothing().returning(Revocation.award_id)) is None:
        return False
    award.shown_at = None
    await session.flush()
    await record(session, BadgeRevoked(award.id, award.badge_id, award.member_id, actor_id))
    return True


async def write(session: AsyncSession, gift: Gift, giver: Member | None, earned_at: datetime, key: str = "") -> Award:
    """Write down that a badge is given, under its own key or this one; raises AlreadyCarried."""
    badge, member = gift.badge, gift.member
    key = key or await _key(session, badge, gift.evidence, earned_at)
    theirs = select(func.count()).select_from(Award).join(Award.revocation)
    theirs = theirs.where(Award.badge_id == badge.id, Award.member_id == member.id)
    # What was taken back can be earned again: each time under a key of its own.
    again = or_(Award.key == key, Award.key.startswith(f"{key}~", autoescape=True))
    if before := await session.scalar(theirs.where(again)):
        key = f"{key}~{before}"
    row = insert(Award).values(
        badge_id=badge.id,
        version_id=badge.version.id,
        member_id=member.id,
        key=key,
        earned_at=earned_at,
        given_at=now(session),
        given_by_id=giver.id if giver else None,
        because=gift.because,
        **vars(gift.evidence),
    )
    number = await session.scalar(row.on_conflict_do_nothing().returning(Award.id))
    if number is None:
        raise AlreadyCarried
    return await queries.by_id(session, number)


async def _key(session: AsyncSession, badge: Badge, evidence: Evidence, earned_at: datetime) -> str:
    match badge.repeats:
        case Repeats.EACH:
            return evidence.key
        case Repeats.MONTH:
            zone = (await community.current(session)).zone_info
            return f"{earned_at.astimezone(zone):%Y-%m}"
    return "once"
