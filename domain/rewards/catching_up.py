"""Looking again at ideas that no fact points to: what begins to count with time, for whom, and what was missed."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy import all_, and_, delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from domain.clock import now
from domain.comments import Comment
from domain.database import Sessions, transaction
from domain.events import Together
from domain.ideas import Idea
from domain.members import Member
from domain.rewards.causes import Code
from domain.rewards.due import MEMBER_FOR, NOTHING, settled_in, waits
from domain.rewards.model import Entry
from domain.rewards.pending import HeldPart, HeldSupport
from domain.rewards.rulebook import rulebook
from domain.rewards.settling import note, settle_voted, unsettle
from domain.votes import Vote

NIGHTS = 28  # in so many, every idea is looked at once
AT_ONCE = 100  # ideas


class AboutMember(Protocol):
    """A fact about a member."""

    @property
    def member_id(self) -> int:
        """Return the member's number."""


@Together
async def settle_again(session: AsyncSession, facts: Sequence[AboutMember], since: datetime) -> None:
    """Note what members stand for, are credited in or back: they joined, or aren't suspended any more.

    Whoever joins may have been spoken for until then, and nothing was paid to them meanwhile.
    """
    people = [fact.member_id for fact in facts]
    here = select(Member.id).where(Member.id.in_(people), Member.imported_from.is_(None), Member.left_at.is_(None))
    who = list(await session.scalars(here))
    if not who:
        return
    own = select(Idea.id).where(or_(Idea.author_id.in_(who), Idea.co_author_ids.overlap(who)))
    credited = select(Comment.idea_id).where(Comment.author_id.in_(who), Comment.credited_at.is_not(None))
    backed = select(Vote.idea_id).where(Vote.member_id.in_(who))
    await unsettle(session, set(await session.scalars(own.union(credited, backed))))


async def settle_waiting(session: AsyncSession) -> int:
    """Note the ideas that members back who have now been here for a day, or whose points need wait no longer.

    Returns how many. Called every hour.
    """
    over = delete(HeldSupport).where(HeldSupport.until <= now(session)).returning(HeldSupport.idea_id)
    ended = set(await session.scalars(over))
    await unsettle(session, ended)
    since, until = now(session) - 3 * MEMBER_FOR, now(session) - MEMBER_FOR
    paid = select(Entry.id).where(Entry.idea_id == Vote.idea_id, Entry.code == Code.SUPPORTED.value)
    paid = paid.where(Entry.cause_id == Vote.member_id)
    query = select(Vote.idea_id).join(Member, Member.id == Vote.member_id).distinct()
    query = query.where(Member.joined_at.between(since, until), ~paid.exists()).order_by(Vote.idea_id)
    found = list(await session.scalars(query))
    await note(session, Counter(found))
    return len(ended.union(found))


async def catch_up(sessions: Sessions) -> int:
    """Settle what is due and was missed, and return how many ideas were looked at. Called every night.

    Those are the ideas with support that could be paid, and of all others one in NIGHTS, so that whatever else went by
    is found in time. A few at once, so that others get through between them.
    """
    async with sessions() as session:
        found = {*await unpaid_support(session), *await _of_tonight(session)}
    waiting = sorted(found)
    for first in range(0, len(waiting), AT_ONCE):
        async with transaction(sessions) as session:
            await note(session, Counter(waiting[first : first + AT_ONCE]))
        await settle_voted(sessions)
    return len(waiting)


async def unpaid_support(session: AsyncSession) -> list[int]:
    """Return the ideas that have support which counts, has a place, and brought nobody anything."""
    moment, undone = now(session), aliased(Entry)
    rule = (await rulebook(session)).at(Code.SUPPORTED, moment)
    paid = select(Entry.idea_id, Entry.cause_id).distinct().outerjoin(undone, undone.reverses_id == Entry.id)
    paid = paid.where(Entry.code == Code.SUPPORTED.value, Entry.reverses_id.is_(None), Entry.tops_up_id.is_(None))
    brought = paid.where(undone.id.is_(None), Entry.idea_id.is_not(None)).cte()
    full = select(brought.c.idea_id).group_by(brought.c.idea_id).having(func.count() >= (rule.places if rule else 0))
    author = aliased(Member)
    query = select(Vote.idea_id).distinct().join(Member, Member.id == Vote.member_id)
    query = query.join(Idea, Idea.id == Vote.idea_id).join(author, author.id == Idea.author_id)
    same = and_(brought.c.idea_id == Vote.idea_id, brought.c.cause_id == Vote.member_id)
    query = query.outerjoin(brought, same).where(brought.c.idea_id.is_(None), settled_in(moment), ~waits(moment))
    query = query.where(Member.imported_from.is_(None), Vote.quarantined_at.is_(None), Vote.idea_id.not_in(full))
    query = query.where(Vote.member_id != Idea.author_id, Vote.member_id != all_(Idea.co_author_ids))
    query = query.where(Vote.member_id != all_(Idea.merged_author_ids), Idea.id.not_in(select(HeldPart.idea_id)))
    query = query.where(Idea.submitted_at.is_not(None), Idea.hidden_at.is_(None), Idea.status.not_in(NOTHING))
    here = and_(author.left_at.is_(None), author.imported_from.is_(None))
    query = query.where(or_(here, func.cardinality(Idea.co_author_ids) > 0))
    return sorted(await session.scalars(query)) if rule and rule.places else []


async def _of_tonight(session: AsyncSession) -> list[int]:
    turn = now(session).date().toordinal() % NIGHTS
    query = select(Idea.id).where(Idea.id % NIGHTS == turn, Idea.submitted_at.is_not(None))
    return list(await session.scalars(query))
