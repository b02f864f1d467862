"""Hearing over GraphQL when the verdict of an experiment falls."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Annotated

import strawberry
from strawberry import ID

from api import ids
from api.context import Info
from api.experiments import Experiment
from domain import experiments

LOOK_EVERY = 1.0  # seconds
OneExperiment = Annotated[ID | None, strawberry.argument(description="Only this experiment; any without it.")]


@strawberry.type
class VerdictSubscriptions:
    """Hearing of verdicts."""

    @strawberry.subscription(
        description="Each experiment that waits for a conclusion since its verdict fell, and more as they fall or "
        "change; for staff, others hear nothing."
    )
    async def verdict_fell(self, info: Info, experiment: OneExperiment = None) -> AsyncGenerator[Experiment, None]:
        """Yield experiments whose verdict fell; whoever asks is looked up anew each time, with their rights."""
        number = ids.decode("Experiment", experiment, "experiment") if experiment else None
        context, known = info.context, dict[int, object]()
        with context.listeners.place():
            while True:
                async with context.sessions() as session:
                    context.viewer, _may_write = await context.asker.find(session)
                    found = await experiments.fallen(session, context.viewer, number)
                stands = {row.id: (row.moved_at, kept.advice if kept else None) for row, kept in found}
                for row, _kept in reversed(found):
                    if known.get(row.id) != stands[row.id]:
                        yield Experiment.of(row)
                known = dict[int, object](stands)
                await asyncio.sleep(LOOK_EVERY)
