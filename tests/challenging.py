"""Challenges as tests need them: `call = await called(people, by=pia)`, one that runs: `await began(people, call)`."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from domain import challenges, community
from domain.challenges import Challenge, Terms
from domain.members import Member
from tests.people import People

WHY = "They met both within the first weeks."


async def terms(people: People, **more: Any) -> Terms:
    """Return what a call for ideas promises that starts tomorrow and lasts four weeks; `days` says how long else."""
    today, days = await people.reads(community.today), more.pop("days", 28)
    starts_on = more.pop("starts_on", today + timedelta(days=1))
    fields: dict[str, Any] = {
        "kind": "ideas",
        "question": "How could waiting be shorter?",
        "starts_on": starts_on,
        "last_day": starts_on + timedelta(days=days - 1),
        "much": "impact",
        "much_least": Decimal(20),
        "well": "outcomes",
        "well_least": Decimal(1),
        "tie": "earlier",
        "perk": "Lunch with the people who build it",
        "winners": 1,
    }
    return Terms(**(fields | more))


async def among_staff(people: People, **more: Any) -> Terms:
    """Return what a challenge among staff promises: contacts handled, and how content customers were."""
    words = {"much_name": "Contacts handled", "well_name": "Customers’ satisfaction"}
    least = {"much_least": Decimal(100), "well_least": Decimal("80.5")}
    return await terms(people, **({"kind": "staff", **words, **least} | more))


async def called(people: People, *, by: Member, staff: bool = False, **more: Any) -> Challenge:
    """Announce a challenge."""
    promise = await (among_staff if staff else terms)(people, **more)
    made = await people.does(challenges.draft, by, promise)
    return await people.does(challenges.announce, by, made.id)


async def began(people: People, challenge: Challenge, *, ago: int = 7) -> Challenge:
    """Let a challenge have begun so many days ago, as if it had been announced before that."""
    found = await people.reads(_again, challenge.id)
    return await people.does(_move, found, found.starts_on + timedelta(days=ago))


async def ended(people: People, challenge: Challenge) -> Challenge:
    """Let the time of a challenge be over since this morning."""
    found = await people.reads(_again, challenge.id)
    return await people.does(_move, found, found.ends_on)


async def _again(session: AsyncSession, number: int) -> Challenge:
    found = await session.get(Challenge, number)
    assert found
    return found


async def _move(session: AsyncSession, challenge: Challenge, day: date) -> Challenge:
    """Move a challenge back, so that what would be on a day is today."""
    by = day - await community.today(session)
    earlier = {name: getattr(challenge, name) - by for name in ("starts_on", "ends_on", "starts_at", "ends_at")}
    await session.execute(update(Challenge).where(Challenge.id == challenge.id).values(earlier))
    return await _again(session, challenge.id)
