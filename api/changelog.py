"""The changelog over GraphQL: what was built, the ideas it came from, and its writing."""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry import ID

from api import ids, refusals
from api.connections import After, Before, Connection, First, Last
from api.context import Info
from api.ideas import Idea
from api.members import Member
from api.nodes import Node
from api.offered import QUERY
from api.viewer import Done
from domain import changelog, paging
from domain.changelog import ChangelogEntry as EntryRow
from domain.changelog import ChangelogRevision as RevisionRow

Delivering = Annotated[ID | None, strawberry.argument(description="Only entries that deliver this idea.")]


@strawberry.type(description="What a published entry said until it was edited.")
class ChangelogRevision:
    """What a published entry said until it was edited."""

    title: str = strawberry.field(description="The title then.")
    body: str = strawberry.field(description="What it said, in Markdown.")
    editor: Member = strawberry.field(description="Who changed it.")
    edited_at: datetime = strawberry.field(description="When it was changed.")

    @classmethod
    def of(cls, row: RevisionRow) -> "ChangelogRevision":
        """Return a revision, with its editor loaded, as the schema shows one."""
        return cls(title=row.title, body=row.body, editor=Member.of(row.editor), edited_at=row.edited_at)


@strawberry.type(description="Something that was built, and the ideas it came from.")
class ChangelogEntry(Node):
    """Something that was built."""

    title: str = strawberry.field(description="What people can do now, in a line.")
    body: str = strawberry.field(description="What there is now, in Markdown.")
    drafted_by: Member = strawberry.field(description="Who began it.")
    drafted_at: datetime = strawberry.field(description="When it was begun.")
    published_by: Member | None = strawberry.field(description="Who published it; null for a draft.")
    published_at: datetime | None = strawberry.field(description="Since when everybody reads it; null for a draft.")
    edited_at: datetime | None = strawberry.field(description="When it was last changed after that.")
    backers: int = strawberry.field(description="How many people backed its ideas when it was published.")
    saves: int = strawberry.field(description="How often it was saved, for reviseChangelogEntry.")
    page: str = strawberry.field(description="Its page, as a path on this site.")
    row: strawberry.Private[EntryRow]

    @classmethod
    def of(cls, row: EntryRow) -> "ChangelogEntry":
        """Return an entry, with who wrote it loaded, as the schema shows one."""
        return cls(
            id=ID(ids.encode("ChangelogEntry", row.id)),
            title=row.title,
            body=row.body,
            drafted_by=Member.of(row.drafted_by),
            drafted_at=row.drafted_at,
            published_by=Member.of(row.published_by) if row.published_by else None,
            published_at=row.published_at,
            edited_at=row.edited_at,
            backers=row.backers,
            saves=row.saves,
            page=row.path,
            row=row,
        )

    @strawberry.field(description="What there is now, as safe HTML.", metadata={"cost": 1})
    def body_html(self, info: Info) -> str:
        """Return the body rendered."""
        return info.context.render(self.body)

    @strawberry.field(description="The ideas it delivers, in the order they came.", metadata={"cost": QUERY})
    async def ideas(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[Idea]:
        """Return the ideas it names."""
        wanted = paging.requested(first, after, last, before)
        async with info.context.reading() as session:
            return Connection.of(await changelog.delivered(session, info.context.viewer, self.row, wanted), Idea.of)

    @strawberry.field(description="What it said before, newest first.", metadata={"cost": QUERY})
    async def revisions(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[ChangelogRevision]:
        """Return what it said before."""
        wanted = paging.requested(first, after, last, before)
        async with info.context.reading() as session:
            return Connection.of(await changelog.revisions(session, self.row, wanted), ChangelogRevision.of)


@strawberry.type
class ChangelogQueries:
    """Reading the changelog."""

    @strawberry.field(description="What was built, latest first.")
    async def changelog(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        idea: Delivering = None,
    ) -> Connection[ChangelogEntry]:
        """Return a page of published entries."""
        wanted = paging.requested(first, after, last, before)
        number = ids.decode("Idea", idea, "idea") if idea is not None else None
        async with info.context.reading() as session:
            found = await changelog.listed(session, info.context.viewer, wanted, idea_id=number)
        return Connection.of(found, ChangelogEntry.of)

    @strawberry.field(description="Entries that nobody else reads yet, newest first; for who writes the changelog.")
    async def changelog_drafts(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[ChangelogEntry]:
        """Return a page of drafts."""
        wanted = paging.requested(first, after, last, before)
        async with info.context.reading() as session:
            return Connection.of(await changelog.drafts(session, info.context.viewer, wanted), ChangelogEntry.of)


@strawberry.input(description="What a new entry says, and which ideas it names.")
class DraftChangelogEntryInput:
    """An entry to begin."""

    title: str = strawberry.field(description="What people can do now; 3 to 120 characters.")
    body: str = strawberry.field(description="What there is now, in Markdown; 20 to 10000 characters.")
    idea_ids: list[ID] = strawberry.field(description="Adopted or delivered ideas, 20 at most.")


@strawberry.input(description="What an entry shall say, and which ideas it shall name.")
class ReviseChangelogEntryInput:
    """An entry to change."""

    id: ID = strawberry.field(description="The entry.")
    title: str = strawberry.field(description="What people can do now; 3 to 120 characters.")
    body: str = strawberry.field(description="What there is now, in Markdown; 20 to 10000 characters.")
    idea_ids: list[ID] = strawberry.field(description="All ideas it names from now on, 20 at most.")
    based_on: int = strawberry.field(description="The `saves` of the entry that you saw.")


@strawberry.input(description="Which entry everybody shall read.")
class PublishChangelogEntryInput:
    """An entry to publish."""

    id: ID = strawberry.field(description="The entry; each idea it names must be delivered.")


@strawberry.input(description="Which draft to throw away.")
class DiscardChangelogEntryInput:
    """A draft to throw away."""

    id: ID = strawberry.field(description="The entry, not yet published.")


@strawberry.type
class ChangelogMutations:
    """Writing the changelog."""

    @refusals.mutation(description="Begin an entry of the changelog; for the product team.")
    async def draft_changelog_entry(self, info: Info, input: DraftChangelogEntryInput) -> ChangelogEntry:
        """Begin an entry."""
        async with info.context.writing() as session:
            viewer, numbers = info.context.viewer, _numbers(input.idea_ids)
            made = await changelog.draft(session, viewer, title=input.title, body=input.body, idea_ids=numbers)
            return ChangelogEntry.of(made)

    @refusals.mutation(description="Change an entry; what a published one said before is kept.")
    async def revise_changelog_entry(self, info: Info, input: ReviseChangelogEntryInput) -> ChangelogEntry:
        """Change an entry."""
        async with info.context.writing() as session:
            revised = await changelog.revise(
                session,
                info.context.viewer,
                ids.decode("ChangelogEntry", input.id),
                title=input.title,
                body=input.body,
                idea_ids=_numbers(input.idea_ids),
                based_on=input.based_on,
            )
            return ChangelogEntry.of(revised)

    @refusals.mutation(
        description="Let everybody read an entry whose ideas are all delivered; who backed them is told."
    )
    async def publish_changelog_entry(self, info: Info, input: PublishChangelogEntryInput) -> ChangelogEntry:
        """Publish an entry."""
        async with info.context.writing() as session:
            number = ids.decode("ChangelogEntry", input.id)
            return ChangelogEntry.of(await changelog.publish(session, info.context.viewer, number))

    @refusals.mutation(description="Throw a draft of an entry away.")
    async def discard_changelog_entry(self, info: Info, input: DiscardChangelogEntryInput) -> Done:
        """Throw a draft away."""
        async with info.context.writing() as session:
            await changelog.discard(session, info.context.viewer, ids.decode("ChangelogEntry", input.id))
        return Done()


def _numbers(given: list[ID]) -> set[int]:
    return {ids.decode("Idea", each, "idea_ids") for each in given}
