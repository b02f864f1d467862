"""Complaining about a text, and settling the complaints about one."""

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain import comments, ideas, members
from domain.comments import Comment
from domain.errors import NotFound
from domain.ideas import Idea
from domain.members import Actor, Member
from domain.moderation.desk import Desk
from domain.moderation.events import ReportMade, ReportSettled
from domain.moderation.model import HeldEdit, Report, ReportReason
from domain.moderation.policy import require_may_report, require_moderator
from domain.moderation.queries import about
from domain.permissions import Permission

DESK = Desk(
    Report,
    made=lambda row: ReportMade(row.id, row.idea_id, row.comment_id, row.member_id),
    settled=lambda row, moderator, outcome: ReportSettled(
        row.id, row.idea_id, row.comment_id, row.member_id, moderator.id, outcome.value
    ),
)


async def report(
    session: AsyncSession,
    actor: Actor,
    *,
    idea_id: int | None = None,
    comment_id: int | None = None,
    reason: ReportReason | str,
    said: str = "",
) -> Report:
    """Complain about an idea, or about a comment; again, while nobody has looked, changes what one said.

    Raises NotFound, OwnText, ReportSettledAlready, Invalid, TooMany.
    """
    member = await members.lock(session, members.require_member(actor, Permission.REPORT_TEXT))
    idea, comment = await seen(session, actor, idea_id, comment_id)
    require_may_report(actor, comment or idea)
    return await DESK.complain(session, member, about(idea, comment), reason, said)


async def keep(
    session: AsyncSession, actor: Actor, *, idea_id: int | None = None, comment_id: int | None = None, answer: str = ""
) -> Idea:
    """Settle the open reports about a text by leaving it where it is; the reporters read the `answer`.

    Raises NotFound, NothingToSettle, Invalid.
    """
    idea, comment = await held(session, actor, idea_id, comment_id)
    await DESK.leave(session, require_moderator(actor), about(idea, comment), answer)
    return idea


async def seen(
    session: AsyncSession, actor: Actor, idea_id: int | None, comment_id: int | None
) -> tuple[Idea, Comment | None]:
    """Return the idea, and the comment if it is about one, as far as the actor sees them; raises NotFound."""
    comment = await comments.visible(session, actor, comment_id) if comment_id is not None else None
    idea = comment.idea if comment else await ideas.visible(session, actor, idea_id or 0)
    if idea.is_draft:
        raise NotFound
    return idea, comment


async def held(
    session: AsyncSession, actor: Actor, idea_id: int | None, comment_id: int | None
) -> tuple[Idea, Comment | None]:
    """Return a text held for a change, the idea first and then the comment, in the order in which all hold them."""
    require_moderator(actor)
    idea, comment = await seen(session, actor, idea_id, comment_id)
    idea = await ideas.visible(session, actor, idea.id, lock=True)
    return idea, await comments.visible(session, actor, comment.id, lock=True) if comment else None


async def forget(session: AsyncSession, member: Member) -> None:
    """Drop the words of what the member reported, and edits of theirs that wait; that and why they reported stays."""
    await session.execute(update(Report).where(Report.member_id == member.id).values(said=""))
    await session.execute(delete(HeldEdit).where(HeldEdit.editor_id == member.id))
