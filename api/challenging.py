"""Keeping challenges over GraphQL, taking part in them, and confirming who won."""

from collections.abc import Awaitable
from datetime import date
from decimal import Decimal

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession
from strawberry import ID

from api import ids, refusals
from api.challenges import Challenge, ChallengeReading
from api.context import Info
from api.enums import Quadrant
from api.viewer import Done
from domain import challenges
from domain.challenges import Challenge as ChallengeRow
from domain.challenges import ChallengeKind, Much, Terms, TieRule, WeekFigures, Well
from domain.clock import now


@strawberry.input(description="What a challenge shall promise; fixed once it has started.")
class ChallengeTermsInput:
    """What a challenge promises."""

    kind: ChallengeKind = strawberry.field(description="Who takes part.")
    question: str = strawberry.field(description="What it asks, in 10 to 140 characters.")
    says: str = strawberry.field(default="", description="More about it.")
    starts_on: date = strawberry.field(description="Its first day, tomorrow at the earliest.")
    last_day: date = strawberry.field(description="Its last day, which counts.")
    much: Much | None = strawberry.field(default=None, description="What “how much” counts; for ideas.")
    much_least: Decimal = strawberry.field(description="How much is enough.")
    well: Well | None = strawberry.field(default=None, description="What “how well” counts; for ideas.")
    well_least: Decimal = strawberry.field(description="How well is enough.")
    much_name: str = strawberry.field(default="", description="What is counted; among staff.")
    well_name: str = strawberry.field(default="", description="What the quality is; among staff.")
    tie: TieRule = strawberry.field(description="Who wins where more met both than can win.")
    perk: str = strawberry.field(description="What winners get, in words.")
    winners: int = strawberry.field(description="How many can win, 1 to 20.")
    quadrant: Quadrant | None = strawberry.field(default=None, description="The quadrant that counts; null for all.")
    only_answers: bool = strawberry.field(default=False, description="Whether only ideas that answer it count.")

    def terms(self) -> Terms:
        """Return what it promises."""
        names = (
            *("kind", "question", "says", "starts_on", "last_day", "much_least", "well_least", "much_name"),
            *("well_name", "tie", "perk", "winners", "quadrant", "only_answers"),
        )
        return Terms(much=self.much or "", well=self.well or "", **{name: getattr(self, name) for name in names})


@strawberry.input(description="A challenge to draft.")
class DraftChallengeInput(ChallengeTermsInput):
    """A challenge to draft."""


@strawberry.input(description="What a challenge that hasn't started shall promise instead; all of it.")
class ReviseChallengeInput(ChallengeTermsInput):
    """A challenge to change."""

    id: ID = strawberry.field(description="The challenge.")


@strawberry.input(description="Which draft to announce.")
class AnnounceChallengeInput:
    """A challenge to announce."""

    id: ID = strawberry.field(description="The challenge.")


@strawberry.input(description="Which draft to throw away.")
class DiscardChallengeInput:
    """A draft to throw away."""

    id: ID = strawberry.field(description="The challenge.")


@strawberry.input(description="Which challenge to call off, and why.")
class CallOffChallengeInput:
    """A challenge to call off."""

    id: ID = strawberry.field(description="The challenge.")
    why: str = strawberry.field(description="Why, in 10 to 400 characters, for all to read.")


@strawberry.input(description="Which challenge among staff to join.")
class JoinChallengeInput:
    """A challenge to join."""

    id: ID = strawberry.field(description="The challenge.")


@strawberry.input(description="Which challenge to leave.")
class LeaveChallengeInput:
    """A challenge to leave."""

    id: ID = strawberry.field(description="The challenge.")


@strawberry.input(description="Which idea of yours answers which call.")
class AnswerChallengeInput:
    """An idea that answers a call."""

    id: ID = strawberry.field(description="The challenge.")
    idea_id: ID = strawberry.field(description="The idea.")


@strawberry.input(description="How a participant's week was.")
class EnterChallengeReadingInput:
    """How a participant's week was."""

    id: ID = strawberry.field(description="The challenge.")
    member_id: ID = strawberry.field(description="The participant.")
    week: int = strawberry.field(description="The week of the challenge, counted from 1.")
    much: Decimal | None = strawberry.field(description="How much; null takes the week's reading away.")
    well: Decimal | None = strawberry.field(default=None, description="How well, 0 to 100; null if nobody can tell.")
    reason: str = strawberry.field(default="", description="Why it takes the place of another reading.")


@strawberry.input(description="Somebody who met both and is set aside all the same.")
class SetAsideInput:
    """Somebody who is set aside."""

    member_id: ID = strawberry.field(description="Who.")
    reason: str = strawberry.field(description="Why, in 10 to 400 characters; they read it.")


