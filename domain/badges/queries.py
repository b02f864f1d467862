"""Reading badges and who carries them. Lists start from `visible_to`; one award is also found by its secret name."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager, joinedload

from domain.badges.model import Award, Badge, BadgeVersion, Revocation
from domain.badges.policy import may_give, require_may_keep, visible_to
from domain.errors import NotFound
from domain.members import Actor, Member, Visitor, require_may_read, require_self
from domain.paging import Order, Page, Slice, page
from domain.permissions import Permission

BADGES_MOST = 40  # that are given at a time; the rule is kept where one is made
SHOWN_MOST = 60
_IN_ORDER: Order[Badge] = Order(
    "badges", (Badge.place, Badge.id), lambda badge: (badge.place, badge.id), (int, int), upwards=True
)
_LAST_RETIRED: Order[Badge] = Order(
    "retired_badges",
    (Badge.retired_at, Badge.id),
    lambda badge: (badge.retired_at or badge.created_at, badge.id),
    (datetime, int),
)
_NEWEST: Order[BadgeVersion] = Order(
    "badge_versions", (BadgeVersion.number,), lambda version: (version.number,), (int,)
)
_LAST_EARNED: Order[Award] = Order(
    "earned", (Award.earned_at, Award.id), lambda award: (award.earned_at, award.id), (datetime, int)
)


async def catalogue(session: AsyncSession, actor: Actor) -> list[Badge]:
    """Return every badge that is given today, with what it says, in its order. Raises SignInNeeded."""
    require_may_read(actor)
    query = _badges().where(Badge.retired_at.is_(None)).order_by(Badge.place, Badge.id).limit(BADGES_MOST)
    return list(await session.scalars(query))


async def all_badges(session: AsyncSession, actor: Actor, wanted: Slice) -> Page[Badge]:
    """Return a page of all badges, also those that are retired, in their order. Raises NotAllowed."""
    require_may_keep(actor)
    return await page(session, _badges(), _IN_ORDER, wanted)


async def retired(session: AsyncSession, actor: Actor, wanted: Slice) -> Page[Badge]:
    """Return a page of the badges that are no longer given, retired last first. Raises NotAllowed."""
    require_may_keep(actor)
    return await page(session, _badges().where(Badge.retired_at.is_not(None)), _LAST_RETIRED, wanted)


async def versions(session: AsyncSession, badge: Badge, wanted: Slice) -> Page[BadgeVersion]:
    """Return a page of all that a badge has said, newest first."""
    return await page(session, select(BadgeVersion).where(BadgeVersion.badge_id == badge.id), _NEWEST, wanted)


async def lock_catalogue(session: AsyncSession) -> None:
    """Hold the catalogue until the end of the transaction: one person at a time changes it."""
    await session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('the catalogue of badges', 0))"))


def as_text(criterion: Mapping[str, Any]) -> str:
    """Return a criterion as an expert reads it."""
    return json.dumps(criterion, ensure_ascii=False, indent=1)


async def by_slug(session: AsyncSession, actor: Actor, slug: str, *, fresh: bool = False) -> Badge:
    """Return a badge with what it says by the name it has in addresses; raises NotFound, SignInNeeded.

    `fresh` is for after the catalogue was locked, or changed.
    """
    require_may_read(actor)
    query = _badges().where(Badge.slug == slug).execution_options(populate_existing=fresh)
    found = await session.scalar(query)
    if found is None:
        raise NotFound
    return found


async def still_given(session: AsyncSession, slug: str) -> Badge | None:
    """Return a badge with what it says, None for one that isn't given any more. Whoever calls has allowed it."""
    found: Badge | None = await session.scalar(_badges().where(Badge.slug == slug, Badge.retired_at.is_(None)))
    return found


async def version(session: AsyncSession, slug: str, number: int) -> BadgeVersion:
    """Return what a version of a badge says, for whoever asks: credentials point there. Raises NotFound."""
    query = select(BadgeVersion).join(BadgeVersion.badge).options(contains_eager(BadgeVersion.badge))
    found = await session.scalar(query.where(Badge.slug == slug, BadgeVersion.number == number))
    if found is None:
        raise NotFound
    return found


async def count_carried(session: AsyncSession, badge_ids: Collection[int]) -> dict[int, int]:
    """Return how many members carry each of these badges, whether they show it or not."""
    members = func.count(Award.member_id.distinct())
    query = select(Award.badge_id, members).outerjoin(Award.revocation).where(Revocation.award_id.is_(None))
    rows = await session.execute(query.where(Award.badge_id.in_(badge_ids)).group_by(Award.badge_id))
    return dict.fromkeys(badge_ids, 0) | dict(rows.tuples().all())


