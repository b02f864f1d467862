"""What an idea says of taking part: its call, its offers, and who shares it."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from api.connections import After, Before, Connection, First, Last
from api.context import Info
from api.enums import OfferKind
from api.members import Member
from domain import offers, paging
from domain.ideas import Idea as IdeaRow

if TYPE_CHECKING:
    from api.offers import Offer

QUERY = 50  # what a list within a list costs besides its rows: a statement of its own for each
Kind = Annotated[OfferKind | None, strawberry.argument(description="Only offers of this kind.")]


@strawberry.type(description="How many offers of one kind an idea has.")
class OfferCount:
    """How many offers of one kind an idea has."""

    kind: OfferKind = strawberry.field(description="The kind.")
    count: int = strawberry.field(description="How many members offer it; who was declined is left out.")


@strawberry.type
class Offered:
    """What an idea says of taking part."""

    row: strawberry.Private[IdeaRow]

    @strawberry.field(description="What it asks others for, by its quadrant; null only in a draft.")
    def call(self) -> OfferKind | None:
        """Return the kind of offers it takes."""
        return offers.CALLS[self.row.quadrant] if self.row.quadrant else None

    @strawberry.field(description="Whether you may answer its call now.")
    async def viewer_may_offer(self, info: Info) -> bool:
        """Return whether the viewer may make an offer."""
        if not offers.may_offer(info.context.viewer, self.row):
            return False
        found = await info.context.loaders.offered.load(self.row.id)
        own = next((each.mine for each in found if each.kind is self.call() and each.mine), None)
        return own is None or not own.is_final

    @strawberry.field(description="How many offers there are of each kind that has any.", metadata={"at_most": 4})
    async def offer_counts(self, info: Info) -> list[OfferCount]:
        """Return the counts of offers."""
        found = await info.context.loaders.offered.load(self.row.id)
        return [OfferCount(kind=each.kind, count=each.count) for each in found if each.count]

    @strawberry.field(
        description="The offers whose words you may read, newest first; to most people these are of the kind MAKE.",
        metadata={"cost": QUERY},
    )
    async def offers(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        kind: Kind = None,
    ) -> Connection[Annotated["Offer", strawberry.lazy("api.offers")]]:
        """Return the offers on it."""
        from api.offers import Offer  # noqa: PLC0415 - offers have ideas too

        wanted = paging.requested(first, after, last, before)
        async with info.context.reading() as session:
            page = await offers.listed(session, info.context.viewer, self.row, wanted, kind=kind)
        return Connection.of(page, Offer.of)

    @strawberry.field(description="Who shares it with its author, first come first.", metadata={"at_most": 10})
    async def co_authors(self, info: Info) -> list[Member]:
        """Return the co-authors."""
        people = await info.context.loaders.members.load_many(self.row.co_author_ids)
        return [Member.of(row) for row in people]
