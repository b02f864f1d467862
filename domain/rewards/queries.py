"""Reading entries, and what they add up to. Every query of a face starts from `entries_visible_to`."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from domain import members
from domain.clock import now
from domain.errors import NotFound
from domain.members import Actor, Member
from domain.paging import Order, Page, Slice, page
from domain.rewards.model import WHOLE, Balance, Currency, Entry, RewardHabit, Rule, Season, Standing
from domain.rewards.pending import HeldSupport
from domain.rewards.policy import entries_visible_to, may_read_record, stands
from domain.rewards.rulebook import Rulebook, rulebook
from domain.rewards.seasons import season_at

LEVELS = (0, 50, 150, 400, 1_000, 2_500, 6_000, 15_000)
_LATEST: Order[Entry] = Order(
    "happened", (Entry.occurred_at, Entry.id), lambda entry: (entry.occurred_at, entry.id), (datetime, int)
)


@dataclass
class Tally:
    """What a member earned, by currency: this season, and ever. Taken back more than given shows as nothing."""

    season: Season
    now: dict[Currency, int] = field(default_factory=dict)
    ever: dict[Currency, int] = field(default_factory=dict)

    def this_season(self, currency: Currency) -> int:
        """Return the points of this season, never below nothing."""
        return max(0, self.now.get(currency, 0))

    def in_all(self, currency: Currency) -> int:
        """Return the points of all time, never below nothing."""
        return max(0, self.ever.get(currency, 0))

    @property
    def level(self) -> int:
        """Return the level, 1 to 8, by impact and learning of all time; it decides nothing."""
        points = self.in_all(Currency.IMPACT) + self.in_all(Currency.LEARNING)
        return sum(points >= least for least in LEVELS)

    @property
    def next_level_at(self) -> int | None:
        """Return from how many points on the next level is reached, None at the last."""
        return LEVELS[self.level] if self.level < len(LEVELS) else None


def _seen(actor: Actor) -> Select[Entry]:
    query = select(Entry).join(Member, Member.id == Entry.member_id)
    query = query.outerjoin(RewardHabit, RewardHabit.member_id == Entry.member_id).where(entries_visible_to(actor))
    related = (
        joinedload(Entry.rule, innerjoin=True),
        joinedload(Entry.season, innerjoin=True),
        joinedload(Entry.reversal),
        joinedload(Entry.reverses),
        joinedload(Entry.tops_up),
    )
    return query.options(*related)


async def entry(session: AsyncSession, actor: Actor, entry_id: int) -> Entry:
    """Return one entry with its rule, season and what it takes back or was taken back by; raises NotFound."""
    found = await session.scalar(_seen(actor).where(Entry.id == entry_id))
    if found is None:
        raise NotFound
    return found


async def by_ids(session: AsyncSession, actor: Actor, ids: Collection[int]) -> dict[int, Entry]:
    """Return those of these entries that the actor may read, by number."""
    return {found.id: found for found in await session.scalars(_seen(actor).where(Entry.id.in_(ids)))}


async def reversals(session: AsyncSession, member: Member, idea_id: int) -> list[Entry]:
    """Return what took entries of a member for one idea back, oldest first."""
    query = select(Entry).where(Entry.member_id == member.id, Entry.idea_id == idea_id, Entry.reverses_id.is_not(None))
    return list(await session.scalars(query.order_by(Entry.id)))


async def record_of(session: AsyncSession, actor: Actor, handle: str) -> Member:
    """Return the member whose record the actor may read; raises NotFound."""
    member = await members.by_handle(session, actor, handle)
    if not await is_open(session, actor, member):
        raise NotFound
    return member


async def is_open(session: AsyncSession, actor: Actor, member: Member) -> bool:
    """Return whether the actor may read what this member earned."""
    return may_read_record(actor, member, await session.get(RewardHabit, member.id))


async def listed(
    session: AsyncSession, actor: Actor, member: Member, wanted: Slice, *, currency: Currency | None = None
) -> Page[Entry]:
    """Return a page of a member's entries, what happened last first, as far as the actor may read them."""
    query = _seen(actor).where(Entry.member_id == member.id)
    if currency is not None:
        query = query.where(Entry.currency == currency)
    return await page(session, query, _LATEST, wanted)


async def top_ups(session: AsyncSession, actor: Actor, ids: Collection[int]) -> dict[int, list[Entry]]:
    """Return what paid later what caps had withheld from entries, oldest first, by the entry's number."""
    found: dict[int, list[Entry]] = {}
    for each in await session.scalars(_seen(actor).where(Entry.tops_up_id.in_(ids)).order_by(Entry.id)):
        found.setdefault(each.tops_up_id or 0, []).append(each)
    return found


async def paid_again(session: AsyncSession, actor: Actor, entries: Iterable[Entry]) -> dict[int, Entry]:
    """Return the entries by which what was taken back was paid again, by the number of what was, or of its reversal."""
    keys = {}
    for each in entries:
        award = each.reverses if each.reverses_id is not None else each
        if award is not None and award.tops_up_id is None and (award is not each or each.reversal is not None):
            keys[each.id] = f"{award.key.removesuffix(str(award.generation))}{award.generation + 1}"
    if not keys:
        return {}
    found = {each.key: each for each in await session.scalars(_seen(actor).where(Entry.key.in_(keys.values())))}
    return {number: found[key] for number, key in keys.items() if key in found}


