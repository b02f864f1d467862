"""Saying who the best customers are: a mark that only staff see, set for one member or for a whole list."""

import csv
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain.errors import _
from domain.events import record
from domain.members.events import BestCustomersNamed
from domain.members.model import EMAIL_MOST, Actor, Member
from domain.members.policy import require_member
from domain.members.queries import visible
from domain.members.use_cases.managing import lock_admins
from domain.permissions import Permission
from domain.texts import Problems, checked

LIST_MOST = 20_000
# As people write it: marks between thousands, and a point or a comma before the cents.
_NUMBER = re.compile(r"(-?(?:\d{1,12}|\d{1,3}(?:[.,' ]\d{3}){1,3}))(?:[.,](\d{1,2}))?", re.ASCII)
_HEADINGS = frozenset(
    {"email", "e-mail", "mail", "e-mail-adresse", "adresse", "address", "id", "external id", "handle"}
)


@dataclass(frozen=True)
class Unknown:
    """A line of a list that names nobody here."""

    line: int
    name: str


@dataclass(frozen=True)
class BestCustomers:
    """What a list of best customers brings: how many are marked after it, and what changes for whom."""

    marked: int
    added: int
    removed: int
    below: int
    unknown: list[Unknown]


@dataclass(frozen=True)
class _Line:
    number: int
    name: str
    value: Decimal | None


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


async def name_best_customers(
    session: AsyncSession, actor: Actor, lines: Collection[str], *, least: str | None = None, preview: bool = False
) -> BestCustomers:
    """Make exactly those the best customers whom the lines of a CSV name, by address, handle or name in an import.

    With `least` each line has a value in its second column, and whoever has less is none; values aren't kept. A first
    line with the columns' names is passed over. With `preview` nothing changes. Raises Invalid, NotAllowed.
    """
    await lock_admins(session)
    admin = require_member(actor, Permission.MANAGE_MEMBERS)
    with checked() as problems:
        listed = _read(problems, lines, least)
    by_name = await _by_name(session, {each.name for each in listed})
    threshold, known = _number(least or ""), [each for each in listed if each.name in by_name]
    ids = {by_name[each.name] for each in known if threshold is None or (each.value or 0) >= threshold}
    below = {by_name[each.name] for each in known} - ids
    before = set(await session.scalars(select(Member.id).where(Member.is_best_customer)))
    if not preview and ids != before:
        await session.execute(update(Member).where(Member.id.in_(before - ids)).values(is_best_customer=False))
        await session.execute(update(Member).where(Member.id.in_(ids - before)).values(is_best_customer=True))
        await record(session, BestCustomersNamed(admin.id, len(ids - before), len(before - ids)))
    unknown = [Unknown(each.number, each.name) for each in listed if each.name not in by_name]
    return BestCustomers(len(ids), len(ids - before), len(before - ids), len(below), unknown)


async def _by_name(session: AsyncSession, names: set[str]) -> dict[str, int]:
    own = (func.lower(Member.email), Member.handle, func.lower(Member.imported_from))
    query = select(Member.id, *own).where(Member.left_at.is_(None), or_(*(name.in_(names) for name in own)))
    return {name: row[0] for row in await session.execute(query) for name in row[1:] if name in names}


def _read(problems: Problems, lines: Collection[str], least: str | None) -> list[_Line]:
    if least is not None and _number(least) is None:
        problems.add("least", "not_a_number", _("Please give a number, such as 500 or 499.90."))
    if len(lines) > LIST_MOST:
        problems.add("best_customers", "too_many", _("%(most)s lines are the most that fit at once."), most=LIST_MOST)
        return []
    found: list[_Line] = []
    for place, (number, name, value) in enumerate(_cells(lines)):
        worth = _number(value)
        if place == 0 and worth is None and name in _HEADINGS:
            continue
        if least is not None and worth is None:
            message = _("Line %(line)s: “%(value)s” is no number. A line is an address or name, a comma, and a value.")
            problems.add("best_customers", "not_a_number", message, line=number, value=value[:20])
        found.append(_Line(number, name, worth))
    return found


def _cells(lines: Collection[str]) -> Iterator[tuple[int, str, str]]:
    """Yield the number of each line that says something, the name it begins with, and what stands beside that."""
    for number, line in enumerate(lines, 1):
        plain = "".join(each for each in line[: 2 * EMAIL_MOST] if each.isprintable() or each == "\t")
        by = next((sign for sign in "\t;" if sign in plain), ",")
        cells = next(csv.reader([plain], delimiter=by, skipinitialspace=True), [])
        name, value = ([cell.strip() for cell in cells] + ["", ""])[:2]
        if name:
            yield number, name.lstrip("@")[:EMAIL_MOST].casefold(), value


def _number(written: str) -> Decimal | None:
    found = _NUMBER.fullmatch(written.strip())
    return Decimal(re.sub(r"[.,' ]", "", found[1]) + "." + (found[2] or "0")) if found else None
