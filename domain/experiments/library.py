"""The learning library: what experiments taught, found by words, and by where and how they ended.

A card is for whoever may read its idea, from the moment its conclusion counts. Teams, and who found a card useful, are
for staff.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select, and_, column, false, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager, joinedload

from domain import ideas, matching, members, seeking, spelling
from domain.errors import NotFound
from domain.experiments.conclusions import Conclusion, ConclusionKind, LearningCard
from domain.experiments.model import PLANNED, UNDER_WAY, Experiment, Plan
from domain.experiments.reuses import CardReuse
from domain.ideas import Idea, Quadrant
from domain.members import Actor, Member
from domain.paging import Order, Page, Slice, cut, page, paged
from domain.permissions import Permission
from domain.seeking import Synonyms

RANKED_MOST = 1000
FACETS_MOST = 30
CHOICES_MOST = 50
NEARLY_LEAST, NEAR_LEAST = 4, 3  # letters: of a word that may be misspelt, and of a piece of a longer one
_NEWEST: Order[LearningCard] = Order("cards", (LearningCard.id,), lambda card: (card.id,), (int,))
_BY_RANK: Order[Any] = Order(
    "cards_found", (column("rank"), column("id")), lambda row: (row.rank, row.LearningCard.id), (int, int)
)
_LAST_USED: Order[CardReuse] = Order(
    "card_reuses", (CardReuse.experiment_id,), lambda reuse: (reuse.experiment_id,), (int,)
)


@dataclass(frozen=True)
class CardFilter:
    """Which cards are wanted; what isn't said doesn't matter. Only staff may ask for a team's."""

    words: str = ""
    quadrant: Quadrant | None = None
    outcome: ConclusionKind | None = None
    metric: str = ""
    tag: str = ""
    team_id: int | None = None


def readable(actor: Actor) -> Select[Any]:
    """Return the query for cards the actor may read, joined with conclusion, experiment, idea and plan."""
    query = select(LearningCard).join(LearningCard.conclusion).join(LearningCard.experiment)
    query = query.join(Experiment.idea).join(Experiment.plan)
    return query.where(Conclusion.effective_at.is_not(None), ideas.visible_to(actor))


def whole(query: Select[Any]) -> Select[Any]:
    """Return a query on readable cards that loads all that is shown of one."""
    experiment = contains_eager(LearningCard.experiment)
    return query.options(
        contains_eager(LearningCard.conclusion),
        experiment.contains_eager(Experiment.idea),
        experiment.contains_eager(Experiment.plan),
        experiment.joinedload(Experiment.team),
        joinedload(LearningCard.author, innerjoin=True),
    )


async def learned(
    session: AsyncSession, actor: Actor, wanted: Slice, only: CardFilter | None = None, *, synonyms: Synonyms = ()
) -> Page[LearningCard]:
    """Return a page of cards with their experiments, ideas and authors: newest first, with words the best match first.

    Raises SignInNeeded and NotAllowed when others than staff ask for a team's.
    """
    only = only or CardFilter()
    if only.team_id is not None:
        members.require_member(actor, Permission.RUN_EXPERIMENT)
    if not only.words.strip():
        return await page(session, whole(_narrowed(actor, only)), _NEWEST, wanted)
    sought = seeking.sought(only.words, synonyms)
    if sought is None:
        return Page([])
    way = await matching.way(session, LearningCard.id, LearningCard.search, sought, RANKED_MOST)
    among = _narrowed(actor, only).with_only_columns(LearningCard.id, LearningCard.search)
    found = matching.matches(among, RANKED_MOST, excluding=way.excluding, common=way.common)
    best = cut(select(found.c.id, found.c.rank), _BY_RANK, wanted).subquery()
    query = whole(readable(actor)).add_columns(best.c.rank).join(best, best.c.id == LearningCard.id)
    rows = sorted(await session.execute(query, way.values), key=_BY_RANK.key, reverse=not wanted.backwards)
    ranked = paged(rows, _BY_RANK, wanted, partial=way.common)
    return replace(ranked, items=[row.LearningCard for row in ranked.items])


async def nearly(
    session: AsyncSession, actor: Actor, only: CardFilter, most: int = 5, *, but: Collection[int] = ()
) -> list[LearningCard]:
    """Return cards whose experiments' titles hold each word as a part of a longer one or nearly, closest first.

    Where none does, and there is nothing to leave out, those that hold the words as they are spelt elsewhere.
    Raises as `learned` does.
    """
    if only.team_id is not None:
        members.require_member(actor, Permission.RUN_EXPERIMENT)
    parts = [seeking.bare(word) for word in seeking.words_of(only.words)]
    if not parts or min(map(len, parts)) < NEAR_LEAST:
        return []
    title = func.lower(Experiment.title)
    held = (title.contains(part, autoescape=True) for part in parts)
    close = (literal(part).op("<%")(title) if len(part) >= NEARLY_LEAST else false() for part in parts)
    alike = and_(*(or_(*each) for each in zip(close, held, strict=True)))
    closeness = func.word_similarity(literal(" ".join(parts)), title)
    query = whole(_narrowed(actor, only).where(alike, LearningCard.id.not_in(but)))
    titled = list(await session.scalars(query.order_by(closeness.desc(), LearningCard.id.desc()).limit(most)))
    if titled or but:
        return titled
    spelt = await spelling.spellings(session, "SELECT search FROM learning_cards ORDER BY id DESC", only.words)
    return list((await learned(session, actor, Slice(most), only, synonyms=spelt)).items) if spelt else []


