"""Noting who was shown what, many looks by one statement, so that a page that is read waits for none of it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Select,
    and_,
    bindparam,
    func,
    literal,
    not_,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from domain import members
from domain.clock import now
from domain.errors import _, problem
from domain.ideas import Exposure, Idea, IdeaCounters, visible_to
from domain.members import Actor, Member
from domain.rows import arrays, given
from domain.votes.counting import became_familiar, counts_through, one_at_a_time
from domain.votes.policy import NEWCOMER_FOR, NEWCOMERS_A_DAY, near

LOOKS_MOST = 50


@dataclass(frozen=True)
class Look:
    """A member was shown an idea."""

    member_id: int
    idea_id: int
    seen_at: datetime


def looks(actor: Actor, idea_ids: Iterable[int], at: datetime) -> list[Look]:
    """Return what a member says to have seen, up to 50 ideas; raises SignInNeeded, Invalid."""
    member, numbers = members.require_self(actor), set(idea_ids)
    if not 1 <= len(numbers) <= LOOKS_MOST:
        raise problem("idea_ids", "out_of_range", _("Ask for 1 to %(most)s ideas."), most=LOOKS_MOST)
    return [Look(member.id, number, at) for number in sorted(numbers) if 0 < number < 2**63]


async def see(session: AsyncSession, actor: Actor, idea_ids: Sequence[int]) -> list[int]:
    """Note that a member was shown ideas, up to 50; return those passed over. Raises SignInNeeded, Invalid.

    Passed over is what makes no exposure: what is hidden or unknown, which nobody can tell apart, what stands in no
    list, and what the member shares.
    """
    seen = looks(actor, idea_ids, now(session))
    await record_looks(session, seen)
    numbers = [look.idea_id for look in seen]
    taken = select(Idea.id).where(Idea.id.in_(numbers), Idea.listed, not_(near(Idea.__table__, literal(actor.id))))
    found = set(await session.scalars(taken.where(visible_to(actor))))
    return [number for number in dict.fromkeys(idea_ids) if number not in found]


async def record_looks(session: AsyncSession, seen: Collection[Look]) -> int:
    """Note looks, each member and idea once; return how many were new.

    No exposure is made of what stands in no list, whoever looks, nor of what is the member's own or shared with them.
    Of newcomers' looks at one idea no more than NEWCOMERS_A_DAY count in a day by UTC.
    """
    if not seen:
        return 0
    await one_at_a_time(session)
    looked = arrays(
        member_id=[look.member_id for look in seen],
        idea_id=[look.idea_id for look in seen],
        seen_at=[look.seen_at for look in seen],
    )
    return int(await session.scalar(_noting(), looked | {"moment": now(session)}) or 0)


@cache
def _noting() -> Select[int]:
    """Return the one statement that notes looks and counts them; making it takes longer than running it."""
    wanted = _wanted().cte("wanted")
    day = func.date_trunc("day", wanted.c.seen_at, "UTC")
    nth = func.row_number().over(
        partition_by=(wanted.c.idea_id, wanted.c.newcomer, day), order_by=(wanted.c.seen_at, wanted.c.member_id)
    )
    ranked = select(wanted, day.label("day"), nth.label("nth")).subquery()
    there = (
        select(func.count())
        .where(Exposure.idea_id == ranked.c.idea_id, Exposure.newcomer, Exposure.counted)
        .where(Exposure.seen_at >= ranked.c.day, Exposure.seen_at < ranked.c.day + text("interval '1 day'"))
        .correlate(ranked)
        .scalar_subquery()
    )
    counted: ColumnElement[bool] = or_(not_(ranked.c.newcomer), ranked.c.nth + there <= NEWCOMERS_A_DAY)
    rows = select(ranked.c.member_id, ranked.c.idea_id, ranked.c.seen_at, ranked.c.newcomer, counted)
    fresh = (
        insert(Exposure)
        .from_select(
            ["member_id", "idea_id", "seen_at", "newcomer", "counted"],
            rows.order_by(ranked.c.idea_id, ranked.c.member_id),
        )
        .on_conflict_do_nothing()
        .returning(Exposure.idea_id, Exposure.member_id, Exposure.counted)
        .cte("fresh")
    )
    # Whoever was shown what is merged into an idea counts there already.
    known = counts_through(Exposure, Idea.__table__, fresh.c.member_id)
    sums = (
        select(fresh.c.idea_id, func.count().filter(fresh.c.counted, ~known).label("looks"))
        .join(Idea, Idea.id == fresh.c.idea_id)
        .group_by(fresh.c.idea_id)
        .cte("sums")
    )
    exposed, moment = IdeaCounters.exposed + sums.c.looks, bindparam("moment", type_=DateTime(timezone=True))
    moved = (
        update(IdeaCounters)
        .where(IdeaCounters.idea_id == sums.c.idea_id, sums.c.looks > 0)
        .values(exposed=exposed, familiar_at=became_familiar(exposed, moment))
        .returning(IdeaCounters.idea_id)
        .cte("moved")
    )
    return select(select(func.count()).select_from(fresh).scalar_subquery()).add_cte(moved)


def _wanted() -> Select[int, int, datetime, bool]:
    """Return those looks that make an exposure, their ideas held in one order, since others note looks too."""
    looked = given(Exposure, "member_id", "idea_id", "seen_at")
    newcomer = and_(Member.imported_from.is_(None), looked.c.seen_at < Member.joined_at + NEWCOMER_FOR)
    known = select(Exposure.idea_id).where(Exposure.member_id == looked.c.member_id)
    known = known.where(Exposure.idea_id == looked.c.idea_id)
    return (
        select(looked.c.member_id, looked.c.idea_id, looked.c.seen_at, newcomer.label("newcomer"))
        .join(Idea, Idea.id == looked.c.idea_id)
        .join(Member, Member.id == looked.c.member_id)
        .where(
            Idea.listed, not_(near(Idea.__table__, looked.c.member_id)), Member.left_at.is_(None), not_(known.exists())
        )
        .order_by(Idea.id, Member.id)
        .with_for_update(of=Idea, read=True)
    )
