"""Signing in by password, staying signed in, signing out."""

from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain.clock import now
from domain.database import is_read_only
from domain.errors import NotAllowed, NotFound, _
from domain.members import passwords
from domain.members.limits import require_left, spend
from domain.members.model import CUSTOMER_IDLE, NAME_MOST, Actor, Link, Member, SignIn
from domain.members.policy import require_self
from domain.members.queries import by_email
from domain.members.secrets import hash_token
from domain.members.use_cases.joining import SignedIn, start_sign_in
from domain.texts import checked

SEEN_EVERY = timedelta(minutes=5)
TRIES_PER = timedelta(minutes=15)


class WrongPassword(NotAllowed):
    """The address and the password don't belong together; which of them is wrong stays unsaid."""

    code = "wrong_password"
    message = _("The address or the password is not right. You can also have a link sent to you.")
    keeps_changes = True
    field = "password"


async def sign_in(
    session: AsyncSession, *, email: str, password: str, client: str, browser: str = "", next_path: str = "/"
) -> SignedIn:
    """Sign in by password; ten tries in 15 minutes for one address, a hundred for one client.

    Takes the same time whether or not the address is known. Raises WrongPassword, TooMany.
    """
    limits = ((f"password:client:{client}", 100), (f"password:email:{email.strip().lower()}", 10))
    for key, most in limits:
        await require_left(session, key, most, TRIES_PER)
    member = await by_email(session, email.strip())
    right = await passwords.matches(password, member.password_hash if member else None)
    for key, most in limits:
        await spend(session, key, most, TRIES_PER)
    if member is None or not right:
        raise WrongPassword
    return await start_sign_in(session, member, browser=browser, next_path=next_path)


def is_due_to_be_seen(sign_in: SignIn, moment: datetime) -> bool:
    """Return whether it is time to note anew that a sign-in is in use."""
    return moment - sign_in.seen_at >= SEEN_EVERY


async def stay_signed_in(session: AsyncSession, sign_in: SignIn) -> None:
    """Note that a sign-in is still in use; writes at most once in five minutes."""
    moment = now(session)
    if is_due_to_be_seen(sign_in, moment) and not await is_read_only(session):
        await session.execute(update(SignIn).where(SignIn.id == sign_in.id).values(seen_at=moment))


async def sign_out(session: AsyncSession, token: str) -> None:
    """End the sign-in of this token; ending one that has ended changes nothing."""
    await session.execute(delete(SignIn).where(SignIn.token_hash == hash_token(token)))


async def sign_out_everywhere(session: AsyncSession, actor: Actor) -> None:
    """End all of the member's sign-ins, this one too."""
    member = require_self(actor)
    await session.execute(delete(SignIn).where(SignIn.member_id == member.id))


async def end_sign_in(session: AsyncSession, actor: Actor, sign_in_id: int) -> None:
    """End one of the member's own sign-ins; raises NotFound for anybody else's."""
    member = require_self(actor)
    ended = await session.execute(
        delete(SignIn).where(SignIn.id == sign_in_id, SignIn.member_id == member.id).returning(SignIn.id)
    )
    if ended.first() is None:
        raise NotFound


async def forget_ended(session: AsyncSession) -> None:
    """Drop sign-ins that ended by themselves and links that can't be used any more."""
    moment = now(session)
    await session.execute(delete(SignIn).where(SignIn.seen_at < moment - CUSTOMER_IDLE))
    await session.execute(delete(Link).where(Link.expires_at < moment - timedelta(days=1)))


async def set_password(
    session: AsyncSession, actor: Actor, password: str, *, current: str = "", keep: str = ""
) -> None:
    """Give the member a password, or a new one against the `current`; ends all sign-ins but that of token `keep`."""
    member = require_self(actor)
    await spend(session, f"set_password:{member.id}", 10, TRIES_PER)
    member = await session.get_one(Member, member.id, with_for_update={"key_share": True}, populate_existing=True)
    if member.password_hash is not None and not await passwords.matches(current, member.password_hash):
        raise WrongPassword
    with checked() as problems:
        passwords.check(problems, "new_password", password, member.name[:NAME_MOST], member.email or "")
    member.password_hash = await passwords.hashed(password)
    await session.execute(delete(SignIn).where(SignIn.member_id == member.id, SignIn.token_hash != hash_token(keep)))
