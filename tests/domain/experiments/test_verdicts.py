"""Continue, stop or scale: the rules in their order, what sticks, and several variants."""

import math

import pytest

from domain.experiments import (
    Absolute,
    Advice,
    Counted,
    Impossible,
    Look,
    Measured,
    Reason,
    Relative,
    Risk,
    Terms,
    Threshold,
    Verdict,
    fingerprint,
    follow,
    judge,
)
from domain.experiments.refusals import NotAFigure, OtherArms, SplitImpossible

PROMISE = Relative(0.2)
TERMS = Terms(PROMISE, planned_units=7_682, time_box_days=60)
DUD = (Counted(1500, 150), Counted(1500, 130))
SUCCESS = (Counted(3000, 300), Counted(3000, 390))
BETWEEN = (Counted(1000, 100), Counted(1000, 105))
LEVELS = Terms(Threshold(0.05, 0.10), 169, 60, split=(1.0,))


def said(verdict: Verdict) -> tuple[Advice, Reason]:
    """Return what a verdict says in two words."""
    return verdict.advice, verdict.reason


@pytest.mark.parametrize(
    ("terms", "look", "advice", "reason", "wrong"),
    [
        (TERMS, Look(10, SUCCESS), Advice.SCALE, Reason.AS_PROMISED, 0.05),
        (TERMS, Look(10, DUD), Advice.STOP, Reason.NOT_AS_PROMISED, 0.2),
        (TERMS, Look(10, (Counted(3000, 400), Counted(3000, 260))), Advice.STOP, Reason.HARMFUL, 0.2),
        (TERMS, Look(10, BETWEEN), Advice.CONTINUE, Reason.BETWEEN, None),
        (TERMS, Look(60, BETWEEN), Advice.UNDECIDED, Reason.TIME_BOX, None),
        (TERMS, Look(60, SUCCESS), Advice.SCALE, Reason.AS_PROMISED, 0.05),
        (TERMS, Look(6.9, SUCCESS), Advice.CONTINUE, Reason.TOO_SOON, None),
        (TERMS, Look(10, (Counted(50, 1), Counted(50, 18))), Advice.CONTINUE, Reason.TOO_FEW, None),
        (TERMS, Look(60, (Counted(50, 1), Counted(50, 18))), Advice.UNDECIDED, Reason.TOO_FEW, None),
        (TERMS, Look(10, (Counted(6000, 600), Counted(5000, 100))), Advice.INVALID, Reason.OTHER_SPLIT, 0.001),
        (LEVELS, Look(10, (Counted(60, 0),)), Advice.STOP, Reason.NOT_AS_PROMISED, 0.2),
        (LEVELS, Look(10, (Counted(100, 12),)), Advice.SCALE, Reason.AS_PROMISED, 0.05),
        (LEVELS, Look(10, (Counted(5, 5),)), Advice.SCALE, Reason.AS_PROMISED, 0.05),  # exact from the first unit on
    ],
)
def test_the_first_rule_that_fits_speaks(
    terms: Terms, look: Look, advice: Advice, reason: Reason, wrong: float | None
) -> None:
    verdict = judge(terms, look)
    assert said(verdict) == (advice, reason)
    assert verdict.wrong_at_most == wrong


@pytest.mark.parametrize(
    ("risk", "scales", "stops"), [(Risk.BALANCED, 20, 5), (Risk.CAREFUL, 20, 10), (Risk.HIGH_STAKES, 100, 10)]
)
def test_the_risk_that_a_team_takes_moves_the_bounds(risk: Risk, scales: int, stops: int) -> None:
    terms = Terms(PROMISE, 7_682, 60, risk=risk)
    assert (terms.scale_from, terms.stop_from) == (math.log(scales), -math.log(stops))
    assert judge(terms, Look(10, SUCCESS)).wrong_at_most in (1 / scales, None)


def test_a_promise_to_lower_something_is_kept_by_lowering_it() -> None:
    terms = Terms(Relative(-0.2), 7_682, 60)
    assert said(judge(terms, Look(10, (SUCCESS[1], SUCCESS[0])))) == (Advice.SCALE, Reason.AS_PROMISED)
    assert said(judge(terms, Look(10, SUCCESS))) == (Advice.STOP, Reason.HARMFUL)


