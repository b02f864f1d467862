"""How counters follow from votes and exposures: in SQL, for one more, for one less, and from scratch."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Double, Select, and_, case, func, literal, or_, select, update
from sqlalchemy import cast as sql_cast
from sqlalchemy.ext.asyncio import AsyncSession

from domain.clock import now
from domain.ideas import Exposure, IdeaCounters, ranking
from domain.votes.model import Vote


def became_familiar(exposed: ColumnElement[int], moment: ColumnElement[datetime]) -> ColumnElement[datetime | None]:
    """Return when an idea had been seen by enough, once `exposed` members have; that moment stays."""
    reached = and_(IdeaCounters.familiar_at.is_(None), exposed >= ranking.SEEN_ENOUGH)
    return case((reached, moment), else_=IdeaCounters.familiar_at)


def rising_without(idea_id: ColumnElement[int], member_id: ColumnElement[int]) -> ColumnElement[float | None]:
    """Return *rising* from all votes an idea has but one member's; NULL for none, and never more than it was."""
    votes = select(Vote.cast_at).where(Vote.idea_id == idea_id, Vote.member_id != member_id).subquery()
    newest = select(func.max(votes.c.cast_at)).scalar_subquery()
    weight, top = ranking.weight_sql(votes.c.cast_at), ranking.weight_sql(newest)
    anew = func.max(weight) + func.ln(func.sum(func.exp(weight - top)))  # may differ in its last digits
    total = select(func.least(IdeaCounters.rising, anew)).where(weight > top - ranking.REMEMBERED)
    return total.having(func.count() > 0).correlate(IdeaCounters).scalar_subquery()


def from_scratch(idea_ids: Collection[int] | None = None) -> Select[tuple[int, int, int, int, float | None]]:
    """Return the query that reckons (idea, supporters, staff, exposed, rising) from votes and exposures."""
    weight = ranking.weight_sql(Vote.cast_at)
    top = func.max(weight).over(partition_by=Vote.idea_id)
    votes = select(Vote.idea_id, Vote.by_staff, weight.label("weight"), top.label("top"))
    views = (
        select(Exposure.idea_id, func.count().label("exposed"))
        .outerjoin(Vote, and_(Vote.member_id == Exposure.member_id, Vote.idea_id == Exposure.idea_id))
        .where(or_(Exposure.counted, Vote.idea_id.is_not(None)))
        .group_by(Exposure.idea_id)
    )
    if idea_ids is not None:
        votes, views = votes.where(Vote.idea_id.in_(idea_ids)), views.where(Exposure.idea_id.in_(idea_ids))
    weighed, seen = votes.subquery(), views.subquery()
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


async def count_anew(session: AsyncSession, idea_ids: Collection[int]) -> None:
    """Bring the counters of ideas to what their votes and exposures say; others wait meanwhile."""
    await one_at_a_time(session)
    held = select(IdeaCounters.idea_id).where(IdeaCounters.idea_id.in_(idea_ids)).order_by(IdeaCounters.idea_id)
    await session.execute(held.with_for_update(key_share=True))
    found = from_scratch(idea_ids).subquery()
    values = {
        "supporters": found.c.supporters,
        "staff": found.c.staff,
        "exposed": found.c.exposed,
        "rising": found.c.rising,
        "familiar_at": became_familiar(found.c.exposed, literal(now(session))),
    }
    counted = update(IdeaCounters).where(IdeaCounters.idea_id == found.c.idea_id).values(values)
    await session.execute(counted, execution_options={"synchronize_session": False})
