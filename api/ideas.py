"""Ideas over GraphQL: finding and reading them."""

from collections.abc import Awaitable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession
from strawberry import ID

from api import ids
from api.connections import After, Before, Connection, First, Last
from api.context import Info
from api.enums import IdeaOrder, Quadrant, Status
from api.images import Image, shown
from api.members import Member
from api.merged import Merged
from api.nodes import AnId, Node, of_row
from api.notes import Noted
from api.offered import QUERY, Offered
from api.progress import Progress
from api.ranking import ExplainedOrder, RankExplanation
from api.revisions import Revision
from api.tag_list import Tag
from domain import comments, ideas, members, paging, votes
from domain.errors import NotFound
from domain.ideas import Idea as IdeaRow

if TYPE_CHECKING:
    from api.comments import Comment


@strawberry.type(description="What a member proposes.")
class Idea(Node, Offered, Noted, Progress, Merged):
    """What a member proposes."""

    title: str = of_row("One line that says what would be different.")
    problem: str = of_row("What is wrong today, in Markdown; may be empty.")
    proposal: str = of_row("What could be done, in Markdown.")
    quadrant: Quadrant | None = of_row("Where it belongs; null only in a draft.")
    status: Status = of_row("Where it stands.")
    language: str = of_row("The language it is written in.")
    author: Member = strawberry.field(description="Who proposed it.")
    supporters: int = of_row("How many members back it.")
    customer_supporters: int = of_row("How many of them were customers when they voted.")
    staff_supporters: int = of_row("How many of them worked here when they voted.")
    exposed: int = of_row("How many members were shown it, its authors left out.")
    comment_count: int = of_row("How many comments there are.")
    created_at: datetime = of_row("When it was begun.")
    submitted_at: datetime | None = of_row("When it was put before the community.")
    edit_until: datetime | None = of_row("Until when its author may change it without saying why; null in a draft.")
    answered_at: datetime | None = of_row("When the product team first answered it.")
    edited_at: datetime | None = of_row("When its text last changed.")
    moved_at: datetime | None = of_row("When it came to where it stands; null in a draft.")
    hidden_at: datetime | None = of_row("Since when only its author and moderators see it.")
    withdrawn_reason: str | None = of_row("Why its author took it back.")
    path: str = of_row("Its page, as a path on this site.", name="page")

    @strawberry.field(description="What its status is called here, in the language of whoever asks.")
    async def status_label(self, info: Info) -> str:
        """Return the community's own label, or ours."""
        return info.context.status_label(self.row.status, await info.context.community())

    @classmethod
    def of(cls, row: IdeaRow) -> "Idea":
        """Return an idea, with author and counters loaded, as the schema shows one."""
        return cls(id=ID(ids.encode("Idea", row.id)), author=Member.of(row.author), row=row)

    def __getattr__(self, name: str) -> Any:
        """Return what its row says; asked only for what stands in no field of its own."""
        return getattr(self.row, name)

    @classmethod
    def found(cls, row: IdeaRow | None) -> "Idea":
        """Return the idea that was looked for; raises NotFound."""
        if row is None:
            raise NotFound
        return cls.of(row)

    @strawberry.field(description="Its author's own name for it, as given to submitIdea or saveDraft; null for others.")
    def key(self, info: Info) -> UUID | None:
        """Return the key to its author."""
        return self.row.key if self.row.author_id == info.context.viewer_id else None

    @strawberry.field(description="How many of its votes were recorded on behalf of customers.")
    async def recorded_votes(self, info: Info) -> int:
        """Return how many there are."""
        return await info.context.loaders.recorded.load(self.row.id)

    @strawberry.field(description="What is wrong today, as safe HTML.", metadata={"cost": 1})
    def problem_html(self, info: Info) -> str:
        """Return the problem rendered."""
        return info.context.render(self.problem)

    @strawberry.field(description="What could be done, as safe HTML.", metadata={"cost": 1})
    def proposal_html(self, info: Info) -> str:
        """Return the proposal rendered."""
        return info.context.render(self.proposal)

    @strawberry.field(description="What the product team filed it under.", metadata={"at_most": 5})
    async def kept_tags(self, info: Info) -> list[Tag]:
        """Return those of the team's tags that are still on its list."""
        names = await info.context.loaders.kept_tags.load_many(self.row.kept_tags)
        return [Tag(name=name, slug=slug) for slug, name in zip(self.row.kept_tags, names, strict=True) if name]

    @strawberry.field(description="What its author filed it under.", metadata={"at_most": 5})
    async def tags(self, info: Info) -> list[Tag]:
        """Return the tags by name."""
        return [Tag(name=tag.name, slug=tag.slug) for tag in await info.context.loaders.tags.load(self.row.id)]

    @strawberry.field(description="What there is to look at, in its author's order.", metadata={"at_most": 3})
    async def images(self, info: Info) -> list[Image]:
        """Return the images in it."""
        return shown(await info.context.loaders.idea_images.load(self.row.id))

    @strawberry.field(description="Why it stands where it does in a list; null for a draft.", metadata={"cost": 1})
    def rank_explanation(self, info: Info, order: ExplainedOrder = IdeaOrder.BEST) -> RankExplanation | None:
        """Return why it stands where it does."""
        if self.row.is_draft:
            return None
        return RankExplanation.of(ideas.explain(self.row, order, info.context.now()), info)

    @strawberry.field(description="Whether you back it.", graphql_type=bool)
    def viewer_has_voted(self, info: Info) -> bool | Awaitable[bool]:
        """Return whether the viewer has a vote on it, at once where that was read with a list."""
        loaders = info.context.loaders
        voted = loaders.known_votes.get(self.row.id)
        return loaders.voted.load(self.row.id) if voted is None else voted

    @strawberry.field(description="Whether you may vote on it, or take your vote back, now.")
    def viewer_may_vote(self, info: Info) -> bool:
        """Return whether the viewer may vote."""
        return votes.may_vote(info.context.viewer, self.row)

    @strawberry.field(description="Whether you follow it.")
    async def viewer_follows(self, info: Info) -> bool:
        """Return whether the viewer follows it."""
        return await info.context.loaders.followed.load(self.row.id)

    @strawberry.field(description="Whether you may change its text now.")
    def viewer_may_edit(self, info: Info) -> bool:
        """Return whether the viewer may edit."""
        return ideas.may_edit(info.context.viewer, self.row)

    @strawberry.field(description="Whether you may take it back now.")
    def viewer_may_withdraw(self, info: Info) -> bool:
        """Return whether the viewer may withdraw it."""
        return ideas.may_withdraw(info.context.viewer, self.row)

    @strawberry.field(description="Whether you may comment on it now.")
    def viewer_may_comment(self, info: Info) -> bool:
        """Return whether the viewer may write below it."""
        return comments.may_comment(info.context.viewer, self.row)

    @strawberry.field(description="What it said over time, newest first.", metadata={"cost": QUERY})
    async def revisions(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[Revision]:
        """Return the public history."""
        wanted = paging.requested(first, after, last, before)
        async with info.context.reading() as session:
            return Connection.of(await ideas.history(session, self.row, wanted), Revision.of)

    @strawberry.field(description="The discussion, oldest first.", metadata={"cost": QUERY})
    async def comments(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[Annotated["Comment", strawberry.lazy("api.comments")]]:
        """Return the comments below it, each with its replies."""
        from api.comments import Comment  # noqa: PLC0415 - comments have ideas too

        wanted = paging.requested(first, after, last, before)
        async with info.context.reading() as session:
            page = await comments.listed(session, info.context.viewer, self.row, wanted)
        return Connection.of(page, Comment.with_replies)


@strawberry.input(description="Which ideas a list holds; what is left out doesn't narrow it.")
class IdeaFilter:
    """Which ideas a list holds."""

    quadrant: Quadrant | None = strawberry.field(default=None, description="Only this quadrant's.")
    status: Status | None = strawberry.field(default=None, description="Only those that stand here.")
    tag: str | None = strawberry.field(default=None, description="Only those under this tag, by slug.")
    author: str | None = strawberry.field(default=None, description="Only what this member wrote or shares, by handle.")
    words: str = strawberry.field(default="", description="Only those with these words.")


Filter = Annotated[IdeaFilter | None, strawberry.argument(description="Which ideas; all when left out.")]
Narrowing = Annotated[IdeaFilter, strawberry.argument(description="Which list, with the words.")]
At = Annotated[Status, strawberry.argument(description="Where they stand.")]
Order = Annotated[IdeaOrder | None, strawberry.argument(description="How they are sorted.")]


@strawberry.type(description="How many ideas a quadrant holds.")
class QuadrantCount:
    """How many ideas a quadrant holds."""

    quadrant: Quadrant = strawberry.field(description="The quadrant.")
    ideas: int = strawberry.field(description="How many ideas stand in its list.")


@strawberry.type
class IdeaQueries:
    """Finding ideas."""

    @strawberry.field(description="One idea by id; null if you may not see it or there is none.")
    async def idea(self, info: Info, id: AnId) -> Idea | None:
        """Return one idea."""
        row = await info.context.loaders.ideas.load(ids.decode("Idea", id))
        return Idea.of(row) if row else None

    @strawberry.field(
        description="Ideas of a list that nearly have the words of its filter, closest first; for when none has them.",
        metadata={"at_most": ideas.NEAR_MOST, "cost": QUERY},
    )
    async def near_ideas(self, info: Info, filter: Narrowing) -> list[Idea]:
        """Return near misses among the ideas of a list."""
        async with info.context.reading() as session:
            only, spelt = await _only(session, info, filter), await ideas.spellings(session, filter.words)
            return [Idea.of(row) for row in await ideas.near(session, info.context.viewer, only, spelt=spelt)]

    @strawberry.field(description="Ideas; words without an order come best match first, all else best first.")
    async def ideas(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        filter: Filter = None,
        order: Order = None,
    ) -> Connection[Idea]:
        """Return a page of ideas."""
        wanted = paging.requested(first, after, last, before)
        async with info.context.reading() as session:
            only = await _only(session, info, filter or IdeaFilter())
            page = await ideas.listed(session, info.context.viewer, wanted, only=only, order=order)
            if info.operation.loc and "viewerHasVoted" in info.operation.loc.source.body:
                await info.context.loaders.learn_votes(session, [row.id for row in page.items])
        return Connection.of(page, Idea.of)

    @strawberry.field(description="Ideas that stand at a status, last come first: a column of the roadmap or board.")
    async def ideas_standing(
        self, info: Info, at: At, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[Idea]:
        """Return a page of a column; nobody's drafts are in one."""
        wanted = paging.requested(first, after, last, before)
        async with info.context.reading() as session:
            return Connection.of(await ideas.standing(session, info.context.viewer, at, wanted), Idea.of)

    @strawberry.field(description="The map: how many ideas each quadrant holds.", metadata={"at_most": 4})
    async def quadrants(self, info: Info) -> list[QuadrantCount]:
        """Return the counts of all four quadrants."""
        async with info.context.reading() as session:
            counts = await ideas.count_by_quadrant(session, info.context.viewer)
        return [QuadrantCount(quadrant=which, ideas=count) for which, count in counts.items()]

    @strawberry.field(description="The tags that most ideas carry, by name.", metadata={"at_most": 30})
    async def tags(self, info: Info) -> list[Tag]:
        """Return common tags."""
        async with info.context.reading() as session:
            found = await ideas.common_tags(session, info.context.viewer)
        return [Tag(name=tag.name, slug=tag.slug) for tag in found]


async def _only(session: AsyncSession, info: Info, given: IdeaFilter) -> ideas.IdeaFilter:
    author_id = None
    if given.author is not None:
        try:
            author_id = (await members.by_handle(session, info.context.viewer, given.author)).id
        except NotFound:
            author_id = 0  # nobody's ideas: an unknown handle finds nothing
    return ideas.IdeaFilter(
        quadrant=given.quadrant,
        status=given.status,
        tag=given.tag,
        author_id=author_id,
        words=given.words,
    )
