"""Giving badges that a criterion asks for to whoever has earned them, and taking back what follows the facts."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager

from domain import rewards
from domain.answers import AnswerPublished
from domain.badges import surveying
from domain.badges.criteria import parsed
from domain.badges.deeds import CODES, deeds, deeds_of
from domain.badges.earning import Deed, Expression
from domain.badges.events import BadgeGiven, BadgeRevoked
from domain.badges.model import ONCE, Award, Badge, BadgeVersion, Repeats, Revocation
from domain.badges.progress import progress
from domain.clock import now
from domain.errors import _
from domain.events import RecordedFact, record, record_all, take_turn
from domain.experiments import Experiment, ExperimentConcluded
from domain.members import Member
from domain.rewards import Entry

TOLD_WITHIN = timedelta(days=2)  # what was earned before is given without a word: a new badge is no avalanche
NO_LONGER_SO = _("What earned it was taken back.")

AT_ONCE = 1000  # awards in one statement

Key = tuple[int, int]  # a member, and what the badge is earned for: an idea's number, or 0
Earned = tuple[int, str, datetime, int | None]  # a member, the award's key, when, and the idea if it is for one


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
        changed += await _settle(session, badge, earned, member_ids)
    return changed


async def survey(session: AsyncSession) -> int:
    """Do the same for all members at once, by one statement for each badge; return how many awards that changed."""
    await take_turn(session)
    changed = 0
    for badge in await with_criteria(session):
        rows = await session.execute(surveying.earned(criterion_of(badge), deeds(badge.repeats)))
        earned = {(row.member_id, row.key): row.at for row in rows}
        changed += await _settle(session, badge, earned, None)
    return changed


def criterion_of(badge: Badge) -> Expression:
    """Return what a badge that has a criterion asks for today."""
    return parsed(badge.version.criterion or {}, CODES)


async def with_criteria(session: AsyncSession) -> list[Badge]:
    """Return the badges that come by themselves today, with what each version says, in their order."""
    query = select(Badge).join(Badge.version).options(contains_eager(Badge.version))
    query = query.where(BadgeVersion.criterion.is_not(None), Badge.retired_at.is_(None), ~Badge.moderated)
    return list(await session.scalars(query.order_by(Badge.place, Badge.id)))


def _parted(badge: Badge, theirs: Iterable[Deed]) -> dict[int, list[Deed]]:
    parted: dict[int, list[Deed]] = {}
    for deed in theirs:
        parted.setdefault((deed.idea_id or 0) if badge.repeats is Repeats.EACH else 0, []).append(deed)
    return parted


async def _settle(
    session: AsyncSession, badge: Badge, earned: Mapping[Key, datetime], member_ids: Collection[int] | None
) -> int:
    """Bring the awards of a badge in line with who has earned it, and return how many that changed.

    What people gave stays, and what they took back isn't given again.
    """
    query = select(Award).outerjoin(Award.revocation).options(contains_eager(Award.revocation))
    query = query.where(Award.badge_id == badge.id)
    if member_ids is not None:
        query = query.where(Award.member_id.in_(member_ids))
    awards = list(await session.scalars(query.execution_options(populate_existing=True)))
    times = Counter((each.member_id, each.given_for) for each in awards)
    settled = {(each.member_id, each.given_for) for each in awards if _is_settled(each)}
    wanted = {(who, f"idea:{idea}" if idea else ONCE): (at, idea or None) for (who, idea), at in earned.items()}
    fresh = list[Earned]()
    for who, key in sorted(wanted.keys() - settled):
        again = times[who, key]
        fresh.append((who, f"{key}~{again}" if again else key, *wanted[who, key]))
    changed = 0
    for start in range(0, len(fresh), AT_ONCE):
        changed += await _give(session, badge, fresh[start : start + AT_ONCE])
    for each in awards:
        ours = each.revocation is None and each.given_by_id is None
        if ours and not badge.kept and (each.member_id, each.given_for) not in wanted:
            changed += await _take_back(session, each)
    await session.flush()
    return changed


async def _take_back(session: AsyncSession, award: Award) -> bool:
    """Take back what is no longer earned, unless somebody has just done so."""
    row = insert(Revocation).values(award_id=award.id, reason=NO_LONGER_SO, at=now(session))
    written = row.on_conflict_do_nothing().returning(Revocation.award_id)
    if await session.scalar(written) is None:
        return False
    await record(session, BadgeRevoked(award.id, award.badge_id, award.member_id, None))
    return True


def _is_settled(award: Award) -> bool:
    return award.revocation is None or award.revocation.actor_id is not None


async def _here(session: AsyncSession, member_ids: Collection[int]) -> set[int]:
    query = select(Member.id).where(Member.id.in_(member_ids), Member.left_at.is_(None), Member.imported_from.is_(None))
    return set(await session.scalars(query)) if member_ids else set()


async def _give(session: AsyncSession, badge: Badge, earned: Sequence[Earned]) -> int:
    """Give a badge to those who have earned it and are still here, all by one statement; return how many."""
    here = await _here(session, {who for who, _key, _at, _idea_id in earned})
    shared = {"badge_id": badge.id, "version_id": badge.version.id, "because": badge.version.criteria}
    rows = [
        {**shared, "member_id": who, "key": key, "earned_at": at, "given_at": now(session), "idea_id": idea_id}
        for who, key, at, idea_id in earned
        if who in here
    ]
    if not rows:
        return 0
    put = insert(Award).values(rows).on_conflict_do_nothing()
    given = await session.execute(put.returning(Award.id, Award.member_id, Award.earned_at))
    told_since = now(session) - TOLD_WITHIN
    facts = [BadgeGiven(row.id, badge.id, row.member_id, None, row.earned_at < told_since) for row in sorted(given)]
    await record_all(session, facts)
    return len(facts)
