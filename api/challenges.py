"""Challenges over GraphQL: time-boxed calls, how far one is, who met both thresholds, and who won."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession
from strawberry import ID

from api import ids
from api.challenge_enums import ChallengeKind, ChallengeState, Much, TieRule, Well, Which
from api.connections import After, Before, Connection, First, Last
from api.context import Info
from api.enums import Quadrant
from api.ideas import Idea
from api.members import Member
from api.nodes import Node
from api.offered import QUERY
from domain import challenges, paging
from domain.challenges import Challenge as ChallengeRow
from domain.challenges import ChallengeReading as ReadingRow
from domain.challenges import Progress
from domain.clock import now
from domain.errors import NotFound

AChallenge = Annotated[ID, strawberry.argument(description="The challenge.")]
WhichOnes = Annotated[Which, strawberry.argument(description="Which of them.")]


@strawberry.type(description="How far somebody is in a challenge.")
class ChallengeProgress:
    """How far somebody is."""

    much: Decimal = strawberry.field(description="How much there is.")
    well: Decimal | None = strawberry.field(description="How well; null where there is nothing yet to tell it from.")
    met_at: datetime | None = strawberry.field(description="Since when both are enough; null while they aren't.")

    @classmethod
    def of(cls, found: Progress) -> "ChallengeProgress":
        """Return progress as the schema shows it."""
        return cls(much=found.much, well=found.well, met_at=found.met_at)


@strawberry.type(description="How a participant's week was; a correction is a reading of its own.")
class ChallengeReading:
    """How a participant's week was."""

    week: int = strawberry.field(description="The week of the challenge, counted from 1.")
    much: Decimal | None = strawberry.field(description="How much; null says that the week has no reading after all.")
    well: Decimal | None = strawberry.field(description="How well, 0 to 100; null where nobody could tell.")
    reason: str = strawberry.field(description="Why it takes the place of another one; empty for a first one.")
    entered_at: datetime = strawberry.field(description="When it was entered.")
    superseded_at: datetime | None = strawberry.field(description="Since when another one stands in its place.")

    @classmethod
    def of(cls, row: ReadingRow) -> "ChallengeReading":
        """Return a reading as the schema shows one."""
        names = ("week", "much", "well", "reason", "entered_at", "superseded_at")
        return cls(**{name: getattr(row, name) for name in names})


