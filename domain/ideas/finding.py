"""Finding ideas by words, best match first. Only the newest thousand with the words are ranked, whatever there is."""

from sqlalchemy import BigInteger, ColumnElement, Select, and_, cast, false, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import seeking
from domain.ideas.model import Idea
from domain.ideas.policy import visible_to
from domain.ideas.queries import card
from domain.members import Actor
from domain.paging import Order, Page, Slice, cut, paged
from domain.seeking import Synonyms, newest_matches, text_query, words_of

RANKED_MOST = 1000
NEARLY_LEAST = 4  # letters, of a word that may be misspelt
NEAR_LEAST = 3  # letters; an index of threes has nothing on shorter words


def found(words: str, synonyms: Synonyms) -> ColumnElement[bool]:
    """Return the condition for ideas that hold the words, or others that mean the same."""
    query = text_query(words, synonyms)
    return false() if query is None else Idea.search.op("@@")(query)


async def ranked(
    session: AsyncSession, among: Select[Idea], words: str, synonyms: Synonyms, wanted: Slice
) -> Page[Idea]:
    """Return a page of those ideas that hold the words, best match first, partial where too many do."""
    query = text_query(words, synonyms)
    if query is None:
        return Page([])
    numbers = among.with_only_columns(Idea.id, Idea.search)
    finished = text_query(words, synonyms, finished=True)
    matches, partial = await newest_matches(session, numbers, query, RANKED_MOST, finished)
    rank = cast(func.ts_rank_cd(matches.c.search, query) * 1_000_000, BigInteger)
    ranks: dict[int, int] = {}
    by_rank: Order[Idea] = Order("relevant", (rank, matches.c.id), lambda idea: (ranks[idea.id], idea.id), (int, int))
    best = cut(select(matches.c.id, rank.label("rank")), by_rank, wanted).subquery()
    matched = select(func.count()).select_from(matches).scalar_subquery()
    shown = select(Idea, best.c.rank, matched).join(best, best.c.id == Idea.id).options(*card())
    rows = (await session.execute(shown)).unique().all()
    ranks.update({row[0].id: row[1] for row in rows})
    items = sorted((row[0] for row in rows), key=by_rank.key, reverse=not wanted.backwards)
    return paged(items, by_rank, wanted, partial=partial or any(row[2] >= RANKED_MOST for row in rows))


async def near(session: AsyncSession, actor: Actor, words: str, most: int = 5) -> list[Idea]:
    """Return listed ideas whose titles hold each word as a part of a longer one or nearly, closest first.

    A short word is near too many others, so it must be held as it is.
    """
    parts = [seeking.bare(word) for word in words_of(words)]
    if not parts or min(map(len, parts)) < NEAR_LEAST:
        return []
    title = Idea.plain_title
    held = (title.contains(part, autoescape=True) for part in parts)
    nearly = (literal(part).op("<%")(title) if len(part) >= NEARLY_LEAST else false() for part in parts)
    alike = and_(*(or_(*each) for each in zip(nearly, held, strict=True)))
    closeness = func.word_similarity(literal(" ".join(parts)), title)
    query = select(Idea).where(visible_to(actor), Idea.listed, alike).options(*card())
    return list(await session.scalars(query.order_by(closeness.desc(), Idea.id.desc()).limit(most)))
