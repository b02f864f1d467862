"""Reading discussions."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, func, literal_column, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload, undefer

from domain import ideas
from domain.comments.model import Comment
from domain.comments.policy import visible_to
from domain.errors import NotFound
from domain.ideas import Idea, IdeaCounters
from domain.members import Actor, Member, Viewer, alike
from domain.paging import Order, Page, Slice, page
from domain.rows import Whole, among, run

SHOWN = 20
_OLDEST: Order[Comment] = Order("comments", (Comment.id,), lambda comment: (comment.id,), (int,), upwards=True)
_LATEST: Order[Comment] = Order("latest_comments", (Comment.id,), lambda comment: (comment.id,), (int,))


@dataclass(frozen=True)
class Difference:
    """An idea whose counter doesn't say how many comments it has."""

    idea_id: int
    counted: int
    comments: int


def _seen(actor: Actor) -> Select[Comment]:
    query = select(Comment).join(Comment.idea).where(visible_to(actor), ideas.visible_to(actor))
    return query.options(contains_eager(Comment.idea), joinedload(Comment.author, innerjoin=True))


async def visible(session: AsyncSession, actor: Actor, comment_id: int, *, lock: bool = False) -> Comment:
    """Return one comment with its author and idea, below an idea the actor may see; raises NotFound."""
    query = _seen(actor).where(Comment.id == comment_id)
    if lock:
        query = query.with_for_update(of=Comment, key_share=True).execution_options(populate_existing=True)
    comment = await session.scalar(query)
    if comment is None:
        raise NotFound
    return comment


async def by_ids(session: AsyncSession, actor: Actor, ids: Collection[int]) -> dict[int, Comment]:
    """Return those of the comments that the actor may know of, with their authors and ideas, by number."""
    return {comment.id: comment for comment in await session.scalars(_seen(actor).where(Comment.id.in_(ids)))}


def number_at(cursor: str | None) -> int:
    """Return the number of the comment that a cursor of `listed` points at, 0 without one; raises Invalid."""
    return 0 if cursor is None else int(_OLDEST.position(cursor, "after")[0])  # type: ignore[arg-type]  # its order has a number alone


async def listed(session: AsyncSession, actor: Actor, idea: Idea, wanted: Slice) -> Page[Comment]:
    """Return a page of an idea's discussion, oldest first, each comment with all its replies."""
    query = _seen(actor).where(Comment.idea_id == idea.id, Comment.parent_id.is_(None))
    said = Comment.replies.and_(visible_to(actor))
    replies = selectinload(said).joinedload(Comment.author, innerjoin=True)
    return await page(session, query.options(replies), _OLDEST, wanted)


async def replies(session: AsyncSession, actor: Actor, parent_ids: Collection[int]) -> dict[int, list[Comment]]:
    """Return the replies to each of these comments with their authors, oldest first, as far as the actor may read."""
    found: dict[int, list[Comment]] = {}
    query = _seen(actor).where(Comment.parent_id.in_(parent_ids)).order_by(Comment.id)
    for reply in await session.scalars(query):
        found.setdefault(reply.parent_id or 0, []).append(reply)
    return found


async def last_words(session: AsyncSession, actor: Actor, idea_ids: Collection[int]) -> dict[int, Comment]:
    """Return the last comment or reply below each of these ideas, with its author, as far as the actor may read."""
    rows = await run(session, _last_words(alike(actor)), {"numbers": list(idea_ids), "viewer": actor.id})
    said = (_SAID.of(row, author=_AUTHOR.of(row)) for row in rows)
    return {comment.idea_id: comment for comment in said}


_SAID = Whole(Comment)
_AUTHOR = Whole(Member, first=_SAID.end)


@cache
def _last_words(viewer: Viewer) -> Select[Any]:
    top = aliased(Comment)
    above = select(Comment.id, Comment.idea_id).where(among(Comment.idea_id), Comment.parent_id.is_(None))
    below = select(Comment.id, Comment.idea_id).join(top, top.id == Comment.parent_id)
    below = below.where(among(top.idea_id), top.parent_id.is_(None))
    said = union_all(*(part.where(Comment.removed_at.is_(None)) for part in (above, below))).subquery()
    last = select(func.max(said.c.id)).group_by(said.c.idea_id)
    query = select(*_SAID.columns, *_AUTHOR.columns).join(Member.__table__, Member.id == Comment.author_id)
    query = query.join(Idea.__table__, Idea.id == Comment.idea_id)
    return query.where(Comment.id.in_(last), visible_to(viewer), ideas.visible_to(viewer))


