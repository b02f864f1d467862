"""Writing entries: each once, within its cap, and with what is projected from it in the same transaction.

Whoever writes takes turns with all who do. Only what was really inserted moves a balance.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ARRAY, BigInteger, Select, Text, and_, any_, bindparam, func, literal, or_, select
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, joinedload
from sqlalchemy.sql.selectable import ExecutableReturnsRows

from domain import community
from domain.clock import now
from domain.errors import _, problem
from domain.events import take_turn
from domain.ideas import Quadrant
from domain.rewards.balances import move_balances
from domain.rewards.model import CapPeriod, CapUse, Entry, HeldFor, Rule, Season
from domain.rewards.pending import told_by
from domain.rewards.seasons import day_of, held_seasons, still_open
from domain.rows import arrays, given, run

_OF_AN_AWARD = (
    *("member_id", "wanted", "key", "occurred_at", "cause_kind", "cause_id", "part"),
    *("generation", "place", "people", "idea_id", "quadrant"),
)
_COPIED = (
    *("member_id", "currency", "rule_id", "code", "season_id", "cap", "cause_kind", "cause_id", "part"),
    *("generation", "place", "people", "idea_id", "quadrant"),
)
_WRITTEN = (
    *_COPIED,
    *("wanted", "amount", "key", "tops_up_id", "late", "day", "occurred_at", "recorded_at", "batch"),
)


@dataclass(frozen=True)
class Award:
    """Points that one member should get under a rule, for one cause. `generation` counts how often it came anew."""

    member_id: int
    rule: Rule
    wanted: int
    occurred_at: datetime
    cause_kind: str
    cause_id: int
    part: str = ""
    generation: int = 1
    place: int = 1
    people: int = 1
    idea_id: int | None = None
    quadrant: Quadrant | None = None

    @property
    def key(self) -> str:
        """Return what this is the same as, however often it is asked for."""
        cause = f"{self.cause_kind}:{self.cause_id}:{self.part}"
        return f"{self.rule.code}:{self.idea_id or 0}:{cause}:{self.member_id}:{self.generation}"


@dataclass
class _Caps:
    """The caps that a change touches, with their locked rows."""

    rows: dict[tuple[int, str], CapUse] = field(default_factory=dict)

    async def lock(self, session: AsyncSession, wanted: Iterable[tuple[int, str]]) -> None:
        """Lock the rows of (member, cap) that aren't yet, all in one order."""
        keys = sorted(set(wanted) - self.rows.keys())
        if not keys:
            return
        await run(session, _opening_caps(), _as_arrays(keys))
        for row in await session.scalars(_locking_caps(), _as_arrays(keys)):
            self.rows[row.member_id, row.cap] = row


def _as_arrays(caps: Collection[tuple[int, str]]) -> dict[str, Any]:
    return arrays(member_id=[member_id for member_id, _cap in caps], cap=[cap for _member_id, cap in caps])


def cap_of(rule: Rule, day: datetime, season: Season) -> str:
    """Return what a rule's cap is counted under, '' without one; `day` is in the community's zone."""
    if rule.cap_period is None:
        return ""
    return f"{rule.code}:{day.date() if rule.cap_period is CapPeriod.DAY else season.key}"


