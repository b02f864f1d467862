"""Doing the same to several ideas at once: foreseen, then done idea by idea, and undone if it only handed over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from domain import ideas, members
from domain.clock import now
from domain.database import Sessions, transaction
from domain.errors import Conflict, NotAllowed, NotFound, Refused, _, problem
from domain.events import record
from domain.ideas import Idea, Status
from domain.members import Actor, Member
from domain.triage.events import IdeaAssigned, IdeaReleased
from domain.triage.model import BulkAction, BulkKind, BulkOutcome, DecisionKind
from domain.triage.policy import (
    CannotDecide,
    ClaimedMeanwhile,
    DecidedMeanwhile,
    DecisionWaits,
    GivenOnMeanwhile,
    NothingToClaim,
    TooLateToUndo,
    require_may_assign,
    require_may_claim,
    require_may_decide,
    require_may_triage,
)
from domain.triage.queries import assignees, bulk_action, waiting_for_second
from domain.triage.use_cases.caring import assign, assignment, claim, hand_over, release, somebody_of_the_team
from domain.triage.use_cases.deciding import Ruling, checked_words, decide
from domain.undoing import NothingToUndo

AT_ONCE_MOST = 50
UNDO_WITHIN = timedelta(minutes=15)
HANDS_OVER = frozenset({BulkKind.CLAIM, BulkKind.ASSIGN, BulkKind.RELEASE})
DECIDES: dict[BulkKind, DecisionKind] = {
    BulkKind.NOT_NOW: DecisionKind.NOT_NOW,
    BulkKind.DECLINE: DecisionKind.DECLINE,
}


_REFUSALS: dict[str, type[Refused]] = {
    kind.code: kind
    for kind in (NotFound, NothingToClaim, ClaimedMeanwhile, DecidedMeanwhile, DecisionWaits, CannotDecide)
}


@dataclass(frozen=True)
class BulkOrder:
    """What shall be done to each idea: `member_id` is for assign, `ruling` for decisions."""

    kind: BulkKind
    member_id: int | None = None
    ruling: Ruling | None = None


@dataclass(frozen=True)
class Foreseen:
    """What would become of one idea: who takes care of it now, and why it would be refused, None if it wouldn't."""

    idea: Idea
    assignee: Member | None
    refused: Refused | None


async def foresee(
    session: AsyncSession, actor: Actor, kind: BulkKind, seen: Mapping[int, Status | None]
) -> list[Foreseen]:
    """Return what would become of each idea if it were done now; `seen` is where each stood, None for where it stands.

    Raises SignInNeeded, NotAllowed, NotFound, Invalid.
    """
    found = await _chosen(session, actor, seen)
    claimer = members.require_self(actor)
    cared_for, waits = await assignees(session, seen), await waiting_for_second(session, seen)
    foreseen = []
    for idea in found:
        held, refused = cared_for.get(idea.id), None
        try:
            if kind is BulkKind.CLAIM:
                require_may_claim(idea, claimer, held)
            elif kind is BulkKind.ASSIGN:
                require_may_assign(idea)
            elif kind in DECIDES:
                stood = seen[idea.id] or idea.status
                require_may_decide(actor, idea, DECIDES[kind], seen=stood, waits=idea.id in waits)
        except Conflict as conflict:
            refused = conflict
        foreseen.append(Foreseen(idea, held, refused))
    return foreseen


async def act_at_once(sessions: Sessions, actor: Actor, order: BulkOrder, seen: Mapping[int, Status]) -> int:
    """Do the same to several ideas, each in a transaction of its own, and return the number of the BulkAction.

    What is refused for one idea is kept with it, and the others go on. Raises SignInNeeded, NotAllowed, NotFound,
    NotOfTheTeam and Invalid before anything is done.
    """
    async with transaction(sessions) as session:
        await _chosen(session, actor, seen)
        member_id = None
        if order.kind is BulkKind.ASSIGN:
            member_id = (await somebody_of_the_team(session, order.member_id)).id
        if order.kind in DECIDES:
            await checked_words(session, _ruling(order))
        bulk = BulkAction(kind=order.kind, actor_id=actor.id, member_id=member_id, done_at=now(session))
        session.add(bulk)
        await session.flush()
        number = bulk.id
    for place, (idea_id, stood) in enumerate(seen.items()):
        outcome = {"bulk_id": number, "idea_id": idea_id, "place": place}
        try:
            async with transaction(sessions) as session:
                before_id = await _act(session, actor, order, idea_id, stood)
                session.add(BulkOutcome(**outcome, before_id=before_id))
        except Refused as refused:
            async with transaction(sessions) as session:
                session.add(BulkOutcome(**outcome, refused=refused.code, params=refused.params))
    return number


