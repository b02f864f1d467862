"""What the demo's product team does besides answering: it tells in the changelog what was built."""

from collections.abc import Awaitable, Callable, Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from domain import changelog
from domain.members import Member
from web.demo.model import DemoEntry

Step = Callable[[AsyncSession], Awaitable[None]]


def telling(entry: DemoEntry, people: Mapping[str, Member], ideas: Mapping[str, int]) -> Step:
    """Return the step that writes an entry of the changelog, and publishes it unless it stays a draft."""

    async def step(session: AsyncSession) -> None:
        writer, named = people[entry.by], [ideas[key] for key in entry.ideas]
        made = await changelog.draft(session, writer, title=entry.title, body=entry.body, idea_ids=named)
        if not entry.draft:
            await changelog.publish(session, writer, made.id)

    return step
