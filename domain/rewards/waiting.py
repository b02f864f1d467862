"""Points that wait while somebody looks: at where support came from, how a test ended, whether two ideas are one."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ARRAY, BigInteger, DateTime, delete, func, literal, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from domain.clock import now
from domain.experiments import Conclusion, Experiment
from domain.rewards.pending import HeldLearning, HeldPart, HeldSupport
from domain.rewards.settling import unsettle


async def wait(session: AsyncSession, pairs: Collection[tuple[int, int]], until: datetime) -> None:
    """Let the points of these votes of (member, idea) wait until a time; what was paid is taken back until then."""
    if not pairs or until <= now(session):
        return
    columns = [literal([pair[n] for pair in sorted(pairs)], ARRAY(BigInteger)) for n in range(2)]
    given = func.unnest(*columns).table_valued("member_id", "idea_id", name="given").render_derived()
    rows = select(given.c.member_id, given.c.idea_id, literal(until, DateTime(timezone=True)))
    put = insert(HeldSupport).from_select(["member_id", "idea_id", "until"], rows)
    later = {"until": func.greatest(HeldSupport.until, put.excluded.until)}
    await session.execute(put.on_conflict_do_update(index_elements=["member_id", "idea_id"], set_=later))
    await unsettle(session, {idea_id for _member_id, idea_id in pairs})


async def wait_no_longer(session: AsyncSession, pairs: Collection[tuple[int, int]]) -> None:
    """Have what these votes of (member, idea) bring paid with the next round, if they count."""
    columns = [literal([pair[n] for pair in pairs], ARRAY(BigInteger)) for n in range(2)]
    given = func.unnest(*columns).table_valued("member_id", "idea_id", name="given").render_derived()
    same = tuple_(HeldSupport.member_id, HeldSupport.idea_id).in_(select(given.c.member_id, given.c.idea_id))
    gone = await session.scalars(delete(HeldSupport).where(same).returning(HeldSupport.idea_id))
    await unsettle(session, set(gone))


async def waiting_until(session: AsyncSession, idea_ids: Collection[int]) -> dict[int, datetime]:
    """Return until when points for support of these ideas wait, at the latest, of those where some do."""
    query = select(HeldSupport.idea_id, func.max(HeldSupport.until)).where(HeldSupport.idea_id.in_(idea_ids))
    rows = await session.execute(query.where(HeldSupport.until > now(session)).group_by(HeldSupport.idea_id))
    return {row[0]: row[1] for row in rows}


async def hold_learning(session: AsyncSession, conclusion_id: int, *, refused: bool = False) -> None:
    """Let the learning points of a conclusion wait until somebody has looked, or refuse them."""
    put = insert(HeldLearning).values(conclusion_id=conclusion_id, refused=refused)
    again = put.on_conflict_do_update(index_elements=["conclusion_id"], set_={"refused": refused})
    await session.execute(again, execution_options={"synchronize_session": False})
    await _unsettle_test(session, conclusion_id)


async def release_learning(session: AsyncSession, conclusion_id: int) -> None:
    """Have the learning points of a conclusion paid with the next round."""
    gone = delete(HeldLearning).where(HeldLearning.conclusion_id == conclusion_id)
    await session.execute(gone, execution_options={"synchronize_session": False})
    await _unsettle_test(session, conclusion_id)


async def hold_part(session: AsyncSession, idea_id: int, *, refused: bool = False, merged: bool = False) -> None:
    """Let the points of a later part wait until somebody has looked, or refuse them; see `HeldPart`."""
    stands = {"refused": refused, "merged": merged}
    put = insert(HeldPart).values(idea_id=idea_id, **stands)
    again = put.on_conflict_do_update(index_elements=["idea_id"], set_=stands)
    await session.execute(again, execution_options={"synchronize_session": False})
    await unsettle(session, {idea_id})


async def release_part(session: AsyncSession, idea_id: int) -> None:
    """Have the points of a later part paid with the next round."""
    gone = delete(HeldPart).where(HeldPart.idea_id == idea_id)
    await session.execute(gone, execution_options={"synchronize_session": False})
    await unsettle(session, {idea_id})


async def _unsettle_test(session: AsyncSession, conclusion_id: int) -> None:
    query = select(Experiment.idea_id).join(Conclusion, Conclusion.experiment_id == Experiment.id)
    await unsettle(session, set(await session.scalars(query.where(Conclusion.id == conclusion_id))))
