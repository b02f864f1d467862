"""What a merge would bring, before anybody makes it, and who has a part in it; which ideas may say the same."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import follows, ideas, members, votes
from domain.ideas import CO_AUTHORS_MOST, Idea, Merge, StepOut
from domain.members import Actor, Member
from domain.triage.policy import may_merge, require_may_merge, require_may_triage, takes_in

LIKELY_MOST = 3


@dataclass(frozen=True)
class MergePreview:
    """What merging `duplicate` into `target` would bring.

    Of the duplicate's `supporters`, `new` don't back the target yet, which would then have `after`. `co_author` would
    share the target, None when they do already or too many do; `told` members would hear of it.
    """

    duplicate: Idea
    target: Idea
    supporters: int
    new: int
    after: int
    co_author: Member | None
    told: int


async def preview_merge(session: AsyncSession, actor: Actor, duplicate_id: int, target_id: int) -> MergePreview:
    """Return what a merge would bring; raises as `merge` does, but for a decision that waits."""
    require_may_triage(actor)
    duplicate = await ideas.visible(session, actor, duplicate_id)
    target = await ideas.visible(session, actor, target_id)
    require_may_merge(duplicate, target)
    theirs, ours = set(await votes.voters(session, duplicate.id)), set(await votes.voters(session, target.id))
    people = {duplicate.author_id, *duplicate.co_author_ids, *duplicate.merged_author_ids}
    people |= {target.author_id, *target.co_author_ids, *target.merged_author_ids}
    after = (theirs | ours) - people
    joins = not target.is_by(duplicate.author_id) and len(target.co_author_ids) < CO_AUTHORS_MOST
    return MergePreview(
        duplicate,
        target,
        supporters=len(theirs),
        new=len(after - ours),
        after=len(after),
        co_author=duplicate.author if joins else None,
        told=len(await hearing_of_merge(session, duplicate) - {actor.id}),
    )


async def hearing_of_merge(session: AsyncSession, duplicate: Idea) -> set[int]:
    """Return who hears that an idea was merged: who stands for it, follows it or backs it, less who asked not to."""
    own = {duplicate.author_id, *duplicate.co_author_ids}
    backing = await votes.voters(session, duplicate.id, also_quarantined=True)
    hearing = {*await follows.followers(session, duplicate.id), *backing}
    numbers = own | (hearing - set(await follows.silenced(session, duplicate.id)))
    found = await members.by_ids(session, numbers)
    return {number for number in numbers if found[number].left_at is None and not found[number].imported}


async def likely_duplicates(session: AsyncSession, actor: Actor, idea: Idea) -> list[Idea]:
    """Return the listed ideas most like one that the actor may merge, none for whoever may not.

    Nothing is ever merged because of it.
    """
    if not may_merge(actor, idea):
        return []
    alike = await ideas.similar(
        session, actor, idea.title, proposal=idea.proposal, language=idea.language, but=idea.id, most=LIKELY_MOST
    )
    return [each for each in alike if takes_in(each)]


async def has_part(session: AsyncSession, actor: Actor, duplicate: Idea) -> bool:
    """Return whether the actor may step out of a merge: its author, and who backs it or what is merged into it."""
    if actor.id is not None and actor.id == duplicate.author_id:
        return True
    return bool(await votes.given(session, actor, [duplicate.id, *duplicate.merged_ids]))


async def is_out(session: AsyncSession, actor: Actor, merge: Merge) -> bool:
    """Return whether the actor has stepped out of a merge."""
    query = select(StepOut.member_id).where(StepOut.merge_id == merge.id, StepOut.member_id == actor.id)
    return await session.scalar(query) is not None
