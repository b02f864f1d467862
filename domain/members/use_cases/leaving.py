"""What we hold of a person, for them to take along; and leaving, which keeps nothing that tells who they were."""

from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import outbox
from domain.clock import now
from domain.events import concerning, record
from domain.members.events import MemberLeft
from domain.members.model import FORMER, AccessToken, Actor, Link, Member, SignIn, Team, TeamMembership
from domain.members.policy import require_self
from domain.members.queries import access_tokens, sign_ins
from domain.members.use_cases.links import forget_address
from domain.members.use_cases.managing import LastAdmin, lock_admins


async def personal_data(session: AsyncSession, actor: Actor) -> dict[str, Any]:
    """Return all that is kept about the member themselves, without secrets."""
    member = require_self(actor)
    in_teams = select(Team.name).join(TeamMembership).where(TeamMembership.member_id == member.id).order_by(Team.name)
    links = select(Link).where((Link.member_id == member.id) | (func.lower(Link.email) == func.lower(member.email)))
    return {
        "handle": member.handle,
        "name": member.name,
        "email": member.email,
        "role": member.role,
        "language": member.language,
        "about": member.about,
        "is_sponsor": member.is_sponsor,
        "is_on_duty": member.is_on_duty,
        "is_best_customer": member.is_best_customer,
        "joined_at": member.joined_at,
        "suspended_until": member.suspended_until,
        "suspended_reason": member.suspended_reason,
        "has_password": member.password_hash is not None,
        "teams": list(await session.scalars(in_teams)),
        "sign_ins": [
            {"browser": row.browser, "created_at": row.created_at, "seen_at": row.seen_at}
            for row in await sign_ins(session, member)
        ],
        "access_tokens": [
            {"name": row.name, "scope": row.scope, "created_at": row.created_at, "expires_at": row.expires_at}
            for row in await access_tokens(session, member)
        ],
        "links": [
            {"purpose": row.purpose, "email": row.email, "created_at": row.created_at, "used_at": row.used_at}
            for row in await session.scalars(links.order_by(Link.id))
        ],
        "mails": await outbox.personal_data(session, member.id, member.email or ""),
        "history": await concerning(session, member.id),
    }


async def forget(session: AsyncSession, actor: Actor) -> Member:
    """Take name, address and every secret from the member's row; the number stays, so that results don't change."""
    admins = await lock_admins(session)
    member = await session.get_one(Member, require_self(actor).id, with_for_update=True, populate_existing=True)
    if admins == {member.id}:
        raise LastAdmin
    for table in (SignIn, AccessToken, TeamMembership):
        await session.execute(delete(table).where(table.member_id == member.id))
    await session.execute(delete(Link).where(Link.member_id == member.id))
    if member.email:
        await forget_address(session, member.email)
    await outbox.forget_member(session, member.id)
    # With a dot, so that nobody can have taken this handle before.
    member.handle, member.name, member.about = f"former.{member.id}", FORMER, ""
    member.suspended_until, member.suspended_reason = None, ""
    member.email = member.password_hash = member.imported_from = None
    member.is_sponsor = member.is_on_duty = member.is_best_customer = False
    member.left_at = now(session)
    await record(session, MemberLeft(member.id))
    return member
