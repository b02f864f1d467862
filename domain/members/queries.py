"""Finding members, by what they show or by what they hold."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, SQLColumnExpression, bindparam, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from domain.clock import now
from domain.errors import NotFound
from domain.members.model import CUSTOMERS, EMAIL_MOST, AccessToken, Actor, Member, SignIn, Team, TeamMembership
from domain.members.policy import visible_to
from domain.members.secrets import hash_token
from domain.paging import Order, Page, Slice, page
from domain.permissions import GRANTS, STAFF, Permission, Role
from domain.rows import Whole, run

BY_JOINING: Order[Member] = Order(
    "members",
    (Member.joined_at, Member.id),
    lambda member: (member.joined_at, member.id),
    (datetime, int),
)
_NAMESAKES = 5


def _seen(actor: Actor) -> Select[Member]:
    return select(Member).where(visible_to(actor)).options(selectinload(Member.teams))


async def visible(session: AsyncSession, actor: Actor, member_id: int) -> Member:
    """Return one member with their teams; raises NotFound for one who left."""
    member = await session.scalar(_seen(actor).where(Member.id == member_id))
    if member is None:
        raise NotFound
    return member


async def lock(session: AsyncSession, member: Member) -> Member:
    """Hold the member's row until commit, so that what they do happens one after the other; raises NotFound.

    Returns the member as this session's own, since whoever acts was loaded by another.
    """
    query = select(Member, Member.left_at).where(Member.id == member.id).with_for_update(key_share=True)
    row = (await session.execute(query)).first()
    if row is None or row.left_at is not None:
        raise NotFound
    own: Member = row[0]
    return own


async def by_handle(session: AsyncSession, actor: Actor, handle: str) -> Member:
    """Return one member with their teams; raises NotFound."""
    member = await session.scalar(_seen(actor).where(Member.handle == handle.lower()))
    if member is None:
        raise NotFound
    return member


async def called(session: AsyncSession, actor: Actor, words: str) -> list[Member]:
    """Return who goes by a handle, or a few of those who go by a name, however it is written."""
    own = await session.scalar(_seen(actor).where(Member.handle == words.lower()))
    if own is not None:
        return [own]
    query = _seen(actor).where(func.lower(Member.name) == func.lower(words)).order_by(Member.id).limit(_NAMESAKES)
    return list(await session.scalars(query))


async def by_handles(session: AsyncSession, handles: Collection[str]) -> list[Member]:
    """Return the members present who go by any of these handles."""
    if not handles:
        return []
    return list(await session.scalars(select(Member).where(Member.handle.in_(handles), Member.left_at.is_(None))))


async def by_ids(session: AsyncSession, ids: Collection[int]) -> dict[int, Member]:
    """Return members by number, also those who left; for showing who did something."""
    found = await session.scalars(select(Member).where(Member.id.in_(ids)).options(selectinload(Member.teams)))
    return {member.id: member for member in found}


async def by_email(session: AsyncSession, email: str) -> Member | None:
    """Return the member with this address. For signing in; never say to anybody that there is one."""
    return await session.scalar(select(Member).where(func.lower(Member.email) == func.lower(email)))


async def listed(
    session: AsyncSession, actor: Actor, wanted: Slice, *, words: str = "", best: bool = False
) -> Page[Member]:
    """Return a page of members, newest first, whose name or handle holds `words`; addresses only for who manages.

    With `best` only the best customers, whom nobody finds but who manages.
    """
    query = _seen(actor)
    if best:
        query = query.where(Member.is_best_customer if actor.may(Permission.MANAGE_MEMBERS) else false())
    if words:
        fields: list[SQLColumnExpression[Any]] = [Member.name, Member.handle]
        if actor.may(Permission.MANAGE_MEMBERS):
            fields.append(Member.email)
        query = query.where(or_(*(field.icontains(words[:EMAIL_MOST], autoescape=True) for field in fields)))
    return await page(session, query, BY_JOINING, wanted)


async def count(session: AsyncSession, actor: Actor) -> int:
    """Return how many members are here, without those who came with an import."""
    query = select(func.count()).where(visible_to(actor), Member.imported_from.is_(None))
    return await session.scalar(query) or 0


async def deciders(session: AsyncSession) -> list[Member]:
    """Return everybody who may answer and decide, by name."""
    roles = [role for role in STAFF if Permission.TRIAGE in GRANTS[role]]
    query = select(Member).where(Member.role.in_(roles), Member.left_at.is_(None)).order_by(Member.name, Member.id)
    return list(await session.scalars(query))


async def staff(session: AsyncSession) -> list[Member]:
    """Return everybody who works here, with their teams."""
    query = select(Member).where(Member.role.in_(STAFF), Member.left_at.is_(None)).order_by(Member.name)
    return list(await session.scalars(query.options(selectinload(Member.teams))))


async def on_duty(session: AsyncSession) -> Member | None:
    """Return the product member on duty, if an admin named one."""
    return await session.scalar(select(Member).where(Member.is_on_duty))


async def sponsor(session: AsyncSession) -> Member | None:
    """Return the person accountable for the programme, if an admin named one."""
    return await session.scalar(select(Member).where(Member.is_sponsor))


async def teams(session: AsyncSession) -> list[Team]:
    """Return all teams by name."""
    return list(await session.scalars(select(Team).order_by(Team.name)))


async def team_of(session: AsyncSession, member: Member) -> int | None:
    """Return the number of the team a member counts for now, the first of several; CUSTOMERS for a customer."""
    if member.role is Role.CUSTOMER:
        return CUSTOMERS
    query = select(func.min(TeamMembership.team_id)).where(TeamMembership.member_id == member.id)
    return await session.scalar(query)


SIGN_IN = Whole(SignIn)
SIGNED_IN = Whole(Member, first=SIGN_IN.end)  # in the rows of `sign_in_query`


@cache
def sign_in_query() -> Select[Any]:
    """Return the Core query for the sign-in whose cookie's token has this `token_hash`, and its member."""
    query = select(*SIGN_IN.columns, *SIGNED_IN.columns).where(SignIn.token_hash == bindparam("token_hash"))
    return query.join(Member.__table__, Member.id == SignIn.member_id)


