"""Experiments over GraphQL: what is tested, how, where it stands, and what people concluded."""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry import ID

from api import ids
from api.check_ins import CheckIn, Verdict
from api.connections import After, Before, Connection, First, Last
from api.context import Info
from api.experiment_enums import Advice, ConclusionKind, Phase
from api.experiment_plans import ExperimentPlan
from api.ideas import Idea
from api.members import Member, Team
from api.nodes import Node
from api.offered import QUERY
from domain import experiments, paging
from domain.experiments import Conclusion as ConclusionRow
from domain.experiments import Experiment as ExperimentRow
from domain.experiments import ExperimentFilter, ExperimentMove

PLANS_SHOWN, SENTENCES_MOST = 20, 8
AnExperiment = Annotated[ID, strawberry.argument(description="The experiment.")]
OfIdea = Annotated[ID | None, strawberry.argument(description="Only those of this idea.")]
OfOwner = Annotated[ID | None, strawberry.argument(description="Only those of this owner.")]
OfTeam = Annotated[ID | None, strawberry.argument(description="Only those of this team.")]
InPhases = Annotated[list[Phase] | None, strawberry.argument(description="Only those that stand at one of these.")]


@strawberry.type(description="One step of an experiment's life.")
class ExperimentStep:
    """One step of an experiment's life."""

    from_phase: Phase = strawberry.field(description="Where it stood.")
    to_phase: Phase = strawberry.field(description="Where it stands since; the same for what moved nothing.")
    moved_at: datetime = strawberry.field(description="When.")
    actor: Member | None = strawberry.field(description="Who did it; null for what time did.")
    words: str = strawberry.field(description="Why, where that had to be said; for staff.")

    @classmethod
    def of(cls, row: ExperimentMove, *, inside: bool) -> "ExperimentStep":
        """Return a step as the schema shows one; its words are for whom reads inside."""
        return cls(
            from_phase=row.from_phase,
            to_phase=row.to_phase,
            moved_at=row.moved_at,
            actor=Member.of(row.actor) if row.actor else None,
            words=row.words if inside else "",
        )


@strawberry.type(description="What people concluded of an experiment, and why.")
class Conclusion:
    """What people concluded of an experiment."""

    kind: ConclusionKind = strawberry.field(description="What they decided.")
    reason: str = strawberry.field(description="Why.")
    advice: Advice | None = strawberry.field(description="What was advised then; null where nothing was measured.")
    against_advice: bool = strawberry.field(description="Whether it goes against that.")
    concluded_by: Member = strawberry.field(description="Who drew it.")
    concluded_at: datetime = strawberry.field(description="When it was drawn.")
    seconded_by: Member | None = strawberry.field(description="The second person, where it took one.")
    effective_at: datetime | None = strawberry.field(description="Since when it counts; null as long as it waits.")
    withdrawn_at: datetime | None = strawberry.field(description="When it was withdrawn.")
    saved_units: float = strawberry.field(description="Planned units that needn't come in any more.")
    saved_days: int = strawberry.field(description="Days that were left of the time-box.")
    experiment_id: strawberry.Private[int]

    @classmethod
    def of(cls, row: ConclusionRow) -> "Conclusion":
        """Return a conclusion, with its people loaded, as the schema shows one."""
        return cls(
            kind=row.kind,
            reason=row.reason,
            advice=row.advice,
            against_advice=row.against_advice,
            concluded_by=Member.of(row.concluded_by),
            concluded_at=row.concluded_at,
            seconded_by=Member.of(row.seconded_by) if row.seconded_by else None,
            effective_at=row.effective_at,
            withdrawn_at=row.withdrawn_at,
            saved_units=float(row.saved_units),
            saved_days=row.saved_days,
            experiment_id=row.experiment_id,
        )

    @strawberry.field(description="Of which experiment, by its id.", name="experimentId")
    def of_experiment(self) -> ID:
        """Return the id of the experiment."""
        return ID(ids.encode("Experiment", self.experiment_id))

    @strawberry.field(description="The id of the learning card; null as long as the conclusion doesn't count.")
    async def learning_card_id(self, info: Info) -> ID | None:
        """Return the id of what the experiment taught."""
        found = await info.context.loaders.cards.load(self.experiment_id) if self.effective_at else None
        return ID(ids.encode("LearningCard", found.id)) if found else None


