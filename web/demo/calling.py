"""The demo's challenges: one with winners, one that is to be decided, and two that run, of ideas and among staff."""

import tomllib
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from domain import challenges, community, rewards
from domain.challenges import ChallengeKind, Terms, WeekFigures
from domain.members import Member
from web.demo.moderating import Step

_WORDS = ("question", "says", "perk", "tie", "winners", "much", "well", "much_name", "well_name", "only_answers")
_READ_AFTER = timedelta(hours=9)


def steps(people: Mapping[str, Member], ideas: Mapping[str, int]) -> list[tuple[timedelta, Step]]:
    """Return what happens with the story's challenges, each with how long ago."""
    told = tomllib.loads(Path(__file__).with_name("calls.toml").read_text(encoding="utf-8"))
    return [step for each in told["call"] for step in _Call(each, people, ideas).steps()]


class _Call:
    """One challenge, from its announcement on."""

    def __init__(self, told: Mapping[str, Any], people: Mapping[str, Member], ideas: Mapping[str, int]) -> None:
        self.told, self.people, self.ideas = told, people, ideas
        self.number = 0

    def steps(self) -> list[tuple[timedelta, Step]]:
        """Return each step of its life with how long ago it was."""
        told, begins = self.told, timedelta(days=self.told["starts"])
        found: list[tuple[timedelta, Step]] = [(timedelta(days=told["told"]), self._announce)]
        found += [(begins - timedelta(hours=5), self._join(who)) for who in told.get("joined", ())]
        # A week is told of when it is over, which is a day after its last one for whoever lives west of here.
        for who, weeks in told.get("readings", {}).items():
            for number, week in enumerate(weeks, 1):
                ago = max(begins - timedelta(weeks=number, days=1) + _READ_AFTER, timedelta(hours=2))
                much, well = map(Decimal, week)
                found.append((ago, self._enter(who, WeekFigures(number, much, well))))
        if "corrected" in told:
            found.append((timedelta(days=1), self._correct))
        found += [(timedelta(minutes=30), self._answer(idea, who)) for idea, who in told.get("answered", {}).items()]
        if "decided" in told:
            found.append((timedelta(days=told["decided"]), self._decide))
        return found

    async def _announce(self, session: AsyncSession) -> None:
        told, by = self.told, self.people[self.told["by"]]
        today = await community.today(session) + timedelta(days=told["told"])
        words = {name: told[name] for name in _WORDS if name in told}
        terms = Terms(
            kind=ChallengeKind(told["kind"]),
            much_least=Decimal(told["much_least"]),
            well_least=Decimal(told["well_least"]),
            starts_on=today - timedelta(days=told["starts"]),
            last_day=today - timedelta(days=told["last"]),
            **words,
        )
        self.number = (await challenges.draft(session, by, terms)).id
        await challenges.announce(session, by, self.number)

    def _join(self, who: str) -> Step:
        async def step(session: AsyncSession) -> None:
            await challenges.join(session, self.people[who], self.number)

        return step

    def _enter(self, who: str, figures: WeekFigures) -> Step:
        async def step(session: AsyncSession) -> None:
            keeper = self.people[self.told["entered_by"]]
            await challenges.enter_reading(session, keeper, self.number, self.people[who].id, figures)

        return step

    async def _correct(self, session: AsyncSession) -> None:
        said = self.told["corrected"]
        figures = WeekFigures(said["week"], Decimal(said["much"]), Decimal(said["well"]), said["reason"])
        keeper = self.people[self.told["entered_by"]]
        await challenges.enter_reading(session, keeper, self.number, self.people[said["who"]].id, figures)

    def _answer(self, idea: str, who: str) -> Step:
        async def step(session: AsyncSession) -> None:
            await challenges.answer(session, self.people[who], self.number, self.ideas[idea])

        return step

    async def _decide(self, session: AsyncSession) -> None:
        # The facts of the story are delivered only when it has been told, so that this is booked here.
        for number in sorted(self.ideas[idea] for idea in self.told["by_then"]):
            await rewards.settle(session, number)
        by = self.people[self.told["by"]]
        challenge = await challenges.visible(session, by, self.number)
        won = [each.member.id for each in await challenges.proposed(session, challenge)]
        await challenges.decide(session, by, self.number, winner_ids=won, why=self.told["decided_why"])
