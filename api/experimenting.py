"""Planning, running and concluding experiments over GraphQL."""

from uuid import UUID

import strawberry
from strawberry import ID

from api import ids, refusals
from api.context import Info
from api.experiment_enums import ConclusionKind
from api.experiment_plans import ExperimentPlanInput
from api.experiments import Experiment
from api.writing import WordsInput
from domain import experiments
from domain.experiments import Concluding


@strawberry.input(description="What to test of an idea, and how.")
class PlanExperimentInput(ExperimentPlanInput):
    """An experiment to plan."""

    idea_id: ID = strawberry.field(description="The idea.")
    title: str = strawberry.field(description="What it is called, 5 to 120 characters.")
    team_id: ID | None = strawberry.field(default=None, description="The team that may enter totals too.")


@strawberry.input(description="An idea of your own, what to test of it, and how.")
class PlanOwnExperimentInput(ExperimentPlanInput, WordsInput):
    """An own idea with its experiment; both have the same title."""

    team_id: ID | None = strawberry.field(default=None, description="The team that may enter totals too.")
    key: UUID | None = strawberry.field(default=None, description="Your name for it: sent again, it makes no second.")


@strawberry.input(description="What a plan shall say from now on, whole, before the start.")
class ReviseExperimentInput(ExperimentPlanInput):
    """A plan to change."""

    id: ID = strawberry.field(description="The experiment.")
    title: str = strawberry.field(description="What it is called, 5 to 120 characters.")
    seen: str = strawberry.field(description="The fingerprint of the plan that you read.")


@strawberry.input(description="What the plan of an experiment that runs shall say, whole, and why.")
class RevisePlanInput(ExperimentPlanInput):
    """A changed plan to propose."""

    id: ID = strawberry.field(description="The experiment.")
    why: str = strawberry.field(description="Why it is changed, 3 to 1000 characters.")
    seen: str = strawberry.field(description="The fingerprint of the plan in force that you read.")


@strawberry.input
class AnExperimentInput:
    """Which experiment."""

    id: ID = strawberry.field(description="The experiment.")


@strawberry.input
class SeenInput(AnExperimentInput):
    """Which experiment, and what its plan said."""

    seen: str = strawberry.field(description="The fingerprint of the plan that you read.")


@strawberry.input
class WhyInput(AnExperimentInput):
    """Which experiment, and why."""

    words: str = strawberry.field(description="Why, 3 to 1000 characters.")


@strawberry.input(description="Which plan to propose.")
class ProposeExperimentInput(AnExperimentInput):
    """A plan to propose."""


@strawberry.input(description="Which plan to stand for.")
class ApproveExperimentInput(SeenInput):
    """A plan to approve."""


@strawberry.input(description="Which plan to send back, and why.")
class SendExperimentBackInput(WhyInput):
    """A plan to send back."""


@strawberry.input(description="Which experiment to start.")
class StartExperimentInput(AnExperimentInput):
    """An experiment to start."""


@strawberry.input(description="Which experiment to hold, and why.")
class PauseExperimentInput(WhyInput):
    """An experiment to hold."""


@strawberry.input(description="Which experiment shall run on.")
class ResumeExperimentInput(AnExperimentInput):
    """An experiment to run on."""


@strawberry.input(description="Which changed plan shall be in force.")
class ApprovePlanInput(SeenInput):
    """A changed plan to approve."""


@strawberry.input(description="Whose changed plan shall not be in force, and why.")
class TurnPlanDownInput(WhyInput):
    """A changed plan to turn down."""


@strawberry.input(description="Which experiment to put out of the way.")
class ArchiveExperimentInput(AnExperimentInput):
    """An experiment to archive."""


@strawberry.input(description="Whose an experiment shall be.")
class HandExperimentOverInput(AnExperimentInput):
    """An experiment to hand over."""

    owner_id: ID = strawberry.field(description="Who shall lead it on; somebody who works here.")
    team_id: ID | None = strawberry.field(default=None, description="The team that may enter totals too.")


