"""Offers over GraphQL: making them, taking them back, answering those who ask to build together."""

from datetime import datetime

import strawberry
from strawberry import ID

from api import ids, refusals
from api.context import Info
from api.enums import OfferKind
from api.ideas import Idea
from api.images import Image, WithImages, shown
from api.members import Member
from api.nodes import Node
from domain import images, moderation, offers
from domain.offers import Offer as OfferRow


@strawberry.type(description="A member's offer to take part in an idea.")
class Offer(Node):
    """A member's offer to take part in an idea."""

    kind: OfferKind = strawberry.field(description="How they want to take part.")
    member: Member = strawberry.field(description="Who offers it.")
    text: str = strawberry.field(description="Their words; empty once answered.")
    made_at: datetime = strawberry.field(description="When it was made.")
    accepted_at: datetime | None = strawberry.field(description="When they became a co-author.")
    declined_at: datetime | None = strawberry.field(description="When they were told no.")
    hidden_at: datetime | None = strawberry.field(
        description="Since when a moderator has it out of sight; then only whoever made it and moderators find it."
    )
    row: strawberry.Private[OfferRow]

    @classmethod
    def of(cls, row: OfferRow) -> "Offer":
        """Return an offer, with its member loaded, as the schema shows one."""
        return cls(
            id=ID(ids.encode("Offer", row.id)),
            kind=row.kind,
            member=Member.of(row.member),
            text=row.text,
            made_at=row.made_at,
            accepted_at=row.accepted_at,
            declined_at=row.declined_at,
            hidden_at=row.hidden_at,
            row=row,
        )

    @strawberry.field(description="What was said when declining; null for all but whoever asked.")
    def note(self, info: Info) -> str | None:
        """Return the note to whom it was written."""
        return self.row.note if self.row.member_id == info.context.viewer_id else None

    @strawberry.field(description="The idea it is about.")
    async def idea(self, info: Info) -> Idea:
        """Return the idea."""
        return Idea.found(await info.context.loaders.ideas.load(self.row.idea_id))

    @strawberry.field(description="What there is to look at; nothing once answered.", metadata={"at_most": 3})
    async def images(self, info: Info) -> list[Image]:
        """Return the images in it."""
        return shown(await info.context.loaders.offer_images.load(self.row.id))

    @strawberry.field(description="Whether you may take it back.")
    def viewer_may_take_back(self, info: Info) -> bool:
        """Return whether the viewer may take it back."""
        return offers.may_take_back(info.context.viewer, self.row)

    @strawberry.field(description="Whether you may report it to the moderators.")
    def viewer_may_report(self, info: Info) -> bool:
        """Return whether the viewer may report it."""
        return moderation.may_report(info.context.viewer, self.row)


@strawberry.input(description="Which idea to take part in, and how.")
class MakeOfferInput(WithImages):
    """An offer to make."""

    idea_id: ID = strawberry.field(description="The idea.")
    kind: OfferKind = strawberry.field(description="The idea's own call.")
    text: str = strawberry.field(default="", description="What you would make, give or bring; TEST needs no words.")


@strawberry.input(description="Which offer to take back.")
class TakeBackOfferInput:
    """An offer to take back."""

    id: ID = strawberry.field(description="The offer.")


@strawberry.input(description="Which offer to have back.")
class UndoTakeBackOfferInput:
    """An offer that was taken back."""

    id: ID = strawberry.field(description="The offer.")


@strawberry.input(description="Whom to share your idea with.")
class AcceptCoAuthorInput:
    """An ask to accept."""

    offer_id: ID = strawberry.field(description="The offer by which they asked.")


@strawberry.input(description="Whom not to share your idea with.")
class DeclineCoAuthorInput:
    """An ask to decline."""

    offer_id: ID = strawberry.field(description="The offer by which they asked.")
    note: str = strawberry.field(default="", description="A kind word; only they read it.")


@strawberry.input(description="Whom to share your idea with no longer.")
class RemoveCoAuthorInput:
    """A co-author to part from."""

    idea_id: ID = strawberry.field(description="The idea.")
    member_id: ID = strawberry.field(description="The co-author.")


@strawberry.input(description="Which idea to share no longer.")
class StepDownInput:
    """An idea to share no longer."""

    idea_id: ID = strawberry.field(description="The idea.")


@strawberry.type
class OfferMutations:
    """Taking part."""

    @refusals.mutation(description="Offer to take part in an idea; offering again changes your words.")
    async def make_offer(self, info: Info, input: MakeOfferInput) -> Offer:
        """Make an offer."""
        async with info.context.writing() as session:
            number = ids.decode("Idea", input.idea_id, "idea_id")
            offer = await offers.make(session, info.context.viewer, number, input.kind, input.text)
            wanted = input.arrangement()
            await images.place(session, info.context.viewer, wanted.described, wanted.removed, offer_id=offer.id)
            return Offer.of(offer)

    @refusals.mutation(description="Take your offer back, which you can undo for a day.")
    async def take_back_offer(self, info: Info, input: TakeBackOfferInput) -> Idea:
        """Take an offer back."""
        async with info.context.writing() as session:
            offer = await offers.take_back(session, info.context.viewer, ids.decode("Offer", input.id))
            return Idea.of(offer.idea)

    @refusals.mutation(description="Offer again what you took back within a day, with its words and images.")
    async def undo_take_back_offer(self, info: Info, input: UndoTakeBackOfferInput) -> Offer:
        """Offer something again."""
        async with info.context.writing() as session:
            return Offer.of(await offers.undo_take_back(session, info.context.viewer, ids.decode("Offer", input.id)))

    @refusals.mutation(description="Share your idea with somebody who asked to build it with you.")
    async def accept_co_author(self, info: Info, input: AcceptCoAuthorInput) -> Offer:
        """Accept a co-author."""
        async with info.context.writing() as session:
            number = ids.decode("Offer", input.offer_id, "offer_id")
            return Offer.of(await offers.accept(session, info.context.viewer, number))

    @refusals.mutation(description="Tell somebody who asked to build it with you that you won't.")
    async def decline_co_author(self, info: Info, input: DeclineCoAuthorInput) -> Offer:
        """Decline a co-author."""
        async with info.context.writing() as session:
            number = ids.decode("Offer", input.offer_id, "offer_id")
            return Offer.of(await offers.decline(session, info.context.viewer, number, input.note))

    @refusals.mutation(description="Share your idea with a co-author no longer.")
    async def remove_co_author(self, info: Info, input: RemoveCoAuthorInput) -> Idea:
        """Part from a co-author."""
        async with info.context.writing() as session:
            idea, member = (
                ids.decode("Idea", input.idea_id, "idea_id"),
                ids.decode("Member", input.member_id, "member_id"),
            )
            return Idea.of(await offers.remove_co_author(session, info.context.viewer, idea, member))

    @refusals.mutation(description="Share an idea no longer.")
    async def step_down(self, info: Info, input: StepDownInput) -> Idea:
        """Step down as co-author."""
        async with info.context.writing() as session:
            number = ids.decode("Idea", input.idea_id, "idea_id")
            return Idea.of(await offers.step_down(session, info.context.viewer, number))
