"""Who has come: the one statement with which every page begins."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import community, members, notifications
from domain.clock import now
from domain.community import Community
from domain.members import Actor, SignIn


@dataclass(frozen=True)
class Arrival:
    """Somebody, where they have come to, and how many notices wait for them."""

    actor: Actor
    community: Community
    sign_in: SignIn | None
    unread: int


async def arrive(session: AsyncSession, token: str) -> Arrival:
    """Return who the cookie's token belongs to; a visitor without one. Raises NotSetUp."""
    if token:
        row = (await session.execute(_query(), {"token_hash": members.hash_token(token)})).first()
        if row is not None and not row[0].has_ended(now(session)):
            sign_in, here, some_unread = row
            unread = await notifications.unread(session, sign_in.member) if some_unread else 0
            return Arrival(sign_in.member, here, sign_in, unread)
    here = await community.current(session)
    return Arrival(members.visitor(here), here, None, 0)


@cache
def _query() -> Select[Any]:
    query = members.sign_in_query().add_columns(Community, notifications.some_unread(SignIn.member_id))
    return query.join(Community, Community.id == 1)
