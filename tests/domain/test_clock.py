"""The calendar: months and quarters, as budgets, heroes and seasons count them."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from domain.clock import month_of, months_on, quarter_of

DAYS = st.dates(min_value=date(1970, 1, 1), max_value=date(2200, 12, 31))


@given(DAYS)
def test_every_day_lies_in_one_month_and_one_quarter(day: date) -> None:
    for first, next_first in (month_of(day), quarter_of(day)):
        assert first <= day < next_first
        assert first.day == next_first.day == 1
    assert quarter_of(day)[0] <= month_of(day)[0]
    assert quarter_of(day)[0].month in (1, 4, 7, 10)


@given(DAYS, st.integers(-400, 400))
def test_months_on_and_back_lead_to_the_same_month(day: date, count: int) -> None:
    first, next_first = month_of(day)
    assert months_on(months_on(first, count), -count) == first
    assert months_on(first, 1) == next_first
    assert months_on(first, 12) == date(first.year + 1, first.month, 1)
