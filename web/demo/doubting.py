"""The demo's cases: a ring whose votes wait for somebody to look, and a couple about whom we were wrong."""

import tomllib
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from domain import answers, fairness, ideas, members, triage, votes
from domain.clock import now
from domain.ideas import Writing
from domain.members import Member
from web.demo.model import DemoVote
from web.demo.moderating import Step

Told = Mapping[str, Any]
Steps = list[tuple[timedelta, Step]]


def told() -> Told:
    """Return the story of both cases as written."""
    return tomllib.loads(Path(__file__).with_name("doubting.toml").read_text(encoding="utf-8"))


def steps(cast: tuple[DemoVote, ...], people: dict[str, Member], numbers: Mapping[str, int]) -> Steps:
    """Return what happens, each with how long ago; `cast` are the votes of the story, which the couple shares."""
    said = told()
    found: Steps = [(timedelta(days=each["days"]), _comes(each, people)) for each in said["guest"]]
    return [*found, *_couple(said["couple"], cast, people, numbers), *_ring(said["ring"], people)]


def _comes(each: Told, people: dict[str, Member]) -> Step:
    async def step(session: AsyncSession) -> None:
        who = {name: each[name] for name in ("handle", "name", "email", "about", "language") if name in each}
        people[each["handle"]] = await members.add_member(session, **who)

    return step


def shared(couple: Told, cast: tuple[DemoVote, ...]) -> list[tuple[timedelta, str]]:
    """Return for which ideas the other one votes, too, and how long ago: minutes after the first."""
    first, last = timedelta(days=couple["from"]), timedelta(days=couple["to"])
    theirs = [each for each in cast if each.by == couple["one"] and first > each.ago > last and not each.taken_back_ago]
    return [(each.ago - timedelta(minutes=couple["apart"]), each.idea) for each in theirs]


def _couple(
    couple: Told, cast: tuple[DemoVote, ...], people: Mapping[str, Member], numbers: Mapping[str, int]
) -> Steps:
    case: dict[str, int] = {}

    def votes_too(idea: str) -> Step:
        async def step(session: AsyncSession) -> None:
            await votes.cast(session, people[couple["other"]], numbers[idea])

        return step

    async def upheld(session: AsyncSession) -> None:
        (opened,) = [each for each in await fairness.look(session) if each.kind is fairness.CaseKind.LOCKSTEP]
        case["id"], moderator = opened.id, people[couple["moderator"]]
        seen = await fairness.preview(session, moderator, opened.id)
        await fairness.uphold(session, moderator, opened.id, said=couple["said"], state=seen.state)

    async def appealed(session: AsyncSession) -> None:
        await fairness.appeal(session, people[couple["one"]], case["id"], said=couple["appeal"])

    async def cleared(session: AsyncSession) -> None:
        await fairness.clear(session, people[couple["other_moderator"]], case["id"], said=couple["cleared_said"])

    decided = {"looked": upheld, "appealed": appealed, "cleared": cleared}
    found: Steps = [(ago, votes_too(idea)) for ago, idea in shared(couple, cast)]
    return [*found, *((timedelta(days=couple[name]), act) for name, act in decided.items())]


def _ring(ring: Told, people: Mapping[str, Member]) -> Steps:
    begun, posted = timedelta(days=ring["days"]), list[int]()

    def posts(idea: Told) -> Step:
        async def step(session: AsyncSession) -> None:
            made = await ideas.submit(session, people[ring["author"]], Writing(**idea))
            posted.append(made.id)
            await answers.start(session, made.id, now(session))

        return step

    def backs(who: str, place: int) -> Step:
        async def step(session: AsyncSession) -> None:
            await votes.cast(session, people[who], posted[place])

        return step

    async def looked(session: AsyncSession) -> None:
        await fairness.look(session)

    async def answered(session: AsyncSession) -> None:
        for number in posted:
            await triage.answer(session, people[ring["answered_by"]], number, ring["answer"])

    found: Steps = []
    for place, idea in enumerate(ring["idea"]):
        found.append((begun - timedelta(minutes=9 * place), posts(idea)))
        for order, who in enumerate(ring["voters"]):
            after = timedelta(minutes=ring["votes_after"] + 2 * place, seconds=23 * order)
            found.append((begun - after, backs(who, place)))
    return [*found, (timedelta(days=ring["looked"]), looked), (timedelta(days=ring["answered"]), answered)]