async def award(session: AsyncSession, awards: Sequence[Award], *, batch: int | None = None) -> list[Entry]:
    """Write down what is new among these awards, each as far as its cap goes, and return it.

    Raises Invalid for what has not happened yet, and for a rule of another time.
    """
    await take_turn(session)
    moment = now(session)
    if any(each.occurred_at > moment for each in awards):
        raise problem("occurredAt", "in_the_future", _("This hasn’t happened yet, so nothing can be given for it."))
    seasons = await held_seasons(session, {each.occurred_at for each in awards})
    zone = (await community.current(session)).zone_info
    days = {moment: moment.astimezone(zone) for moment in seasons}
    ordered = sorted(awards, key=lambda each: (each.member_id, each.occurred_at, each.key))
    keys = [each.key for each in ordered]
    caps, rows, granted = _Caps(), list[dict[str, Any]](), Counter[tuple[int, str]]()

    def cap(each: Award) -> str:
        return cap_of(each.rule, days[each.occurred_at], seasons[each.occurred_at])

    known = set((await run(session, _known(), {"keys": keys})).scalars())
    fresh = list({each.key: each for each in ordered if each.key not in known}.values())
    await caps.lock(session, ((each.member_id, cap(each)) for each in fresh if cap(each)))
    for each in fresh:
        season, capped = seasons[each.occurred_at], (each.member_id, cap(each))
        use = caps.rows.get(capped)
        left = each.wanted if use is None else max(0, (each.rule.cap_points or 0) - use.used - granted[capped])
        amount = min(each.wanted, left)
        granted[capped] += amount
        row = {name: getattr(each, name) for name in _OF_AN_AWARD} | {
            "currency": each.rule.currency,
            "amount": amount,
            "rule_id": each.rule.id,
            "code": each.rule.code,
            "season_id": season.id,
            "late": season.closed_at is not None,
            "day": days[each.occurred_at].date(),
            "cap": cap(each),
        }
        rows.append(row)
    made = await _write(session, caps, rows, batch)
    await move_balances(session, made)
    return made


async def reverse(
    session: AsyncSession,
    entry_ids: Collection[int],
    *,
    batch: int | None = None,
    held_for: Mapping[HeldFor, Collection[int]] | None = None,
) -> list[Entry]:
    """Take entries back with what topped them up, each once, and pay out what their caps had withheld from others.

    A reversal counts in the season of its original, or beside its standing once that is closed. `held_for` names
    those that are taken back for now only.
    """
    await take_turn(session)
    moment, caps, made = now(session), _Caps(), list[Entry]()
    undone = aliased(Entry)
    standing = select(Entry).where((Entry.id.in_(entry_ids)) | Entry.tops_up_id.in_(entry_ids))
    standing = standing.where(Entry.reverses_id.is_(None)).outerjoin(undone, undone.reverses_id == Entry.id)
    standing = standing.where(undone.id.is_(None)).order_by(Entry.member_id, Entry.id)
    found = list(await session.scalars(standing))
    if not found:
        return []
    await caps.lock(session, ((each.member_id, each.cap) for each in found if each.cap))
    open_seasons = await still_open(session, found)
    here = await day_of(session, moment)
    takes: dict[str, Any] = {
        "wanted": literal(0),
        "amount": -Entry.amount,
        "key": func.concat("undo:", Entry.id),
        "reverses_id": Entry.id,
        "late": or_(Entry.late, Entry.season_id.not_in(open_seasons)),
        "day": literal(here.date()),
        "occurred_at": literal(moment),
        "recorded_at": literal(moment),
        "batch": literal(batch, BigInteger),
        "held_for": told_by(held_for or {}),
    }
    numbers = literal([each.id for each in found], ARRAY(BigInteger))
    rows = select(*(getattr(Entry, name) for name in _COPIED), *takes.values()).where(Entry.id == any_(numbers))
    put = insert(Entry).from_select([*_COPIED, *takes], rows.order_by(Entry.member_id, Entry.id))
    made += await session.scalars(put.on_conflict_do_nothing().returning(Entry))
    for each in made:
        if each.cap:
            caps.rows[each.member_id, each.cap].used += each.amount
    freed = sorted({(each.member_id, each.cap) for each in made if each.cap})
    for member_id, cap in await _withholding(session, freed):
        made += await _pay_withheld(session, member_id, cap, caps, batch)
    await move_balances(session, made)
    return made


