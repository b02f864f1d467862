"""Reading notices and how they are mailed. They are only ever shown to the member they are for."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, exists, func, literal_column, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager, joinedload

from domain import ideas, moderation
from domain.errors import NotFound
from domain.members import Actor, Member
from domain.notifications.kinds import ALWAYS, NoticeKind, NoticeTopic
from domain.notifications.model import IdeaPace, MailHabits, Notice
from domain.notifications.timing import Pace
from domain.paging import Order, Page, Slice, page
from domain.recognition import RecognitionCard

_LATEST: Order[Notice] = Order("notices", (Notice.id,), lambda notice: (notice.id,), (int,))
_BY_IDEA: Order[IdeaPace] = Order("idea_paces", (IdeaPace.idea_id,), lambda own: (own.idea_id,), (int,))
SHOWN_MOST = 99


def _theirs(member: Actor) -> Select[Notice]:
    """Return the query for a member's notices: of themselves, and of ideas and notes that they may still see."""
    seen = or_(Notice.idea_id.is_(None), ideas.visible_to(member))
    query = select(Notice).outerjoin(Notice.idea).where(Notice.member_id == member.id, seen)
    if moderation.may_share_notes(member):
        return query
    # What staff hear of experiments isn't for who works here no longer.
    at_work = Notice.experiment_id.is_not(None) & (Notice.topic == NoticeTopic.DUTIES)
    return query.where(Notice.note_id.is_(None), ~at_work)


async def listed(session: AsyncSession, member: Member, wanted: Slice) -> Page[Notice]:
    """Return a page of the member's notices, latest first, as far as they may still see what these speak of."""
    query = _theirs(member).options(contains_eager(Notice.idea), joinedload(Notice.actor), joinedload(Notice.comment))
    return await page(session, query, _LATEST, wanted)


async def for_mail(session: AsyncSession, member: Member, notice_ids: Collection[int]) -> list[Notice]:
    """Return those of the member's notices that a mail may still speak of, oldest first: unread, and there to see."""
    query = _theirs(member).where(Notice.id.in_(notice_ids), Notice.read_at.is_(None)).order_by(Notice.id)
    query = query.options(contains_eager(Notice.idea), joinedload(Notice.actor))
    query = query.options(joinedload(Notice.comment), joinedload(Notice.answer), joinedload(Notice.note))
    query = query.options(joinedload(Notice.recognition).joinedload(RecognitionCard.value))
    query = query.options(joinedload(Notice.challenge))
    found = (await session.scalars(query)).all()
    # What was said and is gone isn't told; that it is gone may be.
    gone = {notice.id for notice in found if notice.comment is not None and notice.comment.removed_at is not None}
    gone |= {notice.id for notice in found if notice.recognition is not None and not notice.recognition.is_standing}
    told = [notice for notice in found if notice.id not in gone or notice.topic in ALWAYS]
    # Whether somebody may write is told as it is by now.
    past = NoticeKind.SUSPENSION_LIFTED if member.suspended_until else NoticeKind.SUSPENDED
    return [notice for notice in told if notice.kind is not past]


async def unread(session: AsyncSession, actor: Actor) -> int:
    """Return how many notices of ideas they may still see the member hasn't read, counting to 99."""
    if actor.id is None:
        return 0
    some = _theirs(actor).with_only_columns(Notice.id).where(Notice.read_at.is_(None))
    counted = some.limit(literal_column(str(SHOWN_MOST))).subquery()
    return await session.scalar(select(func.count()).select_from(counted)) or 0


def some_unread(member_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """Return the condition that a member has a notice they haven't read, of an idea they may see or not."""
    return exists().where(Notice.member_id == member_id, Notice.read_at.is_(None))


async def habits(session: AsyncSession, member: Member) -> MailHabits:
    """Return when the member wants which mail."""
    return (await habits_of(session, [member.id]))[member.id]


async def habits_of(session: AsyncSession, member_ids: Collection[int]) -> dict[int, MailHabits]:
    """Return when members want which mail, by their numbers; whoever has chosen nothing has what is usual."""
    chosen = await session.scalars(select(MailHabits).where(MailHabits.member_id.in_(member_ids)))
    found = {own.member_id: own for own in chosen}
    return {number: found.get(number) or MailHabits(member_id=number, paces={}, digest_hour=8) for number in member_ids}


async def paces_of(session: AsyncSession, idea_id: int, member_ids: Collection[int]) -> dict[int, Pace]:
    """Return how soon members want mail about an idea, for those who have said so."""
    query = select(IdeaPace).where(IdeaPace.idea_id == idea_id, IdeaPace.member_id.in_(member_ids))
    return {own.member_id: own.pace for own in await session.scalars(query)}


async def idea_paces(session: AsyncSession, member: Member, wanted: Slice) -> Page[IdeaPace]:
    """Return a page of the ideas whose mail the member has chosen apart, with them, the newest first."""
    query = select(IdeaPace).join(IdeaPace.idea).where(IdeaPace.member_id == member.id, ideas.visible_to(member))
    return await page(session, query.options(contains_eager(IdeaPace.idea).options(*ideas.card())), _BY_IDEA, wanted)


async def idea_pace(session: AsyncSession, member: Member, idea_id: int) -> Pace | None:
    """Return how soon the member wants mail about an idea, None when their habits say. Raises NotFound."""
    await ideas.visible(session, member, idea_id)
    return (await paces_of(session, idea_id, [member.id])).get(member.id)


async def addressee(session: AsyncSession, member_id: int) -> Member:
    """Return the member who mail is for or who leaves it by a link; raises NotFound for one who left."""
    member = await session.get(Member, member_id)
    if member is None or member.left_at is not None:
        raise NotFound
    return member


async def personal_data(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return what the member was told of, and when they read it."""
    rows = await session.scalars(select(Notice).where(Notice.member_id == member.id).order_by(Notice.id))
    return [
        {
            "kind": row.kind,
            "idea": row.idea_id,
            "comment": row.comment_id,
            "answer": row.answer_id,
            "recognition": row.recognition_id,
            "challenge": row.challenge_id,
            "created_at": row.created_at,
            "read_at": row.read_at,
        }
        for row in rows
    ]


async def chosen(session: AsyncSession, member: Member) -> dict[str, Any]:
    """Return what the member has chosen about their mail."""
    own = await habits(session, member)
    rows = await session.scalars(select(IdeaPace).where(IdeaPace.member_id == member.id).order_by(IdeaPace.idea_id))
    return {
        "paces": own.paces,
        "zone": own.zone,
        "quiet_from": own.quiet_from,
        "quiet_until": own.quiet_until,
        "digest_hour": own.digest_hour,
        "ideas": [{"idea": row.idea_id, "pace": row.pace} for row in rows],
    }
