"""The portfolio: what runs, what is due, what was saved, and how much was learned. For staff.

Learned counts what was decided on figures that say something: a conclusion that isn't invalid, once the advice was to
scale or to stop, or the whole time-box had brought nothing clear. The share of it is beside the share that was scaled,
as who counts wins only is glad of easy tests.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, extract, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, contains_eager, joinedload

from domain import ideas
from domain.experiments.check_ins import CheckIn, KeptVerdict
from domain.experiments.conclusions import Conclusion, ConclusionKind
from domain.experiments.model import Experiment, ExperimentMove, Phase
from domain.experiments.policy import require_may_run, visible_to
from domain.experiments.verdicts import Advice
from domain.ideas import Idea, Quadrant
from domain.members import Actor, Team
from domain.paging import Order, Page, Slice, page

DECISIVE = (Advice.SCALE, Advice.STOP, Advice.UNDECIDED)
_OLDEST: Order[Experiment] = Order("portfolio", (Experiment.id,), lambda row: (row.id,), (int,))
_FIRST_DUE: Order[Experiment] = Order(
    "portfolio_due",
    (Experiment.verdict_due_at, Experiment.id),
    lambda row: (row.verdict_due_at or row.moved_at, row.id),
    (datetime, int),
    upwards=True,
)


@dataclass(frozen=True)
class PortfolioFilter:
    """Which experiments: of ideas in a quadrant, of a team; None for all."""

    quadrant: Quadrant | None = None
    team_id: int | None = None


@dataclass(frozen=True)
class Tally:
    """Figures about some experiments. Times are medians, None while there is nothing to take one of.

    `saved_units` were planned and not needed, `saved_days` were left of time-boxes.
    """

    running: int = 0
    due: int = 0
    concluded: int = 0
    scaled: int = 0
    learned: int = 0
    saved_units: int = 0
    saved_days: int = 0
    idea_to_verdict: timedelta | None = None
    start_to_conclusion: timedelta | None = None


@dataclass(frozen=True)
class Portfolio:
    """The figures of all experiments that were asked for, and of each quadrant and team among them.

    Teams come by name, those of no team last, under None.
    """

    whole: Tally
    quadrants: dict[Quadrant, Tally] = field(default_factory=dict)
    teams: Sequence[tuple[Team | None, Tally]] = ()


async def portfolio(session: AsyncSession, actor: Actor, only: PortfolioFilter | None = None) -> Portfolio:
    """Return the figures; raises SignInNeeded, NotAllowed."""
    require_may_run(actor)
    rows = (await session.execute(_tallies(actor, only or PortfolioFilter()))).all()
    whole, quadrants, teams = Tally(), dict[Quadrant, Tally](), dict[int | None, Tally]()
    for row in rows:
        tally = Tally(*row[3:10], *(_duration(seconds) for seconds in row[10:12]))
        if row.grouped == _ALL:
            whole = tally
        elif row.grouped == _BY_QUADRANT:
            quadrants[Quadrant(row.quadrant)] = tally
        else:
            teams[row.team_id] = tally
    known = await session.scalars(select(Team).where(Team.id.in_([each for each in teams if each])).order_by(Team.name))
    in_order: list[tuple[Team | None, Tally]] = [(team, teams[team.id]) for team in known]
    in_order += [(None, teams[None])] if None in teams else []
    return Portfolio(whole, {each: quadrants[each] for each in Quadrant if each in quadrants}, in_order)


async def under_way(
    session: AsyncSession, actor: Actor, wanted: Slice, only: PortfolioFilter | None = None
) -> Page[Experiment]:
    """Return a page of experiments that run or are paused, newest first; raises SignInNeeded, NotAllowed."""
    require_may_run(actor)
    query = _lines(actor, only).where(Experiment.phase.in_((Phase.RUNNING, Phase.PAUSED)))
    return await page(session, query, _OLDEST, wanted)


async def due(
    session: AsyncSession, actor: Actor, wanted: Slice, only: PortfolioFilter | None = None
) -> Page[Experiment]:
    """Return a page of experiments that wait for their conclusion, the first due first; raises as `portfolio`."""
    require_may_run(actor)
    query = _lines(actor, only).where(Experiment.phase == Phase.VERDICT_DUE)
    return await page(session, query, _FIRST_DUE, wanted)


async def newest_advice(
    session: AsyncSession, actor: Actor, experiment_ids: Collection[int]
) -> dict[int, tuple[CheckIn, KeptVerdict]]:
    """Return the newest totals of experiments with what is advised of them, by the experiment's number; for staff.

    Of each experiment one row is read, however many totals it has.
    """
    require_may_run(actor)
    if not experiment_ids:
        return {}
    newest = select(CheckIn.id).join(KeptVerdict, KeptVerdict.check_in_id == CheckIn.id)
    newest = newest.where(CheckIn.experiment_id == Experiment.id, CheckIn.plan_number == Experiment.plan_number)
    last = newest.order_by(CheckIn.id.desc()).limit(1).correlate(Experiment).scalar_subquery()
    numbers = select(last).where(Experiment.id.in_(experiment_ids))
    entered = aliased(CheckIn)
    query = select(entered, KeptVerdict).join(KeptVerdict, KeptVerdict.check_in_id == entered.id)
    rows = await session.execute(query.where(entered.id.in_(numbers)))
    return {row[0].experiment_id: (row[0], row[1]) for row in rows}


def _lines(actor: Actor, only: PortfolioFilter | None) -> Select[Experiment]:
    """Return the query for experiments with idea, owner and team: what a line shows, and no more tables to plan for."""
    query = select(Experiment).join(Experiment.idea).where(visible_to(actor), ideas.visible_to(actor))
    query = query.options(contains_eager(Experiment.idea), joinedload(Experiment.owner, innerjoin=True))
    return query.options(joinedload(Experiment.team)).where(*_only(only or PortfolioFilter()))


_ALL, _BY_QUADRANT = 3, 1  # as SQL's grouping() says which of quadrant and team were put together


def _tallies(actor: Actor, only: PortfolioFilter) -> Select[Any]:
    fell = select(ExperimentMove.experiment_id, func.min(ExperimentMove.moved_at).label("at"))
    fell = fell.where(ExperimentMove.to_phase == Phase.VERDICT_DUE).group_by(ExperimentMove.experiment_id)
    verdicts = fell.subquery()
    counts = Conclusion.id.is_not(None)
    known = and_(Conclusion.kind != ConclusionKind.INVALID, Conclusion.advice.in_(DECISIVE))
    to_verdict = func.coalesce(verdicts.c.at, Conclusion.effective_at) - Idea.submitted_at
    query = select(
        func.grouping(Idea.quadrant, Experiment.team_id).label("grouped"),
        Idea.quadrant,
        Experiment.team_id,
        func.count().filter(Experiment.phase.in_((Phase.RUNNING, Phase.PAUSED))),
        func.count().filter(Experiment.phase == Phase.VERDICT_DUE),
        func.count().filter(counts),
        func.count().filter(Conclusion.kind == ConclusionKind.SCALED),
        func.count().filter(known),
        func.coalesce(func.sum(Conclusion.saved_units), 0),
        func.coalesce(func.sum(Conclusion.saved_days), 0),
        _median(to_verdict),
        _median(Conclusion.effective_at - Experiment.started_at),
    )
    query = query.select_from(Experiment).join(Experiment.idea)
    standing = and_(Conclusion.experiment_id == Experiment.id, Conclusion.effective_at.is_not(None))
    query = query.outerjoin(Conclusion, standing).outerjoin(verdicts, verdicts.c.experiment_id == Experiment.id)
    query = query.where(visible_to(actor), ideas.visible_to(actor), Experiment.started_at.is_not(None), *_only(only))
    sets = func.grouping_sets(tuple_(), tuple_(Idea.quadrant), tuple_(Experiment.team_id))
    return query.group_by(sets)


def _only(only: PortfolioFilter) -> list[ColumnElement[bool]]:
    wanted = []
    if only.quadrant is not None:
        wanted.append(Idea.quadrant == only.quadrant)
    if only.team_id is not None:
        wanted.append(Experiment.team_id == only.team_id)
    return wanted


def _median(duration: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.percentile_cont(0.5).within_group(extract("epoch", duration))


def _duration(seconds: float | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=float(seconds))
