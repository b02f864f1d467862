"""Notices whose time has come become mails: one for each member, whatever it has to tell."""

from collections import defaultdict

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain import members, outbox
from domain.clock import now
from domain.database import Sessions, transaction
from domain.notifications.model import Notice

TEMPLATE = "notices"
BATCH = 200  # members whose mails are made in one transaction


async def post_due(sessions: Sessions) -> int:
    """Put the mails that are due into the outbox, a batch of members at a time; return how many."""
    posted = 0
    while True:
        async with transaction(sessions) as session:
            found = await _post_some(session)
        if found is None:
            return posted
        posted += found


async def _post_some(session: AsyncSession) -> int | None:
    is_due = Notice.mail_due_at <= now(session)
    waiting = select(Notice.member_id).where(is_due).group_by(Notice.member_id).limit(BATCH)
    numbers = (await session.scalars(waiting)).all()
    query = select(Notice).where(Notice.member_id.in_(numbers), is_due).order_by(Notice.id)
    of_member = defaultdict(list)
    for notice in await session.scalars(query.with_for_update(skip_locked=True)):
        of_member[notice.member_id].append(notice.id)
    if not of_member:
        return None
    present, posted = await members.by_ids(session, of_member), 0
    for number, notice_ids in of_member.items():
        member = present[number]
        if member.email and member.left_at is None:
            # The same notices make the same mail, so that it can't be left twice.
            name = "-".join(str(each) for each in dict.fromkeys((notice_ids[0], notice_ids[-1])))
            outbox.post_bulk(
                session,
                TEMPLATE,
                member.email,
                member.language,
                message_id=f"notice-{name}",
                member_id=number,
                notice_ids=notice_ids,
            )
            posted += 1
    told = [each for notice_ids in of_member.values() for each in notice_ids]
    await session.execute(update(Notice).where(Notice.id.in_(told)).values(mail_due_at=None))
    await outbox.send_soon(session)
    return posted
