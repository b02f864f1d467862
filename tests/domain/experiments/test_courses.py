"""What counts of an experiment, in whatever order it comes in: judged as it came, and never un-rung by more."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Invalid
from domain.experiments import Advice, Counted, Course, Entry, Look, Plan, Verdict, follow, plans
from tests.domain.experiments.lab import BEGAN, plan_of, share

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 2, 2, 11, tzinfo=UTC)
PLAN = plan_of(in_force_at=NOON, time_box_weeks=4)


def day(number: int) -> date:
    return BEGAN + timedelta(days=number)


def entry(number: int, units: int, control: int, variant: int) -> Entry:
    return Entry(day(number), (dict(share(units, control)), dict(share(units, variant))))


def began(plan: Plan = PLAN) -> Course:
    return Course(plan, plans.terms_of(plan), BERLIN)


def followed(course: Course, entries: list[Entry]) -> list[Verdict]:
    looks = [
        Look(course.day_number(each.as_of), tuple(Counted(arm["units"], arm["conversions"]) for arm in each.arms))
        for each in sorted(entries, key=lambda each: each.as_of)
    ]
    return follow(course.terms, looks)


@st.composite
def growing(draw: st.DrawFn) -> list[Entry]:
    """Draw totals that only grow over some days; some make a verdict fall, most don't."""
    days = sorted(draw(st.sets(st.integers(0, 35), min_size=1, max_size=10)))
    units = control = variant = 0
    found = []
    for number in days:
        more = draw(st.integers(1, 1_500))
        units, control = units + more, control + draw(st.integers(0, more // 5))
        variant += draw(st.integers(0, more // 3))
        found.append(entry(number, units, control, variant))
    return found


@given(growing())
def test_days_in_their_order_are_what_the_engine_makes_of_them(entries: list[Entry]) -> None:
    course = began()
    for each in entries:
        course.add(each)
    assert course.verdicts == followed(course, entries)
    assert course.judged == course.days == entries


@given(growing(), st.randoms())
def test_more_data_in_any_order_never_un_ring_a_verdict(entries: list[Entry], random) -> None:  # type: ignore[no-untyped-def]
    random.shuffle(entries)
    course, rung = began(), None
    for each in entries:
        course.add(each)
        latest = course.latest
        assert latest is not None
        if rung is not None:
            assert latest.crossed == rung
        rung = latest.crossed
        assert course.verdicts == followed(course, course.judged)
    assert course.days == sorted(entries, key=lambda each: each.as_of)


@given(growing(), st.randoms())
def test_a_course_that_is_read_again_is_the_one_that_was_gone(entries: list[Entry], random) -> None:  # type: ignore[no-untyped-def]
    random.shuffle(entries)
    course = began()
    for each in entries:
        course.add(each)
    again = Course.of(course.plan, course.terms, BERLIN, [[each] for each in entries])
    assert (again.days, again.judged, again.verdicts) == (course.days, course.judged, course.verdicts)


@given(growing(), st.data())
def test_what_comes_in_together_may_as_well_come_in_day_by_day(entries: list[Entry], data: st.DataObject) -> None:
    late = data.draw(st.sets(st.sampled_from(range(len(entries)))))
    first = [each for place, each in enumerate(entries) if place not in late]
    rest = [each for place, each in enumerate(entries) if place in late]
    together = Course.of(PLAN, plans.terms_of(PLAN), BERLIN, [first, rest])
    one_by_one = Course.of(PLAN, plans.terms_of(PLAN), BERLIN, [[each] for each in (*first, *rest)])
    assert (together.judged, together.verdicts) == (one_by_one.judged, one_by_one.verdicts)


def test_a_day_before_the_verdict_that_comes_in_late_is_kept_beside_it() -> None:
    course = began()
    course.add(entry(14, 3_000, 300, 420))
    assert course.latest
    assert course.latest.advice is Advice.SCALE
    course.add(entry(10, 2_000, 200, 150))
    assert course.latest.advice is Advice.SCALE
    assert [len(course.days), len(course.judged)] == [2, 1]
    assert course.crossed_on == day(14)


def test_the_ramp_in_is_taken_off_and_gives_no_verdict() -> None:
    course = began(plan_of(in_force_at=NOON, ramp_in_days=7))
    course.add(entry(3, 400, 40, 90))
    course.add(entry(6, 800, 80, 180))
    assert course.latest is None
    assert course.kept() is None
    course.add(entry(14, 2_800, 280, 380))
    (verdict,) = course.verdicts
    assert verdict.look.arms == (Counted(2_000, 200), Counted(2_000, 200))
    assert verdict.look.day == pytest.approx(14.5)


def test_a_later_end_of_the_ramp_in_is_taken_off_instead_until_a_verdict_fell() -> None:
    course = began(plan_of(in_force_at=NOON, ramp_in_days=7))
    course.add(entry(3, 400, 40, 40))
    course.add(entry(10, 1_000, 100, 110))
    course.add(entry(6, 800, 80, 80))
    assert course.latest
    assert course.latest.look.units == 400
    course.add(entry(20, 4_000, 400, 560))
    assert course.latest
    assert course.latest.advice is Advice.SCALE
    course.add(entry(5, 700, 70, 70))
    assert course.base == entry(6, 800, 80, 80)


def test_after_a_ramp_in_that_nobody_counted_its_end_is_asked_for_first() -> None:
    course = began(plan_of(in_force_at=NOON, ramp_in_days=7))
    with pytest.raises(Invalid) as refused:
        course.add(entry(10, 1_000, 100, 110))
    assert refused.value.problems[0].text() == (
        "Enter the totals at the end of 2026-02-08 first: what came in until then is left out."
    )
    assert course.days == course.judged == []


def test_nothing_since_the_ramp_in_is_refused_and_not_divided_by() -> None:
    course = began(plan_of(in_force_at=NOON, ramp_in_days=7))
    course.add(entry(6, 800, 80, 80))
    with pytest.raises(Invalid) as refused:
        course.add(entry(9, 800, 80, 80))
    assert "Nothing has come in between 2026-02-08" in refused.value.problems[0].text()
    assert len(course.days) == 1


def test_the_day_of_a_look_ends_at_midnight_where_the_community_is() -> None:
    course = began()
    assert course.day_number(BEGAN) == pytest.approx(0.5)
    assert course.day_number(date(2026, 3, 29)) == pytest.approx(55.5 - 1 / 24)  # the clocks go forward
