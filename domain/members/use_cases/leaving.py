"""What we hold of a person, for them to take along; and leaving, which keeps nothing that tells who they were."""

from typing import Any

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from domain.clock import now
from domain.events import record
from domain.members.events import MemberLeft
from domain.members.model import AccessToken, Actor, Link, Member, SignIn, TeamMembership
from domain.members.policy import require_self
from domain.members.queries import access_tokens, sign_ins
from domain.members.use_cases.managing import LastAdmin, lock_admins
from domain.outbox import forget_recipient


async def personal_data(session: AsyncSession, actor: Actor) -> dict[str, Any]:
    """Return all that is kept about the member themselves, without secrets."""
    member = require_self(actor)
    return {
        "handle": member.handle,
        "name": member.name,
        "email": member.email,
        "role": member.role,
        "language": member.language,
        "about": member.about,
        "is_sponsor": member.is_sponsor,
        "joined_at": member.joined_at,
        "has_password": member.password_hash is not None,
        "sign_ins": [
            {"browser": row.browser, "created_at": row.created_at, "seen_at": row.seen_at}
            for row in await sign_ins(session, member)
        ],
        "access_tokens": [
            {"name": row.name, "scope": row.scope, "created_at": row.created_at, "expires_at": row.expires_at}
            for row in await access_tokens(session, member)
        ],
    }


async def forget(session: AsyncSession, actor: Actor) -> Member:
    """Take name, address and every secret from the member's row; the number stays, so that results don't change."""
    admins = await lock_admins(session)
    member = await session.get_one(Member, require_self(actor).id, with_for_update=True, populate_existing=True)
    if admins == {member.id}:
        raise LastAdmin
    for table in (SignIn, AccessToken, TeamMembership):
        await session.execute(delete(table).where(table.member_id == member.id))
    await session.execute(delete(Link).where((Link.member_id == member.id) | (Link.email == (member.email or ""))))
    if member.email:
        await forget_recipient(session, member.email)
    member.handle, member.name, member.about = f"former-{member.id}", "Former member", ""
    member.email = member.password_hash = member.imported_from = None
    member.is_sponsor, member.left_at = False, now(session)
    await record(session, MemberLeft(member.id))
    return member
