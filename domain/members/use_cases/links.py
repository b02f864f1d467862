"""One-time links by mail: to sign in, to join, to confirm a new address. Asking tells nobody who is a member."""

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import community, outbox
from domain.clock import now
from domain.community import LANGUAGES
from domain.errors import Conflict, NotFound, _
from domain.events import record
from domain.members import passwords
from domain.members.events import EmailChanged, MemberJoined, RoleChanged
from domain.members.limits import require_left, spend
from domain.members.model import (
    EMAIL_MOST,
    LINK_LIFE,
    NAME_MOST,
    SET_UP_LIFE,
    Actor,
    Link,
    LinkPurpose,
    Member,
)
from domain.members.policy import require_self
from domain.members.queries import by_email
from domain.members.secrets import hash_token, new_token
from domain.members.use_cases.joining import SignedIn, add_member, free_handle, local_path, start_sign_in
from domain.permissions import Role
from domain.texts import Problems, checked

_ADDRESS = re.compile(r"[^@\s<>\"(),:;\[\]\\]{1,64}@[^@\s<>\"(),:;\[\]\\]+\.[^@\s<>\"(),:;\[\]\\.]{2,}")


class LinkSpent(Conflict):
    """The link was used already, is too old, or never was one."""

    code = "link_spent"
    message = _("This link no longer works: it was used already or is older than 15 minutes. Please ask for a new one.")


class NotOpen(Conflict):
    """The community doesn't take this person in by itself."""

    code = "joining_closed"
    message = _("This community takes in no new members right now. Please write to the people who run it.")


class NotSignedInHere(Conflict):
    """A new address is confirmed by the member, not by whoever reads the mail: the address may be mistyped."""

    code = "not_signed_in_here"
    message = _("Please sign in with your present address first, and then open this link once more.")


@dataclass(frozen=True)
class Opened:
    """What a link will do when its button is pressed."""

    does: Literal["sign_in", "join", "change_email", "set_up"]
    email: str
    name: str


@dataclass(frozen=True)
class LinkMail:
    """What to write to the person who gave an address."""

    says: Literal["sign_in", "join", "closed", "have_account", "change_email"]
    email: str
    name: str
    token: str | None


def checked_email(problems: Problems, value: str) -> str:
    """Return a tidy e-mail address, noting a problem if it can't be one."""
    email = problems.line("email", value, least=1, most=EMAIL_MOST)
    if email and not _ADDRESS.fullmatch(email):
        problems.add("email", "not_an_address", _("This doesn't look like an e-mail address."))
    return email


async def request_link(
    session: AsyncSession,
    *,
    email: str,
    language: str,
    client: str,
    next_path: str = "/",
    name: str = "",
    password: str | None = None,
    asked_by: str = "",
) -> None:
    """Send a link to sign in or, with a name and password, to join. Does the same work for every address.

    `client` is the network address the request came from, for the limits: 10 an hour for one e-mail address,
    30 for one client. `asked_by` is the browser's own secret: a password counts only where it was typed, or else
    anybody could prepare one for somebody else's address. Raises Invalid, TooMany.
    """
    with checked() as problems:
        email = checked_email(problems, email)
        name = problems.line("name", name, least=0 if password is None else 2, most=NAME_MOST)
        if password is not None:
            passwords.check(problems, "password", password, name, email)
    limits = ((f"link:client:{client}", 30), (f"link:email:{email.lower()}", 10))
    for key, most in limits:
        await require_left(session, key, most, timedelta(hours=1))
    password_hash = None if password is None else await passwords.hashed(password)
    for key, most in limits:
        await spend(session, key, most, timedelta(hours=1))
    link = Link(
        purpose=LinkPurpose.SIGN_IN if password is None else LinkPurpose.JOIN,
        email=email,
        name=name,
        password_hash=password_hash,
        asked_by=hash_token(asked_by) if password_hash else None,
        language=language if language in LANGUAGES else "en",
        next_path=local_path(next_path),
    )
    await _post_link(session, link)


async def request_new_email(session: AsyncSession, actor: Actor, email: str) -> None:
    """Send a link to the member's new address; it changes when the link is used. Raises Invalid, TooMany."""
    member = require_self(actor)
    await spend(session, f"email:{member.id}", 5, timedelta(hours=1))
    with checked() as problems:
        email = checked_email(problems, email)
        if member.email and email.lower() == member.email.lower():
            problems.add("email", "same", _("This is your address already."))
    link = Link(purpose=LinkPurpose.CHANGE_EMAIL, email=email, member_id=member.id, language=member.language)
    await _post_link(session, link)


async def make_set_up_link(session: AsyncSession, email: str) -> str:
    """Return the token of a one-time link that makes the first administrator; for the operator's terminal."""
    with checked() as problems:
        email = checked_email(problems, email)
    token, moment = new_token(), now(session)
    session.add(
        Link(
            purpose=LinkPurpose.SET_UP,
            email=email,
            token_hash=hash_token(token),
            next_path="/admin",
            created_at=moment,
            expires_at=moment + SET_UP_LIFE,
        )
    )
    return token


