"""How far people are: how much and how well they did in a challenge's time, since when both are enough, and who wins.

Points count by the time of what they are for, unless they were taken back. Readings add up to how much; how well is
their mean, in which each week weighs as much as was done in it. Figures are cut after two decimals, and compared so.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_DOWN, Decimal
from itertools import groupby
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from domain import rewards
from domain.challenges.model import (
    Challenge,
    ChallengeIdea,
    ChallengeKind,
    ChallengeParticipant,
    ChallengeReading,
    Much,
    TieRule,
    Well,
)
from domain.members import Member
from domain.permissions import STAFF
from domain.rewards import Code, Currency, Entry, RewardHabit

_HUNDREDTH = Decimal("0.01")
_CARRIED_ON = frozenset({Code.CHOSEN, Code.TESTED, Code.ADOPTED, Code.BENEFIT_VERIFIED})
_CHOSEN = frozenset({Code.CHOSEN, Code.ADOPTED})
CURRENCIES = {Much.IMPACT: Currency.IMPACT, Much.LEARNING: Currency.LEARNING}


@dataclass(frozen=True)
class Progress:
    """How far somebody is; `well` is None where there is nothing to tell it from, `met_at` until both are enough."""

    member_id: int
    much: Decimal = Decimal(0)
    well: Decimal | None = None
    met_at: datetime | None = None


@dataclass(frozen=True)
class Deed:
    """Points for something of somebody's at a time."""

    at: datetime
    code: str
    points: int
    currency: Currency
    idea_id: int | None
    cause_id: int


@dataclass(frozen=True)
class Week:
    """A week's reading as it counts."""

    number: int
    much: Decimal
    well: Decimal | None


def by_deeds(challenge: Challenge, member_id: int, deeds: Iterable[Deed]) -> Progress:
    """Return how far somebody is by all that they did in a challenge's time."""
    so_far: list[Deed] = []
    much, well, since = Decimal(0), None, None
    for at, now_done in groupby(sorted(deeds, key=lambda each: each.at), key=lambda each: each.at):
        so_far += now_done
        much, well = _points(challenge, so_far), _MEASURES[challenge.well](so_far)
        since = (since or at) if is_enough(challenge, much, well) else None
    return Progress(member_id, much, well, since)


def by_weeks(challenge: Challenge, member_id: int, weeks: Iterable[Week]) -> Progress:
    """Return how far somebody is by the readings that were entered for them."""
    so_far: list[Week] = []
    much, well, since = Decimal(0), None, None
    for week in sorted(weeks, key=lambda each: each.number):
        so_far.append(week)
        much = sum((each.much for each in so_far), Decimal(0))
        weight = sum((each.much for each in so_far if each.well is not None), Decimal(0))
        total = sum((each.much * each.well for each in so_far if each.well is not None), Decimal(0))
        well = (total / weight).quantize(_HUNDREDTH, ROUND_DOWN) if weight else None
        at = challenge.moment_of(challenge.week_starts(week.number))
        since = (since or at) if is_enough(challenge, much, well) else None
    return Progress(member_id, much, well, since)


def is_enough(challenge: Challenge, much: Decimal, well: Decimal | None) -> bool:
    """Return whether both thresholds are reached; the one alone never is enough."""
    return much >= challenge.much_least and well is not None and well >= challenge.well_least


def ranked(challenge: Challenge, found: Iterable[Progress]) -> list[Progress]:
    """Return those who met both in the order in which they win, by the challenge's rule."""
    return sorted(
        (each for each in found if each.met_at is not None), key=lambda each: (_key(challenge, each), each.member_id)
    )


def winning(challenge: Challenge, candidates: Sequence[Progress], aside: Collection[int] = ()) -> list[Progress]:
    """Return who of the ranked candidates wins, less those set aside; who are equal to the last one win with them."""
    left = [each for each in candidates if each.member_id not in aside]
    if len(left) <= challenge.winners:
        return left
    last = _key(challenge, left[challenge.winners - 1])
    return [each for number, each in enumerate(left) if number < challenge.winners or _key(challenge, each) == last]


async def candidates(session: AsyncSession, challenge: Challenge, *, as_of: datetime | None = None) -> list[Progress]:
    """Return who met both thresholds, in the order in which they win; `as_of` looks as it stood at a moment before.

    Of a call for ideas these are members who stand on boards, of one among staff who joined and still works here.
    """
    if challenge.kind is ChallengeKind.STAFF:
        return ranked(challenge, (await of_participants(session, challenge)).values())
    much = _counted(challenge, as_of).where(Entry.currency == CURRENCIES[challenge.much])
    enough = much.with_only_columns(Entry.member_id).group_by(Entry.member_id)
    enough = enough.having(func.sum(Entry.amount) >= challenge.much_least)
    here = select(Member.id).outerjoin(RewardHabit, RewardHabit.member_id == Member.id)
    here = here.where(Member.id.in_(enough), rewards.shown())
    numbers = list(await session.scalars(here))
    return ranked(challenge, (await of_members(session, challenge, numbers, as_of=as_of)).values())