def sign_in_of(row: Sequence[Any], moment: datetime) -> SignIn | None:
    """Return the sign-in, with its member, in a row of that query; None once it has ended."""
    sign_in = SIGN_IN.of(row, member=SIGNED_IN.of(row))
    return None if sign_in.has_ended(moment) else sign_in


async def signed_in(session: AsyncSession, token: str) -> SignIn | None:
    """Return the sign-in this cookie's token belongs to, with its member, None once it has ended."""
    row = (await run(session, sign_in_query(), {"token_hash": hash_token(token)})).first()
    return None if row is None else sign_in_of(row, now(session))


async def sign_ins(session: AsyncSession, member: Member) -> list[SignIn]:
    """Return where the member is signed in, latest first."""
    rows = await session.scalars(select(SignIn).where(SignIn.member_id == member.id).order_by(SignIn.seen_at.desc()))
    return list(rows)


async def by_access_token(session: AsyncSession, token: str) -> AccessToken | None:
    """Return the access token with its member, None for an unknown or expired one."""
    row = (await run(session, _by_token(), {"token_hash": hash_token(token)})).first()
    found = None if row is None else _TOKEN.of(row, member=_ITS_MEMBER.of(row))
    return None if found is None or found.expires_at <= now(session) else found


_TOKEN = Whole(AccessToken)
_ITS_MEMBER = Whole(Member, first=_TOKEN.end)


@cache
def _by_token() -> Select[Any]:
    query = select(*_TOKEN.columns, *_ITS_MEMBER.columns).where(AccessToken.token_hash == bindparam("token_hash"))
    return query.join(Member.__table__, Member.id == AccessToken.member_id)


async def access_tokens(session: AsyncSession, member: Member) -> list[AccessToken]:
    """Return the member's access tokens, newest first."""
    query = select(AccessToken).where(AccessToken.member_id == member.id).order_by(AccessToken.id.desc())
    return list(await session.scalars(query))


async def the_imported(session: AsyncSession, prefix: str) -> dict[str, Member]:
    """Return the members an import has brought, by the name it knows them by."""
    rows = await session.scalars(select(Member).where(Member.imported_from.startswith(prefix, autoescape=True)))
    return {row.imported_from or "": row for row in rows}
