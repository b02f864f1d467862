"""Members who stand for customers that aren't here: they can't sign in, and become whoever joins with their address."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import community
from domain.clock import now
from domain.members.model import FORMER, STAND_IN, STAND_IN_FROM, Member
from domain.members.queries import by_email
from domain.members.secrets import hash_token
from domain.members.use_cases.joining import add_member


async def stand_in(session: AsyncSession, known_by: str, email: str | None) -> Member:
    """Return the member with this address, or who stands for a customer `known_by` these words, made if need be."""
    source = STAND_IN_FROM + hash_token(known_by.casefold()).hex()
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtext("join:" + (email or source).lower()))))
    found = await by_email(session, email) if email else None
    if found is None and not email:
        found = await session.scalar(select(Member).where(Member.imported_from == source))
    if found is not None:
        return found
    language = (await community.current(session)).language
    return await add_member(
        session, name=STAND_IN, email=email, handle="customer", language=language, imported_from=source
    )


async def forget_stand_in(session: AsyncSession, member: Member) -> None:
    """Let go of a customer of whom nothing is recorded any more: their address, and by what they were known."""
    member.email = member.imported_from = None
    member.handle, member.name, member.left_at = f"former.{member.id}", FORMER, now(session)
    await session.flush()
