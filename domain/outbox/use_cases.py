"""Putting mail into the outbox, taking it up to be sent, and ticking it off."""

import secrets
from collections.abc import Collection
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain import jobs, permissions
from domain.clock import now
from domain.errors import NotFound
from domain.outbox.model import Mail
from domain.permissions import Actor, Permission

KEPT = timedelta(days=30)
ATTEMPTS = 5
# Before the next attempt. The first also keeps others away from a mail while its sender is at work on it.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 180, 180))


async def post(session: AsyncSession, template: str, recipient: str, language: str, **data: Any) -> Mail:
    """Leave a mail for `recipient` to be sent after this transaction; `data` holds ids and plain values.

    A mail that tells of a member to an address that isn't theirs, or no longer, says whose it is by `member_id`.
    """
    mail = _written(session, template, recipient, language, secrets.token_hex(16), data)
    # Its own job sends it; only if that doesn't happen, whoever sends all that waits takes it along.
    mail.next_at += PAUSES[0]
    session.add(mail)
    await session.flush()
    await jobs.enqueue(session, "send_mail", mail_id=mail.id)
    return mail


def post_bulk(
    session: AsyncSession, template: str, recipient: str, language: str, *, message_id: str, **data: Any
) -> Mail:
    """Leave a mail to be sent after those that somebody waits for; `message_id` names its cause, so it is left once."""
    mail = _written(session, template, recipient, language, message_id, data)
    mail.bulk = True
    session.add(mail)
    return mail


async def send_soon(session: AsyncSession) -> None:
    """Ask for all that waits to be sent when this transaction commits."""
    await jobs.enqueue(session, "send_mails", once=True)


async def next_waiting(session: AsyncSession, passed: Collection[int] = ()) -> int | None:
    """Return the number of the mail to be sent next, None when none is due; those in `passed` are left out."""
    due = select(Mail.id).where(Mail.sent_at.is_(None), Mail.failure.is_(None), Mail.next_at <= now(session))
    return await session.scalar(due.where(Mail.id.not_in(passed)).order_by(Mail.bulk, Mail.next_at).limit(1))


async def take_up(session: AsyncSession, mail_id: int) -> Mail | None:
    """Begin an attempt to send a mail and count it; None for one that went, is parked, or is in other hands."""
    mail = await _held(session, mail_id)
    if mail is not None:
        mail.attempts += 1
        mail.next_at = now(session) + PAUSES[min(mail.attempts, len(PAUSES)) - 1]
    return mail


async def hold(session: AsyncSession, mail_id: int, attempt: int) -> bool:
    """Note a mail as sent, and keep it from all others until commit; False when a later attempt has begun.

    Commit when the relay has taken it. A sender that dies before lets go of it, and it is sent again.
    """
    # A relay may take minutes to say yes; while it does, this transaction has nothing to do.
    await session.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
    mail = await _held(session, mail_id)
    if mail is None or mail.attempts != attempt:
        return False
    mail.sent_at = now(session)
    await session.flush()
    return True


async def note_failure(session: AsyncSession, mail_id: int, why: str, *, final: bool) -> None:
    """Note that an attempt failed; a `final` failure or the fifth parks the mail until an admin tries it again."""
    mail = await _held(session, mail_id)
    if mail is not None and (final or mail.attempts >= ATTEMPTS):
        mail.failure = why[:2000]


async def drop(session: AsyncSession, mail_id: int) -> None:
    """Forget an unsent mail that has nothing left to say."""
    await session.execute(delete(Mail).where(Mail.id == mail_id, Mail.sent_at.is_(None)))


async def retry(session: AsyncSession, actor: Actor, mail_id: int | None = None) -> int:
    """Send a parked mail after all, or every one; return how many. Raises NotFound, NotAllowed, SignInNeeded."""
    permissions.require(actor, Permission.TEND_DELIVERY)
    parked = update(Mail).where(Mail.failure.is_not(None))
    if mail_id is not None:
        parked = parked.where(Mail.id == mail_id)
    fresh = parked.values(failure=None, attempts=0, next_at=now(session)).returning(Mail.id)
    again = len((await session.scalars(fresh)).all())
    if mail_id is not None and not again:
        raise NotFound
    await send_soon(session)
    return again


async def forget_old(session: AsyncSession) -> None:
    """Drop mail of more than 30 days ago, sent or not."""
    await session.execute(delete(Mail).where(Mail.created_at < now(session) - KEPT))


async def forget_recipient(session: AsyncSession, recipient: str) -> None:
    """Drop all mail to an address, sent or waiting."""
    await session.execute(delete(Mail).where(func.lower(Mail.recipient) == func.lower(recipient)))


async def forget_member(session: AsyncSession, member_id: int) -> None:
    """Drop all mail that tells of a member, sent or waiting."""
    await session.execute(delete(Mail).where(Mail.data["member_id"].as_integer() == member_id))


def _written(
    session: AsyncSession, template: str, recipient: str, language: str, message_id: str, data: dict[str, Any]
) -> Mail:
    moment = now(session)
    return Mail(
        template=template,
        recipient=recipient,
        language=language,
        data=data,
        message_id=message_id,
        created_at=moment,
        next_at=moment,
        attempts=0,
    )


async def _held(session: AsyncSession, mail_id: int) -> Mail | None:
    waiting = select(Mail).where(Mail.id == mail_id, Mail.sent_at.is_(None), Mail.failure.is_(None))
    return await session.scalar(waiting.with_for_update(skip_locked=True))
