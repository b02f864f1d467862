"""Putting a case's votes in quarantine as one batch, and letting them count again exactly."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ARRAY, BigInteger, and_, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from domain import rewards, votes
from domain.clock import now
from domain.events import RecordedFact, Together, record, record_all
from domain.fairness.events import CaseDecided, CaseOpened, QuarantineLifted, VotesQuarantined
from domain.fairness.model import POINTS_WAIT, POINTS_WAIT_FOR, CaseBatch, CaseVote, FairnessCase
from domain.votes import VoteCast

_QUIET = {"synchronize_session": False}


@dataclass(frozen=True)
class Preview:
    """What putting a case's votes in quarantine would do now; it would do something else once `state` differs.

    `voters` have how many of their votes it takes, `moves` an idea's supporters before and after, `points` what would
    be taken back from whom, before others move up.
    """

    votes: int
    voters: dict[int, int]
    moves: dict[int, tuple[int, int]]
    points: dict[int, int]
    state: str


async def pairs_of(session: AsyncSession, case_id: int) -> list[tuple[int, int]]:
    """Return a case's votes as (member, idea)."""
    query = select(CaseVote.member_id, CaseVote.idea_id).where(CaseVote.case_id == case_id)
    rows = await session.execute(query.order_by(CaseVote.member_id, CaseVote.idea_id))
    return [(row.member_id, row.idea_id) for row in rows]


async def previewed(session: AsyncSession, case: FairnessCase) -> Preview:
    """Return what putting a case's votes in quarantine would do now."""
    counting = await votes.counting(session, await pairs_of(session, case.id))
    moves = await votes.without(session, counting)
    points = await rewards.at_stake(session, counting)
    says = (case.id, case.outcome, counting, sorted(moves.items()), sorted(points.items()))
    state = hashlib.sha256(repr(says).encode()).hexdigest()[:32]
    return Preview(len(counting), Counter(member_id for member_id, _idea_id in counting), moves, points, state)


async def standing(session: AsyncSession, case_id: int) -> CaseBatch | None:
    """Return the batch by which a case's votes are in quarantine now."""
    query = select(CaseBatch).where(CaseBatch.case_id == case_id, CaseBatch.lifted_at.is_(None))
    return await session.scalar(query.execution_options(populate_existing=True))


async def put_in(session: AsyncSession, case: FairnessCase, actor_id: int | None) -> CaseBatch:
    """Put all votes of a case in quarantine, which the caller holds; where they are already, only what is new."""
    return (await put_all_in(session, [case], actor_id))[0]


async def put_all_in(session: AsyncSession, cases: Sequence[FairnessCase], actor_id: int | None) -> list[CaseBatch]:
    """Put all votes of cases in quarantine, one batch for each, which the caller holds."""
    await votes.one_at_a_time(session)
    numbers = [case.id for case in cases]
    theirs = select(CaseVote.case_id, CaseVote.member_id, CaseVote.idea_id).where(CaseVote.case_id.in_(numbers))
    cast = [((row.member_id, row.idea_id), row.case_id) for row in await session.execute(theirs)]
    stood = select(CaseBatch).where(CaseBatch.case_id.in_(numbers), CaseBatch.lifted_at.is_(None))
    found = await session.scalars(stood.execution_options(populate_existing=True))
    standing = {batch.case_id: batch for batch in found}
    for number in numbers:
        if number not in standing:
            standing[number] = CaseBatch(case_id=number, votes=0, made_at=now(session), made_by_id=actor_id)
    session.add_all(standing.values())
    await session.flush()
    open_batch = select(CaseBatch.id).where(CaseBatch.case_id == CaseVote.case_id, CaseBatch.lifted_at.is_(None))
    held = update(CaseVote).where(CaseVote.case_id.in_(numbers)).values(batch_id=open_batch.scalar_subquery())
    await session.execute(held, execution_options=_QUIET)
    changed = set(await votes.quarantine(session, sorted({pair for pair, _number in cast})))
    of_case = dict(cast)  # a vote that several of these cases are about is one of the last's
    taken = Counter(of_case[pair] for pair in changed)
    facts = []
    for number in numbers:
        batch = standing[number]
        batch.votes += taken[number]
        facts.append(VotesQuarantined(number, batch.id, actor_id, taken[number]))
    await session.flush()
    await record_all(session, facts)
    return [standing[number] for number in numbers]


