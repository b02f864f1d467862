"""Experiments that ended, with what they taught, put into the tables as a test needs them."""

from datetime import datetime, timedelta
from typing import Any

from domain import database, experiments
from domain.clock import now
from domain.experiments import (
    Advice,
    Conclusion,
    ConclusionKind,
    Experiment,
    ExperimentMove,
    LearningCard,
    MetricKind,
    Phase,
    Plan,
    PromiseKind,
    Risk,
)
from domain.ideas import Idea
from domain.members import Member
from tests.people import People


def plan(experiment: Experiment, at: datetime, *, started: bool = True, **more: Any) -> Plan:
    """Return a plan of two arms with a share, as far as nothing else is said."""
    written: dict[str, Any] = {
        "changing": "a bench beside the dock",
        "segment": "people who wait",
        "metric": "rides that are finished",
        "because": "Forty of you wrote that they give up waiting.",
    }
    return Plan(
        experiment_id=experiment.id,
        number=1,
        written_by_id=experiment.owner_id,
        written_at=at,
        in_force_at=at if started else None,
        fingerprint="f" * 64 if started else None,
        kind=MetricKind.SHARE,
        promise=PromiseKind.RELATIVE,
        change=0.2,
        level=0.1,
        risk=Risk.BALANCED,
        arms=["As it is", "With a bench"],
        split=[0.5, 0.5],
        units_per_week=2000,
        planned_units=7682,
        time_box_weeks=6,
        criteria=[],
        **(written | more),
    )


async def experiment(
    people: People,
    *,
    by: Member,
    on: Idea,
    phase: Phase = Phase.RUNNING,
    title: str = "Benches at two stations",
    team_id: int | None = None,
    weeks: int = 3,
    ago: int = 0,
    **more: Any,
) -> Experiment:
    """Return an experiment that stands where it stands since so many days `ago`, and started some weeks before."""
    async with database.transaction(people.sessions) as session:
        at = now(session) - timedelta(days=ago)
        started = at - timedelta(weeks=weeks) if phase not in (Phase.DRAFT, Phase.PROPOSED, Phase.APPROVED) else None
        made = Experiment(
            idea_id=on.id,
            owner_id=by.id,
            team_id=team_id,
            title=title,
            phase=phase,
            created_at=started or at,
            moved_at=at,
            started_at=started,
            verdict_due_at=at + timedelta(days=5) if phase is Phase.VERDICT_DUE else None,
            concluded_at=at if phase in (Phase.CONCLUDED, Phase.ARCHIVED) else None,
        )
        session.add(made)
        await session.flush()
        fixed = plan(made, started or at, started=started is not None, **more)
        session.add(fixed)
        await session.flush()
        fixed.fingerprint = experiments.plan_fingerprint(fixed) if started else None
        if started is not None:
            session.add(_move(made, Phase.APPROVED, Phase.RUNNING, started))
        if phase is Phase.VERDICT_DUE:
            session.add(_move(made, Phase.RUNNING, Phase.VERDICT_DUE, at))
        return made


async def concluded(
    people: People,
    *,
    by: Member,
    on: Idea,
    kind: ConclusionKind = ConclusionKind.STOPPED_NOT_AS_PROMISED,
    advice: Advice | None = Advice.STOP,
    counts: bool = True,
    learned: str = "People sit down, and still don't finish more rides.",
    language: str = "en",
    tags: tuple[str, ...] = (),
    saved: tuple[int, int] = (4000, 14),
    ago: int = 0,
    **more: Any,
) -> LearningCard:
    """Return the card of an experiment concluded so many days `ago`; it `counts` unless a second person must look."""
    made = await experiment(people, by=by, on=on, phase=Phase.CONCLUDED if counts else Phase.RUNNING, ago=ago, **more)
    async with database.transaction(people.sessions) as session:
        at = now(session) - timedelta(days=ago)
        conclusion = Conclusion(
            experiment_id=made.id,
            kind=kind,
            reason="The odds say so.",
            advice=advice,
            against_advice=not counts,
            concluded_by_id=by.id,
            concluded_at=at,
            effective_at=at if counts else None,
            saved_units=saved[0],
            saved_days=saved[1],
        )
        session.add(conclusion)
        await session.flush()
        card = LearningCard(
            conclusion_id=conclusion.id,
            experiment_id=made.id,
            author_id=by.id,
            written_at=at,
            language=language,
            believed=f"We believe that {more.get('changing', 'a bench beside the dock')} will move finished rides.",
            measured="Finished rides, with and without, over three weeks.",
            observed="A tenth finished in both.",
            learned=learned,
            therefore="We leave the docks as they are.",
            tags=list(tags),
        )
        session.add(card)
        if counts:
            session.add(_move(made, Phase.RUNNING, Phase.VERDICT_DUE, at - timedelta(days=1)))
            session.add(_move(made, Phase.VERDICT_DUE, Phase.CONCLUDED, at))
        await session.flush()
        return card


def _move(made: Experiment, before: Phase, after: Phase, at: datetime) -> ExperimentMove:
    return ExperimentMove(
        experiment_id=made.id, from_phase=before, to_phase=after, actor_id=made.owner_id, moved_at=at, words=""
    )
