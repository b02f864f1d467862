"""Rollouts over GraphQL: how far something scaled has come, and whether the business felt it later."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

import strawberry
from strawberry import ID

from api import ids
from api.context import Info
from api.experiment_enums import Felt
from api.members import Member
from api.metrics import exact
from api.offered import QUERY
from api.portfolio import InQuadrant, OfTeam, narrowed
from domain import experiments, rollouts
from domain.rollouts import AFTER, STEPS_MOST
from domain.rollouts import Benefit as BenefitRow
from domain.rollouts import Comparison as ComparisonRow
from domain.rollouts import DueFollowUp as DueRow
from domain.rollouts import Reach as ReachRow
from domain.rollouts import RolloutStep as StepRow

Scaled = Annotated[ID, strawberry.argument(description="The experiment that was scaled.")]
DONE_MOST, SAID_MOST, LISTED_MOST = 200, 20, 50


@strawberry.type(description="A step of a rollout, planned or done.")
class RolloutStep:
    """A step of a rollout."""

    id: ID = strawberry.field(description="For the mutations.")
    says: str = strawberry.field(description="What is done; of a step back, why.")
    coverage: int = strawberry.field(description="How many of a hundred have it since, or shall have it then.")
    due_on: date = strawberry.field(description="For which day it was planned.")
    done_on: date | None = strawberry.field(description="Since which day it is done; null as long as it is planned.")
    goes_back: bool = strawberry.field(description="Whether fewer have it since.")
    done_by: Member | None = strawberry.field(description="Who noted it, for staff.")

    @classmethod
    def of(cls, row: StepRow, *, inside: bool) -> "RolloutStep":
        """Return a step as the schema shows one."""
        return cls(
            id=ID(ids.encode("RolloutStep", row.id)),
            says=row.says,
            coverage=row.coverage,
            due_on=row.due_on,
            done_on=row.done_on,
            goes_back=row.goes_back,
            done_by=Member.of(row.done_by) if row.done_by and inside else None,
        )


@strawberry.type(description="What somebody said of the benefit.")
class Benefit:
    """What was said of the benefit."""

    experiment_id: ID = strawberry.field(description="Of which experiment, by its id.")
    days: int = strawberry.field(description="How many days after its conclusion.")
    felt: Felt = strawberry.field(description="Whether the business felt it.")
    verified: bool = strawberry.field(description="Whether a second person confirmed that it did.")
    says: str | None = strawberry.field(description="Why they say so; for staff.")
    coverage: int = strawberry.field(description="How many of a hundred had it on the day it came due.")
    said_by: Member | None = strawberry.field(description="Who said it; for staff.")
    said_at: datetime = strawberry.field(description="When.")
    confirmed_by: Member | None = strawberry.field(description="Who confirmed it; for staff.")
    confirmed_at: datetime | None = strawberry.field(description="When.")
    withdrawn_at: datetime | None = strawberry.field(description="When it was taken back.")
    why_withdrawn: str | None = strawberry.field(description="Why it was; for staff.")

    @classmethod
    def of(cls, row: BenefitRow, *, inside: bool) -> "Benefit":
        """Return what was said as the schema shows it to whoever asks."""
        return cls(
            experiment_id=ID(ids.encode("Experiment", row.experiment_id)),
            days=row.days,
            felt=row.felt,
            verified=row.confirmed_at is not None and row.withdrawn_at is None,
            says=row.says if inside else None,
            coverage=row.coverage,
            said_by=Member.of(row.said_by) if inside else None,
            said_at=row.said_at,
            confirmed_by=Member.of(row.confirmed_by) if row.confirmed_by and inside else None,
            confirmed_at=row.confirmed_at,
            withdrawn_at=row.withdrawn_at,
            why_withdrawn=row.why_withdrawn or None if inside else None,
        )


@strawberry.type(description="The KPI before anybody had it, and since: observed without a control, so no verdict.")
class KpiComparison:
    """The KPI before and since."""

    metric_id: ID = strawberry.field(description="The metric that the plan named.")
    before: Decimal | None = strawberry.field(description="The mean of as many days before the test began.")
    since: Decimal | None = strawberry.field(description="The mean of as many days since the conclusion.")
    for_the_better: bool | None = strawberry.field(description="Whether that is good; null when nothing moved.")

    @classmethod
    def of(cls, row: ComparisonRow) -> "KpiComparison":
        """Return a comparison as the schema shows one."""
        return cls(
            metric_id=ID(ids.encode("Metric", row.metric.id)),
            before=None if row.mean_before is None else exact(round(row.mean_before, 6)),
            since=None if row.mean_after is None else exact(round(row.mean_after, 6)),
            for_the_better=row.direction > 0 if row.direction else None,
        )


@strawberry.type(description="The look at the KPI 30 or 90 days after the conclusion; it never changes the verdict.")
class KpiFollowUp:
    """The look at the KPI some time later."""

    days: int = strawberry.field(description="So many days after the conclusion.")
    due_on: date = strawberry.field(description="From which day on one looks.")
    standing: Benefit | None = strawberry.field(description="What stands of it; for staff also what waits.")
    withdrawn: list[Benefit] = strawberry.field(
        description="What was said and taken back, oldest first; for staff.", metadata={"at_most": SAID_MOST, "cost": 0}
    )
    reach: strawberry.Private[ReachRow]

    @strawberry.field(description="The KPI before and since; for staff, null without a KPI.", metadata={"cost": QUERY})
    async def kpi(self, info: Info) -> KpiComparison | None:
        """Return the KPI before and since."""
        async with info.context.reading() as session:
            found = await rollouts.compared(session, info.context.viewer, self.reach, self.days)
        return KpiComparison.of(found) if found else None


@strawberry.type(description="How far something that was scaled has come.")
class Rollout:
    """A rollout."""

    experiment_id: ID = strawberry.field(description="The experiment that was scaled.")
    owner: Member = strawberry.field(description="Whose it is to bring it to everyone.")
    verdict_on: date = strawberry.field(description="The day on which the verdict fell.")
    scaled_on: date = strawberry.field(description="The day from which the conclusion counts.")
    coverage: int = strawberry.field(description="How many of a hundred have it now.")
    everyone_since: date | None = strawberry.field(description="Since when everyone has it; null as long as not.")
    days_to_everyone: int | None = strawberry.field(description="The days from the verdict to everyone.")
    done: list[RolloutStep] = strawberry.field(
        description="The steps that were done, in order, the last 200.", metadata={"at_most": DONE_MOST, "cost": 0}
    )
    planned: list[RolloutStep] = strawberry.field(
        description="The steps to come, by their day.", metadata={"at_most": STEPS_MOST, "cost": 0}
    )
    follow_ups: list[KpiFollowUp] = strawberry.field(
        description="What the business felt 30 and 90 days later.", metadata={"at_most": len(AFTER), "cost": 0}
    )

    @classmethod
    def of(cls, row: ReachRow, info: Info) -> "Rollout":
        """Return a rollout as the schema shows one to whoever asks."""
        inside = experiments.may_read_inside(info.context.viewer)
        return cls(
            experiment_id=ID(ids.encode("Experiment", row.experiment.id)),
            owner=Member.of(row.owner),
            verdict_on=row.verdict_on,
            scaled_on=row.scaled_on,
            coverage=row.coverage,
            everyone_since=row.everyone_since,
            days_to_everyone=row.days_to_everyone,
            done=[RolloutStep.of(step, inside=inside) for step in row.done],
            planned=[RolloutStep.of(step, inside=inside) for step in row.planned],
            follow_ups=[_follow_up(row, days, inside=inside) for days in AFTER],
        )


@strawberry.type(description="A scaled experiment of which nobody knows yet whether the business felt it.")
class DueKpiFollowUp:
    """A follow-up that is due."""

    experiment_id: ID = strawberry.field(description="The experiment.")
    title: str = strawberry.field(description="What it is called.")
    page: str = strawberry.field(description="The page to look at it, as a path on this site.")
    days: int = strawberry.field(description="How many days after the conclusion.")
    due_on: date = strawberry.field(description="Since when it is due.")
    late: bool = strawberry.field(description="Whether it is due for so long that the sponsor was told.")

    @classmethod
    def of(cls, row: DueRow) -> "DueKpiFollowUp":
        """Return a follow-up that is due as the schema shows one."""
        return cls(
            experiment_id=ID(ids.encode("Experiment", row.experiment.id)),
            title=row.experiment.title,
            page=f"{row.experiment.path}/rollout/follow-ups/{row.days}",
            days=row.days,
            due_on=row.due_on,
            late=row.late,
        )


@strawberry.type(description="Something scaled that hasn't reached everyone; `rollout` says more of it.")
class RolloutUnderWay:
    """Something on its way to everyone."""

    experiment_id: ID = strawberry.field(description="The experiment that was scaled.")
    title: str = strawberry.field(description="What it is called.")
    page: str = strawberry.field(description="The page of its rollout, as a path on this site.")
    owner: Member = strawberry.field(description="Whose it is to bring it to everyone.")
    verdict_on: date = strawberry.field(description="The day on which the verdict fell.")
    coverage: int = strawberry.field(description="How many of a hundred have it now.")

    @classmethod
    def of(cls, row: ReachRow) -> "RolloutUnderWay":
        """Return what is on its way as the schema shows it."""
        return cls(
            experiment_id=ID(ids.encode("Experiment", row.experiment.id)),
            title=row.experiment.title,
            page=f"{row.experiment.path}/rollout",
            owner=Member.of(row.owner),
            verdict_on=row.verdict_on,
            coverage=row.coverage,
        )


@strawberry.type
class RolloutQueries:
    """Reading rollouts."""

    @strawberry.field(
        description="How far something scaled has come; null for an experiment that wasn't.", metadata={"cost": QUERY}
    )
    async def rollout(self, info: Info, experiment: Scaled) -> Rollout | None:
        """Return a rollout."""
        async with info.context.reading() as session:
            row = await experiments.visible(
                session, info.context.viewer, ids.decode("Experiment", experiment, "experiment")
            )
            found = await rollouts.reach(session, info.context.viewer, row)
        return Rollout.of(found, info) if found else None

    @strawberry.field(
        description="What was scaled and hasn't reached everyone, the longest first, 50 at most; for staff.",
        metadata={"cost": QUERY, "at_most": LISTED_MOST},
    )
    async def rollouts_under_way(
        self, info: Info, quadrant: InQuadrant = None, team: OfTeam = None
    ) -> list[RolloutUnderWay]:
        """Return what is on its way to everyone."""
        async with info.context.reading() as session:
            found = await rollouts.under_way(session, info.context.viewer, narrowed(quadrant, team))
        return [RolloutUnderWay.of(row) for row in found]

    @strawberry.field(
        description="Follow-ups that are due and not settled, the longest due first, 50 at most; for staff.",
        metadata={"cost": QUERY, "at_most": LISTED_MOST},
    )
    async def due_kpi_follow_ups(
        self, info: Info, quadrant: InQuadrant = None, team: OfTeam = None
    ) -> list[DueKpiFollowUp]:
        """Return what should be looked at now."""
        async with info.context.reading() as session:
            found = await rollouts.due_follow_ups(session, info.context.viewer, narrowed(quadrant, team))
        return [DueKpiFollowUp.of(row) for row in found]

    @strawberry.field(
        description="Within how many days from the verdict half of what reached everyone had; for staff.",
        metadata={"cost": QUERY},
    )
    async def days_from_verdict_to_everyone(
        self, info: Info, quadrant: InQuadrant = None, team: OfTeam = None
    ) -> float | None:
        """Return the median."""
        async with info.context.reading() as session:
            found = await rollouts.median_to_everyone(session, info.context.viewer, narrowed(quadrant, team))
        return None if found is None else found.total_seconds() / 86_400


def _follow_up(row: ReachRow, days: int, *, inside: bool) -> KpiFollowUp:
    standing = row.standing(days)
    return KpiFollowUp(
        days=days,
        due_on=row.due_on(days),
        standing=Benefit.of(standing, inside=inside) if standing else None,
        withdrawn=[Benefit.of(each, inside=inside) for each in row.withdrawn(days)][-SAID_MOST:],
        reach=row,
    )
