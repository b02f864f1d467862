"""What a badge, or a new version of one, would change: who gains, who loses, how many are told. Nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import set_committed_value

from domain import members
from domain.badges import queries
from domain.badges.model import Badge
from domain.badges.policy import BadgeRetired, require_may_keep
from domain.badges.settling import awards_by, difference, earned_by_all, is_told
from domain.badges.use_cases.keeping import BadgeWording, Frame, differs, framed, worded
from domain.clock import now
from domain.errors import _
from domain.members import Actor, Member

SAMPLES = 10
STAYS, FOLLOWS = _("It stays for ever once earned"), _("It goes when what earned it is taken back")


@dataclass(frozen=True)
class Sample:
    """Somebody who would gain or lose a badge, and when they earned it."""

    member: Member
    earned_at: datetime


@dataclass(frozen=True)
class Change:
    """What a new version would say differently: the name of the part, and what it says before and after."""

    part: str
    before: str
    after: str


@dataclass(frozen=True)
class BadgePreview:
    """How many awards it would bring and take, how many of those who gain would be told, samples, and what changes."""

    gain: int
    lose: int
    told: int
    gainers: Sequence[Sample]
    losers: Sequence[Sample]
    changes: Sequence[Change]

    @property
    def silent(self) -> int:
        """Return how many would get it without a word, having earned it more than two days ago."""
        return self.gain - self.told


async def preview_badge(session: AsyncSession, actor: Actor, frame: Frame, wording: BadgeWording) -> BadgePreview:
    """Return what a new badge would bring. Raises NotAllowed, Invalid."""
    require_may_keep(actor)
    badge = framed(frame)
    return await _previewed(session, badge, wording, [])


async def preview_version(session: AsyncSession, actor: Actor, slug: str, wording: BadgeWording) -> BadgePreview:
    """Return what a new version of a badge would bring and take. Raises NotFound, NotAllowed, BadgeRetired, Invalid."""
    require_may_keep(actor)
    old = await queries.by_slug(session, actor, slug)
    if old.retired_at is not None:
        raise BadgeRetired
    after = worded(old, wording)
    changes = [
        Change(part, _text(getattr(old.version, part)), _text(getattr(after, part)))
        for part in differs(old.version, after)
    ]
    # A copy that nobody saves stands for the badge as it would be.
    badge = framed(Frame(old.family, old.quadrant, old.repeats))
    badge.id = old.id
    set_committed_value(badge, "version", old.version)
    return await _previewed(session, badge, wording, changes)


async def _previewed(
    session: AsyncSession, badge: Badge, wording: BadgeWording, changes: Sequence[Change]
) -> BadgePreview:
    version = worded(badge, wording)
    if version.criterion is None:
        return BadgePreview(0, 0, 0, [], [], changes)
    set_committed_value(badge, "version", version)
    found = await difference(session, badge, await earned_by_all(session, badge), await awards_by(session, badge))
    due = sorted(found.due, key=lambda each: (each.at, each.member_id), reverse=True)
    told = sum(is_told(each.at, now(session)) for each in due)
    shown = {each.member_id for each in due[:SAMPLES]} | {each.member_id for each in found.gone[:SAMPLES]}
    people = await members.by_ids(session, sorted(shown))
    return BadgePreview(
        gain=len(found.due),
        lose=len(found.gone),
        told=told,
        gainers=[Sample(people[each.member_id], each.at) for each in due[:SAMPLES]],
        losers=[Sample(people[each.member_id], each.earned_at) for each in found.gone[:SAMPLES]],
        changes=changes,
    )


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return STAYS if value else FOLLOWS
    return value if isinstance(value, str) else queries.as_text(value) if value else ""
