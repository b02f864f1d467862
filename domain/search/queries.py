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
from domain.search.passages import Piece, cut_out, passage, pieces
from domain.seeking import ENGLISH, GERMAN, Synonyms, text_query

FEW = 5


@dataclass(frozen=True)
class Found:
    """What words find: ideas, the first comments and cards, and ideas that nearly hold the words where those are few.

    Where nothing holds them, `near_comments` and `near_cards` nearly do; `spelt` and `spelt_below` say how the words
    are spelt in ideas and in comments then.
    """

    ideas: Page[Idea]
    near: list[Idea] = field(default_factory=list)
    comments: Page[Comment] = field(default_factory=lambda: Page([]))
    cards: Page[LearningCard] = field(default_factory=lambda: Page([]))
    near_comments: list[Comment] = field(default_factory=list)
    near_cards: list[LearningCard] = field(default_factory=list)
    spelt: Synonyms = ()
    spelt_below: Synonyms = ()


async def found(session: AsyncSession, actor: Actor, words: str, wanted: Slice) -> Found:
    """Return a page of what words find; what is near, the comments and the cards only beside the first page."""
    if not words.strip():
        return Found(Page([]))
    only = IdeaFilter(words=words)
    page = await ideas.listed(session, actor, wanted, only=only, order=IdeaOrder.RELEVANT)
    if wanted.after or wanted.before:
        return Found(page)
    known = {idea.id for idea in page.items}
    synonyms = await community.synonyms(session)
    said = await comments.found(session, actor, words, Slice(FEW), synonyms=synonyms)
    taught = await experiments.learned(session, actor, Slice(FEW), CardFilter(words), synonyms=synonyms)
    if page.items or said.items or taught.items:
        near = [] if len(known) > FEW else await ideas.near(session, actor, only, FEW)
        return Found(page, [idea for idea in near if idea.id not in known], said, taught)
    spelt = await ideas.spellings(session, words)
    below, spelt_below = await near_comments(session, actor, words)
    return Found(
        page,
        await ideas.near(session, actor, only, FEW, spelt=spelt),
        near_comments=below,
        near_cards=await experiments.nearly(session, actor, CardFilter(words), FEW),
        spelt=spelt,
        spelt_below=spelt_below,
    )


async def near_comments(session: AsyncSession, actor: Actor, words: str) -> tuple[list[Comment], Synonyms]:
    """Return comments that hold words as they are spelt in others, for when they find none, and how that is."""
    spelt = await comments.spellings(session, words)
    if not spelt:
        return [], spelt
    return list((await comments.found(session, actor, words, Slice(FEW), synonyms=spelt)).items), spelt


async def cards(session: AsyncSession, actor: Actor, words: str, wanted: Slice) -> Page[LearningCard]:
    """Return a page of the learning cards that words find, the best match first."""
    if not words.strip():
        return Page([])
    synonyms = await community.synonyms(session)
    return await experiments.learned(session, actor, wanted, CardFilter(words), synonyms=synonyms)


async def idea_passages(
    session: AsyncSession, words: str, shown: Collection[Idea], spelt: Synonyms = ()
) -> dict[int, tuple[list[Piece], list[Piece]]]:
    """Return the titles of ideas, and of their texts the part, in which words stand, also as they are `spelt`.

    The ideas have been loaded already.
    """
    query = text_query(words, spelt or await community.synonyms(session))
    if query is None or not shown:
        return {}
    configuration = case((Idea.language == "de", GERMAN), else_=ENGLISH)
    text = Idea.problem.concat("\n").concat(Idea.proposal)
    marked = select(
        Idea.id,
        passage(Idea.title, configuration, query, whole=True),
        passage(text, configuration, query),
    ).where(Idea.id.in_([idea.id for idea in shown]))
    texts = {idea.id: f"{idea.problem}\n{idea.proposal}" for idea in shown}
    return {row[0]: (pieces(row[1]), cut_out(row[2], texts[row[0]])) for row in await session.execute(marked)}


async def comment_passages(
    session: AsyncSession, words: str, shown: Collection[Comment], spelt: Synonyms = ()
) -> dict[int, list[Piece]]:
    """Return the part of comments in which words stand, also as they are `spelt`; they have been loaded already."""
    query = text_query(words, spelt or await community.synonyms(session))
    if query is None or not shown:
        return {}
    configuration = case((Idea.language == "de", GERMAN), else_=ENGLISH)
    marked = select(Comment.id, passage(Comment.body, configuration, query)).join(Comment.idea)
    marked = marked.where(Comment.id.in_([comment.id for comment in shown]))
    texts = {comment.id: comment.body for comment in shown}
    return {row[0]: cut_out(row[1], texts[row[0]]) for row in await session.execute(marked)}
