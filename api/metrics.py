"""Metrics over GraphQL, for staff: what is measured, the readings of each, and how it moved."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

import strawberry
from strawberry import ID

from api import ids
from api.connections import After, Before, Connection, First, Last
from api.context import Info
from api.enums import described
from api.members import Member
from api.nodes import Node
from api.offered import QUERY
from domain import metrics, paging
from domain.errors import NotFound
from domain.metrics import POINTS, Better, Change, FigureKind
from domain.metrics import Metric as MetricRow
from domain.metrics import Reading as ReadingRow

Key = Annotated[str, strawberry.argument(description="The metric's key, as in its page's address.")]
Retired = Annotated[bool, strawberry.argument(description="Whether to list those given up instead.")]
Superseded = Annotated[bool, strawberry.argument(description="Whether those that were corrected come along.")]

described(
    FigureKind,
    "What a metric's figures are.",
    PERCENT="A share of a hundred, 0 to 100.",
    MONEY="Money, in the metric's currency.",
    SCORE="Points from −100 to 100, such as NPS.",
    COUNT="A whole number, from 0 on.",
    DAYS="Days, from 0 on.",
    NUMBER="Another number.",
)
described(
    Better,
    "Which way a metric should move.",
    HIGHER="Higher is better.",
    LOWER="Lower is better.",
)


@strawberry.type(description="A metric's figure of a day; a correction is a reading of its own.")
class MetricReading(Node):
    """A metric's figure of a day."""

    day: date = strawberry.field(description="The day it is of.")
    value: Decimal | None = strawberry.field(description="The figure; null says that the day has none after all.")
    source: str = strawberry.field(description="Where it is from, as whoever entered it says.")
    reason: str = strawberry.field(description="Why it takes the place of another one; empty for a first one.")
    entered_at: datetime = strawberry.field(description="When it was entered.")
    superseded_at: datetime | None = strawberry.field(description="Since when another one stands in its place.")
    counts: bool = strawberry.field(description="Whether it is the figure of its day.")
    row: strawberry.Private[ReadingRow]

    @classmethod
    def of(cls, row: ReadingRow) -> "MetricReading":
        """Return a reading as the schema shows one."""
        return cls(
            id=ID(ids.encode("MetricReading", row.id)),
            day=row.day,
            value=exact(row.value) if row.value is not None else None,
            source=row.source,
            reason=row.reason,
            entered_at=row.entered_at,
            superseded_at=row.superseded_at,
            counts=row.counts,
            row=row,
        )

    @strawberry.field(description="Who entered it.")
    async def entered_by(self, info: Info) -> Member:
        """Return who entered it."""
        return Member.of(await info.context.loaders.members.load(self.row.entered_by_id))


@strawberry.type(description="By how much a metric moved.")
class MetricChange:
    """By how much a metric moved."""

    since: MetricReading = strawberry.field(description="The reading that it is compared with.")
    by: Decimal = strawberry.field(description="The latest figure less that one, in the metric's own unit.")
    for_the_better: bool | None = strawberry.field(description="Whether that is good; null when nothing moved.")

    @classmethod
    def of(cls, found: Change | None) -> "MetricChange | None":
        """Return a change as the schema shows one."""
        if found is None:
            return None
        good = found.direction > 0 if found.direction else None
        return cls(since=MetricReading.of(found.since), by=exact(found.by), for_the_better=good)


@strawberry.type(description="Something that is measured time and again.")
class Metric(Node):
    """Something that is measured time and again."""

    key: str = strawberry.field(description="Its name in addresses and files, which never changes.")
    name: str = strawberry.field(description="What it is called.")
    says: str = strawberry.field(description="What it says, in a sentence.")
    kind: FigureKind = strawberry.field(description="What its figures are.")
    currency: str | None = strawberry.field(description="The currency of money, such as EUR.")
    better: Better = strawberry.field(description="Which way it should move.")
    decimals: int = strawberry.field(description="How many decimals pages show.")
    kpi: bool = strawberry.field(description="Whether the business lives on it.")
    owner: Member | None = strawberry.field(description="Who answers for it, and enters its readings too.")
    saves: int = strawberry.field(description="How often it was saved, for reviseMetric.")
    created_at: datetime = strawberry.field(description="Since when it is measured.")
    retired_at: datetime | None = strawberry.field(description="Since when it takes in no more readings.")
    page: str = strawberry.field(description="Its page, as a path on this site.")
    row: strawberry.Private[MetricRow]

    @classmethod
    def of(cls, row: MetricRow, info: Info) -> "Metric":
        """Return a metric, with its owner loaded, in the reader's language as far as its words are ours."""
        return cls(
            id=ID(ids.encode("Metric", row.id)),
            key=row.key,
            name=info.context.gettext(row.name),
            says=info.context.gettext(row.says),
            kind=row.kind,
            currency=row.currency or None,
            better=row.better,
            decimals=row.decimals,
            kpi=row.kpi,
            owner=Member.of(row.owner) if row.owner else None,
            saves=row.saves,
            created_at=row.created_at,
            retired_at=row.retired_at,
            page=row.path,
            row=row,
        )

    @strawberry.field(
        description="The latest readings that count, oldest first, 60 at most.", metadata={"at_most": POINTS}
    )
    async def recent(self, info: Info) -> list[MetricReading]:
        """Return what a small line shows."""
        return [MetricReading.of(each) for each in (await info.context.loaders.trends.load(self.row.id)).points]

    @strawberry.field(description="How it moved since the reading before; null without one.")
    async def last_change(self, info: Info) -> MetricChange | None:
        """Return the last step."""
        return MetricChange.of((await info.context.loaders.trends.load(self.row.id)).step(self.row))

    @strawberry.field(description="How it moved since the last reading of 90 days before or more; null without one.")
    async def quarter_change(self, info: Info) -> MetricChange | None:
        """Return how it moved in a quarter of a year."""
        return MetricChange.of((await info.context.loaders.trends.load(self.row.id)).quarter(self.row))

    @strawberry.field(description="Its readings, latest day first.", metadata={"cost": QUERY})
    async def readings(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        superseded: Superseded = False,
    ) -> Connection[MetricReading]:
        """Return a page of readings."""
        wanted = paging.requested(first, after, last, before)
        async with info.context.reading() as session:
            found = await metrics.readings(session, info.context.viewer, self.row, wanted, superseded=superseded)
        return Connection.of(found, MetricReading.of)

    @strawberry.field(description="Whether you may enter and correct its readings.")
    def viewer_may_enter(self, info: Info) -> bool:
        """Return whether whoever asks enters its readings."""
        return metrics.may_enter(info.context.viewer, self.row)


@strawberry.type
class MetricQueries:
    """Reading what is measured."""

    @strawberry.field(description="What is measured, in the order it came; nothing for all but staff.")
    async def metrics(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        retired: Retired = False,
    ) -> Connection[Metric]:
        """Return a page of metrics."""
        wanted = paging.requested(first, after, last, before)
        async with info.context.reading() as session:
            found = await metrics.listed(session, info.context.viewer, wanted, retired=retired)
        return Connection.of(found, lambda row: Metric.of(row, info))

    @strawberry.field(description="One metric; null where there is none, and for all but staff.")
    async def metric(self, info: Info, key: Key) -> Metric | None:
        """Return one metric by its key."""
        async with info.context.reading() as session:
            try:
                return Metric.of(await metrics.by_key(session, info.context.viewer, key), info)
            except NotFound:
                return None


def exact(value: Decimal) -> Decimal:
    """Return a figure without zeros at its end and without an exponent."""
    return Decimal(f"{value.normalize():f}")
