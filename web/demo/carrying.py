"""The badges that the demo's people were given, and what they made of them."""

import tomllib
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from domain import badges, ideas
from domain.badges import Evidence
from domain.members import Member

Step = Callable[[AsyncSession], Awaitable[None]]


def steps(first: timedelta, people: Mapping[str, Member], numbers: Mapping[str, int]) -> list[tuple[timedelta, Step]]:
    """Return what happens, each with how long ago: badges from the `first` moment on, and each that was given."""
    told = tomllib.loads(Path(__file__).with_name("badges.toml").read_text())["badge"]
    return [(first, badges.seed), *((timedelta(days=each["days"]), _given(each, people, numbers)) for each in told)]


def _given(told: Mapping[str, Any], people: Mapping[str, Member], numbers: Mapping[str, int]) -> Step:
    async def step(session: AsyncSession) -> None:
        giver, (kind, _colon, idea) = people[told["by"]], str(told["to"]).rpartition(":")
        handle = idea if not kind else (await ideas.visible(session, giver, numbers[idea])).author.handle
        shows = Evidence(idea_id=numbers[told["idea"]]) if "idea" in told else Evidence()
        award = await badges.give(session, giver, told["slug"], handle, because=told["because"], evidence=shows)
        if told["shown"]:
            await badges.show(session, people[handle], award.name)
        if "reason" in told:
            await badges.revoke(session, giver, award.name, reason=told["reason"])

    return step
