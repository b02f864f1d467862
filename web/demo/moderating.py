"""What the demo’s moderators have to do: a hidden text, one like it that waits, a report; and what was recorded."""

import tomllib
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from domain import behalf, moderation
from domain.behalf import Customer
from domain.ideas import Writing
from domain.members import Member

Step = Callable[[AsyncSession], Awaitable[None]]
COMMENTS = 2  # beside those of the story


def steps(people: Mapping[str, Member], ideas: Mapping[str, int]) -> list[tuple[timedelta, Step]]:
    """Return what happens, each with how long ago."""
    told = tomllib.loads(Path(__file__).with_name("moderation.toml").read_text())

    async def say(session: AsyncSession, what: Mapping[str, Any]) -> int:
        return (await moderation.write_comment(session, people[what["by"]], ideas[what["idea"]], what["says"])).id

    async def hidden(session: AsyncSession, what: Mapping[str, Any]) -> None:
        number = await say(session, what)
        await moderation.report(session, people[what["reported_by"]], comment_id=number, reason=what["reason"])
        moderator, why = people[what["moderator"]], what["why"]
        await moderation.hide(session, moderator, comment_id=number, reason=what["reason"], said=why)

    async def again(session: AsyncSession, what: Mapping[str, Any]) -> None:
        await say(session, what)

    async def reported(session: AsyncSession, what: Mapping[str, Any]) -> None:
        member, number = people[what["by"]], ideas[what["idea"]]
        await moderation.report(session, member, idea_id=number, reason=what["reason"], said=what["says"])

    async def recorded(session: AsyncSession, what: Mapping[str, Any]) -> None:
        who, member, number = Customer(what["name"], what["company"]), people[what["by"]], ideas[what["idea"]]
        await behalf.record_vote(session, member, number, who, source=what["source"], said=what["says"])

    async def written_down(session: AsyncSession, what: Mapping[str, Any]) -> None:
        who, writer = Customer(what["name"], what["company"], what["email"]), people[what["by"]]
        writing = Writing(**{name: what[name] for name in ("title", "problem", "proposal", "quadrant", "tags")})
        await behalf.record_idea(session, writer, who, writing, source=what["source"])

    def step(act: Callable[[AsyncSession, Mapping[str, Any]], Awaitable[None]]) -> tuple[timedelta, Step]:
        what = told[act.__name__]

        async def done(session: AsyncSession) -> None:
            await act(session, what)

        return timedelta(hours=what["hours"]), done

    return [step(act) for act in (hidden, again, reported, recorded, written_down)]
