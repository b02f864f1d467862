"""Finding comments by words, best match first, below ideas that are listed. Only the newest thousand are ranked."""

from dataclasses import replace
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, column, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager, joinedload

from domain import ideas, matching, seeking, spelling
from domain.comments.model import Comment
from domain.comments.policy import visible_to
from domain.ideas import Idea
from domain.members import Actor, Viewer, alike
from domain.paging import Order, Page, Slice, cut, paged
from domain.seeking import Synonyms

RANKED_MOST = 1000
_BY_RANK: Order[Any] = Order(
    "found", (column("rank"), column("id")), lambda row: (row.rank, row.Comment.id), (int, int)
)


async def found(
    session: AsyncSession, actor: Actor, words: str, wanted: Slice, *, synonyms: Synonyms = ()
) -> Page[Comment]:
    """Return a page of the comments that hold the words, with their authors and ideas."""
    sought = seeking.sought(words, synonyms)
    if sought is None:
        return Page([])
    way = await matching.way(session, Comment.id, Comment.search, sought, RANKED_MOST)
    made = _best if wanted.after or wanted.before else _first
    best = made(alike(actor), wanted, way.excluding, way.common)
    rows = (await session.execute(best, {**way.values, "viewer": actor.id})).all()
    rows = sorted(rows, key=_BY_RANK.key, reverse=not wanted.backwards)
    page = paged(rows, _BY_RANK, wanted, partial=way.common)
    return replace(page, items=[row.Comment for row in page.items])


async def spellings(session: AsyncSession, words: str) -> Synonyms:
    """Return how words that nobody has found are spelt in the newest comments, as synonyms of them."""
    vectors = "SELECT search FROM comments WHERE removed_at IS NULL AND held_at IS NULL ORDER BY id DESC"
    return await spelling.spellings(session, vectors, words)


def _best(viewer: Viewer, wanted: Slice, excluding: bool, common: bool) -> Select[Any]:
    seen = visible_to(viewer), ideas.visible_to(viewer), Idea.listed
    among = select(Comment.id, Comment.search).join(Comment.idea).where(*seen)
    matches = matching.matches(among, RANKED_MOST, excluding=excluding, common=common)
    best = cut(select(matches.c.id, matches.c.rank), _BY_RANK, wanted).subquery()
    shown = select(Comment, best.c.rank).join(best, best.c.id == Comment.id).join(Comment.idea)
    return shown.options(contains_eager(Comment.idea), joinedload(Comment.author, innerjoin=True))


_first = lru_cache(512)(_best)