async def _withholding(session: AsyncSession, caps: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """Return those of these caps that have kept something back."""
    if not caps:
        return []
    return sorted((row.member_id, row.cap) for row in await run(session, _capped(), _as_arrays(caps)))


async def _pay_withheld(session: AsyncSession, member_id: int, cap: str, caps: _Caps, batch: int | None) -> list[Entry]:
    """Replay a cap after something was taken back: what it withheld and now fits is paid, the earliest first."""
    query = select(Entry).where(Entry.member_id == member_id, Entry.cap == cap)
    query = query.options(joinedload(Entry.rule)).order_by(Entry.occurred_at, Entry.id)
    rows = list(await session.scalars(query.execution_options(populate_existing=True)))
    gone = {each.reverses_id for each in rows}
    tops, topped = Counter[int](), Counter[int]()
    for each in rows:
        if each.tops_up_id is not None:
            tops[each.tops_up_id] += 1
            topped[each.tops_up_id] += 0 if each.id in gone else each.amount
    use, made = caps.rows[member_id, cap], list[Entry]()
    open_seasons = await still_open(session, rows)
    for each in rows:
        if each.id in gone or each.reverses_id is not None or each.tops_up_id is not None:
            continue
        missing = each.wanted - each.amount - topped[each.id]
        fits = min(missing, (each.rule.cap_points or 0) - use.used)
        if fits <= 0:
            continue
        row = {name: getattr(each, name) for name in _COPIED} | {
            "wanted": fits,
            "amount": fits,
            "key": f"top:{each.id}:{tops[each.id] + 1}",
            "tops_up_id": each.id,
            "late": each.late or each.season_id not in open_seasons,
            "day": each.day,
            "occurred_at": each.occurred_at,
        }
        made += await _write(session, caps, [row], batch)
    return made


async def _write(
    session: AsyncSession, caps: _Caps, rows: Sequence[Mapping[str, Any]], batch: int | None
) -> list[Entry]:
    """Insert entries whose keys aren't there already, and use up their caps."""
    if not rows:
        return []
    all_have: dict[str, Any] = {"recorded_at": now(session), "batch": batch, "tops_up_id": None}
    values = {name: [row.get(name, all_have.get(name)) for row in rows] for name in _WRITTEN}
    made = list(await session.scalars(_writing(), arrays(**values)))
    for each in made:
        if each.cap:
            caps.rows[each.member_id, each.cap].used += each.amount
    return made


# Made once, since making a statement takes longer than running it.
@cache
def _writing() -> ExecutableReturnsRows:
    """Return the statement that inserts entries of which each column is given as an array."""
    rows = given(Entry, *_WRITTEN)
    put = insert(Entry).from_select(_WRITTEN, select(*(rows.c[name] for name in _WRITTEN)))
    return select(Entry).from_statement(put.on_conflict_do_nothing().returning(Entry))


@cache
def _known() -> Select[str]:
    return select(Entry.key).where(Entry.key == any_(bindparam("keys", type_=ARRAY(Text))))


@cache
def _opening_caps() -> Insert:
    rows = given(CapUse, "member_id", "cap")
    opened = select(rows.c.member_id, rows.c.cap, literal(0)).order_by(rows.c.member_id, rows.c.cap.collate("C"))
    return insert(CapUse).from_select(["member_id", "cap", "used"], opened).on_conflict_do_nothing()


@cache
def _locking_caps() -> Select[CapUse]:
    rows = given(CapUse, "member_id", "cap")
    query = select(CapUse).join(rows, and_(CapUse.member_id == rows.c.member_id, CapUse.cap == rows.c.cap))
    query = query.order_by(CapUse.member_id, CapUse.cap.collate("C")).with_for_update(of=CapUse)
    return query.execution_options(populate_existing=True)


@cache
def _capped() -> Select[int, str]:
    """Return the query for those of the given caps that have kept something back."""
    rows = given(CapUse, "member_id", "cap")
    query = select(Entry.member_id, Entry.cap).distinct().where(Entry.amount < Entry.wanted)
    return query.join(rows, and_(Entry.member_id == rows.c.member_id, Entry.cap == rows.c.cap))
