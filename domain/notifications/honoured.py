"""Heroes of the month: who is asked hears at once, who chooses or told of them hears of what became of it."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.events import RecordedFact
from domain.heroes import (
    Hero,
    HeroAgreed,
    HeroChosen,
    HeroDeclined,
    HeroHidden,
    HeroNominated,
    HeroReportSettled,
    HeroRestored,
    Nomination,
)
from domain.members import Member
from domain.notifications.kinds import NoticeKind
from domain.notifications.model import Notice
from domain.notifications.telling import tell
from domain.permissions import GRANTS, Permission, Role


async def tell_of_nomination(session: AsyncSession, fact: HeroNominated, row: RecordedFact) -> None:
    """Tell who chooses, each once until they have looked; never who it tells of, nor who told it."""
    found = await session.get(Nomination, fact.nomination_id)
    if found is None:
        return
    roles = [role for role in Role if Permission.CHOOSE_HERO in GRANTS[role]]
    told = select(Notice.member_id).where(Notice.kind == NoticeKind.HERO_NOMINATED, Notice.read_at.is_(None))
    query = select(Member.id).where(Member.role.in_(roles) | Member.is_sponsor, Member.id.not_in(told))
    query = query.where(Member.id.not_in([found.nominee_id, found.nominator_id]))
    reasons = dict.fromkeys(await session.scalars(query), NoticeKind.HERO_NOMINATED)
    await tell(session, row, reasons, idea_id=None, actor_id=None)


async def tell_of_choice(session: AsyncSession, fact: HeroChosen, row: RecordedFact) -> None:
    """Ask who was chosen, unless the choice was taken back by then."""
    hero = await session.get(Hero, fact.hero_id)
    if hero is not None and hero.is_waiting:
        await tell(session, row, {fact.member_id: NoticeKind.HERO_ASKED}, idea_id=None, actor_id=fact.actor_id)


async def tell_of_agreement(session: AsyncSession, fact: HeroAgreed, row: RecordedFact) -> None:
    """Tell who chose the hero, and whose nomination it was."""
    hero = await session.get(Hero, fact.hero_id)
    if hero is None or not hero.is_published:
        return
    people = {hero.chosen_by_id}
    if hero.nomination_id is not None:
        people |= set(await session.scalars(select(Nomination.nominator_id).where(Nomination.id == hero.nomination_id)))
    reasons = dict.fromkeys(people, NoticeKind.HERO_AGREED)
    await tell(session, row, reasons, idea_id=None, actor_id=fact.actor_id)


async def tell_of_refusal(session: AsyncSession, fact: HeroDeclined, row: RecordedFact) -> None:
    """Tell who chose them."""
    hero = await session.get(Hero, fact.hero_id)
    if hero is not None:
        reasons = {hero.chosen_by_id: NoticeKind.HERO_DECLINED}
        await tell(session, row, reasons, idea_id=None, actor_id=fact.actor_id)


async def tell_of_hero_hiding(session: AsyncSession, fact: HeroHidden, row: RecordedFact) -> None:
    """Tell the hero, and who chose them."""
    await _tell_theirs(session, row, fact.hero_id, NoticeKind.HERO_HIDDEN)


async def tell_of_hero_restoring(session: AsyncSession, fact: HeroRestored, row: RecordedFact) -> None:
    """Tell the hero, and who chose them."""
    await _tell_theirs(session, row, fact.hero_id, NoticeKind.HERO_RESTORED)


async def tell_of_settled_hero_report(session: AsyncSession, fact: HeroReportSettled, row: RecordedFact) -> None:
    """Tell whoever reported the story."""
    await tell(session, row, {fact.member_id: NoticeKind.HERO_REPORT_SETTLED}, idea_id=None, actor_id=None)


async def _tell_theirs(session: AsyncSession, row: RecordedFact, hero_id: int, kind: NoticeKind) -> None:
    hero = await session.get(Hero, hero_id)
    if hero is not None and hero.is_published:
        reasons = dict.fromkeys((hero.member_id, hero.chosen_by_id), kind)
        await tell(session, row, reasons, idea_id=None, actor_id=None)
