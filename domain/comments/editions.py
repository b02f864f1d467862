"""Which edition of a discussion somebody reads: another one whenever anything has changed that is shown of it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, inspect, literal_column, select, union_all
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased
from sqlalchemy.sql.selectable import CTE

from domain import database
from domain.comments.model import Comment
from domain.comments.policy import visible_to
from domain.comments.queries import SHOWN
from domain.members import Member, Viewer


def said(viewer: Viewer, idea_id: ColumnElement[int], after: ColumnElement[int]) -> CTE:
    """Return the comments, one more to know if there are more, and the replies on a page of an idea's discussion.

    The page begins after the comment with the number `after`.
    """
    top, reply = aliased(Comment, name="top"), aliased(Comment, name="reply")
    query = _outline(top).where(
        top.idea_id == idea_id, top.parent_id.is_(None), top.id > after, visible_to(viewer, top)
    )
    tops = query.order_by(top.id).limit(literal_column(str(SHOWN + 1))).cte("tops")
    replies = _outline(reply).join(tops, tops.c.id == reply.parent_id).where(visible_to(viewer, reply))
    return union_all(select(tops), replies).cte("said")


def _outline(comment: Any) -> Select[Any]:
    columns: Sequence[Any] = comment.id, comment.author_id, comment.created_at, comment.removed_at
    return select(*columns, database.written(inspect(comment).name).label("written"))


def edition(said: CTE) -> ScalarSelect[str]:
    """Return what names the edition of what was `said`, as its authors are called now."""
    author = aliased(Member, name="teller")
    each = func.concat_ws(" ", said.c.id, said.c.written, database.written("teller"))
    whole = func.string_agg(each, aggregate_order_by(literal_column("','"), said.c.id))
    return select(whole).select_from(said).join(author, author.id == said.c.author_id).scalar_subquery()


def own_times(said: CTE, member_id: ColumnElement[int]) -> ScalarSelect[list[object]]:
    """Return when the member said what is theirs of it, without what was removed; NULL for nothing."""
    theirs = select(func.array_agg(said.c.created_at)).where(said.c.author_id == member_id, said.c.removed_at.is_(None))
    return theirs.scalar_subquery()
