"""Finding ideas by words, best match first. Only the newest thousand with the words are ranked, whatever there is."""

from dataclasses import replace
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, column, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import matching, seeking, spelling
from domain.ideas.cards import card_in, on_cards
from domain.ideas.model import Idea
from domain.ideas.narrowing import IdeaFilter, narrowed, titled
from domain.ideas.queries import card
from domain.members import Actor, Viewer, alike
from domain.paging import Order, Page, Slice, cut, paged
from domain.rows import run
from domain.seeking import Synonyms, words_of

RANKED_MOST = 1000
NEAR_MOST = 5
_BY_RANK: Order[Any] = Order("relevant", (column("rank"), column("id")), lambda row: (row.rank, row.id), (int, int))


async def ranked(session: AsyncSession, actor: Actor, wanted: Slice, only: IdeaFilter) -> Page[Idea]:
    """Return a page of those ideas that hold the words of `only`, best match first, partial where too many do."""
    sought = seeking.sought(only.words, only.synonyms)
    if sought is None:
        return Page([])
    way = await matching.way(session, Idea.id, Idea.search, sought, RANKED_MOST)
    made = _best if wanted.after or wanted.before else _first
    best = made(alike(actor), replace(only, words="", synonyms=()), wanted, way.excluding, way.common)
    found = await run(session, best, {**way.values, "viewer": actor.id})
    rows = sorted(found, key=_BY_RANK.key, reverse=not wanted.backwards)
    partial = way.common or any(row.matched >= RANKED_MOST for row in rows)
    page = paged(rows, _BY_RANK, wanted, partial=partial)
    return replace(page, items=[card_in(row) for row in page.items])


def _best(viewer: Viewer, only: IdeaFilter, wanted: Slice, excluding: bool, common: bool) -> Select[Any]:
    among = narrowed(viewer, only).with_only_columns(Idea.id, Idea.search)
    matches = matching.matches(among, RANKED_MOST, excluding=excluding, common=common)
    best = cut(select(matches.c.id, matches.c.rank), _BY_RANK, wanted).subquery()
    matched = select(func.count()).select_from(matches).scalar_subquery()
    rows = on_cards(select(Idea), best.c.rank, matched.label("matched"))
    return rows.join(best, best.c.id == Idea.id)


_first = lru_cache(512)(_best)


async def near(
    session: AsyncSession, actor: Actor, only: IdeaFilter, most: int = NEAR_MOST, *, spelt: Synonyms = ()
) -> list[Idea]:
    """Return ideas of a list whose titles hold each word of `only` as a part of a longer one or nearly, closest first.

    Where none does, those that hold anywhere the words as they are `spelt` elsewhere, best match first.
    """
    parts = [seeking.bare(word) for word in words_of(only.words)]
    if not parts:
        return []
    closeness = func.word_similarity(literal(" ".join(parts)), Idea.plain_title)
    query = narrowed(actor, replace(only, words="", synonyms=())).where(titled(only.words)).options(*card())
    by_title = list(await session.scalars(query.order_by(closeness.desc(), Idea.id.desc()).limit(most)))
    if by_title or not spelt:
        return by_title
    return list((await ranked(session, actor, Slice(most), replace(only, synonyms=spelt))).items)


async def spellings(session: AsyncSession, words: str) -> Synonyms:
    """Return how words that nobody has found are spelt in the newest ideas, as synonyms of them."""
    return await spelling.spellings(session, "SELECT search FROM ideas WHERE listed ORDER BY id DESC", words)
