"""Saying who the best customers are: a mark that only staff see, set for one member or for a whole list."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain.errors import _, problem
from domain.events import record
from domain.members.events import BestCustomersNamed
from domain.members.model import EMAIL_MOST, Actor, Member
from domain.members.policy import require_member
from domain.members.queries import visible
from domain.members.use_cases.managing import lock_admins
from domain.permissions import Permission

LIST_MOST = 20_000


@dataclass(frozen=True)
class BestCustomers:
    """What a list of best customers brought: how many are marked now, and what names nobody here."""

    marked: int
    unknown: list[str]


async def mark_best_customer(session: AsyncSession, actor: Actor, member_id: int, *, best: bool) -> Member:
    """Say that a member is one of the best customers, or is not. Raises NotFound, NotAllowed."""
    await lock_admins(session)
    admin = require_member(actor, Permission.MANAGE_MEMBERS)
    member = await visible(session, actor, member_id)
    if member.is_best_customer is not best:
        member.is_best_customer = best
        await session.flush()
        await record(session, BestCustomersNamed(admin.id, int(best), int(not best)))
    return member


async def name_best_customers(session: AsyncSession, actor: Actor, lines: Collection[str]) -> BestCustomers:
    """Make exactly those the best customers whom the lines name, by address, handle or name in an import.

    A line may be one of a CSV: only what stands before the first comma or semicolon counts. Raises Invalid, NotAllowed.
    """
    await lock_admins(session)
    admin = require_member(actor, Permission.MANAGE_MEMBERS)
    if len(lines) > LIST_MOST:
        message = _("%(most)s lines are the most that fit at once.")
        raise problem("best_customers", "too_many", message, most=LIST_MOST)
    names = {name for line in lines if (name := _name(line))}
    wanted = {name.casefold() for name in names}
    query = select(Member).where(
        Member.left_at.is_(None),
        or_(
            func.lower(Member.email).in_(wanted),
            Member.handle.in_(wanted),
            func.lower(Member.imported_from).in_(wanted),
        ),
    )
    found = list(await session.scalars(query))
    known = {
        name.casefold() for each in found for name in (each.email, each.handle, each.imported_from) if name is not None
    }
    ids = {member.id for member in found}
    before = set(await session.scalars(select(Member.id).where(Member.is_best_customer)))
    await session.execute(update(Member).where(Member.id.in_(before - ids)).values(is_best_customer=False))
    await session.execute(update(Member).where(Member.id.in_(ids - before)).values(is_best_customer=True))
    if ids != before:
        await record(session, BestCustomersNamed(admin.id, len(ids - before), len(before - ids)))
    return BestCustomers(len(ids), sorted(name for name in names if name.casefold() not in known))


def _name(line: str) -> str:
    return line.replace(";", ",").partition(",")[0].strip().strip('"').lstrip("@")[:EMAIL_MOST]
