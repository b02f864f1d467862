"""What the next badges of a member are, and how far they have come: only for those by whom it is wanted."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import rewards
from domain.badges.criteria import All, Either, Leaf, Not, Share, leaves
from domain.badges.deeds import NAMES, deeds_of
from domain.badges.earning import Expression
from domain.badges.model import Award, Badge, Repeats, Revocation
from domain.badges.progress import progress
from domain.badges.settling import criterion_of, with_criteria
from domain.clock import now
from domain.members import Actor, require_self

NEAREST = 3


@dataclass(frozen=True)
class Step:
    """A part of what a badge asks for: so many of so many, and of which deeds, in words to be translated."""

    reached: int
    least: int
    of: tuple[str, ...]


@dataclass(frozen=True)
class Near:
    """A badge that somebody is on the way to, how far in all, 0 to 1, and step by step."""

    badge: Badge
    share: float
    steps: tuple[Step, ...]


async def nearest(session: AsyncSession, actor: Actor) -> list[Near]:
    """Return the badges that the actor is nearest to, at most three; none where they don't wish to see it.

    What could be lost on the way, and what wasn't begun, is left out: a way is shown only where each step stays.
    Raises SignInNeeded.
    """
    member = require_self(actor)
    if not (await rewards.habit(session, member)).sees_progress:
        return []
    carried = select(Award.badge_id).outerjoin(Award.revocation)
    carried = carried.where(Award.member_id == member.id, Revocation.award_id.is_(None))
    theirs = set(await session.scalars(carried))
    open_ones = [each for each in await with_criteria(session) if each.id not in theirs]
    done = (await deeds_of(session, [member.id]))[member.id] if open_ones else []
    found = list[Near]()
    for badge in open_ones:
        criterion = criterion_of(badge)
        if badge.repeats is not Repeats.ONCE or not _only_grows(criterion):
            continue
        come = progress(criterion, done, now(session))
        if come.earned_at is None and come.share > 0:
            found.append(Near(badge, come.share, tuple(_steps(criterion, come.far))))
    return sorted(found, key=lambda each: (-each.share, each.badge.place, each.badge.id))[:NEAREST]


def _only_grows(criterion: Expression) -> bool:
    match criterion:
        case All(of=parts) | Either(of=parts):
            return all(_only_grows(part) for part in parts)
        case Not() | Share():
            return False
        case _:
            return True


def _steps(criterion: Expression, far: tuple[float, ...]) -> Iterator[Step]:
    for leaf, part in zip(leaves(criterion), far, strict=True):
        yield Step(min(leaf.least, round(part * leaf.least)), leaf.least, _named(leaf))


def _named(leaf: Leaf) -> tuple[str, ...]:
    return tuple(NAMES[code] for code in leaf.of)
