"""Reading cases: what waits, one of them, a member's own part, and how often a check was wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, any_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from domain import ideas, recognition
from domain.clock import now
from domain.errors import NotFound
from domain.fairness.model import About, Appeal, CaseBatch, CaseParty, CaseVote, FairnessCase, Outcome
from domain.fairness.policy import cases_visible_to, own_visible_to, require_reviewer
from domain.ideas import Idea
from domain.members import Actor, Member
from domain.paging import Order, Page, Slice, page
from domain.votes import Vote

_FIRST_DUE: Order[FairnessCase] = Order(
    "fairness_open",
    (FairnessCase.decide_by, FairnessCase.id),
    lambda case: (case.decide_by, case.id),
    (datetime, int),
    upwards=True,
)
_LAST_DECIDED: Order[FairnessCase] = Order(
    "fairness_decided",
    (FairnessCase.decided_at, FairnessCase.id),
    lambda case: (case.decided_at or case.opened_at, case.id),
    (datetime, int),
)
_LATEST: Order[CaseParty] = Order("fairness_own", (CaseParty.case_id,), lambda party: (party.case_id,), (int,))
IDEAS_MOST = 50


@dataclass(frozen=True)
class Record:
    """How cases were decided so far: how many in all, how many of them as false alarms, and how many wait.

    What its author took back before somebody had looked says nothing of the checks.
    """

    decided: int
    cleared: int
    waiting: int

    @property
    def false_alarms(self) -> float | None:
        """Return which part of the decided cases were false alarms, None before the first decision."""
        return self.cleared / self.decided if self.decided else None


@dataclass(frozen=True)
class Late:
    """How many open cases wait longer than was promised, since when the oldest of them, and how many whole days."""

    cases: int = 0
    since: datetime | None = None
    days: int = 0


@dataclass(frozen=True)
class OwnCase:
    """A member's part in a case: how many votes of theirs and for what they stand for it is about, and what they said.

    `quarantined` is how many of these don't count now; `ideas` are those that they may see.
    """

    party: CaseParty
    quarantined: int
    ideas: list[Idea]
    appeal: Appeal | None

    @property
    def may_appeal(self) -> bool:
        """Return whether they may ask for a second look: once, while votes are held back or points don't come."""
        over = self.party.case.outcome in (Outcome.CLEARED, Outcome.WITHDRAWN)
        waits = self.party.case.about is not About.VOTES and not over
        return self.appeal is None and (self.quarantined > 0 or waits)


def _seen(actor: Actor) -> Select[FairnessCase]:
    people = selectinload(FairnessCase.parties).joinedload(CaseParty.member, innerjoin=True)
    return select(FairnessCase).where(cases_visible_to(actor)).options(people, joinedload(FairnessCase.decided_by))


async def cases(session: AsyncSession, actor: Actor, wanted: Slice, *, decided: bool = False) -> Page[FairnessCase]:
    """Return a page of cases that the actor may read: what waits, due first, or what was decided, latest first.

    Raises SignInNeeded, NotAllowed.
    """
    require_reviewer(actor)
    if decided:
        return await page(session, _seen(actor).where(FairnessCase.outcome.is_not(None)), _LAST_DECIDED, wanted)
    return await page(session, _seen(actor).where(FairnessCase.outcome.is_(None)), _FIRST_DUE, wanted)


async def visible(session: AsyncSession, actor: Actor, case_id: int, *, lock: bool = False) -> FairnessCase:
    """Return one case that the actor may read, held with `lock`; raises SignInNeeded, NotAllowed, NotFound."""
    require_reviewer(actor)
    if lock:
        held = select(FairnessCase.id).where(FairnessCase.id == case_id).with_for_update(key_share=True)
        await session.execute(held)
    query = _seen(actor).where(FairnessCase.id == case_id).execution_options(populate_existing=True)
    found = await session.scalar(query)
    if found is None:
        raise NotFound
    return found


async def concerned(session: AsyncSession, actor: Actor, idea_ids: Sequence[int]) -> dict[int, Idea]:
    """Return those of these ideas that the actor may see, by number, 50 at most."""
    return await ideas.by_ids(session, actor, sorted(idea_ids)[:IDEAS_MOST])


async def record_of_cases(session: AsyncSession, actor: Actor) -> Record:
    """Return how often checks were right and wrong; raises SignInNeeded, NotAllowed."""
    require_reviewer(actor)
    cleared = func.count().filter(FairnessCase.outcome == Outcome.CLEARED)
    decided = func.count().filter(FairnessCase.outcome != Outcome.WITHDRAWN)
    query = select(decided, cleared, func.count().filter(FairnessCase.outcome.is_(None)))
    row = (await session.execute(query)).one()
    return Record(*row)


async def late(session: AsyncSession, actor: Actor) -> Late:
    """Return how many cases moderators should have decided by now, but for those that concern the actor.

    For admins and the sponsor, who read nothing else of them. Raises SignInNeeded, NotAllowed.
    """
    recognition.require_may_read_fairness(actor)
    moment = now(session)
    query = select(func.count(), func.min(FairnessCase.decide_by)).where(FairnessCase.outcome.is_(None))
    theirs = select(CaseParty.case_id).where(CaseParty.case_id == FairnessCase.id, CaseParty.member_id == actor.id)
    query = query.where(FairnessCase.decide_by < moment, ~theirs.exists())
    cases, since = (await session.execute(query)).one()
    return Late(cases, since, (moment - since).days) if since else Late()


