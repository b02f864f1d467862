"""Signing what was given, in the background, and the lists that say what was taken back."""

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

import structlog
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain import badges, community, members
from domain.badges import Award, BadgeVersion, Revocation
from domain.clock import now
from domain.credentials import documents, queries
from domain.credentials.documents import Issuer, Json, Recipient, Said
from domain.credentials.events import CredentialIssued
from domain.credentials.keys import jwt
from domain.credentials.model import FULL_AT, Credential, StatusList
from domain.credentials.proofs import signed
from domain.credentials.statuses import BITS
from domain.credentials.use_cases.keeping import Signing, signing, standing
from domain.database import Sessions, transaction
from domain.errors import Translate
from domain.events import record
from domain.members import Actor, Member

log = structlog.get_logger(__name__)
BATCH = 20
Translator = Callable[[str], Translate]


@dataclass(frozen=True)
class Testimony:
    """What else is known of a badge: the value that it stands for, and where the page is that a reader may see."""

    value: str
    path: str | None


# Asked by whom: a reader, about an award; None of one that this knows nothing of.
Witness = Callable[[AsyncSession, Actor, Award], Awaitable[Testimony | None]]


@dataclass(frozen=True)
class Issued:
    """How many badges were signed at once, and the last that was looked at where more may wait."""

    count: int
    last: int | None


async def issue_some(
    sessions: Sessions,
    address: str,
    secret: bytes,
    translator: Translator,
    witness: Witness | None = None,
    *,
    after: int = 0,
) -> Issued:
    """Sign the first few badges after one that were given and aren't signed yet. For the background.

    The witness says of badges what only concepts above this one know. One that can't be signed waits for the next
    time, and holds up none of the others.
    """
    async with transaction(sessions) as session:
        if not await community.exists(session):
            return Issued(0, None)
        numbers = await _waiting(session, after)
        failed = await _sign(session, numbers, address, secret, translator, witness) if numbers else 0
    return Issued(len(numbers) - failed, numbers[-1] if len(numbers) == BATCH else None)


async def _waiting(session: AsyncSession, after: int) -> list[int]:
    """Return a few badges to sign, oldest first. What was taken back before, or whose member left, stays out."""
    waiting = select(Award.id).outerjoin(Credential, Credential.award_id == Award.id).outerjoin(Award.revocation)
    waiting = waiting.where(Credential.award_id.is_(None), Revocation.award_id.is_(None), Award.because != "")
    waiting = waiting.where(Award.id > after).order_by(Award.id).limit(BATCH)
    return list(await session.scalars(waiting.with_for_update(of=Award, skip_locked=True, key_share=True)))


async def _sign(
    session: AsyncSession,
    numbers: Collection[int],
    address: str,
    secret: bytes,
    translator: Translator,
    witness: Witness | None,
) -> int:
    """Sign a few badges, and return how many can't be."""
    keys, issuer = await signing(session, secret), await queries.issuer(session, address)
    say, failed = translator((await community.current(session)).language), 0
    place = await _list_with_room(session, len(numbers))
    for number in numbers:
        try:
            async with session.begin_nested():
                await _issue(session, number, place, issuer, keys, say, witness)
        except Exception:
            log.exception("credential_failed", award=number)
            failed += 1
    return failed


async def _issue(
    session: AsyncSession,
    number: int,
    place: StatusList,
    issuer: Issuer,
    keys: Signing,
    say: Translate,
    witness: Witness | None,
) -> None:
    award = await badges.by_id(session, number)
    index = await _free_index(session, place)
    anybody = members.visitor(await community.current(session))
    told = await witness(session, anybody, award) if witness else None
    shown = (await badges.showings(session, anybody, [award])).get(award.id, [])
    evidence = {f"{issuer.address}{each.path}": each.text(say) for each in shown}
    if told is not None and told.path is not None:
        evidence[issuer.address + told.path] = say(told.value)
    bare = documents.credential(
        issuer,
        said(award.version, award.badge.slug, say),
        _recipient(award.member),
        name=str(award.name),
        earned_at=award.earned_at,
        because=_because(award, told, say),
        evidence=evidence,
        list_number=place.id,
        index=index,
    )
    document, token = await asyncio.to_thread(_both, bare, issuer, keys, now(session))
    made = Credential(award_id=award.id, list_id=place.id, index=index, issued_at=now(session))
    made.document, made.jwt = document, token
    session.add(made)
    await session.flush()
    await record(session, CredentialIssued(award.id))


async def status_list(session: AsyncSession, number: int, address: str, secret: bytes) -> Callable[[], bytes]:
    """Return what makes a signed status list as it stands now, which takes a moment of reckoning.

    Raises NotFound, Unavailable.
    """
    places, changed_at = await queries.revoked(session, number)
    (key, name), issuer = await standing(session, secret), await queries.issuer(session, address)
    bare = documents.status_list(issuer, number, places, changed_at)
    return lambda: _bytes(signed(bare, key, issuer.method(name), changed_at)).encode()


async def forget(session: AsyncSession, member: Member) -> None:
    """Drop the signed documents about a member; their place in the list stays, so that copies can still be checked."""
    theirs = update(Credential).where(Credential.award_id.in_(select(Award.id).where(Award.member_id == member.id)))
    await session.execute(theirs.values(document=None, jwt=None).execution_options(synchronize_session=False))


def said(version: BadgeVersion, slug: str, say: Translate) -> Said:
    """Return what a version of a badge says in a language."""
    return Said(slug, version.number, say(version.name), say(version.says), say(version.criteria))


def _both(bare: Json, issuer: Issuer, keys: Signing, moment: datetime) -> tuple[str, str]:
    whole = signed(bare, keys.ed25519, issuer.method(keys.ed25519_name), moment)
    token = jwt(_bytes(documents.claims(bare)).encode(), keys.rsa, issuer.jwk(keys.rsa_name))
    return _bytes(whole), token


def _bytes(document: Json) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _recipient(member: Member) -> Recipient:
    return Recipient(f"urn:uuid:{uuid4()}", secrets.token_hex(16), member.email if member.left_at is None else None)


def _because(award: Award, told: Testimony | None, say: Translate) -> str:
    """Return what for: in our words, which the catalogues know, where it came by itself."""
    if told is not None:
        return f"{say(told.value)}: {award.because}"
    return say(award.because) if award.given_by_id is None else award.because


async def _list_with_room(session: AsyncSession, wanted: int) -> StatusList:
    newest = await session.scalar(select(StatusList).order_by(StatusList.id.desc()).limit(1))
    if newest is not None:
        taken = await session.scalar(select(func.count()).where(Credential.list_id == newest.id)) or 0
        if taken + wanted <= FULL_AT:
            return newest
    fresh = StatusList(created_at=now(session))
    session.add(fresh)
    await session.flush()
    return fresh


async def _free_index(session: AsyncSession, place: StatusList) -> int:
    """Return a place that nobody has, by chance: the order of places must not tell who was given what when."""
    while True:
        index = secrets.randbelow(BITS)
        taken = select(Credential.award_id).where(Credential.list_id == place.id, Credential.index == index)
        if await session.scalar(taken) is None:
            return index