async def carried(session: AsyncSession, actor: Actor, badge: Badge, wanted: Slice) -> Page[Award]:
    """Return a page of who carries a badge and lets it be seen, last earned first; all of them for who gives badges."""
    # One's own isn't told apart from others': the index of what is shown is of no use to a condition that does.
    reader = actor if may_give(actor) else Visitor(actor.may(Permission.READ))
    return await page(session, _seen(reader).where(Award.badge_id == badge.id), _LAST_EARNED, wanted)


async def of_member(session: AsyncSession, actor: Actor, member: Member, wanted: Slice) -> Page[Award]:
    """Return a page of a member's badges, last earned first: what they show; for themselves all, revoked ones too."""
    query = _seen(actor).where(Award.member_id == member.id)
    if actor.id != member.id:
        query = query.where(Award.shown_at.is_not(None), Revocation.award_id.is_(None))
    return await page(session, query, _LAST_EARNED, wanted)


async def mine(session: AsyncSession, actor: Actor, wanted: Slice) -> Page[Award]:
    """Return a page of the actor's own badges, latest first; raises SignInNeeded."""
    member = require_self(actor)
    return await of_member(session, member, member, wanted)


async def named(session: AsyncSession, name: UUID, *, lock: bool = False) -> Award:
    """Return an award by the name in its address, for whoever has that; raises NotFound. `lock` holds it."""
    query = _awards().where(Award.name == name)
    if lock:
        query = query.with_for_update(of=Award, key_share=True).execution_options(populate_existing=True)
    found = await session.scalar(query)
    if found is None:
        raise NotFound
    return found


async def visible(session: AsyncSession, actor: Actor, award_id: int) -> Award:
    """Return one award that the actor finds in lists; raises NotFound."""
    found = await session.scalar(_seen(actor).where(Award.id == award_id))
    if found is None:
        raise NotFound
    return found


async def badge(session: AsyncSession, actor: Actor, badge_id: int) -> Badge:
    """Return a badge with what it says by its number; raises NotFound, SignInNeeded."""
    require_may_read(actor)
    found = await session.scalar(_badges().where(Badge.id == badge_id))
    if found is None:
        raise NotFound
    return found


async def by_id(session: AsyncSession, award_id: int) -> Award:
    """Return an award with all that stands in its credential. Whoever calls has allowed it."""
    return (await session.scalars(_awards().where(Award.id == award_id))).one()


async def astray(session: AsyncSession) -> list[int]:
    """Return the numbers of awards whose version is one of another badge."""
    query = select(Award.id).join(Award.version).where(BadgeVersion.badge_id != Award.badge_id)
    return list(await session.scalars(query))


async def versionless(session: AsyncSession) -> list[str]:
    """Return the badges whose current version isn't there."""
    query = select(Badge.slug).outerjoin(Badge.version).where(BadgeVersion.id.is_(None))
    return list(await session.scalars(query))


async def personal_data(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return the badges that the member was given, with the reason and what came of each."""
    query = _awards().where(Award.member_id == member.id).order_by(Award.id)
    return [
        {
            "badge": award.badge.slug,
            "version": award.version.number,
            "earned_at": award.earned_at,
            "given_at": award.given_at,
            "because": award.because,
            "shown_at": award.shown_at,
            "address": award.path,
            "revoked_at": award.revocation.at if award.revocation else None,
            "revoked_because": award.revocation.reason if award.revocation else "",
        }
        for award in await session.scalars(query)
    ]


async def given(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return the badges that the member gave to others, and took back."""
    gave = select(Award.given_at, Badge.slug, Award.because).join(Award.badge).where(Award.given_by_id == member.id)
    took = select(Revocation.at, Badge.slug, Revocation.reason).join(Revocation.award).join(Award.badge)
    rows = await session.execute(gave.order_by(Award.id))
    made = [{"badge": slug, "given_at": at, "because": because} for at, slug, because in rows]
    rows = await session.execute(took.where(Revocation.actor_id == member.id).order_by(Award.id))
    return made + [{"badge": slug, "revoked_at": at, "reason": reason} for at, slug, reason in rows]


def _badges() -> Select[Badge]:
    return select(Badge).join(Badge.version).options(contains_eager(Badge.version))


def _awards() -> Select[Award]:
    one = joinedload(Award.badge, innerjoin=True), joinedload(Award.version, innerjoin=True)
    people = joinedload(Award.member, innerjoin=True), joinedload(Award.given_by)
    things = joinedload(Award.idea), joinedload(Award.experiment), joinedload(Award.card)
    taken = contains_eager(Award.revocation).joinedload(Revocation.actor)
    return select(Award).outerjoin(Award.revocation).options(*one, *people, *things, taken)


def _seen(actor: Actor) -> Select[Award]:
    return _awards().where(visible_to(actor))