async def of_members(
    session: AsyncSession, challenge: Challenge, member_ids: Collection[int], *, as_of: datetime | None = None
) -> dict[int, Progress]:
    """Return how far these members are in a call for ideas, by number."""
    columns = (Entry.member_id, Entry.occurred_at, Entry.code, Entry.amount, Entry.currency)
    query = _counted(challenge, as_of).with_only_columns(*columns, Entry.idea_id, Entry.cause_id)
    done: dict[int, list[Deed]] = {number: [] for number in member_ids}
    if done:
        for row in await session.execute(query.where(Entry.member_id.in_(member_ids)).order_by(Entry.id)):
            done[row.member_id].append(
                Deed(row.occurred_at, row.code, row.amount, row.currency, row.idea_id, row.cause_id)
            )
    return {number: by_deeds(challenge, number, deeds) for number, deeds in done.items()}


async def of_participants(
    session: AsyncSession, challenge: Challenge, among: Collection[int] | None = None
) -> dict[int, Progress]:
    """Return how far those are who joined and still work here, by number; with `among` only these members."""
    query = select(ChallengeParticipant.member_id).join(Member, Member.id == ChallengeParticipant.member_id)
    query = query.where(ChallengeParticipant.challenge_id == challenge.id)
    query = query.where(Member.left_at.is_(None), Member.role.in_(STAFF))
    if among is not None:
        query = query.where(Member.id.in_(among))
    weeks: dict[int, list[Week]] = {number: [] for number in await session.scalars(query)}
    standing = select(ChallengeReading).where(ChallengeReading.challenge_id == challenge.id)
    standing = standing.where(ChallengeReading.superseded_at.is_(None), ChallengeReading.much.is_not(None))
    standing = standing.where(ChallengeReading.member_id.in_(weeks))
    for each in await session.scalars(standing):
        if each.member_id in weeks and each.much is not None:
            weeks[each.member_id].append(Week(each.week, each.much, each.well))
    return {number: by_weeks(challenge, number, found) for number, found in weeks.items()}


def _counted(challenge: Challenge, as_of: datetime | None) -> Select[Any]:
    """Return the entries that count: for what happened in its time, in its quadrant, not taken back by then."""
    undone = aliased(Entry)
    gone = select(undone.id).where(undone.reverses_id == Entry.id)
    query = select(Entry).where(Entry.occurred_at >= challenge.starts_at, Entry.occurred_at < challenge.ends_at)
    if as_of is not None:
        gone = gone.where(undone.recorded_at <= as_of)
        query = query.where(Entry.recorded_at <= as_of)
    query = query.where(Entry.reverses_id.is_(None), ~gone.exists())
    if challenge.quadrant is not None:
        query = query.where(Entry.quadrant == challenge.quadrant)
    if challenge.only_answers:
        answers = select(ChallengeIdea.idea_id).where(ChallengeIdea.challenge_id == challenge.id)
        query = query.where(and_(Entry.idea_id.is_not(None), Entry.idea_id.in_(answers)))
    return query


def _points(challenge: Challenge, deeds: Iterable[Deed]) -> Decimal:
    wanted = CURRENCIES[challenge.much]
    return Decimal(sum(each.points for each in deeds if each.currency is wanted))


def _outcomes(deeds: Iterable[Deed]) -> Decimal:
    return Decimal(len({each.idea_id for each in deeds if each.code in _CARRIED_ON}))


def _share_chosen(deeds: Iterable[Deed]) -> Decimal | None:
    every = list(deeds)
    published = {each.idea_id for each in every if each.code == Code.PUBLISHED}
    chosen = {each.idea_id for each in every if each.code in _CHOSEN} & published
    return (Decimal(100 * len(chosen)) / len(published)).quantize(_HUNDREDTH, ROUND_DOWN) if published else None


def _learned(deeds: Iterable[Deed]) -> Decimal:
    return Decimal(len({each.cause_id for each in deeds if each.code == Code.LEARNED}))


_MEASURES: Mapping[Well, Callable[[Iterable[Deed]], Decimal | None]] = {
    Well.OUTCOMES: _outcomes,
    Well.SHARE_CHOSEN: _share_chosen,
    Well.LEARNED: _learned,
}


def _key(challenge: Challenge, of: Progress) -> tuple[Any, ...]:
    better, more = -(of.well or 0), -of.much
    match challenge.tie:
        case TieRule.EARLIER:
            return of.met_at, better, more
        case TieRule.BETTER:
            return better, of.met_at, more
    return more, better, of.met_at