async def lift(session: AsyncSession, batch: CaseBatch, actor_id: int) -> None:
    """Let the votes of a batch count again, but those that another case holds; the caller holds the case."""
    await votes.one_at_a_time(session)
    query = select(CaseVote.member_id, CaseVote.idea_id).where(CaseVote.batch_id == batch.id)
    other = aliased(CaseVote)
    held = select(other.case_id).where(
        other.member_id == CaseVote.member_id,
        other.idea_id == CaseVote.idea_id,
        other.batch_id.is_not(None),
        other.batch_id != batch.id,
    )
    rows = await session.execute(query.where(~held.exists()))
    free = [(row.member_id, row.idea_id) for row in rows]
    let_go = update(CaseVote).where(CaseVote.batch_id == batch.id).values(batch_id=None)
    await session.execute(let_go, execution_options=_QUIET)
    changed = await votes.lift(session, free)
    batch.lifted_at, batch.lifted_by_id = now(session), actor_id
    await session.flush()
    await record(session, QuarantineLifted(batch.case_id, batch.id, actor_id, len(changed)))


async def take_back_points(session: AsyncSession, fact: VotesQuarantined, row: RecordedFact) -> None:
    """Take back what votes in quarantine had earned; ones that were lifted meanwhile are settled as they stand."""
    held = select(CaseVote.member_id, CaseVote.idea_id).where(CaseVote.batch_id == fact.batch_id)
    pairs = [(each.member_id, each.idea_id) for each in await session.execute(held)]
    await rewards.take_back_support(session, pairs, fact.batch_id)


async def pay_again(session: AsyncSession, fact: QuarantineLifted, row: RecordedFact) -> None:
    """Have the ideas of a case settled, whose votes count again."""
    await rewards.unsettle(session, {idea_id for _member_id, idea_id in await pairs_of(session, fact.case_id)})


async def hold_points(session: AsyncSession, fact: CaseOpened, row: RecordedFact) -> None:
    """Let the points of a sudden crowd's votes wait while somebody looks; the votes count."""
    case = await session.get_one(FairnessCase, fact.case_id, populate_existing=True)
    if case.is_open and case.kind in POINTS_WAIT:
        await rewards.wait(session, await pairs_of(session, case.id), case.opened_at + POINTS_WAIT_FOR)


async def release_points(session: AsyncSession, fact: CaseDecided, row: RecordedFact) -> None:
    """Let the points of a decided case wait no longer; votes that don't count bring none."""
    await rewards.wait_no_longer(session, await pairs_of(session, fact.case_id))


@Together
async def keep_out(session: AsyncSession, facts: Sequence[VoteCast], since: datetime) -> None:
    """Put votes in quarantine again that were taken back and cast anew while a case holds them."""
    pairs = sorted({(fact.member_id, fact.idea_id) for fact in facts})
    columns = [literal([pair[n] for pair in pairs], ARRAY(BigInteger)) for n in range(2)]
    given = func.unnest(*columns).table_valued("member_id", "idea_id", name="given").render_derived()
    same = and_(CaseVote.member_id == given.c.member_id, CaseVote.idea_id == given.c.idea_id)
    held = select(CaseVote.member_id, CaseVote.idea_id).join(given, same).where(CaseVote.batch_id.is_not(None))
    held = held.distinct().order_by(CaseVote.idea_id, CaseVote.member_id)
    if (await session.execute(held)).first():
        await votes.one_at_a_time(session)
        still = await session.execute(held)  # now that nobody else lifts
        await votes.quarantine(session, [(row.member_id, row.idea_id) for row in still])
