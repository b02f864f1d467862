"""What must hold for any experiment, however it goes: sticky, mirrored, finite."""

import math

from hypothesis import given
from hypothesis import strategies as st

from domain.experiments import (
    Absolute,
    Advice,
    Counted,
    Look,
    Measured,
    Promise,
    Relative,
    Terms,
    Threshold,
    Verdict,
    follow,
    judge,
)
from domain.experiments.totals import Totals, together

UNITS = st.integers(1, 5_000)
COUNTED = UNITS.flatmap(lambda units: st.builds(Counted, st.just(units), st.integers(0, units)))
MEASURED = st.builds(Measured, UNITS, st.floats(-100, 100), st.floats(0, 100))
PROMISES: st.SearchStrategy[Promise] = st.one_of(
    st.builds(Relative, st.one_of(st.floats(0.01, 2), st.floats(-0.9, -0.01))),
    st.builds(Absolute, st.one_of(st.floats(0.01, 0.5), st.floats(-0.5, -0.01))),
)


@st.composite
def experiments(draw: st.DrawFn) -> tuple[Terms, list[Look]]:
    """Draw an experiment of shares or means, of one to three variants or one arm alone, and looks at growing totals."""
    alone = draw(st.booleans())
    arms = 1 if alone else draw(st.integers(2, 4))
    each = draw(st.sampled_from([COUNTED, MEASURED]))
    promise: Promise = Threshold(0.1, draw(st.floats(0.15, 0.9))) if alone else draw(PROMISES)
    terms = Terms(promise, draw(st.integers(1, 20_000)), 30, split=tuple(1 / arms for _arm in range(arms)))
    added: list[tuple[Totals, ...]] = draw(st.lists(st.tuples(*[each] * arms), min_size=1, max_size=8))
    so_far = [tuple(together(arm) for arm in zip(*added[: end + 1], strict=True)) for end in range(len(added))]
    return terms, [Look(7.0 * (place + 1), totals) for place, totals in enumerate(so_far)]


@given(experiments())
def test_more_data_never_un_ring_a_verdict(experiment: tuple[Terms, list[Look]]) -> None:
    terms, looks = experiment
    rung: Verdict | None = None
    for verdict in follow(terms, looks):
        if rung:
            assert (verdict.advice, verdict.reason, verdict.crossed) == (rung.advice, rung.reason, rung.crossed)
            assert verdict.wrong_at_most == rung.wrong_at_most
        elif verdict.crossed:
            rung = verdict


@given(experiments())
def test_every_figure_of_every_verdict_is_finite(experiment: tuple[Terms, list[Look]]) -> None:
    terms, looks = experiment
    for verdict in follow(terms, looks):
        assert verdict.units_left is None or verdict.units_left >= 0
        for finding in verdict.findings:
            assert finding.evidence is None or math.isfinite(finding.evidence)
            assert 1 <= finding.times <= 1_000_000
            if finding.estimate:
                shown = finding.estimate
                assert all(map(math.isfinite, (shown.raw, shown.cautious, shown.low, shown.high)))
                assert shown.low <= shown.raw <= shown.high


@given(experiments())
def test_a_verdict_says_how_likely_it_is_wrong_if_and_only_if_it_fell(experiment: tuple[Terms, list[Look]]) -> None:
    for verdict in follow(*experiment):
        assert (verdict.wrong_at_most is not None) == (verdict.crossed is not None)
        assert (verdict.crossed is not None) == (verdict.advice in (Advice.SCALE, Advice.STOP, Advice.INVALID))


@given(COUNTED, COUNTED, st.floats(0.01, 0.9))
def test_relabelling_the_arms_mirrors_the_verdict(one: Counted, other: Counted, change: float) -> None:
    there = judge(Terms(Absolute(change), 1_000, 60), Look(10, (one, other)))
    back = judge(Terms(Absolute(-change), 1_000, 60), Look(10, (other, one)))
    assert (there.advice, there.reason, there.units_left) == (back.advice, back.reason, back.units_left)
    assert there.leading.evidence == back.leading.evidence


@given(experiments())
def test_looking_more_often_changes_nothing_about_a_look_itself(experiment: tuple[Terms, list[Look]]) -> None:
    terms, looks = experiment
    last, alone = follow(terms, looks)[-1], judge(terms, looks[-1])
    assert [each.evidence for each in last.findings] == [each.evidence for each in alone.findings]
    assert [each.estimate for each in last.findings] == [each.estimate for each in alone.findings]
