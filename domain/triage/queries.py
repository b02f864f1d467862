"""Reading decisions: those that count are for all who see the idea, waiting ones for whom `visible_to` names."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from domain import community, ideas
from domain.answers import Answer, AnswerClock, WorkingTime
from domain.clock import now
from domain.errors import NotFound
from domain.ideas import Idea
from domain.members import Actor, Member, Viewer, alike
from domain.paging import Order, Page, Slice, page
from domain.rows import Whole, among, run
from domain.triage.model import LEADS_TO, Assignment, BulkAction, BulkOutcome, Decision, DecisionKind, SavedView
from domain.triage.policy import require_may_read_triage, views_visible_to, visible_to

VIEWS_SHOWN = 50


@dataclass(frozen=True)
class Late:
    """An answer that is overdue: its clock, the idea, who takes care of it, and the working time it is late by."""

    clock: AnswerClock
    idea: Idea
    owner: Member | None
    late_by: timedelta


_LONGEST_FIRST: Order[AnswerClock] = Order(
    "late",
    (AnswerClock.due_at, AnswerClock.idea_id),
    lambda clock: (clock.due_at, clock.idea_id),
    (datetime, int),
    upwards=True,
)


def _seen(actor: Actor) -> Select[Decision]:
    query = select(Decision).join(Decision.idea).where(visible_to(actor), ideas.visible_to(actor))
    people = joinedload(Decision.actor, innerjoin=True), joinedload(Decision.seconded_by)
    return query.options(
        *people, joinedload(Decision.withdrawn_by), joinedload(Decision.reason), joinedload(Decision.answer)
    )


async def visible(session: AsyncSession, actor: Actor, decision_id: int) -> Decision:
    """Return one decision with its people, reason and answer; raises NotFound."""
    query = _seen(actor).where(Decision.id == decision_id).execution_options(populate_existing=True)
    decision = await session.scalar(query)
    if decision is None:
        raise NotFound
    return decision


async def decisions(session: AsyncSession, actor: Actor, idea_ids: Collection[int]) -> dict[int, list[Decision]]:
    """Return what was decided about ideas, oldest first, as far as the actor may read it, by the idea's number."""
    found: dict[int, list[Decision]] = {}
    for decision in await session.scalars(_seen(actor).where(Decision.idea_id.in_(idea_ids)).order_by(Decision.id)):
        found.setdefault(decision.idea_id, []).append(decision)
    return found


async def decisions_by_ids(session: AsyncSession, actor: Actor, ids: Collection[int]) -> dict[int, Decision]:
    """Return those of the decisions that the actor may read, with their ideas, people, reasons and answers."""
    query = _seen(actor).where(Decision.id.in_(ids)).options(contains_eager(Decision.idea))
    return {decision.id: decision for decision in await session.scalars(query)}


async def waiting(session: AsyncSession, idea_id: int) -> Decision | None:
    """Return the decision that waits for a second person. Whoever calls holds the idea or has allowed it."""
    query = select(Decision).where(Decision.idea_id == idea_id, Decision.effective_at.is_(None))
    query = query.where(Decision.withdrawn_at.is_(None)).options(joinedload(Decision.actor))
    return await session.scalar(query.execution_options(populate_existing=True))


async def waiting_for_second(session: AsyncSession, idea_ids: Collection[int]) -> dict[int, Decision]:
    """Return the decisions that wait for a second person, by their idea's number, which were loaded for the team."""
    rows = await session.scalars(_waiting(), {"numbers": list(idea_ids)})
    return {row.idea_id: row for row in rows}


@cache
def _waiting() -> Select[Decision]:
    query = select(Decision).where(among(Decision.idea_id), Decision.effective_at.is_(None))
    return query.where(Decision.withdrawn_at.is_(None)).options(joinedload(Decision.actor))


async def bulk_action(session: AsyncSession, actor: Actor, bulk_id: int) -> BulkAction:
    """Return what somebody did to several ideas at once, with these. Raises SignInNeeded, NotAllowed, NotFound."""
    require_may_read_triage(actor)
    query = select(BulkAction).where(BulkAction.id == bulk_id)
    idea = selectinload(BulkAction.outcomes).joinedload(BulkOutcome.idea, innerjoin=True).options(*ideas.card())
    query = query.options(joinedload(BulkAction.member), idea).execution_options(populate_existing=True)
    found = await session.scalar(query)
    if found is None:
        raise NotFound
    return found


async def assignees(session: AsyncSession, idea_ids: Collection[int]) -> dict[int, Member]:
    """Return who takes care of which of the ideas, which must have been loaded for whoever asks."""
    rows = await run(session, _assignees(), {"numbers": list(idea_ids)}) if idea_ids else ()
    return {row.idea_id: _ASSIGNEE.of(row) for row in rows}


_ASSIGNEE = Whole(Member)


