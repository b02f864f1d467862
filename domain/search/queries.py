"""Searching everything: ideas with the words, ideas with nearly these words, comments, and what was learned."""

from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import case, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import comments, community, experiments, ideas
from domain.comments import Comment
from domain.experiments import CardFilter, LearningCard
from domain.ideas import Idea, IdeaFilter, IdeaOrder
from domain.members import Actor
from domain.paging import Page, Slice
from domain.search.passages import Piece, passage, pieces
from domain.seeking import ENGLISH, GERMAN, text_query

FEW = 5


@dataclass(frozen=True)
class Found:
    """What words find: ideas that hold them, ideas that nearly do where those are few, and the first comments."""

    ideas: Page[Idea]
    near: list[Idea] = field(default_factory=list)
    comments: Page[Comment] = field(default_factory=lambda: Page([]))


async def found(session: AsyncSession, actor: Actor, words: str, wanted: Slice) -> Found:
    """Return a page of what words find; what is near and the comments only beside the first page."""
    if not words.strip():
        return Found(Page([]))
    only = IdeaFilter(words=words)
    page = await ideas.listed(session, actor, wanted, only=only, order=IdeaOrder.RELEVANT)
    if wanted.after or wanted.before:
        return Found(page)
    known = {idea.id for idea in page.items}
    near = [] if len(known) > FEW else [one for one in await ideas.near(session, actor, words) if one.id not in known]
    synonyms = await community.synonyms(session)
    return Found(page, near, await comments.found(session, actor, words, Slice(FEW), synonyms=synonyms))


async def cards(session: AsyncSession, actor: Actor, words: str, wanted: Slice) -> Page[LearningCard]:
    """Return a page of the learning cards that words find, the best match first."""
    if not words.strip():
        return Page([])
    synonyms = await community.synonyms(session)
    return await experiments.learned(session, actor, wanted, CardFilter(words), synonyms=synonyms)


async def idea_passages(
    session: AsyncSession, words: str, shown: Collection[Idea]
) -> dict[int, tuple[list[Piece], list[Piece]]]:
    """Return the titles of ideas, and of their texts the part, in which words stand; they have been loaded already."""
    query = text_query(words, await community.synonyms(session))
    if query is None or not shown:
        return {}
    configuration = case((Idea.language == "de", GERMAN), else_=ENGLISH)
    text = Idea.problem.concat("\n").concat(Idea.proposal)
    marked = select(
        Idea.id,
        passage(Idea.title, configuration, query, whole=True),
        passage(text, configuration, query),
    ).where(Idea.id.in_([idea.id for idea in shown]))
    return {row[0]: (pieces(row[1]), pieces(row[2])) for row in await session.execute(marked)}


async def comment_passages(session: AsyncSession, words: str, shown: Collection[Comment]) -> dict[int, list[Piece]]:
    """Return the part of comments in which words stand; they have been loaded already."""
    query = text_query(words, await community.synonyms(session))
    if query is None or not shown:
        return {}
    configuration = case((Idea.language == "de", GERMAN), else_=ENGLISH)
    marked = select(Comment.id, passage(Comment.body, configuration, query)).join(Comment.idea)
    marked = marked.where(Comment.id.in_([comment.id for comment in shown]))
    return {row[0]: pieces(row[1]) for row in await session.execute(marked)}
