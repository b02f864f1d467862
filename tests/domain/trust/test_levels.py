"""What evidence is worth, when a level is lost, and what never moves one: held for whatever happens."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.all_models import metadata
from domain.members import TrustLevel
from domain.rewards.due import MEMBER_FOR
from domain.trust import BARS, Evidence, Figure, LostFor, Stand, evidence
from domain.trust import thresholds as at
from domain.trust.levels import judge

MOMENT = datetime(2026, 2, 2, 11, 0, tzinfo=UTC)
JOINED = MOMENT - timedelta(days=400)
DAY = timedelta(days=1)
NEW, KNOWN, REGULAR, TRUSTED = TrustLevel


def known(level: TrustLevel = KNOWN, **more: object) -> Evidence:
    """Return evidence that just meets a level's bar."""
    bar = BARS.get(level, {})
    given = {"joined_at": JOINED, "figures": {figure: bar.get(figure, 0) for figure in Figure}} | more
    return Evidence(**given)  # type: ignore[arg-type]


def less(found: Evidence, figure: Figure) -> Evidence:
    return replace(found, figures={**found.figures, figure: found.figures[figure] - 1})


figures = st.fixed_dictionaries({figure: st.integers(0, 45) for figure in Figure})
evidences = st.builds(
    Evidence,
    joined_at=st.just(JOINED),
    figures=figures,
    upheld=st.sampled_from([0, 0, 0, 1]),
    suspended=st.sampled_from([False, False, False, True]),
    suspended_at=st.one_of(st.none(), st.integers(-200, 5).map(lambda days: MOMENT + days * DAY)),
)
moments = st.integers(-300, 300).map(lambda hours: MOMENT + timedelta(hours=hours * 5))
stands = st.builds(
    Stand,
    level=st.sampled_from(TrustLevel),
    since=moments,
    below_since=st.one_of(st.none(), moments),
    lost_for=st.one_of(st.none(), st.sampled_from(LostFor)),
)


def test_a_member_is_known_as_soon_as_their_support_brings_points() -> None:
    assert at.MEMBER_FOR == MEMBER_FOR
    stand = Stand(NEW, MOMENT)
    early = known(joined_at=MOMENT - MEMBER_FOR + timedelta(seconds=1))
    assert judge(stand, early, MOMENT).level is NEW
    assert judge(stand, known(joined_at=MOMENT - MEMBER_FOR), MOMENT) == Stand(KNOWN, MOMENT)


@pytest.mark.parametrize("level", [REGULAR, TRUSTED])
def test_a_level_asks_for_each_of_its_figures(level: TrustLevel) -> None:
    enough = known(level)
    assert enough.earns(MOMENT) is level
    for figure in BARS[level]:
        assert not less(enough, figure).earns(MOMENT).reaches(level), figure


def test_all_that_a_level_asks_those_above_it_ask_too() -> None:
    assert all(BARS[TRUSTED][figure] >= least for figure, least in BARS[REGULAR].items())


def test_quiet_costs_a_level_after_the_grace_and_only_one() -> None:
    stand, gone = Stand(TRUSTED, MOMENT - 50 * DAY), known()
    below = judge(stand, gone, MOMENT)
    assert below == replace(stand, below_since=MOMENT)
    assert below.grace_until == MOMENT + at.GRACE
    almost = MOMENT + at.GRACE - timedelta(seconds=1)
    assert judge(below, gone, almost) == below
    over = MOMENT + at.GRACE
    fallen = judge(below, gone, over)
    assert fallen == Stand(REGULAR, over, over, LostFor.QUIET), "and the next grace begins"
    assert judge(fallen, gone, over + at.GRACE) == Stand(KNOWN, over + at.GRACE, None, LostFor.QUIET)


def test_who_comes_back_in_time_loses_nothing_and_later_regains_it() -> None:
    stand = replace(Stand(REGULAR, MOMENT - 50 * DAY), below_since=MOMENT)
    assert judge(stand, known(REGULAR), MOMENT + 13 * DAY) == replace(stand, below_since=None)
    lost = judge(stand, known(), MOMENT + 14 * DAY)
    assert (lost.level, lost.lost_for) == (KNOWN, LostFor.QUIET)
    assert judge(lost, known(REGULAR), MOMENT + 15 * DAY) == Stand(REGULAR, MOMENT + 15 * DAY)


