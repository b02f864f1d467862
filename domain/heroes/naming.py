"""Whom somebody means who writes down a name or a handle."""

from sqlalchemy.ext.asyncio import AsyncSession

from domain import members
from domain.errors import _
from domain.members import Member
from domain.paging import Slice
from domain.texts import Problems

TYPED_MOST, SUGGESTED = 60, 5


async def meant(session: AsyncSession, problems: Problems, by: Member, typed: str) -> Member | None:
    """Return whom somebody means; where that is nobody, or others could be meant, None, and the problem is noted."""
    words = typed.strip().removeprefix("@")[:TYPED_MOST]
    if not words:
        problems.add("to", "missing", _("Choose whose story you tell."))
        return None
    found = await members.called(session, by, words)
    if len(found) == 1:
        return found[0]
    others = found or (await members.listed(session, by, Slice(SUGGESTED), words=words)).items
    if others:
        names = ", ".join(f"{each.name} (@{each.handle})" for each in others)
        problems.add("to", "which", _("Whom do you mean? %(names)s. Write the handle, after the @."), names=names)
    else:
        problems.add("to", "nobody", _("Nobody here has this handle."))
    return None
