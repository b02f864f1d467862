"""Finding over GraphQL: by words, and ideas that say nearly the same."""

from typing import Annotated

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession
from strawberry import ID

from api import ids
from api.comments import Comment
from api.connections import After, Before, Connection, First, Last
from api.context import Info
from api.ideas import Idea
from api.learning import LearningCard
from api.offered import QUERY
from domain import comments, community, experiments, ideas, paging, search
from domain.experiments import CardFilter
from domain.ideas import Idea as IdeaRow
from domain.ideas import IdeaFilter, IdeaOrder
from domain.paging import Page, Slice
from domain.search import Piece as PieceRow

Words = Annotated[str, strawberry.argument(description="What to look for; quotes, a minus and `or` are understood.")]
Title = Annotated[str, strawberry.argument(description="One line that says what would be different.")]
Proposal = Annotated[str, strawberry.argument(description="What could be done, as far as it is written.")]
Language = Annotated[str, strawberry.argument(description="The language it is written in, en or de.")]
Other = Annotated[ID | None, strawberry.argument(description="The idea itself, which is left out.")]


@strawberry.type(description="A piece of a passage.")
class Piece:
    """A piece of a passage."""

    text: str = strawberry.field(description="What it says, plain.")
    matches: bool = strawberry.field(description="Whether it is what was looked for.")

    @classmethod
    def all_of(cls, rows: list[PieceRow]) -> "list[Piece]":
        """Return a passage as the schema shows one."""
        return [cls(text=row.text, matches=row.matches) for row in rows]


PIECES = {"at_most": 80, "cost": 0}


@strawberry.type(description="An idea that has the words, and where they stand.")
class IdeaMatch:
    """An idea that has the words, and where they stand."""

    idea: Idea = strawberry.field(description="The idea.")
    title: list[Piece] = strawberry.field(description="Its title.", metadata=PIECES)
    passage: list[Piece] = strawberry.field(description="The part of its text around the words.", metadata=PIECES)


@strawberry.type(description="A comment that has the words, and where they stand.")
class CommentMatch:
    """A comment that has the words, and where they stand."""

    comment: Comment = strawberry.field(description="The comment.")
    passage: list[Piece] = strawberry.field(description="The part of it around the words.", metadata=PIECES)


@strawberry.type(description="What words find.")
class Search:
    """What words find."""

    words: strawberry.Private[str]

    @strawberry.field(description="Ideas with all of the words, best match first.", metadata={"cost": QUERY})
    async def ideas(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[IdeaMatch]:
        """Return a page of ideas with where the words stand."""
        wanted = paging.requested(first, after, last, before)
        async with info.context.reading() as session:
            page = await self._ideas(info, session, wanted)
            passages = await search.idea_passages(session, self.words, page.items)
        return Connection.of(
            page,
            lambda row: IdeaMatch(
                idea=Idea.of(row),
                title=Piece.all_of(passages.get(row.id, ([], []))[0]),
                passage=Piece.all_of(passages.get(row.id, ([], []))[1]),
            ),
        )

    @strawberry.field(
        description="Whether so many ideas have the words that only the newest of them are ranked.",
        metadata={"cost": QUERY},
    )
    async def ideas_are_partial(self, info: Info) -> bool:
        """Return whether ideas are left out."""
        async with info.context.reading() as session:
            return (await self._ideas(info, session, Slice(1))).partial

    @strawberry.field(
        description="Ideas whose titles have nearly the words, or longer ones that they are a part of, closest first; "
        "else those with words that are spelt nearly so.",
        metadata={"at_most": search.FEW, "cost": QUERY},
    )
    async def near(self, info: Info) -> list[Idea]:
        """Return near misses."""
        viewer, only = info.context.viewer, IdeaFilter(words=self.words)
        async with info.context.reading() as session:
            spelt = await ideas.spellings(session, self.words)
            return [Idea.of(row) for row in await ideas.near(session, viewer, only, search.FEW, spelt=spelt)]

    @strawberry.field(
        description="Comments with words that are spelt nearly so, best match first; none for words that are there.",
        metadata={"at_most": search.FEW, "cost": QUERY},
    )
    async def near_comments(self, info: Info) -> list[CommentMatch]:
        """Return near misses among comments."""
        async with info.context.reading() as session:
            near, spelt = await search.near_comments(session, info.context.viewer, self.words)
            said = await search.comment_passages(session, self.words, near, spelt)
        return [CommentMatch(comment=Comment.of(row), passage=Piece.all_of(said.get(row.id, []))) for row in near]

    @strawberry.field(
        description="Learning cards whose titles have nearly the words, closest first; else those with words that are "
        "spelt nearly so.",
        metadata={"at_most": search.FEW, "cost": QUERY},
    )
    async def near_learning_cards(self, info: Info) -> list[LearningCard]:
        """Return near misses among learning cards."""
        only = CardFilter(self.words)
        async with info.context.reading() as session:
            near = await experiments.nearly(session, info.context.viewer, only, search.FEW)
        return [LearningCard.of(row) for row in near]

    @strawberry.field(description="Comments with all of the words, best match first.", metadata={"cost": QUERY})
    async def comments(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[CommentMatch]:
        """Return a page of comments with where the words stand."""
        wanted = paging.requested(first, after, last, before)
        async with info.context.reading() as session:
            synonyms = await community.synonyms(session)
            page = await comments.found(session, info.context.viewer, self.words, wanted, synonyms=synonyms)
            said = await search.comment_passages(session, self.words, page.items)
        return Connection.of(
            page,
            lambda row: CommentMatch(comment=Comment.of(row), passage=Piece.all_of(said.get(row.id, []))),
        )

    @strawberry.field(
        description="What experiments taught with all of the words, best match first.", metadata={"cost": QUERY}
    )
    async def learning_cards(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[LearningCard]:
        """Return a page of learning cards."""
        wanted = paging.requested(first, after, last, before)
        async with info.context.reading() as session:
            found = await search.cards(session, info.context.viewer, self.words, wanted)
        return Connection.of(found, LearningCard.of)

    async def _ideas(self, info: Info, session: AsyncSession, wanted: Slice) -> Page[IdeaRow]:
        if not self.words.strip():
            return Page([])
        only = IdeaFilter(words=self.words)
        return await ideas.listed(session, info.context.viewer, wanted, only=only, order=IdeaOrder.RELEVANT)


@strawberry.type
class SearchQueries:
    """Finding what there is."""

    @strawberry.field(description="What words find in ideas, in comments and in what was learned.")
    def search(self, words: Words) -> Search:
        """Return what words find."""
        return Search(words=words)

    @strawberry.field(
        description="Ideas much like one that is being written, the most alike first.",
        metadata={"at_most": ideas.SIMILAR_MOST, "cost": QUERY},
    )
    async def similar_ideas(
        self, info: Info, title: Title, proposal: Proposal = "", language: Language = "en", other_than: Other = None
    ) -> list[Idea]:
        """Return similar ideas."""
        but = ids.decode("Idea", other_than, "other_than") if other_than else 0
        async with info.context.reading() as session:
            found = await ideas.similar(
                session, info.context.viewer, title, proposal=proposal, language=language, but=but
            )
        return [Idea.of(row) for row in found]
