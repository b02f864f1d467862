"""People in challenges over GraphQL: who joined, how far everybody is, who met both thresholds, and who won."""

from datetime import datetime
from decimal import Decimal

import strawberry

from api.challenges import AChallenge, ChallengeProgress, asked_about
from api.connections import After, Before, Connection, First, Last
from api.context import Info
from api.members import Member
from domain import challenges, paging
from domain.challenges import ChallengeResult as ResultRow
from domain.challenges import Person


@strawberry.type(description="A participant with how far they are; for who keeps challenges.")
class ChallengeStanding:
    """A participant with how far they are."""

    member: Member = strawberry.field(description="Who.")
    progress: ChallengeProgress = strawberry.field(description="How far.")
    missing_weeks: list[int] = strawberry.field(
        description="The weeks, counted from 1, that are over and have no reading.", metadata={"at_most": 53}
    )

    @classmethod
    def of(cls, found: Person) -> "ChallengeStanding":
        """Return a participant as the schema shows one."""
        far = ChallengeProgress.of(found.progress)
        return cls(member=Member.of(found.member), progress=far, missing_weeks=list(found.missing))


@strawberry.type(description="Somebody who met both thresholds, as it stood at the decision.")
class ChallengeResult:
    """Somebody who met both thresholds."""

    member: Member = strawberry.field(description="Who.")
    place: int = strawberry.field(description="Which place, by the challenge's rule.")
    won: bool = strawberry.field(description="Whether they won; otherwise they were set aside.")
    much: Decimal = strawberry.field(description="How much there was.")
    well: Decimal = strawberry.field(description="How well.")
    met_at: datetime = strawberry.field(description="Since when both were enough.")
    reason: str = strawberry.field(description="Why they were set aside; told to them and to who keeps challenges.")

    @classmethod
    def of(cls, row: ResultRow) -> "ChallengeResult":
        """Return a result as the schema shows one."""
        return cls(
            member=Member.of(row.member),
            place=row.place,
            won=row.won,
            much=row.much,
            well=row.well,
            met_at=row.met_at,
            reason=row.reason,
        )


@strawberry.type
class ChallengePeopleQueries:
    """Reading who is in a challenge."""

    @strawberry.field(
        description="Who joined, by name, for who joined too and who keeps challenges; nobody for others."
    )
    async def challenge_participants(
        self,
        info: Info,
        challenge: AChallenge,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Member]:
        """Return a page of who joined."""
        wanted = paging.requested(first, after, last, before)
        async with asked_about(info, challenge) as (session, row):
            found = await challenges.participants(session, info.context.viewer, row, wanted)
        return Connection.of(found, Member.of)

    @strawberry.field(description="Who met both so far, as they win; among staff for participants and keepers.")
    async def challenge_met(
        self,
        info: Info,
        challenge: AChallenge,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Member]:
        """Return a page of who met both."""
        wanted = paging.requested(first, after, last, before)
        async with asked_about(info, challenge) as (session, row):
            found = await challenges.met(session, info.context.viewer, row)
        return Connection.of(paging.placed(found, "challenge_met", wanted), lambda each: Member.of(each.member))

    @strawberry.field(
        description="Who won once it is decided; and who was set aside, to themselves and to who keeps challenges."
    )
    async def challenge_results(
        self,
        info: Info,
        challenge: AChallenge,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[ChallengeResult]:
        """Return a page of who won."""
        wanted = paging.requested(first, after, last, before)
        async with asked_about(info, challenge) as (session, row):
            found = await challenges.verdict(session, info.context.viewer, row)
        results = [*found.won, *found.aside] if found else []
        return Connection.of(paging.placed(results, "challenge_results", wanted), ChallengeResult.of)

    @strawberry.field(
        description="All who joined a challenge, by name, with how far they are; for who keeps challenges."
    )
    async def challenge_standings(
        self,
        info: Info,
        challenge: AChallenge,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[ChallengeStanding]:
        """Return a page of how far everybody is."""
        wanted = paging.requested(first, after, last, before)
        challenges.require_keeper(info.context.viewer)
        async with asked_about(info, challenge) as (session, row):
            return Connection.of(await challenges.everyone(session, row, wanted), ChallengeStanding.of)
