"""The product team's queue over GraphQL: what waits, views of it kept, and changes."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Annotated

import strawberry
from sqlalchemy import Subquery
from strawberry import ID

from api import ids, refusals
from api.connections import After, Before, Connection, First, Last
from api.context import Info
from api.enums import Quadrant, QueueSort, QueueView, Standing
from api.ideas import Idea
from api.members import Member
from api.offered import QUERY
from api.viewer import Done
from domain import paging, scores, triage
from domain.triage import QueueFilter
from domain.triage import SavedView as ViewRow

LOOK_EVERY = 1.0  # seconds


@strawberry.input(description="What narrows the queue; what is not given doesn't.")
class TriageFilterInput:
    """What narrows the queue."""

    view: QueueView = strawberry.field(default=QueueView.ALL, description="Which part of it.")
    quadrant: Quadrant | None = strawberry.field(default=None, description="Only this quadrant.")
    standing: Standing | None = strawberry.field(default=None, description="Only what waits for this.")
    tag: str = strawberry.field(default="", description="Only with this tag, by its slug.")
    supporters_least: int = strawberry.field(default=0, description="Only with as many supporters or more.")
    words: str = strawberry.field(default="", description="Only with these words.")

    def only(self) -> QueueFilter:
        """Return it as the domain knows it."""
        least = self.supporters_least
        return QueueFilter(self.view, self.quadrant, self.standing, self.tag, least, self.words)


Sort = Annotated[QueueSort, strawberry.argument(description="What sorts it.")]
Filter = Annotated[TriageFilterInput | None, strawberry.argument(description="What narrows it.")]

Narrowing = Annotated[TriageFilterInput, strawberry.argument(description="Which part of it, with the words.")]


@strawberry.type(description="How many ideas stand in the parts of the queue that are counted; 100 means 100 or more.")
class TriageCounts:
    """How many ideas stand in parts of the queue."""

    mine: int = strawberry.field(description="Yours to take care of.")
    due_today: int = strawberry.field(description="Due today or before.")
    overdue: int = strawberry.field(description="Overdue.")


@strawberry.type(description="A part of the queue under a name.")
class SavedView:
    """A part of the queue under a name."""

    id: ID = strawberry.field(description="Names the view across the schema.")
    name: str = strawberry.field(description="Its name.")
    shared: bool = strawberry.field(description="Whether the whole team has it.")
    owner: Member = strawberry.field(description="Who saved it.")
    view: QueueView = strawberry.field(description="Which part of the queue.")
    quadrant: Quadrant | None = strawberry.field(description="Only this quadrant.")
    standing: Standing | None = strawberry.field(description="Only what waits for this.")
    tag: str = strawberry.field(description="Only with this tag; empty for any.")
    supporters_least: int = strawberry.field(description="Only with as many supporters or more.")
    words: str = strawberry.field(description="Only with these words; empty for any.")
    sort: QueueSort = strawberry.field(description="What sorts it.")

    @classmethod
    def of(cls, row: ViewRow) -> "SavedView":
        """Return a view, with its owner loaded, as the schema shows one."""
        return cls(
            id=ID(ids.encode("SavedView", row.id)),
            name=row.name,
            shared=row.shared,
            owner=Member.of(row.owner),
            view=row.view,
            quadrant=row.quadrant,
            standing=row.standing,
            tag=row.tag,
            supporters_least=row.supporters_least,
            words=row.words,
            sort=row.sort,
        )


@strawberry.input(description="A part of the queue to keep under a name.")
class SaveViewInput:
    """A view to keep."""

    name: str = strawberry.field(description="Its name, 60 characters at most; a view of yours by this name changes.")
    shared: bool = strawberry.field(default=False, description="Whether the whole team shall have it.")
    filter: TriageFilterInput = strawberry.field(description="What it shows.")
    sort: QueueSort = strawberry.field(default=QueueSort.TIME_LEFT, description="What sorts it.")


@strawberry.input(description="A view to drop.")
class DropViewInput:
    """A view to drop."""

    id: ID = strawberry.field(description="The view; yours.")


@strawberry.type
class QueueQueries:
    """What waits for the product team."""

    @strawberry.field(description="What waits for the product team; for who reads the queue.")
    async def triage_queue(
        self,
        info: Info,
        filter: Filter = None,
        sort: Sort = QueueSort.TIME_LEFT,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Idea]:
        """Return a page of the queue."""
        wanted = paging.requested(first, after, last, before)
        only = filter.only() if filter else QueueFilter()
        async with info.context.reading() as session:
            found = await triage.places(session, info.context.viewer, wanted, only=only, scores=_sorting(sort))
        return Connection.of(found, lambda place: Idea.of(place.idea))

    @strawberry.field(
        description="What waits and nearly has the words of a filter, for when nothing has them; for who reads the "
        "queue.",
        metadata={"at_most": triage.NEAR_MOST, "cost": QUERY},
    )
    async def near_triage_queue(self, info: Info, filter: Narrowing) -> list[Idea]:
        """Return near misses in the queue."""
        async with info.context.reading() as session:
            return [Idea.of(row.idea) for row in await triage.near_queue(session, info.context.viewer, filter.only())]

    @strawberry.field(description="How long parts of the queue are; for who reads the queue.", metadata={"cost": 20})
    async def triage_counts(self, info: Info) -> TriageCounts:
        """Return the counts."""
        async with info.context.reading() as session:
            counts = await triage.count_queue(session, info.context.viewer)
        return TriageCounts(**{view.value: count for view, count in counts.items()})

    @strawberry.field(
        description="The views you saved, and after them those that others share; for who reads the queue.",
        metadata={"at_most": triage.VIEWS_SHOWN},
    )
    async def saved_views(self, info: Info) -> list[SavedView]:
        """Return the views."""
        async with info.context.reading() as session:
            return [SavedView.of(row) for row in await triage.saved_views(session, info.context.viewer)]


@strawberry.type
class QueueMutations:
    """Keeping views."""

    @refusals.mutation(description="Keep a part of the queue under a name.")
    async def save_view(self, info: Info, input: SaveViewInput) -> SavedView:
        """Keep a view."""
        async with info.context.writing() as session:
            viewer, only = info.context.viewer, input.filter.only()
            name, sort, shared = input.name, input.sort, input.shared
            return SavedView.of(await triage.save_view(session, viewer, name, only, sort=sort, shared=shared))

    @refusals.mutation(description="Drop a view of yours.")
    async def drop_view(self, info: Info, input: DropViewInput) -> Done:
        """Drop a view."""
        async with info.context.writing() as session:
            await triage.drop_view(session, info.context.viewer, ids.decode("SavedView", input.id))
        return Done()


@strawberry.type
class QueueSubscriptions:
    """Hearing of the queue."""

    @strawberry.subscription(
        description="Ideas of the queue, the first or those after a cursor, again whenever one comes, goes, moves or "
        "changes hands."
    )
    async def triage_changed(
        self,
        info: Info,
        filter: Filter = None,
        sort: Sort = QueueSort.TIME_LEFT,
        first: First = None,
        after: After = None,
    ) -> AsyncGenerator[Connection[Idea], None]:
        """Yield a page of the queue; whoever asks is looked up anew each time, with their rights."""
        wanted, only = paging.requested(first, after), filter.only() if filter else QueueFilter()
        context, known = info.context, None
        with context.listeners.place():
            while True:
                async with context.sessions() as session:
                    context.viewer, _may_write = await context.asker.find(session)
                    found = await triage.queue(session, context.viewer, wanted, only=only, scores=_sorting(sort))
                stands = [row.stands for row in found.items]
                if stands != known:
                    known = stands
                    yield Connection.of(found, lambda row: Idea.of(row.idea))
                await asyncio.sleep(LOOK_EVERY)


def _sorting(sort: QueueSort) -> Subquery | None:
    return scores.present() if sort is QueueSort.SCORE else None