@strawberry.input(description="What to conclude, why, and what was learned.")
class ConcludeExperimentInput(AnExperimentInput):
    """A conclusion with its card."""

    kind: ConclusionKind = strawberry.field(description="What you decide.")
    reason: str = strawberry.field(description="Why, 10 to 1000 characters.")
    observed: str = strawberry.field(description="What was seen, 10 to 2000 characters.")
    learned: str = strawberry.field(description="What was learned, 10 to 2000 characters.")
    therefore: str = strawberry.field(description="What follows, 10 to 2000 characters.")
    tags: list[str] = strawberry.field(default_factory=list, description="Up to five words to file the card under.")
    language: str = strawberry.field(default="en", description="The language of the card, en or de.")


@strawberry.input(description="Whose conclusion to stand for.")
class ConfirmConclusionInput(AnExperimentInput):
    """A conclusion to confirm."""


@strawberry.input(description="Whose conclusion to give up.")
class WithdrawConclusionInput(AnExperimentInput):
    """A conclusion to withdraw."""


@strawberry.type
class ExperimentMutations:
    """What people do with experiments."""

    @refusals.mutation(description="Begin to plan an experiment for an idea; for staff.")
    async def plan_experiment(self, info: Info, input: PlanExperimentInput) -> Experiment:
        """Plan an experiment."""
        async with info.context.writing() as session:
            number, draft = ids.decode("Idea", input.idea_id, "idea_id"), input.drafted()
            viewer, team = info.context.viewer, _team(input.team_id)
            return Experiment.of(await experiments.plan(session, viewer, number, input.title, draft, team_id=team))

    @refusals.mutation(description="Submit an idea and begin to plan its experiment in one step; for staff.")
    async def plan_own_experiment(self, info: Info, input: PlanOwnExperimentInput) -> Experiment:
        """Submit an idea with its experiment."""
        async with info.context.writing() as session:
            viewer, draft, more = info.context.viewer, input.drafted(), {"team_id": _team(input.team_id)}
            writing, key = input.writing(), input.key
            return Experiment.of(
                await experiments.plan_own(session, viewer, writing, input.title, draft, key=key, **more)
            )

    @refusals.mutation(description="Change a plan before the start; one that was approved is a draft again.")
    async def revise_experiment(self, info: Info, input: ReviseExperimentInput) -> Experiment:
        """Change a plan."""
        async with info.context.writing() as session:
            number, draft, viewer = _number(input.id), input.drafted(), info.context.viewer
            return Experiment.of(await experiments.revise(session, viewer, number, input.title, draft, seen=input.seen))

    @refusals.mutation(description="Ask for a second person's look at a plan that is whole.")
    async def propose_experiment(self, info: Info, input: ProposeExperimentInput) -> Experiment:
        """Propose a plan."""
        async with info.context.writing() as session:
            return Experiment.of(await experiments.propose(session, info.context.viewer, _number(input.id)))

    @refusals.mutation(description="Stand for a proposed plan as its second person; for staff.")
    async def approve_experiment(self, info: Info, input: ApproveExperimentInput) -> Experiment:
        """Approve a plan."""
        async with info.context.writing() as session:
            number, viewer = _number(input.id), info.context.viewer
            return Experiment.of(await experiments.approve(session, viewer, number, seen=input.seen))

    @refusals.mutation(description="Ask for another look at a proposed plan; for staff.")
    async def send_experiment_back(self, info: Info, input: SendExperimentBackInput) -> Experiment:
        """Send a plan back."""
        async with info.context.writing() as session:
            return Experiment.of(
                await experiments.send_back(session, info.context.viewer, _number(input.id), input.words)
            )

    @refusals.mutation(description="Start an approved experiment, which locks its plan and leads its idea on.")
    async def start_experiment(self, info: Info, input: StartExperimentInput) -> Experiment:
        """Start an experiment."""
        async with info.context.writing() as session:
            return Experiment.of(await experiments.start(session, info.context.viewer, _number(input.id)))

    @refusals.mutation(description="Hold an experiment; its time-box runs on.")
    async def pause_experiment(self, info: Info, input: PauseExperimentInput) -> Experiment:
        """Hold an experiment."""
        async with info.context.writing() as session:
            return Experiment.of(await experiments.pause(session, info.context.viewer, _number(input.id), input.words))

    @refusals.mutation(description="Let an experiment run on that was held.")
    async def resume_experiment(self, info: Info, input: ResumeExperimentInput) -> Experiment:
        """Let an experiment run on."""
        async with info.context.writing() as session:
            return Experiment.of(await experiments.resume(session, info.context.viewer, _number(input.id)))

    @refusals.mutation(description="Propose another plan for an experiment that runs; approved, it counts from zero.")
    async def revise_plan(self, info: Info, input: RevisePlanInput) -> Experiment:
        """Propose a changed plan."""
        async with info.context.writing() as session:
            number, draft, viewer = _number(input.id), input.drafted(), info.context.viewer
            await experiments.revise_plan(session, viewer, number, draft, why=input.why, seen=input.seen)
            return Experiment.of(await experiments.visible(session, viewer, number))

    @refusals.mutation(description="Let a changed plan come into force, as its second person; for staff.")
    async def approve_plan(self, info: Info, input: ApprovePlanInput) -> Experiment:
        """Approve a changed plan."""
        async with info.context.writing() as session:
            number, viewer = _number(input.id), info.context.viewer
            return Experiment.of(await experiments.approve_plan(session, viewer, number, seen=input.seen))

    @refusals.mutation(description="Leave the plan in force as it is, and drop the changed one; for staff.")
    async def turn_plan_down(self, info: Info, input: TurnPlanDownInput) -> Experiment:
        """Turn a changed plan down."""
        async with info.context.writing() as session:
            number, viewer = _number(input.id), info.context.viewer
            return Experiment.of(await experiments.turn_down_plan(session, viewer, number, input.words))

    @refusals.mutation(description="Put an experiment out of the way that never started, or is concluded.")
    async def archive_experiment(self, info: Info, input: ArchiveExperimentInput) -> Experiment:
        """Archive an experiment."""
        async with info.context.writing() as session:
            return Experiment.of(await experiments.archive(session, info.context.viewer, _number(input.id)))

    @refusals.mutation(description="Give an experiment to another owner or team.")
    async def hand_experiment_over(self, info: Info, input: HandExperimentOverInput) -> Experiment:
        """Hand an experiment over."""
        async with info.context.writing() as session:
            owner, team = ids.decode("Member", input.owner_id, "owner_id"), _team(input.team_id)
            number, viewer = _number(input.id), info.context.viewer
            return Experiment.of(await experiments.hand_over(session, viewer, number, owner_id=owner, team_id=team))

    @refusals.mutation(
        description="Conclude an experiment with its learning card; against the advice it waits for a second person."
    )
    async def conclude_experiment(self, info: Info, input: ConcludeExperimentInput) -> Experiment:
        """Conclude an experiment."""
        async with info.context.writing() as session:
            number, viewer, language = _number(input.id), info.context.viewer, input.language
            card = (input.observed, input.learned, input.therefore, input.tags, language)
            concluding, translate = Concluding(input.kind, input.reason, *card), info.context.translations(language)
            await experiments.conclude(session, viewer, number, concluding, translate=translate)
            return Experiment.of(await experiments.visible(session, viewer, number))

    @refusals.mutation(description="Stand for a conclusion against the advice, as its second person; now it counts.")
    async def confirm_conclusion(self, info: Info, input: ConfirmConclusionInput) -> Experiment:
        """Confirm a conclusion."""
        async with info.context.writing() as session:
            number, viewer = _number(input.id), info.context.viewer
            await experiments.confirm(session, viewer, number, translate=info.context.gettext)
            return Experiment.of(await experiments.visible(session, viewer, number))

    @refusals.mutation(description="Give up a conclusion that waits for a second person.")
    async def withdraw_conclusion(self, info: Info, input: WithdrawConclusionInput) -> Experiment:
        """Withdraw a conclusion."""
        async with info.context.writing() as session:
            return Experiment.of(await experiments.withdraw(session, info.context.viewer, _number(input.id)))


def _number(id: ID) -> int:
    return ids.decode("Experiment", id)


def _team(id: ID | None) -> int | None:
    return ids.decode("Team", id, "team_id") if id is not None else None
