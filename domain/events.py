"""Facts: what happened, in the past tense, recorded in the transaction that made it happen and delivered afterwards."""

import dataclasses
import functools
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

import structlog
from sqlalchemy import Index, String, Text, or_, select, text, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from domain import jobs, permissions
from domain.clock import now
from domain.database import Base, PrimaryKey, Sessions, transaction
from domain.errors import NotFound
from domain.paging import Order, Page, Slice, page
from domain.permissions import Actor, Permission

ATTEMPTS = 5
BATCH = 250
PEOPLE = ("member_id", "author_id", "actor_id", "editor_id")  # what facts call the people in them
# All but the most frequent, which say nothing of staff. As SQL, so that an index serves it.
REMARKABLE = "kind NOT IN ('VoteCast', 'VoteWithdrawn')"
_TURN = text("SELECT pg_advisory_xact_lock(hashtextextended('what follows from facts', 0))")
log = structlog.get_logger(__name__)


@dataclasses.dataclass(frozen=True)
class Fact:
    """Base of all facts: ids and plain values only. A `prompt` one is delivered at once, others within a minute."""

    prompt: ClassVar[bool] = True
    doer: ClassVar[str] = "actor_id"  # the field that names who did it, where there is one
    kinds: ClassVar[dict[str, type["Fact"]]] = {}

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        Fact.kinds[cls.__name__] = cls


class RecordedFact(Base):
    """A fact as kept: the audit trail, and the queue of what is still to be delivered."""

    __tablename__ = "facts"
    __table_args__ = (
        Index("ix_facts_waiting", "id", postgresql_where="delivered_at IS NULL AND failure IS NULL"),
        Index("ix_facts_remarkable", "id", postgresql_where=REMARKABLE),
        Index("ix_facts_parked", "id", postgresql_where="failure IS NOT NULL"),
    )

    id: Mapped[PrimaryKey]
    kind: Mapped[str] = mapped_column(String(60))
    data: Mapped[dict[str, Any]] = mapped_column(JSONB)
    recorded_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str | None] = mapped_column(Text)

    @property
    def fact(self) -> Fact:
        """Return the fact itself."""
        return Fact.kinds[self.kind](**self.data)


_LATEST: Order[RecordedFact] = Order("facts", (RecordedFact.id,), lambda row: (row.id,), (int,))
Subscriber = Callable[[AsyncSession, Any, RecordedFact], Awaitable[None]]


class Together:
    """A subscriber that hears all facts of a batch at once, after the others, with when the first was recorded.

    For what looks at how things stand, and so has to look once however often they changed.
    """

    __name__: str  # of the function

    def __init__(self, react: Callable[[AsyncSession, Sequence[Any], datetime], Awaitable[None]]) -> None:
        self.react = react
        functools.update_wrapper(self, react)

    async def __call__(self, session: AsyncSession, facts: Sequence[Fact], since: datetime) -> None:
        """Let it react."""
        await self.react(session, facts, since)


Subscribers = Mapping[type[Fact], Sequence[Subscriber | Together]]


class _Spoilt(Exception):
    """Something that heard a whole batch failed, so that nobody knows by which of its facts."""


async def record(session: AsyncSession, fact: Fact) -> None:
    """Write a fact beside the change it tells of, and ask for its delivery."""
    await record_all(session, [fact])


async def record_all(session: AsyncSession, facts: Sequence[Fact]) -> None:
    """Write facts beside the change they tell of, in this order, and ask for their delivery."""
    session.add_all(
        RecordedFact(kind=type(fact).__name__, data=dataclasses.asdict(fact), recorded_at=now(session))
        for fact in facts
    )
    if any(fact.prompt for fact in facts):
        await jobs.enqueue(session, "deliver_facts", once=True)


async def take_turn(session: AsyncSession) -> None:
    """Wait until nobody else writes what follows from facts, and let nobody else until this transaction ends.

    Whoever delivers writes rows of many ideas and members in the order of facts, and would else wait in a circle with
    the next one who does.
    """
    await session.execute(_TURN)


