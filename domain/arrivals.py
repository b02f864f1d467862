"""Who has come: the one statement with which every page begins."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import celebrations, community, members, notifications
from domain.clock import now
from domain.community import Community
from domain.members import Actor, SignIn
from domain.rows import Whole, run


@dataclass(frozen=True)
class Arrival:
    """Somebody, where they have come to, how many notices wait for them, and whether something else is new for them."""

    actor: Actor
    community: Community
    sign_in: SignIn | None
    unread: int
    some_new: bool = False


async def arrive(session: AsyncSession, token: str) -> Arrival:
    """Return who the cookie's token belongs to; a visitor without one. Raises NotSetUp."""
    if token:
        row = (await run(session, _query(), {"token_hash": members.hash_token(token)})).first()
        if row is not None and (sign_in := members.sign_in_of(row, now(session))):
            unread = await notifications.unread(session, sign_in.member) if row.some_unread else 0
            return Arrival(sign_in.member, _COMMUNITY.of(row), sign_in, unread, row.some_new)
    here = await community.current(session)
    return Arrival(members.visitor(here), here, None, 0)


_COMMUNITY = Whole(Community, first=members.SIGNED_IN.end)


@cache
def _query() -> Select[Any]:
    some_unread = notifications.some_unread(SignIn.member_id).label("some_unread")
    some_new = celebrations.some_new(SignIn.member_id).label("some_new")
    query = members.sign_in_query().add_columns(*_COMMUNITY.columns, some_unread, some_new)
    return query.join(Community.__table__, Community.id == 1)
