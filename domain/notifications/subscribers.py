"""Facts that members should hear of become notices."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from domain import community, follows, members
from domain.clock import now
from domain.comments import Comment, CommentWritten, mentioned
from domain.events import RecordedFact
from domain.ideas import Idea
from domain.notifications.model import TOPICS, Notice, NoticeKind
from domain.notifications.queries import habits_of, paces_of
from domain.offers import CoAuthorAccepted, CoAuthorDeclined, CoAuthorLeft, Offer, OfferMade, OfferTakenBack


async def tell_of_comment(session: AsyncSession, fact: CommentWritten, row: RecordedFact) -> None:
    """Tell whom it mentions, whom it replies to, and who follows the idea: each once, for the strongest reason."""
    comment = await session.get(Comment, fact.comment_id)
    if comment is None or comment.removed_at is not None:
        return
    reasons: dict[int, NoticeKind] = dict.fromkeys(await follows.followers(session, fact.idea_id), NoticeKind.COMMENT)
    if fact.parent_id is not None:
        parent_author = select(Comment.author_id).where(Comment.id == fact.parent_id)
        if (replied_to := await session.scalar(parent_author)) is not None:
            reasons[replied_to] = NoticeKind.REPLY
    for member in await members.by_handles(session, mentioned(comment.body)):
        reasons[member.id] = NoticeKind.MENTION
    reasons.pop(fact.author_id, None)
    await _tell(session, row, reasons, idea_id=fact.idea_id, actor_id=fact.author_id, comment_id=comment.id)


async def tell_of_offer(session: AsyncSession, fact: OfferMade, row: RecordedFact) -> None:
    """Tell the idea's author, unless the offer is gone again or has been declined."""
    offer = await session.get(Offer, fact.offer_id)
    if offer is not None and offer.declined_at is None:
        await _tell_author(session, row, NoticeKind.OFFER, fact.idea_id, fact.member_id)


async def tell_of_removal(session: AsyncSession, fact: OfferTakenBack, row: RecordedFact) -> None:
    """Tell whose offer it was, unless they took it back themselves."""
    if fact.actor_id != fact.member_id:
        reasons = {fact.member_id: NoticeKind.OFFER_REMOVED}
        await _tell(session, row, reasons, idea_id=fact.idea_id, actor_id=fact.actor_id)


async def tell_of_acceptance(session: AsyncSession, fact: CoAuthorAccepted, row: RecordedFact) -> None:
    """Tell whoever asked."""
    reasons = {fact.member_id: NoticeKind.ACCEPTED}
    await _tell(session, row, reasons, idea_id=fact.idea_id, actor_id=fact.actor_id)


async def tell_of_declining(session: AsyncSession, fact: CoAuthorDeclined, row: RecordedFact) -> None:
    """Tell whoever asked."""
    reasons = {fact.member_id: NoticeKind.DECLINED}
    await _tell(session, row, reasons, idea_id=fact.idea_id, actor_id=fact.actor_id)


async def tell_of_parting(session: AsyncSession, fact: CoAuthorLeft, row: RecordedFact) -> None:
    """Tell the author of somebody who stepped down, and whomever the author parted from."""
    if fact.actor_id == fact.member_id:
        await _tell_author(session, row, NoticeKind.STEPPED_DOWN, fact.idea_id, fact.member_id)
    else:
        reasons = {fact.member_id: NoticeKind.PARTED}
        await _tell(session, row, reasons, idea_id=fact.idea_id, actor_id=fact.actor_id)


async def _tell_author(session: AsyncSession, row: RecordedFact, kind: NoticeKind, idea_id: int, actor_id: int) -> None:
    author_id = await session.scalar(select(Idea.author_id).where(Idea.id == idea_id))
    if author_id is not None:
        await _tell(session, row, {author_id: kind}, idea_id=idea_id, actor_id=actor_id)


async def _tell(
    session: AsyncSession,
    row: RecordedFact,
    reasons: Mapping[int, NoticeKind],
    *,
    idea_id: int,
    actor_id: int,
    comment_id: int | None = None,
) -> None:
    """Give a notice to each of these members, for their reason; not to who left, and not to who came by import."""
    found = await members.by_ids(session, reasons.keys())
    present = {member.id for member in found.values() if member.left_at is None and not member.imported}
    if not present:
        return
    habits, paces = await habits_of(session, present), await paces_of(session, idea_id, present)
    here, moment = (await community.current(session)).zone_info, now(session)
    rows = [
        {
            "member_id": member_id,
            "fact_id": row.id,
            "kind": kind,
            "idea_id": idea_id,
            "comment_id": comment_id,
            "actor_id": actor_id,
            "created_at": row.recorded_at,
            "mail_due_at": habits[member_id].mail_due(TOPICS[kind], moment, here, paces.get(member_id)),
        }
        for member_id, kind in sorted(reasons.items())
        if member_id in present
    ]
    await session.execute(insert(Notice).on_conflict_do_nothing(), rows)
