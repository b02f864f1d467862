"""Reading where a member stands, with the evidence as it is now."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from domain.clock import now
from domain.members import Actor, Member, TrustLevel
from domain.trust.evidence import evidence
from domain.trust.levels import ALLOWS, BARS, Allowance, Evidence, Figure, LostFor, Stand, judge
from domain.trust.model import TrustStanding
from domain.trust.policy import has_level, require_may_see


@dataclass(frozen=True)
class Measure:
    """One piece of evidence: how much there is, and how much the two levels that are earned ask for, 0 for nothing."""

    figure: Figure
    has: int
    regular: int
    trusted: int


@dataclass(frozen=True)
class Trust:
    """Where a member stands as of the last look, what the next look would find, and why."""

    member: Member
    stand: Stand
    next_stand: Stand
    evidence: Evidence
    moment: datetime

    @property
    def level(self) -> TrustLevel:
        """Return the level."""
        return self.stand.level

    @property
    def allows(self) -> tuple[Allowance, ...]:
        """Return what the level lets them do."""
        return ALLOWS[self.stand.level]

    @property
    def measures(self) -> list[Measure]:
        """Return the evidence beside what is asked."""
        bars = [BARS[level] for level in (TrustLevel.REGULAR, TrustLevel.TRUSTED)]
        return [
            Measure(figure, self.evidence.figures[figure], *(bar.get(figure, 0) for bar in bars)) for figure in Figure
        ]

    @property
    def objection(self) -> LostFor | None:
        """Return what holds them at `known`, or below it, whatever the figures."""
        return self.evidence.objection(self.moment)

    @property
    def rises(self) -> bool:
        """Return whether the next look will find them higher."""
        return self.next_stand.level is not self.stand.level and self.next_stand.level.reaches(self.stand.level)

    @property
    def grace_until(self) -> datetime | None:
        """Return until when being below the bar costs nothing yet; None while they aren't below it."""
        return self.next_stand.grace_until


async def of_member(session: AsyncSession, actor: Actor, member: Member) -> Trust | None:
    """Return where a member stands, None for who has no level. Raises SignInNeeded, NotAllowed."""
    require_may_see(actor, member)
    return await standing(session, member)


async def standing(session: AsyncSession, member: Member) -> Trust | None:
    """Return where a member stands, whom the caller may read of; None for who has no level."""
    if not has_level(member):
        return None
    found = await evidence(session, member.id, member.id)
    if not found:
        return None
    moment = now(session)
    return Trust(member, found[0].stand, judge(found[0].stand, found[0].evidence, moment), found[0].evidence, moment)


async def personal_data(session: AsyncSession, member: Member) -> dict[str, Any]:
    """Return where the member stands, and what is remembered of it."""
    kept = await session.get(TrustStanding, member.id)
    names = ("since", "below_since", "lost_for", "suspended_at")
    return {"level": member.trust, **{name: getattr(kept, name) if kept else None for name in names}}
