"""Points over GraphQL: entries of the ledger, back to their cause and forward to their reversal; rules and seasons."""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry import ID

from api import ids
from api.causes import RewardCause
from api.connections import After, Before, Connection, First, Last
from api.context import Info
from api.ideas import Idea
from api.members import Member
from api.nodes import Node
from api.reward_enums import CapPeriod, Code, Currency
from domain import members, paging, rewards
from domain.errors import NotFound
from domain.rewards import CAUSES, Tally
from domain.rewards import Entry as EntryRow
from domain.rewards import Rule as RuleRow
from domain.rewards import Season as SeasonRow

Handle = Annotated[str | None, strawberry.argument(description="Whose; yours without it.")]
OfCurrency = Annotated[Currency | None, strawberry.argument(description="Only entries of this currency.")]
History = Annotated[bool, strawberry.argument(description="Whether earlier and coming versions come along.")]
RULES_MOST = 60
TOP_UPS = 5  # for the cost; all that there are come


@strawberry.type(description="Up to how many of the same thing a rule pays how much.")
class RewardTier:
    """One step of a rule."""

    up_to: int = strawberry.field(description="The last one that it pays.")
    amount: int = strawberry.field(description="The points for each.")


@strawberry.type(description="One version of a rule; versions never change.")
class RewardRule:
    """One version of a rule."""

    cause: Code = strawberry.field(description="What it pays for.")
    version: int = strawberry.field(description="Which version it is.")
    name: str = strawberry.field(description="What it pays for, in your language.")
    currency: Currency = strawberry.field(description="What its points are for.")
    tiers: list[RewardTier] = strawberry.field(description="What it pays; empty for nothing.", metadata={"at_most": 5})
    cap_points: int | None = strawberry.field(description="The most it pays a member in the cap's time.")
    cap_period: CapPeriod | None = strawberry.field(description="The cap's time.")
    valid_from: datetime = strawberry.field(description="Since when it is in force, until the next version's.")
    why: str = strawberry.field(description="Why it was written, as whoever did says.")
    superseded: bool = strawberry.field(description="Whether a later version took its place before it was in force.")

    @classmethod
    def of(cls, row: RuleRow, info: Info, *, superseded: bool = False) -> "RewardRule":
        """Return a rule as the schema shows one."""
        code = Code(row.code)
        return cls(
            cause=code,
            version=row.version,
            name=info.context.gettext(CAUSES[code].name),
            currency=row.currency,
            tiers=[RewardTier(up_to=tier["upto"], amount=tier["amount"]) for tier in row.tiers],
            cap_points=row.cap_points,
            cap_period=row.cap_period,
            valid_from=row.valid_from,
            why=row.why,
            superseded=superseded,
        )


@strawberry.type(description="A quarter of a year in the community's zone.")
class Season:
    """A quarter of a year."""

    key: str = strawberry.field(description="Its name in addresses, such as 2026-1.")
    starts_at: datetime = strawberry.field(description="When it begins.")
    ends_at: datetime = strawberry.field(description="When the next one begins.")
    closable_from: datetime = strawberry.field(description="From when on it can be closed: a week after its end.")
    closed_at: datetime | None = strawberry.field(description="Since when its standing is kept.")
    hash: str | None = strawberry.field(description="SHA-256 over its standing.")

    @classmethod
    def of(cls, row: SeasonRow) -> "Season":
        """Return a season as the schema shows one."""
        spans = {"starts_at": row.starts_at, "ends_at": row.ends_at, "closable_from": row.closable_from}
        return cls(key=row.key, **spans, closed_at=row.closed_at, hash=row.hash)


