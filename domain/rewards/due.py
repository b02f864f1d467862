"""What an idea has brought about as things stand now, and for whom. Facts only say when to look.

Read from ideas, votes, decisions and experiments alone, so that facts that come twice, late or in another order lead
to the same entries.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from domain.comments import Comment
from domain.ideas import Idea, Merge, Status, StepOut
from domain.members import Member
from domain.offers import Offer
from domain.rewards.causes import FOR_ITS_DUPLICATES, FOR_THE_IDEA, MAIN, MERGED, Code, Due
from domain.rewards.experimenting import experiments_of, learned
from domain.rewards.pending import HeldPart, HeldSupport, waiting_voters
from domain.rewards.rulebook import Rulebook
from domain.rollouts import Benefit
from domain.triage import Decision, DecisionKind
from domain.votes import Vote

VERIFIED_AFTER = 90  # days
MEMBER_FOR = timedelta(hours=24)  # before their support earns anybody anything
NOTHING = frozenset({Status.DRAFT, Status.WITHDRAWN})
_ADOPTED = frozenset({Status.ADOPTED, Status.DELIVERED})


@dataclass
class Paid:
    """Which support has earned something already: voters with the places they took, and those they had before.

    Who comes back takes the place they had, if it is free: what was taken back by mistake is paid again as it was.
    """

    places: dict[int, int] = field(default_factory=dict)
    before: dict[int, int] = field(default_factory=dict)


async def due(session: AsyncSession, idea: Idea, book: Rulebook, paid: Paid, moment: datetime) -> list[Due]:
    """Return everything that an idea has brought about, also what lies ahead of a clock that was set back.

    Whoever calls holds the idea's entries.
    """
    if idea.status in NOTHING or idea.hidden_at is not None or idea.submitted_at is None:
        return []
    found = [Due(Code.PUBLISHED, "idea", idea.id, idea.submitted_at, [idea.author_id])]
    found += await _support(session, idea, book, paid, moment)
    under_way = await experiments_of(session, idea.id)
    outcomes = list[Due]()
    if begun := [each for each in under_way if each.started_at]:
        first = min(begun, key=lambda each: (each.started_at or moment, each.id))
        outcomes.append(Due(Code.CHOSEN, "experiment", first.id, first.started_at or moment, ()))
    ended = [each for each in under_way if each.conclusion and each.conclusion.is_valid]
    for place, each in enumerate(sorted(ended, key=lambda one: one.conclusion.at if one.conclusion else moment), 1):
        if each.conclusion:
            outcomes.append(Due(Code.TESTED, "conclusion", each.conclusion.id, each.conclusion.at, (), place=place))
    if (decision := await adoption(session, idea)) is not None and decision.effective_at is not None:
        outcomes.append(Due(Code.ADOPTED, "decision", decision.id, decision.effective_at, ()))
        found += await _early(session, idea, book, decision, moment)
    if outcomes:
        found += await _credited(session, idea, min(each.at for each in outcomes))
    outcomes += await _verified(session, [each.id for each in under_way])
    found += await _shared(session, idea, outcomes)
    found += await learned(session, under_way)
    held = await session.get(HeldPart, idea.id, populate_existing=True)
    waits = held.codes if held else frozenset[Code]()
    # What is shared with other members' duplicates is theirs.
    return [each for each in found if each.code not in waits or each.part == MERGED]


async def _verified(session: AsyncSession, experiment_ids: Sequence[int]) -> list[Due]:
    """Return which benefits of what was scaled two people stood for after ninety days, the first of them first."""
    query = select(Benefit).where(Benefit.experiment_id.in_(experiment_ids), Benefit.days == VERIFIED_AFTER)
    query = query.where(Benefit.withdrawn_at.is_(None), Benefit.confirmed_at.is_not(None))
    found = list(await session.scalars(query.order_by(Benefit.confirmed_at, Benefit.id))) if experiment_ids else []
    return [
        Due(Code.BENEFIT_VERIFIED, "benefit", each.id, each.confirmed_at, (), place=place)
        for place, each in enumerate(found, 1)
        if each.confirmed_at
    ]


async def adoption(session: AsyncSession, idea: Idea) -> Decision | None:
    """Return the decision by which an idea stands adopted."""
    if idea.status not in _ADOPTED:
        return None
    query = select(Decision).where(Decision.idea_id == idea.id, Decision.kind == DecisionKind.ADOPT)
    query = query.where(Decision.effective_at.is_not(None)).order_by(Decision.id.desc()).limit(1)
    return await session.scalar(query)


def _counts(idea: Idea) -> ColumnElement[bool]:
    """Return the condition for voters whose support can earn something: people who joined, and don't stand for it."""
    near = [idea.author_id, *idea.co_author_ids, *idea.merged_author_ids]
    return and_(Vote.member_id.not_in(near), Member.imported_from.is_(None), Vote.quarantined_at.is_(None))


