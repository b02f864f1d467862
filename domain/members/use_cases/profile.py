"""What members say of themselves, and their keys for the API."""

from datetime import timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain.clock import now
from domain.community import LANGUAGES
from domain.errors import Conflict, NotFound, _
from domain.members.model import ABOUT_MOST, NAME_MOST, AccessToken, Actor, Member, Scope
from domain.members.policy import require_member, require_self
from domain.members.queries import lock
from domain.members.secrets import ACCESS_PREFIX, hash_token, new_token
from domain.permissions import Permission, Suspended
from domain.texts import checked

TOKENS_MOST = 20
DAYS_MOST = 365
USED_EVERY = timedelta(minutes=5)


class TooManyTokens(Conflict):
    """A member holds as many access tokens as anybody needs."""

    code = "too_many_tokens"
    message = _("You have %(most)s access tokens already. Please revoke one first.")


async def revise_profile(session: AsyncSession, actor: Actor, *, name: str, about: str, language: str) -> Member:
    """Change the member's name, line about themselves and language; raises Invalid."""
    member = await lock(session, require_self(actor))
    if member.suspended_until is not None:  # a name and a line about oneself are read by others too
        raise Suspended
    with checked() as problems:
        name = problems.line("name", name, least=2, most=NAME_MOST)
        about = problems.text("about", about, most=ABOUT_MOST)
        if language not in LANGUAGES:
            problems.add("language", "unknown", _("Choose one of the options."))
    member.name, member.about, member.language = name, about, language
    return member


async def create_access_token(
    session: AsyncSession, actor: Actor, *, name: str, scope: Scope | str = Scope.READ, days: int = 90
) -> tuple[AccessToken, str]:
    """Return a new access token and its secret, which is shown this once; lasts 1 to 365 days. Raises Invalid."""
    member = require_member(actor, Permission.CREATE_TOKEN)
    with checked() as problems:
        name = problems.line("name", name, least=1, most=NAME_MOST)
        if scope not in set(Scope):
            problems.add("scope", "unknown", _("Choose one of the options."))
        if not 1 <= days <= DAYS_MOST:
            problems.add("days", "out_of_range", _("Choose 1 to %(most)s days."), most=DAYS_MOST)
    await lock(session, member)
    held = await session.scalar(select(func.count()).where(AccessToken.member_id == member.id))
    if (held or 0) >= TOKENS_MOST:
        raise TooManyTokens(most=TOKENS_MOST)
    secret, moment = new_token(ACCESS_PREFIX), now(session)
    token = AccessToken(
        member_id=member.id,
        name=name,
        token_hash=hash_token(secret),
        scope=Scope(scope),
        created_at=moment,
        expires_at=moment + timedelta(days=days),
    )
    session.add(token)
    await session.flush()
    return token, secret


async def note_token_use(session: AsyncSession, token: AccessToken) -> None:
    """Note that an access token is in use; writes at most once in five minutes."""
    moment = now(session)
    if token.used_at is None or moment - token.used_at >= USED_EVERY:
        await session.execute(update(AccessToken).where(AccessToken.id == token.id).values(used_at=moment))


async def revoke_access_token(session: AsyncSession, actor: Actor, token_id: int) -> None:
    """End one of the member's own access tokens at once; raises NotFound for anybody else's."""
    member = require_self(actor)
    query = delete(AccessToken).where(AccessToken.id == token_id, AccessToken.member_id == member.id)
    if (await session.execute(query.returning(AccessToken.id))).first() is None:
        raise NotFound
