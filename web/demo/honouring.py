"""The demo's heroes: one with a picture, one for a failure, one who is still asked; and what somebody tells."""

import tomllib
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import heroes, images
from domain.experiments import Experiment
from domain.heroes import Choice, Story
from domain.images import Described, Picture
from domain.members import Member
from domain.recognition import About, EvidenceKind
from web.demo.moderating import Step

PARTS = ("headline", "problem", "tried", "failed", "changed", "helped")


def steps(
    people: Mapping[str, Member], ideas: Mapping[str, int], drawn: Mapping[str, Picture]
) -> list[tuple[timedelta, Step]]:
    """Return what happens, each with how long ago."""
    told = tomllib.loads(Path(__file__).with_name("heroes.toml").read_text())
    found: list[tuple[timedelta, Step]] = []
    for each in told["hero"]:
        found.append((timedelta(days=each["chosen"]), _chosen(each, people, ideas)))
        if "agreed" in each:
            found.append((timedelta(days=each["agreed"]), _agreed(each, people, drawn)))
    return found + [(timedelta(days=each["days"]), _nominated(each, people, ideas)) for each in told["nomination"]]


def _chosen(told: Mapping[str, Any], people: Mapping[str, Member], ideas: Mapping[str, int]) -> Step:
    async def step(session: AsyncSession) -> None:
        about = About(EvidenceKind.IDEA, ideas[told["idea"]])
        if told.get("failure"):
            tested = select(Experiment.id).where(Experiment.idea_id == ideas[told["idea"]])
            about = About(EvidenceKind.EXPERIMENT, (await session.scalars(tested)).one())
        choice = Choice(
            to=told["who"],
            month=(await heroes.choosable(session))[told.get("months_before", 0)],
            because=told["because"],
            story=_story(told),
            about=about,
            failure=told.get("failure", False),
        )
        await heroes.choose(session, people[told["by"]], choice)

    return step


def _agreed(told: Mapping[str, Any], people: Mapping[str, Member], drawn: Mapping[str, Picture]) -> Step:
    async def step(session: AsyncSession) -> None:
        member = people[told["who"]]
        (hero,) = await heroes.mine(session, member)
        shown = []
        if told["who"] in drawn:
            image = await images.keep(session, member, drawn[told["who"]])
            shown.append(Described(image.id, told["shows"]))
        await heroes.agree(session, member, hero.id, _story(told), shown)

    return step


def _nominated(told: Mapping[str, Any], people: Mapping[str, Member], ideas: Mapping[str, int]) -> Step:
    async def step(session: AsyncSession) -> None:
        about = About(EvidenceKind.IDEA, ideas[told["idea"]]) if "idea" in told else None
        await heroes.nominate(session, people[told["by"]], told["who"], story=told["story"], about=about)

    return step


def _story(told: Mapping[str, Any]) -> Story:
    return Story(**{name: told.get(name, "") for name in PARTS})
