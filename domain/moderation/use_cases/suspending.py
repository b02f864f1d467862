"""Letting a member only read for some days, and letting them write again."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import members
from domain.clock import now
from domain.errors import NotFound, _
from domain.events import record
from domain.members import Actor, Member
from domain.moderation.events import MemberSuspended, SuspensionLifted
from domain.moderation.model import ANSWER_MOST
from domain.moderation.policy import StaffStay
from domain.permissions import Permission
from domain.texts import checked

DAYS_MOST = 365


async def suspend(session: AsyncSession, actor: Actor, member_id: int, *, days: int, reason: str) -> Member:
    """Let a member only read for 1 to 365 days from now, with a reason they read; again changes both.

    Raises NotFound, StaffStay, Invalid.
    """
    member = await _held(session, member_id)
    moderator = members.require_member(actor, Permission.SUSPEND_MEMBER)
    if member is None:
        raise NotFound
    if member.is_staff:
        raise StaffStay
    with checked() as problems:
        reason = problems.line("reason", reason, least=3, most=ANSWER_MOST)
        if not 1 <= days <= DAYS_MOST:
            problems.add("days", "out_of_range", _("Choose 1 to %(most)s days."), most=DAYS_MOST)
    member.suspended_until, member.suspended_reason = now(session) + timedelta(days=days), reason
    await session.flush()
    await record(session, MemberSuspended(member.id, moderator.id, days))
    return member


async def lift(session: AsyncSession, actor: Actor, member_id: int) -> Member:
    """Let a member write again; of one who may, nothing changes. Raises NotFound."""
    member = await _held(session, member_id)
    moderator = members.require_member(actor, Permission.SUSPEND_MEMBER)
    if member is None:
        raise NotFound
    if member.suspended_until is not None:
        member.suspended_until, member.suspended_reason = None, ""
        await session.flush()
        await record(session, SuspensionLifted(member.id, moderator.id))
    return member


async def lift_ended(session: AsyncSession) -> None:
    """Let all write again whose time is over."""
    over = select(Member).where(Member.suspended_until <= now(session)).order_by(Member.id)
    for member in await session.scalars(over.with_for_update(skip_locked=True)):
        member.suspended_until, member.suspended_reason = None, ""
        await session.flush()
        await record(session, SuspensionLifted(member.id, None))


async def _held(session: AsyncSession, member_id: int) -> Member | None:
    here = Member.id == member_id, Member.left_at.is_(None), Member.imported_from.is_(None)
    query = select(Member).where(*here).with_for_update(key_share=True).execution_options(populate_existing=True)
    member: Member | None = await session.scalar(query)
    return member
