"""What about a test's end looks as if its verdict had been bent, as far as that is possible here.

A plan is fixed when its test starts; a changed one needs a second person, and its verdict begins anew. So what is left
to look at: a promise that was another one in the end, a verdict that a correction undid, totals that were corrected
after they had been concluded from, and an end just before the season's. All of it has honest reasons, too.
"""

from itertools import pairwise
from typing import Any

from sqlalchemy import CompoundSelect, func, select, union
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from domain import rewards
from domain.experiments import TAKEN_BACK, CheckIn, Conclusion, ExperimentMove, Phase, Plan
from domain.fairness import thresholds as at

Row = dict[str, int]
# What of a plan makes its verdict, or would end its test; time and budget don't.
_DECIDES = ("metric", "kind", "unit", "promise", "change", "hopeless", "right_from", "risk", "guardrails")


async def bent(session: AsyncSession, conclusion: Conclusion) -> list[Row]:
    """Return what looks bent about a conclusion that counts, as rows of plain figures; most tests have none."""
    number = conclusion.experiment_id
    found = await _changed(session, number)
    undone = select(func.count()).where(ExperimentMove.experiment_id == number, ExperimentMove.words == TAKEN_BACK)
    if times := await session.scalar(undone):
        found.append({"undone": times})
    since = select(func.count()).where(CheckIn.corrects_id == conclusion.check_in_id)
    if conclusion.check_in_id is not None and await session.scalar(since):
        found.append({"corrected": 1})
    if conclusion.effective_at is not None:
        season = await rewards.season_at(session, conclusion.effective_at)
        left = season.ends_at - conclusion.effective_at
        if left <= at.SEASON_ENDS_IN:
            found.append({"minutes": int(left.total_seconds() // 60)})
    return [{"experiment": number, **row} for row in found]


async def had_a_hand(session: AsyncSession, conclusion_id: int) -> set[int]:
    """Return who helped a test to end as it did, whether or not it brings them points.

    They wrote or approved a plan that changed while it ran, corrected its totals, or stood for its conclusion.
    """
    drawn = select(Conclusion.experiment_id).where(Conclusion.id == conclusion_id).scalar_subquery()
    later = Plan.experiment_id == drawn, Plan.in_force_at.is_not(None), Plan.number > 1
    corrected = CheckIn.experiment_id == drawn, CheckIn.corrects_id.is_not(None)
    people: CompoundSelect[int | None] = union(
        select(Plan.written_by_id).where(*later),
        select(Plan.approved_by_id).where(*later),
        select(CheckIn.entered_by_id).where(*corrected),
        select(Conclusion.concluded_by_id).where(Conclusion.id == conclusion_id),
        select(Conclusion.seconded_by_id).where(Conclusion.id == conclusion_id),
    )
    return {row[0] for row in await session.execute(people) if row[0] is not None}


async def _changed(session: AsyncSession, number: int) -> list[Row]:
    """Return which changed plans promised something else: on which day of the test, after how many verdicts."""
    query = select(Plan).where(Plan.experiment_id == number, Plan.in_force_at.is_not(None)).order_by(Plan.number)
    plans = list(await session.scalars(query.options(selectinload(Plan.criteria))))
    fell = select(ExperimentMove.moved_at).where(ExperimentMove.experiment_id == number)
    fallen = list(await session.scalars(fell.where(ExperimentMove.to_phase == Phase.VERDICT_DUE)))
    found = []
    for before, after in pairwise(plans):
        if _deciding(before) != _deciding(after) and before.in_force_at and after.in_force_at and plans[0].in_force_at:
            verdicts = sum(before.in_force_at <= moment <= after.in_force_at for moment in fallen)
            day = (after.in_force_at - plans[0].in_force_at).days + 1
            found.append({"plan": after.number, "day": day, "verdicts": verdicts})
    return found


def _deciding(plan: Plan) -> tuple[Any, ...]:
    return (*(getattr(plan, name) for name in _DECIDES), [criterion.words for criterion in plan.criteria])
