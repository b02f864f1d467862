"""Putting mail into the outbox and ticking it off."""

import secrets
from typing import Any

from sqlalchemy import delete, func
from sqlalchemy.ext.asyncio import AsyncSession

from domain import jobs
from domain.clock import now
from domain.outbox.model import Mail


async def post(session: AsyncSession, template: str, recipient: str, language: str, **data: Any) -> Mail:
    """Leave a mail for `recipient` to be sent after this transaction; `data` holds ids and plain values."""
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


async def forget_recipient(session: AsyncSession, recipient: str) -> None:
    """Drop all mail to an address, sent or waiting."""
    await session.execute(delete(Mail).where(func.lower(Mail.recipient) == recipient.lower()))