async def prepare_link_mail(session: AsyncSession, link_id: int) -> LinkMail:
    """Decide what a requested link's mail says, and make its token, at the moment of sending. Raises NotFound."""
    link = await session.get(Link, link_id, with_for_update=True)
    if link is None or link.used_at is not None:
        raise NotFound
    owner = await _owner(session, link)
    if link.purpose is LinkPurpose.CHANGE_EMAIL:
        says: Literal["sign_in", "join", "closed", "have_account", "change_email"] = (
            "change_email" if owner is None else "have_account"
        )
    elif owner is not None:
        says = "sign_in" if link.purpose is LinkPurpose.SIGN_IN else "have_account"
        link.purpose, link.password_hash = LinkPurpose.SIGN_IN, None
    else:
        says = "join" if (await community.current(session)).lets_join(link.email) else "closed"
    if says == "closed" or (link.purpose is LinkPurpose.CHANGE_EMAIL and owner is not None):
        return LinkMail(says, link.email, link.name, None)
    token = new_token()
    link.token_hash, link.expires_at = hash_token(token), now(session) + LINK_LIFE
    return LinkMail(says, link.email, owner.name if owner else link.name, token)


async def open_link(session: AsyncSession, token: str) -> Opened:
    """Say what a link will do, without using it (mail scanners open links). Raises LinkSpent."""
    link = await _usable(session, token)
    owner = await _owner(session, link)
    if link.purpose is LinkPurpose.CHANGE_EMAIL:
        return Opened("change_email", link.email, "")
    if link.purpose is LinkPurpose.SET_UP:
        return Opened("set_up", link.email, owner.name if owner else "")
    return Opened("sign_in" if owner else "join", link.email, owner.name if owner else link.name)


async def use_link(
    session: AsyncSession,
    token: str,
    *,
    name: str = "",
    browser: str = "",
    used_by: str = "",
    actor: Actor | None = None,
) -> SignedIn:
    """Do what the link is for, once, and sign its owner in; a new member needs a `name`.

    A password that came with it counts only if `used_by`, the browser's own secret, is the one that asked.
    A new address is confirmed by its member alone, as `actor`. Raises LinkSpent, NotOpen, NotSignedInHere, Invalid (a
    name is missing).
    """
    link = await _usable(session, token, lock=True)
    without_password = link.password_hash is not None and link.asked_by != hash_token(used_by)
    if without_password:
        link.password_hash = None
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtext("join:" + link.email.lower()))))
    owner = await _owner(session, link)
    if link.purpose is LinkPurpose.CHANGE_EMAIL:
        member = await _change_email(session, link, owner, actor)
    elif owner is not None:
        member = owner
    else:
        member = await _join(session, link, name or link.name)
    if link.purpose is LinkPurpose.SET_UP and member.role is not Role.ADMIN:
        before, member.role = member.role, Role.ADMIN
        await record(session, RoleChanged(member.id, member.id, before, member.role))
    link.used_at = now(session)
    signed_in = await start_sign_in(session, member, browser=browser, next_path=link.next_path)
    return replace(signed_in, without_password=without_password)


async def _post_link(session: AsyncSession, link: Link) -> None:
    link.created_at = now(session)
    link.expires_at = link.created_at + LINK_LIFE
    session.add(link)
    await session.flush()
    await outbox.post(session, "link", link.email, link.language, link_id=link.id, member_id=link.member_id)


async def _usable(session: AsyncSession, token: str, *, lock: bool = False) -> Link:
    query = select(Link).where(Link.token_hash == hash_token(token))
    link = await session.scalar(query.with_for_update() if lock else query)
    if link is None or link.used_at is not None or link.expires_at <= now(session):
        raise LinkSpent
    return link


async def _owner(session: AsyncSession, link: Link) -> Member | None:
    """Return who has the link's address; nobody yet, as far as joining goes, where a member only stands in for them."""
    owner = await by_email(session, link.email)
    is_stand_in = owner is not None and owner.imported and link.purpose is not LinkPurpose.CHANGE_EMAIL
    return None if is_stand_in else owner


async def _join(session: AsyncSession, link: Link, name: str) -> Member:
    if link.purpose is not LinkPurpose.SET_UP and not (await community.current(session)).lets_join(link.email):
        raise NotOpen
    stand_in = await by_email(session, link.email)
    if stand_in is not None:
        return await _become(session, stand_in, link, name)
    return await add_member(
        session, name=name, email=link.email, language=link.language, password_hash=link.password_hash
    )


async def _become(session: AsyncSession, stand_in: Member, link: Link, name: str) -> Member:
    """Let whoever joins be the member that stood in for them, with all that was recorded."""
    with checked() as problems:
        stand_in.name = problems.line("name", name, least=2, most=NAME_MOST)
    stand_in.handle = await free_handle(session, stand_in.name)
    stand_in.language, stand_in.password_hash = link.language, link.password_hash
    stand_in.imported_from, stand_in.joined_at = None, now(session)
    await session.flush()
    await record(session, MemberJoined(stand_in.id))
    return stand_in


async def _change_email(session: AsyncSession, link: Link, owner: Member | None, actor: Actor | None) -> Member:
    member = await session.get(Member, link.member_id, with_for_update=True)
    if member is None or member.left_at is not None or (owner is not None and owner.id != member.id):
        raise LinkSpent
    if actor is None or actor.id != member.id:
        raise NotSignedInHere
    if member.email and owner is None:
        await forget_address(session, member.email)
        await outbox.post(session, "email_changed", member.email, member.language, new=link.email, member_id=member.id)
    member.email = link.email
    await record(session, EmailChanged(member.id))
    return member


async def forget_address(session: AsyncSession, email: str) -> None:
    """Drop every link and mail to an address that is no longer its member's."""
    await session.execute(delete(Link).where(func.lower(Link.email) == func.lower(email)))
    await outbox.forget_recipient(session, email)
