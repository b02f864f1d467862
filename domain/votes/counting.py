"""How counters follow from votes and exposures: in SQL, for one more, for one less, and from scratch."""

import asyncio
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import (
    CTE,
    ColumnElement,
    Double,
    FromClause,
    Select,
    all_,
    and_,
    any_,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from domain.clock import now
from domain.ideas import Exposure, Idea, IdeaCounters, Merge, StepOut, above, ranking
from domain.votes.model import Vote

TRIES, BETWEEN = 8, 0.25  # seconds: how long somebody who looks at a page waits for their turn


def became_familiar(exposed: ColumnElement[int], moment: ColumnElement[datetime]) -> ColumnElement[datetime | None]:
    """Return when an idea had been seen by enough, once `exposed` members have; that moment stays."""
    reached = and_(IdeaCounters.familiar_at.is_(None), exposed >= ranking.SEEN_ENOUGH)
    return case((reached, moment), else_=IdeaCounters.familiar_at)


def rising_without(idea_id: ColumnElement[int], member_id: ColumnElement[int]) -> ColumnElement[float | None]:
    """Return *rising* from all votes an idea has but one member's; NULL for none, and never more than it was."""
    others = Vote.idea_id == idea_id, Vote.member_id != member_id, Vote.quarantined_at.is_(None)
    votes = select(Vote.cast_at).where(*others).subquery()
    newest = select(func.max(votes.c.cast_at)).scalar_subquery()
    weight, top = ranking.weight_sql(votes.c.cast_at), ranking.weight_sql(newest)
    anew = func.max(weight) + func.ln(func.sum(func.exp(weight - top)))  # may differ in its last digits
    total = select(func.least(IdeaCounters.rising, anew)).where(weight > top - ranking.REMEMBERED)
    return total.having(func.count() > 0).correlate(IdeaCounters).scalar_subquery()


def counts_through(
    row: type[Vote | Exposure], idea: FromClause, member_id: ColumnElement[int], *, also_quarantined: bool = False
) -> ColumnElement[bool]:
    """Return whether what a member did at something merged into an idea counts for the idea, in whose row that stands.

    Nothing counts that came by a merge they stepped out of, nor, unless asked for, what is in quarantine.
    """
    out, link, part = aliased(StepOut), aliased(Merge), aliased(Idea)
    left = exists().where(out.member_id == row.member_id, link.id == out.merge_id, link.undone_at.is_(None))
    left = left.where(part.id == link.duplicate_id, part.id == any_(idea.c.merged_ids))
    left = left.where(or_(row.idea_id == part.id, row.idea_id == any_(part.merged_ids)))
    there = exists().where(
        row.member_id == member_id, row.idea_id == any_(idea.c.merged_ids), ~left.correlate(row, idea)
    )
    if row is Vote:
        return there if also_quarantined else there.where(Vote.quarantined_at.is_(None))
    same = Vote.member_id == Exposure.member_id, Vote.idea_id == Exposure.idea_id
    vote = exists().where(*same, Vote.quarantined_at.is_(None))
    return there.where(or_(Exposure.counted, vote.correlate(Exposure)))


def _families(idea_ids: Collection[int] | None) -> CTE:
    """Return each idea and all that is merged into it, with the members of whom nothing counts there."""
    people = func.array_append(Idea.co_author_ids.concat(Idea.merged_author_ids), Idea.author_id).label("people")
    alone = select(Idea.id.label("root_id"), Idea.id.label("idea_id"), people)
    parts = select(Idea.id, func.unnest(Idea.merged_ids), people).where(func.cardinality(Idea.merged_ids) > 0)
    if idea_ids is not None:
        alone, parts = alone.where(Idea.id.in_(idea_ids)), parts.where(Idea.id.in_(idea_ids))
    return alone.union_all(parts).cte("families")


def _counting(row: type[Vote | Exposure], families: CTE) -> ColumnElement[bool]:
    """Return whether a row counts for the idea at the root of its family."""
    part, at = aliased(Idea), families.alias()
    gone = (
        select(
            at.c.root_id,
            func.unnest(func.array_append(part.merged_ids, part.id)).label("idea_id"),
            StepOut.member_id,
        )
        .join(Merge, and_(Merge.duplicate_id == at.c.idea_id, Merge.undone_at.is_(None)))
        .join(StepOut, StepOut.merge_id == Merge.id)
        .join(part, part.id == Merge.duplicate_id)
        .where(at.c.root_id != at.c.idea_id)
        .subquery()
    )
    left = exists().where(gone.c.root_id == families.c.root_id, gone.c.idea_id == row.idea_id)
    return and_(row.member_id != all_(families.c.people), ~left.where(gone.c.member_id == row.member_id))


def backing(*idea_ids: int, also_quarantined: bool = False) -> Select[tuple[int, int, bool, float]]:
    """Return the query for who backs ideas: (idea, member, by staff, weight), by their first vote that counts."""
    return _first_votes(_families(idea_ids), also_quarantined=also_quarantined)


def _first_votes(families: CTE, *, also_quarantined: bool = False) -> Select[tuple[int, int, bool, float]]:
    root, weight = families.c.root_id, ranking.weight_sql(Vote.cast_at)
    votes = select(root.label("idea_id"), Vote.member_id, Vote.by_staff, weight.label("weight"))
    votes = votes.join(Vote, Vote.idea_id == families.c.idea_id).where(_counting(Vote, families))
    votes = votes if also_quarantined else votes.where(Vote.quarantined_at.is_(None))
    return votes.distinct(root, Vote.member_id).order_by(root, Vote.member_id, Vote.cast_at, Vote.idea_id)


def from_scratch(idea_ids: Collection[int] | None = None) -> Select[tuple[int, int, int, int, float | None]]:
    """Return the query that reckons (idea, supporters, staff, exposed, rising) from votes and exposures.

    An idea has the votes and exposures of all that is merged into it, and each member counts once.
    """
    families = _families(idea_ids)
    votes = _first_votes(families).subquery()
    top = func.max(votes.c.weight).over(partition_by=votes.c.idea_id)
    weighed = select(votes, top.label("top")).subquery()
    same = and_(Vote.member_id == Exposure.member_id, Vote.idea_id == Exposure.idea_id, Vote.quarantined_at.is_(None))
    seen = (
        select(families.c.root_id.label("idea_id"), func.count(Exposure.member_id.distinct()).label("exposed"))
        .join(Exposure, Exposure.idea_id == families.c.idea_id)
        .outerjoin(Vote, same)
        .where(or_(Exposure.counted, Vote.idea_id.is_not(None)), _counting(Exposure, families))
        .group_by(families.c.root_id)
        .subquery()
    )
    remembered = func.exp(func.greatest(weighed.c.weight - weighed.c.top, -700.0))
    by_idea = (
        select(
            weighed.c.idea_id,
            func.count().label("supporters"),
            func.count().filter(weighed.c.by_staff).label("staff"),
            (func.max(weighed.c.top) + func.ln(func.sum(remembered))).label("rising"),
        )
        .group_by(weighed.c.idea_id)
        .subquery()
    )
    query = (
        select(
            IdeaCounters.idea_id,
            func.coalesce(by_idea.c.supporters, 0).label("supporters"),
            func.coalesce(by_idea.c.staff, 0).label("staff"),
            func.coalesce(seen.c.exposed, 0).label("exposed"),
            sql_cast(by_idea.c.rising, Double).label("rising"),
        )
        .outerjoin(by_idea, by_idea.c.idea_id == IdeaCounters.idea_id)
        .outerjoin(seen, seen.c.idea_id == IdeaCounters.idea_id)
    )
    return query if idea_ids is None else query.where(IdeaCounters.idea_id.in_(idea_ids))


async def one_at_a_time(session: AsyncSession) -> None:
    """Wait until nobody else moves the counters of many ideas; single votes go on."""
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtext("exposures"))))