def settled_in(moment: datetime) -> ColumnElement[bool]:
    """Return the condition for voters who have been here for long enough at a moment, and aren't suspended."""
    here = Member.suspended_until.is_(None), Member.left_at.is_(None)
    return and_(*here, Member.joined_at <= moment - MEMBER_FOR)


def qualified(idea: Idea, moment: datetime) -> Select[int, datetime]:
    """Return the voters of an idea whose support earns its authors something at a moment, with when they voted."""
    query = select(Vote.member_id, Vote.cast_at).join(Member, Member.id == Vote.member_id)
    query = query.where(Vote.idea_id == idea.id, _counts(idea), settled_in(moment))
    return query.order_by(Vote.cast_at, Vote.member_id)


def waits(moment: datetime) -> ColumnElement[bool]:
    """Return the condition for votes whose points wait at a moment."""
    same = HeldSupport.member_id == Vote.member_id, HeldSupport.idea_id == Vote.idea_id
    return select(HeldSupport.until).where(*same, HeldSupport.until > moment).exists()


async def _support(session: AsyncSession, idea: Idea, book: Rulebook, paid: Paid, moment: datetime) -> list[Due]:
    rule = book.at(Code.SUPPORTED, moment)
    places = rule.places if rule else 0
    still = select(Vote.member_id, Vote.cast_at).join(Member, Member.id == Vote.member_id)
    still = still.where(Vote.idea_id == idea.id, Vote.member_id.in_(list(paid.places)), _counts(idea))
    still = still.where(~waits(moment))
    standing = (await session.execute(still)).all() if paid.places else []
    taken = {paid.places[row.member_id] for row in standing}
    free = [place for place in range(1, places + 1) if place not in taken]
    more = qualified(idea, moment).where(Vote.member_id.not_in([row.member_id for row in standing]))
    more = more.where(~waits(moment)).limit(len(free))
    fresh = (await session.execute(more)).all() if free else []
    others = await shared_with(session, idea)
    back = {row.member_id: paid.before[row.member_id] for row in fresh if paid.before.get(row.member_id) in free}
    back = {who: place for place, who in {place: who for who, place in reversed(back.items())}.items()}
    left = iter(sorted(set(free) - set(back.values())))
    found = [(row, paid.places[row.member_id]) for row in standing]
    found += [(row, back[row.member_id] if row.member_id in back else next(left)) for row in fresh]
    return [
        Due(Code.SUPPORTED, "vote", row.member_id, row.cast_at, _standing_for(idea, others, row.cast_at), place=place)
        for row, place in found
    ]


def _standing_for(idea: Idea, others: Mapping[int, datetime], at: datetime) -> list[int]:
    return [idea.author_id, *sorted(who for who, since in others.items() if since <= at)]


def backing(idea: Idea) -> Select[int, datetime, datetime | None]:
    """Return the votes of an idea and of what lives on in it, of those who went along."""
    stepped_out = select(StepOut.member_id).join(Merge, Merge.id == StepOut.merge_id)
    stepped_out = stepped_out.where(Merge.duplicate_id == Vote.idea_id, Merge.undone_at.is_(None))
    stepped_out = stepped_out.where(StepOut.member_id == Vote.member_id)
    query = select(Vote.member_id, Vote.cast_at, Vote.quarantined_at)
    return query.where(Vote.idea_id.in_([idea.id, *idea.merged_ids]), ~stepped_out.exists())


