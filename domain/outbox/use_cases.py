"""Putting mail into the outbox and ticking it off."""

import secrets
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func
from sqlalchemy.ext.asyncio import AsyncSession

from domain import jobs
from domain.clock import now
from domain.outbox.model import Mail

KEPT = timedelta(days=30)


async def post(session: AsyncSession, template: str, recipient: str, language: str, **data: Any) -> Mail:
    """Leave a mail for `recipient` to be sent after this transaction; `data` holds ids and plain values.

    A mail that tells of a member to an address that isn't theirs, or no longer, says whose it is by `member_id`.
    """
    mail = Mail(
        template=template,
        recipient=recipient,
        language=language,
        data=data,
        message_id=secrets.token_hex(16),
        created_at=now(session),
    )
    session.add(mail)
    await session.flush()
    await jobs.enqueue(session, "send_mail", mail_id=mail.id)
    return mail


async def mark_sent(session: AsyncSession, mail: Mail) -> None:
    """Note that the relay has taken the mail."""
    mail.sent_at = now(session)


async def forget_old(session: AsyncSession) -> None:
    """Drop mail of more than 30 days ago, sent or not."""
    await session.execute(delete(Mail).where(Mail.created_at < now(session) - KEPT))


async def forget_recipient(session: AsyncSession, recipient: str) -> None:
    """Drop all mail to an address, sent or waiting."""
    await session.execute(delete(Mail).where(func.lower(Mail.recipient) == func.lower(recipient)))


async def forget_member(session: AsyncSession, member_id: int) -> None:
    """Drop all mail that tells of a member, sent or waiting."""
    await session.execute(delete(Mail).where(Mail.data["member_id"].as_integer() == member_id))
