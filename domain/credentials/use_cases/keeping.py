"""Making the issuer's keys, and taking new ones."""

from contextlib import suppress
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain import community, jobs, members, permissions
from domain.clock import now
from domain.credentials.events import IssuerKeysMade, IssuerKeysRotated
from domain.credentials.keys import Locked, fresh_ed25519, fresh_rsa, name_of, opened, public_jwk, sealed
from domain.credentials.model import IssuerKey, KeyKind
from domain.errors import Unavailable
from domain.events import record
from domain.members import Actor
from domain.permissions import Permission


class Signing(NamedTuple):
    """The keys that sign today, with their names."""

    ed25519: Ed25519PrivateKey
    ed25519_name: str
    rsa: RSAPrivateKey
    rsa_name: str


async def signing(session: AsyncSession, secret: bytes) -> Signing:
    """Return the keys that sign today; those that are missing, or that another secret locked, are made anew."""
    found = await _opened(session, secret)
    if len(found) < len(KeyKind):
        await community.current(session, lock=True)  # one at a time
        found = await _opened(session, secret)
        missing = [kind for kind in KeyKind if kind not in found]
        made = {kind: await _renew(session, kind, secret) for kind in missing}
        found |= made
        if made:
            await record(session, IssuerKeysMade([name_of(key) for key in made.values()]))
    ed25519, rsa = found[KeyKind.ED25519], found[KeyKind.RSA]
    assert isinstance(ed25519, Ed25519PrivateKey)  # noqa: S101 - as the rows say
    assert isinstance(rsa, RSAPrivateKey)  # noqa: S101 - as the rows say
    return Signing(ed25519, name_of(ed25519), rsa, name_of(rsa))


async def standing(session: AsyncSession, secret: bytes) -> tuple[Ed25519PrivateKey, str]:
    """Return the newest key for documents that can be opened, with its name; raises Unavailable without one."""
    newest = select(IssuerKey).where(IssuerKey.kind == KeyKind.ED25519).order_by(IssuerKey.id.desc())
    for row in await session.scalars(newest):
        with suppress(Locked):
            key = opened(row.sealed, secret, row.name)
            if isinstance(key, Ed25519PrivateKey):
                return key, row.name
    raise Unavailable


async def rotate(session: AsyncSession, actor: Actor) -> list[IssuerKey]:
    """Sign with new keys from now on, which the background makes; what the old ones signed stays valid.

    Returns all keys, newest first. Raises SignInNeeded, NotAllowed.
    """
    permissions.require(actor, Permission.EDIT_COMMUNITY)
    keeper = members.require_self(actor)
    await community.current(session, lock=True)  # one at a time
    for kind in KeyKind:
        await _retire(session, kind)
    await record(session, IssuerKeysRotated(keeper.id))
    await jobs.enqueue(session, "issue_credentials", once=True)
    return list(await session.scalars(select(IssuerKey).order_by(IssuerKey.id.desc())))


async def _opened(session: AsyncSession, secret: bytes) -> dict[KeyKind, Ed25519PrivateKey | RSAPrivateKey]:
    found = {}
    for row in await session.scalars(select(IssuerKey).where(IssuerKey.retired_at.is_(None))):
        try:
            found[row.kind] = opened(row.sealed, secret, row.name)
        except Locked:
            continue
    return found


async def _renew(session: AsyncSession, kind: KeyKind, secret: bytes) -> Ed25519PrivateKey | RSAPrivateKey:
    await _retire(session, kind)
    key: Ed25519PrivateKey | RSAPrivateKey = fresh_ed25519() if kind is KeyKind.ED25519 else fresh_rsa()
    half = public_jwk(key) if isinstance(key, RSAPrivateKey) else None
    body = sealed(key, secret)
    session.add(IssuerKey(kind=kind, name=name_of(key), jwk=half, sealed=body, created_at=now(session)))
    await session.flush()
    return key


async def _retire(session: AsyncSession, kind: KeyKind) -> None:
    signs = update(IssuerKey).where(IssuerKey.kind == kind, IssuerKey.retired_at.is_(None))
    await session.execute(signs.values(retired_at=now(session)).execution_options(synchronize_session="fetch"))
