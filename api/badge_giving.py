"""Giving badges and taking them back over GraphQL, and the keys that they are signed with."""

import strawberry
from strawberry import ID

from api import ids, refusals
from api.badges import Award, IssuerKey
from api.context import Info
from domain import badges, credentials, members
from domain.badges import Evidence


@strawberry.input(description="Which badge shall be given to whom, and why, and at most one thing that shows it.")
class GiveBadgeInput:
    """A badge to give."""

    slug: str = strawberry.field(description="The badge's name in its address.")
    handle: str = strawberry.field(description="Who gets it.")
    because: str = strawberry.field(description="Why, in 10 to 400 characters; it is signed, and strangers read it.")
    idea_id: ID | None = strawberry.field(default=None, description="The idea that shows it.")
    experiment_id: ID | None = strawberry.field(default=None, description="The experiment that shows it.")
    learning_card_id: ID | None = strawberry.field(default=None, description="The learning card that shows it.")


@strawberry.input(description="Which badge shall be taken back, and why.")
class RevokeBadgeInput:
    """A badge to take back."""

    award_id: ID = strawberry.field(description="The award.")
    reason: str = strawberry.field(description="Why, in 10 to 300 characters; whoever has its address reads it.")


@strawberry.input(description="Which badge of yours shall be seen.")
class ShowBadgeInput:
    """A badge to show."""

    award_id: ID = strawberry.field(description="The award.")


@strawberry.input(description="Which badge of yours shall be seen no longer.")
class HideBadgeInput:
    """A badge to hide."""

    award_id: ID = strawberry.field(description="The award.")


@strawberry.input(description="That new badges shall be signed with new keys.")
class RotateIssuerKeysInput:
    """New keys."""

    confirm: bool = strawberry.field(description="True, since what was given is not meant by chance.")


@strawberry.type(description="The keys of badges.")
class IssuerKeys:
    """The keys of badges."""

    keys: list[IssuerKey] = strawberry.field(description="All of them, newest first.", metadata={"at_most": 100})


@strawberry.type
class BadgeMutations:
    """Giving badges and taking them back."""

    @refusals.mutation(description="Give a badge; for the product team and admins; it is signed a moment later.")
    async def give_badge(self, info: Info, input: GiveBadgeInput) -> Award:
        """Give a badge."""
        shows = Evidence(
            idea_id=ids.decode("Idea", input.idea_id, "idea_id") if input.idea_id else None,
            experiment_id=(
                ids.decode("Experiment", input.experiment_id, "experiment_id") if input.experiment_id else None
            ),
            card_id=(
                ids.decode("LearningCard", input.learning_card_id, "learning_card_id")
                if input.learning_card_id
                else None
            ),
        )
        async with info.context.writing() as session:
            made = await badges.give(
                session, info.context.viewer, input.slug, input.handle, because=input.because, evidence=shows
            )
            return Award.of(made, info)

    @refusals.mutation(description="Take a badge back; for the product team and admins; verifiers learn it at once.")
    async def revoke_badge(self, info: Info, input: RevokeBadgeInput) -> Award:
        """Take a badge back."""
        async with info.context.writing() as session:
            badges.require_may_give(info.context.viewer)
            number = ids.decode("Award", input.award_id, "award_id")
            award = await badges.visible(session, info.context.viewer, number)
            return Award.of(await badges.revoke(session, info.context.viewer, award.name, reason=input.reason), info)

    @refusals.mutation(description="Let a badge of yours be seen on your page; twice is once.")
    async def show_badge(self, info: Info, input: ShowBadgeInput) -> Award:
        """Let a badge be seen."""
        async with info.context.writing() as session:
            members.require_self(info.context.viewer)
            number = ids.decode("Award", input.award_id, "award_id")
            found = await badges.visible(session, info.context.viewer, number)
            return Award.of(await badges.show(session, info.context.viewer, found.name), info)

    @refusals.mutation(description="Let a badge of yours be seen no longer but by its address; twice is once.")
    async def hide_badge(self, info: Info, input: HideBadgeInput) -> Award:
        """Let a badge be seen no longer."""
        async with info.context.writing() as session:
            members.require_self(info.context.viewer)
            number = ids.decode("Award", input.award_id, "award_id")
            found = await badges.visible(session, info.context.viewer, number)
            return Award.of(await badges.hide(session, info.context.viewer, found.name), info)

    @refusals.mutation(description="Sign new badges with new keys; all others stay valid; for admins.")
    async def rotate_issuer_keys(self, info: Info, input: RotateIssuerKeysInput) -> IssuerKeys:
        """Sign with new keys."""
        async with info.context.writing() as session:
            found = await credentials.rotate(session, info.context.viewer)
        return IssuerKeys(keys=[IssuerKey.of(row) for row in found[:100]])
