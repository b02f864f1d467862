"""Merging a duplicate into the idea that stays, by a link that can be undone, and stepping out of it.

Votes and exposures stay where they are; what counts where is reckoned anew. Whoever merges, undoes or steps out waits
for everybody else who does, and for whoever notes looks, before they hold the ideas in the order of their numbers.
"""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import answers, ideas, members, offers, votes
from domain.clock import now
from domain.errors import NotFound
from domain.events import record
from domain.ideas import CO_AUTHORS_MOST, Idea, Merge, Status, StepOut
from domain.members import Actor
from domain.triage.events import IdeaMerged, MergeUndone
from domain.triage.policy import (
    DecisionWaits,
    NoPartInMerge,
    NotMerged,
    StepOutOver,
    require_may_merge,
    require_may_triage,
)
from domain.triage.preview import has_part
from domain.triage.queries import waiting
from domain.votes import MergeLeft, MergeRejoined

STEPS = 30  # out and back in, an hour


async def merge(session: AsyncSession, actor: Actor, duplicate_id: int, target_id: int) -> Merge:
    """Let an idea live on in another, whose supporters are from now on those of both, each counted once.

    The author of the duplicate becomes a co-author, unless ten share the target already. Raises NotFound, NotAllowed,
    MergeIntoItself, MergeInCircle, MergedAlready, CannotMerge, TargetMerged, CannotTakeIn, DecisionWaits.
    """
    require_may_triage(actor)
    merger = members.require_self(actor)
    await votes.one_at_a_time(session)
    held = await _hold(session, actor, {duplicate_id, target_id})
    duplicate, target = held[duplicate_id], held[target_id]
    require_may_merge(duplicate, target)
    if await waiting(session, duplicate.id) is not None:
        raise DecisionWaits
    link = Merge(
        duplicate_id=duplicate.id,
        target_id=target.id,
        from_status=duplicate.status,
        stood_since=duplicate.moved_at,
        merged_by_id=merger.id,
        merged_at=now(session),
    )
    link.duplicate, link.target = duplicate, target
    session.add(link)
    duplicate.merged_into_id = target.id
    duplicate.regroupings += 1
    await ideas.move(session, duplicate, Status.MERGED, merger.id)
    await answers.set_aside(session, duplicate.id, link.merged_at)
    await ideas.regroup(session, target)
    await _share(session, link)
    await votes.recount(session, [target.id])
    await record(session, IdeaMerged(duplicate.id, target.id, link.id, merger.id))
    await session.refresh(target.counters)
    return link


async def undo_merge(session: AsyncSession, actor: Actor, duplicate_id: int) -> Merge:
    """Let a merged idea stand on its own again, where it stood before, with all that is its own; so does the other one.

    Raises NotFound, NotAllowed, NotMerged.
    """
    require_may_triage(actor)
    undoer = members.require_self(actor)
    link, path = await _open(session, actor, duplicate_id)
    duplicate = link.duplicate
    link.undone_at, link.undone_by_id = now(session), undoer.id
    await _unshare(session, link)
    duplicate.merged_into_id = None
    duplicate.regroupings += 1
    await ideas.move(session, duplicate, link.from_status, undoer.id)
    duplicate.moved_at = link.stood_since or duplicate.moved_at
    await answers.take_up_again(session, duplicate.id, link.merged_at)
    await _count(session, path, link)
    await record(session, MergeUndone(duplicate.id, link.target_id, link.id, undoer.id))
    return link


async def step_out(session: AsyncSession, actor: Actor, duplicate_id: int) -> Merge:
    """Let nothing that the member gave the duplicate count for the other idea; its author shares that no longer.

    Twice is once. Raises NotFound, SignInNeeded, NotMerged, NoPartInMerge, StepOutOver, TooMany.
    """
    link, path, out = await _stepping(session, actor, duplicate_id)
    if out is None:
        member = members.require_self(actor)
        theirs = link.duplicate.author_id == member.id
        shared = link.made_co_author and theirs
        session.add(StepOut(merge_id=link.id, member_id=member.id, stepped_out_at=now(session), was_co_author=shared))
        if theirs:
            await _unshare(session, link)
        await _count(session, path)
        await record(session, MergeLeft(link.duplicate_id, link.target_id, link.id, member.id))
    return link


