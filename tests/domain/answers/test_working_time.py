"""Hours that count: over weekends, holidays and changes of the clock, as a person would count them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.answers import WorkingTime

BERLIN = ZoneInfo("Europe/Berlin")
WEEK = frozenset({1, 2, 3, 4, 5})
DAY = timedelta(hours=24)
ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Pacific/Apia",
    "Africa/Cairo",
    "America/Sao_Paulo",
)

times = st.builds(
    WorkingTime,
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    days=st.frozensets(st.integers(1, 7), min_size=1),
    holidays=st.frozensets(st.dates(date(2025, 12, 1), date(2027, 2, 1)), max_size=20),
    round_the_clock=st.booleans(),
)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
spans = st.integers(0, 200 * 60).map(lambda minutes: timedelta(minutes=minutes))


def working(*holidays: date, days: frozenset[int] = WEEK, always: bool = False) -> WorkingTime:
    return WorkingTime(BERLIN, days, frozenset(holidays), always)


def berlin(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("start", "due"),
    [
        (berlin(2, 11), berlin(3, 11)),  # Monday to Tuesday
        (berlin(6, 15), berlin(9, 15)),  # Friday to Monday
        (berlin(7, 10), berlin(10, 0)),  # on Saturday nothing runs yet: all of Monday counts
        (berlin(8, 23, 59), berlin(10, 0)),
        (berlin(9, 0), berlin(10, 0)),
        (berlin(27, 15), berlin(30, 15)),  # clocks go forward on Sunday, which doesn't count
        (berlin(23, 15, month=10), berlin(26, 15, month=10)),  # and back
    ],
)
def test_twenty_four_hours_of_working_days(start: datetime, due: datetime) -> None:
    assert working().after(start, DAY) == due


def test_a_holiday_is_skipped() -> None:
    assert working(date(2026, 3, 9)).after(berlin(6, 15), DAY) == berlin(10, 15)
    assert working(date(2026, 3, 9), date(2026, 3, 10)).after(berlin(7, 9), DAY) == berlin(12, 0)


def test_a_day_on_which_the_clock_changes_has_the_hours_it_has() -> None:
    every_day = working(days=frozenset(range(1, 8)))
    assert every_day.after(berlin(28, 15), DAY) == berlin(29, 16)  # 23 hours on Sunday, so one more on its clock
    assert every_day.after(berlin(24, 15, month=10), DAY) == berlin(25, 14, month=10)


def test_round_the_clock_knows_no_weekend_and_no_holiday() -> None:
    assert working(date(2026, 3, 7), always=True).after(berlin(6, 15), DAY) == berlin(7, 15)


def test_a_place_that_skipped_a_whole_day_is_no_obstacle() -> None:
    apia = WorkingTime(ZoneInfo("Pacific/Apia"), frozenset(range(1, 8)), frozenset())
    start = datetime(2011, 12, 29, 12, tzinfo=ZoneInfo("Pacific/Apia"))  # there was no 30 December
    assert apia.after(start, DAY) - start.astimezone(UTC) == DAY


def test_where_no_day_counts_there_is_no_end() -> None:
    with pytest.raises(ValueError, match="counts"):
        working(days=frozenset()).after(berlin(2, 11), DAY)


@given(times, moments, spans)
def test_what_was_added_lies_between(time: WorkingTime, start: datetime, much: timedelta) -> None:
    end = time.after(start, much)
    assert end >= start
    assert time.between(start, end) == much


@given(times, moments, spans, spans)
def test_parts_make_the_whole_and_later_is_never_earlier(
    time: WorkingTime, start: datetime, first: timedelta, second: timedelta
) -> None:
    halfway = time.after(start, first)
    assert time.after(start, first + second) == time.after(halfway, second) or second == timedelta()
    assert time.after(start + first, second) >= time.after(start, second)
    assert time.between(start, halfway + second) == first + time.between(halfway, halfway + second)


@given(times, moments, spans.filter(bool))
def test_it_ends_while_somebody_works(time: WorkingTime, start: datetime, much: timedelta) -> None:
    last = time.after(start, much) - timedelta(microseconds=1)
    assert time.counts(last.astimezone(time.zone).date())


@given(times, moments, spans)
def test_no_more_counts_than_passes(time: WorkingTime, start: datetime, much: timedelta) -> None:
    assert timedelta() <= time.between(start, start + much) <= much
    assert time.between(start + much, start) == timedelta() or much == timedelta()