@strawberry.type(description="A test of an idea.")
class Experiment(Node):
    """A test of an idea."""

    title: str = strawberry.field(description="What it is called.")
    phase: Phase = strawberry.field(description="Where it stands.")
    owner: Member = strawberry.field(description="Who leads it on.")
    team: Team | None = strawberry.field(description="The team that may enter totals too.")
    approved_by: Member | None = strawberry.field(description="Who approved its first plan.")
    created_at: datetime = strawberry.field(description="When somebody began to plan it.")
    moved_at: datetime = strawberry.field(description="Since when it stands where it stands.")
    started_at: datetime | None = strawberry.field(description="When it started.")
    verdict_due_at: datetime | None = strawberry.field(description="By when it should be concluded.")
    concluded_at: datetime | None = strawberry.field(description="When its conclusion began to count.")
    page: str = strawberry.field(description="Its page, as a path on this site.")
    row: strawberry.Private[ExperimentRow]

    @classmethod
    def of(cls, row: ExperimentRow) -> "Experiment":
        """Return an experiment, with its people, team and plan loaded, as the schema shows one."""
        return cls(
            id=ID(ids.encode("Experiment", row.id)),
            title=row.title,
            phase=row.phase,
            owner=Member.of(row.owner),
            team=Team.of(row.team) if row.team else None,
            approved_by=Member.of(row.approved_by) if row.approved_by else None,
            created_at=row.created_at,
            moved_at=row.moved_at,
            started_at=row.started_at,
            verdict_due_at=row.verdict_due_at,
            concluded_at=row.concluded_at,
            page=row.path,
            row=row,
        )

    @strawberry.field(description="The idea it tests.")
    async def idea(self, info: Info) -> Idea:
        """Return the idea."""
        return Idea.found(await info.context.loaders.ideas.load(self.row.idea_id))

    @strawberry.field(description="The plan in force, or the one being written.")
    def plan(self, info: Info) -> ExperimentPlan:
        """Return the plan."""
        return ExperimentPlan.of(self.row.plan, info)

    @strawberry.field(description="What people concluded: for staff also while it waits for a second person.")
    async def conclusion(self, info: Info) -> Conclusion | None:
        """Return the conclusion that counts or waits."""
        found = await info.context.loaders.conclusions.load(self.row.id)
        return Conclusion.of(found) if found else None

    @strawberry.field(description="What is advised now; null for others than staff until it is concluded.")
    async def verdict(self, info: Info) -> Verdict | None:
        """Return the verdict that stands."""
        if not experiments.may_read_figures(info.context.viewer, self.row):
            return None
        found = await info.context.loaders.verdicts.load(self.row.id)
        return Verdict.of(found) if found else None

    @strawberry.field(
        description="What is advised now, in sentences as its page says them; none before the first totals, and for "
        "others than staff until it is concluded.",
        metadata={"cost": QUERY, "at_most": SENTENCES_MOST},
    )
    async def says(self, info: Info) -> list[str]:
        """Return the verdict that stands in words."""
        viewer = info.context.viewer
        if not experiments.may_read_figures(viewer, self.row):
            return []
        async with info.context.reading() as session:
            course = await experiments.history(session, viewer, self.row)
        return [info.context.said(each) for each in course.says] if course else []

    @strawberry.field(
        description="Its check-ins, latest first, each with the verdict it led to; null for others than staff until "
        "it is concluded.",
        metadata={"cost": QUERY},
    )
    async def check_ins(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[CheckIn] | None:
        """Return a page of its check-ins."""
        wanted, viewer = paging.requested(first, after, last, before), info.context.viewer
        if not experiments.may_read_figures(viewer, self.row):
            return None
        async with info.context.reading() as session:
            found = await experiments.check_ins_of(session, viewer, self.row, wanted)
        return Connection.of(found, CheckIn.of)

    @strawberry.field(description="Every step of its life, latest first.", metadata={"cost": QUERY})
    async def steps(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[ExperimentStep]:
        """Return a page of its steps."""
        wanted, inside = paging.requested(first, after, last, before), experiments.may_read_inside(info.context.viewer)
        async with info.context.reading() as session:
            found = await experiments.steps(session, self.row, wanted)
        return Connection.of(found, lambda row: ExperimentStep.of(row, inside=inside))


@strawberry.type(description="How many experiments stand at a phase.")
class PhaseCount:
    """How many experiments stand at a phase."""

    phase: Phase = strawberry.field(description="The phase.")
    count: int = strawberry.field(description="How many of those you may know of.")


@strawberry.type
class ExperimentQueries:
    """Finding experiments."""

    @strawberry.field(description="Experiments, newest first; those waiting for a conclusion alone, as they are due.")
    async def experiments(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        phases: InPhases = None,
        idea: OfIdea = None,
        owner: OfOwner = None,
        team: OfTeam = None,
    ) -> Connection[Experiment]:
        """Return a page of experiments."""
        wanted = paging.requested(first, after, last, before)
        only = ExperimentFilter(
            phases or (),
            ids.decode("Idea", idea, "idea") if idea is not None else None,
            ids.decode("Member", owner, "owner") if owner is not None else None,
            ids.decode("Team", team, "team") if team is not None else None,
        )
        async with info.context.reading() as session:
            found = await experiments.listed(session, info.context.viewer, wanted, only=only)
        return Connection.of(found, Experiment.of)

    @strawberry.field(
        description="The versions of an experiment's plan, oldest first, the first 20; one that waits is for staff.",
        metadata={"at_most": PLANS_SHOWN},
    )
    async def experiment_plans(self, info: Info, experiment: AnExperiment) -> list[ExperimentPlan]:
        """Return the plans of an experiment."""
        viewer = info.context.viewer
        async with info.context.reading() as session:
            row = await experiments.visible(session, viewer, ids.decode("Experiment", experiment, "experiment"))
            found = await experiments.plan_versions(session, viewer, row)
        return [ExperimentPlan.of(plan, info) for plan in found[:PLANS_SHOWN]]

    @strawberry.field(
        description="How many experiments stand where, in the order of their life, without phases that have none.",
        metadata={"at_most": len(Phase)},
    )
    async def experiment_counts(self, info: Info) -> list[PhaseCount]:
        """Return the number at each phase."""
        async with info.context.reading() as session:
            counted = await experiments.count_by_phase(session, info.context.viewer)
        return [PhaseCount(phase=phase, count=count) for phase, count in counted.items() if count]
