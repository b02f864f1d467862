"""Complaining about a text, and settling the complaints about one."""

from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain import comments, ideas, members
from domain.clock import now
from domain.comments import Comment
from domain.errors import NotFound, _
from domain.events import record
from domain.ideas import Idea
from domain.members import Actor, Member
from domain.moderation.events import ReportMade, ReportSettled
from domain.moderation.model import ANSWER_MOST, REPORT_MOST, HeldEdit, Report, ReportOutcome, ReportReason
from domain.moderation.policy import NothingToSettle, ReportSettledAlready, require_may_report, require_moderator
from domain.moderation.queries import about
from domain.permissions import Permission
from domain.texts import Problems, checked


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
    await members.spend(session, f"report:{member.id}", 20, timedelta(hours=1))
    require_may_report(actor, comment or idea)
    with checked() as problems:
        known, said = complaint(problems, reason, said)
    found = await session.scalar(select(Report).where(about(Report, idea, comment), Report.member_id == member.id))
    if found is None:
        found = Report(
            member_id=member.id,
            idea_id=idea.id,
            comment_id=comment.id if comment else None,
            reason=known,
            said=said,
            made_at=now(session),
        )
        session.add(found)
        await session.flush()
        await record(session, ReportMade(found.id, idea.id, found.comment_id, member.id))
    elif found.settled_at is not None:
        raise ReportSettledAlready
    else:
        found.reason, found.said = known, said
    await session.flush()
    return found


async def keep(
    session: AsyncSession, actor: Actor, *, idea_id: int | None = None, comment_id: int | None = None, answer: str = ""
) -> Idea:
    """Settle the open reports about a text by leaving it where it is; the reporters read the `answer`.

    Raises NotFound, NothingToSettle, Invalid.
    """
    idea, comment = await held(session, actor, idea_id, comment_id)
    moderator = require_moderator(actor)
    with checked() as problems:
        answer = problems.line("answer", answer, most=ANSWER_MOST)
    if not await settle(session, moderator, idea, comment, ReportOutcome.KEPT, answer):
        raise NothingToSettle
    return idea


async def settle(
    session: AsyncSession,
    moderator: Member,
    idea: Idea,
    comment: Comment | None,
    outcome: ReportOutcome,
    answer: str = "",
) -> int:
    """Settle all open reports about a text that the caller holds; return how many there were."""
    query = select(Report).where(about(Report, idea, comment), Report.settled_at.is_(None)).order_by(Report.id)
    found = list(await session.scalars(query.with_for_update()))
    for each in found:
        each.settle(moderator, now(session), outcome, answer)
        await session.flush()
        await record(
            session, ReportSettled(each.id, idea.id, each.comment_id, each.member_id, moderator.id, outcome.value)
        )
    return len(found)


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


def reason_of(problems: Problems, reason: ReportReason | str) -> ReportReason:
    """Return a reason by its name; one that isn't on the list is noted."""
    if reason not in set(ReportReason):
        problems.add("reason", "unknown", _("Choose one of the options."))
        return ReportReason.OTHER  # never used: the problem is raised first
    return ReportReason(reason)


def complaint(problems: Problems, reason: ReportReason | str, said: str) -> tuple[ReportReason, str]:
    """Return why somebody complains and in which words, which only something else needs; what is wrong is noted."""
    least = 3 if reason == ReportReason.OTHER else 0
    return reason_of(problems, reason), problems.text("said", said, least=least, most=REPORT_MOST)


async def forget(session: AsyncSession, member: Member) -> None:
    """Drop the words of what the member reported, and edits of theirs that wait; that and why they reported stays."""
    await session.execute(update(Report).where(Report.member_id == member.id).values(said=""))
    await session.execute(delete(HeldEdit).where(HeldEdit.editor_id == member.id))