@pytest.mark.parametrize(
    ("arms", "promise", "reason"),
    [
        ((Measured(29, 5, 1), Measured(40, 9, 1)), Absolute(1), Reason.TOO_FEW),
        ((Measured(100, 0, 0), Measured(100, 0, 0)), Absolute(1), Reason.NO_SPREAD),
        ((Measured(100, 0, 0), Measured(100, 2, 9)), Relative(0.1), Reason.NO_RATIO),
    ],
)
def test_means_wait_until_they_can_say_something(
    arms: tuple[Measured, Measured], promise: Absolute | Relative, reason: Reason
) -> None:
    verdict = judge(Terms(promise, 1_000, 60), Look(10, arms))
    assert said(verdict) == (Advice.CONTINUE, reason)
    assert verdict.crossed is None


def test_means_scale_and_stop_like_shares() -> None:
    terms = Terms(Absolute(10), 1_850, 60)
    assert judge(terms, Look(10, (Measured(600, 20, 77), Measured(600, 33, 77)))).advice is Advice.SCALE
    assert judge(terms, Look(10, (Measured(600, 20, 77), Measured(600, 20, 77)))).advice is Advice.STOP
    one = Terms(Threshold(5, 6), 100, 60, split=(1.0,))
    assert judge(one, Look(10, (Measured(100, 6.1, 2),))).advice is Advice.SCALE
    assert judge(one, Look(10, (Measured(29, 6.9, 1),))).reason is Reason.TOO_FEW


def test_what_fell_first_stands_and_later_data_are_follow_up() -> None:
    looks = [Look(8, BETWEEN), Look(12, DUD), Look(20, (Counted(4000, 400), Counted(4000, 520)))]
    before, fell, after = follow(TERMS, looks)
    assert before.advice is Advice.CONTINUE
    assert said(fell) == said(after) == (Advice.STOP, Reason.NOT_AS_PROMISED)
    assert after.crossed == fell.crossed
    assert after.crossed is not None
    assert (after.crossed.day, after.crossed.units) == (12, 3_000)
    assert after.crossed.fingerprint == fingerprint(TERMS, looks[1])
    assert after.leading.favours_promise
    assert not fell.leading.favours_promise
    assert after.units_left is None


def test_a_fingerprint_tells_terms_and_totals_apart() -> None:
    look = Look(12, DUD)
    prints = {
        fingerprint(TERMS, look),
        fingerprint(TERMS, Look(12, BETWEEN)),
        fingerprint(Terms(Absolute(0.2), 7_682, 60), look),
        fingerprint(Terms(PROMISE, 7_682, 61), look),
    }
    assert len(prints) == 4
    assert fingerprint(TERMS, Look(12, (Counted(1500, 150), Counted(1500, 130)))) in prints


def test_totals_that_fell_can_not_be_trusted_until_they_are_corrected() -> None:
    looks = [Look(8, BETWEEN), Look(9, (Counted(990, 100), Counted(1100, 120))), Look(12, DUD)]
    _good, fell, corrected = follow(TERMS, looks)
    assert said(fell) == (Advice.INVALID, Reason.TOTALS_FELL)
    assert fell.crossed is None
    assert corrected.advice is Advice.STOP
    fewer = follow(TERMS, [Look(8, BETWEEN), Look(9, (Counted(1200, 99), Counted(1200, 120)))])[-1]
    assert fewer.reason is Reason.TOTALS_FELL


def test_a_wrong_split_makes_it_invalid_for_good_but_not_after_a_verdict() -> None:
    wrong, mended = Look(9, (Counted(2000, 200), Counted(1500, 250))), Look(12, SUCCESS)
    first, then = follow(TERMS, [wrong, mended])
    assert said(first) == said(then) == (Advice.INVALID, Reason.OTHER_SPLIT)
    late = Look(20, (Counted(9000, 900), Counted(5000, 650)))
    fell, followed = follow(TERMS, [Look(10, SUCCESS), late])
    assert said(fell) == said(followed) == (Advice.SCALE, Reason.AS_PROMISED)
    assert followed.alarms == (Reason.OTHER_SPLIT,)


def test_harm_to_a_guardrail_stops_what_keeps_its_promise() -> None:
    terms = Terms(PROMISE, 7_682, 60, guardrails=(Relative(0.5), Relative(-0.1)))
    fine = (Counted(3000, 60), Counted(3000, 60)), (Counted(3000, 900), Counted(3000, 900))
    complaints = (Counted(3000, 60), Counted(3000, 120)), fine[1]
    assert judge(terms, Look(10, SUCCESS, fine)).advice is Advice.SCALE
    verdict = judge(terms, Look(10, SUCCESS, complaints))
    assert said(verdict) == (Advice.STOP, Reason.GUARDRAIL)
    assert verdict.wrong_at_most == 0.05
    assert [harm.breached for harm in verdict.leading.harms] == [True, False]
    silent = (Measured(3000, 0, 0), Measured(3000, 0, 0)), fine[1]
    assert judge(terms, Look(10, SUCCESS, silent)).leading.harms[0].evidence is None


