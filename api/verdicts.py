"""Verdicts of experiments over GraphQL: what each check-in led to, what is advised now, and hearing when one falls."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import datetime
from typing import Annotated

import strawberry
from strawberry import ID

from api import ids
from api.check_ins import CheckIn, Verdict
from api.connections import After, Before, Connection, First, Last
from api.context import Info
from api.offered import QUERY
from domain import experiments, paging
from domain.experiments import Experiment as ExperimentRow

LOOK_EVERY = 1.0  # seconds
AnExperiment = Annotated[ID, strawberry.argument(description="The experiment.")]
OneExperiment = Annotated[ID | None, strawberry.argument(description="Only this experiment; any without it.")]


@strawberry.type(description="An experiment whose verdict fell, or whose time is over: it waits for a conclusion.")
class FallenVerdict:
    """An experiment whose verdict fell."""

    experiment_id: ID = strawberry.field(description="The experiment.")
    title: str = strawberry.field(description="What it is called.")
    page: str = strawberry.field(description="Its page, as a path on this site.")
    fell_at: datetime = strawberry.field(description="When it began to wait for a conclusion.")
    due_at: datetime | None = strawberry.field(description="By when it should be concluded.")
    verdict: Verdict | None = strawberry.field(description="What is advised; null if time ran out before any totals.")


@strawberry.type
class VerdictQueries:
    """What experiments measured, and what was advised."""

    @strawberry.field(
        description="The check-ins of an experiment, latest first, each with the verdict it led to; null for others "
        "than staff until the experiment is concluded.",
        metadata={"cost": QUERY},
    )
    async def check_ins(
        self,
        info: Info,
        experiment: AnExperiment,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[CheckIn] | None:
        """Return a page of check-ins."""
        wanted, viewer = paging.requested(first, after, last, before), info.context.viewer
        number = ids.decode("Experiment", experiment, "experiment")
        async with info.context.reading() as session:
            row = await experiments.visible(session, viewer, number)
            if not experiments.may_read_figures(viewer, row):
                return None
            found = await experiments.check_ins_of(session, viewer, row, wanted)
        return Connection.of(found, CheckIn.of)


@strawberry.type
class VerdictSubscriptions:
    """Hearing of verdicts."""

    @strawberry.subscription(
        description="Each experiment that waits for a conclusion since its verdict fell, and more as they fall or "
        "change; for staff, others hear nothing."
    )
    async def verdict_fell(self, info: Info, experiment: OneExperiment = None) -> AsyncGenerator[FallenVerdict, None]:
        """Yield experiments whose verdict fell; whoever asks is looked up anew each time, with their rights."""
        number = ids.decode("Experiment", experiment, "experiment") if experiment else None
        context, known = info.context, dict[int, object]()
        with context.listeners.place():
            while True:
                async with context.sessions() as session:
                    context.viewer, _may_write = await context.asker.find(session)
                    found = await experiments.fallen(session, context.viewer, number)
                stands = {row.id: (row.moved_at, kept.advice if kept else None) for row, kept in found}
                for row, kept in reversed(found):
                    if known.get(row.id) != stands[row.id]:
                        yield _fallen(row, Verdict.of(kept) if kept else None)
                known = {**stands}
                await asyncio.sleep(LOOK_EVERY)


def _fallen(row: ExperimentRow, verdict: Verdict | None) -> FallenVerdict:
    return FallenVerdict(
        experiment_id=ID(ids.encode("Experiment", row.id)),
        title=row.title,
        page=row.path,
        fell_at=row.moved_at,
        due_at=row.verdict_due_at,
        verdict=verdict,
    )
