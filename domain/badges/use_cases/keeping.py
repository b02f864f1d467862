"""Making badges, writing new versions of them, retiring them and bringing them back; what was given stays as it was."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import members, texts
from domain.badges import queries
from domain.badges.criteria import read, said
from domain.badges.deeds import CODES
from domain.badges.events import BadgeBroughtBack, BadgeMade, BadgeRevised, BadgeWithdrawn
from domain.badges.model import (
    CRITERIA_LEAST,
    CRITERIA_MOST,
    DRAWINGS,
    NAME_LEAST,
    NAME_MOST,
    SAYS_LEAST,
    SAYS_MOST,
    Badge,
    BadgeVersion,
    Family,
    Repeats,
)
from domain.badges.policy import BadgeRetired, BadgeRevisedMeanwhile, BadgesFull, require_may_keep
from domain.clock import now
from domain.errors import Invalid, _
from domain.events import record
from domain.ideas import Quadrant
from domain.members import Actor
from domain.texts import checked

KEPT_MOST, KEPT_PER = 60, timedelta(hours=1)
SLUG_FITS = 50  # characters; a number may follow


@dataclass(frozen=True)
class BadgeWording:
    """What a version of a badge says, its drawing, and its criterion as JSON, '' for what people give by hand.

    What is `kept` stays for ever once earned; with None that is as it was, and so for a new badge.
    """

    name: str
    says: str
    criteria: str
    art: str
    criterion: str = ""
    kept: bool | None = None


@dataclass(frozen=True)
class Frame:
    """What stays the same over all versions of a badge."""

    family: Family
    quadrant: Quadrant | None = None
    repeats: Repeats = Repeats.ONCE


async def make_badge(session: AsyncSession, actor: Actor, frame: Frame, wording: BadgeWording) -> Badge:
    """Put a badge into the catalogue; whoever has earned it already gets it in the background.

    Raises NotAllowed, BadgesFull, TooMany, Invalid.
    """
    keeper = require_may_keep(actor)
    await members.spend(session, f"keep badges:{keeper.id}", KEPT_MOST, KEPT_PER)
    await queries.lock_catalogue(session)
    await _require_room(session)
    badge = framed(frame)
    version = worded(badge, wording)
    last = await session.scalar(select(func.max(Badge.place)))
    badge.slug, badge.place = await _free_slug(session, version.name), (last or 0) + 1
    badge.created_at = version.created_at = now(session)
    session.add(badge)
    await session.flush()
    version.badge_id = badge.id
    session.add(version)
    await session.flush()
    await record(session, BadgeMade(badge.id, keeper.id))
    return await queries.by_slug(session, actor, badge.slug)


async def revise_badge(
    session: AsyncSession, actor: Actor, slug: str, wording: BadgeWording, *, based_on: int
) -> Badge:
    """Write the next version of a badge; what was given says what it said. The same again changes nothing.

    Raises NotFound, NotAllowed, BadgeRetired, BadgeRevisedMeanwhile, TooMany, Invalid.
    """
    keeper = require_may_keep(actor)
    await members.spend(session, f"keep badges:{keeper.id}", KEPT_MOST, KEPT_PER)
    await queries.lock_catalogue(session)
    badge = await queries.by_slug(session, actor, slug, fresh=True)
    if badge.retired_at is not None:
        raise BadgeRetired
    if badge.current != based_on:
        raise BadgeRevisedMeanwhile
    version, before = worded(badge, wording), badge.version
    if not differs(before, version):
        return badge
    version.badge_id, version.number, version.created_at = badge.id, badge.current + 1, now(session)
    session.add(version)
    badge.current, badge.moderated = version.number, version.criterion is None
    await session.flush()
    await record(session, BadgeRevised(badge.id, version.number, keeper.id))
    return await queries.by_slug(session, actor, slug, fresh=True)


async def retire_badge(session: AsyncSession, actor: Actor, slug: str) -> Badge:
    """Give a badge no longer; whoever carries it goes on carrying it. Twice is once. Raises NotFound, NotAllowed."""
    keeper = require_may_keep(actor)
    await queries.lock_catalogue(session)
    badge = await queries.by_slug(session, actor, slug, fresh=True)
    if badge.retired_at is None:
        badge.retired_at = now(session)
        await session.flush()
        await record(session, BadgeWithdrawn(badge.id, keeper.id))
    return badge


async def bring_back_badge(session: AsyncSession, actor: Actor, slug: str) -> Badge:
    """Give a retired badge again, also for what happened meanwhile. Twice is once.

    Raises NotFound, NotAllowed, BadgesFull.
    """
    keeper = require_may_keep(actor)
    await queries.lock_catalogue(session)
    badge = await queries.by_slug(session, actor, slug, fresh=True)
    if badge.retired_at is not None:
        await _require_room(session)
        badge.retired_at = None
        await session.flush()
        await record(session, BadgeBroughtBack(badge.id, keeper.id))
    return badge


def framed(frame: Frame) -> Badge:
    """Return a badge that isn't there yet."""
    return Badge(family=frame.family, quadrant=frame.quadrant, repeats=frame.repeats, current=1)


def worded(badge: Badge, wording: BadgeWording) -> BadgeVersion:
    """Return what a version of a badge would say; raises Invalid with all that is wrong."""
    criterion: dict[str, Any] | None = None
    with checked() as problems:
        name = problems.line("name", wording.name, least=NAME_LEAST, most=NAME_MOST)
        says = problems.line("says", wording.says, least=SAYS_LEAST, most=SAYS_MOST)
        criteria = problems.line("criteria", wording.criteria, least=CRITERIA_LEAST, most=CRITERIA_MOST)
        if wording.art not in {*DRAWINGS, *([badge.version.art] if badge.id else [])}:
            problems.add("art", "unknown", _("Please choose one of the drawings."))
        if wording.criterion.strip():
            try:
                criterion = said(read(wording.criterion, CODES))
            except Invalid as refused:
                problems.found.extend(refused.problems)
            if badge.repeats is Repeats.MONTH:
                problems.add("criterion", "monthly", _("A badge of each month is given by people. Leave this empty."))
    version = BadgeVersion(number=1, name=name, says=says, criteria=criteria, art=wording.art, criterion=criterion)
    version.kept = wording.kept if wording.kept is not None else badge.version.kept if badge.id else True
    if not badge.id:
        badge.moderated = criterion is None
    return version


def differs(before: BadgeVersion, after: BadgeVersion) -> list[str]:
    """Return the names of what two versions say differently."""
    parts = ("name", "says", "criteria", "art", "criterion", "kept")
    return [each for each in parts if _of(before, each) != _of(after, each)]


def _of(version: BadgeVersion, name: str) -> Any:
    value = getattr(version, name)
    # What was kept before defaults were left out says the same with them.
    return said(read(queries.as_text(value), CODES)) if name == "criterion" and value else value


async def _require_room(session: AsyncSession) -> None:
    offered = select(func.count()).select_from(Badge).where(Badge.retired_at.is_(None))
    if (await session.scalar(offered) or 0) >= queries.BADGES_MOST:
        raise BadgesFull(most=queries.BADGES_MOST)


async def _free_slug(session: AsyncSession, name: str) -> str:
    plain = texts.slug(name).encode("ascii", "ignore").decode().replace("_", "-").strip("-")[:SLUG_FITS]
    wish, taken = plain.strip("-") or "badge", set(await session.scalars(select(Badge.slug)))
    if wish not in taken and wish != "new":
        return wish
    return next(each for n in range(2, len(taken) + 3) if (each := f"{wish}-{n}") not in taken)
