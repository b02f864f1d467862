"""Reading what is new for a member."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from domain import rewards
from domain.badges import Award
from domain.celebrations.model import Celebration
from domain.members import Member
from domain.rewards import Currency, Entry, RewardHabit

SHOWN_MOST = 100  # what came before that many is looked at on one's own pages


@dataclass(frozen=True)
class Moment:
    """What came since a member last looked and still holds, oldest first; `up_to` is what marks it as seen."""

    entries: Sequence[Entry]
    awards: Sequence[Award]
    up_to: int

    def points(self, currency: Currency) -> int:
        """Return how many points of a currency came."""
        return sum(each.amount for each in self.entries if each.currency is currency)

    @property
    def count(self) -> int:
        """Return how many things came."""
        return len(self.entries) + len(self.awards)


def some_new(member_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """Return the condition that something may be new for a member who hasn't switched this off."""
    off = exists().where(RewardHabit.member_id == member_id, RewardHabit.celebrates.is_(False))
    return exists().where(Celebration.member_id == member_id, Celebration.seen_at.is_(None), ~off)


async def moment(session: AsyncSession, member: Member) -> Moment | None:
    """Return what is new for a member, None for nothing: what was taken back meanwhile isn't told of."""
    query = select(Celebration).where(Celebration.member_id == member.id, some_new(Celebration.member_id))
    query = query.where(Celebration.seen_at.is_(None)).order_by(Celebration.id.desc()).limit(SHOWN_MOST)
    fresh = list(await session.scalars(query))[::-1]
    numbers = [each.entry_id for each in fresh if each.entry_id is not None]
    known = await rewards.by_ids(session, member, numbers) if numbers else {}
    entries = [known[number] for number in numbers if number in known and known[number].reversal is None]
    given = [each.award_id for each in fresh if each.award_id is not None]
    awards = await _awards(session, given) if given else []
    return Moment(entries, awards, fresh[-1].id) if entries or awards else None


async def _awards(session: AsyncSession, numbers: Sequence[int]) -> list[Award]:
    query = select(Award).where(Award.id.in_(numbers)).order_by(Award.id).options(joinedload(Award.member))
    query = query.options(joinedload(Award.version), joinedload(Award.badge), joinedload(Award.revocation))
    return [award for award in await session.scalars(query) if award.revocation is None]


async def personal_data(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return what the member was shown as new, and when they looked, for the data they take along."""
    query = select(Celebration).where(Celebration.member_id == member.id).order_by(Celebration.id)
    return [
        {"entry": each.entry_id, "badge": each.award_id, "since": each.since, "seen_at": each.seen_at}
        for each in await session.scalars(query)
    ]