async def written(session: AsyncSession, actor: Actor, member: Member, wanted: Slice) -> Page[Comment]:
    """Return a page of what a member has said, with its ideas, latest first; removed comments are left out."""
    query = _seen(actor).where(Comment.author_id == member.id, Comment.removed_at.is_(None))
    return await page(session, query, _LATEST, wanted)


async def count_written(session: AsyncSession, member: Member) -> int:
    """Return how many comments of the member stand below ideas that they may see."""
    query = select(func.count()).select_from(Comment).join(Comment.idea)
    told = Comment.removed_at.is_(None), Comment.held_at.is_(None)
    query = query.where(Comment.author_id == member.id, *told, ideas.visible_to(member))
    return await session.scalar(query) or 0


async def latest(session: AsyncSession, actor: Actor, idea: Idea, most: int = 30) -> list[Comment]:
    """Return the last things said below an idea, comments and replies alike, latest first; nothing removed."""
    last = literal_column(str(most), Integer)
    parent = aliased(Comment)
    tops = select(Comment.id).where(Comment.idea_id == idea.id, Comment.parent_id.is_(None))
    replies = select(Comment.id).join(parent, parent.id == Comment.parent_id)
    replies = replies.where(parent.idea_id == idea.id, parent.parent_id.is_(None))
    # Apart, since each of the two has its index.
    ids = union_all(
        *(
            query.where(Comment.removed_at.is_(None), Comment.held_at.is_(None)).order_by(Comment.id.desc()).limit(last)
            for query in (tops, replies)
        )
    )
    query = _seen(actor).where(Comment.id.in_(ids)).order_by(Comment.id.desc()).limit(last)
    return list(await session.scalars(query))


async def differences(session: AsyncSession) -> list[Difference]:
    """Recount every idea's comments, and return those whose counter says something else."""
    comments = (
        select(Comment.idea_id, func.count().label("comments"))
        .where(Comment.removed_at.is_(None), Comment.held_at.is_(None))
        .group_by(Comment.idea_id)
        .subquery()
    )
    found = func.coalesce(comments.c.comments, 0)
    query = (
        select(IdeaCounters.idea_id, IdeaCounters.comments, found)
        .outerjoin(comments, comments.c.idea_id == IdeaCounters.idea_id)
        .where(IdeaCounters.comments != found)
        .order_by(IdeaCounters.idea_id)
    )
    return [Difference(*row) for row in await session.execute(query)]


async def personal_data(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return all that the member has said."""
    query = select(Comment).where(Comment.author_id == member.id).options(undefer(Comment.hidden_body))
    rows = await session.scalars(query.order_by(Comment.id))
    return [
        {
            "id": row.id,
            "idea": row.idea_id,
            "in_reply_to": row.parent_id,
            "body": row.hidden_body or row.body,
            "created_at": row.created_at,
            "edited_at": row.edited_at,
            "removed_at": row.removed_at,
            "credited_at": row.credited_at,
        }
        for row in rows
    ]


async def credits_given(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return on which comments of others the member said that an idea builds."""
    query = select(Comment.id, Comment.idea_id, Comment.credited_at, Comment.credited_by_team)
    rows = await session.execute(query.where(Comment.credited_by_id == member.id).order_by(Comment.id))
    return [
        {"comment": row.id, "idea": row.idea_id, "credited_at": row.credited_at, "in_team": row.credited_by_team}
        for row in rows
    ]


async def removals(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return which comments the member took away, their own and others', with the reason they gave."""
    query = select(Comment.id, Comment.idea_id, Comment.removed_at, Comment.removed_reason)
    query = query.where(Comment.removed_by_id == member.id, Comment.removed_at.is_not(None))
    rows = await session.execute(query.order_by(Comment.id))
    return [
        {"comment": row.id, "idea": row.idea_id, "removed_at": row.removed_at, "reason": row.removed_reason}
        for row in rows
    ]
