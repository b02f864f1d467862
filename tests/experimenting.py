"""Experiments for tests: planned, approved and begun through the use cases; totals are put in as rows of their own."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from domain import database, experiments, ideas
from domain.clock import now
from domain.experiments import (
    Advice,
    CheckIn,
    CheckInSource,
    Concluding,
    Conclusion,
    ConclusionKind,
    Experiment,
    KeptVerdict,
    MetricKind,
    PlanDraft,
    PromiseKind,
    Reason,
)
from domain.ideas import Idea, Status
from domain.members import Member, Role
from domain.triage import DecisionKind
from tests.people import People

SHARE = PlanDraft(
    changing="a bench at the stop",
    segment="people who wait for a bike",
    metric="Riders who come back within a week",
    because="four of ten who left told us they had nowhere to sit.",
    kind=MetricKind.SHARE,
    promise=PromiseKind.RELATIVE,
    change=0.2,
    level=0.1,
    arms=("Without", "With a bench"),
    units_per_week=1000,
)


def share(**more: Any) -> PlanDraft:
    """Return a whole plan: 10 % come back, and a fifth more are promised."""
    return replace(SHARE, **more)


async def planned(people: People, *, by: Member, on: Idea | None = None, **more: Any) -> Experiment:
    """Let somebody plan an experiment, for an idea of somebody else's unless one is given."""
    idea = on or await people.idea(by=await people.member("Iris"))
    return await people.does(experiments.plan, by, idea.id, "Benches at two stops", share(**more))


async def approved(people: People, *, by: Member, second: Member, on: Idea | None = None, **more: Any) -> Experiment:
    """Let somebody plan an experiment, and another person approve it."""
    experiment = await planned(people, by=by, on=on, **more)
    await people.does(experiments.propose, by, experiment.id)
    seen = experiments.plan_fingerprint(experiment.plan)
    return await people.does(experiments.approve, second, experiment.id, seen=seen)


async def running(people: People, *, by: Member, second: Member, on: Idea | None = None, **more: Any) -> Experiment:
    """Let somebody run an experiment, with an idea that the product team has shortlisted."""
    idea = on or await people.idea(by=await people.member("Iris"))
    idea = await people.reads(ideas.visible, second, idea.id)
    if idea.status not in (Status.SHORTLISTED, Status.IN_EXPERIMENT):
        await people.decide(DecisionKind.SHORTLIST, by=second, on=idea)
    experiment = await approved(people, by=by, second=second, on=idea, **more)
    return await people.does(experiments.start, by, experiment.id)


async def crew(people: People) -> tuple[Member, Member]:
    """Let an employee and somebody of the product team join."""
    return await people.member("Emil", Role.EMPLOYEE), await people.member("Pia", Role.PRODUCT)


async def advised(
    people: People, experiment: Experiment, advice: Advice, *, by: Member, units: int = 2000, after: int | None = None
) -> int:
    """Put totals in with what was advised of them, and return the check-in's number.

    They go up to the end of today, or so many days `after` the start.
    """
    crossed = advice in (Advice.SCALE, Advice.STOP)
    async with database.transaction(people.sessions) as session:
        day = now(session)
        until = day.date() + timedelta(days=1)
        if after is not None and experiment.started_at is not None:
            until = experiment.started_at.date() + timedelta(days=after)
        check_in = CheckIn(
            experiment_id=experiment.id,
            plan_number=experiment.plan_number,
            as_of=until,
            arms=[{"units": units // 2, "conversions": units // 20}, {"units": units // 2, "conversions": units // 15}],
            source=CheckInSource.FORM,
            entered_by_id=by.id,
            entered_at=day,
        )
        session.add(check_in)
        await session.flush()
        session.add(
            KeptVerdict(
                check_in_id=check_in.id,
                day=7.0 if after is None else float(after),
                units=units,
                advice=advice,
                reason=Reason.AS_PROMISED if advice is Advice.SCALE else Reason.BETWEEN,
                alarms=[],
                variant=1,
                crossed_on=day.date() if crossed else None,
                crossed_units=units if crossed else None,
                fingerprint="0" * 64 if crossed else None,
            )
        )
        return check_in.id


def said(kind: ConclusionKind = ConclusionKind.SCALED, **more: Any) -> Concluding:
    """Return what somebody concludes, with a whole card."""
    words = {
        "reason": "It kept its promise.",
        "observed": "A fifth more came back.",
        "learned": "People wait where they can sit.",
        "therefore": "Benches go to all stops.",
    }
    return Concluding(kind, **(words | more))


async def concluded(
    people: People, experiment: Experiment, kind: ConclusionKind = ConclusionKind.CHANGED_COURSE, *, by: Member
) -> Conclusion:
    """Let somebody conclude an experiment."""
    return await people.does(experiments.conclude, by, experiment.id, said(kind))
