"""Reading the outbox."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import permissions
from domain.errors import NotFound
from domain.outbox.model import Mail
from domain.paging import Order, Page, Slice, page
from domain.permissions import Actor, Permission

_LATEST: Order[Mail] = Order("mails", (Mail.id,), lambda mail: (mail.id,), (int,))


async def by_id(session: AsyncSession, mail_id: int) -> Mail:
    """Return one mail; raises NotFound."""
    mail = await session.get(Mail, mail_id)
    if mail is None:
        raise NotFound
    return mail


async def recent(session: AsyncSession, most: int = 50) -> list[Mail]:
    """Return the newest mails, for the page that shows them in the demo."""
    return list(await session.scalars(select(Mail).order_by(Mail.id.desc()).limit(most)))


async def parked(session: AsyncSession, actor: Actor, wanted: Slice) -> Page[Mail]:
    """Return a page of the mails that no relay took, latest first. Raises NotAllowed, SignInNeeded."""
    permissions.require(actor, Permission.TEND_DELIVERY)
    return await page(session, select(Mail).where(Mail.failure.is_not(None)), _LATEST, wanted)


async def waiting_since(session: AsyncSession) -> datetime | None:
    """Return when the oldest unsent mail was written, None when none waits."""
    return await session.scalar(select(func.min(Mail.created_at)).where(Mail.sent_at.is_(None)))


async def personal_data(session: AsyncSession, member_id: int, recipient: str) -> list[dict[str, Any]]:
    """Return what was mailed to an address, and what was mailed elsewhere about its member."""
    theirs = (func.lower(Mail.recipient) == func.lower(recipient)) | (Mail.data["member_id"].as_integer() == member_id)
    return [
        {"template": row.template, "recipient": row.recipient, "created_at": row.created_at, "sent_at": row.sent_at}
        for row in await session.scalars(select(Mail).where(theirs).order_by(Mail.id))
    ]
