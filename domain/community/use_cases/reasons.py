"""Keeping the short list of reasons for saying no. What a reason said when it was given, it says for good."""

from sqlalchemy.ext.asyncio import AsyncSession

from domain import permissions
from domain.clock import now
from domain.community.events import CommunityRevised
from domain.community.model import REASON_MOST, REASONS_MOST, Reason, ReasonKind
from domain.community.queries import current, reason, reasons
from domain.community.use_cases.shaping import require_one_of
from domain.errors import Conflict, _, problem
from domain.events import record
from domain.permissions import Actor, Permission
from domain.texts import checked


class LastReason(Conflict):
    """A decision that needs a reason needs one to choose."""

    code = "last_reason"
    message = _("This is the last reason of its kind. Please add another one first.")


class ReasonKnown(Conflict):
    """Two reasons that say the same would be one too many."""

    code = "reason_known"
    message = _("Another reason says just that already.")
    field = "label"


async def add_reason(session: AsyncSession, actor: Actor, kind: ReasonKind | str, label: str) -> Reason:
    """Put a reason on the short list that decisions choose from; one given up before comes back. Raises Invalid."""
    await current(session, lock=True)
    permissions.require(actor, Permission.EDIT_COMMUNITY)
    with checked() as problems:
        label = problems.line("label", label, least=3, most=REASON_MOST)
        require_one_of(problems, "kind", kind, list(ReasonKind))
    found = await _named(session, ReasonKind(kind), label)
    if found is None or found.retired_at is not None:
        await _require_room(session, ReasonKind(kind))
        found = await _offer(session, actor, found or Reason(kind=ReasonKind(kind), label=label))
    return found


async def rename_reason(session: AsyncSession, actor: Actor, reason_id: int, label: str) -> Reason:
    """Offer a reason in other words from now on; decisions that gave it before keep the words they gave.

    So the old one is retired and a new one returned. Raises NotFound, Invalid, ReasonKnown.
    """
    await current(session, lock=True)
    permissions.require(actor, Permission.EDIT_COMMUNITY)
    old = await reason(session, reason_id)
    with checked() as problems:
        label = problems.line("label", label, least=3, most=REASON_MOST)
    if label == old.label:
        return old
    found = await _named(session, old.kind, label)
    if found is not None and found.retired_at is None and found.id != old.id:
        raise ReasonKnown
    if found is None or found.label != label:
        found = Reason(kind=old.kind, label=label)
    old.retired_at = old.retired_at or now(session)
    return await _offer(session, actor, found)


async def retire_reason(session: AsyncSession, actor: Actor, reason_id: int) -> Reason:
    """Offer a reason no longer; where it was given it stays readable. The last of its kind stays. Raises NotFound."""
    await current(session, lock=True)
    permissions.require(actor, Permission.EDIT_COMMUNITY)
    found = await reason(session, reason_id)
    if found.retired_at is not None:
        return found
    if len(await reasons(session, kind=found.kind)) == 1:
        raise LastReason
    found.retired_at = now(session)
    await session.flush()
    await record(session, CommunityRevised(actor.id, ["reasons"]))
    return found


async def bring_back_reason(session: AsyncSession, actor: Actor, reason_id: int) -> Reason:
    """Offer a retired reason again; twice is once. Raises NotFound, Invalid, ReasonKnown."""
    await current(session, lock=True)
    permissions.require(actor, Permission.EDIT_COMMUNITY)
    found = await reason(session, reason_id)
    if found.retired_at is None:
        return found
    twin = await _named(session, found.kind, found.label)
    if twin is not None and twin.retired_at is None:
        raise ReasonKnown
    await _require_room(session, found.kind)
    return await _offer(session, actor, found)


async def _offer(session: AsyncSession, actor: Actor, found: Reason) -> Reason:
    found.retired_at = None
    session.add(found)
    await session.flush()
    await record(session, CommunityRevised(actor.id, ["reasons"]))
    return found


async def _named(session: AsyncSession, kind: ReasonKind, label: str) -> Reason | None:
    """Return the reason that says this, one that is offered before any other."""
    known = await reasons(session, kind=kind, retired=True)
    same = [each for each in known if each.label.casefold() == label.casefold()]
    return min(same, key=lambda each: (each.retired_at is not None, each.label != label, each.id), default=None)


async def _require_room(session: AsyncSession, kind: ReasonKind) -> None:
    if len(await reasons(session, kind=kind)) >= REASONS_MOST:
        raise problem("label", "too_many", _("%(most)s reasons are the most that fit a short list."), most=REASONS_MOST)
