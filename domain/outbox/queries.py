"""Reading the outbox."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.errors import NotFound
from domain.outbox.model import Mail


async def by_id(session: AsyncSession, mail_id: int, *, lock: bool = False) -> Mail:
    """Return one mail, locked against a second sender if asked; raises NotFound."""
    mail = await session.get(Mail, mail_id, with_for_update=lock or None)
    if mail is None:
        raise NotFound
    return mail


async def recent(session: AsyncSession, most: int = 50) -> list[Mail]:
    """Return the newest mails, for the page that shows them in the demo."""
    return list(await session.scalars(select(Mail).order_by(Mail.id.desc()).limit(most)))


async def waiting_since(session: AsyncSession) -> datetime | None:
    """Return when the oldest unsent mail was written, None when none waits."""
    return await session.scalar(select(func.min(Mail.created_at)).where(Mail.sent_at.is_(None)))