async def one_at_a_time_soon(session: AsyncSession) -> bool:
    """Wait for a moment only until nobody else moves the counters of many ideas, and say whether they are ours."""
    ours = select(func.pg_try_advisory_xact_lock(func.hashtext("exposures")))
    for _try in range(TRIES):
        if await session.scalar(ours):
            return True
        await asyncio.sleep(BETWEEN)
    return False


async def count_anew(session: AsyncSession, idea_ids: Collection[int]) -> None:
    """Bring the counters of ideas, and of those they live on in, to what votes and exposures say; others wait."""
    await one_at_a_time(session)
    await recount(session, {*idea_ids, *await above(session, idea_ids)})


async def recount(
    session: AsyncSession, idea_ids: Collection[int], *, unfamiliar_since: datetime | None = None
) -> None:
    """Bring the counters of a few ideas, which the caller holds, to what their votes and exposures say.

    What became familiar at `unfamiliar_since` or later, and too few have seen now, is no longer familiar.
    """
    held = select(IdeaCounters.idea_id).where(IdeaCounters.idea_id.in_(idea_ids)).order_by(IdeaCounters.idea_id)
    await session.execute(held.with_for_update(key_share=True))
    found = from_scratch(idea_ids).subquery()
    familiar = became_familiar(found.c.exposed, literal(now(session)))
    if unfamiliar_since is not None:
        few = and_(IdeaCounters.familiar_at >= unfamiliar_since, found.c.exposed < ranking.SEEN_ENOUGH)
        familiar = case((few, None), else_=familiar)
    values = {
        "supporters": found.c.supporters,
        "staff": found.c.staff,
        "exposed": found.c.exposed,
        "rising": found.c.rising,
        "familiar_at": familiar,
    }
    counted = update(IdeaCounters).where(IdeaCounters.idea_id == found.c.idea_id).values(values)
    await session.execute(counted, execution_options={"synchronize_session": False})
