"""Reading what is published. All of it is public by its nature; a credential is found by its award's secret name."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import community, permissions
from domain.badges import Award, Revocation
from domain.credentials.documents import Issuer
from domain.credentials.looks import About, Look, Ours, Outcome, Seen
from domain.credentials.model import Credential, IssuerKey, KeyKind, StatusList
from domain.errors import NotFound
from domain.members import Actor, Member
from domain.permissions import Permission


async def issuer(session: AsyncSession, address: str) -> Issuer:
    """Return who issues from a site at this address."""
    return Issuer(address, (await community.current(session)).name)


async def published(session: AsyncSession, kind: KeyKind) -> list[IssuerKey]:
    """Return every key of a kind, retired ones too, newest first."""
    query = select(IssuerKey).where(IssuerKey.kind == kind).order_by(IssuerKey.id.desc())
    return list(await session.scalars(query))


async def key(session: AsyncSession, kind: KeyKind, name: str) -> IssuerKey:
    """Return a key by its name; raises NotFound."""
    found = await session.scalar(select(IssuerKey).where(IssuerKey.kind == kind, IssuerKey.name == name))
    if found is None:
        raise NotFound
    return found


async def all_keys(session: AsyncSession, actor: Actor) -> list[IssuerKey]:
    """Return every key, newest first, for administrators. Raises SignInNeeded, NotAllowed."""
    permissions.require(actor, Permission.EDIT_COMMUNITY)
    return list(await session.scalars(select(IssuerKey).order_by(IssuerKey.id.desc())))


async def of_award(session: AsyncSession, award: Award) -> Credential | None:
    """Return the credential of an award that whoever asks may see, None before it is signed."""
    return await session.get(Credential, award.id)


async def revoked(session: AsyncSession, list_id: int) -> tuple[list[int], datetime]:
    """Return the places of a list whose credentials were taken back, and since when it stands so; raises NotFound."""
    found = await session.get(StatusList, list_id)
    if found is None:
        raise NotFound
    query = select(Credential.index, Revocation.at).join(Revocation, Revocation.award_id == Credential.award_id)
    rows = (await session.execute(query.where(Credential.list_id == list_id).order_by(Credential.index))).all()
    return [index for index, _at in rows], max([found.created_at, *(at for _index, at in rows)])


async def ours(session: AsyncSession, here: Issuer) -> Ours:
    """Return what we know of ourselves, to tell our own badges from others."""
    names = frozenset(key.name for key in await published(session, KeyKind.ED25519))
    jwks = {here.jwk(key.name): key.jwk for key in await published(session, KeyKind.RSA) if key.jwk is not None}
    return Ours(here.did, names, jwks)


async def personal_data(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return which badges of the member were signed, and where the documents are to be had."""
    query = select(Award.name, Credential.issued_at).join(Credential, Credential.award_id == Award.id)
    rows = await session.execute(query.where(Award.member_id == member.id).order_by(Award.id))
    return [{"document": f"/ob/credentials/{name}.json", "issued_at": at} for name, at in rows]


async def completed(session: AsyncSession, here: Issuer, seen: Seen) -> Seen:
    """Return what was seen of a badge with what stands in our own lists, which need not be fetched.

    They say nothing of the badges of others, whatever those name.
    """
    prefix = here.status_list(0)[:-1]
    number = seen.status_list.removeprefix(prefix)
    if not seen.status_list.startswith(prefix):
        return seen
    try:
        if seen.issuer_id != here.did or not (number.isascii() and number.isdecimal() and len(number) < 19):
            raise NotFound
        places, _since = await revoked(session, int(number))
    except NotFound:
        look = Look(About.REVOCATION, Outcome.BAD, "no_such_list")
    else:
        taken = seen.status_index in places
        look = Look(About.REVOCATION, Outcome.BAD if taken else Outcome.GOOD, "revoked" if taken else "not_revoked")
    others = [each if each.about is not About.REVOCATION else look for each in seen.looks]
    return Seen(**{**vars(seen), "looks": others})