@strawberry.type(description="Points given, paid later, or taken back; entries never change.")
class RewardEntry(Node):
    """Points given, paid later, or taken back."""

    currency: Currency = strawberry.field(description="What the points are for.")
    amount: int = strawberry.field(description="The points; below zero where they were taken back.")
    wanted: int = strawberry.field(description="The points before a cap kept some back.")
    withheld: int = strawberry.field(description="The points that a cap kept back.")
    code: Code = strawberry.field(description="What it is for.")
    place: int = strawberry.field(description="The how manieth of its kind it was.")
    people: int = strawberry.field(description="Among how many it was shared.")
    late: bool = strawberry.field(description="Whether it stands beside the standing of its season, which was closed.")
    occurred_at: datetime = strawberry.field(description="When what it is for happened.")
    recorded_at: datetime = strawberry.field(description="When it was written down.")
    cause_kind: str = strawberry.field(description="What kind of thing caused it, such as decision.")
    rule: RewardRule = strawberry.field(description="The rule, in the version that counted.")
    season: Season = strawberry.field(description="The season it counts in.")
    page: str = strawberry.field(description="Its page, as a path on this site.")
    row: strawberry.Private[EntryRow]

    @classmethod
    def of(cls, row: EntryRow, info: Info) -> "RewardEntry":
        """Return an entry, with its rule and season loaded, as the schema shows one."""
        return cls(
            id=ID(ids.encode("RewardEntry", row.id)),
            currency=row.currency,
            amount=row.amount,
            wanted=row.wanted,
            withheld=row.withheld,
            code=Code(row.code),
            place=row.place,
            people=row.people,
            late=row.late,
            occurred_at=row.occurred_at,
            recorded_at=row.recorded_at,
            cause_kind=row.cause_kind,
            rule=RewardRule.of(row.rule, info),
            season=Season.of(row.season),
            page=row.path,
            row=row,
        )

    @strawberry.field(description="Why, in a sentence in your language.")
    async def why(self, info: Info) -> str:
        """Return what it is for."""
        seen = await info.context.loaders.ideas.load(self.row.idea_id) if self.row.idea_id is not None else None
        look = await info.context.loaders.looks.load(self.row) if self.row.reverses_id is not None else None
        return rewards.why(self.row, seen, look).text(info.context.gettext)

    @strawberry.field(description="What else belongs to its amount, in sentences.", metadata={"at_most": 4})
    def terms(self, info: Info) -> list[str]:
        """Return how it was shared, and what was withheld and why."""
        return [said.text(info.context.gettext) for said in rewards.terms(self.row)]

    @strawberry.field(description="Until when new support is looked over and may go again; null for all else.")
    def provisional_until(self, info: Info) -> datetime | None:
        """Return until when it may go again."""
        return rewards.provisional_until(self.row, info.context.now())

    @strawberry.field(description="What it came from, as far as you may see that.")
    async def cause(self, info: Info) -> RewardCause:
        """Return what it came from."""
        return await RewardCause.of(await info.context.loaders.traces.load(self.row), info)

    @strawberry.field(description="The idea it came from; null where you can't see it.")
    async def idea(self, info: Info) -> Idea | None:
        """Return the idea."""
        if self.row.idea_id is None:
            return None
        return Idea.found(await info.context.loaders.ideas.load(self.row.idea_id))

    @strawberry.field(description="Whose points these are.")
    async def member(self, info: Info) -> Member:
        """Return the member."""
        return Member.of(await info.context.loaders.members.load(self.row.member_id))

    @strawberry.field(description="The entry that took it back; null as long as it holds.")
    async def reversal(self, info: Info) -> "RewardEntry | None":
        """Return the reversal."""
        return await _one(info, self.row.reversal.id if self.row.reversal else None)

    @strawberry.field(description="The entry that it takes back.")
    async def reverses(self, info: Info) -> "RewardEntry | None":
        """Return what it takes back."""
        return await _one(info, self.row.reverses_id)

    @strawberry.field(description="The entry of which it pays what a cap had withheld.")
    async def tops_up(self, info: Info) -> "RewardEntry | None":
        """Return what it tops up."""
        return await _one(info, self.row.tops_up_id)

    @strawberry.field(
        description="What paid later what a cap had withheld from it, oldest first.", metadata={"at_most": TOP_UPS}
    )
    async def top_ups(self, info: Info) -> list["RewardEntry"]:
        """Return what topped it up."""
        return [RewardEntry.of(each, info) for each in await info.context.loaders.top_ups.load(self.row.id)]

    @strawberry.field(description="The entry by which it was paid again, of one taken back and of what took it back.")
    async def paid_again(self, info: Info) -> "RewardEntry | None":
        """Return what paid it again."""
        found = await info.context.loaders.paid_again.load(self.row)
        return RewardEntry.of(found, info) if found else None


