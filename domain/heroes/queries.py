"""Reading heroes: the wall, one story with its pictures, who is asked, what was told of whom."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ScalarSelect, Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from domain import moderation
from domain.clock import now
from domain.errors import NotFound
from domain.heroes.model import Hero, HeroKind, HeroPicture, HeroReport, Nomination
from domain.heroes.policy import require_chooser, visible_to
from domain.images import Image
from domain.members import Actor, Member
from domain.paging import Order, Page, Slice, page
from domain.permissions import Permission, require

TOLD_FOR = timedelta(days=100)  # how long those who choose read a nomination
ASKED_MOST = 20
_LATEST: Order[Hero] = Order("heroes", (Hero.month, Hero.id), lambda hero: (hero.month, hero.id), (date, int))
_LAST_TOLD: Order[Nomination] = Order("hero_nominations", (Nomination.id,), lambda row: (row.id,), (int,))
_LAST_REPORTED: Order[HeroReport] = Order("my_hero_reports", (HeroReport.id,), lambda row: (row.id,), (int,))
_SLUG = re.compile(r"(\d{4})-(0[1-9]|1[0-2])-(customer|employee)", re.ASCII)


@dataclass(frozen=True)
class ReportedHero:
    """A story with all open reports about it, oldest first."""

    hero: Hero
    reports: list[HeroReport]


def whole() -> tuple[Any, ...]:
    """Return what loads all that is shown of a hero."""
    return (
        joinedload(Hero.member, innerjoin=True),
        joinedload(Hero.chosen_by, innerjoin=True),
        selectinload(Hero.pictures).joinedload(HeroPicture.image, innerjoin=True),
    )


def _seen(actor: Actor) -> Select[Hero]:
    return select(Hero).where(visible_to(actor)).options(*whole())


async def visible(session: AsyncSession, actor: Actor, hero_id: int, *, lock: bool = False) -> Hero:
    """Return one story that the actor may read; raises NotFound. `lock` holds it for a change."""
    return await _one(session, _seen(actor).where(Hero.id == hero_id), lock=lock)


async def at(session: AsyncSession, actor: Actor, slug: str) -> Hero:
    """Return the story that stands at an address such as 2026-11-customer; raises NotFound."""
    named = _SLUG.fullmatch(slug)
    if named is None or int(named[1]) == 0:
        raise NotFound
    month, kind = date(int(named[1]), int(named[2]), 1), HeroKind(named[3])
    return await _one(session, _seen(actor).where(Hero.month == month, Hero.kind == kind), lock=False)


async def wall(
    session: AsyncSession, actor: Actor, wanted: Slice, *, kind: HeroKind | None = None, of: Member | None = None
) -> Page[Hero]:
    """Return a page of the stories that everybody reads, of one member if asked, by month, the latest first.

    What is hidden hangs there not.
    """
    shown = Hero.published_at.is_not(None), Hero.withdrawn_at.is_(None), Hero.hidden_at.is_(None)
    query = _seen(actor).where(*shown)
    if kind is not None:
        query = query.where(Hero.kind == kind)
    if of is not None:
        query = query.where(Hero.member_id == of.id)
    return await page(session, query, _LATEST, wanted)


async def asked(session: AsyncSession, actor: Actor) -> list[Hero]:
    """Return the stories whose heroes haven't said yet, the oldest first, at most 20; for who chooses.

    Raises SignInNeeded, NotAllowed.
    """
    query = _seen(require_chooser(actor)).where(Hero.published_at.is_(None), Hero.declined_at.is_(None))
    return list(await session.scalars(query.order_by(Hero.id).limit(ASKED_MOST)))


async def mine(session: AsyncSession, member: Member) -> list[Hero]:
    """Return the stories of the member's that wait for their word or are read, the latest first, at most 20.

    Those of others that they chose and that are hidden too.
    """
    hidden_choice = and_(Hero.chosen_by_id == member.id, Hero.hidden_at.is_not(None))
    query = _seen(member).where(or_(Hero.member_id == member.id, hidden_choice))
    return list(await session.scalars(query.order_by(Hero.month.desc(), Hero.id.desc()).limit(ASKED_MOST)))


async def nominations(session: AsyncSession, actor: Actor, wanted: Slice) -> Page[Nomination]:
    """Return a page of what was told in 100 days of people who should be heroes, latest first, for who chooses.

    What tells of the actor themselves is left out. Raises SignInNeeded, NotAllowed.
    """
    chooser = require_chooser(actor)
    query = _told().where(Nomination.made_at >= now(session) - TOLD_FOR, Nomination.nominee_id != chooser.id)
    return await page(session, query, _LAST_TOLD, wanted)


async def nomination(session: AsyncSession, actor: Actor, nomination_id: int) -> Nomination:
    """Return one nomination for who chooses; raises NotFound, SignInNeeded, NotAllowed."""
    chooser = require_chooser(actor)
    query = _told().where(Nomination.id == nomination_id, Nomination.nominee_id != chooser.id)
    found = await session.scalar(query)
    if found is None:
        raise NotFound
    return found


async def nominated(session: AsyncSession, member: Member, wanted: Slice) -> Page[Nomination]:
    """Return a page of what the member told of others, latest first."""
    return await page(session, _told().where(Nomination.nominator_id == member.id), _LAST_TOLD, wanted)


async def picture(session: AsyncSession, actor: Actor, image_id: int) -> Image:
    """Return an image that stands in a story that the actor may read; raises NotFound."""
    query = select(Image).join(HeroPicture, HeroPicture.image_id == Image.id)
    query = query.join(Hero, Hero.id == HeroPicture.hero_id).where(Image.id == image_id, visible_to(actor))
    found = await session.scalar(query)
    if found is None:
        raise NotFound
    return found


async def reported(session: AsyncSession, actor: Actor, wanted: Slice) -> Page[ReportedHero]:
    """Return a page of the stories with open reports, what was reported first at the top; raises NotAllowed."""
    require(actor, Permission.MODERATE)
    query = _reports().where(Hero.withdrawn_at.is_(None))
    found = await moderation.by_subject(session, query, (HeroReport.hero_id,), wanted)
    return found.holding([ReportedHero(of[0].hero, of) for of in found.items])


async def hidden(session: AsyncSession, actor: Actor, wanted: Slice) -> Page[Hero]:
    """Return a page of the stories that are out of sight, by month; raises NotAllowed for all but moderators."""
    require(actor, Permission.MODERATE)
    return await page(session, _seen(actor).where(Hero.hidden_at.is_not(None)), _LATEST, wanted)


def number_reported() -> ScalarSelect[int]:
    """Return how many stories a moderator has to look at, in SQL; for moderators to know."""
    query = select(func.count(HeroReport.hero_id.distinct())).join(HeroReport.hero)
    return query.where(HeroReport.settled_at.is_(None), Hero.withdrawn_at.is_(None)).scalar_subquery()


async def reports_made(session: AsyncSession, member: Member, wanted: Slice) -> Page[HeroReport]:
    """Return a page of the reports of heroes' stories that the member made, latest first."""
    return await page(session, _reports().where(HeroReport.member_id == member.id), _LAST_REPORTED, wanted)


