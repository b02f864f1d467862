"""Telling of somebody who should be a hero, and taking that back."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import members
from domain.clock import now
from domain.errors import NotFound
from domain.events import record
from domain.heroes.events import HeroNominated, NominationTakenBack
from domain.heroes.model import NOMINATION_LEAST, NOMINATION_MOST, Nomination
from domain.heroes.naming import meant
from domain.heroes.policy import NoHeroOfOurs, NominatedAlready, OwnStory, kind_of
from domain.heroes.telling import chain_of
from domain.heroes.turns import this_month
from domain.members import Actor
from domain.permissions import Permission
from domain.recognition import About
from domain.texts import checked

TRIES_MOST, TRIES_PER = 20, timedelta(hours=1)


async def nominate(
    session: AsyncSession, actor: Actor, to: str, *, story: str, about: About | None = None
) -> Nomination:
    """Tell why somebody should be a hero, once a month; only who chooses reads it, and they may quote it.

    `to` is their handle or name. Raises NotAllowed, Invalid, OwnStory, NoHeroOfOurs, NominatedAlready, TooMany.
    """
    nominator = await members.lock(session, members.require_member(actor, Permission.NOMINATE_HERO))
    await members.spend(session, f"nomination:{nominator.id}", TRIES_MOST, TRIES_PER)
    month = await this_month(session)
    mine = Nomination.nominator_id == nominator.id, Nomination.month == month
    if await session.scalar(select(Nomination.id).where(*mine)) is not None:
        raise NominatedAlready
    with checked() as problems:
        nominee = await meant(session, problems, nominator, to)
        story = problems.text("story", story, least=NOMINATION_LEAST, most=NOMINATION_MOST)
        chain = await chain_of(session, problems, about, nominator)
    if nominee is None:  # checked() has raised by now
        raise NoHeroOfOurs
    if nominee.id == nominator.id:
        raise OwnStory
    if kind_of(nominee) is None:
        raise NoHeroOfOurs
    found = Nomination(
        nominator_id=nominator.id,
        nominee_id=nominee.id,
        month=month,
        story=story,
        language=nominator.language,
        idea_id=chain.idea_id,
        experiment_id=chain.experiment_id,
        made_at=now(session),
    )
    session.add(found)
    await session.flush()
    await record(session, HeroNominated(found.id, nominator.id))
    await session.refresh(found, ["nominator", "nominee"])
    return found


async def take_back_nomination(session: AsyncSession, actor: Actor, nomination_id: int) -> None:
    """Take a nomination of the actor's back: nothing of it is kept, and they may tell of somebody again.

    A story that came of it stays. Raises NotFound.
    """
    member = members.require_self(actor)
    mine = Nomination.id == nomination_id, Nomination.nominator_id == member.id
    found = await session.scalar(select(Nomination).where(*mine).with_for_update())
    if found is None:
        raise NotFound
    await session.delete(found)
    await session.flush()
    await record(session, NominationTakenBack(nomination_id, member.id))
