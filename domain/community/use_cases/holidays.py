"""Keeping the days on which nobody works, one by one or as a list that was pasted."""

import re
from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from domain import permissions
from domain.community.events import CommunityRevised
from domain.community.model import HOLIDAYS_MOST, Community
from domain.community.queries import current
from domain.errors import _
from domain.events import record
from domain.permissions import Actor, Permission
from domain.texts import Problems, checked

FIRST, LAST = date(2000, 1, 1), date(2100, 12, 31)
# What stands after the day, as its name, isn't kept.
_WRITTEN = re.compile(r"(?:(\d{4})-(\d\d?)-(\d\d?)|(\d\d?)\.\s?(\d\d?)\.\s?(\d{4}))(?=\s|[,;]|$)", re.ASCII)


async def add_holidays(session: AsyncSession, actor: Actor, lines: Collection[str]) -> Community:
    """Add days on which nobody works, one a line, as 2026-12-25 or 25.12.2026; what follows the day is left out.

    Due times that were promised stay. Raises Invalid naming each line that doesn't fit, NotAllowed.
    """
    community = await current(session, lock=True)
    permissions.require(actor, Permission.EDIT_COMMUNITY)
    with checked() as problems:
        found = _listed(problems, lines, set(community.holidays))
        if not found and not problems.found:
            problems.add("holidays", "missing", _("Please write down at least one day."))
        if len(community.holidays) + len(found) > HOLIDAYS_MOST:
            problems.add("holidays", "too_many", _("%(most)s holidays are the most that fit."), most=HOLIDAYS_MOST)
    return await _keep(session, actor, community, [*community.holidays, *found])


async def remove_holiday(session: AsyncSession, actor: Actor, day: date) -> Community:
    """Let a day be worked on again; twice is once. Due times that were promised stay. Raises NotAllowed."""
    community = await current(session, lock=True)
    permissions.require(actor, Permission.EDIT_COMMUNITY)
    if day not in community.holidays:
        return community
    return await _keep(session, actor, community, set(community.holidays) - {day})


def days(problems: Problems, given: Collection[date | str]) -> list[date]:
    """Return days in order, each once, noting what is none or lies far away."""
    found: set[date] = set()
    for each in list(given)[: HOLIDAYS_MOST + 1]:
        day = each if isinstance(each, date) else day_of(each)
        if day is None or not FIRST <= day <= LAST:
            message = _("“%(day)s” is no day from 2000 to 2100. Write it as year-month-day, such as 2026-12-25.")
            problems.add("holidays", "not_a_day", message, day=str(each)[:20])
        else:
            found.add(day)
    if len(given) > HOLIDAYS_MOST:
        problems.add("holidays", "too_many", _("%(most)s holidays are the most that fit."), most=HOLIDAYS_MOST)
    return sorted(found)


def day_of(line: str) -> date | None:
    """Return the day with which a line begins, as 2026-12-25 or 25.12.2026; None for any other."""
    written = _WRITTEN.match(line.strip()[:100])
    if written is None:
        return None
    year, month, day = (int(part) for part in (written.group(1, 2, 3) if written[1] else written.group(6, 5, 4)))
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _listed(problems: Problems, lines: Collection[str], known: set[date]) -> set[date]:
    found: set[date] = set()
    for number, line in enumerate(list(lines)[: 10 * HOLIDAYS_MOST], 1):
        if not line.strip():
            continue
        day = day_of(line)
        if day is None or not FIRST <= day <= LAST:
            message = _("Line %(line)s: “%(day)s” is no day from 2000 to 2100. Write it as 2026-12-25 or 25.12.2026.")
            problems.add("holidays", "not_a_day", message, line=number, day=line.strip()[:20])
        elif day in known | found:
            message = _("Line %(line)s: %(day)s is in the list already.")
            problems.add("holidays", "twice", message, line=number, day=day.isoformat())
        else:
            found.add(day)
    return found


async def _keep(session: AsyncSession, actor: Actor, community: Community, fresh: Iterable[date]) -> Community:
    community.holidays = sorted(fresh)
    await session.flush()
    await record(session, CommunityRevised(actor.id, ["holidays"]))
    return community
