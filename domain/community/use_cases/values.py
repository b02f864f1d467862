"""Keeping the list of what the company stands for. A card keeps the value that it was written for."""

from sqlalchemy.ext.asyncio import AsyncSession

from domain import permissions
from domain.clock import now
from domain.community.events import CommunityRevised
from domain.community.model import MEANING_MOST, VALUE_MOST, VALUES_MOST, Value
from domain.community.queries import current, value, values
from domain.errors import Conflict, _, problem
from domain.events import record
from domain.permissions import Actor, Permission
from domain.texts import checked


class LastValue(Conflict):
    """A recognition card names a value, so there has to be one."""

    code = "last_value"
    message = _("This is the last value. Please add another one first.")


class ValueKnown(Conflict):
    """Two values of one name would be one too many."""

    code = "value_known"
    message = _("Another value has this name already.")
    field = "name"


async def add_value(session: AsyncSession, actor: Actor, name: str, says: str = "") -> Value:
    """Put a value on the list that cards choose from; one of this name that was given up comes back.

    Raises NotAllowed, Invalid, ValueKnown.
    """
    await _held(session, actor)
    name, says = _tidy(name, says)
    found = await _named(session, name)
    if found is not None and found.retired_at is None:
        raise ValueKnown
    await _require_room(session)
    found = found or Value()
    found.name, found.says = name, says
    return await _offer(session, actor, found)


async def revise_value(session: AsyncSession, actor: Actor, value_id: int, *, name: str, says: str) -> Value:
    """Change what a value is called or means. Under another name it is another value: cards keep the one they named.

    Raises NotFound, NotAllowed, Invalid, ValueKnown.
    """
    await _held(session, actor)
    old = await value(session, value_id)
    name, says = _tidy(name, says)
    if name == old.name:
        if says != old.says:
            old.says = says
            await _note(session, actor)
        return old
    found = await _named(session, name)
    if found is not None and found.retired_at is None and found.id != old.id:
        raise ValueKnown
    if found is None or found.name != name:
        found = Value(name=name)
    old.retired_at, found.says = old.retired_at or now(session), says
    return await _offer(session, actor, found)


async def retire_value(session: AsyncSession, actor: Actor, value_id: int) -> Value:
    """Offer a value no longer; cards that name it stay as they are. The last one stays. Raises NotFound, LastValue."""
    await _held(session, actor)
    found = await value(session, value_id)
    if found.retired_at is None:
        if len(await values(session)) == 1:
            raise LastValue
        found.retired_at = now(session)
        await _note(session, actor)
    return found


async def bring_back_value(session: AsyncSession, actor: Actor, value_id: int) -> Value:
    """Offer a retired value again; twice is once. Raises NotFound, Invalid, ValueKnown."""
    await _held(session, actor)
    found = await value(session, value_id)
    if found.retired_at is None:
        return found
    twin = await _named(session, found.name)
    if twin is not None and twin.retired_at is None:
        raise ValueKnown
    await _require_room(session)
    return await _offer(session, actor, found)


async def _held(session: AsyncSession, actor: Actor) -> None:
    await current(session, lock=True)
    permissions.require(actor, Permission.EDIT_COMMUNITY)


def _tidy(name: str, says: str) -> tuple[str, str]:
    with checked() as problems:
        name = problems.line("name", name, least=3, most=VALUE_MOST)
        says = problems.line("says", says, most=MEANING_MOST)
    return name, says


async def _named(session: AsyncSession, name: str) -> Value | None:
    """Return the value of this name, one that is offered before any other."""
    same = [each for each in await values(session, retired=True) if each.name.casefold() == name.casefold()]
    return min(same, key=lambda each: (each.retired_at is not None, each.name != name, each.id), default=None)


async def _require_room(session: AsyncSession) -> None:
    if len(await values(session)) >= VALUES_MOST:
        raise problem("name", "too_many", _("%(most)s values are the most that anybody remembers."), most=VALUES_MOST)


async def _offer(session: AsyncSession, actor: Actor, found: Value) -> Value:
    found.retired_at = None
    session.add(found)
    await _note(session, actor)
    return found


async def _note(session: AsyncSession, actor: Actor) -> None:
    await session.flush()
    await record(session, CommunityRevised(actor.id, ["values"]))