async def complained(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return the reports of heroes' stories that the member made, and what became of them."""
    rows = await session.scalars(select(HeroReport).where(HeroReport.member_id == member.id).order_by(HeroReport.id))
    names = ("hero_id", "reason", "said", "made_at", "settled_at", "outcome", "answer")
    return [{name.removesuffix("_id"): getattr(row, name) for name in names} for row in rows]


async def personal_data(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return when the member was chosen as a hero, with the story as far as it is kept."""
    rows = await session.scalars(select(Hero).where(Hero.member_id == member.id).order_by(Hero.id).options(*whole()))
    names = ("month", "kind", "because", "headline", "problem", "tried", "failed", "changed", "helped")
    times = ("chosen_at", "published_at", "declined_at", "withdrawn_at", "hidden_at", "hidden_said")
    return [
        {name: getattr(row, name) for name in (*names, *times)}
        | {"idea": row.idea_id, "experiment": row.experiment_id, "pictures": [each.path for each in row.pictures]}
        for row in rows
    ]


async def chose(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return whom the member chose as heroes, by number, and why."""
    rows = await session.scalars(select(Hero).where(Hero.chosen_by_id == member.id).order_by(Hero.id))
    return [{"month": row.month, "kind": row.kind, "member": row.member_id, "because": row.because} for row in rows]


async def told(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return what the member told of others, and what was told of them without who told it."""
    mine = or_(Nomination.nominator_id == member.id, Nomination.nominee_id == member.id)
    rows = await session.scalars(select(Nomination).where(mine).order_by(Nomination.id))
    return [
        {"told_by_you": row.nominator_id == member.id, "of": row.nominee_id, "story": row.story, "made_at": row.made_at}
        for row in rows
    ]


def _reports() -> Select[HeroReport]:
    hero = contains_eager(HeroReport.hero).options(*whole())
    return select(HeroReport).join(HeroReport.hero).options(hero, joinedload(HeroReport.member, innerjoin=True))


def _told() -> Select[Nomination]:
    people = joinedload(Nomination.nominator, innerjoin=True), joinedload(Nomination.nominee, innerjoin=True)
    return select(Nomination).options(*people)


async def _one(session: AsyncSession, query: Select[Hero], *, lock: bool) -> Hero:
    if lock:
        query = query.with_for_update(of=Hero).execution_options(populate_existing=True)
    found = await session.scalar(query)
    if found is None:
        raise NotFound
    return found