@cache
def _assignees() -> Select[Any]:
    query = select(*_ASSIGNEE.columns, Assignment.__table__.c.idea_id).where(among(Assignment.idea_id))
    return query.join(Member.__table__, Member.id == Assignment.member_id)


async def late(session: AsyncSession, actor: Actor, wanted: Slice) -> Page[Late]:
    """Return a page of the answers that are overdue, the longest first, and whose they are.

    Raises SignInNeeded or NotAllowed for all but who reads the queue.
    """
    require_may_read_triage(actor)
    moment, time = now(session), WorkingTime.of(await community.current(session))
    query = select(AnswerClock).join(AnswerClock.idea).options(contains_eager(AnswerClock.idea))
    query = query.where(AnswerClock.settled_at.is_(None), AnswerClock.paused_at.is_(None), ideas.visible_to(actor))
    found = await page(session, query.where(AnswerClock.due_at <= moment), _LONGEST_FIRST, wanted)
    owners = await assignees(session, [clock.idea_id for clock in found.items])
    rows = [
        Late(clock, clock.idea, owners.get(clock.idea_id), time.between(clock.due_at, moment)) for clock in found.items
    ]
    return found.holding(rows)


async def saved_views(session: AsyncSession, actor: Actor) -> list[SavedView]:
    """Return the views the actor saved, by name, and after them those that others share, by name.

    Raises SignInNeeded, NotAllowed.
    """
    require_may_read_triage(actor)
    rows = await run(session, _saved_views(alike(actor)), {"viewer": actor.id})
    return [_VIEW.of(row, owner=_OWNER.of(row)) for row in rows]


_VIEW = Whole(SavedView)
_OWNER = Whole(Member, first=_VIEW.end)


@cache
def _saved_views(viewer: Viewer) -> Select[Any]:
    query = select(*_VIEW.columns, *_OWNER.columns).join(Member.__table__, Member.id == SavedView.owner_id)
    query = query.where(views_visible_to(viewer)).order_by(
        SavedView.owner_id != viewer.id, SavedView.name, SavedView.id
    )
    return query.limit(literal_column(str(VIEWS_SHOWN)))


async def undecided(session: AsyncSession) -> list[int]:
    """Return ideas that stand where only a decision leads, though none that counts led there with its answer."""
    decided = select(Decision.kind).join(Answer, Answer.id == Decision.answer_id)
    decided = decided.where(Decision.idea_id == Idea.id, Answer.published_at.is_not(None))
    decided = decided.where(Decision.effective_at.is_not(None), Decision.kind != DecisionKind.REOPEN)
    last = decided.order_by(Decision.id.desc()).limit(1).scalar_subquery()
    alone = {kind: status for kind, status in LEADS_TO.items() if kind is not DecisionKind.REOPEN}
    query = select(Idea.id, Idea.status, last.label("kind")).where(Idea.status.in_(alone.values())).order_by(Idea.id)
    return [row.id for row in await session.execute(query) if row.kind is None or alone[row.kind] is not row.status]


async def personal_data(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return what the member decided, confirmed or withdrew."""
    mine = (Decision.actor_id == member.id) | (Decision.seconded_by_id == member.id)
    query = select(Decision).where(mine | (Decision.withdrawn_by_id == member.id)).order_by(Decision.id)
    return [
        {
            "idea": row.idea_id,
            "kind": row.kind,
            "decided_at": row.decided_at,
            "effective_at": row.effective_at,
            "withdrawn_at": row.withdrawn_at,
            **(
                {
                    "would_change": row.would_change,
                    "best_customers": row.best_customers,
                    "best_customers_words": row.best_customers_words,
                }
                if row.actor_id == member.id
                else {}
            ),
            **({"withdrawn_words": row.withdrawn_words} if row.withdrawn_by_id == member.id else {}),
        }
        for row in await session.scalars(query)
    ]


async def assigned(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return which ideas the member takes care of."""
    rows = await session.scalars(select(Assignment).where(Assignment.member_id == member.id))
    return [{"idea": row.idea_id, "assigned_at": row.assigned_at} for row in rows]


async def saved(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return the views of the queue that the member saved."""
    query = select(SavedView).where(SavedView.owner_id == member.id).order_by(SavedView.id)
    names = ("name", "shared", "view", "quadrant", "standing", "tag", "supporters_least", "words", "sort", "saved_at")
    return [{name: getattr(row, name) for name in names} for row in await session.scalars(query)]


async def done_at_once(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return what the member did to several ideas at once."""
    query = select(BulkAction).where(BulkAction.actor_id == member.id).options(selectinload(BulkAction.outcomes))
    return [
        {
            "kind": row.kind,
            "done_at": row.done_at,
            "undone_at": row.undone_at,
            "ideas": [outcome.idea_id for outcome in row.outcomes],
        }
        for row in await session.scalars(query.order_by(BulkAction.id))
    ]
