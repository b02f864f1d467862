"""Looking at once at members of whom a moderator decided something."""

from collections.abc import Sequence
from datetime import datetime
from typing import get_args

from sqlalchemy.ext.asyncio import AsyncSession

from domain.events import Together
from domain.members import RoleChanged
from domain.moderation import (
    CommentHidden,
    CommentRestored,
    IdeaHidden,
    IdeaRestored,
    MemberSuspended,
    OfferHidden,
    OfferRestored,
    SuspensionLifted,
    TextAdmitted,
    TextRejected,
)
from domain.trust.use_cases import look_at, note_suspensions

_OfOffers = OfferHidden | OfferRestored
_OfTexts = IdeaHidden | IdeaRestored | CommentHidden | CommentRestored | _OfOffers | TextAdmitted | TextRejected
_OfMembers = MemberSuspended | SuspensionLifted | RoleChanged
HEARD = [kind.__name__ for kind in get_args(_OfTexts | _OfMembers)]


@Together
async def reconsider(session: AsyncSession, facts: Sequence[_OfTexts | _OfMembers], since: datetime) -> None:
    """Look where they stand now whose texts were hidden or brought back, or who was suspended or let go.

    What a moderator takes back counts no more; a suspension whose time was over does.
    """
    numbers, last = set[int](), dict[int, MemberSuspended | SuspensionLifted]()
    for fact in facts:
        numbers.add(fact.member_id if isinstance(fact, _OfMembers) else fact.author_id)
        if isinstance(fact, MemberSuspended) or (isinstance(fact, SuspensionLifted) and fact.actor_id is not None):
            last[fact.member_id] = fact
    suspended = [number for number, fact in last.items() if isinstance(fact, MemberSuspended)]
    await note_suspensions(session, suspended, sorted(last.keys() - set(suspended)), since)
    for number in sorted(numbers):
        await look_at(session, number, number)
