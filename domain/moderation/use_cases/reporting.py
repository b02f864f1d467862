"""Complaining about a text, and settling the complaints about one."""

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain import members, offers
from domain.ideas import Idea
from domain.members import Actor, Member
from domain.moderation.desk import Desk
from domain.moderation.events import ReportMade, ReportSettled
from domain.moderation.model import HeldEdit, Report, ReportReason
from domain.moderation.policy import require_may_report, require_moderator
from domain.moderation.subjects import held, seen
from domain.permissions import Permission

DESK = Desk(
    Report,
    made=lambda row: ReportMade(row.id, row.idea_id, row.comment_id, row.member_id, row.offer_id),
    settled=lambda row, moderator, outcome: ReportSettled(
        row.id, row.idea_id, row.comment_id, row.member_id, moderator.id, outcome.value, row.offer_id
    ),
)


async def report(
    session: AsyncSession,
    actor: Actor,
    *,
    idea_id: int | None = None,
    comment_id: int | None = None,
    offer_id: int | None = None,
    reason: ReportReason | str,
    said: str = "",
) -> Report:
    """Complain about an idea, a comment or an offer; again, while nobody has looked, changes what one said.

    Raises NotFound, OwnText, ReportSettledAlready, Invalid, TooMany.
    """
    member = await members.lock(session, members.require_member(actor, Permission.REPORT_TEXT))
    if offer_id is not None:  # held, so that no report comes about one that is just being hidden or taken back
        await offers.visible(session, actor, offer_id, lock=True)
    subject = await seen(session, actor, idea_id=idea_id, comment_id=comment_id, offer_id=offer_id)
    require_may_report(actor, subject.text)
    return await DESK.complain(session, member, subject.columns, reason, said)


async def keep(
    session: AsyncSession,
    actor: Actor,
    *,
    idea_id: int | None = None,
    comment_id: int | None = None,
    offer_id: int | None = None,
    answer: str = "",
) -> Idea:
    """Settle the open reports about a text by leaving it where it is; the reporters read the `answer`.

    Raises NotFound, OwnJudgement, NothingToSettle, Invalid.
    """
    subject = await held(session, actor, idea_id=idea_id, comment_id=comment_id, offer_id=offer_id)
    await DESK.leave(session, require_moderator(actor), subject.columns, answer)
    return subject.idea


async def forget(session: AsyncSession, member: Member) -> None:
    """Drop the words of what the member reported, and edits of theirs that wait; that and why they reported stays."""
    await session.execute(update(Report).where(Report.member_id == member.id).values(said=""))
    await session.execute(delete(HeldEdit).where(HeldEdit.editor_id == member.id))