def number_open() -> ScalarSelect[int]:
    """Return how many cases nobody has decided yet, in SQL; for moderators to know."""
    return select(func.count(FairnessCase.id)).where(FairnessCase.outcome.is_(None)).scalar_subquery()


async def own(session: AsyncSession, member: Member, wanted: Slice) -> Page[OwnCase]:
    """Return a page of a member's own part in cases that held votes or points back, latest first."""
    query = select(CaseParty).join(CaseParty.case).where(own_visible_to(member), _told())
    found = await page(session, query.options(contains_eager(CaseParty.case)), _LATEST, wanted)
    return found.holding(await _own(session, member, found.items))


async def own_case(session: AsyncSession, member: Member, case_id: int) -> OwnCase:
    """Return a member's own part in a case that held votes or points back; raises NotFound."""
    query = select(CaseParty).join(CaseParty.case).where(own_visible_to(member), _told(), CaseParty.case_id == case_id)
    query = query.options(contains_eager(CaseParty.case)).execution_options(populate_existing=True)
    party = await session.scalar(query)
    if party is None:
        raise NotFound
    return (await _own(session, member, [party]))[0]


def _told() -> ColumnElement[bool]:
    """Return the condition for cases that those know of whom they concern."""
    held_back = select(CaseBatch.id).where(CaseBatch.case_id == CaseParty.case_id).exists()
    return or_(held_back, FairnessCase.conclusion_id.is_not(None), FairnessCase.part_id.is_not(None))


async def _own(session: AsyncSession, member: Member, parties: Sequence[CaseParty]) -> list[OwnCase]:
    numbers = [party.case_id for party in parties]
    near = (CaseVote.member_id == member.id) | (Idea.author_id == member.id) | (member.id == any_(Idea.co_author_ids))
    query = select(CaseVote.case_id, CaseVote.idea_id, func.count(Vote.quarantined_at).label("held"))
    query = query.join(Idea, Idea.id == CaseVote.idea_id)
    same = (Vote.member_id == CaseVote.member_id) & (Vote.idea_id == CaseVote.idea_id)
    query = query.outerjoin(Vote, same).where(CaseVote.case_id.in_(numbers), near)
    rows = (await session.execute(query.group_by(CaseVote.case_id, CaseVote.idea_id).order_by(CaseVote.idea_id))).all()
    pairs = {party.case_id: party.case.idea_ids for party in parties}
    both = {number for pair in pairs.values() for number in pair}
    seen = await ideas.by_ids(session, member, {row.idea_id for row in rows} | both)
    mine = select(Appeal).where(Appeal.member_id == member.id, Appeal.case_id.in_(numbers))
    asked = {each.case_id: each for each in await session.scalars(mine.execution_options(populate_existing=True))}
    found = []
    for party in parties:
        theirs = [row for row in rows if row.case_id == party.case_id]
        wanted = [*pairs[party.case_id], *(row.idea_id for row in theirs)]
        shown = [seen[number] for number in wanted if number in seen][:IDEAS_MOST]
        held = sum(row.held for row in theirs)
        found.append(OwnCase(party, held, shown, asked.get(party.case_id)))
    return found


async def astray(session: AsyncSession) -> list[tuple[int, int]]:
    """Return the votes (member, idea) in quarantine that no case holds, or held by one and not in quarantine."""
    held = select(CaseVote.case_id).where(
        CaseVote.member_id == Vote.member_id, CaseVote.idea_id == Vote.idea_id, CaseVote.batch_id.is_not(None)
    )
    loose = select(Vote.member_id, Vote.idea_id).where(Vote.quarantined_at.is_not(None), ~held.exists())
    rows = await session.execute(loose.order_by(Vote.member_id, Vote.idea_id))
    return [(row.member_id, row.idea_id) for row in rows]


async def personal_data(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return the cases that concern the member, with their part in them and what they said."""
    query = select(CaseParty, Appeal).join(CaseParty.case).options(contains_eager(CaseParty.case))
    same = (Appeal.case_id == CaseParty.case_id) & (Appeal.member_id == CaseParty.member_id)
    rows = await session.execute(
        query.outerjoin(Appeal, same).where(CaseParty.member_id == member.id).order_by(CaseParty.case_id)
    )
    return [
        {
            "case": party.case_id,
            "kind": party.case.kind,
            "gave_votes": party.voted,
            "got_votes": party.wrote,
            "opened_at": party.case.opened_at,
            "outcome": party.case.outcome,
            "said": party.case.said,
            "appeal": appeal.said if appeal else None,
            "appealed_at": appeal.made_at if appeal else None,
        }
        for party, appeal in rows
    ]


async def judged(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return the cases that the member decided, with their reasons."""
    query = select(FairnessCase).where(FairnessCase.decided_by_id == member.id).order_by(FairnessCase.id)
    return [
        {"case": case.id, "outcome": case.outcome, "said": case.said, "decided_at": case.decided_at}
        for case in await session.scalars(query)
    ]
