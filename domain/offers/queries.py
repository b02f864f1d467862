"""Reading offers: how many there are is for all who see the idea, the rest for whom `visible_to` names."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, any_, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager, joinedload
from sqlalchemy.orm.strategy_options import _AbstractLoad

from domain import ideas
from domain.clock import now
from domain.errors import NotFound
from domain.ideas import Idea, IdeaCounters
from domain.members import Actor, Member
from domain.offers.model import Offer, OfferKind
from domain.offers.policy import counts, visible_to
from domain.paging import Order, Page, Slice, page
from domain.undoing import UNDO_FOR

TAKEN_BACK_MOST = 20
_LATEST: Order[Offer] = Order("offers", (Offer.id,), lambda offer: (offer.id,), (int,))


@dataclass(frozen=True)
class Mine:
    """The reader's own offer; `note` is what the author said when declining.

    One that was taken back is there for a day, to have it back; hidden before, for good, since it isn't made again.
    """

    id: int
    text: str
    note: str
    accepted_at: datetime | None
    declined_at: datetime | None
    hidden_at: datetime | None = None
    taken_back_at: datetime | None = None

    @property
    def is_final(self) -> bool:
        """Return whether no words can take the place of these: they were declined, or a moderator hid them."""
        return self.declined_at is not None or self.hidden_at is not None

    @property
    def can_be_undone(self) -> bool:
        """Return whether it was taken back and can be had back."""
        return self.taken_back_at is not None and self.hidden_at is None


@dataclass(frozen=True)
class Standing:
    """One kind of offers on an idea: how many there are, and the reader's own among them."""

    kind: OfferKind
    count: int
    mine: Mine | None = None


@dataclass(frozen=True)
class Difference:
    """An idea whose counter doesn't say how many offers it has."""

    idea_id: int
    counted: int
    offers: int


def _seen(actor: Actor, *of_idea: _AbstractLoad) -> Select[Offer]:
    query = select(Offer).join(Offer.idea).where(visible_to(actor), ideas.visible_to(actor))
    return query.options(contains_eager(Offer.idea).options(*of_idea), joinedload(Offer.member, innerjoin=True))


async def visible(session: AsyncSession, actor: Actor, offer_id: int, *, lock: bool = False) -> Offer:
    """Return one offer with its member, and its idea as its page shows it; raises NotFound."""
    query = _seen(actor, *ideas.card()).where(Offer.id == offer_id)
    if lock:
        query = query.with_for_update(of=Offer, key_share=True).execution_options(populate_existing=True)
    offer = await session.scalar(query)
    if offer is None:
        raise NotFound
    return offer


async def listed(
    session: AsyncSession, actor: Actor, idea: Idea, wanted: Slice, *, kind: OfferKind | None = None
) -> Page[Offer]:
    """Return a page of the offers on an idea that the actor may read, newest first; declined ones are left out."""
    query = _seen(actor).where(Offer.idea_id == idea.id, Offer.declined_at.is_(None))
    if kind is not None:
        query = query.where(Offer.kind == kind)
    return await page(session, query, _LATEST, wanted)


async def testers(session: AsyncSession, idea_ids: Collection[int]) -> list[int]:
    """Return who offers to test any of these ideas; for telling them that it is tested."""
    query = select(Offer.member_id).where(Offer.idea_id.in_(idea_ids), Offer.kind == OfferKind.TEST, counts())
    query = query.distinct()
    return list(await session.scalars(query.order_by(Offer.member_id)))


async def made(session: AsyncSession, actor: Actor, member: Member, wanted: Slice) -> Page[Offer]:
    """Return a page of what a member offered, with the ideas, newest first, as far as the actor may read it."""
    return await page(session, _seen(actor).where(Offer.member_id == member.id), _LATEST, wanted)


async def taken_back(session: AsyncSession, member: Member) -> list[Offer]:
    """Return what the member took back within a day and can have back, the latest first, at most 20."""
    query = select(Offer).join(Offer.idea).where(Offer.member_id == member.id, ideas.visible_to(member))
    query = query.where(Offer.taken_back_at >= now(session) - UNDO_FOR, Offer.hidden_at.is_(None))
    query = query.options(contains_eager(Offer.idea), joinedload(Offer.member, innerjoin=True))
    return list(
        await session.scalars(query.order_by(Offer.taken_back_at.desc(), Offer.id.desc()).limit(TAKEN_BACK_MOST))
    )


