"""Complaining about a hero's story, and what moderators do then: hide it, leave it, bring it back."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import badges, members, moderation
from domain.clock import now
from domain.events import record
from domain.heroes.events import HeroHidden, HeroReported, HeroReportSettled, HeroRestored
from domain.heroes.model import Hero, HeroReport
from domain.heroes.policy import require_may_moderate, require_may_report
from domain.heroes.queries import visible
from domain.members import Actor, Member
from domain.moderation import (
    ANSWER_MOST,
    NothingToSettle,
    ReportOutcome,
    ReportReason,
    ReportSettledAlready,
)
from domain.permissions import Permission
from domain.texts import checked


async def report(
    session: AsyncSession, actor: Actor, hero_id: int, *, reason: ReportReason | str, said: str = ""
) -> HeroReport:
    """Complain about a hero's story or its pictures; again, while nobody has looked, changes what one said.

    Raises NotFound, OwnHero, ReportSettledAlready, Invalid, TooMany.
    """
    member = await members.lock(session, members.require_member(actor, Permission.REPORT_TEXT))
    # Held, so that no report comes about a story that is just being hidden or taken off the wall.
    hero = await visible(session, member, hero_id, lock=True)
    await members.spend(session, f"report:{member.id}", 20, timedelta(hours=1))
    require_may_report(member, hero)
    with checked() as problems:
        known, said = moderation.complaint(problems, reason, said)
    mine = HeroReport.hero_id == hero.id, HeroReport.member_id == member.id
    found = await session.scalar(select(HeroReport).where(*mine))
    if found is None:
        found = HeroReport(hero_id=hero.id, member_id=member.id, reason=known, said=said, made_at=now(session))
        session.add(found)
        await session.flush()
        await record(session, HeroReported(found.id, hero.id, member.id))
    elif found.settled_at is not None:
        raise ReportSettledAlready
    else:
        found.reason, found.said = known, said
        await session.flush()
    await session.refresh(found, ["hero"])
    return found


async def keep(session: AsyncSession, actor: Actor, hero_id: int, *, answer: str = "") -> Hero:
    """Settle the open reports about a story by leaving it; the reporters read the `answer`.

    Raises NotFound, TellsOfThem, NothingToSettle, Invalid.
    """
    moderator, hero = await _moderated(session, actor, hero_id)
    with checked() as problems:
        answer = problems.line("answer", answer, most=ANSWER_MOST)
    if not await _settle(session, moderator, hero, ReportOutcome.KEPT, answer):
        raise NothingToSettle
    return hero


async def hide(
    session: AsyncSession, actor: Actor, hero_id: int, *, reason: ReportReason | str, said: str = ""
) -> Hero:
    """Take a story out of sight and settle what was reported; its hero and who chose them read what is said.

    Its badge is listed no longer; its hero may list it again once the story is back. Hiding twice is once. Raises
    NotFound, TellsOfThem, NothingToSettle for one that nobody reads yet, Invalid.
    """
    moderator, hero = await _moderated(session, actor, hero_id)
    with checked() as problems:
        known = moderation.reason_of(problems, reason)
        said = problems.line("said", said, least=3 if reason == ReportReason.OTHER else 0, most=ANSWER_MOST)
    if hero.hidden_at is not None:
        return hero
    if not hero.is_published:
        raise NothingToSettle
    hero.hidden_at, hero.hidden_by_id, hero.hidden_reason, hero.hidden_said = now(session), moderator.id, known, said
    await session.flush()
    if hero.award_id is not None:
        await badges.cover(session, hero.award_id)
    await record(session, HeroHidden(hero.id, hero.member_id, moderator.id, known.value))
    await _settle(session, moderator, hero, ReportOutcome.HIDDEN, "")
    return hero


async def restore(session: AsyncSession, actor: Actor, hero_id: int) -> Hero:
    """Bring a hidden story back as it was; of one that isn't hidden nothing changes. Raises NotFound, TellsOfThem."""
    moderator, hero = await _moderated(session, actor, hero_id)
    if hero.hidden_at is not None:
        hero.hidden_at = hero.hidden_by_id = hero.hidden_reason = None
        hero.hidden_said = ""
        await session.flush()
        await record(session, HeroRestored(hero.id, hero.member_id, moderator.id))
    return hero


async def _moderated(session: AsyncSession, actor: Actor, hero_id: int) -> tuple[Member, Hero]:
    moderator = moderation.require_moderator(actor)
    hero = await visible(session, moderator, hero_id, lock=True)
    return require_may_moderate(moderator, hero), hero


async def _settle(session: AsyncSession, moderator: Member, hero: Hero, outcome: ReportOutcome, answer: str) -> int:
    query = select(HeroReport).where(HeroReport.hero_id == hero.id, HeroReport.settled_at.is_(None))
    found = list(await session.scalars(query.order_by(HeroReport.id).with_for_update()))
    for each in found:
        each.settle(moderator, now(session), outcome, answer)
        await session.flush()
        await record(session, HeroReportSettled(each.id, hero.id, each.member_id, moderator.id, outcome.value))
    return len(found)