def test_what_was_upheld_costs_it_at_once_and_for_a_hundred_days() -> None:
    stand = Stand(TRUSTED, MOMENT - 50 * DAY)
    assert judge(stand, known(TRUSTED, upheld=1), MOMENT) == Stand(KNOWN, MOMENT, None, LostFor.UPHELD)
    suspended = judge(stand, known(TRUSTED, suspended=True, suspended_at=MOMENT), MOMENT)
    assert suspended == Stand(NEW, MOMENT, None, LostFor.SUSPENDED)
    let_go = known(TRUSTED, suspended_at=MOMENT)
    back = judge(suspended, let_go, MOMENT + 7 * DAY)
    assert (back.level, back.lost_for) == (KNOWN, LostFor.SUSPENDED), "why it isn't higher is still known"
    assert judge(back, let_go, MOMENT + at.LATELY - DAY).level is KNOWN
    assert judge(back, let_go, MOMENT + at.LATELY) == Stand(TRUSTED, MOMENT + at.LATELY)


@given(stand=stands, found=evidences, moment=moments)
def test_looking_twice_is_looking_once(stand: Stand, found: Evidence, moment: datetime) -> None:
    once = judge(stand, found, moment)
    assert judge(once, found, moment) == once


@given(stand=stands, found=evidences, moment=moments, more=figures)
def test_more_activity_never_lowers_anybody(
    stand: Stand, found: Evidence, moment: datetime, more: dict[Figure, int]
) -> None:
    richer = replace(found, figures={figure: found.figures[figure] + more[figure] for figure in Figure})
    assert judge(stand, richer, moment).level.reaches(judge(stand, found, moment).level)


@given(lives=st.lists(st.tuples(st.integers(1, 20), figures, figures), max_size=12))
def test_nor_over_a_whole_life(lives: list[tuple[int, dict[Figure, int], dict[Figure, int]]]) -> None:
    one = other = Stand(NEW, JOINED)
    moment = MOMENT
    for days, some, more in lives:
        moment += days * DAY
        richer = {figure: some[figure] + more[figure] for figure in Figure}
        one, other = judge(one, known(figures=some), moment), judge(other, known(figures=richer), moment)
        assert other.level.reaches(one.level)


@given(stand=stands, found=evidences, moment=moments)
def test_nobody_keeps_what_was_objected_to_and_nobody_falls_for_quiet_without_grace(
    stand: Stand, found: Evidence, moment: datetime
) -> None:
    after = judge(stand, found, moment)
    if found.objection(moment):
        assert KNOWN.reaches(after.level)
    elif not after.level.reaches(stand.level):
        assert stand.below_since is not None
        assert moment - stand.below_since >= at.GRACE
    if found.suspended:
        assert after.level is NEW


@given(level=st.sampled_from([REGULAR, TRUSTED]), jump=st.integers(-2000, 2000), then=st.integers(0, 13))
def test_a_clock_that_jumps_costs_nobody_anything_at_once(level: TrustLevel, jump: int, then: int) -> None:
    stand, moment = Stand(level, MOMENT - DAY), MOMENT + jump * DAY
    jumped = judge(stand, known(), moment)
    assert jumped == replace(stand, below_since=moment), "the grace begins now, whenever that is"
    assert judge(jumped, known(), moment + then * DAY) == jumped
    assert judge(jumped, known(level), MOMENT) == stand, "and is forgotten when the clock is right again"
    back = judge(replace(stand, below_since=MOMENT + 900 * DAY), known(), MOMENT)
    assert back.below_since == MOMENT, "a grace that begins in the future begins now"


def test_trust_reads_nothing_that_points_or_badges_are_kept_in() -> None:
    told = {table for table in metadata.tables if re.search(rf"\b{table}\b", evidence._EVIDENCE)}
    assert told == {
        "comments",
        "hidings",
        "ideas",
        "members",
        "offers",
        "recordings",
        "trust_standings",
        "votes",
    }