async def card(session: AsyncSession, actor: Actor, card_id: int) -> LearningCard:
    """Return one card with its experiment, plan, conclusion, idea and author; raises NotFound."""
    found: LearningCard | None = await session.scalar(whole(readable(actor).where(LearningCard.id == card_id)))
    if found is None:
        raise NotFound
    return found


async def cards_of(session: AsyncSession, actor: Actor, experiment_ids: Collection[int]) -> dict[int, LearningCard]:
    """Return the card that the actor may read of each experiment, by the experiment's number."""
    if not experiment_ids:
        return {}
    query = whole(readable(actor).where(LearningCard.experiment_id.in_(experiment_ids)))
    return {found.experiment_id: found for found in await session.scalars(query)}


async def cards_by_ids(session: AsyncSession, actor: Actor, card_ids: Collection[int]) -> dict[int, LearningCard]:
    """Return the cards with these numbers that the actor may read."""
    if not card_ids:
        return {}
    query = whole(readable(actor).where(LearningCard.id.in_(card_ids)))
    return {found.id: found for found in await session.scalars(query)}


async def helped(session: AsyncSession, card_ids: Collection[int]) -> dict[int, int]:
    """Return how many experiments each card helped to plan; they have been loaded for whoever asks."""
    if not card_ids:
        return {}
    query = select(CardReuse.card_id, func.count()).where(CardReuse.card_id.in_(card_ids)).group_by(CardReuse.card_id)
    return {row[0]: row[1] for row in await session.execute(query)}


async def reuses(session: AsyncSession, actor: Actor, card: LearningCard, wanted: Slice) -> Page[CardReuse]:
    """Return a page of the experiments that a card helped, and who said so; raises SignInNeeded, NotAllowed."""
    members.require_member(actor, Permission.RUN_EXPERIMENT)
    query = (
        select(CardReuse)
        .where(CardReuse.card_id == card.id)
        .options(joinedload(CardReuse.experiment, innerjoin=True), joinedload(CardReuse.member, innerjoin=True))
    )
    return await page(session, query, _LAST_USED, wanted)


async def could_use(session: AsyncSession, actor: Actor, card: LearningCard) -> list[Experiment]:
    """Return experiments that are not over and that a card isn't known to have helped, the actor's own first."""
    members.require_member(actor, Permission.RUN_EXPERIMENT)
    known = select(CardReuse.experiment_id).where(CardReuse.card_id == card.id)
    query = select(Experiment).join(Experiment.idea).where(ideas.visible_to(actor))
    query = query.where(Experiment.phase.in_(PLANNED | UNDER_WAY), Experiment.id.not_in(known))
    query = query.where(Experiment.id != card.experiment_id)
    mine = (Experiment.owner_id == actor.id).desc()
    return list(await session.scalars(query.order_by(mine, Experiment.id.desc()).limit(CHOICES_MOST)))


async def card_tags(session: AsyncSession, actor: Actor) -> list[str]:
    """Return the tags on cards the actor may read, the most used first."""
    tag = func.unnest(LearningCard.tags).label("tag")
    tagged = readable(actor).with_only_columns(tag).subquery()
    query = select(tagged.c.tag).group_by(tagged.c.tag).order_by(func.count().desc(), tagged.c.tag)
    return list(await session.scalars(query.limit(FACETS_MOST)))


async def card_metrics(session: AsyncSession, actor: Actor) -> list[str]:
    """Return what cards the actor may read measured, the most frequent first."""
    metric = func.min(Plan.metric)
    query = readable(actor).with_only_columns(metric).group_by(func.lower(Plan.metric))
    return list(await session.scalars(query.order_by(func.count().desc(), metric).limit(FACETS_MOST)))


async def reused(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return the cards that the member said helped an experiment."""
    query = select(CardReuse).where(CardReuse.member_id == member.id)
    rows = await session.scalars(query.order_by(CardReuse.card_id, CardReuse.experiment_id))
    return [{"card": row.card_id, "experiment": row.experiment_id, "at": row.reused_at} for row in rows]


def _narrowed(actor: Actor, only: CardFilter) -> Select[Any]:
    query = readable(actor)
    if only.quadrant is not None:
        query = query.where(Idea.quadrant == only.quadrant)
    if only.outcome is not None:
        query = query.where(Conclusion.kind == only.outcome)
    if only.metric:
        query = query.where(func.lower(Plan.metric) == func.lower(only.metric))
    if only.tag:
        query = query.where(LearningCard.tags.contains([only.tag]))
    if only.team_id is not None:
        query = query.where(Experiment.team_id == only.team_id)
    return query