async def deliver(sessions: Sessions, subscribers: Subscribers) -> int:
    """Deliver all waiting facts, each once, in batches; return how many.

    Waiting rows are found by state and not by the last id seen, since commits don't come in the order of ids. A
    fact whose subscriber fails is tried again with the next drain, and parked with its failure after five. Where
    what hears a whole batch fails, that batch is taken back and delivered one by one.
    """
    delivered, failed, alone = 0, set[int](), False
    while True:
        try:
            async with transaction(sessions) as session:
                await take_turn(session)
                waiting = select(RecordedFact).where(
                    RecordedFact.delivered_at.is_(None), RecordedFact.failure.is_(None), RecordedFact.id.not_in(failed)
                )
                waiting = waiting.order_by(RecordedFact.id).limit(BATCH).with_for_update(skip_locked=True)
                rows = list(await session.scalars(waiting))
                if not rows:
                    return delivered
                done = [row for row in rows if await _deliver_one(session, row, subscribers, alone)]
                if not alone:
                    await _deliver_together(session, done, subscribers)
                noted = update(RecordedFact).where(RecordedFact.id.in_([row.id for row in done]))
                noted = noted.values(delivered_at=now(session))
                await session.execute(noted, execution_options={"synchronize_session": False})
        except _Spoilt:
            alone = True
            continue
        delivered, alone = delivered + len(done), False
        failed |= {row.id for row in rows} - {row.id for row in done}


async def _deliver_one(session: AsyncSession, row: RecordedFact, subscribers: Subscribers, alone: bool) -> bool:
    """Let those react that hear each fact by itself, or `alone` everybody, and say whether they could."""
    try:
        fact = row.fact
        reactions = subscribers.get(type(fact), ())
        if alone or any(not isinstance(each, Together) for each in reactions):
            async with session.begin_nested():
                for each in reactions:
                    if not isinstance(each, Together):
                        await each(session, fact, row)
                    elif alone:
                        await each(session, [fact], row.recorded_at)
    except Exception as error:
        log.exception("fact_failed", fact=row.id, kind=row.kind, attempt=row.attempts + 1)
        row.attempts += 1
        row.failure = repr(error)[:2000] if row.attempts >= ATTEMPTS else None
        return False
    return True


async def _deliver_together(session: AsyncSession, rows: Sequence[RecordedFact], subscribers: Subscribers) -> None:
    """Let those react that hear a batch at once, in the order in which facts name them. Raises _Spoilt."""
    heard: dict[Together, list[RecordedFact]] = {}
    for row in rows:
        for each in subscribers.get(Fact.kinds[row.kind], ()):
            if isinstance(each, Together):
                heard.setdefault(each, []).append(row)
    try:
        for reaction, theirs in heard.items():
            await reaction(session, [row.fact for row in theirs], min(row.recorded_at for row in theirs))
        await session.flush()
    except Exception as error:
        log.info("batch_spoilt", first=rows[0].id, facts=len(rows), error=repr(error)[:500])
        raise _Spoilt from error


async def concerning(session: AsyncSession, member_id: int) -> list[dict[str, Any]]:
    """Return every fact that names a member, as the doer or the one it was done to, oldest first."""
    query = select(RecordedFact).where(or_(*(RecordedFact.data[role].as_integer() == member_id for role in PEOPLE)))
    rows = await session.scalars(query.order_by(RecordedFact.id))
    return [{"fact": row.kind, "recorded_at": row.recorded_at, **row.data} for row in rows]


async def parked(session: AsyncSession, actor: Actor, wanted: Slice) -> Page[RecordedFact]:
    """Return a page of the facts whose subscribers failed five times, latest first. Raises NotAllowed, SignInNeeded."""
    permissions.require(actor, Permission.TEND_DELIVERY)
    return await page(session, select(RecordedFact).where(RecordedFact.failure.is_not(None)), _LATEST, wanted)


async def retry(session: AsyncSession, actor: Actor, fact_id: int | None = None) -> int:
    """Deliver a parked fact after all, or every one; return how many. Raises NotFound, NotAllowed, SignInNeeded."""
    permissions.require(actor, Permission.TEND_DELIVERY)
    again = update(RecordedFact).where(RecordedFact.failure.is_not(None))
    if fact_id is not None:
        again = again.where(RecordedFact.id == fact_id)
    found = (await session.scalars(again.values(failure=None, attempts=0).returning(RecordedFact.id))).all()
    if fact_id is not None and not found:
        raise NotFound
    await jobs.enqueue(session, "deliver_facts", once=True)
    return len(found)