def test_one_of_several_variants_scales_and_only_all_of_them_stop() -> None:
    terms = Terms(PROMISE, 12_000, 60, split=(0.4, 0.3, 0.3))
    control, dud, success = Counted(4000, 400), Counted(3000, 250), Counted(3000, 390)
    verdict = judge(terms, Look(10, (control, dud, success)))
    assert (verdict.advice, verdict.leading.variant) == (Advice.SCALE, 2)
    verdict = judge(terms, Look(10, (control, dud, Counted(3000, 330))))
    assert (verdict.advice, verdict.leading.variant) == (Advice.CONTINUE, 2)
    assert verdict.findings[0].crossed is not None
    later = judge(terms, Look(12, (Counted(8000, 800), Counted(6000, 720), Counted(6000, 560))), verdict)
    assert (later.advice, later.leading.variant) == (Advice.STOP, 2)
    assert later.crossed is not None
    assert later.crossed.day == 12
    assert judge(terms, Look(13, (Counted(9000, 900), Counted(7000, 840), Counted(7000, 900))), later).crossed == (
        later.crossed
    )


def test_more_variants_need_more_to_scale() -> None:
    terms = Terms(PROMISE, 12_000, 60, split=(0.25, 0.25, 0.25, 0.25))
    assert terms.scale_from == math.log(60)
    assert terms.stop_from == -math.log(5)


def test_it_says_how_many_units_it_will_still_take() -> None:
    verdict = judge(TERMS, Look(10, BETWEEN))
    evidence = verdict.leading.evidence
    assert evidence is not None
    assert verdict.units_left == math.ceil(2_000 * (-math.log(5) / evidence - 1))
    assert judge(TERMS, Look(59, BETWEEN)).units_left == math.ceil(2_000 / 59)
    assert judge(TERMS, Look(0, BETWEEN)).units_left is None


def test_a_finding_says_how_many_times_better_which_of_the_two_fits() -> None:
    finding = judge(TERMS, Look(10, DUD)).leading
    assert finding.evidence is not None
    assert finding.times == pytest.approx(math.exp(-finding.evidence))
    sure = judge(TERMS, Look(10, (Counted(10**9, 10**8), Counted(10**9, 10**8)))).leading
    assert (sure.times, sure.favours_promise) == (1_000_000, False)


@pytest.mark.parametrize(
    ("refusal", "make"),
    [
        (SplitImpossible, lambda: Terms(PROMISE, 100, 60, split=(0.5, 0.4))),
        (OtherArms, lambda: Terms(PROMISE, 100, 60, split=(1.0,))),
        (OtherArms, lambda: Terms(Threshold(0.1, 0.2), 100, 60)),
        (OtherArms, lambda: Terms(PROMISE, 100, 60, guardrails=(Threshold(0.1, 0.2),))),
        (NotAFigure, lambda: Terms(PROMISE, 0, 60)),
        (NotAFigure, lambda: Terms(PROMISE, 100, 5)),
        (NotAFigure, lambda: Terms(PROMISE, 100, math.inf)),
        (NotAFigure, lambda: Terms(PROMISE, 100, math.nan)),
        (NotAFigure, lambda: Terms(PROMISE, 100, 60, least_days=-1)),
        (NotAFigure, lambda: Terms(PROMISE, 100, 60, split=(1 / 22,) * 22)),
        (OtherArms, lambda: judge(TERMS, Look(10, (Counted(1, 1),)))),
        (OtherArms, lambda: judge(TERMS, Look(10, BETWEEN, (BETWEEN,)))),
        (OtherArms, lambda: judge(TERMS, Look(10, (Counted(10, 1), Measured(10, 1, 1))))),
        (NotAFigure, lambda: judge(TERMS, Look(math.nan, BETWEEN))),
        (NotAFigure, lambda: judge(TERMS, Look(-1, BETWEEN))),
        (NotAFigure, lambda: follow(TERMS, [Look(10, BETWEEN), Look(9, BETWEEN)])),
    ],
)
def test_terms_and_looks_that_can_not_be_are_refused_by_name(refusal: type[Impossible], make: object) -> None:
    assert callable(make)
    with pytest.raises(refusal):
        make()
