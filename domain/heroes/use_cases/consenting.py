"""What a hero says: yes, with their own words and pictures; no; or later that the story shall go."""

from collections.abc import Collection

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain import badges, images, members
from domain.clock import now
from domain.errors import NotAllowed
from domain.events import record
from domain.heroes.events import HeroAgreed, HeroDeclined, HeroWithdrawn
from domain.heroes.model import BADGE, Hero, HeroPicture, HeroReport, Nomination
from domain.heroes.policy import NotYourStory, SaidAlready, may_withdraw, require_waiting
from domain.heroes.queries import visible
from domain.heroes.telling import Story, put, tidied, wordless
from domain.images import Described
from domain.members import Actor, Member
from domain.texts import checked


async def agree(
    session: AsyncSession, actor: Actor, hero_id: int, story: Story, pictures: Collection[Described] = ()
) -> Hero:
    """Let everybody read the story, in the hero's own words and with up to three of their pictures.

    They are given the badge with it. Raises NotFound, NotYourStory, SaidAlready, Invalid.
    """
    member, hero = await _asked(session, actor, hero_id)
    with checked() as problems:
        tidy = tidied(problems, story, failure=hero.failure)
    kept = await images.hold(session, member, pictures)
    put(hero, tidy)
    hero.pictures = [HeroPicture(place=place, image_id=image.id) for place, image in enumerate(kept, 1)]
    hero.published_at = now(session)
    evidence = badges.Evidence(experiment_id=hero.experiment_id)
    if hero.experiment_id is None:
        evidence = badges.Evidence(idea_id=hero.idea_id)
    award = await badges.bestow(
        session,
        BADGE,
        member,
        by_id=hero.chosen_by_id,
        because=hero.because,
        evidence=evidence,
        earned_at=hero.chosen_at,
    )
    hero.award_id = award.id if award is not None else None
    await session.flush()
    await record(session, HeroAgreed(hero.id, member.id))
    session.expire(hero)
    return await visible(session, member, hero_id)


async def decline(session: AsyncSession, actor: Actor, hero_id: int) -> None:
    """Say that one would rather not be a hero: the words are gone, and the month is free again.

    Raises NotFound, NotYourStory, SaidAlready.
    """
    member, hero = await _asked(session, actor, hero_id)
    wordless(hero)
    hero.declined_at = now(session)
    await session.flush()
    await record(session, HeroDeclined(hero_id, member.id))


async def withdraw(session: AsyncSession, actor: Actor, hero_id: int) -> None:
    """Take a published story off the wall: its words and pictures go, the badge stays and is shown no more.

    The hero may at any time, and who chooses. Raises NotFound, NotAllowed, SaidAlready.
    """
    member = members.require_self(actor)
    hero = await visible(session, member, hero_id, lock=True)
    if not hero.is_published:
        raise SaidAlready
    if not may_withdraw(member, hero):
        raise NotAllowed
    await _take_down(session, hero)
    await session.flush()
    await record(session, HeroWithdrawn(hero_id, hero.member_id, member.id))


async def forget(session: AsyncSession, member: Member) -> None:
    """Take the story of a member who leaves off the wall, and drop what they told of others and others of them.

    What they reported loses its words.
    """
    mine = select(Hero).where(Hero.member_id == member.id, Hero.declined_at.is_(None), Hero.withdrawn_at.is_(None))
    for hero in await session.scalars(mine.with_for_update()):
        if hero.is_waiting:
            wordless(hero)
            hero.declined_at = now(session)
        else:
            await _take_down(session, hero)
    await session.flush()
    theirs = (Nomination.nominator_id == member.id) | (Nomination.nominee_id == member.id)
    await session.execute(delete(Nomination).where(theirs))
    await session.execute(update(HeroReport).where(HeroReport.member_id == member.id).values(said=""))


async def _asked(session: AsyncSession, actor: Actor, hero_id: int) -> tuple[Member, Hero]:
    member = await members.lock(session, members.require_self(actor))
    hero = await visible(session, member, hero_id, lock=True)
    if hero.member_id != member.id:
        raise NotYourStory
    require_waiting(hero)
    return member, hero


async def _take_down(session: AsyncSession, hero: Hero) -> None:
    wordless(hero)
    hero.withdrawn_at = now(session)
    held = select(HeroPicture.image_id).where(HeroPicture.hero_id == hero.id)
    await images.let_go(session, list(await session.scalars(held)))
    if hero.award_id is not None:
        await badges.cover(session, hero.award_id)
