"""What a member did and what others made of it, written as it would stand after weeks."""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from domain import database, ideas, trust
from domain.clock import now
from domain.comments import Comment
from domain.ideas import Idea, IdeaCounters
from domain.members import Member, TrustLevel
from domain.trust import TrustStanding
from domain.votes import Vote
from tests.people import People, writing


async def crowd(people: People, many: int = 4) -> list[Member]:
    """Let people join who count, since they have been here for a week."""
    made = [await people.member(f"Crowd {number}") for number in range(many)]
    async with database.transaction(people.sessions) as session:
        joined = now(session) - timedelta(days=7)
        numbers = [each.id for each in made]
        await session.execute(update(Member).where(Member.id.in_(numbers)).values(joined_at=joined))
    return made


async def active(people: People, member: Member, days: int, *, on: Idea, until: datetime | None = None) -> None:
    """Let somebody comment once on each of so many days, the last of them now."""
    async with database.transaction(people.sessions) as session:
        moment = until or now(session)
        said = [
            Comment(idea_id=on.id, author_id=member.id, body="Yes.", created_at=moment - timedelta(days=day))
            for day in range(days)
        ]
        session.add_all(said)
        counted = update(IdeaCounters).where(IdeaCounters.idea_id == on.id)
        await session.execute(counted.values(comments=IdeaCounters.comments + len(said)))


async def gave(people: People, member: Member, votes: int, *, to: Member) -> None:
    """Let somebody back so many ideas of somebody else's now."""
    for number in range(votes):
        await people.vote(by=member, on=await people.idea(by=to, title=f"For votes {number} of {member.handle}"))


async def backed(people: People, member: Member, by: list[Member], *, times: int = 1) -> list[Idea]:
    """Let each of these back so many ideas of a member, each idea's votes on a day of its own."""
    made = []
    for number in range(times):
        async with database.transaction(people.sessions) as session:
            idea = await ideas.submit(session, member, writing(f"Backed {number} of {member.handle}"))
        made.append(idea)
        for each in by:
            await people.vote(by=each, on=idea)
        async with database.transaction(people.sessions) as session:
            at = now(session) - timedelta(days=number)
            await session.execute(update(Vote).where(Vote.idea_id == idea.id).values(cast_at=at))
    return made


async def regular(people: People, member: Member, others: list[Member]) -> None:
    """Let somebody do just what a regular is asked for; the look is still to come."""
    (idea,) = await backed(people, member, others[:3])
    await gave(people, member, 10, to=others[0])
    await active(people, member, 15, on=idea)


async def trusted(people: People, member: Member, others: list[Member]) -> None:
    """Let somebody do just what is asked of who is trusted; the look is still to come."""
    first, *_more = await backed(people, member, others[:4], times=10)
    await gave(people, member, 10, to=others[0])
    await active(people, member, 40, on=first)


async def stands(people: People, member: Member) -> TrustLevel:
    """Return where a member stands as of the last look."""
    return (await people.again(member)).trust


async def put(people: People, member: Member, level: TrustLevel) -> Member:
    """Let a member stand at a level without having earned it, until the next look."""
    async with database.transaction(people.sessions) as session:
        await session.execute(update(Member).where(Member.id == member.id).values(trust=level))
        if await session.scalar(select(TrustStanding).where(TrustStanding.member_id == member.id)) is None:
            session.add(TrustStanding(member_id=member.id, since=now(session)))
    return await people.again(member)


async def told(people: People, member: Member) -> list[dict[str, object]]:
    """Return what was recorded of a member rising and falling, oldest first."""
    return [each for each in await people.history(member) if str(each["fact"]).startswith("Trust")]


async def look(people: People) -> int:
    """Look where everybody stands, as every night; return how many moved."""
    return await trust.look(people.sessions)
