"""Boards and seasons over GraphQL, and for admins writing rules, closing seasons, and whether the books agree."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import datetime
from typing import Annotated

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession
from strawberry import ID

from api import ids, refusals
from api.context import Info
from api.enums import described
from api.members import Member
from api.reward_enums import CapPeriod, Code, Currency
from api.rewards import RewardRule, Season
from domain import members, rewards
from domain.errors import NotFound
from domain.ideas import Quadrant
from domain.members import Actor
from domain.rewards import Board, BoardFilter, BoardScope, Kept, Place, Preview, Wording

OfSeason = Annotated[str | None, strawberry.argument(description="Such as 2026-1; the present season without it.")]
Counted = Annotated[Currency, strawberry.argument(description="What counts: impact or learning.")]
Among = Annotated[BoardScope, strawberry.argument(description="Who stands on it.")]
OfQuadrant = Annotated[Quadrant | None, strawberry.argument(description="Only what was earned with its ideas.")]
OfTeam = Annotated[ID | None, strawberry.argument(description="The team, for the scope of one; for staff.")]
SEASONS_MOST, PLACES_MOST = 400, 11
SENT_EVERY = 5.0  # seconds
ROUNDS_AT_MOST = 12  # after so many a board is looked at anyway: names can be hidden, and rights can end
pause = asyncio.sleep

described(
    BoardScope,
    "Who stands on a board.",
    COMMUNITY="Everybody who is shown.",
    NEWCOMERS="Who joined within the season.",
    TEAM="One team; for staff.",
)


@strawberry.type(description="One line of a board.")
class BoardPlace:
    """One line of a board."""

    rank: int = strawberry.field(description="The place among those who are shown; who has as many points shares it.")
    points: int = strawberry.field(description="The points.")
    member: Member = strawberry.field(description="Who.")

    @classmethod
    def of(cls, found: Place) -> "BoardPlace":
        """Return a place as the schema shows one."""
        return cls(rank=found.rank, points=found.points, member=Member.of(found.member))


@strawberry.type(description="The board of a season: its first places, and those around you.")
class RewardBoard:
    """The board of a season."""

    season: Season = strawberry.field(description="Its season.")
    top: list[BoardPlace] = strawberry.field(description="The first ten.", metadata={"at_most": PLACES_MOST})
    around: list[BoardPlace] = strawberry.field(
        description="Five above you and five below; empty where you are among the first.",
        metadata={"at_most": PLACES_MOST},
    )
    own: BoardPlace | None = strawberry.field(description="Your own place, which only you see unless you are shown.")
    people: int = strawberry.field(description="How many stand on it.")
    kept: list[BoardPlace] | None = strawberry.field(
        description="The first ten as they stood when the season was closed; null before, and where only the standing "
        "of everybody was kept.",
        metadata={"at_most": PLACES_MOST},
    )
    kept_around: list[BoardPlace] = strawberry.field(
        description="Those five above and below you then, with you; empty where you were among the first, or nowhere.",
        metadata={"at_most": PLACES_MOST},
    )
    kept_own: BoardPlace | None = strawberry.field(
        description="Your own place as it was when the season was closed, which only you see unless you are shown."
    )
    adjusted: int = strawberry.field(description="How many had something booked beside what was kept since.")

    @classmethod
    def of(cls, found: Board, kept: Kept | None) -> "RewardBoard":
        """Return a board as the schema shows one."""
        return cls(
            season=Season.of(found.season),
            top=[BoardPlace.of(each) for each in found.top],
            around=[BoardPlace.of(each) for each in found.around],
            own=BoardPlace.of(found.own) if found.own else None,
            people=found.people,
            kept=[BoardPlace.of(each) for each in kept.places] if kept and kept.whole else None,
            kept_around=[BoardPlace.of(each) for each in kept.around] if kept else [],
            kept_own=BoardPlace.of(kept.own) if kept and kept.own else None,
            adjusted=kept.adjusted if kept else 0,
        )


@strawberry.type(description="What was found when balances were compared with the entries.")
class LedgerInspection:
    """What was found when the books were compared."""

    inspected_at: datetime = strawberry.field(description="When.")
    says: list[str] = strawberry.field(description="Where they differ; best none.", metadata={"at_most": 300})


@strawberry.input(description="A step of a rule.")
class RewardTierInput:
    """A step of a rule."""

    up_to: int = strawberry.field(description="The last one that it pays.")
    amount: int = strawberry.field(description="The points for each.")


@strawberry.input(description="What a rule shall pay from tomorrow on.")
class ReviseRewardRuleInput:
    """A new version of a rule."""

    code: Code = strawberry.field(description="What it pays for.")
    based_on: int = strawberry.field(description="The newest version that you saw.")
    tiers: list[RewardTierInput] = strawberry.field(description="Its steps, upwards; none for paying nothing.")
    cap_points: int | None = strawberry.field(default=None, description="The most it pays a member in the cap's time.")
    cap_period: CapPeriod | None = strawberry.field(default=None, description="The cap's time.")
    why: str = strawberry.field(description="Why; everybody reads it.")

    @property
    def wording(self) -> Wording:
        """Return what it shall say."""
        tiers = [(tier.up_to, tier.amount) for tier in self.tiers]
        return Wording(tiers, self.cap_points, self.cap_period, self.why)


@strawberry.type(description="What one member has by a rule this season, and would have.")
class RewardShift:
    """What one member has by a rule this season, and would have."""

    member: Member = strawberry.field(description="Who.")
    before: int = strawberry.field(description="The points they have by it.")
    after: int = strawberry.field(description="The points they would have.")


@strawberry.type(description="What a new version of a rule would have changed this season; nothing was written.")
class RewardRulePreview:
    """What a new version of a rule would have changed this season."""

    gain: int = strawberry.field(description="How many members would have more.")
    lose: int = strawberry.field(description="How many would have less.")
    points: int = strawberry.field(description="How many points more, or less, it would have been in all.")
    shifts: list[RewardShift] = strawberry.field(
        description="Whom it would have moved most, most first.", metadata={"at_most": rewards.SHIFTS_MOST}
    )

    @classmethod
    def of(cls, found: Preview) -> "RewardRulePreview":
        """Return a preview as the schema shows one."""
        shifts = [
            RewardShift(member=Member.of(each.member), before=each.before, after=each.after) for each in found.shifts
        ]
        return cls(gain=found.gain, lose=found.lose, points=found.points, shifts=shifts)


@strawberry.input(description="Which season to close.")
class CloseSeasonInput:
    """A season to close."""

    key: str = strawberry.field(description="Its name, such as 2026-1.")


Previewed = Annotated[ReviseRewardRuleInput, strawberry.argument(description="What the version shall say.")]


@strawberry.type
class StandingQueries:
    """Asking about boards and seasons."""

    @strawberry.field(description="All seasons, the present one first.", metadata={"at_most": SEASONS_MOST})
    async def seasons(self, info: Info) -> list[Season]:
        """Return the seasons."""
        members.require_may_read(info.context.viewer)
        async with info.context.reading() as session:
            return [Season.of(each) for each in await rewards.seasons(session)]

    @strawberry.field(description="The board of a season; null for thanks, and where you may not see it.")
    async def reward_board(
        self,
        info: Info,
        season: OfSeason = None,
        currency: Counted = Currency.IMPACT,
        scope: Among = BoardScope.COMMUNITY,
        quadrant: OfQuadrant = None,
        team: OfTeam = None,
    ) -> RewardBoard | None:
        """Return a board."""
        only = _only(currency, scope, quadrant, team)
        async with info.context.reading() as session:
            try:
                found, kept = await _board(session, info.context.viewer, season, only)
            except NotFound:
                return None
        return RewardBoard.of(found, kept)

    @strawberry.field(description="What a version of a rule would have changed this season; null for all but admins.")
    async def reward_rule_preview(self, info: Info, rule: Previewed) -> RewardRulePreview | None:
        """Return what would have changed."""
        if not rewards.may_keep_rules(info.context.viewer):
            return None
        async with info.context.reading() as session:
            found = await rewards.preview_rule(session, info.context.viewer, rule.code, rule.wording)
            return RewardRulePreview.of(found)

    @strawberry.field(description="What the last look at the books found; null for all but admins.")
    async def ledger_inspection(self, info: Info) -> LedgerInspection | None:
        """Return what was found."""
        if not rewards.may_keep_rules(info.context.viewer):
            return None
        async with info.context.reading() as session:
            found = await rewards.inspection(session, info.context.viewer)
        return LedgerInspection(inspected_at=found.inspected_at, says=found.says) if found else None


@strawberry.type
class StandingSubscriptions:
    """Hearing of boards."""

    @strawberry.subscription(
        description="The board of a season, again when it changed, at most every five seconds; whom you may no longer "
        "see there goes within a minute even while nothing else happens."
    )
    async def standings_changed(
        self,
        info: Info,
        season: OfSeason = None,
        currency: Counted = Currency.IMPACT,
        scope: Among = BoardScope.COMMUNITY,
        quadrant: OfQuadrant = None,
        team: OfTeam = None,
    ) -> AsyncGenerator[RewardBoard, None]:
        """Yield a board; it is looked at anew only when an entry was written, with the rights that one has then."""
        only = _only(currency, scope, quadrant, team)
        context, heard, known, rounds = info.context, -1, None, 0
        with context.listeners.place():
            while True:
                newest = await context.listeners.entries(context.sessions)
                if newest != heard or rounds % ROUNDS_AT_MOST == 0:
                    heard, rounds = newest, 0
                    async with context.sessions() as session:
                        context.viewer, _may_write = await context.asker.find(session)
                        found, kept = await _board(session, context.viewer, season, only)
                    if (stands := _stands(found)) != known:
                        known = stands
                        yield RewardBoard.of(found, kept)
                rounds += 1
                await pause(SENT_EVERY)


async def _board(session: AsyncSession, viewer: Actor, key: str | None, only: BoardFilter) -> tuple[Board, Kept | None]:
    shown = await rewards.season(session, key) if key else (await rewards.seasons(session))[0]
    found = await rewards.board(session, viewer, shown, only)
    return found, await rewards.frozen(session, viewer, shown, only) if shown.closed_at else None


def _only(currency: Currency, scope: BoardScope, quadrant: Quadrant | None, team: str | None) -> BoardFilter:
    return BoardFilter(currency, scope, quadrant, ids.decode("Team", team, "team") if team else None)


def _stands(found: Board) -> object:
    """Return what differs when a board does."""
    places = [[(place.rank, place.points, place.member.id) for place in part] for part in (found.top, found.around)]
    return found.season.key, found.season.closed_at, places, found.own and found.own.rank, found.people


@strawberry.type
class StandingMutations:
    """Writing rules and closing seasons."""

    @refusals.mutation(description="Write the next version of a rule; it counts from tomorrow on, the past stays.")
    async def revise_reward_rule(self, info: Info, input: ReviseRewardRuleInput) -> RewardRule:
        """Write a version."""
        async with info.context.writing() as session:
            viewer = info.context.viewer
            made = await rewards.revise_rule(session, viewer, input.code, input.wording, based_on=input.based_on)
            return RewardRule.of(made, info)

    @refusals.mutation(description="Keep the standing of a season that is over, for good.")
    async def close_season(self, info: Info, input: CloseSeasonInput) -> Season:
        """Close a season."""
        async with info.context.writing() as session:
            rewards.require_may_keep_rules(info.context.viewer)
            found = await rewards.season(session, input.key)
            return Season.of(await rewards.close_season(session, info.context.viewer, found.id or 0))
