"""Which awards a badge should have brought by who has earned it, and bringing them in line with that."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager

from domain.badges import surveying
from domain.badges.criteria import leaves, parsed, wanted
from domain.badges.deeds import CODES, deeds
from domain.badges.earning import Expression
from domain.badges.events import BadgeGiven, BadgeRevoked
from domain.badges.model import ONCE, Award, Badge, BadgeVersion, Revocation
from domain.badges.showing import shown_by
from domain.clock import now
from domain.errors import _
from domain.events import record, record_all
from domain.members import Member

TOLD_WITHIN = timedelta(days=2)  # what was earned before is given without a word: a new badge is no avalanche
NO_LONGER_SO = _("What earned it was taken back.")
ASKS_FOR_MORE = _("What this badge is given for has changed, and this is no longer enough for it.")

AT_ONCE = 1000  # awards, or members, in one statement

Key = tuple[int, int]  # a member, and what the badge is earned for: an idea's number, or 0


@dataclass(frozen=True)
class Gain:
    """An award that is due: to whom, under which key, when it was earned, and by which idea if each brings one."""

    member_id: int
    key: str
    at: datetime
    idea_id: int | None


@dataclass(frozen=True)
class Difference:
    """Which awards are due and not there, and which are there and no longer earned."""

    due: Sequence[Gain]
    gone: Sequence[Award]


def criterion_of(badge: Badge) -> Expression:
    """Return what a badge that has a criterion asks for today."""
    return parsed(badge.version.criterion or {}, CODES)


async def with_criteria(session: AsyncSession) -> list[Badge]:
    """Return the badges that come by themselves today, with what each version says, in their order."""
    query = select(Badge).join(Badge.version).options(contains_eager(Badge.version))
    query = query.where(BadgeVersion.criterion.is_not(None), Badge.retired_at.is_(None), ~Badge.moderated)
    return list(await session.scalars(query.order_by(Badge.place, Badge.id)))


async def earned_by_all(session: AsyncSession, badge: Badge) -> dict[Key, datetime]:
    """Return who has earned a badge, and when, by one statement over all deeds."""
    rows = await session.execute(surveying.earned(criterion_of(badge), deeds(badge.repeats)))
    return {(row.member_id, row.key): row.at for row in rows}


async def awards_of(session: AsyncSession, member_ids: Collection[int]) -> dict[int, list[Award]]:
    """Return all awards that these members were ever given, by the numbers of badges."""
    found: dict[int, list[Award]] = {}
    for award in await session.scalars(_awards().where(Award.member_id.in_(member_ids))):
        found.setdefault(award.badge_id, []).append(award)
    return found


async def awards_by(session: AsyncSession, badge: Badge) -> list[Award]:
    """Return all awards of a badge; one that isn't there yet has none."""
    return list(await session.scalars(_awards().where(Award.badge_id == badge.id))) if badge.id else []


def _awards() -> Select[Award]:
    query = select(Award).join(Award.version).outerjoin(Award.revocation)
    query = query.options(contains_eager(Award.version), contains_eager(Award.revocation))
    return query.execution_options(populate_existing=True)


async def difference(
    session: AsyncSession, badge: Badge, earned: Mapping[Key, datetime], awards: Sequence[Award]
) -> Difference:
    """Return what settling would change of these awards, which are all that the members asked about have.

    What people gave stays, and what they took back isn't given again. What was to stay when it was given does.
    """
    times = Counter((each.member_id, each.given_for) for each in awards)
    settled = {(each.member_id, each.given_for) for each in awards if _is_settled(each)}
    wanted = {(who, f"idea:{idea}" if idea else ONCE): (at, idea or None) for (who, idea), at in earned.items()}
    fresh = sorted(wanted.keys() - settled)
    here = await _here(session, {who for who, _key in fresh})
    due = []
    for who, key in fresh:
        if who in here:
            at, idea_id = wanted[who, key]
            again = times[who, key]
            due.append(Gain(who, f"{key}~{again}" if again else key, at, idea_id))
    ours = (each for each in awards if each.revocation is None and each.given_by_id is None)
    loose = () if badge.version.kept else (each for each in ours if not each.version.kept)
    return Difference(due, [each for each in loose if (each.member_id, each.given_for) not in wanted])


async def settle(session: AsyncSession, badge: Badge, earned: Mapping[Key, datetime], awards: Sequence[Award]) -> int:
    """Bring these awards of a badge in line with who has earned it, and return how many that changed."""
    found = await difference(session, badge, earned, awards)
    changed = 0
    for start in range(0, len(found.due), AT_ONCE):
        changed += await _give(session, badge, found.due[start : start + AT_ONCE])
    for award in found.gone:
        changed += await _take_back(session, award, badge)
    await session.flush()
    return changed


def is_told(at: datetime, moment: datetime) -> bool:
    """Return whether a member is told of what they earned at a time."""
    return at >= moment - TOLD_WITHIN


async def _take_back(session: AsyncSession, award: Award, badge: Badge) -> bool:
    """Take back what is no longer earned, unless somebody has just done so."""
    reason = NO_LONGER_SO if award.version.criterion == badge.version.criterion else ASKS_FOR_MORE
    row = insert(Revocation).values(award_id=award.id, reason=reason, at=now(session))
    written = row.on_conflict_do_nothing().returning(Revocation.award_id)
    if await session.scalar(written) is None:
        return False
    await record(session, BadgeRevoked(award.id, award.badge_id, award.member_id, None))
    return True


def _is_settled(award: Award) -> bool:
    return award.revocation is None or award.revocation.actor_id is not None


async def _here(session: AsyncSession, member_ids: Collection[int]) -> set[int]:
    """Return those of these members who are here, of however many."""
    numbers, found = sorted(member_ids), set[int]()
    query = select(Member.id).where(Member.left_at.is_(None), Member.imported_from.is_(None))
    for start in range(0, len(numbers), AT_ONCE):
        found |= set(await session.scalars(query.where(Member.id.in_(numbers[start : start + AT_ONCE]))))
    return found


async def _give(session: AsyncSession, badge: Badge, due: Sequence[Gain]) -> int:
    """Give a badge to those who have earned it, all by one statement; return how many."""
    codes = {code for leaf in leaves(criterion_of(badge)) for code in wanted(leaf)}
    shown = await shown_by(session, codes, {(each.member_id, each.at) for each in due})
    shared = {"badge_id": badge.id, "version_id": badge.version.id, "because": badge.version.criteria}
    rows = [
        {
            **shared,
            "member_id": each.member_id,
            "key": each.key,
            "earned_at": each.at,
            "given_at": now(session),
            **shown.of(each.member_id, each.at, each.idea_id),
        }
        for each in due
    ]
    put = insert(Award).values(rows).on_conflict_do_nothing()
    given = await session.execute(put.returning(Award.id, Award.member_id, Award.earned_at))
    moment = now(session)
    facts = [
        BadgeGiven(row.id, badge.id, row.member_id, None, not is_told(row.earned_at, moment)) for row in sorted(given)
    ]
    await record_all(session, facts)
    return len(facts)
