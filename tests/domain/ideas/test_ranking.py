"""The formulas: what must hold for every count, and that Python and the database reckon the same."""

import math
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import BigInteger, DateTime, Double, literal, literal_column, select

from domain.database import Sessions
from domain.ideas import ranking
from domain.ideas.ranking import added, best, interval, rising, worth

COUNTS = st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)).map(sorted).map(tuple)
NOW = datetime(2026, 2, 2, 11, tzinfo=UTC)
MOMENTS = st.integers(-50 * 365 * 86_400, 150 * 365 * 86_400).map(lambda seconds: NOW + timedelta(seconds=seconds))


@given(COUNTS)
def test_every_score_is_a_share_whatever_the_counts(counts: tuple[int, int]) -> None:
    found = interval(*counts)
    assert 0 <= found.low < found.high <= 1
    assert best(*counts) == found.low


@given(COUNTS)
def test_a_vote_never_lowers_the_best_whether_its_giver_had_seen_the_idea_or_not(counts: tuple[int, int]) -> None:
    supporters, exposed = counts
    assert best(supporters + 1, exposed + 1) >= best(supporters, exposed)
    if supporters < exposed:
        assert best(supporters + 1, exposed) >= best(supporters, exposed)


@given(COUNTS)
def test_a_look_without_support_never_raises_it(counts: tuple[int, int]) -> None:
    assert best(counts[0], counts[1] + 1) <= best(*counts)


@pytest.mark.parametrize(
    ("supporters", "exposed", "low"),
    [(0, 0, 0.0226), (1, 1, 0.0621), (20, 100, 0.1370), (5, 20, 0.1071), (0, 20, 0.0075)],
)
def test_worked_numbers(supporters: int, exposed: int, low: float) -> None:
    assert best(supporters, exposed) == pytest.approx(low, abs=5e-5)


def test_few_who_love_it_stand_before_many_who_pass_it_by() -> None:
    assert best(20, 100) > best(100, 5000)


@given(st.lists(MOMENTS, max_size=12), MOMENTS)
def test_a_vote_never_lowers_rising_and_one_less_never_raises_it(votes: list[datetime], one: datetime) -> None:
    before = rising(votes)
    after = added(before, one)
    assert math.isfinite(after)
    assert before is None or after >= before
    anew = rising([*votes, one])
    assert anew == pytest.approx(after, rel=1e-12, abs=1e-9)
    assert before is None or anew is None or before <= anew + 1e-9


@given(st.lists(MOMENTS, min_size=1, max_size=8), st.lists(MOMENTS, min_size=1, max_size=8), MOMENTS)
def test_time_alone_reorders_nothing(some: list[datetime], others: list[datetime], now: datetime) -> None:
    one, other = rising(some), rising(others)
    assert one is not None
    assert other is not None
    if one > other:
        assert worth(one, now) >= worth(other, now)


def test_a_vote_weighs_half_after_a_week() -> None:
    assert worth(rising([NOW - timedelta(days=7)]), NOW) == pytest.approx(0.5)
    assert worth(rising([NOW, NOW - timedelta(days=7)]), NOW) == pytest.approx(1.5)
    assert worth(None, NOW) == 0


def test_no_votes_are_no_score() -> None:
    assert rising([]) is None
    assert added(None, NOW) == rising([NOW])


@given(COUNTS)
async def test_the_database_reckons_the_best_as_python_does(sessions: Sessions, counts: tuple[int, int]) -> None:
    supporters, exposed = (literal(count, BigInteger) for count in counts)
    row = select(supporters.label("supporters"), exposed.label("exposed")).subquery()
    from_other_counts = ranking.best_sql(row.c.supporters, row.c.exposed)
    of_the_column = literal_column(ranking.BEST_SQL, Double)
    async with sessions() as session:
        found = (await session.execute(select(from_other_counts, of_the_column).select_from(row))).one()
    assert list(found) == pytest.approx([best(*counts)] * 2, rel=1e-9)


@given(st.none() | st.floats(0, 10_000), MOMENTS)
async def test_the_database_adds_a_vote_as_python_does(sessions: Sessions, before: float | None, at: datetime) -> None:
    moment = literal(at, DateTime(timezone=True))
    async with sessions() as session:
        found = await session.scalar(select(ranking.added_sql(literal(before, Double), moment)))
    assert found == pytest.approx(added(before, at), rel=1e-12)
