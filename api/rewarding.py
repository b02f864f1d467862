"""Choosing over GraphQL what others see of one's points, and hearing of one's own as they come."""

import asyncio
from collections.abc import AsyncGenerator

import strawberry

from api import refusals
from api.context import Info
from api.rewards import RewardEntry
from domain import members, rewards
from domain.rewards import RewardHabit as HabitRow

LOOK_EVERY = 1.0  # seconds


@strawberry.type(description="What you chose about your points.")
class RewardHabit:
    """What a member chose about their points."""

    shown: bool = strawberry.field(description="Whether others see you on boards and read your points.")
    tells: bool = strawberry.field(description="Whether you are told when an outcome brings you points.")
    sees_progress: bool = strawberry.field(description="Whether you see how far the next badges are.")
    celebrates: bool = strawberry.field(description="Whether pages tell you quietly what is new.")

    @classmethod
    def of(cls, row: HabitRow) -> "RewardHabit":
        """Return a choice as the schema shows one."""
        chosen = {"tells": row.tells, "sees_progress": row.sees_progress, "celebrates": row.celebrates}
        return cls(shown=bool(row.shown), **chosen)


@strawberry.input(description="What you choose about your points.")
class ReviseRewardHabitInput:
    """A choice."""

    shown: bool = strawberry.field(description="Whether others see you on boards and read your points.")
    tells: bool = strawberry.field(description="Whether you are told when an outcome brings you points.")
    sees_progress: bool = strawberry.field(default=True, description="Whether you see how far the next badges are.")
    celebrates: bool = strawberry.field(default=True, description="Whether pages tell you quietly what is new.")

    @property
    def chosen(self) -> dict[str, bool]:
        """Return what was chosen."""
        return vars(self).copy()


@strawberry.type
class RewardMutations:
    """Choosing."""

    @refusals.mutation(description="Choose who sees your points, and whether you are told; points go on either way.")
    async def revise_reward_habit(self, info: Info, input: ReviseRewardHabitInput) -> RewardHabit:
        """Choose."""
        async with info.context.writing() as session:
            viewer = info.context.viewer
            return RewardHabit.of(await rewards.revise_habit(session, viewer, **input.chosen))


@strawberry.type
class RewardSubscriptions:
    """Hearing of points."""

    @strawberry.subscription(description="Each new entry of yours from now on, oldest first.")
    async def reward_entry_added(self, info: Info) -> AsyncGenerator[RewardEntry, None]:
        """Yield new entries; whoever asks is looked up anew each time."""
        context, known = info.context, -1
        with context.listeners.place():
            while True:
                async with context.sessions() as session:
                    context.viewer, _may_write = await context.asker.find(session)
                    member = members.require_self(context.viewer)
                    if known < 0:
                        known = await rewards.latest(session, member.id)
                    fresh = await rewards.newest(session, member.id, known)
                    found = await rewards.by_ids(session, context.viewer, fresh)
                for number in fresh:
                    known = number
                    yield RewardEntry.of(found[number], info)
                await asyncio.sleep(LOOK_EVERY)
