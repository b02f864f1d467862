"""What experiments earn those who run them: for deciding in time on valid figures, whatever the figures say.

To stop and to scale are paid by the same rule, so that no verdict is worth bending. Going against the advice is
neither paid nor punished, and one idea pays once, however many tests it is cut into.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from domain.experiments import (
    Advice,
    CardReuse,
    Conclusion,
    ConclusionKind,
    Experiment,
    ExperimentMove,
    LearningCard,
    Phase,
    Plan,
)
from domain.members import Member, Team
from domain.rewards.causes import Code, Due
from domain.rewards.pending import held_learning

ACT_WITHIN = timedelta(days=7)
_DECISIVE = frozenset({Advice.STOP, Advice.SCALE})


@dataclass(frozen=True)
class Ended:
    """A conclusion that counts: whether its figures were valid, whether it came in time, and acted on the verdict.

    `decisive` is whether that said to stop or to scale.
    """

    id: int
    at: datetime
    is_valid: bool
    in_time: bool
    decisive: bool
    as_advised: bool


@dataclass(frozen=True)
class Tested:
    """An experiment on an idea, with who runs it, as far as it has come."""

    id: int
    phase: Phase
    people: Sequence[int]
    approved_at: datetime | None
    started_at: datetime | None
    conclusion: Ended | None


async def experiments_of(session: AsyncSession, idea_id: int) -> list[Tested]:
    """Return the experiments on an idea, oldest first, in four statements at most."""
    rows = list(await session.scalars(select(Experiment).where(Experiment.idea_id == idea_id).order_by(Experiment.id)))
    if not rows:
        return []
    numbers = [row.id for row in rows]
    people = await _people(session, rows)
    plans = defaultdict(list)
    for plan in await session.scalars(select(Plan).where(Plan.experiment_id.in_(numbers)).order_by(Plan.number)):
        plans[plan.experiment_id].append(plan)
    fell = select(ExperimentMove).where(ExperimentMove.experiment_id.in_(numbers))
    fell = fell.where(ExperimentMove.to_phase == Phase.VERDICT_DUE).order_by(ExperimentMove.id)
    verdicts = {move.experiment_id: move.moved_at for move in await session.scalars(fell)}
    counting = select(Conclusion).where(Conclusion.experiment_id.in_(numbers), Conclusion.effective_at.is_not(None))
    ends = {row.experiment_id: row for row in await session.scalars(counting)}
    return [
        Tested(
            id=row.id,
            phase=row.phase,
            people=people[row.id],
            approved_at=_approved_at(row, plans[row.id]),
            started_at=row.started_at,
            conclusion=_ended(ends[row.id], plans[row.id], verdicts.get(row.id)) if row.id in ends else None,
        )
        for row in rows
    ]


def _approved_at(experiment: Experiment, plans: Sequence[Plan]) -> datetime | None:
    if experiment.approved_by_id is None or not plans:
        return None
    return plans[0].approved_at


def _ended(conclusion: Conclusion, plans: Sequence[Plan], fell_at: datetime | None) -> Ended:
    in_force = [plan for plan in plans if plan.in_force_at is not None]
    ends = [plan.in_force_at + timedelta(weeks=plan.time_box_weeks) for plan in in_force[-1:] if plan.in_force_at]
    by = min([*ends, *([fell_at] if fell_at else [])], default=conclusion.concluded_at) + ACT_WITHIN
    measured = conclusion.check_in_id is not None and conclusion.advice not in (None, Advice.INVALID)
    return Ended(
        id=conclusion.id,
        at=conclusion.effective_at or conclusion.concluded_at,
        is_valid=conclusion.kind is not ConclusionKind.INVALID and measured,
        in_time=conclusion.concluded_at <= by,
        decisive=conclusion.advice in _DECISIVE,
        as_advised=conclusion.advice in _DECISIVE and not conclusion.against_advice,
    )


async def _people(session: AsyncSession, rows: Iterable[Experiment]) -> dict[int, list[int]]:
    """Return who runs each: its owner, and its team."""
    found = {row.id: {row.owner_id} for row in rows}
    teams = {row.team_id for row in rows if row.team_id is not None}
    if teams:
        query = select(Team.id, Member.id.label("member_id")).join(Member.teams).where(Team.id.in_(teams))
        of_team = defaultdict(set)
        for row in await session.execute(query):
            of_team[row.id].add(row.member_id)
        for each in rows:
            found[each.id] |= of_team[each.team_id or 0]
    return {number: sorted(members) for number, members in found.items()}


async def learned(session: AsyncSession, tests: Sequence[Tested]) -> list[Due]:
    """Return what tests of one idea earned: by being planned, by ending well, and by what others made of it."""
    planned = sorted((each.approved_at, each.id, each.people) for each in tests if each.approved_at)
    found = [
        Due(Code.PLAN_APPROVED, "experiment", number, at, people, place=place)
        for place, (at, number, people) in enumerate(planned, 1)
    ]
    ended = [(each.conclusion, each.people) for each in tests if each.conclusion and each.conclusion.is_valid]
    ended.sort(key=lambda pair: (pair[0].at, pair[0].id))
    in_time = [pair for pair in ended if pair[0].in_time]
    waiting = await held_learning(session, [end.id for end, _people in in_time])
    for code, well in (
        (Code.LEARNED, in_time),
        (Code.ACTED_ON_VERDICT, [pair for pair in in_time if pair[0].as_advised]),
    ):
        found += [
            Due(code, "conclusion", end.id, end.at, people, place=place)
            for place, (end, people) in enumerate(well, 1)
            if end.id not in waiting  # which keep their place
        ]
    return found + await _reused(session, {each.id: each.people for each in tests if each.conclusion})


async def _reused(session: AsyncSession, tests: Mapping[int, Sequence[int]]) -> list[Due]:
    """Return which of the cards another team has built an experiment on, once that has started."""
    if not tests:
        return []
    builds, source = aliased(Experiment), aliased(Experiment)
    query = select(CardReuse, builds, source).join(LearningCard, LearningCard.id == CardReuse.card_id)
    query = query.join(builds, builds.id == CardReuse.experiment_id).join(
        source, source.id == LearningCard.experiment_id
    )
    query = query.where(source.id.in_(tests), builds.started_at.is_not(None))
    rows = (await session.execute(query.order_by(builds.started_at, builds.id))).all()
    others = await _people(session, [row[1] for row in rows])
    found, places = list[Due](), Counter[int]()
    for reuse, building, origin in rows:
        same_team = building.team_id is not None and building.team_id == origin.team_id
        if same_team or set(others[building.id]) & set(tests[origin.id]):
            continue
        places[reuse.card_id] += 1
        at = max(building.started_at or reuse.reused_at, reuse.reused_at)
        cause, place = str(reuse.card_id), places[reuse.card_id]
        found.append(Due(Code.CARD_REUSED, "experiment", building.id, at, tests[origin.id], part=cause, place=place))
    return found
