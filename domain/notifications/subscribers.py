"""Facts that members should hear of become notices."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import follows, members, offers
from domain.comments import Comment, CommentCredited, CommentWritten, mentioned
from domain.events import RecordedFact
from domain.ideas import Idea
from domain.notifications.kinds import NoticeKind
from domain.notifications.model import Notice
from domain.notifications.telling import tell
from domain.offers import (
    CoAuthorAccepted,
    CoAuthorDeclined,
    CoAuthorLeft,
    Offer,
    OfferMade,
    OfferTakenBack,
    TakeBackUndone,
)


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
    await tell(session, row, reasons, idea_id=fact.idea_id, actor_id=fact.author_id, comment_id=comment.id)


async def tell_of_credit(session: AsyncSession, fact: CommentCredited, row: RecordedFact) -> None:
    """Tell whoever wrote the comment, unless the credit was taken back or the comment is gone."""
    comment = await session.get(Comment, fact.comment_id)
    if comment is not None and comment.credited_at is not None and comment.can_be_read:
        reasons = {fact.author_id: NoticeKind.CREDITED}
        await tell(session, row, reasons, idea_id=fact.idea_id, actor_id=fact.actor_id, comment_id=comment.id)


async def tell_of_offer(session: AsyncSession, fact: OfferMade, row: RecordedFact) -> None:
    """Tell the idea's author, unless the offer is gone again, out of sight, or has been declined."""
    standing = select(Offer.id).where(Offer.id == fact.offer_id, offers.counts())
    if await session.scalar(standing) is not None:
        await _tell_author(session, row, NoticeKind.OFFER, fact.idea_id, fact.member_id)


async def tell_of_offer_again(session: AsyncSession, fact: TakeBackUndone, row: RecordedFact) -> None:
    """Tell the idea's author of an offer that was taken back before they heard of it; once is enough."""
    same = RecordedFact.kind.in_((OfferMade.__name__, TakeBackUndone.__name__)), RecordedFact.id < row.id
    about = RecordedFact.data["offer_id"].as_integer() == fact.offer_id
    author = select(Idea.author_id).where(Idea.id == fact.idea_id).scalar_subquery()
    told = select(Notice.id).join(RecordedFact, RecordedFact.id == Notice.fact_id)
    told = told.where(Notice.member_id == author, Notice.kind == NoticeKind.OFFER, *same, about)
    standing = select(Offer.id).where(Offer.id == fact.offer_id, offers.counts(), ~told.exists())
    if await session.scalar(standing) is not None:
        await _tell_author(session, row, NoticeKind.OFFER, fact.idea_id, fact.member_id)


async def tell_of_removal(session: AsyncSession, fact: OfferTakenBack, row: RecordedFact) -> None:
    """Tell whose offer it was, unless they took it back themselves."""
    if fact.actor_id != fact.member_id:
        reasons = {fact.member_id: NoticeKind.OFFER_REMOVED}
        await tell(session, row, reasons, idea_id=fact.idea_id, actor_id=fact.actor_id)


async def tell_of_acceptance(session: AsyncSession, fact: CoAuthorAccepted, row: RecordedFact) -> None:
    """Tell whoever asked."""
    reasons = {fact.member_id: NoticeKind.ACCEPTED}
    await tell(session, row, reasons, idea_id=fact.idea_id, actor_id=fact.actor_id)


async def tell_of_declining(session: AsyncSession, fact: CoAuthorDeclined, row: RecordedFact) -> None:
    """Tell whoever asked."""
    reasons = {fact.member_id: NoticeKind.DECLINED}
    await tell(session, row, reasons, idea_id=fact.idea_id, actor_id=fact.actor_id)


async def tell_of_parting(session: AsyncSession, fact: CoAuthorLeft, row: RecordedFact) -> None:
    """Tell the author of somebody who stepped down, and whomever the author parted from."""
    if fact.actor_id == fact.member_id:
        await _tell_author(session, row, NoticeKind.STEPPED_DOWN, fact.idea_id, fact.member_id)
    else:
        reasons = {fact.member_id: NoticeKind.PARTED}
        await tell(session, row, reasons, idea_id=fact.idea_id, actor_id=fact.actor_id)


async def _tell_author(session: AsyncSession, row: RecordedFact, kind: NoticeKind, idea_id: int, actor_id: int) -> None:
    author_id = await session.scalar(select(Idea.author_id).where(Idea.id == idea_id))
    if author_id is not None:
        await tell(session, row, {author_id: kind}, idea_id=idea_id, actor_id=actor_id)
