"""Finding comments by words, best match first, below ideas that are listed. Only the newest thousand are ranked."""

from sqlalchemy import BigInteger, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager, joinedload

from domain import ideas
from domain.comments.model import Comment
from domain.comments.policy import visible_to
from domain.ideas import Idea
from domain.members import Actor
from domain.paging import Order, Page, Slice, cut, paged
from domain.seeking import Synonyms, newest_matches, text_query

RANKED_MOST = 1000


async def found(
    session: AsyncSession, actor: Actor, words: str, wanted: Slice, *, synonyms: Synonyms = ()
) -> Page[Comment]:
    """Return a page of the comments that hold the words, with their authors and ideas."""
    query = text_query(words, synonyms)
    if query is None:
        return Page([])
    seen = visible_to(actor), ideas.visible_to(actor), Idea.listed
    among = select(Comment.id, Comment.search).join(Comment.idea).where(*seen)
    finished = text_query(words, synonyms, finished=True)
    matches, partial = await newest_matches(session, among, query, RANKED_MOST, finished)
    rank = cast(func.ts_rank_cd(matches.c.search, query) * 1_000_000, BigInteger)
    ranks: dict[int, int] = {}
    by_rank: Order[Comment] = Order("found", (rank, matches.c.id), lambda one: (ranks[one.id], one.id), (int, int))
    best = cut(select(matches.c.id, rank.label("rank")), by_rank, wanted).subquery()
    shown = select(Comment, best.c.rank).join(best, best.c.id == Comment.id).join(Comment.idea)
    shown = shown.options(contains_eager(Comment.idea), joinedload(Comment.author, innerjoin=True))
    rows = (await session.execute(shown)).all()
    ranks.update({row[0].id: row[1] for row in rows})
    items = sorted((row[0] for row in rows), key=by_rank.key, reverse=not wanted.backwards)
    return paged(items, by_rank, wanted, partial=partial)