async def _one(info: Info, number: int | None) -> RewardEntry | None:
    row = await info.context.loaders.entries.load(number) if number is not None else None
    return RewardEntry.of(row, info) if row else None


@strawberry.type(description="What somebody earned; taken back more than given shows as nothing.")
class RewardTally:
    """What somebody earned."""

    season: Season = strawberry.field(description="The season under way.")
    impact: int = strawberry.field(description="Impact of this season.")
    learning: int = strawberry.field(description="Learning of this season.")
    impact_ever: int = strawberry.field(description="Impact of all time.")
    learning_ever: int = strawberry.field(description="Learning of all time.")
    level: int = strawberry.field(description="Their level, 1 to 8; it decides nothing.")
    next_level_at: int | None = strawberry.field(description="From how many points on the next one is reached.")
    thanks_ever: int | None = strawberry.field(
        description="Thanks of all time; null for all but whom they are meant for."
    )

    @classmethod
    def of(cls, found: Tally, *, own: bool) -> "RewardTally":
        """Return a tally as the schema shows one."""
        return cls(
            season=Season.of(found.season),
            impact=found.this_season(Currency.IMPACT),
            learning=found.this_season(Currency.LEARNING),
            impact_ever=found.in_all(Currency.IMPACT),
            learning_ever=found.in_all(Currency.LEARNING),
            level=found.level,
            next_level_at=found.next_level_at,
            thanks_ever=found.in_all(Currency.THANKS) if own else None,
        )


@strawberry.type
class RewardQueries:
    """Asking about points."""

    @strawberry.field(description="What somebody earned, latest first; yours without a handle.", metadata={"cost": 10})
    async def reward_entries(
        self,
        info: Info,
        handle: Handle = None,
        currency: OfCurrency = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[RewardEntry]:
        """Return a page of entries."""
        wanted = paging.requested(first, after, last, before)
        async with info.context.reading() as session:
            viewer = info.context.viewer
            whose = await rewards.record_of(session, viewer, handle) if handle else members.require_self(viewer)
            found = await rewards.listed(session, viewer, whose, wanted, currency=currency)
        return Connection.of(found, lambda row: RewardEntry.of(row, info))

    @strawberry.field(description="What somebody's entries add up to; null where you may not read them.")
    async def reward_tally(self, info: Info, handle: Handle = None) -> RewardTally | None:
        """Return a tally."""
        async with info.context.reading() as session:
            viewer = info.context.viewer
            if not handle and viewer.id is None:
                return None
            try:
                whose = await rewards.record_of(session, viewer, handle) if handle else members.require_self(viewer)
            except NotFound:
                return None
            return RewardTally.of(await rewards.tally(session, whose), own=whose.id == viewer.id)

    @strawberry.field(description="The rules in force, or all their versions.", metadata={"at_most": RULES_MOST})
    async def reward_rules(self, info: Info, history: History = False) -> list[RewardRule]:
        """Return rules."""
        members.require_may_read(info.context.viewer)
        async with info.context.reading() as session:
            book = await rewards.rules(session)
        moment = info.context.now()
        in_force = [rule for code in Code if (rule := book.at(code, moment))]
        chosen = book.rules if history else in_force
        return [RewardRule.of(rule, info, superseded=book.superseded(rule)) for rule in chosen]