async def _early(session: AsyncSession, idea: Idea, book: Rulebook, decision: Decision, moment: datetime) -> list[Due]:
    at = decision.effective_at or moment
    rule = book.at(Code.SUPPORTED_EARLY, at)
    query = backing(idea).join(Member, Member.id == Vote.member_id)
    query = query.where(Vote.cast_at <= at, _counts(idea), Member.joined_at <= at - MEMBER_FOR)
    query = query.distinct(Vote.member_id).order_by(Vote.member_id, Vote.cast_at)
    first = query.subquery()
    ranked = select(first.c.member_id).order_by(first.c.cast_at, first.c.member_id).limit(rule.places if rule else 0)
    voters = await session.scalars(ranked)
    waiting = await waiting_voters(session, idea, moment)
    return [
        Due(Code.SUPPORTED_EARLY, "decision", decision.id, at, [voter], part=str(voter), place=place)
        for place, voter in enumerate(voters, 1)
        if voter not in waiting  # who keep their place
    ]


async def _credited(session: AsyncSession, idea: Idea, got_somewhere_at: datetime) -> list[Due]:
    """Return what an idea that got somewhere builds on, numbered for each who said so.

    A comment that its author took away still counts, one that others took away doesn't.
    """
    query = select(Comment).where(Comment.idea_id.in_([idea.id, *idea.merged_ids]), Comment.credited_at.is_not(None))
    query = query.where(or_(Comment.removed_at.is_(None), Comment.removed_by_id == Comment.author_id))
    query = query.where(Comment.author_id.not_in([idea.author_id, *idea.co_author_ids, *idea.merged_author_ids]))
    places, found = Counter[int | None](), list[Due]()
    for each in await session.scalars(query.order_by(Comment.credited_at, Comment.id)):
        if each.credited_at is not None:
            places[each.credited_by_id] += 1
            at, place = max(each.credited_at, got_somewhere_at), places[each.credited_by_id]
            found.append(Due(Code.CREDITED, "comment", each.id, at, [each.author_id], place=place))
    return found


async def shared_with(session: AsyncSession, idea: Idea) -> dict[int, datetime]:
    """Return since when an idea is shared with its co-authors, without those who came by a merge."""
    if not idea.co_author_ids:
        return {}
    query = select(Offer.member_id, Offer.accepted_at).where(
        Offer.idea_id == idea.id, Offer.accepted_at.is_not(None), Offer.member_id.in_(idea.co_author_ids)
    )
    return {row.member_id: row.accepted_at for row in await session.execute(query) if row.accepted_at}


async def _shared(session: AsyncSession, idea: Idea, outcomes: Sequence[Due]) -> list[Due]:
    """Share outcomes among who stood for the idea then, and 30 to 70 with those of its duplicates."""
    if not outcomes:
        return []
    others = await shared_with(session, idea)
    links = await _duplicates(session, idea)
    found = list[Due]()
    for each in outcomes:
        own = _standing_for(idea, others, each.at)
        theirs = sorted({who for who, since in links if since <= each.at} - set(own))
        parts = [(own, "", 100)] if not theirs else [(own, MAIN, FOR_THE_IDEA), (theirs, MERGED, FOR_ITS_DUPLICATES)]
        for people, part, percent in parts:
            found.append(Due(each.code, each.cause_kind, each.cause_id, each.at, people, part, each.place, percent))
    return found


async def _duplicates(session: AsyncSession, idea: Idea) -> list[tuple[int, datetime]]:
    """Return the authors of what is merged into an idea and who went along, with since when."""
    if not idea.merged_ids:
        return []
    duplicate = aliased(Idea)
    query = select(Merge, duplicate.author_id).join(duplicate, duplicate.id == Merge.duplicate_id)
    query = query.where(Merge.duplicate_id.in_(idea.merged_ids), Merge.undone_at.is_(None))
    out = select(StepOut.merge_id).where(StepOut.merge_id == Merge.id, StepOut.member_id == duplicate.author_id)
    rows = await session.execute(query.where(~out.exists()))
    return [(author_id, merge.merged_at) for merge, author_id in rows]
