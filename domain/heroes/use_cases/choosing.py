"""Choosing a hero, who is asked then; and taking a choice back while nothing was said."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import community, members
from domain.clock import now
from domain.errors import NotAllowed, _
from domain.events import record
from domain.heroes.events import HeroChosen, HeroTakenBack
from domain.heroes.model import BECAUSE_LEAST, BECAUSE_MOST, Hero, Nomination
from domain.heroes.naming import meant
from domain.heroes.policy import (
    CoolingOff,
    FailureDue,
    MonthTaken,
    NoHeroOfOurs,
    OwnStory,
    kind_of,
    may_take_back,
    require_chooser,
    require_waiting,
)
from domain.heroes.queries import visible
from domain.heroes.telling import Story, chain_of, put, taught, tidied
from domain.heroes.turns import choosable, cooling, failure_due, taken
from domain.members import Actor, Member
from domain.recognition import About
from domain.texts import checked

TRIES_MOST, TRIES_PER = 30, timedelta(hours=1)


@dataclass(frozen=True)
class Choice:
    """Whom to choose, by handle or name, for which month, why, with which story, about what.

    `failure` is for one that taught something.
    """

    to: str
    month: date | None
    because: str
    story: Story
    about: About | None = None
    failure: bool = False
    nomination_id: int | None = None


async def choose(session: AsyncSession, actor: Actor, choice: Choice) -> Hero:
    """Choose a hero, who is asked whether the story may be read; until they agree, nobody else reads it.

    Raises NotAllowed, Invalid, OwnStory, NoHeroOfOurs, MonthTaken, CoolingOff, FailureDue, TooMany.
    """
    chooser = await members.lock(session, require_chooser(actor))
    await members.spend(session, f"hero:{chooser.id}", TRIES_MOST, TRIES_PER)
    # Whoever chooses goes one after the other, so that no month has two and no failure's turn is missed.
    await community.current(session, lock=True)
    with checked() as problems:
        member = await meant(session, problems, chooser, choice.to)
        if choice.month not in await choosable(session):
            problems.add("month", "unknown", _("Heroes are chosen for this month, or the last."))
        because = problems.line("because", choice.because, least=BECAUSE_LEAST, most=BECAUSE_MOST)
        story = tidied(problems, choice.story, failure=choice.failure)
        readers = (chooser, member) if member is not None else (chooser,)
        chain = await chain_of(session, problems, choice.about, *readers)
        if choice.failure and not problems.found and not await taught(session, chain):
            message = _("Name the experiment that was stopped and taught something; it has a learning card.")
            problems.add("about", "taught_nothing", message)
    if member is None or choice.month is None:  # checked() has raised by now
        raise NoHeroOfOurs
    if member.id == chooser.id:
        raise OwnStory
    kind = kind_of(member)
    if kind is None:
        raise NoHeroOfOurs
    if (choice.month, kind) in await taken(session):
        raise MonthTaken
    if await cooling(session, [member.id], choice.month):
        raise CoolingOff(name=member.name)
    if not choice.failure and await failure_due(session):
        raise FailureDue
    hero = Hero(
        kind=kind,
        month=choice.month,
        member_id=member.id,
        chosen_by_id=chooser.id,
        chosen_at=now(session),
        because=because,
        failure=choice.failure,
        nomination_id=await _told(session, choice.nomination_id, member),
        idea_id=chain.idea_id,
        experiment_id=chain.experiment_id,
        language=chooser.language,
    )
    put(hero, story)
    session.add(hero)
    await session.flush()
    await record(session, HeroChosen(hero.id, member.id, chooser.id))
    return await visible(session, chooser, hero.id)


async def take_back(session: AsyncSession, actor: Actor, hero_id: int) -> None:
    """Take a choice back before its hero has said anything: nothing of it is kept, and the month is free again.

    Raises NotFound, NotAllowed, SaidAlready.
    """
    chooser = require_chooser(actor)
    hero = await visible(session, chooser, hero_id, lock=True)
    require_waiting(hero)
    if not may_take_back(chooser, hero):
        raise NotAllowed
    await session.delete(hero)
    await session.flush()
    await record(session, HeroTakenBack(hero_id, hero.member_id, chooser.id))


async def _told(session: AsyncSession, nomination_id: int | None, member: Member) -> int | None:
    """Return the number of the nomination that a choice follows, None for one of somebody else or taken back."""
    mine = Nomination.id == nomination_id, Nomination.nominee_id == member.id
    return await session.scalar(select(Nomination.id).where(*mine)) if nomination_id is not None else None
