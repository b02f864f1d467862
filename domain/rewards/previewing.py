"""Who would gain and who would lose if a rule had counted since the season began. Nothing is written."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import members
from domain.clock import now
from domain.members import Actor, Member
from domain.rewards.causes import FOR_ITS_DUPLICATES, FOR_THE_IDEA, MAIN, MERGED, Code, Due
from domain.rewards.ledger import cap_of
from domain.rewards.model import Entry, Rule, Season
from domain.rewards.policy import require_may_keep_rules
from domain.rewards.rulebook import rulebook
from domain.rewards.seasons import day_of, season_at
from domain.rewards.use_cases import Wording, checked_rule

SHIFTS_MOST = 10
_PERCENT = {MAIN: FOR_THE_IDEA, MERGED: FOR_ITS_DUPLICATES}


@dataclass(frozen=True)
class Shift:
    """What one member has of a rule this season, and would have."""

    member: Member
    before: int
    after: int


@dataclass(frozen=True)
class Preview:
    """How many would gain and lose, and whom it would move most."""

    gain: int
    lose: int
    points: int
    shifts: Sequence[Shift]


async def preview_rule(session: AsyncSession, actor: Actor, code: str, wording: Wording) -> Preview:
    """Return what a version would have changed this season, of all that was paid or withheld.

    Raises NotFound, NotAllowed, Invalid.
    """
    require_may_keep_rules(actor)
    rule = checked_rule(await rulebook(session), code, wording, for_good=False)
    season = await season_at(session, now(session))
    query = select(Entry).where(Entry.code == code, Entry.season_id == season.id, ~Entry.late)
    rows = list(await session.scalars(query.order_by(Entry.occurred_at, Entry.id)))
    gone = {each.reverses_id for each in rows}
    before = Counter[int]()
    for each in rows:
        before[each.member_id] += each.amount
    after = await _would_be(session, rule, season, [each for each in rows if each.id not in gone and _awards(each)])
    moved = sorted(
        (number for number in before.keys() | after.keys() if before[number] != after[number]),
        key=lambda number: (-abs(after[number] - before[number]), number),
    )
    people = await members.by_ids(session, moved[:SHIFTS_MOST])
    return Preview(
        gain=sum(after[number] > before[number] for number in moved),
        lose=sum(after[number] < before[number] for number in moved),
        points=sum(after[number] - before[number] for number in moved),
        shifts=[Shift(people[number], before[number], after[number]) for number in moved[:SHIFTS_MOST]],
    )


def _awards(entry: Entry) -> bool:
    return entry.reverses_id is None and entry.tops_up_id is None


async def _would_be(session: AsyncSession, rule: Rule, season: Season, awards: Sequence[Entry]) -> Mapping[int, int]:
    used: dict[tuple[int, str], int] = defaultdict(int)
    found = Counter[int]()
    for each in awards:
        percent = _PERCENT.get(each.part, 100)
        cause = Due(Code(rule.code), "", 0, each.occurred_at, range(each.people), percent=percent)
        points = cause.share(rule.amount_at(each.place))
        if rule.cap_points is not None:
            cap = (each.member_id, cap_of(rule, await day_of(session, each.occurred_at), season))
            points = min(points, max(0, rule.cap_points - used[cap]))
            used[cap] += points
        found[each.member_id] += points
    return found