async def tally(session: AsyncSession, member: Member) -> Tally:
    """Return what a member earned. Whoever calls has loaded the member for whoever reads their record."""
    season = await season_at(session, now(session))
    found = Tally(season)
    query = select(Balance).where(Balance.member_id == member.id, Balance.scope == WHOLE)
    for row in await session.scalars(query):
        found.ever[row.currency] = found.ever.get(row.currency, 0) + row.points
        if row.season_id == season.id and not row.late:
            found.now[row.currency] = row.points
    return found


async def rules(session: AsyncSession) -> Rulebook:
    """Return every version of every rule; everybody may read them."""
    return await rulebook(session)


async def rule(session: AsyncSession, actor: Actor, rule_id: int) -> Rule:
    """Return one version of a rule; raises NotFound."""
    members.require_may_read(actor)
    found = await session.get(Rule, rule_id)
    if found is None:
        raise NotFound
    return found


async def seasons(session: AsyncSession) -> list[Season]:
    """Return all seasons, the present one first."""
    current = await season_at(session, now(session))
    kept = await session.scalars(select(Season).order_by(Season.starts_at.desc()))
    return [current, *(each for each in kept if each.starts_at < current.starts_at)]


async def season(session: AsyncSession, key: str) -> Season:
    """Return a season by its name in addresses, such as 2026-1; raises NotFound."""
    for found in await seasons(session):
        if found.key == key:
            return found
    raise NotFound


async def habit(session: AsyncSession, member: Member) -> RewardHabit:
    """Return what the member chose about their points, or what holds as long as they haven't."""
    found = await session.get(RewardHabit, member.id)
    return RewardHabit(
        member_id=member.id,
        shown=stands(member, found),
        tells=found is not None and found.tells,
        sees_progress=found is None or found.sees_progress,
        celebrates=found is None or found.celebrates,
    )


async def wish_to_hear(session: AsyncSession, member_ids: Collection[int]) -> set[int]:
    """Return those of these members who are told when an outcome brings them points."""
    query = select(RewardHabit.member_id).where(RewardHabit.member_id.in_(member_ids), RewardHabit.tells)
    return set(await session.scalars(query))


async def count(session: AsyncSession) -> int:
    """Return how many entries there are."""
    return await session.scalar(select(func.count()).select_from(Entry)) or 0


async def last(session: AsyncSession) -> int:
    """Return the number of the newest entry of all, 0 before the first."""
    return await session.scalar(select(func.max(Entry.id))) or 0


async def latest(session: AsyncSession, member_id: int) -> int:
    """Return the number of a member's newest entry, 0 before the first."""
    return await session.scalar(select(func.max(Entry.id)).where(Entry.member_id == member_id)) or 0


async def newest(session: AsyncSession, member_id: int, after: int) -> list[int]:
    """Return the numbers of a member's entries past one, oldest first, at most a hundred."""
    query = select(Entry.id).where(Entry.member_id == member_id, Entry.id > after).order_by(Entry.id).limit(100)
    return list(await session.scalars(query))


async def personal_data(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return the member's entries, places in closed seasons and rules they wrote, for the data they take along."""
    query = select(Entry, Season).join(Season, Season.id == Entry.season_id).where(Entry.member_id == member.id)
    kept = select(Standing, Season).join(Season, Season.id == Standing.season_id)
    kept = kept.where(Standing.member_id == member.id).order_by(Season.starts_at)
    waiting = select(HeldSupport).where(HeldSupport.member_id == member.id).order_by(HeldSupport.idea_id)
    written = select(Rule).where(Rule.made_by_id == member.id).order_by(Rule.id)
    return [
        *(
            {
                "currency": each.currency.value,
                "points": each.amount,
                "wanted": each.wanted,
                "for": each.code,
                "idea": each.idea_id,
                "season": of.key,
                "occurred_at": each.occurred_at,
                "recorded_at": each.recorded_at,
                "takes_back": each.reverses_id is not None,
            }
            for each, of in await session.execute(query.order_by(Entry.id))
        ),
        *(
            {
                "currency": each.currency.value,
                "among": each.scope,
                "points": each.points,
                "rank": each.rank,
                "shown": each.shown,
                "season": of.key,
            }
            for each, of in await session.execute(kept)
        ),
        *({"support_of": each.idea_id, "waits_until": each.until} for each in await session.scalars(waiting)),
        *({"rule": each.code, "version": each.version, "why": each.why} for each in await session.scalars(written)),
    ]


async def reward_habit(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return whether the member chose about their points, for the data they take along."""
    found = await session.get(RewardHabit, member.id)
    names = ("shown", "tells", "sees_progress", "celebrates")
    return [{name: getattr(found, name) for name in names}] if found else []
