"""Bringing to everyone what was scaled over GraphQL, and saying whether the business felt it."""

from datetime import date

import strawberry
from strawberry import ID

from api import ids, refusals
from api.context import Info
from api.experiment_enums import Felt
from api.rollouts import Rollout
from domain import rollouts


@strawberry.input(description="Which rollout.")
class _OfRolloutInput:
    """Something about a rollout."""

    experiment_id: ID = strawberry.field(description="The experiment that was scaled.")


@strawberry.input(description="Whose a rollout is.")
class AssignRolloutInput(_OfRolloutInput):
    """A rollout to give to somebody."""

    owner_id: ID = strawberry.field(description="Whose it is; somebody who works here.")


@strawberry.input(description="A step of a rollout to plan.")
class PlanRolloutStepInput(_OfRolloutInput):
    """A step to plan."""

    says: str = strawberry.field(description="What is done; 3 to 200 characters, for all who may read the experiment.")
    due_on: date = strawberry.field(description="Until which day.")
    coverage: int = strawberry.field(description="How many of a hundred have it then.")


@strawberry.input(description="A step of a rollout that is done.")
class FinishRolloutStepInput(_OfRolloutInput):
    """A step that is done."""

    step_id: ID = strawberry.field(description="The step that was planned.")
    done_on: date = strawberry.field(description="On which day, today at the latest.")
    coverage: int = strawberry.field(description="How many of a hundred really have it since.")


@strawberry.input(description="A step of a rollout to give up.")
class DropRolloutStepInput(_OfRolloutInput):
    """A step to give up."""

    step_id: ID = strawberry.field(description="The step that was planned.")


@strawberry.input(description="A step back of a rollout, with its reason.")
class StepRolloutBackInput(_OfRolloutInput):
    """A step back."""

    says: str = strawberry.field(description="Why; 3 to 200 characters, for all who may read the experiment.")
    done_on: date = strawberry.field(description="Since which day, today at the latest.")
    coverage: int = strawberry.field(description="How many of a hundred have it still; fewer than before.")


@strawberry.input(description="What the business felt, to say.")
class NoteBenefitInput(_OfRolloutInput):
    """What the business felt."""

    days: int = strawberry.field(description="How many days after the conclusion: 30 or 90.")
    felt: Felt = strawberry.field(description="What was felt.")
    says: str = strawberry.field(description="Why you say so; 10 to 1000 characters, for staff.")


@strawberry.input(description="A benefit to confirm, as its second person.")
class ConfirmBenefitInput(_OfRolloutInput):
    """A benefit to confirm."""

    days: int = strawberry.field(description="How many days after the conclusion: 30 or 90.")


@strawberry.input(description="What was said of a benefit, to take back.")
class WithdrawBenefitInput(_OfRolloutInput):
    """What was said, to take back."""

    days: int = strawberry.field(description="How many days after the conclusion: 30 or 90.")
    why: str = strawberry.field(description="Why; 5 to 300 characters.")


@strawberry.type
class RolloutMutations:
    """Bringing to everyone what was scaled."""

    @refusals.mutation(description="Say whose it is to bring to everyone what was scaled.")
    async def assign_rollout(self, info: Info, input: AssignRolloutInput) -> Rollout:
        """Give a rollout to somebody."""
        owner_id = ids.decode("Member", input.owner_id, "owner_id")
        async with info.context.writing() as session:
            found = await rollouts.assign(session, info.context.viewer, _number(input.experiment_id), owner_id=owner_id)
        return Rollout.of(found, info)

    @refusals.mutation(description="Plan a step of a rollout.")
    async def plan_rollout_step(self, info: Info, input: PlanRolloutStepInput) -> Rollout:
        """Plan a step."""
        number = _number(input.experiment_id)
        async with info.context.writing() as session:
            found = await rollouts.plan_step(
                session, info.context.viewer, number, says=input.says, due_on=input.due_on, coverage=input.coverage
            )
        return Rollout.of(found, info)

    @refusals.mutation(description="Say that a step is done, and how many of a hundred have it since.")
    async def finish_rollout_step(self, info: Info, input: FinishRolloutStepInput) -> Rollout:
        """Finish a step."""
        step_id = ids.decode("RolloutStep", input.step_id, "step_id")
        async with info.context.writing() as session:
            found = await rollouts.finish_step(
                session,
                info.context.viewer,
                _number(input.experiment_id),
                step_id,
                done_on=input.done_on,
                coverage=input.coverage,
            )
        return Rollout.of(found, info)

    @refusals.mutation(description="Give up a step that was planned.")
    async def drop_rollout_step(self, info: Info, input: DropRolloutStepInput) -> Rollout:
        """Give a step up."""
        step_id = ids.decode("RolloutStep", input.step_id, "step_id")
        async with info.context.writing() as session:
            found = await rollouts.drop_step(session, info.context.viewer, _number(input.experiment_id), step_id)
        return Rollout.of(found, info)

    @refusals.mutation(description="Note that fewer have it than before, and why.")
    async def step_rollout_back(self, info: Info, input: StepRolloutBackInput) -> Rollout:
        """Note a step back."""
        number = _number(input.experiment_id)
        async with info.context.writing() as session:
            found = await rollouts.step_back(
                session, info.context.viewer, number, says=input.says, done_on=input.done_on, coverage=input.coverage
            )
        return Rollout.of(found, info)

    @refusals.mutation(description="Say whether the business felt it; a yes waits for a second person.")
    async def note_benefit(self, info: Info, input: NoteBenefitInput) -> Rollout:
        """Say what was felt."""
        number = _number(input.experiment_id)
        async with info.context.writing() as session:
            found = await rollouts.note_benefit(
                session, info.context.viewer, number, days=input.days, felt=input.felt, says=input.says
            )
        return Rollout.of(found, info)

    @refusals.mutation(description="Confirm that the business felt it, as the second person: the benefit is verified.")
    async def confirm_benefit(self, info: Info, input: ConfirmBenefitInput) -> Rollout:
        """Confirm a benefit."""
        async with info.context.writing() as session:
            number = _number(input.experiment_id)
            found = await rollouts.confirm_benefit(session, info.context.viewer, number, days=input.days)
        return Rollout.of(found, info)

    @refusals.mutation(description="Take back what was said of a benefit, verified or not, with a reason.")
    async def withdraw_benefit(self, info: Info, input: WithdrawBenefitInput) -> Rollout:
        """Take back what was said."""
        number = _number(input.experiment_id)
        async with info.context.writing() as session:
            found = await rollouts.withdraw_benefit(
                session, info.context.viewer, number, days=input.days, why=input.why
            )
        return Rollout.of(found, info)


def _number(experiment_id: ID) -> int:
    return ids.decode("Experiment", experiment_id, "experiment_id")