async def count_made(session: AsyncSession, member: Member) -> int:
    """Return how many offers of the member `made` shows them."""
    query = select(func.count()).select_from(Offer).join(Offer.idea)
    query = query.where(Offer.member_id == member.id, visible_to(member), ideas.visible_to(member))
    return await session.scalar(query) or 0


async def standings(
    session: AsyncSession, actor: Actor, idea_ids: Collection[int]
) -> dict[int, dict[OfferKind, Standing]]:
    """Return by idea and kind how many offers there are and the actor's own, where there are any."""
    own = Offer.member_id == actor.id if actor.id is not None else Offer.member_id.is_(None)
    query = (
        select(
            Offer.idea_id,
            Offer.kind,
            func.count().filter(counts()).label("open"),
            # A member has one offer of a kind on an idea, so that the largest of theirs is the only one.
            func.max(Offer.id).filter(own).label("id"),
            func.max(Offer.text).filter(own).label("text"),
            func.max(Offer.note).filter(own).label("note"),
            func.max(Offer.accepted_at).filter(own).label("accepted_at"),
            func.max(Offer.declined_at).filter(own).label("declined_at"),
            func.max(Offer.hidden_at).filter(own).label("hidden_at"),
            func.max(Offer.taken_back_at).filter(own).label("taken_back_at"),
        )
        .join(Offer.idea)
        .where(Offer.idea_id.in_(idea_ids), ideas.visible_to(actor))
        .group_by(Offer.idea_id, Offer.kind)
    )
    found: dict[int, dict[OfferKind, Standing]] = {}
    since = now(session) - UNDO_FOR
    for row in await session.execute(query):
        times = row.accepted_at, row.declined_at, row.hidden_at, row.taken_back_at
        mine = Mine(row.id, row.text, row.note, *times) if row.id else None
        if mine and mine.can_be_undone and mine.taken_back_at and mine.taken_back_at < since:
            mine = None
        if row.open or mine:
            found.setdefault(row.idea_id, {})[row.kind] = Standing(row.kind, row.open, mine)
    return found


async def differences(session: AsyncSession) -> list[Difference]:
    """Recount every idea's offers, and return those whose counter says something else."""
    offers = select(Offer.idea_id, func.count().label("offers")).where(counts()).group_by(Offer.idea_id).subquery()
    found = func.coalesce(offers.c.offers, 0)
    query = (
        select(IdeaCounters.idea_id, IdeaCounters.offers, found)
        .outerjoin(offers, offers.c.idea_id == IdeaCounters.idea_id)
        .where(IdeaCounters.offers != found)
        .order_by(IdeaCounters.idea_id)
    )
    return [Difference(*row) for row in await session.execute(query)]


async def strays(session: AsyncSession) -> list[int]:
    """Return the ideas with an accepted member who doesn't share them, or with an open offer of somebody who does."""
    shares = Offer.member_id == any_(Idea.co_author_ids)
    accepted = Offer.accepted_at.is_not(None)
    by_merge = Offer.member_id == any_(Idea.merged_author_ids)
    asks = and_(Offer.accepted_at.is_(None), Offer.taken_back_at.is_(None), Offer.kind == OfferKind.BUILD)
    stray = and_(accepted, ~shares) | and_(asks, shares, ~by_merge)
    query = select(Offer.idea_id).join(Offer.idea).where(stray).distinct()
    return list(await session.scalars(query.order_by(Offer.idea_id)))


async def accepted(session: AsyncSession, idea_id: int, member_id: int) -> bool:
    """Return whether the member shares the idea by an offer of theirs."""
    query = select(Offer.id).where(Offer.idea_id == idea_id, Offer.member_id == member_id)
    return await session.scalar(query.where(Offer.accepted_at.is_not(None))) is not None


async def personal_data(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return all that the member offers, with the answers they got."""
    rows = await session.scalars(select(Offer).where(Offer.member_id == member.id).order_by(Offer.id))
    return [
        {
            "idea": row.idea_id,
            "kind": row.kind,
            "text": row.text,
            "made_at": row.made_at,
            "accepted_at": row.accepted_at,
            "declined_at": row.declined_at,
            "note": row.note,
            "hidden_at": row.hidden_at,
            "taken_back_at": row.taken_back_at,
        }
        for row in rows
    ]
