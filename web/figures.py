"""Figures about the whole community: counting takes longer the larger it is, so a count is kept for a while."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Generic, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from domain import answers, fairness, heroes, ideas, members, moderation, recognition, triage, votes
from domain.answers import Promise
from domain.clock import Clock
from domain.ideas import Quadrant, Tag
from domain.members import Actor

T = TypeVar("T")
# A hundredth of the time goes into counting, however large a community grows; a small one counts anew each time.
KEPT = 100
TAGS_SHOWN = 12
NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass
class Kept(Generic[T]):
    """Something that was looked up, kept a hundred times as long as looking took."""

    clock: Clock
    until: datetime = NEVER
    took: timedelta = timedelta()
    value: list[T] = field(default_factory=list)
    looking: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def get(self, look: Callable[[], Awaitable[T]]) -> T:
        """Return what is kept, or look again; while one looks, others get what was kept, or wait for the first."""
        if self.took and (self.looking.locked() or self.clock() < self.until):
            return self.value[0]
        async with self.looking:
            started = self.clock()
            if self.took and started < self.until:
                return self.value[0]
            found = await look()
            self.value = [found]
            ended = self.clock()
            self.took = ended - started
            self.until = ended + KEPT * self.took
            return found


class Figures:
    """The figures that pages show, the same for everybody who may read."""

    def __init__(self, clock: Clock) -> None:
        self._quadrants: Kept[dict[Quadrant, int]] = Kept(clock)
        self._members: Kept[int] = Kept(clock)
        self._supports: Kept[int] = Kept(clock)
        self._promise: Kept[Promise] = Kept(clock)
        self._owed: Kept[int] = Kept(clock)
        self._texts: Kept[int] = Kept(clock)
        self._tags: Kept[list[Tag]] = Kept(clock)

    async def quadrants(self, session: AsyncSession, actor: Actor) -> dict[Quadrant, int]:
        """Return how many ideas stand in each quadrant's list."""
        return await self._quadrants.get(lambda: ideas.count_by_quadrant(session, actor))

    async def members(self, session: AsyncSession, actor: Actor) -> int:
        """Return how many members are here."""
        return await self._members.get(lambda: members.count(session, actor))

    async def supports(self, session: AsyncSession, actor: Actor) -> int:
        """Return how many votes the listed ideas have."""
        return await self._supports.get(lambda: votes.count(session, actor))

    async def promise(self, session: AsyncSession, actor: Actor) -> Promise:
        """Return how well the promise is kept that every idea is answered in time."""
        return await self._promise.get(lambda: answers.promise(session, actor))

    async def owed(self, session: AsyncSession) -> int:
        """Return how many ideas wait for an answer, a hundred for many."""
        return await self._owed.get(lambda: triage.count_owed(session))

    async def texts(self, session: AsyncSession) -> int:
        """Return how many texts, cards, heroes’ stories and cases wait for a moderator."""
        also = recognition.number_reported(), heroes.number_reported(), fairness.number_open()
        return await self._texts.get(lambda: moderation.count_waiting(session, *also))

    async def tags(self, session: AsyncSession, actor: Actor) -> list[Tag]:
        """Return a dozen of the tags that most ideas carry."""
        return await self._tags.get(lambda: ideas.common_tags(session, actor, TAGS_SHOWN))
