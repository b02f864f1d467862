"""An idea's life: only the moves of the table, and each status says what it lets people do."""

from datetime import UTC, datetime
from itertools import product

import pytest

from domain import ideas
from domain.ideas import LABELS, MOVES, TURNS, Idea, Status

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(("before", "after"), list(product(Status, Status)))
def test_only_allowed_moves_are_made(before: Status, after: Status) -> None:
    idea = Idea(status=before)
    if after in MOVES.get(before, ()):
        idea.move(after, NOW)
        assert (idea.status, idea.moved_at) == (after, NOW)
    else:
        with pytest.raises(ValueError, match=before.value):
            idea.move(after, NOW)
        assert (idea.status, idea.moved_at) == (before, None)


def test_nothing_comes_back_from_withdrawn_or_becomes_a_draft_again() -> None:
    assert Status.WITHDRAWN not in MOVES
    assert not any(Status.DRAFT in reached for reached in MOVES.values())


def test_every_status_has_a_label_and_somebody_or_nobody_whose_turn_it_is() -> None:
    assert set(LABELS) == set(TURNS) == set(Status)


def test_what_is_over_takes_no_votes() -> None:
    open_for_votes = {status for status in Status if ideas.takes_votes(Idea(status=status))}
    open_for_comments = {status for status in Status if ideas.takes_comments(Idea(status=status))}
    assert open_for_votes == {Status.SUBMITTED, Status.IN_REVIEW, Status.SHORTLISTED, Status.IN_EXPERIMENT}
    assert open_for_comments == open_for_votes | {
        Status.ADOPTED,
        Status.DELIVERED,
        Status.NOT_NOW,
        Status.DECLINED,
    }
