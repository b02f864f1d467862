"""Mail leaves at once or with a digest, and never in somebody's quiet hours, whatever the clocks do."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.notifications import Pace
from domain.notifications.timing import due

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia")
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
HOURS = st.integers(0, 23)
QUIET = st.none() | st.tuples(HOURS, HOURS).filter(lambda quiet: quiet[0] != quiet[1])


def _leaves(pace: Pace, when: str, digest_hour: int = 8, quiet: tuple[int, int] | None = None) -> str:
    moment = datetime.fromisoformat(when).replace(tzinfo=BERLIN)
    found = due(pace, moment, BERLIN, digest_hour=digest_hour, quiet=quiet)
    return f"{found.astimezone(BERLIN):%Y-%m-%d %H:%M}" if found else "never"


@pytest.mark.parametrize(
    ("pace", "when", "leaves"),
    [
        (Pace.AT_ONCE, "2026-02-02 12:07", "2026-02-02 12:07"),
        (Pace.DAILY, "2026-02-02 07:59", "2026-02-02 08:00"),
        (Pace.DAILY, "2026-02-02 08:00", "2026-02-03 08:00"),
        (Pace.WEEKLY, "2026-02-02 07:59", "2026-02-02 08:00"),  # a Monday
        (Pace.WEEKLY, "2026-02-02 08:00", "2026-02-09 08:00"),
        (Pace.WEEKLY, "2026-02-05 12:00", "2026-02-09 08:00"),
        (Pace.NEVER, "2026-02-02 12:00", "never"),
    ],
)
def test_mail_leaves_when_its_pace_says(pace: Pace, when: str, leaves: str) -> None:
    assert _leaves(pace, when) == leaves


@pytest.mark.parametrize(
    ("when", "leaves"),
    [
        ("2026-02-02 21:59", "2026-02-02 21:59"),
        ("2026-02-02 22:00", "2026-02-03 07:00"),
        ("2026-02-03 03:30", "2026-02-03 07:00"),
        ("2026-02-03 07:00", "2026-02-03 07:00"),
        ("2026-03-28 23:00", "2026-03-29 07:00"),  # the night that the clocks go forward
        ("2026-10-24 23:00", "2026-10-25 07:00"),  # and back
    ],
)
def test_what_happens_in_the_quiet_leaves_when_it_ends(when: str, leaves: str) -> None:
    assert _leaves(Pace.AT_ONCE, when, quiet=(22, 7)) == leaves


def test_a_digest_waits_for_the_end_of_the_quiet_too() -> None:
    assert _leaves(Pace.DAILY, "2026-02-02 12:00", quiet=(22, 10)) == "2026-02-03 10:00"


def test_an_hour_that_the_clocks_leave_out_is_the_one_after_it() -> None:
    assert _leaves(Pace.DAILY, "2026-03-28 12:00", digest_hour=2) == "2026-03-29 03:00"


@given(MOMENTS, st.sampled_from(ZONES), st.sampled_from([Pace.AT_ONCE, Pace.DAILY, Pace.WEEKLY]), HOURS, QUIET)
def test_no_mail_leaves_too_early_too_late_or_in_the_quiet(
    moment: datetime, zone: str, pace: Pace, digest_hour: int, quiet: tuple[int, int] | None
) -> None:
    leaves = due(pace, moment, ZoneInfo(zone), digest_hour=digest_hour, quiet=quiet)
    assert leaves is not None
    longest = {Pace.AT_ONCE: 0, Pace.DAILY: 1, Pace.WEEKLY: 7}[pace]
    assert moment <= leaves <= moment + timedelta(days=longest, hours=26)
    local = leaves.astimezone(ZoneInfo(zone))
    if quiet:
        begins, ends = quiet
        between = (local.hour - begins) % 24 < (ends - begins) % 24
        # Where the clocks leave out the hour in which a quiet ends, it ends in the one after it.
        assert not between
    elif pace is not Pace.AT_ONCE:
        assert local.hour in (digest_hour, digest_hour + 1)
