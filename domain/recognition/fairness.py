"""How thanks are spread, for the sponsor and admins: by team, between whom again and again, and who is overlooked.

It names nobody who gives little. Everything looks back 90 days.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, column, exists, func, null, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from domain import ideas
from domain.clock import now
from domain.database import Number
from domain.experiments import Conclusion, Experiment, LearningCard
from domain.ideas import Idea, Status
from domain.members import Actor, Member, Team, TeamMembership, by_ids
from domain.paging import Order, Page, Slice, cut, paged
from domain.recognition.model import CardRecipient, RecognitionCard
from domain.recognition.policy import require_may_read_fairness

LOOK_BACK = timedelta(days=90)
EXCHANGED_LEAST, PAIRS_MOST = 3, 50


@dataclass(frozen=True)
class TeamThanks:
    """How many cards went to a team and came from it, and how many people work there."""

    team: Team
    people: int
    received: int
    sent: int


@dataclass(frozen=True)
class Pair:
    """Two people who thanked each other again and again: how many cards went each way."""

    one: Member
    other: Member
    to_other: int
    to_one: int


@dataclass(frozen=True)
class Overlooked:
    """Somebody whose ideas were adopted or whose experiments taught something, and whom no card thanked of late.

    The last of these is named: an idea, or an experiment with its learning card.
    """

    member: Member
    at: datetime
    idea: Idea | None
    experiment: Experiment | None


_LATEST: Order[Any] = Order(
    "overlooked", (column("at"), column("member_id")), lambda row: (row.at, row.member_id), (datetime, int)
)


def _lately(session: AsyncSession) -> tuple[ColumnElement[bool], ...]:
    standing = RecognitionCard.withdrawn_at.is_(None), RecognitionCard.hidden_at.is_(None)
    return (RecognitionCard.sent_at >= now(session) - LOOK_BACK, *standing)


async def by_team(session: AsyncSession, actor: Actor) -> list[TeamThanks]:
    """Return every team by name with the cards of 90 days; raises SignInNeeded, NotAllowed."""
    require_may_read_fairness(actor)
    people = select(TeamMembership.team_id, func.count().label("people")).group_by(TeamMembership.team_id).subquery()
    got = select(TeamMembership.team_id, func.count(RecognitionCard.id.distinct()).label("cards"))
    got = got.join(CardRecipient, CardRecipient.member_id == TeamMembership.member_id)
    got = got.join(RecognitionCard, RecognitionCard.id == CardRecipient.card_id).where(*_lately(session))
    to = got.group_by(TeamMembership.team_id).subquery()
    gave = select(TeamMembership.team_id, func.count(RecognitionCard.id.distinct()).label("cards"))
    gave = gave.join(RecognitionCard, RecognitionCard.sender_id == TeamMembership.member_id).where(*_lately(session))
    by = gave.group_by(TeamMembership.team_id).subquery()
    query = select(Team, *(func.coalesce(each, 0) for each in (people.c.people, to.c.cards, by.c.cards)))
    query = query.outerjoin(people, people.c.team_id == Team.id).outerjoin(to, to.c.team_id == Team.id)
    query = query.outerjoin(by, by.c.team_id == Team.id).order_by(Team.name, Team.id)
    return [TeamThanks(*row) for row in await session.execute(query)]


async def pairs(session: AsyncSession, actor: Actor) -> list[Pair]:
    """Return who exchanged three cards or more in 90 days, both ways, most first, 50 at most."""
    require_may_read_fairness(actor)
    one = func.least(RecognitionCard.sender_id, CardRecipient.member_id, type_=Number).label("one")
    other = func.greatest(RecognitionCard.sender_id, CardRecipient.member_id, type_=Number).label("other")
    to_other = func.count().filter(RecognitionCard.sender_id < CardRecipient.member_id).label("to_other")
    to_one = func.count().filter(RecognitionCard.sender_id > CardRecipient.member_id).label("to_one")
    query = select(one, other, to_other, to_one).join(CardRecipient, CardRecipient.card_id == RecognitionCard.id)
    query = query.where(*_lately(session)).group_by(one, other)
    query = query.having(func.count() >= EXCHANGED_LEAST, to_other > 0, to_one > 0)
    rows = (await session.execute(query.order_by(func.count().desc(), one, other).limit(PAIRS_MOST))).all()
    found = await by_ids(session, {number for row in rows for number in (row.one, row.other)})
    return [Pair(found[row.one], found[row.other], row.to_other, row.to_one) for row in rows]


async def overlooked(session: AsyncSession, actor: Actor, wanted: Slice) -> Page[Overlooked]:
    """Return a page of members with outcomes and without a card in 90 days, the latest outcome first."""
    require_may_read_fairness(actor)
    done = _outcomes(actor).subquery()
    last = select(done).distinct(done.c.member_id).order_by(done.c.member_id, done.c.at.desc()).subquery()
    thanked = exists().where(
        CardRecipient.member_id == last.c.member_id, RecognitionCard.id == CardRecipient.card_id, *_lately(session)
    )
    present = Member.left_at.is_(None), Member.imported_from.is_(None), Member.suspended_until.is_(None)
    query = select(last).join(Member, Member.id == last.c.member_id).where(*present, ~thanked)
    order = Order(_LATEST.name, (last.c.at, last.c.member_id), _LATEST.key, _LATEST.types)
    found = paged(list(await session.execute(cut(query, order, wanted))), order, wanted)
    items = await _named(session, actor, found.items)
    return found.holding(items)


def _outcomes(actor: Actor) -> Any:
    """Return who did what when, of ideas that the actor sees: adopted ideas, and experiments that taught something."""
    adopted = Idea.status.in_((Status.ADOPTED, Status.DELIVERED)), Idea.moved_at.is_not(None), ideas.visible_to(actor)
    nothing = null().cast(Number)
    by_author = select(Idea.author_id.label("member_id"), Idea.moved_at.label("at"), Idea.id.label("idea_id"))
    by_author = by_author.add_columns(nothing.label("experiment_id")).where(*adopted)
    shared = func.unnest(Idea.co_author_ids, type_=Number)
    by_others = select(shared, Idea.moved_at, Idea.id, nothing).where(*adopted)
    owner = _taught(actor, Experiment.owner_id)
    author = _taught(actor, LearningCard.author_id)
    return union_all(by_author, by_others, owner, author)


def _taught(actor: Actor, who: Any) -> Select[Any]:
    query = select(who, Conclusion.effective_at, null().cast(Number), Experiment.id)
    query = query.join(Conclusion, Conclusion.experiment_id == Experiment.id)
    query = query.join(LearningCard, LearningCard.conclusion_id == Conclusion.id)
    query = query.join(Idea, Idea.id == Experiment.idea_id)
    return query.where(Conclusion.effective_at.is_not(None), ideas.visible_to(actor))


async def _named(session: AsyncSession, actor: Actor, rows: Sequence[Any]) -> list[Overlooked]:
    people = await by_ids(session, {row.member_id for row in rows})
    seen = await ideas.by_ids(session, actor, [row.idea_id for row in rows if row.idea_id is not None])
    numbers = [row.experiment_id for row in rows if row.experiment_id is not None]
    found = await session.scalars(select(Experiment).where(Experiment.id.in_(numbers)))
    tests = {each.id: each for each in found}
    return [
        Overlooked(people[row.member_id], row.at, seen.get(row.idea_id or 0), tests.get(row.experiment_id or 0))
        for row in rows
    ]
