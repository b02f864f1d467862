"""What is new for whoever asks: points for outcomes and badges that came since they last looked."""

import strawberry
from strawberry import ID

from api import ids, refusals
from api.badges import Award
from api.context import Info
from api.rewards import RewardEntry
from api.viewer import Done
from domain import celebrations, members
from domain.celebrations import Moment
from domain.rewards import Currency

LISTED = 10


@strawberry.type(description="What came since you last looked, and still holds.")
class RewardMoment:
    """What came since somebody last looked."""

    up_to: ID = strawberry.field(description="What marks it as seen.")
    impact: int = strawberry.field(description="The points for impact that came.")
    learning: int = strawberry.field(description="The points for learning that came.")
    entries: list[RewardEntry] = strawberry.field(
        description="The newest ten entries among them, oldest first.", metadata={"at_most": LISTED}
    )
    awards: list[Award] = strawberry.field(
        description="The newest ten badges that came, oldest first.", metadata={"at_most": LISTED}
    )

    @classmethod
    def of(cls, found: Moment, info: Info) -> "RewardMoment":
        """Return what is new as the schema shows it."""
        return cls(
            up_to=ID(ids.encode("RewardMoment", found.up_to)),
            impact=found.points(Currency.IMPACT),
            learning=found.points(Currency.LEARNING),
            entries=[RewardEntry.of(each, info) for each in found.entries[-LISTED:]],
            awards=[Award.of(each, info) for each in found.awards[-LISTED:]],
        )


@strawberry.input(description="What you have looked at.")
class SeeRewardMomentInput:
    """What somebody has looked at."""

    up_to: ID = strawberry.field(description="What the moment was marked with.")


@strawberry.type
class CelebrationQueries:
    """Asking what is new."""

    @strawberry.field(description="What is new for you; null for nothing, and where you switched it off.")
    async def reward_moment(self, info: Info) -> RewardMoment | None:
        """Return what is new."""
        member = members.require_self(info.context.viewer)
        async with info.context.reading() as session:
            found = await celebrations.moment(session, member)
        return RewardMoment.of(found, info) if found else None


@strawberry.type
class CelebrationMutations:
    """Having looked."""

    @refusals.mutation(description="Note that you have looked at what was new.")
    async def see_reward_moment(self, info: Info, input: SeeRewardMomentInput) -> Done:
        """Note it."""
        async with info.context.writing() as session:
            up_to = ids.decode("RewardMoment", input.up_to, "upTo")
            await celebrations.see(session, info.context.viewer, up_to)
        return Done()
