"""Becoming a member, and being signed in."""

import re
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.clock import now
from domain.community import LANGUAGES
from domain.events import record
from domain.members.events import MemberJoined
from domain.members.model import NAME_MOST, Member, SignIn
from domain.members.secrets import hash_token, new_token
from domain.permissions import Role
from domain.texts import checked, slug

_LOCAL = re.compile(r"/(?![/\\])[^\\\s\x00-\x1f\x7f]{0,499}")
RESERVED = frozenset({"admin", "me", "new", "everyone", "all", "fourfold", "system", "staff", "team"})


@dataclass(frozen=True)
class SignedIn:
    """A fresh sign-in: whose, the cookie's token (shown this once), where to go, and if a password was left out."""

    member: Member
    token: str
    next_path: str = "/"
    without_password: bool = False


async def add_member(
    session: AsyncSession,
    *,
    name: str,
    email: str | None,
    language: str = "en",
    role: Role = Role.CUSTOMER,
    password_hash: str | None = None,
    handle: str | None = None,
    about: str = "",
    imported_from: str | None = None,
) -> Member:
    """Make a member with a handle of their own; the address must have been proved by whoever calls. Raises Invalid."""
    with checked() as problems:
        name = problems.line("name", name, least=2, most=NAME_MOST)
    member = Member(
        handle=await free_handle(session, handle or name),
        name=name,
        email=email,
        password_hash=password_hash,
        role=role,
        language=language if language in LANGUAGES else "en",
        about=about,
        imported_from=imported_from,
        joined_at=now(session),
        teams=[],
    )
    session.add(member)
    await session.flush()
    await record(session, MemberJoined(member.id))
    return member


async def start_sign_in(session: AsyncSession, member: Member, *, browser: str = "", next_path: str = "/") -> SignedIn:
    """Sign a member in with a new token; whatever the browser held before is worth nothing."""
    token, moment = new_token(), now(session)
    session.add(
        SignIn(
            token_hash=hash_token(token),
            member_id=member.id,
            browser=browser[:200],
            created_at=moment,
            seen_at=moment,
        )
    )
    await session.flush()
    return SignedIn(member, token, local_path(next_path))


def local_path(path: str) -> str:
    """Return the path if it leads to a page of ours, else the front page's."""
    return path if _LOCAL.fullmatch(path) else "/"


async def free_handle(session: AsyncSession, wanted: str) -> str:
    """Return a handle that nobody has, as near as can be to what is wanted."""
    base = re.sub(r"[^a-z0-9]+", "-", slug(wanted)).strip("-")[:30].strip("-") or "member"
    # Held until commit, so that two people called the same, or “Ann 2”, don't meet in the unique index.
    stem = re.sub(r"(-[0-9]+)+$", "", base)
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtext("handle:" + stem))))
    taken = set(await session.scalars(select(Member.handle).where(Member.handle.regexp_match(f"^{base}(-[0-9]+)?$"))))
    if base not in taken | RESERVED:
        return base
    return next(f"{base}-{n}" for n in range(2, len(taken) + 3) if f"{base}-{n}" not in taken)
