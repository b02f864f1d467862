"""What members did, as criteria count it: the ledger's entries that nothing took back, and what carries no points.

A conclusion that followed the advice to stop also counts as `failed_fast` if half of the time-box was left when the
verdict fell, and as `failed_at_once` if three quarters were. Whoever gave an idea of somebody else's its first answer
within a week has `answered_soon`, and whoever concluded a test that builds on another team's card has `replicated`.
A credit is of the team that its giver was in then, customers together being one; nothing else is of a team.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Select,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, aliased

from domain.answers import Answer
from domain.badges.earning import Deed
from domain.badges.model import Repeats
from domain.comments import Comment
from domain.errors import _
from domain.experiments import CardReuse, Conclusion, ConclusionKind, Experiment, LearningCard, Plan
from domain.ideas import Idea
from domain.rewards import CAUSES, Code, Entry

FAILED_FAST, FAILED_AT_ONCE = "failed_fast", "failed_at_once"
ANSWERED_SOON, REPLICATED = "answered_soon", "replicated"
NAMES = {
    **{code.value: cause.name for code, cause in CAUSES.items()},
    FAILED_FAST: _("An experiment is stopped by its own limit with half of its time-box left"),
    FAILED_AT_ONCE: _("An experiment is stopped by its own limit within a quarter of its time-box"),
    ANSWERED_SOON: _("Somebody else’s idea gets its first answer within seven days"),
    REPLICATED: _("An experiment that builds on another team’s card is concluded"),
}
CODES = frozenset(NAMES)
SOON = timedelta(days=7)
_STOPPED = (ConclusionKind.STOPPED_NOT_AS_PROMISED, ConclusionKind.STOPPED_HARMFUL)
_WEEK = 7  # days
_NO_TEAM = cast(null(), BigInteger)


def deeds(repeats: Repeats) -> Subquery:
    """Return all deeds as rows: of badges that each thing brings anew `key` is the idea, 0 of others."""
    return _union(repeats is Repeats.EACH).subquery("deeds")


def _union(each: bool) -> CompoundSelect[Any]:
    nothing = cast(literal(0), BigInteger)
    key = func.coalesce(Entry.idea_id, 0) if each else nothing
    left, whole = Conclusion.saved_days, Plan.time_box_weeks * _WEEK
    stopped = and_(Conclusion.kind.in_(_STOPPED), Entry.code == Code.ACTED_ON_VERDICT.value)
    # A comment is looked for by its number, for each credit alone; a join would read them all for every badge.
    credited_by = select(Comment.credited_by_team).where(Comment.id == Entry.cause_id).scalar_subquery()
    team_id = case((Entry.cause_kind == "comment", credited_by), else_=_NO_TEAM)
    return union_all(
        _standing(key, Entry.code, team_id),
        _of_conclusions(_standing(key, literal(FAILED_FAST))).where(stopped, left * 2 >= whole),
        _of_conclusions(_standing(key, literal(FAILED_AT_ONCE))).where(stopped, left * 4 >= whole * 3),
        _answered(Idea.id if each else nothing),
        _replicated(Idea.id if each else nothing),
    )


def _answered(key: ColumnElement[Any] | InstrumentedAttribute[int]) -> Select[Any]:
    before = aliased(Answer)
    earlier = select(before.id).where(before.idea_id == Answer.idea_id, before.published_at < Answer.published_at)
    query = _pointless(Answer.id, Answer.published_by_id, Answer.published_at, ANSWERED_SOON, key)
    query = query.join(Idea, Idea.id == Answer.idea_id).where(Answer.published_at <= Idea.submitted_at + SOON)
    return query.where(Answer.published_by_id != Idea.author_id, ~earlier.exists())


def _replicated(key: ColumnElement[Any] | InstrumentedAttribute[int]) -> Select[Any]:
    source = aliased(Experiment)
    others = or_(Experiment.team_id.is_(None), source.team_id.is_(None), source.team_id != Experiment.team_id)
    built_on = select(CardReuse.card_id).join(LearningCard, LearningCard.id == CardReuse.card_id)
    built_on = built_on.join(source, source.id == LearningCard.experiment_id)
    built_on = built_on.where(CardReuse.experiment_id == Experiment.id, source.owner_id != Experiment.owner_id, others)
    query = _pointless(Conclusion.id, Experiment.owner_id, Conclusion.effective_at, REPLICATED, key)
    query = query.join(Experiment, Experiment.id == Conclusion.experiment_id).join(Idea, Idea.id == Experiment.idea_id)
    counts = and_(Conclusion.effective_at.is_not(None), Conclusion.kind != ConclusionKind.INVALID)
    return query.where(counts, built_on.exists())


def _pointless(number: Any, member_id: Any, at: Any, code: str, key: Any) -> Select[Any]:
    """Select what carries no points as deeds are, of something that is joined to its idea."""
    columns = (number.label("id"), member_id.label("member_id"), at.label("at"), literal(code).label("code"))
    more = (literal(0).label("points"), Idea.id.label("idea_id"), Idea.quadrant, literal(0).label("season_id"))
    return select(*columns, key.label("key"), *more, _NO_TEAM.label("team_id"))


def _standing(
    key: ColumnElement[Any],
    code: ColumnElement[Any] | InstrumentedAttribute[str],
    team_id: ColumnElement[Any] = _NO_TEAM,
) -> Select[Any]:
    reversal = aliased(Entry)
    taken_back = select(reversal.id).where(reversal.reverses_id == Entry.id)
    columns = (Entry.id, Entry.member_id, Entry.occurred_at.label("at"), code.label("code"), key.label("key"))
    more = (Entry.amount.label("points"), Entry.idea_id, Entry.quadrant, Entry.season_id)
    query = select(*columns, *more, team_id.label("team_id"))
    return query.where(Entry.reverses_id.is_(None), Entry.tops_up_id.is_(None), ~taken_back.exists())


def _of_conclusions(query: Select[Any]) -> Select[Any]:
    query = query.join(Conclusion, and_(Entry.cause_kind == "conclusion", Conclusion.id == Entry.cause_id))
    query = query.join(Experiment, Experiment.id == Conclusion.experiment_id)
    return query.join(Plan, and_(Plan.experiment_id == Experiment.id, Plan.number == Experiment.plan_number))


async def deeds_of(session: AsyncSession, member_ids: Iterable[int]) -> dict[int, list[Deed]]:
    """Return what each of these members did, in the order of time."""
    rows, numbers = deeds(Repeats.EACH), list(member_ids)
    found: dict[int, list[Deed]] = {number: [] for number in numbers}
    query = select(rows).where(rows.c.member_id.in_(numbers)).order_by(rows.c.at, rows.c.id)
    for row in await session.execute(query):
        deed = Deed(row.at, row.code, row.points, row.idea_id, row.quadrant, row.season_id, row.team_id)
        found[row.member_id].append(deed)
    return found
