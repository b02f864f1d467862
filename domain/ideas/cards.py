"""Ideas as their cards show them, with author and counters, in the rows of a statement that was made once."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select

from domain.ideas.counters import IdeaCounters
from domain.ideas.model import Idea
from domain.members import Member
from domain.rows import Whole

_IDEA = Whole(Idea)
_AUTHOR = Whole(Member, first=_IDEA.end)
_COUNTERS = Whole(IdeaCounters, first=_AUTHOR.end)
CARD_ENDS = _COUNTERS.end


def on_cards(query: Select[Any], *more: Any) -> Select[Any]:
    """Return a query on ideas that selects what `card_in` reads, and `more` from the place CARD_ENDS on."""
    columns: tuple[Any, ...] = (*_IDEA.columns, *_AUTHOR.columns, *_COUNTERS.columns, *more)
    query = query.with_only_columns(*columns).select_from(Idea)
    query = query.join(Member.__table__, Member.id == Idea.author_id)
    return query.outerjoin(IdeaCounters.__table__, IdeaCounters.idea_id == Idea.id)  # a draft has none


def card_in(row: Sequence[Any]) -> Idea:
    """Return the idea in a row of such a query."""
    return _IDEA.of(row, author=_AUTHOR.of(row), counters=_COUNTERS.found(row))