@strawberry.type(description="A time-boxed call: only who reaches how much and how well both may win.")
class Challenge(Node):
    """A time-boxed call."""

    kind: ChallengeKind = strawberry.field(description="Who takes part.")
    state: ChallengeState = strawberry.field(description="Where it stands.")
    question: str = strawberry.field(description="What it asks.")
    says: str = strawberry.field(description="More about it.")
    language: str = strawberry.field(description="The language it is written in.")
    quadrant: Quadrant | None = strawberry.field(description="The quadrant that counts; null for all.")
    only_answers: bool = strawberry.field(description="Whether only ideas that answer it count.")
    starts_on: date = strawberry.field(description="Its first day.")
    last_day: date = strawberry.field(description="Its last day.")
    starts_at: datetime = strawberry.field(description="When its first day begins.")
    ends_at: datetime = strawberry.field(description="When its last day is over.")
    much: Much = strawberry.field(description="What “how much” counts.")
    much_name: str = strawberry.field(description="What that is called among staff; empty for points.")
    much_least: Decimal = strawberry.field(description="How much is enough.")
    well: Well = strawberry.field(description="What “how well” counts.")
    well_name: str = strawberry.field(description="What that is called among staff; empty otherwise.")
    well_least: Decimal = strawberry.field(description="How well is enough.")
    tie: TieRule = strawberry.field(description="Who wins where more met both than can win.")
    perk: str = strawberry.field(description="What winners get, in words.")
    winners: int = strawberry.field(description="How many can win; who are equal to the last win together.")
    called_off_at: datetime | None = strawberry.field(description="When it was called off.")
    called_off_why: str = strawberry.field(description="Why it was called off.")
    decided_at: datetime | None = strawberry.field(description="When it was decided who won.")
    decided_why: str = strawberry.field(description="What who decided says about it.")
    decided_by: Member | None = strawberry.field(description="Who confirmed it.")
    page: str = strawberry.field(description="Its page, as a path on this site.")
    row: strawberry.Private[ChallengeRow]

    @classmethod
    def of(cls, row: ChallengeRow, moment: datetime) -> "Challenge":
        """Return a challenge, with its people loaded, as the schema shows one at a moment."""
        names = (
            *("kind", "question", "says", "language", "quadrant", "only_answers", "starts_on", "last_day", "tie"),
            *("starts_at", "ends_at", "much", "much_name", "much_least", "well", "well_name", "well_least", "perk"),
            *("winners", "called_off_at", "called_off_why", "decided_at", "decided_why"),
        )
        return cls(
            id=ID(ids.encode("Challenge", row.id)),
            state=row.state(moment),
            decided_by=Member.of(row.decided_by) if row.decided_by else None,
            page=row.path,
            row=row,
            **{name: getattr(row, name) for name in names},
        )

    @strawberry.field(description="How far you are; null where you take no part.", metadata={"cost": QUERY})
    async def progress(self, info: Info) -> ChallengeProgress | None:
        """Return how far the viewer is."""
        async with info.context.reading() as session:
            found = await challenges.own(session, info.context.viewer, self.row)
        return ChallengeProgress.of(found) if found else None

    @strawberry.field(description="The readings that were entered for you.", metadata={"at_most": 53})
    async def own_readings(self, info: Info) -> list[ChallengeReading]:
        """Return the viewer's readings."""
        async with info.context.reading() as session:
            return [
                ChallengeReading.of(each)
                for each in await challenges.own_readings(session, info.context.viewer, self.row)
            ]

    @strawberry.field(description="Whether you joined it, among staff.", metadata={"cost": QUERY})
    async def joined(self, info: Info) -> bool:
        """Return whether the viewer joined."""
        async with info.context.reading() as session:
            return await challenges.joined(session, self.row, info.context.viewer.id) is not None


@strawberry.type
class ChallengeQueries:
    """Reading challenges."""

    @strawberry.field(description="One challenge; null for who may not see it.")
    async def challenge(self, info: Info, id: AChallenge) -> Challenge | None:
        """Return one challenge."""
        try:
            return await find_challenge(info, ids.decode("Challenge", id))
        except NotFound:
            return None

    @strawberry.field(description="Challenges, what starts or started last first.")
    async def challenges(
        self,
        info: Info,
        which: WhichOnes = Which.OPEN,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Challenge]:
        """Return a page of challenges."""
        wanted = paging.requested(first, after, last, before)
        async with info.context.reading() as session:
            found = await challenges.listed(session, info.context.viewer, wanted, which=which)
            moment = now(session)
        return Connection.of(found, lambda row: Challenge.of(row, moment))

    @strawberry.field(description="The ideas that answer a call, latest first.")
    async def challenge_answers(
        self,
        info: Info,
        challenge: AChallenge,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Idea]:
        """Return a page of the ideas that answer a call."""
        wanted = paging.requested(first, after, last, before)
        async with asked_about(info, challenge) as (session, row):
            return Connection.of(await challenges.answers(session, info.context.viewer, row, wanted), Idea.of)


@asynccontextmanager
async def asked_about(info: Info, challenge: ID) -> AsyncIterator[tuple[AsyncSession, ChallengeRow]]:
    """Yield a session to read with, and the challenge that is asked about; raises NotFound."""
    number = ids.decode("Challenge", challenge, "challenge")
    async with info.context.reading() as session:
        yield session, await challenges.visible(session, info.context.viewer, number)


async def find_challenge(info: Info, number: int) -> Challenge:
    """Return a challenge by its number; raises NotFound."""
    async with info.context.reading() as session:
        found = await challenges.visible(session, info.context.viewer, number)
        return Challenge.of(found, now(session))
