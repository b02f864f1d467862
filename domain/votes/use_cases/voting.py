"""Casting a vote and taking it back: lock, load, allow, then one statement that changes, counts and records."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    Boolean,
    ColumnElement,
    DateTime,
    Integer,
    Select,
    Update,
    bindparam,
    case,
    delete,
    func,
    literal,
    or_,
    select,
    true,
    update,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlalchemy.orm.attributes import set_committed_value

from domain import ideas, permissions
from domain.clock import now
from domain.database import Number
from domain.errors import NotFound
from domain.events import RecordedFact
from domain.ideas import Exposure, Idea, IdeaCounters, ranking
from domain.members import Actor, Member, Viewer, alike
from domain.permissions import Permission
from domain.rows import Whole, run
from domain.votes.counting import counts_through, recount, rising_without
from domain.votes.events import VoteCast, VoteWithdrawn
from domain.votes.model import Vote
from domain.votes.policy import allows, is_newcomer, require_may_vote
from domain.votes.use_cases.stepping_out import step_out

Values = dict[str, Any]
ATTEMPTS = 3  # at a vote that waited for a merge, and read what was merged before it waited
# What the statements of a vote are given; each statement is made once.
_MEMBER, _IDEA = bindparam("member", type_=Number), bindparam("idea", type_=Number)
_MOMENT = bindparam("moment", type_=DateTime(timezone=True))
_IDEA_READ = Whole(Idea)
_AUTHOR = Whole(Member, first=_IDEA_READ.end)
_COUNTERS = Whole(IdeaCounters, first=_AUTHOR.end)
_MOVED = (
    IdeaCounters.supporters,
    IdeaCounters.staff,
    IdeaCounters.exposed,
    IdeaCounters.best,
    IdeaCounters.rising,
    IdeaCounters.familiar_at,
)


async def cast(session: AsyncSession, actor: Actor, idea_id: int) -> Idea:
    """Give the member's vote to an idea; voting twice changes nothing. Raises NotFound, OwnIdea, VotingClosed.

    One statement does it all, and may be a transaction of its own; it asks `allows` what `require_may_vote` does.
    """
    permissions.require(actor, Permission.CAST_VOTE)
    member, moment = _member(actor), now(session)
    given = {"by_staff": member.is_staff, "newcomer": is_newcomer(member, moment), "moment": moment}
    who = {"member": member.id, "viewer": member.id}
    for _attempt in range(ATTEMPTS):
        row = (await run(session, _casting(alike(actor)), {"idea": idea_id} | who | given)).first()
        if row is None:
            raise NotFound
        idea = _IDEA_READ.of(row, author=_AUTHOR.of(row), counters=_COUNTERS.of(row))
        require_may_vote(actor, idea)
        moved = row[_COUNTERS.end :]
        if moved[0] is not None:
            return _moved(idea, moved)
        if not idea.regroupings:
            break
    return await _read_anew(session, idea)


async def withdraw(session: AsyncSession, actor: Actor, idea_id: int) -> Idea:
    """Take the member's support back; without it nothing changes. Raises NotFound, OwnIdea, VotingClosed.

    Votes on what is merged into the idea stay there; the member steps out of the merges by which they count here.
    """
    idea = await ideas.visible(session, actor, idea_id, lock=True, light=True)
    require_may_vote(actor, idea)
    member = _member(actor)
    left = await step_out(session, idea, member.id) if idea.merged_ids else False
    return await _take_back(session, idea, member.id, anew=left)


async def release(session: AsyncSession, idea: Idea, member_id: int) -> None:
    """Take back the vote of a member who now shares the idea, which the caller holds, and forget that they saw it."""
    await _take_back(session, idea, member_id)
    look = delete(Exposure).where(Exposure.member_id == member_id, Exposure.idea_id == idea.id)
    gone = look.returning(Exposure.idea_id, Exposure.counted).cte("gone")
    fewer = update(IdeaCounters).where(IdeaCounters.idea_id == gone.c.idea_id, gone.c.counted)
    await session.execute(
        fewer.values(exposed=IdeaCounters.exposed - 1), execution_options={"synchronize_session": False}
    )
    await session.refresh(idea.counters)
    await count_shared(session, idea)


async def count_shared(session: AsyncSession, idea: Idea) -> None:
    """Let the counters follow when others share an idea than before, which the caller holds.

    Only at what is merged into an idea may there be votes of those who stand for it.
    """
    if idea.merged_ids:
        await recount(session, [idea.id])
        await session.refresh(idea.counters)


async def _take_back(session: AsyncSession, idea: Idea, member_id: int, *, anew: bool = False) -> Idea:
    # The other votes are read anew, so none may be counted meanwhile.
    counters = select(IdeaCounters.idea_id).where(IdeaCounters.idea_id == idea.id)
    await session.execute(counters.with_for_update(key_share=True))
    values = {"member": member_id, "idea": idea.id, "moment": now(session)}
    alone = not idea.merged_ids
    found = (await run(session, _taking_back(alone), values)).one_or_none()
    if found is not None and alone:
        return _moved(idea, found)
    if found is not None or anew:
        await recount(session, [idea.id])
    return await _read_anew(session, idea)


async def _read_anew(session: AsyncSession, idea: Idea) -> Idea:
    # Nothing changed, perhaps since an equal request came first and has counted meanwhile.
    return _moved(idea, (await session.execute(select(*_MOVED).where(IdeaCounters.idea_id == idea.id))).one())


def _moved(idea: Idea, found: Sequence[Any]) -> Idea:
    for column, value in zip(_MOVED, found, strict=True):
        set_committed_value(idea.counters, column.key, value)
    return idea


@cache
def _casting(viewer: Viewer) -> Select[Any]:
    """Return the one statement of a vote: it holds the idea, casts, notes the exposure, counts and tells."""
    query = select(*_IDEA_READ.columns, *_AUTHOR.columns, *_COUNTERS.columns)
    query = query.where(Idea.id == _IDEA, ideas.visible_to(viewer)).with_for_update(of=Idea, read=True)
    query = query.join(Member, Member.id == Idea.author_id).outerjoin(IdeaCounters, IdeaCounters.idea_id == Idea.id)
    held = query.cte("held")
    row = select(_MEMBER, held.c.id, _MOMENT, bindparam("by_staff", type_=Boolean))
    row = row.where(allows(held, _MEMBER), _up_to_date(held))
    vote = insert(Vote).from_select(["member_id", "idea_id", "cast_at", "by_staff"], row)
    changed = vote.on_conflict_do_nothing().returning(Vote.idea_id, Vote.by_staff).cte("changed")
    newcomer = bindparam("newcomer", type_=Boolean)
    seen = insert(Exposure).from_select(
        ["member_id", "idea_id", "seen_at", "newcomer", "counted"],
        select(_MEMBER, changed.c.idea_id, _MOMENT, newcomer, ~newcomer),
    )
    # Gives a row where the vote makes the exposure count: it is new, or wasn't counted.
    shown = (
        seen.on_conflict_do_update(
            index_elements=[Exposure.member_id, Exposure.idea_id],
            set_={"seen_at": Exposure.seen_at},
            where=Exposure.counted.is_(False),
        )
        .returning(Exposure.idea_id)
        .cte("shown")
    )
    # Whoever backs, or was shown, what is merged into the idea counts already.
    votes, looks = (sql_cast(~counts_through(row, held, _MEMBER), Integer) for row in (Vote, Exposure))
    adds = select(held.c.id.label("idea_id"), votes.label("votes"), looks.label("looks")).cte("adds")
    exposed = IdeaCounters.exposed + adds.c.looks * select(func.count()).select_from(shown).scalar_subquery()
    rising = ranking.added_sql(IdeaCounters.rising, _MOMENT)
    values: Values = {
        "supporters": IdeaCounters.supporters + adds.c.votes,
        "staff": IdeaCounters.staff + adds.c.votes * sql_cast(changed.c.by_staff, Integer),
        "exposed": exposed,
        "rising": case((adds.c.votes == 1, rising), else_=IdeaCounters.rising),
    }
    counted = _counting(changed, VoteCast, values).where(adds.c.idea_id == changed.c.idea_id)
    moved = counted.cte("moved")
    return select(held, moved).outerjoin_from(held, moved, true())


def _up_to_date(held: CTE) -> ColumnElement[bool]:
    """Return whether what the statement sees of votes is no older than what is merged into the idea it holds."""
    seen = aliased(Idea)
    before = select(seen.regroupings).where(seen.id == _IDEA).scalar_subquery()
    return or_(held.c.regroupings == 0, held.c.regroupings == before)


@cache
def _taking_back(alone: bool) -> Update:
    """Return the one statement that takes a vote back; it counts only where nothing is merged into the idea."""
    vote = delete(Vote).where(Vote.member_id == _MEMBER, Vote.idea_id == _IDEA)
    # What is in quarantine counted nowhere.
    counted = sql_cast(Vote.quarantined_at.is_(None), Integer).label("counted")
    changed = vote.returning(Vote.idea_id, Vote.by_staff, counted).cte("changed")
    uncounted = select(func.count()).where(Exposure.member_id == _MEMBER, Exposure.idea_id == _IDEA, ~Exposure.counted)
    values: Values = {
        "supporters": IdeaCounters.supporters - changed.c.counted,
        "staff": IdeaCounters.staff - changed.c.counted * sql_cast(changed.c.by_staff, Integer),
        "exposed": IdeaCounters.exposed - changed.c.counted * uncounted.scalar_subquery(),
        "rising": case((changed.c.counted == 1, rising_without(_IDEA, _MEMBER)), else_=IdeaCounters.rising),
    }
    return _counting(changed, VoteWithdrawn, values if alone else {"supporters": IdeaCounters.supporters})


def _counting(changed: CTE, fact: type[VoteCast | VoteWithdrawn], values: Values) -> Update:
    data = func.jsonb_build_object("member_id", _MEMBER, "idea_id", changed.c.idea_id)
    columns = ["kind", "data", "recorded_at", "attempts"]
    told = insert(RecordedFact).from_select(
        columns,
        select(literal(fact.__name__), data, _MOMENT, literal(0, BigInteger)).select_from(changed),
    )
    return (
        update(IdeaCounters)
        .where(IdeaCounters.idea_id == changed.c.idea_id)
        .values(values)
        .returning(*_MOVED)
        .add_cte(told.cte("told"))
        .execution_options(synchronize_session=False)
    )


def _member(actor: Actor) -> Member:
    if not isinstance(actor, Member):
        raise TypeError("A vote belongs to a member.")
    return actor
