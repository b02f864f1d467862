"""Complaining about a hero's story, and what moderators do then: hide it, leave it, bring it back."""

from sqlalchemy.ext.asyncio import AsyncSession

from domain import badges, members, moderation
from domain.clock import now
from domain.events import record
from domain.heroes.events import HeroHidden, HeroReported, HeroReportSettled, HeroRestored
from domain.heroes.model import Hero, HeroReport
from domain.heroes.policy import require_may_moderate, require_may_report
from domain.heroes.queries import visible
from domain.members import Actor, Member
from domain.moderation import NothingToSettle, ReportOutcome, ReportReason
from domain.permissions import Permission

_DESK = moderation.Desk(
    HeroReport,
    made=lambda row: HeroReported(row.id, row.hero_id, row.member_id),
    settled=lambda row, moderator, outcome: HeroReportSettled(
        row.id, row.hero_id, row.member_id, moderator.id, outcome.value
    ),
)


async def report(
    session: AsyncSession, actor: Actor, hero_id: int, *, reason: ReportReason | str, said: str = ""
) -> HeroReport:
    """Complain about a hero's story or its pictures; again, while nobody has looked, changes what one said.

    Raises NotFound, OwnHero, ReportSettledAlready, Invalid, TooMany.
    """
    member = await members.lock(session, members.require_member(actor, Permission.REPORT_TEXT))
    # Held, so that no report comes about a story that is just being hidden or taken off the wall.
    hero = await visible(session, member, hero_id, lock=True)
    require_may_report(member, hero)
    found = await _DESK.complain(session, member, {"hero_id": hero.id}, reason, said)
    await session.refresh(found, ["hero"])
    return found


async def keep(session: AsyncSession, actor: Actor, hero_id: int, *, answer: str = "") -> Hero:
    """Settle the open reports about a story by leaving it; the reporters read the `answer`.

    Raises NotFound, TellsOfThem, NothingToSettle, Invalid.
    """
    moderator, hero = await _moderated(session, actor, hero_id)
    await _DESK.leave(session, moderator, {"hero_id": hero.id}, answer)
    return hero


async def hide(
    session: AsyncSession, actor: Actor, hero_id: int, *, reason: ReportReason | str, said: str = ""
) -> Hero:
    """Take a story out of sight and settle what was reported; its hero and who chose them read what is said.

    Its badge is listed no longer; its hero may list it again once the story is back. Hiding twice is once. Raises
    NotFound, TellsOfThem, NothingToSettle for one that nobody reads yet, Invalid.
    """
    moderator, hero = await _moderated(session, actor, hero_id)
    known, said = moderation.why_hidden(reason, said)
    if hero.hidden_at is not None:
        return hero
    if not hero.is_published:
        raise NothingToSettle
    hero.hide(moderator, now(session), known, said)
    await session.flush()
    if hero.award_id is not None:
        await badges.cover(session, hero.award_id)
    await record(session, HeroHidden(hero.id, hero.member_id, moderator.id, known.value))
    await _DESK.settle(session, moderator, {"hero_id": hero.id}, ReportOutcome.HIDDEN)
    return hero


async def restore(session: AsyncSession, actor: Actor, hero_id: int) -> Hero:
    """Bring a hidden story back as it was; of one that isn't hidden nothing changes. Raises NotFound, TellsOfThem."""
    moderator, hero = await _moderated(session, actor, hero_id)
    if hero.hidden_at is not None:
        hero.restore()
        await session.flush()
        await record(session, HeroRestored(hero.id, hero.member_id, moderator.id))
    return hero


async def _moderated(session: AsyncSession, actor: Actor, hero_id: int) -> tuple[Member, Hero]:
    moderator = moderation.require_moderator(actor)
    hero = await visible(session, moderator, hero_id, lock=True)
    return require_may_moderate(moderator, hero), hero
