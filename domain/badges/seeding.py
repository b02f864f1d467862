"""Giving a community the badges that it starts with, and what we say of them since."""

from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager

from domain.badges.model import Badge, BadgeVersion
from domain.badges.starters import SAID_BEFORE, STARTERS, Starter
from domain.clock import now


async def seed(session: AsyncSession) -> None:
    """Give a community the badges that it starts with. Done by its operator.

    One that is there says what it said; but one whose words are still ours, and which we say otherwise today, gets a
    version that says so, in silence: what was given stays as it was.
    """
    known = {each.slug: each for each in await session.scalars(_with_versions())}
    for place, each in enumerate(STARTERS, 1):
        badge = known.get(each.slug)
        if badge is not None:
            # Where it stands, and that others of its kind came to it, is nothing that a version says.
            badge.place, badge.tier = place, each.tier
            if not _is_outdated(badge.version, each):
                continue
            badge.current += 1
        else:
            badge = _badge(each, place, now(session))
            session.add(badge)
            await session.flush()
        session.add(_version(badge, each, now(session)))
    await session.flush()


def _with_versions() -> Select[Badge]:
    query = select(Badge).join(Badge.version).options(contains_eager(Badge.version))
    return query.execution_options(populate_existing=True)


def _is_outdated(said: BadgeVersion, each: Starter) -> bool:
    """Say whether a version is as we wrote it once, and not as we write it today."""
    if said.number == 1 and said.criterion is None and each.criterion is not None:
        return True
    ours = {each.name, each.says, each.criteria, *SAID_BEFORE}
    if not {said.name, said.says, said.criteria} <= ours or said.criterion != each.criterion:
        return False
    # Whether it stays may be what people changed since.
    follows = said.number == 1 and said.kept != each.kept
    return follows or (said.says, said.criteria) != (each.says, each.criteria)


def _version(badge: Badge, each: Starter, moment: datetime) -> BadgeVersion:
    words = {"name": each.name, "says": each.says, "criteria": each.criteria, "art": each.slug}
    asks = dict(each.criterion) if each.criterion else None
    return BadgeVersion(
        badge_id=badge.id, number=badge.current, created_at=moment, kept=each.kept, criterion=asks, **words
    )


def _badge(each: Starter, place: int, moment: datetime) -> Badge:
    return Badge(
        slug=each.slug,
        family=each.family,
        place=place,
        tier=each.tier,
        quadrant=each.quadrant,
        repeats=each.repeats,
        moderated=each.moderated,
        current=1,
        created_at=moment,
    )
