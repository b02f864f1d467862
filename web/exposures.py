"""Who was shown what, gathered in this process and written down together about once a second.

Nobody waits for it, and what a crash takes along is only not known.
"""

import asyncio
from collections.abc import Iterable
from datetime import datetime

import structlog
from fastapi import APIRouter
from starlette.responses import Response

from domain import database, votes
from domain.clock import now
from domain.database import Sessions
from domain.votes import Look
from web import state
from web.forms import whole
from web.visit import Inside, Session

WRITE_EVERY = 1.0
WAITING_MOST = 20_000
AT_ONCE = 2_000
router = APIRouter()
log = structlog.get_logger(__name__)


class Looks:
    """The looks of one process that wait to be written."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._waiting: dict[tuple[int, int], datetime] = {}
        self._failed: list[Look] = []

    def add(self, looks: Iterable[Look]) -> None:
        """Take in looks; those that are too many are dropped."""
        for look in looks:
            if len(self._waiting) + len(self._failed) < WAITING_MOST:
                self._waiting.setdefault((look.member_id, look.idea_id), look.seen_at)

    async def write(self) -> None:
        """Write down all that waits; what can't be written is tried once more the next time, and dropped then.

        The log says how much was lost.
        """
        tried, self._failed = self._failed, []
        fresh = [Look(member, idea, at) for (member, idea), at in self._waiting.items()]
        self._waiting = {}
        for looks, again in ((tried, False), (fresh, True)):
            for start in range(0, len(looks), AT_ONCE):
                batch = looks[start : start + AT_ONCE]
                try:
                    async with database.transaction(self._sessions) as session:
                        await votes.record_looks(session, batch)
                except Exception as error:
                    if again:
                        self._failed += batch
                    else:
                        log.warning("looks_lost", looks=len(batch), error=type(error).__name__)

    async def keep_writing(self) -> None:
        """Write once a second until cancelled, and then a last time, with one try more for what failed."""
        try:
            while True:
                await asyncio.sleep(WRITE_EVERY)
                await self.write()
        finally:
            await self.write()
            if self._failed:
                await self.write()


@router.post("/exposures")
async def record_exposures(visit: Inside, session: Session) -> Response:
    """Take in what the page's script saw being seen: fields `idea` with numbers, up to 50."""
    given = [whole(value) for name, value in visit.fields() if name == "idea"]
    numbers = [number for number in given if number is not None]
    state.of(visit.request).looks.add(votes.looks(visit.actor, numbers, now(session)))
    return Response(status_code=204)
