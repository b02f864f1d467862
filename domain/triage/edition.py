"""What names the present state of an idea's story, for whoever keeps it ready."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    and_,
    case,
    func,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased

from domain import database
from domain.answers import Answer, AnswerClock, Pause
from domain.community import Reason
from domain.database import Base
from domain.ideas import Idea, Merge, Move
from domain.members import Member
from domain.triage.model import Assignment, Decision

_PEOPLE: tuple[Any, ...] = (
    *(Move.actor_id, Pause.asked_by_id, Pause.resumed_by_id, Answer.published_by_id),
    *(Decision.actor_id, Decision.seconded_by_id, Decision.withdrawn_by_id, Assignment.member_id),
)


def edition(idea_id: SQLColumnExpression[int]) -> ColumnElement[str]:
    """Return what changes with each step of an idea's story and its clock, and with the names in it.

    The idea's own row isn't in it. `idea_id` is that of a query on ideas.
    """
    steps = [_written(model).where(model.idea_id == idea_id) for model in (AnswerClock, Answer, Decision, Assignment)]
    numbers = union_all(*(select(who).where(who.parent.c.idea_id == idea_id).correlate(Idea) for who in _PEOPLE))
    people = _written(Member).where(Member.id.in_(numbers))
    given = select(Decision.reason_id).where(Decision.idea_id == idea_id).correlate(Idea)
    parts = [*steps, people, _written(Reason).where(Reason.id.in_(given))]
    said = [func.coalesce(part.correlate(Idea).scalar_subquery(), "") for part in parts]
    # Few ideas were ever merged, and each says so itself.
    return func.concat_ws("/", *said, case((Idea.regroupings > 0, _others(idea_id)), else_=""))


def _others(idea_id: SQLColumnExpression[int]) -> ColumnElement[str]:
    """Return what changes with the ideas that an idea was merged with, and with the names of who did that."""
    other, who = aliased(Idea, name="other"), aliased(Member, name="who")
    ours = or_(Merge.duplicate_id == idea_id, Merge.target_id == idea_id)
    both = database.written("other").concat(database.written("who"))
    rows = select(func.string_agg(both, aggregate_order_by(literal_column("','"), both))).select_from(Merge)
    rows = rows.join(other, and_(other.id.in_((Merge.duplicate_id, Merge.target_id)), other.id != idea_id))
    rows = rows.join(who, who.id.in_((Merge.merged_by_id, Merge.undone_by_id))).where(ours)
    return rows.correlate(Idea).scalar_subquery()


def _written(model: type[Base]) -> Select[str]:
    row = database.written(model.__tablename__)
    return select(func.string_agg(row, aggregate_order_by(literal_column("','"), row))).select_from(model)
