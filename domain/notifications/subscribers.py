"""Facts that members should hear of become notices."""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from domain import follows, members
from domain.comments import Comment, CommentWritten, mentioned
from domain.events import RecordedFact
from domain.notifications.model import Notice, NoticeKind


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
    present = await members.by_ids(session, reasons.keys())
    rows = [
        {
            "member_id": member_id,
            "fact_id": row.id,
            "kind": kind,
            "idea_id": fact.idea_id,
            "comment_id": comment.id,
            "actor_id": fact.author_id,
            "created_at": row.recorded_at,
        }
        for member_id, kind in sorted(reasons.items())
        if present[member_id].left_at is None and not present[member_id].imported
    ]
    if rows:
        await session.execute(insert(Notice).values(rows).on_conflict_do_nothing())