async def step_back_in(session: AsyncSession, actor: Actor, duplicate_id: int) -> Merge:
    """Go along with a merge after all; twice is once.

    Raises NotFound, SignInNeeded, NotMerged, NoPartInMerge, StepOutOver, TooMany.
    """
    link, path, out = await _stepping(session, actor, duplicate_id)
    if out is not None:
        await session.delete(out)
        await session.flush()
        if out.was_co_author:
            await _share(session, link)
        await _count(session, path)
        await record(session, MergeRejoined(link.duplicate_id, link.target_id, link.id, out.member_id))
    return link


async def _stepping(session: AsyncSession, actor: Actor, duplicate_id: int) -> tuple[Merge, list[Idea], StepOut | None]:
    member = members.require_self(actor)
    await members.spend(session, f"step:{member.id}", STEPS, timedelta(hours=1))
    link, path = await _open(session, actor, duplicate_id)
    if not await has_part(session, member, link.duplicate):
        raise NoPartInMerge
    if now(session) >= link.step_out_until:
        raise StepOutOver
    return link, path, await session.get(StepOut, (link.id, member.id), populate_existing=True)


async def _hold(session: AsyncSession, actor: Actor, numbers: Collection[int]) -> dict[int, Idea]:
    return {number: await ideas.visible(session, actor, number, lock=True) for number in sorted(numbers)}


async def _open(session: AsyncSession, actor: Actor, duplicate_id: int) -> tuple[Merge, list[Idea]]:
    """Return the merge that holds an idea now, and the ideas it lives on in, the nearest first; all of them held."""
    await ideas.visible(session, actor, duplicate_id)
    await votes.one_at_a_time(session)
    numbers = await ideas.above(session, [duplicate_id])
    query = select(Idea).where(Idea.id.in_([duplicate_id, *numbers])).order_by(Idea.id)
    rows = await session.scalars(query.with_for_update(key_share=True).execution_options(populate_existing=True))
    held = {idea.id: idea for idea in rows}
    link = await ideas.merge_of(session, duplicate_id)
    if duplicate_id not in held:
        raise NotFound
    if link is None:
        raise NotMerged
    link.duplicate = held[duplicate_id]
    return link, [held[number] for number in numbers]


async def _count(session: AsyncSession, path: Collection[Idea], undone: Merge | None = None) -> None:
    """Write down anew what is merged into the ideas of a path, and count them."""
    for idea in path:
        await ideas.regroup(session, idea)
    since = undone.merged_at if undone else None
    await votes.recount(session, [idea.id for idea in path], unfamiliar_since=since)


async def _share(session: AsyncSession, link: Merge) -> None:
    """Let the author of the duplicate share the target, unless they stand for it already or too many do."""
    target, author_id = link.target, link.duplicate.author_id
    if not target.is_by(author_id) and len(target.co_author_ids) < CO_AUTHORS_MOST:
        await ideas.add_co_author(session, target, author_id)
        link.made_co_author = True
        await session.flush()


async def _unshare(session: AsyncSession, link: Merge) -> None:
    """Take back what the merge gave the author of the duplicate, unless another merge or an offer gives it too."""
    if not link.made_co_author:
        return
    link.made_co_author = False
    author_id = link.duplicate.author_id
    gone = select(StepOut.merge_id).where(StepOut.member_id == author_id)
    other = select(Merge).join(Merge.duplicate).where(Merge.target_id == link.target_id, Merge.undone_at.is_(None))
    other = other.where(Merge.id != link.id, Idea.author_id == author_id, Merge.id.not_in(gone)).order_by(Merge.id)
    heir = await session.scalar(other.limit(1))
    if heir is not None:
        heir.made_co_author = True
    elif not await offers.accepted(session, link.target_id, author_id):
        await ideas.drop_co_author(session, link.target, author_id)
    await session.flush()
