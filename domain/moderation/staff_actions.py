"""What staff did, read from the recorded facts: who, when, and to what. Nothing here is ever changed."""

import dataclasses
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Integer, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from domain.errors import NotFound
from domain.events import REMARKABLE, Fact, RecordedFact
from domain.members import Actor, Member, by_handle, by_ids
from domain.paging import Order, Page, Slice, page
from domain.permissions import STAFF, Permission, require

_LATEST: Order[RecordedFact] = Order("staff_actions", (RecordedFact.id,), lambda fact: (fact.id,), (int,))
_DOERS = ("actor_id", "editor_id", "author_id")  # the first that a fact has is who did it


@dataclass(frozen=True)
class StaffAction:
    """Something that a member of the staff did, as a fact with its data."""

    fact: RecordedFact
    member: Member

    @property
    def idea_id(self) -> int | None:
        """Return the idea it was done to, if there is one."""
        return self.fact.data.get("idea_id")


@cache
def staff_kinds() -> frozenset[str]:
    """Return the names of the facts that say who did them."""
    return frozenset(
        name for name, fact in Fact.kinds.items() if fact.doer in {field.name for field in dataclasses.fields(fact)}
    )


async def staff_actions(
    session: AsyncSession, actor: Actor, wanted: Slice, *, kind: str = "", handle: str = ""
) -> Page[StaffAction]:
    """Return a page of what staff did, latest first, narrowed to a kind of fact and to one person by handle.

    An unknown kind or person finds nothing. Raises SignInNeeded or NotAllowed for all but admins.
    """
    require(actor, Permission.READ_RECORD)
    kinds = staff_kinds() & {kind} if kind else staff_kinds()
    doer = func.coalesce(*(RecordedFact.data[name].as_string() for name in _DOERS)).cast(Integer)
    who = aliased(Member)
    query = select(RecordedFact).join(who, who.id == doer).where(RecordedFact.kind.in_(kinds), text(REMARKABLE))
    query = query.where(who.role.in_(STAFF))
    if handle:
        try:
            query = query.where(who.id == (await by_handle(session, actor, handle)).id)
        except NotFound:
            return Page([])
    found = await page(session, query, _LATEST, wanted)
    numbers = [next(fact.data[name] for name in _DOERS if fact.data.get(name) is not None) for fact in found.items]
    people = await by_ids(session, set(numbers))
    items = [StaffAction(fact, people[number]) for fact, number in zip(found.items, numbers, strict=True)]
    return found.holding(items)
