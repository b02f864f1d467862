"""What is new for whoever opens a page, summed up in a line, until they close it or open their points."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from domain import celebrations, ideas, rewards
from domain.celebrations import Moment
from domain.errors import _ as mark
from domain.members import Member
from domain.rewards import Currency
from web.i18n import gettext

MINE = "/me/badges"  # where badges alone are read on, which is looking at them
IN_A_LINE = {
    Currency.IMPACT: mark("+%(points)s impact"),
    Currency.LEARNING: mark("+%(points)s learning"),
    Currency.THANKS: mark("+%(points)s thanks"),
}


@dataclass(frozen=True)
class News:
    """What came, why, where to read on, and what marks it as seen."""

    says: str
    why: str
    path: str
    link: str
    up_to: int


async def news(session: AsyncSession, member: Member) -> News | None:
    """Return what is new for a member as a page says it, None for nothing."""
    found = await celebrations.moment(session, member)
    if found is None:
        return None
    says, told = ", ".join(_parts(found)), found.up_to
    if found.count > 1:
        if not found.entries:
            return News(says, gettext(mark("Each says what it is for.")), MINE, gettext(mark("My badges")), told)
        why = gettext(mark("%(count)s things brought this since you last looked.")) % {"count": found.count}
        return News(says, why, "/points", gettext(mark("My points")), told)
    if found.awards:
        (award,) = found.awards
        return News(says, gettext(award.because), award.path, gettext(mark("See the badge")), told)
    (entry,) = found.entries
    seen = await ideas.by_ids(session, member, [entry.idea_id]) if entry.idea_id is not None else {}
    why = rewards.why(entry, seen.get(entry.idea_id or 0), None).text(gettext)
    return News(says, why, entry.path, gettext(mark("See the entry")), told)


def _parts(found: Moment) -> list[str]:
    sums = [(currency, found.points(currency)) for currency in Currency]
    parts = [gettext(IN_A_LINE[currency]) % {"points": points} for currency, points in sums if points]
    if len(found.awards) == 1:
        parts.append(gettext(mark("the badge “%(name)s”")) % {"name": gettext(found.awards[0].version.name)})
    elif found.awards:
        parts.append(gettext(mark("%(count)s badges")) % {"count": len(found.awards)})
    return parts