async def undo_at_once(session: AsyncSession, actor: Actor, bulk_id: int) -> int:
    """Let those take care again who did before, where nobody changed it since; return for how many ideas.

    What came into review stays there. Raises SignInNeeded, NotAllowed, NotFound, NothingToUndo, TooLateToUndo.
    """
    require_may_triage(actor)
    found = await bulk_action(session, actor, bulk_id)
    if found.actor_id != actor.id:
        raise NotAllowed
    held = await session.scalar(select(BulkAction.undone_at).where(BulkAction.id == found.id).with_for_update())
    if held is not None or found.kind not in HANDS_OVER:
        raise NothingToUndo
    if now(session) - found.done_at > UNDO_WITHIN:
        raise TooLateToUndo
    undoer = members.require_self(actor)
    after = {BulkKind.CLAIM: undoer.id, BulkKind.ASSIGN: found.member_id}.get(found.kind)
    team = {member.id for member in await members.deciders(session)}
    restored = 0
    for outcome in sorted(found.outcomes, key=lambda each: each.idea_id):
        if outcome.refused is not None or outcome.before_id == after:
            continue
        idea = await ideas.visible(session, actor, outcome.idea_id, lock=True)
        present = await assignment(session, idea.id)
        if (present.member_id if present else None) != after:
            continue
        before = outcome.before_id if outcome.before_id in team else None
        await hand_over(session, idea, before)
        if before is not None:
            await record(session, IdeaAssigned(idea.id, before, undoer.id))
        elif after is not None:
            await record(session, IdeaReleased(idea.id, after, undoer.id))
        restored += 1
    found.undone_at = now(session)
    await session.flush()
    return restored


async def give(session: AsyncSession, actor: Actor, idea_id: int, member_id: int) -> Idea:
    """Give one idea into somebody's care as `assign` does, so that `undo_giving` takes it back. Raises as it does."""
    await ideas.visible(session, actor, idea_id, lock=True)
    held = await assignment(session, idea_id)
    before_id = held.member_id if held else None
    idea = await assign(session, actor, idea_id, member_id)
    if before_id != member_id:
        bulk = BulkAction(kind=BulkKind.ASSIGN, actor_id=actor.id, member_id=member_id, done_at=now(session))
        session.add(bulk)
        await session.flush()
        session.add(BulkOutcome(bulk_id=bulk.id, idea_id=idea.id, place=0, before_id=before_id))
        await session.flush()
    return idea


async def undo_giving(session: AsyncSession, actor: Actor, idea_id: int) -> Idea:
    """Let whoever took care of an idea before the actor gave it away take care of it again, or nobody.

    Raises SignInNeeded, NotAllowed, NotFound, NothingToUndo, TooLateToUndo, GivenOnMeanwhile.
    """
    require_may_triage(actor)
    idea = await ideas.visible(session, actor, idea_id)
    mine = select(BulkAction).join(BulkAction.outcomes).where(BulkOutcome.idea_id == idea.id)
    mine = mine.where(BulkAction.actor_id == actor.id, BulkAction.kind == BulkKind.ASSIGN)
    last = await session.scalar(mine.order_by(BulkAction.id.desc()).limit(1).options(selectinload(BulkAction.outcomes)))
    if last is None or len(last.outcomes) > 1:
        raise NothingToUndo
    if not await undo_at_once(session, actor, last.id):
        raise GivenOnMeanwhile
    return idea


def why_refused(outcome: BulkOutcome) -> Refused | None:
    """Return why something wasn't done to an idea, None if it was."""
    if outcome.refused is None:
        return None
    return _REFUSALS.get(outcome.refused, Conflict)(**(outcome.params or {}))


async def _chosen(session: AsyncSession, actor: Actor, seen: Mapping[int, Status | None]) -> list[Idea]:
    require_may_triage(actor)
    if not 1 <= len(seen) <= AT_ONCE_MOST:
        message = _("Please choose 1 to %(most)s ideas.")
        raise problem("ideas", "out_of_range", message, most=AT_ONCE_MOST)
    found = await ideas.by_ids(session, actor, seen)
    if len(found) < len(seen) or any(idea.is_draft for idea in found.values()):
        raise NotFound
    return [found[number] for number in seen]


async def _act(session: AsyncSession, actor: Actor, order: BulkOrder, idea_id: int, stood: Status) -> int | None:
    """Do it to one idea, and return who took care of it before."""
    await ideas.visible(session, actor, idea_id, lock=True)
    held = await assignment(session, idea_id)
    before_id = held.member_id if held else None
    if order.kind is BulkKind.CLAIM:
        await claim(session, actor, idea_id)
    elif order.kind is BulkKind.ASSIGN:
        await assign(session, actor, idea_id, order.member_id or 0)
    elif order.kind is BulkKind.RELEASE:
        await release(session, actor, idea_id)
    else:
        await decide(session, actor, idea_id, _ruling(order), seen=stood)
    return before_id


def _ruling(order: BulkOrder) -> Ruling:
    if order.ruling is None or order.ruling.kind is not DECIDES[order.kind]:
        raise ValueError("A decision about several ideas has its ruling.")
    return order.ruling