@strawberry.input(description="Who won a challenge that is over, as they were shown, and why.")
class DecideChallengeInput:
    """Who won."""

    id: ID = strawberry.field(description="The challenge.")
    winner_ids: list[ID] = strawberry.field(description="The members who win by the rule; none where nobody met both.")
    why: str = strawberry.field(description="A word about it in 10 to 400 characters, for all to read.")
    set_aside: list[SetAsideInput] = strawberry.field(
        default_factory=list, description="Who is set aside; the next ones move up."
    )


@strawberry.type
class ChallengeMutations:
    """Keeping challenges, and taking part in them."""

    @refusals.mutation(description="Draft a challenge; for who keeps challenges.")
    async def draft_challenge(self, info: Info, input: DraftChallengeInput) -> Challenge:
        """Draft a challenge."""
        terms = input.terms()
        async with info.context.writing() as session:
            return await _shown(session, challenges.draft(session, info.context.viewer, terms))

    @refusals.mutation(description="Change what a challenge promises, before it starts.")
    async def revise_challenge(self, info: Info, input: ReviseChallengeInput) -> Challenge:
        """Change a challenge."""
        number, terms = _number(input.id), input.terms()
        async with info.context.writing() as session:
            return await _shown(session, challenges.revise(session, info.context.viewer, number, terms))

    @refusals.mutation(description="Put a draft before the community.")
    async def announce_challenge(self, info: Info, input: AnnounceChallengeInput) -> Challenge:
        """Announce a challenge."""
        number = _number(input.id)
        async with info.context.writing() as session:
            return await _shown(session, challenges.announce(session, info.context.viewer, number))

    @refusals.mutation(description="Throw a draft away.")
    async def discard_challenge(self, info: Info, input: DiscardChallengeInput) -> Done:
        """Throw a draft away."""
        number = _number(input.id)
        async with info.context.writing() as session:
            await challenges.discard(session, info.context.viewer, number)
        return Done()

    @refusals.mutation(description="Call a challenge off, with a reason for all to read.")
    async def call_off_challenge(self, info: Info, input: CallOffChallengeInput) -> Challenge:
        """Call a challenge off."""
        number = _number(input.id)
        async with info.context.writing() as session:
            return await _shown(session, challenges.call_off(session, info.context.viewer, number, input.why))

    @refusals.mutation(description="Join a challenge among staff; others who joined see your name then.")
    async def join_challenge(self, info: Info, input: JoinChallengeInput) -> Challenge:
        """Join a challenge."""
        number = _number(input.id)
        async with info.context.writing() as session:
            return await _shown(session, challenges.join(session, info.context.viewer, number))

    @refusals.mutation(description="Leave a challenge before it is decided; your readings in it are deleted.")
    async def leave_challenge(self, info: Info, input: LeaveChallengeInput) -> Challenge:
        """Leave a challenge."""
        number = _number(input.id)
        async with info.context.writing() as session:
            return await _shown(session, challenges.leave(session, info.context.viewer, number))

    @refusals.mutation(description="Say that an idea of yours answers a call that runs; it stays so.")
    async def answer_challenge(self, info: Info, input: AnswerChallengeInput) -> Challenge:
        """Answer a call."""
        number, idea_id = _number(input.id), ids.decode("Idea", input.idea_id, "idea_id")
        async with info.context.writing() as session:
            return await _shown(session, challenges.answer(session, info.context.viewer, number, idea_id))

    @refusals.mutation(description="Enter a participant's week, or with a reason correct it; nobody enters their own.")
    async def enter_challenge_reading(self, info: Info, input: EnterChallengeReadingInput) -> ChallengeReading:
        """Enter a reading."""
        number, member_id = _number(input.id), ids.decode("Member", input.member_id, "member_id")
        figures = WeekFigures(input.week, input.much, input.well, input.reason)
        async with info.context.writing() as session:
            made = await challenges.enter_reading(session, info.context.viewer, number, member_id, figures)
            return ChallengeReading.of(made)

    @refusals.mutation(description="Confirm who won a challenge that is over; nobody confirms that they won.")
    async def decide_challenge(self, info: Info, input: DecideChallengeInput) -> Challenge:
        """Confirm who won."""
        number = _number(input.id)
        winners = [ids.decode("Member", each, "winner_ids") for each in input.winner_ids[:100]]
        aside = {ids.decode("Member", each.member_id, "set_aside"): each.reason for each in input.set_aside[:100]}
        async with info.context.writing() as session:
            decided = challenges.decide(
                session, info.context.viewer, number, winner_ids=winners, why=input.why, aside=aside
            )
            return await _shown(session, decided)


def _number(given: ID) -> int:
    return ids.decode("Challenge", given)


async def _shown(session: AsyncSession, change: Awaitable[ChallengeRow]) -> Challenge:
    return Challenge.of(await change, now(session))
