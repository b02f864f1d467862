"""Giving badges that a criterion asks for to whoever has earned them, and taking back what follows the facts."""

from collections.abc import Collection, Iterable
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
from domain.badges.settling import Key, criterion_of, earned_by_all, settle, with_criteria
from domain.clock import now
from domain.events import RecordedFact, take_turn
from domain.experiments import Experiment, ExperimentConcluded
from domain.rewards import Entry


async def look(session: AsyncSession, fact: rewards.AboutIdea, row: RecordedFact) -> None:
    """Look at everybody whom a fact has just brought points, or cost some."""
    ideas = await rewards.touched(session, fact)
    fresh = select(Entry.member_id).where(Entry.idea_id.in_(ideas), Entry.recorded_at >= row.recorded_at)
    await look_at(session, sorted(set(await session.scalars(fresh))))


async def look_at_answerer(session: AsyncSession, fact: AnswerPublished, row: RecordedFact) -> None:
    """Look at whoever has answered an idea, which brings no points."""
    await look_at(session, [fact.author_id])


async def look_at_owner(session: AsyncSession, fact: ExperimentConcluded, row: RecordedFact) -> None:
    """Look at whoever owns an experiment, since that it builds on somebody's card brings them no points."""
    owner = await session.scalar(select(Experiment.owner_id).where(Experiment.id == fact.experiment_id))
    await look_at(session, [] if owner is None else [owner])


async def look_at(session: AsyncSession, member_ids: Collection[int]) -> int:
    """Give these members the badges that they have earned, and take back what they no longer have; return how many."""
    await take_turn(session)
    badges = await with_criteria(session) if member_ids else []
    done = await deeds_of(session, member_ids) if badges else {}
    changed = 0
    for badge in badges:
        criterion, earned = criterion_of(badge), dict[Key, datetime]()
        for member_id, theirs in done.items():
            for key, part in _parted(badge, theirs).items():
                first = progress(criterion, part, now(session)).earned_at
                if first is not None:
                    earned[member_id, key] = first
        changed += await settle(session, badge, earned, member_ids)
    return changed


async def survey_one(
    session: AsyncSession, fact: BadgeMade | BadgeRevised | BadgeBroughtBack, row: RecordedFact
) -> None:
    """Give a badge that has just been written, in a new version perhaps, to whoever has earned it."""
    await take_turn(session)
    for badge in await with_criteria(session):
        if badge.id == fact.badge_id:
            await settle(session, badge, await earned_by_all(session, badge), None)


async def survey(session: AsyncSession) -> int:
    """Do the same for all members at once, by one statement for each badge; return how many awards that changed."""
    await take_turn(session)
    changed = 0
    for badge in await with_criteria(session):
        changed += await settle(session, badge, await earned_by_all(session, badge), None)
    return changed


def _parted(badge: Badge, theirs: Iterable[Deed]) -> dict[int, list[Deed]]:
    parted: dict[int, list[Deed]] = {}
    for deed in theirs:
        parted.setdefault((deed.idea_id or 0) if badge.repeats is Repeats.EACH else 0, []).append(deed)
    return parted
