"""An experiment that runs, put there as rows, and totals to enter."""

from datetime import date, datetime
from typing import Any

from domain import clock, database
from domain.experiments import Experiment, MetricKind, Phase, Plan, PromiseKind, Risk
from domain.ideas import Idea
from domain.members import Member
from tests.people import People

BEGAN = date(2026, 2, 2)  # the day of the tests' clock


def plan_of(**more: Any) -> Plan:
    """Return a plan to lift a share from 10 % by a fifth, in force now unless told otherwise."""
    said: dict[str, Any] = {
        "number": 1,
        "changing": "a bench at each station",
        "segment": "people who wait",
        "metric": "rides begun",
        "because": "we saw forty people leave",
        "kind": MetricKind.SHARE,
        "unit": "",
        "promise": PromiseKind.RELATIVE,
        "change": 0.2,
        "level": 0.1,
        "risk": Risk.BALANCED,
        "arms": ["As it is", "With benches"],
        "split": [0.5, 0.5],
        "units_per_week": 4_000,
        "planned_units": 7_682,
        "least_weeks": 1,
        "time_box_weeks": 4,
        "ramp_in_days": 0,
        "ripe_after_days": 0,
        "guardrails": [],
        "why_changed": "",
    }
    return Plan(**(said | more))


async def running(people: People, idea: Idea, owner: Member, **more: Any) -> Experiment:
    """Return an experiment of the idea that has just begun."""
    async with database.transaction(people.sessions) as session:
        moment: datetime = clock.now(session)
        experiment = Experiment(
            idea_id=idea.id,
            owner_id=owner.id,
            title="Benches",
            phase=Phase.RUNNING,
            created_at=moment,
            moved_at=moment,
            started_at=moment,
        )
        session.add(experiment)
        await session.flush()
        plan = plan_of(experiment_id=experiment.id, written_by_id=owner.id, written_at=moment, **more)
        plan.in_force_at, plan.fingerprint = moment, "0" * 64
        session.add(plan)
        return experiment


def share(units: int, conversions: int) -> dict[str, float | None]:
    """Return what was counted in an arm."""
    return {"units": units, "conversions": conversions}


def both(units: int, control: int, variant: int) -> list[dict[str, float | None]]:
    """Return what was counted in two arms of the same size."""
    return [share(units, control), share(units, variant)]
