"""Giving badges that a criterion asks for to whoever has earned them, and taking back what follows the facts."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import rewards
from domain.answers import AnswerPublished
from domain.badges.deeds import deeds_of
from domain.badges.earning import Deed
from domain.badges.events import BadgeBroughtBack, BadgeMade, BadgeRevised
from domain.badges.model import Badge, Repeats
from domain.badges.progress import progress
from domain.badges.settling import Key, awards_by, awards_of, criterion_of, earned_by_all, settle, with_criteria
from domain.clock import now
from domain.events import RecordedFact, Together, take_turn
from domain.experiments import Experiment, ExperimentConcluded
from domain.rewards import Entry


@Together
async def look(session: AsyncSession, facts: Sequence[rewards.AboutIdea], since: datetime) -> None:
    """Look at everybody whom facts have just brought points, or cost some."""
    ideas = await rewards.touched(session, facts)
    fresh = select(Entry.member_id).where(Entry.idea_id.in_(ideas), Entry.recorded_at >= since).distinct()
    await look_at(session, sorted(await session.scalars(fresh)))


@Together
async def look_at_answerer(session: AsyncSession, facts: Sequence[AnswerPublished], since: datetime) -> None:
    """Look at who has answered ideas, which brings no points."""
    await look_at(session, {fact.author_id for fact in facts})


@Together
async def look_at_owner(session: AsyncSession, facts: Sequence[ExperimentConcluded], since: datetime) -> None:
    """Look at who owns experiments, since that they build on somebody's card brings them no points."""
    concluded = {fact.experiment_id for fact in facts}
    owners = select(Experiment.owner_id).where(Experiment.id.in_(concluded)).distinct()
    await look_at(session, sorted(await session.scalars(owners)))


async def look_at(session: AsyncSession, member_ids: Collection[int]) -> int:
    """Give these members the badges that they have earned, and take back what they no longer have; return how many."""
    await take_turn(session)
    badges = await with_criteria(session) if member_ids else []
    done = await deeds_of(session, member_ids) if badges else {}
    held, changed = await awards_of(session, member_ids) if badges else {}, 0
    for badge in badges:
        criterion, earned = criterion_of(badge), dict[Key, datetime]()
        for member_id, theirs in done.items():
            for key, part in _parted(badge, theirs).items():
                first = progress(criterion, part, now(session)).earned_at
                if first is not None:
                    earned[member_id, key] = first
        changed += await settle(session, badge, earned, held.get(badge.id, []))
    return changed


async def survey_one(
    session: AsyncSession, fact: BadgeMade | BadgeRevised | BadgeBroughtBack, row: RecordedFact
) -> None:
    """Give a badge that has just been written, in a new version perhaps, to whoever has earned it."""
    await take_turn(session)
    for badge in await with_criteria(session):
        if badge.id == fact.badge_id:
            await settle(session, badge, await earned_by_all(session, badge), await awards_by(session, badge))


async def survey(session: AsyncSession) -> int:
    """Do the same for all members at once, by one statement for each badge; return how many awards that changed."""
    await take_turn(session)
    changed = 0
    for badge in await with_criteria(session):
        changed += await settle(session, badge, await earned_by_all(session, badge), await awards_by(session, badge))
    return changed


def _parted(badge: Badge, theirs: Iterable[Deed]) -> dict[int, list[Deed]]:
    parted: dict[int, list[Deed]] = {}
    for deed in theirs:
        parted.setdefault((deed.idea_id or 0) if badge.repeats is Repeats.EACH else 0, []).append(deed)
    return parted
