"""Saying what is measured, and entering it, over GraphQL."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import strawberry
from strawberry import ID

from api import ids, refusals
from api.context import Info
from api.metrics import Metric, MetricReading, exact
from domain import metrics
from domain.metrics import Better, Definition, FigureKind, Line
from domain.tables import ROWS_MOST


@strawberry.type(description="What a row of a table of readings says.")
class ReadingLine:
    """What a row of a table of readings says."""

    row: int = strawberry.field(description="Its number, as a spreadsheet shows it.")
    key: str = strawberry.field(description="The metric's key.")
    day: date = strawberry.field(description="The day.")
    value: Decimal = strawberry.field(description="The figure.")
    source: str = strawberry.field(description="Where it is from.")
    known: bool = strawberry.field(description="Whether that figure was there already, so that nothing is entered.")

    @classmethod
    def of(cls, line: Line) -> "ReadingLine":
        """Return a row as the schema shows one."""
        return cls(
            row=line.row,
            key=line.metric.key,
            day=line.day,
            value=exact(line.value),
            source=line.source,
            known=line.known,
        )


@strawberry.type(description="What a table of readings enters, or would enter.")
class ReadingTable:
    """What a table of readings enters, or would enter."""

    lines: list[ReadingLine] = strawberry.field(
        description="Its rows, in their order.", metadata={"at_most": ROWS_MOST}
    )


@strawberry.input(description="A metric to add; its key is made of its name.")
class AddMetricInput:
    """A metric to add."""

    name: str = strawberry.field(description="What it is called, 3 to 60 characters.")
    says: str = strawberry.field(description="What it says, in a sentence of 10 to 300 characters.")
    kind: FigureKind = strawberry.field(description="What its figures are.")
    better: Better = strawberry.field(description="Which way it should move.")
    currency: str = strawberry.field(default="", description="Three letters, for money alone.")
    decimals: int = strawberry.field(default=1, description="How many decimals pages show, 0 to 4.")
    kpi: bool = strawberry.field(default=False, description="Whether the business lives on it.")
    owner_id: ID | None = strawberry.field(default=None, description="Who answers for it, of those who work here.")


@strawberry.input(description="What a metric shall say; all of it, also what stays.")
class ReviseMetricInput(AddMetricInput):
    """A metric to change."""

    id: ID = strawberry.field(description="The metric.")
    based_on: int = strawberry.field(description="The `saves` of the metric that you saw.")


@strawberry.input(description="Which metric shall take in no more readings.")
class RetireMetricInput:
    """A metric to retire."""

    id: ID = strawberry.field(description="The metric.")


@strawberry.input(description="Which metric shall take in readings again.")
class BringBackMetricInput:
    """A metric to bring back."""

    id: ID = strawberry.field(description="The metric.")


@strawberry.input(description="A metric's figure of a day.")
class EnterReadingInput:
    """A reading to enter."""

    metric_id: ID = strawberry.field(description="The metric.")
    day: date = strawberry.field(description="The day, today or before.")
    value: Decimal = strawberry.field(description="The figure, with at most 6 decimals.")
    source: str = strawberry.field(default="", description="Where it is from.")
    key: UUID | None = strawberry.field(default=None, description="Drawn by you; the same key twice is entered once.")


@strawberry.input(description="Figures as a table.")
class EnterReadingsInput:
    """Readings to enter."""

    csv: str = strawberry.field(
        description="The table; its first row names the columns day, value, source if it likes, and metric."
    )
    metric_id: ID | None = strawberry.field(
        default=None, description="The metric that it is of, for a table without that column."
    )
    preview: bool = strawberry.field(default=False, description="Whether only to see what it would enter.")


@strawberry.input(description="What a reading should have been.")
class CorrectReadingInput:
    """A reading to correct."""

    id: ID = strawberry.field(description="The reading that stands there now.")
    value: Decimal | None = strawberry.field(description="The right figure; null takes the figure away.")
    reason: str = strawberry.field(description="Why, in 5 to 300 characters.")
    source: str = strawberry.field(default="", description="Where it is from.")
    key: UUID | None = strawberry.field(default=None, description="Drawn by you; the same key twice is entered once.")


@strawberry.type
class MetricMutations:
    """Saying what is measured, and entering it."""

    @refusals.mutation(description="Measure something more; for the product team and admins.")
    async def add_metric(self, info: Info, input: AddMetricInput) -> Metric:
        """Add a metric."""
        async with info.context.writing() as session:
            return Metric.of(await metrics.add(session, info.context.viewer, _definition(input)), info)

    @refusals.mutation(description="Change what a metric says; its key stays, and its kind once there are readings.")
    async def revise_metric(self, info: Info, input: ReviseMetricInput) -> Metric:
        """Change a metric."""
        async with info.context.writing() as session:
            number, fresh = ids.decode("Metric", input.id), _definition(input)
            revised = await metrics.revise(session, info.context.viewer, number, fresh, based_on=input.based_on)
            return Metric.of(revised, info)

    @refusals.mutation(description="Take in no more readings of a metric; what was read stays.")
    async def retire_metric(self, info: Info, input: RetireMetricInput) -> Metric:
        """Retire a metric."""
        async with info.context.writing() as session:
            return Metric.of(await metrics.retire(session, info.context.viewer, ids.decode("Metric", input.id)), info)

    @refusals.mutation(description="Take in readings of a retired metric again.")
    async def bring_back_metric(self, info: Info, input: BringBackMetricInput) -> Metric:
        """Bring a metric back."""
        async with info.context.writing() as session:
            number = ids.decode("Metric", input.id)
            return Metric.of(await metrics.bring_back(session, info.context.viewer, number), info)

    @refusals.mutation(description="Enter a metric's figure of a day; the same figure twice is once.")
    async def enter_reading(self, info: Info, input: EnterReadingInput) -> MetricReading:
        """Enter a figure."""
        async with info.context.writing() as session:
            made = await metrics.enter(
                session,
                info.context.viewer,
                ids.decode("Metric", input.metric_id, "metric_id"),
                day=input.day,
                value=input.value,
                source=input.source,
                token=str(input.key or ""),
            )
            return MetricReading.of(made)

    @refusals.mutation(description="Enter figures from a table, all of them or none; the same table twice is once.")
    async def enter_readings(self, info: Info, input: EnterReadingsInput) -> ReadingTable:
        """Enter figures from a table."""
        number = ids.decode("Metric", input.metric_id, "metric_id") if input.metric_id is not None else None
        async with info.context.writing() as session:
            found = await metrics.enter_list(
                session, info.context.viewer, input.csv, metric_id=number, preview=input.preview
            )
        return ReadingTable(lines=[ReadingLine.of(line) for line in found])

    @refusals.mutation(description="Put another figure in the place of one, or none; what stood there stays readable.")
    async def correct_reading(self, info: Info, input: CorrectReadingInput) -> MetricReading:
        """Correct a figure."""
        async with info.context.writing() as session:
            made = await metrics.correct(
                session,
                info.context.viewer,
                ids.decode("MetricReading", input.id),
                value=input.value,
                reason=input.reason,
                source=input.source,
                token=str(input.key or ""),
            )
            return MetricReading.of(made)


def _definition(given: AddMetricInput) -> Definition:
    return Definition(
        name=given.name,
        says=given.says,
        kind=given.kind,
        better=given.better,
        currency=given.currency,
        decimals=given.decimals,
        kpi=given.kpi,
        owner_id=ids.decode("Member", given.owner_id, "owner_id") if given.owner_id is not None else None,
    )
