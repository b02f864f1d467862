"""Why an idea brought one points or not, and what may still come of it, over GraphQL."""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry import ID

from api import ids
from api.context import Info
from api.ideas import Idea
from api.reward_enums import Code, Currency
from domain import fairness, members, rewards
from domain.rewards import OPEN_MOST, Coming
from domain.rewards import WhyNot as Answered

OfIdea = Annotated[ID, strawberry.argument(description="The idea.")]


@strawberry.type(description="One rule against one idea: what it brought you, or which condition doesn't hold.")
class WhyNot:
    """One rule against one idea."""

    code: Code = strawberry.field(description="What the rule pays for.")
    currency: Currency = strawberry.field(description="What its points are for.")
    says: str = strawberry.field(description="The answer, in your language.")
    entry_id: ID | None = strawberry.field(description="The entry it gave you, if it did.")

    @classmethod
    def of(cls, found: Answered, info: Info) -> "WhyNot":
        """Return an answer as the schema shows one."""
        return cls(
            code=found.code,
            currency=found.currency,
            says=found.said.text(info.context.gettext),
            entry_id=ID(ids.encode("RewardEntry", found.entry_id)) if found.entry_id else None,
        )


@strawberry.type(
    description="What one of your ideas, or a test that you run, may still bring, and what that waits for."
)
class RewardToCome:
    """What an idea may still bring."""

    code: Code = strawberry.field(description="What it would be for.")
    says: str = strawberry.field(description="What it waits for, in your language.")
    until: datetime | None = strawberry.field(description="Until when at the latest, where that is known.")
    idea_id: strawberry.Private[int]

    @classmethod
    def of(cls, found: Coming, info: Info) -> "RewardToCome":
        """Return what may come as the schema shows it."""
        said = found.said.text(info.context.gettext)
        return cls(code=found.code, says=said, until=found.until, idea_id=found.idea.id)

    @strawberry.field(description="The idea.")
    async def idea(self, info: Info) -> Idea | None:
        """Return the idea."""
        return Idea.found(await info.context.loaders.ideas.load(self.idea_id))


@strawberry.type
class RewardAnswerQueries:
    """Asking why, and what comes."""

    @strawberry.field(
        description="What may still come of your newest open ideas, and of experiments that you run.",
        metadata={"at_most": 2 * OPEN_MOST},
    )
    async def rewards_to_come(self, info: Info) -> list[RewardToCome]:
        """Return what may still come."""
        viewer = members.require_self(info.context.viewer)
        async with info.context.reading() as session:
            return [RewardToCome.of(each, info) for each in await rewards.coming(session, viewer)]

    @strawberry.field(description="What each rule makes of an idea for you.", metadata={"at_most": len(Code)})
    async def why_no_points(self, info: Info, idea: OfIdea) -> list[WhyNot]:
        """Return why you did or didn't get points."""
        viewer, number = members.require_self(info.context.viewer), ids.decode("Idea", idea, "idea")
        async with info.context.reading() as session:
            looks = await fairness.looks_of(session, viewer, number)
            found = await rewards.why_not(session, info.context.viewer, viewer, number, looks)
        return [WhyNot.of(each, info) for each in found]
